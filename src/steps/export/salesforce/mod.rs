//! Resource requests as the rows that Salesforce loads. In come the requests, the settings, the findings of the run and
//! what was sent before; out come the rows that are new or changed, and each rejected record with its reasons.
//!
//! A quantity of n becomes n rows. No value is altered on the way: what Salesforce would refuse, or store wrongly, is
//! rejected.

mod cells;
mod instructions;
mod reason;
mod record;
mod remarks;
mod result;
mod sf_id;

pub use instructions::instructions;
pub use result::{Export, ExportRow, Manifest, Rejected};

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::finding::Finding;
use crate::model::report::Change;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::text::fold;
use crate::model::value::Value;
use cells::ColumnPlan;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Exports the requests that the settings let out. `problems` are the findings of the check about this sheet; its
/// errors reject their record. `previous` is the manifest of the export before, `today` the date of this one.
pub fn export(
    requests: &Table,
    settings: &SalesforceRequests,
    problems: &[Finding],
    previous: Option<&Manifest>,
    today: &str,
) -> Export {
    let plan = ColumnPlan::new(requests, settings);
    let sent = previous.filter(|m| m.object == settings.object);
    let mut out =
        Export { header: plan.header(), manifest: carried_manifest(sent, settings, &plan, today), ..Export::default() };
    let repeated = repeated_ids(requests);
    for row in requests.rows.iter().filter(|row| is_exported(requests, row, settings)) {
        match record::request_rows(&plan, row, problems, &repeated) {
            Ok(rows) => {
                out.findings.extend(remarks::fewer_requested(requests, row, rows.len(), sent));
                out.send(rows, sent);
            }
            Err(reasons) => out.reject(&plan, row, &reasons),
        }
    }
    let remarks = remarks::remarks(&plan, settings, sent, &out);
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

impl Export {
    fn send(&mut self, rows: Vec<ExportRow>, sent: Option<&Manifest>) {
        for mut row in rows {
            let hash = row_hash(&self.header, &row.values);
            let before = sent.and_then(|m| m.rows.get(&row.external_id));
            if before == Some(&hash) {
                self.unchanged += 1;
                continue;
            }
            row.again = before.is_some();
            self.manifest.rows.insert(row.external_id.clone(), hash);
            self.rows.push(row);
        }
    }

    fn reject(&mut self, plan: &ColumnPlan, row: &Row, reasons: &[reason::Reason]) {
        let name = plan.value(row, "name").to_string();
        let known = row.id.clone().or_else(|| (!name.is_empty()).then(|| name.clone()));
        let called = known.unwrap_or_else(|| format!("Row {}", u64::from(row.number) + 1));
        for reason in reasons {
            let message = format!("{called} is not exported: {}", reason.message);
            self.findings.push(reason.finding(plan.table, row, message));
        }
        self.rejected.push(Rejected {
            record: row.id.clone(),
            name,
            reasons: reasons.iter().map(|r| r.message.clone()).collect(),
            place: plan.table.row_place(row),
        });
    }
}

/// The manifest with everything that was sent before, so that a request that pauses is not sent twice.
fn carried_manifest(
    sent: Option<&Manifest>,
    settings: &SalesforceRequests,
    plan: &ColumnPlan,
    today: &str,
) -> Manifest {
    Manifest {
        object: settings.object.clone(),
        date: today.to_owned(),
        header: plan.header(),
        rows: sent.map(|m| m.rows.clone()).unwrap_or_default(),
    }
}

/// The SHA-256 of a row and the header: with another column, every row has changed.
fn row_hash(header: &[String], values: &[String]) -> String {
    let text = [header.join("\u{1f}"), values.join("\u{1f}")].join("\u{1e}");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the settings let this record out. One whose status or sourcing can't be read may be meant, so it counts.
fn is_exported(requests: &Table, row: &Row, settings: &SalesforceRequests) -> bool {
    let among = |key: &str, wanted: &[String]| {
        let value = requests.sheet.position(key).and_then(|i| row.values.get(i)).unwrap_or(&Value::Empty);
        value.is_unread() || wanted.iter().any(|w| fold(w) == fold(&value.to_string()))
    };
    among("status", &settings.statuses) && among("source", &settings.sourcing)
}

fn repeated_ids(requests: &Table) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    requests.rows.iter().filter_map(|r| r.id.as_deref()).filter(|id| !seen.insert(*id)).collect()
}

#[cfg(test)]
mod tests;
