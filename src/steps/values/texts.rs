//! Texts, names of people, and yes or no.

use super::read_value::{ReadResult, ReadValue, as_typed};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::text::{fold, nearest};
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

const YES: [&str; 10] = ["yes", "y", "true", "x", "1", "ja", "j", "oui", "si", "wahr"];
const NO: [&str; 8] = ["no", "n", "false", "0", "nein", "non", "falsch", "faux"];

/// Reads yes or no.
pub(super) fn read_yes_no(cell: &RawCell, column: &Column, language: Option<&str>) -> ReadResult {
    if let Raw::YesNo(yes) = cell.raw {
        return Ok(ReadValue::exact(Value::YesNo(yes)));
    }
    let typed = as_typed(cell);
    // No language uses Yes or No for the other.
    if let Some(yes) = [true, false].into_iter().find(|yes| typed == crate::model::value::yes_no(*yes)) {
        return Ok(ReadValue::exact(Value::YesNo(yes)));
    }
    let word = fold(&typed);
    if let [label] = column.labels_translated_as(language, |label| fold(label) == word).as_slice() {
        return Ok(ReadValue::exact(Value::YesNo(*label == crate::model::value::yes_no(true))));
    }
    let word = deunicode::deunicode(&word);
    let yes = YES.contains(&word.as_str());
    if !yes && !NO.contains(&word.as_str()) {
        return Err(not_yes_or_no(&typed, column));
    }
    let note = (!matches!(word.as_str(), "yes" | "no")).then(|| {
        format!("{} was typed as {:?}; read as {}.", column.title, typed.trim(), crate::model::value::yes_no(yes))
    });
    Ok(ReadValue::with_note(Value::YesNo(yes), note))
}

fn not_yes_or_no(typed: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but Yes or No is expected.", column.title, typed.trim());
    let near = nearest(typed, ["Yes", "No"]).map(|word| Value::YesNo(word == "Yes"));
    ValueIssue::refused(Code::ValueType, message).near(near)
}
