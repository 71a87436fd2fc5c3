//! Sets, logs and owned columns through the whole program, and proposals that are heard once (§5).

use crate::asked::{RISKS, again_is_the_same, id, says, values};
use crate::desk::{Desk, codes, finding, open, risk};
use serde_json::{Value as Json, json};

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

#[test]
fn a_set_that_two_removed_from_differently_loses_both_members() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        let mut all = risk("Code freeze not agreed", "No date yet");
        all.push(("Impact on", "Scope, Quality, Cost"));
        b.sheet("Risks").add(&all);
    });
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Impact on", "Quality, Cost"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Impact on", "Scope, Quality"));
    // What the team added meanwhile stays.
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Impact on", "Scope, Quality, Cost, Security"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Impact on"), "Quality, Security", "{}", codes(&report));
    again_is_the_same(&desk, 0);
}
