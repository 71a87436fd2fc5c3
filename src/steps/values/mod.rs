//! Reading values: a raw cell and its column go in, a typed value comes out, or an issue that says what was expected.
//!
//! A value is coerced only where its meaning is certain, and the issue then says how it was understood. What is ambiguous
//! is refused and kept as it was typed, with the values that may be meant. There is one file per group of types;
//! nothing here looks at another cell, another row or another sheet: what a whole column tells comes in with [`Reading`].

mod addresses;
mod choices;
mod dates;
mod excel;
mod ids;
mod letters;
mod number_offers;
mod numbers;
mod read_value;
mod reading;
mod scale_words;
mod spelling;
mod texts;
mod units;
mod yes_no;

use crate::model::grid::{Raw, RawCell};
use crate::model::keys::SheetKey;
use crate::model::template::{Column, Kind, Sheet, SheetKind};
use crate::model::text::normalise_line_ends;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use read_value::{ReadResult, as_typed, coercion_note};
use std::collections::BTreeMap;

pub(crate) use addresses::bare_email;
pub use choices::is_choice;
pub use dates::{DateOrder, days_by_order, is_date_cell, month_named};
pub use excel::{is_auto_converted, is_cut_off};
pub use ids::normalise_id;
pub use letters::{LetterWords, is_no_part};
pub use reading::Reading;
pub use scale_words::{is_scale, number_of_word, usual_number};

/// Reads a cell by its column's type.
///
/// A refused cell gives [`Value::Unread`] with what was typed; a coerced one gives its value and a `value/coerced` issue.
/// A label in any language of the column is as good as the English one.
pub fn read(cell: &RawCell, column: &Column, reading: &Reading<'_>) -> (Value, Option<ValueIssue>) {
    if column.is_id() {
        return (ids::visible_id(cell, column, reading.prefixes), None);
    }
    if column.kind == Kind::Computed {
        return (label_in_english(as_found(&cell.raw), column, reading.language), None);
    }
    if cell.raw.is_blank() {
        return (Value::Empty, None);
    }
    match read_typed(cell, column, reading) {
        Err(issue) => (Value::Unread(as_typed(cell)), Some(issue)),
        Ok(read) => {
            let issue = excel::truncation_issue(&cell.raw, column).or_else(|| read.note.map(coercion_note));
            (read.value, issue)
        }
    }
}

/// Reads a text that was typed on the Discrepancies sheet or that a CSV holds, by its column's type.
pub fn parse_typed(text: &str, column: &Column, prefixes: &BTreeMap<SheetKey, String>) -> (Value, Option<ValueIssue>) {
    read(&RawCell { raw: Raw::Text(normalise_line_ends(text)), ..RawCell::default() }, column, &Reading::new(prefixes))
}

/// The letters of a matrix cell; [`Value::Unread`] where the text is none of the matrix's.
pub fn read_matrix_letters(text: &str, matrix: &Sheet) -> Value {
    let SheetKind::Matrix { letters, .. } = &matrix.kind else { return Value::Unread(text.to_owned()) };
    let column = Column { choices: letters.clone(), ..Column::new("role:", "", Kind::Choices) };
    parse_typed(text, &column, &BTreeMap::new()).0
}

fn read_typed(cell: &RawCell, column: &Column, reading: &Reading<'_>) -> ReadResult {
    let language = reading.language;
    if let Some(issue) = excel::formula_issue(&cell.raw, column) {
        return Err(issue);
    }
    match column.kind {
        Kind::Text | Kind::LongText | Kind::Computed => texts::read_text(cell, column),
        Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent => numbers::read_number(cell, column, reading),
        Kind::Date => dates::read_date(cell, column, reading),
        Kind::Choice => choices::read_choice(cell, column, language),
        Kind::Choices if letters::is_letters(column) => letters::read_letters(cell, column),
        Kind::Choices => choices::read_choices(cell, column, language),
        Kind::YesNo => yes_no::read_yes_no(cell, column, language),
        Kind::Email => addresses::read_email(cell, column),
        Kind::Phone => addresses::read_phone(cell, column),
        Kind::Link => addresses::read_link(cell, column),
        Kind::Person => texts::read_person(cell, column),
        Kind::Reference => Ok(ids::read_reference(cell, column, reading.prefixes)),
    }
}

/// The value of a computed cell, as it stands.
fn as_found(raw: &Raw) -> Value {
    match raw {
        Raw::Empty | Raw::Uncalculated(_) => Value::Empty,
        Raw::Text(t) | Raw::Error(t) => Value::text(normalise_line_ends(t)),
        Raw::Number(n) => spelling::decimal(*n).map_or_else(|| Value::text(n.to_string()), Value::Number),
        Raw::Date(d) if d.time() == jiff::civil::Time::midnight() => Value::Date(d.date()),
        Raw::Date(_) => Value::text(raw.to_string()),
        Raw::YesNo(b) => Value::YesNo(*b),
    }
}

/// A computed label in English; a copy shows it in its own language.
fn label_in_english(value: Value, column: &Column, language: Option<&str>) -> Value {
    let Value::Text(word) = &value else { return value };
    match column.labels_translated_as(language, |label| label == word.trim()).as_slice() {
        [label] => Value::text((*label).to_owned()),
        _ => value,
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
