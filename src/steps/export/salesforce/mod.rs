//! Resource requests as the rows that Salesforce loads. In come the requests, the settings, the findings of the run and
//! what was sent before; out come the rows that are new or changed, and each rejected record with its reasons.
//!
//! A quantity of n becomes n rows. No value is altered on the way: what Salesforce would refuse, or store wrongly, is
//! rejected.

mod cells;
mod input;
mod instructions;
mod life;
mod load_results;
mod manifest;
mod operation;
mod reason;
mod record;
mod references;
mod remarks;
mod result;
mod sending;
mod sf_id;

pub use input::RequestsInput;
pub use instructions::instructions;
pub use load_results::{LoadError, ResultFile, ResultsRead, failed_loads, read_results};
pub use manifest::{FollowedRequest, KnownRequest, Manifest};
pub use operation::LoadOperation;
pub use result::{Export, ExportRow, LoadFile, Rejected};

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::report::Change;
use crate::model::severity::Severity;
use crate::model::table::Table;
use cells::ColumnPlan;
use sending::Sending;
use std::collections::BTreeSet;

/// Exports the requests that the settings let out and Salesforce does not have, and what is different in those that it has.
pub fn export(input: RequestsInput<'_>) -> Export {
    let plan = ColumnPlan::new(input.requests, input.settings, input.org);
    let sent = input.previous.filter(|m| m.object == input.settings.object);
    let manifest = carried_manifest(sent, &plan, input);
    let out = Export { header: plan.header(), manifest, ..Export::default() };
    let mut sending = Sending { plan: &plan, input, sent, repeated: repeated_ids(input.requests), out };
    input.requests.rows.iter().for_each(|row| sending.request(row));
    sending.removed();
    let mut out = sending.out;
    let remarks = remarks::remarks(&plan, input.settings, sent, &out);
    out.findings.extend(remarks);
    out
}

/// Findings about requests that were typed into the master since the last run and have no ID there yet: an ID must be
/// written to the master before it is exported.
pub fn requests_without_id(typed: &[Change]) -> Vec<Finding> {
    let is_new = |c: &&Change| c.field.is_none() && c.reason == ChangeReason::AddedInMaster;
    let new = typed.iter().filter(|c| c.sheet == "Resource Requests").filter(is_new);
    new.map(|c| {
        let message = "The request has no ID in the master yet; run prekick reconcile first.";
        let finding = Finding::new(Code::ExportRejected, message).severity(Severity::Error).record(Some(&c.record));
        Finding { sheet: Some(c.sheet.clone()), workbook: Some(c.workbook.clone()), ..finding }
    })
    .collect()
}

/// The manifest with everything that was sent before, so that a request that pauses is not sent twice.
fn carried_manifest(sent: Option<&Manifest>, plan: &ColumnPlan, input: RequestsInput<'_>) -> Manifest {
    Manifest {
        object: input.settings.object.clone(),
        date: input.today.to_owned(),
        header: plan.header(),
        rows: sent.map(|m| m.rows.clone()).unwrap_or_default(),
        results: sent.map(|m| m.results.clone()).unwrap_or_default(),
    }
}

fn repeated_ids(requests: &Table) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    requests.rows.iter().filter_map(|r| r.id.as_deref()).filter(|id| !seen.insert(*id)).collect()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod life_tests;
