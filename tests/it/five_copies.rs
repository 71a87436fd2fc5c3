//! Five copies, three of them returned twice, two decisions, an edit of the master and an undo: whatever the order in which
//! the files came in, the same master, and everything that was typed is accounted for.

use crate::desk::{Book, Desk, codes, open};
use std::collections::BTreeSet;

const PEOPLE: [&str; 5] = ["Ada Park", "Ben Ruiz", "Cy Dunn", "Di Else", "Eve Holm"];

const RISKS: [(&str, &str); 6] = [
    ("Code freeze not agreed", "as sent 1"),
    ("Test data is missing", "as sent 2"),
    ("Licences end early", "as sent 3"),
    ("Firewall rules are late", "as sent 4"),
    ("Printers are unknown", "as sent 5"),
    ("Batch window too short", "as sent 6"),
];

/// Who says what about which risk, in which of their returns.
const SAID: [(usize, &str, &str, &str); 12] = [
    // First returns: two clashes, and edits that nobody disputes.
    (1, "ada-park", "R-001", "Ada on the freeze"),
    (1, "ben-ruiz", "R-001", "Ben on the freeze"),
    (1, "cy-dunn", "R-002", "Cy on the data"),
    (1, "di-else", "R-002", "Di on the data"),
    (1, "eve-holm", "R-003", "Eve on the licences"),
    (1, "ada-park", "R-004", "Ada on the firewall"),
    (1, "di-else", "R-006", "Di on the batch"),
    // Second returns, of three people, each with what they said first.
    (2, "ada-park", "R-004", "Ada on the firewall, again"),
    (2, "ben-ruiz", "R-005", "Ben on the printers"),
    (2, "cy-dunn", "R-003", "Eve on the licences"),
    (2, "ada-park", "R-001", "Ada on the freeze"),
    (2, "ben-ruiz", "R-001", "Ben on the freeze"),
];

fn fill(book: &mut Book, who: &str, until: usize) {
    for (_, _, id, text) in SAID.iter().filter(|(round, by, ..)| *round <= until && *by == who) {
        book.sheet("Risks").set(id, "Description", text);
    }
    book.workbook.saved_at = Some(format!("2026-11-{}T09:00:00Z", 22 + until));
}

fn return_of(desk: &Desk, who: &str, round: usize) {
    desk.back_as("raid", who, Some(&format!("{who} {round}.xlsx")), |b| fill(b, who, round));
}

fn take(desk: &Desk, record: &str, who: &str) {
    let report = desk.run(&["status", "--format", "json"]).json();
    let asked = report["findings"].as_array().unwrap().iter();
    let mut asked = asked.filter(|f| f["decision_needed"] == true && f["record"] == record);
    let id =
        asked.next().unwrap_or_else(|| panic!("nothing about {record} is asked: {}", codes(&report)))["id"].clone();
    desk.run(&["decide", id.as_str().unwrap(), "--take", who]);
}

/// Everything happens, the first returns in this order: all in one run, or each in a run of its own.
fn told(order: &[usize], one_run: bool) -> Desk {
    let desk = Desk::of_people_with_risks(&PEOPLE, &RISKS);
    let keys = ["ada-park", "ben-ruiz", "cy-dunn", "di-else", "eve-holm"];
    for at in order {
        return_of(&desk, keys[*at], 1);
        if !one_run {
            desk.run(&["reconcile"]);
        }
    }
    desk.run(&["reconcile"]);
    take(&desk, "R-001", "Ben Ruiz");
    desk.edit_master(|book| book.sheet("Risks").set("R-006", "Contingency plan", "Run it on Sundays"));
    desk.run(&["reconcile"]);
    for at in order.iter().filter(|at| **at < 3) {
        return_of(&desk, keys[*at], 2);
        if !one_run {
            desk.run(&["reconcile"]);
        }
    }
    desk.run(&["reconcile"]);
    take(&desk, "R-002", "Di Else");
    // The decision is taken back, so that it is asked again, and taken again.
    desk.run(&["undo"]);
    take(&desk, "R-002", "Di Else");
    desk.run(&["reconcile"]);
    desk
}

fn values(desk: &Desk) -> Vec<Vec<String>> {
    let mut master = desk.master();
    let sheet = master.sheet("Risks");
    let titles = ["ID", "Title", "Description", "Contingency plan", "Status", "Owner"];
    let columns = titles.map(|t| sheet.column(t));
    sheet.records().iter().map(|row| columns.iter().map(|c| sheet.text(*row, *c)).collect()).collect()
}

#[test]
fn five_copies_some_returned_twice_give_one_master_in_any_order() {
    let first = told(&[0, 1, 2, 3, 4], true);
    let expected = values(&first);
    let descriptions: Vec<&str> = expected.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(
        descriptions,
        [
            "Ben on the freeze",
            "Di on the data",
            "Eve on the licences",
            "Ada on the firewall, again",
            "Ben on the printers",
            "Di on the batch"
        ]
    );
    assert_eq!(expected[5][3], "Run it on Sundays");
    for (order, one_run) in [([4, 3, 2, 1, 0], true), ([2, 0, 4, 1, 3], false)] {
        let desk = told(&order, one_run);
        assert_eq!(values(&desk), expected, "{order:?} in one run: {one_run}");
        accounted_for(&desk);
    }
    accounted_for(&first);
}

/// Every value that somebody typed is in the master, on Decisions, in the log, or in a report.
fn accounted_for(desk: &Desk) {
    let mut all: String = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    let master = desk.master();
    let cells = master.workbook.sheets.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells);
    cells.for_each(|(_, cell)| all.push_str(&format!("\n{}", cell.raw)));
    let texts: BTreeSet<&str> = SAID.iter().map(|(_, _, _, text)| *text).collect();
    for text in texts {
        assert!(all.contains(text), "{text} is nowhere");
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(open(&report), 0, "{}", codes(&report));
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}
