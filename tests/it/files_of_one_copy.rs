//! Several files of one copy: newer, older, saved again, begun again.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
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
            let message = asked["message"].as_str().unwrap();
            assert!(message.contains("1 value waits: R-001 Description: "), "the title, not the key: {message}");
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
