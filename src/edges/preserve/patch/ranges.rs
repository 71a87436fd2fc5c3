//! Ranges of cells as parts name them, and how a range grows with the rows that are added below the data.

use crate::edges::ooxml::tokens::Tag;
use crate::model::place::{At, column_letters};
use crate::model::plain::SheetPatch;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellRange {
    pub(super) first: At,
    pub(super) last: At,
}

impl CellRange {
    /// `B5`, `A1:C7`, also with `$`; `None` for whole columns and rows.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.trim().split_once(':').unwrap_or((text.trim(), text.trim()));
        Some(Self { first: At::parse(first)?, last: At::parse(last)? })
    }

    /// Its name: `B5`, `A1:C7`.
    pub(super) fn write(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }

    /// Whether a cell is in it.
    pub(super) fn contains(&self, at: At) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }

    /// Whether it shares a cell with these rows and columns.
    pub(super) fn overlaps(&self, rows: (u32, u32), columns: (u16, u16)) -> bool {
        self.first.row <= rows.1
            && self.last.row >= rows.0
            && self.first.column <= columns.1
            && self.last.column >= columns.0
    }

    /// The range with the rows that a patch adds below the data, if it holds the last row of the data.
    pub(super) fn grown(self, patch: &SheetPatch) -> Self {
        if patch.below == 0 || !self.overlaps((patch.last, patch.last), patch.columns) {
            return self;
        }
        let last = self.last.row.max(patch.last.saturating_add(patch.below));
        Self { last: At::new(last, self.last.column), ..self }
    }
}

/// A list of ranges, each grown; unchanged where none grows.
pub(super) fn grown_ranges(list: &str, patch: &SheetPatch) -> String {
    let one = |text: &str| match CellRange::parse(text) {
        Some(range) if range.grown(patch) != range => range.grown(patch).write(),
        _ => text.to_owned(),
    };
    list.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// The absolute name of a cell, as defined names use it: `$B$5`.
pub(super) fn absolute_name(at: At) -> String {
    format!("${}${}", column_letters(at.column), at.row + 1)
}

/// Grows the ranges in an attribute.
pub(super) fn grow(tag: &mut Tag, name: &str, patch: &SheetPatch) {
    if let Some(list) = tag.get(name).map(|list| grown_ranges(list, patch)) {
        tag.set(name, Some(list));
    }
}
