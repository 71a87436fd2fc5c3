//! Cells that belong to no table: nothing that a person typed is lost, so each is kept with its place.

use super::{FoundNote, ReadIn, place};
use crate::model::grid::Grid;
use crate::model::place::{At, Place};
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};

/// A cell that belongs to no table.
#[derive(Clone, Debug, PartialEq)]
pub struct Leftover {
    /// Title of the sheet in the file.
    pub sheet: String,
    /// The cell.
    pub at: At,
    /// Where, for messages.
    pub place: Place,
    /// What it holds.
    pub text: String,
    /// Why it belongs to no table.
    pub kind: LeftoverKind,
}

/// Why a cell belongs to no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftoverKind {
    /// It stands above the table.
    Above,
    /// It stands beside the table, in a column without a title.
    Beside,
    /// Its row is no record.
    Outside,
    /// It stands on a sheet that no template knows.
    OtherSheet,
}

/// Every cell of a sheet that is no template's; hidden sheets of the program's own are left out.
pub(super) fn other_sheet(grid: &Grid, file: &str, out: &mut ReadIn) {
    if grid.title == LISTS_SHEET || grid.title == IDENTITY_SHEET {
        return;
    }
    for row in &grid.rows {
        for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            push(grid, file, At::new(row.number, *column), cell.raw.to_string(), LeftoverKind::OtherSheet, out);
        }
    }
    for note in &grid.notes {
        out.notes.push(FoundNote {
            place: place(file, grid, note.at.row, note.at.column),
            beside: None,
            author: note.author.clone(),
            text: note.text.clone(),
        });
    }
}

pub(super) fn push(grid: &Grid, file: &str, at: At, text: String, kind: LeftoverKind, out: &mut ReadIn) {
    let place = place(file, grid, at.row, at.column);
    out.leftovers.push(Leftover { sheet: grid.title.clone(), at, place, text, kind });
}
