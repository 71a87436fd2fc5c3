//! All sheets of a person in one file, which comes back as the copies that it stands for.

use crate::desk::{Book, Desk, codes, findings};
use mail_parser::{MessageParser, MimeHeaders};

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nowhere")];

const PACKET: &str = "outbox/packets/ada-park.2026-11-22.xlsx";

#[test]
fn one_file_comes_back_as_the_copies_that_it_stands_for() {
    let desk = Desk::with_risks(&RISKS);
    desk.run(&["reconcile"]);
    let done = desk.run(&["generate", "raid", "contacts", "--one-file", "--for", "Ada Park"]);
    assert_eq!(done.out.lines().count(), 1, "{} {}", done.out, done.err);
    assert!(done.out.trim().ends_with(PACKET), "{}", done.out);
    let draft = std::fs::read(desk.path("outbox/ada-park.2026-11-22-2.eml")).unwrap();
    let draft = MessageParser::default().parse(&draft).unwrap();
    let attached: Vec<&str> = draft.attachments().map(|file| file.attachment_name().unwrap()).collect();
    assert_eq!(attached, ["ada-park.2026-11-22.xlsx"]);
    let before = desk.files(&["outbox", "master.xlsx"]);
    desk.run(&["generate", "raid", "contacts", "--one-file", "--for", "Ada Park", "--today", "2026-11-25"]);
    assert!(desk.files(&["outbox", "master.xlsx"]) == before, "the same copies are the same packet");

    let mut book = Book::open(&desk.path(PACKET));
    let read_me = book.workbook.sheets.iter().filter(|grid| grid.title == "Read me").count();
    assert_eq!(read_me, 1);
    book.sheet("Risks").set("R-001", "Description", "In March");
    book.sheet("Risks").add(&[("Title", "Found on site"), ("Description", "Just now")]);
    let mut contacts = book.sheet("Contacts");
    let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ben Ruiz").unwrap();
    contacts.set(&id, "Phone", "+47 555 0142");
    book.save(&desk.path("inbox/my file.xlsx"));
    let report = desk.run_apart(&["reconcile", "--format", "json"]).json();
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March", "{}", codes(&report));
    assert_eq!(desk.value("Contacts", &id, "Phone"), "+47 555 0142", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Found on site", "{}", codes(&report));
    let sources: Vec<(&str, &str, &str)> = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["copy"].as_str().unwrap(), s["base"].as_str().unwrap_or("none"), s["status"].as_str().unwrap()))
        .collect();
    let base = |copy: &'static str| (copy, format!("outbox/{copy}.xlsx"));
    let (raid, contacts) = (base("raid.ada-park.2026-11-22"), base("contacts.ada-park.2026-11-22"));
    assert_eq!(sources.len(), 2, "{sources:?}");
    assert!(
        sources.contains(&(raid.0, raid.1.as_str(), "merged"))
            && sources.contains(&(contacts.0, contacts.1.as_str(), "merged")),
        "{sources:?}"
    );
    for code in ["sheet/", "column/", "file/no-base", "row/"] {
        assert!(findings(&report, code).is_empty(), "{}", codes(&report));
    }
    let settled = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert!(desk.files(&["master.xlsx", "history"]) == settled, "again changes nothing");
}

#[test]
fn questions_of_several_workbooks_stand_on_one_sheet_and_are_each_answered_once() {
    let desk = Desk::with_risks(&RISKS);
    desk.change_settings(|settings| settings.replace("packet = \"files\"", "packet = \"one-file\""));
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "In March"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    desk.reconcile(1);
    desk.run(&["generate", "contacts", "raid", "--for", "Ada Park"]);
    let mut book = Book::open(&desk.path(PACKET));
    let mut asked = book.sheet("Please answer");
    let id = asked.ids().into_iter().find(|id| !id.is_empty()).unwrap();
    asked.set(&id, "Your answer", "In May");
    book.save(&desk.path("inbox/answers.xlsx"));
    let report = desk.reconcile(1);
    let said = format!("{report}");
    assert!(said.contains("In May"), "{}", codes(&report));
    assert_eq!(report["sources"].as_array().unwrap().iter().filter(|s| s["file"] == "inbox/answers.xlsx").count(), 2);
    assert!(findings(&report, "sheet/").is_empty(), "{}", codes(&report));
}
