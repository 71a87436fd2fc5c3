//! Which row of a sheet, or of a part of it, is the header of a table.

use super::evidence::{TitleWords, header_score, is_ruling};
use crate::model::grid::{Grid, GridRow, Raw};
use crate::model::place::At;
use crate::model::text::fold_title;

/// A row with at least this score is a header.
pub(super) const HEADER_SCORE: f64 = 1.0;
/// How many filled rows, counted from where a table may begin, are tried as its header.
const TRIED_ROWS: usize = 6;

/// The rows that hold anything but drawn lines.
pub(super) fn filled_rows(grid: &Grid) -> Vec<&GridRow> {
    grid.rows.iter().filter(|r| r.cells.iter().any(|(_, c)| !c.raw.is_blank() && !is_ruling(c))).collect()
}

/// The first header from a row on; of several candidates close together, the best.
pub(super) fn header_from(grid: &Grid, rows: &[&GridRow], from: usize, words: &TitleWords<'_>) -> Option<usize> {
    let first = (from..rows.len()).find(|n| header_score(grid, rows, *n, words) >= HEADER_SCORE)?;
    let mut best = (first, header_score(grid, rows, first, words));
    for n in first + 1..(first + TRIED_ROWS).min(rows.len()) {
        // A header stands under its group titles without a gap.
        let near = row_number(rows, n).is_some_and(|b| row_number(rows, n - 1).is_some_and(|a| b <= a + 1));
        if !near {
            break;
        }
        let next = header_score(grid, rows, n, words);
        if next > best.1 + 0.25 {
            best = (n, next);
        }
    }
    // A candidate right before a gap, with a better one past it, is the last line of something else, such as a scale.
    while let Some(n) = row_past_gap(rows, best.0) {
        let next = header_score(grid, rows, n, words);
        if next <= best.1 {
            break;
        }
        best = (n, next);
    }
    Some(if is_upper_half(grid, rows, best.0) { best.0 + 1 } else { best.0 })
}

/// The number of the n-th of some rows.
pub(super) fn row_number(rows: &[&GridRow], n: usize) -> Option<u32> {
    rows.get(n).map(|r| r.number)
}

/// The texts of a row as titles are compared, with their columns.
pub(super) fn folded_titles(row: &GridRow) -> Vec<(u16, String)> {
    let texts = row.cells.iter().filter_map(|(at, c)| match &c.raw {
        Raw::Text(t) if !t.trim().is_empty() => Some((*at, fold_title(t))),
        _ => None,
    });
    texts.collect()
}

/// The next row, where there is a gap before it.
fn row_past_gap(rows: &[&GridRow], n: usize) -> Option<usize> {
    let (here, next) = (row_number(rows, n)?, row_number(rows, n + 1)?);
    (next > here + 1).then_some(n + 1)
}

/// Whether a row is the upper of two header rows: some of its titles are merged down into the next, which has titles of its
/// own.
fn is_upper_half(grid: &Grid, rows: &[&GridRow], n: usize) -> bool {
    let (Some(row), Some(next)) = (rows.get(n), rows.get(n + 1)) else { return false };
    let down = |(a, b): &&(At, At)| a.row == row.number && b.row == row.number + 1 && a.column == b.column;
    let across = |(a, b): &&(At, At)| a.row == row.number && b.row == row.number && b.column > a.column;
    let both = grid.merged.iter().any(|m| down(&m)) && grid.merged.iter().any(|m| across(&m));
    both && next.number == row.number + 1 && folded_titles(next).len() >= 2
}
