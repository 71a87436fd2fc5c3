//! Matrices of a file as they were fitted to those of the templates, and what they are fitted with.

use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::mapping::{Mapping, TableProposal};
use crate::model::report::Change;
use crate::model::template::{Sheet, Template};
use std::sync::Arc;

/// A workbook whose matrices have the titles that the template knows, and what was added to the master for it.
#[derive(Clone, Debug, Default)]
pub struct FittedMatrices {
    /// The workbook.
    pub workbook: Workbook,
    /// The roles that were added.
    pub added: Vec<Change>,
    /// Columns that were made of a list.
    pub made: Vec<MadeColumn>,
    /// Positions of the sheets that hold matrices made of lists.
    pub lists: Vec<usize>,
    /// Lists of who does what about which a person must say something first.
    pub asked: Vec<TableProposal>,
    /// The best guess at a file that is to be a matrix because the user says so, where nothing in it looks like one.
    pub forced: Option<TableProposal>,
    /// Findings.
    pub findings: Vec<Finding>,
}

/// What matrices are fitted with.
#[derive(Clone, Copy, Debug)]
pub struct Fitting<'a> {
    /// The file, as findings name it.
    pub file: &'a str,
    /// The sheets that it may hold.
    pub sheets: &'a [Arc<Sheet>],
    /// The templates.
    pub templates: &'a [Template],
    /// The engagement's ID.
    pub engagement: &'a str,
    /// What people said about such files.
    pub kept: &'a [Mapping],
    /// Whether the user says what the file holds.
    pub forced: bool,
}

/// A column of a matrix that was made of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeColumn {
    /// Title of the sheet.
    pub sheet: String,
    /// Where it stands in the matrix.
    pub at: u16,
    /// The column of the file that it comes from.
    pub from: u16,
}
