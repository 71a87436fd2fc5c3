//! When a meeting is next: counted from its first day, and the Excel formula that counts the same.

use super::records::{day, records, text};
use crate::model::readiness::Meeting;
use crate::model::state::SheetState;
use crate::model::working_days::is_working_day;
use jiff::ToSpan;
use jiff::civil::Date;

/// How meetings follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cadence {
    Workdays,
    Days(i32),
    Months(i32),
}

/// The cadence of a frequency; none for those that fix no day, such as twice a week.
fn cadence(frequency: &str) -> Option<Cadence> {
    Some(match frequency {
        "Daily" => Cadence::Workdays,
        "Weekly" => Cadence::Days(7),
        "Fortnightly" => Cadence::Days(14),
        "Monthly" => Cadence::Months(1),
        "Quarterly" => Cadence::Months(3),
        _ => return None,
    })
}

/// The meetings of the sheet, each with its next day.
pub(super) fn planned_meetings(state: &SheetState, today: Date) -> Vec<Meeting> {
    let sheet = &state.sheet;
    let one = |record| {
        let cell = |key: &str| text(sheet, record, key);
        let parts = [cell("day"), cell("time")];
        let when: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
        let (first, last) = (day(sheet, record, "first_on"), day(sheet, record, "last_on"));
        let frequency = cell("frequency");
        Meeting {
            record: record.id.clone(),
            name: cell("name"),
            when: when.join(" "),
            chair: cell("chair"),
            next: first.and_then(|first| next_meeting(&frequency, first, last, today)),
            frequency,
            first,
            last,
        }
    };
    records(state).map(one).collect()
}

/// The next day of a meeting, today included.
pub fn next_meeting(frequency: &str, first: Date, last: Option<Date>, today: Date) -> Option<Date> {
    let found = match cadence(frequency) {
        _ if first >= today => Some(first),
        None => None,
        Some(Cadence::Workdays) => {
            let days = std::iter::successors(Some(today), |d| d.tomorrow().ok());
            days.take(7).find(|d| is_working_day(*d, &[]))
        }
        Some(Cadence::Days(step)) => {
            let gone = (today - first).get_days();
            first.checked_add(((gone + step - 1) / step * step).days()).ok()
        }
        Some(Cadence::Months(step)) => {
            let years = i32::from(today.year()) - i32::from(first.year());
            let gone = years * 12 + i32::from(today.month()) - i32::from(first.month());
            let months = (gone + step - 1) / step * step;
            let on = |months: i32| first.checked_add(months.months()).ok();
            on(months).filter(|d| *d >= today).or_else(|| on(months + step))
        }
    };
    found.filter(|found| last.is_none_or(|last| *found <= last))
}

/// The last day of a meeting before a day.
pub fn last_meeting(frequency: &str, first: Date, last: Option<Date>, today: Date) -> Option<Date> {
    let after = |day: &Date| next_meeting(frequency, first, last, day.tomorrow().ok()?);
    std::iter::successors(Some(first), after).take_while(|day| *day < today).last()
}

/// The formula that gives [`next_meeting`] from the cells of the first and the last day.
pub fn next_meeting_formula(frequency: &str, first: &str, last: Option<&str>) -> String {
    let later = match cadence(frequency) {
        None => "\"\"".to_owned(),
        Some(Cadence::Workdays) => "WORKDAY(TODAY()-1,1)".to_owned(),
        Some(Cadence::Days(step)) => format!("{first}+ROUNDUP((TODAY()-{first})/{step},0)*{step}"),
        Some(Cadence::Months(step)) => {
            let gone = format!("((YEAR(TODAY())-YEAR({first}))*12+MONTH(TODAY())-MONTH({first}))");
            let months = format!("ROUNDUP({gone}/{step},0)*{step}");
            format!("IF(EDATE({first},{months})>=TODAY(),EDATE({first},{months}),EDATE({first},{months}+{step}))")
        }
    };
    let next = format!("IF({first}>=TODAY(),{first},{later})");
    let ended = last.map(|last| format!("IF(AND(ISNUMBER({last}),{next}>{last}),\"\",{next})"));
    format!("IF(ISNUMBER({first}),{},\"\")", ended.unwrap_or(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_next_day_is_counted_from_the_first() {
        let today = date(2026, 11, 22);
        for (frequency, first, next_on) in [
            ("Weekly", date(2027, 1, 12), Some(date(2027, 1, 12))),
            ("Weekly", date(2026, 11, 10), Some(date(2026, 11, 24))),
            ("Weekly", date(2026, 11, 15), Some(today)),
            ("Fortnightly", date(2026, 11, 10), Some(date(2026, 11, 24))),
            ("Monthly", date(2026, 8, 31), Some(date(2026, 11, 30))),
            ("Monthly", date(2026, 8, 5), Some(date(2026, 12, 5))),
            ("Quarterly", date(2026, 9, 1), Some(date(2026, 12, 1))),
            ("Daily", date(2026, 11, 2), Some(date(2026, 11, 23))),
            ("Ad hoc", date(2026, 11, 2), None),
            ("Ad hoc", date(2026, 12, 2), Some(date(2026, 12, 2))),
        ] {
            assert_eq!(next_meeting(frequency, first, None, today), next_on, "{frequency} from {first}");
        }
        assert_eq!(next_meeting("Weekly", date(2026, 11, 10), Some(date(2026, 11, 23)), today), None, "it has ended");
        for (frequency, first, last, met) in [
            ("Weekly", date(2026, 11, 10), None, Some(date(2026, 11, 17))),
            ("Weekly", date(2026, 11, 8), None, Some(date(2026, 11, 15))),
            ("Weekly", date(2026, 10, 6), Some(date(2026, 10, 20)), Some(date(2026, 10, 20))),
            ("Ad hoc", date(2026, 11, 2), None, Some(date(2026, 11, 2))),
            ("Weekly", date(2026, 11, 24), None, None),
        ] {
            assert_eq!(last_meeting(frequency, first, last, today), met, "{frequency} from {first}");
        }
    }
}
