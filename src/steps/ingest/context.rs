//! What ingesting a file needs to know, and how it names cells of the file.

use super::ingested::IngestedWorkbook;
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::SheetKey;
use crate::model::place::{At, Place};
use crate::model::surroundings::Surroundings;
use crate::model::template::Sheet;
use crate::steps::values::Reading;
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
    /// Where and when the project is, as far as it is known.
    pub surroundings: Option<&'a Surroundings>,
    /// What was sent, where that is known: it tells how dates of a returned file are meant.
    pub sent: Option<&'a IngestedWorkbook>,
}

impl<'a> IngestContext<'a> {
    /// Ingesting without knowing more of a file than what to look for.
    pub fn new(file: &'a str, sheets: &'a [Arc<Sheet>], prefixes: &'a BTreeMap<SheetKey, String>) -> Self {
        Self { file, sheets, prefixes, language: None, surroundings: None, sent: None }
    }

    /// What the cells of a workbook are read with.
    pub(super) fn reading(self, workbook: &Workbook) -> Reading<'a> {
        Reading {
            prefixes: self.prefixes,
            language: self.language,
            surroundings: self.surroundings,
            epoch_1904: workbook.epoch_1904,
            order: None,
        }
    }
}

/// The place of a cell, as findings name it.
pub(super) fn cell_place(file: &str, grid: &Grid, row: u32, column: u16) -> Place {
    Place::cell(file, &grid.title, At::new(row, column))
}
