//! Every value is in the master, in the report or in the log.

use crate::desk::{Book, Desk, finding};
use serde_json::Value as Json;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

/// Whether any cell of the sheet holds this text.
fn stands_on(book: &mut Book, sheet: &str, text: &str) -> bool {
    book.sheet(sheet).grid.rows.iter().flat_map(|r| &r.cells).any(|(_, c)| c.raw.to_string().contains(text))
}

/// §8.9: what was overwritten or left out stands in Decisions, the report or `changes.csv`, with file, sheet and cell.
#[test]
fn every_value_is_in_the_master_the_report_or_the_log() {
    let desk = Desk::with_risks(&RISKS);
    let mut cell = String::new();
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "On the ninth");
        cell = sheet.cell("R-001", "Description");
        sheet.set("R-002", "Description", "With the vendor");
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    let log = String::from_utf8(desk.files(&["history/changes.csv"])["history/changes.csv"].clone()).unwrap();
    let line = log.lines().find(|l| l.contains("On the ninth")).unwrap();
    for part in ["R-001", "No date yet", "inbox/raid.ada-park.2026-11-22.xlsx", "Risks", cell.as_str()] {
        assert!(line.contains(part), "{line} lacks {part}");
    }
    desk.decide(&id_of(finding(&report, "conflict/field")), "Take B", "");
    desk.reconcile(0);
    let mut master = desk.master();
    for value in ["With the vendor", "In the archive", "Nobody knows where it is"] {
        assert!(stands_on(&mut master, "Decisions", value), "{value}");
    }
}
