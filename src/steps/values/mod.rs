//! Reading values: one raw cell and its column become a typed value, or a issue that says what was expected.
//!
//! A value is coerced only where its meaning is certain, and then it is said. What is not certain is refused and kept
//! as it was typed.

mod addresses;
mod choices;
mod dates;
mod ids;
mod letters;
mod numbers;
mod spelling;
mod words;

use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::{Column, Kind, Sheet, SheetKind};
use crate::model::text::line_ends;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use std::collections::BTreeMap;

pub(crate) use addresses::bare_email;
pub use choices::is_choice;
pub use ids::normalise_id;

/// Reads a cell as its column wants it. `prefixes` holds the beginning of the IDs of each sheet, by sheet key.
///
/// A refused cell gives `Value::Unread` with what was typed; one that was understood in a roundabout way gives the
/// value and a `value/coerced` issue.
///
/// A word of any language that the column has words in is as good as the English one; `language` settles what it means
/// where two languages mean two things by it.
pub fn read(
    cell: &RawCell,
    column: &Column,
    prefixes: &BTreeMap<String, String>,
    language: Option<&str>,
) -> (Value, Option<ValueIssue>) {
    if column.is_id() {
        return (ids::visible_id(cell, column, prefixes), None);
    }
    if column.kind == Kind::Computed {
        return (in_english(as_found(&cell.raw), column, language), None);
    }
    if cell.raw.is_blank() {
        return (Value::Empty, None);
    }
    match understand(cell, column, prefixes, language) {
        Err(issue) => (Value::Unread(as_typed(cell)), Some(issue)),
        Ok(understood) => {
            let issue = truncated(cell, column).or_else(|| understood.said.map(coerced));
            (understood.value, issue)
        }
    }
}

/// What a number means in a date column of a workbook that counts days from 1904, where it means a day.
pub fn day_since_1904(cell: &RawCell, column: &Column) -> Option<(Value, ValueIssue)> {
    if column.kind != Kind::Date {
        return None;
    }
    let (day, said) = dates::since_1904(cell, column)?;
    Some((Value::Date(day), coerced(said)))
}

/// How a date is typed, in words; none where it is no date, or one that fits several ways.
pub fn date_form(cell: &RawCell) -> Option<&'static str> {
    dates::form(cell)
}

/// Is `now` what Excel makes of the text `before` by itself: `007` becomes 7, `3-4` and `MAR-1` become days?
pub fn is_excels_reading(before: &str, now: &str) -> bool {
    let before = before.trim();
    let digits = before.len() > 1 && before.bytes().all(|b| b.is_ascii_digit());
    if digits && before.starts_with('0') {
        return before.trim_start_matches('0') == now.trim();
    }
    dates::is_excels_reading(before, now)
}

/// Reads text that was typed on the Discrepancies sheet or stands in a CSV, as its column wants it.
pub fn parse_typed(text: &str, column: &Column, prefixes: &BTreeMap<String, String>) -> (Value, Option<ValueIssue>) {
    read(&RawCell { raw: Raw::Text(line_ends(text)), ..RawCell::default() }, column, prefixes, None)
}

/// What a text says in a matrix: its letters, or what was typed where it is none of them.
pub fn letters(text: &str, matrix: &Sheet) -> Value {
    let SheetKind::Matrix { letters, .. } = &matrix.kind else { return Value::Unread(text.to_owned()) };
    let column = Column { choices: letters.clone(), ..Column::new("role:", "", Kind::Choices) };
    parse_typed(text, &column, &BTreeMap::new()).0
}

/// A value that was understood, and how where that is not plain.
#[derive(Debug)]
struct Understood {
    value: Value,
    said: Option<String>,
}

/// What reading a cell gives: a value, or the issue for which it is refused.
type Reading = Result<Understood, ValueIssue>;

impl Understood {
    fn plain(value: Value) -> Self {
        Self { value, said: None }
    }

    fn coerced(value: Value, said: impl Into<String>) -> Self {
        Self { value, said: Some(said.into()) }
    }

    /// Plain where nothing is to be said.
    fn maybe(value: Value, said: Option<String>) -> Self {
        Self { value, said }
    }
}

fn coerced(message: String) -> ValueIssue {
    ValueIssue::noted(Code::ValueCoerced, message)
}

fn understand(cell: &RawCell, column: &Column, prefixes: &BTreeMap<String, String>, language: Option<&str>) -> Reading {
    if let Some(issue) = formula_issue(&cell.raw, column) {
        return Err(issue);
    }
    match column.kind {
        Kind::Text | Kind::LongText | Kind::Computed => words::read_text(cell, column),
        Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent => numbers::read_number(cell, column),
        Kind::Date => dates::read_date(cell, column),
        Kind::Choice => choices::read_choice(cell, column, language),
        Kind::Choices if letters::is_letters(column) => letters::read_letters(cell, column),
        Kind::Choices => choices::read_choices(cell, column, language),
        Kind::YesNo => words::read_yes_no(cell, column, language),
        Kind::Email => addresses::read_email(cell, column),
        Kind::Phone => addresses::read_phone(cell, column),
        Kind::Link => addresses::read_link(cell, column),
        Kind::Person => words::read_person(cell, column),
        Kind::Reference => Ok(ids::read_reference(cell, column, prefixes)),
    }
}

/// The errors of Excel; a CSV holds them as text.
const ERRORS: [&str; 10] =
    ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

fn formula_issue(raw: &Raw, column: &Column) -> Option<ValueIssue> {
    let title = &column.title;
    let message = match raw {
        Raw::Error(error) => error_message(title, error),
        Raw::Text(text) if ERRORS.contains(&text.trim()) => error_message(title, text.trim()),
        Raw::Uncalculated(_) => format!(
            "{title} holds a formula that was never calculated, so that there is no value to read. Open the file in \
             Excel, save it and send it again."
        ),
        _ => return None,
    };
    Some(ValueIssue::refused(Code::ValueFormulaError, message))
}

fn error_message(title: &str, error: &str) -> String {
    format!("{title} holds the error {error} instead of a value. Type the value, or mend the formula.")
}

/// The most characters that an Excel cell holds; a text of exactly that length was likely cut off.
const CELL_LIMIT: usize = 32_767;
/// Where older programs and database drivers cut texts off.
const OLD_LIMIT: usize = 255;

fn truncated(cell: &RawCell, column: &Column) -> Option<ValueIssue> {
    let Raw::Text(text) = &cell.raw else { return None };
    let why = match text.encode_utf16().count() {
        CELL_LIMIT => "as long as an Excel cell can be (32,767 characters)",
        OLD_LIMIT => "255 characters long, where some programs cut texts off",
        _ => return None,
    };
    let message = format!("{} is exactly {why}; the end may be missing.", column.title);
    Some(ValueIssue::noted(Code::ValueTruncated, message))
}

/// Is `now` what a program left of the text `before` when it cut it off?
pub fn is_cut_off(before: &str, now: &str) -> bool {
    let (before, now) = (before.trim_end(), now.trim_end());
    before.len() > now.len() && before.starts_with(now) && [CELL_LIMIT, OLD_LIMIT].contains(&now.encode_utf16().count())
}

/// The value of a cell that nobody types, as it stands.
fn as_found(raw: &Raw) -> Value {
    match raw {
        Raw::Empty | Raw::Uncalculated(_) => Value::Empty,
        Raw::Text(t) | Raw::Error(t) => Value::text(line_ends(t)),
        Raw::Number(n) => spelling::decimal(*n).map_or_else(|| Value::text(n.to_string()), Value::Number),
        Raw::Date(d) if d.time() == jiff::civil::Time::midnight() => Value::Date(d.date()),
        Raw::Date(_) => Value::text(raw.to_string()),
        Raw::YesNo(b) => Value::YesNo(*b),
    }
}

/// The label of a computed word, which a copy shows in its own language.
fn in_english(value: Value, column: &Column, language: Option<&str>) -> Value {
    let Value::Text(word) = &value else { return value };
    match column.labels_of(language, |label| label == word.trim()).as_slice() {
        [label] => Value::text((*label).to_owned()),
        _ => value,
    }
}

/// What a cell shows, as a person would type it: `5` and not `5.0`, `80%` where it is shown as a percentage.
fn as_typed(cell: &RawCell) -> String {
    match &cell.raw {
        Raw::Text(t) => line_ends(t),
        Raw::Number(n) => number_text(*n, cell.percent),
        Raw::Date(d) if is_pure_time(*d) => d.time().to_string(),
        raw => raw.to_string(),
    }
}

fn number_text(n: f64, percent: bool) -> String {
    let Some(decimal) = spelling::decimal(n) else { return n.to_string() };
    match decimal.checked_mul(rust_decimal::Decimal::ONE_HUNDRED) {
        Some(hundredfold) if percent => format!("{}%", hundredfold.normalize()),
        _ => decimal.to_string(),
    }
}

/// Is it a time of day without a day? Readers give it a day before 1900.
fn is_pure_time(at: jiff::civil::DateTime) -> bool {
    at.year() == 1899 && at.month() == 12 && at.day() >= 30 && at.time() != jiff::civil::Time::midnight()
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
