//! Rows that a copy adds: new records, and rows that may be records.

use super::*;
use crate::model::keys::FieldKey;

#[test]
fn a_prepared_row_that_was_filled_in_becomes_a_record_with_the_next_id() {
    let sent = [LATE, MONEY, PREPARED];
    let rows = [LATE, MONEY, ["row-9", "", "Staff leaves", "Open", "", ""]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &sent, &rows)]);
    assert_eq!(records(&out)[2], ["R-003", "Staff leaves", "Open", "", ""]);
    assert!(out.master.sheets[0].records.contains_key("row-9"), "under the key that its row carried");
    let [change] = out.changes.as_slice() else { panic!("{:?}", out.changes) };
    assert_eq!(
        (change.field.as_ref().map(FieldKey::as_str), change.reason.to_string().as_str(), change.by.as_str()),
        (None, "added", "ada")
    );
    let again = run_of(out.master, vec![file("ada", "a", &sent, &rows)]);
    assert_eq!((records(&again).len(), again.changes.len()), (3, 0));
}

#[test]
fn records_added_by_two_copies_under_one_name_are_one() {
    let sent = [LATE, MONEY, PREPARED];
    let add = |title: &'static str, log: &'static str| [LATE, MONEY, ["row-9", "", title, "Open", "", log]];
    let ben = [LATE, MONEY, ["row-8", "", "staff  LEAVES", "Open", "", "called"]];
    let sent_to_ben = [LATE, MONEY, ["row-8", "", "", "", "", ""]];
    let out = run_of(
        master_of(&BOTH),
        vec![file("ada", "a", &sent, &add("Staff leaves", "mailed")), file("ben", "b", &sent_to_ben, &ben)],
    );
    assert_eq!(records(&out).len(), 3);
    assert_eq!(records(&out)[2][4], "mailed\ncalled", "their fields are merged as ever");
}

#[test]
fn a_new_row_that_resembles_a_record_is_asked_and_not_added() {
    let rows = [LATE, MONEY, ["", "", "No budgets", "Closed", "", ""]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(records(&out).len(), 2);
    assert_eq!(asked(&out), [(Code::RowPossibleDuplicate, "")]);
    let open = out.master.memory.open.values().next().unwrap();
    assert!(open.message.contains("Status: Closed (C7)"), "all that the row says: {}", open.message);
    let matching = &out.matching[0].rows[2];
    assert_eq!((matching.record.as_deref(), matching.score.is_some_and(|s| s >= 82)), (Some("R-002"), true));
}

#[test]
fn a_row_that_changed_while_it_waited_makes_the_pick_stale() {
    let rows = |status: &'static str| [LATE, MONEY, ["", "", "No budgets", status, "", ""]];
    for (status, code) in [("On hold", Some(Code::DecisionStale)), ("Closed", None)] {
        let mut asked = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows("Closed"))]).master;
        asked.picks = vec![Pick { id: "D-0001".into(), decision: "Take B".into(), ..Pick::default() }];
        let out = run_of(asked, vec![file("ada", "b", &BOTH, &rows(status))]);
        assert_eq!(records(&out).len(), if code.is_some() { 2 } else { 3 }, "{status}");
        assert_eq!(has(&out, &Code::DecisionStale), code.is_some(), "{status}");
    }
}

#[test]
fn a_row_cleared_and_used_for_something_else_is_asked() {
    let rows = [LATE, ["key-2", "R-002", "Quite another thing", "New", "1", "x"]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(asked(&out), [(Code::RowKeyMismatch, "")]);
    assert_eq!(records(&out), records(&run_of(master_of(&BOTH), Vec::new())), "nothing of the first is overwritten");
}
