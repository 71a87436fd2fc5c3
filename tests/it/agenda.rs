//! The agenda of a meeting: what is open, each row once, and nothing internal.

use crate::desk::{Desk, risk};
use serde_json::Value as Json;

/// An engagement whose weekly meeting met on 2026-11-17 and is next on 2026-11-24.
fn desk() -> Desk {
    let desk = Desk::with_risks(&[("Late data", "The export is late."), ("Slow <b>network</b>", "It may be slow.")]);
    desk.edit_master(|b| {
        b.sheet("Meetings").add(&[
            ("Meeting", "Core | team"),
            ("Objective", "See"),
            ("Frequency", "Weekly"),
            ("First on", "2026-11-03"),
            ("Chair", "Ada Park"),
        ]);
        b.sheet("Meetings").add(&[
            ("Meeting", "Steering"),
            ("Objective", "Decide"),
            ("Frequency", "Monthly"),
            ("First on", "2027-01-12"),
        ]);
        b.sheet("Meetings").add(&[
            ("Meeting", "Quagga"),
            ("Objective", "Among ourselves"),
            ("Frequency", "Daily"),
            ("First on", "2026-11-16"),
            ("Visibility", "Internal"),
        ]);
        b.sheet("Risks").set("R-001", "RAG", "Red");
        b.sheet("Risks").set("R-001", "Mitigation due", "2026-11-20");
        b.sheet("Decision log").add(&[("Decision", "Which region?"), ("Status", "Proposed")]);
        b.sheet("Decision log").add(&[("Decision", "Which tool?"), ("Status", "Approved")]);
        for (action, due, visibility) in [
            ("Open the firewall", "2026-11-20", "Shared"),
            ("Order the line", "2026-11-24", "Shared"),
            ("Book a room", "2026-12-24", "Shared"),
            ("Quagga", "2026-11-20", "Internal"),
        ] {
            let values = [("Action", action), ("Due", due), ("Owner", "Ada Park"), ("Status", "Open")];
            b.sheet("Actions").add(&[&values[..], &[("Visibility", visibility)]].concat());
        }
        for (question, status) in [("Who approves downtime?", "Open"), ("Which zone?", "Answered")] {
            b.sheet("Clarifications").add(&[("Question", question), ("For", "Ada Park"), ("Status", status)]);
        }
        for (name, day) in [("Dry run", "2026-12-01"), ("Cut-over", "2027-06-11")] {
            b.sheet("Timeline").add(&[
                ("Milestone or task", name),
                ("Kind", "Milestone"),
                ("Forecast", day),
                ("Status", "Planned"),
            ]);
        }
    });
    desk.run(&["reconcile", "--today", "2026-11-16"]);
    desk
}

fn agenda(desk: &Desk, args: &[&str]) -> Json {
    desk.run(&[&["agenda", "--format", "json"], args].concat()).must(0).json()
}

/// The texts of a topic, in order; none where it is not on the agenda.
fn texts(agenda: &Json, title: &str) -> Vec<String> {
    let topics = agenda["agenda"]["topics"].as_array().unwrap();
    let topic = topics.iter().find(|topic| topic["title"] == title);
    let points = topic.map(|topic| topic["points"].as_array().unwrap().clone()).unwrap_or_default();
    points.iter().map(|point| point["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_open_row_is_on_the_agenda_once_where_it_matters_most() {
    let desk = desk();
    let next = agenda(&desk, &[]);
    assert_eq!((&next["agenda"]["meeting"], &next["agenda"]["on"]), (&"Core | team".into(), &"2026-11-24".into()));
    assert_eq!(texts(&next, "Red"), ["Late data"]);
    assert_eq!(texts(&next, "To be decided"), ["Which region?"]);
    assert_eq!(texts(&next, "Questions, by person"), ["Who approves downtime?"]);
    assert_eq!(texts(&next, "Due by 2026-11-24"), ["Open the firewall", "Order the line"], "{next}");
    assert_eq!(texts(&next, "Next in the plan"), ["Dry run"]);
    let red = &next["agenda"]["topics"][0]["points"][0];
    assert_eq!((&red["record"], &red["day"], &red["late"]), (&"R-001".into(), &"2026-11-20".into(), &true.into()));
    let named = agenda(&desk, &["steering"]);
    assert_eq!((&named["agenda"]["meeting"], &named["agenda"]["on"]), (&"Steering".into(), &"2027-01-12".into()));
    assert_eq!(texts(&named, "Due by 2027-01-12").len(), 3, "by January");
}

#[test]
fn it_says_what_changed_since_the_meeting_before() {
    let desk = desk();
    let on_thursday =
        |meeting: &str| texts(&agenda(&desk, &[meeting, "--today", "2026-11-26"]), "Changed since 2026-11-24");
    assert!(on_thursday("MT-001").is_empty(), "it met after all that was done");
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-002", "Status", "Monitor");
        b.sheet("Risks").set("R-002", "Commercial exposure", "Quagga");
        b.sheet("Risks").add(&risk("New one", "It came up."));
        let internal = b.sheet("Actions").ids().last().unwrap().clone();
        b.sheet("Actions").set(&internal, "Due", "2026-11-21");
    });
    desk.run(&["reconcile", "--today", "2026-11-25"]);
    let changed = on_thursday("MT-001");
    assert_eq!(changed, ["Slow <b>network</b>: Status is now Monitor", "New one: new"]);
    assert!(on_thursday("Steering").is_empty(), "it has not met yet");
}

#[test]
fn what_is_asked_of_people_about_their_copies_is_asked_in_the_meeting() {
    let desk = desk();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "On Monday"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "On Friday"));
    desk.run(&["reconcile"]);
    let next = agenda(&desk, &[]);
    let asked = texts(&next, "Questions, by person");
    assert!(asked.iter().filter(|text| text.contains("Late data")).count() == 2, "{asked:?}");
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let ids = contacts.ids();
        let ben = ids.iter().find(|id| contacts.get(id, "Name") == "Ben Ruiz").unwrap();
        contacts.set(ben, "Visibility", "Internal");
    });
    desk.run(&["reconcile"]);
    let next = agenda(&desk, &[]);
    assert_eq!(texts(&next, "Questions, by person").len(), asked.len() - 1, "{next}");
    assert!(!next.to_string().contains("Ben Ruiz"), "an internal contact is not named: {next}");
}

#[test]
fn the_page_and_the_markdown_say_the_same_and_what_was_typed_stays_text() {
    let desk = desk();
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "RAG", "Red"));
    desk.run(&["reconcile"]);
    let path = desk.run(&["agenda"]).must(0).out;
    assert!(path.trim().ends_with("agenda.core-team.2026-11-24.html"), "{path}");
    let page = String::from_utf8(desk.files(&["exports"]).into_values().next().unwrap()).unwrap();
    let text = desk.run(&["agenda", "-o", "-"]).must(0).out;
    assert!(page.contains("Slow &lt;b&gt;network") && !page.contains("<b>network"), "{page}");
    assert!(text.contains("Slow &lt;b>network") && text.contains("# Agenda: Core \\| team, 2026-11-24"), "{text}");
    for word in ["Open the firewall", "Which region?", "2026-11-20, overdue", "Chair", "Dry run"] {
        assert!(page.contains(word) && text.contains(word), "{word}");
    }
    for word in ["Quagga", "Which tool?", "Book a room", "Which zone?", "Cut-over"] {
        assert!(!page.contains(word) && !text.contains(word), "{word}");
    }
}

#[test]
fn a_meeting_that_is_not_there_and_none_that_is_next_are_said() {
    let desk = Desk::with_risks(&[("Late data", "The export is late.")]);
    let none = desk.run(&["agenda"]).must(2);
    assert!(none.err.contains("no meeting has a next day"), "{}", none.err);
    let desk = self::desk();
    let near = desk.run(&["agenda", "Steerin"]).must(2);
    assert!(near.err.contains("Steering"), "{}", near.err);
    let end = desk.run(&["agenda", "-o", "agenda.docx"]).must(2);
    assert!(end.err.contains(".html"), "{}", end.err);
}
