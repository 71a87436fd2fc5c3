//! User-owned sheets, columns, notes and fills stay as they are now when a run is taken back: no run made them.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::RecordKey;
use crate::model::memory::Subject;
use crate::model::place::Place;
use crate::model::state::{Master, RecordField, SheetState};
use std::collections::{BTreeMap, BTreeSet};

/// Carries over what is user-owned. What stands beside a record that only the earlier master has comes from there.
pub(super) fn carry_over_own(now: &Master, back: &mut Master) {
    back.own_sheets.clone_from(&now.own_sheets);
    back.own_after.clone_from(&now.own_after);
    back.preserved.clone_from(&now.preserved);
    let changed = fields_with_other_comments(now, back);
    for state in &mut back.sheets {
        let Some(since) = now.sheet(&state.sheet.key) else { continue };
        state.own_columns = columns(since, state);
        state.own_cells.clone_from(&since.own_cells);
        state.own_cells.retain(|(_, key), _| state.records.contains_key(key));
        state.around.clone_from(&since.around);
        state.layout.clone_from(&since.layout);
        let lives = |key: &RecordKey| since.records.contains_key(key);
        let key = state.sheet.key.clone();
        // A comment that came with a file goes with it.
        let other = |at: &RecordField| {
            let subject = Subject { sheet: key.clone(), record: at.record.clone(), field: at.field.clone() };
            changed.contains(&subject)
        };
        let stay = |at: &RecordField| !lives(&at.record) || other(at);
        let there = |at: &RecordField| state.records.contains_key(&at.record);
        let from_now = |at: &RecordField| there(at) && !other(at);
        let mut notes = since.notes.clone();
        notes.retain(|at, _| from_now(at));
        let mut fills = since.fills.clone();
        fills.retain(|at, _| there(at));
        let mut links = since.links.clone();
        links.retain(|at, _| there(at));
        links.extend(std::mem::take(&mut state.links).into_iter().filter(|(at, _)| !lives(&at.record)));
        notes.extend(std::mem::take(&mut state.notes).into_iter().filter(|(at, _)| stay(at)));
        fills.extend(std::mem::take(&mut state.fills).into_iter().filter(|(at, _)| !lives(&at.record)));
        (state.notes, state.fills, state.links) = (notes, fills, links);
    }
}

/// Findings about user-owned columns and notes beside records that go with the run.
pub(super) fn left_behind(now: &Master, back: &Master, kept: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    for state in &now.sheets {
        let stays = |key: &RecordKey| back.sheet(&state.sheet.key).is_some_and(|b| b.records.contains_key(key));
        let id = |key: &RecordKey| state.records.get(key).map(|r| r.id.clone()).unwrap_or_default();
        let texts = state.own_columns.iter().flat_map(|(title, all)| all.iter().map(move |(k, t)| (k, title, t)));
        let texts = texts.map(|(key, title, text)| (key, format!("column {title}"), text));
        let notes = state
            .notes
            .iter()
            .map(|(at, note)| (&at.record, format!("the note on {}", state.title_of(&at.field)), &note.text));
        for (key, what, text) in texts.chain(notes).filter(|(key, ..)| !stays(key)) {
            let message = format!("{} goes with the run that is taken back, and with it {what}: “{text}”.", id(key));
            let finding = Finding::new(Code::FileNotCarried, message).on(&state.sheet).record(Some(&id(key)));
            out.push(finding.at(Place::sheet(kept, &state.sheet.title)));
        }
    }
    out
}

/// The fields whose comments from copies differ in the two masters.
fn fields_with_other_comments(now: &Master, back: &Master) -> BTreeSet<Subject> {
    let (a, b) = (&now.memory.comments, &back.memory.comments);
    a.symmetric_difference(b).map(|comment| comment.subject.clone()).collect()
}

fn columns(since: &SheetState, back: &SheetState) -> Vec<(String, BTreeMap<RecordKey, String>)> {
    let mut out = since.own_columns.clone();
    for (_, texts) in &mut out {
        texts.retain(|key, _| back.records.contains_key(key));
    }
    for (title, texts) in &back.own_columns {
        let only_here = texts.iter().filter(|(key, _)| !since.records.contains_key(*key));
        let only_here: BTreeMap<RecordKey, String> = only_here.map(|(k, t)| (k.clone(), t.clone())).collect();
        match out.iter_mut().find(|(t, _)| t == title) {
            Some((_, there)) => there.extend(only_here),
            None if only_here.is_empty() => {}
            None => out.push((title.clone(), only_here)),
        }
    }
    out
}
