//! Compares two sheets without a template: what was changed, added and removed from the one to the other.

use super::align::Aligned;
use super::{changes, keys, notices};
use crate::model::finding::Finding;
use crate::model::place::{At, Place};
use crate::model::plain::PlainSheet;
use crate::model::report::Change;
use crate::model::value::Value;

/// What differs.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Every difference, by column, then record by record.
    pub changes: Vec<Change>,
    /// Findings about the rows, such as keys that stand twice.
    pub findings: Vec<Finding>,
    /// How many cells hold the same value in another notation, such as `2.0` for `2`.
    pub notations: usize,
    /// Whether the rows that are in both stand in another order.
    pub reordered: bool,
}

/// Compares two sheets. `key` names the key columns; where it is empty, rows are paired by content.
pub fn diff_sheets(from: &PlainSheet, to: &PlainSheet, key: &[String]) -> Difference {
    let aligned = Aligned::new(from, &[to], key);
    let mut out = Difference { findings: notices::duplicate_keys(&aligned), ..Difference::default() };
    out.findings.extend(keys::changed_keys(&aligned));
    let Some(view) = aligned.views.get(1) else { return out };
    for column in 0..aligned.columns.len() {
        let title = |title: &str| Value::text(title);
        let before = from.columns.get(column).filter(|_| column < aligned.of_base);
        let now = view.column(column).and_then(|c| to.columns.get(c));
        match (before, now) {
            (Some(_), None) => out.changes.push(changes::column_removed(&aligned, column, &[0])),
            (None, Some(_)) => out.changes.push(changes::column_added(&aligned, column, &[1])),
            (Some(before), Some(now)) if title(&before.title) != title(&now.title) => {
                let (from, to) = (title(&before.title), title(&now.title));
                out.changes.push(changes::column_renamed(&aligned, column, &from, &to, &[(1, to.clone())]));
            }
            _ => {}
        }
    }
    for record in 0..aligned.records {
        match (record < aligned.records_of_base, view.row(record)) {
            (true, None) => out.changes.push(changes::row_removed(&aligned, record, &[0])),
            (false, _) => out.changes.push(changes::row_added(&aligned, record, &[1])),
            (true, Some(_)) => diff_cells(&aligned, record, &mut out),
        }
    }
    let order: Vec<usize> = view.rows.iter().take(aligned.records_of_base).copied().flatten().collect();
    out.reordered = order.windows(2).any(|pair| matches!(pair, [a, b] if a > b));
    out
}

/// The row of a record that is in one of the sheets only, as text: each value under its title.
pub fn whole_row(sheet: &PlainSheet, place: &Place) -> Vec<(String, Value)> {
    let at = place.cell.as_deref().and_then(At::parse);
    let row = at.and_then(|at| sheet.rows.binary_search_by_key(&at.row, |r| r.number).ok());
    let row = row.filter(|row| sheet.row_place(*row) == *place);
    let cells = row.map(|row| (0..sheet.columns.len()).map(move |c| (c, sheet.cell(row, c))));
    let filled = cells.into_iter().flatten().filter(|(_, cell)| !cell.value.is_empty());
    filled.filter_map(|(c, cell)| Some((sheet.columns.get(c)?.name.clone(), cell.value.clone()))).collect()
}

fn diff_cells(aligned: &Aligned<'_>, record: usize, out: &mut Difference) {
    let (Some(base), Some(view)) = (aligned.views.first(), aligned.views.get(1)) else { return };
    if base.shares_record_with(view, record) {
        return;
    }
    for column in 0..aligned.columns.len() {
        let Some(now) = view.cell(record, column) else { continue };
        let before = base.cell(record, column);
        let value = before.map(|c| c.value.clone()).unwrap_or_default();
        if value != now.value {
            out.changes.push(changes::cell_changed(aligned, record, column, &value, now, &[1]));
        } else if before.is_some_and(|b| b.raw.to_string() != now.raw.to_string()) {
            out.notations += 1;
        }
    }
}
