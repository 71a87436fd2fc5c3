//! The same text in one column of one file is one question: what it means in one row it means in the others.

use crate::model::code::{Area, Code};
use crate::model::finding::{Action, Candidate, Contributor, Question};
use crate::model::keys::CopyId;
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::model::text::count;
use crate::model::value::Value;
use crate::steps::reconcile::decisions::choice::DecisionChoice;
use crate::steps::reconcile::decisions::picks::{invalid, not_for_all};
use crate::steps::reconcile::discrepancies::ask::still_quoted;
use crate::steps::reconcile::discrepancies::close::{cleared, written};
use crate::steps::reconcile::discrepancies::member_list::first_members;
use crate::steps::reconcile::resolving::Resolving;
use std::collections::{BTreeMap, BTreeSet};

/// Puts questions about one text together. Gives the questions that are in a group by now, or that a person wants one by one.
pub fn group_same_texts(run: &mut Resolving<'_, '_>) -> BTreeSet<Subject> {
    let mut groups: BTreeMap<Subject, Vec<Subject>> = BTreeMap::new();
    for (subject, open) in &run.asked {
        if let Some(group) = group_of_text(subject, open) {
            groups.entry(group).or_default().push(subject.clone());
        }
    }
    let mut settled = BTreeSet::new();
    for (group, mut members) in groups {
        if run.working.master.memory.one_by_one.contains(&group.group_name()) {
            settled.extend(members);
            continue;
        }
        let options = |subject: &Subject| run.asked.get(subject).map(|open| options_of(open));
        let first = members.first().and_then(options);
        members.retain(|member| options(member) == first);
        let records = run.working.master.sheet(&group.sheet).map(|state| &state.records);
        members.sort_by_key(|member| records.and_then(|records| records.get_index_of(&member.record)));
        if members.len() > 1 {
            settled.extend(members.iter().cloned());
            let open = open_group(run, &group, members);
            run.asked.insert(group, open);
        }
    }
    settled
}

/// The group of a question about what a text means that one file has; none for other questions.
fn group_of_text(subject: &Subject, open: &OpenDiscrepancy) -> Option<Subject> {
    let about_text =
        (open.code.is_in(Area::Value) || open.code.is_in(Area::Reference)) && open.code != Code::ValueRequired;
    let candidates = &open.question.candidates;
    let copies: BTreeSet<&CopyId> = candidates.iter().flat_map(|c| &c.contributors).map(|g| &g.copy).collect();
    let typed = candidates.first().filter(|c| !c.value.is_empty())?;
    let is_value = open.members.is_empty() && candidates.iter().all(|c| c.action == Action::Set);
    let [copy] = copies.into_iter().collect::<Vec<_>>()[..] else { return None };
    (about_text && is_value).then(|| Subject::same_text(subject, copy, &typed.value.to_string()))
}

/// What can be picked, which is the same in all questions of a group.
fn options_of(open: &OpenDiscrepancy) -> Vec<(u32, &Value, bool)> {
    open.question.candidates.iter().map(|c| (c.letter, &c.value, c.refused)).collect()
}

fn open_group(run: &mut Resolving<'_, '_>, group: &Subject, members: Vec<Subject>) -> OpenDiscrepancy {
    let not_applied = pick_not_applied(run, group);
    let shown = run.shown.get(group);
    let of_members: Vec<&OpenDiscrepancy> = members.iter().filter_map(|member| run.asked.get(member)).collect();
    let first = of_members.first();
    let code = first.map_or(Code::ValueType, |open| open.code.clone());
    let reason = first.map(|open| open.message.clone()).unwrap_or_default();
    let rows: Vec<String> = members.iter().zip(&of_members).map(|(subject, open)| row(run, subject, open)).collect();
    let message = format!(
        "{reason} The same text stands in {}, decided together: {}.",
        count(members.len(), "row", "rows"),
        first_members(&rows)
    );
    let is_not_applied = not_applied.is_some();
    let message = match not_applied {
        Some(said) => format!("{message} {said}"),
        None => still_quoted(shown, &message).unwrap_or(message),
    };
    let candidates: Vec<Candidate> = first.iter().flat_map(|open| &open.question.candidates).cloned().collect();
    let for_all = candidates.into_iter().map(|candidate| {
        let letter = candidate.letter;
        let contributors = of_members.iter().flat_map(|open| contributors(open, letter)).cloned().collect();
        Candidate { action: Action::SetEach, contributors, ..candidate }
    });
    let question = Question {
        id: shown.map(|open| open.question.id.clone()).unwrap_or_default(),
        since: shown.map_or_else(|| run.context.today.to_string(), |open| open.question.since.clone()),
        candidates: for_all.collect(),
        ..Question::default()
    };
    let next_letter = of_members.iter().map(|open| open.next_letter).max().unwrap_or_default();
    let (written, not_applied) = (written(run, group, is_not_applied), cleared(run, group, is_not_applied));
    OpenDiscrepancy { code, question, next_letter, pending: None, members, message, written, not_applied }
}

fn contributors(open: &OpenDiscrepancy, letter: u32) -> &[Contributor] {
    let found = open.question.candidates.iter().find(|c| c.letter == letter);
    found.map(|c| c.contributors.as_slice()).unwrap_or_default()
}

/// `R-007 (K9, now Ben Ruiz)`.
fn row(run: &Resolving<'_, '_>, subject: &Subject, open: &OpenDiscrepancy) -> String {
    let id = run.working.master.id_of(subject).to_owned();
    let place = open.question.candidates.first().and_then(|c| c.contributors.first());
    let cell = place.and_then(|g| g.place.cell.clone());
    let now = Some(&open.question.master).filter(|v| !v.is_empty()).map(|v| format!("now {}", v.shown()));
    let beside: Vec<String> = cell.into_iter().chain(now).collect();
    if beside.is_empty() { id } else { format!("{id} ({})", beside.join(", ")) }
}

/// What is said of a pick for a group that was not carried out in any of its rows, once for all of them.
fn pick_not_applied(run: &mut Resolving<'_, '_>, group: &Subject) -> Option<String> {
    let picked = run.picks.get(group).filter(|picked| picked.choice != DecisionChoice::Open)?;
    if let Some(why) = run.shown.get(group).and_then(|shown| not_for_all(shown, &picked.choice)) {
        return Some(invalid(&run.working.master, group, &picked.pick, &why).message);
    }
    let id = format!(" for {} ", picked.pick.id);
    let is_about = |code: &Code, message: &str| {
        matches!(code, Code::DecisionStale | Code::DecisionInvalid) && message.contains(&id)
    };
    let said = run.findings.iter().find(|f| is_about(&f.code, &f.message)).map(|f| f.message.clone());
    let mut first = true;
    run.findings.retain(|f| !is_about(&f.code, &f.message) || std::mem::take(&mut first));
    said
}
