//! What people express by formatting: cells and words struck through, colours, hidden rows and columns, merged cells.

use super::context::{IngestContext, cell_place};
use super::ingested::{FoundMark, IngestedWorkbook, MarkKind};
use super::linked_cell::holds_addresses;
use super::slots::ColumnSlot;
use crate::model::grid::{CellLink, Grid, GridRow};
use crate::model::link_address::shows_its_address;
use crate::model::place::At;
use crate::model::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// Collects the marks on a table.
pub(super) fn collect_marks(
    grid: &Grid,
    table: &Table,
    slots: &[ColumnSlot],
    context: IngestContext<'_>,
    out: &mut IngestedWorkbook,
) {
    let mut found = MarkCollector { grid, table, slots, file: context.file, out: Vec::new() };
    let usual = found.usual_fills();
    let rows: BTreeSet<u32> = table.rows.iter().map(|r| r.number).collect();
    for (row, raw) in table.rows.iter().filter_map(|r| Some((r, raw_row(grid, r.number)?))) {
        for (at, cell) in &raw.cells {
            let Some(i) = found.field(*at) else { continue };
            if cell.struck && !row.struck && !cell.raw.is_blank() {
                found.push(raw.number, *at, Some(i), cell.raw.to_string(), MarkKind::StruckCell);
            }
            if let Some(fill) = cell.fill.filter(|f| !usual.contains(&(*at, *f))) {
                found.push(raw.number, *at, Some(i), cell.raw.to_string(), MarkKind::Fill(fill));
            }
        }
        if grid.hidden_rows.binary_search(&raw.number).is_ok()
            && let Some((at, _)) = raw.cells.iter().find(|(at, c)| found.field(*at).is_some() && !c.raw.is_blank())
        {
            found.push(raw.number, *at, None, String::new(), MarkKind::HiddenRow);
        }
    }
    for (at, words) in grid.struck_words.iter().filter(|(at, _)| rows.contains(&at.row)) {
        let text = grid.cell(*at).map(|c| c.raw.to_string()).unwrap_or_default();
        found.push(at.row, at.column, found.field(at.column), text, MarkKind::StruckWords(words.clone()));
    }
    for (first, last) in grid.merged.iter().filter(|(first, _)| first.row > table.header) {
        let within = rows.range(first.row..=last.row).next().is_some();
        if let Some(i) = found.field(first.column).filter(|_| within) {
            let text = grid.cell(*first).map(|c| c.raw.to_string()).unwrap_or_default();
            found.push(first.row, first.column, Some(i), text, MarkKind::Merged(*last));
        }
    }
    for link in grid.links.iter().filter(|link| link.leads_out() && rows.contains(&link.at.row)) {
        found.link(link);
    }
    for at in &grid.hidden_columns {
        found.hidden_column(*at);
    }
    out.marks.extend(found.out);
}

fn raw_row(grid: &Grid, number: u32) -> Option<&GridRow> {
    grid.rows.get(grid.rows.binary_search_by_key(&number, |r| r.number).ok()?)
}

struct MarkCollector<'a> {
    grid: &'a Grid,
    table: &'a Table,
    slots: &'a [ColumnSlot],
    file: &'a str,
    out: Vec<FoundMark>,
}

impl MarkCollector<'_> {
    /// The column of the template that people fill in at a position.
    fn field(&self, at: u16) -> Option<usize> {
        match self.slots.get(usize::from(at)) {
            Some(ColumnSlot::Field(i)) if self.table.sheet.columns.get(*i).is_some_and(|c| !c.is_tool()) => Some(*i),
            _ => None,
        }
    }

    /// Fills that a third of a column's rows have: the column's own formatting, or stripes.
    fn usual_fills(&self) -> BTreeSet<(u16, u32)> {
        let mut counts: BTreeMap<(u16, u32), usize> = BTreeMap::new();
        let rows = self.grid.rows.iter().filter(|r| r.number > self.table.header);
        for (at, cell) in rows.flat_map(|r| &r.cells) {
            if let Some(fill) = cell.fill {
                *counts.entry((*at, fill)).or_default() += 1;
            }
        }
        let rows = self.table.rows.len();
        counts.into_iter().filter(|(_, n)| *n >= 3 && *n * 3 >= rows).map(|(fill, _)| fill).collect()
    }

    /// An address that nothing else shows: in a column of addresses it is the value.
    fn link(&mut self, link: &CellLink) {
        let text = self.grid.cell(link.at).map(|c| c.raw.to_string()).unwrap_or_default();
        let column = self.field(link.at.column);
        let is_value = column.and_then(|i| self.table.sheet.columns.get(i)).is_some_and(holds_addresses);
        if !is_value && !shows_its_address(&text, &link.address) {
            self.push(link.at.row, link.at.column, column, text, MarkKind::Link(link.address.clone()));
        }
    }

    fn hidden_column(&mut self, at: u16) {
        let title = |cell: At| self.grid.cell(cell).map(|c| c.raw.to_string()).unwrap_or_default();
        let header = self.table.header;
        let title = title(At::new(header, at));
        match self.slots.get(usize::from(at)) {
            Some(ColumnSlot::Field(_)) if self.field(at).is_none() => {}
            Some(ColumnSlot::Field(i)) => self.push(header, at, Some(*i), title, MarkKind::HiddenColumn),
            Some(ColumnSlot::Unknown(_)) => self.push(header, at, None, title, MarkKind::HiddenColumn),
            _ => {}
        }
    }

    fn push(&mut self, row: u32, at: u16, column: Option<usize>, text: String, kind: MarkKind) {
        let place = cell_place(self.file, self.grid, row, at);
        self.out.push(FoundMark { place, sheet: self.table.sheet.key.clone(), row, column, text, kind });
    }
}
