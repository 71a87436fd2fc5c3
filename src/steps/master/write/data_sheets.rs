//! The master's data sheets: the agreed records of one sheet of a template each.

use super::own_sheets::put_own;
use super::view::MasterView;
use crate::model::finding::{Action, Question};
use crate::model::keys::{FieldKey, RecordKey};
use crate::model::language::Language;
use crate::model::page::{CellMark, Content, Page, PageCell, PageRow};
use crate::model::sheet_names::{FIRST_ROW, OWN_NOTE};
use crate::model::state::{Record, RecordField, SheetState};
use crate::model::template::Column;
use crate::model::value::Value;
use crate::steps::layout::data_sheet::sheet_page;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::layout::{ContentRow, SheetContent, role_holders};
use std::collections::BTreeMap;

/// How many empty rows the master offers for new records on each data sheet.
pub(super) const SPARE_ROWS: usize = 50;

/// A data sheet of the master. Cells that wait for a decision and cells that the last run changed are marked, with a note
/// that names who proposed what.
pub(super) fn data_page(view: MasterView<'_>, state: &SheetState, lists: &mut Lists) -> Page {
    let marks = cell_marks(view, state);
    let rows: Vec<ContentRow> = state
        .records
        .iter()
        .map(|(key, record)| content_row(state, key, record, &marks))
        .chain(state.loose.iter().map(|values| ContentRow { values: values.clone(), ..ContentRow::default() }))
        .collect();
    let own: Vec<(String, Vec<Option<String>>)> = state
        .own_columns
        .iter()
        .map(|(title, texts)| (title.clone(), state.records.keys().map(|key| texts.get(key).cloned()).collect()))
        .collect();
    let people = column_values(view, "contacts", "name");
    let roles = state.sheet.across().and_then(|key| view.master.sheet(key.as_str()));
    let holders = roles.map(|r| role_holders(&r.sheet, r.records.values().map(|record| record.values.as_slice())));
    let holders = holders.unwrap_or_default();
    let content = SheetContent {
        sheet: &state.sheet,
        subtitle: &view.engagement.name,
        rows,
        prepared: vec![String::new(); SPARE_ROWS],
        open: &|column: &Column| !column.is_tool(),
        for_recipient: false,
        people: &people,
        references: &|sheet| column_values(view, sheet.as_str(), "id"),
        own: &own,
        protect: false,
        holders: &holders,
        engagement: view.engagement,
        language: &Language::english(),
    };
    let mut page = sheet_page(&content, lists);
    put_own_cells(&mut page, state);
    page
}

/// Puts in the user-owned cells: what user-owned columns hold besides text, and what stands outside the table.
fn put_own_cells(page: &mut Page, state: &SheetState) {
    let (width, first) = (state.sheet.columns.len(), usize::try_from(FIRST_ROW).unwrap_or_default());
    for ((title, key), own) in &state.own_cells {
        let line = state.records.get_index_of(key).and_then(|n| page.lines.get_mut(first + n));
        let column = state.own_columns.iter().position(|(t, _)| t == title);
        let Some((line, column)) = line.zip(column.and_then(|n| u16::try_from(width + n).ok())) else { continue };
        let Some((_, cell)) = line.cells.iter_mut().find(|(at, _)| *at == column) else { continue };
        put_own(cell, own);
    }
    for around in &state.around {
        let row = usize::try_from(around.at.row).unwrap_or(usize::MAX);
        if row >= MAX_ROWS {
            continue;
        }
        if page.lines.len() <= row {
            page.lines.resize(row + 1, PageRow::default());
        }
        let Some(line) = page.lines.get_mut(row) else { continue };
        let at = line.cells.partition_point(|(column, _)| *column < around.at.column);
        if line.cells.get(at).is_none_or(|(column, _)| *column != around.at.column) {
            line.cells.insert(at, (around.at.column, PageCell::default()));
        }
        if let Some((_, cell)) = line.cells.get_mut(at) {
            cell.content = Content::Blank;
            put_own(cell, &around.cell);
        }
    }
}

/// The number of rows that a sheet of an .xlsx can have.
const MAX_ROWS: usize = crate::model::place::LAST_ROW as usize + 1;

/// The filled values of a column in all records of a sheet, for drop-downs.
fn column_values(view: MasterView<'_>, sheet: &str, column: &str) -> Vec<String> {
    let Some(state) = view.master.sheet(sheet) else { return Vec::new() };
    let Some(i) = state.sheet.position(column) else { return Vec::new() };
    let values = state.records.values().filter_map(|r| r.values.get(i));
    values.filter(|v| !v.is_empty()).map(ToString::to_string).collect()
}

/// What to mark: by record ID and field, the mark and the note.
type CellMarks = BTreeMap<(String, FieldKey), (CellMark, String)>;

/// Which cells the last run changed and which wait for a decision; of two marks on one cell, the decision counts.
fn cell_marks(view: MasterView<'_>, state: &SheetState) -> CellMarks {
    let mut out = CellMarks::new();
    for change in view.master.memory.changes.iter().filter(|c| c.sheet == state.sheet.title) {
        let Some(field) = &change.field else { continue };
        let note =
            format!("{OWN_NOTE} changed from “{}” ({}, {}).", shown_in_note(&change.from), change.by, change.reason);
        out.insert((change.record.clone(), field.clone()), (CellMark::Changed, note));
    }
    for finding in view.findings.iter().filter(|f| f.sheet.as_deref() == Some(state.sheet.title.as_str())) {
        let (Some(question), Some(record)) = (&finding.question, &finding.record) else { continue };
        let field = finding.field.clone().unwrap_or_else(|| "id".into());
        out.insert((record.clone(), field), (CellMark::Conflict, clash_note(question)));
    }
    out
}

/// A value in a note, cut at 200 characters.
fn shown_in_note(value: &Value) -> String {
    let text = value.shown();
    if text.chars().count() > 200 { format!("{}…", text.chars().take(200).collect::<String>()) } else { text }
}

fn clash_note(question: &Question) -> String {
    let mut lines = vec![format!("{OWN_NOTE} {} waits for a decision.", question.id)];
    for candidate in &question.candidates {
        let by: Vec<&str> = candidate.contributors.iter().map(|g| g.by.as_str()).collect();
        let what =
            if candidate.action == Action::Set { shown_in_note(&candidate.value) } else { candidate.value.to_string() };
        lines.push(format!("{}: {what} — {}", candidate.letters(), by.join(", ")));
    }
    lines.join("\n")
}

fn content_row(state: &SheetState, key: &RecordKey, record: &Record, marks: &CellMarks) -> ContentRow {
    let mut row = ContentRow { row_key: key.to_string(), values: record.values.clone(), ..ContentRow::default() };
    for (i, column) in state.sheet.columns.iter().enumerate() {
        let field = RecordField { record: key.clone(), field: column.key.clone() };
        let own = state.notes.get(&field);
        let mark = marks.get(&(record.id.clone(), column.key.clone()));
        if let Some((mark, _)) = mark {
            row.marks.push((i, *mark));
        }
        match (own, mark) {
            // A cell has one note: the user-owned one stays, and Discrepancies has what the other would say.
            (Some(note), _) => row.notes.push((i, note.author.clone(), note.text.clone())),
            (None, Some((_, note))) => row.notes.push((i, "prekick".into(), note.clone())),
            (None, None) => {}
        }
        row.links.extend(state.links.get(&field).map(|link| (i, link.clone())));
        if let Some(fill) = state.fills.get(&field) {
            row.fills.push((i, *fill));
        }
    }
    row
}
