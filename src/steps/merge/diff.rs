//! Compares two sheets without a template: what was changed, added and removed from the one to the other.

use super::align::Aligned;
use super::around::Around;
use super::{changes, keys, links, notices};
use crate::model::finding::Finding;
use crate::model::place::Place;
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
    diff_around(&aligned, &mut out);
    out.changes.extend(links::changed_addresses(&aligned));
    out.findings.extend(links::unread_addresses(&[from, to]));
    let order: Vec<usize> = view.rows.iter().take(aligned.records_of_base).copied().flatten().collect();
    out.reordered = order.windows(2).any(|pair| matches!(pair, [a, b] if a > b));
    out
}

fn diff_around(aligned: &Aligned<'_>, out: &mut Difference) {
    if aligned.views.iter().all(|view| view.sheet.around.is_empty()) {
        return;
    }
    let around = Around::of(aligned);
    for at in around.positions() {
        let (before, now) = (&around.cell(0, at).value, &around.cell(1, at).value);
        if let Some(view) = aligned.views.get(1).filter(|_| before != now) {
            let place = Place::cell(&view.sheet.file, &view.sheet.title, around.position_in(1, at));
            out.changes.push(changes::cell_around(aligned, (before, now), &[1], place));
        }
    }
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
