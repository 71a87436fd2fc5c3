//! A workbook template: what one workbook is, as data. The template drives the drop-down, the check, the message and
//! the help, so that the form can't promise what the check denies.
//!
//! Only [`crate::edges::templates`] makes a `Template` from a file, and only after every cross-reference was checked.

mod column;
mod column_type;
mod folded_titles;
mod rule;
mod sheet;

pub use column::Column;
pub use column_type::{Choice, Computed, Fill, FillValue, Kind, Merge, MovesWhen, Owner, Required, Visibility};
pub use folded_titles::{ColumnTitles, FoldedTitles, TitlesOnce};
pub use rule::{MessagePiece, Rule};
pub use sheet::{Approval, Sheet, SheetKind, Starter, StarterCell, role_help};

use crate::model::keys::SheetKey;
use crate::model::language::Translations;
use serde::{Deserialize, Serialize};
use sheet::titles;

/// The declarative definition of one workbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// The stable key, `raid`.
    pub key: String,
    /// What people call it, `RAID log`.
    pub title: String,
    /// Rises when the template changes in a way that a copy in the field would notice.
    pub version: u32,
    /// Whether recipients may see any of it.
    pub audience: Visibility,
    /// Whether it is sent only to those whose Receives names it, and not to everyone who receives all.
    pub on_request: bool,
    /// One or two sentences for the Read-me sheet: what this workbook is for.
    pub purpose: String,
    /// The sheets, in their order.
    pub sheets: Vec<Sheet>,
    /// Title and purpose in other languages.
    pub words: Translations,
}

impl Template {
    /// The sheet with this key.
    pub fn sheet<K: ?Sized>(&self, key: &K) -> Option<&Sheet>
    where
        SheetKey: PartialEq<K>,
    {
        self.sheets.iter().find(|s| s.key == *key)
    }

    /// Its title in every language, the English one first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        titles(&self.title, &self.words)
    }
}

/// Titles that no template sheet may have: sheets of the program's own.
pub const RESERVED_TITLES: [&str; 7] =
    ["Read me", "What we found", "Summary", "Discrepancies", "Decisions", "Changes", "Sources"];

/// Key of the sheet on which recipients are asked what is open.
pub const ANSWERS_SHEET: &str = "please_answer";

/// The title of the hidden, last column that carries the row key.
pub const ROW_KEY_TITLE: &str = "Row key";

#[cfg(test)]
mod tests;
