//! Records and columns that are internal.

use crate::desk::Desk;
use prekick::model::grid::Raw;

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// The copy's rows of a sheet: the IDs that stand in it.
fn ids_in(path: &std::path::Path, sheet: &str) -> Vec<String> {
    let mut ids = crate::desk::Book::open(path).sheet(sheet).ids();
    ids.retain(|id| !id.is_empty());
    ids
}

/// §8.25: a record made Internal after it was sent is reconciled, but not sent again; empty means Shared.
#[test]
fn a_record_made_internal_after_it_was_sent() {
    let desk = Desk::with_risks(&RISKS);
    assert_eq!(ids_in(&desk.copy_of("raid", "ada-park"), "Risks").len(), 3, "empty means Shared");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Visibility", "Internal"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "reconciled");
    desk.run(&["generate", "raid"]).must(0);
    let newest = desk.path("outbox/raid.ada-park.2026-11-22-2.xlsx");
    assert_eq!(ids_in(&newest, "Risks"), ["R-001", "R-003"], "not sent again");
}

/// §8.25: a Visibility that can't be read is taken for Internal, and the column itself is never sent.
#[test]
fn visibility_is_internal_itself() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        sheet.add(&crate::desk::risk("Shown", "x"));
        let row = sheet.add(&crate::desk::risk("Meant for us", "x"));
        let column = sheet.column("Visibility");
        sheet.put(row, column, Raw::Text("only us".into()));
    });
    desk.run(&["generate", "raid"]);
    let copy = desk.copy_of("raid", "ada-park");
    assert_eq!(ids_in(&copy, "Risks"), ["R-001"]);
    let mut book = crate::desk::Book::open(&copy);
    let sheet = book.sheet("Risks");
    let titles = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    assert!(!titles.cells.iter().any(|(_, c)| c.raw.to_string() == "Visibility"));
}
