//! The RACI matrix and its role columns (§8.14).

use crate::asked::{again_is_the_same, decided, id};
use crate::desk::{Book, Desk, codes, finding, findings, open};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

/// Two roles, two activities with letters, and RACI copies for Ada and Ben.
fn with_raci() -> Desk {
    let desk = raci_of(&[("Load the data", "A", "R"), ("Test the cut-over", "A/R", "C")]);
    desk.run(&["generate", "raci"]).must(0);
    desk
}

/// Two roles, and activities with the letters of both.
fn raci_of(activities: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        b.sheet("Roles").add(&[("Role", "Project Manager"), ("Organisation", "Customer")]);
        b.sheet("Roles").add(&[("Role", "Architect"), ("Organisation", "AWS")]);
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "column/").len(), 0, "a new role misses no column: {}", codes(&report));
    desk.edit_master(|b| {
        for (activity, pm, architect) in activities {
            b.sheet("RACI").add(&[
                ("Phase", "Testing"),
                ("Activity", activity),
                ("Project Manager", pm),
                ("Architect", architect),
            ]);
        }
    });
    desk
}

/// Types a column into a copy beside the last one.
fn add_column(book: &mut Book, sheet: &str, title: &str, values: &[(&str, &str)]) {
    let mut sheet = book.sheet(sheet);
    let at = sheet.column("Row key") + 1;
    sheet.put(sheet.header, at, Raw::Text(title.into()));
    for (id, text) in values {
        let row = sheet.row(id);
        sheet.put(row, at, Raw::Text((*text).into()));
    }
}

fn titles(desk: &Desk, sheet: &str) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet(sheet);
    let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    header.cells.iter().map(|(_, c)| c.raw.to_string()).collect()
}

#[test]
fn a_matrix_has_a_column_per_role_in_their_order() {
    let desk = with_raci();
    let all = titles(&desk, "RACI");
    let at = |t: &str| all.iter().position(|x| x == t).unwrap_or_else(|| panic!("no {t} in {all:?}"));
    assert!(at("Activity") < at("Project Manager") && at("Architect") == at("Project Manager") + 1, "{all:?}");
    assert!(at("Architect") < at("Notes"));
    let shown = desk.run(&["template", "show", "raci", "--format", "json"]).must(0).json();
    let matrix = shown["sheets"].as_array().unwrap().iter().find(|s| s["key"] == "raci").unwrap();
    assert_eq!((&matrix["kind"], &matrix["across"]), (&"matrix".into(), &"roles".into()));
    desk.back_as("raci", "ada-park", None, |b| b.sheet("RACI").set("AC-001", "Architect", "C"));
    let report = desk.reconcile(1);
    let changes: Vec<&Json> = report["changes"].as_array().unwrap().iter().collect();
    assert_eq!(changes.len(), 1);
    assert_eq!((&changes[0]["field"], &changes[0]["record"]), (&"role:RO-002".into(), &"AC-001".into()));
    assert_eq!((&changes[0]["from"], &changes[0]["to"]), (&serde_json::json!(["R"]), &serde_json::json!(["C"])));
}

#[test]
fn a_role_column_that_a_copy_added_is_asked_and_taking_it_adds_role_and_letters() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Data  Engineer", &[("AC-001", "c"), ("AC-002", "R/I")]);
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/unknown");
    assert_eq!(asked["decision_needed"], true);
    assert_eq!((&asked["field"], &asked["record"]), (&Json::Null, &Json::Null));
    assert_eq!((&asked["workbook"], &asked["sheet"]), (&"raci".into(), &"RACI".into()));
    let options = asked["candidates"].as_array().unwrap();
    assert_eq!(options.len(), 1);
    assert_eq!((&options[0]["value"], &options[0]["by"]), (&"add the role Data Engineer".into(), &"ada-park".into()));
    let message = asked["message"].as_str().unwrap();
    for said in ["Data Engineer", "(AC-001): c", "(AC-002): R/I", "Ada Park"] {
        assert!(message.contains(said), "{message}");
    }
    assert!(!titles(&desk, "RACI").contains(&"Data Engineer".to_owned()), "nothing is added before it is decided");
    again_is_the_same(&desk, 1);
    desk.decide(&id(asked), "Take A", "");
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Roles", "RO-003", "Role"), "Data Engineer");
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    assert_eq!(desk.value("RACI", "AC-002", "Data Engineer"), "R, I");
    assert_eq!(desk.value("RACI", "AC-002", "Architect"), "C", "other letters stay where they are");
    assert_eq!(report["summary"]["records_added"], 1);
    let fields: Vec<&str> = report["changes"].as_array().unwrap().iter().filter_map(|c| c["field"].as_str()).collect();
    assert_eq!(fields, ["role:RO-003", "role:RO-003"]);
    again_is_the_same(&desk, 0);
}

#[test]
fn a_role_column_may_be_left_out_and_its_letters_stand_in_decisions() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    let report = desk.reconcile(1);
    let d = id(finding(&report, "column/unknown"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "column/unknown").len(), 0, "{}", codes(&report));
    let options = decided(&desk, &d, "Options");
    assert!(options.contains("Data Engineer") && options.contains("AC-001") && options.contains("= C"), "{options}");
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001", "RO-002"]);
    again_is_the_same(&desk, 0);
    // Other letters are another word.
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let (row, at) = (sheet.row("AC-001"), sheet.column("Data Engineer"));
        sheet.put(row, at, Raw::Text("R".into()));
    });
    let report = desk.reconcile(1);
    assert!(finding(&report, "column/unknown")["message"].as_str().unwrap().contains(": R"));
}

#[test]
fn two_copies_that_add_one_role_make_one_role() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    desk.back_as("raci", "ben-ruiz", None, |b| {
        add_column(b, "RACI", "data engineer", &[("AC-001", "C"), ("AC-002", "I")])
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> = findings(&report, "column/unknown").into_iter().map(id).collect();
    assert_eq!(asked.len(), 2);
    for d in &asked {
        desk.decide(d, "Take A", "");
    }
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001", "RO-002", "RO-003"]);
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    assert_eq!(desk.value("RACI", "AC-002", "Data Engineer"), "I");
    again_is_the_same(&desk, 0);
}

#[test]
fn letters_that_changed_since_they_were_shown_make_the_pick_stale() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    let d = id(finding(&desk.reconcile(1), "column/unknown"));
    desk.decide(&d, "Take A", "");
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let (row, at) = (sheet.row("AC-001"), sheet.column("Data Engineer"));
        sheet.put(row, at, Raw::Text("A".into()));
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Roles").ids().len(), 2, "not applied");
    assert_eq!(id(finding(&report, "column/unknown")), d);
    desk.decide(&d, "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "A");
}

#[test]
fn a_column_of_remarks_is_no_role_and_is_only_said() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Remarks of ours", &[("AC-001", "Ask finance"), ("AC-002", "In May")]);
    });
    let report = desk.reconcile(0);
    let said = finding(&report, "column/unknown");
    assert_eq!(said["decision_needed"], false);
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("Ask finance") && message.contains("In May"), "{message}");
}

#[test]
fn a_letter_that_is_none_waits_by_itself_when_the_role_is_added() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Data Engineer", &[("AC-001", "C"), ("AC-002", "maybe")]);
    });
    let d = id(finding(&desk.reconcile(1), "column/unknown"));
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/choice");
    assert_eq!((&asked["record"], &asked["field"]), (&"AC-002".into(), &"role:RO-003".into()));
    assert_eq!(asked["candidates"][0]["value"], "maybe");
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    again_is_the_same(&desk, 1);
}

#[test]
fn a_role_added_in_a_returned_sheet_of_roles_becomes_a_column_at_once() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        b.sheet("Roles").add(&[("Role", "Data Engineer"), ("Organisation", "Customer")]);
    });
    desk.reconcile(0);
    assert!(titles(&desk, "RACI").contains(&"Data Engineer".to_owned()), "{:?}", titles(&desk, "RACI"));
    again_is_the_same(&desk, 0);
}

#[test]
fn letters_of_a_role_that_is_removed_stay_beside_the_matrix() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| b.sheet("Roles").delete("RO-002"));
    let d = id(finding(&desk.reconcile(1), "row/removed"));
    desk.decide(&d, "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001"]);
    assert_eq!(desk.value("RACI", "AC-001", "Architect"), "R");
    again_is_the_same(&desk, 1);
    // A copy that was sent with that column and did not touch it says nothing about it.
    desk.back_as("raci", "ben-ruiz", None, |_| ());
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "column/").len(), 0, "{}", codes(&report));
}

#[test]
fn letters_of_the_matrix_are_understood_in_any_spelling() {
    let desk = with_raci();
    for (typed, read) in [
        ("r", "R"),
        ("R / A", "R, A"),
        ("ra", "R, A"),
        ("I;C", "C, I"),
        ("Responsible", "R"),
        ("accountable, consulted", "A, C"),
        ("R\nI", "R, I"),
        ("-", ""),
    ] {
        desk.back_as("raci", "ada-park", None, |b| {
            b.sheet("RACI").set("AC-002", "Architect", typed);
            // Otherwise a spelling of letters that were sent before would be the file that was heard.
            b.sheet("RACI").set("AC-002", "Notes", &format!("typed {typed}"));
        });
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(desk.value("RACI", "AC-002", "Architect"), read, "{typed:?}\n{}", codes(&report));
    }
}

#[test]
fn a_new_role_and_a_new_activity_of_one_copy_meet() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        let row = b.sheet("RACI").add(&[("Phase", "Testing"), ("Activity", "Hand over the keys"), ("Architect", "A")]);
        add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]);
        let mut sheet = b.sheet("RACI");
        let at = sheet.column("Data Engineer");
        sheet.put(row, at, Raw::Text("R".into()));
    });
    let report = desk.reconcile(1);
    let d = id(finding(&report, "column/unknown"));
    assert_eq!(report["summary"]["records_added"], 1);
    assert_eq!(desk.value("RACI", "AC-003", "Architect"), "A");
    // Another edit of the same copy asks nothing twice.
    desk.back_as("raci", "ada-park", None, |b| b.sheet("RACI").set("AC-002", "Notes", "Two hours"));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "column/unknown")), d, "{}", codes(&report));
    assert_eq!(desk.value("RACI", "AC-002", "Notes"), "Two hours");
    desk.decide(&d, "Use my value", "x");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/invalid").len(), 1, "{}", codes(&report));
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(desk.value("RACI", "AC-003", "Data Engineer"), "R", "{}", codes(&report));
    again_is_the_same(&desk, 1);
    // From now on it is a column like any other.
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let (row, at) = (sheet.row("AC-001"), sheet.column("Data Engineer"));
        sheet.put(row, at, Raw::Text("I".into()));
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "column/").len(), 0, "{}", codes(&report));
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "I");
}

#[test]
fn looking_at_a_role_column_writes_nothing() {
    let desk = with_raci();
    let file = desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    let before = desk.files(&[]);
    let report = desk.run(&["check", &file.display().to_string(), "--format", "json"]).must(1).json();
    assert_eq!(id(finding(&report, "column/unknown")), "D-0001");
    desk.run(&["reconcile", "--dry-run"]).must(1);
    assert!(desk.files(&[]) == before);
}
