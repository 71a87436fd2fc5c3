//! What reading a cell gives, and the text that a cell shows: shared by the readers of all types.

use super::spelling;
use crate::model::code::Code;
use crate::model::excel_text;
use crate::model::grid::{Raw, RawCell};
use crate::model::text::normalise_line_ends;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;

/// A value that a cell gives, with a remark where it was coerced.
#[derive(Debug)]
pub(super) struct ReadValue {
    pub(super) value: Value,
    /// How the value was understood: a sentence for the finding `value/coerced`.
    pub(super) note: Option<String>,
}

/// A value, or the issue for which the cell is refused.
pub(super) type ReadResult = Result<ReadValue, ValueIssue>;

impl ReadValue {
    /// A value that was typed as its column has it.
    pub(super) fn exact(value: Value) -> Self {
        Self { value, note: None }
    }

    /// A value that was typed otherwise.
    pub(super) fn coerced(value: Value, note: impl Into<String>) -> Self {
        Self { value, note: Some(note.into()) }
    }

    /// A value, coerced if there is a note.
    pub(super) fn with_note(value: Value, note: Option<String>) -> Self {
        Self { value, note }
    }
}

/// The remark that a value was coerced.
pub(super) fn coercion_note(message: String) -> ValueIssue {
    ValueIssue::noted(Code::ValueCoerced, message)
}

/// What a cell shows, as a person would type it: `5` and not `5.0`, `80%` where it is shown as a percentage.
pub(super) fn as_typed(cell: &RawCell) -> String {
    match &cell.raw {
        Raw::Text(t) => normalise_line_ends(t),
        Raw::Number(n) => number_text(*n, cell.percent),
        raw => raw.to_string(),
    }
}

pub(super) fn number_text(n: f64, percent: bool) -> String {
    let Some(decimal) = spelling::decimal(n) else { return excel_text::number_text(n) };
    match decimal.checked_mul(rust_decimal::Decimal::ONE_HUNDRED) {
        Some(hundredfold) if percent => format!("{}%", hundredfold.normalize()),
        _ => excel_text::number_text(n),
    }
}
