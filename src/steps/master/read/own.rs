//! What is user-owned in the master: columns, notes, fills and sheets that no template knows. All of it is kept.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Raw, Workbook};
use crate::model::keys::RecordKey;
use crate::model::place::{At, Place};
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET, MASTER_FILE, OWN_NOTE};
use crate::model::state::{Master, OutsideCell, OwnCell, OwnLink, OwnNote, RecordField, SheetState};
use crate::model::table::Table;
use crate::model::template::Template;
use crate::model::text::{and_list, fold_title};
use crate::steps::ingest::{IngestedWorkbook, MarkKind, NotedField, is_own};
use crate::steps::master::start_here::is_start_here;
use std::collections::BTreeMap;

/// User-owned columns, notes and hyperlinks on a data sheet.
pub(super) fn collect_beside(
    read: &IngestedWorkbook,
    table: &Table,
    rows_of: &BTreeMap<u32, RecordKey>,
    state: &mut SheetState,
) {
    for column in read.unknown.iter().filter(|u| u.sheet == table.sheet.key) {
        let values: BTreeMap<RecordKey, String> =
            column.values.iter().filter_map(|(row, text)| Some((rows_of.get(row)?.clone(), text.clone()))).collect();
        state.own_columns.push((column.title.clone(), values));
    }
    for note in read.notes.iter().filter(|n| !n.text.trim_start().starts_with(OWN_NOTE)) {
        let Some(NotedField { sheet, row, column }) = &note.field else { continue };
        let (Some(key), Some(column)) = (rows_of.get(row), table.sheet.columns.get(*column)) else { continue };
        if *sheet == table.sheet.key {
            let author = note.author.clone().unwrap_or_default();
            let field = RecordField { record: key.clone(), field: column.key.clone() };
            state.notes.insert(field, OwnNote { author, text: note.text.clone() });
        }
    }
    collect_links(read, table, rows_of, state);
    let titles: Vec<String> = [table.sheet.title.clone(), table.sheet.help.clone()].into();
    for left in read.leftovers.iter().filter(|l| l.sheet == table.title) {
        if titles.contains(&left.text) || left.text.starts_with(&format!("{} ·", table.sheet.title)) {
            continue;
        }
        state.around.push(OutsideCell { at: left.at, cell: OwnCell::default() });
    }
    // A total below a user-owned column stands in no record's row.
    for column in read.unknown.iter().filter(|u| u.sheet == table.sheet.key) {
        let below = column.values.iter().filter(|(row, _)| !rows_of.contains_key(row));
        let cells = below.map(|(row, _)| At::new(*row, column.column));
        state.around.extend(cells.map(|at| OutsideCell { at, cell: OwnCell::default() }));
    }
}

/// The hyperlinks that people gave cells.
fn collect_links(read: &IngestedWorkbook, table: &Table, rows_of: &BTreeMap<u32, RecordKey>, state: &mut SheetState) {
    for mark in read.marks.iter().filter(|mark| mark.sheet == table.sheet.key) {
        let (MarkKind::Link(address), Some(column)) = (&mark.kind, mark.column) else { continue };
        let (Some(key), Some(column)) = (rows_of.get(&mark.row), table.sheet.columns.get(column)) else { continue };
        let field = RecordField { record: key.clone(), field: column.key.clone() };
        state.links.insert(field, OwnLink { text: mark.text.clone(), address: address.clone() });
    }
}

/// The fills that people gave cells.
pub(super) fn collect_fills(workbook: &Workbook, master: &mut Master, own_fill: fn(u32) -> bool) {
    for state in &mut master.sheets {
        let Some(grid) = workbook.sheets.iter().find(|g| fold_title(&g.title) == fold_title(&state.sheet.title)) else {
            continue;
        };
        let Some(header) = crate::steps::ingest::locate(grid, &state.sheet) else { continue };
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
                    state.fills.insert(RecordField { record: key.clone(), field: column.key.clone() }, fill);
                }
            }
        }
    }
}

/// User-owned sheets.
pub(super) fn collect_own_sheets(workbook: &Workbook, templates: &[Template], master: &mut Master) {
    let titles: Vec<String> = templates.iter().flat_map(|t| &t.sheets).map(|s| fold_title(&s.title)).collect();
    for (n, grid) in workbook.sheets.iter().enumerate() {
        if grid.title == LISTS_SHEET
            || grid.title == IDENTITY_SHEET
            || is_own(&grid.title)
            || is_start_here(grid)
            || titles.contains(&fold_title(&grid.title))
        {
            continue;
        }
        if let Some(before) = n.checked_sub(1).and_then(|n| workbook.sheets.get(n)) {
            master.own_after.insert(grid.title.clone(), before.title.clone());
        }
        master.own_sheets.push(grid.clone());
    }
}

/// Where columns stand, what user-owned columns hold besides text, and what stands outside the tables. `formulas` gives the
/// formulas of a sheet by its title as found; it is called only where there are some.
pub fn collect_own_cells(
    workbook: &Workbook,
    master: &mut Master,
    formulas: &dyn Fn(&str) -> BTreeMap<At, String>,
    own_fill: fn(u32) -> bool,
) {
    for state in &mut master.sheets {
        let title = fold_title(&state.sheet.title);
        let Some(grid) = workbook.sheets.iter().find(|g| fold_title(&g.title) == title) else { continue };
        let Some(header) = crate::steps::ingest::locate(grid, &state.sheet) else { continue };
        let known = state.sheet.columns.iter().zip(&header.columns);
        state.layout = known.filter_map(|(c, at)| Some(((*at)?, c.key.to_string()))).collect();
        state.layout.extend(header.unknown.iter().cloned());
        let mut texts: Option<BTreeMap<At, String>> = None;
        let mut cell_at = |at: At| {
            let cell = grid.cell(at)?;
            let mut texts = || texts.get_or_insert_with(|| formulas(&grid.title)).get(&at).cloned();
            let formula = if cell.formula { texts() } else { None };
            let fill = cell.fill.filter(|f| !own_fill(*f));
            Some(OwnCell { raw: cell.raw.clone(), formula: formula.map(|f| (at.row, f)), fill })
        };
        for (key, record) in &state.records {
            let Some(row) = record.row else { continue };
            for (at, title) in &header.unknown {
                let Some(cell) = cell_at(At::new(row, *at)) else { continue };
                if cell.formula.is_some() || cell.fill.is_some() || !matches!(cell.raw, Raw::Text(_)) {
                    state.own_cells.insert((title.clone(), key.clone()), cell);
                }
            }
        }
        for around in &mut state.around {
            around.cell = cell_at(around.at).unwrap_or_default();
        }
    }
}

/// Findings about what a new master will not hold, before it is written, with the place where it then still is.
pub fn not_carried(master: &Master, workbook: &Workbook, kept: &str) -> Vec<Finding> {
    let mut lost: Vec<(Option<&str>, String)> = Vec::new();
    // Of a file that is no .xlsx package, only the values of its cells are known.
    if master.preserved.is_cells_only {
        lost.extend(workbook.extras.iter().map(|what| (None, what.clone())));
        let only = "everything but its values, since this file was not saved as .xlsx";
        lost.extend(master.own_sheets.iter().map(|g| (Some(g.title.as_str()), only.to_owned())));
    }
    lost.extend(master.preserved.lost.iter().map(|l| (l.sheet.as_deref(), l.what.clone())));
    let mut sheets: Vec<Option<&str>> = Vec::new();
    for (sheet, _) in &lost {
        if !sheets.contains(sheet) {
            sheets.push(*sheet);
        }
    }
    let of = |sheet: Option<&str>| {
        let what: Vec<&str> = lost.iter().filter(|(s, _)| *s == sheet).map(|(_, w)| w.as_str()).collect();
        let place = sheet.map_or_else(|| Place::file(MASTER_FILE), |title| Place::sheet(MASTER_FILE, title));
        let (whose, one) =
            sheet.map_or(("the master".to_owned(), "one"), |title| (format!("the sheet {title}"), "master"));
        let message = format!(
            "These parts of {whose} can't be carried into a new {one}: {}. When this run writes a new one, the earlier master with them is kept as {kept}.",
            and_list(&what)
        );
        Finding::new(Code::FileNotCarried, message).at(place)
    };
    sheets.into_iter().map(of).collect()
}
