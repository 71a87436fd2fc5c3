//! Working days, Monday to Friday.

use jiff::civil::{Date, Weekday};

/// Whether people work on this day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day itself, or the Friday before a weekend. At the beginning of the calendar there may be none.
pub fn working_day_until(day: Date) -> Date {
    std::iter::successors(Some(day), |d| d.yesterday().ok()).find(|d| is_working_day(*d)).unwrap_or(day)
}

/// The day itself, or the Monday after a weekend. At the end of the calendar there may be none.
pub fn working_day_from(day: Date) -> Date {
    std::iter::successors(Some(day), |d| d.tomorrow().ok()).find(|d| is_working_day(*d)).unwrap_or(day)
}

/// The day that lies so many working days later; earlier, where they are negative. A weekend counts as the Friday before it.
pub fn working_days_later(day: Date, days: i64) -> Option<Date> {
    let from = working_day_until(day);
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
            assert_eq!((working_day_until(day), working_day_from(day)), (until, from), "{day}");
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
            assert_eq!(working_days_later(day, days), Some(then), "{day} and {days}");
        }
        for (n, days) in (-40..40).zip((-20..20).cycle()) {
            let day = date(2027, 3, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            let there = working_days_later(day, days).unwrap();
            assert!(is_working_day(there));
            assert_eq!(working_days_later(there, -days), Some(working_day_until(day)), "{day} and {days}");
        }
        assert_eq!(working_days_later(date(2027, 1, 6), i64::MAX / 8), None);
    }
}
