//! What the laws found, as plain cases.

use crate::desk::{Desk, codes, finding, findings, open, risk};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// Reconciles the same files once more: nothing may be written.
#[track_caller]
fn nothing_more(desk: &Desk, code: i32) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(code);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}

#[test]
fn a_record_that_goes_takes_the_questions_about_its_fields_along() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Probability", "some day"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").strike("R-002"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/removed-and-edited");
    assert_eq!(asked["candidates"][1]["value"], "remove the record");
    desk.decide(asked["id"].as_str().unwrap(), "Take B", "");
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-003"]);
    nothing_more(&desk, 0);
}

#[test]
fn a_pick_that_can_no_longer_be_carried_out_is_said_without_another_master_in_the_next_run() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    desk.decide(finding(&report, "conflict/field")["id"].as_str().unwrap(), "Take B", "");
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Description", "Lena has it"));
    let report = desk.reconcile(1);
    finding(&report, "decision/stale");
    nothing_more(&desk, 1);
}

#[test]
fn a_row_that_waits_shows_all_that_it_says() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Code freeze is not agreed", "Asked for twice"));
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/possible-duplicate");
    assert!(asked["message"].as_str().unwrap().contains("Description: Asked for twice"), "{asked}");
}

#[test]
fn a_role_that_a_copy_adds_is_a_column_of_the_raci_in_the_same_run() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        b.sheet("Roles").add(&[("Role", "Migration lead"), ("Organisation", "AWS")]);
    });
    desk.run(&["generate", "raci"]);
    desk.back_as("raci", "ada-park", None, |b| {
        b.sheet("Roles").add(&[("Role", "Database owner"), ("Organisation", "Customer")]);
    });
    let done = desk.run(&["reconcile"]);
    desk.master().sheet("RACI").column("Database owner");
    nothing_more(&desk, done.code);
}

#[test]
fn a_row_without_its_name_is_the_same_in_a_newer_file_of_its_copy() {
    let desk = Desk::with_risks(&RISKS);
    desk.run(&["generate", "contacts"]);
    let add = |b: &mut crate::desk::Book| {
        let mut sheet = b.sheet("Contacts");
        let (row, name, company) = (sheet.header + 60, sheet.column("Name"), sheet.column("Company"));
        sheet.put(row, name, prekick::model::grid::Raw::Text("Nadia Roy".into()));
        sheet.put(row, company, prekick::model::grid::Raw::Text("Acme".into()));
    };
    desk.back_as("contacts", "ada-park", None, add);
    let report = desk.reconcile(0);
    assert_eq!(report["summary"]["records_added"], 1, "{}", codes(&report));
    desk.back_as("contacts", "ada-park", None, |b| {
        let id = b.sheet("Contacts").ids().remove(0);
        b.sheet("Contacts").set(&id, "Location", "Porto");
    });
    let report = desk.reconcile(0);
    assert_eq!(report["summary"]["records_added"], 0, "{}", codes(&report));
    assert_eq!(findings(&report, "row/").len(), 0, "{}", codes(&report));
    let mut master = desk.master();
    let sheet = master.sheet("Contacts");
    let last = *sheet.records().last().unwrap();
    assert_eq!(sheet.text(last, sheet.column("Name")), "Nadia Roy");
}

#[test]
fn what_was_written_into_a_row_that_was_emptied_is_said() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (row, key, plan) = (sheet.row("R-002"), sheet.column("Row key"), sheet.column("Contingency plan"));
        sheet.grid.rows.iter_mut().find(|r| r.number == row).unwrap().cells.retain(|(c, _)| *c == key);
        sheet.put(row, plan, prekick::model::grid::Raw::Text("Seventeen".into()));
    });
    let report = desk.reconcile(1);
    let said = finding(&report, "row/outside-table");
    assert!(said["message"].as_str().unwrap().contains("Seventeen"), "{}", said["message"]);
    assert_eq!(findings(&report, "row/removed").len(), 1, "{}", codes(&report));
}

#[test]
fn a_row_with_all_the_words_of_another_record_is_not_a_record_renamed() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        // Sorted without key and ID, after which the row of R-002 went.
        let says = ["Title", "Description"].map(|title| (title, sheet.get("R-002", title)));
        for (title, text) in &says {
            sheet.set("R-001", title, text);
        }
        sheet.delete("R-002");
    });
    let report = desk.reconcile(1);
    finding(&report, "row/key-mismatch");
    assert_eq!(desk.value("Risks", "R-001", "Title"), "Code freeze not agreed");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    nothing_more(&desk, 1);
}

#[test]
fn a_row_copied_over_another_is_not_a_record_renamed() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        for title in ["Title", "Description"] {
            let text = sheet.get("R-002", title);
            sheet.set("R-001", title, &text);
        }
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/key-mismatch");
    assert_eq!(asked["candidates"].as_array().unwrap().len(), 3, "{asked}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    nothing_more(&desk, 1);
}

#[test]
fn where_even_the_ids_were_left_behind_the_words_say_which_record_a_row_is() {
    let desk = Desk::with_risks(&[
        ("Code freeze not agreed", "No date yet"),
        ("Test data is missing", "Nobody knows where it is"),
        ("Licences end early", "In May"),
        ("Firewall rules are late", "Asked for in June"),
    ]);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let ids = sheet.ids();
        let key = (sheet.row("R-003"), sheet.column("Row key"));
        sheet.put(key.0, key.1, prekick::model::grid::Raw::Text("typed over".into()));
        // What is seen of each row moves down by one, the IDs stay.
        for title in ["Title", "Description"] {
            let mut texts: Vec<String> = ids.iter().map(|id| sheet.get(id, title)).collect();
            texts.rotate_right(1);
            for (id, text) in ids.iter().zip(&texts) {
                sheet.set(id, title, text);
            }
        }
        sheet.set("R-003", "Description", "Ada knows where it is");
    });
    desk.reconcile(0);
    for (id, title, says) in [
        ("R-001", "Code freeze not agreed", "No date yet"),
        ("R-002", "Test data is missing", "Ada knows where it is"),
        ("R-003", "Licences end early", "In May"),
        ("R-004", "Firewall rules are late", "Asked for in June"),
    ] {
        assert_eq!(desk.value("Risks", id, "Title"), title);
        assert_eq!(desk.value("Risks", id, "Description"), says, "{id}");
    }
    nothing_more(&desk, 0);
}
