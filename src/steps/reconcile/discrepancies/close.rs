//! How a discrepancy ends: its line on Decisions, and what stays in the cells of one that is still open.

use super::log::{DecisionLog, own_words, waiting_values};
use super::member_list::members_within_a_cell;
use crate::model::decision_row::{DecisionRow, options_text};
use crate::model::memory::{OpenDiscrepancy, Subject, WrittenDecision};
use crate::model::place::Place;
use crate::model::shown_names::ShownNames;
use crate::model::state::Master;
use crate::steps::reconcile::discrepancies::answers;
use crate::steps::reconcile::discrepancies::describe::{group_member, place_of};
use crate::steps::reconcile::resolving::{OpenBySubject, Resolving};
use std::collections::BTreeSet;

/// Discrepancies that are no longer open go to Decisions, however they ended; new ones get their IDs.
pub fn close_settled(run: &mut Resolving<'_, '_>) {
    let ended: Vec<Subject> = run.shown.keys().filter(|s| !run.asked.contains_key(*s)).cloned().collect();
    for subject in ended {
        record_line(run, &subject, "settled: nothing is left to decide");
        answers::close(&mut run.working.master, &subject);
    }
    number_new(&mut run.asked, &mut run.working.master);
    run.working.master.memory.open = run.asked.clone();
}

/// Gives IDs in the order in which people read the places; one of a group has none.
fn number_new(asked: &mut OpenBySubject, master: &mut Master) {
    let grouped: BTreeSet<Subject> = asked.values().flat_map(|o| o.members.clone()).collect();
    let mut new: Vec<(Place, &mut OpenDiscrepancy)> = Vec::new();
    for (subject, open) in asked {
        if grouped.contains(subject) {
            open.question.id.clear();
        } else if open.question.id.is_empty() {
            new.push((place_of(master, subject, open), open));
        }
    }
    new.sort_by_cached_key(|(place, _)| place.in_order());
    for (_, open) in new {
        let highest = master.memory.highest.entry("discrepancies".into()).or_default();
        *highest += 1;
        open.question.id = format!("D-{highest:04}");
    }
}

/// What a person wrote beside a discrepancy that is still open: My value, Note and Later stay; a pick that is not applied is
/// emptied, so that it can't be taken for a decision about what the row shows next.
pub fn written(run: &Resolving<'_, '_>, subject: &Subject, not_applied: bool) -> Option<WrittenDecision> {
    let pick = match run.picks.get(subject) {
        Some(picked) => &picked.pick,
        None => return run.shown.get(subject).and_then(|o| o.written.clone()),
    };
    let decision = if not_applied { String::new() } else { pick.decision.clone() };
    let written = WrittenDecision { decision, my_value: pick.my_value.clone(), note: pick.note.clone() };
    (written != WrittenDecision::default()).then_some(written)
}

/// The decision that was cleared from the row without being applied, until another one stands there.
pub fn cleared(run: &Resolving<'_, '_>, subject: &Subject, not_applied: bool) -> String {
    let picked = run.picks.get(subject).map(|p| p.pick.decision.trim()).unwrap_or_default();
    match picked {
        "" => run.shown.get(subject).map(|open| open.not_applied.clone()).unwrap_or_default(),
        picked if not_applied => picked.to_owned(),
        _ => String::new(),
    }
}

/// Remembers on the Decisions sheet how a discrepancy ended; once, however often it is settled.
pub fn record_line(run: &mut Resolving<'_, '_>, subject: &Subject, result: &str) {
    let Some(open) = run.shown.get(subject).cloned() else { return };
    if open.question.id.is_empty() {
        return record_answers(run, subject, &open, result);
    }
    if run.logged.insert(subject.clone()) {
        let line = line_of_end(run, subject, &open, result);
        answers::close(&mut run.working.master, subject);
        run.working.master.decided.push(line);
    }
}

/// What was wrong; of a group with each of its members, as far as a cell takes them, since the row is all that stays of it.
fn message_with_members(run: &Resolving<'_, '_>, open: &OpenDiscrepancy) -> String {
    let member = |m: &Subject| Some(group_member(&run.working.master, m, run.shown.get(m)?).to_string());
    let said: Vec<String> = open.members.iter().filter_map(member).collect();
    match said.iter().all(|one| open.message.contains(one)) {
        true => open.message.clone(),
        false => format!("{} All of them: {}.", open.message, members_within_a_cell(&said, &open.message)),
    }
}

/// A member of a group has no line of its own, but what was answered to it has.
fn record_answers(run: &mut Resolving<'_, '_>, subject: &Subject, open: &OpenDiscrepancy, result: &str) {
    let log = DecisionLog { today: run.context.today, shown: &run.shown };
    let master = &mut run.working.master;
    let said: Vec<String> =
        answers::answers_about(master, subject).iter().map(|(_, a)| answers::sentence(master, a)).collect();
    answers::close(master, subject);
    said.iter().for_each(|said| log.line_of_answer(master, subject, open, said, result));
}

/// All that there is to know of a discrepancy that has ended: what was asked, what could be picked, what was written.
fn line_of_end(run: &Resolving<'_, '_>, subject: &Subject, open: &OpenDiscrepancy, result: &str) -> DecisionRow {
    let master = &run.working.master;
    let names = ShownNames::of(master);
    let answered = Some(answers::answers_to(master, subject).trim().to_owned()).filter(|a| !a.is_empty());
    let waiting = open.pending.as_ref().map(|p| waiting_values(master, subject, p)).filter(|w| !w.is_empty());
    let wrote = match run.picks.get(subject).map(|p| &p.pick) {
        Some(pick) => WrittenDecision {
            decision: pick.decision.clone(),
            my_value: pick.my_value.clone(),
            note: pick.note.clone(),
        },
        None => open.written.clone().unwrap_or_default(),
    };
    let note = [wrote.note, own_words(master, &open.question.id)].into_iter().filter(|t| !t.is_empty());
    let title = master.sheet(&subject.sheet).map(|s| s.sheet.title.as_str()).unwrap_or_default();
    let record = master.record(subject).map(|r| r.id.clone()).or_else(|| {
        master.memory.records.get(&subject.sheet).and_then(|m| m.get(&subject.record)).map(|k| k.id.clone())
    });
    let (held, options) = options_text(&open.question, &names, waiting.into_iter().chain(answered));
    DecisionRow {
        id: open.question.id.clone(),
        date: run.context.today.to_string(),
        sheet: title.to_owned(),
        record: record.unwrap_or_default(),
        field: names.column(title, subject.field.as_str()).to_owned(),
        message: message_with_members(run, open),
        master: held,
        options,
        decision: wrote.decision,
        my_value: wrote.my_value,
        note: note.collect::<Vec<_>>().join("; "),
        result: result.to_owned(),
    }
}
