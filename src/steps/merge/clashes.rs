//! Findings about what the master and the copies, or two copies, disagree on.

use super::align::Aligned;
use super::links::{LinkedCells, leads};
use super::naming::{column_title, file_name, file_names, finding_on, quoted, quoted_apart, record_name};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::At;
use crate::model::plain::PlainCell;
use crate::model::text::{and_list, count};
use crate::model::value::Value;

/// A formula has different results in several files, because its inputs were changed in several.
pub(super) fn computed_otherwise(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    results: &[(usize, PlainCell)],
) -> Finding {
    let shown = quoted_apart(&results.iter().map(|(_, cell)| &cell.value).collect::<Vec<_>>());
    let results = results.iter().zip(shown);
    let results: Vec<String> =
        results.map(|((view, _), shown)| format!("{shown} in {}", file_name(aligned, *view))).collect();
    let message = format!(
        "{}, {}: the formula in the master came to {}; it stays and is computed anew from what was merged.",
        record_name(aligned, of),
        column_title(aligned, column),
        and_list(&results)
    );
    let master = aligned.views.get(1);
    let place = master.and_then(|v| Some(v.sheet.place(v.row(of)?, v.column(column)?)));
    let mut finding = finding_on(aligned, Code::ValueFormulaKept, message).field(&*column_title(aligned, column));
    finding.place = place;
    finding
}

pub(super) fn cell_clash(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    master: &Value,
    given: &[(usize, Value)],
) -> Finding {
    let name = column_title(aligned, column);
    let record = record_name(aligned, of);
    let message = format!("{name}: {}.", who_holds_what(aligned, master, given));
    finding_on(aligned, Code::ConflictField, message).help(HELP).record(Some(&record)).field(&*name)
}

/// Several files say something else about a cell around the table.
pub(super) fn clash_around(aligned: &Aligned<'_>, at: At, master: &Value, given: &[(usize, Value)]) -> Finding {
    let message = format!("The cell {at} outside the table: {}.", who_holds_what(aligned, master, given));
    finding_on(aligned, Code::ConflictField, message).help(HELP)
}

pub(super) fn title_clash(aligned: &Aligned<'_>, column: usize, master: &Value, given: &[(usize, Value)]) -> Finding {
    let name = column_title(aligned, column);
    let message = format!("The title of the column {name}: {}.", who_holds_what(aligned, master, given));
    finding_on(aligned, Code::ConflictField, message).help(HELP).field(&*name)
}

const HELP: &str = "Type the value that is right into the master, or into what was merged.";

pub(super) fn removed_and_edited(aligned: &Aligned<'_>, of: usize, without: &[usize], edited: &[usize]) -> Finding {
    let record = record_name(aligned, of);
    let changes: Vec<String> = edited.iter().map(|view| edits(aligned, *view, of)).collect();
    let rekeyed: String = without.iter().filter_map(|view| possible_new_key(aligned, *view, of)).collect();
    let message = format!(
        "The row was removed in {}, and changed in {}: {}.{rekeyed}",
        file_names(aligned, without),
        file_names(aligned, edited),
        changes.join("; ")
    );
    let help = "It stays as the master has it. Remove the row, or type the changes into it.";
    finding_on(aligned, Code::ConflictRemovedAndEdited, message).help(help).record(Some(&record))
}

pub(super) fn column_clash(
    aligned: &Aligned<'_>,
    column: usize,
    without: &[usize],
    edited: &[(usize, usize)],
) -> Finding {
    let name = column_title(aligned, column);
    let values: Vec<String> = edited
        .iter()
        .filter_map(|(view, of)| {
            let v = aligned.views.get(*view)?;
            let place = v.sheet.place(v.row(*of)?, v.column(column)?);
            Some(format!("{} {} ({place})", record_name(aligned, *of), quoted(&v.cell(*of, column)?.value)))
        })
        .collect();
    let message = format!(
        "The column {name} was removed in {}, and {} in it: {}.",
        file_names(aligned, without),
        count(values.len(), "cell was changed", "cells were changed"),
        values.join("; ")
    );
    let help = "It stays as the master has it. Remove the column, or type the changes into it.";
    finding_on(aligned, Code::ConflictRemovedAndEdited, message).help(help).field(&*name)
}

/// What each file holds, equal values together, and what the master holds.
fn who_holds_what(aligned: &Aligned<'_>, master: &Value, given: &[(usize, Value)]) -> String {
    let mut values: Vec<(&Value, Vec<usize>)> = Vec::new();
    for (view, value) in given {
        match values.iter_mut().find(|(v, _)| *v == value) {
            Some((_, by)) => by.push(*view),
            None => values.push((value, vec![*view])),
        }
    }
    let all: Vec<&Value> = values.iter().map(|(value, _)| *value).chain([master]).collect();
    let mut shown = quoted_apart(&all);
    let held = shown.pop().unwrap_or_default();
    let sides = values.iter().zip(&shown).map(|((_, by), value)| {
        let verb = if by.len() == 1 { "says" } else { "say" };
        format!("{} {verb} {value}", file_names(aligned, by))
    });
    let sides: Vec<String> = sides.collect();
    format!("{}; the master {} holds {held}", sides.join("; "), file_name(aligned, 1))
}

/// What a file changed in a record, each value with its cell.
fn edits(aligned: &Aligned<'_>, view: usize, record: usize) -> String {
    let Some(of) = aligned.views.get(view) else { return String::new() };
    let mut out = Vec::new();
    for column in 0..aligned.columns.len() {
        let Some(cell) = of.cell(record, column) else { continue };
        let linked = LinkedCells::of_record(aligned, record, column);
        let is_value = cell.value != *aligned.base_value(record, column);
        if is_value || linked.is_edit(view) {
            let at = of.row(record).zip(of.column(column)).and_then(|(r, c)| of.sheet.place(r, c).cell);
            let says =
                if is_value { quoted(&cell.value) } else { format!("leads {}", leads(linked.said(view).flatten())) };
            out.push(format!("{} {says} ({})", column_title(aligned, column), at.unwrap_or_default()));
        }
    }
    out.join(", ")
}

/// The row that a removed record may have become under another key.
fn possible_new_key(aligned: &Aligned<'_>, view: usize, record: usize) -> Option<String> {
    let of = aligned.views.get(view)?;
    let others: Vec<usize> = (0..aligned.columns.len()).filter(|c| !aligned.key.contains(c)).collect();
    if aligned.key.is_empty() {
        return None;
    }
    let became = (aligned.records_of_base..aligned.records).find(|new| {
        let alike = |c: &&usize| of.cell(*new, **c).is_some_and(|x| x.value == *aligned.base_value(record, **c));
        of.row(*new).is_some() && others.iter().filter(alike).count() * 2 > others.len()
    })?;
    let at = of.row(became).map(|row| of.sheet.row_place(row).cell.unwrap_or_default())?;
    let key: Vec<String> =
        aligned.key.iter().filter_map(|k| of.cell(became, *k)).map(|c| c.value.to_string()).collect();
    Some(format!(" In {} its key may have been changed to {} ({at}).", of.sheet.file, key.join(" / ")))
}
