//! The result of `prekick baseline` in JSON.

use crate::commands::engagement::session::Session;
use crate::model::memory::Baseline;
use crate::steps::readiness::baseline::WorkbookChanges;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The result of `prekick baseline --format json`. `blockers` are findings in JSON.
pub fn baseline_json(
    session: &Session,
    today: Date,
    baseline: Option<&Baseline>,
    frozen: bool,
    blockers: &[Value],
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
        "schema": "prekick.baseline/1", "engagement": session.engagement.name, "today": today.to_string(),
        "baseline": baseline.map(|b| json!({"date": b.date, "file": format!("history/{}", b.file)})),
        "frozen": frozen, "blockers": blockers, "since": since,
    })
}
