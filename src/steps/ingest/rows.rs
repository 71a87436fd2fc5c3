//! The rows of a sheet whose header was found.

use super::header::Header;
use super::leftovers::{LeftoverKind, push};
use super::marks::marks;
use super::merged::{Covered, Merged};
use super::{FoundNote, Looking, ReadIn, UnknownColumn, place};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, GridRow, Raw, RawCell, Workbook};
use crate::model::place::{At, Place};
use crate::model::row_key;
use crate::model::table::{Row, Table};
use crate::model::template::{Kind, Sheet};
use crate::model::text::{and_list, fold_title};
use crate::model::value::Value;
use crate::steps::values;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a column of the file is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Slot {
    Field(usize),
    RowKey,
    Unknown(usize),
    None,
}

pub(super) fn read_sheet(
    grid: &Grid,
    sheet: &Arc<Sheet>,
    header: &Header,
    looking: Looking<'_>,
    workbook: &Workbook,
    out: &mut ReadIn,
) {
    let looking = Looking { language: looking.language.or(header.language.as_deref()), ..looking };
    let slots = slots(header);
    let mut table = Table {
        sheet: Arc::clone(sheet),
        file: looking.file.to_owned(),
        title: grid.title.clone(),
        present: header.columns.clone(),
        header: header.row,
        rows: Vec::with_capacity(grid.rows.len()),
    };
    let mut unknown: Vec<UnknownColumn> = header
        .unknown
        .iter()
        .map(|(at, title)| UnknownColumn {
            sheet: sheet.key.clone(),
            column: *at,
            title: title.clone(),
            values: Vec::new(),
        })
        .collect();
    unknown.extend(header.ambiguous.iter().map(|(_, at, title)| UnknownColumn {
        sheet: sheet.key.clone(),
        column: *at,
        title: title.clone(),
        values: Vec::new(),
    }));
    let merged = Merged::of(grid, header.row, u16::try_from(slots.len()).unwrap_or(u16::MAX));
    for raw in &grid.rows {
        if raw.number <= header.row {
            above(grid, raw, sheet, header, looking, out);
        } else {
            let covered = merged.in_row(raw.number);
            read_row(grid, raw, covered, &slots, &mut table, &mut unknown, looking, workbook, out);
        }
    }
    out.findings.extend(date_forms(grid, &table));
    notes(grid, &table, &slots, looking.file, out);
    marks(grid, &table, &slots, looking, out);
    say_columns(&table, header, out);
    out.roles.extend(role_titles(grid, &table));
    out.unknown.extend(unknown);
    for error in &grid.errors {
        out.findings
            .push(Finding::new(Code::FileUnreadable, error).on(sheet).at(Place::sheet(looking.file, &grid.title)));
    }
    out.tables.push(table);
}

/// The titles that stand over the role columns of a matrix.
fn role_titles(grid: &Grid, table: &Table) -> Vec<(String, u16, String)> {
    let columns = table.sheet.columns.iter().zip(&table.present);
    let roles = columns.filter(|(c, _)| c.role().is_some()).filter_map(|(_, at)| *at);
    let title = |at: u16| grid.cell(At::new(table.header, at)).map(|c| c.raw.to_string()).unwrap_or_default();
    roles.map(|at| (table.sheet.key.clone(), at, title(at))).collect()
}

fn slots(header: &Header) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut put = |at: u16, slot: Slot| {
        let at = usize::from(at);
        if slots.len() <= at {
            slots.resize(at + 1, Slot::None);
        }
        if let Some(s) = slots.get_mut(at) {
            *s = slot;
        }
    };
    for (i, at) in header.columns.iter().enumerate() {
        if let Some(at) = at {
            put(*at, Slot::Field(i));
        }
    }
    if let Some(at) = header.row_key {
        put(at, Slot::RowKey);
    }
    for (n, (at, _)) in header.unknown.iter().enumerate() {
        put(*at, Slot::Unknown(n));
    }
    for (n, (_, at, _)) in header.ambiguous.iter().enumerate() {
        put(*at, Slot::Unknown(header.unknown.len() + n));
    }
    slots
}

fn above(grid: &Grid, raw: &GridRow, sheet: &Sheet, header: &Header, looking: Looking<'_>, out: &mut ReadIn) {
    if raw.number == header.row || header.key_row == Some(raw.number) {
        return;
    }
    for (column, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
        let text = cell.raw.to_string();
        // Column keys that a program left behind when it moved the columns were typed by nobody.
        let key = text.strip_prefix(&sheet.key).and_then(|rest| rest.strip_prefix('.'));
        if !key.is_some_and(|key| sheet.position(key).is_some() || key.starts_with("role:")) {
            push(grid, looking.file, At::new(raw.number, *column), text, LeftoverKind::Above, out);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one file that a row may add to")]
fn read_row(
    grid: &Grid,
    raw: &GridRow,
    covered: &[(u16, Covered<'_>)],
    slots: &[Slot],
    table: &mut Table,
    unknown: &mut [UnknownColumn],
    looking: Looking<'_>,
    workbook: &Workbook,
    out: &mut ReadIn,
) {
    let sheet = Arc::clone(&table.sheet);
    if is_header_again(grid, raw, table.header) {
        for (at, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            push(grid, looking.file, At::new(raw.number, *at), cell.raw.to_string(), LeftoverKind::Outside, out);
        }
        return;
    }
    let mut row =
        Row { number: raw.number, values: vec![Value::Empty; sheet.columns.len()], struck: true, ..Row::default() };
    let (mut typed, mut filled) = (0usize, false);
    for (at, cell) in &raw.cells {
        if cell.raw.is_blank() {
            continue;
        }
        match slots.get(usize::from(*at)).copied().unwrap_or(Slot::None) {
            Slot::RowKey => {
                let text = cell.raw.to_string();
                row.row_key = row_key::is_sound(text.trim()).then(|| text.trim().to_owned());
            }
            Slot::Field(i) => {
                let Some(column) = sheet.columns.get(i) else { continue };
                read_cell(cell, &sheet, i, looking, workbook, &mut row);
                if !column.is_tool() {
                    typed += 1;
                    row.struck &= cell.struck;
                    filled = true;
                }
            }
            Slot::Unknown(n) => {
                if let Some(u) = unknown.get_mut(n) {
                    u.values.push((raw.number, cell.raw.to_string()));
                }
            }
            Slot::None => {
                push(grid, looking.file, At::new(raw.number, *at), cell.raw.to_string(), LeftoverKind::Beside, out)
            }
        }
    }
    for (at, covered) in covered {
        let Some(Slot::Field(i)) = slots.get(usize::from(*at)).copied() else { continue };
        let Some(column) = sheet.columns.get(i).filter(|c| !c.is_tool()) else { continue };
        match covered {
            // What names a record can't be two records' at once.
            Covered::Same(cell) if !cell.raw.is_blank() && !sheet.natural_key.contains(&column.key) => {
                read_cell(cell, &sheet, i, looking, workbook, &mut row);
            }
            _ => row.silent.push(i),
        }
    }
    row.struck &= filled;
    let gap = table.rows.last().map_or(table.header, |last| last.number).saturating_add(1) < raw.number;
    let stray = row.id.is_none() && is_outside(&row, &sheet, typed, gap);
    if stray && (row.row_key.is_none() || typed == 0) {
        outside(grid, raw, &sheet, slots, looking, out);
    }
    if !stray || row.row_key.is_some() {
        table.rows.push(row);
    }
}

/// Is a row the header once more, as where pages were pasted one under the other?
fn is_header_again(grid: &Grid, raw: &GridRow, header: u32) -> bool {
    let title = |at: u16| grid.cell(At::new(header, at)).map(|c| fold_title(&c.raw.to_string()));
    let filled: Vec<_> = raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()).collect();
    let says_its_title = |(at, cell): &(u16, RawCell)| title(*at) == Some(fold_title(&cell.raw.to_string()));
    filled.len() >= 2 && filled.into_iter().all(says_its_title)
}

/// Without any identity, a row is a record only if it says its natural key or at least two things; a lone text below a
/// blank row is a remark or a legend.
fn is_outside(row: &Row, sheet: &Sheet, typed: usize, gap: bool) -> bool {
    typed == 0 || (typed == 1 && (gap || row.natural_key(sheet).is_none()))
}

fn outside(grid: &Grid, raw: &GridRow, sheet: &Sheet, slots: &[Slot], looking: Looking<'_>, out: &mut ReadIn) {
    for (at, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
        let Slot::Field(i) = slots.get(usize::from(*at)).copied().unwrap_or(Slot::None) else { continue };
        // A formula prepared for a row that stayed empty was not typed by anyone.
        let prepared = sheet.columns.get(i).is_some_and(|c| c.computed.is_some());
        if !prepared || !(cell.formula || matches!(cell.raw, Raw::Uncalculated(_))) {
            push(grid, looking.file, At::new(raw.number, *at), cell.raw.to_string(), LeftoverKind::Outside, out);
        }
    }
}

fn read_cell(cell: &RawCell, sheet: &Sheet, i: usize, looking: Looking<'_>, workbook: &Workbook, row: &mut Row) {
    let Some(column) = sheet.columns.get(i) else { return };
    // What a formula of ours gives is worked out anew; some programs save another result than they show.
    if column.computed.is_some() && cell.formula {
        row.silent.push(i);
    }
    let (value, issue) = match values::day_since_1904(cell, column) {
        Some((value, issue)) if workbook.epoch_1904 => (value, Some(issue)),
        _ => values::read(cell, column, looking.prefixes, looking.language),
    };
    if column.is_id() {
        row.id = values::normalise_id(&value.to_string(), &sheet.id_prefix);
    }
    if let Some(issue) = issue {
        // A CSV has nothing but text: reading a number or a date from it is no coercion.
        let plain_csv = workbook.format == Format::Csv
            && !issue.refused
            && matches!(cell.raw, Raw::Text(_))
            && is_plain_text(&value, cell);
        if !plain_csv {
            row.issues.insert(i, issue);
        }
    }
    if let Some(slot) = row.values.get_mut(i) {
        *slot = value;
    }
}

fn is_plain_text(value: &Value, cell: &RawCell) -> bool {
    let typed = cell.raw.to_string();
    match value {
        Value::Number(_) => {
            typed.trim().trim_end_matches('%').chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-')
        }
        Value::Date(d) => typed.trim() == d.to_string(),
        _ => false,
    }
}

fn notes(grid: &Grid, table: &Table, slots: &[Slot], file: &str, out: &mut ReadIn) {
    for note in &grid.notes {
        let beside = match slots.get(usize::from(note.at.column)) {
            Some(Slot::Field(i)) if note.at.row > table.header => Some((table.sheet.key.clone(), note.at.row, *i)),
            _ => None,
        };
        out.notes.push(FoundNote {
            place: place(file, grid, note.at.row, note.at.column),
            beside,
            author: note.author.clone(),
            text: note.text.clone(),
        });
    }
}

/// One finding for a column whose dates are typed in more than one way: which way a date that fits both was meant can't be
/// told by the others.
fn date_forms(grid: &Grid, table: &Table) -> Vec<Finding> {
    let columns = table.sheet.columns.iter().zip(&table.present).filter(|(c, _)| c.kind == Kind::Date);
    let mixed = columns.filter_map(|(column, at)| {
        let at = (*at)?;
        let cells = table.rows.iter().filter_map(|r| Some((r.number, grid.cell(At::new(r.number, at))?)));
        let mut forms: BTreeMap<&'static str, At> = BTreeMap::new();
        for (row, cell) in cells {
            if let Some(form) = values::date_form(cell) {
                forms.entry(form).or_insert(At::new(row, at));
            }
        }
        (forms.len() > 1).then(|| {
            let said: Vec<String> = forms.iter().map(|(form, at)| format!("{form} ({at})")).collect();
            let said = and_list(&said.iter().map(String::as_str).collect::<Vec<_>>());
            let message = format!("The dates of {} are typed in more than one way: {said}.", column.title);
            let place = Place::cell(&table.file, &table.title, At::new(table.header, at));
            Finding::new(Code::ValueDateForms, message).on(&table.sheet).field(&column.key).at(place)
        })
    });
    mixed.collect()
}

fn say_columns(table: &Table, header: &Header, out: &mut ReadIn) {
    let sheet = &table.sheet;
    for (i, at, title) in &header.ambiguous {
        let Some(column) = sheet.columns.get(*i) else { continue };
        let taken = table.present.get(*i).copied().flatten();
        let said = taken.map(crate::model::place::column_letters).unwrap_or_default();
        let message = format!(
            "Two columns are titled as {}: column {said} was read, column {} ({title}) was not.",
            column.title,
            crate::model::place::column_letters(*at)
        );
        let at = Place::cell(&table.file, &table.title, At::new(header.row, *at));
        out.findings.push(Finding::new(Code::ColumnAmbiguous, message).on(sheet).field(&column.key).at(at));
    }
    for (i, title) in &header.renamed {
        let (Some(column), Some(at)) = (sheet.columns.get(*i), table.present.get(*i).copied().flatten()) else {
            continue;
        };
        let title = if title.is_empty() { "no title" } else { title };
        let message = format!("The column {} now has the title {title}; it was known by its hidden key.", column.title);
        let at = Place::cell(&table.file, &table.title, At::new(header.row, at));
        out.findings.push(Finding::new(Code::ColumnRenamed, message).on(sheet).field(&column.key).at(at));
    }
}
