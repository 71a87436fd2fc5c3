use super::{CopyRecord, FieldProvenance, Provenance, ProvenanceSources, ReturnStatus, provenance};
use crate::model::change_reason::ChangeReason;
use crate::model::decision_row::DecisionRow;
use crate::model::grid::Workbook;
use crate::model::keys::{CopyId, FieldKey};
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, HeardFile, Subject};
use crate::model::place::Place;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Kind, Sheet};
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::review::locate::Target;
use std::sync::Arc;

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.natural_key = vec!["title".into()];
    sheet.columns = ["id", "title", "status"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
    sheet
}

/// R-001 Late, Closed; Ada, Ben and Cleo were sent copies.
fn master() -> Master {
    let mut state = SheetState::new(Arc::new(sheet()));
    let values = ["R-001", "Late", "Closed"].map(Value::text).to_vec();
    state.records.insert("k1".into(), Record { id: "R-001".into(), values, ..Record::default() });
    let mut master = Master { sheets: vec![state], ..Master::default() };
    for by in ["ada", "ben", "cleo"] {
        let sent = master.memory.sent.entry(format!("raid.{by}").into()).or_default();
        (sent.workbook, sent.recipient, sent.date) = ("raid".into(), by.into(), "2026-11-10".into());
    }
    master
}

fn claim(master: &mut Master, copy: &str, value: &str, open: bool) {
    let subject = Subject { sheet: "risks".into(), record: "k1".into(), field: "status".into() };
    let claim = Claim {
        value: Value::text(value),
        base: Value::text("Open"),
        kind: ClaimKind::Value,
        by: copy.trim_start_matches("raid.").into(),
        place: Place::file("inbox/a.xlsx"),
        issue: None,
        open,
    };
    master.memory.claims.insert(ClaimKey { subject, copy: copy.into() }, claim);
}

fn line(field: &str, to: &str, by: &str, reason: ChangeReason) -> LoggedChange {
    LoggedChange {
        sheet: "Risks".into(),
        record: "R-001".into(),
        field: field.into(),
        to: to.into(),
        by: by.into(),
        reason,
        ..LoggedChange::default()
    }
}

/// What was sent to a copy: the record with the status Open.
fn sent(copy: &str) -> (CopyId, IngestedWorkbook) {
    let values = ["R-001", "Late", "Open"].map(Value::text).to_vec();
    let row = Row { number: 4, row_key: Some("k1".into()), id: Some("R-001".into()), values, ..Row::default() };
    let present = (0..3).map(Some).collect();
    let (sheet, rows) = (Arc::new(sheet()), vec![row]);
    let table = Table { sheet, file: "outbox".into(), title: "Risks".into(), present, header: 3, rows };
    (copy.into(), IngestedWorkbook { tables: vec![table], ..IngestedWorkbook::default() })
}

fn told(master: &Master, log: &[LoggedChange], field: Option<&str>) -> Provenance {
    let target = Target { sheet: "risks".into(), record: "k1".into(), field: field.map(FieldKey::from) };
    let sent = ["raid.ada", "raid.ben", "raid.cleo"].map(sent);
    let workbook = Workbook::default();
    let sources = ProvenanceSources { master, workbook: &workbook, typed: &[], log, sent: &sent };
    provenance(sources, &target).unwrap()
}

fn status(told: &Provenance) -> &FieldProvenance {
    told.fields.iter().find(|f| f.field.as_ref().map(FieldKey::as_str) == Some("status")).unwrap()
}

fn statuses(of: &FieldProvenance) -> Vec<(&str, Option<String>, &ReturnStatus)> {
    let one = |c: &CopyRecord| c.base.as_ref().map(ToString::to_string);
    of.copies.iter().map(|c| (c.by.as_str(), one(c), &c.status)).collect()
}

#[test]
fn every_copy_says_what_it_was_sent_and_what_became_of_what_it_gave_back() {
    let mut master = master();
    claim(&mut master, "raid.ada", "Closed", false);
    master.memory.files.push(HeardFile { copy: "raid.ben".into(), ..HeardFile::default() });
    let log = [line("status", "Closed", "ada", ChangeReason::Merged)];
    let told = told(&master, &log, Some("status"));
    assert_eq!((told.record.as_str(), told.name.as_str(), told.is_living), ("R-001", "Late", true));
    let field = status(&told);
    assert_eq!((&field.master, field.changes.len()), (&Value::text("Closed"), 1));
    let open = || Some("Open".to_owned());
    assert_eq!(
        statuses(field),
        [
            ("ada", open(), &ReturnStatus::Applied),
            ("ben", open(), &ReturnStatus::Unchanged),
            ("cleo", open(), &ReturnStatus::NotReturned)
        ]
    );
}

#[test]
fn what_a_copy_gave_back_is_open_decided_applied_or_heard() {
    let decided = DecisionRow {
        id: "D-0001".into(),
        sheet: "Risks".into(),
        record: "R-001".into(),
        field: "status".into(),
        options: "A: On hold (ada)".into(),
        ..DecisionRow::default()
    };
    let added = ChangeReason::Added;
    for (value, open, rows, log, expected) in [
        ("On hold", true, vec![decided.clone()], vec![], ReturnStatus::Open),
        ("On hold", false, vec![decided.clone()], vec![], ReturnStatus::Decided("D-0001".into())),
        ("Other", false, vec![decided], vec![], ReturnStatus::Settled),
        (
            "Closed",
            false,
            vec![],
            vec![line("status", "Closed", "ada, ben", ChangeReason::TypedInMaster)],
            ReturnStatus::Applied,
        ),
        ("Closed", false, vec![], vec![line("status", "Closed", "ben", ChangeReason::Merged)], ReturnStatus::Settled),
        ("Closed", false, vec![], vec![line("", "Late", "ada", added)], ReturnStatus::Applied),
        (
            "one line",
            false,
            vec![],
            vec![line("status", "all lines", "ada", ChangeReason::Merged)],
            ReturnStatus::Applied,
        ),
    ] {
        let mut master = master();
        master.decided = rows;
        claim(&mut master, "raid.ada", value, open);
        let told = told(&master, &log, Some("status"));
        let found = status(&told).copies.iter().find(|c| c.by == "ada").map(|c| &c.status);
        assert_eq!(found, Some(&expected), "{value}");
    }
}

#[test]
fn a_file_that_is_no_copy_is_told_with_what_it_gave() {
    let mut master = master();
    claim(&mut master, "customer list.xlsx", "Closed", true);
    let told = told(&master, &[], Some("status"));
    let other = status(&told).copies.last().unwrap();
    assert_eq!((other.copy.as_str(), &other.sent_on, &other.base), ("customer list.xlsx", &None, &None));
}

#[test]
fn only_fields_about_which_there_is_something_to_say_are_told_of_a_whole_record() {
    let mut master = master();
    master.sheets[0].records["k1"].values[2] = Value::Empty;
    let keys = |told: &Provenance| told.fields.iter().map(|f| f.field.clone()).collect::<Vec<_>>();
    let title = Some(FieldKey::from("title"));
    assert_eq!(keys(&told(&master, &[], None)), [None, title.clone()], "the record as a whole comes first");
    let log = [
        line("status", "", "ada", ChangeReason::Merged),
        LoggedChange { record: "R-002".into(), ..line("title", "x", "ada", ChangeReason::Merged) },
    ];
    let told = told(&master, &log, None);
    assert_eq!(keys(&told), [None, title, Some("status".into())]);
    assert!(told.fields[1].changes.is_empty(), "lines of another record are its own");
}

#[test]
fn a_record_that_is_gone_is_told_as_it_was_last() {
    let mut master = master();
    let known = crate::model::memory::KnownRecord {
        id: "R-001".into(),
        values: [("title".into(), Value::text("Late"))].into_iter().collect(),
        gone: true,
        ..Default::default()
    };
    master.memory.records.insert("risks".into(), [("k1".into(), known)].into_iter().collect());
    master.sheets[0].records.clear();
    let told = told(&master, &[], None);
    assert_eq!((told.name.as_str(), told.is_living), ("Late", false));
}
