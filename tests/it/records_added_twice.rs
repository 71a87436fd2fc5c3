//! Records that two copies add.

use crate::desk::{Desk, codes, findings, risk};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn is_settled(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before, "again is the same as once");
}

fn titles(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    sheet.ids().iter().map(|id| sheet.get(id, "Title")).collect()
}

/// §8.12: records added by two copies with equal natural keys are one record; fields are merged, clashes asked.
#[test]
fn one_record_that_two_people_add() {
    let desk = Desk::with_risks(&RISKS);
    let with = |extra: &[(&'static str, &'static str)], title: &'static str, description: &'static str| {
        let mut row = risk(title, description);
        row.extend(extra);
        row
    };
    let ada = with(&[("Mitigation due", "2027-02-12")], "Vendor support ends", "In autumn");
    let ben = with(&[("Customer comment", "Do it ourselves")], "vendor  support ENDS", "In winter");
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&ada);
    });
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").add(&ben);
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.master().sheet("Risks").ids().len(), 4, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 1);
    assert_eq!(desk.value("Risks", "R-004", "Mitigation due"), "2027-02-12");
    assert_eq!(desk.value("Risks", "R-004", "Customer comment"), "Do it ourselves");
    assert_eq!(desk.value("Risks", "R-004", "Status"), "Open");
    let asked = findings(&report, "conflict/field");
    let clash = asked.iter().find(|f| f["field"] == "description").unwrap();
    assert_eq!(clash["candidates"].as_array().unwrap().len(), 2);
    is_settled(&desk);
}

/// §8.12: two copies that add a record of one name in separate runs add one record.
#[test]
fn equal_names_meet_in_separate_runs() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").add(&risk("VENDOR support ends", "In autumn"));
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(titles(&desk).len(), 4, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 0);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    is_settled(&desk);
}
