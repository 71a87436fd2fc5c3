//! Fields, rows and columns that were emptied (§8.18).

use crate::asked::{again_is_the_same, id};
use crate::desk::{Book, Desk, codes, finding, findings, open};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

/// The drop-downs of the Decision column: the lists that hold `Keep master`.
fn drop_downs(desk: &Desk) -> Vec<Vec<String>> {
    let master = desk.master();
    let lists = master.workbook.sheets.iter().find(|g| g.title == "_lists").unwrap();
    let columns = lists.rows.first().unwrap().cells.iter().map(|(c, _)| *c);
    let list = |c: u16| -> Vec<String> {
        lists.rows.iter().skip(1).filter_map(|r| r.cell(c)).map(|c| c.raw.to_string()).collect()
    };
    columns.map(list).filter(|l| l.first().is_some_and(|t| t == "Keep master")).collect()
}

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nobody knows")];

fn six() -> Desk {
    let all = ["Freeze", "Licences", "Network path", "Backup window", "Staff turnover", "Audit"];
    Desk::with_risks(&all.map(|t| (t, "As discussed")))
}

fn empty(book: &mut Book, title: &str, ids: &[&str]) {
    for id in ids {
        book.sheet("Risks").set(id, title, "");
    }
}

/// Takes the results of formulas that have none to speak of out of a workbook, as programs write it that never calculate.
fn without_results(path: &std::path::Path) {
    use std::io::{Read, Write};
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..old.len() {
        let mut part = old.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            bytes = String::from_utf8(bytes).unwrap().replace("</f><v>0</v>", "</f>").into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    std::fs::write(path, new.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn emptying_a_field_is_a_proposal_and_a_required_one_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Description", "");
        b.sheet("Risks").set("R-001", "Owner", "");
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
    let asked = finding(&report, "value/required");
    assert_eq!((&asked["record"], &asked["field"]), (&"R-001".into(), &"owner".into()));
    assert_eq!(open(&report), 1);
    let change = &report["changes"][0];
    assert_eq!((&change["from"], &change["to"]), (&"No date yet".into(), &Json::Null));
    // Emptied here and changed there: a conflict.
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", ""));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!((&asked["candidates"][0]["value"], &asked["candidates"][1]["value"]), (&Json::Null, &"In June".into()));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
}

#[test]
fn a_field_that_the_status_requires_is_asked_when_it_is_emptied() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut closed = crate::desk::risk("Code freeze not agreed", "No date yet");
        closed.retain(|(title, _)| *title != "Status");
        closed.extend([("Status", "Closed"), ("Date closed", "2026-11-20"), ("Closure note", "Agreed")]);
        b.sheet("Risks").add(&closed);
    });
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date closed", ""));
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/required");
    assert_eq!((&asked["field"], &asked["decision_needed"]), (&"date_closed".into(), &true.into()));
    assert_eq!(asked["master"], "2026-11-20", "the master keeps its value");
    again_is_the_same(&desk, 1);
}

#[test]
fn a_row_emptied_whole_is_a_removed_row() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let sheet = b.sheet("Risks");
        let (row, key, number) = (sheet.row("R-001"), sheet.column("Row key"), sheet.column("ID"));
        let line = sheet.grid.rows.iter_mut().find(|r| r.number == row).unwrap();
        line.cells.retain(|(c, _)| *c == key || *c == number);
    });
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "row/removed")["record"], "R-001");
    assert_eq!(open(&report), 1, "no emptied fields: {}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn a_column_emptied_in_most_of_its_rows_is_asked_once() {
    let desk = six();
    let most = ["R-001", "R-002", "R-003", "R-004", "R-005"];
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/missing");
    assert_eq!((&asked["field"], &asked["record"], open(&report)), (&"description".into(), &Json::Null, 1));
    assert_eq!(asked["candidates"].as_array().unwrap().len(), 1);
    for id in most {
        assert_eq!(desk.value("Risks", id, "Description"), "As discussed");
        assert!(asked["message"].as_str().unwrap().contains(id), "{asked}");
    }
    again_is_the_same(&desk, 1);
    let d = id(asked);
    desk.decide(&d, "Take A", "");
    desk.reconcile(0);
    for id in most {
        assert_eq!(desk.value("Risks", id, "Description"), "");
    }
    assert_eq!(desk.value("Risks", "R-006", "Description"), "As discussed");
    again_is_the_same(&desk, 0);
}

#[test]
fn a_column_emptied_may_be_kept_or_seen_one_by_one() {
    let most = ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"];
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0);
    assert_eq!(desk.value("Risks", "R-003", "Description"), "As discussed");
    again_is_the_same(&desk, 0);
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    desk.decide(&d, "One by one", "");
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 6, "{}", codes(&report));
}

#[test]
fn a_pick_for_all_that_can_not_be_carried_out_is_said() {
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &["R-001", "R-002", "R-003", "R-004", "R-005"]));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    for pick in ["Take B", "Use my value", "yes please"] {
        desk.decide(&d, pick, "");
        let report = desk.reconcile(1);
        assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains(pick), "{}", codes(&report));
        assert_eq!(id(finding(&report, "column/missing")), d);
    }
    assert_eq!(desk.value("Risks", "R-001", "Description"), "As discussed");
}

#[test]
fn a_required_column_that_was_emptied_can_not_be_taken() {
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Owner", &["R-001", "R-002", "R-003", "R-004", "R-005"]));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    assert_eq!(drop_downs(&desk), [["Keep master", "One by one", "Later"]]);
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/invalid").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
    desk.decide(&d, "Keep master", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
}

#[test]
fn a_column_emptied_by_two_is_asked_once() {
    let desk = six();
    let all = ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"];
    desk.back("ada-park", |b| empty(b, "Description", &all));
    desk.back("ben-ruiz", |b| empty(b, "Description", &all));
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/missing");
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains("Ada Park") && message.contains("Ben Ruiz"), "{message}");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Description"), "");
}

#[test]
fn half_of_a_column_or_four_cells_are_emptied_fields_like_any_other() {
    for ids in [&["R-001", "R-002", "R-003"][..], &["R-001", "R-002", "R-003", "R-004"][..]] {
        let desk = six();
        desk.back("ada-park", |b| empty(b, "Description", ids));
        let report = desk.reconcile(0);
        assert_eq!(report["summary"]["fields_changed"], ids.len());
    }
}

#[test]
fn a_formula_that_was_never_calculated_is_no_emptied_field() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (row, at) = (sheet.row("R-001"), sheet.column("Description"));
        sheet.put(row, at, Raw::Uncalculated("A1&B1".into()));
        let (row, at) = (sheet.row("R-002"), sheet.column("Description"));
        sheet.put(row, at, Raw::Error("#REF!".into()));
    });
    without_results(&path);
    let report = desk.reconcile(1);
    let asked = findings(&report, "value/formula-error");
    let mut records: Vec<&str> = asked.iter().map(|f| f["record"].as_str().unwrap()).collect();
    records.sort_unstable();
    assert_eq!(records, ["R-001", "R-002"], "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows");
}
