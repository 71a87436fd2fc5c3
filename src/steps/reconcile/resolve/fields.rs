//! Judging every field about which a word is open.

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Open, Subject};
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::place::Place;
use crate::model::policy::Policy;
use crate::model::report::Change;
use crate::model::template::{Column, Kind};
use crate::model::text::{and_list, count};
use crate::model::value::Value;
use crate::steps::reconcile::decisions::by_policy::settled;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask, candidates};
use crate::steps::reconcile::discrepancies::describe::about;
use crate::steps::reconcile::discrepancies::log::record_line;
use crate::steps::reconcile::run::Run;
use std::collections::BTreeSet;

pub fn resolve_all(run: &mut Run<'_>) {
    let words = &run.master.memory.claims;
    let subjects: BTreeSet<Subject> =
        words.iter().filter(|(_, w)| w.open && w.kind == ClaimKind::Value).map(|(k, _)| k.subject.clone()).collect();
    for subject in subjects {
        if !run.asked.contains_key(&subject) {
            judge(run, &subject);
        }
    }
}

fn judge(run: &mut Run<'_>, subject: &Subject) {
    let Some((column, master)) = field(run, subject) else { return };
    let words = run.open_words(subject);
    let shown = run.shown.get(subject).cloned();
    let now = candidates(run, subject, &words, &master);
    if let Some(shown) = &shown {
        let typed = master != shown.question.master
            && shown.question.candidates.iter().any(|c| c.value == master && !c.refused);
        if typed {
            return settle_seen(run, subject, shown, "typed in the master");
        }
    }
    match resolve(run, subject, &now, &master, Some(&column)) {
        Resolution::Keep => settle(run, subject, "the master's value was kept"),
        Resolution::Take(c) => {
            let giver = c.givers.first().cloned();
            let by = c.givers.iter().map(|g| g.by.clone()).collect::<Vec<_>>();
            let place = giver.map(|g| g.place).unwrap_or_default();
            let reason = decided(run, subject, &format!("Take {}", c.letters()));
            set(run, subject, &c.value, reason, &by.join(", "), place);
            settle_picked(run, subject, shown.as_ref());
        }
        Resolution::Set(value) => {
            let place = run.picks.get(subject).map(|p| p.pick.place.clone()).unwrap_or_default();
            let reason = decided(run, subject, "Use my value");
            set(run, subject, &value, reason, "master", place);
            settle_picked(run, subject, shown.as_ref());
        }
        Resolution::Ask(about_pick) => by_rule(run, subject, &column, &master, &words, now, about_pick),
    }
}

fn by_rule(
    run: &mut Run<'_>,
    subject: &Subject,
    column: &Column,
    master: &Value,
    words: &[(String, Claim)],
    now: Vec<crate::model::finding::Candidate>,
    about_pick: Option<Box<crate::model::finding::Finding>>,
) {
    let troubled = words.iter().any(|(_, w)| w.issue.is_some() && w.value != *master);
    let proposals: Vec<Proposal> =
        words.iter().map(|(_, w)| Proposal { base: w.base.clone(), value: w.value.clone() }).collect();
    // Between the two sides of a column the settings may have said who counts.
    let between_sides = |w: &Claim| w.issue.as_ref().is_none_or(|t| t.code == Code::EditNotOwner && !t.refused);
    // A pick that can't be carried out is answered first.
    let by_policy = !run.ask_all && about_pick.is_none();
    if troubled
        && by_policy
        && column.policy == Policy::Owner
        && words.iter().all(|(_, w)| between_sides(w))
        && settle_by_policy(run, subject, column, master, words)
    {
        return;
    }
    if !troubled {
        match verdict(column.merge, master, &proposals) {
            Verdict::Keep => return settle(run, subject, "settled: the master holds it"),
            Verdict::Change(value) => {
                let mut by: Vec<String> = words.iter().map(|(_, w)| w.by.clone()).collect();
                by.sort();
                by.dedup();
                let place = words.first().map(|(_, w)| w.place.clone()).unwrap_or_default();
                set(run, subject, &value, ChangeReason::Merged, &by.join(", "), place);
                return settle(run, subject, "settled: nothing speaks against it any more");
            }
            Verdict::Conflict if !by_policy => {}
            Verdict::Conflict => {
                if settle_by_policy(run, subject, column, master, words) {
                    return;
                }
            }
        }
    }
    if now.is_empty() && words.iter().all(|(_, w)| w.value == *master) {
        return settle(run, subject, "settled: the master holds it");
    }
    let distinct: BTreeSet<&Value> = words.iter().map(|(_, w)| &w.value).collect();
    let one = words.iter().find(|(_, w)| w.issue.is_some()).filter(|_| distinct.len() == 1);
    let (code, message) = match one.and_then(|(_, w)| w.issue.as_ref()) {
        Some(t) => (t.code.clone(), t.message.clone()),
        None => (Code::ConflictField, conflict_message(column, master, words)),
    };
    let sent = common_base(words);
    let asking = Asking {
        subject: subject.clone(),
        code,
        message,
        master: master.clone(),
        sent,
        candidates: now,
        pending: None,
        about_pick,
    };
    ask(run, asking);
}

/// A clash in a column for which the settings say whose value counts. What was not taken is said with its cells.
fn settle_by_policy(
    run: &mut Run<'_>,
    subject: &Subject,
    column: &Column,
    master: &Value,
    words: &[(String, Claim)],
) -> bool {
    let all: Vec<(&str, &Claim)> = words.iter().map(|(copy, word)| (copy.as_str(), word)).collect();
    let Some(value) = settled(&run.master, subject, column, master, &all, column.policy) else { return false };
    let (taken, left): (Vec<&Claim>, Vec<&Claim>) = words.iter().map(|(_, w)| w).partition(|w| w.value == value);
    let mut lost: Vec<String> =
        left.iter().map(|w| format!("{} says “{}” ({})", w.by, w.value.shown(), w.place)).collect();
    lost.sort();
    let master_lost = *master != value && !words.iter().any(|(_, w)| w.base == *master);
    if master_lost {
        lost.push(format!("the master held “{}”", master.shown()));
    }
    let taken_by: Vec<String> = taken.iter().map(|w| w.by.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let by = if taken_by.is_empty() { "master".to_owned() } else { taken_by.join(", ") };
    let message = format!(
        "{}: “{}” of {by} holds, since the settings take {}; {}.",
        column.title,
        value.shown(),
        column.policy.words(),
        and_list(&lost)
    );
    let place = taken.first().or(left.first()).map(|w| w.place.clone()).unwrap_or_default();
    let finding = about(run, subject, Finding::new(Code::ConflictByPolicy, message)).at(place.clone());
    run.findings.push(finding);
    let reason = ChangeReason::Policy(column.policy);
    set(run, subject, &value, reason, &by, place);
    settle(run, subject, &format!("settled: the settings take {}", column.policy.words()));
    true
}

fn conflict_message(column: &Column, master: &Value, words: &[(String, Claim)]) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    let mut sorted: Vec<&Claim> = words.iter().map(|(_, w)| w).collect();
    sorted.sort_by(|a, b| (&a.by, &a.place).cmp(&(&b.by, &b.place)));
    for word in sorted {
        let value = word.value.shown();
        match said.iter_mut().find(|(v, _)| *v == value) {
            Some((_, by)) => by.push(word.by.clone()),
            None => said.push((value, vec![word.by.clone()])),
        }
    }
    let sides: Vec<String> =
        said.iter().map(|(v, by)| format!("{} says “{v}”", and_list(by)).replace(" and ", " and ")).collect();
    let many = if said.len() > 1 {
        format!("{} for {}", count(said.len(), "proposal", "proposals"), column.title)
    } else {
        format!("{} was changed on both sides", column.title)
    };
    format!("{many}: {}; the master holds “{}”.", sides.join("; "), master.shown())
}

fn common_base(words: &[(String, Claim)]) -> Value {
    let first = words.first().map(|(_, w)| w.base.clone()).unwrap_or_default();
    if words.iter().all(|(_, w)| w.base == first) { first } else { Value::Empty }
}

/// The column that a subject is about, and the master's value of it.
fn field(run: &Run<'_>, subject: &Subject) -> Option<(Column, Value)> {
    let state = run.master.sheet(&subject.sheet)?;
    let i = state.sheet.position(&subject.field)?;
    let record = state.records.get(&subject.record)?;
    Some((state.sheet.columns.get(i)?.clone(), record.values.get(i).cloned().unwrap_or_default()))
}

/// The discrepancy has ended; all its words count as heard.
pub fn settle(run: &mut Run<'_>, subject: &Subject, result: &str) {
    run.hear_subject(subject);
    record_line(run, subject, result);
}

fn settle_picked(run: &mut Run<'_>, subject: &Subject, shown: Option<&Open>) {
    match shown {
        Some(shown) => settle_seen(run, subject, shown, "applied"),
        None => settle(run, subject, "applied"),
    }
}

/// A decision hears what its row showed. What came in since is another question, with an ID of its own.
fn settle_seen(run: &mut Run<'_>, subject: &Subject, shown: &Open, result: &str) {
    let seen = |word: &Claim| shown.question.candidates.iter().any(|c| c.value == word.value);
    let unseen: Vec<String> =
        run.open_words(subject).into_iter().filter(|(_, w)| !seen(w)).map(|(copy, _)| copy).collect();
    settle(run, subject, result);
    if unseen.is_empty() {
        return;
    }
    for copy in unseen {
        let key = ClaimKey { subject: subject.clone(), copy };
        if let Some(word) = run.master.memory.claims.get_mut(&key) {
            word.open = true;
        }
    }
    run.shown.remove(subject);
    run.picks.remove(subject);
    judge(run, subject);
}

fn decided(run: &Run<'_>, subject: &Subject, choice: &str) -> ChangeReason {
    let id = run.picks.get(subject).map(|p| p.pick.id.clone()).unwrap_or_default();
    ChangeReason::Decided { id, choice: choice.to_owned() }
}

/// Sets a field of the master and lists the change. A field of a record that was added in this run is part of its adding.
pub fn set(run: &mut Run<'_>, subject: &Subject, value: &Value, reason: ChangeReason, by: &str, place: Place) {
    let is_new = run.added.contains(&(subject.sheet.clone(), subject.record.clone()));
    let Some(state) = run.master.sheet_mut(&subject.sheet) else { return };
    let Some(i) = state.sheet.position(&subject.field) else { return };
    let column = state.sheet.columns.get(i).cloned();
    let sheet = std::sync::Arc::clone(&state.sheet);
    let Some(record) = state.records.get_mut(&subject.record) else { return };
    let Some(slot) = record.values.get_mut(i) else { return };
    let from = std::mem::replace(slot, canonical(value, column.as_ref()));
    let to = slot.clone();
    record.issues.remove(&i);
    if is_new || record.id.is_empty() || from == to {
        return;
    }
    let change = Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: record.id.clone(),
        field: Some(subject.field.clone()),
        from,
        to,
        reason,
        by: by.to_owned(),
        source: place,
    };
    run.changes.push(change);
}

/// Sets stand in the order of the column's choices.
fn canonical(value: &Value, column: Option<&Column>) -> Value {
    match (value, column) {
        (Value::Set(members), Some(column)) if column.kind == Kind::Choices => {
            let place = |m: &String| column.choices.iter().position(|c| c.label == *m).unwrap_or(usize::MAX);
            let mut members = members.clone();
            members.sort_by(|a, b| place(a).cmp(&place(b)).then(a.cmp(b)));
            Value::Set(members)
        }
        _ => value.clone(),
    }
}
