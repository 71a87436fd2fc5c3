//! Who writes the master and gives IDs, and that none is given twice.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// Another program saved the master without its hidden sheets and properties.
fn lose_memory(book: &mut Book) {
    book.workbook.sheets.retain(|g| g.shown != prekick::model::grid::Shown::VeryHidden);
    book.workbook.properties.retain(|name, _| !name.starts_with("prekick."));
}

/// §8.6: rows typed into the master get IDs from `reconcile` with nothing to read, and from `generate`; `check`, `status`
/// and `export` write nothing.
#[test]
fn who_writes_the_master_and_gives_ids() {
    let desk = Desk::with_risks(&RISKS);
    let copy = desk.copy_of("raid", "ada-park").display().to_string();
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    let before = desk.files(&[]);
    let profiles = desk.run(&["export", "--list"]).must(0).out;
    let profile = profiles.lines().next().unwrap().split_whitespace().next().unwrap().to_owned();
    for command in [&["check", &copy][..], &["status"], &["export", &profile, "-o", "-"]] {
        let done = desk.run(command);
        assert!(done.code < 2, "{command:?}: {}", done.err);
        assert_eq!(desk.files(&[]), before, "{command:?}");
    }
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
    });
    desk.run(&["generate", "raid"]).must(0);
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
}

/// §8.6: an ID is never given twice: not that of a record that was deleted, nor one that a lost memory no longer knows
/// but a copy in outbox/ or the log of changes does.
#[test]
fn an_id_is_never_given_twice() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| b.sheet("Risks").delete("R-003"));
    desk.reconcile(0);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-004"]);

    // The log of changes is gone as well as the record and the memory: the copies that were sent still name R-003.
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        b.sheet("Risks").delete("R-003");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
        lose_memory(b);
    });
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "file/memory-lost").len(), 1, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-004"]);
}

/// §8.6: discrepancies count on above those of the Decisions sheet when the memory is lost.
#[test]
fn the_number_of_a_discrepancy_is_not_given_twice() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    desk.decide(finding(&report, "conflict/field")["id"].as_str().unwrap(), "Keep master", "");
    desk.reconcile(0);
    desk.edit_master(lose_memory);
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    let report = desk.reconcile(1);
    assert!(open(&report) > 0);
    for asked in report["findings"].as_array().unwrap() {
        assert_ne!(asked["id"], "D-0001", "{}", codes(&report));
    }
}
