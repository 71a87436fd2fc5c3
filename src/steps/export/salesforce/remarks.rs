//! Findings about an export as a whole.

use super::cells::{ColumnPlan, Source};
use super::manifest::{FailedLoad, Manifest};
use super::result::{Export, ExportRow};
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::table::Row;
use crate::model::text::{and_list, count, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// Findings about the settings, about what was sent before, and about an empty export.
pub(super) fn remarks(
    plan: &ColumnPlan,
    settings: &SalesforceRequests,
    sent: Option<&Manifest>,
    out: &Export,
) -> Vec<Finding> {
    let mut findings = unknown_columns(plan);
    findings.extend(columns_unlike_the_org(plan));
    findings.extend(unconfirmed(plan, sent, &out.rows));
    if out.rows.is_empty() && out.rejected.is_empty() {
        findings.push(nothing_to_export(plan, settings, out.unchanged));
    }
    findings
}

/// The finding about single requests that were sent, may have been loaded, and are no longer asked for.
pub(super) fn no_longer_asked(plan: &ColumnPlan, row: Option<&Row>, gone: &[&str]) -> Option<Finding> {
    let message = format!(
        "{} no longer asked for. They were sent before, and no result file says whether Salesforce has them; if it does, \
         cancel them there.",
        and_list_of_requests(gone)
    );
    let finding = on_sheet(plan, Code::ExportChanged, message);
    let place = row.map(|row| plan.table.row_place(row));
    let record = row.and_then(|row| row.id.as_deref());
    (!gone.is_empty()).then(|| place.into_iter().fold(finding.record(record), Finding::at))
}

/// The finding about requests that Salesforce has, that are no longer asked for, and that no file can cancel.
pub(super) fn cancel_by_hand(plan: &ColumnPlan, gone: &[&str], why: &str) -> Option<Finding> {
    let message = format!(
        "{why}, and the file can't say so: cancel {} in Salesforce by hand. It could if fields in engagement.toml held the status, \
         and its picklists, where they list statuses, a word for Cancelled.",
        and_list(gone)
    );
    (!gone.is_empty()).then(|| on_sheet(plan, Code::ExportChanged, message))
}

/// The finding about a row that was refused and goes out again as it was.
pub(super) fn failed_alike(plan: &ColumnPlan, row: &ExportRow, failed: &FailedLoad) -> Finding {
    let message =
        format!("{} was refused by Salesforce, and nothing in it has changed since: {}", row.external_id, failed.error);
    let finding = on_sheet(plan, Code::ExportLoadFailed, message).severity(Severity::Warning);
    finding.record(Some(&row.record))
}

fn and_list_of_requests(ids: &[&str]) -> String {
    let verb = if ids.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", and_list(ids))
}

fn on_sheet(plan: &ColumnPlan, code: Code, message: String) -> Finding {
    let table = plan.table;
    Finding::new(code, message).on(&table.sheet).at(Place::sheet(&table.file, &table.title))
}

fn unknown_columns(plan: &ColumnPlan) -> Vec<Finding> {
    let sheet = &plan.table.sheet;
    let unknown = plan.columns.iter().filter_map(|(api, source)| match source {
        Source::Column(key) if sheet.position(key).is_none() => Some((api, *key)),
        _ => None,
    });
    let findings = unknown.map(|(api, key)| {
        let near = nearest(key, sheet.columns.iter().map(|c| c.key.as_str()).chain(["external-id", "external-name"]));
        let near = near.map_or_else(String::new, |n| format!(" The nearest that is there: “{n}”."));
        let message = format!(
            "{api} is made from the column “{key}”, which the sheet {} does not have; it stays empty.{near}",
            sheet.title
        );
        on_sheet(plan, Code::ExportSettings, message)
    });
    findings.collect()
}

fn columns_unlike_the_org(plan: &ColumnPlan) -> Vec<Finding> {
    let Some(org) = plan.org else { return Vec::new() };
    let problems = plan.columns.iter().filter_map(|(api, _)| {
        let problem = org.column_problem(api, plan.external_id == Some(*api))?;
        Some(on_sheet(plan, Code::ExportSettings, format!("The field {api} {problem}")).severity(Severity::Error))
    });
    problems.collect()
}

/// The finding about requests that go out again as new, though they may be there already.
fn unconfirmed(plan: &ColumnPlan, sent: Option<&Manifest>, rows: &[ExportRow]) -> Option<Finding> {
    let again: Vec<&str> = rows.iter().filter(|r| r.again).map(|r| r.external_id.as_str()).collect();
    let waiting = |id: &&str| sent?.followed(id)?.waiting.as_ref();
    let files: BTreeSet<&str> = again.iter().filter_map(waiting).map(|w| w.file.as_str()).collect();
    let files: Vec<&str> = files.into_iter().collect();
    let with = if files.is_empty() { String::new() } else { format!(" in {}", and_list(&files)) };
    let message = format!(
        "{} sent before{with}, and no result file says whether Salesforce has them: {}. They go out again. If they were \
         loaded, loading them again makes a second one of each.",
        count(again.len(), "request was", "requests were"),
        first_ten(&again)
    );
    (!again.is_empty()).then(|| on_sheet(plan, Code::ExportUnconfirmed, message))
}

fn first_ten(ids: &[&str]) -> String {
    let shown: Vec<&str> = ids.iter().copied().take(10).collect();
    match ids.len() - shown.len() {
        0 => and_list(&shown),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

fn nothing_to_export(plan: &ColumnPlan, settings: &SalesforceRequests, unchanged: usize) -> Finding {
    let message = match unchanged {
        1.. => format!(
            "Nothing to send: {} as the master has them.",
            count(unchanged, "request in Salesforce is", "requests in Salesforce are")
        ),
        _ => format!(
            "No request has the status {} and the sourcing {}. {}",
            settings.statuses.join(" or "),
            settings.sourcing.join(" or "),
            requests_by_status(plan)
        ),
    };
    on_sheet(plan, Code::ExportNothing, message)
}

/// The requests by status and sourcing, so that a person sees what to change.
fn requests_by_status(plan: &ColumnPlan) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let rows = plan.table.rows.iter().filter(|r| r.values.iter().any(|v| !v.is_empty()));
    for row in rows {
        let filled = |key| Some(plan.value(row, key).to_string()).filter(|v| !v.is_empty());
        let status = filled("status").unwrap_or_else(|| "without a status".into());
        let source = filled("source").unwrap_or_else(|| "without a sourcing".into());
        *kinds.entry(format!("{status}, {source}")).or_default() += 1;
    }
    if kinds.is_empty() {
        return "The sheet has no request.".into();
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} × {kind}")).collect();
    format!("The sheet has: {}.", kinds.join("; "))
}
