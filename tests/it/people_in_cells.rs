//! People are written as the contact's name, and understood by e-mail address and ID (§8.22).

use crate::asked::{RISKS, again_is_the_same};
use crate::desk::{Desk, codes, findings, open};

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
