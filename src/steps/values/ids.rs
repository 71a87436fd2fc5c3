//! IDs and references to records by ID.

use super::read_value::{ReadValue, as_typed};
use crate::model::grid::{Raw, RawCell};
use crate::model::keys::SheetKey;
use crate::model::template::Column;
use crate::model::typed::fold_typed;
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The ID that a text stands for in a sheet with the ID prefix `prefix` (`R-`): `r7`, `R 7` and `R-0007` are `R-007`. None
/// where it does not look like one; a bare number does not.
pub fn normalise_id(text: &str, prefix: &str) -> Option<String> {
    let word = prefix.trim_end_matches(|c: char| !c.is_alphanumeric());
    if !may_begin_with(text, word) {
        return None;
    }
    let word = fold_typed(word);
    let text = fold_typed(text);
    let rest = text.strip_prefix(&word)?;
    let digits = rest.trim_start_matches(|c: char| is_separator(c));
    if word.is_empty() && digits.len() == text.len() {
        return None;
    }
    format_id(digits, prefix)
}

/// A cheap test before folding, since every ID is tried with the prefixes of all sheets.
fn may_begin_with(text: &str, word: &str) -> bool {
    let is_plain = text.is_ascii() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    !is_plain || text.trim_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The visible ID in a row's own ID column, normalised where it is one of a known sheet.
pub(super) fn visible_id(cell: &RawCell, column: &Column, prefixes: &BTreeMap<SheetKey, String>) -> Value {
    if matches!(cell.raw, Raw::Error(_) | Raw::Uncalculated(_)) {
        return Value::Empty;
    }
    let typed = as_typed(cell);
    let known = id_with_any_prefix(&typed, &prefixes_of(column, prefixes))
        .or_else(|| id_with_any_prefix(&typed, &all_prefixes(prefixes)));
    Value::text(known.unwrap_or_else(|| typed.trim().to_owned()))
}

/// Reads one ID, or several where the column takes them. What does not look like an ID stays as typed: only the check of
/// references knows all records, and reports it.
pub(super) fn read_reference(cell: &RawCell, column: &Column, prefixes: &BTreeMap<SheetKey, String>) -> ReadValue {
    let typed = as_typed(cell);
    let wanted = prefixes_of(column, prefixes);
    let parts = split_ids(&typed, &wanted);
    let ids: Vec<Option<Id>> = parts.iter().map(|p| read_id(p, &wanted)).collect();
    if ids.iter().all(Option::is_none) || (!column.many && parts.len() > 1) {
        return ReadValue::exact(Value::text(typed));
    }
    let bare = ids.iter().flatten().any(|id| id.bare);
    let mut members: Vec<String> =
        parts.iter().zip(&ids).map(|(p, id)| id.as_ref().map_or_else(|| p.clone(), |i| i.id.clone())).collect();
    members.sort();
    members.dedup();
    let note =
        bare.then(|| format!("{} was typed as {:?}; read as {}.", column.title, typed.trim(), members.join(", ")));
    let value = if column.many { Value::set(members) } else { Value::text(members.concat()) };
    ReadValue::with_note(value, note)
}

struct Id {
    id: String,
    /// Typed as a number without its prefix.
    bare: bool,
}

fn read_id(text: &str, wanted: &[&str]) -> Option<Id> {
    if let Some(id) = id_with_any_prefix(text, wanted) {
        return Some(Id { id, bare: false });
    }
    // A bare number names a record only where there is one sheet that it can be of.
    let [only] = wanted else { return None };
    format_id(text.trim(), only).map(|id| Id { id, bare: true })
}

/// Splits a text at separators, and at blanks where each word is an ID.
fn split_ids(text: &str, wanted: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    for part in text.split([',', ';', '\n', '/', '&', '+', '|']).map(str::trim).filter(|p| !p.is_empty()) {
        let words: Vec<&str> = part.split_whitespace().collect();
        if read_id(part, wanted).is_none() && words.iter().all(|w| read_id(w, wanted).is_some()) {
            out.extend(words.iter().map(|w| (*w).to_owned()));
        } else {
            out.push(part.to_owned());
        }
    }
    out
}

fn id_with_any_prefix(text: &str, wanted: &[&str]) -> Option<String> {
    wanted.iter().find_map(|prefix| normalise_id(text, prefix))
}

fn prefixes_of<'a>(column: &Column, prefixes: &'a BTreeMap<SheetKey, String>) -> Vec<&'a str> {
    column.references.iter().filter_map(|sheet| prefixes.get(sheet)).map(String::as_str).collect()
}

fn all_prefixes(prefixes: &BTreeMap<SheetKey, String>) -> Vec<&str> {
    prefixes.values().map(String::as_str).collect()
}

fn format_id(digits: &str, prefix: &str) -> Option<String> {
    let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = plain.then(|| digits.parse().ok()).flatten()?;
    Some(format!("{prefix}{number:03}"))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '#' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_however_they_are_typed() {
        for (text, prefix, id) in [
            ("R-007", "R-", Some("R-007")),
            ("r7", "R-", Some("R-007")),
            ("R7", "R-", Some("R-007")),
            ("R-7", "R-", Some("R-007")),
            (" R 007\n", "R-", Some("R-007")),
            ("R–7", "R-", Some("R-007")),
            ("R-1234", "R-", Some("R-1234")),
            ("rr-1", "RR-", Some("RR-001")),
            ("\u{a0}Ｒ-7", "R-", Some("R-007")),
            ("ä 7", "Ä-", Some("Ä-007")),
            ("R-７", "R-", Some("R-007")),
            ("R-7\u{200b}", "R-", Some("R-007")),
            ("R-7¹", "R-", None),
            ("R-①", "R-", None),
            ("Ⓡ-7", "R-", None),
            ("a  b 7", "A B-", Some("A B-007")),
            ("RR-1", "R-", None),
            ("7", "R-", None),
            ("7", "", None),
            ("7", "-", None),
            ("R-", "R-", None),
            ("R-7a", "R-", None),
            ("Risk 7", "R-", None),
            ("R-12345678901", "R-", None),
            ("", "R-", None),
        ] {
            assert_eq!(normalise_id(text, prefix).as_deref(), id, "{text:?} with {prefix}");
        }
    }
}
