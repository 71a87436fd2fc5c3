//! What people call columns, choices and records in lists of their own, in eight languages: `workbook-templates/words`. The
//! words are added to the templates, as other titles and synonyms: such a list is recognised by them, and a choice typed so is
//! understood. What a language of the templates says itself goes first, and a copy is always written with that.

use super::built_in::WORDS;
use crate::model::template::{Choice, Sheet, SheetKind, Template};
use crate::model::text::{fold, fold_title};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Words by what they stand for.
type Words = BTreeMap<String, Vec<String>>;

/// A file of words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordFile {
    /// Other titles, by a title or an alias of a column.
    pub(super) titles: Words,
    /// Other words for choices, by their label.
    #[serde(default)]
    pub(super) choices: Words,
    /// Other words for the letters of a matrix.
    #[serde(default)]
    pub(super) letters: Words,
    /// What a record of a sheet is called, by the sheet's key.
    #[serde(default)]
    pub(super) nouns: Words,
    /// What a list of a sheet's records is called, by the sheet's key.
    #[serde(default)]
    pub(super) lists: Words,
}

/// The built-in files of words; one that can't be read counts as empty, and a test reads them all.
pub(super) fn word_files() -> impl Iterator<Item = WordFile> {
    WORDS.into_iter().map(|(_, text)| toml::from_str(text).unwrap_or_default())
}

/// Adds the words to the templates.
pub(super) fn add_other_words(templates: &mut [Template]) {
    for file in word_files() {
        let titles = by_folded_title(&file.titles);
        for sheet in templates.iter_mut().flat_map(|t| &mut t.sheets) {
            add_to_sheet(sheet, &file, &titles);
        }
    }
}

/// The titles of a file by what they are when folded, so that each column is looked up and not compared with all of them.
fn by_folded_title(titles: &Words) -> BTreeMap<String, BTreeSet<&str>> {
    let mut out: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for title in titles.keys() {
        out.entry(fold_title(title)).or_default().insert(title);
    }
    out
}

fn add_to_sheet(sheet: &mut Sheet, file: &WordFile, titles: &BTreeMap<String, BTreeSet<&str>>) {
    sheet.nouns.extend(file.nouns.get(sheet.key.as_str()).into_iter().flatten().cloned());
    sheet.lists.extend(file.lists.get(sheet.key.as_str()).into_iter().flatten().cloned());
    if let SheetKind::Matrix { letters, .. } = &mut sheet.kind {
        add_to_choices(letters, &file.letters, &|_, _| false);
    }
    for column in &mut sheet.columns {
        let own = std::iter::once(&column.title).chain(&column.aliases).map(|own| fold_title(own));
        let called: BTreeSet<&str> = own.filter_map(|own| titles.get(&own)).flatten().copied().collect();
        for words in called.into_iter().filter_map(|title| file.titles.get(title)) {
            let new: Vec<String> = words.iter().filter(|w| !column.also.contains(*w)).cloned().collect();
            column.also.extend(new);
        }
        let translated = || column.words.values().flat_map(|words| &words.labels);
        let is_of_another =
            |word: &str, label: &str| translated().any(|(other, own)| other != label && fold(own) == fold(word));
        add_to_choices(&mut column.choices, &file.choices, &is_of_another);
    }
}

/// Adds words to choices, save those that stand for another choice of the column in English or, as `is_of_another` says of a
/// word and a label, in a language of the column.
fn add_to_choices(choices: &mut [Choice], words: &Words, is_of_another: &dyn Fn(&str, &str) -> bool) {
    let labels: BTreeSet<String> = choices.iter().map(|c| c.label.clone()).collect();
    for (label, words) in labels.iter().filter_map(|label| words.get_key_value(label)) {
        for word in words {
            let known = |c: &Choice| std::iter::once(&c.label).chain(&c.synonyms).any(|w| fold(w) == fold(word));
            if choices.iter().any(known) || is_of_another(word, label) {
                continue;
            }
            if let Some(choice) = choices.iter_mut().find(|c| c.label == *label) {
                choice.synonyms.push(word.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;
    use crate::model::template::Column;

    fn is_called(column: &Column, title: &str) -> bool {
        let title = fold_title(title);
        std::iter::once(&column.title).chain(&column.aliases).any(|own| fold_title(own) == title)
    }

    #[test]
    fn every_word_stands_for_something_in_the_templates() {
        let templates = load(&[]).unwrap();
        let sheets: Vec<&Sheet> = templates.iter().flat_map(|t| &t.sheets).collect();
        let mut unknown = Vec::new();
        for (name, text) in WORDS {
            let file: WordFile = toml::from_str(text).unwrap_or_else(|why| panic!("{name}: {why}"));
            let titled = |title: &String| sheets.iter().flat_map(|s| &s.columns).any(|c| is_called(c, title));
            let chosen = |label: &String| {
                sheets.iter().flat_map(|s| &s.columns).flat_map(|c| &c.choices).any(|c| c.label == *label)
            };
            let keyed = |key: &String| sheets.iter().any(|s| s.key == **key);
            unknown.extend(file.titles.keys().filter(|t| !titled(t)).map(|t| format!("{name}: {t}")));
            unknown.extend(file.choices.keys().filter(|l| !chosen(l)).map(|l| format!("{name}: {l}")));
            unknown.extend(
                file.nouns.keys().chain(file.lists.keys()).filter(|k| !keyed(k)).map(|k| format!("{name}: {k}")),
            );
        }
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
