//! Which row is which record.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use prekick::model::grid::{Raw, Shown};
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

/// §3.1: two new rows of one copy that say the same title are not laid over one another.
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

/// §8.7 and §3.1: a removed and re-used ID is not given to a new row of a copy that has it typed in.
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
