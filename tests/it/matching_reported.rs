//! How rows are matched with records, and what a run says of it.

use crate::desk::{Desk, codes, finding, findings, risk};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

fn matching<'j>(report: &'j Json, file: &str, sheet: &str) -> &'j Json {
    let all = report["matching"].as_array().unwrap();
    let of = |m: &&Json| m["file"].as_str().unwrap().contains(file) && m["sheet"] == sheet;
    all.iter().find(of).unwrap_or_else(|| panic!("{file}, {sheet}: {all:?}"))
}

fn counts(matching: &Json) -> Vec<(String, u64)> {
    let counts = matching["counts"].as_object().unwrap().iter();
    counts.map(|(how, n)| (how.clone(), n.as_u64().unwrap())).filter(|(_, n)| *n > 0).collect()
}

#[test]
fn a_run_says_how_every_row_was_matched() {
    let desk = Desk::with_risks(&[
        ("Code freeze not agreed", "No date yet"),
        ("Licences run out", "In May"),
        ("Test data is missing", "Nobody masks it"),
        ("Nobody on call", "At night"),
    ]);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.add(&risk("Backups were never restored", "No one tried"));
        sheet.add(&risk("Licences ran out", "In May"));
        sheet.delete("R-004");
        let key = sheet.column("Row key");
        for (id, id_too) in [("R-001", false), ("R-002", true)] {
            let row = sheet.row(id);
            sheet.put(row, key, Raw::Empty);
            if id_too {
                sheet.set(id, "ID", "");
            }
        }
    });
    let report = desk.reconcile(1);
    let found = matching(&report, "ada-park", "Risks");
    let expected = [("row-key", 1), ("id", 1), ("natural-key", 1), ("new", 1), ("asked", 1)];
    let expected: Vec<(String, u64)> = expected.map(|(how, n)| (how.to_owned(), n)).to_vec();
    let mut sorted = counts(found);
    sorted.sort();
    let mut wanted = expected;
    wanted.sort();
    assert_eq!(sorted, wanted, "{found}");
    assert_eq!(found["rows"], 5);
    assert_eq!(found["missing"], serde_json::json!(["R-004"]));
    let unusual = found["unusual"].as_array().unwrap();
    let asked = unusual.iter().find(|r| r["how"] == "asked").unwrap();
    assert_eq!(asked["record"], "R-002");
    let score = asked["score"].as_u64().unwrap();
    assert!(score > 80, "{asked}");
    let said = finding(&report, "row/possible-duplicate")["message"].as_str().unwrap().to_owned();
    assert!(said.contains(&format!("({score} %)")), "the question states the score: {said}");
    let page = std::fs::read_to_string(desk.path("reports/latest.html")).unwrap();
    assert!(page.contains("How rows were matched") && page.contains(&format!("{score} % alike")));
    let told = desk.run(&["reconcile", "--verbose"]);
    let all = format!("{}{}", told.out, told.err);
    assert!(all.contains("no longer there: R-004"), "{all}");
    // What was new is known by its key now, and saying so changes nothing.
    let again = desk.reconcile(1);
    assert_eq!(counts(matching(&again, "ada-park", "Risks")).iter().find(|(how, _)| how == "new"), None);
    let once_more = desk.reconcile(1);
    assert_eq!(once_more["matching"], again["matching"]);
}

#[test]
fn a_sorted_copy_is_said_to_be_sorted() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet"), ("Licences run out", "In May")]);
    desk.back("ada-park", |b| b.sheet("Risks").sort(&[1, 0], true));
    desk.back("ben-ruiz", |_| {});
    let report = desk.reconcile(0);
    assert_eq!(matching(&report, "ada-park", "Risks")["reordered"], true);
    assert_eq!(matching(&report, "ben-ruiz", "Risks")["reordered"], false);
}

#[test]
fn the_same_risk_in_other_words_from_two_people_is_asked_once() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Licences of the old database run out", "In May"));
    });
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").add(&risk("Licenses of the old databases run out", "In June"));
    });
    let report = desk.reconcile(1);
    let asked = findings(&report, "row/possible-duplicate");
    assert_eq!(asked.len(), 1, "{}", codes(&report));
    assert!(asked[0]["message"].as_str().unwrap().contains(" %)"), "{}", asked[0]);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002"], "never merged by guess");
}

#[test]
fn one_person_entered_by_two_teams_is_one_or_asked() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.run(&["generate", "contacts"]).must(0);
    let person = |name: &'static str, mail: &'static str, role: &'static str| {
        [
            ("Name", name),
            ("E-mail", mail),
            ("Organisation", "Customer"),
            ("Project role", role),
            ("Lead?", "No"),
            ("SteerCo member?", "No"),
        ]
    };
    desk.back_as("contacts", "ada-park", None, |b| {
        let mut sheet = b.sheet("Contacts");
        sheet.add(&person("Cem Oz", "cem.oz@customer.example", "Database administrator"));
        sheet.add(&person("Dora Lima", "dora.lima@customer.example", "Tester"));
    });
    desk.back_as("contacts", "ben-ruiz", None, |b| {
        let mut sheet = b.sheet("Contacts");
        sheet.add(&person("Oz, Cem", "cem.oz@customer.example", "Database administrator"));
        sheet.add(&person("Dora Lima", "dora.lima@elsewhere.example", "Tester"));
    });
    let report = desk.reconcile(1);
    let mut master = desk.master();
    let contacts = master.sheet("Contacts");
    let mails: Vec<String> = contacts.ids().iter().map(|id| contacts.get(id, "E-mail").to_lowercase()).collect();
    assert_eq!(
        mails.iter().filter(|m| *m == "cem.oz@customer.example").count(),
        1,
        "one address, one person: {mails:?}"
    );
    let about_name = findings(&report, "conflict/field").iter().any(|f| f["field"] == "name");
    assert!(about_name, "how the name is written is asked: {}", codes(&report));
    let twice = findings(&report, "rule/contacts-same-name-twice");
    assert_eq!(twice.len(), 2, "one name with two addresses is said: {}", codes(&report));
}
