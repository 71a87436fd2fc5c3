//! What is mailed: a draft for each person with their copies, and reminders of what they owe.

use crate::desk::{Desk, risk};
use mail_parser::{Message, MessageParser, MimeHeaders};
use std::collections::BTreeMap;

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nowhere")];

/// The drafts in outbox/, by name.
fn drafts(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    let mut files = desk.files(&["outbox"]);
    files.retain(|name, _| name.ends_with(".eml"));
    files.into_iter().map(|(name, bytes)| (name.trim_start_matches("outbox/").to_owned(), bytes)).collect()
}

fn mail(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn attached(mail: &Message<'_>) -> Vec<String> {
    mail.attachments().map(|file| file.attachment_name().unwrap().to_owned()).collect()
}

fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).unwrap().replace("\r\n", "\n")
}

#[test]
fn each_person_gets_a_draft_with_their_copies_and_no_copy_goes_into_two() {
    let desk = Desk::with_risks(&RISKS);
    let first = drafts(&desk);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["ada-park.2026-11-22.eml", "ben-ruiz.2026-11-22.eml"]);
    let ada = mail(&first["ada-park.2026-11-22.eml"]);
    assert_eq!(ada.to().unwrap().first().unwrap().address(), Some("ada.park@customer.example"));
    assert_eq!(ada.subject(), Some("Acme migration: please return by 2026-11-30"));
    assert!(text(&ada).contains("\n- RAID log\n") && text(&ada).contains("Lena Vogt"), "{}", text(&ada));
    assert_eq!(attached(&ada), ["raid.ada-park.2026-11-22.xlsx"]);
    let sent = std::fs::read(desk.copy_of("raid", "ada-park")).unwrap();
    assert!(ada.attachments().next().unwrap().contents() == sent, "the copy arrives as it lies in outbox/");

    desk.run(&["generate", "raid"]).must(0);
    desk.run(&["generate", "raid", "--today", "2026-11-25"]).must(0);
    assert!(drafts(&desk) == first, "what is in a draft already goes into no other");

    let done = desk.run(&["generate", "raid", "contacts", "--for", "Ada Park"]);
    assert!(!done.out.contains(".eml") && done.err.contains("ada-park.2026-11-22-2.eml"), "{} {}", done.out, done.err);
    let second = drafts(&desk);
    assert_eq!(attached(&mail(&second["ada-park.2026-11-22-2.eml"])), ["contacts.ada-park.2026-11-22.xlsx"]);
    std::fs::remove_file(desk.path("outbox/ada-park.2026-11-22-2.eml")).unwrap();
    desk.run(&["generate", "contacts", "--for", "Ada Park"]);
    assert!(drafts(&desk) == second, "a draft that is gone is made again, byte for byte");
}

#[test]
fn a_draft_is_in_the_language_of_its_reader_and_no_name_becomes_a_header() {
    let desk = Desk::new(&["Ada Park"]);
    desk.change_settings(|s| {
        s.replace("name = \"Acme migration\"", "name = \"Acme <script> =HYPERLINK(1)\\r\\nBcc: x@y.example\"")
    });
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ada Park").unwrap();
        contacts.set(&id, "Language", "German");
        contacts.set(&id, "E-mail", "ada.park");
    });
    let done = desk.run(&["generate", "raid"]);
    assert!(done.err.contains("Fill in To yourself in the drafts for Ada Park"), "{}", done.err);
    let all = drafts(&desk);
    let ada = mail(&all["ada-park.2026-11-22.eml"]);
    assert!(ada.to().is_none() && ada.bcc().is_none());
    let subject = "Acme <script> =HYPERLINK(1) Bcc: x@y.example: bitte zurück bis 2026-11-30";
    assert_eq!(ada.subject(), Some(subject));
    assert!(text(&ada).starts_with("Guten Tag Ada Park,\n"), "{}", text(&ada));
}

#[test]
fn only_who_owes_something_is_reminded_and_a_second_reminder_knows_of_the_first() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        for (title, owner, visibility) in [
            ("Firewall is closed", "Ben Ruiz", "Shared"),
            ("Quagga clause", "Ben Ruiz", "Internal"),
            ("Ada is quick", "Nobody Known", "Shared"),
        ] {
            let mut issue = risk(title, "As it is");
            issue.retain(|(title, _)| ["Title", "Description", "Status", "Date raised"].contains(title));
            let mut issues = b.sheet("Issues");
            let row = issues.add(&issue);
            for (column, value) in
                [("Owner", owner), ("Target resolution date", "2026-11-30"), ("Visibility", visibility)]
            {
                let at = issues.column(column);
                issues.put(row, at, prekick::model::grid::Raw::Text(value.into()));
            }
        }
    });
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "In March"));
    desk.reconcile(0);
    let before = drafts(&desk);
    let remind = |day: &str| desk.run(&["remind", "--today", day]).must(0);
    let done = remind("2026-12-05");
    assert_eq!(done.out.lines().count(), 1, "{} {}", done.out, done.err);
    assert!(done.out.trim().ends_with("ben-ruiz.reminder.2026-12-05.eml"), "{}", done.out);
    let first = drafts(&desk);
    assert_eq!(first.len(), before.len() + 1, "Ada has answered");
    let ben = mail(&first["ben-ruiz.reminder.2026-12-05.eml"]);
    let said = text(&ben);
    assert!(said.contains("- RAID log, wanted by 2026-11-30\n"), "{said}");
    assert!(said.contains("Firewall is closed, due 2026-11-30\n"), "{said}");
    assert!(!said.contains("Quagga") && !said.contains("Ada is quick") && !said.contains("last reminded"), "{said}");
    assert_eq!(attached(&ben), ["raid.ben-ruiz.2026-11-22.xlsx"]);

    let settled = desk.files(&[]);
    remind("2026-12-05");
    assert!(desk.files(&[]) == settled, "the same day again changes nothing");

    remind("2026-12-12");
    let second = drafts(&desk);
    let said = text(&mail(&second["ben-ruiz.reminder.2026-12-12.eml"]));
    assert!(said.contains("We last reminded you on 2026-12-05."), "{said}");
}

#[test]
fn questions_are_reminded_of_with_the_copy_that_asks_them() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "In March"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    desk.reconcile(1);
    desk.run(&["remind", "--today", "2026-11-24"]).must(0);
    let all = drafts(&desk);
    let ada = mail(&all["ada-park.reminder.2026-11-24.eml"]);
    let said = text(&ada);
    assert!(said.contains("R-001 Code freeze not agreed · Description: Your answer and another one differ."), "{said}");
    assert!(!said.contains("Not back yet"), "{said}");
    assert_eq!(attached(&ada), ["raid.ada-park.2026-11-24.xlsx"]);
    desk.run(&["generate", "raid", "--today", "2026-11-25"]);
    assert_eq!(drafts(&desk).len(), all.len(), "the copy went out with the reminder");
    let status = desk.run(&["status", "--today", "2026-11-25"]);
    assert!(status.out.contains("4 copies sent, 2 not back yet"), "older copies are not waited for: {}", status.out);
}

#[test]
fn who_was_reminded_before_is_escalated_to_the_level_above() {
    let desk = Desk::of_people_with_risks(&["Ada Park", "Ben Ruiz"], &RISKS);
    desk.edit_master(|b| {
        let mut layers = b.sheet("Governance Layers");
        for (layer, level, chair, participants) in [
            ("Board", "Strategic", "Ada Park", "Sponsors"),
            ("Team", "Project tracking", "Lena Vogt", "Ben Ruiz, developers"),
        ] {
            layers.add(&[
                ("Governance layer", layer),
                ("Level", level),
                ("Forum", layer),
                ("Chair", chair),
                ("Participants", participants),
            ]);
        }
    });
    desk.back("ada-park", |_| ());
    desk.run(&["reconcile"]);
    let first = desk.run(&["remind", "--escalate", "--today", "2026-12-05"]).must(0);
    assert!(first.out.contains("ben-ruiz.reminder.2026-12-05.eml"), "nobody is escalated unasked: {}", first.out);
    let second = desk.run(&["remind", "--escalate", "--today", "2026-12-12"]).must(0);
    assert!(second.err.contains("escalated to Ada Park after 1 reminder"), "{}", second.err);
    let all = drafts(&desk);
    let letter = mail(&all["ben-ruiz.escalation.2026-12-12.eml"]);
    assert_eq!(letter.to().unwrap().first().unwrap().address(), Some("ada.park@customer.example"));
    assert_eq!(letter.subject(), Some("Acme migration: waiting for Ben Ruiz"));
    let said = text(&letter);
    assert!(
        said.contains("Ben Ruiz on Acme migration (reminders sent: 1)")
            && said.contains("- RAID log, wanted by 2026-11-30"),
        "{said}"
    );
    assert_eq!(letter.attachments().count(), 0);
}
