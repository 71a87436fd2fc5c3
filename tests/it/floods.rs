//! Many discrepancies of one kind are one row.

use crate::asked::{THREE_RISKS, id, titles};
use crate::desk::{Desk, codes, finding, findings, open};
use serde_json::Value as Json;

/// Many risks, and a copy in which every date is unreadable and many rows are gone.
fn flood() -> Desk {
    let names: Vec<String> = (0..50).map(word).collect();
    let risks: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "as it was")).collect();
    let desk = Desk::with_risks(&risks);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        for id in sheet.ids().iter().take(22) {
            sheet.set(id, "Description", &format!("new for {id}"));
        }
        for id in sheet.ids().iter().skip(25).take(21) {
            sheet.delete(id);
        }
    });
    // The team changed the same fields meanwhile: each would be a conflict of its own.
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        for id in sheet.ids().iter().take(22) {
            sheet.set(id, "Description", "typed by the team");
        }
    });
    desk
}

/// A title that resembles none of the others.
fn word(n: usize) -> String {
    let parts = ["harbour", "violin", "granite", "meadow", "copper", "lantern", "walnut", "pepper", "canyon", "marble"];
    let more = ["strike", "audit", "delay", "outage", "freeze"];
    format!("{} {}", parts[n % 10], more[n / 10]).repeat(1 + n % 2)
}

/// §8.36: more than 20 of a kind are one row; Take A for all applies to all.
#[test]
fn a_flood_is_one_row_and_take_a_is_for_all() {
    let desk = flood();
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 2, "{}", codes(&report));
    let values = finding(&report, "conflict/field");
    let gone = finding(&report, "row/removed");
    assert!(values["message"].as_str().unwrap().contains("22"), "{}", values["message"]);
    assert!(gone["message"].as_str().unwrap().contains("21"), "{}", gone["message"]);
    assert_eq!(report["summary"]["decisions_needed"], 2);
    desk.decide(&id(values), "Take A", "");
    desk.decide(&id(gone), "Keep master", "");
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "new for R-001", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-022", "Description"), "new for R-022");
    assert_eq!(titles(&desk).len(), 50);
    assert_eq!(open(&desk.reconcile(0)), 0);
}

/// §8.36: One by one lists them, of that group only; and it stays so.
#[test]
fn one_by_one() {
    let desk = flood();
    let report = desk.reconcile(1);
    desk.decide(&id(finding(&report, "conflict/field")), "One by one", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "conflict/field").len(), 22, "{}", codes(&report));
    assert_eq!(findings(&report, "row/removed").len(), 1);
    assert_eq!(findings(&report, "decision/").len(), 0, "{}", codes(&report));
    let third = findings(&report, "conflict/field").into_iter().find(|f| f["record"] == "R-003").map(id).unwrap();
    desk.decide(&third, "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "conflict/field").len(), 21, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-003", "Description"), "new for R-003");
    assert_eq!(desk.value("Risks", "R-004", "Description"), "typed by the team");
}

/// §8.36: twenty are no flood.
#[test]
fn twenty_are_listed() {
    let names: Vec<String> = (0..20).map(word).collect();
    let risks: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "as it was")).collect();
    let desk = Desk::with_risks(&risks);
    desk.back("ada-park", |b| {
        for id in b.sheet("Risks").ids() {
            b.sheet("Risks").set(&id, "Date raised", &format!("soon after {id}"));
        }
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "value/type").len(), 20, "{}", codes(&report));
}

/// §8.36: a finding says since when it stands, and the summary what is new.
#[test]
fn since_and_new() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date raised", "soon"));
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "value/type")["since"], "2026-11-22");
    assert_eq!(report["summary"]["new"], 1);
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Date raised", "soon"));
    let later = |n: usize| desk.run(&["reconcile", "--today", "2026-11-25", "--format", "json"]).must(n as i32).json();
    let report = later(1);
    let since: Vec<(&Json, &Json)> =
        findings(&report, "value/type").iter().map(|f| (&f["record"], &f["since"])).collect();
    assert_eq!(since, [(&"R-001".into(), &"2026-11-22".into()), (&"R-002".into(), &Json::from("2026-11-25"))]);
    assert_eq!(report["summary"]["new"], 1);
    // The same day again: what was shown before is not new any more.
    let report = later(1);
    assert_eq!(report["summary"]["decisions_needed"], 2);
}

/// §8.36: people are told first what is new.
#[test]
fn what_is_new_is_said_first() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date raised", "sometime soon"));
    desk.reconcile(1);
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Date raised", "before long"));
    let done = desk.run(&["reconcile", "--today", "2026-11-25"]).must(1);
    let at = |word: &str| done.err.find(word).unwrap_or_else(|| panic!("{word}: {}", done.err));
    assert!(at("before long") < at("sometime soon"), "{}", done.err);
}
