//! Judging every field about which a claim is open.

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::{Candidate, Finding};
use crate::model::keys::CopyId;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, DecidedValue, OpenDiscrepancy, Subject};
use crate::model::merge::Verdict;
use crate::model::place::Place;
use crate::model::policy::Policy;
use crate::model::report::Change;
use crate::model::shown_apart::shown_apart;
use crate::model::template::{Column, Kind, Sheet};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::steps::reconcile::decisions::by_policy::settled;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve_by_pick};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask, candidates};
use crate::steps::reconcile::discrepancies::close::record_line;
use crate::steps::reconcile::discrepancies::describe::about;
use crate::steps::reconcile::resolve::contest::{Contest, Held};
use crate::steps::reconcile::resolving::Resolving;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a discrepancy ends whose value somebody typed into the master.
const TYPED: &str = "typed in the master";

/// Resolves every field about which a claim is open and that is not asked yet.
pub fn resolve_fields(run: &mut Resolving<'_, '_>) {
    let claims = &run.working.master.memory.claims;
    let subjects: BTreeSet<Subject> =
        claims.iter().filter(|(_, w)| w.open && w.kind == ClaimKind::Value).map(|(k, _)| k.subject.clone()).collect();
    for subject in subjects {
        if !run.asked.contains_key(&subject) {
            resolve_field(run, &subject);
        }
    }
}

fn resolve_field(run: &mut Resolving<'_, '_>, subject: &Subject) {
    let Some(AgreedField { sheet, at, value: master }) = field(run, subject) else { return };
    let Some(column) = sheet.columns.get(at) else { return };
    let claims = run.working.open_claims(subject);
    let shown = run.shown.get(subject).cloned();
    let now = candidates(run, subject, &claims, &master);
    if let Some(shown) = &shown {
        let typed = master != shown.question.master
            && shown.question.candidates.iter().any(|c| c.value == master && !c.refused);
        if typed {
            let decided =
                DecidedValue { id: shown.question.id.clone(), choice: TYPED.into(), ..DecidedValue::default() };
            remember(run, subject, decided);
            return settle_seen(run, subject, shown, TYPED);
        }
    }
    match resolve_by_pick(run, subject, &now, &master, Some(column)) {
        Resolution::Keep => {
            remember(run, subject, decided_value(run, subject, "Keep master"));
            settle(run, subject, "the master's value was kept");
        }
        Resolution::Take(c) => {
            let contributor = c.contributors.first().cloned();
            let by = c.contributors.iter().map(|g| g.by.clone()).collect::<Vec<_>>();
            let place = contributor.map(|g| g.place).unwrap_or_default();
            let reason = decided(run, subject, &format!("Take {}", c.letters()));
            set(run, subject, &c.value, Cause::new(reason, &by.join(", "), place));
            remember(run, subject, decided_value(run, subject, &format!("Take {}", c.letters())));
            settle_picked(run, subject, shown.as_ref());
        }
        Resolution::Set(value) => {
            let place = run.picks.get(subject).map(|p| p.pick.place.clone()).unwrap_or_default();
            let reason = decided(run, subject, "Use my value");
            set(run, subject, &value, Cause::new(reason, "master", place));
            remember(run, subject, decided_value(run, subject, "Use my value"));
            settle_picked(run, subject, shown.as_ref());
        }
        Resolution::Ask(about_pick) => {
            let contest = Contest::new(run, subject, column, Held { master: &master, claims: &claims });
            resolve_by_rule(run, &contest, now, about_pick);
        }
    }
}

/// Nobody has decided the field: what no one disputes is applied, what the settings decide is applied, the rest is asked.
fn resolve_by_rule(
    run: &mut Resolving<'_, '_>,
    contest: &Contest<'_>,
    candidates: Vec<Candidate>,
    about_pick: Option<Box<Finding>>,
) {
    let Contest { subject, column, master, claims, .. } = *contest;
    // A person who picked what can't be carried out picks again, and what a person decided stands above the settings.
    let waits_for_pick = about_pick.is_some() || is_to_be_picked_again(run, subject);
    let by_policy = !run.context.ask_all && !waits_for_pick && contest.overturned.is_none();
    if contest.has_issue() {
        // Between the two sides of a column the settings may have said who counts.
        let owner_counts = by_policy && column.policy == Policy::Owner && contest.is_between_sides();
        if owner_counts && settle_by_policy(run, contest) {
            return;
        }
    } else {
        match contest.verdict() {
            Verdict::Keep => return settle(run, subject, "settled: the master holds it"),
            Verdict::Change(value) => {
                set(run, subject, &value, Cause::new(ChangeReason::Merged, &contest.contributors(), contest.place()));
                return settle(run, subject, "settled: nothing speaks against it any more");
            }
            Verdict::Conflict if by_policy && settle_by_policy(run, contest) => return,
            Verdict::Conflict => {}
        }
    }
    if candidates.is_empty() && claims.iter().all(|(_, w)| w.value == *master) {
        return settle(run, subject, "settled: the master holds it");
    }
    let (code, message) = contest.question();
    let asking = Asking {
        subject: subject.clone(),
        code,
        message,
        master: master.clone(),
        sent: contest.base(),
        candidates,
        pending: None,
        about_pick,
    };
    ask(run, asking);
}

fn is_to_be_picked_again(run: &Resolving<'_, '_>, subject: &Subject) -> bool {
    run.shown.get(subject).is_some_and(|shown| !shown.not_applied.is_empty())
}

/// A clash in a column for which the settings say whose value counts. What was not taken is said with its cells.
fn settle_by_policy(run: &mut Resolving<'_, '_>, contest: &Contest<'_>) -> bool {
    let Contest { subject, column, master, claims, .. } = *contest;
    let all: Vec<(&CopyId, &Claim)> = claims.iter().map(|(copy, claim)| (copy, claim)).collect();
    let Some(value) = settled(&run.working.master, subject, column, master, &all, column.policy) else { return false };
    let (taken, left): (Vec<&Claim>, Vec<&Claim>) = claims.iter().map(|(_, w)| w).partition(|w| w.value == value);
    let name = |key: &str| run.working.master.name_of_recipient(key);
    let values: Vec<&Value> = [&value, master].into_iter().chain(left.iter().map(|w| &w.value)).collect();
    let mut shown = shown_apart(&values, usize::MAX).into_iter();
    let (value_shown, master_shown) = (shown.next().unwrap_or_default(), shown.next().unwrap_or_default());
    let said = left.iter().zip(shown);
    let mut lost: Vec<String> =
        said.map(|(w, shown)| format!("{} says “{shown}” ({})", name(&w.by), w.place)).collect();
    lost.sort();
    let master_lost = *master != value && !claims.iter().any(|(_, w)| w.base == *master);
    if master_lost {
        lost.push(format!("the master held “{master_shown}”"));
    }
    let taken_by: Vec<String> = taken.iter().map(|w| w.by.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let by = if taken_by.is_empty() { "master".to_owned() } else { taken_by.join(", ") };
    let holders: Vec<String> = taken_by.iter().map(|key| name(key)).collect();
    let holders = if holders.is_empty() { "the master".to_owned() } else { and_list(&holders) };
    let message = format!(
        "{}: “{value_shown}” of {holders} holds, since the settings take {}; {}.",
        column.title,
        column.policy.words(),
        and_list(&lost)
    );
    let place = taken.first().or(left.first()).map(|w| w.place.clone()).unwrap_or_default();
    let finding = about(&run.working.master, subject, Finding::new(Code::ConflictByPolicy, message)).at(place.clone());
    run.findings.push(finding);
    set(run, subject, &value, Cause::new(ChangeReason::Policy(column.policy), &by, place));
    settle(run, subject, &format!("settled: the settings take {}", column.policy.words()));
    true
}

/// A field as the master holds it.
struct AgreedField {
    sheet: Arc<Sheet>,
    /// The position of its column.
    at: usize,
    value: Value,
}

/// The field that a subject is about.
fn field(run: &Resolving<'_, '_>, subject: &Subject) -> Option<AgreedField> {
    let state = run.working.master.sheet(&subject.sheet)?;
    let at = state.sheet.position(&subject.field)?;
    let record = state.records.get(&subject.record)?;
    let value = record.values.get(at).cloned().unwrap_or_default();
    Some(AgreedField { sheet: Arc::clone(&state.sheet), at, value })
}

/// The discrepancy has ended: its claims are closed.
pub fn settle(run: &mut Resolving<'_, '_>, subject: &Subject, result: &str) {
    run.working.close_claims(subject);
    record_line(run, subject, result);
}

fn settle_picked(run: &mut Resolving<'_, '_>, subject: &Subject, shown: Option<&OpenDiscrepancy>) {
    match shown {
        Some(shown) => settle_seen(run, subject, shown, "applied"),
        None => settle(run, subject, "applied"),
    }
}

/// A decision settles what its row showed. What came in since is another question, with an ID of its own.
fn settle_seen(run: &mut Resolving<'_, '_>, subject: &Subject, shown: &OpenDiscrepancy, result: &str) {
    let seen = |claim: &Claim| shown.question.candidates.iter().any(|c| c.value == claim.value);
    let unseen: Vec<CopyId> =
        run.working.open_claims(subject).into_iter().filter(|(_, w)| !seen(w)).map(|(copy, _)| copy).collect();
    settle(run, subject, result);
    if unseen.is_empty() {
        return;
    }
    for copy in unseen {
        let key = ClaimKey { subject: subject.clone(), copy };
        if let Some(claim) = run.working.master.memory.claims.get_mut(&key) {
            claim.open = true;
        }
    }
    run.shown.remove(subject);
    run.picks.remove(subject);
    resolve_field(run, subject);
}

/// What a person decided, as it is remembered with the value that the master holds now.
fn decided_value(run: &Resolving<'_, '_>, subject: &Subject, choice: &str) -> DecidedValue {
    let id = run.picks.get(subject).map(|p| p.pick.id.clone()).unwrap_or_default();
    DecidedValue { id, choice: choice.to_owned(), ..DecidedValue::default() }
}

fn remember(run: &mut Resolving<'_, '_>, subject: &Subject, decided: DecidedValue) {
    let Some(AgreedField { value, .. }) = field(run, subject) else { return };
    let (date, memory) = (run.context.today.to_string(), &mut run.working.master.memory);
    let decided = DecidedValue { date, value, copies_sent: memory.sent.len(), ..decided };
    memory.decided.insert(subject.clone(), decided);
}

fn decided(run: &Resolving<'_, '_>, subject: &Subject, choice: &str) -> ChangeReason {
    let id = run.picks.get(subject).map(|p| p.pick.id.clone()).unwrap_or_default();
    ChangeReason::Decided { id, choice: choice.to_owned() }
}

/// Why the master gets a value, and who gave it where.
struct Cause {
    reason: ChangeReason,
    by: String,
    source: Place,
}

impl Cause {
    fn new(reason: ChangeReason, by: &str, source: Place) -> Self {
        Self { reason, by: by.to_owned(), source }
    }
}

/// Sets a field of the master and lists the change. A field of a record that was added in this run is part of its adding.
fn set(run: &mut Resolving<'_, '_>, subject: &Subject, value: &Value, cause: Cause) {
    run.working.master.memory.decided.remove(subject);
    let is_new = run.working.added.contains(&(subject.sheet.clone(), subject.record.clone()));
    let Some(state) = run.working.master.sheet_mut(&subject.sheet) else { return };
    let Some(i) = state.sheet.position(&subject.field) else { return };
    let sheet = Arc::clone(&state.sheet);
    let Some(record) = state.records.get_mut(&subject.record) else { return };
    let Some(slot) = record.values.get_mut(i) else { return };
    let from = std::mem::replace(slot, canonical(value, sheet.columns.get(i)));
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
        reason: cause.reason,
        by: cause.by,
        source: cause.source,
        values: Vec::new(),
    };
    run.working.changes.push(change);
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
