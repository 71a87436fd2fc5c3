//! What merging and comparing say: changes, and findings in words.

use super::align::Aligned;
use super::rows::keyed;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::place::Place;
use crate::model::plain::{PlainCell, PlainSheet};
use crate::model::report::Change;
use crate::model::severity::Severity;
use crate::model::text::{and_list, count, shortened};
use crate::model::value::Value;
use std::collections::BTreeMap;

/// How messages name a view: the master by its part in it, others by their file.
pub(super) fn file(aligned: &Aligned<'_>, view: usize) -> String {
    aligned.views.get(view).map(|v| v.sheet.file.clone()).unwrap_or_default()
}

fn files(aligned: &Aligned<'_>, views: &[usize]) -> String {
    let mut names: Vec<String> = views.iter().map(|v| file(aligned, *v)).collect();
    names.dedup();
    and_list(&names)
}

/// A value in a sentence.
pub(super) fn quoted(value: &Value) -> String {
    if value.is_empty() { "nothing".to_owned() } else { format!("“{}”", shortened(&value.to_string(), 80)) }
}

/// How a record is named: by its key, else by the first words in its row.
pub(super) fn record(aligned: &Aligned<'_>, record: usize) -> String {
    let views = || aligned.views.iter().skip(1).chain(aligned.views.first());
    let Some(view) = views().find(|v| v.row(record).is_some()) else { return String::new() };
    let value = |column: usize| view.cell(record, column).map(|c| c.value.to_string()).unwrap_or_default();
    let key: Vec<String> = aligned.key.iter().map(|k| value(*k)).filter(|v| !v.is_empty()).collect();
    if !key.is_empty() {
        return key.join(" / ");
    }
    let first = (0..aligned.columns.len()).map(value).find(|v| !v.trim().is_empty()).unwrap_or_default();
    shortened(&first, 60)
}

fn title(aligned: &Aligned<'_>, column: usize) -> String {
    aligned.columns.get(column).map(|c| c.name.clone()).unwrap_or_default()
}

/// The title of the sheet, as the master has it.
pub(super) fn sheet(aligned: &Aligned<'_>) -> String {
    let titled = aligned.views.iter().skip(1).chain(aligned.views.first()).map(|v| v.sheet);
    titled.map(|s| s.title.clone()).find(|t| !t.is_empty()).unwrap_or_default()
}

fn row_place(aligned: &Aligned<'_>, view: usize, record: usize) -> Place {
    let Some(of) = aligned.views.get(view) else { return Place::default() };
    of.row(record).map_or_else(|| Place::sheet(&of.sheet.file, &of.sheet.title), |row| of.sheet.row_place(row))
}

fn title_place(aligned: &Aligned<'_>, view: usize, column: usize) -> Place {
    let Some(of) = aligned.views.get(view) else { return Place::default() };
    let sheet = Place::sheet(&of.sheet.file, &of.sheet.title);
    of.column(column).map_or(sheet, |c| of.sheet.title_place(c))
}

fn change(aligned: &Aligned<'_>, reason: ChangeReason, givers: &[usize], source: Place) -> Change {
    let by = givers.iter().map(|v| file(aligned, *v)).collect::<Vec<_>>().join(", ");
    Change { sheet: sheet(aligned), reason, by, source, ..Change::default() }
}

fn finding(aligned: &Aligned<'_>, code: Code, message: String) -> Finding {
    let mut finding = Finding::new(code, message);
    finding.sheet = Some(sheet(aligned));
    finding
}

pub(super) fn cell_changed(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    from: &Value,
    to: &PlainCell,
    first: usize,
    givers: &[usize],
) -> Change {
    let view = aligned.views.get(first);
    let place = view.and_then(|v| Some(v.sheet.place(v.row(of)?, v.column(column)?))).unwrap_or_default();
    Change {
        record: record(aligned, of),
        field: Some(title(aligned, column)),
        from: from.clone(),
        to: to.value.clone(),
        ..change(aligned, ChangeReason::Merged, givers, place)
    }
}

pub(super) fn row_added(aligned: &Aligned<'_>, of: usize, givers: &[usize]) -> Change {
    let place = givers.first().map(|v| row_place(aligned, *v, of)).unwrap_or_default();
    Change { record: record(aligned, of), ..change(aligned, ChangeReason::Added, givers, place) }
}

pub(super) fn row_gone(aligned: &Aligned<'_>, of: usize, givers: &[usize]) -> Change {
    let place = row_place(aligned, 0, of);
    Change { record: record(aligned, of), ..change(aligned, ChangeReason::Removed, givers, place) }
}

pub(super) fn column_added(aligned: &Aligned<'_>, column: usize, givers: &[usize]) -> Change {
    let place = givers.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let to = Value::text(title(aligned, column));
    Change { field: Some(title(aligned, column)), to, ..change(aligned, ChangeReason::ColumnAdded, givers, place) }
}

pub(super) fn column_gone(aligned: &Aligned<'_>, column: usize, givers: &[usize]) -> Change {
    let place = title_place(aligned, 0, column);
    let from = Value::text(title(aligned, column));
    Change { field: Some(title(aligned, column)), from, ..change(aligned, ChangeReason::ColumnRemoved, givers, place) }
}

pub(super) fn column_renamed(
    aligned: &Aligned<'_>,
    column: usize,
    from: &Value,
    to: &Value,
    said: &[(usize, Value)],
) -> Change {
    let givers: Vec<usize> = said.iter().map(|(v, _)| *v).collect();
    let place = givers.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let field = Some(title(aligned, column));
    Change { field, from: from.clone(), to: to.clone(), ..change(aligned, ChangeReason::ColumnRenamed, &givers, place) }
}

pub(super) fn column_removed(aligned: &Aligned<'_>, column: usize, without: &[usize]) -> Finding {
    let name = title(aligned, column);
    let message = format!(
        "{} has no column {name}, in which nobody else changed anything: it is left out.",
        files(aligned, without)
    );
    let place = without.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let help = "If the column was only left out by mistake, take it from the base again.";
    finding(aligned, Code::ColumnMissing, message).help(help).field(&name).at(place)
}

/// A computed cell has different results in several files, because its inputs were changed in several.
pub(super) fn computed_otherwise(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    said: &[(usize, PlainCell)],
) -> Finding {
    let results: Vec<String> =
        said.iter().map(|(v, c)| format!("{} in {}", quoted(&c.value), file(aligned, *v))).collect();
    let message = format!(
        "{}, {}: the formula in the master came to {}; it stays and is computed anew from what was merged.",
        record(aligned, of),
        title(aligned, column),
        and_list(&results)
    );
    let master = aligned.views.get(1);
    let place = master.and_then(|v| Some(v.sheet.place(v.row(of)?, v.column(column)?)));
    let mut finding = finding(aligned, Code::ValueFormulaKept, message).field(&title(aligned, column));
    finding.place = place;
    finding
}

/// New formulas that their program did not compute: there is no value of theirs to be merged.
pub(super) fn uncomputed(aligned: &Aligned<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (n, view) in aligned.views.iter().enumerate().skip(2) {
        let is_new = |record: &usize, column: &usize| {
            let base = aligned.views.first().and_then(|v| v.cell(*record, *column));
            !base.is_some_and(|c| c.formula)
        };
        let cells = (0..aligned.records).flat_map(|r| (0..aligned.columns.len()).map(move |c| (r, c)));
        for (record, column) in cells.filter(|(r, c)| is_new(r, c)) {
            let Some(cell) = view.cell(record, column).filter(|c| matches!(c.raw, Raw::Uncalculated(_))) else {
                continue;
            };
            let message = format!(
                "The formula {} in {} came back without a result, so nothing of it was merged.",
                quoted(&cell.value),
                file(aligned, n)
            );
            let place = view.row(record).zip(view.column(column)).map(|(r, c)| view.sheet.place(r, c));
            let mut said = finding(aligned, Code::ValueFormulaError, message).severity(Severity::Warning);
            said.place = place;
            out.push(
                said.help("Open the file in Excel, save it and merge again, or type the formula into what was merged."),
            );
        }
    }
    out
}

/// Texts of a CSV where the master had numbers or days: programs write these as they show them, so that they may be the same.
pub(super) fn as_text(aligned: &Aligned<'_>, texts: &[(usize, usize, usize)]) -> Vec<Finding> {
    let mut by_column: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    texts.iter().for_each(|(view, of, column)| by_column.entry((*view, *column)).or_default().push(*of));
    let mut out = Vec::new();
    for ((n, column), records) in by_column {
        let Some((view, first)) = aligned.views.get(n).zip(records.first().copied()) else { continue };
        let said = |v: usize| aligned.views.get(v).and_then(|v| v.cell(first, column)).map(|c| quoted(&c.value));
        let message = format!(
            "{} in the column {} of {} for what the master holds as numbers or dates, such as {} for {}; taken as text.",
            count(records.len(), "text stands", "texts stand"),
            title(aligned, column),
            file(aligned, n),
            said(n).unwrap_or_default(),
            said(1).unwrap_or_default()
        );
        let help =
            "A CSV holds numbers and dates as a program shows them. If they are the same, ask for the file as .xlsx.";
        let place = view.row(first).zip(view.column(column)).map(|(r, c)| view.sheet.place(r, c));
        let mut said =
            finding(aligned, Code::ValueType, message).severity(Severity::Warning).field(&title(aligned, column));
        said.place = place;
        out.push(said.help(help));
    }
    out
}

/// What somebody wrote above the titles is no row, and is merged nowhere.
pub(super) fn above_titles(aligned: &Aligned<'_>) -> Vec<Finding> {
    let known: Vec<&Raw> = aligned.views.iter().take(2).flat_map(|v| &v.sheet.above).map(|(_, raw)| raw).collect();
    let mut out = Vec::new();
    for (n, view) in aligned.views.iter().enumerate().skip(2) {
        for (at, raw) in view.sheet.above.iter().filter(|(_, raw)| !known.contains(&raw)) {
            let said = quoted(&Value::text(raw.to_string()));
            let message =
                format!("{said} stands above the titles in {}; only rows below them are merged.", file(aligned, n));
            let place = Place::cell(&view.sheet.file, &view.sheet.title, *at);
            out.push(
                finding(aligned, Code::RowOutsideTable, message)
                    .at(place)
                    .help("Type it into the master if it is to be there."),
            );
        }
    }
    out
}

pub(super) fn cell_clash(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    master: &Value,
    said: &[(usize, Value)],
) -> Finding {
    let name = title(aligned, column);
    let record = record(aligned, of);
    let message = format!("{name}: {}.", sides(aligned, master, said));
    finding(aligned, Code::ConflictField, message).help(HELP).record(Some(&record)).field(&name)
}

pub(super) fn title_clash(aligned: &Aligned<'_>, column: usize, master: &Value, said: &[(usize, Value)]) -> Finding {
    let name = title(aligned, column);
    let message = format!("The title of the column {name}: {}.", sides(aligned, master, said));
    finding(aligned, Code::ConflictField, message).help(HELP).field(&name)
}

const HELP: &str = "Type the value that is right into the master, or into what was merged.";

fn sides(aligned: &Aligned<'_>, master: &Value, said: &[(usize, Value)]) -> String {
    let mut values: Vec<(&Value, Vec<usize>)> = Vec::new();
    for (view, value) in said {
        match values.iter_mut().find(|(v, _)| *v == value) {
            Some((_, by)) => by.push(*view),
            None => values.push((value, vec![*view])),
        }
    }
    let mut out: Vec<String> = values
        .iter()
        .map(|(value, by)| {
            let verb = if by.len() == 1 { "says" } else { "say" };
            format!("{} {verb} {}", files(aligned, by), quoted(value))
        })
        .collect();
    out.push(format!("the master {} holds {}", file(aligned, 1), quoted(master)));
    out.join("; ")
}

pub(super) fn removed_and_edited(aligned: &Aligned<'_>, of: usize, without: &[usize], edited: &[usize]) -> Finding {
    let record = record(aligned, of);
    let said: Vec<String> = edited.iter().map(|view| edits(aligned, *view, of)).collect();
    let rekeyed: String = without.iter().filter_map(|view| rekeyed(aligned, *view, of)).collect();
    let message = format!(
        "The row was removed in {}, and changed in {}: {}.{rekeyed}",
        files(aligned, without),
        files(aligned, edited),
        said.join("; ")
    );
    let help = "It stays as the master has it. Remove the row, or type the changes into it.";
    finding(aligned, Code::ConflictRemovedAndEdited, message).help(help).record(Some(&record))
}

/// What a view changed in a record, each value with its cell.
fn edits(aligned: &Aligned<'_>, view: usize, record: usize) -> String {
    let Some(of) = aligned.views.get(view) else { return String::new() };
    let mut out = Vec::new();
    for column in 0..aligned.columns.len() {
        let Some(cell) = of.cell(record, column) else { continue };
        if cell.value != *aligned.base_value(record, column) {
            let at = of.row(record).zip(of.column(column)).and_then(|(r, c)| of.sheet.place(r, c).cell);
            out.push(format!("{} {} ({})", title(aligned, column), quoted(&cell.value), at.unwrap_or_default()));
        }
    }
    out.join(", ")
}

/// The row that a removed record may have become under another key.
fn rekeyed(aligned: &Aligned<'_>, view: usize, record: usize) -> Option<String> {
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

pub(super) fn column_clash(
    aligned: &Aligned<'_>,
    column: usize,
    without: &[usize],
    said: &[(usize, usize)],
) -> Finding {
    let name = title(aligned, column);
    let values: Vec<String> = said
        .iter()
        .filter_map(|(view, of)| {
            let v = aligned.views.get(*view)?;
            let place = v.sheet.place(v.row(*of)?, v.column(column)?);
            Some(format!("{} {} ({place})", record(aligned, *of), quoted(&v.cell(*of, column)?.value)))
        })
        .collect();
    let message = format!(
        "The column {name} was removed in {}, and {} in it: {}.",
        files(aligned, without),
        count(values.len(), "cell was changed", "cells were changed"),
        values.join("; ")
    );
    let help = "It stays as the master has it. Remove the column, or type the changes into it.";
    finding(aligned, Code::ConflictRemovedAndEdited, message).help(help).field(&name)
}

/// Keys that stand on several rows of one file.
pub(super) fn doubled_keys(aligned: &Aligned<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for view in aligned.views.iter().filter(|_| !aligned.key.is_empty()) {
        let key: Vec<usize> = aligned.key.iter().filter_map(|k| view.column(*k)).collect();
        for (value, rows) in keyed(view.sheet, &key).iter().filter(|(_, rows)| rows.len() > 1) {
            out.push(doubled(view.sheet, value, rows));
        }
    }
    out
}

fn doubled(sheet: &PlainSheet, key: &[Value], rows: &[usize]) -> Finding {
    let said: Vec<String> = key.iter().map(ToString::to_string).collect();
    let numbers: Vec<String> =
        rows.iter().filter_map(|r| sheet.rows.get(*r)).map(|r| (u64::from(r.number) + 1).to_string()).collect();
    let what =
        if key.iter().all(Value::is_empty) { "no key".to_owned() } else { format!("the key {}", said.join(" / ")) };
    let message = format!("The rows {} have {what}; they were told apart by what else they hold.", and_list(&numbers));
    let place = rows.first().map(|r| sheet.row_place(*r)).unwrap_or_default();
    let help = "Give each row a key of its own, so that nothing is taken for something else.";
    Finding::new(Code::RowDuplicateKey, message).severity(Severity::Warning).help(help).at(place)
}

/// More pairs of new rows than this are not compared.
const MOST_COMPARED: usize = 250_000;

/// New rows of different files that share most of what they hold, where no key tells them apart.
pub(super) fn alike_newcomers(aligned: &Aligned<'_>) -> Vec<Finding> {
    let new = aligned.records_of_base..aligned.records;
    if !aligned.key.is_empty() || new.len().saturating_mul(new.len()) > MOST_COMPARED {
        return Vec::new();
    }
    let mut out = Vec::new();
    for one in new.clone() {
        for two in one + 1..aligned.records {
            let from = |record: usize| aligned.views.iter().position(|v| v.row(record).is_some()).unwrap_or(0);
            let (a, b) = (from(one), from(two));
            if a == b {
                continue;
            }
            let (same, filled) = shared(aligned, (a, one), (b, two));
            if same * 2 > filled && filled > 1 {
                let message = format!(
                    "“{}” in {} and “{}” in {} are alike in {same} of {filled} cells; they stay two rows.",
                    record(aligned, one),
                    row_place(aligned, a, one),
                    record(aligned, two),
                    row_place(aligned, b, two),
                );
                let help = "If they are one record, delete one of the rows.";
                let place = row_place(aligned, b, two);
                let finding = finding(aligned, Code::RowPossibleDuplicate, message).severity(Severity::Warning);
                out.push(finding.help(help).at(place));
            }
        }
    }
    out
}

fn shared(aligned: &Aligned<'_>, one: (usize, usize), two: (usize, usize)) -> (usize, usize) {
    let cell = |(view, record): (usize, usize), column: usize| {
        aligned.views.get(view).and_then(|v| v.cell(record, column)).map(|c| c.value.clone()).unwrap_or_default()
    };
    let (mut same, mut filled) = (0, 0);
    for column in 0..aligned.columns.len() {
        let (a, b) = (cell(one, column), cell(two, column));
        filled += usize::from(!a.is_empty() || !b.is_empty());
        same += usize::from(!a.is_empty() && a == b);
    }
    (same, filled)
}
