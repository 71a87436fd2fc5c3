//! The titles by which a table is known in several files at once.

use super::table_extent::common_titles;
use crate::model::grid::{Grid, Shown};
use crate::model::plain::PlainSheet;
use crate::model::text::fold_title;
use std::collections::BTreeMap;

/// The titles of tables, as most of several files have them.
#[derive(Clone, Debug, Default)]
pub struct TableTitles {
    by_sheet: BTreeMap<String, Vec<String>>,
    /// Where all files have one sheet at most, whatever its title.
    only: Option<Vec<String>>,
}

impl TableTitles {
    /// The titles in these files, of which some name the `key` columns.
    pub fn of_files(files: &[&[Grid]], key: &[String]) -> Self {
        let shown = || files.iter().map(|f| f.iter().filter(|g| g.shown != Shown::VeryHidden).collect::<Vec<_>>());
        if shown().all(|sheets| sheets.len() <= 1) {
            return Self { only: Some(common_titles(&shown().flatten().collect::<Vec<_>>(), key)), ..Self::default() };
        }
        let mut sheets: BTreeMap<String, Vec<&Grid>> = BTreeMap::new();
        shown().flatten().for_each(|grid| sheets.entry(fold_title(&grid.title)).or_default().push(grid));
        let titles = sheets.into_iter().map(|(title, sheets)| (title, common_titles(&sheets, key)));
        Self { by_sheet: titles.collect(), only: None }
    }

    /// The titles of sheets as they are understood.
    pub fn of_sheets(sheets: &[PlainSheet]) -> Self {
        let all = sheets.iter().map(|sheet| {
            let titles = sheet.columns.iter().map(|c| fold_title(&c.title)).filter(|title| !title.is_empty());
            (fold_title(&sheet.title), titles.collect())
        });
        Self { by_sheet: all.collect(), only: None }
    }

    /// Those of the sheet with a title.
    pub(super) fn of(&self, sheet: &str) -> &[String] {
        let found = self.only.as_ref().or_else(|| self.by_sheet.get(&fold_title(sheet)));
        found.map(Vec::as_slice).unwrap_or_default()
    }
}
