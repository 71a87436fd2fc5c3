//! The fine print, points 19 to 24: candidates, letters, decisions, people, types, the command line; and how the ways of
//! merging go through the whole program.

use crate::desk::{Desk, codes, finding, findings, open, risk};
use prekick::things::grid::Raw;
use serde_json::{Value as Json, json};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows"),
    ("Licences end early", "In May"),
];

fn id(finding: &Json) -> String {
    finding["id"].as_str().unwrap_or_else(|| panic!("no id: {finding}")).to_owned()
}

/// Sets the description of R-001 in a person's copy.
fn says(desk: &Desk, who: &str, text: &str) {
    desk.back(who, |b| b.sheet("Risks").set("R-001", "Description", text));
}

fn values(asked: &Json) -> Vec<String> {
    let all = asked["candidates"].as_array().unwrap().iter();
    all.map(|c| c["value"].as_str().map_or_else(|| c["value"].to_string(), ToOwned::to_owned)).collect()
}

/// What a row of Discrepancies shows under a title.
fn shown(desk: &Desk, id: &str, title: &str) -> String {
    desk.master().sheet("Discrepancies").get(id, title)
}

/// What the last line of Decisions with an ID says under a title.
fn decided(desk: &Desk, id: &str, title: &str) -> String {
    let mut master = desk.master();
    let sheet = master.sheet("Decisions");
    let (of, at) = (sheet.column("ID"), sheet.column(title));
    let row = sheet.records().into_iter().rfind(|row| sheet.text(*row, of) == id);
    sheet.text(row.expect("a line of Decisions"), at)
}

#[track_caller]
fn again_is_the_same(desk: &Desk, code: i32) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(code);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "a second run changed something");
}

/// Ada and Ben disagree about the description of R-001; gives the discrepancy's ID.
fn disagreement() -> (Desk, String) {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    (desk, d)
}

#[test]
fn point_19_equal_values_are_one_candidate_with_all_givers_and_the_masters_value_is_none() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Code freeze not agreed", "No date yet"));
    });
    desk.run(&["generate", "raid"]).must(0);
    says(&desk, "cleo-dunn", "In March");
    says(&desk, "ben-ruiz", "In June ");
    says(&desk, "ada-park", "In March");
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    let said: Vec<(&str, &str)> = asked["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["value"].as_str().unwrap().trim(), c["by"].as_str().unwrap()))
        .collect();
    assert_eq!(said.len(), 2, "{asked}");
    assert!(said[0].0 == "In March" && said[0].1.contains("ada-park") && said[0].1.contains("cleo-dunn"), "{said:?}");
    assert_eq!(said[1], ("In June", "ben-ruiz"));
    assert_eq!(asked["master"], "No date yet");
    let d = id(asked);
    assert_eq!(shown(&desk, &d, "In the master"), "No date yet");
    assert_eq!(shown(&desk, &d, "As sent"), "No date yet");
    let option = shown(&desk, &d, "Option A");
    assert!(option.starts_with("In March") && option.contains("ada-park") && option.contains("cleo-dunn"), "{option}");
}

#[test]
fn point_19_letters_are_stable_and_a_withdrawn_one_is_never_used_again() {
    let (desk, d) = disagreement();
    // Ada says something else: A is withdrawn, her new word is C.
    says(&desk, "ada-park", "In April");
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!(id(asked), d, "the ID stays");
    assert_eq!(shown(&desk, &d, "Option A"), "");
    assert!(shown(&desk, &d, "Option B").starts_with("In June"));
    assert!(shown(&desk, &d, "Option C").starts_with("In April"));
    let lines = desk.master();
    let mut lines = lines;
    let sheet = lines.sheet("Decisions");
    let withdrawn = sheet.records().into_iter().find(|r| sheet.text(*r, sheet.column("Result")) == "withdrawn");
    let row = withdrawn.expect("the withdrawn word stands in Decisions");
    assert!(sheet.text(row, sheet.column("Options")).contains("In March"));
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/invalid").len(), 1, "{}", codes(&report));
    desk.decide(&d, "Take C", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In April");
}

#[test]
fn point_20_a_pick_is_stale_when_a_candidate_changed_and_applies_only_if_picked_again() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "Take B");
        sheet.set(&d, "My value", "In autumn");
        sheet.set(&d, "Note", "Ask Ada first");
    });
    says(&desk, "ada-park", "In April");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(shown(&desk, &d, "Decision"), "", "emptied");
    let wrong = shown(&desk, &d, "What is wrong");
    assert!(wrong.contains("Take B") && wrong.contains("In June"), "{wrong}");
    assert_eq!(shown(&desk, &d, "My value"), "In autumn");
    assert_eq!(shown(&desk, &d, "Note"), "Ask Ada first");
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet", "it is not applied later either");
    assert_eq!(shown(&desk, &d, "Note"), "Ask Ada first");
    desk.decide(&d, "Take B", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
    assert_eq!(
        (decided(&desk, &d, "Note").as_str(), decided(&desk, &d, "Decision").as_str()),
        ("Ask Ada first", "Take B")
    );
}

#[test]
fn point_20_a_pick_that_the_master_holds_by_now_is_settled() {
    let (desk, d) = disagreement();
    desk.decide(&d, "Use my value", "In autumn");
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In autumn"));
    let report = desk.reconcile(0);
    assert_eq!((open(&report), findings(&report, "decision/").len()), (0, 0), "{}", codes(&report));
    assert_eq!(decided(&desk, &d, "Decision"), "Use my value");
    again_is_the_same(&desk, 0);
}

#[test]
fn point_21_what_was_written_beside_a_deleted_row_ends_in_decisions_too() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        b.sheet("Discrepancies").set(&d, "Decision", "Later");
        b.sheet("Discrepancies").set(&d, "Note", "Call on Monday");
    });
    desk.reconcile(1);
    desk.edit_master(|b| {
        b.sheet("Discrepancies").delete(&d);
        b.sheet("Risks").set("R-001", "Description", "In June");
    });
    desk.reconcile(0);
    assert_eq!(decided(&desk, &d, "Result"), "typed in the master");
    assert_eq!(
        (decided(&desk, &d, "Decision").as_str(), decided(&desk, &d, "Note").as_str()),
        ("Later", "Call on Monday")
    );
}

#[test]
fn a_decision_hears_only_what_its_row_showed() {
    for by_pick in [false, true] {
        let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn"]);
        desk.edit_master(|b| {
            b.sheet("Risks").add(&risk("Code freeze not agreed", "No date yet"));
        });
        desk.run(&["generate", "raid"]).must(0);
        says(&desk, "ada-park", "In March");
        says(&desk, "ben-ruiz", "In June");
        let d = id(finding(&desk.reconcile(1), "conflict/field"));
        // The team types its own answer, and picks it; meanwhile Cleo's word comes in, which nobody saw.
        let typed = if by_pick { "In autumn" } else { "In June" };
        desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", typed));
        if by_pick {
            desk.decide(&d, "Use my value", typed);
        }
        says(&desk, "cleo-dunn", "In July");
        let report = desk.reconcile(1);
        let asked = finding(&report, "conflict/field");
        assert_ne!(id(asked), d, "a question of its own");
        assert_eq!((values(asked), &asked["master"]), (vec!["In July".to_owned()], &json!(typed)));
        assert_eq!(shown(&desk, &id(asked), "Decision"), "");
        assert_eq!(decided(&desk, &d, "Result"), if by_pick { "applied" } else { "typed in the master" });
        assert_eq!(desk.value("Risks", "R-001", "Description"), typed);
        again_is_the_same(&desk, 1);
    }
}

#[test]
fn point_20_a_pick_is_stale_when_the_master_changed() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In winter"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    let wrong = shown(&desk, &d, "What is wrong");
    assert!(wrong.contains("Keep master") && wrong.contains("No date yet"), "{wrong}");
    assert_eq!(shown(&desk, &d, "In the master"), "In winter");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In winter");
}

#[test]
fn point_20_another_giver_of_the_same_value_makes_no_pick_stale() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Code freeze not agreed", "No date yet"));
    });
    desk.run(&["generate", "raid"]).must(0);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    desk.decide(&d, "Take A", "");
    says(&desk, "cleo-dunn", "In June");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "decision/").len(), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March");
    again_is_the_same(&desk, 0);
}

#[test]
fn point_20_what_a_row_showed_is_not_read_from_cells_that_people_can_edit() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Option A", "In August");
        sheet.set(&d, "Option B", "");
        sheet.set(&d, "In the master", "Anything");
        sheet.set(&d, "Decision", "take b");
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
}

#[test]
fn point_20_an_id_on_two_rows_settles_nothing() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "Take B");
        sheet.duplicate(&d);
    });
    let report = desk.reconcile(1);
    let said = findings(&report, "decision/invalid");
    assert!(!said.is_empty(), "{}", codes(&report));
    assert!(said[0]["message"].as_str().unwrap().contains("two rows"));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(id(finding(&report, "conflict/field")), d);
    let mut master = desk.master();
    assert_eq!(master.sheet("Discrepancies").ids(), [d.clone()], "one row again");
    // A copied row of which only one has a pick settles nothing either: nobody knows which row was meant.
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "");
        let second = sheet.duplicate(&d);
        let at = sheet.column("Decision");
        sheet.put(second, at, Raw::Text("Take A".into()));
    });
    let report = desk.reconcile(1);
    assert!(!findings(&report, "decision/invalid").is_empty(), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn point_21_a_decision_that_can_not_be_carried_out_is_still_asked() {
    let (desk, d) = disagreement();
    for (pick, mine) in [("Take C", ""), ("ask Ben", ""), ("Use my value", ""), ("One by one", "")] {
        desk.edit_master(|b| {
            b.sheet("Discrepancies").set(&d, "Decision", pick);
            b.sheet("Discrepancies").set(&d, "My value", mine);
        });
        let report = desk.reconcile(1);
        assert_eq!(findings(&report, "decision/invalid").len(), 1, "{pick}: {}", codes(&report));
        assert_eq!(id(finding(&report, "conflict/field")), d);
        assert_eq!(shown(&desk, &d, "Decision"), pick, "what was typed stays to be corrected");
    }
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn point_21_my_value_must_be_what_the_column_takes() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", "4"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Probability", "5"));
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    for mine in ["seven", "7", "(empty)"] {
        desk.decide(&d, "Use my value", mine);
        let report = desk.reconcile(1);
        assert_eq!(findings(&report, "decision/invalid").len(), 1, "{mine}: {}", codes(&report));
        assert_eq!(desk.value("Risks", "R-001", "Probability"), "2");
        assert_eq!(shown(&desk, &d, "My value"), mine);
    }
    desk.decide(&d, "Use my value", "3");
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "3");
    assert_eq!((&report["changes"][0]["from"], &report["changes"][0]["to"]), (&json!(2), &json!(3)));
    again_is_the_same(&desk, 0);
}

#[test]
fn point_21_empty_in_words_clears_a_field() {
    let (desk, d) = disagreement();
    desk.decide(&d, "Use my value", "(Empty)");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
    again_is_the_same(&desk, 0);
}

#[test]
fn point_21_later_my_value_and_note_are_carried_and_end_in_decisions() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        sheet.set(&d, "Decision", "Later");
        sheet.set(&d, "My value", "In autumn");
        sheet.set(&d, "Note", "Call on Monday");
    });
    for _ in 0..2 {
        let report = desk.reconcile(1);
        assert_eq!(findings(&report, "decision/").len(), 0, "{}", codes(&report));
        for (title, text) in [("Decision", "Later"), ("My value", "In autumn"), ("Note", "Call on Monday")] {
            assert_eq!(shown(&desk, &d, title), text);
        }
    }
    again_is_the_same(&desk, 1);
    // It ends without a pick: both say the same by now.
    says(&desk, "ada-park", "In June");
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
    let mut master = desk.master();
    let sheet = master.sheet("Decisions");
    let text = |row: u32, title: &str| sheet.text(row, sheet.column(title));
    let kept = sheet.records().into_iter().any(|row| {
        text(row, "ID") == d
            && text(row, "Decision") == "Later"
            && text(row, "My value") == "In autumn"
            && text(row, "Note") == "Call on Monday"
    });
    assert!(kept, "My value, Later and Note ended in Decisions");
}

#[test]
fn point_21_a_candidate_typed_into_the_master_is_the_decision() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-001", "Description", "In June");
        b.sheet("Discrepancies").set(&d, "Note", "Done by hand");
    });
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In June");
    assert_eq!(decided(&desk, &d, "Result"), "typed in the master");
    assert_eq!(decided(&desk, &d, "Note"), "Done by hand");
    again_is_the_same(&desk, 0);
}

#[test]
fn point_21_anything_else_typed_into_the_master_is_asked_again_with_the_new_value() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In winter"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!((id(asked), &asked["master"]), (d.clone(), &json!("In winter")));
    assert_eq!(values(asked), ["In March", "In June"]);
    assert_eq!(findings(&report, "decision/").len(), 0, "nothing was picked, so nothing is stale");
}

#[test]
fn point_21_a_row_deleted_from_discrepancies_comes_back() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| b.sheet("Discrepancies").set(&d, "Note", "Call on Monday"));
    desk.reconcile(1);
    desk.edit_master(|b| b.sheet("Discrepancies").delete(&d));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "conflict/field")), d);
    assert_eq!(shown(&desk, &d, "Note"), "Call on Monday");
    // The whole sheet, too.
    desk.edit_master(|b| b.workbook.sheets.retain(|g| g.title != "Discrepancies"));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "conflict/field")), d);
    assert!(shown(&desk, &d, "Option B").starts_with("In June"));
}

#[test]
fn point_21_a_pick_for_an_id_that_is_not_open_is_said() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        let (row, at) = (sheet.duplicate(&d), sheet.column("ID"));
        sheet.put(row, at, Raw::Text("D-0099".into()));
        sheet.set("D-0099", "Decision", "Take A");
    });
    let report = desk.reconcile(1);
    assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("D-0099"));
}

#[test]
fn a_settled_question_is_not_asked_again_unless_someones_value_is_another() {
    let (desk, d) = disagreement();
    desk.decide(&d, "Keep master", "");
    desk.reconcile(0);
    again_is_the_same(&desk, 0);
    says(&desk, "ben-ruiz", "In July");
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_ne!(id(asked), d, "an ID is never given twice");
    assert_eq!(values(asked), ["In July"]);
}

#[test]
fn point_22_a_person_is_written_as_the_contacts_name() {
    let desk = Desk::with_risks(&RISKS);
    let contact = {
        let mut master = desk.master();
        let sheet = master.sheet("Contacts");
        let found = sheet.ids().into_iter().find(|c| sheet.get(c, "Name") == "Ada Park");
        found.unwrap()
    };
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Owner", "ada.park@customer.example");
        sheet.set("R-002", "Owner", &contact.to_lowercase());
        sheet.set("R-003", "Owner", "lena VOGT");
    });
    let report = desk.reconcile(0);
    for (record, name) in [("R-001", "Ada Park"), ("R-002", "Ada Park"), ("R-003", "Lena Vogt")] {
        assert_eq!(desk.value("Risks", record, "Owner"), name, "{}", codes(&report));
    }
    let noted = findings(&report, "value/coerced");
    assert_eq!(noted.len(), 3, "it is noted: {}", codes(&report));
    again_is_the_same(&desk, 0);
    // The master is read with the same care.
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Owner", "ben.ruiz@customer.example"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
}

#[test]
fn point_22_one_person_said_in_two_ways_is_no_disagreement() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Owner", "ada.park@customer.example"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Owner", "Ada Park"));
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ada Park");
}

#[test]
fn point_22_two_contacts_of_one_name_are_ambiguous_and_told_apart_by_mail() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        for mail in ["sam.lee@acme.example", "s.lee@partner.example"] {
            b.sheet("Contacts").add(&[
                ("Name", "Sam Lee"),
                ("E-mail", mail),
                ("Organisation", "Customer"),
                ("Project role", "DBA"),
                ("SteerCo member?", "No"),
            ]);
        }
    });
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Owner", "Sam Lee"));
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let said = findings(&report, "reference/ambiguous");
    assert_eq!(said.len(), 1, "{}", codes(&report));
    let message = said[0]["message"].as_str().unwrap();
    assert!(message.contains("sam.lee@acme.example") && message.contains("s.lee@partner.example"), "{message}");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Owner", "s.lee@partner.example"));
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "reference/ambiguous").len(), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "s.lee@partner.example");
}

#[test]
fn point_23_percent_in_any_spelling_is_80() {
    let desk = Desk::new(&["Ada Park"]);
    let request = |name: &'static str| -> Vec<(&'static str, &'static str)> {
        vec![
            ("Request name", name),
            ("Resource role", "Data Engineer"),
            ("Quantity", "1"),
            ("Sourcing", "AWS"),
            ("Start", "2027-02-01"),
            ("End", "2027-03-01"),
            ("Requested hours", "40"),
            ("Status", "Draft"),
        ]
    };
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        let spelled = [
            ("One", Raw::Number(0.8)),
            ("Two", Raw::Text("80%".into())),
            ("Three", Raw::Number(80.0)),
            ("Four", Raw::Text("80 %".into())),
        ];
        for (name, raw) in spelled {
            let row = sheet.add(&request(name));
            let at = sheet.column("% allocated");
            sheet.put(row, at, raw);
        }
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(findings(&report, "value/type").len() + findings(&report, "value/range").len(), 0, "{}", codes(&report));
    let mut master = desk.master();
    let sheet = master.sheet("Resource Requests");
    for n in 1..=4 {
        let at = prekick::things::place::At::new(sheet.row(&format!("RR-00{n}")), sheet.column("% allocated"));
        let cell = sheet.grid.cell(at).unwrap();
        assert!(matches!(cell.raw, Raw::Number(x) if (x - 0.8).abs() < 1e-9), "RR-00{n}: {:?}", cell.raw);
        assert!(cell.percent, "RR-00{n} is shown as 80 %");
    }
    // In JSON it is 80.
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        let (row, at) = (sheet.row("RR-001"), sheet.column("% allocated"));
        sheet.put(row, at, Raw::Number(0.5));
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let change = report["changes"].as_array().unwrap().iter().find(|c| c["field"] == "percent").unwrap();
    assert_eq!((&change["from"], &change["to"]), (&json!(80), &json!(50)));
}

#[test]
fn point_23_types_are_spelled_as_the_contract_says() {
    let desk = Desk::new(&["Ada Park"]);
    let types = "text long-text integer decimal money percent date choice choices yes-no email phone link person reference computed";
    let types: Vec<&str> = types.split(' ').collect();
    let list = desk.run(&["template", "list", "--format", "json"]).must(0).json();
    for template in list.as_array().unwrap() {
        let shown =
            desk.run(&["template", "show", template["key"].as_str().unwrap(), "--format", "json"]).must(0).json();
        for column in shown["sheets"].as_array().unwrap().iter().flat_map(|s| s["columns"].as_array().unwrap()) {
            assert!(types.contains(&column["type"].as_str().unwrap()), "{column}");
            for key in ["min", "max", "max_length", "references", "required_from", "synonyms", "merge", "aliases"] {
                assert!(column.get(key).is_some(), "{key} is missing in {column}");
            }
        }
    }
    let raid = desk.run(&["template", "show", "raid", "--format", "json"]).must(0).json();
    let column = |key: &str| -> Json {
        let columns = raid["sheets"][0]["columns"].as_array().unwrap();
        columns.iter().find(|c| c["key"] == key).unwrap().clone()
    };
    assert_eq!((&column("probability")["min"], &column("probability")["max"]), (&json!(1), &json!(5)));
    assert_eq!(column("related")["references"], json!(["risks", "assumptions", "issues", "dependencies"]));
    assert!(column("date_closed")["required_from"].is_string());
    assert!(column("category")["synonyms"]["Commercial"].as_array().unwrap().contains(&json!("Budget")));
}

#[test]
fn point_24_global_options_go_before_or_after_the_command() {
    let desk = Desk::new(&["Ada Park"]);
    let root = desk.root.display().to_string();
    let run = |args: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(args).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let before = run(&["--format", "json", "--today", "2026-11-22", "-C", &root, "-q", "reconcile", "--dry-run"]);
    let after = run(&["reconcile", "--dry-run", "-q", "-C", &root, "--today", "2026-11-22", "--format", "json"]);
    assert_eq!(before, after);
    assert_eq!(before.0, Some(0));
    assert!(before.1.contains("prekick.report/1"));
    let nested = run(&["template", "list", "--format", "json"]);
    assert_eq!(nested, run(&["--format", "json", "template", "list"]));
}

#[test]
fn point_24_lists_are_for_scripts() {
    let desk = Desk::new(&["Ada Park"]);
    let list = desk.run(&["template", "list", "--format", "json"]).must(0).json();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 4);
    for template in list {
        let keys: Vec<&String> = template.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 4, "{template}");
        assert!(template["key"].is_string() && template["title"].is_string() && template["version"].is_u64());
        assert!(template["audience"] == "shared" || template["audience"] == "internal");
    }
    let names = desk.run(&["export", "--list"]).must(0).out;
    assert!(names.lines().any(|l| l == "salesforce-resource-requests" || l.starts_with("salesforce")), "{names}");
    assert!(names.lines().all(|l| !l.trim().is_empty() && !l.contains(' ')), "one name a line: {names}");
}

#[test]
fn point_24_an_unknown_code_and_an_engagement_that_is_there_are_exit_2() {
    let desk = Desk::new(&["Ada Park"]);
    let done = desk.run(&["explain", "confilct/feild"]).must(2);
    assert!(done.err.contains("conflict/field"), "{}", done.err);
    assert!(done.out.is_empty());
    assert!(desk.run(&["explain", "conflict/field"]).must(0).out.contains("conflict/field"));
    let before = desk.files(&[]);
    let root = desk.root.display().to_string();
    let done = desk.run(&["init", &root, "--name", "Other", "--customer", "Other"]).must(2);
    assert!(done.err.contains("engagement already"), "{}", done.err);
    assert!(desk.files(&[]) == before, "init changed something");
    // Only one of the two files is left: still an engagement.
    std::fs::remove_file(desk.path("engagement.toml")).unwrap();
    let before = desk.files(&[]);
    desk.run(&["init", &root, "--name", "Other", "--customer", "Other"]).must(2);
    assert!(desk.files(&[]) == before);
}

#[test]
fn sets_merge_member_by_member_through_the_whole_program() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        let mut all = risk("Code freeze not agreed", "No date yet");
        all.push(("Impact on", "Scope, Quality"));
        b.sheet("Risks").add(&all);
        let mut all = risk("Test data is missing", "Nobody knows");
        all.push(("Impact on", "Scope"));
        b.sheet("Risks").add(&all);
    });
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Impact on", "Scope; Quality; Cost");
        b.sheet("Risks").set("R-002", "Impact on", "Cost");
    });
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").set("R-001", "Impact on", "Quality");
        b.sheet("Risks").set("R-002", "Impact on", "Scope, Time");
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Impact on"), "Cost, Quality", "{}", codes(&report));
    // A swap against an addition is a conflict of the whole values.
    let asked = finding(&report, "conflict/field");
    assert_eq!((&asked["record"], &asked["field"]), (&json!("R-002"), &json!("impact_area")));
    let whole: Vec<&Json> = asked["candidates"].as_array().unwrap().iter().map(|c| &c["value"]).collect();
    assert_eq!(whole, [&json!(["Cost"]), &json!(["Scope", "Schedule"])]);
    assert_eq!(desk.value("Risks", "R-002", "Impact on"), "Scope");
    again_is_the_same(&desk, 1);
    desk.decide(&id(asked), "Use my value", "Cost, Scope");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Impact on"), "Scope, Cost");
}

#[test]
fn logs_gain_the_new_lines_of_all_sides_and_lose_none() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        let mut all = risk("Code freeze not agreed", "No date yet");
        all.push(("Update log", "1 Nov: raised\n5 Nov: asked finance"));
        b.sheet("Risks").add(&all);
    });
    desk.run(&["generate", "raid"]).must(0);
    let log = |text: &'static str| move |b: &mut crate::desk::Book| b.sheet("Risks").set("R-001", "Update log", text);
    desk.back("ada-park", log("1 Nov: raised\n5 Nov: asked finance\n8 Nov: no answer"));
    desk.back("ben-ruiz", log("1 Nov: raised\n5 Nov: asked legal\n9 Nov: agreed"));
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-001", "Update log", "1 Nov: raised\n5 Nov: asked finance\n7 Nov: SteerCo told");
    });
    let report = desk.reconcile(0);
    let merged = desk.value("Risks", "R-001", "Update log");
    let lines: Vec<&str> = merged.lines().collect();
    assert_eq!(lines[..3], ["1 Nov: raised", "5 Nov: asked finance", "7 Nov: SteerCo told"]);
    for line in ["8 Nov: no answer", "5 Nov: asked legal", "9 Nov: agreed"] {
        assert_eq!(lines.iter().filter(|l| **l == line).count(), 1, "{merged}");
    }
    let noted = finding(&report, "value/coerced");
    assert_eq!((&noted["severity"], &noted["decision_needed"]), (&json!("info"), &json!(false)));
    assert!(noted["message"].as_str().unwrap().contains("5 Nov: asked finance"));
    again_is_the_same(&desk, 0);
}

#[test]
fn a_clean_cell_beside_a_clash_is_applied_and_an_owned_column_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "In March");
        sheet.set("R-001", "Impact", "5");
        sheet.set("R-001", "Mitigation plan", "We call them");
    });
    says(&desk, "ben-ruiz", "In June");
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Impact"), "5");
    assert_eq!(open(&report), 2);
    let asked = finding(&report, "edit/not-owner");
    assert_eq!((&asked["field"], values(asked)), (&json!("mitigation"), vec!["We call them".to_owned()]));
    assert_eq!(desk.value("Risks", "R-001", "Mitigation plan"), "");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Mitigation plan"), "We call them");
}

#[test]
fn a_word_is_heard_once_and_the_team_may_change_it_afterwards() {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "In March");
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In winter"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In winter");
    // A newer file of the copy that says the same about that field brings nothing back.
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In winter", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}
