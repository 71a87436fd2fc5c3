//! Days as people type them: in digits or with the month by name, in each language that copies are written in.
//!
//! A text is a day only if all of it is: a range, a sign or a remark beside a day leaves it open, and the day is asked.

use super::orders::{Readings, digit_readings};
use super::suggestions::suggestion;
use super::times::{TypedTime, split_time};
use super::tokens::{is_digits, tokens};
use super::whole::{DayText, read_whole};
use super::words::month;
use crate::model::typed::fold_typed;
use jiff::civil::Date;

/// What a text says about a day, and the time of day that stands beside it. `around` is a day near which one without a year
/// is sought.
pub(super) fn read_day(text: &str, around: Option<Date>) -> (DayText, Option<TypedTime>) {
    let plain = with_plain_dashes(&fold_typed(text));
    let (day, time) = split_time(&plain);
    match read_whole(day, around) {
        DayText::Nothing => (suggestion(&plain, around), None),
        found => (found, time),
    }
}

/// The days that a text in digits alone may be, each with the order of its parts.
pub(super) fn readings_by_order(text: &str) -> Option<Readings> {
    let plain = with_plain_dashes(&fold_typed(text));
    let (parts, end) = tokens(split_time(&plain).0);
    let (first, second) = (parts.first()?, parts.get(1)?);
    // Days with points come first, and tell how the column is written only if they can't be months.
    let in_doubt = first.text.len() < 4 && (second.before != "." || first.number().is_some_and(|n| n > 12));
    digit_readings(&parts).filter(|_| end.is_empty() && in_doubt)
}

/// Whether `now` is the day that Excel makes of a text of two parts, such as `3-4`, `1/2` or `MAR-1`.
pub(in crate::steps::values) fn is_auto_converted_date(before: &str, now: &str) -> bool {
    let Ok(day) = now.trim().parse::<Date>() else { return false };
    let plain = before.to_lowercase();
    let parts: Vec<&str> = plain.split(['-', '/', ' ', '.']).filter(|p| !p.is_empty()).collect();
    let [a, b] = parts.as_slice() else { return false };
    let (m, d, short_year) = (i32::from(day.month()), i32::from(day.day()), i32::from(day.year()) % 100);
    let number = |text: &str| (text.len() <= 4 && is_digits(text)).then(|| text.parse().ok()).flatten();
    match (month(a).or(number(a)), month(b).or(number(b))) {
        (Some(a), Some(b)) => {
            (a, b) == (m, d) || (a, b) == (d, m) || (d == 1 && ((a, b) == (m, short_year) || (b, a) == (m, short_year)))
        }
        _ => false,
    }
}

/// Hyphens and dashes of any length as `-`.
fn with_plain_dashes(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c }).collect()
}
