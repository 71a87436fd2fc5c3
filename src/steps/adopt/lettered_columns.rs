//! Which columns of a sheet hold letters below a row. Each cell is read once, however many rows may be the header.

use crate::model::grid::{GridRow, RawCell};
use std::collections::BTreeMap;

/// The filled cells of each column, from top to bottom.
pub(super) struct LetteredColumns {
    columns: BTreeMap<u16, Vec<LetteredCell>>,
}

/// A filled cell.
struct LetteredCell {
    /// Which of the rows it is in, counted from 0.
    row: usize,
    /// How many of the filled cells up to it, and with it, hold letters.
    letters: usize,
}

impl LetteredColumns {
    /// Reads all cells; `reads` tells whether one holds letters.
    pub(super) fn of(rows: &[GridRow], reads: &impl Fn(&RawCell) -> bool) -> Self {
        let mut columns: BTreeMap<u16, Vec<LetteredCell>> = BTreeMap::new();
        for (row, line) in rows.iter().enumerate() {
            for (at, cell) in line.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                let filled = columns.entry(*at).or_default();
                let before = filled.last().map_or(0, |c| c.letters);
                filled.push(LetteredCell { row, letters: before + usize::from(reads(cell)) });
            }
        }
        LetteredColumns { columns }
    }

    /// Whether a column holds at least two letters below a row, and mostly letters.
    pub(super) fn holds_letters(&self, at: u16, header: usize) -> bool {
        let Some(filled) = self.columns.get(&at) else { return false };
        let above = filled.partition_point(|c| c.row <= header);
        let letters_above = above.checked_sub(1).and_then(|n| filled.get(n)).map_or(0, |c| c.letters);
        let letters = filled.last().map_or(0, |c| c.letters) - letters_above;
        letters >= 2 && letters * 10 >= (filled.len() - above) * 6
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::Raw;

    #[test]
    fn a_column_holds_letters_where_most_of_its_cells_below_the_header_are_letters() {
        let column = ["R", "Sponsor", "R", "", "A", "a remark", "C", "x", "y"];
        let row = |text: &&str| GridRow {
            cells: vec![(3, RawCell { raw: Raw::Text((*text).to_owned()), ..RawCell::default() })],
            ..GridRow::default()
        };
        let rows: Vec<GridRow> = column.iter().map(row).collect();
        let reads = |cell: &RawCell| matches!(&cell.raw, Raw::Text(text) if ["R", "A", "C"].contains(&text.as_str()));
        let lettered = |rows: &[GridRow], header| LetteredColumns::of(rows, &reads).holds_letters(3, header);
        // Without the two last cells: three of four below the title, two of three below the first letter.
        assert!(lettered(&rows[..7], 1));
        assert!(lettered(&rows[..7], 2));
        // One letter is not enough, nor is half of the cells.
        assert!(!lettered(&rows[..7], 4));
        assert!(!lettered(&rows, 1));
        assert!(!LetteredColumns::of(&rows, &reads).holds_letters(0, 1));
    }
}
