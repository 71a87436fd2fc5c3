//! A workbook and its sheets as found: raw cells by row and column with their formatting and notes. Nothing is interpreted.

use crate::model::excel_text::{is_time_of_day, number_text, time_text};
use crate::model::place::At;
use crate::model::text_encoding::TextEncoding;
use crate::model::typed::is_blank;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A workbook file as found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// The file format, by content.
    pub format: Format,
    /// The sheets in their order.
    pub sheets: Vec<Grid>,
    /// Custom document properties.
    pub properties: BTreeMap<String, String>,
    /// When it was last saved, as its properties say (`dcterms:modified`, ISO 8601 UTC), where they do.
    pub saved_at: Option<String>,
    /// Who saved it last, as its properties say, where they do.
    pub saved_by: Option<String>,
    /// Whether it counts days from 1904, as Excel for the Mac once did.
    pub epoch_1904: bool,
    /// The encoding, where it is text that doesn't name its own.
    pub encoding: Option<TextEncoding>,
    /// Parts of the package that prekick does not carry over (`charts`, `pictures`, `pivot tables`, `macros`), by name.
    pub extras: Vec<String>,
}

/// A file format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Office Open XML, also with macros.
    #[default]
    Xlsx,
    /// Excel binary.
    Xlsb,
    /// Excel 97.
    Xls,
    /// OpenDocument.
    Ods,
    /// Comma-separated, or with another delimiter.
    Csv,
}

/// A sheet as found. Rows and cells ascend; empty cells without anything on them are not listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The sheet's title.
    pub title: String,
    /// Whether it is shown.
    pub shown: Shown,
    /// The rows that hold anything.
    pub rows: Vec<GridRow>,
    /// Rows that are hidden or filtered out, counted from 0, ascending.
    pub hidden_rows: Vec<u32>,
    /// Columns that are hidden, counted from 0, ascending.
    pub hidden_columns: Vec<u16>,
    /// Ranges of merged cells, first and last cell, in the order of the file. Only the first cell holds anything.
    pub merged: Vec<(At, At)>,
    /// Cells of whose text only some words are struck through, with those words; a cell struck as a whole says so itself.
    pub struck_words: Vec<(At, String)>,
    /// Notes and comments.
    pub notes: Vec<Note>,
    /// Where cells lead that have a hyperlink, ascending.
    pub links: Vec<CellLink>,
    /// Errors met while reading this sheet, in words; the cells that could be read are in `rows`.
    pub errors: Vec<String>,
}

impl Grid {
    /// The cell at a position, if it holds anything.
    pub fn cell(&self, at: At) -> Option<&RawCell> {
        let row = &self.rows[self.rows.binary_search_by_key(&at.row, |r| r.number).ok()?];
        row.cell(at.column)
    }

    /// The address behind a cell, if it has a hyperlink out of the workbook.
    pub fn link(&self, at: At) -> Option<&str> {
        let i = self.links.binary_search_by_key(&at, |link| link.at).ok()?;
        self.links.get(i).filter(|link| link.leads_out()).map(|link| link.address.as_str())
    }
}

/// One row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GridRow {
    /// The row, counted from 0.
    pub number: u32,
    /// `(column from 0, cell)`, ascending.
    pub cells: Vec<(u16, RawCell)>,
}

impl GridRow {
    /// The cell in a column, if it holds anything.
    pub fn cell(&self, column: u16) -> Option<&RawCell> {
        let i = self.cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
        self.cells.get(i).map(|(_, cell)| cell)
    }
}

/// A cell as found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawCell {
    /// What it holds.
    pub raw: Raw,
    /// Whether a formula gave it.
    pub formula: bool,
    /// Whether the whole cell is struck through.
    pub struck: bool,
    /// Whether it is shown as a percentage: 0.8 reads 80%.
    pub percent: bool,
    /// How many decimals its number is shown with, where its format fixes them: 1.1 reads 1.10.
    pub decimals: u8,
    /// A fill colour, `RRGGBB`.
    pub fill: Option<u32>,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Raw {
    /// Nothing.
    #[default]
    Empty,
    /// Text, with LF as line end.
    Text(String),
    /// A number.
    Number(f64),
    /// A number shown as a date or time, or an ISO date; a pure time has the date 1899-12-31 or 1899-12-30.
    Date(DateTime),
    /// A truth value.
    YesNo(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula that was never calculated, so that there is no value; the formula's text, where known.
    Uncalculated(String),
}

impl Raw {
    /// Nothing, or nothing that can be seen.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(t) => is_blank(t),
            _ => false,
        }
    }

    /// What it reads as, without a copy of a text.
    pub fn as_read(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(t) | Self::Error(t) => Cow::Borrowed(t),
            other => Cow::Owned(other.to_string()),
        }
    }
}

impl std::fmt::Display for Raw {
    /// As a person would read it in the cell.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(t) | Self::Error(t) => f.write_str(t),
            Self::Number(n) => f.write_str(&number_text(*n)),
            Self::Date(d) if is_time_of_day(*d) => f.write_str(&time_text(d.time())),
            Self::Date(d) if d.time() == jiff::civil::Time::midnight() => write!(f, "{}", d.date()),
            Self::Date(d) => write!(f, "{} {}", d.date(), d.time()),
            Self::YesNo(b) => f.write_str(if *b { "TRUE" } else { "FALSE" }),
            Self::Uncalculated(formula) => write!(f, "={formula}"),
        }
    }
}

/// A note or comment on a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The cell.
    pub at: At,
    /// Who wrote it, where the file says so.
    pub author: Option<String>,
    /// The text.
    pub text: String,
}

/// A hyperlink of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellLink {
    /// The cell.
    pub at: At,
    /// Where it leads; to a place in the workbook itself with a `#` before it.
    pub address: String,
}

impl CellLink {
    /// Whether it leads out of the workbook.
    pub fn leads_out(&self) -> bool {
        !self.address.starts_with('#')
    }
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Yes.
    #[default]
    Visible,
    /// Hidden.
    Hidden,
    /// Hidden so that Excel does not offer to show it.
    VeryHidden,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    fn number(n: f64) -> RawCell {
        RawCell { raw: Raw::Number(n), ..RawCell::default() }
    }

    #[test]
    fn a_cell_is_found_among_rows_and_columns_that_are_left_out() {
        let rows = vec![
            GridRow { number: 2, cells: vec![(1, number(1.0)), (5, number(2.0))] },
            GridRow { number: 9, cells: vec![(0, number(3.0))] },
        ];
        let grid = Grid { rows, ..Grid::default() };
        for (row, column, found) in
            [(2, 1, Some(1.0)), (2, 5, Some(2.0)), (9, 0, Some(3.0)), (2, 2, None), (3, 1, None), (9, 5, None)]
        {
            let raw = grid.cell(At::new(row, column)).map(|c| c.raw.clone());
            assert_eq!(raw, found.map(Raw::Number), "row {row}, column {column}");
        }
    }

    #[test]
    fn a_cell_reads_as_a_person_sees_it() {
        for (raw, text) in [
            (Raw::Empty, ""),
            (Raw::Text(" as typed ".into()), " as typed "),
            (Raw::Number(0.5), "0.5"),
            (Raw::Number(3.0), "3"),
            (Raw::Number(0.1 + 0.2), "0.3"),
            (Raw::Date(datetime(1899, 12, 31, 12, 0, 0, 0)), "12:00"),
            (Raw::Date(date(2027, 1, 31).into()), "2027-01-31"),
            (Raw::Date(datetime(2027, 1, 31, 9, 30, 0, 0)), "2027-01-31 09:30:00"),
            (Raw::YesNo(true), "TRUE"),
            (Raw::YesNo(false), "FALSE"),
            (Raw::Error("#REF!".into()), "#REF!"),
            (Raw::Uncalculated("A1+1".into()), "=A1+1"),
        ] {
            assert_eq!((raw.to_string().as_str(), &*raw.as_read()), (text, text), "{raw:?}");
        }
    }

    #[test]
    fn blanks_are_nothing_and_a_formula_without_a_result_is_something() {
        for (raw, blank) in [
            (Raw::Empty, true),
            (Raw::Text(" \u{a0}\n".into()), true),
            (Raw::Text("\u{feff}\u{200b}".into()), true),
            (Raw::Text("0".into()), false),
            (Raw::Number(0.0), false),
            (Raw::YesNo(false), false),
            (Raw::Error(String::new()), false),
            (Raw::Uncalculated(String::new()), false),
        ] {
            assert_eq!(raw.is_blank(), blank, "{raw:?}");
        }
    }
}
