//! Exports of tools that people use, such as Jira: known by some of their titles, taken with a profile, and asked once.

use super::column_match::ColumnMatch;
use super::find::FoundTable;
use super::plain_titles::plain_title;
use crate::model::grid::Grid;
use crate::model::mapping::{Mapping, TableMapping};
use crate::model::template::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// A table that is an export of a tool.
pub(super) struct ToolExport<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) matches: Vec<ColumnMatch>,
    /// Why it is thought to be that.
    pub(super) why: String,
}

/// The profile in whose form a table is, with its columns; `sheets` are those that the file may hold.
pub(super) fn tool_export<'s>(
    table: &FoundTable,
    grid: &Grid,
    profiles: &[Mapping],
    sheets: impl Fn(&TableMapping) -> Option<&'s Sheet>,
) -> Option<ToolExport<'s>> {
    let titles: BTreeSet<String> = table.columns.iter().map(|c| plain_title(&c.title)).collect();
    let all = profiles.iter().filter_map(|m| Some((m.profile.as_deref()?, &m.tables)));
    let mut known = all.flat_map(|(name, tables)| tables.iter().map(move |t| (name, t)));
    let (name, profile) = known.find(|(_, t)| t.shape.iter().all(|title| titles.contains(&plain_title(title))))?;
    let sheet = sheets(profile)?;
    let fields: BTreeMap<String, usize> = profile
        .columns
        .iter()
        .filter_map(|(title, field)| Some((plain_title(title), sheet.position(field.as_ref()?)?)))
        .collect();
    let mut matches: Vec<ColumnMatch> = Vec::new();
    for (found, column) in table.columns.iter().enumerate() {
        let Some(field) = fields.get(&plain_title(&column.title)) else { continue };
        if !matches.iter().any(|m| m.field == *field) {
            let (filled, why) = (table.values(grid, column.at).count(), format!("the profile of {name}"));
            matches.push(ColumnMatch { found, field: *field, sure: 100, rank: None, filled, why });
        }
    }
    Some(ToolExport { sheet, matches, why: format!("it has the titles of an export of {name}") })
}
