//! Row keys and IDs that name different records, and row keys that stand twice.

use crate::desk::{Book, Desk, codes, finding, findings, open};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

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

/// Whether any cell of the sheet holds this text.
fn stands_on(book: &mut Book, sheet: &str, text: &str) -> bool {
    book.sheet(sheet).grid.rows.iter().flat_map(|r| &r.cells).any(|(_, c)| c.raw.to_string().contains(text))
}

/// Gives a record's row of a copy the row key of another, or takes it away.
fn rekey(book: &mut Book, of: &str, from: &str) {
    let mut sheet = book.sheet("Risks");
    let key = sheet.column("Row key");
    let (to, text) = (sheet.row(of), sheet.text(sheet.row(from), key));
    sheet.put(to, key, Raw::Text(text));
}

/// §8.10: row key and visible ID that name different records: many are `row/shuffled`, and the natural key decides.
#[test]
fn many_keys_that_name_others_are_a_shuffled_sheet() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "By Ada");
        sheet.sort(&[2, 0, 1], false);
    });
    let report = desk.reconcile(0);
    finding(&report, "row/shuffled");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(report["changes"].as_array().unwrap().len(), 1, "{}", report["changes"]);
    assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
    is_settled(&desk);
}

/// §8.10: a single row whose ID was typed over by another record's: its natural key decides or it is asked, and nothing of
/// the other record is overwritten.
#[test]
fn a_single_row_with_anothers_key_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        // R-003's row was pasted over with the values and the ID of R-001, then reworked.
        rekey(b, "R-001", "R-002");
        let mut sheet = b.sheet("Risks");
        sheet.delete("R-002");
        sheet.set("R-001", "Description", "By Ada");
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/key-mismatch");
    let options = asked["candidates"].as_array().unwrap();
    assert_eq!(options.last().unwrap()["value"], "a new record", "{options:?}");
    assert!(options.len() == 3, "{options:?}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
    let letter = options.iter().position(|o| o["value"].as_str().unwrap().contains("R-001")).unwrap();
    desk.decide(&id_of(asked), ["Take A", "Take B"][letter], "");
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
}

/// §8.11: one row key on two rows, one of them as sent: the changed one is a possible new record, the record stays.
#[test]
fn a_copied_row_that_was_changed_is_a_possible_new_record() {
    for (pick, added) in [("Take A", true), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            let row = sheet.duplicate("R-002");
            let (id, title, description) = (sheet.column("ID"), sheet.column("Title"), sheet.column("Description"));
            sheet.put(row, id, Raw::Empty);
            sheet.put(row, title, Raw::Text("Vendor support ends".into()));
            sheet.put(row, description, Raw::Text("In autumn".into()));
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0);
        assert_eq!(titles(&desk).contains(&"Vendor support ends".to_owned()), added, "{pick}");
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        if !added {
            assert!(stands_on(&mut desk.master(), "Decisions", "In autumn"), "what was left out is kept");
        }
        is_settled(&desk);
    }
}

/// §8.11: one row key on two rows that both were changed: neither is applied, `row/duplicate-key`.
#[test]
fn two_changed_rows_with_one_key_are_not_applied() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let row = sheet.duplicate("R-002");
        let (id, description) = (sheet.column("ID"), sheet.column("Description"));
        sheet.put(row - 1, description, Raw::Text("With the vendor".into()));
        sheet.put(row, id, Raw::Empty);
        sheet.put(row, description, Raw::Text("In the archive".into()));
    });
    let report = desk.reconcile(1);
    assert!(!findings(&report, "row/duplicate-key").is_empty(), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
    assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
    assert_eq!(findings(&report, "row/removed").len(), 0);
    let text = serde_json::to_string(&report).unwrap();
    let shown = |b: &mut Book, t: &str| stands_on(b, "Discrepancies", t);
    for value in ["With the vendor", "In the archive"] {
        assert!(text.contains(value) || shown(&mut desk.master(), value), "{value} is nowhere: {}", codes(&report));
    }
    is_settled(&desk);
}
