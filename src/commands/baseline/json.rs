//! The result of `prekick baseline` in JSON.

use crate::commands::engagement::run::RunResult;
use crate::commands::engagement::session::Session;
use crate::edges::report_json;
use crate::model::memory::Baseline;
use crate::steps::readiness::baseline::WorkbookChanges;
use crate::steps::readiness::baseline_blockers::BaselineBlockers;
use jiff::civil::Date;
use serde_json::{Value, json};

/// What `prekick baseline` came to, for its answer in JSON.
#[derive(Default)]
pub struct BaselineAnswer<'a> {
    /// The baseline that there is, or is set.
    pub baseline: Option<&'a Baseline>,
    /// Whether it was set now.
    pub frozen: bool,
    /// What stands in the way.
    pub blockers: BaselineBlockers<'a>,
    /// What changed since.
    pub changed: &'a [WorkbookChanges],
}

/// The result of `prekick baseline --format json`.
pub fn baseline_json(session: &Session, run: &RunResult, today: Date, answer: &BaselineAnswer<'_>) -> Value {
    let BaselineAnswer { baseline, frozen, blockers, changed } = answer;
    let findings = blockers.findings.iter().map(|f| report_json::finding(f, &run.report));
    json!({
        "schema": "prekick.baseline/1", "engagement": session.engagement.name, "today": today.to_string(),
        "baseline": baseline.map(|b| json!({
            "date": b.date, "file": format!("history/{}", b.file), "left_out": b.left_out,
        })),
        "frozen": frozen, "blockers": findings.collect::<Vec<_>>(),
        "items": {
            "missing": blockers.missing, "not_started": blockers.not_started, "not_approved": blockers.not_approved,
        },
        "since": changed.iter().map(changes_json).collect::<Vec<_>>(),
    })
}

fn changes_json(of: &WorkbookChanges) -> Value {
    let names = |records: &[(String, String)]| -> Vec<Value> {
        records.iter().map(|(id, name)| json!({"record": id, "name": name})).collect()
    };
    let fields = of
        .changed
        .iter()
        .map(|c| json!({"record": c.record, "field": c.field, "from": c.from.to_report(), "to": c.to.to_report()}));
    json!({
        "workbook": of.workbook, "added": names(&of.added), "removed": names(&of.removed),
        "changed": fields.collect::<Vec<_>>(),
    })
}
