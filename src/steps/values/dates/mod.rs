//! Dates: as Excel stores them, and as people type them.

mod orders;
mod periods;
mod suggestions;
mod text;
mod times;
mod tokens;
mod weekdays;
mod whole;
mod words;

use super::read_value::{ReadResult, ReadValue, as_typed};
use super::reading::Reading;
use crate::model::code::Code;
use crate::model::excel_text::{is_time_of_day, time_text};
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::{Offset, TimeZone};
use orders::Readings;
use times::{TypedTime, day_in_zone, days_anywhere};
use whole::{DayText, Doubt, parse_compact};
use words::month_name;

pub use orders::DateOrder;
pub(super) use text::is_auto_converted_date;

/// Reads a day.
pub(super) fn read_date(cell: &RawCell, column: &Column, reading: &Reading<'_>) -> ReadResult {
    let (day, note) = match &cell.raw {
        Raw::Date(at) => from_cell(*at, column, reading)?,
        Raw::Number(n) => from_number(*n, column, reading)?,
        Raw::Text(text) => from_text(text, column, reading)?,
        _ => return Err(not_a_date(&as_typed(cell), column)),
    };
    check_range(day, column)?;
    Ok(ReadValue::with_note(Value::Date(day), note))
}

/// The days that a date in digits may be, each with the order of its parts; none for other cells, and for dates whose
/// order is certain by their form.
pub fn days_by_order(cell: &RawCell) -> Option<Vec<(DateOrder, Date)>> {
    match &cell.raw {
        Raw::Text(text) => text::readings_by_order(text),
        _ => None,
    }
}

/// The month that a folded word names in one of the languages that copies are written in, from 1.
pub fn month_named(word: &str) -> Option<i8> {
    words::month(word).and_then(|month| i8::try_from(month).ok())
}

/// Whether a cell holds a date of Excel.
pub fn is_date_cell(cell: &RawCell) -> bool {
    matches!(&cell.raw, Raw::Date(at) if !is_time_of_day(*at))
}

type DateResult = Result<(Date, Option<String>), ValueIssue>;

fn from_cell(at: DateTime, column: &Column, reading: &Reading<'_>) -> DateResult {
    if is_time_of_day(at) {
        let message =
            format!("{} is {}, a time of day without a day; a date is expected.", column.title, time_text(at.time()));
        return Err(ValueIssue::refused(Code::ValueType, message));
    }
    // Whoever types 2027 into a cell that shows dates sees a day in 1905.
    if let Some(year) = year_in_serial(serial_of(at.date(), reading.epoch_1904).into()) {
        return Err(bare_year(year, column));
    }
    let note = (at.time() != Time::midnight())
        .then(|| format!("{} is {} {}; only the day is kept.", column.title, at.date(), at.time()));
    Ok((at.date(), note))
}

/// A number in a date column counts days, as Excel stores dates.
fn from_number(n: f64, column: &Column, reading: &Reading<'_>) -> DateResult {
    let title = &column.title;
    if let Some(day) = parse_compact(&n.to_string()) {
        return Ok((day, Some(format!("{title} was typed as {n}; read as {day}."))));
    }
    if let Some(year) = year_in_serial(n) {
        return Err(bare_year(year, column));
    }
    let since_1904 = serial_day(n + f64::from(EPOCH_DIFFERENCE)).filter(|d| reading.epoch_1904 && is_in_range(*d));
    if let Some(day) = since_1904 {
        let note =
            format!("{title} holds the number {n}; the workbook counts days from 1904, so it was read as {day}.");
        return Ok((day, Some(note)));
    }
    let day = serial_day(n).ok_or_else(|| not_a_date(&n.to_string(), column))?;
    Ok((day, Some(format!("{title} holds the number {n}, which Excel shows as the date {day}; read so."))))
}

/// The day with a number. Excel counts 1900 as a leap year: 60 is a day that never was, and those before it are one off.
fn serial_day(n: f64) -> Option<Date> {
    if !(61.0..2_958_466.0).contains(&n) {
        return None;
    }
    // The range above makes this exact.
    date(1899, 12, 30).checked_add((n.floor() as i32).days()).ok()
}

fn serial_of(day: Date, epoch_1904: bool) -> i32 {
    let first = if epoch_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    periods::days_between(first, day)
}

fn year_in_serial(n: f64) -> Option<i32> {
    (2000..=2100).find(|year| f64::from(*year) == n)
}

fn bare_year(year: i32, column: &Column) -> ValueIssue {
    match text::read_day(&year.to_string(), None).0 {
        DayText::Doubtful(doubt) => doubtful(&year.to_string(), doubt, column),
        _ => not_a_date(&year.to_string(), column),
    }
}

fn from_text(text: &str, column: &Column, reading: &Reading<'_>) -> DateResult {
    let (found, time) = text::read_day(text, reading.surroundings.and_then(|s| s.day));
    let (day, is_plain) = match found {
        DayText::Iso(day) => (day, true),
        DayText::Other(day) => (day, false),
        DayText::ByOrder(readings) => match day_in_order(&readings, reading.order) {
            Some(day) => (day, true),
            None => return Err(ambiguous_date(text, &readings, column)),
        },
        DayText::Doubtful(doubt) => return Err(doubtful(text, doubt, column)),
        DayText::Nothing => return Err(not_a_date(text, column).near(serial_text(text).map(Value::Date))),
    };
    let noted = (!is_plain).then(|| read_as(text, day, column));
    match time {
        Some(time) => {
            let (there, of_time) = at_time(text, day, &time, column, reading)?;
            Ok((there, of_time.or(noted)))
        }
        None => Ok((day, noted)),
    }
}

fn day_in_order(readings: &Readings, order: Option<DateOrder>) -> Option<Date> {
    readings.iter().find(|(of, _)| Some(*of) == order).map(|(_, day)| *day)
}

fn read_as(text: &str, day: Date, column: &Column) -> String {
    format!("{} was typed as {:?}; read as {day}.", column.title, text.trim())
}

/// A day with a time of day. Programs add midnight to days; a moment on a clock of known distance from UTC is a day only
/// in a time zone.
fn at_time(text: &str, day: Date, time: &TypedTime, column: &Column, reading: &Reading<'_>) -> DateResult {
    let typed = text.trim();
    let Some(offset) = time.offset else {
        let message = format!("{} is {typed:?}; only the day is kept: {day} without {}.", column.title, time.text);
        return Ok((day, (!time.is_midnight()).then_some(message)));
    };
    let Some(zone) = reading.surroundings.and_then(|s| s.zone.as_ref()) else {
        let message = format!(
            "{} is {typed:?}, a moment that is one day here and another there; the time zone of the project is not known.",
            column.title
        );
        let days = std::iter::once(day).chain(days_anywhere(day, time.time, offset).into_iter().filter(|d| *d != day));
        return Err(ValueIssue::refused(Code::ValueType, message).near(days.map(Value::Date)));
    };
    in_zone(typed, day, (time, offset), zone, column)
}

fn in_zone(typed: &str, day: Date, moment: (&TypedTime, Offset), zone: &TimeZone, column: &Column) -> DateResult {
    let (time, offset) = moment;
    let title = &column.title;
    let there = day_in_zone(day, time.time, offset, zone).ok_or_else(|| not_a_date(typed, column))?;
    let named = zone.iana_name().map(|name| format!(" ({name})")).unwrap_or_default();
    if time.is_midnight() && there != day {
        let message = format!(
            "{title} is {typed:?}, which is {there} in the time zone of the project{named}; a program may have meant the day \
             {day}."
        );
        return Err(ValueIssue::refused(Code::ValueType, message).near([there, day].map(Value::Date)));
    }
    let note = format!("{title} is {typed:?}; in the time zone of the project{named} that is {there}.");
    Ok((there, (!time.is_midnight()).then_some(note)))
}

fn ambiguous_date(text: &str, readings: &Readings, column: &Column) -> ValueIssue {
    let mut days: Vec<Date> = readings.iter().map(|(_, day)| *day).collect();
    days.dedup();
    let shown: Vec<String> = days.iter().map(|day| format!("{} ({day})", in_words(*day))).collect();
    let bare: Vec<String> = days.iter().map(ToString::to_string).collect();
    let message = format!(
        "{} is {:?}, which could be {}. Type it as {}.",
        column.title,
        text.trim(),
        shown.join(" or "),
        bare.join(" or ")
    );
    ValueIssue::refused(Code::ValueFormat, message).near(days.into_iter().map(Value::Date))
}

fn doubtful(text: &str, doubt: Doubt, column: &Column) -> ValueIssue {
    let days: Vec<Date> = doubt.days.into_iter().filter(|day| is_in_range(*day)).collect();
    let message =
        format!("{} is {:?}, {}; one day such as 2027-04-13 is expected.", column.title, text.trim(), doubt.why);
    ValueIssue::refused(Code::ValueType, message).near(days.into_iter().map(Value::Date))
}

fn not_a_date(found: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but a date such as 2027-04-13 is expected.", column.title, found.trim());
    ValueIssue::refused(Code::ValueType, message)
}

/// Digits that would be a date if Excel held them as a number.
fn serial_text(text: &str) -> Option<Date> {
    let n: u32 = text.trim().parse().ok()?;
    serial_day(f64::from(n)).filter(|day| is_in_range(*day))
}

fn in_words(day: Date) -> String {
    format!("{} {}", day.day(), month_name(day.year().into(), day.month().into()))
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
