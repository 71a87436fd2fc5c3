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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_blocks_are_read_as_parts_name_them() {
        for (text, block) in [
            ("B5", Some("B5")),
            ("$B$5", Some("B5")),
            ("A1:C7", Some("A1:C7")),
            ("$A$1:$C$7", Some("A1:C7")),
            ("xfd1048576", Some("XFD1048576")),
            ("A:C", None),
            ("1:3", None),
            ("A0", None),
            ("A+1", None),
            ("ABCD1", None),
            ("name", None),
            ("", None),
        ] {
            assert_eq!(CellRange::parse(text).map(CellRange::write).as_deref(), block, "{text}");
        }
        assert_eq!(absolute_name(At::new(4, 27)), "$AB$5");
    }

    #[test]
    fn a_block_holds_its_edges_and_meets_what_shares_a_cell() {
        let block = CellRange::parse("B2:D4").unwrap();
        for (cell_name, inside) in
            [("B2", true), ("D4", true), ("C3", true), ("A2", false), ("E4", false), ("B1", false), ("D5", false)]
        {
            assert_eq!(block.contains(CellRange::parse(cell_name).unwrap().first), inside, "{cell_name}");
        }
        for (rows, columns, meets) in [
            ((3, 9), (3, 9), true),
            ((0, 1), (0, 1), true),
            ((4, 9), (1, 3), false),
            ((0, 0), (1, 3), false),
            ((1, 3), (4, 9), false),
            ((1, 3), (0, 0), false),
        ] {
            assert_eq!(block.overlaps(rows, columns), meets, "{rows:?} {columns:?}");
        }
    }

    #[test]
    fn a_range_that_holds_the_last_row_grows_with_what_is_put_below() {
        let patch = SheetPatch { last: 9, below: 3, columns: (0, 2), ..SheetPatch::default() };
        for (before, after) in [
            ("A5:C10", "A5:C13"),
            ("B10", "B10:B13"),
            ("A5:C9", "A5:C9"),
            ("E5:F10", "E5:F10"),
            ("A5:C100", "A5:C100"),
            ("A5:A10 C5:C10 E10", "A5:A13 C5:C13 E10"),
            ("A:A", "A:A"),
        ] {
            assert_eq!(grown_ranges(before, &patch), after, "{before}");
        }
        let none = SheetPatch { below: 0, ..patch };
        assert_eq!(grown_ranges("$A$5:$C$10", &none), "$A$5:$C$10", "as it stood");
    }
}
