//! What people write on Discrepancies and Decisions beside what prekick reads: columns, notes and colours of their own stay
//! with their rows, and nothing goes without a word.

use crate::desk::{Desk, codes, findings};
use prekick::model::grid::{Note, Raw};
use prekick::model::place::At;

fn clashes() -> Desk {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet"), ("Licences run out", "In May")]);
    for (who, said) in [("ada-park", "From Ada"), ("ben-ruiz", "From Ben")] {
        desk.back(who, |b| {
            b.sheet("Risks").set("R-001", "Description", said);
            b.sheet("Risks").set("R-002", "Description", said);
        });
    }
    desk.reconcile(1);
    desk
}

/// Adds a column of people's own behind the last title of a list.
fn add_column(desk: &Desk, list: &str, title: &str, texts: &[(&str, &str)]) {
    desk.edit_master(|b| {
        let mut sheet = b.sheet(list);
        let header = sheet.grid.rows.iter().find(|r| r.number == 3).unwrap();
        let at = header.cells.iter().map(|(c, _)| *c).max().unwrap() + 1;
        sheet.header = 3;
        sheet.put(3, at, Raw::Text(title.into()));
        for (id, text) in texts {
            let row = sheet.row(id);
            sheet.put(row, at, Raw::Text((*text).into()));
        }
    });
}

#[test]
fn a_column_and_a_note_stay_with_their_discrepancy() {
    let desk = clashes();
    add_column(&desk, "Discrepancies", "Who clarifies", &[("D-0001", "Tuesday call"), ("D-0002", "Ben, by mail")]);
    desk.edit_master(|b| {
        let sheet = b.sheet("Discrepancies");
        let (row, column) = (sheet.row("D-0002"), sheet.column("What is wrong"));
        let at = At::new(row, column);
        let said = Note { at, author: Some("Lena".into()), text: "ask the vendor".into() };
        sheet.grid.notes.push(said);
    });
    for _ in 0..2 {
        let report = desk.reconcile(1);
        assert!(findings(&report, "file/not-carried").is_empty(), "{}", codes(&report));
        let mut master = desk.master();
        let sheet = master.sheet("Discrepancies");
        assert_eq!(sheet.get("D-0001", "Who clarifies"), "Tuesday call");
        assert_eq!(sheet.get("D-0002", "Who clarifies"), "Ben, by mail");
        assert_eq!(sheet.grid.notes.len(), 1);
        assert!(sheet.grid.notes[0].text.contains("ask the vendor"));
        assert_eq!(sheet.grid.notes[0].at.row, sheet.row("D-0002"));
    }
    // With the decision it goes to Decisions, and the other row keeps its own.
    desk.decide("D-0002", "Take A", "");
    desk.reconcile(1);
    let mut master = desk.master();
    let note = master.sheet("Decisions").get("D-0002", "Note");
    assert_eq!(note, "Who clarifies: Ben, by mail; note of Lena on What is wrong: ask the vendor");
    assert_eq!(master.sheet("Discrepancies").get("D-0001", "Who clarifies"), "Tuesday call");
    // Taken back, it stands where it stood.
    desk.run(&["undo"]);
    assert_eq!(desk.master().sheet("Discrepancies").get("D-0002", "Who clarifies"), "Ben, by mail");
}

#[test]
fn a_column_of_peoples_own_stays_on_decisions() {
    let desk = clashes();
    desk.decide("D-0001", "Take A", "");
    desk.reconcile(1);
    add_column(&desk, "Decisions", "Minutes", &[("D-0001", "SteerCo 2")]);
    desk.decide("D-0002", "Take B", "");
    desk.reconcile(0);
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Decisions").get("D-0001", "Minutes"), "SteerCo 2");
}

#[test]
fn what_is_typed_over_a_row_of_discrepancies_is_said() {
    let desk = clashes();
    desk.edit_master(|b| {
        b.sheet("Discrepancies").set("D-0001", "Option A", "From Ada, but shorter");
        b.sheet("Discrepancies").set("D-0002", "In the master", "In June");
    });
    let report = desk.reconcile(1);
    let said: Vec<String> = findings(&report, "decision/invalid").iter().map(|f| f["message"].to_string()).collect();
    assert_eq!(said.len(), 2, "{}", codes(&report));
    assert!(said.iter().any(|m| m.contains("D-0001, Option A: “From Ada, but shorter”")), "{said:?}");
    assert!(said.iter().any(|m| m.contains("D-0002, In the master: “In June”")), "{said:?}");
    assert!(findings(&desk.reconcile(1), "decision/invalid").is_empty(), "said once: the sheet is written anew");
}

#[test]
fn what_is_typed_where_prekick_writes_anew_is_said_before_it_goes() {
    let desk = clashes();
    desk.edit_master(|b| {
        for (list, row, column, text) in [
            ("Discrepancies", 30, 4, "below the questions"),
            ("Changes", 4, 5, "typed over a change"),
            ("Sources", 40, 1, "below the sources"),
            ("Decisions", 1, 8, "above the decisions"),
            ("Summary", 2, 11, "beside the summary"),
        ] {
            b.sheet(list).put(row, column, Raw::Text(text.into()));
        }
    });
    desk.decide("D-0001", "Take A", "");
    let report = desk.reconcile(1);
    let said = findings(&report, "file/not-carried");
    let texts: Vec<String> = said.iter().map(|f| f["message"].to_string()).collect();
    for text in
        ["below the questions", "typed over a change", "below the sources", "above the decisions", "beside the summary"]
    {
        let found = texts.iter().find(|t| t.contains(text)).unwrap_or_else(|| panic!("{text}: {texts:?}"));
        let kept = found.split("kept as ").nth(1).unwrap().split(".master.xlsx").next().unwrap();
        assert!(desk.path(&format!("{kept}.master.xlsx")).exists(), "{found}");
    }
    assert_eq!(said.len(), 5, "{texts:?}");
    assert!(findings(&desk.reconcile(1), "file/not-carried").is_empty());
}
