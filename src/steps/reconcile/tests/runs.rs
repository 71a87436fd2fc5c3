//! A whole run over a master, through the room's only door.

use super::super::{RunInput, RunOutcome, reconcile};
use super::{RECORD, subject};
use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::memory::{Claim, ClaimKey, ClaimKind};
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use jiff::civil::date;

/// One more run, with these files.
pub fn run_of(master: Master, files: Vec<Incoming>) -> RunOutcome {
    run_with(master, files, false)
}

/// The same, where the memory may have been lost.
pub fn run_with(master: Master, files: Vec<Incoming>, ask_all: bool) -> RunOutcome {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    reconcile(RunInput {
        master,
        typed: Vec::new(),
        findings: Vec::new(),
        files,
        refused: Vec::new(),
        engagement: &engagement,
        templates: &[],
        languages: &[],
        today: date(2026, 11, 22),
        zone: jiff::tz::TimeZone::UTC,
        ask_all,
    })
}

/// A copy's open claim about a field of the record; it was sent with `Old` there.
pub fn claim(master: &mut Master, copy: &str, field: &str, kind: ClaimKind, value: Value) {
    let by = copy.split('.').nth(1).unwrap_or(copy).to_owned();
    let place = Place::file(format!("inbox/{copy}.xlsx"));
    let claim = Claim { value, base: Value::text("Old"), kind, by, place, issue: None, open: true };
    master.memory.claims.insert(key(copy, field), claim);
}

pub fn key(copy: &str, field: &str) -> ClaimKey {
    ClaimKey { subject: subject(field), copy: copy.into() }
}

pub fn is_open(outcome: &RunOutcome, copy: &str, field: &str) -> bool {
    outcome.master.memory.claims[&key(copy, field)].open
}

pub fn status(outcome: &RunOutcome) -> String {
    outcome.master.sheets[0].value(&RECORD.into(), "status").unwrap().to_string()
}

/// What is said beside the questions themselves.
pub fn said(outcome: &RunOutcome) -> Vec<&Finding> {
    let beside = |f: &&Finding| f.question.is_none() && f.code != Code::FileNone;
    outcome.findings.iter().filter(beside).collect()
}

pub fn codes(outcome: &RunOutcome) -> Vec<&Code> {
    said(outcome).into_iter().map(|f| &f.code).collect()
}

/// How each discrepancy ended.
pub fn results(outcome: &RunOutcome) -> Vec<(&str, &str)> {
    outcome.master.decided.iter().map(|d| (d.id.as_str(), d.result.as_str())).collect()
}
