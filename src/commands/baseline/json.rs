//! The result of `prekick baseline` in JSON.

use crate::commands::engagement::run::RunResult;
use crate::commands::engagement::session::Session;
use crate::edges::report_json;
use crate::model::memory::Baseline;
use crate::steps::readiness::baseline::WorkbookChanges;
use crate::steps::readiness::baseline_blockers::BaselineBlockers;
use jiff::civil::Date;
use serde_json::{Value, json};

const SCHEMA: &str = "prekick.baseline/1";

/// The result of `prekick baseline --format json` where nothing stands in the way.
pub fn baseline_json(
    session: &Session,
    today: Date,
    baseline: Option<&Baseline>,
    frozen: bool,
    changed: &[WorkbookChanges],
) -> Value {
    let names = |records: &[(String, String)]| -> Vec<Value> {
        records.iter().map(|(id, name)| json!({"record": id, "name": name})).collect()
    };
    let since: Vec<Value> = changed
        .iter()
        .map(|w| {
            let fields = w.changed.iter().map(
                |c| json!({"record": c.record, "field": c.field, "from": c.from.to_report(), "to": c.to.to_report()}),
            );
            json!({
                "workbook": w.workbook, "added": names(&w.added), "removed": names(&w.removed),
                "changed": fields.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA, "engagement": session.engagement.name, "today": today.to_string(),
        "baseline": baseline.map(|b| json!({
            "date": b.date, "file": format!("history/{}", b.file), "left_out": b.left_out,
        })),
        "frozen": frozen, "blockers": [], "items": {}, "since": since,
    })
}

/// The result where something does: the findings, and the items of the checklist by what they lack.
pub fn blocked_json(session: &Session, run: &RunResult, today: Date, blockers: &BaselineBlockers<'_>) -> Value {
    let findings = blockers.findings.iter().map(|f| report_json::finding(f, &run.report));
    json!({
        "schema": SCHEMA, "engagement": session.engagement.name, "today": today.to_string(),
        "baseline": null, "frozen": false, "blockers": findings.collect::<Vec<_>>(),
        "items": {
            "missing": blockers.missing, "not_started": blockers.not_started, "not_approved": blockers.not_approved,
        },
        "since": [],
    })
}
