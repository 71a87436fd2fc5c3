//! Dates: as Excel stores them, and as people type them in English, German, French and Spanish.

use super::date_text::{self, ParsedDate};
use super::read_value::{ReadResult, ReadValue, as_typed, coercion_note, is_pure_time};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::{Column, Kind};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};

/// Reads a day.
pub(super) fn read_date(cell: &RawCell, column: &Column) -> ReadResult {
    let (day, note) = match &cell.raw {
        Raw::Date(at) => from_cell(*at, column)?,
        Raw::Number(n) => from_serial(*n, column)?,
        Raw::Text(text) => from_text(text, column)?,
        _ => return Err(not_a_date(&as_typed(cell), column)),
    };
    check_range(day, column)?;
    Ok(ReadValue::with_note(Value::Date(day), note))
}

/// The day that a number stands for in a date column of a workbook that counts days from 1904, with the remark that says
/// so; none for other cells, and for numbers out of range.
pub fn day_since_1904(cell: &RawCell, column: &Column) -> Option<(Value, ValueIssue)> {
    let Raw::Number(n) = cell.raw else { return None };
    if column.kind != Kind::Date {
        return None;
    }
    let day = serial_day(n + f64::from(EPOCH_DIFFERENCE)).filter(|day| is_in_range(*day))?;
    let message =
        format!("{} holds the number {n}; the workbook counts days from 1904, so it was read as {day}.", column.title);
    Some((Value::Date(day), coercion_note(message)))
}

/// How a date is typed, in words (`as text with the day first`); none where it is no date, or an ambiguous one.
pub fn date_form(cell: &RawCell) -> Option<&'static str> {
    match &cell.raw {
        Raw::Date(at) if !is_pure_time(*at) => Some("as a date of Excel"),
        Raw::Text(text) => date_text::day_month_order(text),
        _ => None,
    }
}

type DateResult = Result<(Date, Option<String>), ValueIssue>;

fn from_cell(at: DateTime, column: &Column) -> DateResult {
    if is_pure_time(at) {
        let message = format!("{} is {}, a time of day without a day; a date is expected.", column.title, at.time());
        return Err(ValueIssue::refused(Code::ValueType, message));
    }
    let note = (at.time() != Time::midnight())
        .then(|| format!("{} is {} {}; only the day is kept.", column.title, at.date(), at.time()));
    Ok((at.date(), note))
}

/// A number in a date column counts days, as Excel stores dates.
fn from_serial(n: f64, column: &Column) -> DateResult {
    if let Some(day) = date_text::parse_compact(&n.to_string()) {
        return Ok((day, Some(format!("{} was typed as {n}; read as {day}.", column.title))));
    }
    let day = serial_day(n).ok_or_else(|| not_a_date(&n.to_string(), column))?;
    Ok((day, Some(format!("{} holds the number {n}, which Excel shows as the date {day}; read so.", column.title))))
}

fn serial_day(n: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&n) {
        return None;
    }
    // The range above makes this exact.
    date(1899, 12, 30).checked_add((n.floor() as i32).days()).ok()
}

fn from_text(text: &str, column: &Column) -> DateResult {
    let (day_part, time) = date_text::split_time(text.trim());
    let note = |day: Date| match time {
        Some(time) => {
            Some(format!("{} is {:?}; only the day is kept: {day} without {time}.", column.title, text.trim()))
        }
        None => Some(format!("{} was typed as {:?}; read as {day}.", column.title, text.trim())),
    };
    match date_text::parse_date(day_part) {
        Some(ParsedDate::Iso(day)) if time.is_none() => Ok((day, None)),
        Some(ParsedDate::Iso(day) | ParsedDate::Other(day)) => Ok((day, note(day))),
        Some(ParsedDate::Ambiguous(a, b)) => Err(ambiguous_date(text, a, b, column)),
        None => Err(not_a_date(text, column).near(serial_text(text).map(Value::Date))),
    }
}

fn ambiguous_date(text: &str, a: Date, b: Date, column: &Column) -> ValueIssue {
    let message = format!(
        "{} is {:?}, which could be {} ({a}) or {} ({b}). Type it as {a} or {b}.",
        column.title,
        text.trim(),
        with_month_name(a),
        with_month_name(b)
    );
    ValueIssue::refused(Code::ValueFormat, message).near([a, b].map(Value::Date))
}

fn not_a_date(found: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but a date such as 2027-04-13 is expected.", column.title, found.trim());
    ValueIssue::refused(Code::ValueType, message)
}

/// Digits that would be a date if Excel held them as a number.
fn serial_text(text: &str) -> Option<Date> {
    let n: u32 = text.trim().parse().ok()?;
    serial_day(f64::from(n)).filter(|day| (2000..=2100).contains(&day.year()))
}

fn with_month_name(day: Date) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month()).ok().and_then(|m| NAMES.get(m - 1)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// Days from 1899-12-30 to 1904-01-01, the two days from which workbooks count.
const EPOCH_DIFFERENCE: i32 = 1462;

fn check_range(day: Date, column: &Column) -> Result<(), ValueIssue> {
    if is_in_range(day) {
        return Ok(());
    }
    let mut message = format!("{} is {day}, but a date from 2000 to 2100 is expected.", column.title);
    let shifted =
        [EPOCH_DIFFERENCE, -EPOCH_DIFFERENCE].into_iter().filter_map(|days| day.checked_add(days.days()).ok());
    let shifted = shifted.into_iter().find(|d| is_in_range(*d));
    if let Some(shifted) = shifted {
        message.push_str(&format!(
            " Dates copied between a workbook that counts days from 1904 and one that does not are 1,462 days off; \
             {shifted} may be meant."
        ));
    }
    Err(ValueIssue::refused(Code::ValueRange, message).near(shifted.map(Value::Date)))
}

fn is_in_range(day: Date) -> bool {
    (2000..=2100).contains(&day.year())
}
