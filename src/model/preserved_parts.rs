//! What is people's own in the package of a master beside the content of cells.

use crate::model::grid::Shown;
use std::collections::{BTreeMap, BTreeSet};

/// What is carried into a new master as it stands, and what can't be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreservedParts {
    /// Titles of the sheets that come back whole.
    pub whole: BTreeSet<String>,
    /// Sheets that hold a chart and no cells, which come back whole as well.
    pub charts: Vec<ChartSheet>,
    /// The formulas in which they, and their charts, speak of other sheets.
    pub formulas: BTreeMap<String, BTreeSet<String>>,
    /// Is the file of a kind of which only the cells can be carried?
    pub is_cells_only: bool,
    /// What can't be carried, in the order of the sheets.
    pub lost: Vec<LostPart>,
}

/// A sheet that is a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartSheet {
    /// Its title.
    pub title: String,
    /// Is it shown?
    pub shown: Shown,
    /// The title of the sheet before it, where it is not the first of all.
    pub after: Option<String>,
}

/// Something that can't be carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostPart {
    /// The title of its sheet, where it is on one.
    pub sheet: Option<String>,
    /// What it is, in words.
    pub what: String,
}
