//! Gathers cells into rows, in order, and no more of them than the limit.

use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::{GridRow, Raw, RawCell};
use crate::model::place::At;

/// The last row and column of a sheet, counted from 0.
pub(super) const LAST_ROW: u32 = 1_048_575;
/// The last column of a sheet, counted from 0.
pub(super) const LAST_COLUMN: u32 = 16_383;

/// How many cells the file may still hold.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    left: u64,
    text_left: u64,
    sheet: String,
}

impl<'a> Budget<'a> {
    /// A file's budget.
    pub(super) fn new(limits: &'a Limits) -> Self {
        let text_left = limits.unpacked_megabytes.saturating_mul(1 << 20);
        Self { limits, left: limits.cells, text_left, sheet: String::new() }
    }

    /// The sheet that is read now.
    pub(super) fn begin(&mut self, sheet: &str) {
        sheet.clone_into(&mut self.sheet);
    }

    /// Is the text of a cell no longer than one may be?
    fn check_length(&self, raw: &Raw, at: At) -> Result<(), Unreadable> {
        let (Raw::Text(text) | Raw::Error(text) | Raw::Uncalculated(text)) = raw else { return Ok(()) };
        let most = self.limits.cell_characters;
        // A character is a byte at least, so most texts need no counting.
        if text.len() as u64 <= most {
            return Ok(());
        }
        let characters = text.chars().count();
        if characters as u64 <= most {
            return Ok(());
        }
        Err(Unreadable::cell_text(&format!("The cell {at} of the sheet {}", self.sheet), characters, self.limits))
    }

    /// Takes `n` cells from it.
    pub(super) fn take(&mut self, n: u64) -> Result<(), Unreadable> {
        self.left = self.left.checked_sub(n).ok_or_else(|| Unreadable::cells(self.limits))?;
        Ok(())
    }

    /// Takes a cell's text from it: one long text that thousands of cells share is stored once in the file, and once
    /// for each cell here.
    pub(super) fn take_text(&mut self, raw: &Raw) -> Result<(), Unreadable> {
        self.check_text(raw, 1)?;
        self.text_left = self.text_left.saturating_sub(text_size(raw));
        Ok(())
    }

    /// Would the text of `n` such cells still fit?
    pub(super) fn check_text(&self, raw: &Raw, n: u64) -> Result<(), Unreadable> {
        let size = text_size(raw).saturating_mul(n);
        if size > self.text_left { Err(Unreadable::texts(self.limits)) } else { Ok(()) }
    }

    /// Would `n` cells still fit?
    pub(super) fn check(&self, n: u64) -> Result<(), Unreadable> {
        if n > self.left { Err(Unreadable::cells(self.limits)) } else { Ok(()) }
    }
}

fn text_size(raw: &Raw) -> u64 {
    match raw {
        Raw::Text(t) | Raw::Error(t) | Raw::Uncalculated(t) => t.len() as u64,
        _ => 0,
    }
}

/// Rows in the making.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<GridRow>,
    ordered: bool,
    beyond: u64,
}

impl Rows {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self { rows: Vec::new(), ordered: true, beyond: 0 }
    }

    /// Adds a cell, unless nothing is on it or it lies beyond the sheet.
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
        let (true, Ok(column)) = (row <= LAST_ROW && column <= LAST_COLUMN, u16::try_from(column)) else {
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

    /// The rows in ascending order, the last of cells at one place counting, and how many cells lay beyond the sheet.
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

    /// Rows that are there already, to which more are to be added.
    pub(super) fn of(rows: Vec<GridRow>) -> Self {
        Self { rows, ordered: true, beyond: 0 }
    }
}

/// What to say of cells beyond the sheet.
pub(super) fn beyond_words(n: u64) -> Option<String> {
    (n > 0).then(|| format!("{n} cells lie beyond the last cell that a sheet can have, XFD1048576, and were not read."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_in_any_order_come_out_ascending_and_the_last_of_two_counts() {
        let (limits, mut rows) = (Limits::default(), Rows::new());
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
