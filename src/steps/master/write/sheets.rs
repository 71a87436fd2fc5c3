//! The master's data sheets, and the sheets that tell what happened.

use super::{Showing, shapes};
use crate::model::carry::Carry;
use crate::model::decision_row::DecisionRow;
use crate::model::finding::{Action, Question};
use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::language::Language;
use crate::model::page::{Content, Line, Mark, Page, PageCell, PageColumn, PageNote, Role, Show};
use crate::model::report::Change;
use crate::model::sheet_names::{FIRST_ROW, OWN_NOTE};
use crate::model::state::{OwnCell, Record, SheetState};
use crate::model::template::Column;
use crate::model::value::Value;
use crate::steps::layout::data_sheet::{ContentRow, SheetContent, sheet_page};
use crate::steps::layout::dropdowns::Lists;
use jiff::civil::Time;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Empty rows that the master offers for new records.
pub(super) const SPARE: usize = 50;

/// A data sheet of the master. Cells that wait for a decision and cells that the last run changed are marked, with a note
/// that says who said what.
pub(super) fn data_page(showing: Showing<'_>, state: &SheetState, lists: &mut Lists) -> Page {
    let marks = marks(showing, state);
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
    let people = names(showing, "contacts", "name");
    let content = SheetContent {
        sheet: &state.sheet,
        subtitle: &showing.engagement.name,
        rows,
        prepared: vec![String::new(); SPARE],
        open: &|column: &Column| !column.is_tool(),
        people: &people,
        references: &|sheet| names(showing, sheet, "id"),
        own: &own,
        protect: false,
        engagement: showing.engagement,
        language: &Language::english(),
    };
    let mut page = sheet_page(&content, lists);
    own_cells(&mut page, state);
    if let Some(shape) = showing.master.shapes.get(&state.sheet.key) {
        shapes::put(&mut page, state, shape);
    }
    page
}

/// What people's own columns hold besides text: figures, days, formulas.
fn own_cells(page: &mut Page, state: &SheetState) {
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
        if row >= FARTHEST {
            continue;
        }
        if page.lines.len() <= row {
            page.lines.resize(row + 1, Line::default());
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

/// The last row of a sheet.
const FARTHEST: usize = 1_048_576;

/// A cell of people's own as it was, in the look of its place.
fn put_own(cell: &mut PageCell, own: &OwnCell) {
    let found = own_cell(&RawCell { raw: own.raw.clone(), ..RawCell::default() });
    cell.fill = own.fill.or(cell.fill);
    match &own.formula {
        Some((_, formula)) => {
            let (formula, result) = (formula.clone(), Box::new(found.content));
            cell.content = Content::Formula { formula, result };
            cell.show = found.show;
        }
        // A formula without a result stands as its text.
        None if matches!(own.raw, Raw::Uncalculated(_)) => cell.content = Content::Text(own.raw.to_string()),
        // A time of day is kept in words.
        None if matches!(&own.raw, Raw::Date(d) if d.time() != Time::midnight() || d.year() < 1900) => {
            cell.content = Content::Text(own.raw.to_string());
        }
        None if matches!(own.raw, Raw::Text(_)) => cell.content = found.content,
        None => (cell.content, cell.show) = (found.content, found.show),
    }
}

fn names(showing: Showing<'_>, sheet: &str, column: &str) -> Vec<String> {
    let Some(state) = showing.master.sheet(sheet) else { return Vec::new() };
    let Some(i) = state.sheet.position(column) else { return Vec::new() };
    let values = state.records.values().filter_map(|r| r.values.get(i));
    values.filter(|v| !v.is_empty()).map(ToString::to_string).collect()
}

/// What to mark: by record ID and field, the mark and the note.
type Marks = BTreeMap<(String, String), (Mark, String)>;

fn marks(showing: Showing<'_>, state: &SheetState) -> Marks {
    let mut out = Marks::new();
    for change in showing.master.memory.changes.iter().filter(|c| c.sheet == state.sheet.title) {
        let Some(field) = &change.field else { continue };
        let note = format!("{OWN_NOTE} changed from “{}” ({}, {}).", shown(&change.from), change.by, change.reason);
        out.insert((change.record.clone(), field.clone()), (Mark::Changed, note));
    }
    for finding in showing.findings.iter().filter(|f| f.sheet.as_deref() == Some(state.sheet.title.as_str())) {
        let (Some(question), Some(record)) = (&finding.question, &finding.record) else { continue };
        let field = finding.field.clone().unwrap_or_else(|| "id".into());
        out.insert((record.clone(), field), (Mark::Clash, clash_note(question)));
    }
    out
}

fn shown(value: &Value) -> String {
    let text = value.shown();
    if text.chars().count() > 200 { format!("{}…", text.chars().take(200).collect::<String>()) } else { text }
}

fn clash_note(question: &Question) -> String {
    let mut lines = vec![format!("{OWN_NOTE} {} waits for a decision.", question.id)];
    for candidate in &question.candidates {
        let by: Vec<&str> = candidate.givers.iter().map(|g| g.by.as_str()).collect();
        let what = if candidate.action == Action::Set { shown(&candidate.value) } else { candidate.value.to_string() };
        lines.push(format!("{}: {what} — {}", candidate.letters(), by.join(", ")));
    }
    lines.join("\n")
}

fn content_row(state: &SheetState, key: &str, record: &Record, marks: &Marks) -> ContentRow {
    let mut row = ContentRow { row_key: key.to_owned(), values: record.values.clone(), ..ContentRow::default() };
    for (i, column) in state.sheet.columns.iter().enumerate() {
        let own = state.notes.get(&(key.to_owned(), column.key.clone()));
        let mark = marks.get(&(record.id.clone(), column.key.clone()));
        if let Some((mark, _)) = mark {
            row.marks.push((i, *mark));
        }
        match (own, mark) {
            // Two notes can't stand on one cell; people's own stays, and Discrepancies has the other.
            (Some((author, text)), _) => row.notes.push((i, author.clone(), text.clone())),
            (None, Some((_, note))) => row.notes.push((i, "prekick".into(), note.clone())),
            (None, None) => {}
        }
        if let Some(fill) = state.fills.get(&(key.to_owned(), column.key.clone())) {
            row.fills.push((i, *fill));
        }
    }
    row
}

fn table(title: &str, hint: &str, titles: &[(&str, u16)], rows: Vec<Line>) -> Page {
    let last = 3 + u32::try_from(rows.len().max(1)).unwrap_or(1);
    let mut lines = vec![
        Line { height: Some(26.0), ..Line::of([PageCell::text(title, Role::Title)]) },
        Line::of([PageCell::text(hint, Role::Hint)]),
        Line::default(),
        Line { height: Some(20.0), ..Line::of(titles.iter().map(|(t, _)| PageCell::text(*t, Role::Header))) },
    ];
    lines.extend(rows);
    Page {
        title: title.into(),
        columns: titles.iter().map(|(_, w)| PageColumn { width: *w, hidden: false }).collect(),
        lines,
        freeze: Some((4, 1)),
        filter: Some((3, 0, last, u16::try_from(titles.len()).unwrap_or(1).saturating_sub(1))),
        repeat: Some((3, 3)),
        tab: Some(Role::Label),
        ..Page::default()
    }
}

fn cells(texts: impl IntoIterator<Item = String>) -> Line {
    Line::of(texts.into_iter().map(|t| PageCell { show: Show::Wrapped, ..PageCell::text(t, Role::Cell) }))
}

/// What was decided, when, and what was seen.
pub(super) fn decisions(showing: Showing<'_>) -> Page {
    let widths = [10, 12, 16, 12, 18, 44, 24, 40, 16, 18, 24, 26];
    let titles: Vec<(&str, u16)> = DecisionRow::TITLES.into_iter().zip(widths).collect();
    let rows = showing.master.decided.iter().map(|line| cells(line.cells().map(ToOwned::to_owned))).collect();
    table("Decisions", "What was decided, what was seen, and when.", &titles, rows)
}

/// What the last run that changed something changed.
pub(super) fn changes(showing: Showing<'_>) -> Page {
    let titles = [
        ("Workbook", 12),
        ("Sheet", 20),
        ("Record", 10),
        ("Field", 20),
        ("From", 34),
        ("To", 34),
        ("Why", 26),
        ("By", 20),
        ("Where", 48),
    ];
    let line = |c: &Change| {
        cells([
            c.workbook.clone(),
            c.sheet.clone(),
            c.record.clone(),
            c.field.clone().unwrap_or_default(),
            c.from.to_string(),
            c.to.to_string(),
            c.reason.to_string(),
            c.by.clone(),
            c.source.to_string(),
        ])
    };
    let rows = showing.master.memory.changes.iter().map(line).collect();
    let hint =
        "What the last run that changed something changed. Every change there ever was is in history/changes.csv.";
    table("Changes", hint, &titles, rows)
}

/// What was sent and what was heard.
pub(super) fn sources(showing: Showing<'_>) -> Page {
    let titles = [
        ("What", 12),
        ("Copy or file", 52),
        ("Workbook", 12),
        ("Recipient", 22),
        ("Date", 12),
        ("SHA-256", 68),
        ("Fingerprint", 68),
    ];
    let memory = &showing.master.memory;
    let sent = memory.sent.iter().map(|(id, s)| {
        cells([
            "sent".into(),
            id.clone(),
            s.workbook.clone(),
            s.recipient.clone(),
            s.date.clone(),
            s.sha256.clone(),
            s.fingerprint.clone(),
        ])
    });
    let heard = memory.files.iter().map(|f| {
        let sent = memory.sent.get(&f.copy);
        cells([
            "heard".into(),
            f.file.clone(),
            sent.map(|s| s.workbook.clone()).unwrap_or_default(),
            sent.map(|s| s.recipient.clone()).unwrap_or_default(),
            f.date.clone(),
            f.sha256.clone(),
            f.copy.clone(),
        ])
    });
    let rows = sent.chain(heard).collect();
    let _ = showing.sources;
    table("Sources", "The copies that were sent, and the files that were heard.", &titles, rows)
}

/// A sheet of people's own: as it stands in the earlier master, or else with its values.
pub(super) fn own_page(grid: &Grid, carry: &Carry) -> Page {
    if carry.whole.contains(&grid.title) {
        return Page { title: grid.title.clone(), shown: grid.shown, carried: true, ..Page::default() };
    }
    let last = grid.rows.last().map_or(0, |r| r.number + 1);
    let mut lines = vec![Line::default(); usize::try_from(last).unwrap_or(0)];
    for row in &grid.rows {
        if let Some(line) = usize::try_from(row.number).ok().and_then(|n| lines.get_mut(n)) {
            line.cells = row.cells.iter().map(|(c, cell)| (*c, own_cell(cell))).collect();
        }
    }
    let notes = grid.notes.iter().map(|n| PageNote {
        at: (n.at.row, n.at.column),
        author: n.author.clone().unwrap_or_default(),
        text: n.text.clone(),
    });
    Page { title: grid.title.clone(), shown: grid.shown, lines, notes: notes.collect(), ..Page::default() }
}

fn own_cell(cell: &RawCell) -> PageCell {
    let content = match &cell.raw {
        Raw::Empty | Raw::Uncalculated(_) => Content::Blank,
        Raw::Text(t) | Raw::Error(t) => Content::Text(t.clone()),
        Raw::Number(n) => Decimal::from_f64_retain(*n)
            .map_or_else(|| Content::Text(n.to_string()), |d| Content::Number(d.round_sf(15).unwrap_or(d))),
        Raw::Date(d) => Content::Date(d.date()),
        Raw::YesNo(b) => Content::Text(if *b { "TRUE" } else { "FALSE" }.into()),
    };
    let show = if matches!(cell.raw, Raw::Date(_)) { Show::Date } else { Show::General };
    PageCell { content, show, fill: cell.fill, ..PageCell::default() }
}
