//! Who has not answered in time, and who answered for somebody else.

use crate::desk::{Desk, codes, finding, findings};

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nowhere")];

#[test]
fn a_copy_that_is_not_back_by_its_day_is_said_until_it_is() {
    let desk = Desk::with_risks(&RISKS);
    let at = |day: &str| desk.run(&["reconcile", "--format", "json", "--today", day]);
    let report = at("2026-11-29").must(0).json();
    assert_eq!(findings(&report, "file/overdue").len(), 0, "{}", codes(&report));
    let report = at("2027-01-04").must(0).json();
    let late: Vec<&str> = findings(&report, "file/overdue").iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(late.len(), 2, "{}", codes(&report));
    assert!(late[0].starts_with("Ada Park has not sent back raid.ada-park.2026-11-22, wanted by "), "{late:?}");
    let before = desk.files(&["master.xlsx", "history"]);
    at("2027-01-05").must(0);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "waiting changes nothing");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "In March"));
    let report = at("2027-01-05").must(0).json();
    let late = findings(&report, "file/overdue");
    assert_eq!(late.len(), 1, "{}", codes(&report));
    assert_eq!(late[0]["place"]["file"], "outbox/raid.ben-ruiz.2026-11-22.xlsx");
}

#[test]
fn a_copy_that_another_contact_saved_is_said_and_counts_as_its_recipients() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.workbook.saved_by = Some("Ben Ruiz".into());
        b.sheet("Risks").set("R-001", "Description", "In March");
    });
    desk.back("ben-ruiz", |b| {
        b.workbook.saved_by = Some("RUIZ-LAPTOP".into());
        b.sheet("Risks").set("R-002", "Description", "In the archive");
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/saved-by").len(), 1, "{}", codes(&report));
    let said = finding(&report, "file/saved-by");
    assert_eq!(
        said["message"],
        "The copy of Ada Park was last saved by Ben Ruiz; its answers count as those of Ada Park."
    );
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March");
}
