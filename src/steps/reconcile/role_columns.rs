//! Roles, which are records of one sheet and columns of another: a role that a copy added to a matrix as a column is
//! asked, and a matrix follows the roles that there are.

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Action;
use crate::model::keys::{FieldKey, RecordKey, SheetKey};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Pending, Subject};
use crate::model::place::{At, Place};
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::state::{Master, SheetState};
use crate::model::table::{Row, Table, natural_key};
use crate::model::template::Sheet;
use crate::model::text::{fold, fold_title};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::ingest::{IngestedWorkbook, UnknownColumn};
use crate::steps::master::read::expand_matrix;
use crate::steps::reconcile::claims::types::{AmbiguousRow, is_claimant_of, pending_value};
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::records::add_record;
use crate::steps::reconcile::working::{Working, claims_about};
use crate::steps::values;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The values of a column that no template knows, save those that were sent so: a role that the master had then has no
/// column by now.
pub fn not_as_sent(unknown: &UnknownColumn, table: &Table, base: Option<&IngestedWorkbook>) -> Vec<(u32, String)> {
    let sent_column = base.and_then(|b| {
        let title = fold_title(&unknown.title);
        b.unknown.iter().find(|u| u.sheet == unknown.sheet && fold_title(&u.title) == title)
    });
    let (Some(column), Some(sent)) = (sent_column, base.and_then(|b| b.table(&unknown.sheet))) else {
        return unknown.values.clone();
    };
    let texts: BTreeMap<&str, &str> =
        column.values.iter().filter_map(|(number, text)| Some((identity(sent, *number)?, text.as_str()))).collect();
    let as_sent = |number: u32, text: &str| identity(table, number).and_then(|id| texts.get(id)) == Some(&text);
    unknown.values.iter().filter(|(number, text)| !as_sent(*number, text)).cloned().collect()
}

/// What a row of a file is known by.
fn identity(table: &Table, number: u32) -> Option<&str> {
    let row = table.rows.iter().find(|r| r.number == number)?;
    row.row_key.as_deref().or(row.id.as_deref())
}

/// The cells of an unknown column in words: `E5 (AC-001): R`.
pub fn cells(table: &Table, unknown: &UnknownColumn) -> String {
    let id_of = |number: u32| table.rows.iter().find(|r| r.number == number).and_then(|r| r.id.clone());
    let said = unknown.values.iter().map(|(row, text)| {
        let id = id_of(*row).map(|id| format!(" ({id})")).unwrap_or_default();
        format!("{}{id}: {text}", At::new(*row, unknown.column))
    });
    said.collect::<Vec<String>>().join("; ")
}

/// The question about a column that may be a role: letters of a matrix under a title that is no column of it. Nothing
/// where it is another column, such as a remark.
pub fn role_question(
    master: &Master,
    file: &Incoming,
    table: &Table,
    unknown: &UnknownColumn,
    records: &BTreeMap<(SheetKey, u32), RecordKey>,
) -> Option<AmbiguousRow> {
    let across = master.sheet(table.sheet.across()?)?;
    let names = across.sheet.natural_key.first()?;
    let title = unknown.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_column = table.sheet.columns.iter().any(|c| fold_title(&c.title) == fold_title(&title));
    let read: Vec<(u32, Value)> =
        unknown.values.iter().map(|(row, text)| (*row, values::read_matrix_letters(text, &table.sheet))).collect();
    let lettered = read.iter().filter(|(_, v)| !v.is_unread()).count();
    if is_column || lettered * 2 < read.len() {
        return None;
    }
    let by = file.identity.recipient.clone().unwrap_or_else(|| file.copy.to_string());
    let header = Place::cell(&table.file, &table.title, At::new(table.header, unknown.column));
    let words = read.into_iter().filter_map(|(row, value)| {
        let record = records.get(&(table.sheet.key.clone(), row))?.clone();
        let subject = Subject { sheet: table.sheet.key.clone(), record, field: title.clone().into() };
        let place = Place::cell(&table.file, &table.title, At::new(row, unknown.column));
        Some((ClaimKey { subject, copy: file.copy.clone() }, word(value, &by, place, &title)))
    });
    let message = format!(
        "{} added the column “{title}” to {}, which is no role yet: {}.",
        master.name_of_recipient(&by),
        table.sheet.title,
        cells(table, unknown)
    );
    let pending = Pending {
        copy: file.copy.clone(),
        by: by.clone(),
        place: header.clone(),
        values: IndexMap::from([(names.clone(), (Value::text(title.clone()), header))]),
        claims: words.collect(),
        message: message.clone(),
        natural_key: fold(&title),
        ..Pending::default()
    };
    Some(AmbiguousRow {
        code: Code::ColumnUnknown,
        sheet: Arc::clone(&table.sheet),
        key: format!("role:{}", fold(&title)).into(),
        options: vec![(Action::AddNew, format!("add the role {title}"))],
        message,
        pending,
    })
}

fn word(value: Value, by: &str, place: Place, title: &str) -> Claim {
    let issue = value
        .is_unread()
        .then(|| ValueIssue::refused(Code::ValueChoice, format!("{title}: “{value}” is none of the letters.")));
    Claim { value, base: Value::Empty, kind: ClaimKind::Value, by: by.to_owned(), place, issue, open: true }
}

/// Is the question open already, or was it decided, with the same letters?
pub fn is_known(master: &Master, file: &Incoming, row: &AmbiguousRow) -> bool {
    let subject = Subject::waiting_row(&row.sheet.key, row.key.as_str(), &file.copy);
    let word = claims_about(master, &subject).find(|(c, _)| is_claimant_of(c, &file.copy));
    word.is_some_and(|(_, w)| w.value == pending_value(&row.pending))
}

/// Adds the role, unless there is one of that name by now, and puts up the letters for its column.
pub fn add(context: &Context<'_>, working: &mut Working, subject: &Subject, pending: &Pending) {
    let Some(across) = working.master.sheet(&subject.sheet).and_then(|s| s.sheet.across()).map(ToOwned::to_owned)
    else {
        return;
    };
    let Some(state) = working.master.sheet(&across) else { return };
    let sheet = Arc::clone(&state.sheet);
    let named = |values: &[Value]| natural_key(&sheet, values);
    let there = state.records.values().find(|r| named(&r.values).as_deref() == Some(pending.natural_key.as_str()));
    let there = there.map(|r| r.id.clone()).filter(|id| !id.is_empty());
    let id = there.unwrap_or_else(|| add_role(context, working, subject, pending, &sheet));
    reshape(context, &mut working.master);
    for (key, word) in &pending.claims {
        let of_role = Subject { field: format!("role:{id}").into(), ..key.subject.clone() };
        working.master.memory.claims.insert(ClaimKey { subject: of_role, copy: key.copy.clone() }, word.clone());
    }
}

fn add_role(
    context: &Context<'_>,
    working: &mut Working,
    subject: &Subject,
    pending: &Pending,
    sheet: &Arc<Sheet>,
) -> String {
    let key = RecordKey::from(row_key::make(&[&context.engagement.id, sheet.key.as_str(), subject.record.as_str()]));
    let of_role = Subject { sheet: sheet.key.clone(), record: key.clone(), field: FieldKey::default() };
    let value_of = |key: &FieldKey| pending.values.get(key).map(|(value, _)| value.clone()).unwrap_or_default();
    let values: Vec<Value> = sheet.columns.iter().map(|c| value_of(&c.key)).collect();
    let title = pending.values.values().next().map(|(v, _)| v.clone()).unwrap_or_default();
    add_record(working, sheet, &key, None, &Row { values: values.clone(), ..Row::default() });
    // Its adding is listed here, with who gave the column and where; not once more with the records of copies.
    working.added.remove(&(sheet.key.clone(), key.clone()));
    let id = working.master.record(&of_role).map(|r| r.id.clone()).unwrap_or_default();
    if let Some(record) = working.master.sheet_mut(&sheet.key).and_then(|s| s.records.get_mut(&key)) {
        record.values = values;
        if let Some(slot) = sheet.position("id").and_then(|i| record.values.get_mut(i)) {
            *slot = Value::text(id.clone());
        }
    }
    working.changes.push(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: id.clone(),
        field: None,
        from: Value::Empty,
        to: title,
        reason: ChangeReason::Added,
        by: pending.by.clone(),
        source: pending.place.clone(),
        values: Vec::new(),
    });
    id
}

/// Gives every matrix the columns of the roles that there are now. Letters of a role that is gone stay beside the matrix
/// as a column of people's own.
pub fn reshape(context: &Context<'_>, master: &mut Master) {
    for sheet in context.templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_some()) {
        let shaped = expand_matrix(sheet, master);
        if let Some(state) = master.sheet_mut(&sheet.key).filter(|s| *s.sheet != shaped) {
            take_shape(state, Arc::new(shaped));
        }
    }
}

fn take_shape(state: &mut SheetState, shaped: Arc<Sheet>) {
    let before = Arc::clone(&state.sheet);
    for (i, column) in before.columns.iter().enumerate().filter(|(_, c)| shaped.position(&c.key).is_none()) {
        let texts = state.records.iter().filter_map(|(key, record)| {
            let value = record.values.get(i).filter(|v| !v.is_empty())?;
            Some((key.clone(), value.to_string()))
        });
        let texts: BTreeMap<RecordKey, String> = texts.collect();
        if !texts.is_empty() {
            state.own_columns.push((column.title.clone(), texts));
        }
    }
    let place: Vec<Option<usize>> = shaped.columns.iter().map(|c| before.position(&c.key)).collect();
    let moved = |values: &[Value]| -> Vec<Value> {
        place.iter().map(|at| at.and_then(|i| values.get(i)).cloned().unwrap_or_default()).collect()
    };
    for record in state.records.values_mut() {
        record.values = moved(&record.values);
        record.issues = std::mem::take(&mut record.issues)
            .into_iter()
            .filter_map(|(column, issue)| Some((place.iter().position(|at| *at == Some(column))?, issue)))
            .collect();
    }
    for values in &mut state.loose {
        *values = moved(values);
    }
    state.sheet = shaped;
}
