//! §3.4: running twice changes nothing.

use crate::desk::{Desk, codes, open};
use prekick::model::grid::{Grid, GridRow, Note, Raw, RawCell};
use prekick::model::place::At;

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// Runs once more than needed, and again in ways that people do: nothing of the master, the history and the outbox moves.
#[track_caller]
fn settled(desk: &Desk) {
    let first = desk.run(&["reconcile", "--format", "json"]);
    assert!(first.code == 0 || first.code == 1, "{}", first.err);
    let before = desk.files(&["master.xlsx", "history", "outbox", "inbox"]);
    let inbox = desk.path("inbox").display().to_string();
    for command in [&["reconcile"][..], &["reconcile", &inbox], &["generate", "raid"], &["status"], &["reconcile"]] {
        let files = desk.files(&["outbox"]).len();
        let done = desk.run(command);
        assert_eq!(done.code, first.code, "{command:?}: {}", done.err);
        let mut now = desk.files(&["master.xlsx", "history", "outbox", "inbox"]);
        if command[0] == "generate" && now.keys().filter(|k| k.starts_with("outbox")).count() > files {
            // A new copy is new content, which Sources remembers: from there on it is settled again.
            desk.run(command);
            let after = desk.files(&["master.xlsx", "history", "outbox", "inbox"]);
            desk.run(command);
            now = desk.files(&["master.xlsx", "history", "outbox", "inbox"]);
            assert!(now == after, "generating twice: {}", differing(&after, &now));
            return;
        }
        assert!(now == before, "{command:?} changed {}", differing(&before, &now));
    }
}

fn differing(
    before: &std::collections::BTreeMap<String, Vec<u8>>,
    now: &std::collections::BTreeMap<String, Vec<u8>>,
) -> String {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    names.into_iter().filter(|n| before.get(*n) != now.get(*n)).cloned().collect::<Vec<_>>().join(", ")
}

fn disagreeing() -> Desk {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-002", "Description", "With the vendor");
        b.sheet("Risks").set("R-001", "Date raised", "sometime soon");
        b.sheet("Risks").delete("R-003");
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    desk
}

#[test]
fn with_open_discrepancies() {
    let desk = disagreeing();
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 3, "{}", codes(&report));
    settled(&desk);
}

#[test]
fn with_decisions_of_every_kind() {
    let desk = disagreeing();
    let report = desk.reconcile(1);
    for finding in report["findings"].as_array().unwrap().iter().filter(|f| f["decision_needed"] == true) {
        let (id, code) = (finding["id"].as_str().unwrap(), finding["code"].as_str().unwrap());
        match code {
            "conflict/field" => desk.decide(id, "Take A", ""),
            "row/removed" => desk.decide(id, "Later", ""),
            _ => desk.decide(id, "Use my value", "2026-12-01"),
        }
    }
    settled(&desk);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
    assert_eq!(desk.value("Risks", "R-001", "Date raised"), "2026-12-01");
}

#[test]
fn with_picks_that_cannot_be_carried_out() {
    let desk = disagreeing();
    desk.reconcile(1);
    desk.decide("D-0001", "Take Q", "");
    desk.decide("D-0002", "as we said", "a note to myself");
    settled(&desk);
}

#[test]
fn with_what_people_added_of_their_own() {
    let desk = disagreeing();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        sheet.note("R-001", "Title", "Lena Vogt", "Ask again in December");
        let last = sheet.grid.rows.iter().flat_map(|r| r.cells.iter().map(|(c, _)| *c)).max().unwrap() + 1;
        let header = sheet.header;
        sheet.put(header, last, Raw::Text("Our view".into()));
        let row = sheet.row("R-002");
        sheet.put(row, last, Raw::Text("serious".into()));
        let row = sheet.row("R-001");
        let line = sheet.grid.rows.iter_mut().find(|r| r.number == row).unwrap();
        for (_, cell) in &mut line.cells {
            cell.fill = Some(0x00FF_8000);
        }
        b.workbook.sheets.push(Grid {
            title: "Our notes".into(),
            rows: vec![GridRow {
                number: 2,
                cells: vec![(
                    1,
                    RawCell { raw: Raw::Text("call Ben".into()), fill: Some(0x0000_8000), ..RawCell::default() },
                )],
            }],
            notes: vec![Note { at: At::new(2, 1), author: Some("Lena Vogt".into()), text: "on Monday".into() }],
            ..Grid::default()
        });
    });
    desk.reconcile(1);
    settled(&desk);
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    assert_eq!(sheet.get("R-002", "Our view"), "serious");
    let at = At::new(sheet.row("R-001"), sheet.column("Title"));
    assert_eq!(sheet.grid.cell(at).unwrap().fill, Some(0x00FF_8000), "the colour of a row");
    assert!(sheet.grid.notes.iter().any(|n| n.text.contains("Ask again in December")), "{:?}", sheet.grid.notes);
    let own = book.sheet("Our notes");
    assert_eq!(own.text(2, 1), "call Ben");
    assert!(own.grid.notes.iter().any(|n| n.text.contains("on Monday")), "a note on a sheet of their own");
}

/// Another program saved the master: its looks, lists and formulas are others, its content is not.
#[test]
fn after_another_program_saved_the_master() {
    let desk = disagreeing();
    desk.reconcile(1);
    let before = desk.files(&["history"]);
    desk.edit_master(|_| ());
    let saved = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.reconcile(1);
    assert!(std::fs::read(desk.path("master.xlsx")).unwrap() == saved, "nothing in it had changed");
    assert!(desk.files(&["history"]) == before, "nothing in it had changed");
    settled(&desk);
}

#[test]
fn after_edits_of_the_master() {
    let desk = disagreeing();
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-001", "Description", "Typed by the team");
        b.sheet("Risks").add(&crate::desk::risk("A risk without an ID", "New"));
    });
    desk.reconcile(1);
    settled(&desk);
    desk.edit_master(|b| b.sheet("Risks").delete("R-001"));
    settled(&desk);
}

#[test]
fn with_bad_files_in_the_inbox() {
    let desk = disagreeing();
    std::fs::write(desk.path("inbox/scan.pdf"), b"%PDF-1.7 nothing").unwrap();
    std::fs::write(desk.path("inbox/empty.xlsx"), b"").unwrap();
    settled(&desk);
}

/// The order in which files lie in the inbox makes no difference to the master's data.
#[test]
fn the_names_of_the_files_make_no_difference() {
    let values = |swap: bool| {
        let desk = Desk::with_risks(&RISKS);
        let (a, b) = if swap { ("z.xlsx", "a.xlsx") } else { ("a.xlsx", "z.xlsx") };
        desk.back_as("raid", "ada-park", Some(a), |b| {
            b.sheet("Risks").set("R-002", "Description", "With the vendor");
            b.sheet("Risks").add(&crate::desk::risk("Vendor support ends", "In autumn"));
        });
        desk.back_as("raid", "ben-ruiz", Some(b), |b| {
            b.sheet("Risks").set("R-002", "Description", "In the archive");
            b.sheet("Risks").add(&crate::desk::risk("No room for the workshop", "All booked"));
        });
        desk.reconcile(1);
        let mut book = desk.master();
        let sheet = book.sheet("Risks");
        let ids = sheet.ids();
        let out: Vec<String> =
            ids.iter().map(|id| format!("{id} {} {}", sheet.get(id, "Title"), sheet.get(id, "Description"))).collect();
        let mut book = desk.master();
        let asked = book.sheet("Discrepancies");
        (out, asked.get("D-0001", "Option A"), asked.get("D-0001", "Option B"))
    };
    assert_eq!(values(false), values(true));
}
