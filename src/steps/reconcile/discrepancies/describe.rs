//! A discrepancy as a finding.

use super::options;
use crate::model::code::Code;
use crate::model::finding::{Finding, GroupMember};
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::Master;
use crate::steps::reconcile::discrepancies::answers;

pub fn as_finding(master: &Master, subject: &Subject, open: &OpenDiscrepancy) -> Finding {
    let message = format!("{}{}", open.message, answers::answers_to(master, subject));
    let mut finding = about(master, subject, Finding::new(open.code.clone(), message));
    if open.code == Code::ColumnUnknown {
        finding.help = "Pick Take A to add the role with its letters, or Keep master to leave it out.".into();
    }
    finding.severity = open.code.entry().map_or(Severity::Error, |e| e.severity);
    finding.place = Some(place_of(master, subject, open));
    if finding.record.is_none() {
        let known = master.memory.records.get(&subject.sheet).and_then(|m| m.get(&subject.record));
        finding.record = known.map(|k| k.id.clone());
    }
    finding.options = options::options(master, subject, &open.question);
    finding.question = Some(open.question.clone());
    let members = open.members.iter();
    finding.members = members.filter_map(|m| Some(group_member(master, m, master.memory.open.get(m)?))).collect();
    finding
}

/// Where a discrepancy arose: at its first giver, else where its row waits, else in the master.
pub fn place_of(master: &Master, subject: &Subject, open: &OpenDiscrepancy) -> Place {
    let contributor = open.question.candidates.first().and_then(|c| c.contributors.first());
    let given = contributor.map(|g| &g.place).or_else(|| open.pending.as_ref().map(|p| &p.place));
    let place = given.cloned().or_else(|| master.record(subject).and_then(|r| r.place.clone()));
    place.unwrap_or_else(|| Place::file(MASTER_FILE))
}

/// A discrepancy as one of a group.
pub fn group_member(master: &Master, subject: &Subject, open: &OpenDiscrepancy) -> GroupMember {
    let candidates = &open.question.candidates;
    let giver = candidates.first().and_then(|c| c.contributors.first());
    GroupMember {
        record: master.id_of(subject).to_owned(),
        place: giver.map(|g| g.place.clone()).unwrap_or_default(),
        values: candidates.iter().map(|c| c.value.clone()).collect(),
    }
}

/// A finding about a subject.
pub fn about(master: &Master, subject: &Subject, finding: Finding) -> Finding {
    let mut finding = finding;
    if let Some(state) = master.sheet(&subject.sheet) {
        finding = finding.on(&state.sheet);
    }
    if let Some(record) = master.record(subject).filter(|r| !r.id.is_empty()) {
        finding = finding.record(Some(&record.id));
    }
    if subject.field.is_empty() { finding } else { finding.field(&subject.field) }
}
