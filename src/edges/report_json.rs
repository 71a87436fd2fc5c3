//! The JSON report, schema `prekick.report/1`. Every key is always there; one that does not apply is null.

use crate::model::change_reason::ChangeReason;
use crate::model::finding::{Candidate, Finding};
use crate::model::matching::{MatchReport, RowOutcome};
use crate::model::place::Place;
use crate::model::report::{Change, Report, SourceFile};
use crate::model::severity::Severity;
use serde_json::{Value, json};

/// The report as JSON, keys in the order of the contract.
pub fn to_json(report: &Report) -> Value {
    json!({
        "schema": "prekick.report/1",
        "engagement": report.engagement,
        "today": report.today,
        "dry_run": report.dry_run,
        "sources": report.sources.iter().map(source).collect::<Vec<_>>(),
        "changes": report.changes.iter().map(change).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(|f| finding(f, report)).collect::<Vec<_>>(),
        "summary": summary(report),
        "matching": report.matching.iter().map(matching).collect::<Vec<_>>(),
    })
}

/// How the rows of a sheet were matched: how many in each way, and each row that was matched in an unusual way.
fn matching(matching: &MatchReport) -> Value {
    let counts: serde_json::Map<String, Value> = RowOutcome::ALL
        .iter()
        .map(|outcome| (outcome.json_name().to_owned(), json!(matching.count(*outcome))))
        .collect();
    let unusual = matching.unusual().map(|row| {
        json!({"place": place(Some(&row.place)), "how": row.outcome.json_name(), "record": row.record, "score": row.score})
    });
    json!({
        "file": matching.file,
        "sheet": matching.sheet,
        "rows": matching.rows.len(),
        "counts": counts,
        "missing": matching.missing,
        "reordered": matching.reordered,
        "unusual": unusual.collect::<Vec<_>>(),
    })
}

/// What tells a finding in JSON from others of its report: the same name as [`crate::model::report::finding_key`] gives.
pub fn name(finding: &Value) -> String {
    let text = |key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default();
    if !text("id").is_empty() {
        return text("id").to_owned();
    }
    let place = |key: &str| finding.get("place").and_then(|p| p.get(key)).and_then(Value::as_str).unwrap_or_default();
    [
        text("code"),
        text("workbook"),
        text("record"),
        text("field"),
        place("file"),
        place("sheet"),
        place("cell"),
        text("message"),
    ]
    .join("|")
}

fn source(source: &SourceFile) -> Value {
    json!({
        "file": source.file,
        "sha256": source.sha256,
        "workbook": source.workbook,
        "recipient": source.recipient,
        "copy": source.copy,
        "base": source.base,
        "status": source.status.word(),
        "rows": source.rows,
        "changed_cells": source.changed_cells,
    })
}

fn change(change: &Change) -> Value {
    json!({
        "workbook": change.workbook,
        "sheet": change.sheet,
        "record": change.record,
        "field": change.field,
        "from": change.from.to_report(),
        "to": change.to.to_report(),
        "source": place(Some(&change.source)),
    })
}

/// A finding of a report.
pub fn finding(finding: &Finding, report: &Report) -> Value {
    let question = finding.question.as_ref();
    let candidates = question.map_or(&[][..], |q| &q.candidates);
    json!({
        "id": question.map(|q| &q.id),
        "code": finding.code,
        "severity": finding.severity.word(),
        "decision_needed": question.is_some(),
        "workbook": finding.workbook,
        "sheet": finding.sheet,
        "record": finding.record,
        "field": finding.field,
        "message": finding.message,
        "help": finding.help,
        "place": place(finding.place.as_ref()),
        "master": question.map(|q| q.master.to_report()),
        "candidates": candidates.iter().map(candidate).collect::<Vec<_>>(),
        "since": report.since(finding),
        "decision": null,
    })
}

/// An option of a discrepancy.
pub fn candidate(candidate: &Candidate) -> Value {
    let by: Vec<&str> = candidate.contributors.iter().map(|g| g.by.as_str()).collect();
    json!({
        "value": candidate.value.to_report(),
        "by": by.join(", "),
        "source": place(candidate.contributors.first().map(|g| &g.place)),
    })
}

/// A place. It is always an object, so that a script can read `file`, `sheet` and `cell` without testing for null.
pub fn place(place: Option<&Place>) -> Value {
    json!({
        "file": place.and_then(|p| p.file.as_ref()),
        "sheet": place.and_then(|p| p.sheet.as_ref()),
        "cell": place.and_then(|p| p.cell.as_ref()),
    })
}

fn summary(report: &Report) -> Value {
    let severe = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    let questions = || report.findings.iter().filter_map(|f| f.question.as_ref());
    json!({
        "new": report.findings.iter().filter(|f| f.question.is_some() && report.is_new(f)).count(),
        "sources": report.sources.len(),
        "records_added": report.changes.iter().filter(|c| c.field.is_none() && c.reason == ChangeReason::Added).count(),
        "fields_changed": report.changes.iter().filter(|c| c.field.is_some()).count(),
        "errors": severe(Severity::Error),
        "warnings": severe(Severity::Warning),
        "decisions_needed": questions().count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;
    use crate::model::finding::{Action, Contributor, Question};
    use crate::model::value::Value as Held;

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    fn contributor(by: &str, cell: &str) -> Contributor {
        let place = Place { cell: Some(cell.into()), ..Place::sheet("inbox/a.xlsx", "Risks") };
        Contributor { by: by.into(), copy: format!("raid.{by}").into(), place }
    }

    fn report() -> Report {
        let mut asked = Finding::new(Code::ConflictField, "two answers").record(Some("R-001")).field("owner");
        asked.severity = Severity::Error;
        asked.question = Some(Question {
            id: "D-0001".into(),
            since: "2026-11-22".into(),
            master: Held::Empty,
            sent: Held::Empty,
            candidates: vec![Candidate {
                letter: 0,
                value: Held::Set(vec!["A".into(), "R".into()]),
                action: Action::Set,
                contributors: vec![contributor("bob", "C7"), contributor("jane-doe", "C9")],
                refused: false,
            }],
        });
        let field =
            Change { field: Some("owner".into()), to: Held::Number("12.50".parse().unwrap()), ..Change::default() };
        let removed = Change { reason: ChangeReason::Removed, ..Change::default() };
        let added = Change { reason: ChangeReason::Added, ..Change::default() };
        Report {
            today: "2026-11-22".into(),
            sources: vec![SourceFile::default()],
            changes: vec![field, removed, added],
            findings: vec![asked, Finding::new(Code::FileNone, "none").severity(Severity::Warning)],
            ..Report::default()
        }
    }

    #[test]
    fn every_key_is_there_in_the_order_of_the_contract() {
        let json = to_json(&report());
        assert_eq!(
            keys(&json),
            ["schema", "engagement", "today", "dry_run", "sources", "changes", "findings", "summary", "matching"]
        );
        for finding in json["findings"].as_array().unwrap() {
            assert_eq!(
                keys(finding).join(" "),
                "id code severity decision_needed workbook sheet record field message help place master candidates since decision"
            );
            assert_eq!(keys(&finding["place"]), ["file", "sheet", "cell"]);
        }
        assert_eq!(
            keys(&json["sources"][0]).join(" "),
            "file sha256 workbook recipient copy base status rows changed_cells"
        );
        assert_eq!(keys(&json["changes"][0]).join(" "), "workbook sheet record field from to source");
    }

    #[test]
    fn what_was_said_before_keeps_its_date_and_is_not_new() {
        let mut later = Report { today: "2026-11-29".into(), ..report() };
        let fresh = to_json(&later);
        assert_eq!(fresh["findings"][1]["since"], "2026-11-29");
        later.earlier = to_json(&report())["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| (name(f), f["since"].as_str().unwrap().to_owned()))
            .collect();
        let again = to_json(&later);
        assert_eq!(again["findings"][1]["since"], "2026-11-22");
        assert_eq!((&fresh["summary"]["new"], &again["summary"]["new"]), (&json!(1), &json!(0)));
    }

    #[test]
    fn a_question_names_all_givers_and_the_first_ones_cell() {
        let json = to_json(&report());
        let first = &json["findings"][0];
        assert_eq!(first["decision_needed"], true);
        assert_eq!(first["master"], Value::Null);
        assert_eq!(first["decision"], Value::Null);
        let expected = json!({"value": ["A", "R"], "by": "bob, jane-doe",
            "source": {"file": "inbox/a.xlsx", "sheet": "Risks", "cell": "C7"}});
        assert_eq!(first["candidates"][0], expected);
        let plain = &json["findings"][1];
        assert_eq!((&plain["id"], &plain["decision_needed"]), (&Value::Null, &json!(false)));
        assert_eq!(plain["candidates"], json!([]));
    }

    #[test]
    fn the_summary_counts() {
        let expected = json!({"new": 1, "sources": 1, "records_added": 1, "fields_changed": 1, "errors": 1, "warnings": 1,
            "decisions_needed": 1});
        assert_eq!(to_json(&report())["summary"], expected);
        assert_eq!(to_json(&report())["changes"][0]["to"], json!(12.5));
    }
}
