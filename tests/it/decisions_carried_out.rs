//! Decisions that can and cannot be carried out, and what is carried from run to run (§8.21).

use crate::asked::{RISKS, again_is_the_same, decided, id, says, values};
use crate::desk::{Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Raw;
use serde_json::{Value as Json, json};

/// What a row of Discrepancies shows under a title.
fn shown(desk: &Desk, id: &str, title: &str) -> String {
    desk.master().sheet("Discrepancies").get(id, title)
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
fn what_was_written_beside_a_deleted_row_ends_in_decisions_too() {
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
fn a_decision_that_can_not_be_carried_out_is_still_asked() {
    let (desk, d) = disagreement();
    for (pick, mine) in [("Take C", ""), ("ask Ben", ""), ("Use my value", ""), ("One by one", "")] {
        desk.edit_master(|b| {
            b.sheet("Discrepancies").set(&d, "Decision", pick);
            b.sheet("Discrepancies").set(&d, "My value", mine);
        });
        let report = desk.reconcile(1);
        assert_eq!(findings(&report, "decision/invalid").len(), 1, "{pick}: {}", codes(&report));
        assert_eq!(id(finding(&report, "conflict/field")), d);
        assert_eq!(shown(&desk, &d, "Decision"), "", "what can't be carried out is never carried out later");
        assert!(shown(&desk, &d, "What is wrong").contains(&format!("“{pick}”")), "and is quoted");
    }
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn my_value_must_be_what_the_column_takes() {
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
fn empty_in_words_clears_a_field() {
    let (desk, d) = disagreement();
    desk.decide(&d, "Use my value", "(Empty)");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
    again_is_the_same(&desk, 0);
}

#[test]
fn later_my_value_and_note_are_carried_and_end_in_decisions() {
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
fn a_candidate_typed_into_the_master_is_the_decision() {
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
fn anything_else_typed_into_the_master_is_asked_again_with_the_new_value() {
    let (desk, d) = disagreement();
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "In winter"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!((id(asked), &asked["master"]), (d.clone(), &json!("In winter")));
    assert_eq!(values(asked), ["In March", "In June"]);
    assert_eq!(findings(&report, "decision/").len(), 0, "nothing was picked, so nothing is stale");
}

#[test]
fn a_row_deleted_from_discrepancies_comes_back() {
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
fn a_pick_for_an_id_that_is_not_open_is_said() {
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
fn my_value_may_be_a_date_a_number_or_a_person_as_excel_holds_them() {
    let desk = Desk::with_risks(&RISKS);
    for (who, day, owner) in [("ada-park", "2026-11-05", "Ada Park"), ("ben-ruiz", "2026-11-09", "Lena Vogt")] {
        desk.back(who, |b| {
            b.sheet("Risks").set("R-001", "Date raised", day);
            b.sheet("Risks").set("R-001", "Owner", owner);
        });
    }
    let report = desk.reconcile(1);
    for asked in findings(&report, "conflict/field") {
        let mine = if asked["field"] == "date_raised" { "2026-11-07" } else { "ADA.PARK@customer.example" };
        desk.decide(&id(asked), "Use my value", mine);
    }
    let report = desk.reconcile(0);
    let fields: Vec<&Json> = report["changes"].as_array().unwrap().iter().map(|c| &c["to"]).collect();
    assert!(fields.contains(&&json!("2026-11-07")) && fields.contains(&&json!("Ada Park")), "{fields:?}");
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ada Park");
}
