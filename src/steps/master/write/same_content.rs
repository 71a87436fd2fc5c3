//! Whether a file already holds what would be written; then it is left untouched.

use crate::model::grid::{Raw, RawCell, Workbook};
use crate::model::page::{Content, OutputWorkbook, Page, PageCell};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

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
        let mut found: BTreeMap<(u32, u16), &RawCell> =
            grid.rows.iter().flat_map(|r| r.cells.iter().map(move |(c, cell)| ((r.number, *c), cell))).collect();
        let lines = (0u32..).zip(&page.lines);
        let same = lines.flat_map(|(n, l)| l.cells.iter().map(move |(c, cell)| ((n, *c), cell))).all(|(at, cell)| {
            let raw = found.remove(&at);
            is_same(cell, raw)
        });
        let notes_same = page
            .notes
            .iter()
            .all(|n| grid.notes.iter().any(|g| (g.at.row, g.at.column) == n.at && g.text.contains(n.text.trim())));
        same && notes_same
            && page.notes.len() == grid.notes.len()
            && found.values().all(|c| c.raw.is_blank() || c.formula)
    })
}

fn is_same(cell: &PageCell, found: Option<&RawCell>) -> bool {
    let raw = found.map_or(&Raw::Empty, |c| &c.raw);
    match &cell.content {
        Content::Blank => raw.is_blank(),
        Content::Formula { .. } => true,
        Content::Found(found) => raw == found,
        Content::Text(t) | Content::Link { text: t, .. } => {
            raw.to_string().trim() == crate::model::text::normalise_line_ends(t).trim()
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
