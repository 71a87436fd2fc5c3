//! What is people's own in the master: columns, notes and sheets that no template knows. It is still there after a run.

use super::{IDENTITY_SHEET, MASTER};
use crate::steps::read_in::LISTS_SHEET;
use crate::steps::read_in::{ReadIn, is_own};
use crate::things::finding::Finding;
use crate::things::grid::Workbook;
use crate::things::place::Place;
use crate::things::state::{Master, SheetState};
use crate::things::table::Table;
use crate::things::template::Template;
use crate::things::text::{and_list, fold_title};
use std::collections::BTreeMap;

/// How a note of the program's own begins; people's own notes are carried over, these are made anew.
pub const OWN_NOTE: &str = "prekick:";

/// Columns and notes of people's own on a data sheet.
pub(super) fn beside(
    read: &ReadIn,
    table: &Table,
    rows_of: &BTreeMap<u32, String>,
    state: &mut SheetState,
    findings: &mut Vec<Finding>,
) {
    for column in read.unknown.iter().filter(|u| u.sheet == table.sheet.key) {
        let values: BTreeMap<String, String> =
            column.values.iter().filter_map(|(row, text)| Some((rows_of.get(row)?.clone(), text.clone()))).collect();
        state.own_columns.push((column.title.clone(), values));
    }
    for note in read.notes.iter().filter(|n| !n.text.trim_start().starts_with(OWN_NOTE)) {
        let Some((sheet, row, column)) = &note.beside else { continue };
        let (Some(key), Some(column)) = (rows_of.get(row), table.sheet.columns.get(*column)) else { continue };
        if *sheet == table.sheet.key {
            let author = note.author.clone().unwrap_or_default();
            state.notes.insert((key.clone(), column.key.clone()), (author, note.text.clone()));
        }
    }
    let titles: Vec<String> = [table.sheet.title.clone(), table.sheet.help.clone()].into();
    for left in read.leftovers.iter().filter(|l| l.sheet == table.title) {
        if titles.contains(&left.text) || left.text.starts_with(&format!("{} ·", table.sheet.title)) {
            continue;
        }
        let message = format!(
            "“{}” stands outside the table; it is in the earlier master in history/, not in the new one.",
            left.text
        );
        findings.push(Finding::new("file/not-carried", message).on(&table.sheet).at(left.place.clone()));
    }
}

/// Fills that people gave cells.
pub(super) fn fills(workbook: &Workbook, master: &mut Master, own_fill: fn(u32) -> bool) {
    for state in &mut master.sheets {
        let Some(grid) = workbook.sheets.iter().find(|g| fold_title(&g.title) == fold_title(&state.sheet.title)) else {
            continue;
        };
        let Some(header) = crate::steps::read_in::locate(grid, &state.sheet) else { continue };
        for (key, record) in &state.records {
            let Some(row) = record
                .row
                .and_then(|n| grid.rows.binary_search_by_key(&n, |r| r.number).ok())
                .and_then(|i| grid.rows.get(i))
            else {
                continue;
            };
            for (column, at) in state.sheet.columns.iter().zip(&header.columns) {
                let fill = at.and_then(|at| row.cell(at)).and_then(|c| c.fill).filter(|f| !own_fill(*f));
                if let Some(fill) = fill {
                    state.fills.insert((key.clone(), column.key.clone()), fill);
                }
            }
        }
    }
}

/// Sheets of people's own.
pub(super) fn own_sheets(
    workbook: &Workbook,
    templates: &[Template],
    master: &mut Master,
    findings: &mut Vec<Finding>,
) {
    let titles: Vec<String> = templates.iter().flat_map(|t| &t.sheets).map(|s| fold_title(&s.title)).collect();
    for grid in &workbook.sheets {
        if grid.title == LISTS_SHEET
            || grid.title == IDENTITY_SHEET
            || is_own(&grid.title)
            || titles.contains(&fold_title(&grid.title))
        {
            continue;
        }
        master.own_sheets.push(grid.clone());
    }
    let mut lost: Vec<&str> = workbook.extras.iter().map(String::as_str).collect();
    if master.own_sheets.iter().flat_map(|g| &g.rows).any(|r| r.cells.iter().any(|(_, c)| c.formula)) {
        lost.push("formulas on sheets of your own (their values stay)");
    }
    if !lost.is_empty() {
        let message = format!("These parts of the master can't be carried into a new one: {}.", and_list(&lost));
        findings.push(Finding::new("file/not-carried", message).at(Place::file(MASTER)));
    }
}
