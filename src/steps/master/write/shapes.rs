//! What people set on prekick's sheets in the master: widths, heights, filters, what is hidden. Only what differs from
//! what was written counts as set.

use super::Showing;
use super::sheets::data_page;
use crate::model::grid::{Grid, Workbook};
use crate::model::page::{Content, Page, PageCell};
use crate::model::report::Change;
use crate::model::shape::{FoundShape, Shape};
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, OWN_WIDTH};
use crate::model::state::{Master, SheetState};
use crate::model::text::fold_title;
use crate::steps::ingest::{Header, locate};
use crate::steps::layout::dropdowns::Lists;
use std::collections::BTreeMap;

/// What the file says more than the width that was asked for: room at both sides of a cell.
const RIM: f64 = 5.0 / 7.0;
/// Programs round widths and heights in their own ways.
const ABOUT_WIDE: f64 = 0.3;
const ABOUT_HIGH: f64 = 0.8;

/// The master as the last run wrote it and people left it.
pub struct Left<'a> {
    /// The master as read, and what goes with it.
    pub showing: Showing<'a>,
    /// What was typed in it since it was written.
    pub typed: &'a [Change],
    /// Its file as found.
    pub workbook: &'a Workbook,
    /// The shapes of its sheets, by folded title.
    pub found: &'a BTreeMap<String, FoundShape>,
    /// How high a line of a page is written.
    pub height: &'a dyn Fn(&Page, u32) -> Option<f64>,
}

/// What people set, by key of the sheet.
pub fn shapes(left: &Left<'_>) -> BTreeMap<String, Shape> {
    let written = as_written(left.showing.master, left.typed);
    let showing = Showing { master: &written, findings: &[], ..left.showing };
    let mut out = BTreeMap::new();
    for state in &left.showing.master.sheets {
        let title = fold_title(&state.sheet.title);
        let grid = left.workbook.sheets.iter().find(|g| fold_title(&g.title) == title);
        let Some((grid, found)) = grid.zip(left.found.get(&title)) else { continue };
        let Some(header) = locate(grid, &state.sheet) else { continue };
        let mut shape = Shape::default();
        columns(state, &header, found, &mut shape);
        rows(left, showing, state, found, &mut shape);
        if shape != Shape::default() {
            out.insert(state.sheet.key.clone(), shape);
        }
    }
    for page in super::lists::bare(showing) {
        let (title, ours) = (fold_title(&page.title), titled(&page));
        let grid = left.workbook.sheets.iter().find(|g| fold_title(&g.title) == title);
        let Some((grid, found)) = grid.zip(left.found.get(&title)) else { continue };
        let shape = of_titles(grid, found, &ours);
        if shape != Shape::default() {
            out.insert(page.title.clone(), shape);
        }
    }
    out
}

/// What people set over the columns of a list of prekick's own, by title.
fn of_titles(grid: &Grid, found: &FoundShape, ours: &[(u16, String, u16)]) -> Shape {
    let mut shape = Shape::default();
    let header = grid.rows.iter().find(|r| r.number == HEADER_ROW);
    for (at, cell) in header.into_iter().flat_map(|r| &r.cells) {
        let title = cell.raw.to_string();
        // There are as many options as some row needs; all are written alike.
        let same = |t: &str| t == title || (t == "Option A" && title.starts_with("Option "));
        let Some((_, _, usual)) = ours.iter().find(|(_, t, _)| same(t)) else { continue };
        let (width, hidden) = found.column(*at);
        shape.widths.extend(set_width(width, *usual).map(|w| (title.clone(), w)));
        if hidden {
            shape.hidden_columns.insert(title);
        }
    }
    shape
}

/// Position, title and width of the columns of a list of prekick's own.
fn titled(page: &Page) -> Vec<(u16, String, u16)> {
    let row = usize::try_from(HEADER_ROW).ok().and_then(|row| page.lines.get(row));
    let cells = row.into_iter().flat_map(|line| &line.cells);
    let width = |at: &u16| page.columns.get(usize::from(*at)).map_or(0, |c| c.width);
    let text = |cell: &PageCell| match &cell.content {
        Content::Text(title) => Some(title.clone()),
        _ => None,
    };
    cells.filter_map(|(at, cell)| Some((*at, text(cell)?, width(at)))).collect()
}

/// Puts on a list of prekick's own what people set.
pub(super) fn put_by_title(page: &mut Page, shape: &Shape) {
    for (at, title, _) in titled(page) {
        page.widths.extend(shape.widths.get(&title).map(|width| (at, *width)));
        if let Some(column) = page.columns.get_mut(usize::from(at)) {
            column.hidden |= shape.hidden_columns.contains(&title);
        }
    }
}

/// The width that people set: any that is not the one that was written. A hidden column is no narrower for it, whatever a
/// program says.
fn set_width(found: Option<f64>, ours: u16) -> Option<f64> {
    found.filter(|w| *w > 0.5 && (w - f64::from(ours) - RIM).abs() > ABOUT_WIDE)
}

/// Where columns stand: by key, or by title where they are people's own, with the width that they are written with.
fn places<'a>(state: &'a SheetState, header: &'a Header) -> impl Iterator<Item = (u16, &'a str, u16)> {
    let known = state.sheet.columns.iter().zip(&header.columns);
    let known = known.filter_map(|(c, at)| Some(((*at)?, c.key.as_str(), c.width)));
    let own = header.unknown.iter().map(|(at, title)| (*at, title.as_str(), OWN_WIDTH));
    known.chain(own)
}

fn columns(state: &SheetState, header: &Header, found: &FoundShape, shape: &mut Shape) {
    for (at, key, ours) in places(state, header) {
        let (width, hidden) = found.column(at);
        shape.widths.extend(set_width(width, ours).map(|w| (key.to_owned(), w)));
        if hidden {
            shape.hidden_columns.insert(key.to_owned());
        }
        let criteria = found.criteria.iter().find(|(column, _)| *column == at);
        shape.criteria.extend(criteria.map(|(_, raw)| (key.to_owned(), raw.clone())));
    }
}

fn rows(left: &Left<'_>, showing: Showing<'_>, state: &SheetState, found: &FoundShape, shape: &mut Shape) {
    let before = showing.master.sheet(&state.sheet.key);
    let said = |row: Option<u32>| row.and_then(|row| found.rows.get(&row)).copied().unwrap_or_default();
    let Some(before) = before.filter(|_| state.records.values().any(|r| said(r.row) != (None, false))) else { return };
    let page = data_page(showing, before, &mut Lists::default());
    for (key, record) in &state.records {
        let (height, hidden) = said(record.row);
        let line = before.records.get_index_of(key).and_then(|n| u32::try_from(n).ok());
        let ours = line.and_then(|n| (left.height)(&page, FIRST_ROW + n));
        // A row that was empty when it was written has no height of prekick's.
        let set = height.filter(|h| *h > 0.5 && ours.is_none_or(|ours| (ours - h).abs() > ABOUT_HIGH));
        shape.heights.extend(set.map(|h| (key.clone(), h)));
        if hidden {
            shape.hidden_records.insert(key.clone());
        }
    }
}

/// The master before people typed in it.
fn as_written(master: &Master, typed: &[Change]) -> Master {
    let mut out = master.clone();
    out.memory.changes.clear();
    for state in &mut out.sheets {
        let title = state.sheet.title.clone();
        let of_sheet = |c: &&Change| c.sheet == title;
        for change in typed.iter().filter(of_sheet) {
            let key = state.records.iter().find(|(_, r)| r.id == change.record).map(|(key, _)| key.clone());
            let Some(key) = key else { continue };
            match change.field.as_ref().map(|field| state.sheet.position(field)) {
                Some(Some(at)) => {
                    let slot = state.records.get_mut(&key).and_then(|r| r.values.get_mut(at));
                    slot.into_iter().for_each(|slot| slot.clone_from(&change.from));
                }
                Some(None) => {}
                None => drop(state.records.shift_remove(&key)),
            }
        }
    }
    out
}

/// Puts on a page what people set.
pub(super) fn put(page: &mut Page, state: &SheetState, shape: &Shape) {
    let known = state.sheet.columns.iter().map(|c| c.key.as_str());
    let keys: Vec<&str> = known.chain(state.own_columns.iter().map(|(title, _)| title.as_str())).collect();
    for (at, key) in (0_u16..).zip(&keys) {
        page.widths.extend(shape.widths.get(*key).map(|width| (at, *width)));
        if let Some(column) = page.columns.get_mut(usize::from(at)) {
            column.hidden |= shape.hidden_columns.contains(*key);
        }
        let criteria = shape.criteria.iter().find(|(k, _)| k == key);
        page.criteria.extend(criteria.map(|(_, raw)| (at, raw.clone())));
    }
    let first = usize::try_from(FIRST_ROW).unwrap_or_default();
    for (key, line) in state.records.keys().zip(page.lines.iter_mut().skip(first)) {
        line.height = shape.heights.get(key).copied().or(line.height);
        line.hidden |= shape.hidden_records.contains(key);
    }
}
