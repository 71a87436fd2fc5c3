//! Whose copy a file is, and what it is compared with.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Shown;
use serde_json::Value as Json;

const RISKS: [(&str, &str); 4] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
    ("Vendor support ends", "In autumn"),
];

#[track_caller]
fn is_settled(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before, "again is the same as once");
}

fn lose_sheet(book: &mut Book) {
    book.workbook.sheets.retain(|g| g.shown != Shown::VeryHidden);
}

fn lose_properties(book: &mut Book) {
    book.workbook.properties.clear();
}

/// A file of Ada's RAID copy under this name, made from what was sent.
fn file_of_ada(desk: &Desk, name: &str, saved: &str, edit: impl FnOnce(&mut Book)) {
    let mut book = Book::open(&desk.copy_of("raid", "ada-park"));
    edit(&mut book);
    book.workbook.saved_at = Some(saved.to_owned());
    book.save(&desk.path("inbox").join(name));
}

/// §5: a copy is known by its hidden sheet or by its properties, under any name; by its file name when both are lost.
#[test]
fn a_copy_is_known_by_sheet_properties_or_name() {
    let cases: [(&str, bool, bool, Option<&str>); 4] = [
        ("sheet only", false, true, Some("reply.xlsx")),
        ("properties only", true, false, Some("reply.xlsx")),
        ("name only", true, true, None),
        ("name with more", true, true, Some("RAID.Ada-Park.2026-11-22 (2) final.xlsx")),
    ];
    for (case, no_sheet, no_properties, name) in cases {
        let desk = Desk::with_risks(&RISKS);
        desk.back_as("raid", "ada-park", name, |b| {
            b.sheet("Risks").set("R-001", "Description", "By Ada");
            b.sheet("Risks").delete("R-002");
            if no_sheet {
                lose_sheet(b);
            }
            if no_properties {
                lose_properties(b);
            }
        });
        let report = desk.reconcile(1);
        assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22", "{case}");
        assert_eq!(report["sources"][0]["base"], "outbox/raid.ada-park.2026-11-22.xlsx", "{case}");
        assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada", "{case}");
        assert_eq!(finding(&report, "row/removed")["record"], "R-002", "{case}");
        assert_eq!(open(&report), 1, "{case}: {}", codes(&report));
    }
}

/// §5: a file that does not say whose copy it is has no base; with `--base` it has one.
#[test]
fn a_file_without_identity_is_merged_two_ways_or_with_the_base_that_is_named() {
    let desk = Desk::with_risks(&RISKS);
    let edit = |b: &mut Book| {
        b.sheet("Risks").set("R-001", "Description", "By Ada");
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
        b.sheet("Risks").delete("R-002");
        lose_sheet(b);
        lose_properties(b);
    };
    let path = desk.back_as("raid", "ada-park", Some("reply.xlsx"), edit).display().to_string();
    let base = desk.copy_of("raid", "ada-park").display().to_string();
    let report = desk.run(&["reconcile", &path, "--base", &base, "--dry-run", "--format", "json"]).must(1).json();
    assert_eq!(findings(&report, "file/no-base").len(), 0, "{}", codes(&report));
    assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22");
    assert_eq!(finding(&report, "row/removed")["record"], "R-002");
    assert!(report["changes"].as_array().unwrap().iter().any(|c| c["to"] == "By Ada"));

    let report = desk.reconcile(1);
    finding(&report, "file/no-base");
    assert!(report["sources"][0]["base"].is_null() && report["sources"][0]["copy"].is_null());
    assert_eq!(findings(&report, "row/removed").len(), 0, "no deletion is inferred");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet", "a difference is asked");
    assert_eq!(finding(&report, "conflict/field")["record"], "R-001");
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night", "an addition is taken");
    is_settled(&desk);
}

/// §5: the file that `--base` names may lie anywhere and under any name: it says itself whose copy it is.
#[test]
fn a_base_that_was_renamed_still_says_whose_copy_it_is() {
    let desk = Desk::with_risks(&RISKS);
    let sent = desk.copy_of("raid", "ada-park");
    let moved = desk.path("what we sent to Ada.xlsx");
    std::fs::copy(&sent, &moved).unwrap();
    let path = desk.back_as("raid", "ada-park", Some("reply.xlsx"), |b| {
        b.sheet("Risks").set("R-001", "Description", "By Ada");
        lose_sheet(b);
        lose_properties(b);
    });
    let (path, moved) = (path.display().to_string(), moved.display().to_string());
    let report = desk.run(&["reconcile", &path, "--base", &moved, "--format", "json"]).must(0).json();
    assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22");
    assert_eq!(report["sources"][0]["recipient"], "ada-park");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
}

/// §5: an outbox file that was altered is no base; what was typed into it is read as well.
#[test]
fn an_outbox_file_that_was_altered_is_no_base_but_is_read() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Description", "By Ada");
        b.sheet("Risks").delete("R-003");
    });
    let sent = desk.copy_of("raid", "ada-park");
    let mut altered = Book::open(&sent);
    altered.sheet("Risks").set("R-002", "Description", "Typed into the outbox");
    altered.save(&sent);
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "file/altered")["place"]["file"], "outbox/raid.ada-park.2026-11-22.xlsx");
    assert!(!findings(&report, "file/no-base").is_empty());
    assert_eq!(findings(&report, "row/removed").len(), 0, "{}", codes(&report));
    let asked: Vec<&Json> = findings(&report, "conflict/field");
    let about =
        |id: &str| asked.iter().find(|f| f["record"] == id).unwrap_or_else(|| panic!("{id}: {}", codes(&report)));
    assert_eq!(about("R-001")["candidates"][0]["value"], "By Ada");
    assert_eq!(about("R-002")["candidates"][0]["value"], "Typed into the outbox");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    is_settled(&desk);
    // Another file of the same copy: the outbox file is still one file.
    file_of_ada(&desk, "more.xlsx", "2026-11-20T10:00:00Z", |b| b.sheet("Risks").set("R-004", "Description", "More"));
    let report = desk.reconcile(1);
    let files =
        report["sources"].as_array().unwrap().iter().filter(|s| s["file"] == "outbox/raid.ada-park.2026-11-22.xlsx");
    assert_eq!(files.count(), 1);
}

/// §5: an outbox file saved again unedited is still the base; a missing one is `file/no-base` with the reason.
#[test]
fn an_outbox_file_saved_again_or_missing() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "By Ben"));
    let ada = desk.copy_of("raid", "ada-park");
    // Saved by a program that leaves no results in the cells of formulas.
    let mut book = Book::open(&ada);
    for row in book.workbook.sheets.iter_mut().flat_map(|g| &mut g.rows) {
        row.cells.retain(|(_, c)| !c.formula);
    }
    book.save(&ada);
    std::fs::remove_file(desk.copy_of("raid", "ben-ruiz")).unwrap();
    let report = desk.reconcile(1);
    let no_base = finding(&report, "file/no-base");
    assert_eq!(no_base["place"]["file"], "inbox/raid.ben-ruiz.2026-11-22.xlsx");
    assert!(no_base["message"].as_str().unwrap().contains("outbox/raid.ben-ruiz.2026-11-22.xlsx"));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
    assert_eq!(finding(&report, "conflict/field")["record"], "R-002");
}

/// §5: names of a file that begin alike are told apart: the longest copy id is meant.
#[test]
fn copy_ids_that_begin_alike() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "As of Monday"));
    desk.run(&["generate", "raid", "--for", "ada-park"]).must(0);
    let second = desk.path("outbox/raid.ada-park.2026-11-22-2.xlsx");
    let mut book = Book::open(&second);
    book.sheet("Risks").set("R-002", "Description", "By Ada");
    lose_sheet(&mut book);
    lose_properties(&mut book);
    book.save(&desk.path("inbox/raid.ada-park.2026-11-22-2 - Ada.xlsx"));
    let report = desk.reconcile(0);
    assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22-2");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "As of Monday");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "By Ada");
}
