//! Forums, teams and roles may be named wherever somebody decides, owns or is escalated to; a typo of a name is still asked.

use crate::desk::{Desk, codes, findings};

/// An escalation matrix in the shape that AWS publishes for database migrations: nine kinds of trouble, four levels, which name
/// roles, two roles side by side, meetings and the steering committee, and leave levels out.
const MATRIX: [(&str, [&str; 4]); 9] = [
    ("Scope grows", ["Stream Outcome Owner", "Lead Pod", "Customer Program Owner", "Steering Committee"]),
    ("People are missing", ["AWS Engagement Manager", "Lead Pod", "Customer Program Owner", "Steering Committee"]),
    ("Dates slip", ["AWS Engagement Manager", "Lead Pod", "Customer Program Owner", "Steering Committee"]),
    ("A risk or an issue", ["AWS Engagement Manager", "Lead Pod", "Program Status Meeting", "Steering Committee"]),
    (
        "Money",
        [
            "AWS Engagement Manager / Third Party Vendor",
            "Customer Program Manager / Project Manager",
            "Customer Finance / Procurement",
            "Steering Committee",
        ],
    ),
    (
        "Security gaps",
        [
            "AWS Engagement Manager + AWS Sr Database Consultant",
            "AWS Security Lead",
            "Customer Cyber Security (CISO)",
            "Steering Committee",
        ],
    ),
    ("A domain is not there", ["Customer Outcome owner", "", "", ""]),
    (
        "Testers are missing",
        ["AWS Engagement Manager", "Customer Program Manager / Program Owner", "Domain Owners", "Steering Committee"],
    ),
    ("Third parties are not there", ["Customer Change Manager", "", "", ""]),
];

/// What is said of levels that name nobody.
fn unknown_levels(desk: &Desk) -> Vec<String> {
    let report = desk.run(&["status", "--format", "json"]).json();
    let all = report["findings"].as_array().unwrap().iter();
    let of_levels = |code: &str| code.starts_with("rule/governance-level-") && code.ends_with("-unknown");
    let said = all.filter(|f| of_levels(f["code"].as_str().unwrap()));
    said.map(|f| f["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_escalation_matrix_of_roles_and_forums_is_asked_about_only_where_a_name_is_wrong() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Escalation");
        for (kind, [l1, l2, l3, l4]) in MATRIX {
            let levels = [("Issue type", kind), ("Level 1", l1), ("Level 2", l2), ("Level 3", l3), ("Level 4", l4)];
            let filled: Vec<(&str, &str)> = levels.into_iter().filter(|(_, typed)| !typed.is_empty()).collect();
            sheet.add(&filled);
        }
    });
    assert!(desk.run(&["reconcile"]).code <= 1);
    assert_eq!(unknown_levels(&desk), [""; 0]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Escalation");
        sheet.set("ES-001", "Level 1", "Lena Vogtt");
        sheet.set("ES-002", "Level 2", "Ada Prak / Lead Pod");
        sheet.set("ES-003", "Level 3", "Jo Public");
    });
    assert!(desk.run(&["reconcile"]).code <= 1);
    let said = unknown_levels(&desk);
    let asked = ["“Lena Vogtt” is nobody", "“Ada Prak” is nobody", "“Jo Public” is nobody"];
    assert_eq!(said.len(), asked.len(), "{said:#?}");
    assert!(asked.iter().zip(&said).all(|(name, said)| said.contains(name)), "{said:#?}");
}

#[test]
fn a_forum_that_the_project_knows_may_own_and_decide_and_no_other() {
    let desk = Desk::with_risks(&[("One", "a"), ("Two", "b"), ("Three", "c"), ("Four", "d"), ("Five", "e")]);
    desk.edit_master(|b| {
        b.sheet("Meetings").add(&[("Meeting", "Migration board")]);
        b.sheet("Roles").add(&[("Role", "Database Team"), ("Organisation", "Customer")]);
        let mut risks = b.sheet("Risks");
        for (id, owner) in [
            ("R-001", "Steering committee"),
            ("R-002", "Migration board"),
            ("R-003", "Customer Database Team"),
            ("R-004", "Ada Prak"),
            ("R-005", "Billing team"),
        ] {
            risks.set(id, "Owner", owner);
        }
        // Who raises a risk is a person.
        risks.set("R-001", "Raised by", "Steering committee");
    });
    desk.run(&["reconcile"]);
    let report = desk.run(&["status", "--format", "json"]).json();
    let unknown = findings(&report, "reference/unknown");
    let at: Vec<String> = unknown.iter().map(|f| format!("{} {}", f["record"], f["field"]).replace('"', "")).collect();
    assert_eq!(at, ["R-001 raised_by", "R-004 owner", "R-005 owner"], "{}", codes(&report));
}

#[test]
fn a_copy_may_give_an_item_to_a_forum() {
    let desk = Desk::with_risks(&[("One", "a"), ("Two", "b")]);
    desk.back("ada-park", |b| {
        let mut risks = b.sheet("Risks");
        risks.set("R-001", "Owner", "Steering committee");
        risks.set("R-002", "Owner", "Ben Riuz");
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["decision_needed"] == true)
        .map(|f| format!("{} {}", f["record"], f["field"]).replace('"', ""))
        .collect();
    assert_eq!(asked, ["R-002 owner"], "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Steering committee");
}
