//! Two rows of the master with one ID.

use crate::desk::{Desk, codes, finding, open, risk};
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

/// §8.8: two rows with one ID in the master: the one that the memory knows keeps it, wherever it stands; the other stays
/// as typed until it is decided.
#[test]
fn of_two_rows_with_one_id_the_known_one_keeps_it() {
    for known_first in [true, false] {
        let desk = Desk::with_risks(&RISKS);
        desk.edit_master(|b| {
            let mut sheet = b.sheet("Risks");
            let below = sheet.duplicate("R-002");
            let row = if known_first { below } else { below - 1 };
            let (title, description) = (sheet.column("Title"), sheet.column("Description"));
            sheet.put(row, title, Raw::Text("Vendor support ends".into()));
            sheet.put(row, description, Raw::Text("In autumn".into()));
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/duplicate-id");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        let all = titles(&desk);
        assert!(all.contains(&"Vendor support ends".to_owned()), "{all:?}");
        assert_eq!(desk.master().sheet("Risks").ids().iter().filter(|id| id.is_empty()).count(), 1);
        is_settled(&desk);
        desk.decide(&id_of(asked), "Take A", "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
        assert_eq!(desk.value("Risks", "R-004", "Description"), "In autumn");
        is_settled(&desk);
    }
}

/// §8.8: two rows typed with one new ID: the first keeps it, the other waits.
#[test]
fn of_two_new_rows_with_one_id_the_first_keeps_it() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        for title in ["Vendor support ends", "Nobody tests at night"] {
            let row = sheet.add(&risk(title, "To be looked at"));
            let id = sheet.column("ID");
            sheet.put(row, id, Raw::Text("R-010".into()));
        }
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/duplicate-id");
    assert_eq!(desk.value("Risks", "R-010", "Title"), "Vendor support ends");
    assert_eq!(titles(&desk).len(), 5, "{}", codes(&report));
    is_settled(&desk);
    desk.decide(&id_of(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-011", "Title"), "Nobody tests at night");
    is_settled(&desk);
}
