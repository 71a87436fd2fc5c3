//! The columns that rows take up. A row says it for a block of sixteen, which lets Excel open a sheet faster.

use super::page_cells::title_band;
use crate::model::page::Page;

const ROWS_OF_A_BLOCK: u32 = 16;

/// The first and the last column with a cell or a note, by block of rows.
pub(super) struct RowSpans(Vec<Option<(u16, u16)>>);

impl RowSpans {
    /// The spans of a page.
    pub(super) fn of(page: &Page) -> Self {
        let mut spans = Self(Vec::new());
        for (row, line) in (0..).zip(&page.lines) {
            for (column, _) in &line.cells {
                spans.add(row, *column);
            }
            for column in title_band(page, line) {
                spans.add(row, column);
            }
        }
        for block in page.merges.iter().filter(|m| m.first != m.last) {
            for row in block.first.row..=block.last.row {
                spans.add(row, block.first.column);
                spans.add(row, block.last.column);
            }
        }
        page.notes.iter().for_each(|note| spans.add(note.at.0, note.at.1));
        spans
    }

    /// The span of a row.
    pub(super) fn of_row(&self, row: u32) -> Option<(u16, u16)> {
        self.0.get(block_of(row)).copied().flatten()
    }

    fn add(&mut self, row: u32, column: u16) {
        let block = block_of(row);
        if self.0.len() <= block {
            self.0.resize(block + 1, None);
        }
        if let Some(span) = self.0.get_mut(block) {
            let (first, last) = span.unwrap_or((column, column));
            *span = Some((first.min(column), last.max(column)));
        }
    }
}

fn block_of(row: u32) -> usize {
    usize::try_from(row / ROWS_OF_A_BLOCK).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{CellBlock, PageCell, PageNote, PageRow};

    #[test]
    fn a_span_covers_sixteen_rows_with_their_notes_and_merged_cells() {
        let mut page = Page { lines: vec![PageRow::default(); 40], ..Page::default() };
        if let Some(line) = page.lines.get_mut(3) {
            line.cells = vec![(2, PageCell::default()), (5, PageCell::default())];
        }
        page.notes = vec![PageNote { at: (15, 7), author: String::new(), text: "a".into() }];
        page.merges = vec![CellBlock::new(31, 1, 32, 4)];
        let spans = RowSpans::of(&page);
        assert_eq!(spans.of_row(0), Some((2, 7)));
        assert_eq!(spans.of_row(15), Some((2, 7)));
        assert_eq!(spans.of_row(16), Some((1, 4)));
        assert_eq!(spans.of_row(39), Some((1, 4)));
        assert_eq!(spans.of_row(48), None);
    }
}
