//! Rows of a sheet that is known already, found again in another file, so that a row which is written alike in several
//! files is held once and need not be compared cell by cell.

use crate::model::grid::{GridRow, Raw};
use crate::model::plain::{NOTHING, PlainCell, PlainColumn, PlainRow, PlainSheet};
use std::sync::Arc;

/// How many rows may be missing at one place before the rows behind them are only found by their numbers.
const MOST_MISSING: usize = 8;

/// The rows of a sheet, looked for in their order.
pub(super) struct KnownRows<'a> {
    rows: &'a [PlainRow],
    columns: &'a [PlainColumn],
    next: usize,
}

impl<'a> KnownRows<'a> {
    /// The rows of a sheet, if it has these columns.
    pub(super) fn of(sheet: Option<&'a PlainSheet>, columns: &'a [PlainColumn]) -> Self {
        let sheet = sheet.filter(|s| s.columns == columns);
        Self { rows: sheet.map_or(&[], |s| s.rows.as_slice()), columns, next: 0 }
    }

    /// The cells of a known row that is written as this one, which has no hyperlink: one of the next, or the one of this number.
    pub(super) fn cells_like(&mut self, row: &GridRow) -> Option<Arc<[PlainCell]>> {
        let same_number = self.rows.binary_search_by_key(&row.number, |r| r.number).ok();
        let mut near = (self.next..self.rows.len()).take(MOST_MISSING).chain(same_number);
        let at = near.find(|at| self.rows.get(*at).is_some_and(|known| self.is_alike(row, known)))?;
        self.next = at + 1;
        Some(self.rows.get(at)?.cells.clone())
    }

    fn is_alike(&self, row: &GridRow, known: &PlainRow) -> bool {
        let mut cells = row.cells.iter().peekable();
        let alike = self.columns.iter().enumerate().all(|(n, column)| {
            while cells.next_if(|(at, _)| *at < column.at).is_some() {}
            let cell = cells.next_if(|(at, _)| *at == column.at).map(|(_, cell)| (&cell.raw, cell.formula));
            let (raw, formula) = cell.unwrap_or((&NOTHING.raw, NOTHING.formula));
            let alike = |known: &PlainCell| known.formula == formula && is_written_alike(raw, &known.raw);
            known.cells.get(n).is_some_and(|known| known.link.is_none() && alike(known))
        });
        alike && known.cells.len() == self.columns.len()
    }
}

/// Whether two cells show and hold the same to the last bit.
fn is_written_alike(one: &Raw, other: &Raw) -> bool {
    match (one, other) {
        (Raw::Number(a), Raw::Number(b)) => a.to_bits() == b.to_bits(),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::plain_sheet_like;
    use super::*;
    use crate::model::grid::{Grid, RawCell};

    fn grid(rows: &[(u32, &[Raw])]) -> Grid {
        let row = |(number, cells): &(u32, &[Raw])| {
            let cells = (0_u16..).zip(*cells).filter(|(_, raw)| **raw != Raw::Empty);
            let cell = |raw: &Raw| RawCell { raw: raw.clone(), ..RawCell::default() };
            GridRow { number: *number, cells: cells.map(|(at, raw)| (at, cell(raw))).collect() }
        };
        Grid { title: "Risks".into(), rows: rows.iter().map(row).collect(), ..Grid::default() }
    }

    fn text(text: &str) -> Raw {
        Raw::Text(text.into())
    }

    /// Which rows of the second sheet share their cells with a row of the first, and with which.
    fn shared(one: &Grid, two: &Grid) -> Vec<Option<usize>> {
        let base = plain_sheet_like(one.clone(), "a.xlsx", false, None, &[]);
        let like = plain_sheet_like(two.clone(), "b.xlsx", false, Some(&base), &[]);
        let alone = plain_sheet_like(two.clone(), "b.xlsx", false, None, &[]);
        assert_eq!(like, alone, "sharing changes nothing that is held");
        let of = |row: &PlainRow| base.rows.iter().position(|known| known.shares_cells_with(row));
        like.rows.iter().map(of).collect()
    }

    #[test]
    fn rows_are_found_again_behind_new_missing_and_changed_ones() {
        let titles = [text("ID"), text("Risk")];
        let rows: Vec<[Raw; 2]> = ["a", "b", "c", "d", "e"].map(|t| [text(t), Raw::Number(1.0)]).into();
        let base = grid(&[(0, &titles), (1, &rows[0]), (2, &rows[1]), (3, &rows[2]), (4, &rows[3]), (5, &rows[4])]);
        let new = [text("x"), Raw::Empty];
        let changed = [text("d"), Raw::Number(2.0)];
        let other =
            grid(&[(0, &titles), (1, &new), (2, &rows[0]), (3, &rows[2]), (4, &changed), (5, &rows[4]), (6, &rows[1])]);
        assert_eq!(shared(&base, &other), [None, Some(0), Some(2), None, Some(4), None]);
        assert_eq!(shared(&base, &base), [0, 1, 2, 3, 4].map(Some));
    }

    #[test]
    fn what_is_written_in_another_way_is_not_shared() {
        let titles = [text("ID"), text("Risk")];
        let base = grid(&[(0, &titles), (1, &[text("a"), Raw::Number(0.0)])]);
        for other in [Raw::Number(-0.0), text("0"), Raw::Empty] {
            assert_eq!(shared(&base, &grid(&[(0, &titles), (1, &[text("a"), other])])), [None]);
        }
        let formula = {
            let mut grid = base.clone();
            grid.rows[1].cells[1].1.formula = true;
            grid
        };
        assert_eq!(shared(&base, &formula), [None]);
        let retitled = grid(&[(0, &[text("ID"), text("Other")]), (1, &[text("a"), Raw::Number(0.0)])]);
        assert_eq!(shared(&base, &retitled), [None]);
    }
}
