//! What is agreed at kickoff is frozen, and every later change is said.

use crate::desk::{Desk, risk};
use calamine::{Reader, Xlsx, open_workbook};

/// A contact, two risks, a checklist that says all is aligned, and nothing that stands in the way.
fn ready() -> Desk {
    let desk = Desk::with_risks(&[("Late access", "The firewall"), ("No test data", "Unknown")]);
    desk.run(&["starters", "checklist"]);
    desk.edit_master(|b| {
        let mut checklist = b.sheet("Checklist");
        for id in checklist.ids() {
            checklist.set(&id, "Status", "Aligned");
        }
    });
    // What an engagement of two risks lacks is no matter of these tests.
    switch_rules_off(&desk);
    desk
}

/// Switches off every rule that has something to say now.
fn switch_rules_off(desk: &Desk) {
    desk.set_stage("baseline");
    let rules = desk.run(&["status", "--format", "json"]).json();
    let mut settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    settings.push_str("\n[rules]\n");
    let mut off: Vec<String> = rules["findings"].as_array().unwrap().iter().map(|f| f["code"].to_string()).collect();
    off.sort();
    off.dedup();
    off.retain(|code| code.starts_with("\"rule/"));
    off.iter().for_each(|code| settings.push_str(&format!("{code} = \"off\"\n")));
    std::fs::write(desk.path("engagement.toml"), settings).unwrap();
}

fn master_of(desk: &Desk) -> Vec<u8> {
    std::fs::read(desk.path("master.xlsx")).unwrap()
}

#[test]
fn a_baseline_is_frozen_and_says_what_changed_since() {
    let desk = ready();
    let done = desk.run(&["baseline"]).must(0);
    assert!(done.err.contains("history/baseline.2026-11-22.xlsx"), "{}", done.err);
    let frozen = std::fs::read(desk.path("history/baseline.2026-11-22.xlsx")).unwrap();
    let done = desk.run(&["baseline"]).must(0);
    assert!(done.out.contains("Nothing changed since."), "{}", done.out);

    desk.edit_master(|b| {
        b.sheet("Risks").set("R-001", "Description", "The second firewall");
        b.sheet("Risks").delete("R-002");
        b.sheet("Risks").add(&risk("Keys expire", "In May"));
    });
    desk.run(&["reconcile"]);
    let done = desk.run(&["baseline"]).must(1);
    for part in [
        "RAID log: 1 record added, 1 record removed, 1 field changed",
        "+ R-003 Keys expire",
        "- R-002 No test data",
        "R-001 Description: The firewall → The second firewall",
    ] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    let json = desk.run(&["baseline", "--format", "json"]).must(1).json();
    assert_eq!(json["schema"], "prekick.baseline/1");
    assert_eq!(json["baseline"]["file"], "history/baseline.2026-11-22.xlsx");
    assert_eq!(json["since"][0]["changed"][0]["field"], "description");
    // Frozen again beside it, and the first is as it was.
    desk.run(&["baseline", "--new"]).must(0);
    assert!(desk.path("history/baseline.2026-11-22-2.xlsx").exists());
    assert!(std::fs::read(desk.path("history/baseline.2026-11-22.xlsx")).unwrap() == frozen);
    desk.run(&["baseline"]).must(0);
}

#[test]
fn what_is_wrong_or_undecided_stands_in_the_way() {
    let desk = ready();
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Probability", "9"));
    let before = master_of(&desk);
    let done = desk.run(&["baseline"]).must(1);
    assert!(done.err.starts_with("Baseline not set: 1 blocker.\n") && done.err.contains("R-001"), "{}", done.err);
    let json = desk.run(&["baseline", "--format", "json"]).must(1).json();
    assert_eq!((&json["frozen"], json["blockers"].as_array().unwrap().len()), (&false.into(), 1));
    assert!(master_of(&desk) == before && !desk.path("history/baseline.2026-11-22.xlsx").exists());
}

#[test]
fn a_rule_may_stand_in_the_way_without_being_an_error() {
    let desk = ready();
    std::fs::create_dir_all(desk.path("workbook-templates")).unwrap();
    let own = "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.rules]]\nname = \"never\"\nseverity = \"info\"\n\
               check = 'false'\nmessage = \"Not yet.\"\nblocks_baseline = true\n";
    std::fs::write(desk.path("workbook-templates/raid.toml"), own).unwrap();
    desk.run(&["reconcile"]).must(0);
    let json = desk.run(&["baseline", "--format", "json"]).must(1).json();
    let codes: Vec<&str> = json["blockers"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["rule/raid-never", "rule/raid-never"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let desk = ready();
    let before = desk.files(&["master.xlsx", "history", "reports"]);
    let done = desk.run(&["baseline", "--dry-run"]).must(0);
    assert!(done.err.contains("Nothing was written"), "{}", done.err);
    assert!(desk.files(&["master.xlsx", "history", "reports"]) == before);
}

#[test]
fn a_frozen_file_that_is_gone_or_was_changed_is_said() {
    let desk = ready();
    desk.run(&["baseline"]).must(0);
    let file = desk.path("history/baseline.2026-11-22.xlsx");
    let frozen = std::fs::read(&file).unwrap();
    std::fs::write(&file, &frozen[..frozen.len() - 10]).unwrap();
    let done = desk.run(&["baseline"]).must(2);
    assert!(done.err.contains("is not the file that was frozen on 2026-11-22"), "{}", done.err);
    std::fs::remove_file(&file).unwrap();
    let done = desk.run(&["baseline"]).must(2);
    assert!(done.err.contains("the baseline of 2026-11-22 is not there"), "{}", done.err);
    desk.run(&["baseline", "--new"]).must(0);
    desk.run(&["baseline"]).must(0);
}

#[test]
fn an_empty_engagement_has_no_baseline_and_nothing_in_it_is_aligned() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let report = desk.run(&["status", "--format", "json"]).json();
    let states: Vec<&str> = report["items"].as_array().unwrap().iter().map(|i| i["state"].as_str().unwrap()).collect();
    assert!(states.len() > 10 && states.iter().all(|s| ["not started", "drafted"].contains(s)), "{states:?}");

    let said = desk.run(&["baseline"]).must(1).err;
    assert!(said.starts_with("Baseline not set: "), "{said}");
    assert!(
        said.contains("13 items are not on the checklist: ") && said.contains("prekick starters checklist"),
        "{said}"
    );
    assert!(said.lines().count() <= 24, "{said}");
    assert!(!desk.path("history/baseline.2026-11-22.xlsx").exists());

    // With the usual items, those without anything are named.
    desk.run(&["starters", "checklist"]);
    let json = desk.run(&["baseline", "--format", "json"]).must(1).json();
    assert_eq!(json["items"]["missing"], serde_json::json!([]));
    let not_started: Vec<&str> =
        json["items"]["not_started"].as_array().unwrap().iter().map(|i| i.as_str().unwrap()).collect();
    assert!(not_started.contains(&"RAID log") && !not_started.contains(&"Points of contact"), "{not_started:?}");
}

#[test]
fn an_item_that_is_left_out_stays_visible_with_the_reason() {
    let desk = ready();
    desk.edit_master(|b| {
        let mut checklist = b.sheet("Checklist");
        let ids = checklist.ids();
        checklist.delete(&ids[2]);
        checklist.set(&ids[10], "Status", "Not started");
        b.sheet("Risks").set("R-001", "Probability", "9");
    });
    let said = desk.run(&["baseline"]).must(1).err;
    for part in
        ["3 blockers", "1 item is not on the checklist: Project timeline", "1 item is not started: RACI", "R-001"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let unknown = desk.run(&["baseline", "--except", "RACY", "--why", "x"]).must(2).err;
    assert!(unknown.contains("the checklist has no item RACY. Did you mean RACI?"), "{unknown}");
    let one_reason = desk.run(&["baseline", "--except", "RACI", "--except", "RAID log", "--why", "x"]).must(2).err;
    assert!(one_reason.contains("each --except needs its own --why"), "{one_reason}");
    desk.run(&["baseline", "--except", "RACI"]).must(2);

    let leaving_out = [
        ["--except", "raci", "--why", "Roles are agreed in May"],
        ["--except", "Project timeline", "--why", "The vendor plans it"],
        ["--except", "RAID log", "--why", "Kept elsewhere"],
    ];
    let args: Vec<&str> = std::iter::once("baseline").chain(leaving_out.into_iter().flatten()).collect();
    desk.run(&args).must(0);
    let said = desk.run(&["baseline"]).must(0).out;
    assert!(said.contains("Left out: RACI. Why: Roles are agreed in May"), "{said}");
    let said = desk.run(&["status"]).out;
    assert!(said.contains("left out of the baseline: Kept elsewhere"), "{said}");
    let json = desk.run(&["baseline", "--format", "json"]).json();
    assert_eq!(json["baseline"]["left_out"][1]["item"], "Project timeline");
    desk.run(&["reconcile"]);
    let mut book: Xlsx<_> = open_workbook(desk.path("master.xlsx")).unwrap();
    let summary = book.worksheet_range("Summary").unwrap();
    let why = "Left out of the baseline: Roles are agreed in May";
    assert!(summary.used_cells().any(|(_, _, cell)| *cell == why));
}
