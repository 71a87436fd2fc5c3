//! Killed at each write step, the engagement opens and the next run is right.

use crate::desk::{Desk, TODAY};
use prekick::commands::{Folder, Session, WritePlan, read_files};
use prekick::edges::disk::{self, WriteStep};
use std::collections::BTreeMap;

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

type Files = BTreeMap<String, Vec<u8>>;

/// Puts every file of the engagement back as it was, and removes those that came since.
fn put_back(desk: &Desk, files: &Files) {
    for name in desk.files(&[]).keys().filter(|name| !files.contains_key(*name)) {
        std::fs::remove_file(desk.path(name)).unwrap();
    }
    for (name, bytes) in files {
        std::fs::write(desk.path(name), bytes).unwrap();
    }
}

/// What a reconcile run would write, step by step.
fn planned(desk: &Desk) -> WritePlan {
    let session = Session::load(Folder::at(desk.root.clone()), true).unwrap();
    let files = disk::files_below(&desk.path("inbox")).unwrap();
    let today = TODAY.parse().unwrap();
    let mut run = session.run(read_files(&session, &files, None), today, false);
    session.plan_writing(&mut run, today, true).unwrap()
}

/// The log of changes as lines, without the key of the run.
fn log(desk: &Desk) -> Vec<String> {
    let text = String::from_utf8(std::fs::read(desk.path("history/changes.csv")).unwrap()).unwrap();
    text.lines().map(ToOwned::to_owned).collect()
}

/// The same engagement, killed after every step, inside of an append, and with a half-written file left over; then run
/// as usual: the master, the history and the log are those of a run that nobody killed.
fn survives(desk: &Desk, changes: bool) {
    let start = desk.files(&[]);
    let before = log(desk).len();
    desk.run(&["reconcile"]);
    let unkilled = desk.files(&["master.xlsx", "history"]);
    let lines = log(desk);
    assert_eq!(lines.len() > before, changes, "{lines:#?}");
    let mut all = lines.clone();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), lines.len(), "a change stands in the log twice: {lines:#?}");
    let latest = read_json(desk);
    put_back(desk, &start);
    let steps = planned(desk).steps;
    for done in 0..=steps.len() {
        put_back(desk, &start);
        disk::carry_out(&steps[..done]).unwrap();
        std::fs::write(desk.path(".prekick-torn"), b"PK half").unwrap();
        desk.run(&["check", &desk.path("inbox").display().to_string()]);
        again(desk, &unkilled, &latest, &format!("killed after {done} of {} steps", steps.len()));
    }
    for (n, step) in steps.iter().enumerate() {
        let WriteStep::Append { path, cut, bytes } = step else { continue };
        for part in 1..bytes.len() {
            if part % 37 != 0 && part != bytes.len() - 1 && part != bytes.len() / 2 {
                continue;
            }
            put_back(desk, &start);
            disk::carry_out(&steps[..n]).unwrap();
            let torn = WriteStep::Append { path: path.clone(), cut: *cut, bytes: bytes[..part].to_vec() };
            disk::carry_out(&[torn]).unwrap();
            again(desk, &unkilled, &latest, &format!("{part} of {} bytes of the log were written", bytes.len()));
        }
    }
}

fn again(desk: &Desk, unkilled: &Files, latest: &serde_json::Value, how: &str) {
    let plan = planned(desk);
    disk::carry_out(&plan.steps).unwrap();
    let now = desk.files(&["master.xlsx", "history"]);
    assert_eq!(now.keys().collect::<Vec<_>>(), unkilled.keys().collect::<Vec<_>>(), "{how}");
    for (name, bytes) in unkilled {
        assert!(now[name] == *bytes, "{how}: {name} is another\n{:#?}", log(desk));
    }
    let asked = |json: &serde_json::Value| -> Vec<String> {
        let all = json["findings"].as_array().unwrap().iter();
        all.filter(|f| f["decision_needed"] == true).map(|f| format!("{} {}", f["id"], f["message"])).collect()
    };
    assert_eq!(asked(&read_json(desk)), asked(latest), "{how}");
}

fn read_json(desk: &Desk) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(desk.path("reports/latest.json")).unwrap()).unwrap()
}

#[test]
fn killed_while_returned_copies_are_merged() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "Two lines,\nwith \"quotes\"");
        sheet.set("R-002", "Description", "With the vendor");
        sheet.add(&crate::desk::risk("Vendor support ends", "In autumn"));
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    survives(&desk, true);
}

#[test]
fn killed_while_a_decision_and_an_edit_of_the_master_are_applied() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    desk.reconcile(1);
    desk.decide("D-0001", "Take B", "");
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-003", "Description", "At the end of May");
        b.sheet("Risks").add(&crate::desk::risk("Typed by the team", "Without an ID"));
    });
    survives(&desk, true);
}

#[test]
fn killed_while_only_the_memory_of_a_file_is_written() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |_| ());
    survives(&desk, false);
}

/// A report tells only of what came about: that of a run which was killed before its master goes, that of a later one stays.
#[test]
fn reports_of_killed_runs_are_there_where_their_masters_are() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let start = desk.files(&[]);
    let steps = planned(&desk).steps;
    let swap = steps.iter().position(|s| matches!(s, WriteStep::Swap { .. })).unwrap();
    for done in 0..=steps.len() {
        put_back(&desk, &start);
        disk::carry_out(&steps[..done]).unwrap();
        let _ = Session::load(Folder::at(desk.root.clone()), true).unwrap();
        let reports = desk.files(&["reports"]);
        let new: Vec<&String> =
            reports.keys().filter(|name| !start.contains_key(*name) && !name.contains("latest")).collect();
        assert_eq!(new.len(), if done > swap { 2 } else { 0 }, "after {done} of {} steps: {new:?}", steps.len());
        assert!(!new.iter().any(|name| name.contains(".prekick-")), "{new:?}");
    }
}

/// A run that was killed, and then the run after it as well, at every pair of steps.
#[test]
fn killed_twice_in_a_row() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let start = desk.files(&[]);
    desk.run(&["reconcile"]);
    let unkilled = desk.files(&["master.xlsx", "history"]);
    let latest = read_json(&desk);
    put_back(&desk, &start);
    let first = planned(&desk).steps;
    for done in 0..=first.len() {
        put_back(&desk, &start);
        disk::carry_out(&first[..done]).unwrap();
        let middle = desk.files(&[]);
        let second = planned(&desk).steps;
        for more in 0..=second.len() {
            put_back(&desk, &middle);
            disk::carry_out(&second[..more]).unwrap();
            again(&desk, &unkilled, &latest, &format!("killed after {done}, then after {more} steps"));
        }
    }
}

/// The run that left its log unwritten is completed by the next one that has changes of its own: all stand there, once.
#[test]
fn the_log_of_a_killed_run_is_completed_before_the_next_changes_are_added() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let steps = planned(&desk).steps;
    let swap = steps.iter().position(|s| matches!(s, WriteStep::Swap { .. })).unwrap();
    disk::carry_out(&steps[..=swap]).unwrap();
    assert!(!log(&desk).iter().any(|l| l.contains("With the vendor")));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-003", "Description", "In June"));
    desk.reconcile(0);
    let lines = log(&desk);
    let at = |word: &str| -> Vec<usize> {
        lines.iter().enumerate().filter(|(_, l)| l.contains(word)).map(|(n, _)| n).collect()
    };
    assert_eq!((at("With the vendor").len(), at("In June").len()), (1, 1), "{lines:#?}");
    assert!(at("With the vendor") < at("In June"), "{lines:#?}");
}

/// Killed between a copy and the master that knows of it: the next run gives that very copy its place in Sources.
#[test]
fn killed_while_copies_are_generated() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let start = desk.files(&[]);
    desk.run(&["generate", "raid"]).must(0);
    let unkilled = desk.files(&["master.xlsx", "history", "outbox"]);
    let copies: Vec<&String> = unkilled.keys().filter(|k| k.ends_with(".xlsx") && k.starts_with("outbox")).collect();
    // Copies are written side by side, so that any of them may be there.
    for there in 0..1 << copies.len() {
        put_back(&desk, &start);
        let written: Vec<&String> =
            copies.iter().enumerate().filter(|(n, _)| there >> n & 1 == 1).map(|(_, c)| *c).collect();
        for name in &written {
            std::fs::write(desk.path(name), &unkilled[*name]).unwrap();
        }
        desk.run(&["generate", "raid"]).must(0);
        let now = desk.files(&["master.xlsx", "history", "outbox"]);
        assert_eq!(now.keys().collect::<Vec<_>>(), unkilled.keys().collect::<Vec<_>>(), "{written:?} were written");
        assert!(now == unkilled, "{written:?} were written");
    }
}

/// An engagement that was being made: what lies there says what to do, and following it works.
#[test]
fn killed_while_an_engagement_is_made() {
    let desk = Desk::new(&["Ada Park"]);
    std::fs::remove_file(desk.path("engagement.toml")).unwrap();
    let root = desk.root.display().to_string();
    let done = desk.run(&["status"]).must(2);
    assert!(done.err.contains("engagement.toml"), "{}", done.err);
    let init = ["init", &root, "--name", "Acme migration", "--customer", "Acme", "--id", "acme-2026"];
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(init).output().unwrap();
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2), "{text}");
    assert!(text.contains("master.xlsx") && text.contains("delete"), "{text}");
    std::fs::remove_file(desk.path("master.xlsx")).unwrap();
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(init).output().unwrap();
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    desk.run(&["status"]).must(0);
}

/// §8.33: the master must still be the file that was read; else nothing at all is written.
#[test]
fn a_master_that_changed_while_the_run_was_running_is_left_alone() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let steps = planned(&desk).steps;
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "Typed meanwhile"));
    let before = desk.files(&[]);
    let why = disk::carry_out(&steps).unwrap_err().to_string();
    assert!(why.contains("master.xlsx") && why.contains("changed while") && why.contains("again"), "{why}");
    assert!(desk.files(&[]) == before, "something was written");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Typed meanwhile");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}
