//! Records whose rows are no longer in a copy, are empty, or are struck through.

use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Contributor};
use crate::model::keys::{CopyId, FieldKey};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Memory, OpenDiscrepancy, SentCopy, Subject};
use crate::model::memory_keys::copy_of_claimant;
use crate::model::report::Change;
use crate::model::table::{natural_words, titled_values};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::steps::reconcile::claims::types::is_claimant_of;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve_by_pick};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask};
use crate::steps::reconcile::resolve::fields::settle;
use crate::steps::reconcile::resolve::record_options::{decided, lettered_options};
use crate::steps::reconcile::resolving::Resolving;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Records whose rows are no longer in a copy, are empty, or are struck through.
pub fn resolve_removals(run: &mut Resolving<'_, '_>) {
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
    let claims: Vec<(CopyId, Claim)> =
        run.working.open_claims(subject).into_iter().filter(|(_, w)| w.value == Value::YesNo(true)).collect();
    if claims.is_empty() || run.working.master.record(subject).is_none() {
        return settle(run, subject, "settled: nothing is left to decide");
    }
    let edited = edited_elsewhere(run, subject, &claims);
    let struck = claims.iter().all(|(_, w)| w.kind == ClaimKind::Struck);
    let code = match (edited, struck) {
        (true, _) => Code::ConflictRemovedAndEdited,
        (false, true) => Code::RowStruckOut,
        (false, false) => Code::RowRemoved,
    };
    let candidates = removal_candidates(run, subject, &claims, edited);
    match resolve_by_pick(run, subject, &candidates, &Value::Empty, None) {
        Resolution::Take(c) if c.action == Action::Remove => {
            remove(run, subject, &claims);
            settle(run, subject, "removed");
            end_fields(run, subject);
        }
        Resolution::Take(_) | Resolution::Keep => settle(run, subject, "the record was kept"),
        Resolution::Set(_) => {}
        Resolution::Ask(about_pick) => {
            let message = removal_message(run, subject, &claims, &code);
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

/// With a record end the discrepancies about its fields: what they showed is decided with it. A claim that no row showed
/// stays open, and is asked as an edit of a removed record.
fn end_fields(run: &mut Resolving<'_, '_>, whole: &Subject) {
    let of_record = |s: &Subject| s.sheet == whole.sheet && s.record == whole.record && !s.field.is_empty();
    run.asked.retain(|s, _| !of_record(s));
    let shown = &run.shown;
    for (key, claim) in run.working.master.memory.claims.iter_mut().filter(|(k, _)| of_record(&k.subject)) {
        let seen = |o: &OpenDiscrepancy| o.question.candidates.iter().any(|c| c.value == claim.value);
        if shown.get(&key.subject).is_some_and(seen) {
            claim.open = false;
        }
    }
    run.shown.remove(whole);
    run.picks.remove(whole);
}

/// Did another copy that was sent no earlier edit the record?
fn edited_elsewhere(run: &Resolving<'_, '_>, subject: &Subject, claims: &[(CopyId, Claim)]) -> bool {
    let memory = &run.working.master.memory;
    let is_later =
        |one: &CopyId, other: &CopyId| !was_sent_before(memory, &copy_of_claimant(one), &copy_of_claimant(other));
    let from = ClaimKey { subject: Subject { field: FieldKey::default(), ..subject.clone() }, copy: CopyId::default() };
    let about = run.working.master.memory.claims.range(from..);
    about
        .take_while(|(k, _)| k.subject.sheet == subject.sheet && k.subject.record == subject.record)
        .filter(|(k, w)| !k.subject.field.is_empty() && w.kind == ClaimKind::Value)
        .any(|(k, _)| claims.iter().all(|(copy, _)| !is_claimant_of(&k.copy, copy) && is_later(&k.copy, copy)))
}

/// Whether a copy was sent before another, so that the other holds what came of it. On one day, the first copies of all
/// come before the second ones, unless somebody was sent no second one.
fn was_sent_before(memory: &Memory, one: &CopyId, other: &CopyId) -> bool {
    let (Some(first), Some(second)) = (memory.sent.get(one), memory.sent.get(other)) else {
        return memory.sent.get(one).is_none() && memory.sent.contains_key(other);
    };
    let copies_of = |sent: &SentCopy| -> Vec<&CopyId> {
        let is_alike =
            |s: &SentCopy| (&s.workbook, &s.recipient, &s.date) == (&sent.workbook, &sent.recipient, &sent.date);
        memory.sent.iter().filter(|(_, s)| is_alike(s)).map(|(copy, _)| copy).collect()
    };
    let rank = |copies: &[&CopyId], copy: &CopyId| copies.iter().position(|c| *c == copy);
    let of_one = copies_of(first);
    let was_superseded = of_one.last().is_some_and(|last| *last != one);
    match first.date.cmp(&second.date) {
        std::cmp::Ordering::Equal => was_superseded && rank(&of_one, one) < rank(&copies_of(second), other),
        order => order.is_lt(),
    }
}

fn removal_candidates(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    claims: &[(CopyId, Claim)],
    edited: bool,
) -> Vec<Candidate> {
    let contributors: Vec<Contributor> =
        claims.iter().map(|(c, w)| Contributor { by: w.by.clone(), copy: c.clone(), place: w.place.clone() }).collect();
    let mut options = vec![(Action::Remove, "remove the record")];
    if edited {
        options.insert(0, (Action::KeepEdited, "keep the record with its edits"));
    }
    lettered_options(run.shown.get(subject), options, &contributors)
}

fn removal_message(run: &Resolving<'_, '_>, subject: &Subject, claims: &[(CopyId, Claim)], code: &Code) -> String {
    let mut by: Vec<&str> = claims.iter().map(|(_, w)| w.by.as_str()).collect();
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
    let by: Vec<String> = by.into_iter().map(|key| run.working.master.name_of_recipient(key)).collect();
    let by = and_list(&by);
    match code {
        Code::RowStruckOut => format!("{by} struck out {name}. It stays in the master until it is decided."),
        Code::ConflictRemovedAndEdited => {
            format!("{by} removed {name}, and somebody else edited it. It stays in the master.")
        }
        _ => format!("{name} is no longer in the copy of {by}. It stays in the master until it is decided."),
    }
}

fn remove(run: &mut Resolving<'_, '_>, subject: &Subject, claims: &[(CopyId, Claim)]) {
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
        by: claims.iter().map(|(_, w)| w.by.clone()).collect::<Vec<_>>().join(", "),
        source: claims.first().map(|(_, w)| w.place.clone()).unwrap_or_default(),
        values: titled_values(&sheet, &record.values),
    });
    if let Some(known) =
        run.working.master.memory.records.get_mut(&subject.sheet).and_then(|m| m.get_mut(&subject.record))
    {
        known.gone = true;
    }
}
