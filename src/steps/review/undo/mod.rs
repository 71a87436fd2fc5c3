//! Taking back a run: the master as it was before, with what must not be lost or given twice carried over from the master
//! as it is.

mod own;
#[cfg(test)]
mod tests;

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::decision_row::DecisionRow;
use crate::model::finding::Finding;
use crate::model::keys::{CopyId, FieldKey, SheetKey};
use crate::model::memory::{Memory, OpenDiscrepancy, WrittenDecision};
use crate::model::place::{At, Place};
use crate::model::report::Change;
use crate::model::shown_apart::shown_pair;
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, Pick, Record, SheetState};
use crate::model::table::{natural_key, natural_words, titled_values};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::master::read::promised_name;
use std::collections::BTreeMap;

/// Whether two masters differ in anything but the copies that were sent, which no undo takes back, and what people wrote
/// beside discrepancies.
pub fn differs(now: &Master, back: &Master) -> bool {
    let open = |memory: &Memory| {
        let mut open = memory.open.clone();
        open.values_mut().for_each(|o| o.written = None);
        open
    };
    let (a, b) = (&now.memory, &back.memory);
    a.files != b.files
        || a.records != b.records
        || a.claims != b.claims
        || a.one_by_one != b.one_by_one
        || a.approvals != b.approvals
        || a.baseline != b.baseline
        || a.comments != b.comments
        || now.decided != back.decided
        || open(a) != open(b)
}

/// What was typed in the master since its last run, cell by cell: in the data sheets, on the Discrepancies sheet, and rows
/// that stand there twice.
pub fn typed_since(now: &Master, typed: &[Change]) -> Vec<(Place, String)> {
    let cells = typed_cells(&ShownNames::of(now), typed).into_iter();
    let picked = now.picks.iter().filter(|pick| written(pick) != as_shown(&now.memory, pick));
    let picked = picked.map(|pick| (pick.place.clone(), format!("{}: {}", pick.id, wording_of(&written(pick)))));
    let twice = now.memory.open.values().filter(|o| o.code == Code::RowDuplicateId && o.question.id.is_empty());
    let twice = twice.map(|o| (o.pending.as_ref().map(|p| p.place.clone()).unwrap_or_default(), o.message.clone()));
    cells.chain(picked).chain(twice).collect()
}

/// Each cell that was typed, with what it held and holds.
pub fn typed_cells(names: &ShownNames, typed: &[Change]) -> Vec<(Place, String)> {
    let quoted = |v: &Value, shown: String| if v.is_empty() { shown } else { format!("“{shown}”") };
    let cell = |c: &Change| {
        let field = c.field.as_ref().map(|f| format!(", {}", names.column(&c.sheet, f.as_str()))).unwrap_or_default();
        let (from, to) = shown_pair(&c.from, &c.to, usize::MAX);
        let (from, to) = (quoted(&c.from, from), quoted(&c.to, to));
        (c.source.clone(), format!("{} {}{field}: {from} → {to}", c.sheet, c.record))
    };
    typed.iter().map(cell).collect()
}

/// Keeps what is picked on the Discrepancies sheet, without applying it. Returns the IDs that the next run will apply.
pub fn keep_picks(master: &mut Master) -> Vec<String> {
    for pick in std::mem::take(&mut master.picks) {
        if let Some(open) = master.memory.open.values_mut().find(|o| o.question.id == pick.id) {
            let written = written(&pick);
            open.written = (written != WrittenDecision::default()).then_some(written);
        }
    }
    let picked =
        |o: &&OpenDiscrepancy| !o.question.id.is_empty() && o.written.as_ref().is_some_and(|w| is_pick(&w.decision));
    master.memory.open.values().filter(picked).map(|o| o.question.id.clone()).collect()
}

/// Carries over what an undo never takes back: the counters of runs and IDs, the copies and reminders that were sent, what people
/// wrote beside discrepancies that are still open, and what is user-owned.
pub fn carry_over(now: &Master, back: &mut Master) {
    let (from, to) = (&now.memory, &mut back.memory);
    to.run = from.run.clone();
    to.changes.clone_from(&from.changes);
    for (key, highest) in &from.highest {
        let there = to.highest.entry(key.clone()).or_default();
        *there = (*there).max(*highest);
    }
    let earlier = std::mem::replace(&mut to.sent, from.sent.clone());
    for (copy, sent) in earlier {
        to.sent.entry(copy).or_insert(sent);
    }
    to.slugs.extend(from.slugs.clone());
    to.reminders.clone_from(&from.reminders);
    for (subject, open) in &mut to.open {
        let Some(since) = from.open.get(subject).filter(|o| o.question.id == open.question.id) else { continue };
        let picked = now.picks.iter().find(|p| p.id == since.question.id && !p.id.is_empty()).map(written);
        let picked = picked.filter(|w| *w != WrittenDecision::default());
        open.written = picked.or_else(|| written_since(since, open)).or_else(|| open.written.take());
    }
    back.memory.promised = promised_ids(now, back);
    for (title, own) in &now.own_on_lists {
        let there = back.own_on_lists.entry(title.clone()).or_default();
        let new = own.columns.iter().filter(|c| !there.columns.contains(c)).cloned().collect::<Vec<_>>();
        there.columns.extend(new);
        there.texts.extend(own.texts.clone());
        there.notes.extend(own.notes.clone());
        there.fills.extend(own.fills.clone());
    }
    own::carry_over_own(now, back);
}

/// The changes that lead from the master as it is to the earlier one, field by field. `file` is where that
/// master lies.
pub fn reverting_changes(now: &Master, back: &Master, reason: &ChangeReason, file: &str) -> Vec<Change> {
    let mut out = Vec::new();
    for state in &now.sheets {
        let Some(before) = back.sheet(&state.sheet.key) else { continue };
        for (key, record) in &state.records {
            match before.records.get(key) {
                Some(earlier) => reverting_fields(state, record, before, earlier, (reason, file), &mut out),
                None => out.push(reverting_record(state, record, true, (reason, file))),
            }
        }
        let gone = before.records.iter().filter(|(key, _)| !state.records.contains_key(*key));
        out.extend(gone.map(|(_, record)| reverting_record(before, record, false, (reason, file))));
    }
    out
}

/// Decisions that no longer hold, and what people wrote beside questions that are no longer open. `kept` is where the
/// master as it is will lie.
pub fn lost_by_undo(now: &Master, back: &Master, kept: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    for row in now.decided.iter().filter(|row| !back.decided.contains(row)) {
        let written =
            WrittenDecision { decision: row.decision.clone(), my_value: row.my_value.clone(), note: row.note.clone() };
        let about = [&row.sheet, &row.record, &row.field].map(String::as_str).into_iter().filter(|t| !t.is_empty());
        let about: Vec<&str> = about.collect();
        let wording =
            if written == WrittenDecision::default() { "nothing was picked".into() } else { wording_of(&written) };
        let message = format!("{} ({}): {wording}; {}.", row.id, about.join(", "), row.result);
        out.push(Finding::new(Code::DecisionTakenBack, message).at(Place::sheet(kept, "Decisions")));
    }
    for (subject, open) in &now.memory.open {
        let id = &open.question.id;
        let there = back.memory.open.get(subject).filter(|o| o.question.id == *id);
        let pick = now.picks.iter().find(|p| p.id == *id).map(written);
        let Some(written) = pick.or_else(|| open.written.clone()).filter(|w| *w != WrittenDecision::default()) else {
            continue;
        };
        let wording = wording_of(&written);
        // Undoing an undo: the decision that is picked here was carried out there.
        let carried_out = |row: &DecisionRow| {
            row.id == *id
                && row.decision == written.decision
                && row.my_value == written.my_value
                && row.note == written.note
        };
        let message = match there {
            None if back.decided.iter().any(carried_out) => continue,
            None => format!("{id} is no longer asked; what was written beside it: {wording}."),
            Some(o)
                if o.written.as_ref().map(|w| &w.decision) != Some(&written.decision) && is_pick(&written.decision) =>
            {
                format!("{id} is asked as before; what was written beside it: {wording}.")
            }
            Some(_) => continue,
        };
        if !id.is_empty() {
            out.push(Finding::new(Code::DecisionTakenBack, message).at(Place::sheet(kept, "Discrepancies")));
        }
    }
    out.extend(own::left_behind(now, back, kept));
    out
}

/// The files that the next run takes in again, as they were named when they were read.
pub fn files_to_read_again(now: &Master, back: &Master) -> Vec<String> {
    let known = |copy: &CopyId, digest: &str| back.memory.files.iter().any(|f| f.copy == *copy && f.digest == digest);
    let mut out: Vec<String> =
        now.memory.files.iter().filter(|f| !known(&f.copy, &f.digest)).map(|f| f.file.clone()).collect();
    out.sort();
    out.dedup();
    out
}

fn written(pick: &Pick) -> WrittenDecision {
    WrittenDecision { decision: pick.decision.clone(), my_value: pick.my_value.clone(), note: pick.note.clone() }
}

/// What the row of a discrepancy said when the master was written.
fn as_shown(memory: &Memory, pick: &Pick) -> WrittenDecision {
    let open = memory.open.values().find(|o| o.question.id == pick.id);
    open.and_then(|o| o.written.clone()).unwrap_or_default()
}

fn wording_of(written: &WrittenDecision) -> String {
    let cells = [("Decision", &written.decision), ("My value", &written.my_value), ("Note", &written.note)];
    let filled: Vec<String> =
        cells.iter().filter(|(_, t)| !t.is_empty()).map(|(title, t)| format!("{title} “{t}”")).collect();
    if filled.is_empty() { "emptied".into() } else { filled.join(", ") }
}

/// What was written beside a discrepancy since. A pick there could not be carried out, so it goes with the run.
fn written_since(since: &OpenDiscrepancy, earlier: &OpenDiscrepancy) -> Option<WrittenDecision> {
    let mut written = since.written.clone()?;
    if is_pick(&written.decision) {
        written.decision = earlier.written.as_ref().map(|w| w.decision.clone()).unwrap_or_default();
    }
    (written != WrittenDecision::default()).then_some(written)
}

/// Whether a Decision cell holds anything that a run carries out.
fn is_pick(decision: &str) -> bool {
    !matches!(fold(decision).as_str(), "" | "later")
}

/// The IDs of records that are not in the earlier master: they get them again if they come back.
fn promised_ids(now: &Master, back: &Master) -> BTreeMap<(SheetKey, String), String> {
    let mut out = now.memory.promised.clone();
    out.extend(back.memory.promised.clone());
    for state in &now.sheets {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for record in state.records.values() {
            *names.entry(natural_key(&state.sheet, &record.values).unwrap_or_default()).or_default() += 1;
        }
        for (key, record) in &state.records {
            let name = match natural_key(&state.sheet, &record.values) {
                Some(name) if names.get(&name).is_some_and(|n| *n > 1) => promised_name(&name, key),
                Some(name) => name,
                None => key.to_string(),
            };
            out.insert((state.sheet.key.clone(), name), record.id.clone());
        }
    }
    let there = |sheet: &SheetKey, id: &str| back.sheet(sheet).is_some_and(|s| s.records.values().any(|r| r.id == id));
    out.retain(|(sheet, _), id| !there(sheet, id) && !id.is_empty());
    out
}

fn reverting_fields(
    now: &SheetState,
    record: &Record,
    before: &SheetState,
    earlier: &Record,
    (reason, file): (&ChangeReason, &str),
    out: &mut Vec<Change>,
) {
    let value = |state: &SheetState, record: &Record, key: &FieldKey| {
        state.sheet.position(key).and_then(|i| record.values.get(i)).cloned().unwrap_or_default()
    };
    let only_before = before.sheet.columns.iter().filter(|c| now.sheet.column(&c.key).is_none());
    for column in now.sheet.columns.iter().chain(only_before).filter(|c| !c.is_tool()) {
        let (from, to) = (value(now, record, &column.key), value(before, earlier, &column.key));
        if from == to {
            continue;
        }
        let at = before.sheet.position(&column.key).and_then(|i| u16::try_from(i).ok());
        let place =
            earlier.row.zip(at).map(|(row, column)| Place::cell(file, &before.sheet.title, At::new(row, column)));
        out.push(Change {
            workbook: now.sheet.workbook.clone(),
            sheet: now.sheet.title.clone(),
            record: record.id.clone(),
            field: Some(column.key.clone()),
            from,
            to,
            reason: reason.clone(),
            by: "master".into(),
            source: place.unwrap_or_else(|| Place::sheet(file, &before.sheet.title)),
            values: Vec::new(),
        });
    }
}

/// The change that removes a record, or brings it back.
fn reverting_record(state: &SheetState, record: &Record, goes: bool, (reason, file): (&ChangeReason, &str)) -> Change {
    let words = Value::text(natural_words(&state.sheet, &record.values));
    let (from, to) = if goes { (words, Value::Empty) } else { (Value::Empty, words) };
    Change {
        workbook: state.sheet.workbook.clone(),
        sheet: state.sheet.title.clone(),
        record: record.id.clone(),
        field: None,
        from,
        to,
        reason: reason.clone(),
        by: "master".into(),
        source: Place::sheet(file, &state.sheet.title),
        values: titled_values(&state.sheet, &record.values),
    }
}
