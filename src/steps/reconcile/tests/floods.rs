//! Many discrepancies of one kind from one file, which are one row.

use super::super::RunOutcome;
use super::runs::{run_of, said};
use super::*;
use crate::model::decision_option::DecisionOption;
use crate::model::finding::{Contributor, Finding};
use crate::model::keys::FieldKey;
use crate::model::memory::Pending;
use crate::model::value_issue::ValueIssue;

/// So many risks that the master holds as Held, and a claim of each copy about the status of each, as it was sent Old.
pub(super) fn claimed(many: usize, copies: &[&str], of: impl Fn(&mut Claim), field: &str) -> Master {
    let mut master = master(Policy::Ask);
    let record = master.sheets[0].records.shift_remove(RECORD).unwrap();
    for n in 0..many {
        let (key, id) = (format!("key-{n:02}"), format!("R-{n:03}"));
        let values = vec![Value::text(id.clone()), Value::text(format!("Risk {n}")), Value::text("Held")];
        master.sheets[0].records.insert(key.clone().into(), Record { id, values, ..record.clone() });
        for copy in copies {
            let mut claim = Claim {
                value: Value::text("Closed"),
                base: Value::text("Old"),
                kind: ClaimKind::Value,
                by: (*copy).into(),
                place: Place::default(),
                issue: None,
                open: true,
            };
            of(&mut claim);
            let subject = Subject { sheet: "risks".into(), record: key.clone().into(), field: field.into() };
            master.memory.claims.insert(ClaimKey { subject, copy: format!("raid.{copy}.1").into() }, claim);
        }
    }
    master
}

fn run(master: Master) -> RunOutcome {
    run_of(master, Vec::new())
}

pub(super) fn groups(out: &RunOutcome) -> Vec<&OpenDiscrepancy> {
    out.master.memory.open.values().filter(|o| !o.members.is_empty()).collect()
}

fn value(_: &mut Claim) {}

fn row(kind: ClaimKind) -> impl Fn(&mut Claim) {
    move |claim| (claim.kind, claim.value) = (kind, Value::YesNo(true))
}

fn emptied(claim: &mut Claim) {
    claim.value = Value::Empty;
    claim.issue = Some(ValueIssue::noted(Code::ColumnMissing, "The column was emptied."));
}

#[test]
fn more_than_twenty_of_one_kind_from_one_file_are_one_row() {
    for (master, many, code) in [
        (claimed(21, &["ada"], value, "status"), 21, Some(Code::ConflictField)),
        (claimed(20, &["ada"], value, "status"), 20, None),
        (claimed(21, &["ada", "ben"], value, "status"), 21, None),
        (claimed(21, &["ada"], row(ClaimKind::Removed), ""), 21, Some(Code::RowRemoved)),
        (claimed(21, &["ada"], row(ClaimKind::Struck), ""), 21, Some(Code::RowStruckOut)),
        (claimed(2, &["ada"], emptied, "status"), 2, Some(Code::ColumnMissing)),
        (claimed(2, &["ada", "ben"], emptied, "status"), 2, Some(Code::ColumnMissing)),
    ] {
        let out = run(master);
        let found: Vec<(Code, usize)> = groups(&out).iter().map(|o| (o.code.clone(), o.members.len())).collect();
        assert_eq!(found, code.map(|c| (c, many)).into_iter().collect::<Vec<_>>(), "{many}");
    }
}

#[test]
fn rows_that_may_be_records_are_asked_one_by_one() {
    let mut master = master(Policy::Ask);
    for n in 0..21 {
        let about =
            Subject { sheet: "risks".into(), record: format!("p{n}~raid.ada.1").into(), field: FieldKey::default() };
        let contributor = Contributor { by: "ada".into(), copy: "raid.ada.1".into(), place: Place::default() };
        let new =
            Candidate { contributors: vec![contributor], ..candidate(Value::text("a new record"), Action::AddNew) };
        let waits = OpenDiscrepancy { pending: Some(Pending::default()), ..shown("", Code::RowPossibleDuplicate, new) };
        master.memory.open.insert(about, waits);
    }
    let out = run(master);
    assert_eq!((groups(&out).len(), out.master.memory.open.len()), (0, 21));
}

#[test]
fn discrepancies_of_two_columns_are_two_groups() {
    let mut master = claimed(21, &["ada"], value, "status");
    master.memory.claims.extend(claimed(21, &["ada"], value, "title").memory.claims);
    assert_eq!(groups(&run(master)).len(), 2);
}

#[test]
fn a_group_has_an_id_and_its_members_have_none() {
    let out = run(claimed(21, &["ada"], value, "status"));
    let ids: Vec<&str> =
        out.master.memory.open.values().map(|o| o.question.id.as_str()).filter(|id| !id.is_empty()).collect();
    assert_eq!(ids, ["D-0001"]);
    let questions: Vec<&Finding> = out.findings.iter().filter(|f| f.question.is_some()).collect();
    assert_eq!(questions.len(), 1, "and is one row");
    assert!(questions[0].message.starts_with("21 values of one kind in one file of ada"), "{}", questions[0].message);
    assert!(questions[0].message.contains("R-001: Closed"), "with its first values");
}

#[test]
fn a_group_tells_its_first_members_and_the_finding_has_them_all() {
    let long = |claim: &mut Claim| claim.value = Value::text("x".repeat(900));
    let out = run(claimed(60, &["ada"], long, "status"));
    let message = &groups(&out)[0].message;
    assert!(message.ends_with("; and 55 more, which the report lists."), "{message}");
    assert_eq!(message.matches("R-0").count(), 5, "{message}");
    let asked = out.findings.iter().find(|f| f.question.is_some()).unwrap();
    assert_eq!(asked.members.len(), 60);
    assert_eq!(asked.members[59].values, [Value::text("x".repeat(900))]);
}

#[test]
fn a_discrepancy_that_comes_to_be_one_of_many_loses_its_own_id() {
    let mut grown = run(claimed(20, &["ada"], value, "status")).master;
    assert!(grown.memory.open.values().all(|o| !o.question.id.is_empty()));
    let more = claimed(21, &["ada"], value, "status");
    grown.sheets[0].records = more.sheets[0].records.clone();
    grown.memory.claims.extend(more.memory.claims);
    let out = run(grown);
    let with_id = out.master.memory.open.values().filter(|o| !o.question.id.is_empty());
    assert_eq!(with_id.map(|o| o.members.len()).collect::<Vec<_>>(), [21]);
}

/// What follows from a pick for a group of 21.
fn picked(decision: &str) -> RunOutcome {
    let mut master = run(claimed(21, &["ada"], value, "status")).master;
    master.picks = vec![Pick { id: "D-0001".into(), decision: decision.into(), ..Pick::default() }];
    run(master)
}

pub(super) fn statuses(out: &RunOutcome) -> Vec<String> {
    let mut all: Vec<String> = out.master.sheets[0].records.values().map(|r| r.values[2].to_string()).collect();
    all.dedup();
    all
}

#[test]
fn a_pick_for_a_group_holds_for_each_of_its_members() {
    for (decision, now, open) in
        [("Take A", "Closed", 0), ("Keep master", "Held", 0), ("Later", "Held", 22), ("", "Held", 22)]
    {
        let out = picked(decision);
        assert_eq!((statuses(&out), out.master.memory.open.len()), (vec![now.to_owned()], open), "{decision}");
        assert!(said(&out).is_empty(), "{decision}");
    }
}

#[test]
fn a_group_is_listed_one_by_one_where_somebody_asks_for_it() {
    let out = picked("One by one");
    assert!(groups(&out).is_empty() && said(&out).is_empty());
    assert!(out.master.memory.open.values().all(|o| !o.question.id.is_empty()), "each has an ID by now");
    assert_eq!(out.master.memory.open.len(), 21);
    let again = run(out.master);
    assert!(groups(&again).is_empty(), "from then on");
}

#[test]
fn what_cannot_mean_the_same_in_each_member_is_refused_for_all() {
    for (decision, why) in [
        ("Take B", "only option A"),
        ("Take the owner's", "another value in each"),
        ("Take Ada", "another value in each"),
        ("Take the answer", "another value in each"),
        ("Use my value", "one value can't stand for all"),
        ("Yes please", "none of the options"),
    ] {
        let out = picked(decision);
        assert_eq!(statuses(&out), ["Held"], "{decision}");
        let said: Vec<&str> = said(&out).into_iter().map(|f| f.message.as_str()).collect();
        assert!(said.len() == 1 && said[0].contains(why), "{decision}: {said:?}");
        assert_eq!(groups(&out)[0].question.id, "D-0001", "{decision}: still asked");
    }
}

#[test]
fn a_group_that_its_column_refuses_cannot_be_taken() {
    let refuse = |claim: &mut Claim| claim.issue = Some(ValueIssue::refused(Code::ValueType, "No number."));
    let mut master = run(claimed(21, &["ada"], refuse, "status")).master;
    master.picks = vec![Pick { id: "D-0001".into(), decision: "Take A".into(), ..Pick::default() }];
    let out = run(master);
    assert_eq!(statuses(&out), ["Held"]);
    assert!(said(&out)[0].message.contains("the column refuses"), "{}", said(&out)[0].message);
}

#[test]
fn a_discrepancy_offers_what_can_be_picked_for_it() {
    use DecisionOption::{KeepMaster, Later, OneByOne, Take, TakeBy, UseMyValue};
    let refuse = |claim: &mut Claim| {
        claim.issue = Some(ValueIssue::refused(Code::ValueChoice, "No choice.").near([Value::text("Closed")]));
        claim.value = Value::Unread("Clsoed".into());
    };
    let policies = || [TakeBy(Policy::Owner)];
    for (master, offered) in [
        (
            claimed(1, &["ada"], value, "status"),
            [&[KeepMaster, Take(0), UseMyValue][..], &policies(), &[Later]].concat(),
        ),
        (claimed(1, &["ada"], refuse, "status"), vec![KeepMaster, Take(1), UseMyValue, Later]),
        (claimed(1, &["ada"], row(ClaimKind::Removed), ""), vec![KeepMaster, Take(0), Later]),
        (claimed(21, &["ada"], value, "status"), vec![KeepMaster, Take(0), OneByOne, Later]),
    ] {
        let out = run(master);
        let asked = out.findings.iter().find(|f| f.question.is_some()).unwrap();
        assert_eq!(asked.options, offered, "{}", asked.code);
    }
}
