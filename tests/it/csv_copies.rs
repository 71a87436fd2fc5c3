//! A CSV copy holds one sheet.

use crate::desk::{Desk, codes, findings};

/// A CSV file in inbox/ of the copy of Ada.
fn csv(desk: &Desk, name: &str, text: &str) {
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox").join(name), text).unwrap();
}

/// §8.27: a CSV copy holds one sheet, and nothing of the others counts as removed.
#[test]
fn a_csv_copy_holds_one_sheet() {
    for name in ["raid.ada-park.2026-11-22.csv", "raid.ada-park.2026-11-22-risks.csv"] {
        let desk = Desk::new(&["Ada Park"]);
        desk.edit_master(|b| {
            b.sheet("Risks").add(&crate::desk::risk("One", "first"));
            b.sheet("Issues").add(&[("Title", "An issue"), ("Description", "open")]);
        });
        desk.run(&["generate", "raid"]);
        csv(&desk, name, "ID,Title,Description\nR-001,One,changed\n");
        let done = desk.run(&["reconcile", "--format", "json"]);
        let report = done.json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), "changed", "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "row/removed").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "sheet/missing").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22", "{name}");
        assert_eq!(desk.master().sheet("Issues").records().len(), 1);
    }
}
