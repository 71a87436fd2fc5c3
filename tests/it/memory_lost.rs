//! A second master, a lost memory, and an earlier master that was put back.

use crate::asked::{THREE_RISKS, id, titles};
use crate::desk::{Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Shown;
use serde_json::Value as Json;

/// The master, saved by a program that throws hidden sheets and properties away.
fn forget(desk: &Desk) {
    desk.edit_master(|b| {
        b.workbook.sheets.retain(|s| s.shown == Shown::Visible);
        b.workbook.properties.clear();
    });
}

/// §8.33: another master beside the master is named and not read.
#[test]
fn a_second_master() {
    let desk = Desk::with_risks(&THREE_RISKS);
    let mut book = desk.master();
    book.sheet("Risks").set("R-001", "Description", "Typed into the other file");
    book.save(&desk.path("master (Lena's conflicted copy).xlsx"));
    std::fs::write(desk.path("notes.xlsx"), b"not a workbook").unwrap();
    let report = desk.reconcile(1);
    let found = finding(&report, "file/second-master");
    assert_eq!(found["severity"], "error");
    assert_eq!(found["place"]["file"], "master (Lena's conflicted copy).xlsx");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    desk.run(&["status"]).must(1);
    std::fs::remove_file(desk.path("master (Lena's conflicted copy).xlsx")).unwrap();
    desk.reconcile(0);
}

/// §8.34: a lost memory is rebuilt from Decisions and changes.csv: what was applied or decided is not heard again, and
/// IDs go on.
#[test]
fn a_lost_memory_is_rebuilt() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Description", "From Ada");
        b.sheet("Risks").set("R-002", "Description", "With the vendor");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    desk.decide(&id(finding(&report, "conflict/field")), "Keep master", "");
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "Changed by the team since"));
    desk.reconcile(0);
    forget(&desk);
    let report = desk.reconcile(1);
    let lost = finding(&report, "file/memory-lost");
    assert_eq!(lost["severity"], "error");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Changed by the team since", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Unknown", "it was decided: {}", codes(&report));
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(titles(&desk).len(), 4, "{:?}", titles(&desk));
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/").len(), 0, "the memory is whole again: {}", codes(&report));
    // A new disagreement gets an ID that was never given.
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-003", "Description", "In June"));
    desk.back("ada-park", |b| b.sheet("Risks").set("R-003", "Description", "In July"));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "conflict/field")), "D-0002");
}

/// §8.34: if there is nothing to rebuild it from, no value is applied over a master's value; every one is asked.
#[test]
fn a_lost_memory_with_nothing_to_rebuild_it_from() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Description", "From Ada");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    forget(&desk);
    let report = desk.reconcile(1);
    finding(&report, "file/memory-lost");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let asked = report["findings"].as_array().unwrap().iter().find(|f| f["decision_needed"] == true).unwrap();
    assert_eq!(asked["record"], "R-001");
    assert_eq!(asked["candidates"][0]["value"], "From Ada");
    assert_eq!(titles(&desk).len(), 4, "additions are taken: {:?}", titles(&desk));
}

/// Points 34 and 6: an earlier master that was put back hears again what came after it, its history is not overwritten,
/// and no ID is given twice, also not one that only an outbox copy knows.
#[test]
fn an_earlier_master_that_was_put_back() {
    let desk = Desk::with_risks(&THREE_RISKS);
    let earlier = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "From Ada"));
    desk.reconcile(0);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Typed later", "It was R-004"));
    });
    desk.run(&["generate", "raid"]).must(0);
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Typed later");
    let history = desk.files(&["history"]);
    // Put back, without the log: only the copies in outbox/ know of R-004.
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    std::fs::write(desk.path("master.xlsx"), &earlier).unwrap();
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Another one", "Never R-004"));
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "From Ada", "heard again");
    assert_eq!(titles(&desk).last().unwrap(), "R-005 Another one");
    for (name, bytes) in history.iter().filter(|(n, _)| n.ends_with(".xlsx")) {
        assert!(desk.files(&["history"])[name] == *bytes, "{name} was replaced");
    }
    let newest = desk.files(&["history"]).keys().filter(|k| k.ends_with(".xlsx")).max().unwrap().clone();
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Description", "Once more"));
    desk.reconcile(0);
    let after = desk.files(&["history"]).keys().filter(|k| k.ends_with(".xlsx")).max().unwrap().clone();
    assert!(after > newest, "the newest earlier master has the highest number: {after}, {newest}");
}

/// §8.34: what was picked or noted on a row that nobody remembers any more is said again, and it is asked anew.
#[test]
fn notes_on_discrepancies_outlive_a_lost_memory() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    desk.reconcile(1);
    forget(&desk);
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Note", "Ben should know"));
    let report = desk.reconcile(1);
    assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("Ben should know"));
    let asked: Vec<&Json> =
        report["findings"].as_array().unwrap().iter().filter(|f| f["decision_needed"] == true).collect();
    assert_eq!(asked.len(), 1, "{}", codes(&report));
    assert_eq!((id(asked[0]), &asked[0]["record"]), ("D-0002".to_owned(), &"R-002".into()));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Unknown");
}

/// Points 34 and 6: an earlier master that was put back beside its log: IDs of records and discrepancies go on.
#[test]
fn an_earlier_master_beside_its_log() {
    let desk = Desk::with_risks(&THREE_RISKS);
    let earlier = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date raised", "soon"));
    let report = desk.reconcile(1);
    desk.decide(&id(finding(&report, "value/type")), "Use my value", "2026-10-05");
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Typed later", "It was R-004"));
    });
    desk.reconcile(0);
    std::fs::write(desk.path("master.xlsx"), &earlier).unwrap();
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Another one", "Never R-004"));
    });
    let report = desk.reconcile(1);
    assert_eq!(titles(&desk).last().unwrap(), "R-005 Another one");
    assert_eq!(id(finding(&report, "value/type")), "D-0002", "D-0001 was another question");
}

/// §8.34: the memory goes by row key and ID, not by position: the master may be sorted.
#[test]
fn a_sorted_master_remembers() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    desk.edit_master(|b| b.sheet("Risks").sort(&[2, 0, 1], true));
    desk.decide(&id(finding(&report, "conflict/field")), "Take A", "");
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "{}", codes(&report));
    assert_eq!(titles(&desk)[0], "R-003 Licences end early", "the master keeps its order");
    assert_eq!(report["changes"].as_array().unwrap().len(), 1, "{report:#}");
}
