//! Which sheet a CSV file holds, by its name or else by its header.

use super::context::IngestContext;
use super::header::{Header, locate};
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::SheetKey;
use crate::model::template::Sheet;
use crate::model::text::fold;
use std::cmp::Reverse;

/// The key of the sheet that a CSV file holds, and its header. Where several sheets share the titles, the IDs below them
/// decide, and where nothing decides, it holds none. A header with too few columns of a sheet does not count, unless the file
/// is known to be a copy in which no other sheet has as many of them.
pub(super) fn csv_sheet(workbook: &Workbook, context: IngestContext<'_>) -> Option<(SheetKey, Header)> {
    let grid = workbook.sheets.first()?;
    let found = context.sheets.iter().filter_map(|s| Some((s, locate(grid, s)?)));
    let mut likely: Vec<Likely<'_>> = found
        .map(|(sheet, header)| Likely {
            named: is_named(grid, sheet),
            ids: count_ids(grid, sheet, &header),
            sheet,
            header,
        })
        .filter(|likely| context.sent.is_some() || likely.is_enough())
        .collect();
    likely.sort_by_key(|likely| Reverse(likely.score()));
    let score = |at: usize| likely.get(at).map(Likely::score);
    if score(0) == score(1) {
        return None;
    }
    let best = likely.into_iter().next()?;
    Some((best.sheet.key.clone(), best.header))
}

/// A sheet that a CSV file may hold, and what speaks for it.
struct Likely<'a> {
    sheet: &'a Sheet,
    header: Header,
    named: bool,
    ids: usize,
}

impl Likely<'_> {
    fn score(&self) -> (bool, usize, usize) {
        (self.named, self.ids, self.header.found())
    }

    fn is_enough(&self) -> bool {
        self.named || self.ids > 0 || self.header.share(self.sheet) >= 0.6
    }
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
