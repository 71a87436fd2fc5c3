//! The checks that all parts of a template need: words that are known, keys and titles that are well formed.

use super::raw_template::{Located, LocatedText};
use super::source_text::{SourceTexts, TemplateError};
use crate::model::template::{RESERVED_TITLES, ROW_KEY_TITLE};
use crate::model::text::{fold_title, nearest};

/// Collects what is wrong. What can't be read counts as missing, so that one mistake hides no other.
pub(super) struct Checker<'a> {
    source: &'a SourceTexts,
    pub(super) errors: Vec<TemplateError>,
}

const FORBIDDEN_IN_SHEET_TITLES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

impl<'a> Checker<'a> {
    /// A checker of what is written in these texts.
    pub(super) fn new(source: &'a SourceTexts) -> Self {
        Self { source, errors: Vec::new() }
    }

    /// Reports an error at an offset.
    pub(super) fn error(&mut self, at: usize, message: impl Into<String>) {
        self.errors.push(self.source.error(at, message));
    }

    /// Reports an error at a character of a text whose quotation marks begin at the offset `at`.
    pub(super) fn error_inside(&mut self, at: usize, character: usize, message: impl Into<String>) {
        self.error(self.source.inside(at, character), message);
    }

    /// A text that must be there and not be empty; `part` names what lacks it.
    pub(super) fn required<'w>(
        &mut self,
        word: Option<&'w LocatedText>,
        at: usize,
        part: &str,
        key: &str,
    ) -> Option<&'w LocatedText> {
        let Some(word) = word else {
            self.error(at, format!("{part} has no `{key}`"));
            return None;
        };
        if word.value.trim().is_empty() {
            self.error(word.at, format!("the `{key}` of {part} is empty"));
            return None;
        }
        Some(word)
    }

    /// One of a fixed list of words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        word: Option<&LocatedText>,
        key: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let word = word?;
        let found = all.iter().copied().find(|t| name(*t) == word.value);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|t| name(*t)).collect();
            self.error(word.at, unknown(&format!("`{key}`"), &word.value, &names));
        }
        found
    }

    /// A word that must be one of those named elsewhere in the template.
    pub(super) fn known(&mut self, what: &str, word: &LocatedText, names: &[&str]) -> bool {
        let known = names.contains(&word.value.as_str());
        if !known {
            self.error(word.at, unknown(what, &word.value, names));
        }
        known
    }

    /// Checks a key, on which files, reports and scripts rely.
    pub(super) fn check_key(&mut self, word: &LocatedText) {
        if !is_key(&word.value) {
            self.error(
                word.at,
                format!(
                    "`{}` is not a key: write small letters, digits and `_`, a letter first; {}",
                    word.value,
                    like(word)
                ),
            );
        }
    }

    /// Checks a sheet's title against what Excel takes and what is reserved.
    pub(super) fn check_sheet_title(&mut self, word: &LocatedText) {
        let length = word.value.encode_utf16().count();
        if length > 31 {
            self.error(
                word.at,
                format!("the sheet title `{}` has {length} characters; Excel takes at most 31", word.value),
            );
        }
        if let Some(bad) = word.value.chars().find(|c| FORBIDDEN_IN_SHEET_TITLES.contains(c)) {
            self.error(
                word.at,
                format!("the sheet title `{}` has a `{bad}`; Excel takes none of []:*?/\\", word.value),
            );
        }
        if word.value.starts_with('\'') || word.value.ends_with('\'') {
            self.error(
                word.at,
                format!("the sheet title `{}` begins or ends with an apostrophe, which Excel refuses", word.value),
            );
        }
        self.reserved(word, &[&RESERVED_TITLES[..], &["History"]].concat(), "sheet");
    }

    /// Checks that a column's title is not reserved.
    pub(super) fn check_column_title(&mut self, word: &LocatedText) {
        self.reserved(word, &[ROW_KEY_TITLE], "column");
    }

    fn reserved(&mut self, word: &LocatedText, titles: &[&str], what: &str) {
        if let Some(taken) = titles.iter().find(|t| fold_title(t) == fold_title(&word.value)) {
            self.error(
                word.at,
                format!("`{taken}` can't be the title of a {what}: that name is kept for the program and Excel"),
            );
        }
    }

    /// Reports a name that was given before.
    pub(super) fn unique(&mut self, seen: &mut Vec<(String, usize)>, word: &LocatedText, folded: String, what: &str) {
        match seen.iter().find(|(name, _)| *name == folded) {
            Some((_, first)) => {
                let (first, here) = (self.source.error(*first, ""), self.source.error(word.at, ""));
                let of = if first.file == here.file { String::new() } else { format!(" of {}", first.file) };
                self.error(
                    word.at,
                    format!("the {what} `{}` is there already, in line {}{of}", word.value, first.line),
                );
            }
            None => seen.push((folded, word.at)),
        }
    }

    /// Reports a setting that does not apply to its part: it is only for `whom`.
    pub(super) fn only_for<T>(&mut self, said: Option<&Located<T>>, fits: bool, key: &str, whom: &str) {
        if let Some(said) = said.filter(|_| !fits) {
            self.error(said.at, format!("`{key}` is only for {whom}"));
        }
    }
}

/// The sentence for a word that does not exist, with the nearest one that does, or all of them.
pub(super) fn unknown(what: &str, word: &str, names: &[&str]) -> String {
    match nearest(word, names.iter().copied()) {
        Some(near) => format!("there is no {what} `{word}`; did you mean `{near}`?"),
        None if names.is_empty() => format!("there is no {what} `{word}`"),
        None => format!("there is no {what} `{word}`; expected one of: {}", names.join(", ")),
    }
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn like(word: &LocatedText) -> String {
    let key = crate::model::text::slug(&word.value).replace('-', "_");
    if is_key(&key) { format!("like `{key}`") } else { "like `date_raised`".to_owned() }
}
