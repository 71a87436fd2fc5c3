//! An approval is given for what the row says, and no longer stands once that has changed.

use crate::desk::{Desk, codes, finding, findings};

const GOALS: &str = r#"key = "goals"
title = "Goals"
[[sheets]]
key = "goals"
title = "Goals"
id_prefix = "GO-"
natural_key = ["goal"]
prepared_rows = 5
columns = [
  { key = "id", title = "ID", type = "text", owner = "tool" },
  { key = "goal", title = "Goal", type = "text", required = true },
  { key = "target", title = "Target", type = "text" },
  { key = "remark", title = "Remark", type = "text" },
  { key = "phone", title = "Phone", type = "phone", agreed = false },
  { key = "decision", title = "Sponsor approval", type = "choice", choices = ["Approved", "Rejected", "Pending"] },
  { key = "by", title = "Approved by", type = "person", forums = true },
  { key = "on", title = "Approved on", type = "date" },
  { key = "standing", title = "Approval stands?", type = "computed", owner = "tool", computed = { approval = "sponsor" } },
]
[[sheets.approvals]]
key = "sponsor"
decision = "decision"
approved = ["Approved"]
by = "by"
on = "on"
covers = ["goal", "target"]
[[sheets]]
key = "items"
title = "Items"
id_prefix = "XI-"
natural_key = ["item"]
visibility = "internal"
columns = [
  { key = "id", title = "ID", type = "text", owner = "tool" },
  { key = "item", title = "Item", type = "text", required = true },
  { key = "covers", title = "Stands on", type = "text" },
  { key = "result", title = "Result", type = "choice", choices = ["Approved", "Pending"] },
  { key = "by", title = "Reviewed by", type = "person" },
  { key = "on", title = "Reviewed on", type = "date" },
  { key = "standing", title = "Stands?", type = "computed", owner = "tool", computed = { approval = "review" } },
]
[[sheets.approvals]]
key = "review"
decision = "result"
approved = ["Approved"]
by = "by"
on = "on"
covers = ["item", "covers"]
"#;

const APPROVED: [(&str, &str); 3] =
    [("Sponsor approval", "Approved"), ("Approved by", "Ada Park"), ("Approved on", "2026-11-20")];

/// Two contacts who get the workbook, and two goals.
fn desk() -> Desk {
    let desk = Desk::new(&[]);
    std::fs::create_dir_all(desk.path("workbook-templates")).unwrap();
    std::fs::write(desk.path("workbook-templates/goals.toml"), GOALS).unwrap();
    desk.run(&["reconcile"]).must(0);
    desk.edit_master(|b| {
        for (name, mail) in [("Ada Park", "ada.park@acme.example"), ("Ben Ruiz", "ben.ruiz@acme.example")] {
            b.sheet("Contacts").add(&[
                ("Name", name),
                ("E-mail", mail),
                ("Organisation", "Customer"),
                ("Project role", "Project Manager"),
                ("SteerCo member?", "No"),
                ("Receives", "goals"),
            ]);
        }
        b.sheet("Goals").add(&[("Goal", "Short downtime"), ("Target", "4 hours")]);
        b.sheet("Goals").add(&[("Goal", "No data lost"), ("Target", "0 rows")]);
    });
    desk.run(&["generate"]).must(0);
    desk
}

fn approve(desk: &Desk, who: &str, also: &[(&str, &str)]) {
    desk.back_as("goals", who, None, |b| {
        for (title, typed) in APPROVED.iter().chain(also) {
            b.sheet("Goals").set("GO-001", title, typed);
        }
    });
}

#[track_caller]
fn stands(desk: &Desk, expected: &str) {
    assert_eq!(desk.value("Goals", "GO-001", "Approval stands?"), expected);
}

#[test]
fn an_approval_stands_until_what_it_was_given_for_changes() {
    let desk = desk();
    approve(&desk, "ada-park", &[]);
    let report = desk.reconcile(0);
    assert!(findings(&report, "approval/void").is_empty(), "{}", codes(&report));
    stands(&desk, "Stands");
    assert_eq!(desk.value("Goals", "GO-002", "Approval stands?"), "");
    // A remark is not what was approved.
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Remark", "Measured in the night"));
    desk.reconcile(0);
    stands(&desk, "Stands");
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Target", "2 hours"));
    let report = desk.reconcile(1);
    stands(&desk, "Void");
    let void = finding(&report, "approval/void");
    let said = void["message"].as_str().unwrap();
    for part in ["GO-001", "Short downtime", "Ada Park", "2026-11-20", "Target from “4 hours” to “2 hours”"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!((&void["severity"], &void["decision_needed"]), (&"error".into(), &false.into()));
    assert_eq!(desk.value("Goals", "GO-001", "Sponsor approval"), "Approved", "what was typed stays");
    // Running again changes nothing.
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(1);
    assert!(desk.files(&["master.xlsx", "history"]) == before);
    // Put back, it stands again.
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Target", "4 hours"));
    desk.reconcile(0);
    stands(&desk, "Stands");
}

#[test]
fn approving_again_counts_for_what_the_row_says_now() {
    let desk = desk();
    approve(&desk, "ada-park", &[]);
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Target", "2 hours"));
    desk.reconcile(1);
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Approved on", "2026-11-21"));
    desk.reconcile(0);
    stands(&desk, "Stands");
}

#[test]
fn the_approver_saw_what_the_copy_held() {
    // In one run one person approves and another changes what was approved.
    let desk = desk();
    approve(&desk, "ada-park", &[]);
    desk.back_as("goals", "ben-ruiz", None, |b| b.sheet("Goals").set("GO-001", "Target", "8 hours"));
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Goals", "GO-001", "Target"), "8 hours");
    stands(&desk, "Void");
    assert!(finding(&report, "approval/void")["message"].as_str().unwrap().contains("from “4 hours” to “8 hours”"));
}

#[test]
fn an_approver_may_change_the_content_in_the_same_copy() {
    let desk = desk();
    approve(&desk, "ada-park", &[("Target", "3 hours")]);
    desk.reconcile(0);
    stands(&desk, "Stands");
    assert_eq!(desk.value("Goals", "GO-001", "Target"), "3 hours");
}

#[test]
fn what_is_rejected_or_pending_is_said_so() {
    let desk = desk();
    for (decision, by, on, standing) in [
        ("Rejected", "", "", "Rejected"),
        ("Pending", "", "", "Pending"),
        // Without name and day it does not stand.
        ("Approved", "", "", "Pending"),
        ("Approved", "Ada Park", "", "Pending"),
        ("Approved", "", "2026-11-20", "Pending"),
        ("Approved", "Steering committee", "2026-11-20", "Stands"),
        ("", "", "", ""),
    ] {
        desk.edit_master(|b| {
            let mut goals = b.sheet("Goals");
            goals.set("GO-001", "Sponsor approval", decision);
            goals.set("GO-001", "Approved by", by);
            goals.set("GO-001", "Approved on", on);
        });
        desk.run(&["reconcile"]);
        stands(&desk, standing);
    }
}

#[test]
fn a_typed_standing_is_not_believed_and_sorting_changes_nothing() {
    let desk = desk();
    approve(&desk, "ada-park", &[]);
    desk.reconcile(0);
    desk.edit_master(|b| {
        b.sheet("Goals").set("GO-002", "Approval stands?", "Stands");
        b.sheet("Goals").sort(&[1, 0], true);
    });
    desk.reconcile(0);
    stands(&desk, "Stands");
    assert_eq!(desk.value("Goals", "GO-002", "Approval stands?"), "");
}

#[test]
fn an_item_is_approved_with_the_sheets_it_stands_on() {
    let desk = desk();
    desk.edit_master(|b| {
        _ = b.sheet("Items").add(&[
            ("Item", "Outcomes"),
            ("Stands on", "goals, risks"),
            ("Result", "Approved"),
            ("Reviewed by", "Ada Park"),
            ("Reviewed on", "2026-11-22"),
        ]);
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Items", "XI-001", "Stands?"), "Stands");
    // The log of risks goes on living; the goals were agreed.
    desk.edit_master(|b| {
        _ = b.sheet("Risks").add(&[
            ("Title", "Late access"),
            ("Owner", "Ada Park"),
            ("Raised by", "Ada Park"),
            ("Date raised", "2026-11-20"),
            ("Status", "Open"),
            ("Probability", "1"),
            ("Impact", "1"),
        ]);
    });
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Items", "XI-001", "Stands?"), "Stands");
    // Neither is a phone number part of what was agreed, nor an approval of a goal.
    desk.edit_master(|b| {
        let mut goals = b.sheet("Goals");
        goals.set("GO-001", "Phone", "+49 30 123456");
        APPROVED.iter().for_each(|(title, typed)| goals.set("GO-001", title, typed));
    });
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Items", "XI-001", "Stands?"), "Stands");
    desk.edit_master(|b| b.sheet("Goals").set("GO-002", "Remark", "Counted twice"));
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Items", "XI-001", "Stands?"), "Void");
    let said = finding(&report, "approval/void")["message"].as_str().unwrap().to_owned();
    assert!(said.contains("the sheet Goals"), "{said}");
}

#[test]
fn an_approval_in_somebody_elses_copy_is_asked() {
    let desk = desk();
    approve(&desk, "ben-ruiz", &[("Target", "3 hours")]);
    let report = desk.reconcile(1);
    let asked = finding(&report, "approval/by-another");
    assert_eq!((&asked["record"], &asked["field"]), (&"GO-001".into(), &"decision".into()));
    let said = asked["message"].as_str().unwrap();
    assert!(said.contains("“Approved” of Ada Park came in the copy of Ben Ruiz"), "{said}");
    assert_eq!(crate::desk::open(&report), 1, "one question for one approval: {}", codes(&report));
    stands(&desk, "");
    assert_eq!(desk.value("Goals", "GO-001", "Target"), "3 hours", "what is no approval is taken");
    // A person who knows of it takes it.
    desk.decide(asked["id"].as_str().unwrap(), "Take A", "");
    desk.reconcile(0);
    stands(&desk, "Stands");
}

#[test]
fn a_name_that_is_changed_in_somebody_elses_copy_is_asked_and_a_forum_is_not() {
    let desk = desk();
    desk.edit_master(|b| b.sheet("Goals").set("GO-001", "Sponsor approval", "Approved"));
    desk.reconcile(0);
    desk.run(&["generate", "goals"]);
    desk.back_as("goals", "ben-ruiz", None, |b| {
        b.sheet("Goals").set("GO-001", "Approved by", "Ada Park");
        b.sheet("Goals").set("GO-002", "Sponsor approval", "Approved");
        b.sheet("Goals").set("GO-002", "Approved by", "Steering committee");
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> =
        findings(&report, "approval/by-another").iter().map(|f| format!("{} {}", f["record"], f["field"])).collect();
    assert_eq!(asked, ["\"GO-001\" \"by\""], "{}", codes(&report));
}
