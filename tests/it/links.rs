//! Hyperlinks: what lies behind the text of a cell.

use crate::desk::{Desk, codes, findings};
use crate::merge_in_place::run;
use rust_xlsxwriter::{Formula, Url, Workbook};
use std::path::Path;

const RUNBOOK: &str = "https://acme.example/runbook";

/// §8.51: in columns of addresses the address is the value.
#[test]
fn an_address_behind_a_text_is_the_value_of_a_column_of_addresses() {
    let desk = Desk::new(&["Ada Park"]);
    desk.run(&["generate", "contacts"]);
    desk.back_as("contacts", "ada-park", None, |b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ada Park").unwrap();
        contacts.set(&id, "E-mail", "Ada");
        contacts.link(&id, "E-mail", "mailto:a.park@acme.example?subject=Hello");
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let mut master = desk.master();
    let contacts = master.sheet("Contacts");
    let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ada Park").unwrap();
    assert_eq!(contacts.get(&id, "E-mail"), "a.park@acme.example", "{}", codes(&report));
    assert!(findings(&report, "value/coerced").iter().any(|f| f["message"].as_str().unwrap().contains("behind")));
}

/// §8.51: elsewhere the text is the value, and the address is said.
#[test]
fn an_address_behind_any_other_text_is_said_and_one_that_the_text_shows_is_not() {
    for (text, address, said) in [("see the runbook", RUNBOOK, 1), ("https://acme.example", "https://acme.example/", 0)]
    {
        let desk = Desk::with_risks(&[("Late data", "see the runbook")]);
        desk.back("ada-park", |b| {
            let mut risks = b.sheet("Risks");
            risks.set("R-001", "Description", text);
            risks.link("R-001", "Description", address);
        });
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), text, "{}", codes(&report));
        let found = findings(&report, "value/link");
        assert_eq!(found.len(), said, "{}", codes(&report));
        assert!(
            found.iter().all(|f| f["message"].as_str().unwrap().contains(RUNBOOK) && f["place"]["cell"].is_string())
        );
    }
}

/// §8.51: a cell of the master with a link stays one.
#[test]
fn a_link_that_the_team_sets_in_the_master_stays_until_its_text_goes() {
    let desk = Desk::with_risks(&[("Late data", "see the runbook"), ("Lost key", "none")]);
    desk.edit_master(|b| {
        b.sheet("Risks").link("R-001", "Description", RUNBOOK);
        b.sheet("Risks").set("R-002", "Description", "another");
    });
    let link = || {
        let mut master = desk.master();
        let links = master.sheet("Risks").grid.links.clone();
        links.into_iter().map(|link| link.address).collect::<Vec<_>>()
    };
    desk.run(&["reconcile"]).must(0);
    assert_eq!(link(), [RUNBOOK]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "gone"));
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!((link(), findings(&report, "value/link").len()), (Vec::<String>::new(), 1), "{}", codes(&report));
}

/// A workbook of two rows; each has a text and an address behind it.
fn linked(folder: &Path, name: &str, addresses: [&str; 2]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["ID", "Document"]) {
        sheet.write(0, column, title).unwrap();
    }
    for (row, (id, text)) in (1..).zip([("1", "Runbook"), ("2", "Plan")]) {
        sheet.write(row, 0, id).unwrap();
        match addresses[row as usize - 1] {
            "" => sheet.write(row, 1, text).unwrap(),
            address if address.contains("formula") => {
                let formula = format!("=HYPERLINK(\"{address}\",\"{text}\")");
                sheet.write_formula(row, 1, Formula::new(formula).set_result(text)).unwrap()
            }
            address => sheet.write_url_with_text(row, 1, Url::new(address), text).unwrap(),
        };
    }
    book.save(folder.join(name)).unwrap();
}

/// §8.51: without an engagement an address counts like a value.
#[test]
fn another_address_behind_the_same_text_is_a_change() {
    let other = "https://acme.example/other";
    let place = "internal:'Sheet1'!A1";
    for (base, returned) in [
        ([RUNBOOK, ""], [other, ""]),
        ([RUNBOOK, ""], [RUNBOOK, other]),
        ([RUNBOOK, ""], ["https://acme.example/formula", ""]),
        ([RUNBOOK, ""], ["", ""]),
        ([RUNBOOK, ""], [place, ""]),
        ([RUNBOOK, ""], [RUNBOOK, ""]),
        ([place, ""], [place, ""]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        linked(path, "base.xlsx", base);
        linked(path, "returned.xlsx", returned);
        let differs = base != returned;
        let done = run(path, &["diff", "base.xlsx", "returned.xlsx"]).must(i32::from(differs));
        assert_eq!(done.out.contains("1 link changed"), differs, "{}", done.out);
    }
}
