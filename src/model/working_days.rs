//! Working days: Monday to Friday, but for holidays.

use jiff::civil::{Date, Weekday};

/// Whether people work on this day.
pub fn is_working_day(day: Date, holidays: &[Date]) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&day)
}

/// The day itself, or the last working day before it. At the beginning of the calendar there may be none.
pub fn working_day_until(day: Date, holidays: &[Date]) -> Date {
    std::iter::successors(Some(day), |d| d.yesterday().ok()).find(|d| is_working_day(*d, holidays)).unwrap_or(day)
}

/// The day itself, or the next working day after it. At the end of the calendar there may be none.
pub fn working_day_from(day: Date, holidays: &[Date]) -> Date {
    std::iter::successors(Some(day), |d| d.tomorrow().ok()).find(|d| is_working_day(*d, holidays)).unwrap_or(day)
}

/// The day that lies so many working days later; earlier, where they are negative. A day on which nobody works counts as the
/// last working day before it.
pub fn working_days_later(day: Date, days: i64, holidays: &[Date]) -> Option<Date> {
    let from = working_day_until(day, holidays);
    if holidays.is_empty() {
        return weekdays_later(from, days);
    }
    let step = |day: &Date| if days < 0 { day.yesterday().ok() } else { day.tomorrow().ok() };
    let mut worked = std::iter::successors(step(&from), step).filter(|day| is_working_day(*day, holidays));
    match usize::try_from(days.unsigned_abs()).ok()?.checked_sub(1) {
        Some(before) => worked.nth(before),
        None => Some(from),
    }
}

/// The same where there are no holidays, from a day from Monday to Friday.
fn weekdays_later(from: Date, days: i64) -> Option<Date> {
    let monday_based = i64::from(from.weekday().to_monday_zero_offset()) + days;
    let calendar_days =
        monday_based.div_euclid(5) * 7 + monday_based.rem_euclid(5) - i64::from(from.weekday().to_monday_zero_offset());
    from.checked_add(jiff::Span::new().try_days(calendar_days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_weekend_lies_between_its_friday_and_its_monday() {
        for (day, until, from) in [
            (date(2027, 1, 8), date(2027, 1, 8), date(2027, 1, 8)),
            (date(2027, 1, 9), date(2027, 1, 8), date(2027, 1, 11)),
            (date(2027, 1, 10), date(2027, 1, 8), date(2027, 1, 11)),
        ] {
            assert_eq!((working_day_until(day, &[]), working_day_from(day, &[])), (until, from), "{day}");
        }
    }

    #[test]
    fn working_days_are_counted_over_weekends_and_back() {
        for (day, days, then) in [
            (date(2027, 1, 8), 1, date(2027, 1, 11)),
            (date(2027, 1, 11), -1, date(2027, 1, 8)),
            (date(2027, 1, 6), 10, date(2027, 1, 20)),
            (date(2027, 1, 6), -3, date(2027, 1, 1)),
            (date(2027, 1, 9), 1, date(2027, 1, 11)),
            (date(2027, 1, 6), 0, date(2027, 1, 6)),
        ] {
            assert_eq!(working_days_later(day, days, &[]), Some(then), "{day} and {days}");
        }
        for (n, days) in (-40..40).zip((-20..20).cycle()) {
            let day = date(2027, 3, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            let there = working_days_later(day, days, &[]).unwrap();
            assert!(is_working_day(there, &[]));
            assert_eq!(working_days_later(there, -days, &[]), Some(working_day_until(day, &[])), "{day} and {days}");
        }
        assert_eq!(working_days_later(date(2027, 1, 6), i64::MAX / 8, &[]), None);
    }

    #[test]
    fn nobody_works_on_a_holiday() {
        let holidays = [date(2027, 3, 26), date(2027, 3, 29)];
        let easter = date(2027, 3, 28);
        assert_eq!(working_day_until(easter, &holidays), date(2027, 3, 25));
        assert_eq!(working_day_from(easter, &holidays), date(2027, 3, 30));
        for (day, days, then) in [
            (date(2027, 3, 25), 1, date(2027, 3, 30)),
            (date(2027, 3, 24), 3, date(2027, 3, 31)),
            (date(2027, 3, 30), -1, date(2027, 3, 25)),
            (date(2027, 3, 29), 0, date(2027, 3, 25)),
        ] {
            assert_eq!(working_days_later(day, days, &holidays), Some(then), "{day} and {days}");
        }
    }
}
