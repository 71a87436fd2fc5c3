//! A column of a file and the column of a sheet that it is like.

use super::sheet_titles::TitleRank;

/// A column of the file and the column of the sheet that it is like.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnMatch {
    /// Position in the table as found.
    pub(super) found: usize,
    /// Position in the sheet.
    pub(super) field: usize,
    /// How sure, in percent; 100 is known by its title.
    pub(super) sure: u8,
    /// How its title is known, where it is.
    pub(super) rank: Option<TitleRank>,
    /// How many values it has, as far as they were looked at.
    pub(super) filled: usize,
    /// Why.
    pub(super) why: String,
}
