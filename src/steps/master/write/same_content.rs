//! Whether a file already holds what would be written; then it is left untouched.

use crate::model::grid::{Grid, Raw, RawCell, Workbook};
use crate::model::page::{Content, OutputWorkbook, Page, PageCell};
use crate::model::text::normalise_line_ends;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;

/// Whether a workbook holds the pages, cell by cell. Formats do not count, nor do formulas and their results.
pub fn same_content(book: &OutputWorkbook, workbook: &Workbook) -> bool {
    // Readers of cells do not see a sheet that is a chart.
    let is_chart = |page: &&Page| page.carried && !workbook.sheets.iter().any(|g| g.title == page.title);
    let pages: Vec<&Page> = book.pages.iter().filter(|p| !is_chart(p)).collect();
    if pages.len() != workbook.sheets.len() {
        return false;
    }
    pages.into_iter().zip(&workbook.sheets).all(|(page, grid)| {
        if page.title != grid.title {
            return false;
        }
        // A page that is carried over as it is can't differ.
        if page.carried {
            return true;
        }
        let notes_same = page
            .notes
            .iter()
            .all(|n| grid.notes.iter().any(|g| (g.at.row, g.at.column) == n.at && g.text.contains(n.text.trim())));
        notes_same && page.notes.len() == grid.notes.len() && same_cells(page, grid)
    })
}

/// Whether a sheet holds the cells of a page, and beside them nothing but blanks and formulas.
fn same_cells(page: &Page, grid: &Grid) -> bool {
    let says_nothing = |cell: &RawCell| cell.raw.is_blank() || cell.formula;
    let (mut rows, mut seen) = (grid.rows.iter().peekable(), Vec::new());
    for (number, line) in (0u32..).zip(&page.lines) {
        let cells = rows.next_if(|row| row.number == number).map_or(&[][..], |row| row.cells.as_slice());
        seen.clear();
        seen.resize(cells.len(), false);
        for (column, cell) in &line.cells {
            let at = cells.binary_search_by_key(column, |(c, _)| *c).ok();
            let mark = at.and_then(|at| seen.get_mut(at));
            let is_first = mark.is_some_and(|mark| !std::mem::replace(mark, true));
            let found = at.filter(|_| is_first).and_then(|at| cells.get(at));
            if !is_same(cell, found.map(|(_, cell)| cell)) {
                return false;
            }
        }
        if !cells.iter().zip(&seen).all(|((_, cell), seen)| *seen || says_nothing(cell)) {
            return false;
        }
    }
    rows.all(|row| row.cells.iter().all(|(_, cell)| says_nothing(cell)))
}

fn is_same(cell: &PageCell, found: Option<&RawCell>) -> bool {
    let raw = found.map_or(&Raw::Empty, |c| &c.raw);
    match &cell.content {
        Content::Blank => raw.is_blank(),
        Content::Formula { .. } => true,
        Content::Found(found) => raw == found,
        Content::Text(t) | Content::Link { text: t, .. } => {
            let written = if t.contains('\r') { Cow::Owned(normalise_line_ends(t)) } else { Cow::Borrowed(t.as_str()) };
            raw.as_read().trim() == written.trim()
        }
        Content::Number(n) => number(raw, n.to_f64()),
        Content::Percent(n) => number(raw, n.to_f64().map(|n| n / 100.0)),
        Content::Date(d) => matches!(raw, Raw::Date(found) if found.date() == *d),
    }
}

fn number(raw: &Raw, expected: Option<f64>) -> bool {
    match (raw, expected) {
        (Raw::Number(a), Some(b)) => (a - b).abs() <= b.abs() * 1e-12,
        _ => false,
    }
}
