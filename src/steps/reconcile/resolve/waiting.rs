//! Rows and files that wait until a person says what they are.

use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Contributor, Finding};
use crate::model::keys::RecordKey;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, OpenDiscrepancy, Pending, RecordOrigin, Subject};
use crate::model::place::Place;
use crate::model::row_key;
use crate::model::state::Record;
use crate::model::table::Row;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::reconcile::claims::supersede::replace;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve_by_pick};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask};
use crate::steps::reconcile::discrepancies::log::DecisionLog;
use crate::steps::reconcile::records::add_record;
use crate::steps::reconcile::resolve::fields::settle;
use crate::steps::reconcile::resolving::Resolving;
use crate::steps::reconcile::role_columns;
use crate::steps::reconcile::working::entry;
use std::sync::Arc;

/// A row or a file that waits is carried out as picked, or asked again.
pub fn resolve_waiting(run: &mut Resolving<'_, '_>, subject: &Subject, open: &OpenDiscrepancy) {
    let Some(pending) = &open.pending else { return };
    let settled_elsewhere = match open.code {
        Code::RowDuplicateId => !still_loose(run, subject, pending),
        Code::ConflictRemovedAndEdited => return,
        _ => false,
    };
    if settled_elsewhere {
        return settle(run, subject, "settled: the row was changed in the master");
    }
    let mut candidates = open.question.candidates.clone();
    if open.code == Code::FileOrder {
        candidates = vec![file_candidate(pending)];
    }
    match resolve_by_pick(run, subject, &candidates, &Value::Empty, None) {
        Resolution::Take(candidate) => {
            carry_out(run, subject, pending, &candidate, &open.code);
            settle(run, subject, "applied");
        }
        Resolution::Keep if open.code != Code::RowDuplicateId => settle(run, subject, "left out"),
        Resolution::Keep | Resolution::Set(_) => ask_again(run, subject, open, candidates, None),
        Resolution::Ask(about) => ask_again(run, subject, open, candidates, about),
    }
}

fn ask_again(
    run: &mut Resolving<'_, '_>,
    subject: &Subject,
    open: &OpenDiscrepancy,
    candidates: Vec<Candidate>,
    about_pick: Option<Box<Finding>>,
) {
    let message = open.pending.as_ref().map(|p| p.message.clone()).unwrap_or_else(|| open.message.clone());
    let asking = Asking {
        subject: subject.clone(),
        code: open.code.clone(),
        message,
        master: Value::Empty,
        sent: Value::Empty,
        candidates,
        pending: open.pending.clone(),
        about_pick,
    };
    ask(run, asking);
}

fn file_candidate(pending: &Pending) -> Candidate {
    let contributor = Contributor { by: pending.by.clone(), copy: pending.copy.clone(), place: pending.place.clone() };
    Candidate {
        letter: 0,
        value: Value::text("this file is the newest"),
        action: Action::TakeFile,
        contributors: vec![contributor],
        refused: false,
    }
}

fn still_loose(run: &Resolving<'_, '_>, subject: &Subject, pending: &Pending) -> bool {
    run.working.master.sheet(&subject.sheet).is_some_and(|state| {
        let words = |values: &Vec<Value>| crate::model::table::natural_key(&state.sheet, values).unwrap_or_default();
        state.loose.iter().any(|values| words(values) == pending.natural_key)
    })
}

/// Does what was picked.
fn carry_out(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending, candidate: &Candidate, code: &Code) {
    match &candidate.action {
        Action::TakeFile => {
            let log = DecisionLog { today: run.context.today, shown: &run.shown };
            for word in &pending.claims {
                replace(&mut run.working.master, log, &pending.copy, word.clone());
            }
        }
        Action::SameAs(record) => same_as(run, subject, pending, record, *code == Code::RowKeyMismatch),
        Action::AddNew if *code == Code::ColumnUnknown => role_columns::add(run.context, run.working, subject, pending),
        Action::AddNew if *code == Code::RowDuplicateId => adopt_loose(run, subject, pending),
        Action::AddNew => add_new(run, subject, pending),
        _ => {}
    }
}

/// The row is that record. A renamed record takes the row's values; a record entered twice is merged as ever, under the
/// name that the master has.
fn same_as(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending, record: &RecordKey, renamed: bool) {
    let Some(sheet) = run.working.master.sheet(&subject.sheet).map(|s| Arc::clone(&s.sheet)) else { return };
    if let Some(row_key) = &pending.row_key {
        let origin = RecordOrigin { row_key: row_key.clone(), natural_key: pending.natural_key.clone() };
        if let Some(r) = run.working.master.sheet_mut(&subject.sheet).and_then(|s| s.records.get_mut(record)) {
            r.origins.push(origin);
        }
    }
    for (field, (value, place)) in &pending.values {
        let of_record = Subject { sheet: subject.sheet.clone(), record: record.clone(), field: field.clone() };
        let named = sheet.natural_key.contains(field);
        let master =
            run.working.master.sheet(&subject.sheet).and_then(|s| s.value(record, field)).cloned().unwrap_or_default();
        if (named && !renamed) || master == *value {
            continue;
        }
        let base = if renamed { master } else { Value::Empty };
        claim(run, of_record, pending, value.clone(), base, place.clone());
    }
}

/// A value of the row becomes an open claim of its copy, for the record that the row is.
fn claim(run: &mut Resolving<'_, '_>, subject: Subject, pending: &Pending, value: Value, base: Value, place: Place) {
    let title = run.working.master.title_of_field(&subject);
    let issue = value
        .is_unread()
        .then(|| ValueIssue::refused(Code::ValueType, format!("{title}: “{value}” is not what the column takes.")));
    let key = ClaimKey { subject, copy: pending.copy.clone() };
    let word = Claim { value, base, kind: ClaimKind::Value, by: pending.by.clone(), place, issue, open: true };
    run.working.master.memory.claims.insert(key, word);
}

/// The row is a new record.
fn add_new(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending) {
    let Some(sheet) = run.working.master.sheet(&subject.sheet).map(|s| Arc::clone(&s.sheet)) else { return };
    let key = RecordKey::from(subject.waiting_row_key());
    let values: Vec<Value> =
        sheet.columns.iter().map(|c| pending.values.get(&c.key).map(|(v, _)| v.clone()).unwrap_or_default()).collect();
    let taken = run.working.record_indexes.get(&subject.sheet).is_some_and(|r| r.entry(&key).is_some());
    let key = if taken { row_key::make(&[&run.context.engagement.id, subject.record.as_str()]).into() } else { key };
    let row = Row { values, ..Row::default() };
    add_record(run.working, &sheet, &key, pending.row_key.as_deref(), &row);
    for (field, (value, place)) in &pending.values {
        let of_record = Subject { sheet: subject.sheet.clone(), record: key.clone(), field: field.clone() };
        claim(run, of_record, pending, value.clone(), Value::Empty, place.clone());
    }
}

/// The second row of a duplicated ID becomes a record of its own.
fn adopt_loose(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending) {
    let key =
        RecordKey::from(row_key::make(&[&run.context.engagement.id, subject.sheet.as_str(), subject.record.as_str()]));
    let Some(state) = run.working.master.sheet_mut(&subject.sheet) else { return };
    let words = |values: &Vec<Value>| crate::model::table::natural_key(&state.sheet, values).unwrap_or_default();
    let Some(i) = state.loose.iter().position(|values| words(values) == pending.natural_key) else { return };
    let values = state.loose.remove(i);
    let record = Record { values, place: Some(pending.place.clone()), ..Record::default() };
    let as_entry = entry(&state.sheet, &record);
    state.records.insert(key.clone(), record);
    if let Some(index) = run.working.record_indexes.get_mut(&subject.sheet) {
        index.add(key, as_entry);
    }
}
