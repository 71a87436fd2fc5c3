//! The loop, as a manager goes through it.

use crate::desk::{Desk, codes, finding, findings, open};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

#[test]
fn unchanged_copies_change_nothing() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |_| ());
    desk.back("ben-ruiz", |_| ());
    let before = desk.files(&["master.xlsx", "history"]);
    let report = desk.reconcile(0);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{}", codes(&report));
    assert_eq!(report["changes"].as_array().unwrap().len(), 0);
    // The files were heard: that is remembered once, and a second run leaves everything as it is.
    let heard = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(0);
    assert_eq!(desk.files(&["master.xlsx", "history"]), heard, "a second run");
    assert_eq!(before["history/changes.csv"], heard["history/changes.csv"]);
}

#[test]
fn two_who_disagree_are_asked_and_the_decision_is_applied_once() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!(asked["master"], "Nobody knows where it is");
    let values: Vec<&str> =
        asked["candidates"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["With the vendor", "In the archive"]);
    desk.decide(asked["id"].as_str().unwrap(), "Take B", "");
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "In the archive");
    assert_eq!(open(&report), 0);
    let settled = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(0);
    assert_eq!(desk.files(&["master.xlsx", "history"]), settled, "again is the same as once");
}

#[test]
fn a_new_row_becomes_a_record_and_a_removed_one_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&crate::desk::risk("Vendor support ends", "In autumn"));
        b.sheet("Risks").delete("R-001");
    });
    let report = desk.reconcile(1);
    assert_eq!(report["summary"]["records_added"], 1);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    assert_eq!(finding(&report, "row/removed")["record"], "R-001");
    assert_eq!(findings(&report, "conflict/").len(), 0);
    assert_eq!(desk.value("Risks", "R-001", "Title"), "Code freeze not agreed");
}
