//! What follows from claims and picks, over a master of one record. Each case is one that nothing else told apart.

mod answers;
mod approvals;
mod copies;
mod decided;
mod floods;
mod picks;
mod rows;
mod runs;
mod same_text;

use super::context::Context;
use super::decisions::choice::{DecisionChoice, Picked};
use super::resolve::{Remaining, resolve};
use super::resolving::OpenBySubject;
use super::working::Working;
use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::{Action, Candidate, Question};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, OpenDiscrepancy, SentCopy, Subject};
use crate::model::place::Place;
use crate::model::policy::Policy;
use crate::model::state::{Master, Pick, Record, SheetState};
use crate::model::template::{Column, Kind, Owner, Sheet};
use crate::model::value::Value;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::People;
use jiff::civil::date;
use std::collections::BTreeMap;
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

/// A master with what people saw and picked, before anything is resolved.
struct Case {
    working: Working,
    shown: OpenBySubject,
    picks: BTreeMap<Subject, Picked>,
}

impl Case {
    fn new(master: Master) -> Self {
        Self { working: Working::new(master, Vec::new()), shown: BTreeMap::new(), picks: BTreeMap::new() }
    }

    fn claim(&mut self, copy: &str, field: &str, kind: ClaimKind, value: Value) {
        let key = ClaimKey { subject: subject(field), copy: copy.into() };
        let by = copy.split('.').nth(1).unwrap_or(copy).to_owned();
        let place = Place::file(format!("inbox/{copy}.xlsx"));
        let claim = Claim { value, base: Value::text("Old"), kind, by, place, issue: None, open: true };
        self.working.master.memory.claims.insert(key, claim);
    }

    fn is_open(&self, copy: &str, field: &str) -> bool {
        self.working.master.memory.claims[&ClaimKey { subject: subject(field), copy: copy.into() }].open
    }

    fn resolve(&mut self) -> Remaining {
        let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
        let context = Context {
            zone: jiff::tz::TimeZone::UTC,
            engagement: &engagement,
            templates: &[],
            languages: &[],
            today: date(2026, 11, 22),
            ask_all: false,
            people: People::default(),
            forums: Forums::default(),
        };
        resolve(&context, &mut self.working, self.shown.clone(), self.picks.clone())
    }

    fn status(&self) -> Option<&Value> {
        self.working.master.sheets[0].value(&RECORD.into(), "status")
    }
}

fn shown(id: &str, code: Code, candidate: Candidate) -> OpenDiscrepancy {
    let master = if candidate.action == Action::Set { Value::text("Held") } else { Value::Empty };
    let question = Question { id: id.into(), master, candidates: vec![candidate], ..Question::default() };
    OpenDiscrepancy {
        code,
        question,
        next_letter: 1,
        pending: None,
        members: Vec::new(),
        message: String::new(),
        written: None,
        not_applied: String::new(),
    }
}

fn candidate(value: Value, action: Action) -> Candidate {
    Candidate { letter: 0, value, action, contributors: Vec::new(), refused: false }
}

/// Status was edited by Ben, and the row showed it; the title was edited by Cleo since, and no row showed that. Then
/// somebody picks that the record goes.
#[test]
fn removing_a_record_ends_only_the_edits_that_were_shown() {
    let mut case = Case::new(master(Policy::Ask));
    case.claim("raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
    case.claim("raid.ben.1", "status", ClaimKind::Value, Value::text("Closed"));
    case.claim("raid.cleo.1", "title", ClaimKind::Value, Value::text("Later"));
    let removal = candidate(Value::text("remove the record"), Action::Remove);
    let keep = Candidate { letter: 1, value: Value::text("keep the record with its edits"), ..removal.clone() };
    let mut whole = shown("D-0001", Code::ConflictRemovedAndEdited, removal);
    whole.question.candidates.push(Candidate { action: Action::KeepEdited, ..keep });
    case.shown.insert(subject(""), whole);
    let status = shown("D-0002", Code::ConflictField, candidate(Value::text("Closed"), Action::Set));
    case.shown.insert(subject("status"), status);
    case.picks.insert(subject(""), Picked { pick: Pick::default(), choice: DecisionChoice::Take(0) });

    case.resolve();

    assert!(case.working.master.sheets[0].records.is_empty(), "the record goes");
    assert!(!case.is_open("raid.ben.1", "status"), "what the row showed is decided with it");
    assert!(case.is_open("raid.cleo.1", "title"), "what no row showed is still to be asked");
}

/// Only an edit in a copy that was sent no earlier than the one that lacks the row speaks against its removal.
#[test]
fn an_edit_in_an_older_copy_is_no_clash_with_a_removal() {
    for (sent_to_ben, code) in [
        ("2026-11-01", Code::RowRemoved),
        ("2026-11-10", Code::ConflictRemovedAndEdited),
        ("2026-11-20", Code::ConflictRemovedAndEdited),
    ] {
        let mut case = Case::new(master(Policy::Ask));
        for (copy, day) in [("raid.ada.1", "2026-11-10"), ("raid.ben.1", sent_to_ben)] {
            case.working.master.memory.sent.insert(copy.into(), SentCopy { date: day.into(), ..SentCopy::default() });
        }
        case.claim("raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
        case.claim("raid.ben.1", "status", ClaimKind::Value, Value::text("Closed"));
        let remaining = case.resolve();
        assert_eq!(remaining.asked[&subject("")].code, code, "Ben's copy was sent on {sent_to_ben}");
    }
}

/// The customer owns Status, so the customer's value is taken over the one that the delivery team typed; the finding says
/// what was lost.
#[test]
fn a_policy_that_overrides_the_master_says_what_the_master_held() {
    let mut case = Case::new(master(Policy::Owner));
    case.claim("raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    let remaining = case.resolve();
    assert_eq!(case.status(), Some(&Value::text("Closed")));
    let said: Vec<&str> = remaining.findings.iter().map(|f| f.message.as_str()).collect();
    assert!(said.len() == 1 && said[0].contains("the master held “Held”"), "{said:?}");
}

/// What a copy proposes is applied where the master still holds what the copy was sent, and asked where it does not.
#[test]
fn a_single_claim_is_applied_or_asked_by_what_the_master_holds() {
    for (held, value, asked) in [("Old", "Closed", false), ("Closed", "Closed", false), ("Held", "Closed", true)] {
        let mut before = master(Policy::Ask);
        before.sheets[0].records[RECORD].values[2] = Value::text(held);
        let mut case = Case::new(before);
        case.claim("raid.ada.1", "status", ClaimKind::Value, Value::text(value));
        let remaining = case.resolve();
        assert_eq!(remaining.asked.contains_key(&subject("status")), asked, "{held}");
        let now = if asked { held } else { value };
        assert_eq!(case.status(), Some(&Value::text(now)), "{held}");
        assert_eq!(case.is_open("raid.ada.1", "status"), asked, "{held}");
    }
}

/// Two copies that say the same are one proposal; two that differ are a clash with a candidate each.
#[test]
fn two_claims_meet_or_clash() {
    for (ben, candidates) in [("Closed", 0), ("On hold", 2)] {
        let mut before = master(Policy::Ask);
        before.sheets[0].records[RECORD].values[2] = Value::text("Old");
        let mut case = Case::new(before);
        case.claim("raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
        case.claim("raid.ben.1", "status", ClaimKind::Value, Value::text(ben));
        let remaining = case.resolve();
        let asked = remaining.asked.get(&subject("status")).map_or(0, |o| o.question.candidates.len());
        assert_eq!(asked, candidates, "Ben says {ben}");
    }
}
