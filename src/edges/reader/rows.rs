//! Gathers cells into the rows of a grid, in whatever order a file gives them.

use super::budget::Budget;
use crate::edges::unreadable::Unreadable;
use crate::model::grid::{GridRow, Raw, RawCell};
use crate::model::place::{At, LAST_COLUMN, LAST_ROW};

/// The rows of a sheet while it is read.
#[derive(Default)]
pub(super) struct RowBuilder {
    rows: Vec<GridRow>,
    ordered: bool,
    beyond: u64,
}

impl RowBuilder {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self { rows: Vec::new(), ordered: true, beyond: 0 }
    }

    /// Adds a cell. One with nothing on it is left out; one beyond the sheet is only counted.
    pub(super) fn push(
        &mut self,
        row: u32,
        column: u32,
        cell: RawCell,
        budget: &mut Budget<'_>,
    ) -> Result<(), Unreadable> {
        if cell.raw == Raw::Empty && !cell.formula && cell.fill.is_none() {
            return Ok(());
        }
        let (true, Ok(column)) = (row <= LAST_ROW && column <= u32::from(LAST_COLUMN), u16::try_from(column)) else {
            self.beyond += 1;
            return Ok(());
        };
        budget.take(1)?;
        budget.take_text(&cell.raw)?;
        budget.check_length(&cell.raw, At::new(row, column))?;
        self.put(row, column, cell);
        Ok(())
    }

    fn put(&mut self, number: u32, column: u16, cell: RawCell) {
        let width = match self.rows.last_mut() {
            Some(last) if last.number == number => {
                self.ordered &= last.cells.last().is_none_or(|(c, _)| *c < column);
                return last.cells.push((column, cell));
            }
            Some(last) => {
                self.ordered &= last.number < number;
                last.cells.len().min(64)
            }
            None => 4,
        };
        let mut cells = Vec::with_capacity(width);
        cells.push((column, cell));
        self.rows.push(GridRow { number, cells });
    }

    /// The rows in ascending order, and how many cells lay beyond the sheet. Of several cells at one place the last
    /// counts.
    pub(super) fn finish(self) -> (Vec<GridRow>, u64) {
        if self.ordered {
            return (self.rows, self.beyond);
        }
        let flat = self.rows.into_iter().flat_map(|r| r.cells.into_iter().map(move |(c, cell)| (r.number, c, cell)));
        let mut flat: Vec<(u32, u16, RawCell)> = flat.collect();
        flat.sort_by_key(|(row, column, _)| (*row, *column));
        let mut sorted = Self::new();
        for (row, column, cell) in flat {
            match sorted.rows.last_mut().filter(|r| r.number == row).and_then(|r| r.cells.last_mut()) {
                Some(same) if same.0 == column => same.1 = cell,
                _ => sorted.put(row, column, cell),
            }
        }
        (sorted.rows, self.beyond)
    }

    /// Goes on from rows that are finished, in ascending order.
    pub(super) fn from_rows(rows: Vec<GridRow>) -> Self {
        Self { rows, ordered: true, beyond: 0 }
    }
}

/// What is said of cells that lie beyond the sheet, where there are any.
pub(super) fn note_on_cells_beyond(n: u64) -> Option<String> {
    (n > 0).then(|| format!("{n} cells lie beyond the last cell that a sheet can have, XFD1048576, and were not read."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::engagement::Limits;

    #[test]
    fn cells_in_any_order_come_out_ascending_and_the_last_of_two_counts() {
        let (limits, mut rows) = (Limits::default(), RowBuilder::new());
        let mut budget = Budget::new(&limits);
        for (row, column, n) in [(3, 1, 1.0), (0, 2, 2.0), (3, 0, 3.0), (3, 1, 4.0), (2_000_000, 0, 5.0)] {
            let cell = RawCell { raw: Raw::Number(n), ..RawCell::default() };
            rows.push(row, column, cell, &mut budget).unwrap();
        }
        let (rows, beyond) = rows.finish();
        let found: Vec<(u32, u16, String)> =
            rows.iter().flat_map(|r| r.cells.iter().map(|(c, x)| (r.number, *c, x.raw.to_string()))).collect();
        assert_eq!(found, [(0, 2, "2".into()), (3, 0, "3".into()), (3, 1, "4".into())]);
        assert_eq!(beyond, 1);
    }
}
