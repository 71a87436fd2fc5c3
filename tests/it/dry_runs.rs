//! `check` and `--dry-run` write nothing.

use crate::desk::Desk;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// §8.5: `--dry-run` and `check` write nothing at all, and end with 1 only for an error or an open decision.
#[test]
fn dry_runs_and_checks_write_nothing() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-002", "Description", "With the vendor");
        sheet.note("R-002", "Title", "Ada", "Sure?");
    });
    let path = path.display().to_string();
    let before = desk.files(&[]);
    let report = desk.run(&["reconcile", "--dry-run", "--format", "json"]).must(0).json();
    assert_eq!(report["dry_run"], true);
    assert!(report["changes"].as_array().unwrap().iter().any(|c| c["to"] == "With the vendor"));
    desk.run(&["check", &path]).must(0);
    assert_eq!(desk.files(&[]), before);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", "many"));
    let before = desk.files(&[]);
    desk.run(&["reconcile", "--dry-run"]).must(1);
    desk.run(&["check", &path]).must(1);
    assert_eq!(desk.files(&[]), before);
}
