//! Values that their column refuses (§8.17).

use crate::asked::{again_is_the_same, id};
use crate::desk::{Desk, codes, finding, findings, open};
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
fn a_refused_value_is_a_candidate_with_the_nearest_right_one_and_can_not_be_picked() {
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
fn refused_values_of_every_kind_keep_the_master() {
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
fn a_refused_value_beside_another_proposal_is_one_conflict_with_all_of_them() {
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
