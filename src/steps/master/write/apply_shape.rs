//! Gives a page the widths, heights and filters that people set in the earlier master.

use crate::model::page::{Content, Page, PageCell};
use crate::model::shape::Shape;
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW};
use crate::model::state::SheetState;

/// A column of a page that prekick writes anew.
pub(super) struct TitledColumn {
    pub(super) at: u16,
    pub(super) title: String,
    /// In characters, as prekick writes it.
    pub(super) width: u16,
}

/// Gives a data sheet the widths, heights, filters and hidden rows and columns that people set.
pub(super) fn apply_shape(page: &mut Page, state: &SheetState, shape: &Shape) {
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

/// The columns of a page as its header row names them.
pub(super) fn titled_columns(page: &Page) -> Vec<TitledColumn> {
    let row = usize::try_from(HEADER_ROW).ok().and_then(|row| page.lines.get(row));
    let cells = row.into_iter().flat_map(|line| &line.cells);
    let width = |at: &u16| page.columns.get(usize::from(*at)).map_or(0, |c| c.width);
    let text = |cell: &PageCell| match &cell.content {
        Content::Text(title) => Some(title.clone()),
        _ => None,
    };
    cells.filter_map(|(at, cell)| Some(TitledColumn { at: *at, title: text(cell)?, width: width(at) })).collect()
}

/// Gives a page that prekick writes anew the widths and hidden columns that people set, by the titles of its columns.
pub(super) fn apply_shape_by_title(page: &mut Page, shape: &Shape) {
    for TitledColumn { at, title, .. } in titled_columns(page) {
        page.widths.extend(shape.widths.get(&title).map(|width| (at, *width)));
        if let Some(column) = page.columns.get_mut(usize::from(at)) {
            column.hidden |= shape.hidden_columns.contains(&title);
        }
    }
}
