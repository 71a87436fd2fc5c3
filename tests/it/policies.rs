//! Clashes that the settings settle, and decisions that mean the same in every row.

use crate::desk::{Book, Desk, codes, finding, findings, open};
use prekick::model::grid::Raw;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn settings(desk: &Desk, lines: &str) {
    let path = desk.path("engagement.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{text}\n[policies]\n{lines}\n")).unwrap();
}

/// A file that says it was saved on this day.
fn saved(book: &mut Book, day: &str) {
    book.workbook.saved_at = Some(format!("{day}T09:00:00Z"));
}

fn say(sheet: &mut Book, id: &str, title: &str, text: &str) {
    let mut sheet = sheet.sheet("Risks");
    let (row, column) = (sheet.row(id), sheet.column(title));
    let raw = if text.is_empty() { Raw::Empty } else { Raw::Text(text.to_owned()) };
    sheet.put(row, column, raw);
}

#[track_caller]
fn nothing_more(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}

#[test]
fn the_latest_file_settles_a_clash_where_the_settings_say_so() {
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.description\" = \"latest\"");
    desk.back("ada-park", |b| {
        saved(b, "2026-11-20");
        say(b, "R-001", "Description", "Ada's words");
        say(b, "R-002", "Title", "Ada's title");
    });
    desk.back("ben-ruiz", |b| {
        saved(b, "2026-11-21");
        say(b, "R-001", "Description", "Ben's words");
        say(b, "R-002", "Title", "Ben's title");
    });
    let report = desk.reconcile(1);
    let settled = finding(&report, "conflict/by-policy");
    let message = settled["message"].as_str().unwrap();
    for part in [
        "“Ben's words” of Ben Ruiz",
        "the latest",
        "Ada Park says “Ada's words” (inbox/raid.ada-park",
        "sheet Risks, cell",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(settled["severity"], "info");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ben's words");
    // The title has no policy, so it is asked.
    assert_eq!(findings(&report, "conflict/field").len(), 1, "{}", codes(&report));
    let log = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    assert!(log.contains("policy: the latest"), "{log}");
    nothing_more(&desk);
}

/// What was applied in an earlier run still has the time of its file, whichever of the two came in first.
#[test]
fn the_latest_file_wins_over_one_that_was_applied_before() {
    for (first, second, holds) in
        [("2026-11-20", "2026-11-21", "Ben's words"), ("2026-11-21", "2026-11-20", "Ada's words")]
    {
        let desk = Desk::with_risks(&RISKS);
        settings(&desk, "\"risks.description\" = \"latest\"");
        desk.back("ada-park", |b| {
            saved(b, first);
            say(b, "R-001", "Description", "Ada's words");
        });
        desk.reconcile(0);
        assert_eq!(desk.value("Risks", "R-001", "Description"), "Ada's words");
        desk.back("ben-ruiz", |b| {
            saved(b, second);
            say(b, "R-001", "Description", "Ben's words");
        });
        let report = desk.reconcile(0);
        finding(&report, "conflict/by-policy");
        assert_eq!(desk.value("Risks", "R-001", "Description"), holds, "{}", codes(&report));
        nothing_more(&desk);
    }
}

/// What people typed in the master has no time, so nobody can say that a file is later.
#[test]
fn what_was_typed_over_an_applied_value_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.description\" = \"latest\"");
    desk.back("ada-park", |b| {
        saved(b, "2026-11-20");
        say(b, "R-001", "Description", "Ada's words");
    });
    desk.reconcile(0);
    desk.edit_master(|b| say(b, "R-001", "Description", "Ours"));
    desk.back("ben-ruiz", |b| {
        saved(b, "2026-11-21");
        say(b, "R-001", "Description", "Ben's words");
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "conflict/field").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ours");
}

#[test]
fn what_is_filled_in_wins_over_what_was_emptied_and_the_rest_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.*\" = \"non-empty\"\n\"risks.title\" = \"ask\"");
    desk.back("ada-park", |b| {
        say(b, "R-001", "Description", "");
        say(b, "R-002", "Description", "Ada's words");
        say(b, "R-003", "Title", "Licences end in May");
    });
    desk.back("ben-ruiz", |b| {
        say(b, "R-001", "Description", "Ben's words");
        say(b, "R-002", "Description", "Ben's words");
        say(b, "R-003", "Title", "Licences end early this year");
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
    let asked: Vec<_> = findings(&report, "conflict/field").iter().map(|f| f["record"].clone()).collect();
    assert_eq!(asked, ["R-002", "R-003"], "{}", codes(&report));
    nothing_more(&desk);
}

#[test]
fn the_owners_side_wins_where_both_sides_spoke_and_is_asked_where_it_did_not() {
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.mitigation\" = \"owner\"");
    // The mitigation plan is the delivery team's column: what the team typed since counts, not the customer's edit.
    desk.back("ada-park", |b| {
        say(b, "R-001", "Mitigation plan", "Ada's plan");
        say(b, "R-002", "Mitigation plan", "Ada's other plan");
    });
    desk.edit_master(|b| say(b, "R-001", "Mitigation plan", "Lena's plan"));
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Mitigation plan"), "Lena's plan");
    let settled = finding(&report, "conflict/by-policy");
    assert!(settled["message"].as_str().unwrap().contains("Ada Park says “Ada's plan”"), "{settled}");
    let asked: Vec<_> = findings(&report, "edit/not-owner").iter().map(|f| f["record"].clone()).collect();
    assert_eq!(asked, ["R-002"], "{}", codes(&report));
    nothing_more(&desk);
}

#[test]
fn a_policy_that_names_no_column_is_said_with_the_nearest() {
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.descripton\" = \"latest\"");
    let done = desk.run(&["status"]).must(2);
    assert!(done.err.contains("descripton") && done.err.contains("risks.description"), "{}", done.err);
    let desk = Desk::with_risks(&RISKS);
    settings(&desk, "\"risks.description\" = \"newest\"");
    let done = desk.run(&["status"]).must(2);
    assert!(done.err.contains("newest") && done.err.contains("latest"), "{}", done.err);
}

/// Two clashes in which Ada's file is the later one, and one that she does not take part in.
fn clashes() -> (Desk, Vec<String>) {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        saved(b, "2026-11-21");
        say(b, "R-001", "Description", "Ada on 1");
        say(b, "R-002", "Description", "Ada on 2");
    });
    desk.back("ben-ruiz", |b| {
        saved(b, "2026-11-20");
        say(b, "R-001", "Description", "Ben on 1");
        say(b, "R-002", "Description", "Ben on 2");
        say(b, "R-003", "Description", "Ben on 3");
    });
    desk.edit_master(|b| say(b, "R-003", "Description", "Lena on 3"));
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 3, "{}", codes(&report));
    let ids = findings(&report, "conflict/field").iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect();
    (desk, ids)
}

#[test]
fn one_decision_filled_down_takes_the_latest_in_each_row_or_says_that_there_is_none() {
    let (desk, ids) = clashes();
    for id in &ids {
        desk.decide(id, "Take the latest", "");
    }
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ada on 1");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Ada on 2");
    // The team's own edit has no time, so nothing says which is later.
    assert_eq!(desk.value("Risks", "R-003", "Description"), "Lena on 3");
    let invalid = finding(&report, "decision/invalid");
    assert!(invalid["message"].as_str().unwrap().contains("saved last"), "{invalid}");
    assert_eq!(open(&report), 1, "{}", codes(&report));
    nothing_more(&desk);
}

#[test]
fn a_persons_option_is_taken_by_name() {
    let (desk, ids) = clashes();
    for id in &ids {
        desk.decide(id, "take Ben Ruiz", "");
    }
    desk.reconcile(0);
    for (id, says) in [("R-001", "Ben on 1"), ("R-002", "Ben on 2"), ("R-003", "Ben on 3")] {
        assert_eq!(desk.value("Risks", id, "Description"), says);
    }
    nothing_more(&desk);
    // Whose word the master holds already, keeps it.
    let desk = Desk::with_risks(&RISKS);
    desk.back("ben-ruiz", |b| say(b, "R-001", "Description", "Ben on 1"));
    desk.reconcile(0);
    desk.back("ada-park", |b| say(b, "R-001", "Description", "Ada on 1"));
    let report = desk.reconcile(1);
    desk.decide(finding(&report, "conflict/field")["id"].as_str().unwrap(), "Take Ben Ruiz", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ben on 1");
    let (desk, ids) = clashes();
    desk.decide(&ids[0], "Take Nora", "");
    let report = desk.reconcile(1);
    let invalid = finding(&report, "decision/invalid");
    assert!(invalid["message"].as_str().unwrap().contains("nora gave none of them"), "{invalid}");
}

#[test]
fn the_drop_down_offers_what_means_the_same_in_every_row_where_it_leads_somewhere() {
    let (desk, _) = clashes();
    let lists = desk.master();
    let offered = |word: &str| {
        let cells = lists.workbook.sheets.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells);
        cells.filter(|(_, c)| matches!(&c.raw, Raw::Text(t) if t == word)).count()
    };
    assert!(offered("Take the latest") >= 1);
    assert!(offered("Take A") >= 1);
    // The column belongs to neither side, and nothing was emptied in it.
    assert_eq!(offered("Take the owner's"), 0);
}
