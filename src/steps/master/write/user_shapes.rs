//! What people set on prekick's sheets of the master: widths, heights, filters, hidden rows and columns. Only what differs
//! from what prekick wrote counts.

use super::apply_shape::{TitledColumn, titled_columns};
use super::data_sheets::data_page;
use super::lists::empty_lists;
use super::view::MasterView;
use crate::model::grid::{Grid, Workbook};
use crate::model::page::Page;
use crate::model::report::Change;
use crate::model::shape::{FoundShape, Shape};
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, OWN_WIDTH};
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, SheetState};
use crate::model::text::fold_title;
use crate::steps::ingest::{Header, locate};
use crate::steps::layout::dropdowns::Lists;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Deref;

/// A stored column width includes this much padding, in characters, over the width that was asked for.
const PADDING: f64 = 5.0 / 7.0;
/// Programs round widths, in characters, and heights, in points, in their own ways: a smaller difference is no edit.
const WIDTH_TOLERANCE: f64 = 0.3;
const HEIGHT_TOLERANCE: f64 = 0.8;

/// The master as the last run wrote it and as people saved it since.
pub struct EditedMaster<'a> {
    /// The master as read.
    pub view: MasterView<'a>,
    /// What was typed in it since it was written.
    pub typed: &'a [Change],
    /// Its file as found.
    pub workbook: &'a Workbook,
    /// The shapes of its sheets, by folded title.
    pub found: &'a BTreeMap<String, FoundShape>,
    /// The height that a line of a page is written with, in points.
    pub height: fn(&Page, u32) -> Option<f64>,
}

/// What people set, by the key of a data sheet or the title of another.
pub fn user_shapes(edited: &EditedMaster<'_>) -> BTreeMap<String, Shape> {
    // Hardly anybody sets the height of a row, and nothing else depends on what was written into the rows.
    let written = LazyCell::new(|| as_written(edited.view.master, edited.typed));
    let mut out = BTreeMap::new();
    for state in &edited.view.master.sheets {
        let title = fold_title(&state.sheet.title);
        let grid = edited.workbook.sheets.iter().find(|g| fold_title(&g.title) == title);
        let Some((grid, found)) = grid.zip(edited.found.get(&title)) else { continue };
        let Some(header) = locate(grid, &state.sheet) else { continue };
        let mut shape = Shape::default();
        columns(state, &header, found, &mut shape);
        rows(edited, &written, state, found, &mut shape);
        if shape != Shape::default() {
            out.insert(state.sheet.key.to_string(), shape);
        }
    }
    let nothing = Master::default();
    let empty = MasterView { master: &nothing, findings: &[], gaps: &[], ..edited.view };
    for page in empty_lists(empty, &ShownNames::default()) {
        let (title, ours) = (fold_title(&page.title), titled_columns(&page));
        let grid = edited.workbook.sheets.iter().find(|g| fold_title(&g.title) == title);
        let Some((grid, found)) = grid.zip(edited.found.get(&title)) else { continue };
        let shape = shape_by_title(grid, found, &ours);
        if shape != Shape::default() {
            out.insert(page.title.clone(), shape);
        }
    }
    out
}

/// What people set of the columns of a page that prekick writes anew, by title.
fn shape_by_title(grid: &Grid, found: &FoundShape, ours: &[TitledColumn]) -> Shape {
    let mut shape = Shape::default();
    let header = grid.rows.iter().find(|r| r.number == HEADER_ROW);
    for (at, cell) in header.into_iter().flat_map(|r| &r.cells) {
        let title = cell.raw.to_string();
        // The number of options depends on the rows; all have the width of the first.
        let same = |t: &str| t == title || (t == "Option A" && title.starts_with("Option "));
        let Some(ours) = ours.iter().find(|c| same(&c.title)) else { continue };
        let (width, hidden) = found.column(*at);
        shape.widths.extend(set_width(width, ours.width).map(|w| (title.clone(), w)));
        if hidden {
            shape.hidden_columns.insert(title);
        }
    }
    shape
}

/// The width that people set: any but the one that was written. Some programs store 0 for a hidden column, which is no
/// width.
fn set_width(found: Option<f64>, ours: u16) -> Option<f64> {
    found.filter(|w| *w > 0.5 && (w - f64::from(ours) - PADDING).abs() > WIDTH_TOLERANCE)
}

/// Where columns stand, by key, or by title where they are user-owned, with the width that they are written with.
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

fn rows<W: Deref<Target = Master>>(
    edited: &EditedMaster<'_>,
    written: &W,
    state: &SheetState,
    found: &FoundShape,
    shape: &mut Shape,
) {
    let set_of = |row: Option<u32>| row.and_then(|row| found.rows.get(&row)).copied().unwrap_or_default();
    if !state.records.values().any(|r| set_of(r.row) != (None, false)) {
        return;
    }
    let view = MasterView { master: written, findings: &[], gaps: &[], ..edited.view };
    let Some(before) = view.master.sheet(&state.sheet.key) else { return };
    let page = data_page(view, before, &mut Lists::default());
    for (key, record) in &state.records {
        let (height, hidden) = set_of(record.row);
        let line = before.records.get_index_of(key).and_then(|n| u32::try_from(n).ok());
        let ours = line.and_then(|n| (edited.height)(&page, FIRST_ROW + n));
        // A row that was empty when it was written has no height of its own.
        let set = height.filter(|h| *h > 0.5 && ours.is_none_or(|ours| (ours - h).abs() > HEIGHT_TOLERANCE));
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
        undo_typing(state, typed.iter().filter(|change| change.sheet == title));
    }
    out
}

/// Gives fields the values that they had, and removes records that were typed. Of several with one ID each change means the
/// first that is left.
fn undo_typing<'c>(state: &mut SheetState, typed: impl Iterator<Item = &'c Change>) {
    let mut by_id: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (at, record) in state.records.values().enumerate() {
        by_id.entry(record.id.clone()).or_default().push_back(at);
    }
    let mut removed = BTreeSet::new();
    for change in typed {
        let Some(same) = by_id.get_mut(&change.record) else { continue };
        match change.field.as_ref().map(|field| state.sheet.position(field)) {
            Some(Some(column)) => {
                let record = same.front().and_then(|at| state.records.get_index_mut(*at));
                let slot = record.and_then(|(_, record)| record.values.get_mut(column));
                slot.into_iter().for_each(|slot| slot.clone_from(&change.from));
            }
            Some(None) => {}
            None => removed.extend(same.pop_front()),
        }
    }
    let mut at = 0..;
    state.records.retain(|_, _| at.next().is_some_and(|at| !removed.contains(&at)));
}
