//! The titles by which the columns of a sheet are known in lists of other people.

use super::find::FoundColumn;
use super::plain_titles::{alternatives, plain_title, without_noun};
use super::title_words::TitleInWords;
use crate::model::template::Sheet;
use crate::model::text::fold;
use crate::steps::values::is_scale;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a title is known: the greater, the surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TitleRank {
    /// One of several that the title offers for choice.
    Alternative,
    /// Another title that people give the column.
    Also,
    /// Its title in another language.
    Translated,
    /// An alias.
    Alias,
    /// Its title.
    Own,
    /// Its title together with the one above it.
    Grouped,
}

/// A column that a title may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TitleMatch {
    /// Position in the sheet.
    pub(super) field: usize,
    /// How it is known.
    pub(super) rank: TitleRank,
}

/// A sheet with the titles of its columns, in their plain form.
#[derive(Clone, Debug)]
pub(super) struct SheetTitles<'s> {
    pub(super) sheet: &'s Arc<Sheet>,
    titles: BTreeMap<String, Vec<TitleMatch>>,
    /// The titles of each column, by its position.
    names: Vec<Vec<TitleInWords>>,
    nouns: Vec<String>,
}

impl<'s> SheetTitles<'s> {
    pub(super) fn new(sheet: &'s Arc<Sheet>) -> Self {
        let mut titles: BTreeMap<String, Vec<TitleMatch>> = BTreeMap::new();
        let mut names = vec![Vec::new(); sheet.columns.len()];
        for (field, column) in sheet.columns.iter().enumerate() {
            let translated = column.words.values().filter_map(|w| w.title.as_ref());
            let all = std::iter::once((&column.title, TitleRank::Own))
                .chain(column.aliases.iter().map(|t| (t, TitleRank::Alias)))
                .chain(translated.map(|t| (t, TitleRank::Translated)))
                .chain(column.also.iter().map(|t| (t, TitleRank::Also)));
            for (title, rank) in all {
                let plain = plain_title(title);
                // A single letter is short for a scale, and for nothing else.
                if rank == TitleRank::Also && plain.chars().count() == 1 && !is_scale(column) {
                    continue;
                }
                if let Some(names) = names.get_mut(field) {
                    names.push(TitleInWords::of(&plain));
                }
                let known = titles.entry(plain).or_default();
                if !known.iter().any(|m| m.field == field) {
                    known.push(TitleMatch { field, rank });
                }
            }
        }
        for known in titles.values_mut() {
            known.sort_by_key(|known| std::cmp::Reverse(known.rank));
        }
        let nouns = sheet.nouns.iter().map(String::as_str).chain(sheet.titles()).map(fold).collect();
        Self { sheet, titles, names, nouns }
    }

    /// The columns that a title may mean, the surest first; none where it is not known.
    pub(super) fn matches(&self, column: &FoundColumn) -> Vec<TitleMatch> {
        let title = plain_title(&column.title);
        let group = plain_title(&column.group);
        if !group.is_empty() {
            for words in [format!("{group} {title}"), format!("{title} {group}")] {
                if let Some(found) = self.titles.get(&words) {
                    return found.iter().map(|m| TitleMatch { rank: TitleRank::Grouped, ..*m }).collect();
                }
            }
        }
        let found = self.known(&title);
        if !found.is_empty() {
            return found.to_vec();
        }
        let mut offered: Vec<TitleMatch> = Vec::new();
        for part in alternatives(&column.title) {
            if let Some(first) = self.known(&part).first()
                && !offered.iter().any(|m| m.field == first.field)
            {
                offered.push(TitleMatch { field: first.field, rank: TitleRank::Alternative });
            }
        }
        offered
    }

    /// Whether a title is known.
    pub(super) fn knows(&self, column: &FoundColumn) -> bool {
        !self.known(&plain_title(&column.title)).is_empty()
    }

    /// The titles of a column in plain form.
    pub(super) fn names(&self, field: usize) -> impl Iterator<Item = &TitleInWords> {
        self.names.get(field).into_iter().flatten()
    }

    fn known(&self, title: &str) -> &[TitleMatch] {
        let known = |title: &str| {
            let other = || self.titles.get(&singular(title)?);
            self.titles.get(title).or_else(other).or_else(|| self.titles.get(&format!("{title}s")))
        };
        let found = known(title).or_else(|| known(without_noun(title, &self.nouns)?));
        found.map_or(&[], Vec::as_slice)
    }
}

/// A title whose last word is in the plural, in the singular.
fn singular(title: &str) -> Option<String> {
    let long = |rest: &&str| rest.chars().count() >= 3;
    let ies = title.strip_suffix("ies").filter(long).map(|rest| format!("{rest}y"));
    ies.or_else(|| title.strip_suffix('s').filter(long).map(ToOwned::to_owned))
}

/// The columns that say what a record is: those of the natural key, and a description in words.
pub(super) fn describing_fields(sheet: &Sheet) -> Vec<usize> {
    use crate::model::template::{Kind, Required};
    let keys = sheet.natural_key.iter().filter_map(|k| sheet.position(k));
    let named = sheet.columns.iter().position(|c| c.kind == Kind::Text && c.required != Required::No && !c.is_tool());
    let told = sheet.columns.iter().take(5).position(|c| c.kind == Kind::LongText);
    let mut out: Vec<usize> = keys.chain(named).chain(told).collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Column, Kind};

    fn sheet() -> Arc<Sheet> {
        let mut title = Column::new("title", "Title", Kind::Text);
        title.aliases = vec!["Risk".into(), "Risk name".into()];
        let mut owner = Column::new("owner", "Owner", Kind::Person);
        owner.also = vec!["Assignee".into(), "Who".into()];
        let id = Column::new("id", "ID", Kind::Text);
        let mut sheet = Sheet::new("raid", "risks", "Risks");
        sheet.columns = vec![id, title, owner];
        sheet.nouns = vec!["risk".into()];
        Arc::new(sheet)
    }

    #[test]
    fn titles_are_known_as_people_write_them() {
        let sheet = sheet();
        let titles = SheetTitles::new(&sheet);
        for (title, group, field) in [
            ("Risk #", "", Some(0)),
            ("risk_name", "", Some(1)),
            ("RiskOwner", "", Some(2)),
            ("Risk owner (accountable)", "", Some(2)),
            ("assignee", "", Some(2)),
            ("Risk", "", Some(1)),
            ("name", "Risk", Some(1)),
            ("Assignee / Contact", "", Some(2)),
            ("Colour", "", None),
        ] {
            let column = FoundColumn { title: title.into(), group: group.into(), ..FoundColumn::default() };
            assert_eq!(titles.matches(&column).first().map(|m| m.field), field, "{group} {title}");
        }
    }
}
