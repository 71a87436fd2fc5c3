//! User-owned sheets and cells of the master: written back as they were found.

use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::page::{Content, Page, PageCell, PageNote, PageRow, Show};
use crate::model::preserved_parts::PreservedParts;
use crate::model::state::OwnCell;
use jiff::civil::Time;
use rust_decimal::Decimal;

/// A user-owned sheet: taken over whole from the earlier master where that can be done, else written with its values.
pub(super) fn own_page(grid: &Grid, carry: &PreservedParts) -> Page {
    if carry.whole.contains(&grid.title) {
        return Page { title: grid.title.clone(), shown: grid.shown, carried: true, ..Page::default() };
    }
    let last = grid.rows.last().map_or(0, |r| r.number + 1);
    let mut lines = vec![PageRow::default(); usize::try_from(last).unwrap_or(0)];
    for row in &grid.rows {
        if let Some(line) = usize::try_from(row.number).ok().and_then(|n| lines.get_mut(n)) {
            line.cells = row.cells.iter().map(|(c, cell)| (*c, own_cell(cell))).collect();
        }
    }
    let notes = grid.notes.iter().map(|n| PageNote {
        at: (n.at.row, n.at.column),
        author: n.author.clone().unwrap_or_default(),
        text: n.text.clone(),
    });
    Page { title: grid.title.clone(), shown: grid.shown, lines, notes: notes.collect(), ..Page::default() }
}

/// Puts a user-owned value or formula in a cell, which keeps the format of its place.
pub(super) fn put_own(cell: &mut PageCell, own: &OwnCell) {
    let found = own_cell(&RawCell { raw: own.raw.clone(), ..RawCell::default() });
    cell.fill = own.fill.or(cell.fill);
    match &own.formula {
        Some((_, formula)) => {
            let (formula, result) = (formula.clone(), Box::new(found.content));
            cell.content = Content::Formula { formula, result };
            cell.show = found.show;
        }
        // A formula without a result is kept as text.
        None if matches!(own.raw, Raw::Uncalculated(_)) => cell.content = Content::Text(own.raw.to_string()),
        // A time of day, and a date that Excel does not know, is kept as text.
        None if matches!(&own.raw, Raw::Date(d) if d.time() != Time::midnight() || d.year() < 1900) => {
            cell.content = Content::Text(own.raw.to_string());
        }
        None if matches!(own.raw, Raw::Text(_)) => cell.content = found.content,
        None => (cell.content, cell.show) = (found.content, found.show),
    }
}

/// The value of a user-owned cell, with its fill.
fn own_cell(cell: &RawCell) -> PageCell {
    let content = match &cell.raw {
        Raw::Empty | Raw::Uncalculated(_) => Content::Blank,
        Raw::Text(t) | Raw::Error(t) => Content::Text(t.clone()),
        Raw::Number(n) => Decimal::from_f64_retain(*n)
            .map_or_else(|| Content::Text(n.to_string()), |d| Content::Number(d.round_sf(15).unwrap_or(d))),
        Raw::Date(d) => Content::Date(d.date()),
        Raw::YesNo(b) => Content::Text(if *b { "TRUE" } else { "FALSE" }.into()),
    };
    let show = if matches!(cell.raw, Raw::Date(_)) { Show::Date } else { Show::General };
    PageCell { content, show, fill: cell.fill, ..PageCell::default() }
}
