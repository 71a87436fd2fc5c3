//! The fine print, points 22 to 24: people, types, the command line; and the ways of merging through the whole program.

use crate::desk::{Desk, codes, finding, findings, open, risk};
use crate::fine_print_b::{again_is_the_same, id};
use crate::fine_print_b3::{RISKS, says, values};
use prekick::model::grid::Raw;
use serde_json::{Value as Json, json};

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
        let at = prekick::model::place::At::new(sheet.row(&format!("RR-00{n}")), sheet.column("% allocated"));
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
