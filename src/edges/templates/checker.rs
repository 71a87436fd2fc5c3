//! What all parts of a template are checked with: words that are known, keys and titles that are well formed.

use super::origin::{Origin, TemplateError};
use super::raw::{Said, Word};
use crate::model::template::{RESERVED_TITLES, ROW_KEY_TITLE};
use crate::model::text::{fold_title, nearest};

/// Collects what is wrong; what can't be read counts as not said.
pub(super) struct Checker<'a> {
    origin: &'a Origin,
    pub(super) errors: Vec<TemplateError>,
}

const FORBIDDEN_IN_SHEET_TITLES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

impl<'a> Checker<'a> {
    pub(super) fn new(origin: &'a Origin) -> Self {
        Self { origin, errors: Vec::new() }
    }

    pub(super) fn say(&mut self, at: usize, message: impl Into<String>) {
        self.errors.push(self.origin.error(at, message));
    }

    /// Something wrong at a character of a text whose quotation marks begin at an offset.
    pub(super) fn say_inside(&mut self, at: usize, character: usize, message: impl Into<String>) {
        self.say(self.origin.inside(at, character), message);
    }

    /// A text that must be there and not be empty; `part` is what lacks it.
    pub(super) fn must<'w>(&mut self, word: Option<&'w Word>, at: usize, part: &str, key: &str) -> Option<&'w Word> {
        let Some(word) = word else {
            self.say(at, format!("{part} has no `{key}`"));
            return None;
        };
        if word.is.trim().is_empty() {
            self.say(word.at, format!("the `{key}` of {part} is empty"));
            return None;
        }
        Some(word)
    }

    /// One of a fixed list of words.
    pub(super) fn one<T: Copy>(
        &mut self,
        word: Option<&Word>,
        key: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let word = word?;
        let found = all.iter().copied().find(|t| name(*t) == word.is);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|t| name(*t)).collect();
            self.say(word.at, unknown(&format!("`{key}`"), &word.is, &names));
        }
        found
    }

    /// A word that must be one of those named elsewhere in the template.
    pub(super) fn known(&mut self, what: &str, word: &Word, names: &[&str]) -> bool {
        let known = names.contains(&word.is.as_str());
        if !known {
            self.say(word.at, unknown(what, &word.is, names));
        }
        known
    }

    /// A key is what files, reports and scripts rely on.
    pub(super) fn key(&mut self, word: &Word) {
        if !is_key(&word.is) {
            self.say(
                word.at,
                format!(
                    "`{}` is not a key: write small letters, digits and `_`, a letter first; {}",
                    word.is,
                    like(word)
                ),
            );
        }
    }

    pub(super) fn sheet_title(&mut self, word: &Word) {
        let length = word.is.encode_utf16().count();
        if length > 31 {
            self.say(word.at, format!("the sheet title `{}` has {length} characters; Excel takes at most 31", word.is));
        }
        if let Some(bad) = word.is.chars().find(|c| FORBIDDEN_IN_SHEET_TITLES.contains(c)) {
            self.say(word.at, format!("the sheet title `{}` has a `{bad}`; Excel takes none of []:*?/\\", word.is));
        }
        if word.is.starts_with('\'') || word.is.ends_with('\'') {
            self.say(
                word.at,
                format!("the sheet title `{}` begins or ends with an apostrophe, which Excel refuses", word.is),
            );
        }
        self.reserved(word, &[&RESERVED_TITLES[..], &["History"]].concat(), "sheet");
    }

    pub(super) fn column_title(&mut self, word: &Word) {
        self.reserved(word, &[ROW_KEY_TITLE], "column");
    }

    fn reserved(&mut self, word: &Word, titles: &[&str], what: &str) {
        if let Some(taken) = titles.iter().find(|t| fold_title(t) == fold_title(&word.is)) {
            self.say(
                word.at,
                format!("`{taken}` can't be the title of a {what}: that name is kept for the program and Excel"),
            );
        }
    }

    /// A thing said twice: once is enough.
    pub(super) fn once(&mut self, seen: &mut Vec<(String, usize)>, word: &Word, folded: String, what: &str) {
        match seen.iter().find(|(name, _)| *name == folded) {
            Some((_, first)) => {
                let (first, here) = (self.origin.error(*first, ""), self.origin.error(word.at, ""));
                let of = if first.file == here.file { String::new() } else { format!(" of {}", first.file) };
                self.say(word.at, format!("the {what} `{}` is there already, in line {}{of}", word.is, first.line));
            }
            None => seen.push((folded, word.at)),
        }
    }

    /// Something that another setting of the same part makes meaningless.
    pub(super) fn only<T>(&mut self, said: Option<&Said<T>>, fits: bool, key: &str, whom: &str) {
        if let Some(said) = said.filter(|_| !fits) {
            self.say(said.at, format!("`{key}` is only for {whom}"));
        }
    }
}

/// There is no such word; the nearest one that is, or all of them.
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

fn like(word: &Word) -> String {
    let key = crate::model::text::slug(&word.is).replace('-', "_");
    if is_key(&key) { format!("like `{key}`") } else { "like `date_raised`".to_owned() }
}
