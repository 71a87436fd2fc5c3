//! What goes into calendars and address books: what recipients may see, and nothing else.

use crate::desk::Desk;
use mail_parser::{MessageParser, MimeHeaders};

/// An engagement with meetings, a milestone, and an open issue that is due.
fn desk() -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        let mut meetings = b.sheet("Meetings");
        for (name, attendees, visibility, first) in [
            ("Steering; <b>", "Ada Park", "Shared", "2027-01-12"),
            ("Quagga review", "Ada Park", "Internal", "2027-01-13"),
            ("Some day", "Ada Park", "Shared", ""),
        ] {
            let row = meetings.add(&[
                ("Meeting", name),
                ("Objective", "Decide"),
                ("Required attendees", attendees),
                ("Frequency", "Monthly"),
            ]);
            for (column, value) in [
                ("Chair", "Lena Vogt"),
                ("Day", "Tuesday"),
                ("Time", "09:30"),
                ("Time zone", "Europe/Berlin"),
                ("Minutes", "60"),
                ("First on", first),
                ("Visibility", visibility),
            ] {
                let at = meetings.column(column);
                meetings.put(row, at, prekick::model::grid::Raw::Text(value.into()));
            }
        }
        b.sheet("Timeline").add(&[
            ("Milestone or task", "Cut-over"),
            ("Kind", "Milestone"),
            ("Forecast", "2027-06-11"),
            ("Status", "Planned"),
        ]);
        for (title, status) in [("Firewall is closed", "Open"), ("Licence was short", "Closed")] {
            b.sheet("Issues").add(&[
                ("Title", title),
                ("Owner", "Ben Ruiz"),
                ("Status", status),
                ("Target resolution date", "2027-01-29"),
            ]);
        }
    });
    desk
}

fn unfolded(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n ", "")
}

#[test]
fn a_calendar_has_meetings_milestones_and_due_days_and_nothing_internal() {
    let desk = desk();
    let done = desk.run(&["export", "calendar", "-o", "-"]).must(0);
    let text = unfolded(done.out.as_bytes());
    for line in [
        "SUMMARY:Steering\\; <b>",
        "DTSTART;TZID=Europe/Berlin:20270112T093000",
        "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;UNTIL=20271217T225959Z",
        "ORGANIZER;CN=\"Lena Vogt\":mailto:lena.vogt@delivery.example",
        "ATTENDEE;CN=\"Ada Park\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:ada.park@customer.example",
        "SUMMARY:Milestone: Cut-over",
        "DTSTART;VALUE=DATE:20270611",
        "SUMMARY:Due: I-001 Firewall is closed (Ben Ruiz)",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} in {text}");
    }
    assert!(!text.contains("Licence was short"), "what is closed is not due any more: {text}");
    assert!(!text.contains("Quagga") && done.err.contains("Some day"), "{text} {}", done.err);
    let again = desk.run(&["export", "calendar", "-o", "-"]).must(0);
    assert_eq!(again.out, done.out);
    let cards = desk.run(&["export", "contacts-vcard", "-o", "-"]).must(0);
    let text = unfolded(cards.out.as_bytes());
    assert_eq!(text.matches("BEGIN:VCARD").count(), 3, "{text}");
    assert!(
        text.contains("FN:Ada Park\r\nN:Park;Ada;;;\r\nORG:Acme\r\n")
            && text.contains("EMAIL;TYPE=INTERNET:ada.park@customer.example"),
        "{text}"
    );
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ben Ruiz").unwrap();
        contacts.set(&id, "Visibility", "Internal");
        contacts.set(&id, "Concerns", "Quagga");
    });
    let cards = desk.run(&["export", "contacts-vcard", "-o", "-"]).must(0);
    assert!(!cards.out.contains("Ben Ruiz") && !cards.out.contains("Quagga"), "{}", cards.out);
}

#[test]
fn a_draft_carries_what_concerns_its_reader() {
    let desk = desk();
    desk.run(&["generate", "raid", "--calendar"]);
    let of = |who: &str| {
        let bytes = std::fs::read(desk.path(&format!("outbox/{who}.2026-11-22.eml"))).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let calendar = mail.attachments().find(|file| file.attachment_name() == Some("calendar.ics")).unwrap();
        unfolded(calendar.contents())
    };
    let (ada, ben) = (of("ada-park"), of("ben-ruiz"));
    assert!(ada.contains("Steering") && !ada.contains("Firewall") && ada.contains("Cut-over"), "{ada}");
    assert!(!ben.contains("Steering") && ben.contains("Firewall") && ben.contains("Cut-over"), "{ben}");
}
