//! Copies that are each valid and wrong together.

use crate::asked::again_is_the_same;
use crate::desk::{Desk, codes, finding, findings, open};

/// Two roles, and activities with the letters of both.
fn raci_of(activities: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        b.sheet("Roles").add(&[("Role", "Project Manager"), ("Organisation", "Customer")]);
        b.sheet("Roles").add(&[("Role", "Architect"), ("Organisation", "AWS")]);
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "column/").len(), 0, "a new role misses no column: {}", codes(&report));
    desk.edit_master(|b| {
        for (activity, pm, architect) in activities {
            b.sheet("RACI").add(&[
                ("Phase", "Testing"),
                ("Activity", activity),
                ("Project Manager", pm),
                ("Architect", architect),
            ]);
        }
    });
    desk
}

#[test]
fn what_is_right_in_each_copy_and_wrong_together_names_both() {
    // Nobody answers for it as it is sent; each copy by itself mends that.
    let desk = raci_of(&[("Load the data", "I", "R")]);
    desk.run(&["generate", "raci"]).must(1);
    desk.back_as("raci", "ada-park", None, |b| b.sheet("RACI").set("AC-001", "Project Manager", "A"));
    desk.back_as("raci", "ben-ruiz", None, |b| b.sheet("RACI").set("AC-001", "Architect", "R/A"));
    let report = desk.reconcile(1);
    let said = finding(&report, "rule/raci-one-accountable");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("Ada Park") && message.contains("Ben Ruiz"), "{message}");
    assert_eq!((&said["record"], open(&report)), (&"AC-001".into(), 0));
    again_is_the_same(&desk, 1);
}
