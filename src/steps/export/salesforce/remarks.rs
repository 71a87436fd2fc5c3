//! Findings about an export as a whole.

use super::cells::{ColumnPlan, Source};
use super::result::{Export, ExportRow, Manifest};
use super::sf_id;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::table::{Row, Table};
use crate::model::text::{and_list, count, nearest};
use std::collections::BTreeMap;

/// The fields of the managed package that refer to another record, and so take an ID only.
const LOOKUPS: [&str; 9] = [
    "pse__Account__c",
    "pse__Group__c",
    "pse__Milestone__c",
    "pse__Opportunity__c",
    "pse__Practice__c",
    "pse__Project__c",
    "pse__Region__c",
    "pse__Resource__c",
    "pse__Staffer_Resource__c",
];

/// Findings about the settings, about what was sent before, and about an empty export.
pub(super) fn remarks(
    plan: &ColumnPlan,
    settings: &SalesforceRequests,
    sent: Option<&Manifest>,
    out: &Export,
) -> Vec<Finding> {
    let mut findings = unknown_columns(plan);
    findings.extend(names_for_ids(plan, &out.rows));
    if settings.external_id.is_none() {
        findings.extend(sent_before(plan, &out.rows));
    }
    if out.rows.is_empty() && out.rejected.is_empty() {
        findings.push(nothing_to_export(plan, settings, sent, out.unchanged));
    }
    findings
}

/// The finding about rows that were sent before and are no longer asked for.
pub(super) fn fewer_requested(table: &Table, row: &Row, now: usize, sent: Option<&Manifest>) -> Option<Finding> {
    let id = row.id.as_deref()?;
    let number = |external: &str| external.strip_prefix(id)?.strip_prefix('-')?.parse::<usize>().ok();
    let gone: Vec<&str> =
        sent?.rows.keys().map(String::as_str).filter(|e| number(e).is_some_and(|n| n > now)).collect();
    let message = format!(
        "{id} asks for {} now, and more were sent before: {} can be cancelled in Salesforce.",
        count(now, "person", "people"),
        and_list(&gone)
    );
    let quantity = table.sheet.position("quantity").map(|i| table.place(row, i));
    let place = quantity.unwrap_or_else(|| table.row_place(row));
    let finding = || Finding::new(Code::ExportChanged, message).on(&table.sheet).record(Some(id)).at(place);
    (!gone.is_empty()).then(finding)
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

fn names_for_ids(plan: &ColumnPlan, rows: &[ExportRow]) -> Vec<Finding> {
    let lookups = plan.columns.iter().enumerate().filter(|(_, (api, _))| LOOKUPS.contains(api));
    let findings = lookups.filter_map(|(i, (api, _))| {
        let values = rows.iter().filter_map(|r| r.values.get(i)).filter(|v| !v.is_empty());
        let names: Vec<&String> = values.filter(|v| !sf_id::has_id_shape(v)).collect();
        let first = names.first()?;
        let message = format!(
            "{api} takes the Salesforce ID of a record (15 or 18 letters and digits); {} no ID, for example “{first}”.",
            count(names.len(), "row holds", "rows hold")
        );
        Some(on_sheet(plan, Code::ExportSettings, message))
    });
    findings.collect()
}

fn sent_before(plan: &ColumnPlan, rows: &[ExportRow]) -> Option<Finding> {
    let again: Vec<&str> = rows.iter().filter(|r| r.again).map(|r| r.external_id.as_str()).collect();
    let shown: Vec<&str> = again.iter().copied().take(10).collect();
    let rest = again.len() - shown.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let named = if rest > 0 { shown.join(", ") } else { and_list(&shown) };
    let message = format!(
        "{} sent before with other values, and inserting makes a second one of each: {named}{more}.",
        count(again.len(), "request was", "requests were")
    );
    (!again.is_empty()).then(|| on_sheet(plan, Code::ExportChanged, message))
}

fn nothing_to_export(
    plan: &ColumnPlan,
    settings: &SalesforceRequests,
    sent: Option<&Manifest>,
    unchanged: usize,
) -> Finding {
    let message = match sent {
        Some(before) if unchanged > 0 => format!(
            "Nothing is new or changed since the export of {}: {} the same.",
            before.date,
            count(unchanged, "request is", "requests are")
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
