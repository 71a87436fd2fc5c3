//! The titles of a sheet and its columns in the form in which they are compared.

use super::column::Column;
use crate::model::text::fold_title;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The position of the column that a folded title means, and whether it is its title and not an alias.
pub type ColumnTitles = BTreeMap<String, (usize, bool)>;

/// The titles of one sheet, folded.
#[derive(Debug, Default)]
pub struct FoldedTitles {
    /// Of the sheet, in every language.
    pub sheet: Vec<String>,
    columns: Vec<FoldedColumn>,
    in_any_language: ColumnTitles,
}

#[derive(Debug, Default)]
struct FoldedColumn {
    title: String,
    aliases: Vec<String>,
    /// Language and title.
    translated: Vec<(String, String)>,
}

impl FoldedTitles {
    /// Of a sheet with these titles and columns.
    pub(super) fn of<'t>(titles: impl Iterator<Item = &'t str>, columns: &[Column]) -> Self {
        let columns = columns.iter().map(|column| FoldedColumn {
            title: fold_title(&column.title),
            aliases: column.aliases.iter().map(|a| fold_title(a)).collect(),
            translated: column
                .words
                .iter()
                .filter_map(|(code, words)| Some((code.clone(), fold_title(words.title.as_ref()?))))
                .collect(),
        });
        let titles = titles.map(fold_title).collect();
        let mut out = Self { sheet: titles, columns: columns.collect(), in_any_language: BTreeMap::new() };
        out.in_any_language = out.with_language(None);
        out
    }

    /// Which column a title means. English titles and those of the language come before those of other languages; a title
    /// that means different columns in these means none.
    pub fn columns(&self, language: Option<&str>) -> Cow<'_, ColumnTitles> {
        match language {
            None => Cow::Borrowed(&self.in_any_language),
            language => Cow::Owned(self.with_language(language)),
        }
    }

    fn with_language(&self, language: Option<&str>) -> ColumnTitles {
        let mut elsewhere: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for (title, i) in self.translated(|code| Some(code) != language) {
            let slot = elsewhere.entry(title).or_insert(Some(i));
            *slot = slot.filter(|other| *other == i);
        }
        let mut out = ColumnTitles::new();
        for (i, column) in self.columns.iter().enumerate() {
            for alias in &column.aliases {
                out.entry(alias.clone()).or_insert((i, false));
            }
        }
        out.extend(elsewhere.into_iter().filter_map(|(title, i)| Some((title.to_owned(), (i?, true)))));
        let of_language = self.translated(|code| Some(code) == language);
        out.extend(of_language.map(|(title, i)| (title.to_owned(), (i, true))));
        for (i, column) in self.columns.iter().enumerate() {
            out.insert(column.title.clone(), (i, true));
        }
        out
    }

    /// The language that most of these folded titles are in, if one leads. A title that several languages share counts for
    /// each.
    pub fn language_of(&self, found: &[String]) -> Option<String> {
        let is_found = |title: &str| found.iter().any(|f| f == title);
        let english = self.columns.iter().filter(|c| is_found(&c.title)).count();
        let mut scores: BTreeMap<&str, usize> = BTreeMap::new();
        for (code, title) in self.columns.iter().flat_map(|c| &c.translated) {
            *scores.entry(code).or_default() += usize::from(is_found(title));
        }
        let most = scores.values().copied().max().filter(|most| *most > english)?;
        let mut best = scores.into_iter().filter(|(_, n)| *n == most);
        let (code, _) = best.next()?;
        best.next().is_none().then(|| code.to_owned())
    }

    /// The translated titles of columns in the wanted languages.
    fn translated(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, usize)> {
        let columns = self.columns.iter().enumerate();
        let all = columns.flat_map(|(i, c)| c.translated.iter().map(move |(code, title)| (i, code, title)));
        all.filter(move |(_, code, _)| wanted(code)).map(|(i, _, title)| (title.as_str(), i))
    }
}

/// Keeps the folded titles of a sheet once they were asked for: each file is looked through for every sheet there is. A copy of
/// the sheet begins without them, since its columns may become others.
#[derive(Debug, Default)]
pub struct TitlesOnce(OnceLock<Box<FoldedTitles>>);

impl TitlesOnce {
    pub(super) fn get(&self, titles: impl FnOnce() -> FoldedTitles) -> &FoldedTitles {
        self.0.get_or_init(|| Box::new(titles()))
    }
}

impl Clone for TitlesOnce {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// They follow from the sheet, so that they make no difference.
impl PartialEq for TitlesOnce {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Kind, Sheet};

    #[test]
    fn a_copy_of_a_sheet_knows_the_titles_of_its_own_columns() {
        let mut sheet = Sheet::new("raid", "risks", "Risks *");
        sheet.columns = vec![Column::new("title", "Title", Kind::Text)];
        assert_eq!(sheet.folded_titles().columns(None).get("title"), Some(&(0, true)));
        assert_eq!(sheet.folded_titles().sheet, ["risks"]);
        let mut more = sheet.clone();
        more.columns.insert(0, Column::new("owner", "Owner", Kind::Text));
        assert_eq!(more.folded_titles().columns(None).get("title"), Some(&(1, true)));
        assert_eq!(more.folded_titles().columns(None).get("owner"), Some(&(0, true)));
    }
}
