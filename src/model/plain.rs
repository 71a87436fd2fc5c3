//! A sheet without a template: titles and rows, as any spreadsheet or CSV has them.

use crate::model::grid::Raw;
use crate::model::link_address::shows_its_address;
use crate::model::place::{At, Place};
use crate::model::text_signs::TextSigns;
use crate::model::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// The cells above, beside and below the table.
    pub around: BTreeMap<At, PlainCell>,
    /// The cells of those titles that lead anywhere, by the column that they stand in.
    pub linked_titles: BTreeMap<u16, PlainCell>,
    /// Ranges of merged cells below the titles, first and last cell.
    pub merged: Vec<(At, At)>,
    /// Whether any of its cells leads to an address.
    pub has_links: bool,
    /// Whether files of its kind have no addresses, or none that can be read: then a cell without one says nothing.
    pub without_links: bool,
    /// Whether it comes from a CSV, where the result of a formula looks like something typed.
    pub text: bool,
    /// Where only some rows of the sheet are here: the columns that hold something else in each row of the whole sheet.
    pub distinct: Option<BTreeSet<usize>>,
    /// How many rows of the sheet are not here, because they are alike in all files.
    pub left_out: usize,
    /// What the text of a CSV says about whether it is whole.
    pub signs: TextSigns,
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
    /// Its cells, in the order of the columns. Rows that are written alike in several files share them.
    pub cells: Arc<[PlainCell]>,
}

/// A cell: its value, and how the file holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainCell {
    /// Its value; equal values are the same, however they are written.
    pub value: Value,
    /// As it stands in the file.
    pub raw: Raw,
    /// Whether a formula gave it.
    pub formula: bool,
    /// Where it leads, if it has a hyperlink.
    pub link: Option<Box<PlainLink>>,
}

/// The hyperlink of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainLink {
    /// Where it leads; to a place in the workbook itself with a `#` before it.
    pub address: String,
    /// Whether the text of the cell is the address, so that it says nothing more.
    pub is_shown: bool,
}

/// An empty cell, for columns that a row doesn't have.
pub static NOTHING: PlainCell = PlainCell { value: Value::Empty, raw: Raw::Empty, formula: false, link: None };

/// Where the rows and columns of a merged sheet come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MasterPositions {
    /// For each row the master's, if it is one.
    pub rows: Vec<Option<usize>>,
    /// For each column the master's, if it is one.
    pub columns: Vec<Option<usize>>,
    /// The cells around the table that are not the master's, by their position in its file.
    pub around: BTreeMap<At, PlainCell>,
}

/// What has to be written into a sheet of the master, so that it holds what was merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetPatch {
    /// The sheet's title.
    pub title: String,
    /// Column titles that changed.
    pub titles: BTreeMap<At, Retitled>,
    /// Cells below the titles that changed, those of added rows among them, by their new position.
    pub cells: BTreeMap<At, NewCell>,
    /// Where the cells that changed lead, and those that lead elsewhere than they did.
    pub links: BTreeMap<At, Option<String>>,
    /// Rows that are removed, counted from 0 as they were.
    pub removed: BTreeSet<u32>,
    /// How many rows are put in behind a row, counted from 0 as it was.
    pub put_in: BTreeMap<u32, u32>,
    /// The row of the titles, counted from 0.
    pub header: u32,
    /// The last row of the data as it now is, but for those put below it; that of the titles where there is none.
    pub last: u32,
    /// Rows of the master on which another record now stands than the one that was removed there.
    pub reused: BTreeSet<u32>,
    /// Columns of the master in which another column now stands than the one that was removed there.
    pub reused_columns: BTreeSet<u16>,
    /// The rows that are new, as they now are.
    pub new_rows: BTreeSet<u32>,
    /// How many rows are put below it.
    pub below: u32,
    /// The first column of the table, and the last.
    pub columns: (u16, u16),
}

/// A column title that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retitled {
    /// As it was.
    pub from: String,
    /// As it is.
    pub to: String,
}

/// A cell that changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCell {
    /// What it holds, in the form in which the master's cell held something.
    pub raw: Raw,
    /// Whether it was computed in its source as well; then a formula in the master stays.
    pub computed: bool,
}

impl SheetPatch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.titles.is_empty() && self.cells.is_empty() && self.links.is_empty() && self.below == 0 && !self.moves()
    }

    /// Whether rows of the master move.
    pub fn moves(&self) -> bool {
        !self.removed.is_empty() || !self.put_in.is_empty()
    }

    /// Where the rows of the master now are.
    pub fn row_moves(&self) -> RowMoves {
        let mut put_in: Vec<(u32, u32)> = self.put_in.iter().map(|(row, n)| (*row, *n)).collect();
        let mut all = 0_u32;
        for (_, n) in &mut put_in {
            all = all.saturating_add(*n);
            *n = all;
        }
        RowMoves { removed: self.removed.iter().copied().collect(), put_in }
    }
}

/// Where the rows of the master are under a patch, worked out once for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowMoves {
    /// The rows that are removed, ascending.
    removed: Vec<u32>,
    /// Rows behind which others are put in, ascending, each with how many are put in so far.
    put_in: Vec<(u32, u32)>,
}

impl RowMoves {
    /// Where a row now is; `None` where it was removed.
    pub fn to(&self, row: u32) -> Option<u32> {
        let gone = self.removed.partition_point(|removed| *removed < row);
        if self.removed.get(gone) == Some(&row) {
            return None;
        }
        let above = self.put_in.partition_point(|(behind, _)| *behind < row);
        let new = above.checked_sub(1).and_then(|at| self.put_in.get(at)).map_or(0, |(_, n)| *n);
        Some(row.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX)).saturating_add(new))
    }
}

impl PlainLink {
    /// The hyperlink of a cell that reads so.
    pub fn behind(text: &str, address: &str) -> Box<Self> {
        Box::new(Self { address: address.to_owned(), is_shown: shows_its_address(text, address) })
    }
}

impl PlainCell {
    /// Where it leads, whether its text shows that or not.
    pub fn address(&self) -> Option<&str> {
        self.link.as_ref().map(|link| link.address.as_str())
    }

    /// Where it leads, unless its text shows that.
    pub fn hidden_address(&self) -> Option<&str> {
        self.link.as_ref().filter(|link| !link.is_shown).map(|link| link.address.as_str())
    }

    /// The same cell, leading elsewhere.
    pub fn leading_to(self, address: Option<&str>) -> Self {
        let link = address.map(|address| PlainLink::behind(&self.raw.as_read(), address));
        Self { link, ..self }
    }
}

impl PlainRow {
    /// Whether two rows have the very same cells. Others may hold the same all the same.
    pub fn shares_cells_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cells, &other.cells)
    }
}

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

    /// The cell of a column's title, if it leads anywhere; else an empty one.
    pub fn title_cell(&self, column: usize) -> &PlainCell {
        self.columns.get(column).and_then(|c| self.linked_titles.get(&c.at)).unwrap_or(&NOTHING)
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_moves_up_by_what_went_above_and_down_by_what_came_in_above() {
        let patch = SheetPatch {
            removed: BTreeSet::from([3, 5]),
            put_in: BTreeMap::from([(4, 2), (7, 1)]),
            ..SheetPatch::default()
        };
        for (row, now) in
            [(0, Some(0)), (3, None), (4, Some(3)), (5, None), (6, Some(6)), (7, Some(7)), (8, Some(9)), (9, Some(10))]
        {
            assert_eq!(patch.row_moves().to(row), now, "row {row}");
        }
    }

    #[test]
    fn a_patch_that_writes_or_moves_anything_is_not_empty() {
        let cell = BTreeMap::from([(At::new(4, 0), NewCell::default())]);
        let title = BTreeMap::from([(At::new(3, 0), Retitled::default())]);
        for (patch, empty) in [
            (SheetPatch::default(), true),
            (SheetPatch { header: 3, last: 9, ..SheetPatch::default() }, true),
            (SheetPatch { cells: cell, ..SheetPatch::default() }, false),
            (SheetPatch { titles: title, ..SheetPatch::default() }, false),
            (SheetPatch { links: [(At::new(4, 0), None)].into(), ..SheetPatch::default() }, false),
            (SheetPatch { below: 1, ..SheetPatch::default() }, false),
            (SheetPatch { removed: BTreeSet::from([4]), ..SheetPatch::default() }, false),
            (SheetPatch { put_in: BTreeMap::from([(4, 1)]), ..SheetPatch::default() }, false),
        ] {
            assert_eq!(patch.is_empty(), empty, "{patch:?}");
        }
    }

    #[test]
    fn a_row_that_lacks_a_column_has_an_empty_cell_there() {
        let cell = |text: &str| PlainCell { value: Value::text(text), ..PlainCell::default() };
        let column = |name: &str, at| PlainColumn { name: name.into(), title: name.into(), at };
        let sheet = PlainSheet {
            file: "a.csv".into(),
            title: "Data".into(),
            header: 1,
            columns: vec![column("ID", 2), column("Name", 4)],
            rows: vec![
                PlainRow { number: 7, cells: vec![cell("")].into() },
                PlainRow { number: 9, cells: vec![cell(""), cell("x")].into() },
            ],
            ..PlainSheet::default()
        };
        assert_eq!((sheet.cell(0, 1), sheet.cell(5, 0)), (&NOTHING, &NOTHING));
        assert_eq!(sheet.row_place(1).cell.as_deref(), Some("E10"), "where something stands");
        assert_eq!(sheet.row_place(0).cell.as_deref(), Some("C8"), "an empty row at its first column");
        assert_eq!(sheet.title_place(1).cell.as_deref(), Some("E2"));
    }
}
