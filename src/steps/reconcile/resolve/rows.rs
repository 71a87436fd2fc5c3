//! Discrepancies about whole rows, records and files: what they ask, and what picking an option does.

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Finding, Giver};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Known, Open, Origin, Pending, Subject};
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::state::Record;
use crate::model::table::{Row, natural_words};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::reconcile::claims::supersede::replace;
use crate::steps::reconcile::claims::types::is_voice_of;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve_by_pick};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask};
use crate::steps::reconcile::discrepancies::close::record_line;
use crate::steps::reconcile::discrepancies::log::DecisionLog;
use crate::steps::reconcile::records::add_record;
use crate::steps::reconcile::resolve::fields::settle;
use crate::steps::reconcile::resolving::Resolving;
use crate::steps::reconcile::role_columns;
use crate::steps::reconcile::working::entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Resolves what is open about records and about rows and files that wait.
pub fn resolve_rows(run: &mut Resolving<'_, '_>) {
    removals(run);
    gone_and_edited(run);
    for (subject, open) in run.working.master.memory.open.clone() {
        if open.pending.is_some() && !run.asked.contains_key(&subject) && !run.logged.contains(&subject) {
            resolve_row(run, &subject, &open);
        }
    }
}

/// A row or a file that waits.
fn resolve_row(run: &mut Resolving<'_, '_>, subject: &Subject, open: &Open) {
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
    open: &Open,
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
    let giver = Giver { by: pending.by.clone(), copy: pending.copy.clone(), place: pending.place.clone() };
    Candidate {
        letter: 0,
        value: Value::text("this file is the newest"),
        action: Action::TakeFile,
        givers: vec![giver],
        refused: false,
    }
}

fn still_loose(run: &Resolving<'_, '_>, subject: &Subject, pending: &Pending) -> bool {
    run.working.master.sheet(&subject.sheet).is_some_and(|state| {
        let words = |values: &Vec<Value>| crate::model::table::natural_key(&state.sheet, values).unwrap_or_default();
        state.loose.iter().any(|values| words(values) == pending.natural_key)
    })
}

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
fn same_as(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending, record: &str, renamed: bool) {
    let Some(sheet) = run.working.master.sheet(&subject.sheet).map(|s| Arc::clone(&s.sheet)) else { return };
    if let Some(row_key) = &pending.row_key {
        let origin = Origin { row_key: row_key.clone(), natural_key: pending.natural_key.clone() };
        if let Some(r) = run.working.master.sheet_mut(&subject.sheet).and_then(|s| s.records.get_mut(record)) {
            r.origins.push(origin);
        }
    }
    for (field, (value, place)) in &pending.values {
        let of_record = Subject { sheet: subject.sheet.clone(), record: record.to_owned(), field: field.clone() };
        let named = sheet.natural_key.contains(field);
        let master =
            run.working.master.sheet(&subject.sheet).and_then(|s| s.value(record, field)).cloned().unwrap_or_default();
        if (named && !renamed) || master == *value {
            continue;
        }
        let base = if renamed { master } else { Value::Empty };
        speak(run, of_record, pending, value.clone(), base, place.clone());
    }
}

fn speak(run: &mut Resolving<'_, '_>, subject: Subject, pending: &Pending, value: Value, base: Value, place: Place) {
    let issue = value.is_unread().then(|| {
        ValueIssue::refused(Code::ValueType, format!("{}: “{value}” is not what the column takes.", subject.field))
    });
    let key = ClaimKey { subject, copy: pending.copy.clone() };
    let word = Claim { value, base, kind: ClaimKind::Value, by: pending.by.clone(), place, issue, open: true };
    run.working.master.memory.claims.insert(key, word);
}

fn add_new(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending) {
    let Some(sheet) = run.working.master.sheet(&subject.sheet).map(|s| Arc::clone(&s.sheet)) else { return };
    let key = subject.record.split('~').next().unwrap_or(&subject.record).to_owned();
    let values: Vec<Value> =
        sheet.columns.iter().map(|c| pending.values.get(&c.key).map(|(v, _)| v.clone()).unwrap_or_default()).collect();
    let taken = run.working.record_indexes.get(&subject.sheet).is_some_and(|r| r.entry(&key).is_some());
    let key = if taken { row_key::make(&[&run.context.engagement.id, &subject.record]) } else { key };
    let row = Row { values, ..Row::default() };
    add_record(run.working, &sheet, &key, pending.row_key.as_deref(), &row);
    for (field, (value, place)) in &pending.values {
        let of_record = Subject { sheet: subject.sheet.clone(), record: key.clone(), field: field.clone() };
        speak(run, of_record, pending, value.clone(), Value::Empty, place.clone());
    }
}

/// The second row of a duplicated ID becomes a record of its own.
fn adopt_loose(run: &mut Resolving<'_, '_>, subject: &Subject, pending: &Pending) {
    let key = row_key::make(&[&run.context.engagement.id, &subject.sheet, &subject.record]);
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

/// Records whose rows are no longer in a copy, are empty, or are struck through.
fn removals(run: &mut Resolving<'_, '_>) {
    let subjects: BTreeSet<Subject> = run
        .working
        .master
        .memory
        .claims
        .iter()
        .filter(|(_, w)| w.open && matches!(w.kind, ClaimKind::Removed | ClaimKind::Struck))
        .map(|(k, _)| k.subject.clone())
        .collect();
    for subject in subjects {
        removal(run, &subject);
    }
}

fn removal(run: &mut Resolving<'_, '_>, subject: &Subject) {
    let words: Vec<(String, Claim)> =
        run.working.open_words(subject).into_iter().filter(|(_, w)| w.value == Value::YesNo(true)).collect();
    if words.is_empty() || run.working.master.record(subject).is_none() {
        return settle(run, subject, "settled: nothing is left to decide");
    }
    let edited = edited_elsewhere(run, subject, &words);
    let struck = words.iter().all(|(_, w)| w.kind == ClaimKind::Struck);
    let code = match (edited, struck) {
        (true, _) => Code::ConflictRemovedAndEdited,
        (false, true) => Code::RowStruckOut,
        (false, false) => Code::RowRemoved,
    };
    let candidates = removal_candidates(run, subject, &words, edited);
    match resolve_by_pick(run, subject, &candidates, &Value::Empty, None) {
        Resolution::Take(c) if c.action == Action::Remove => {
            remove(run, subject, &words);
            settle(run, subject, "removed");
            end_fields(run, subject);
        }
        Resolution::Take(_) | Resolution::Keep => settle(run, subject, "the record was kept"),
        Resolution::Set(_) => {}
        Resolution::Ask(about_pick) => {
            let message = removal_message(run, subject, &words, &code);
            let asking = Asking {
                subject: subject.clone(),
                code,
                message,
                master: Value::Empty,
                sent: Value::Empty,
                candidates,
                pending: None,
                about_pick,
            };
            ask(run, asking);
        }
    }
}

/// With a record end the discrepancies about its fields: what they showed is decided with it. A word that no row showed
/// stays open, and is asked as an edit of a removed record.
fn end_fields(run: &mut Resolving<'_, '_>, whole: &Subject) {
    let of_record = |s: &Subject| s.sheet == whole.sheet && s.record == whole.record && !s.field.is_empty();
    run.asked.retain(|s, _| !of_record(s));
    let shown = &run.shown;
    for (key, word) in run.working.master.memory.claims.iter_mut().filter(|(k, _)| of_record(&k.subject)) {
        let seen = |o: &Open| o.question.candidates.iter().any(|c| c.value == word.value);
        if shown.get(&key.subject).is_some_and(seen) {
            word.open = false;
        }
    }
    run.shown.remove(whole);
    run.picks.remove(whole);
}

/// Did another copy that was sent no earlier edit the record?
fn edited_elsewhere(run: &Resolving<'_, '_>, subject: &Subject, words: &[(String, Claim)]) -> bool {
    let sent =
        |copy: &str| run.working.master.memory.sent.get(copy.split('#').next().unwrap_or(copy)).map(|s| s.date.clone());
    let from = ClaimKey { subject: Subject { field: String::new(), ..subject.clone() }, copy: String::new() };
    let about = run.working.master.memory.claims.range(from..);
    about
        .take_while(|(k, _)| k.subject.sheet == subject.sheet && k.subject.record == subject.record)
        .filter(|(k, w)| !k.subject.field.is_empty() && w.kind == ClaimKind::Value)
        .any(|(k, _)| words.iter().all(|(copy, _)| !is_voice_of(&k.copy, copy) && sent(&k.copy) >= sent(copy)))
}

fn removal_candidates(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    words: &[(String, Claim)],
    edited: bool,
) -> Vec<Candidate> {
    let givers: Vec<Giver> =
        words.iter().map(|(c, w)| Giver { by: w.by.clone(), copy: c.clone(), place: w.place.clone() }).collect();
    let mut options = vec![(Action::Remove, "remove the record")];
    if edited {
        options.insert(0, (Action::KeepEdited, "keep the record with its edits"));
    }
    lettered_options(run.shown.get(subject), options, &givers)
}

fn lettered_options(shown: Option<&Open>, options: Vec<(Action, &str)>, givers: &[Giver]) -> Vec<Candidate> {
    let mut next = shown.map_or(0, |o| o.next_letter);
    let mut out: Vec<Candidate> = Vec::new();
    for (action, text) in options {
        let before = shown.and_then(|o| o.question.candidates.iter().find(|c| c.action == action));
        let letter = before.map_or(next, |c| c.letter);
        next = next.max(letter + 1);
        out.push(Candidate { letter, value: Value::text(text), action, givers: givers.to_vec(), refused: false });
    }
    out.sort_by_key(|c| c.letter);
    out
}

fn removal_message(run: &Resolving<'_, '_>, subject: &Subject, words: &[(String, Claim)], code: &Code) -> String {
    let mut by: Vec<&str> = words.iter().map(|(_, w)| w.by.as_str()).collect();
    by.sort_unstable();
    by.dedup();
    let name = run
        .working
        .master
        .record(subject)
        .and_then(|r| {
            Some(format!("{} “{}”", r.id, natural_words(&run.working.master.sheet(&subject.sheet)?.sheet, &r.values)))
        })
        .unwrap_or_default();
    let by = and_list(&by);
    match code {
        Code::RowStruckOut => format!("{by} struck out {name}. It stays in the master until it is decided."),
        Code::ConflictRemovedAndEdited => {
            format!("{by} removed {name}, and somebody else edited it. It stays in the master.")
        }
        _ => format!("{name} is no longer in the copy of {by}. It stays in the master until it is decided."),
    }
}

fn remove(run: &mut Resolving<'_, '_>, subject: &Subject, words: &[(String, Claim)]) {
    let reason = run.picks.get(subject).map(|p| decided(&p.pick.id, p.pick.decision.trim())).unwrap_or_default();
    let Some(state) = run.working.master.sheet_mut(&subject.sheet) else { return };
    let sheet = Arc::clone(&state.sheet);
    let Some(record) = state.records.shift_remove(&subject.record) else { return };
    run.working.changes.push(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: record.id.clone(),
        field: None,
        from: Value::text(natural_words(&sheet, &record.values)),
        to: Value::Empty,
        reason,
        by: words.iter().map(|(_, w)| w.by.clone()).collect::<Vec<_>>().join(", "),
        source: words.first().map(|(_, w)| w.place.clone()).unwrap_or_default(),
    });
    if let Some(known) =
        run.working.master.memory.records.get_mut(&subject.sheet).and_then(|m| m.get_mut(&subject.record))
    {
        known.gone = true;
    }
}

/// Records that the delivery team removed and a copy edited.
fn gone_and_edited(run: &mut Resolving<'_, '_>) {
    let mut edits: BTreeMap<Subject, Vec<(ClaimKey, Claim)>> = BTreeMap::new();
    for (key, word) in run.working.master.memory.claims.iter().filter(|(_, w)| w.open && w.kind == ClaimKind::Value) {
        let known = run.working.master.memory.records.get(&key.subject.sheet).and_then(|m| m.get(&key.subject.record));
        if run.working.master.record(&key.subject).is_none() && known.is_some() {
            let whole = Subject { field: String::new(), ..key.subject.clone() };
            edits.entry(whole).or_default().push((key.clone(), word.clone()));
        }
    }
    for (subject, words) in edits {
        edited_though_gone(run, &subject, &words);
    }
}

fn edited_though_gone(run: &mut Resolving<'_, '_>, subject: &Subject, words: &[(ClaimKey, Claim)]) {
    let mut givers: Vec<Giver> =
        words.iter().map(|(k, w)| Giver { by: w.by.clone(), copy: k.copy.clone(), place: w.place.clone() }).collect();
    givers.sort();
    givers.dedup_by(|a, b| a.copy == b.copy);
    let said: Vec<String> =
        words.iter().map(|(k, w)| format!("{} “{}” by {}", k.subject.field, w.value.shown(), w.by)).collect();
    let text = format!("the record with the edits: {}", said.join("; "));
    let options = vec![(Action::KeepEdited, text.as_str()), (Action::Remove, "it stays removed")];
    let candidates = lettered_options(run.shown.get(subject), options, &givers);
    let known = run
        .working
        .master
        .memory
        .records
        .get(&subject.sheet)
        .and_then(|m| m.get(&subject.record))
        .cloned()
        .unwrap_or_default();
    match resolve_by_pick(run, subject, &candidates, &Value::Empty, None) {
        Resolution::Take(c) if c.action == Action::KeepEdited => {
            restore(run, subject, &known);
            record_line(run, subject, "the record is back");
        }
        Resolution::Take(_) | Resolution::Keep => {
            for (key, _) in words {
                run.working.hear_subject(&key.subject);
            }
            record_line(run, subject, "the record stays removed");
        }
        Resolution::Set(_) => {}
        Resolution::Ask(about_pick) => {
            let message =
                format!("{} was removed from the master, and a copy edited it: {}.", known.id, said.join("; "));
            let pending = Pending { message: message.clone(), natural_key: known.id.clone(), ..Pending::default() };
            let asking = Asking {
                subject: subject.clone(),
                code: Code::ConflictRemovedAndEdited,
                message,
                master: Value::Empty,
                sent: Value::Empty,
                candidates,
                pending: Some(pending),
                about_pick,
            };
            ask(run, asking);
        }
    }
}

fn restore(run: &mut Resolving<'_, '_>, subject: &Subject, known: &Known) {
    let Some(state) = run.working.master.sheet_mut(&subject.sheet) else { return };
    let sheet = Arc::clone(&state.sheet);
    let mut values: Vec<Value> =
        sheet.columns.iter().map(|c| known.values.get(&c.key).cloned().unwrap_or_default()).collect();
    if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
        *slot = Value::text(known.id.clone());
    }
    let words = Value::text(natural_words(&sheet, &values));
    let record = Record { id: known.id.clone(), values, origins: known.origins.clone(), ..Record::default() };
    state.records.insert(subject.record.clone(), record);
    if let Some(k) = run.working.master.memory.records.get_mut(&subject.sheet).and_then(|m| m.get_mut(&subject.record))
    {
        k.gone = false;
    }
    let pick = run.picks.get(subject).map(|p| (p.pick.id.clone(), p.pick.place.clone())).unwrap_or_default();
    run.working.changes.push(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: known.id.clone(),
        field: None,
        from: Value::Empty,
        to: words,
        reason: decided(&pick.0, "brought back"),
        by: "master".into(),
        source: pick.1,
    });
}

fn decided(id: &str, choice: &str) -> ChangeReason {
    ChangeReason::Decided { id: id.to_owned(), choice: choice.to_owned() }
}
