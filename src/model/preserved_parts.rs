//! What people added to a master beside the content of cells, as far as it concerns a run.

use crate::model::grid::Shown;
use std::collections::{BTreeMap, BTreeSet};

/// What is carried into a new master unchanged, and what can't be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreservedParts {
    /// Titles of the sheets that are carried over whole.
    pub whole: BTreeSet<String>,
    /// Sheets that hold a chart and no cells; they are carried over whole as well.
    pub charts: Vec<ChartSheet>,
    /// Formulas in these sheets and their charts that refer to other sheets, by sheet.
    pub formulas: BTreeMap<String, BTreeSet<String>>,
    /// Whether the file format allows only cells to be carried over.
    pub is_cells_only: bool,
    /// What can't be carried over, in the order of the sheets.
    pub lost: Vec<LostPart>,
}

/// A sheet that is a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartSheet {
    /// Its title.
    pub title: String,
    /// Whether it is shown.
    pub shown: Shown,
    /// The title of the sheet before it, where it is not the first of all.
    pub after: Option<String>,
}

/// Something that can't be carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostPart {
    /// The title of its sheet, where it is on one.
    pub sheet: Option<String>,
    /// What it is, in words.
    pub what: String,
}
