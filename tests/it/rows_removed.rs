//! Rows that a copy removed, and rows removed in one place and edited in another.

use crate::asked::{THREE_RISKS, id, titles};
use crate::desk::{Desk, codes, finding, open};

/// §8.32: a removed row: A removes, Keep master keeps; both for good.
#[test]
fn a_removed_row() {
    for (pick, left) in [("Take A", 2), ("Keep master", 3)] {
        let desk = Desk::with_risks(&THREE_RISKS);
        desk.back("ada-park", |b| b.sheet("Risks").delete("R-002"));
        let report = desk.reconcile(1);
        desk.decide(&id(finding(&report, "row/removed")), pick, "");
        desk.reconcile(0);
        assert_eq!(titles(&desk).len(), left, "{pick}");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        assert_eq!(titles(&desk).len(), left, "{pick}");
    }
}

/// Who takes a row out of a newer copy takes out what came of the copies before it: nobody else edited it, also where both
/// were sent on one day.
#[test]
fn what_came_of_earlier_copies_is_no_edit_beside_a_removal() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Status", "In Progress"));
    desk.reconcile(0);
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |b| b.sheet("Risks").delete("R-002"));
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "row/removed")["record"], "R-002", "{}", codes(&report));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "conflict/removed-and-edited")["record"], "R-002", "{}", codes(&report));
}

/// §8.32: removed here and edited there: A is the record with the edits under its old ID, B is it gone.
#[test]
fn removed_and_edited() {
    for (pick, left) in [("Take A", true), ("Take B", false), ("Keep master", false)] {
        let desk = Desk::with_risks(&THREE_RISKS);
        desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
        desk.edit_master(|b| b.sheet("Risks").delete("R-002"));
        let report = desk.reconcile(1);
        let asked = finding(&report, "conflict/removed-and-edited");
        assert_eq!(asked["record"], "R-002");
        let option = asked["candidates"][0]["value"].as_str().unwrap();
        assert!(option.ends_with("Description “With the vendor” by Ada Park"), "the title, not the key: {option}");
        desk.decide(&id(asked), pick, "");
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        assert_eq!(titles(&desk).iter().any(|t| t.starts_with("R-002")), left, "{pick}: {:?}", titles(&desk));
        if left {
            assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
        }
        assert_eq!(open(&desk.run(&["reconcile", "--format", "json"]).json()), 0, "{pick}");
    }
}
