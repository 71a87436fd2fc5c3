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
