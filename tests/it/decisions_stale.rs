//! Decisions about candidates or values that have changed since they were shown (§8.20).

use crate::asked::{RISKS, again_is_the_same, decided, id, says};
use crate::desk::{Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Raw;

/// What a row of Discrepancies shows under a title.
fn shown(desk: &Desk, id: &str, title: &str) -> String {
    desk.master().sheet("Discrepancies").get(id, title)
}

/// Ada and Ben disagree about the description of R-001; gives the discrepancy's ID.
fn disagreement() -> (Desk, String) {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    (desk, d)
}

#[test]
fn a_pick_is_stale_when_a_candidate_changed_and_applies_only_if_picked_again() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "Take B");
        sheet.set(&d, "My value", "In autumn");
        sheet.set(&d, "Note", "Ask Ada first");
    });
    says(&desk, "ada-park", "In April");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(shown(&desk, &d, "Decision"), "", "emptied");
    let wrong = shown(&desk, &d, "What is wrong");
    assert!(wrong.contains("Take B") && wrong.contains("In June"), "{wrong}");
    assert_eq!(shown(&desk, &d, "My value"), "In autumn");
    assert_eq!(shown(&desk, &d, "Note"), "Ask Ada first");
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet", "it is not applied later either");
    assert_eq!(shown(&desk, &d, "Note"), "Ask Ada first");
    desk.decide(&d, "Take B", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
    assert_eq!(
        (decided(&desk, &d, "Note").as_str(), decided(&desk, &d, "Decision").as_str()),
        ("Ask Ada first", "Take B")
    );
}

#[test]
fn a_pick_that_the_master_holds_by_now_is_settled() {
    let (desk, d) = disagreement();
    desk.decide(&d, "Use my value", "In autumn");
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In autumn"));
    let report = desk.reconcile(0);
    assert_eq!((open(&report), findings(&report, "decision/").len()), (0, 0), "{}", codes(&report));
    assert_eq!(decided(&desk, &d, "Decision"), "Use my value");
    again_is_the_same(&desk, 0);
}

#[test]
fn a_pick_is_stale_when_the_master_changed() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In winter"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    let wrong = shown(&desk, &d, "What is wrong");
    assert!(wrong.contains("Keep master") && wrong.contains("No date yet"), "{wrong}");
    assert_eq!(shown(&desk, &d, "In the master"), "In winter");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In winter");
}

#[test]
fn another_giver_of_the_same_value_makes_no_pick_stale() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Code freeze not agreed", "No date yet"));
    });
    desk.run(&["generate", "raid"]).must(0);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    desk.decide(&d, "Take A", "");
    says(&desk, "cleo-dunn", "In June");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "decision/").len(), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March");
    again_is_the_same(&desk, 0);
}

#[test]
fn what_a_row_showed_is_not_read_from_cells_that_people_can_edit() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Option A", "In August");
        sheet.set(&d, "Option B", "");
        sheet.set(&d, "In the master", "Anything");
        sheet.set(&d, "Decision", "take b");
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
}

#[test]
fn an_id_on_two_rows_settles_nothing() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "Take B");
        sheet.duplicate(&d);
    });
    let report = desk.reconcile(1);
    let said = findings(&report, "decision/invalid");
    assert!(!said.is_empty(), "{}", codes(&report));
    assert!(said[0]["message"].as_str().unwrap().contains("two rows"));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(id(finding(&report, "conflict/field")), d);
    let mut master = desk.master();
    assert_eq!(master.sheet("Discrepancies").ids(), [d.as_str()], "one row again");
    // A copied row of which only one has a pick settles nothing either: nobody knows which row was meant.
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "");
        let second = sheet.duplicate(&d);
        let at = sheet.column("Decision");
        sheet.put(second, at, Raw::Text("Take A".into()));
    });
    let report = desk.reconcile(1);
    assert!(!findings(&report, "decision/invalid").is_empty(), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}
