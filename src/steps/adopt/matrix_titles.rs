//! Titles that tell a list with letters in it from a matrix of activities and roles.

use crate::model::template::{Column, Sheet, Template};
use crate::model::text::fold_title;
use std::collections::BTreeSet;

/// Columns of lists whose values may be a letter each, as the R of Red or of a risk.
const LETTERED_FIELDS: [&str; 6] = ["status", "rag", "priority", "category", "kind", "item_type"];

/// Titles in lists, folded, in any language.
pub(super) struct TitlesOfLists {
    /// Of columns whose values may be letters: no role is called so.
    fields: BTreeSet<String>,
    /// Of columns that name roles.
    roles: BTreeSet<String>,
}

impl TitlesOfLists {
    /// Those of the templates, for a matrix.
    pub(super) fn new(matrix: &Sheet, templates: &[Template]) -> Self {
        let sheets = || templates.iter().flat_map(|t| &t.sheets);
        let lists = sheets().filter(|sheet| sheet.across().is_none());
        let fields = lists.flat_map(|sheet| &sheet.columns).filter(|c| LETTERED_FIELDS.contains(&c.key.as_str()));
        let fields = fields.flat_map(titles_of).chain(["raid".to_owned(), "rag status".to_owned()]);
        let across = sheets().filter(|sheet| matrix.across().is_some_and(|of| sheet.key == *of));
        let roles = across.flat_map(|sheet| sheet.natural_key.first().and_then(|key| sheet.column(key)));
        Self { fields: fields.collect(), roles: roles.flat_map(titles_of).collect() }
    }

    /// Whether a title says what letters stand below it, and names nobody: `RAG`, `R/A/I/D`.
    pub(super) fn is_field(&self, title: &str) -> bool {
        self.fields.contains(&fold_title(title)) || is_of_letters(title)
    }

    /// Whether roles stand below a title.
    pub(super) fn is_role(&self, title: &str) -> bool {
        self.roles.contains(&fold_title(title))
    }
}

fn titles_of(column: &Column) -> Vec<String> {
    let translated = column.words.values().filter_map(|words| words.title.as_ref());
    let all = std::iter::once(&column.title).chain(&column.aliases).chain(&column.also).chain(translated);
    all.map(|title| fold_title(title)).collect()
}

fn is_of_letters(title: &str) -> bool {
    let parts: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.len() > 1 && parts.iter().all(|part| part.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_signs_between_them_are_no_role() {
        for (title, says) in [("R/A/I/D", true), ("R A I D", true), ("PM", false), ("PM/QA", false), ("Q", false)] {
            assert_eq!(is_of_letters(title), says, "{title}");
        }
    }
}
