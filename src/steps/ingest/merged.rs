//! Merged cells among the records: the first cell of a range counts for those it covers. A value that a program left in a
//! covered cell, where Excel shows nothing, still counts as typed there.

use crate::model::grid::{Grid, RawCell};
use crate::model::place::At;
use std::collections::BTreeMap;

/// The most covered cells that are looked at; nobody merges more by hand.
const MOST_COVERED: usize = 100_000;

/// The cells that others were merged over, by row.
#[derive(Default)]
pub(super) struct Merged<'a> {
    rows: BTreeMap<u32, Vec<(u16, Covered<'a>)>>,
}

/// What a covered cell means.
#[derive(Clone, Copy)]
pub(super) enum Covered<'a> {
    /// The same as the cell above, which was merged downwards.
    Same(&'a RawCell),
    /// Nothing: the cell to the left was merged over it.
    Nothing,
}

impl<'a> Merged<'a> {
    /// The covered cells below the header, in the first `width` columns.
    pub(super) fn of(grid: &'a Grid, header: u32, width: u16) -> Self {
        let mut merged = Self::default();
        let mut left = MOST_COVERED;
        for (first, last) in grid.merged.iter().filter(|(first, _)| first.row > header && first.column < width) {
            let from = grid.rows.partition_point(|r| r.number < first.row);
            for row in grid.rows.iter().skip(from).take_while(|r| r.number <= last.row) {
                for column in first.column..=last.column.min(width.saturating_sub(1)) {
                    let at = At::new(row.number, column);
                    let Some(rest) = left.checked_sub(1) else { return merged };
                    left = rest;
                    if at == *first || row.cell(column).is_some_and(|cell| !cell.raw.is_blank()) {
                        continue;
                    }
                    let above = grid.cell(*first).filter(|cell| column == first.column && !cell.raw.is_blank());
                    let covered = above.map_or(Covered::Nothing, Covered::Same);
                    merged.rows.entry(row.number).or_default().push((column, covered));
                }
            }
        }
        merged
    }

    /// The covered cells of a row.
    pub(super) fn in_row(&self, row: u32) -> &[(u16, Covered<'a>)] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }
}
