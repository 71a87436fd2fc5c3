//! Percentages, and the types of `template show` (§8.23).

use crate::asked::{id, values};
use crate::desk::{Desk, codes, findings};
use prekick::model::grid::Raw;
use serde_json::{Value as Json, json};

#[test]
fn percent_in_any_spelling_is_80() {
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
fn types_are_spelled_as_the_contract_says() {
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

/// §8.37, §8.41: a footnote mark is no digit, and a share is offered as a step of the scale.
#[test]
fn what_only_looks_like_a_number_is_asked_and_what_is_near_is_offered() {
    for (typed, offered) in [("4¹", "4¹"), ("60%", "3"), ("④", "④")] {
        let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
        desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", typed));
        let report = desk.reconcile(1);
        assert_eq!(desk.value("Risks", "R-001", "Probability"), "2", "{typed}: {}", codes(&report));
        let asked = report["findings"].as_array().unwrap().iter().find(|f| f["decision_needed"] == true).unwrap();
        assert!(!id(asked).is_empty() && values(asked).contains(&offered.to_owned()), "{typed}: {asked}");
    }
}

/// §8.42: a number is what Excel shows of it.
#[test]
fn a_number_has_the_digits_that_excel_keeps() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        let row = sheet.add(&[("Request name", "One"), ("Resource role", "Data Engineer"), ("Status", "Draft")]);
        let at = sheet.column("Requested hours");
        sheet.put(row, at, Raw::Number(40.1 + 0.2));
    });
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Resource Requests", "RR-001", "Requested hours"), "40.3");
}
