//! How ready an engagement is for its kickoff.
//!
//! In: the master, the findings about it, and the day. Out: how far each item of the checklist is, what is open, due and
//! unstaffed, when meetings are, and what changed since the baseline. Nothing here changes the master.

pub mod baseline;
pub mod baseline_blockers;
mod items;
pub mod meetings;
mod phases;
mod records;
mod reviews;
mod risk_map;
pub mod verdict;
mod workload;

pub use items::is_about_master;
pub use records::count_open;
pub use risk_map::rating_role;
pub use workload::{AGES, age_column, owned_sheets};

use crate::model::finding::Finding;
use crate::model::readiness::{DueRecord, Readiness, UnstaffedRequest};
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::natural_words;
use jiff::civil::Date;
use records::{day, due_day, open_records, records, text};
use risk_map::risk_map;
use workload::workloads;

/// How ready an engagement is on a day.
pub fn readiness(master: &Master, findings: &[Finding], today: Date) -> Readiness {
    Readiness {
        items: items::checklist_items(master, findings, today),
        risk_map: master.sheet("risks").and_then(risk_map),
        by_owner: workloads(master, today),
        due: due(master),
        meetings: master.sheet("meetings").map(|state| meetings::planned_meetings(state, today)).unwrap_or_default(),
        phases: master.sheet("milestones").map(phases::plan_phases).unwrap_or_default(),
        unstaffed: master.sheet("resource_requests").map(unstaffed).unwrap_or_default(),
    }
}

fn due(master: &Master) -> Vec<DueRecord> {
    let one = |state: &SheetState, record: &Record| {
        let sheet = &state.sheet;
        Some(DueRecord {
            sheet: sheet.key.clone(),
            title: sheet.title.clone(),
            record: record.id.clone(),
            name: natural_words(sheet, &record.values),
            owner: sheet.responsible.as_ref().map(|key| text(sheet, record, key)).unwrap_or_default(),
            due: due_day(sheet, record)?,
        })
    };
    let all = master.sheets.iter().flat_map(|state| open_records(state).map(move |record| (state, record)));
    let mut out: Vec<DueRecord> = all.filter_map(|(state, record)| one(state, record)).collect();
    out.sort_by_key(|d| d.due);
    out
}

fn unstaffed(state: &SheetState) -> Vec<UnstaffedRequest> {
    let sheet = &state.sheet;
    let is_settled = |record: &&Record| ["Assigned", "Cancelled"].contains(&text(sheet, record, "status").as_str());
    let one = |record: &Record| UnstaffedRequest {
        record: record.id.clone(),
        role: text(sheet, record, "role"),
        status: text(sheet, record, "status"),
        quantity: text(sheet, record, "quantity"),
        start: day(sheet, record, "start"),
    };
    let mut out: Vec<UnstaffedRequest> = records(state).filter(|r| !is_settled(r)).map(one).collect();
    out.sort_by_key(|u| (u.start.is_none(), u.start));
    out
}

#[cfg(test)]
mod tests;
