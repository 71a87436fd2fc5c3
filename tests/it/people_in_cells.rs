//! People are written as the contact's name, and understood by e-mail address and ID (§8.22).

use crate::asked::{RISKS, again_is_the_same, id, values};
use crate::desk::{Desk, codes, findings, open, risk};

#[test]
fn a_person_is_written_as_the_contacts_name() {
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
fn one_person_said_in_two_ways_is_no_disagreement() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Owner", "ada.park@customer.example"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Owner", "Ada Park"));
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ada Park");
}

#[test]
fn two_contacts_of_one_name_are_ambiguous_and_told_apart_by_mail() {
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

/// §8.49: a name that resolves is not replaced by one that does not.
#[test]
fn a_name_that_is_no_contacts_does_not_take_the_place_of_one() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Owner", "Ben");
        sheet.set("R-002", "Owner", "Lena Vgot");
        sheet.set("R-003", "Owner", "Migration team");
    });
    let report = desk.reconcile(1);
    let asked = findings(&report, "reference/unknown");
    assert_eq!((asked.len(), open(&report)), (3, 3), "{}", codes(&report));
    let about = |record: &str| *asked.iter().find(|f| f["record"] == record).unwrap();
    // Ben Ruiz is what the master holds, and keeping that needs no option of its own.
    assert_eq!(values(about("R-001")), ["Ben"]);
    assert_eq!(values(about("R-002")), ["Lena Vgot", "Lena Vogt"]);
    assert_eq!(values(about("R-003")), ["Migration team"]);
    let message = about("R-001")["message"].as_str().unwrap();
    assert!(message.contains("“Ben” is no contact, and may mean Ben Ruiz, in place of Ben Ruiz"), "{message}");
    for record in ["R-001", "R-002", "R-003"] {
        assert_eq!(desk.value("Risks", record, "Owner"), "Ben Ruiz");
    }
    again_is_the_same(&desk, 1);
    desk.decide(&id(about("R-002")), "Take B", "");
    desk.decide(&id(about("R-003")), "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-002", "Owner"), "Lena Vogt");
    assert_eq!(desk.value("Risks", "R-003", "Owner"), "Migration team", "a person decided it");
}

#[test]
fn a_short_name_is_asked_where_nobody_stood_and_somebody_new_is_taken() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        for (title, owner) in [("Network is slow", "Lena"), ("Vendor leaves", "Zoltan Kiss"), ("Budget is cut", "me")] {
            let mut values = risk(title, "");
            values.retain(|(column, _)| *column != "Owner");
            values.push(("Owner", owner));
            sheet.add(&values);
        }
    });
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let asked = findings(&report, "reference/unknown");
    let asked = asked.iter().find(|f| f["id"].is_string()).unwrap();
    assert_eq!(values(asked), ["Lena", "Lena Vogt"]);
    let owners: Vec<String> = ["R-004", "R-005", "R-006"].map(|r| desk.value("Risks", r, "Owner")).into();
    assert_eq!(owners, ["", "Zoltan Kiss", "Ada Park"], "{}", codes(&report));
}

#[test]
fn a_name_that_became_a_contacts_is_asked_no_more() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Owner", "Zoltan Kiss"));
    assert_eq!(open(&desk.reconcile(1)), 1);
    desk.edit_master(|b| {
        b.sheet("Contacts").add(&[
            ("Name", "Zoltan Kiss"),
            ("E-mail", "zoltan@customer.example"),
            ("Organisation", "Customer"),
            ("Project role", "DBA"),
            ("SteerCo member?", "No"),
        ]);
    });
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Zoltan Kiss");
}

/// §8.36: the same text in one column of one file is one question.
#[test]
fn one_name_in_several_rows_is_asked_once_and_decided_for_all() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        for record in ["R-001", "R-002", "R-003"] {
            sheet.set(record, "Owner", "Lena");
        }
    });
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let asked = findings(&report, "reference/unknown")[0];
    assert!(asked["message"].as_str().unwrap().contains("3 rows, decided together: R-001 ("), "{asked}");
    let shown = values(asked);
    let lena = shown.iter().position(|value| value == "Lena Vogt").unwrap();
    desk.decide(&id(asked), ["Take A", "Take B", "Take C"][lena], "");
    let report = desk.reconcile(0);
    for record in ["R-001", "R-002", "R-003"] {
        assert_eq!(desk.value("Risks", record, "Owner"), "Lena Vogt", "{}", codes(&report));
    }
    again_is_the_same(&desk, 0);
}
