//! §5 of the design: whose copy a file is, what it is compared with, which row is which record, and several files of one
//! copy.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use prekick::model::grid::{Raw, Shown};
use serde_json::Value as Json;
use std::path::Path;

const RISKS: [(&str, &str); 4] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
    ("Vendor support ends", "In autumn"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn is_settled(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before, "again is the same as once");
}

fn titles(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    sheet.ids().iter().map(|id| sheet.get(id, "Title")).collect()
}

fn lose_sheet(book: &mut Book) {
    book.workbook.sheets.retain(|g| g.shown != Shown::VeryHidden);
}

fn lose_properties(book: &mut Book) {
    book.workbook.properties.clear();
}

fn changes(report: &Json) -> usize {
    report["changes"].as_array().unwrap().len()
}

/// A file that was read, by its name in inbox/.
fn source<'j>(report: &'j Json, name: &str) -> &'j Json {
    let name = format!("inbox/{name}");
    report["sources"].as_array().unwrap().iter().find(|s| s["file"] == name.as_str()).unwrap()
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

/// §5: a copy sorted with its hidden column changes nothing; rows inserted between others are new records.
#[test]
fn sorted_copies_and_inserted_rows() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").sort(&[3, 1, 0, 2], true));
    desk.back("ben-ruiz", |b| {
        let mut sheet = b.sheet("Risks");
        let row = sheet.duplicate("R-001");
        for title in ["ID", "Row key"] {
            let column = sheet.column(title);
            sheet.put(row, column, Raw::Empty);
        }
        let (title, description) = (sheet.column("Title"), sheet.column("Description"));
        sheet.put(row, title, Raw::Text("Nobody tests at night".into()));
        sheet.put(row, description, Raw::Text("No shift".into()));
    });
    let report = desk.reconcile(0);
    assert_eq!(source(&report, "raid.ada-park.2026-11-22.xlsx")["changed_cells"], 0);
    assert_eq!(findings(&report, "row/").len(), 0, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 1);
    assert_eq!((changes(&report), &report["summary"]["fields_changed"]), (1, &0.into()), "its values come with it");
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
    assert_eq!(titles(&desk)[..4], RISKS.map(|(t, _)| t.to_owned()), "the master keeps its order");
    is_settled(&desk);
}

/// §5: without the key column, the visible ID tells which record a row is, and new rows are all added.
#[test]
fn a_copy_without_its_key_column() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-003", "Title", "Licences end early, in May");
        sheet.set("R-001", "Description", "By Ada");
        sheet.add(&risk("Nobody tests at night", "No shift"));
        sheet.delete("R-002");
        sheet.delete_column("Row key");
    });
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 1, "{}", codes(&report));
    assert_eq!(finding(&report, "row/removed")["record"], "R-002");
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Licences end early, in May");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
    is_settled(&desk);
}

/// Rule 1: two new rows of one copy that say the same title are not laid over one another.
#[test]
fn two_new_rows_of_one_name_lose_nothing() {
    for with_key in [true, false] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            sheet.add(&risk("Nobody tests at night", "No shift"));
            sheet.add(&risk("Nobody tests at night", "No light"));
            if !with_key {
                sheet.delete_column("Row key");
            }
        });
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        let master = desk.master();
        let cells = master.workbook.sheets.iter().filter(|g| g.shown == Shown::Visible);
        let mut all: Vec<String> =
            cells.flat_map(|g| &g.rows).flat_map(|r| &r.cells).map(|(_, c)| c.raw.to_string()).collect();
        all.push(report.to_string());
        for text in ["No shift", "No light"] {
            assert!(all.iter().any(|t| t.contains(text)), "with key {with_key}: {text} is lost: {}", codes(&report));
        }
        is_settled(&desk);
    }
}

/// §5: a copy that was forwarded and filled in by two people in the same prepared row: the second is asked, and nothing of
/// the first is overwritten; both answers are carried out.
#[test]
fn a_forwarded_copy_filled_in_by_two() {
    for together in [true, false] {
        for (pick, added) in [("Take B", true), ("Take A", false)] {
            let desk = Desk::with_risks(&RISKS);
            file_of_ada(&desk, "from ada.xlsx", "2026-11-20T10:00:00Z", |b| {
                b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
            });
            if !together {
                desk.reconcile(0);
            }
            file_of_ada(&desk, "from her colleague.xlsx", "2026-11-20T11:00:00Z", |b| {
                b.sheet("Risks").add(&risk("Firewall rules are unknown", "Ask the network team"));
            });
            let report = desk.reconcile(1);
            let case = format!("together {together}, {pick}: {}", codes(&report));
            let asked = finding(&report, "row/key-mismatch");
            assert_eq!(open(&report), 1, "{case}");
            assert_eq!(findings(&report, "file/replaced").len(), 0, "{case}");
            let options = asked["candidates"].as_array().unwrap();
            assert_eq!(options.last().unwrap()["value"], "a new record", "{case}");
            assert!(asked["message"].as_str().unwrap().contains("R-005"), "{case}");
            for candidate in options {
                assert!(candidate["source"]["file"].is_string(), "{case}");
            }
            let mut names = vec!["Nobody tests at night".to_owned(), "Firewall rules are unknown".to_owned()];
            let first = titles(&desk)[4].clone();
            names.retain(|n| *n != first);
            assert_eq!((titles(&desk).len(), names.len()), (5, 1), "{case}");
            is_settled(&desk);
            desk.decide(&id_of(asked), pick, "");
            let report = desk.reconcile(0);
            assert_eq!(open(&report), 0, "{}", codes(&report));
            let now = titles(&desk);
            if added {
                assert_eq!(now[4..], [first, names[0].clone()], "{case}");
            } else {
                assert_eq!(now[4..], [names[0].clone()], "{case}");
            }
            is_settled(&desk);
        }
    }
}

/// §5: a record's row that was cleared and used again is asked, and the record stays as it is.
#[test]
fn a_row_that_was_cleared_and_used_again() {
    for (pick, added) in [("Take A", false), ("Take B", true), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            for (title, value) in [
                ("Title", "Firewall rules are unknown"),
                ("Description", "Ask the network team"),
                ("Category", "Security"),
                ("Raised by", "Ben Ruiz"),
                ("Date raised", "2026-11-12"),
                ("Owner", "Ada Park"),
                ("Probability", "5"),
                ("Impact", "1"),
            ] {
                sheet.set("R-002", title, value);
            }
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/key-mismatch");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        let old = desk.value("Risks", "R-002", "Title");
        assert_eq!(old == "Firewall rules are unknown", pick == "Take A", "{pick}: {old}");
        assert_eq!(titles(&desk).len(), if added { 5 } else { 4 }, "{pick}");
        if added {
            assert_eq!(desk.value("Risks", "R-005", "Description"), "Ask the network team");
        }
        is_settled(&desk);
    }
}

/// §5: two files of one copy in one run: the one that says all the other says and more is newer, and takes its place.
#[test]
fn two_files_of_one_copy_in_one_run() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", |b| b.sheet("Risks").set("R-001", "Description", "One"));
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        b.sheet("Risks").set("R-001", "Description", "Two");
        b.sheet("Risks").set("R-002", "Description", "And more");
    });
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Two");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "And more");
    assert_eq!(finding(&report, "file/replaced")["place"]["file"], "inbox/first.xlsx");
    assert!(changes(&report) >= 2);
    // §8.35: only in the run where that happens; and a file heard before is unchanged.
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/replaced").len(), 0);
    assert_eq!(source(&report, "first.xlsx")["status"], "unchanged");
    assert_eq!(source(&report, "first.xlsx")["changed_cells"], 0);
    is_settled(&desk);
}

/// §5: two files of one copy that give no order: each proposes, whichever way they are named.
#[test]
fn two_files_without_an_order_both_propose() {
    let mut seen = Vec::new();
    for names in [["a.xlsx", "b.xlsx"], ["b.xlsx", "a.xlsx"]] {
        let desk = Desk::with_risks(&RISKS);
        file_of_ada(&desk, names[0], "2026-11-20T10:00:00Z", |b| {
            b.sheet("Risks").set("R-001", "Description", "One");
            b.sheet("Risks").set("R-002", "Description", "Only here");
        });
        file_of_ada(&desk, names[1], "2026-11-20T10:00:00Z", |b| {
            b.sheet("Risks").set("R-001", "Description", "Two");
            b.sheet("Risks").set("R-003", "Description", "Only there");
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "conflict/field");
        let mut values: Vec<String> =
            asked["candidates"].as_array().unwrap().iter().map(|c| c["value"].to_string()).collect();
        values.sort();
        assert_eq!(values, ["\"One\"", "\"Two\""]);
        assert_eq!(findings(&report, "file/replaced").len(), 0, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Only here");
        assert_eq!(desk.value("Risks", "R-003", "Description"), "Only there");
        seen.push(titles(&desk));
        is_settled(&desk);
    }
    assert_eq!(seen[0], seen[1]);
}

/// §5: a newer file in a later run: what changed since the last one is its proposal; what was applied is not taken back.
#[test]
fn a_newer_file_in_a_later_run() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", |b| b.sheet("Risks").set("R-001", "Description", "One"));
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "As agreed by the team"));
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        b.sheet("Risks").set("R-001", "Description", "One");
        b.sheet("Risks").set("R-002", "Description", "And more");
    });
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "As agreed by the team", "a word is heard once");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "And more");
    assert_eq!(finding(&report, "file/replaced")["place"]["file"], "inbox/first.xlsx");
    is_settled(&desk);
}

/// §5: an open word stands until a newer file of its copy withdraws it; then that is in Decisions.
#[test]
fn a_newer_file_withdraws_an_open_word() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", |b| b.sheet("Risks").set("R-001", "Description", "One"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    let report = desk.reconcile(1);
    let id = id_of(finding(&report, "conflict/field"));
    std::fs::remove_file(desk.path("inbox/first.xlsx")).unwrap();
    let report = desk.reconcile(1);
    assert_eq!(
        finding(&report, "conflict/field")["candidates"].as_array().unwrap().len(),
        2,
        "absence withdraws nothing"
    );
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        b.sheet("Risks").set("R-001", "Description", "One, corrected");
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!(id_of(asked), id);
    let values: Vec<&str> =
        asked["candidates"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert!(values.contains(&"One, corrected") && !values.contains(&"One"), "{values:?}");
    let mut master = desk.master();
    let lines = &master.sheet("Decisions").grid.rows;
    let of = |text: &str| {
        lines.iter().any(|r| {
            let all: Vec<String> = r.cells.iter().map(|(_, c)| c.raw.to_string()).collect();
            all.iter().any(|t| t == "withdrawn") && all.iter().any(|t| t.contains(text))
        })
    };
    assert!(of("One"));
    is_settled(&desk);
}

/// §5: an older file after a newer one is asked as a whole, as `file/order`; both answers are carried out, and fields that
/// were never spoken of are merged as ever.
#[test]
fn an_older_file_after_a_newer_one() {
    for (saved, again) in [("2026-11-19T10:00:00Z", false), ("2026-11-21T10:00:00Z", true)] {
        for (pick, description) in [("Keep master", "Two"), ("Take A", if again { "No date yet" } else { "One" })] {
            let desk = Desk::with_risks(&RISKS);
            file_of_ada(&desk, "newer.xlsx", "2026-11-20T10:00:00Z", |b| {
                b.sheet("Risks").set("R-001", "Description", "Two");
            });
            desk.reconcile(0);
            file_of_ada(&desk, "other.xlsx", saved, |b| {
                if !again {
                    b.sheet("Risks").set("R-001", "Description", "One");
                }
                b.sheet("Risks").set("R-003", "Description", "Never spoken of");
            });
            let report = desk.reconcile(1);
            let case = format!("saved {saved}, {pick}: {}", codes(&report));
            let asked = finding(&report, "file/order");
            assert_eq!(open(&report), 1, "{case}");
            assert_eq!(asked["candidates"].as_array().unwrap().len(), 1, "{case}");
            assert_eq!(asked["place"]["file"], "inbox/other.xlsx", "{case}");
            assert_eq!(findings(&report, "file/replaced").len(), 0, "{case}");
            assert_eq!(desk.value("Risks", "R-001", "Description"), "Two", "{case}");
            assert_eq!(desk.value("Risks", "R-003", "Description"), "Never spoken of", "{case}");
            is_settled(&desk);
            desk.decide(&id_of(asked), pick, "");
            let report = desk.reconcile(0);
            assert_eq!(open(&report), 0, "{case}");
            assert_eq!(desk.value("Risks", "R-001", "Description"), description, "{case}");
            is_settled(&desk);
        }
    }
}

/// §5: a file saved again unedited is the same file, under any name and in any order of rows.
#[test]
fn a_file_saved_again_is_the_same_file() {
    let desk = Desk::with_risks(&RISKS);
    let edit = |b: &mut Book| b.sheet("Risks").set("R-001", "Description", "One");
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", edit);
    desk.reconcile(0);
    let before = desk.files(&["master.xlsx", "history"]);
    let first = desk.path("inbox/first.xlsx");
    assert!(Path::exists(&first));
    std::fs::remove_file(first).unwrap();
    file_of_ada(&desk, "again.xlsx", "2026-11-23T10:00:00Z", |b| {
        edit(b);
        b.sheet("Risks").sort(&[3, 2, 1, 0], true);
    });
    let report = desk.reconcile(0);
    assert_eq!(source(&report, "again.xlsx")["status"], "unchanged");
    assert_eq!((changes(&report), open(&report)), (0, 0));
    let after = desk.files(&["history"]);
    assert_eq!(before["history/changes.csv"], after["history/changes.csv"]);
}

/// §5: two new files of one copy, the later one without anything that the first one added: begun again, so it is asked,
/// and nothing that was added goes away.
#[test]
fn a_file_begun_again_takes_nothing_back() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
    });
    desk.reconcile(0);
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        b.sheet("Risks").set("R-001", "Description", "One");
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "One");
    is_settled(&desk);
}

/// §5: a file without keys comes again after the team renamed the record that came from it: no second record, and the
/// team's words stay.
#[test]
fn a_renamed_newcomer_from_a_copy_without_keys_is_not_added_again() {
    let desk = Desk::with_risks(&RISKS);
    let add = |b: &mut Book| {
        let mut sheet = b.sheet("Risks");
        sheet.add(&risk("Nobody tests at night", "No shift"));
        sheet.delete_column("Row key");
    };
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", add);
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").set("R-005", "Title", "A second shift is needed"));
    desk.reconcile(0);
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        add(b);
        b.sheet("Risks").set("R-001", "Description", "One");
    });
    let report = desk.reconcile(0);
    assert_eq!(titles(&desk).len(), 5, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-005", "Title"), "A second shift is needed");
    assert_eq!(desk.value("Risks", "R-005", "Description"), "No shift");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "One");
    is_settled(&desk);
}

/// §5: a row without a key beside a prepared row, reworded twice: one record all along.
#[test]
fn a_prepared_row_keeps_its_identity_when_the_copy_comes_again() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "first.xlsx", "2026-11-20T10:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
    });
    desk.reconcile(0);
    file_of_ada(&desk, "second.xlsx", "2026-11-21T10:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night or on Sundays", "No shift"));
    });
    let report = desk.reconcile(0);
    assert_eq!(titles(&desk)[4..], ["Nobody tests at night or on Sundays".to_owned()], "{}", codes(&report));
    is_settled(&desk);
}

/// §8.7 and rule 1: a removed and re-used ID is not given to a new row of a copy that has it typed in.
#[test]
fn an_id_typed_into_a_new_row_is_not_taken_over() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
    });
    desk.back("ben-ruiz", |b| {
        let mut sheet = b.sheet("Risks");
        let row = sheet.add(&risk("Firewall rules are unknown", "Ask the network team"));
        let id = sheet.column("ID");
        sheet.put(row, id, Raw::Text("R-005".into()));
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let all = titles(&desk);
    assert_eq!(all.len(), 6, "{all:?}: {}", codes(&report));
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
    assert_eq!(desk.value("Risks", "R-006", "Title"), "Firewall rules are unknown");
    is_settled(&desk);
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

/// §5: three files of one copy, told in any order of names, give one master.
#[test]
fn the_order_of_names_makes_no_difference() {
    let mut masters = Vec::new();
    for names in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
        let desk = Desk::with_risks(&RISKS);
        let name = |n: usize| format!("{}.xlsx", names[n]);
        file_of_ada(&desk, &name(0), "2026-11-18T10:00:00Z", |b| b.sheet("Risks").set("R-001", "Description", "One"));
        file_of_ada(&desk, &name(1), "2026-11-19T10:00:00Z", |b| {
            b.sheet("Risks").set("R-001", "Description", "Two");
            b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
        });
        file_of_ada(&desk, &name(2), "2026-11-20T10:00:00Z", |b| {
            b.sheet("Risks").set("R-001", "Description", "Three");
            b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
            b.sheet("Risks").add(&risk("Firewall rules are unknown", "Ask the network team"));
        });
        let report = desk.reconcile(0);
        assert_eq!(desk.value("Risks", "R-001", "Description"), "Three", "{}", codes(&report));
        assert_eq!(findings(&report, "file/replaced").len(), 2, "{}", codes(&report));
        let mut book = desk.master();
        let sheet = book.sheet("Risks");
        let rows: Vec<String> = sheet
            .ids()
            .iter()
            .map(|id| format!("{id} {} {}", sheet.get(id, "Title"), sheet.get(id, "Description")))
            .collect();
        masters.push(rows);
        is_settled(&desk);
    }
    assert_eq!(masters[0].len(), 6, "{masters:?}");
    assert!(masters.iter().all(|m| *m == masters[0]), "{masters:?}");
}

/// §5 and §8.11: a row that two people filled in one forwarded copy may also be several rows: each is asked by itself.
#[test]
fn a_forwarded_copy_with_several_rows_of_two_people() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "one.xlsx", "2026-11-20T10:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
        b.sheet("Risks").add(&risk("Backups were never restored", "Try one"));
    });
    desk.reconcile(0);
    file_of_ada(&desk, "two.xlsx", "2026-11-20T11:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Firewall rules are unknown", "Ask the network team"));
        b.sheet("Risks").add(&risk("Holidays in August", "Plan around them"));
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> = findings(&report, "row/key-mismatch").into_iter().map(id_of).collect();
    assert_eq!((asked.len(), open(&report)), (2, 2), "{}", codes(&report));
    assert_eq!(titles(&desk).len(), 6);
    for finding in findings(&report, "row/key-mismatch") {
        let text = finding["message"].as_str().unwrap();
        assert!(text.contains("Ask the network team") || text.contains("Plan around them"), "{text}");
    }
    for id in &asked {
        desk.decide(id, "Take B", "");
    }
    let report = desk.reconcile(0);
    let mut all = titles(&desk);
    all.sort();
    assert_eq!(all.len(), 8, "{}", codes(&report));
    for title in
        ["Nobody tests at night", "Backups were never restored", "Firewall rules are unknown", "Holidays in August"]
    {
        assert!(all.contains(&title.to_owned()), "{all:?}");
    }
    is_settled(&desk);
}

/// §5: a natural key is compared after case and blanks are folded: a new row that names a record differently spaced is
/// that record, and one that resembles it is asked.
#[test]
fn natural_keys_are_folded_and_likeness_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.add(&risk("  LICENCES  end\u{a0}early ", "In May"));
        sheet.add(&risk("Vendor support ends soon", "In autumn"));
    });
    let report = desk.reconcile(1);
    assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()), "{}", codes(&report));
    let asked = finding(&report, "row/possible-duplicate");
    assert!(asked["message"].as_str().unwrap().contains("R-004"));
    is_settled(&desk);
}
