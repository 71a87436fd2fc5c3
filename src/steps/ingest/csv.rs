//! Which sheet a CSV file holds, by its name or else by its header.

use super::header::{Header, locate};
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::SheetKey;
use crate::model::template::Sheet;
use crate::model::text::fold;
use std::sync::Arc;

/// The key of the sheet that a CSV file holds, and its header. Where several sheets share the titles, the IDs below them
/// decide; a header with too few columns of a sheet does not count.
pub(super) fn csv_sheet(workbook: &Workbook, sheets: &[Arc<Sheet>]) -> Option<(SheetKey, Header)> {
    let grid = workbook.sheets.first()?;
    let found = sheets.iter().filter_map(|s| Some((s, locate(grid, s)?)));
    let likely = found.map(|(sheet, header)| {
        let score = (is_named(grid, sheet), count_ids(grid, sheet, &header), header.found());
        (score, sheet, header)
    });
    let enough = likely.filter(|((named, ids, _), sheet, header)| *named || *ids > 0 || header.share(sheet) >= 0.6);
    // Of equals the first, in the order of the templates.
    let best = enough.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some((best.1.key.clone(), best.2))
}

/// Whether the file is named like the sheet, or its name ends so: `raid.ada-park.2026-11-22-risks`.
fn is_named(grid: &Grid, sheet: &Sheet) -> bool {
    let words = |text: &str| fold(text).replace([' ', '_', '.'], "-");
    let stem = words(&grid.title);
    std::iter::once(sheet.key.as_str())
        .chain(sheet.titles())
        .map(words)
        .any(|name| stem == name || stem.ends_with(&format!("-{name}")))
}

/// How many rows have an ID of the sheet.
fn count_ids(grid: &Grid, sheet: &Sheet, header: &Header) -> usize {
    let at = sheet.columns.iter().position(|c| c.is_id()).and_then(|i| header.columns.get(i).copied().flatten());
    let Some(at) = at else { return 0 };
    let below = grid.rows.iter().filter(|r| r.number > header.row);
    below.filter(|r| r.cell(at).is_some_and(|c| c.raw.to_string().trim().starts_with(&sheet.id_prefix))).count()
}
