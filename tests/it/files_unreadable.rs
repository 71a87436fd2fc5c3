//! Empty inboxes, files that cannot be read, files that are missing, and a master that cannot be read.

use crate::desk::{Desk, codes, finding, findings};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// §8.4: an empty or missing inbox is an info; decisions and master edits are processed all the same.
#[test]
fn an_empty_inbox_is_no_mistake() {
    let desk = Desk::with_risks(&RISKS);
    let report = desk.reconcile(0);
    assert_eq!(finding(&report, "file/none")["severity"], "info");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    let id = finding(&report, "conflict/field")["id"].as_str().unwrap().to_owned();
    std::fs::remove_dir_all(desk.path("inbox")).unwrap();
    desk.decide(&id, "Take A", "");
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-003", "Description", "In June");
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/none").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
    let typed = report["changes"].as_array().unwrap().iter().any(|c| c["record"] == "R-003" && c["to"] == "In June");
    assert!(typed, "{}", report["changes"]);
}

/// §8.4: a file that can't be read is a finding, status `rejected`, exit 1; the others are reconciled.
#[test]
fn a_broken_file_does_not_stop_the_others() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    std::fs::write(desk.path("inbox/broken.xlsx"), b"PK\x03\x04 and no more").unwrap();
    std::fs::write(desk.path("inbox/empty.xlsx"), b"").unwrap();
    let report = desk.reconcile(1);
    for name in ["inbox/broken.xlsx", "inbox/empty.xlsx"] {
        let source = report["sources"].as_array().unwrap().iter().find(|s| s["file"] == name).unwrap();
        assert_eq!(source["status"], "rejected");
        let said =
            findings(&report, "file/").into_iter().any(|f| f["place"]["file"] == name && f["severity"] == "error");
        assert!(said, "{}", codes(&report));
    }
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

/// §8.4: exit 2 only if every file named is missing; then nothing is written.
#[test]
fn named_files_that_are_missing() {
    let desk = Desk::with_risks(&RISKS);
    let there = desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let there = there.display().to_string();
    let before = desk.files(&[]);
    let done = desk.run(&["reconcile", "nowhere.xlsx", "neither.xlsx"]).must(2);
    assert!(done.err.contains("nowhere.xlsx") && done.err.contains("neither.xlsx"), "{}", done.err);
    assert_eq!(desk.files(&[]), before);
    let report = desk.run(&["reconcile", "nowhere.xlsx", &there, "--format", "json"]).must(1).json();
    assert_eq!(finding(&report, "file/unreadable")["place"]["file"], "nowhere.xlsx");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

/// §8.4: a master that can't be read is exit 2, nothing is written, and the newest file of history/ is named.
#[test]
fn a_master_that_cannot_be_read() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.reconcile(0);
    let history = desk.files(&["history"]);
    let newest = history.keys().filter(|n| n.ends_with(".xlsx")).max().unwrap().clone();
    for bytes in [Some(&b"no workbook"[..]), None] {
        match bytes {
            Some(bytes) => std::fs::write(desk.path("master.xlsx"), bytes).unwrap(),
            None => std::fs::remove_file(desk.path("master.xlsx")).unwrap(),
        }
        let before = desk.files(&[]);
        for command in [&["reconcile"][..], &["generate"], &["status"]] {
            let done = desk.run(command).must(2);
            assert!(done.err.contains(&newest), "{command:?}: {} lacks {newest}", done.err);
        }
        assert_eq!(desk.files(&[]), before);
    }
}
