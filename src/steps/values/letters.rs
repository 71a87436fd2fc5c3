//! Matrix cells: sets of letters such as R, A, C and I, however people write them.

use super::choices::{choice_by_word, in_column_order, listed_choices};
use super::read_value::{ReadResult, ReadValue, as_typed};
use crate::model::code::Code;
use crate::model::grid::RawCell;
use crate::model::template::{Choice, Column};
use crate::model::typed::fold_typed;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use std::collections::BTreeSet;

/// The words of a set of letters, folded once for as many cells as there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterWords {
    words: BTreeSet<String>,
}

impl LetterWords {
    /// The labels and synonyms of the letters.
    pub fn of(letters: &[Choice]) -> Self {
        let words = letters.iter().flat_map(|c| std::iter::once(&c.label).chain(&c.synonyms));
        LetterWords { words: words.map(|word| fold_typed(word)).collect() }
    }

    /// Whether a text can be read as letters at all: it has words, and each is one of these or made of letters alone.
    pub fn may_be_in(&self, text: &str) -> bool {
        let known = |word: &str| self.words.contains(&fold_typed(word));
        let is_lettered = |word: &str| known(word) || word.chars().all(|c| known(c.encode_utf8(&mut [0; 4])));
        let mut parts = parts(text).peekable();
        parts.peek().is_some()
            && parts.all(|part| known(part) || part.split(is_gap).filter(|t| !t.is_empty()).all(is_lettered))
    }
}

/// Whether all choices of a column are single letters.
pub(super) fn is_letters(column: &Column) -> bool {
    !column.choices.is_empty() && column.choices.iter().all(|c| c.label.chars().count() == 1)
}

/// What people write in a cell where a role has no part.
const NO_PART: [&str; 9] = ["-", "--", "–", "—", "n/a", "na", "n.a.", "none", "."];

/// Whether a text says that nobody has a part.
pub fn is_no_part(text: &str) -> bool {
    NO_PART.contains(&fold_typed(text).as_str())
}

/// Reads a set of letters; one unknown letter refuses the whole cell.
pub(super) fn read_letters(cell: &RawCell, column: &Column) -> ReadResult {
    let typed = as_typed(cell);
    if is_no_part(&typed) {
        return Ok(ReadValue::exact(Value::Empty));
    }
    let mut found = Vec::new();
    for token in tokens(&typed, &column.choices) {
        match letters_of(&token, &column.choices) {
            Some(choices) => found.extend(choices),
            None => return Err(unknown_letter(&typed, &token, column)),
        }
    }
    if found.is_empty() {
        return Err(unknown_letter(&typed, typed.trim(), column));
    }
    // `A/R` for `R, A` is the usual way to write a cell and needs no remark.
    Ok(ReadValue::exact(Value::set(in_column_order(found.into_iter(), column))))
}

/// What stands between marks that part letters and words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '\n', '+', '&', '|']).map(str::trim).filter(|p| !p.is_empty())
}

fn tokens(text: &str, choices: &[Choice]) -> Vec<String> {
    let mut out = Vec::new();
    for part in parts(text) {
        if choice_by_word(part, choices).is_some() {
            out.push(part.to_owned());
        } else {
            out.extend(part.split(is_gap).filter(|t| !t.is_empty()).map(ToOwned::to_owned));
        }
    }
    out
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.' | '(' | ')' | '=' | ':')
}

/// The choices of one word, one letter, or letters without anything between them, each once.
fn letters_of<'a>(token: &str, choices: &'a [Choice]) -> Option<Vec<&'a Choice>> {
    if let Some(choice) = choice_by_word(token, choices) {
        return Some(vec![choice]);
    }
    let mut found: Vec<&Choice> = Vec::new();
    for letter in token.chars() {
        let choice = choices.iter().find(|c| fold_typed(&c.label) == fold_typed(&letter.to_string()))?;
        if found.iter().any(|f| f.label == choice.label) {
            return None;
        }
        found.push(choice);
    }
    Some(found)
}

fn unknown_letter(typed: &str, token: &str, column: &Column) -> ValueIssue {
    let unknown = unknown_part(token, &column.choices);
    let mut message = format!(
        "{} is {:?}, but {unknown:?} is none of the letters {}.",
        column.title,
        typed.trim(),
        listed_choices(column)
    );
    if let Some(hint) = other_matrix_hint(&unknown) {
        message.push(' ');
        message.push_str(hint);
    }
    ValueIssue::refused(Code::ValueChoice, message)
}

/// The unknown part to report: one letter of a short token, or the whole of a longer one, which is a word.
fn unknown_part(token: &str, choices: &[Choice]) -> String {
    let known = |c: char| choices.iter().any(|choice| fold_typed(&choice.label) == fold_typed(&c.to_string()));
    let mut unknown = token.chars().filter(|c| !known(*c));
    match (unknown.next(), unknown.next()) {
        (Some(one), None) if token.chars().count() <= choices.len() => one.to_string(),
        _ => token.to_owned(),
    }
}

/// What a letter means in other kinds of matrix.
fn other_matrix_hint(letter: &str) -> Option<&'static str> {
    match fold_typed(letter).as_str() {
        "s" => Some("S (support) belongs to RASCI."),
        "v" => Some("V (verify) belongs to RACI-VS."),
        "d" => Some("D (driver) belongs to DACI, where A, C and I do not mean what they mean here."),
        "o" => Some("O (out of the loop) belongs to CAIRO; leave the cell empty instead."),
        "x" => Some("A cross does not say which part the role plays."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::Raw;
    use crate::model::template::Kind;
    use proptest::prelude::*;

    fn raci() -> Column {
        let letter = |label: &str, synonyms: &[&str]| Choice {
            label: label.to_owned(),
            synonyms: synonyms.iter().map(|s| (*s).to_owned()).collect(),
        };
        let letters = vec![
            letter("R", &["Responsible", "does the work"]),
            letter("A", &["Accountable"]),
            letter("C", &["Consulted"]),
            letter("I", &["Informed", "к сведению"]),
        ];
        Column { choices: letters, ..Column::new("role:", "", Kind::Choices) }
    }

    proptest! {
        #[test]
        fn whatever_reads_as_letters_may_be_letters(
            text in "([RACIraciＲｅ /,;&().=:*-]|Responsible|does the work|Accountable|к сведению|Informed|Anna|budget){0,6}",
        ) {
            let column = raci();
            let cell = RawCell { raw: Raw::Text(text.clone()), ..RawCell::default() };
            let reads = read_letters(&cell, &column).is_ok_and(|read| !read.value.is_empty());
            prop_assert!(!reads || LetterWords::of(&column.choices).may_be_in(&text), "{text:?} reads as letters");
        }
    }

    #[test]
    fn a_text_with_a_word_that_is_none_of_the_letters_is_not_read() {
        let words = LetterWords::of(&raci().choices);
        let may = ["R", "a/c", "Responsible", "r, does the work", "(I)", "Ri", "A C"];
        assert!(may.iter().all(|text| words.may_be_in(text)));
        let none = ["", "Budget", "2027-01-11", "Maria, R", "R, Maria", "the work", "Anna", "Roma"];
        assert!(none.iter().all(|text| !words.may_be_in(text)));
    }
}
