//! The sheet Start here: settings that are typed in the master.

use crate::desk::{Book, Desk, findings};
use prekick::model::grid::Raw;

/// Types into the cell beside a setting's title.
fn type_setting(book: &mut Book, title: &str, typed: &str) {
    let mut sheet = book.sheet("Start here");
    let row = setting_row(&sheet, title);
    sheet.put(row, 1, Raw::Text(typed.to_owned()));
}

#[track_caller]
fn setting_row(sheet: &crate::desk::Sheet<'_>, title: &str) -> u32 {
    let mut rows = sheet.grid.rows.iter().map(|r| r.number);
    rows.find(|row| sheet.text(*row, 0) == title).unwrap_or_else(|| panic!("no setting {title}"))
}

fn shown(desk: &Desk, title: &str) -> String {
    let mut master = desk.master();
    let sheet = master.sheet("Start here");
    sheet.text(setting_row(&sheet, title), 1)
}

fn settings(desk: &Desk) -> String {
    std::fs::read_to_string(desk.path("engagement.toml")).unwrap()
}

#[test]
fn what_is_typed_on_start_here_becomes_a_setting_and_is_said() {
    let desk = Desk::new(&["Ada Park"]);
    let before = settings(&desk);
    desk.edit_master(|book| {
        type_setting(book, "Currency", "eur");
        type_setting(book, "Stage", "Review");
        type_setting(book, "Kickoff", "1 Feb 2027");
    });
    // Nothing is written by a run that only tries, or that only looks.
    desk.run(&["reconcile", "--dry-run"]);
    desk.run(&["status"]);
    assert_eq!(settings(&desk), before);
    let done = desk.run(&["reconcile"]);
    for said in
        ["Currency was changed from", "to EUR on the sheet Start here", "Kickoff was changed", "Stage was changed"]
    {
        assert!(done.out.contains(said) || done.err.contains(said), "{said}: {} {}", done.out, done.err);
    }
    let after = settings(&desk);
    for line in ["currency = \"EUR\"", "stage = \"review\"", "kickoff = \"2027-02-01\""] {
        assert!(after.lines().any(|l| l == line), "{line}: {after}");
    }
    let comments = |text: &str| text.lines().filter(|l| l.starts_with("# ") && !l.contains("kickoff =")).count();
    assert_eq!(comments(&after), comments(&before), "all else stays as it was");
    assert_eq!((shown(&desk, "Currency"), shown(&desk, "Stage")), ("EUR".into(), "review".into()));
    let master = desk.files(&["master.xlsx"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx"]), master, "again is the same as once");
    // What is changed in the file by hand is shown.
    desk.change_settings(|text| text.replace("currency = \"EUR\"", "currency = \"CHF\""));
    desk.run(&["reconcile"]);
    assert_eq!(shown(&desk, "Currency"), "CHF");
}

#[test]
fn what_can_t_be_a_setting_or_was_changed_in_the_file_too_stays_in_its_cell() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|book| {
        type_setting(book, "Currency", "dollars");
        type_setting(book, "Time zone", "Berlin");
        type_setting(book, "Stage", "baseline");
    });
    desk.change_settings(|text| text.replace("stage = \"draft\"", "stage = \"review\""));
    for _ in 0..2 {
        let report = desk.reconcile(1);
        assert_eq!(findings(&report, "setting/unreadable").len(), 2, "{report}");
        assert_eq!(findings(&report, "setting/conflict").len(), 1, "{report}");
        assert!(settings(&desk).contains("stage = \"review\"") && !settings(&desk).contains("dollars"));
        assert_eq!(shown(&desk, "Currency"), "dollars");
        assert_eq!((shown(&desk, "Time zone"), shown(&desk, "Stage")), ("Berlin".into(), "baseline".into()));
    }
    // Both alike: nothing is left to say.
    desk.edit_master(|book| {
        type_setting(book, "Currency", "USD");
        type_setting(book, "Time zone", "Europe/Berlin");
        type_setting(book, "Stage", "review");
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "setting/changed").len(), 1, "{report}");
    assert!(settings(&desk).contains("time-zone = \"Europe/Berlin\""));
}

#[test]
fn a_sheet_of_people_s_own_with_that_title_stays_theirs() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|book| {
        // As in a master that was written before there was such a sheet.
        let ours = book.workbook.sheets.iter_mut().find(|s| s.title == "Start here").unwrap();
        ours.rows.clear();
        ours.notes.clear();
        book.sheet("Start here").put(0, 0, Raw::Text("Read this before you do anything".into()));
    });
    desk.run(&["reconcile"]);
    let mut master = desk.master();
    assert_eq!(master.sheet("Start here").text(0, 0), "Read this before you do anything");
    assert!(master.sheet("Start here (prekick)").text(0, 0).starts_with("Start here ·"));
}
