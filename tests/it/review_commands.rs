//! What a manager asks and decides on the command line: log, why, decide. Undo has a file of its own.

use crate::desk::{Desk, TODAY};
use serde_json::Value as Json;

pub const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// Two copies that disagree about R-002, and one change that nobody disputes.
pub fn clash() -> Desk {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "On 11 January");
        sheet.set("R-002", "Description", "With the vendor");
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    desk.reconcile(1);
    desk
}

/// The lines of the log of changes, without the key of the run.
pub fn log(desk: &Desk) -> Vec<String> {
    let text = String::from_utf8(std::fs::read(desk.path("history/changes.csv")).unwrap()).unwrap();
    text.lines().map(|l| l.split_once(',').map_or("", |(_, rest)| rest).to_owned()).collect()
}

/// All values of the data sheets and of Decisions, as text.
pub fn values(desk: &Desk) -> Vec<String> {
    let mut out = Vec::new();
    for grid in &desk.master().workbook.sheets {
        if ["Start here", "Summary", "Discrepancies", "Changes", "Sources", "_prekick", "_lists"]
            .contains(&grid.title.as_str())
        {
            continue;
        }
        for row in &grid.rows {
            let cells: Vec<String> = row.cells.iter().map(|(c, cell)| format!("{c}={}", cell.raw)).collect();
            out.push(format!("{} {}: {}", grid.title, row.number, cells.join(" ")));
        }
    }
    out
}

/// The text of the Discrepancies sheet.
pub fn asked(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Discrepancies");
    let rows = sheet.records();
    rows.into_iter().map(|r| (0..16).map(|c| sheet.text(r, c)).collect::<Vec<_>>().join(" | ")).collect()
}

fn pick_out<'j>(story: &'j Json, field: &str) -> &'j Json {
    let parts = story["parts"].as_array().unwrap();
    parts.iter().find(|p| p["field"] == field).unwrap_or_else(|| panic!("no part {field}: {story:#}"))
}

#[test]
fn a_clash_decided_on_the_command_line_is_the_same_as_one_decided_in_excel() {
    for (args, decision, mine) in [
        (vec!["--take", "b"], "Take B", ""),
        (vec!["--take", "take B"], "Take B", ""),
        (vec!["--take", "ben"], "Take ben", ""),
        (vec!["--keep"], "Keep master", ""),
        (vec!["--value", "Both, says Lena"], "Use my value", "Both, says Lena"),
    ] {
        let (typed, told) = (clash(), clash());
        typed.decide("D-0001", decision, mine);
        let in_excel = typed.reconcile(0);
        let mut words = vec!["decide", "D-0001", "--format", "json"];
        words.extend(&args);
        let on_the_line = told.run(&words).must(0).json();
        assert_eq!(values(&typed), values(&told), "{args:?}");
        assert_eq!(log(&typed), log(&told), "{args:?}");
        assert_eq!(in_excel["changes"], on_the_line["changes"], "{args:?}");
        assert_eq!(on_the_line["summary"]["decisions_needed"], 0);
        let master = std::fs::read(told.path("master.xlsx")).unwrap();
        told.reconcile(0);
        assert!(std::fs::read(told.path("master.xlsx")).unwrap() == master, "{args:?}: run again, it is another");
        assert!(told.path("reports/latest.json").exists());
    }
}

#[test]
fn a_note_stands_on_decisions_and_an_id_may_be_short() {
    let desk = clash();
    let done = desk.run(&["decide", "d-1", "--take", "A", "--note", "Agreed in the call"]).must(0);
    assert!(done.err.contains("D-0001: applied."), "{}", done.err);
    let mut book = desk.master();
    let sheet = book.sheet("Decisions");
    assert_eq!(sheet.get("D-0001", "Note"), "Agreed in the call");
    assert_eq!(sheet.get("D-0001", "Decision"), "Take A");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

#[test]
fn a_note_alone_decides_nothing_and_stays() {
    let desk = clash();
    let done = desk.run(&["decide", "D-0001", "--note", "Ask Ben first"]).must(1);
    assert!(done.err.contains("D-0001: still open."), "{}", done.err);
    assert_eq!(desk.master().sheet("Discrepancies").get("D-0001", "Note"), "Ask Ben first");
    desk.run(&["decide", "D-0001", "--keep"]).must(0);
    assert_eq!(desk.master().sheet("Decisions").get("D-0001", "Note"), "Ask Ben first");
}

#[test]
fn a_dry_run_decides_nothing() {
    let desk = clash();
    let before = desk.files(&[]);
    let report = desk.run(&["decide", "D-0001", "--take", "A", "--dry-run", "--format", "json"]).must(0).json();
    assert_eq!(report["changes"][0]["to"], "With the vendor");
    assert!(desk.files(&[]) == before, "something was written");
}

#[test]
fn an_id_that_is_not_open_names_the_nearest_and_writes_nothing() {
    let desk = clash();
    let before = desk.files(&[]);
    let done = desk.run(&["decide", "D-0009", "--take", "A"]).must(2);
    assert!(done.err.contains("D-0009") && done.err.contains("D-0001"), "{}", done.err);
    let done = desk.run(&["decide", "D-0001", "D-0009", "--keep"]).must(2);
    assert!(done.err.contains("D-0009"), "{}", done.err);
    assert!(desk.files(&[]) == before, "something was written");
    desk.run(&["decide", "D-0001", "--keep"]).must(0);
    let done = desk.run(&["decide", "D-0001", "--take", "A"]).must(2);
    assert!(done.err.contains("ended on 2026-11-22 with “Keep master”"), "{}", done.err);
}

#[test]
fn an_option_that_is_not_there_is_refused_and_nothing_is_written() {
    let desk = clash();
    let before = desk.files(&[]);
    for ids in [vec!["D-0001"], vec!["D-0001", "D-0001"]] {
        let done = desk.run(&[vec!["decide"], ids, vec!["--take", "F"]].concat()).must(2);
        assert!(done.err.contains("there is no option F") && done.err.contains("Nothing was written"), "{}", done.err);
    }
    let done = desk.run(&["decide", "D-0001", "--take", "Zoe"]).must(2);
    assert!(done.err.contains("The decision “Take Zoe” for D-0001"), "as it was typed: {}", done.err);
    let risks = Desk::with_risks(&[("Late", "In autumn")]);
    risks.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date raised", "sometime"));
    risks.reconcile(1);
    let done = risks.run(&["decide", "D-0001", "--value", "whenever"]).must(2);
    assert!(done.err.contains("is expected. Nothing was written"), "{}", done.err);
    assert!(desk.files(&[]) == before, "something was written");
}

#[test]
fn what_is_wanted_must_be_said() {
    let desk = clash();
    for args in [
        vec!["decide", "D-0001"],
        vec!["decide", "--keep"],
        vec!["decide", "D-0001", "--keep", "--take", "A"],
        vec!["decide", "D-0001", "--keep", "--sheet", "Risks"],
    ] {
        desk.run(&args).must(2);
    }
}

/// Three clashes, on two sheets and in two columns.
fn clashes() -> Desk {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "Ada on one");
        sheet.set("R-002", "Description", "Ada on two");
        sheet.set("R-003", "Status", "In Progress");
    });
    desk.back("ben-ruiz", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "Ben on one");
        sheet.set("R-002", "Description", "Ben on two");
        sheet.set("R-003", "Status", "Monitor");
    });
    let report = desk.reconcile(1);
    assert_eq!(crate::desk::open(&report), 3, "{}", crate::desk::codes(&report));
    desk
}

#[test]
fn several_are_decided_at_once_by_what_they_are_about() {
    let desk = clashes();
    let done =
        desk.run(&["decide", "--sheet", "risks", "--field", "Description", "--code", "conflict/field", "--take", "A"]);
    let done = done.must(1);
    assert!(done.err.contains("D-0001: applied.") && done.err.contains("D-0002: applied."), "{}", done.err);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ada on one");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Ada on two");
    assert_eq!(desk.value("Risks", "R-003", "Status"), "Open");
    let done = desk.run(&["decide", "--field", "description", "--keep"]).must(2);
    assert!(done.err.contains("1 discrepancy is open"), "{}", done.err);
    desk.run(&["decide", "--by", "Ben Ruiz", "--take", "B"]).must(0);
    assert_eq!(desk.value("Risks", "R-003", "Status"), "Monitor");
}

#[test]
fn a_slip_in_the_choice_names_the_nearest() {
    let desk = clash();
    let before = desk.files(&[]);
    for (args, near) in [
        (["--sheet", "Riskss"], "Risks"),
        (["--field", "Descriptoin"], "Description"),
        (["--code", "conflict/feild"], "conflict/field"),
        (["--by", "ada-parc"], "Ada Park"),
    ] {
        let done = desk.run(&["decide", args[0], args[1], "--keep"]).must(2);
        assert!(done.err.contains(&format!("Did you mean {near}?")), "{}", done.err);
    }
    assert!(desk.files(&[]) == before, "something was written");
}

#[test]
fn what_is_picked_in_the_master_comes_along_and_what_is_replaced_is_said() {
    let desk = clashes();
    let id = |desk: &Desk, record: &str| {
        let mut book = desk.master();
        let sheet = book.sheet("Discrepancies");
        let row = sheet.records().into_iter().find(|r| sheet.text(*r, sheet.column("Record")) == record).unwrap();
        sheet.text(row, sheet.column("ID"))
    };
    let (one, two) = (id(&desk, "R-001"), id(&desk, "R-002"));
    desk.decide(&two, "Take B", "");
    desk.decide(&one, "Take B", "");
    let report = desk.run(&["decide", &one, "--take", "A", "--format", "json"]).must(1).json();
    let replaced = crate::desk::finding(&report, "decision/replaced");
    assert!(replaced["message"].as_str().unwrap().contains("Take B"), "{replaced}");
    assert_eq!(replaced["place"]["sheet"], "Discrepancies");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Ada on one");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Ben on two");
    let desk = clashes();
    desk.decide(&two, "Take B", "");
    let done = desk.run(&["decide", &one, "--take", "A"]).must(1);
    assert!(
        done.err.contains(&format!("1 decision that was picked in master.xlsx came along: {two}.")),
        "{}",
        done.err
    );
}

#[test]
fn why_tells_the_story_of_a_field() {
    let desk = clash();
    let story = desk.run(&["why", "Risks!R-002.description", "--format", "json"]).must(0).json();
    let part = pick_out(&story, "description");
    assert_eq!(part["open"]["id"], "D-0001");
    assert_eq!(part["open"]["options"][1]["value"], "In the archive");
    assert_eq!(part["copies"][0]["standing"], "open");
    desk.run(&["decide", "D-0001", "--take", "B", "--note", "He has the tapes"]).must(0);
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Description", "In the archive, level 2"));
    let before = desk.files(&[]);
    let story = desk.run(&["why", "risks!r2.Description", "--format", "json"]).must(0).json();
    let part = pick_out(&story, "description");
    assert_eq!(part["typed"][0]["to"], "In the archive, level 2", "not taken over yet");
    desk.reconcile(0);
    let cell = desk.master().sheet("Risks").cell("R-002", "Description");
    let story = desk.run(&["why", &format!("Risks!{cell}"), "--format", "json"]).must(0).json();
    assert_eq!(
        (&story["sheet"], &story["record"], &story["name"]),
        (&"Risks".into(), &"R-002".into(), &"Test data is missing".into())
    );
    let part = pick_out(&story, "description");
    assert_eq!(part["master"], "In the archive, level 2");
    assert_eq!(part["place"]["cell"], cell.as_str());
    assert!(part["open"].is_null());
    let copies = part["copies"].as_array().unwrap();
    let told: Vec<(&str, &str, &str, &str)> = copies
        .iter()
        .map(|c| {
            let text = |v: &'_ Json| -> &str { Box::leak(v.as_str().unwrap_or_default().to_owned().into_boxed_str()) };
            (text(&c["by"]), text(&c["base"]), text(&c["returned"]["value"]), text(&c["standing"]))
        })
        .collect();
    assert_eq!(
        told,
        [("ada-park", "Unknown", "With the vendor", "decided"), ("ben-ruiz", "Unknown", "In the archive", "decided")]
    );
    assert_eq!(copies[1]["returned"]["source"]["sheet"], "Risks");
    assert_eq!(copies[1]["returned"]["source"]["file"], "inbox/raid.ben-ruiz.2026-11-22.xlsx");
    let lines: Vec<String> = part["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} → {}: {} by {}", c["from"], c["to"], c["why"], c["by"]))
        .collect();
    assert_eq!(
        lines,
        [
            "\"Unknown\" → \"In the archive\": \"decided D-0001: Take B\" by \"ben-ruiz\"",
            "\"In the archive\" → \"In the archive, level 2\": \"typed in the master\" by \"master\""
        ]
    );
    assert_eq!(part["decisions"][0]["note"], "He has the tapes");
    assert_eq!(part["decisions"][0]["result"], "applied");
    drop(before);
    let files = desk.files(&[]);
    let said = desk.run(&["why", "Risks!R-002.description"]).must(0).out;
    for word in
        ["“In the archive, level 2”", "ada-park", "“With the vendor”", "D-0001", "He has the tapes", "“Unknown”"]
    {
        assert!(said.contains(word), "{word}:\n{said}");
    }
    assert!(desk.files(&[]) == files, "why wrote something");
}

#[test]
fn why_tells_of_a_whole_record_and_of_one_that_is_gone() {
    let desk = clash();
    let story = desk.run(&["why", "Risks!Code freeze not agreed", "--format", "json"]).must(0).json();
    assert_eq!(story["record"], "R-001");
    assert_eq!(pick_out(&story, "description")["copies"][0]["standing"], "applied");
    assert_eq!(pick_out(&story, "description")["copies"][1]["standing"], "unchanged");
    assert_eq!(pick_out(&story, "status")["master"], "Open");
    desk.edit_master(|b| b.sheet("Risks").delete("R-003"));
    desk.reconcile(1);
    let story = desk.run(&["why", "R-003", "--format", "json"]).must(0).json();
    assert_eq!((&story["living"], &story["name"]), (&Json::Bool(false), &"Licences end early".into()));
    assert!(story["parts"][0]["changes"].as_array().unwrap().iter().any(|c| c["why"] == "removed in the master"));
}

#[test]
fn why_says_what_is_near_where_there_is_no_such_thing() {
    let desk = clash();
    for (what, near) in [
        ("Rissks!R-001.status", "Did you mean Risks?"),
        ("Risks!R-001.staus", "Did you mean Status?"),
        ("Risks!R-011", "R-001"),
        ("Risks!A1", "belongs to no record"),
        ("Risks!", "Risks!R-001"),
        ("Discrepancies!D-0044", "names no discrepancy"),
        ("something", "Risks!R-007.status"),
    ] {
        let done = desk.run(&["why", what]).must(2);
        assert!(done.err.contains(near), "{what}: {}", done.err);
    }
}

#[test]
fn why_takes_a_discrepancy_as_well() {
    let desk = clash();
    let cell = desk.master().sheet("Discrepancies").cell("D-0001", "Decision");
    for what in ["D-0001".to_owned(), "Discrepancies!d-0001".to_owned(), format!("Discrepancies!{cell}")] {
        let story = desk.run(&["why", &what, "--format", "json"]).must(0).json();
        assert_eq!((&story["record"], &story["parts"][1]["field"]), (&"R-002".into(), &"description".into()), "{what}");
    }
    desk.run(&["decide", "D-0001", "--keep"]).must(0);
    let story = desk.run(&["why", "D-0001", "--format", "json"]).must(0).json();
    assert_eq!(story["parts"][1]["decisions"][0]["decision"], "Keep master");
}

/// More than twenty of one kind are one row, and decided together.
#[test]
fn a_row_that_stands_for_many_is_decided_and_told_for_each() {
    let titles: Vec<String> = (1..=22).map(|n| format!("Risk number {n} of the list")).collect();
    let risks: Vec<(&str, &str)> = titles.iter().map(|t| (t.as_str(), "Nothing yet")).collect();
    let desk = Desk::with_risks(&risks);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.ids().iter().for_each(|id| sheet.set(id, "Status", "Parked until spring"));
    });
    let report = desk.reconcile(1);
    assert_eq!(crate::desk::open(&report), 1, "{}", crate::desk::codes(&report));
    let story = desk.run(&["why", "Risks!R-005.status", "--format", "json"]).must(0).json();
    assert_eq!(pick_out(&story, "status")["open"]["id"], "D-0001", "it is asked in the row that stands for all");
    let done = desk.run(&["decide", "--field", "status", "--keep"]).must(0);
    assert!(done.err.contains("D-0001:"), "{}", done.err);
    let story = desk.run(&["why", "Risks!R-005.status", "--format", "json"]).must(0).json();
    let part = pick_out(&story, "status");
    assert_eq!((&part["copies"][0]["standing"], &part["copies"][0]["decision"]), (&"decided".into(), &"D-0001".into()));
    assert_eq!(part["decisions"][0]["decision"], "Keep master");
    desk.run(&["undo"]).must(1);
    assert_eq!(asked(&desk).len(), 1);
    let story = desk.run(&["why", "Risks!R-005.status", "--format", "json"]).must(0).json();
    assert_eq!(pick_out(&story, "status")["copies"][0]["standing"], "open");
}

/// What both sides add to a log is applied, though nobody said the whole.
#[test]
fn why_of_a_log_says_whose_lines_were_applied() {
    let desk = Desk::with_risks(&RISKS);
    for (who, line) in [("ada-park", "Ada: called them"), ("ben-ruiz", "Ben: wrote to them")] {
        desk.back(who, |b| b.sheet("Risks").set("R-001", "Update log", line));
    }
    desk.reconcile(0);
    let story = desk.run(&["why", "Risks!R-001.updates", "--format", "json"]).must(0).json();
    let part = pick_out(&story, "updates");
    assert!(part["master"].as_str().unwrap().contains("Ada") && part["master"].as_str().unwrap().contains("Ben"));
    assert_eq!(
        (&part["copies"][0]["standing"], &part["copies"][1]["standing"]),
        (&"applied".into(), &"applied".into())
    );
}

#[test]
fn why_of_a_file_that_was_not_sent_back_says_so() {
    let desk = Desk::with_risks(&RISKS);
    let story = desk.run(&["why", "Risks!R-001.description", "--format", "json"]).must(0).json();
    let copies = &pick_out(&story, "description")["copies"];
    assert_eq!(copies.as_array().unwrap().len(), 2);
    assert_eq!((&copies[0]["standing"], &copies[0]["base"]), (&"not-back".into(), &"No date yet".into()));
}

#[test]
fn the_log_lists_the_runs_newest_first() {
    let desk = clash();
    desk.run(&["decide", "D-0001", "--take", "B"]).must(0);
    let before = desk.files(&[]);
    let told = desk.run(&["log", "--format", "json"]).must(0).json();
    let runs = told["runs"].as_array().unwrap();
    let numbers: Vec<u64> = runs.iter().map(|r| r["number"].as_u64().unwrap()).collect();
    assert!(numbers.windows(2).all(|p| p[0] == p[1] + 1) && numbers.last() == Some(&1), "{numbers:?}");
    assert_eq!((&runs[0]["fields_changed"], &runs[0]["date"]), (&1.into(), &TODAY.into()));
    assert_eq!(runs[0]["decided"][0]["id"], "D-0001");
    assert_eq!(runs[0]["decided"][0]["decision"], "Take B");
    assert_eq!(runs[0]["changes"][0]["to"], "In the archive");
    let heard: Vec<&str> = runs[1]["heard"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    assert_eq!(heard, ["inbox/raid.ada-park.2026-11-22.xlsx", "inbox/raid.ben-ruiz.2026-11-22.xlsx"]);
    assert_eq!(runs[1]["asked"][0], "D-0001");
    assert!(runs[2]["sent"].as_array().unwrap().iter().any(|c| c == "raid.ada-park.2026-11-22"), "{}", runs[2]);
    assert_eq!(runs[2]["records_added"], 3, "typed before generate");
    let said = desk.run(&["log"]).must(0).out;
    for word in
        ["run 2", "1 field changed", "heard inbox/raid.ada-park.2026-11-22.xlsx", "ended D-0001: Take B (applied)"]
    {
        assert!(said.contains(word), "{word}:\n{said}");
    }
    assert!(desk.files(&[]) == before, "log wrote something");
}

#[test]
fn a_run_whose_master_was_deleted_is_known_by_its_lines() {
    let desk = clash();
    desk.run(&["decide", "D-0001", "--take", "B"]).must(0);
    for (name, _) in desk.files(&["history"]) {
        if name.ends_with(".master.xlsx") {
            std::fs::remove_file(desk.path(&name)).unwrap();
        }
    }
    let told = desk.run(&["log", "--format", "json"]).must(0).json();
    let runs = told["runs"].as_array().unwrap();
    assert!(runs[0]["number"].is_u64() && runs[1]["number"].is_null(), "{told:#}");
    assert_eq!(runs[1]["fields_changed"], 1);
    assert!(desk.run(&["undo"]).must(2).err.contains("history/"));
}
