//! Findings that need no decision: what was left out, what could not be merged, and rows that are hard to tell apart.

use super::align::{Aligned, AlignedCell};
use super::changes::column_values;
use super::naming::{
    column_title, file_name, file_names, finding_on, quoted, quoted_apart, record_name, row_place, title_place,
};
use super::rows::{is_naming, rows_of_one_key};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::place::Place;
use crate::model::plain::{NOTHING, PlainSheet};
use crate::model::severity::Severity;
use crate::model::text::{and_list, count, shortened};
use crate::model::value::Value;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many values of a removed column are named; the report has all.
const MAX_VALUES: usize = 10;

pub(super) fn column_left_out(aligned: &Aligned<'_>, column: usize, without: &[usize]) -> Finding {
    let name = column_title(aligned, column);
    let held = column_values(aligned, 0, column);
    let named = held.iter().take(MAX_VALUES).map(|(record, value)| format!("{record} {}", quoted(value)));
    let named: Vec<String> = named.collect();
    let more = held.len().saturating_sub(MAX_VALUES);
    let held = match (named.as_slice(), more) {
        ([], _) => String::new(),
        (named, 0) => format!(" It held {}.", and_list(named)),
        (named, more) => format!(" It held {}, and {more} more.", named.join(", ")),
    };
    let message = format!(
        "{} has no column {name}, in which nobody else changed anything: it is left out.{held}",
        file_names(aligned, without)
    );
    let place = without.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let help = "If the column was only left out by mistake, take it from the base again.";
    finding_on(aligned, Code::ColumnMissing, message).help(help).field(&*name).at(place)
}

/// New formulas that their program did not compute: they have no value that could be merged.
pub(super) fn uncomputed_formulas(aligned: &Aligned<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (n, view) in aligned.views.iter().enumerate().skip(2) {
        let is_new = |record: usize, column: usize| {
            let base = aligned.views.first().and_then(|v| v.cell(record, column));
            !base.is_some_and(|c| c.formula)
        };
        let cells = (0..aligned.records).flat_map(|r| (0..aligned.columns.len()).map(move |c| (r, c)));
        for (record, column) in cells {
            let cell = view.cell(record, column).filter(|c| matches!(c.raw, Raw::Uncalculated(_)));
            let Some(cell) = cell.filter(|_| is_new(record, column)) else { continue };
            let message = format!(
                "The formula {} in {} came back without a result, so nothing of it was merged.",
                quoted(&cell.value),
                file_name(aligned, n)
            );
            let place = view.row(record).zip(view.column(column)).map(|(r, c)| view.sheet.place(r, c));
            let mut finding = finding_on(aligned, Code::ValueFormulaError, message).severity(Severity::Warning);
            finding.place = place;
            out.push(
                finding
                    .help("Open the file in Excel, save it and merge again, or type the formula into what was merged."),
            );
        }
    }
    out
}

/// Texts of a CSV where the master had numbers or dates: programs export these as they show them, so they may be the same.
pub(super) fn numbers_as_text(aligned: &Aligned<'_>, texts: &[AlignedCell]) -> Vec<Finding> {
    let mut by_column: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    texts.iter().for_each(|t| by_column.entry((t.view, t.column)).or_default().push(t.record));
    let mut out = Vec::new();
    for ((n, column), records) in by_column {
        let Some((view, first)) = aligned.views.get(n).zip(records.first().copied()) else { continue };
        let value_in = |v: usize| aligned.views.get(v).and_then(|v| v.cell(first, column)).unwrap_or(&NOTHING);
        let shown = quoted_apart(&[&value_in(n).value, &value_in(1).value]);
        let message = format!(
            "{} in the column {} of {} for what the master holds as numbers or dates, such as {} for {}; taken as text.",
            count(records.len(), "text stands", "texts stand"),
            column_title(aligned, column),
            file_name(aligned, n),
            shown.first().map_or("", String::as_str),
            shown.last().map_or("", String::as_str)
        );
        let help =
            "A CSV holds numbers and dates as a program shows them. If they are the same, ask for the file as .xlsx.";
        let place = view.row(first).zip(view.column(column)).map(|(r, c)| view.sheet.place(r, c));
        let mut finding = finding_on(aligned, Code::ValueType, message)
            .severity(Severity::Warning)
            .field(&*column_title(aligned, column));
        finding.place = place;
        out.push(finding.help(help));
    }
    out
}

/// Cells that say the same in another notation: the master's stays.
pub(super) fn other_notations(aligned: &Aligned<'_>, cells: &[AlignedCell]) -> Vec<Finding> {
    let mut by_column: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    cells.iter().for_each(|c| by_column.entry((c.view, c.column)).or_default().push(c.record));
    let mut out = Vec::new();
    for ((n, column), records) in by_column {
        let Some((view, first)) = aligned.views.get(n).zip(records.first().copied()) else { continue };
        let written = |v: usize| {
            let cell = aligned.views.get(v).and_then(|v| v.cell(first, column));
            cell.map(|c| quoted(&Value::text(c.raw.to_string()))).unwrap_or_default()
        };
        let message = format!(
            "{} in the column {} of {} the same in another way of writing, such as {} for {}; the master keeps its own.",
            count(records.len(), "cell", "cells"),
            column_title(aligned, column),
            if records.len() == 1 {
                format!("{} says", file_name(aligned, n))
            } else {
                format!("{} say", file_name(aligned, n))
            },
            written(n),
            written(0)
        );
        let mut finding = finding_on(aligned, Code::ValueCoerced, message)
            .severity(Severity::Info)
            .field(&*column_title(aligned, column));
        finding.place = view.row(first).zip(view.column(column)).map(|(r, c)| view.sheet.place(r, c));
        out.push(finding);
    }
    out
}

/// Keys that several rows of one file have.
pub(super) fn duplicate_keys(aligned: &Aligned<'_>) -> Vec<Finding> {
    if aligned.key.is_empty() {
        return Vec::new();
    }
    let findings = aligned.views.par_iter().map(|view| {
        let key: Vec<usize> = aligned.key.iter().filter_map(|k| view.column(*k)).collect();
        let several = rows_of_one_key(view.sheet, &key);
        several.iter().map(|rows| duplicate_key(view.sheet, &key, rows)).collect()
    });
    findings.collect::<Vec<Vec<Finding>>>().concat()
}

/// More pairs of new rows than this are not compared.
const MAX_COMPARED: usize = 250_000;

/// New rows of different files that share most of their values or what numbers them, where there are no key columns.
pub(super) fn similar_new_rows(aligned: &Aligned<'_>) -> Vec<Finding> {
    let new = aligned.records_of_base..aligned.records;
    if !aligned.key.is_empty() || new.len().saturating_mul(new.len()) > MAX_COMPARED {
        return Vec::new();
    }
    let (mut out, mut numbers) = (Vec::new(), BTreeMap::<(usize, usize), Vec<(String, Place)>>::new());
    let from = |record: usize| aligned.views.iter().position(|v| v.row(record).is_some()).unwrap_or(0);
    let new: Vec<(usize, usize)> = new.map(|record| (from(record), record)).collect();
    for (n, (a, one)) in new.iter().copied().enumerate() {
        for (b, two) in new.iter().copied().skip(n + 1) {
            if a == b {
                continue;
            }
            let (same, filled) = shared_cells(aligned, (a, one), (b, two));
            if same * 2 > filled && filled > 1 {
                let message = format!(
                    "“{}” in {} and “{}” in {} are alike in {same} of {filled} cells; they stay two rows.",
                    record_name(aligned, one),
                    row_place(aligned, a, one),
                    record_name(aligned, two),
                    row_place(aligned, b, two),
                );
                let help = "If they are one record, delete one of the rows.";
                let place = row_place(aligned, b, two);
                let finding = finding_on(aligned, Code::RowPossibleDuplicate, message).severity(Severity::Warning);
                out.push(finding.help(help).at(place));
            } else if let Some(number) = shared_number(aligned, (a, one), (b, two)) {
                numbers.entry((a, b)).or_default().push((number, row_place(aligned, b, two)));
            }
        }
    }
    out.extend(numbers.into_iter().map(|(views, shared)| numbered_alike(aligned, views, &shared)));
    out
}

/// So many numbers that several rows have are named.
const MAX_NUMBERS: usize = 5;

/// New rows of two files have the same numbers and say something else.
fn numbered_alike(aligned: &Aligned<'_>, (a, b): (usize, usize), shared: &[(String, Place)]) -> Finding {
    let mut named: Vec<String> = shared.iter().take(MAX_NUMBERS).map(|(number, _)| number.clone()).collect();
    match shared.len().saturating_sub(MAX_NUMBERS) {
        0 => {}
        more => named.push(format!("{more} more")),
    }
    let message = format!(
        "New rows of {} and {} are numbered alike and say something else: {}. They stay rows of their own.",
        file_name(aligned, a),
        file_name(aligned, b),
        and_list(&named)
    );
    let finding = finding_on(aligned, Code::RowPossibleDuplicate, message).severity(Severity::Warning);
    let finding = finding.help("Give one of them another number, or delete it if they are one record.");
    shared.iter().map(|(_, place)| place.clone()).take(1).fold(finding, Finding::at)
}

fn duplicate_key(sheet: &PlainSheet, key: &[usize], rows: &[usize]) -> Finding {
    let first = rows.first().copied().unwrap_or(usize::MAX);
    let key: Vec<&Value> = key.iter().map(|column| &sheet.cell(first, *column).value).collect();
    let values: Vec<String> = key.iter().map(ToString::to_string).collect();
    let numbers: Vec<String> =
        rows.iter().filter_map(|r| sheet.rows.get(*r)).map(|r| (u64::from(r.number) + 1).to_string()).collect();
    let what = if key.iter().all(|value| value.is_empty()) {
        "no key".to_owned()
    } else {
        format!("the key {}", values.join(" / "))
    };
    let message = format!("The rows {} have {what}; they were told apart by what else they hold.", and_list(&numbers));
    let place = rows.first().map(|r| sheet.row_place(*r)).unwrap_or_default();
    let help = "Give each row a key of its own, so that nothing is taken for something else.";
    Finding::new(Code::RowDuplicateKey, message).severity(Severity::Warning).help(help).at(place)
}

/// In how many cells two records hold the same, and in how many either holds anything.
/// What numbers both of two records: `ID 7`.
fn shared_number(aligned: &Aligned<'_>, (a, one): (usize, usize), (b, two): (usize, usize)) -> Option<String> {
    let naming = aligned.columns.iter().enumerate().filter(|(_, column)| is_naming(column));
    naming.into_iter().find_map(|(n, column)| {
        let (mine, theirs) = (aligned.views.get(a)?.cell(one, n)?, aligned.views.get(b)?.cell(two, n)?);
        let is_shared = !mine.value.is_empty() && mine.value == theirs.value;
        is_shared.then(|| format!("{} {}", column.name, shortened(&mine.value.to_string(), 40)))
    })
}

fn shared_cells(aligned: &Aligned<'_>, one: (usize, usize), two: (usize, usize)) -> (usize, usize) {
    let cell = |(view, record): (usize, usize), column: usize| {
        &aligned.views.get(view).and_then(|v| v.cell(record, column)).unwrap_or(&NOTHING).value
    };
    let (mut same, mut filled) = (0, 0);
    for column in 0..aligned.columns.len() {
        let (a, b) = (cell(one, column), cell(two, column));
        filled += usize::from(!a.is_empty() || !b.is_empty());
        same += usize::from(!a.is_empty() && a == b);
    }
    (same, filled)
}
