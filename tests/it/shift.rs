//! The plan moves by weeks or working days, and back.

use crate::desk::Desk;

/// The values of every sheet of the master, without the sheets that tell of runs.
fn values(desk: &Desk) -> Vec<(String, Vec<Vec<String>>)> {
    let session = prekick::commands::Session::load(prekick::commands::Folder::at(desk.path("")), false).unwrap();
    let rows = |state: &prekick::model::state::SheetState| {
        state.records.values().map(|r| r.values.iter().map(ToString::to_string).collect()).collect()
    };
    session.master.sheets.iter().map(|s| (s.sheet.title.clone(), rows(s))).collect()
}

fn started() -> Desk {
    let desk = Desk::new(&["Ada Park"]);
    assert!(desk.run(&["starters"]).code <= 1);
    desk
}

fn get(desk: &Desk, sheet: &str, id: &str, title: &str) -> String {
    desk.master().sheet(sheet).get(id, title)
}

#[test]
fn a_shift_is_listed_first_and_moves_what_is_planned() {
    let desk = started();
    desk.edit_master(|b| {
        let mut timeline = b.sheet("Timeline");
        timeline.set("M-001", "Status", "Complete");
        timeline.set("M-001", "Actual", "2026-12-14");
    });
    assert!(desk.run(&["reconcile"]).code <= 1);
    let before = (values(&desk), desk.files(&["master.xlsx", "history"]));
    let listed = desk.run(&["shift", "--by", "4w"]).must(0);
    assert!(
        listed.err.contains("Timeline M-005, Kickoff meeting held: Baseline and Forecast 2027-01-11 → 2027-02-08"),
        "{}",
        listed.err
    );
    assert!(listed.err.contains("4 weeks later. Nothing was written; add --yes"), "{}", listed.err);
    assert!(listed.err.contains("start = \"2027-02-08\" and end = \"2028-01-14\""), "{}", listed.err);
    assert!(desk.files(&["master.xlsx", "history"]) == before.1);
    let json = desk.run(&["shift", "--by", "4w", "--format", "json"]).json();
    assert_eq!(json["written"], false);
    assert_eq!(json["settings"][0]["to"], "2027-02-08");

    assert!(desk.run(&["shift", "--by", "4w", "--yes"]).code <= 1);
    assert_eq!(get(&desk, "Timeline", "M-005", "Forecast"), "2027-02-08");
    assert_eq!(get(&desk, "Timeline", "M-001", "Forecast"), before_value(&before.0, "Timeline", 0, "2026-12-14"));
    let log = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    assert!(log.contains("moved with the project"));

    // Back again, from the same day on.
    assert!(desk.run(&["shift", "--by", "-4w", "--yes"]).code <= 1);
    assert!(values(&desk) == before.0, "the values are others than before");
}

/// A value of the row that is expected to stand there still.
fn before_value(values: &[(String, Vec<Vec<String>>)], sheet: &str, row: usize, value: &str) -> String {
    let rows = &values.iter().find(|(title, _)| title == sheet).unwrap().1;
    assert!(rows[row].iter().any(|v| v == value), "{:?}", rows[row]);
    value.to_owned()
}

#[test]
fn an_undone_shift_leaves_the_values_as_they_were() {
    let desk = started();
    let before = values(&desk);
    assert!(desk.run(&["shift", "--by", "3w", "--from", "2027-03-01", "--yes"]).code <= 1);
    let moved = values(&desk);
    assert_ne!(moved, before);
    assert_eq!(get(&desk, "Timeline", "M-005", "Forecast"), "2027-01-11", "before --from");
    let done = desk.run(&["undo"]);
    assert!(done.code <= 1 && done.err.contains("is taken back"), "{}", done.err);
    assert!(values(&desk) == before, "the values are others than before");
    assert!(desk.run(&["undo"]).code <= 1);
    assert!(values(&desk) == moved, "and taken back again");
}

#[test]
fn a_shift_there_and_back_leaves_every_plan_as_it_was() {
    let desk = started();
    let before = values(&desk);
    for by in ["1w", "13w", "1d", "7d"] {
        assert!(desk.run(&["shift", "--by", by, "--from", "2026-11-23", "--yes"]).code <= 1, "{by}");
        assert_ne!(values(&desk), before, "{by}");
        let back = format!("-{by}");
        assert!(desk.run(&["shift", "--by", &back, "--from", "2026-11-23", "--yes"]).code <= 1, "{by}");
        assert!(values(&desk) == before, "{by}");
    }
}

#[test]
fn what_is_no_time_is_refused_and_nothing_to_move_is_said() {
    let desk = Desk::new(&[]);
    let done = desk.run(&["shift", "--by", "soon"]).must(2);
    assert!(done.err.contains("write weeks as 4w"), "{}", done.err);
    let done = desk.run(&["shift", "--by", "4w", "--yes"]).must(0);
    assert!(done.err.contains("No open row has a planned day"), "{}", done.err);
}
