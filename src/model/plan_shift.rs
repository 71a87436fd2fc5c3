//! By how much a plan moves: whole weeks, or working days.

use super::text::count;
use super::working_days::{working_day_until, working_days_later};
use jiff::Span;
use jiff::civil::Date;

/// By how much a plan moves; earlier, where it is negative. Weeks keep the day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanShift {
    /// Whole weeks.
    Weeks(i32),
    /// Days from Monday to Friday.
    WorkingDays(i32),
}

/// The most weeks or days: ten years.
const MOST: i32 = 3_650;

impl PlanShift {
    /// What is typed: `4w`, `-2w`, `10d`. An `Err` says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "write weeks as 4w or working days as 10d; -2w is two weeks earlier".to_owned();
        let text = text.trim();
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let number: i32 = number.trim().parse().map_err(|_| wrong())?;
        if number == 0 || number.abs() > MOST {
            return Err(format!("{number} moves nothing, or too far; {}", wrong()));
        }
        match unit {
            "w" | "W" => Ok(Self::Weeks(number)),
            "d" | "D" => Ok(Self::WorkingDays(number)),
            _ => Err(wrong()),
        }
    }

    /// Where a day moves to; `None` where no such day exists. A day that would fall on a holiday moves to the working day before it.
    pub fn moved(self, day: Date, holidays: &[Date]) -> Option<Date> {
        match self {
            Self::Weeks(weeks) => {
                let there = day.checked_add(Span::new().weeks(weeks)).ok()?;
                Some(if holidays.contains(&there) { working_day_until(there, holidays) } else { there })
            }
            Self::WorkingDays(days) => working_days_later(day, days.into(), holidays),
        }
    }

    /// For people: `4 weeks later`.
    pub fn words(self) -> String {
        let (n, one, many) = match self {
            Self::Weeks(n) => (n, "week", "weeks"),
            Self::WorkingDays(n) => (n, "working day", "working days"),
        };
        let way = if n < 0 { "earlier" } else { "later" };
        format!("{} {way}", count(n.unsigned_abs() as usize, one, many))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_and_working_days_are_read_and_nothing_else() {
        for (typed, read) in [
            ("4w", Some((PlanShift::Weeks(4), "4 weeks later"))),
            (" -2W ", Some((PlanShift::Weeks(-2), "2 weeks earlier"))),
            ("+1w", Some((PlanShift::Weeks(1), "1 week later"))),
            ("10d", Some((PlanShift::WorkingDays(10), "10 working days later"))),
            ("0w", None),
            ("9999w", None),
            ("4", None),
            ("w", None),
            ("4m", None),
            ("vier Wochen", None),
            ("4é", None),
            ("", None),
        ] {
            let shift = PlanShift::parse(typed).ok();
            assert_eq!(shift.map(|s| (s, s.words())), read.map(|(s, w)| (s, w.to_owned())), "{typed}");
        }
    }

    #[test]
    fn weeks_keep_the_day_of_the_week_and_working_days_pass_over_weekends() {
        let friday = date(2027, 1, 8);
        assert_eq!(PlanShift::Weeks(4).moved(friday, &[]), Some(date(2027, 2, 5)));
        assert_eq!(PlanShift::WorkingDays(1).moved(friday, &[]), Some(date(2027, 1, 11)));
        assert_eq!(PlanShift::Weeks(4).moved(Date::MAX, &[]), None);
        let holidays = [date(2027, 2, 5)];
        assert_eq!(PlanShift::Weeks(4).moved(friday, &holidays), Some(date(2027, 2, 4)), "nobody works on that Friday");
        assert_eq!(PlanShift::WorkingDays(20).moved(friday, &holidays), Some(date(2027, 2, 8)));
    }
}
