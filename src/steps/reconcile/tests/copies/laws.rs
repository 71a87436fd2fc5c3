//! What holds of any run.

use super::*;

#[test]
fn the_order_of_files_makes_no_difference() {
    let says = |title: &'static str, status: &'static str| {
        [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY, ["", "", title, "Open", "", ""]]
    };
    let files = || {
        vec![
            file("ada", "a", &BOTH, &says("Staff leaves", "Closed")),
            file("ben", "b", &BOTH, &says("Lawyers", "On hold")),
            file("cleo", "c", &BOTH, &[LATE]),
        ]
    };
    let one = run_of(master_of(&BOTH), files());
    for turn in 1..3 {
        let mut turned = files();
        turned.rotate_left(turn);
        let other = run_of(master_of(&BOTH), turned);
        assert_eq!(records(&other), records(&one));
        assert_eq!(
            (other.master.memory, other.changes, other.findings),
            (one.master.memory.clone(), one.changes.clone(), one.findings.clone())
        );
    }
}

#[test]
fn again_is_the_same_as_once() {
    let rows = [["key-1", "R-001", "Late data", "Closed", "999", "asked\nmore"], ["", "", "Quite new", "Open", "", ""]];
    let once = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    let again = run_of(once.master.clone(), vec![file("ada", "a", &BOTH, &rows)]);
    assert!(again.changes.is_empty(), "{:?}", again.changes);
    assert_eq!(again.master.memory, once.master.memory);
    assert_eq!(records(&again), records(&once));
}

#[test]
fn ids_are_never_given_twice() {
    let mut before = master_of(&BOTH);
    before.memory.highest.insert("risks".into(), 41);
    let out = run_of(before, vec![file("ada", "a", &BOTH, &[LATE, MONEY, ["", "R-003", "Staff leaves", "", "", ""]])]);
    assert_eq!(records(&out)[2][0], "R-042", "above every one that there ever was, whatever was typed");
}
