//! What a file takes until its last finding is told, by counting what it holds: the reader that runs apart is held to its
//! limits by the system, what follows is not.

use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use crate::model::table::{Row, Table};
use crate::model::text::{and_list, count};

/// What a file holds of the things that cost memory and time each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    cells: u64,
    notes: u64,
    new_rows: u64,
}

/// Which limit a file goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// `memory-megabytes`
    Memory,
    /// `seconds`
    Time,
}

/// Bytes that a cell takes, measured where each is told as one that belongs to no table.
const CELL: u64 = 560;

/// Bytes that a comment takes, with its finding in both reports.
const NOTE: u64 = 4_000;

/// Bytes that a row without an ID takes, with its discrepancy or record, and a finding for each column that it lacks: measured
/// where all rows have one title, of which most is told.
const NEW_ROW: u64 = 56_000;

/// Nanoseconds that a row without an ID takes.
const ROW_TIME: u64 = 200_000;

/// Nanoseconds that two such rows take until they are known not to resemble each other.
const PAIR_TIME: u64 = 4;

impl Footprint {
    /// Of a workbook as found.
    pub fn of_workbook(workbook: &Workbook) -> Self {
        let cells = workbook.sheets.iter().flat_map(|grid| &grid.rows).map(|row| row.cells.len() as u64).sum();
        let notes = workbook.sheets.iter().map(|grid| grid.notes.len() as u64).sum();
        Self { cells, notes, new_rows: 0 }
    }

    /// The same, now that these tables are known to be in it.
    #[must_use]
    pub fn with_rows_of<'t>(self, tables: impl Iterator<Item = &'t Table>) -> Self {
        let is_new = |table: &Table, row: &Row| row.id.is_none() && row.has_typed_values(&table.sheet);
        let rows = |table: &Table| table.rows.iter().filter(|row| is_new(table, row)).count() as u64;
        Self { new_rows: tables.map(rows).sum(), ..self }
    }

    /// The limit that it goes beyond, if any.
    pub fn exceeded(self, limits: &Limits) -> Option<Exceeded> {
        if self.bytes() > limits.memory_megabytes.saturating_mul(1 << 20) {
            return Some(Exceeded::Memory);
        }
        (self.nanoseconds() > limits.seconds.saturating_mul(1_000_000_000)).then_some(Exceeded::Time)
    }

    fn bytes(self) -> u64 {
        self.cells * CELL + self.notes * NOTE + self.new_rows * NEW_ROW
    }

    fn nanoseconds(self) -> u64 {
        self.new_rows * ROW_TIME + self.new_rows.saturating_mul(self.new_rows) / 2 * PAIR_TIME
    }

    /// `5 cells, 2 comments and 1 new row`
    pub fn in_words(self) -> String {
        let parts = [
            (self.cells, "cell", "cells"),
            (self.notes, "comment", "comments"),
            (self.new_rows, "new row", "new rows"),
        ];
        let held = parts.into_iter().filter(|(n, ..)| *n > 0);
        let words: Vec<String> =
            held.map(|(n, one, many)| count(usize::try_from(n).unwrap_or(usize::MAX), one, many)).collect();
        and_list(&words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_files_of_people_hold_is_within_the_limits_and_floods_are_not() {
        for (cells, notes, new_rows, exceeded) in [
            (0, 0, 0, None),
            (1_200_000, 2_000, 0, None),
            (80_000, 0, 17_000, None),
            (4_000_000, 0, 0, Some(Exceeded::Memory)),
            (0, 5_000_000, 0, Some(Exceeded::Memory)),
            (200_000, 0, 50_000, Some(Exceeded::Memory)),
        ] {
            let found = Footprint { cells, notes, new_rows };
            assert_eq!(found.exceeded(&Limits::default()), exceeded, "{}", found.in_words());
        }
    }

    #[test]
    fn where_memory_is_plenty_time_is_not() {
        let found = Footprint { new_rows: 200_000, ..Footprint::default() };
        let plenty = Limits { memory_megabytes: 100_000, ..Limits::default() };
        assert_eq!(found.exceeded(&plenty), Some(Exceeded::Time));
        assert_eq!(found.exceeded(&Limits { seconds: 600, ..plenty }), None);
    }

    #[test]
    fn only_what_is_there_is_told() {
        assert_eq!(Footprint { cells: 5, notes: 1, new_rows: 2 }.in_words(), "5 cells, 1 comment and 2 new rows");
        assert_eq!(Footprint { cells: 1, ..Footprint::default() }.in_words(), "1 cell");
    }
}
