//! The JSON report, schema `prekick.report/1`. Every key is always there; one that does not apply is null.

use crate::model::finding::{Candidate, Contributor, Finding, GroupMember};
use crate::model::gaps::ColumnGaps;
use crate::model::matching::{MatchReport, RowOutcome};
use crate::model::place::Place;
use crate::model::report::{Change, ChangeTotals, Report, SourceFile};
use crate::model::severity::Severity;
use crate::model::shown_names::ShownNames;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The report as JSON, keys in the order of the contract. It is made while it is written: as a whole it would take ten times
/// the memory of its text.
pub struct ReportJson<'r>(pub &'r Report);

impl Serialize for ReportJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.0;
        let mut json = serializer.serialize_map(None)?;
        json.serialize_entry("schema", "prekick.report/1")?;
        json.serialize_entry("engagement", &report.engagement)?;
        json.serialize_entry("today", &report.today)?;
        json.serialize_entry("dry_run", &report.dry_run)?;
        json.serialize_entry("sources", &OneByOne(|| report.sources.iter().map(|s| source(s, &report.names))))?;
        json.serialize_entry("changes", &OneByOne(|| report.changes.iter().map(|c| change(c, &report.names))))?;
        json.serialize_entry("findings", &OneByOne(|| report.findings.iter().map(|f| finding(f, report))))?;
        json.serialize_entry("summary", &summary(report))?;
        json.serialize_entry("to_fill_in", &OneByOne(|| report.gaps.iter().map(|g| gap(g, &report.names))))?;
        json.serialize_entry("matching", &OneByOne(|| report.matching.iter().map(matching)))?;
        json.end()
    }
}

/// The report as one value, to be added to.
pub fn to_json(report: &Report) -> Value {
    serde_json::to_value(ReportJson(report)).unwrap_or_default()
}

/// An array whose elements are made when they are written.
struct OneByOne<F>(F);

impl<I: Iterator<Item = Value>, F: Fn() -> I> Serialize for OneByOne<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn gap(gap: &ColumnGaps, names: &ShownNames) -> Value {
    json!({
        "workbook": gap.workbook,
        "sheet": gap.sheet,
        "field": gap.field,
        "count": gap.count,
        "workbook_title": names.workbook(&gap.workbook),
        "field_title": names.column(&gap.sheet, gap.field.as_str()),
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

/// What a JSON report says of its findings to tell them from each other.
#[derive(Deserialize)]
struct EarlierReport {
    findings: Vec<EarlierFinding>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EarlierFinding {
    id: Option<String>,
    code: Option<String>,
    workbook: Option<String>,
    record: Option<String>,
    field: Option<String>,
    message: Option<String>,
    place: EarlierPlace,
    since: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EarlierPlace {
    file: Option<String>,
    sheet: Option<String>,
    cell: Option<String>,
}

/// The findings of a JSON report, each by the name that [`crate::model::report::finding_key`] gives it, and since when it is
/// known. None where it is no report.
pub fn known_since(json: &[u8]) -> BTreeMap<String, String> {
    let report: EarlierReport = serde_json::from_slice(json).unwrap_or(EarlierReport { findings: Vec::new() });
    report.findings.into_iter().filter_map(|f| Some((f.key(), f.since?))).collect()
}

impl EarlierFinding {
    fn key(&self) -> String {
        if let Some(id) = self.id.as_ref().filter(|id| !id.is_empty()) {
            return id.clone();
        }
        let EarlierPlace { file, sheet, cell } = &self.place;
        let parts = [&self.code, &self.workbook, &self.record, &self.field, file, sheet, cell, &self.message];
        parts.map(|part| part.as_deref().unwrap_or_default()).join("|")
    }
}

fn source(source: &SourceFile, names: &ShownNames) -> Value {
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
        "workbook_title": source.workbook.as_deref().map(|key| names.workbook(key)),
        "recipient_name": source.recipient.as_deref().map(|key| names.person(key)),
    })
}

fn change(change: &Change, names: &ShownNames) -> Value {
    let mut out = json!({
        "workbook": change.workbook,
        "sheet": change.sheet,
        "record": change.record,
        "field": change.field,
        "from": change.from.to_report(),
        "to": change.to.to_report(),
        "source": place(Some(&change.source)),
        "workbook_title": names.workbook(&change.workbook),
        "field_title": change.field.as_ref().map(|field| names.column(&change.sheet, field.as_str())),
    });
    let is_whole = !change.values.is_empty();
    if let Some(fields) = out.as_object_mut().filter(|_| is_whole) {
        let values: serde_json::Map<String, Value> =
            change.values.iter().map(|(title, value)| (title.clone(), value.to_report())).collect();
        fields.insert("change".to_owned(), json!(change.reason.to_string()));
        fields.insert("values".to_owned(), Value::Object(values));
    }
    out
}

/// A finding of a report.
pub fn finding(finding: &Finding, report: &Report) -> Value {
    let (names, sheet) = (&report.names, finding.sheet.as_deref().unwrap_or_default());
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
        "candidates": candidates.iter().map(|c| candidate(c, names)).collect::<Vec<_>>(),
        "since": report.since(finding),
        "decision": null,
        "members": finding.members.iter().map(member).collect::<Vec<_>>(),
        "workbook_title": finding.workbook.as_deref().map(|key| names.workbook(key)),
        "field_title": finding.field.as_ref().map(|field| names.column(sheet, field.as_str())),
    })
}

fn member(member: &GroupMember) -> Value {
    json!({
        "record": member.record,
        "values": member.values.iter().map(|value| value.to_report()).collect::<Vec<_>>(),
        "source": place(Some(&member.place)),
    })
}

/// An option of a discrepancy.
pub fn candidate(candidate: &Candidate, names: &ShownNames) -> Value {
    let mut by: Vec<&str> = candidate.contributors.iter().map(|g| g.by.as_str()).collect();
    by.dedup();
    json!({
        "value": candidate.value.to_report(),
        "by": by.join(", "),
        "source": place(candidate.contributors.first().map(|g| &g.place)),
        "givers": candidate.contributors.iter().map(|g| giver(g, names)).collect::<Vec<_>>(),
        "by_name": names.people(&by.join(", ")),
    })
}

fn giver(contributor: &Contributor, names: &ShownNames) -> Value {
    let Contributor { by, place: at, .. } = contributor;
    json!({ "by": by, "source": place(Some(at)), "name": names.person(by) })
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
    let totals = ChangeTotals::of(&report.changes);
    let questions = || report.findings.iter().filter_map(|f| f.question.as_ref());
    json!({
        "new": report.findings.iter().filter(|f| f.question.is_some() && report.is_new(f)).count(),
        "sources": report.sources.len(),
        "records_added": totals.added,
        "fields_changed": totals.fields,
        "errors": severe(Severity::Error),
        "warnings": severe(Severity::Warning),
        "decisions_needed": questions().count(),
        "records_removed": totals.removed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change_reason::ChangeReason;
    use crate::model::code::Code;
    use crate::model::finding::{Action, Question};
    use crate::model::report::finding_key;
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
            [
                "schema",
                "engagement",
                "today",
                "dry_run",
                "sources",
                "changes",
                "findings",
                "summary",
                "to_fill_in",
                "matching"
            ]
        );
        for finding in json["findings"].as_array().unwrap() {
            assert_eq!(
                keys(finding).join(" "),
                "id code severity decision_needed workbook sheet record field message help place master candidates since decision members workbook_title field_title"
            );
            assert_eq!(keys(&finding["place"]), ["file", "sheet", "cell"]);
        }
        assert_eq!(
            keys(&json["sources"][0]).join(" "),
            "file sha256 workbook recipient copy base status rows changed_cells workbook_title recipient_name"
        );
        assert_eq!(
            keys(&json["changes"][0]).join(" "),
            "workbook sheet record field from to source workbook_title field_title"
        );
    }

    #[test]
    fn what_was_said_before_keeps_its_date_and_is_not_new() {
        let mut later = Report { today: "2026-11-29".into(), ..report() };
        let fresh = to_json(&later);
        assert_eq!(fresh["findings"][1]["since"], "2026-11-29");
        later.earlier = known_since(&serde_json::to_vec(&ReportJson(&report())).unwrap());
        assert!(report().findings.iter().all(|f| later.earlier.contains_key(&finding_key(f))));
        let again = to_json(&later);
        assert_eq!(again["findings"][1]["since"], "2026-11-22");
        assert_eq!((&fresh["summary"]["new"], &again["summary"]["new"]), (&json!(1), &json!(0)));
    }

    #[test]
    fn a_question_names_all_givers_each_with_its_cell() {
        let json = to_json(&report());
        let first = &json["findings"][0];
        assert_eq!(first["decision_needed"], true);
        assert_eq!(first["master"], Value::Null);
        assert_eq!(first["decision"], Value::Null);
        let expected = json!({"value": ["A", "R"], "by": "bob, jane-doe",
        "source": {"file": "inbox/a.xlsx", "sheet": "Risks", "cell": "C7"},
        "givers": [
            {"by": "bob", "source": {"file": "inbox/a.xlsx", "sheet": "Risks", "cell": "C7"}, "name": "bob"},
            {"by": "jane-doe", "source": {"file": "inbox/a.xlsx", "sheet": "Risks", "cell": "C9"}, "name": "jane-doe"},
        ], "by_name": "bob, jane-doe"});
        assert_eq!(first["candidates"][0], expected);
        let plain = &json["findings"][1];
        assert_eq!((&plain["id"], &plain["decision_needed"]), (&Value::Null, &json!(false)));
        assert_eq!(plain["candidates"], json!([]));
    }

    #[test]
    fn the_summary_counts() {
        let expected = json!({"new": 1, "sources": 1, "records_added": 1, "fields_changed": 1, "errors": 1, "warnings": 1,
            "decisions_needed": 1, "records_removed": 1});
        assert_eq!(to_json(&report())["summary"], expected);
        assert_eq!(to_json(&report())["changes"][0]["to"], json!(12.5));
    }
}
