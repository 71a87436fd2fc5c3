//! What the team did since the last run.

use super::*;
use crate::model::keys::FieldKey;

/// Record, field, value before, value now, and why.
type Listed = (String, Option<FieldKey>, String, String, ChangeReason);

fn absorbed(rows: &[Vec<&str>]) -> (Master, Vec<Listed>) {
    let (mut master, _) = read(rows);
    let changes = absorb_edits(&mut master);
    let changes =
        changes.into_iter().map(|c| (c.record, c.field, c.from.to_string(), c.to.to_string(), c.reason)).collect();
    (master, changes)
}

#[test]
fn what_the_team_typed_added_and_removed_is_listed_once() {
    let rows = [vec!["R-001", "Late", "Closed"], vec!["", "Staff", "Open"]];
    let (mut master, changes) = absorbed(&rows);
    let status = Some(FieldKey::from("status"));
    assert_eq!(
        changes,
        [
            ("R-001".into(), status, "Open".into(), "Closed".into(), ChangeReason::TypedInMaster),
            ("R-003".into(), None, String::new(), "Staff".into(), ChangeReason::AddedInMaster),
            ("R-002".into(), None, "Money".into(), String::new(), ChangeReason::RemovedInMaster),
        ]
    );
    let known = &master.memory.records["risks"];
    assert!(known[key(2).as_str()].gone && !known[key(1).as_str()].gone);
    assert_eq!(known[key(1).as_str()].values["status"], Value::text("Closed"));
    assert!(absorb_edits(&mut master).is_empty(), "again nothing");
}

#[test]
fn what_the_program_fills_in_is_no_change_of_anybody() {
    let (_, changes) = absorbed(&[vec!["R-001", "Late", "Open", "999"], vec!["R-002", "Money", "Open"]]);
    assert!(changes.is_empty(), "{changes:?}");
}

#[test]
fn a_removed_record_that_is_there_again_was_added() {
    let mut memory = memory();
    memory.records.get_mut("risks").unwrap()[1].gone = true;
    let two = key(2);
    let workbook = book(&memory, &[vec!["R-001", "Late", "Open"], vec!["R-002", "Money", "Open", "", &two]]);
    let (mut master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
    let reasons: Vec<ChangeReason> = absorb_edits(&mut master).into_iter().map(|c| c.reason).collect();
    assert_eq!(reasons, [ChangeReason::AddedInMaster]);
    assert!(!master.memory.records["risks"][two.as_str()].gone);
}

#[test]
fn a_change_stands_at_its_cell_of_the_master() {
    let (mut master, _) = read(&[vec!["R-001", "Late", "Closed"], vec!["R-002", "Money", "Open"]]);
    let changes = absorb_edits(&mut master);
    assert_eq!(changes[0].source, Place::cell("master.xlsx", "Risks", At::new(4, 2)));
    assert_eq!(changes[0].by, "master");
}
