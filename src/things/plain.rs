//! A sheet without a template: titles and rows, as any spreadsheet or CSV has them.

use crate::things::grid::Raw;
use crate::things::place::{At, Place};
use crate::things::value::Value;

/// A sheet of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainSheet {
    /// The file, as messages name it.
    pub file: String,
    /// The sheet's title.
    pub title: String,
    /// The row of the titles, counted from 0.
    pub header: u32,
    /// The columns, in the order of the file.
    pub columns: Vec<PlainColumn>,
    /// The rows that hold anything, in the order of the file.
    pub rows: Vec<PlainRow>,
    /// The cells above the titles.
    pub above: Vec<(At, Raw)>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainColumn {
    /// Its title; the second of two with one title has `(2)` behind it, one without a title its letters.
    pub name: String,
    /// Its title as it stands in the cell.
    pub title: String,
    /// Where it stands, counted from 0.
    pub at: u16,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainRow {
    /// Where it stands, counted from 0.
    pub number: u32,
    /// Its cells, in the order of the columns.
    pub cells: Vec<PlainCell>,
}

/// A cell: what it says, and how it says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainCell {
    /// What it says; equal values are the same, however they are written.
    pub value: Value,
    /// As it stands in the file.
    pub raw: Raw,
}

/// An empty cell, for columns that a row doesn't have.
pub static NOTHING: PlainCell = PlainCell { value: Value::Empty, raw: Raw::Empty };

impl PlainSheet {
    /// The cell of a row in a column, empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &PlainCell {
        self.rows.get(row).and_then(|r| r.cells.get(column)).unwrap_or(&NOTHING)
    }

    /// Where a cell stands.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let number = self.rows.get(row).map_or(self.header, |r| r.number);
        let at = self.columns.get(column).map_or(0, |c| c.at);
        Place::cell(&self.file, &self.title, At::new(number, at))
    }

    /// Where a row begins.
    pub fn row_place(&self, row: usize) -> Place {
        let filled = self.rows.get(row).and_then(|r| r.cells.iter().position(|c| !c.value.is_empty()));
        self.place(row, filled.unwrap_or(0))
    }

    /// Where the title of a column stands.
    pub fn title_place(&self, column: usize) -> Place {
        let at = self.columns.get(column).map_or(0, |c| c.at);
        Place::cell(&self.file, &self.title, At::new(self.header, at))
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}
