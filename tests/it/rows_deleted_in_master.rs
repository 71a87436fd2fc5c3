//! Records that the delivery team deletes.

use crate::desk::{Book, Desk, codes, finding, open, risk};
use serde_json::Value as Json;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

fn is_settled(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before, "again is the same as once");
}

/// Whether any cell of the sheet holds this text.
fn stands_on(book: &mut Book, sheet: &str, text: &str) -> bool {
    book.sheet(sheet).grid.rows.iter().flat_map(|r| &r.cells).any(|(_, c)| c.raw.to_string().contains(text))
}

/// §8.7: a record that the delivery team deletes stays deleted where no copy changed it, and stands in Changes.
#[test]
fn what_the_team_deletes_stays_deleted() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |_| ());
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    desk.edit_master(|b| b.sheet("Risks").delete("R-002"));
    let report = desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-003"]);
    let change = report["changes"].as_array().unwrap().iter().find(|c| c["record"] == "R-002").unwrap();
    assert_eq!(change["from"], "Test data is missing");
    assert!(change["to"].is_null(), "{change}");
    assert!(stands_on(&mut desk.master(), "Changes", "R-002"));
    is_settled(&desk);
}

/// §8.7: a copy that edited what the team deleted is `conflict/removed-and-edited`; both answers are carried out.
#[test]
fn a_copy_that_edited_what_was_deleted_is_asked() {
    for (pick, back) in [("Take A", true), ("Take B", false), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "By Ben"));
        desk.edit_master(|b| b.sheet("Risks").delete("R-002"));
        let report = desk.reconcile(1);
        let asked = finding(&report, "conflict/removed-and-edited");
        assert_eq!((&asked["record"], open(&report)), (&"R-002".into(), 1), "{}", codes(&report));
        assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-003"]);
        assert!(asked["message"].as_str().unwrap().contains("By Ben"));
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0);
        let mut ids = desk.master().sheet("Risks").ids();
        ids.sort();
        if back {
            assert_eq!(ids, ["R-001", "R-002", "R-003"], "{pick}");
            assert_eq!(desk.value("Risks", "R-002", "Description"), "By Ben");
            assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
        } else {
            assert_eq!(ids, ["R-001", "R-003"], "{pick}");
        }
        is_settled(&desk);
    }
}

/// §8.7: where one living record has the natural key that the deleted one was sent with, the edits are merged there, with
/// a finding.
#[test]
fn a_record_that_was_entered_again_takes_the_edits() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Mitigation due", "2027-02-12"));
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        sheet.delete("R-002");
        sheet.add(&risk("Test data is missing", "Nobody knows where it is"));
    });
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Mitigation due"), "2027-02-12");
    let said = report["findings"].as_array().unwrap().iter().any(|f| {
        let text = f["message"].as_str().unwrap();
        text.contains("R-002") && text.contains("R-004")
    });
    assert!(said, "{}", codes(&report));
    is_settled(&desk);
}

/// §8.7: the prepared row that a deleted record came from does not bring it back.
#[test]
fn a_prepared_row_does_not_bring_a_deleted_record_back() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").delete("R-004"));
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-003"]);
    // The same copy comes again, with another row changed: the record is still gone.
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-003"], "{}", codes(&report));
    is_settled(&desk);
}
