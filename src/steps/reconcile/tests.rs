//! What follows from claims and picks, over a master of one record. Each case is one that nothing else told apart.

use super::decisions::choice::{Choice, Picked};
use super::inputs::Given;
use super::resolve;
use super::run::Run;
use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::{Action, Candidate, Question};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Open, Sent, Subject};
use crate::model::place::Place;
use crate::model::policy::Policy;
use crate::model::state::{Master, Pick, Record, SheetState};
use crate::model::template::{Column, Kind, Owner, Sheet};
use crate::model::value::Value;
use jiff::civil::date;
use std::sync::Arc;

const RECORD: &str = "key-1";

fn subject(field: &str) -> Subject {
    Subject { sheet: "risks".into(), record: RECORD.into(), field: field.into() }
}

/// One risk, `Late`, whose status the delivery team holds as `Held`.
fn master(policy: Policy) -> Master {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.natural_key = vec!["title".into()];
    let mut status = Column::new("status", "Status", Kind::Text);
    status.owner = Owner::Customer;
    status.policy = policy;
    sheet.columns = vec![Column::new("id", "ID", Kind::Text), Column::new("title", "Title", Kind::Text), status];
    let mut state = SheetState::new(Arc::new(sheet));
    let values = ["R-001", "Late", "Held"].map(Value::text).to_vec();
    state.records.insert(RECORD.into(), Record { id: "R-001".into(), values, ..Record::default() });
    Master { sheets: vec![state], ..Master::default() }
}

fn run<'a>(master: Master, engagement: &'a Engagement) -> Run<'a> {
    Run::new(Given {
        master,
        typed: Vec::new(),
        findings: Vec::new(),
        files: Vec::new(),
        refused: Vec::new(),
        engagement,
        templates: &[],
        languages: &[],
        today: date(2026, 11, 22),
        ask_all: false,
    })
}

fn claim(run: &mut Run<'_>, copy: &str, field: &str, kind: ClaimKind, value: Value) {
    let key = ClaimKey { subject: subject(field), copy: copy.into() };
    let by = copy.split('.').nth(1).unwrap_or(copy).to_owned();
    let place = Place::file(format!("inbox/{copy}.xlsx"));
    let word = Claim { value, base: Value::text("Old"), kind, by, place, issue: None, open: true };
    run.master.memory.claims.insert(key, word);
}

fn is_open(run: &Run<'_>, copy: &str, field: &str) -> bool {
    run.master.memory.claims[&ClaimKey { subject: subject(field), copy: copy.into() }].open
}

fn shown(id: &str, code: Code, candidate: Candidate) -> Open {
    let master = if candidate.action == Action::Set { Value::text("Held") } else { Value::Empty };
    let question = Question { id: id.into(), master, candidates: vec![candidate], ..Question::default() };
    Open { code, question, next_letter: 1, pending: None, members: Vec::new(), message: String::new(), written: None }
}

fn candidate(value: Value, action: Action) -> Candidate {
    Candidate { letter: 0, value, action, givers: Vec::new(), refused: false }
}

/// Status was edited by Ben, and the row showed it; the title was edited by Cleo since, and no row showed that. Then
/// somebody picks that the record goes.
#[test]
fn removing_a_record_ends_only_the_edits_that_were_shown() {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let mut run = run(master(Policy::Ask), &engagement);
    claim(&mut run, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
    claim(&mut run, "raid.ben.1", "status", ClaimKind::Value, Value::text("Closed"));
    claim(&mut run, "raid.cleo.1", "title", ClaimKind::Value, Value::text("Later"));
    let removal = candidate(Value::text("remove the record"), Action::Remove);
    let keep = Candidate { letter: 1, value: Value::text("keep the record with its edits"), ..removal.clone() };
    let mut whole = shown("D-0001", Code::ConflictRemovedAndEdited, removal);
    whole.question.candidates.push(Candidate { action: Action::KeepEdited, ..keep });
    run.shown.insert(subject(""), whole);
    let status = shown("D-0002", Code::ConflictField, candidate(Value::text("Closed"), Action::Set));
    run.shown.insert(subject("status"), status);
    run.picks.insert(subject(""), Picked { pick: Pick::default(), choice: Choice::Take(0) });

    resolve::rows::resolve_all(&mut run);

    assert!(run.master.sheets[0].records.is_empty(), "the record goes");
    assert!(!is_open(&run, "raid.ben.1", "status"), "what the row showed is decided with it");
    assert!(is_open(&run, "raid.cleo.1", "title"), "what no row showed is still to be asked");
}

/// Only an edit in a copy that was sent no earlier than the one that lacks the row speaks against its removal.
#[test]
fn an_edit_in_an_older_copy_is_no_clash_with_a_removal() {
    for (sent_to_ben, code) in [
        ("2026-11-01", Code::RowRemoved),
        ("2026-11-10", Code::ConflictRemovedAndEdited),
        ("2026-11-20", Code::ConflictRemovedAndEdited),
    ] {
        let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
        let mut run = run(master(Policy::Ask), &engagement);
        for (copy, day) in [("raid.ada.1", "2026-11-10"), ("raid.ben.1", sent_to_ben)] {
            run.master.memory.sent.insert(copy.into(), Sent { date: day.into(), ..Sent::default() });
        }
        claim(&mut run, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
        claim(&mut run, "raid.ben.1", "status", ClaimKind::Value, Value::text("Closed"));
        resolve::rows::resolve_all(&mut run);
        assert_eq!(run.asked[&subject("")].code, code, "Ben's copy was sent on {sent_to_ben}");
    }
}

/// The customer owns Status, so the customer's value is taken over the one that the delivery team typed; the finding says
/// what was lost.
#[test]
fn a_policy_that_overrides_the_master_says_what_the_master_held() {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let mut run = run(master(Policy::Owner), &engagement);
    claim(&mut run, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    resolve::fields::resolve_all(&mut run);
    assert_eq!(run.master.sheets[0].value(RECORD, "status"), Some(&Value::text("Closed")));
    let said: Vec<&str> = run.findings.iter().map(|f| f.message.as_str()).collect();
    assert!(said.len() == 1 && said[0].contains("the master held “Held”"), "{said:?}");
}

/// What a copy proposes is applied where the master still holds what the copy was sent, and asked where it does not.
#[test]
fn a_single_claim_is_applied_or_asked_by_what_the_master_holds() {
    for (held, value, asked) in [("Old", "Closed", false), ("Closed", "Closed", false), ("Held", "Closed", true)] {
        let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
        let mut before = master(Policy::Ask);
        before.sheets[0].records[RECORD].values[2] = Value::text(held);
        let mut run = run(before, &engagement);
        claim(&mut run, "raid.ada.1", "status", ClaimKind::Value, Value::text(value));
        resolve::fields::resolve_all(&mut run);
        assert_eq!(run.asked.contains_key(&subject("status")), asked, "{held}");
        let now = if asked { held } else { value };
        assert_eq!(run.master.sheets[0].value(RECORD, "status"), Some(&Value::text(now)), "{held}");
        assert_eq!(is_open(&run, "raid.ada.1", "status"), asked, "{held}");
    }
}

/// Two copies that say the same are one proposal; two that differ are a clash with a candidate each.
#[test]
fn two_claims_meet_or_clash() {
    for (ben, candidates) in [("Closed", 0), ("On hold", 2)] {
        let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
        let mut before = master(Policy::Ask);
        before.sheets[0].records[RECORD].values[2] = Value::text("Old");
        let mut run = run(before, &engagement);
        claim(&mut run, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
        claim(&mut run, "raid.ben.1", "status", ClaimKind::Value, Value::text(ben));
        resolve::fields::resolve_all(&mut run);
        let asked = run.asked.get(&subject("status")).map_or(0, |o| o.question.candidates.len());
        assert_eq!(asked, candidates, "Ben says {ben}");
    }
}
