//! One request: the rows it becomes, or every reason why it can't go out.

use super::cells::{ColumnPlan, Source};
use super::reason::Reason;
use super::result::ExportRow;
use super::sf_id;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::place::At;
use crate::model::severity::Severity;
use crate::model::table::Row;
use crate::model::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeSet;

/// The largest quantity: a typing error must not fill the file.
const MOST: u32 = 999;

/// The rows that a record becomes, one for each person; an `Err` has every reason against it.
pub(super) fn request_rows(
    plan: &ColumnPlan,
    row: &Row,
    problems: &[Finding],
    repeated: &BTreeSet<&str>,
) -> Result<Vec<ExportRow>, Vec<Reason>> {
    let mut reasons = check_errors(plan, row, problems);
    let mut reported: BTreeSet<FieldKey> = reasons.iter().filter_map(|r| r.field.clone()).collect();
    // One reason for each field is enough; those of the check come first.
    let own = export_reasons(plan, row, repeated).into_iter();
    reasons.extend(own.filter(|r| r.field.as_ref().is_none_or(|field| reported.insert(field.clone()))));
    let (Ok(quantity), Some(id), true) = (quantity(plan, row), &row.id, reasons.is_empty()) else {
        return Err(reasons);
    };
    Ok((1..=quantity).map(|n| request_row(plan, row, id, n)).collect())
}

fn request_row(plan: &ColumnPlan, row: &Row, id: &str, n: u32) -> ExportRow {
    let external_id = format!("{id}-{n}");
    let cell = |(api, source): &(&str, Source)| plan.cell(row, api, *source, &external_id).ok();
    let cells = plan.columns.iter().filter_map(cell).map(|cell| (cell.api, cell.text)).collect();
    ExportRow { external_id, record: id.to_owned(), cells, ..ExportRow::default() }
}

/// The errors of the check about this record.
fn check_errors(plan: &ColumnPlan, row: &Row, problems: &[Finding]) -> Vec<Reason> {
    // What Salesforce refused is what this export mends.
    let counts = |p: &&Finding| p.severity == Severity::Error && p.code != Code::ExportLoadFailed;
    let errors = problems.iter().filter(counts).filter(|p| concerns(p, plan, row));
    errors
        .map(|p| Reason {
            code: Code::ExportRejected,
            field: p.field.clone(),
            message: format!("{} ({})", p.message, p.code),
        })
        .collect()
}

fn concerns(problem: &Finding, plan: &ColumnPlan, row: &Row) -> bool {
    let table = plan.table;
    let here = problem.sheet.as_ref().is_none_or(|s| *s == table.sheet.title || *s == table.title);
    if let (Some(a), Some(b)) = (&problem.record, &row.id) {
        return here && a == b;
    }
    let Some(place) = &problem.place else { return false };
    let at = place.cell.as_deref().and_then(At::parse);
    here && place.file.as_deref() == Some(table.file.as_str()) && at.is_some_and(|at| at.row == row.number)
}

/// The reasons of the export itself against a record.
fn export_reasons(plan: &ColumnPlan, row: &Row, repeated: &BTreeSet<&str>) -> Vec<Reason> {
    let mut out: Vec<Reason> = identity(row, repeated).into_iter().collect();
    out.extend(unread(plan, row));
    out.extend(missing(plan, row));
    out.extend(dates_and_hours(plan, row));
    out.extend(salesforce_ids(plan, row));
    let quantity = quantity(plan, row);
    let last = format!("{}-{}", row.id.as_deref().unwrap_or_default(), quantity.as_ref().unwrap_or(&1));
    out.extend(quantity.err());
    out.extend(plan.columns.iter().filter_map(|(api, source)| plan.cell(row, api, *source, &last).err()));
    out
}

fn identity(row: &Row, repeated: &BTreeSet<&str>) -> Option<Reason> {
    let Some(id) = row.id.as_deref() else {
        let message = "it has no ID yet; run prekick reconcile first, which gives it one.";
        return Some(Reason { code: Code::ExportRejected, field: Some("id".into()), message: message.into() });
    };
    let message = || format!("the ID {id} stands on more than one row, and Salesforce refuses the second.");
    repeated.contains(id).then(|| Reason::rejected("id", message()))
}

fn unread(plan: &ColumnPlan, row: &Row) -> Vec<Reason> {
    let keys: BTreeSet<&str> = plan.keys().chain(["status", "source", "quantity", "start", "end", "hours"]).collect();
    let unread = keys.into_iter().filter(|key| plan.value(row, key).is_unread());
    unread
        .map(|key| {
            let value = plan.value(row, key);
            Reason::rejected(key, format!("{} “{value}” could not be understood.", plan.title(key)))
        })
        .collect()
}

fn missing(plan: &ColumnPlan, row: &Row) -> Vec<Reason> {
    let empty = |key: &&str| plan.value(row, key).is_empty();
    let needed = ["start", "end", "hours"].into_iter().filter(empty);
    let mut out: Vec<Reason> = needed
        .map(|key| Reason::rejected(key, format!("{} is empty, and Salesforce needs it.", plan.title(key))))
        .collect();
    if ["project", "opportunity"].iter().all(empty) {
        let (one, other) = (plan.title("project"), plan.title("opportunity"));
        let message = format!("neither {one} nor {other} is filled in, and Salesforce needs one of them.");
        out.push(Reason::rejected("project", message));
    }
    out
}

fn dates_and_hours(plan: &ColumnPlan, row: &Row) -> Vec<Reason> {
    let mut out = Vec::new();
    if let (Value::Date(start), Value::Date(end)) = (plan.value(row, "start"), plan.value(row, "end"))
        && end < start
    {
        out.push(Reason::rejected("end", format!("it ends on {end}, before it starts on {start}.")));
    }
    if let Value::Number(hours) = plan.value(row, "hours")
        && *hours < Decimal::ZERO
    {
        let message = format!("{} is {}, and must be 0 or more.", plan.title("hours"), hours.normalize());
        out.push(Reason::rejected("hours", message));
    }
    out
}

/// IDs whose check characters are wrong. A column that names a field of another object (`X__r.Y`) takes no IDs.
fn salesforce_ids(plan: &ColumnPlan, row: &Row) -> Vec<Reason> {
    let plain = plan.columns.iter().filter(|(api, _)| !api.contains('.')).filter_map(|(_, source)| source.key());
    let keys: BTreeSet<&str> = plain.filter(|k| matches!(*k, "project" | "opportunity" | "sf_id")).collect();
    let wrong = keys.into_iter().filter_map(|key| {
        let text = plan.value(row, key).to_string();
        let right = sf_id::corrected(text.trim())?;
        let message = format!(
            "{} “{text}” is not a Salesforce ID: its last three characters do not fit the others. If the first 15 are \
             right, it is {right}.",
            plan.title(key)
        );
        Some(Reason::rejected(key, message))
    });
    wrong.collect()
}

/// How many people the record asks for; one where the cell is empty.
fn quantity(plan: &ColumnPlan, row: &Row) -> Result<u32, Reason> {
    let value = plan.value(row, "quantity");
    let whole = match value {
        Value::Empty => Some(1),
        Value::Number(n) if n.fract().is_zero() => n.to_u32(),
        _ => None,
    };
    let message = || format!("{} is {value}; expected a whole number from 1 to {MOST}.", plan.title("quantity"));
    whole.filter(|n| (1..=MOST).contains(n)).ok_or_else(|| Reason::rejected("quantity", message()))
}
