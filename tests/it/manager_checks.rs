//! What an experienced engagement manager checks across documents before a kickoff: each is found, and said well.

use crate::desk::{Desk, finding};

#[test]
fn the_checks_of_an_engagement_manager_across_documents() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        b.sheet("Contacts").add(&[
            ("Name", "Nadia Ferrante"),
            ("E-mail", "nadia@customer.example"),
            ("Organisation", "Customer"),
            ("Project role", "Executive Sponsor"),
            ("SteerCo member?", "Yes"),
        ]);
        // A risk of score 20 without mitigation, owned by nobody who is known.
        b.sheet("Risks").add(&[
            ("Title", "The window is too short"),
            ("Probability", "4"),
            ("Impact", "5"),
            ("Owner", "Walter Unknown"),
            ("Status", "Open"),
            ("Raised by", "Ada Park"),
            ("Date raised", "2026-11-10"),
        ]);
        b.sheet("Roles").add(&[("Role", "Security"), ("Organisation", "Customer")]);
        b.sheet("Resource Requests").add(&[
            ("Request name", "Late consultant"),
            ("Salesforce project", "a0X5g00000AbCdEEAV"),
            ("Resource role", "Consultant"),
            ("Quantity", "1"),
            ("Sourcing", "AWS"),
            ("Start", "2027-11-01"),
            ("End", "2028-03-31"),
            ("Requested hours", "400"),
            ("Status", "Draft"),
        ]);
        b.sheet("Business Outcomes").add(&[("Business outcome", "No more licences"), ("Owner", "Nadia Ferrante")]);
        b.sheet("Success Metrics").add(&[
            ("Success metric", "Downtime"),
            ("Business outcome", "BO-001"),
            ("Baseline", "9 hours"),
            ("Target", "4 hours"),
            ("How it is measured", "By the clock"),
            ("Owner", "Nadia Ferrante"),
            ("Measure by", "2027-11-30"),
            ("Sponsor approval", "Pending"),
        ]);
        b.sheet("Governance Layers").add(&[
            ("Governance layer", "Strategic"),
            ("Level", "Strategic"),
            ("Forum", "Steering committee"),
            ("Frequency", "Monthly"),
            ("Participants", "Executive Sponsor"),
        ]);
        b.sheet("Meetings").add(&[
            ("Meeting", "Steering committee"),
            ("Governance layer", "Strategic"),
            ("Objective", "Decide"),
            ("Chair", "Ada Park"),
            ("Required attendees", "Ada Park"),
            ("Frequency", "Monthly"),
        ]);
        b.sheet("Clarifications").add(&[
            ("Question", "Which databases stay?"),
            ("Area", "Scope"),
            ("Status", "Asked"),
            ("Raised by", "Lena Vogt"),
            ("Raised on", "2026-11-02"),
            ("For", "Ada Park"),
            ("Answer needed by", "2026-11-12"),
            ("Blocks kickoff?", "No"),
        ]);
    });
    desk.set_stage("review");
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    for (code, record, parts) in [
        ("reference/unknown", "R-001", &["Walter Unknown", "no contact"][..]),
        ("rule/raci-role-without-person", "RO-001", &["Security"]),
        ("rule/resources-outside-project", "RR-001", &["2028-03-31", "2027-12-17"]),
        ("rule/outcomes-metric-needs-sponsor", "SM-001", &["Executive Sponsor", "approved"]),
        ("rule/communication-steerco-lacks-sponsor", "MT-001", &["sponsor"]),
        ("rule/raid-mitigation-needed", "R-001", &["The score is 20", "mitigation"]),
        ("rule/clarifications-answer-overdue", "Q-001", &["2026-11-12", "10 days ago"]),
    ] {
        let said = finding(&report, code);
        assert_eq!(said["record"], record, "{code}");
        let message = said["message"].as_str().unwrap();
        for part in parts {
            assert!(message.to_lowercase().contains(&part.to_lowercase()), "{code}, {part}: {message}");
        }
        assert!(!code.starts_with("rule/") || message.starts_with(record), "{code}: {message}");
        assert!(!said["help"].as_str().unwrap().is_empty(), "{code}: {message}");
        let explained = desk.run(&["explain", code]).must(0);
        assert!(explained.out.starts_with(code), "{}", explained.out);
    }
}
