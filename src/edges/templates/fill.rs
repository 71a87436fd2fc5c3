//! Checks what a column is filled in with.

use super::checker::Checker;
use super::raw_template::{Located, LocatedText, RawFill};
use crate::model::template::{Choice, Fill, FillValue, Kind};

/// What a column is filled in with, where it fits its type. `keys` are those of the sheet's columns.
pub(super) fn fill(
    c: &mut Checker,
    said: &Located<RawFill>,
    keys: &[&str],
    kind: Kind,
    choices: &[Choice],
) -> Option<Fill> {
    let value = c.required(said.value.value.as_ref(), said.at, "`fill`", "value")?;
    if let Some(with) = &said.value.with {
        c.known("column", with, keys);
    }
    let value = fill_value(c, said, value, kind, choices)?;
    Some(Fill { with: said.value.with.as_ref().map(|with| with.value.clone().into()), value })
}

fn fill_value(
    c: &mut Checker,
    said: &Located<RawFill>,
    value: &LocatedText,
    kind: Kind,
    choices: &[Choice],
) -> Option<FillValue> {
    match (value.value.as_str(), kind) {
        ("sender", Kind::Person) => Some(FillValue::Sender),
        ("day-returned", Kind::Date) => Some(FillValue::DayReturned),
        (label, Kind::Choice) => {
            let labels: Vec<&str> = choices.iter().map(|c| c.label.as_str()).collect();
            c.known("choice", value, &labels).then(|| FillValue::Choice(label.to_owned()))
        }
        _ => {
            c.error(
                said.at,
                "`fill` is `sender` for a person, `day-returned` for a date, or a choice of a `choice` column",
            );
            None
        }
    }
}
