//! Approvals: each is bound to what it was given for.

use super::super::{RunOutcome, sheets_named};
use super::runs::{codes, run_of};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::Subject;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::{Row, Table};
use crate::model::template::{Approval, Column, Computed, Kind, Owner, Sheet, Visibility};
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::ingest::identity::Identity;
use crate::steps::ingest::incoming::Incoming;
use std::sync::Arc;

const SCOPE: [&str; 5] = ["O-001", "Scope is agreed", "Approved", "Ada", "2026-11-20"];

fn state(sheet: Sheet, rows: &[&[&str]]) -> SheetState {
    let mut state = SheetState::new(Arc::new(sheet));
    for row in rows {
        let mut values: Vec<Value> = row.iter().map(|t| Value::text(*t)).collect();
        values.resize(state.sheet.columns.len(), Value::Empty);
        state
            .records
            .insert(format!("key-{}", row[0]).into(), Record { id: row[0].into(), values, ..Record::default() });
    }
    state
}

/// A sheet of outcomes, each with a decision, who decided and when; `standing` shows whether it stands.
fn outcomes(rows: &[&[&str]]) -> SheetState {
    let mut sheet = Sheet::new("scope", "outcomes", "Outcomes");
    sheet.natural_key = vec!["title".into()];
    sheet.columns =
        ["id", "title", "decision", "by", "on", "covers"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
    let standing = Column::new("standing", "Standing", Kind::Computed);
    let computed = Some(Computed::Approval("sponsor".into()));
    sheet.columns.push(Column { computed, owner: Owner::Tool, ..standing });
    sheet.approvals = vec![Approval {
        key: "sponsor".into(),
        decision: "decision".into(),
        approved: vec!["Approved".into(), "Approved with comments".into()],
        by: "by".into(),
        on: "on".into(),
        covers: vec!["title".into(), "covers".into()],
    }];
    state(sheet, rows)
}

fn master(rows: &[&[&str]]) -> Master {
    Master { sheets: vec![outcomes(rows)], ..Master::default() }
}

fn run(master: Master) -> RunOutcome {
    run_of(master, Vec::new())
}

fn standing(outcome: &RunOutcome) -> String {
    outcome.master.sheets[0].value(&"key-O-001".into(), "standing").unwrap().to_string()
}

/// Changes a cell of the outcome, and runs again.
fn changed(outcome: RunOutcome, column: usize, text: &str) -> RunOutcome {
    let mut master = outcome.master;
    master.sheets[0].records["key-O-001"].values[column] = Value::text(text);
    run(master)
}

#[test]
fn a_decision_shows_whether_it_approves() {
    for (decision, shown, remembered) in [
        ("Approved", "Stands", 1),
        ("approved WITH comments", "Stands", 1),
        ("Pending", "Pending", 0),
        ("Rejected", "Rejected", 0),
        ("Not yet", "Rejected", 0),
        ("", "", 0),
    ] {
        let out = run(master(&[&[SCOPE[0], SCOPE[1], decision, SCOPE[3], SCOPE[4]]]));
        assert_eq!((standing(&out).as_str(), out.master.memory.approvals.len()), (shown, remembered), "{decision}");
        assert!(codes(&out).is_empty(), "{decision}");
    }
}

#[test]
fn an_approval_is_void_once_what_it_covers_is_another() {
    let out = changed(run(master(&[&SCOPE])), 1, "Scope is wider");
    assert_eq!((standing(&out).as_str(), codes(&out)), ("Void", vec![&Code::ApprovalVoid]));
    let said: Vec<&Finding> = out.findings.iter().filter(|f| f.code == Code::ApprovalVoid).collect();
    let message = &said[0].message;
    assert!(message.contains("Ada decided “Approved” on 2026-11-20"), "{message}");
    assert!(message.contains("title from “Scope is agreed” to “Scope is wider”"), "{message}");
    assert_eq!(said[0].place.as_ref().and_then(|p| p.cell.as_deref()), Some("C5"), "at the decision");
    let again = run(out.master.clone());
    assert_eq!((standing(&again).as_str(), codes(&again).len()), ("Void", 1), "as long as it is so");
    let back = changed(again, 1, "Scope is agreed");
    assert_eq!((standing(&back).as_str(), codes(&back).len()), ("Stands", 0), "it stands again when it is as it was");
}

#[test]
fn a_new_decision_is_given_for_what_there_is_now() {
    let void = changed(run(master(&[&SCOPE])), 1, "Scope is wider");
    for (column, text) in [(4, "2026-11-22"), (3, "Ben"), (2, "Approved with comments")] {
        let out = changed(void.clone(), column, text);
        assert_eq!((standing(&out).as_str(), codes(&out).len()), ("Stands", 0), "{text}");
    }
}

#[test]
fn an_approval_taken_back_is_forgotten() {
    let mut out = run(master(&[&SCOPE]));
    out = changed(out, 2, "");
    assert_eq!((standing(&out).as_str(), out.master.memory.approvals.len()), ("", 0));
    out = changed(out, 1, "Scope is wider");
    out = changed(out, 2, "Approved");
    assert_eq!(standing(&out), "Stands", "what was approved before is no measure any more");
}

#[test]
fn approvals_of_records_that_are_gone_are_gone_with_them() {
    let mut master = run(master(&[&SCOPE])).master;
    master.sheets[0].records.clear();
    assert!(run(master).master.memory.approvals.is_empty());
}

/// An outcome that stands on the sheet of risks.
fn covering(change: impl Fn(&mut Sheet)) -> Master {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    let column = |key: &str| Column::new(key, key, Kind::Text);
    let internal = Column { visibility: Visibility::Internal, ..column("plan") };
    sheet.columns = vec![Column { owner: Owner::Tool, ..column("id") }, column("title"), internal];
    change(&mut sheet);
    let mut master = master(&[&[SCOPE[0], SCOPE[1], SCOPE[2], SCOPE[3], SCOPE[4], "risks; nowhere"]]);
    master.sheets.push(state(sheet, &[&["R-001", "Late", "quietly"], &["R-002", "Lost", ""]]));
    master
}

#[test]
fn an_approval_covers_the_sheets_on_which_it_stands() {
    type Change = fn(&mut Master);
    let cases: [(&str, Change, &str); 5] = [
        ("a shared value", |m| m.sheets[1].records["key-R-001"].values[1] = Value::text("Later"), "Void"),
        ("a record less", |m| drop(m.sheets[1].records.shift_remove("key-R-002")), "Void"),
        ("an internal value", |m| m.sheets[1].records["key-R-001"].values[2] = Value::text("loudly"), "Stands"),
        ("blanks at its ends", |m| m.sheets[1].records["key-R-001"].values[1] = Value::text(" Late "), "Stands"),
        ("the order of records", |m| m.sheets[1].records.reverse(), "Stands"),
    ];
    for (what, change, shown) in cases {
        let mut now = run(covering(|_| {})).master;
        change(&mut now);
        let out = run(now);
        assert_eq!(standing(&out), shown, "{what}");
        let names_it = out.findings.iter().any(|f| f.message.contains("the sheet Risks"));
        assert_eq!(names_it, shown == "Void", "{what}");
    }
}

#[test]
fn a_living_log_goes_on_changing_under_an_approval() {
    let mut now = run(covering(|sheet| sheet.log = true)).master;
    now.sheets[1].records["key-R-001"].values[1] = Value::text("Later");
    assert_eq!(standing(&run(now)), "Stands");
}

#[test]
fn sheets_are_named_by_key_or_title_with_any_separators() {
    let master = covering(|_| {});
    for (text, keys) in [
        ("risks", vec!["risks"]),
        ("RISKS; outcomes", vec!["outcomes", "risks"]),
        ("Outcomes\nRisks", vec!["outcomes", "risks"]),
        ("risk", vec![]),
        ("", vec![]),
    ] {
        let found: Vec<&str> = sheets_named(&master, text).map(|s| s.sheet.key.as_str()).collect();
        assert_eq!(found, keys, "{text:?}");
    }
}

#[test]
fn an_approval_of_one_record_says_nothing_of_another() {
    let out = run(master(&[&SCOPE, &["O-002", "Dates are agreed", "Pending", "", ""]]));
    let shown: Vec<String> = out.master.sheets[0].records.values().map(|r| r.values[6].to_string()).collect();
    assert_eq!(shown, ["Stands", "Pending"]);
    let subjects: Vec<&Subject> = out.master.memory.approvals.keys().collect();
    assert_eq!((subjects.len(), subjects[0].record.as_str(), subjects[0].field.as_str()), (1, "key-O-001", "sponsor"));
}

#[test]
fn an_approval_is_given_for_what_the_approver_saw() {
    let cells =
        |title: &str, decision: &str, on: &str| ["O-001", title, decision, "Ada", on, "", ""].map(Value::text).to_vec();
    let table = |values: Vec<Value>| {
        let row =
            Row { number: 4, row_key: Some("key-O-001".into()), id: Some("O-001".into()), values, ..Row::default() };
        let sheet = outcomes(&[]).sheet;
        let present = (0..7).map(Some).collect();
        Table { sheet, file: "a".into(), title: "Outcomes".into(), present, header: 3, rows: vec![row] }
    };
    let read = |values| IngestedWorkbook { tables: vec![table(values)], ..IngestedWorkbook::default() };
    for (title_now, shown) in [("Scope is agreed", "Stands"), ("Scope is wider", "Void")] {
        let copy = Incoming {
            file: "inbox/a.xlsx".into(),
            copy: "scope.ada.1".into(),
            digest: "a".into(),
            identity: Identity { recipient: Some("ada".into()), ..Identity::default() },
            read: read(cells("Scope is agreed", "Approved", "2026-11-20")),
            base: Some(("outbox/a.xlsx".into(), read(cells("Scope is agreed", "", "")))),
            ..Incoming::default()
        };
        let out = run_of(master(&[&["O-001", title_now, "", "Ada", ""]]), vec![copy]);
        assert_eq!(standing(&out), shown, "the master holds {title_now} by now");
    }
}
