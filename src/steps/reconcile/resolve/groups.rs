//! No floods: many discrepancies of one kind from one file are one row, until a person wants to see them one by one.

use super::same_text::group_same_texts;
use crate::model::code::{Area, Code};
use crate::model::finding::{Action, Candidate, Question};
use crate::model::keys::CopyId;
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::model::text::{and_list, count};
use crate::model::value::Value;
use crate::steps::reconcile::decisions::choice::DecisionChoice;
use crate::steps::reconcile::decisions::picks::{invalid, not_for_all};
use crate::steps::reconcile::discrepancies::ask::still_quoted;
use crate::steps::reconcile::discrepancies::close::{cleared, record_line, written};
use crate::steps::reconcile::discrepancies::describe::group_member;
use crate::steps::reconcile::discrepancies::member_list::first_members;
use crate::steps::reconcile::resolving::Resolving;
use std::collections::{BTreeMap, BTreeSet};

/// From how many discrepancies of one kind on they are one row.
const MOST: usize = 20;

/// Puts what belongs together into groups.
pub fn group(run: &mut Resolving<'_, '_>) {
    end_picked(run);
    let grouped = group_same_texts(run);
    let mut groups: BTreeMap<Subject, Vec<Subject>> = BTreeMap::new();
    let mut emptied: BTreeSet<Subject> = BTreeSet::new();
    for (subject, open) in run.asked.iter().filter(|(subject, _)| !grouped.contains(*subject)) {
        if let Some(group) = group_of(subject, open) {
            if open.code == Code::ColumnMissing {
                emptied.insert(group.clone());
            }
            groups.entry(group).or_default().push(subject.clone());
        }
    }
    for (group, members) in groups {
        let is_one = members.len() > MOST || emptied.contains(&group);
        if is_one && !run.working.master.memory.one_by_one.contains(&group.group_name()) {
            let open = open(run, &group, members);
            run.asked.insert(group, open);
        }
    }
}

/// A pick for a whole group ends its row. What is asked now is another question, also where it would be the same group.
fn end_picked(run: &mut Resolving<'_, '_>) {
    let carried_out = |group: &Subject, shown: &OpenDiscrepancy| {
        let picked = run.picks.get(group).filter(|_| !shown.members.is_empty());
        let is_decision =
            |c: &&DecisionChoice| matches!(c, DecisionChoice::Take(_) | DecisionChoice::Keep | DecisionChoice::Mine);
        let choice = picked.map(|p| &p.choice).filter(is_decision);
        // A row that is asked as it was shown was not decided.
        let is_as_shown = |member: &Subject| run.asked.contains_key(member) && run.shown.contains_key(member);
        let is_open = shown.members.iter().all(is_as_shown);
        choice.is_some_and(|choice| not_for_all(shown, choice).is_none()) && !is_open
    };
    let ended: Vec<Subject> =
        run.shown.iter().filter(|(group, shown)| carried_out(group, shown)).map(|(group, _)| group.clone()).collect();
    for group in ended {
        record_line(run, &group, "applied");
        run.shown.remove(&group);
        run.picks.remove(&group);
    }
}

/// The group that a discrepancy would belong to: one code, one column, one file.
fn group_of(subject: &Subject, open: &OpenDiscrepancy) -> Option<Subject> {
    let contributors = open.question.candidates.iter().flat_map(|c| &c.contributors);
    let copies: BTreeSet<&CopyId> = contributors.map(|g| &g.copy).collect();
    let copies: Vec<&CopyId> = copies.into_iter().collect();
    // A column that several emptied is one question to all of them.
    let alone = copies.len() == 1 || (copies.len() > 1 && open.code == Code::ColumnMissing);
    let kind = !subject.field.is_empty() || matches!(open.code, Code::RowRemoved | Code::RowStruckOut);
    let is_grouped = alone && kind && !subject.sheet.is_empty() && open.members.is_empty();
    is_grouped.then(|| Subject::group(&subject.sheet, &copies, open.code.clone(), &subject.field))
}

fn open(run: &Resolving<'_, '_>, group: &Subject, members: Vec<Subject>) -> OpenDiscrepancy {
    let shown = run.shown.get(group);
    let first = members.first().and_then(|m| run.asked.get(m));
    let code = first.map_or(Code::ConflictField, |o| o.code.clone());
    let contributors =
        first.and_then(|o| o.question.candidates.first()).map(|c| c.contributors.clone()).unwrap_or_default();
    let by: BTreeSet<&str> = contributors.iter().map(|g| g.by.as_str()).collect();
    let by: Vec<String> = by.into_iter().map(|key| run.working.master.name_of_recipient(key)).collect();
    let by = and_list(&by);
    let takeable = |m: &Subject| run.asked.get(m).is_some_and(|o| o.question.candidates.iter().any(|c| !c.refused));
    let refused = !members.iter().any(takeable);
    let master = &run.working.master;
    let said: Vec<String> =
        members.iter().filter_map(|m| Some(group_member(master, m, run.asked.get(m)?).to_string())).collect();
    let what = if code.is_in(Area::Row) {
        count(members.len(), "record", "records")
    } else {
        count(members.len(), "value", "values")
    };
    let message = format!("{what} of one kind in one file of {by}, decided together: {}.", first_members(&said));
    let not_applied = shown.zip(run.picks.get(group)).and_then(|(shown, picked)| {
        let why = not_for_all(shown, &picked.choice)?;
        Some(invalid(&run.working.master, group, &picked.pick, &why).message)
    });
    let is_not_applied = not_applied.is_some();
    let message = match not_applied {
        Some(said) => format!("{message} {said}"),
        None => still_quoted(shown, &message).unwrap_or(message),
    };
    let candidates = vec![Candidate {
        letter: 0,
        value: Value::text(format!("all {what} as {by} has them")),
        action: Action::TakeAll,
        contributors: contributors.clone(),
        refused,
    }];
    let question = Question {
        id: shown.map(|o| o.question.id.clone()).unwrap_or_default(),
        since: shown.map(|o| o.question.since.clone()).unwrap_or_else(|| run.context.today.to_string()),
        candidates,
        ..Question::default()
    };
    OpenDiscrepancy {
        code,
        question,
        next_letter: 1,
        pending: None,
        members,
        message,
        written: written(run, group, is_not_applied),
        not_applied: cleared(run, group, is_not_applied),
    }
}
