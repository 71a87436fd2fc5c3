//! Contacts by the parts of their names: who may be meant by a given name, by initials, or within a longer text.

use crate::model::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The names of contacts, by their words, their initials and as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct NameParts {
    names: Vec<Vec<String>>,
    by_part: BTreeMap<String, Vec<usize>>,
}

/// How many contacts are offered for a name that is none.
pub(super) const MOST_OFFERED: usize = 4;
/// The words of a typed text that are looked at; names stand in its beginning.
const MOST_WORDS: usize = 24;
/// The words of the longest name that is looked for within a text.
const LONGEST_NAME: usize = 5;

impl NameParts {
    /// The contacts, by position, whose name is shortened to this text (`Ada`, `Park`, `AP`, `A. Park`, `Park A.`) or stands
    /// in it (`Ada Park or Ben`).
    pub(super) fn fitting(&self, typed: &str) -> Vec<usize> {
        let words = words_of(typed);
        let words = words.get(..MOST_WORDS).unwrap_or(&words);
        let mut found = self.shortened_to(words);
        for length in (2..=LONGEST_NAME.min(words.len())).rev() {
            for within in words.windows(length) {
                found.extend(self.with_part(&within.join(" ")));
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|at| seen.insert(*at));
        found
    }

    fn shortened_to(&self, words: &[String]) -> Vec<usize> {
        let is_long = |word: &&String| word.chars().nth(1).is_some();
        let key = match (words, words.iter().find(is_long)) {
            ([one], _) => one.clone(),
            (_, Some(word)) => word.clone(),
            (_, None) => words.concat(),
        };
        let fits = |at: &usize| words.len() == 1 || self.names.get(*at).is_some_and(|name| is_short_for(words, name));
        self.with_part(&key).iter().copied().filter(fits).take(MOST_OFFERED).collect()
    }

    fn with_part(&self, part: &str) -> &[usize] {
        self.by_part.get(part).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(&mut self, name: &str) {
        let words = words_of(name);
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        // A letter alone is no name in scripts that write names with many.
        let mut parts: Vec<String> = words.iter().filter(|word| word.len() > 1).cloned().collect();
        if words.len() > 1 {
            parts.extend([initials, words.join(" ")]);
        }
        parts.sort();
        parts.dedup();
        for part in parts {
            self.by_part.entry(part).or_default().push(self.names.len());
        }
        self.names.push(words);
    }
}

/// Whether each word is one of the name's, or the first letter of one, each of another.
fn is_short_for(words: &[String], name: &[String]) -> bool {
    let mut left: Vec<&String> = name.iter().collect();
    let mut take = |fits: &dyn Fn(&str) -> bool| {
        let at = left.iter().position(|word| fits(word));
        at.map(|at| left.remove(at)).is_some()
    };
    let is_letter = |word: &&String| word.chars().nth(1).is_none();
    let (letters, whole): (Vec<&String>, Vec<&String>) = words.iter().partition(is_letter);
    whole.iter().all(|word| take(&|of| of == word.as_str()))
        && letters.iter().all(|letter| take(&|of| of.starts_with(letter.as_str())))
}

fn words_of(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

impl<'n> FromIterator<&'n str> for NameParts {
    fn from_iter<T: IntoIterator<Item = &'n str>>(names: T) -> Self {
        let mut all = Self::default();
        names.into_iter().for_each(|name| all.add(name));
        all
    }
}
