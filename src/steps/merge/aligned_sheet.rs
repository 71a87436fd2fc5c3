//! A sheet beside others: which of its columns and rows are which of theirs.

use crate::model::plain::{PlainCell, PlainSheet};

/// A sheet, with its place in the lists of all columns and records.
#[derive(Clone, Debug)]
pub struct AlignedSheet<'a> {
    /// The sheet.
    pub sheet: &'a PlainSheet,
    /// For each column in the list, the sheet's own.
    pub columns: Vec<Option<usize>>,
    /// For each record in the list, the sheet's row.
    pub rows: Vec<Option<usize>>,
}

impl<'a> AlignedSheet<'a> {
    /// The sheet's cell of a record in a column; `None` where it has no such row or column.
    pub fn cell(&self, record: usize, column: usize) -> Option<&'a PlainCell> {
        Some(self.sheet.cell(self.row(record)?, self.column(column)?))
    }

    /// The sheet's row of a record.
    pub fn row(&self, record: usize) -> Option<usize> {
        self.rows.get(record).copied().flatten()
    }

    /// The sheet's own column.
    pub fn column(&self, column: usize) -> Option<usize> {
        self.columns.get(column).copied().flatten()
    }

    /// Whether two sheets have the very same cells for a record, in the same columns. Others may hold the same all the same.
    pub fn shares_record_with(&self, other: &AlignedSheet<'_>, record: usize) -> bool {
        let own = self.row(record).and_then(|row| self.sheet.rows.get(row));
        let its = other.row(record).and_then(|row| other.sheet.rows.get(row));
        own.zip(its).is_some_and(|(own, its)| own.shares_cells_with(its)) && self.columns == other.columns
    }
}
