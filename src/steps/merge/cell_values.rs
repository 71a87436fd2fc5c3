//! What a cell without a template holds: a number as Excel keeps it, a day, a time, yes or no, else its text.

use crate::model::excel_text::time_text;
use crate::model::grid::Raw;
use crate::model::typed::visible;
use crate::model::value::Value;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;

/// How many digits of a number Excel keeps.
const EXCEL_DIGITS: u32 = 15;

/// The value of a cell. Text that can only be a number as programs write it, an ISO date or a time equals a cell that Excel
/// stores as one; `007`, `1e5` and `3/4/2026` stay text.
pub fn value_of(raw: &Raw) -> Value {
    match raw {
        Raw::Empty => Value::Empty,
        Raw::Text(text) => value_of_text(text),
        Raw::Number(n) => {
            Decimal::from_str(&n.to_string()).map_or_else(|_| Value::text(n.to_string()), |n| Value::Number(as_kept(n)))
        }
        Raw::Date(day) => value_of_day(*day),
        Raw::YesNo(yes) => Value::YesNo(*yes),
        Raw::Error(_) | Raw::Uncalculated(_) => Value::text(raw.to_string()),
    }
}

fn value_of_day(day: DateTime) -> Value {
    if day.year() <= 1899 {
        return Value::text(time_text(day.time()));
    }
    if day.time() == Time::midnight() {
        Value::Date(day.date())
    } else {
        Value::text(day.to_string().replace('T', " "))
    }
}

fn value_of_text(text: &str) -> Value {
    let visible = visible(text);
    let bare = visible.trim();
    match bare {
        "" => Value::Empty,
        "TRUE" => Value::YesNo(true),
        "FALSE" => Value::YesNo(false),
        _ => number_in(bare).map(Value::Number).or_else(|| day_in(bare)).unwrap_or_else(|| {
            time_in(bare).map_or_else(|| Value::text(visible.clone().into_owned()), |time| Value::text(time_text(time)))
        }),
    }
}

/// The number that a text can only be: digits of which Excel keeps all, or a fraction as programs write it out, a percentage,
/// or what Excel writes for a large number.
fn number_in(text: &str) -> Option<Decimal> {
    if is_number(text) {
        return Decimal::from_str(text).ok();
    }
    if let Some(percentage) = text.strip_suffix('%').map(str::trim_end).filter(|digits| is_number(digits)) {
        return Decimal::from_str(percentage).ok()?.checked_div(Decimal::ONE_HUNDRED);
    }
    if let Some((mantissa, exponent)) = text.split_once('E') {
        let digits = exponent.strip_prefix(['+', '-'])?;
        let is_excel = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) && is_number(mantissa);
        return is_excel.then(|| Decimal::from_scientific(text).ok()).flatten();
    }
    is_long_number(text).then(|| Decimal::from_str(text).ok().map(as_kept)).flatten()
}

/// Whether digits can only be a number: no leading zero that would be lost, and few enough to be kept exactly.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= EXCEL_DIGITS as usize && has_form_of_number(digits)
}

fn has_form_of_number(digits: &str) -> bool {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(all_digits)
}

/// Whether more digits than Excel keeps are a number all the same: a fraction, or zeros at the end. Other long digits may
/// number something, and each of them counts.
fn is_long_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let kept = digits.trim_end_matches('0').len();
    digits.len() <= 28 && has_form_of_number(digits) && (digits.contains('.') || kept <= EXCEL_DIGITS as usize)
}

/// A number with the digits that Excel keeps of it.
fn as_kept(number: Decimal) -> Decimal {
    let rounded = number.round_sf_with_strategy(EXCEL_DIGITS, RoundingStrategy::MidpointAwayFromZero);
    rounded.unwrap_or(number).normalize()
}

fn day_in(text: &str) -> Option<Value> {
    let is_iso = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    is_iso.then(|| Date::from_str(text).ok().map(Value::Date)).flatten()
}

fn time_in(text: &str) -> Option<Time> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let parts: Vec<&str> = text.split(':').collect();
    let number = |part: &str, most: i8| -> Option<i8> {
        let is_short = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|n| is_short && *n <= most)
    };
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (hour, minute, &"0"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let is_full = minute.len() == 2 && (parts.len() == 2 || second.len() == 2);
    let time = Time::new(number(hour, 23)?, number(minute, 59)?, number(second, 59)?, 0).ok();
    time.filter(|_| is_full)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        value_of(&Raw::Text(text.into()))
    }

    #[test]
    fn text_says_a_number_or_a_day_only_where_nothing_is_lost_by_it() {
        for number in [
            "0",
            "12",
            "-3",
            "0.50",
            "1234.5",
            "8%",
            "50 %",
            "50\u{a0}%",
            "1E+21",
            "123456789012346000",
            "44.950000000000003",
        ] {
            assert!(matches!(value(number), Value::Number(_)), "{number}");
        }
        for text in [
            "007",
            "1e5",
            "1E5",
            "1E+5",
            "2E+100",
            "1,5",
            "+1",
            "3/4/2026",
            ".5",
            "5.",
            "-",
            "1234567890123456789",
            "1234567890123456",
            "2026-13-01",
            "Yes",
            "%",
            "05%",
            "24:00",
            "12:5",
            "1:2:3",
        ] {
            assert!(matches!(value(text), Value::Text(_)), "{text}");
        }
        assert_eq!(value(" 2026-11-22 "), value_of(&Raw::Date(jiff::civil::date(2026, 11, 22).at(0, 0, 0, 0))));
        assert_ne!(value("007"), value("7"));
    }

    #[test]
    fn a_number_is_what_excel_holds_of_it() {
        for (text, number) in [
            ("2", 2.0),
            ("0.69999999999999996", 0.7),
            ("0.333333333333333", 1.0 / 3.0),
            ("44.950000000000003", 44.95),
            ("0.3", 0.1 + 0.2),
            ("8%", 0.08),
            ("1E+21", 1e21),
            ("1.5E-05", 0.000_015),
            ("123456789012346000", 123_456_789_012_345_700.0),
        ] {
            assert_eq!(value(text), value_of(&Raw::Number(number)), "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_what_its_cell_shows() {
        let time = |hour, minute, second| Raw::Date(jiff::civil::date(1899, 12, 31).at(hour, minute, second, 0));
        for (text, raw) in [("12:00", time(12, 0, 0)), ("7:05", time(7, 5, 0)), ("12:00:30", time(12, 0, 30))] {
            assert_eq!(value(text), value_of(&raw), "{text}");
        }
        assert_eq!(value("12:00"), value("12:00:00"));
        assert_ne!(value("12:00"), value("12:01"));
    }

    #[test]
    fn what_nobody_sees_makes_no_difference() {
        for text in ["co\u{ad}operate", "cooperate\u{200b}", "\u{feff}cooperate"] {
            assert_eq!(value(text), value("cooperate"), "{text:?}");
        }
        assert_eq!(value("\u{200b}"), Value::Empty);
        assert_eq!(value("1\u{200b}2"), value("12"));
    }
}
