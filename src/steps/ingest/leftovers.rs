//! Cells that belong to no table: nothing that a person typed is lost, so each is kept with its place.

use super::context::cell_place;
use super::ingested::{FoundNote, IngestedWorkbook, Leftover, LeftoverKind};
use crate::model::grid::Grid;
use crate::model::place::At;
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};

/// Every cell of a sheet that is no template's; hidden sheets of the program's own are left out.
pub(super) fn ingest_other_sheet(grid: &Grid, file: &str, out: &mut IngestedWorkbook) {
    if grid.title == LISTS_SHEET || grid.title == IDENTITY_SHEET {
        return;
    }
    for row in &grid.rows {
        for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            push_leftover(
                grid,
                file,
                At::new(row.number, *column),
                cell.raw.to_string(),
                LeftoverKind::OtherSheet,
                out,
            );
        }
    }
    for note in &grid.notes {
        out.notes.push(FoundNote {
            place: cell_place(file, grid, note.at.row, note.at.column),
            field: None,
            author: note.author.clone(),
            text: note.text.clone(),
        });
    }
}

/// Keeps a cell that belongs to no table.
pub(super) fn push_leftover(
    grid: &Grid,
    file: &str,
    at: At,
    text: String,
    kind: LeftoverKind,
    out: &mut IngestedWorkbook,
) {
    let place = cell_place(file, grid, at.row, at.column);
    out.leftovers.push(Leftover { sheet: grid.title.clone(), at, place, text, kind });
}
