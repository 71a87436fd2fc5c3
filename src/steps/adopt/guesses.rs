//! The best guess where no title tells it: a person confirms it.

use super::agreement::{has_letter, share};
use super::column_match::ColumnMatch;
use super::find::FoundTable;
use super::sheet_titles::describing_fields;
use crate::model::grid::{Grid, RawCell};
use crate::model::template::{Kind, Sheet};
use crate::model::text::fold;
use std::collections::BTreeSet;

/// How sure a guess is, in percent.
const GUESSED: u8 = 45;

/// The column that probably says what each row is, where no column is known to: among those that are nothing else, the one
/// with most different words.
pub(super) fn guess_description(
    table: &FoundTable,
    grid: &Grid,
    sheet: &Sheet,
    matches: &[ColumnMatch],
) -> Option<ColumnMatch> {
    let fields = describing_fields(sheet);
    if matches.iter().any(|m| fields.contains(&m.field)) {
        return None;
    }
    let is_text = |i: &usize| sheet.columns.get(*i).is_some_and(|c| matches!(c.kind, Kind::Text | Kind::LongText));
    let field = fields.iter().copied().find(is_text)?;
    let free = table.columns.iter().enumerate().filter(|(n, _)| !matches.iter().any(|m| m.found == *n));
    let telling = free.filter_map(|(found, column)| {
        let values: Vec<&RawCell> = table.values(grid, column.at).map(|(_, c)| c).collect();
        let different: BTreeSet<String> =
            values.iter().filter(|c| has_letter(c)).map(|c| fold(&c.raw.to_string())).collect();
        (share(&values, has_letter) >= 0.5 && different.len() * 2 >= values.len())
            .then_some((different.len(), usize::MAX - found))
    });
    let (filled, at) = telling.max()?;
    let why = "no title tells it; its values differ from row to row".to_owned();
    Some(ColumnMatch { found: usize::MAX - at, field, sure: GUESSED, rank: None, filled, why })
}
