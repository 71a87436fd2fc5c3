//! What a pick does for rows that resemble, were used again or were copied, and for edits of the other side's column.

use crate::asked::{THREE_RISKS, id, titles};
use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use serde_json::Value as Json;

fn resembling() -> (Desk, Json) {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Code freeze is not agreed", "Said again"));
    });
    let report = desk.reconcile(1);
    (desk, report)
}

/// A copy whose prepared row became a record, and comes back with another text in that row.
fn used_again() -> (Desk, Json) {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back_as("raid", "ada-park", Some("first.xlsx"), |b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    let mut book = Book::open(&desk.path("inbox/first.xlsx"));
    let mut sheet = book.sheet("Risks");
    let row = *sheet.records().last().unwrap();
    let (title, description) = (sheet.column("Title"), sheet.column("Description"));
    sheet.put(row, title, crate::desk::typed_as("Parking is full"));
    sheet.put(row, description, crate::desk::typed_as("Nobody can park"));
    book.save(&desk.path("inbox/second.xlsx"));
    let report = desk.reconcile(1);
    (desk, report)
}

/// §8.32: same record? A merges it there, B adds it, Keep master leaves it out with its values in Decisions; the
/// option text is in words, the field is null, and a value of one's own is no answer.
#[test]
fn a_row_that_resembles_a_record() {
    let (desk, report) = resembling();
    let asked = finding(&report, "row/possible-duplicate");
    assert!(asked["field"].is_null());
    let said: Vec<&str> =
        asked["candidates"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert_eq!(said, ["the same as R-001", "a new record"]);
    desk.decide(&id(asked), "Use my value", "R-001");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/invalid").len(), 1, "{}", codes(&report));
    assert_eq!(titles(&desk).len(), 3);
    for (pick, records) in [("Take A", 3), ("Take B", 4), ("Keep master", 3)] {
        let (desk, report) = resembling();
        desk.decide(&id(finding(&report, "row/possible-duplicate")), pick, "");
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(findings(&report, "row/possible-duplicate").len(), 0, "{pick}: {}", codes(&report));
        assert_eq!(titles(&desk).len(), records, "{pick}: {:?}", titles(&desk));
        assert_eq!(desk.value("Risks", "R-001", "Title"), THREE_RISKS[0].0, "{pick}");
        let mut book = desk.master();
        let decided = book.sheet("Decisions");
        let text: String = decided.grid.rows.iter().flat_map(|r| &r.cells).map(|(_, c)| c.raw.to_string()).collect();
        assert!(text.contains("Said again"), "{pick}: its values are in Decisions: {text}");
        // Merged means: what differs from the record is asked as ever.
        let asked = findings(&report, "conflict/field");
        assert_eq!(asked.len(), usize::from(pick == "Take A"), "{pick}: {}", codes(&report));
        for asked in asked {
            assert_eq!((&asked["record"], &asked["candidates"][0]["value"]), (&"R-001".into(), &"Said again".into()));
            desk.decide(&id(asked), "Take A", "");
        }
        desk.reconcile(0);
        desk.reconcile(0);
        assert_eq!(titles(&desk).len(), records, "{pick}: and it stays so");
    }
}

/// §8.32: a value in the other side's column: not applied; A applies it.
#[test]
fn an_edit_of_the_other_sides_column() {
    for (pick, value) in [("Take A", "Buy them ourselves"), ("Keep master", ""), ("Use my value", "Rent them")] {
        let desk = Desk::with_risks(&THREE_RISKS);
        desk.back("ada-park", |b| b.sheet("Risks").set("R-003", "Mitigation plan", "Buy them ourselves"));
        let report = desk.reconcile(1);
        assert_eq!(desk.value("Risks", "R-003", "Mitigation plan"), "");
        let asked = finding(&report, "edit/not-owner");
        assert_eq!(asked["candidates"][0]["value"], "Buy them ourselves");
        desk.decide(&id(asked), pick, if pick == "Use my value" { "Rent them" } else { "" });
        desk.reconcile(0);
        assert_eq!(desk.value("Risks", "R-003", "Mitigation plan"), value, "{pick}");
        desk.reconcile(0);
    }
}

/// §8.32: a row key with other words: one option per record it may be, the last is a new record; until then nothing
/// is overwritten.
#[test]
fn a_row_used_again() {
    let (desk, report) = used_again();
    let asked = finding(&report, "row/key-mismatch");
    let options: Vec<&str> =
        asked["candidates"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert_eq!(options, ["R-004, renamed", "a new record"], "{asked:#}");
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    for (pick, fourth, records) in [
        ("Take A", "Parking is full", 4),
        ("Take B", "Vendor support ends", 5),
        ("Keep master", "Vendor support ends", 4),
    ] {
        let (desk, report) = used_again();
        desk.decide(&id(finding(&report, "row/key-mismatch")), pick, "");
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        assert_eq!(titles(&desk).len(), records, "{pick}: {:?}", titles(&desk));
        assert_eq!(desk.value("Risks", "R-004", "Title"), fourth, "{pick}");
        let settled = desk.files(&["master.xlsx", "history"]);
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(open(&report), 0, "{pick}, again: {}", codes(&report));
        assert!(desk.files(&["master.xlsx", "history"]) == settled, "{pick}: again is the same as once");
    }
}

/// §8.32: a second row with one key: A adds it, Keep master leaves it out.
#[test]
fn a_copied_row() {
    for (pick, records) in [("Take A", 4), ("Keep master", 3)] {
        let desk = Desk::with_risks(&THREE_RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            let title = sheet.column("Title");
            let first = sheet.row("R-002");
            let second = sheet.duplicate("R-002");
            sheet.put(first, title, crate::desk::typed_as("Parking is full"));
            sheet.put(second, title, crate::desk::typed_as("Canteen is closed"));
        });
        let mut report = desk.reconcile(1);
        for _ in 0..3 {
            let asked: Vec<String> = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|f| f["decision_needed"] == true)
                .map(id)
                .collect();
            if asked.is_empty() {
                break;
            }
            for one in asked {
                desk.decide(&one, if records == 4 && one != "D-0001" { "Keep master" } else { pick }, "");
            }
            report = desk.run(&["reconcile", "--format", "json"]).json();
        }
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        assert_eq!(titles(&desk).len(), records, "{pick}: {:?}", titles(&desk));
        assert_eq!(desk.value("Risks", "R-002", "Title"), THREE_RISKS[1].0, "neither was applied to it");
    }
}
