//! Keys that were changed: a row that is there again under another key, or that is known although its key is another. Nothing
//! is decided by that; a finding says what was assumed.

use super::align::Aligned;
use super::aligned_sheet::AlignedSheet;
use super::naming::{file_name, quoted, sheet_title};
use super::rows::{Pairs, SheetPair, identifying_columns, similar_rows_without_key};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::plain::PlainSheet;
use crate::model::severity::Severity;
use crate::model::value::Value;
use rayon::prelude::*;

/// How many changed keys of one file are named; the rest is counted.
const MAX_NAMED: usize = 20;

/// A key that was changed: the base's row, the other's, and the columns whose values show it.
struct ChangedKey {
    base: usize,
    other: usize,
    columns: Vec<usize>,
}

/// Findings about changed keys, file by file.
pub(super) fn changed_keys(aligned: &Aligned<'_>) -> Vec<Finding> {
    let Some(base) = aligned.views.first().map(|v| v.sheet) else { return Vec::new() };
    let with_key = !aligned.key.is_empty();
    let changed = aligned.views.par_iter().skip(1).map(|view| {
        if with_key { rows_under_another_key(aligned, base, view) } else { rows_known_by_content(aligned, base, view) }
    });
    let changed: Vec<Vec<ChangedKey>> = changed.collect();
    let mut out = Vec::new();
    for ((n, view), changed) in aligned.views.iter().enumerate().skip(1).zip(changed) {
        let findings = changed.iter().take(MAX_NAMED).map(|c| finding(aligned, base, n, view, c, with_key));
        out.extend(findings);
        if let Some(more) = changed.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
            let message = format!("In {} the keys of {more} more rows are others, too.", file_name(aligned, n));
            let first = changed.get(MAX_NAMED).map(|c| view.sheet.row_place(c.other)).unwrap_or_default();
            out.push(key_finding(aligned, message, with_key).at(first));
        }
    }
    out
}

/// With key columns: rows that are gone and, by their other values, are there under another key.
fn rows_under_another_key(aligned: &Aligned<'_>, base: &PlainSheet, view: &AlignedSheet<'_>) -> Vec<ChangedKey> {
    let of_base = view.columns.get(..aligned.of_base).unwrap_or_default();
    // A key with a column missing identifies nothing.
    if aligned.key.iter().any(|k| of_base.get(*k).copied().flatten().is_none()) {
        return Vec::new();
    }
    let columns: Vec<Option<usize>> =
        of_base.iter().enumerate().map(|(n, c)| c.filter(|_| !aligned.key.contains(&n))).collect();
    let sides = SheetPair { base, other: view.sheet, columns: &columns };
    let found = similar_rows_without_key(sides, &paired(aligned, base, view)).into_iter();
    let is_keyed = |sheet: &PlainSheet, row: usize, of: &dyn Fn(usize) -> Option<usize>| {
        aligned.key.iter().filter_map(|k| of(*k)).any(|c| !sheet.cell(row, c).value.is_empty())
    };
    let both = found.filter(|(b, o)| is_keyed(base, *b, &Some) && is_keyed(view.sheet, *o, &|k| view.column(k)));
    both.map(|(base, other)| ChangedKey { base, other, columns: aligned.key.clone() }).collect()
}

/// Without key columns: rows that were paired by content, although the value that names them differs.
fn rows_known_by_content(aligned: &Aligned<'_>, base: &PlainSheet, view: &AlignedSheet<'_>) -> Vec<ChangedKey> {
    let of_base = view.columns.get(..aligned.of_base).unwrap_or_default();
    let names = identifying_columns(SheetPair { base, other: view.sheet, columns: of_base });
    let mut out = Vec::new();
    for (row, other) in view.rows.iter().take(aligned.records_of_base).enumerate() {
        let Some(other) = *other else { continue };
        let is_other = |c: &usize| {
            let now = view.column(*c).map(|own| &view.sheet.cell(other, own).value);
            now.is_some_and(|now| *now != base.cell(row, *c).value)
        };
        let columns: Vec<usize> = names.iter().copied().filter(is_other).collect();
        if !columns.is_empty() {
            out.push(ChangedKey { base: row, other, columns });
        }
    }
    out
}

fn paired(aligned: &Aligned<'_>, base: &PlainSheet, view: &AlignedSheet<'_>) -> Pairs {
    let mut pairs = Pairs { other_of: vec![None; base.rows.len()], base_of: vec![None; view.sheet.rows.len()] };
    for (row, other) in view.rows.iter().take(aligned.records_of_base).enumerate() {
        let Some(other) = *other else { continue };
        if let (Some(to), Some(of)) = (pairs.other_of.get_mut(row), pairs.base_of.get_mut(other)) {
            (*to, *of) = (Some(other), Some(row));
        }
    }
    pairs
}

fn finding(
    aligned: &Aligned<'_>,
    base: &PlainSheet,
    n: usize,
    view: &AlignedSheet<'_>,
    changed: &ChangedKey,
    with_key: bool,
) -> Finding {
    let was = joined(changed.columns.iter().map(|c| &base.cell(changed.base, *c).value));
    let now =
        joined(changed.columns.iter().filter_map(|c| Some(&view.sheet.cell(changed.other, view.column(*c)?).value)));
    let titles: Vec<&str> =
        changed.columns.iter().filter_map(|c| aligned.columns.get(*c)).map(|c| c.name.as_str()).collect();
    let (title, file) = (titles.join(" / "), file_name(aligned, n));
    let (was_said, now_said) = (quoted(&Value::text(was.clone())), quoted(&Value::text(now)));
    let assumed = if with_key {
        "The rest of the row is alike, but by the key they were taken for two rows: one removed and one new."
    } else {
        "By what else the row holds it was taken for the same row."
    };
    let message = format!("{title} {was_said} of the base may have become {now_said} in {file}. {assumed}");
    let place = changed.columns.first().and_then(|c| view.column(*c)).map(|c| view.sheet.place(changed.other, c));
    let mut finding = key_finding(aligned, message, with_key).record(Some(&was)).field(&*title);
    finding.place = place;
    finding
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    values.map(ToString::to_string).collect::<Vec<_>>().join(" / ")
}

fn key_finding(aligned: &Aligned<'_>, message: String, with_key: bool) -> Finding {
    let (severity, help) = if with_key {
        (Severity::Warning, "If it is one row, give it its old key again and merge once more.")
    } else {
        (Severity::Info, "If they are two rows, name the column with --key, so that it tells them apart.")
    };
    let mut finding = Finding::new(Code::RowKeyChanged, message).severity(severity).help(help);
    finding.sheet = Some(sheet_title(aligned));
    finding
}
