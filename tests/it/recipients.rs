//! Slugs, recipients who are no longer contacts, and the Receives column.

use crate::desk::{Desk, codes, finding, findings};

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// §8.28: slugs transliterate.
#[test]
fn slugs_transliterate() {
    let desk = Desk::new(&[]);
    desk.edit_master(|b| {
        for name in ["Ana Díaz", "Søren Ø", "O’Neil, Müller-Lüdenscheidt"] {
            b.sheet("Contacts").add(&[
                ("Name", name),
                ("E-mail", "someone@customer.example"),
                ("Organisation", "Customer"),
                ("Project role", "Project Manager"),
                ("Receives", "raid"),
            ]);
        }
    });
    desk.run(&["generate", "raid"]);
    for slug in ["ana-diaz", "soren-o"] {
        assert!(
            desk.path(&format!("outbox/raid.{slug}.2026-11-22.xlsx")).exists(),
            "{:?}",
            desk.files(&["outbox"]).keys()
        );
    }
    let sent = desk.files(&["outbox"]);
    assert_eq!(sent.keys().filter(|k| k.ends_with(".xlsx")).count(), 3);
    assert!(sent.keys().all(|k| k.is_ascii() && !k.contains(' ')));
}

/// §8.28: a recipient who is no contact any more is known by the copy, and a finding says so.
#[test]
fn a_recipient_who_is_no_contact_any_more() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ada Park").unwrap();
        contacts.delete(&id);
    });
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let done = desk.run(&["reconcile", "--format", "json"]);
    let report = done.json();
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "{}", codes(&report));
    let said: Vec<_> = findings(&report, "reference/unknown")
        .into_iter()
        .filter(|f| f["place"]["file"].as_str().unwrap().starts_with("inbox/"))
        .collect();
    assert_eq!(said.len(), 1, "{}", codes(&report));
    assert!(said[0]["message"].as_str().unwrap().contains("ada-park"));
    assert_eq!(report["sources"][0]["recipient"], "ada-park");
}

/// §8.29: Receives takes keys or titles, in any separators; an unknown word is a finding with the nearest right one.
#[test]
fn receives_takes_keys_or_titles() {
    let desk = Desk::new(&[]);
    let title = prekick::edges::templates::load(&[]).unwrap().into_iter().find(|t| t.key == "raid").unwrap().title;
    let texts = [format!("{title}; contacts"), "raid/contacts".into(), "CONTACTS\nRAID".into(), "raid, contcts".into()];
    desk.edit_master(|b| {
        for (n, text) in texts.iter().enumerate() {
            let name = format!("Person {}", ["Anna", "Berta", "Cora", "Dora"][n]);
            b.sheet("Contacts").add(&[
                ("Name", &name),
                ("E-mail", &format!("p{n}@customer.example")),
                ("Organisation", "Customer"),
                ("Project role", "Project Manager"),
                ("Receives", text),
            ]);
        }
    });
    let done = desk.run(&["reconcile", "--format", "json"]);
    let report = done.json();
    let unknown = finding(&report, "reference/unknown");
    let text = unknown["message"].as_str().unwrap();
    assert!(text.contains("contcts") && text.contains("Contacts"), "{text}");
    assert_eq!(unknown["field"], "receives");
    desk.run(&["generate"]);
    let files = desk.files(&["outbox"]);
    let of = |who: &str| files.keys().filter(|k| k.contains(who) && k.ends_with(".xlsx")).count();
    assert_eq!([of("anna"), of("berta"), of("cora"), of("dora")], [2, 2, 2, 1], "{:?}", files.keys());
}

/// §8.29: what of Receives leads to no copy is said, also to those who get another, and where they are named with --for.
#[test]
fn generate_says_what_of_receives_leads_to_nothing() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn", "Dora Lind"]);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        for (name, receives) in [
            ("Ada Park", "RAID log, Rasci"),
            ("Ben Ruiz", "handover"),
            ("Cleo Dunn", "raid; checklist"),
            ("Dora Lind", "all"),
        ] {
            let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == name).unwrap();
            contacts.set(&id, "Receives", receives);
        }
    });
    let err = desk.run(&["generate"]).err;
    for line in [
        "Ada Park gets RAID log.",
        "Ada Park does not get everything that Receives lists: no workbook is called “Rasci” (nearest: RACI).",
        "Ben Ruiz gets nothing: Sales-to-delivery handover is internal.",
        "Cleo Dunn does not get everything that Receives lists: Pre-kickoff checklist is internal.",
    ] {
        assert!(err.lines().any(|l| l == line), "{line}: {err}");
    }
    assert!(!err.contains("Dora Lind does not get"), "who is sent all lacks nothing: {err}");
    let err = desk.run(&["generate", "--for", "ada-park"]).err;
    assert!(err.contains("Ada Park does not get everything") && !err.contains("Ben"), "{err}");
}

/// It says who gets what, who gets nothing and why, and what is wrong in what goes out; stdout has the paths alone.
#[test]
fn generate_says_who_gets_what_and_who_gets_nothing() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz", "Cleo Dunn"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&[("Title", "Code freeze not agreed"), ("Probability", "many")]);
        let mut contacts = b.sheet("Contacts");
        let id = |contacts: &crate::desk::Sheet<'_>, name: &str| {
            contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == name).unwrap()
        };
        for (name, receives) in [("Ada Park", "Risks"), ("Ben Ruiz", "RIAD log"), ("Cleo Dunn", "")] {
            let id = id(&contacts, name);
            contacts.set(&id, "Receives", receives);
        }
    });
    let done = desk.run(&["generate"]);
    assert!(done.err.contains("Ada Park gets RAID log."), "{}", done.err);
    assert!(
        done.err.contains("Ben Ruiz gets nothing: no workbook is called “RIAD log” (nearest: RAID log)."),
        "{}",
        done.err
    );
    assert!(done.err.contains("Cleo Dunn") && done.err.contains("nothing: Receives is empty."), "{}", done.err);
    assert!(done.err.contains("in cells that go out:") && done.err.contains("many"), "{}", done.err);
    assert!(done.out.lines().all(|l| l.ends_with(".xlsx")) && done.out.lines().count() == 1, "{}", done.out);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Cleo Dunn").unwrap();
        contacts.set(&id, "Receives", "all");
    });
    let done = desk.run(&["generate", "--for", "cleo-dunn"]);
    assert!(done.out.lines().count() > 3, "{}\n{}", done.out, done.err);
}

#[test]
fn a_very_long_name_keeps_nobody_from_getting_copies() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        b.sheet("Contacts").add(&[
            ("Name", &"Bartholomew ".repeat(20)),
            ("E-mail", "bart@customer.example"),
            ("Organisation", "Customer"),
            ("Project role", "Project Manager"),
            ("Receives", "raid"),
        ]);
    });
    let done = desk.run(&["generate", "raid"]);
    assert_eq!(done.out.lines().count(), 2, "{}\n{}", done.out, done.err);
}
