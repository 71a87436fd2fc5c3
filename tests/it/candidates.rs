//! Candidates of a discrepancy, and their letters (§8.19).

use crate::asked::{RISKS, id, says};
use crate::desk::{Desk, codes, finding, findings, risk};

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
fn equal_values_are_one_candidate_with_all_givers_and_the_masters_value_is_none() {
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
    assert!(option.starts_with("In March") && option.contains("Ada Park") && option.contains("Cleo Dunn"), "{option}");
}

#[test]
fn letters_are_stable_and_a_withdrawn_one_is_never_used_again() {
    let (desk, d) = disagreement();
    // Ada says something else: A is withdrawn, her new word is C.
    says(&desk, "ada-park", "In April");
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!(id(asked), d, "the ID stays");
    assert_eq!(shown(&desk, &d, "Option A"), "");
    assert!(shown(&desk, &d, "Option B").starts_with("In June"));
    assert!(shown(&desk, &d, "Option C").starts_with("In April"));
    let mut lines = desk.master();
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
