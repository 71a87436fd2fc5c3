//! What a person decided, when an older copy comes back with something else.

use crate::asked::{RISKS, again_is_the_same, id, says};
use crate::desk::{Desk, codes, finding};

#[test]
fn an_older_copy_does_not_overturn_a_decision_and_one_sent_afterwards_changes_it() {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let first = id(finding(&desk.reconcile(1), "conflict/field"));
    desk.decide(&first, "take ada", "");
    desk.reconcile(0);
    says(&desk, "ada-park", "In August");
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_ne!(id(asked), first, "{}", codes(&report));
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains(&format!("“In March” was decided on 2026-11-22 ({first}, “Take A”)")), "{message}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March");
    again_is_the_same(&desk, 1);
    desk.decide(&id(asked), "keep", "");
    desk.reconcile(0);
    desk.run(&["generate", "raid"]).must(0);
    says(&desk, "ben-ruiz", "In winter");
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In winter", "{}", codes(&report));
}

#[test]
fn a_pick_that_is_not_applied_is_cleared_and_running_again_changes_nothing() {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "In March");
    says(&desk, "ben-ruiz", "In June");
    let d = id(finding(&desk.reconcile(1), "conflict/field"));
    desk.decide(&d, "Take C", "In autumn");
    finding(&desk.reconcile(1), "decision/invalid");
    let shown = |title: &str| desk.master().sheet("Discrepancies").get(&d, title);
    assert_eq!((shown("Decision"), shown("My value")), (String::new(), "In autumn".into()));
    assert!(shown("What is wrong").contains("“Take C”"), "{}", shown("What is wrong"));
    again_is_the_same(&desk, 1);
}
