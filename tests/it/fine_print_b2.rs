//! The fine print, points 17 and 18: values that a column refuses, and what was emptied.

use crate::desk::{Book, Desk, codes, finding, findings, open};
use crate::fine_print_b::{again_is_the_same, id};
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

#[test]
fn point_17_a_refused_value_is_a_candidate_with_the_nearest_right_one_and_can_not_be_picked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Category", "Comercail"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/choice");
    assert_eq!((&asked["field"], &asked["master"]), (&"category".into(), &"Technical".into()));
    let values: Vec<&Json> = asked["candidates"].as_array().unwrap().iter().map(|c| &c["value"]).collect();
    assert_eq!(values, ["Comercail", "Commercial"]);
    assert_eq!(drop_downs(&desk), [["Keep master", "Take B", "Use my value", "Later"]], "what is refused is left out");
    let d = id(asked);
    // Typed all the same, it can't be carried out.
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert!(
        finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("Comercail"),
        "{}",
        codes(&report)
    );
    assert_eq!(desk.value("Risks", "R-001", "Category"), "Technical");
    desk.decide(&d, "Take B", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Category"), "Commercial");
}

#[test]
fn point_17_refused_values_of_every_kind_keep_the_master() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Probability", "many");
        sheet.set("R-001", "Impact", "9");
        sheet.set("R-001", "Category", "Gossip");
        sheet.set("R-002", "Date raised", "some day in May");
    });
    let report = desk.reconcile(1);
    for (code, record, field, raw, master) in [
        ("value/type", "R-001", "probability", Json::from("many"), Json::from(2)),
        ("value/range", "R-001", "impact", Json::from("9"), Json::from(3)),
        ("value/choice", "R-001", "category", Json::from("Gossip"), Json::from("Technical")),
        ("value/type", "R-002", "date_raised", Json::from("some day in May"), Json::from("2026-11-02")),
    ] {
        let found = findings(&report, code);
        let asked = found.iter().find(|f| f["field"] == field && f["record"] == record);
        let asked = asked.unwrap_or_else(|| panic!("no {code} of {field}: {}", codes(&report)));
        assert_eq!(asked["decision_needed"], true, "{field}");
        assert_eq!(asked["candidates"][0]["value"].to_string().replace('"', ""), raw.as_str().unwrap(), "{field}");
        assert_eq!(asked["master"], master, "{field}");
        assert!(asked["place"]["cell"].is_string(), "{field}");
    }
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "2");
    assert_eq!(open(&report), 4);
    again_is_the_same(&desk, 1);
}

#[test]
fn point_17_a_refused_value_beside_another_proposal_is_one_conflict_with_all_of_them() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", "many"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Probability", "4"));
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let asked = finding(&report, "conflict/field");
    let said: Vec<(String, &str)> = asked["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["value"].to_string().replace('"', ""), c["by"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("many".to_owned(), "ada-park"), ("4".to_owned(), "ben-ruiz")]);
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "2", "the master keeps its value");
    assert_eq!(drop_downs(&desk), [["Keep master", "Take B", "Use my value", "Later"]]);
}

#[test]
fn point_18_emptying_a_field_is_a_proposal_and_a_required_one_is_asked() {
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
fn point_18_a_field_that_the_status_requires_is_asked_when_it_is_emptied() {
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
fn point_18_a_row_emptied_whole_is_a_removed_row() {
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

fn six() -> Desk {
    let all = ["Freeze", "Licences", "Network path", "Backup window", "Staff turnover", "Audit"];
    Desk::with_risks(&all.map(|t| (t, "As discussed")))
}

fn empty(book: &mut Book, title: &str, ids: &[&str]) {
    for id in ids {
        book.sheet("Risks").set(id, title, "");
    }
}

#[test]
fn point_18_a_column_emptied_in_most_of_its_rows_is_asked_once() {
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
fn point_18_a_column_emptied_may_be_kept_or_seen_one_by_one() {
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
fn point_21_a_pick_for_all_that_can_not_be_carried_out_is_said() {
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
fn point_18_a_required_column_that_was_emptied_can_not_be_taken() {
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
fn point_18_a_column_emptied_by_two_is_asked_once() {
    let desk = six();
    let all = ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"];
    desk.back("ada-park", |b| empty(b, "Description", &all));
    desk.back("ben-ruiz", |b| empty(b, "Description", &all));
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/missing");
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains("ada-park") && message.contains("ben-ruiz"), "{message}");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Description"), "");
}

#[test]
fn point_18_half_of_a_column_or_four_cells_are_emptied_fields_like_any_other() {
    for ids in [&["R-001", "R-002", "R-003"][..], &["R-001", "R-002", "R-003", "R-004"][..]] {
        let desk = six();
        desk.back("ada-park", |b| empty(b, "Description", ids));
        let report = desk.reconcile(0);
        assert_eq!(report["summary"]["fields_changed"], ids.len());
    }
}

#[test]
fn point_18_a_formula_that_was_never_calculated_is_no_emptied_field() {
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
