//! Texts, and names of people.

use super::read_value::{ReadResult, ReadValue, as_typed};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use validator::ValidateLength;

/// Reads text as typed, with blanks at its ends.
pub(super) fn read_text(cell: &RawCell, column: &Column) -> ReadResult {
    let text = check_length(as_typed(cell), column)?;
    let note = matches!(cell.raw, Raw::Date(_))
        .then(|| format!("{} holds a date, as Excel makes of some texts; kept as the text {text}.", column.title));
    Ok(ReadValue::with_note(Value::text(text), note))
}

/// The text, if it is not longer than the column takes.
pub(super) fn check_length(text: String, column: &Column) -> Result<String, ValueIssue> {
    let Some(most) = column.max_length else { return Ok(text) };
    if text.trim().validate_length(None, Some(u64::from(most)), None) {
        return Ok(text);
    }
    let count = text.trim().chars().count();
    let message = format!("{} has {count} characters, but at most {most} are expected.", column.title);
    Err(ValueIssue::refused(Code::ValueRange, message))
}

/// Reads one person's name as typed, or several. They are resolved later, when all contacts are known.
pub(super) fn read_person(cell: &RawCell, column: &Column) -> ReadResult {
    let text = check_length(as_typed(cell), column)?;
    if !column.many {
        return Ok(ReadValue::exact(Value::text(text)));
    }
    let mut names: Vec<String> = Vec::new();
    for name in text.split([';', ',', '\n']).map(str::trim).filter(|n| !n.is_empty()) {
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    }
    Ok(ReadValue::exact(Value::set(names)))
}
