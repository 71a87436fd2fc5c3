//! How far an engagement is decides what a gap in the master means: counted in a draft, a warning in review, an error when the
//! baseline is next.

use crate::desk::{Desk, codes, findings, open};

/// An engagement with the usual rows, in which nobody has typed anything yet.
fn with_usual_rows() -> Desk {
    let desk = Desk::new(&["Ada Park"]);
    desk.run(&["starters"]).must(0);
    desk
}

/// How many cells the JSON report counts as still to be filled in, in a column.
fn to_fill_in(report: &serde_json::Value, sheet: &str, field: &str) -> Option<u64> {
    let counts = report["to_fill_in"].as_array().unwrap();
    let found = counts.iter().find(|c| c["sheet"] == sheet && c["field"] == field)?;
    found["count"].as_u64()
}

#[test]
fn in_a_draft_what_is_still_empty_is_counted_and_is_no_finding() {
    let desk = with_usual_rows();
    let done = desk.run(&["status"]).must(0);
    assert!(done.out.contains("Still to be filled in: ") && done.out.contains("in Timeline (Owner)"), "{}", done.out);
    let report = desk.run(&["status", "--format", "json"]).must(0).json();
    assert_eq!(findings(&report, "value/required").len(), 0);
    assert_eq!(to_fill_in(&report, "Timeline", "owner"), Some(28));
    assert!(to_fill_in(&report, "Meetings", "chair").is_some(), "a rule that finds a cell empty finds a gap, too");

    desk.edit_master(|b| b.sheet("Timeline").set("M-001", "Owner", "Ada Park"));
    let report = desk.reconcile(0);
    assert_eq!(to_fill_in(&report, "Timeline", "owner"), Some(27), "{}", codes(&report));
    let master = desk.master();
    let summary = master.workbook.sheets.iter().find(|grid| grid.title == "Summary").unwrap();
    let mut cells = summary.rows.iter().flat_map(|row| &row.cells);
    assert!(cells.any(|(_, cell)| cell.raw.to_string() == "To fill in"));
}

#[test]
fn in_review_a_gap_is_a_warning_and_towards_the_baseline_an_error_one_line_for_a_column() {
    for (stage, word, code) in [("review", "warning", 0), ("baseline", "error", 1)] {
        let desk = Desk::new(&["Ada Park"]);
        desk.run(&["starters", "timeline"]).must(0);
        desk.set_stage(stage);
        let report = desk.reconcile(code);
        let required = findings(&report, "value/required");
        assert!(required.len() == 28 && required.iter().all(|f| f["severity"] == word), "{}", codes(&report));
        assert_eq!(report["to_fill_in"], serde_json::json!([]));
        let said = desk.run(&["reconcile"]).must(code).err;
        let lines: Vec<&str> =
            said.lines().filter(|l| l.contains("Timeline") && l.contains("value/required")).collect();
        let [line] = lines[..] else { panic!("{stage}: {said}") };
        assert!(line.contains("Also in 27 more rows: M-002, M-003, M-004, M-005, M-006, …"), "{line}");
    }
}

#[test]
fn a_copy_that_empties_a_required_cell_is_asked_in_every_stage() {
    for stage in ["draft", "review", "baseline"] {
        let desk = Desk::with_risks(&[("Late access", "The firewall")]);
        desk.set_stage(stage);
        desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Title", ""));
        let report = desk.reconcile(1);
        assert_eq!(open(&report), 1, "{stage}: {}", codes(&report));
    }
}

#[test]
fn copies_that_go_out_offer_the_review() {
    let desk = with_usual_rows();
    let offer = "stage = \"review\" in engagement.toml";
    let said = desk.run(&["generate"]).must(0).err;
    assert!(said.contains(offer), "{said}");
    desk.set_stage("review");
    let said = desk.run(&["generate"]).err;
    assert!(!said.contains(offer), "{said}");
}

#[test]
fn a_baseline_counts_every_gap_whatever_the_stage() {
    let desk = with_usual_rows();
    let said = desk.run(&["baseline"]).must(1).err;
    assert!(said.contains("Timeline: 28 like “Owner of M-001"), "{said}");
    assert!(said.contains("stage = \"baseline\" in engagement.toml"), "{said}");
}

#[test]
fn what_the_settings_say_of_a_code_wins_over_the_stage() {
    let desk = with_usual_rows();
    let file = desk.path("engagement.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{settings}\n[rules]\n\"value/required\" = \"error\"\n")).unwrap();
    let report = desk.run(&["status", "--format", "json"]).must(1).json();
    assert!(findings(&report, "value/required").iter().all(|f| f["severity"] == "error"));
    assert!(findings(&report, "value/required").len() > 28);
}

#[test]
fn an_unknown_stage_is_said_with_those_there_are() {
    let desk = Desk::new(&[]);
    desk.set_stage("final");
    let said = desk.run(&["status"]).must(2).err;
    assert!(said.contains("final") && said.contains("draft") && said.contains("review"), "{said}");
}
