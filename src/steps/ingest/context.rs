//! What ingesting a file needs to know, and how it names cells of the file.

use crate::model::grid::Grid;
use crate::model::keys::SheetKey;
use crate::model::place::{At, Place};
use crate::model::template::Sheet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to look for in a workbook, and how to read it.
#[derive(Clone, Copy, Debug)]
pub struct IngestContext<'a> {
    /// The file, as findings name it.
    pub file: &'a str,
    /// The sheets to look for.
    pub sheets: &'a [Arc<Sheet>],
    /// The ID prefix of every sheet, by key.
    pub prefixes: &'a BTreeMap<SheetKey, String>,
    /// The language that the file states; where it states none, each sheet's titles tell it.
    pub language: Option<&'a str>,
}

/// The place of a cell, as findings name it.
pub(super) fn cell_place(file: &str, grid: &Grid, row: u32, column: u16) -> Place {
    Place::cell(file, &grid.title, At::new(row, column))
}
