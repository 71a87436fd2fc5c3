//! What a data sheet shows, as its caller gives it.

use crate::model::engagement::Engagement;
use crate::model::keys::SheetKey;
use crate::model::language::Language;
use crate::model::page::CellMark;
use crate::model::state::OwnLink;
use crate::model::template::{Column, Sheet};
use crate::model::value::Value;

/// What a data sheet shows.
pub struct SheetContent<'a> {
    /// The sheet with the columns that are shown.
    pub sheet: &'a Sheet,
    /// What follows the title: the project's name.
    pub subtitle: &'a str,
    /// The records.
    pub rows: Vec<ContentRow>,
    /// Row keys of the prepared rows; an empty one for a row without.
    pub prepared: Vec<String>,
    /// Whether the reader may fill in a column.
    pub open: &'a dyn Fn(&Column) -> bool,
    /// Whether the reader is a recipient: only what they may fill in lights up, and of what is empty in a new row only what
    /// identifies it.
    pub for_recipient: bool,
    /// Names for drop-downs of persons.
    pub people: &'a [String],
    /// IDs for drop-downs of references, by sheet key.
    pub references: &'a dyn Fn(&SheetKey) -> Vec<String>,
    /// User-owned columns, with their texts in the order of `rows`.
    pub own: &'a [(String, Vec<Option<String>>)],
    /// Whether locked cells are protected.
    pub protect: bool,
    /// Who holds the roles across a matrix, by the ID of the role.
    pub holders: &'a [RoleHolders],
    /// The engagement, whose days and thresholds the rules compare with.
    pub engagement: &'a Engagement,
    /// The language that the sheet is translated to; prompts and messages are in it as well.
    pub language: &'a Language,
}

/// Who holds a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHolders {
    /// The ID of the role.
    pub role: String,
    /// Their names.
    pub names: String,
}

/// A record as it is shown.
#[derive(Clone, Debug, Default)]
pub struct ContentRow {
    /// Its row key; empty where it has none.
    pub row_key: String,
    /// Its values in the order of the columns.
    pub values: Vec<Value>,
    /// What happened to a cell, by column.
    pub marks: Vec<(usize, CellMark)>,
    /// Notes, by column: author and text.
    pub notes: Vec<(usize, String, String)>,
    /// Hyperlinks that people gave cells, by column: the text behind which they stand, and where they lead.
    pub links: Vec<(usize, OwnLink)>,
    /// Fills that people gave cells, by column.
    pub fills: Vec<(usize, u32)>,
}

/// A position as the number of a row.
pub(super) fn row_index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A position as the number of a column.
pub(super) fn column_index(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
