//! One choice of a column, or several.

use super::read_value::{ReadResult, ReadValue, as_typed};
use super::yes_no::meaning_of_mark;
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::{Choice, Column};
use crate::model::text::{count, nearest};
use crate::model::typed::fold_typed;
use crate::model::value::{Value, yes_no};
use crate::model::value_issue::ValueIssue;

/// Reads one choice.
pub(super) fn read_choice(cell: &RawCell, column: &Column, language: Option<&str>) -> ReadResult {
    let typed = choice_text(cell);
    let Some(found) = find_choice(&typed, column, language) else {
        // A slip of the pen is asked about even where any word may stand.
        let near = || nearest(typed.trim(), column.choices.iter().map(|c| c.label.as_str())).is_some();
        if column.open && typed.chars().any(char::is_alphabetic) && !near() {
            return Ok(ReadValue::exact(Value::text(typed)));
        }
        return Err(unknown_choice(&typed, column, language));
    };
    let note = (!found.exact)
        .then(|| format!("{} was typed as {:?}; read as {}.", column.title, typed.trim(), found.choice.label));
    Ok(ReadValue::with_note(Value::Text(found.choice.label.clone()), note))
}

/// Reads several choices.
pub(super) fn read_choices(cell: &RawCell, column: &Column, language: Option<&str>) -> ReadResult {
    let typed = choice_text(cell);
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for item in split_list(&typed, column, language) {
        match find_choice(&item, column, language) {
            Some(one) => found.push(one),
            None => unknown.push(item),
        }
    }
    if !unknown.is_empty() {
        return Err(unknown_choices(&typed, &found, &unknown, column, language));
    }
    let set = Value::set(in_column_order(found.iter().map(|f| f.choice), column));
    let note = found
        .iter()
        .any(|f| !f.exact)
        .then(|| format!("{} was typed as {:?}; read as {set}.", column.title, typed.trim()));
    Ok(ReadValue::with_note(set, note))
}

/// The text of a cell. A truth value is read as Yes or No, since Excel turns these words into truth values.
fn choice_text(cell: &RawCell) -> String {
    match cell.raw {
        Raw::YesNo(yes) => yes_no(yes).to_owned(),
        _ => as_typed(cell),
    }
}

/// A choice, and whether it was typed as its label in English or in the file's language.
struct ChoiceMatch<'a> {
    choice: &'a Choice,
    exact: bool,
}

/// The choice that a word means: its label or a translation exactly, else regardless of case and blanks. A word that means
/// different choices in different languages, none of which is the file's, means none.
fn find_choice<'a>(typed: &str, column: &'a Column, language: Option<&str>) -> Option<ChoiceMatch<'a>> {
    let labelled = |label: &str| column.choices.iter().find(|c| c.label == label);
    if let Some(choice) = labelled(typed.trim()) {
        return Some(ChoiceMatch { choice, exact: true });
    }
    let translated = |is_word: &dyn Fn(&str) -> bool| match column.labels_translated_as(language, is_word).as_slice() {
        [label] => labelled(label),
        _ => None,
    };
    if let Some(choice) = translated(&|label| label.trim() == typed.trim()) {
        return Some(ChoiceMatch { choice, exact: column.is_word_of(&choice.label, language, typed.trim()) });
    }
    let word = fold_typed(typed);
    let by_word = choice_by_word(&word, &column.choices).or_else(|| translated(&|label| fold_typed(label) == word));
    let choice = by_word.or_else(|| labelled(yes_no(meaning_of_mark(&word)?)))?;
    Some(ChoiceMatch { choice, exact: false })
}

/// Whether a cell means a choice of the column, in any language.
pub fn is_choice(cell: &RawCell, column: &Column) -> bool {
    find_choice(&choice_text(cell), column, None).is_some()
}

/// The choice that a word means by its label or else by a synonym, without regard to case and blanks.
pub(super) fn choice_by_word<'a>(typed: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let word = fold_typed(typed);
    let labelled = choices.iter().find(|c| fold_typed(&c.label) == word);
    labelled.or_else(|| choices.iter().find(|c| c.synonyms.iter().any(|s| fold_typed(s) == word)))
}

/// The labels of these choices in the order of the column's, each once.
pub(super) fn in_column_order<'a>(found: impl Iterator<Item = &'a Choice>, column: &Column) -> Vec<String> {
    let found: Vec<&str> = found.map(|c| c.label.as_str()).collect();
    column.choices.iter().filter(|c| found.contains(&c.label.as_str())).map(|c| c.label.clone()).collect()
}

/// Splits at commas and the like, and further at slashes where an item is no choice as it stands.
fn split_list(text: &str, column: &Column, language: Option<&str>) -> Vec<String> {
    if find_choice(text, column, language).is_some() {
        return vec![text.to_owned()];
    }
    let mut out = Vec::new();
    for item in split_at_marks(text, &[',', ';', '\n', '、', '，']) {
        if find_choice(item, column, language).is_some() {
            out.push(item.to_owned());
        } else {
            out.extend(split_at_marks(item, &['/', '+', '&', '|']).map(ToOwned::to_owned));
        }
    }
    out
}

fn split_at_marks<'a>(text: &'a str, marks: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(marks).map(str::trim).filter(|p| !p.is_empty())
}

/// How many choices are offered for one text.
const OFFERED: usize = 3;

/// The choices that may be meant by a word which is none, in English or in the file's language, the likeliest first: one
/// that the text names beside something else (`3 - Medium`), one that is spelled alike, those that it begins (`Tech`, `H`),
/// those whose initials it is (`IP`), and those of which it is a word (`Hold`).
fn offered_choices<'a>(typed: &str, column: &'a Column, language: Option<&str>) -> Vec<&'a Choice> {
    let own = language.and_then(|l| column.words.get(l)).into_iter().flat_map(|w| w.labels.values());
    let english = column.choices.iter().flat_map(|c| std::iter::once(&c.label).chain(&c.synonyms));
    let words: Vec<&str> = english.chain(own).map(String::as_str).collect();
    let plain = fold_typed(typed);
    let parts = typed.split(|c: char| !c.is_alphabetic() && c != ' ').map(str::trim).filter(|p| !p.is_empty());
    let named = parts.filter(|part| *part != typed.trim());
    let like = |is_like: &dyn Fn(&str) -> bool| -> Vec<&str> {
        if plain.is_empty() { Vec::new() } else { words.iter().copied().filter(|w| is_like(&fold_typed(w))).collect() }
    };
    let begun = like(&|word| word.starts_with(&plain));
    let initials = like(&|word| plain.chars().count() > 1 && initials_of(word) == plain);
    let within = like(&|word| word.split(' ').any(|part| part == plain));
    let all = named.chain(nearest(typed, words.iter().copied())).chain(begun).chain(initials).chain(within);
    let mut out: Vec<&Choice> = Vec::new();
    for found in all.filter_map(|word| find_choice(word, column, language)) {
        if out.len() < OFFERED && !out.iter().any(|c| c.label == found.choice.label) {
            out.push(found.choice);
        }
    }
    out
}

fn initials_of(word: &str) -> String {
    word.split(|c: char| !c.is_alphanumeric()).filter_map(|part| part.chars().next()).collect()
}

fn unknown_choice(typed: &str, column: &Column, language: Option<&str>) -> ValueIssue {
    let word = fold_typed(typed);
    let meant = column.labels_translated_as(language, |label| fold_typed(label) == word);
    if meant.len() > 1 {
        let message = format!(
            "{} is {:?}, which means {} in one language and {} in another. Pick one of {}.",
            column.title,
            typed.trim(),
            meant.first().unwrap_or(&""),
            meant.get(1).unwrap_or(&""),
            listed_choices(column)
        );
        return ValueIssue::refused(Code::ValueChoice, message)
            .near(meant.into_iter().map(|l| Value::Text(l.to_owned())));
    }
    let near = offered_choices(typed, column, language);
    let mut message =
        format!("{} is {:?}, but one of {} is expected.", column.title, typed.trim(), listed_choices(column));
    if !near.is_empty() {
        let labels: Vec<&str> = near.iter().map(|c| c.label.as_str()).collect();
        message.push_str(&format!(" Did you mean {}?", labels.join(" or ")));
    }
    ValueIssue::refused(Code::ValueChoice, message).near(near.into_iter().map(|c| Value::Text(c.label.clone())))
}

fn unknown_choices(
    typed: &str,
    found: &[ChoiceMatch],
    unknown: &[String],
    column: &Column,
    language: Option<&str>,
) -> ValueIssue {
    let message = format!(
        "{} is {:?}, but {:?} is none of {}.",
        column.title,
        typed.trim(),
        unknown.first().map(String::as_str).unwrap_or_default(),
        listed_choices(column)
    );
    let meant: Option<Vec<&Choice>> =
        unknown.iter().map(|word| offered_choices(word, column, language).into_iter().next()).collect();
    let near = meant.map(|m| Value::set(in_column_order(m.into_iter().chain(found.iter().map(|f| f.choice)), column)));
    ValueIssue::refused(Code::ValueChoice, message).near(near)
}

/// How many choices a message lists.
const LISTED: usize = 12;

/// The choices of a column for a message.
pub(super) fn listed_choices(column: &Column) -> String {
    let labels: Vec<&str> = column.choices.iter().take(LISTED).map(|c| c.label.as_str()).collect();
    let more = column.choices.len().saturating_sub(LISTED);
    let rest = if more == 0 { String::new() } else { format!(" and {}", count(more, "other", "others")) };
    format!("{}{rest}", labels.join(", "))
}
