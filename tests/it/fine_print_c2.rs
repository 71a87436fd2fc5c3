//! Fine print of the design, points 33 to 36.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Shown;
use serde_json::Value as Json;

pub const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// The ID of a finding.
pub fn id(finding: &Json) -> String {
    finding["id"].as_str().unwrap().to_owned()
}

/// ID and title of every risk in the master.
pub fn titles(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    sheet.ids().iter().map(|id| format!("{id} {}", sheet.get(id, "Title"))).collect()
}

/// Point 33: another master beside the master is named and not read.
#[test]
fn p33_a_second_master() {
    let desk = Desk::with_risks(&RISKS);
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

/// The master, saved by a program that throws hidden sheets and properties away.
fn forget(desk: &Desk) {
    desk.edit_master(|b| {
        b.workbook.sheets.retain(|s| s.shown == Shown::Visible);
        b.workbook.properties.clear();
    });
}

/// Point 34: a lost memory is rebuilt from Decisions and changes.csv: what was applied or decided is not heard again, and
/// IDs go on.
#[test]
fn p34_a_lost_memory_is_rebuilt() {
    let desk = Desk::with_risks(&RISKS);
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

/// Point 34: if there is nothing to rebuild it from, no value is applied over a master's value; every one is asked.
#[test]
fn p34_a_lost_memory_with_nothing_to_rebuild_it_from() {
    let desk = Desk::with_risks(&RISKS);
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
fn p34_an_earlier_master_that_was_put_back() {
    let desk = Desk::with_risks(&RISKS);
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

/// Point 34: what was picked or noted on a row that nobody remembers any more is said again, and it is asked anew.
#[test]
fn p34_notes_on_discrepancies_outlive_a_lost_memory() {
    let desk = Desk::with_risks(&RISKS);
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
fn p34_an_earlier_master_beside_its_log() {
    let desk = Desk::with_risks(&RISKS);
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

/// Point 34: the memory goes by row key and ID, not by position: the master may be sorted.
#[test]
fn p34_a_sorted_master_remembers() {
    let desk = Desk::with_risks(&RISKS);
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

/// Point 35: check and --dry-run show IDs as they would be, and reserve none.
#[test]
fn p35_looking_reserves_no_ids() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-002", "Date raised", "sometime");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    let before = desk.files(&[]);
    let look = |args: &[&str]| desk.run(args).must(1).json();
    let path = path.display().to_string();
    for _ in 0..2 {
        let checked = look(&["check", &path, "--format", "json"]);
        assert_eq!(id(finding(&checked, "value/type")), "D-0001");
        let dry = look(&["reconcile", "--dry-run", "--format", "json"]);
        assert_eq!(dry["dry_run"], true);
        assert_eq!(id(finding(&dry, "value/type")), "D-0001");
        assert!(dry["changes"].as_array().unwrap().iter().any(|c| c["record"] == "R-004"), "{dry:#}");
    }
    assert!(desk.files(&[]) == before, "nothing was written");
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "value/type")), "D-0001");
    assert_eq!(titles(&desk)[3], "R-004 Vendor support ends");
}

/// Point 35: the ID of a discrepancy survives a change of its code; findings without a decision have none.
#[test]
fn p35_an_id_survives_a_change_of_code() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Date raised", "sometime"));
    std::fs::write(desk.path("inbox/scan.pdf"), b"%PDF-1.7").unwrap();
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "value/type")), "D-0001");
    assert!(finding(&report, "file/unknown-format")["id"].is_null());
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Date raised", "2026-10-01"));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "conflict/field")), "D-0001", "{}", codes(&report));
    assert_eq!(findings(&report, "value/").len(), 0, "{}", codes(&report));
}

/// Point 35: a file heard before is unchanged; one whose place was taken is said once.
#[test]
fn p35_files_heard_before_and_files_replaced() {
    let desk = Desk::with_risks(&RISKS);
    desk.back_as("raid", "ada-park", Some("first.xlsx"), |b| b.sheet("Risks").set("R-001", "Description", "One"));
    let report = desk.reconcile(0);
    assert_eq!(
        (&report["sources"][0]["status"], &report["sources"][0]["changed_cells"]),
        (&"merged".into(), &1.into())
    );
    let report = desk.reconcile(0);
    assert_eq!(
        (&report["sources"][0]["status"], &report["sources"][0]["changed_cells"]),
        (&"unchanged".into(), &0.into())
    );
    let mut book = Book::open(&desk.path("inbox/first.xlsx"));
    book.sheet("Risks").set("R-001", "Description", "Two");
    book.save(&desk.path("inbox/second.xlsx"));
    let report = desk.reconcile(0);
    let replaced = finding(&report, "file/replaced");
    assert_eq!((&replaced["severity"], &replaced["place"]["file"]), (&"info".into(), &"inbox/first.xlsx".into()));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Two");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/replaced").len(), 0, "only in the run where it happens");
    for source in report["sources"].as_array().unwrap() {
        assert_eq!((&source["status"], &source["changed_cells"]), (&"unchanged".into(), &0.into()));
    }
}

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

/// Point 36: more than 20 of a kind are one row; Take A for all applies to all.
#[test]
fn p36_a_flood_is_one_row_and_take_a_is_for_all() {
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

/// Point 36: One by one lists them, of that group only; and it stays so.
#[test]
fn p36_one_by_one() {
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

/// Point 36: twenty are no flood.
#[test]
fn p36_twenty_are_listed() {
    let names: Vec<String> = (0..20).map(word).collect();
    let risks: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "as it was")).collect();
    let desk = Desk::with_risks(&risks);
    desk.back("ada-park", |b| {
        for id in b.sheet("Risks").ids() {
            b.sheet("Risks").set(&id, "Date raised", "soon");
        }
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "value/type").len(), 20, "{}", codes(&report));
}

/// Point 36: a finding says since when it stands, and the summary what is new.
#[test]
fn p36_since_and_new() {
    let desk = Desk::with_risks(&RISKS);
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

/// Point 36: people are told first what is new.
#[test]
fn p36_what_is_new_is_said_first() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date raised", "sometime soon"));
    desk.reconcile(1);
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Date raised", "before long"));
    let done = desk.run(&["reconcile", "--today", "2026-11-25"]).must(1);
    let at = |word: &str| done.err.find(word).unwrap_or_else(|| panic!("{word}: {}", done.err));
    assert!(at("before long") < at("sometime soon"), "{}", done.err);
}
