//! What ingesting gives: tables, and everything in a workbook that is not a cell of a table.

use crate::model::finding::Finding;
use crate::model::keys::SheetKey;
use crate::model::place::{At, Place};
use crate::model::table::Table;

/// A workbook as it was understood.
#[derive(Clone, Debug, Default)]
pub struct IngestedWorkbook {
    /// The tables that were found.
    pub tables: Vec<Table>,
    /// Findings about sheets and columns.
    pub findings: Vec<Finding>,
    /// Cells that belong to no table.
    pub leftovers: Vec<Leftover>,
    /// Notes on cells.
    pub notes: Vec<FoundNote>,
    /// Formatting that carries meaning: cells and words struck through, colours, hidden rows and columns.
    pub marks: Vec<FoundMark>,
    /// Columns that no template knows, with their values.
    pub unknown: Vec<UnknownColumn>,
    /// The sheets that were looked for and not found.
    pub missing: Vec<MissingSheet>,
    /// The titles over the role columns of matrices.
    pub roles: Vec<RoleTitle>,
}

impl IngestedWorkbook {
    /// The title over a role column of a matrix, as it stands in the file.
    pub fn role_title(&self, sheet: &SheetKey, column: u16) -> Option<&str> {
        self.roles.iter().find(|r| r.sheet == *sheet && r.column == column).map(|r| r.title.as_str())
    }

    /// The table of a sheet.
    pub fn table<K: ?Sized>(&self, sheet: &K) -> Option<&Table>
    where
        SheetKey: PartialEq<K>,
    {
        self.tables.iter().find(|t| t.sheet.key == *sheet)
    }
}

/// A sheet that was looked for and not found.
#[derive(Clone, Debug)]
pub struct MissingSheet {
    /// Its key.
    pub sheet: SheetKey,
    /// What to report where the sheet was expected.
    pub finding: Finding,
}

/// The title over a role column of a matrix, as it stands in the file.
#[derive(Clone, Debug)]
pub struct RoleTitle {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// The column in the file, from 0.
    pub column: u16,
    /// The title.
    pub title: String,
}

/// The field of a table that a note stands on.
#[derive(Clone, Debug)]
pub struct NotedField {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// Row in the file, from 0.
    pub row: u32,
    /// Position of the column in the sheet.
    pub column: usize,
}

/// A note on a cell.
#[derive(Clone, Debug)]
pub struct FoundNote {
    /// Where.
    pub place: Place,
    /// The field it stands on, where that is one of a table.
    pub field: Option<NotedField>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
}

/// A column that no template knows.
#[derive(Clone, Debug)]
pub struct UnknownColumn {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// The column, from 0.
    pub column: u16,
    /// Its title.
    pub title: String,
    /// Row number in the file and text of each filled cell.
    pub values: Vec<(u32, String)>,
}

/// A mark on a table.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundMark {
    /// Where.
    pub place: Place,
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// The row in the file, from 0; the header's for a column.
    pub row: u32,
    /// Position of the column in the sheet, where it is one of the template's.
    pub column: Option<usize>,
    /// What the cell says, or the title of the column.
    pub text: String,
    /// What kind of mark it is.
    pub kind: MarkKind,
}

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// A cell is struck through, and its row is not.
    StruckCell,
    /// Some words of a cell are struck through: these.
    StruckWords(String),
    /// A cell is filled with a colour, `RRGGBB`, that is not the column's usual one.
    Fill(u32),
    /// The cell has a hyperlink to an address that its text does not show.
    Link(String),
    /// The row is hidden or filtered out.
    HiddenRow,
    /// The column is hidden.
    HiddenColumn,
    /// The cell was merged with others, down to this one.
    Merged(At),
}

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
