//! Tables that stand side by side, with empty columns between them.

use super::evidence::{TitleWords, header_score, is_ruling};
use super::header::{HEADER_SCORE, filled_rows, folded_titles, header_from};
use crate::model::grid::{Grid, GridRow};
use std::collections::BTreeSet;

/// The parts of a sheet, by first and last column, in which no tables stand side by side.
pub(super) fn column_spans(grid: &Grid, words: &TitleWords<'_>) -> Vec<(u16, u16)> {
    let parts = used_columns(grid);
    let mut out: Vec<(u16, u16)> = Vec::new();
    for part in parts {
        match out.last_mut() {
            Some(last) if !are_apart(grid, *last, part, words) => last.1 = part.1,
            _ => out.push(part),
        }
    }
    out
}

/// The cells of a sheet between two columns.
pub(super) fn cut_columns(grid: &Grid, span: (u16, u16)) -> Grid {
    let inside = |at: u16| (span.0..=span.1).contains(&at);
    let rows = grid.rows.iter().filter_map(|r| {
        let cells: Vec<_> = r.cells.iter().filter(|(at, _)| inside(*at)).cloned().collect();
        (!cells.is_empty()).then_some(GridRow { number: r.number, cells })
    });
    let merged = grid.merged.iter().filter(|(a, _)| inside(a.column)).copied();
    Grid { title: grid.title.clone(), rows: rows.collect(), merged: merged.collect(), ..Grid::default() }
}

/// Runs of columns that hold anything, without regard to rows with a single cell.
fn used_columns(grid: &Grid) -> Vec<(u16, u16)> {
    let mut used: BTreeSet<u16> = BTreeSet::new();
    let mut lone: BTreeSet<u16> = BTreeSet::new();
    for row in &grid.rows {
        let columns: Vec<u16> =
            row.cells.iter().filter(|(_, c)| !c.raw.is_blank() && !is_ruling(c)).map(|(at, _)| *at).collect();
        if columns.len() > 1 { used.extend(columns) } else { lone.extend(columns) }
    }
    if used.is_empty() {
        used = lone;
    }
    let mut out: Vec<(u16, u16)> = Vec::new();
    for at in used {
        match out.last_mut() {
            Some(last) if last.1 + 1 == at => last.1 = at,
            _ => out.push((at, at)),
        }
    }
    out
}

/// Whether two parts hold a table each: their headers are in different rows, or have the same titles, or their rows differ.
fn are_apart(grid: &Grid, left: (u16, u16), right: (u16, u16), words: &TitleWords<'_>) -> bool {
    let (a, b) = (cut_columns(grid, left), cut_columns(grid, right));
    let (rows_a, rows_b) = (filled_rows(&a), filled_rows(&b));
    let head = |grid: &Grid, rows: &[&GridRow]| {
        let n = header_from(grid, rows, 0, words)?;
        (header_score(grid, rows, n, words) >= HEADER_SCORE)
            .then(|| rows.get(n).map(|r| (r.number, folded_titles(r))))?
    };
    let (Some((row_a, titles_a)), Some((row_b, titles_b))) = (head(&a, &rows_a), head(&b, &rows_b)) else {
        return false;
    };
    let words_of = |t: &[(u16, String)]| -> BTreeSet<String> { t.iter().map(|(_, t)| t.clone()).collect() };
    let same = words_of(&titles_a).intersection(&words_of(&titles_b)).count();
    let below = |rows: &[&GridRow], head: u32| -> BTreeSet<u32> {
        rows.iter().map(|r| r.number).filter(|n| *n > head).collect()
    };
    let (under_a, under_b) = (below(&rows_a, row_a), below(&rows_b, row_b));
    let both = under_a.intersection(&under_b).count();
    let either = under_a.union(&under_b).count().max(1);
    let wide_gap = right.0 > left.1 + 2;
    row_a != row_b || same >= 2 || wide_gap || (either > 3 && both * 10 < either * 6)
}
