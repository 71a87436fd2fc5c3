//! The readiness of an engagement as further keys of the JSON report.

use crate::model::readiness::{ChecklistItem, DueRecord, Meeting, Readiness, RiskMap, UnstaffedRequest, Workload};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Adds the readiness to a report.
pub fn add(report: &mut Value, readiness: &Readiness, today: Date) {
    let Some(report) = report.as_object_mut() else { return };
    let mut put = |key: &str, value: Value| report.insert(key.to_owned(), value);
    put("items", readiness.items.iter().map(item).collect());
    put("overdue", readiness.overdue(today).map(|d| due(d, today)).collect());
    put("risk_map", readiness.risk_map.as_ref().map_or(Value::Null, risk_map));
    put("by_owner", readiness.by_owner.iter().map(load).collect());
    put("meetings", readiness.meetings.iter().map(meeting).collect());
    put("unstaffed", readiness.unstaffed.iter().map(|u| unstaffed(u, today)).collect());
}

fn item(item: &ChecklistItem) -> Value {
    let blockers = item.blockers.iter();
    json!({
        "item": item.item,
        "state": item.state.word(),
        "owner": or_null(&item.owner),
        "sheets": item.sheets,
        "records": item.records,
        "open": item.open,
        "overdue": item.overdue,
        "to_decide": item.to_decide,
        "blockers": blockers.map(|b| json!({"code": b.code, "record": b.record, "message": b.message, "more": b.more})).collect::<Vec<_>>(),
        "reviewed_on": day(item.reviewed_on),
        "result": or_null(&item.result),
        "left_out": item.left_out,
    })
}

fn due(due: &DueRecord, today: Date) -> Value {
    json!({
        "sheet": due.sheet,
        "record": due.record,
        "name": due.name,
        "owner": or_null(&due.owner),
        "due": due.due.to_string(),
        "days": (today - due.due).get_days(),
    })
}

fn risk_map(map: &RiskMap) -> Value {
    let cells = map.lines.iter().flat_map(|(p, cells)| cells.iter().map(move |c| (p, c)));
    cells
        .map(|(p, c)| json!({"probability": p, "impact": c.impact, "open": c.count, "rating": or_null(&c.band)}))
        .collect()
}

fn load(load: &Workload) -> Value {
    let [week, fortnight, month, older] = load.ages;
    json!({
        "owner": or_null(&load.owner),
        "open": load.open,
        "age": {"0-7": week, "8-14": fortnight, "15-30": month, "over-30": older},
    })
}

fn meeting(meeting: &Meeting) -> Value {
    json!({
        "record": meeting.record,
        "name": meeting.name,
        "frequency": or_null(&meeting.frequency),
        "when": or_null(&meeting.when),
        "chair": or_null(&meeting.chair),
        "next": day(meeting.next),
    })
}

fn unstaffed(request: &UnstaffedRequest, today: Date) -> Value {
    json!({
        "record": request.record,
        "role": or_null(&request.role),
        "status": or_null(&request.status),
        "start": day(request.start),
        "days_until_start": request.start.map(|start| (start - today).get_days()),
    })
}

/// The text, or null where it is empty.
fn or_null(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|d| d.to_string())
}
