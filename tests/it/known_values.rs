//! What prekick knows of what comes back is filled in: who answered, on which day, and the status that follows.

use crate::desk::{Desk, findings};

/// Questions to Ada Park that should have been answered by now, sent to her.
fn asked(count: usize) -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        for n in 1..=count {
            b.sheet("Clarifications").add(&[
                ("Question", &format!("Which databases of department {n} stay?")),
                ("Area", "Scope"),
                ("Status", "Asked"),
                ("Raised by", "Lena Vogt"),
                ("Raised on", "2026-11-02"),
                ("For", "Ada Park"),
                ("Answer needed by", "2026-11-12"),
                ("Blocks kickoff?", "Yes"),
            ]);
        }
    });
    desk.run(&["reconcile"]);
    desk.run(&["generate", "clarifications", "raid", "--no-questions"]);
    desk
}

fn lines_about_answers(desk: &Desk) -> usize {
    let report = desk.run(&["status", "--format", "json"]).json();
    let due = report["overdue"].as_array().unwrap().iter().filter(|d| d["sheet"] == "clarifications").count();
    let codes = ["answer-overdue", "overdue-without-assumption", "blocking-is-open", "answer-without-status"];
    due + codes.iter().map(|c| findings(&report, &format!("rule/clarifications-{c}")).len()).sum::<usize>()
}

#[test]
fn answered_questions_are_answered() {
    let desk = asked(20);
    assert!(lines_about_answers(&desk) >= 40);
    desk.back_as("clarifications", "ada-park", None, |b| {
        for n in 1..=20 {
            b.sheet("Clarifications").set(&format!("Q-{n:03}"), "Answer", "All but HR");
        }
    });
    desk.run(&["reconcile"]);
    assert_eq!(lines_about_answers(&desk), 0);
    let value = |title: &str| desk.value("Clarifications", "Q-007", title);
    assert_eq!(
        (value("Answered by"), value("Answered on"), value("Status")),
        ("Ada Park".into(), "2026-11-22".into(), "Answered".into())
    );
    let changes = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    assert_eq!(changes.matches("filled in by prekick").count(), 60, "{changes}");

    // Nothing more follows from the same file, and people may change what was filled in.
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(report["changes"], serde_json::json!([]));
    desk.edit_master(|b| {
        b.sheet("Clarifications").set("Q-007", "Answered by", "Ben Ruiz");
        b.sheet("Clarifications").set("Q-008", "Answered on", "");
    });
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Clarifications", "Q-007", "Answered by"), "Ben Ruiz");
    assert_eq!(desk.value("Clarifications", "Q-008", "Answered on"), "");
}

#[test]
fn what_people_fill_in_themselves_stays() {
    let desk = asked(3);
    desk.back_as("clarifications", "ada-park", None, |b| {
        let mut sheet = b.sheet("Clarifications");
        sheet.set("Q-001", "Answer", "All");
        sheet.set("Q-001", "Answered by", "Ben Ruiz");
        sheet.set("Q-001", "Answered on", "2026-11-20");
        sheet.set("Q-001", "Status", "Closed");
        sheet.set("Q-002", "Customer comment", "I ask around");
    });
    desk.run(&["reconcile"]);
    let row = |id: &str| ["Answered by", "Answered on", "Status"].map(|title| desk.value("Clarifications", id, title));
    assert_eq!(row("Q-001"), ["Ben Ruiz", "2026-11-20", "Closed"]);
    assert_eq!(row("Q-002"), ["", "", "Asked"], "a comment is no answer");
}

#[test]
fn two_who_answer_the_same_are_not_asked_who_answered() {
    let desk = asked(1);
    for who in ["ada-park", "ben-ruiz"] {
        desk.back_as("clarifications", who, None, |b| b.sheet("Clarifications").set("Q-001", "Answer", "All"));
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(crate::desk::open(&report), 0, "{report}");
    assert_eq!(desk.value("Clarifications", "Q-001", "Answered by"), "Ada Park");
    assert_eq!(desk.value("Clarifications", "Q-001", "Status"), "Answered");
}

#[test]
fn a_clash_about_the_answer_is_one_question_and_its_decision_fills_in_the_rest() {
    let desk = asked(1);
    for (who, answer) in [("ada-park", "All"), ("ben-ruiz", "None")] {
        desk.back_as("clarifications", who, None, |b| b.sheet("Clarifications").set("Q-001", "Answer", answer));
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(crate::desk::open(&report), 1, "{report}");
    assert_eq!(desk.value("Clarifications", "Q-001", "Answered by"), "");
    desk.decide("D-0001", "Take B", "");
    desk.run(&["reconcile"]);
    let row = ["Answer", "Answered by", "Status"].map(|title| desk.value("Clarifications", "Q-001", title));
    assert_eq!(row, ["None", "Ben Ruiz", "Answered"]);
}

#[test]
fn a_new_row_of_a_customer_says_who_raised_it_and_when() {
    let desk = asked(1);
    desk.back_as("raid", "ben-ruiz", None, |b| {
        b.sheet("Risks").add(&[("Title", "Late access"), ("Probability", "3"), ("Impact", "4")]);
        b.sheet("Risks").add(&[("Title", "No keys"), ("Raised by", "Ada Park"), ("Date raised", "2026-11-03")]);
    });
    desk.run(&["reconcile"]);
    let row = |id: &str| ["Raised by", "Date raised"].map(|title| desk.value("Risks", id, title));
    assert_eq!(
        (row("R-001"), row("R-002")),
        (["Ben Ruiz", "2026-11-22"].map(Into::into), ["Ada Park", "2026-11-03"].map(Into::into))
    );
    // A row that the team types into the master is nobody's copy.
    desk.edit_master(|b| {
        b.sheet("Risks").add(&[("Title", "Too few hands")]);
    });
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Risks", "R-003", "Raised by"), "");
}
