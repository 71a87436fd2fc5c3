//! A line of the log of every change, as `history/changes.csv` holds it.

use crate::model::change_reason::ChangeReason;

/// A change as logged: text as it was typed, in the order of the file's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedChange {
    /// The key of the run that made it.
    pub run: String,
    /// The date of the run.
    pub date: String,
    /// Key of the workbook.
    pub workbook: String,
    /// Title of the sheet.
    pub sheet: String,
    /// ID of the record.
    pub record: String,
    /// Key of the field; empty for a whole record.
    pub field: String,
    /// The value before.
    pub from: String,
    /// The value since.
    pub to: String,
    /// Why.
    pub reason: ChangeReason,
    /// Who made it.
    pub by: String,
    /// The file it was typed in.
    pub file: String,
    /// The sheet it was typed on.
    pub source_sheet: String,
    /// The cell it was typed in.
    pub cell: String,
}
