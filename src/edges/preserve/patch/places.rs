//! Cells and ranges as parts name them, and how a range grows with the rows that are put below its last.

use crate::model::place::{At, column_letters};
use crate::model::plain::SheetPatch;

/// A block of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: At,
    pub(super) last: At,
}

impl Block {
    /// `B5`, `A1:C7`, also with `$`; `None` for whole columns and rows.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (first, last) = text.trim().split_once(':').unwrap_or((text.trim(), text.trim()));
        Some(Self { first: At::parse(first)?, last: At::parse(last)? })
    }

    pub(super) fn write(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }

    pub(super) fn has(&self, at: At) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }

    /// Does it share a cell with these rows and columns?
    pub(super) fn meets(&self, rows: (u32, u32), columns: (u16, u16)) -> bool {
        self.first.row <= rows.1
            && self.last.row >= rows.0
            && self.first.column <= columns.1
            && self.last.column >= columns.0
    }

    /// The block with the rows that are put below, if it holds the last row of the data.
    pub(super) fn grown(self, patch: &SheetPatch) -> Self {
        if patch.below == 0 || !self.meets((patch.last, patch.last), patch.columns) {
            return self;
        }
        let last = self.last.row.max(patch.last.saturating_add(patch.below));
        Self { last: At::new(last, self.last.column), ..self }
    }
}

/// A list of ranges, each grown; as it stood where none is.
pub(super) fn grown(list: &str, patch: &SheetPatch) -> String {
    let one = |text: &str| match Block::read(text) {
        Some(block) if block.grown(patch) != block => block.grown(patch).write(),
        _ => text.to_owned(),
    };
    list.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// A block of the first to the last cell of a column, as names say it.
pub(super) fn fast(at: At) -> String {
    format!("${}${}", column_letters(at.column), at.row + 1)
}
