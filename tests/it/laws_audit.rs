//! The audit of the first rule: what somebody typed is in the master or in the report, and nothing else is in the master.

use crate::laws_world::{Ran, World};
use prekick::model::finding::{Contributor, Finding};
use prekick::model::grid::{RawCell, Workbook};
use prekick::model::keys::{FieldKey, SheetKey};
use prekick::model::place::{At, Place};
use prekick::model::state::{Master, Record, SheetState};
use prekick::model::table::{Row, Table, natural_key};
use prekick::model::template::{Column, Merge};
use prekick::model::text::fold_title;
use prekick::model::value::Value;
use prekick::steps::ingest::MarkKind;
use prekick::steps::ingest::incoming::Incoming;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a run by the first rule: every cell of every file of it that is nowhere. `files` are the workbooks
/// as they came back, by name.
pub fn lost(world: &World, ran: &Ran, files: &BTreeMap<String, Workbook>) -> Vec<String> {
    let mut out = Vec::new();
    for file in &ran.files {
        out.extend(unread(file, &files[&file.file]));
        for table in &file.read.tables {
            let sent = file.base.as_ref().and_then(|(_, b)| b.table(&table.sheet.key));
            for row in &table.rows {
                lost_of_row(world, ran, file, table, sent, row, &mut out);
            }
        }
        for left in &file.read.leftovers {
            let was_sent = file.base.as_ref().is_some_and(|(_, b)| b.leftovers.iter().any(|l| l.text == left.text));
            if !was_sent && !said(ran, &left.place, &left.text) {
                out.push(format!("{}: “{}” beside the tables is nowhere", left.place, left.text));
            }
        }
        for mark in &file.read.marks {
            let MarkKind::Link(address) = &mark.kind else { continue };
            if !said(ran, &mark.place, address) {
                out.push(format!("{}: the address {address} is nowhere", mark.place));
            }
        }
        for note in &file.read.notes {
            if !said(ran, &note.place, &note.text) {
                out.push(format!("{}: the note “{}” is nowhere", note.place, note.text));
            }
        }
        for unknown in &file.read.unknown {
            for (row, text) in &unknown.values {
                let there = |f: &Finding| in_file(f.place.as_ref(), &file.file) && f.message.contains(text.as_str());
                if !ran.outcome.findings.iter().any(there) {
                    out.push(format!("{}: “{text}” in row {row} of {} is nowhere", file.file, unknown.title));
                }
            }
        }
    }
    out
}

/// Cells that the reader passed over.
fn unread(file: &Incoming, workbook: &Workbook) -> Vec<String> {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    let mut see = |place: &Place| {
        known.insert((place.sheet.clone().unwrap_or_default(), place.cell.clone().unwrap_or_default()));
    };
    for table in &file.read.tables {
        for row in &table.rows {
            let filled = row.values.iter().enumerate().filter(|(_, v)| !v.is_empty());
            filled.for_each(|(c, _)| see(&table.place(row, c)));
        }
        for unknown in file.read.unknown.iter().filter(|u| u.sheet == table.sheet.key) {
            for (row, _) in &unknown.values {
                see(&Place::cell(&file.file, &table.title, At::new(*row, unknown.column)));
            }
        }
    }
    file.read.leftovers.iter().for_each(|l| see(&l.place));
    let mut out = Vec::new();
    for grid in workbook.sheets.iter().filter(|g| !g.title.starts_with('_')) {
        let header = file.read.tables.iter().find(|t| t.title == grid.title).map(|t| (t.header, &t.present));
        let is_titled = |(_, c): &&(u16, RawCell)| fold_title(&c.raw.to_string()) == fold_title("Row key");
        let keys = header.and_then(|(h, _)| {
            let row = grid.rows.iter().find(|r| r.number == h)?;
            row.cells.iter().find(is_titled).map(|(column, _)| *column)
        });
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank() && !c.formula) {
                let cell_name = At::new(row.number, *column).to_string();
                let is_key = header.is_some_and(|(h, present)| {
                    row.number <= h
                        || keys == Some(*column)
                        || present.iter().flatten().max().is_some_and(|last| *column == last + 1)
                });
                if !is_key && !known.contains(&(grid.title.clone(), cell_name.clone())) {
                    out.push(format!("{}, {}, {cell_name}: “{}” was not read", file.file, grid.title, cell.raw));
                }
            }
        }
    }
    out
}

fn lost_of_row(
    world: &World,
    ran: &Ran,
    file: &Incoming,
    table: &Table,
    sent: Option<&Table>,
    row: &Row,
    out: &mut Vec<String>,
) {
    let was = sent_row(sent, row);
    let state = ran.outcome.master.sheet(&table.sheet.key).unwrap();
    let records = records_of(state, row);
    for (c, column) in table.sheet.columns.iter().enumerate() {
        let Some(value) = row.values.get(c).filter(|v| !v.is_empty() && !column.is_tool()) else { continue };
        let before = was.and_then(|r| r.values.get(c)).cloned().unwrap_or_default();
        let place = table.place(row, c);
        let at = state.sheet.position(&column.key);
        let words = ran
            .outcome
            .master
            .memory
            .claims
            .iter()
            .filter(|(k, w)| k.subject.sheet == table.sheet.key && w.place == place);
        let heard: Vec<&Record> = words.filter_map(|(k, _)| state.records.get(&k.subject.record)).collect();
        let records: Vec<&Record> = records.iter().copied().chain(heard).collect();
        if *value == before || records.iter().any(|r| at.is_some_and(|at| holds(column, &r.values[at], value, &before)))
        {
            continue;
        }
        if went_with_its_record(ran, table.sheet.key.as_str(), row, column.key.as_str(), value) {
            continue;
        }
        if told(world, ran, file, column.key.as_str(), &place, &table.row_place(row), value) {
            continue;
        }
        out.push(format!(
            "{place}, {}: “{value}” (sent: “{before}”) is nowhere; the file is {}",
            column.key, file.copy
        ));
    }
}

/// Was it in a record that the delivery team or a decision removed since? The master remembers what such a record held.
fn went_with_its_record(ran: &Ran, sheet: &str, row: &Row, field: &str, value: &Value) -> bool {
    let gone = ran.outcome.master.memory.records.get(sheet).into_iter().flatten().filter(|(_, k)| k.gone);
    gone.filter(|(key, k)| {
        row.id.as_deref() == Some(k.id.as_str())
            || row.row_key.as_deref().is_some_and(|r| r == key.as_str() || k.origins.iter().any(|o| o.row_key == r))
            || (row.id.is_none() && row.row_key.is_none())
    })
    .any(|(_, k)| k.values.get(field) == Some(value))
}

/// The row of what was sent that is the same record: by its words, else by its key.
fn sent_row<'t>(sent: Option<&'t Table>, row: &Row) -> Option<&'t Row> {
    let sent = sent?;
    let by_id = sent.rows.iter().find(|r| r.id.is_some() && r.id == row.id);
    by_id.or_else(|| sent.rows.iter().find(|r| r.row_key.is_some() && r.row_key == row.row_key))
}

/// The records of the master that a row may be.
fn records_of<'m>(state: &'m SheetState, row: &Row) -> Vec<&'m Record> {
    let words = row.natural_key(&state.sheet);
    let by_key = |key: &str, r: &Record| {
        row.row_key.as_deref().is_some_and(|k| k == key || r.origins.iter().any(|o| o.row_key == k))
    };
    let nameless = row.row_key.is_none() && row.id.is_none() && words.is_none();
    let is = |key: &str, r: &Record| {
        nameless
            || by_key(key, r)
            || row.id.as_deref() == Some(r.id.as_str())
            || (words.is_some() && natural_key(&state.sheet, &r.values) == words)
    };
    state.records.iter().filter(|(key, r)| is(key.as_str(), r)).map(|(_, r)| r).collect()
}

/// Does the master's value hold what was typed?
fn holds(column: &Column, master: &Value, typed: &Value, before: &Value) -> bool {
    if master == typed {
        return true;
    }
    match column.merge {
        Merge::Replace => false,
        Merge::Set => {
            let (m, b) = (master.members(), before.members());
            typed.members().iter().all(|t| m.contains(t) || b.contains(t))
        }
        Merge::Append => {
            let (m, t, b) = (master.to_string(), typed.to_string(), before.to_string());
            t.lines().all(|line| m.lines().chain(b.lines()).any(|l| l.trim() == line.trim()))
        }
    }
}

/// Is a value in a finding about its file, on Decisions, or in the log of changes?
fn told(world: &World, ran: &Ran, of: &Incoming, field: &str, place: &Place, row: &Place, value: &Value) -> bool {
    let text = value.to_string();
    let file = place.file.as_deref().unwrap_or_default();
    // An older file of the copy may have said it already, and is named then.
    let of_copy = |g: &Contributor| g.copy == of.copy || g.copy.as_str().starts_with(&format!("{}#", of.copy));
    let finding = ran.outcome.findings.iter().any(|f| {
        let by_candidate = f.question.iter().flat_map(|q| &q.candidates).any(|c| {
            c.value == *value
                && c.contributors.iter().any(|g| {
                    g.place == *place
                        || g.place == *row
                        || (of_copy(g) && f.field.as_ref().map(FieldKey::as_str) == Some(field))
                })
        });
        let by_message = (in_file(f.place.as_ref(), file)
            || f.question
                .iter()
                .flat_map(|q| &q.candidates)
                .flat_map(|c| &c.contributors)
                .any(|g| in_file(Some(&g.place), file) || of_copy(g)))
            && f.message.contains(text.trim());
        by_candidate || by_message
    });
    let decided = || ran.outcome.master.decided.iter().any(|l| l.cells().iter().any(|t| t.contains(text.trim())));
    let logged = || world.log.iter().any(|c| c.from == *value || c.to == *value);
    finding || decided() || logged()
}

/// Is a text said at its cell, or with its cell where many are said at once?
fn said(ran: &Ran, place: &Place, text: &str) -> bool {
    let listed = format!("{}: {text}", place.cell.as_deref().unwrap_or_default());
    let at = |f: &Finding, of: &Place| f.place.as_ref().is_some_and(|p| p.file == of.file && p.sheet == of.sheet);
    ran.outcome.findings.iter().any(|f| {
        (f.place.as_ref() == Some(place) && f.message.contains(text)) || (at(f, place) && f.message.contains(&listed))
    })
}

fn in_file(place: Option<&Place>, file: &str) -> bool {
    place.and_then(|p| p.file.as_deref()) == Some(file)
}

/// Every value that somebody typed so far, by sheet and column.
#[derive(Clone, Default)]
pub struct Typed {
    values: BTreeMap<(SheetKey, FieldKey), BTreeSet<String>>,
}

impl Typed {
    fn add(&mut self, sheet: &SheetKey, column: &Column, value: &Value) {
        let seen = self.values.entry((sheet.clone(), column.key.clone())).or_default();
        seen.extend(parts(column, value));
        seen.insert(value.to_string().trim().to_owned());
    }

    /// What the master held before a run, what the run's files hold, and what was written on Discrepancies.
    pub fn hear(&mut self, ran: &Ran) {
        for state in &ran.before.sheets {
            for record in state.records.values() {
                for (column, value) in state.sheet.columns.iter().zip(&record.values) {
                    self.add(&state.sheet.key, column, value);
                }
            }
        }
        for table in ran.files.iter().flat_map(|f| &f.read.tables) {
            for row in &table.rows {
                for (column, value) in table.sheet.columns.iter().zip(&row.values) {
                    self.add(&table.sheet.key, column, value);
                }
            }
        }
    }

    /// A value that was picked or typed on Discrepancies may come into any column.
    pub fn nobody_typed(&self, master: &Master, picked: &BTreeSet<String>) -> Vec<String> {
        let mut out = Vec::new();
        for state in &master.sheets {
            for record in state.records.values() {
                for (column, value) in state.sheet.columns.iter().zip(&record.values) {
                    let key = (state.sheet.key.clone(), column.key.clone());
                    let known = self.values.get(&key);
                    let strange: Vec<String> = parts(column, value)
                        .into_iter()
                        .filter(|p| !known.is_some_and(|k| k.contains(p)) && !picked.contains(p))
                        .collect();
                    if !column.is_tool() && !strange.is_empty() {
                        out.push(format!("{} {}: nobody typed {strange:?}", record.id, column.key));
                    }
                }
            }
        }
        out
    }
}

fn parts(column: &Column, value: &Value) -> Vec<String> {
    match (value, column.merge) {
        (Value::Empty, _) => Vec::new(),
        (Value::Set(members), _) => members.clone(),
        (other, Merge::Append) => other.to_string().lines().map(|l| l.trim().to_owned()).collect(),
        (other, _) => vec![other.to_string().trim().to_owned()],
    }
}
