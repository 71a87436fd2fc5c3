//! Taking back a run, and taking that back.

use crate::desk::{Desk, TODAY, findings};
use crate::review_commands::{RISKS, asked, clash, log, values};
use prekick::commands::{Folder, Session, take_back};
use prekick::edges::disk;
use std::path::Path;

/// What the folder inbox/ holds is put aside, so that the next run hears nothing.
fn put_inbox_aside(desk: &Desk) {
    std::fs::rename(desk.path("inbox"), desk.path("aside")).unwrap();
    std::fs::create_dir(desk.path("inbox")).unwrap();
}

fn put_inbox_back(desk: &Desk) {
    std::fs::remove_dir(desk.path("inbox")).unwrap();
    std::fs::rename(desk.path("aside"), desk.path("inbox")).unwrap();
}

/// A run without files leaves the master as it is, byte for byte.
#[track_caller]
fn settled(desk: &Desk, code: i32) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]).must(code);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "run again, something is another: {:#?}", log(desk));
}

/// Two copies with everything a copy can bring: an edit, a clash, a new row, a comment.
fn returned() -> Desk {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "On 11 January");
        sheet.set("R-002", "Description", "With the vendor");
        sheet.note("R-001", "Title", "Ada Park", "See the minutes");
        sheet.add(&crate::desk::risk("Vendor support ends", "In autumn"));
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    desk
}

#[test]
fn an_undone_run_is_as_if_it_had_not_been_and_the_next_one_does_it_again() {
    let desk = returned();
    let (values_before, asked_before, log_before) = (values(&desk), asked(&desk), log(&desk));
    desk.reconcile(1);
    let (merged, questions) = (values(&desk), asked(&desk).len());
    assert_ne!(values_before, merged);
    let done = desk.run(&["undo"]).must(0);
    assert!(done.err.contains("still in inbox/"), "{}", done.err);
    assert!(
        done.err.contains("Run 3 is taken back: 1 field and 1 record as before, 0 decisions to make."),
        "{}",
        done.err
    );
    assert_eq!(values(&desk), values_before);
    assert_eq!(asked(&desk), asked_before);
    let lines = log(&desk);
    let undone: Vec<&String> = lines.iter().filter(|l| l.contains("undo of run 3")).collect();
    assert_eq!(undone.len(), 2, "{lines:#?}");
    assert!(
        lines
            .iter()
            .any(|l| l.contains("R-001,description,On 11 January,No date yet,undo of run 3,master,history/0002-")),
        "{lines:#?}"
    );
    assert!(
        lines.iter().any(|l| l.contains("R-004,,Title: Vendor support ends; ") && l.contains(",,undo of run 3")),
        "{lines:#?}"
    );
    assert!(lines.starts_with(&log_before), "the log only grows");
    put_inbox_aside(&desk);
    settled(&desk, 0);
    put_inbox_back(&desk);
    desk.reconcile(1);
    assert_eq!(asked(&desk).len(), questions);
    assert_eq!(values(&desk), merged, "the record that came again has its ID again");
}

#[test]
fn undo_twice_is_where_you_were() {
    let desk = returned();
    desk.reconcile(1);
    let (merged, questions) = (values(&desk), asked(&desk));
    let notes = |desk: &Desk| desk.master().sheet("Risks").grid.notes.clone();
    let beside = notes(&desk);
    assert!(beside.iter().any(|n| n.text.contains("See the minutes")));
    desk.run(&["undo"]).must(0);
    assert!(!notes(&desk).iter().any(|n| n.text.contains("See the minutes")));
    let done = desk.run(&["undo"]).must(1);
    assert!(done.err.contains("Run 4 is taken back"), "{}", done.err);
    assert_eq!(values(&desk), merged);
    assert_eq!(asked(&desk), questions);
    assert!(notes(&desk).iter().any(|n| n.text.contains("See the minutes")));
    // The files count as heard again.
    settled(&desk, 1);
    let told = desk.run(&["log", "--format", "json"]).must(0).json();
    let runs = told["runs"].as_array().unwrap();
    assert_eq!((&runs[0]["undo_of"], &runs[1]["undo_of"]), (&4.into(), &3.into()));
    assert_eq!((&runs[1]["undone_by"], &runs[2]["undone_by"]), (&5.into(), &4.into()));
    desk.run(&["undo"]).must(0);
    desk.run(&["undo"]).must(1);
    assert_eq!(values(&desk), merged);
}

#[test]
fn an_undone_decision_is_asked_again_under_its_id() {
    let desk = clash();
    let (before, questions) = (values(&desk), asked(&desk));
    desk.run(&["decide", "D-0001", "--take", "B", "--note", "Agreed"]).must(0);
    let decided = values(&desk);
    let report = desk.run(&["undo", "--format", "json"]).must(1).json();
    let said = crate::desk::finding(&report, "decision/taken-back");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("D-0001") && message.contains("Take B") && message.contains("Agreed"), "{message}");
    assert!(said["place"]["file"].as_str().unwrap().starts_with("history/"), "{said}");
    assert!(desk.path(said["place"]["file"].as_str().unwrap()).exists());
    assert_eq!(values(&desk), before);
    assert_eq!(asked(&desk), questions);
    settled(&desk, 1);
    desk.run(&["decide", "D-0001", "--take", "B", "--note", "Agreed"]).must(0);
    assert_eq!(values(&desk), decided);
}

#[test]
fn what_was_picked_and_typed_before_the_run_stays_picked_and_typed() {
    let desk = clash();
    desk.decide("D-0001", "Take B", "");
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-003", "Description", "At the end of May");
        b.sheet("Risks").add(&crate::desk::risk("Typed by the team", "Without an ID"));
    });
    desk.reconcile(0);
    let decided = values(&desk);
    let done = desk.run(&["undo"]).must(1);
    assert!(done.err.contains("D-0001 is picked on the sheet Discrepancies"), "{}", done.err);
    assert_eq!(desk.master().sheet("Discrepancies").get("D-0001", "Decision"), "Take B");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Unknown");
    assert_eq!(desk.value("Risks", "R-003", "Description"), "At the end of May");
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Typed by the team");
    let lines = log(&desk);
    assert_eq!(lines.iter().filter(|l| l.contains("undo of run")).count(), 1, "{lines:#?}");
    let report = desk.run(&["undo", "--dry-run", "--format", "json"]).must(0).json();
    assert!(findings(&report, "decision/taken-back").is_empty(), "the pick is carried out there");
    desk.reconcile(0);
    assert_eq!(values(&desk), decided);
}

#[test]
fn what_was_typed_since_is_not_lost() {
    let desk = clash();
    desk.edit_master(|b| b.sheet("Risks").set("R-003", "Description", "At the end of May"));
    desk.decide("D-0001", "Take A", "");
    let before = desk.files(&[]);
    let cell = desk.master().sheet("Risks").cell("R-003", "Description");
    let done = desk.run(&["undo"]).must(2);
    for word in [&format!("cell {cell}"), "“At the end of May”", "D-0001: Decision “Take A”", "--force"] {
        assert!(done.err.contains(word), "{word}: {}", done.err);
    }
    assert!(desk.files(&[]) == before, "something was written");
    let report = desk.run(&["undo", "--force", "--format", "json"]).must(0).json();
    assert_eq!(desk.value("Risks", "R-003", "Description"), "In May");
    let lines = log(&desk);
    let line = |why: &str| lines.iter().filter(|l| l.contains("At the end of May") && l.contains(why)).count();
    assert_eq!((line("typed in the master"), line("undo of run")), (1, 1), "{lines:#?}");
    let said = findings(&report, "decision/taken-back");
    assert!(said.iter().any(|f| f["message"].as_str().unwrap().contains("Take A")), "{report:#}");
    let kept = said[0]["place"]["file"].as_str().unwrap();
    let mut book = crate::desk::Book::open(&desk.path(kept));
    assert_eq!(book.sheet("Risks").get("R-003", "Description"), "At the end of May");
}

#[test]
fn a_run_that_only_took_over_what_was_typed_is_not_taken_back_alone() {
    let desk = clash();
    desk.edit_master(|b| b.sheet("Risks").set("R-003", "Description", "At the end of May"));
    desk.reconcile(1);
    let before = desk.files(&[]);
    let done = desk.run(&["undo"]).must(2);
    assert!(done.err.contains("“At the end of May”") && done.err.contains("only took over"), "{}", done.err);
    assert!(desk.files(&[]) == before, "something was written");
    desk.run(&["undo", "--force"]).must(0);
    assert_eq!(desk.value("Risks", "R-003", "Description"), "In May");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn copies_that_were_sent_stay_sent() {
    let desk = clash();
    desk.run(&["generate", "contacts"]).must(1);
    let sent: Vec<String> = desk.files(&["outbox"]).into_keys().collect();
    let done = desk.run(&["undo"]).must(0);
    assert!(done.err.contains("Run 3 is taken back"), "the run that made copies was passed over: {}", done.err);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    desk.run(&["generate", "contacts"]).must(0);
    assert_eq!(desk.files(&["outbox"]).into_keys().collect::<Vec<_>>(), sent, "the same copies are still known");
    desk.back_as("contacts", "ada-park", None, |_| ());
    let report = desk.reconcile(1);
    assert!(findings(&report, "file/no-base").is_empty(), "{}", crate::desk::codes(&report));
}

#[test]
fn ids_are_not_given_twice() {
    let desk = returned();
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    desk.run(&["undo"]).must(0);
    put_inbox_aside(&desk);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("Typed after the undo", "Another risk"));
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Typed after the undo");
    put_inbox_back(&desk);
    let report = desk.reconcile(1);
    let asked: Vec<&str> = findings(&report, "conflict/field").iter().filter_map(|f| f["id"].as_str()).collect();
    assert_eq!(asked, ["D-0002"]);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends", "nobody else had its ID");
}

#[test]
fn what_is_peoples_own_stays_as_it_is_now() {
    let desk = clash();
    desk.edit_master(|b| {
        let grid = prekick::model::grid::Grid { title: "My list".into(), ..Default::default() };
        b.workbook.sheets.push(grid);
        let mut own = crate::desk::Sheet { grid: b.workbook.sheets.last_mut().unwrap(), header: 0 };
        own.put(0, 0, crate::desk::typed_as("mine"));
        b.sheet("Risks").note("R-003", "Title", "Lena", "Call them");
    });
    desk.run(&["undo"]).must(0);
    let mut book = desk.master();
    assert_eq!(book.sheet("My list").text(0, 0), "mine");
    assert!(book.sheet("Risks").grid.notes.iter().any(|n| n.text.contains("Call them")));
    put_inbox_aside(&desk);
    settled(&desk, 0);
}

#[test]
fn there_is_nothing_to_take_back_in_a_new_engagement() {
    let desk = Desk::new(&["Ada Park"]);
    let before = desk.files(&[]);
    let done = desk.run(&["undo"]).must(2);
    assert!(done.err.contains("no run to take back"), "{}", done.err);
    assert!(desk.files(&[]) == before);
}

#[test]
fn a_dry_run_takes_nothing_back() {
    let desk = clash();
    let before = desk.files(&[]);
    let report = desk.run(&["undo", "--dry-run", "--format", "json"]).must(0).json();
    assert_eq!(report["changes"][0]["to"], "No date yet");
    assert_eq!(report["dry_run"], true);
    assert!(desk.files(&[]) == before, "something was written");
}

#[test]
fn an_earlier_master_that_is_gone_is_named() {
    let desk = clash();
    let name = desk.files(&["history"]).into_keys().rfind(|n| n.ends_with(".master.xlsx")).unwrap();
    std::fs::remove_file(desk.path(&name)).unwrap();
    let done = desk.run(&["undo"]).must(2);
    assert!(done.err.contains(&name), "{name}: {}", done.err);
}

/// Killed after every step, what comes next is right: the undo again where the master was not written yet, else any run.
#[test]
fn killed_while_a_run_is_taken_back() {
    for decided in [false, true] {
        let desk = returned();
        desk.reconcile(1);
        put_inbox_aside(&desk);
        if decided {
            desk.run(&["decide", "D-0001", "--take", "A"]).must(0);
        }
        let start = desk.files(&[]);
        let steps = {
            let session = Session::load(Folder::at(desk.root.clone()), true).unwrap();
            let today = TODAY.parse().unwrap();
            let mut taken = take_back(&session, false, today, false).unwrap();
            session.plan_writing(&mut taken.run, today, true).unwrap().steps
        };
        let code = i32::from(decided);
        desk.run(&["undo"]).must(code);
        let unkilled = desk.files(&["master.xlsx", "history"]);
        for done in 0..=steps.len() {
            for name in desk.files(&[]).keys().filter(|name| !start.contains_key(*name)) {
                std::fs::remove_file(desk.path(name)).unwrap();
            }
            start.iter().for_each(|(name, bytes)| std::fs::write(desk.path(name), bytes).unwrap());
            disk::carry_out(&steps[..done]).unwrap();
            let written = steps[..done].iter().any(|s| matches!(s, disk::WriteStep::Swap { .. }));
            desk.run(&[if written { "reconcile" } else { "undo" }]).must(code);
            assert!(
                desk.files(&["master.xlsx", "history"]) == unkilled,
                "killed after {done} of {} steps",
                steps.len()
            );
        }
    }
}

/// Undo writes in the order of every run, so it is stopped where files can't be written: the next undo is right.
#[test]
fn an_undo_that_stopped_before_the_log_is_completed_by_the_next_run() {
    let desk = clash();
    let start = desk.files(&[]);
    desk.run(&["undo"]).must(0);
    let (whole, master) = (log(&desk), desk.files(&["master.xlsx"]));
    let text = std::fs::read(desk.path("history/changes.csv")).unwrap();
    let earlier = start["history/changes.csv"].len();
    put_inbox_aside(&desk);
    // As if killed after the master was renamed, at every byte of what the log was to gain.
    for end in (earlier..text.len()).step_by(23) {
        std::fs::write(desk.path("history/changes.csv"), &text[..end]).unwrap();
        desk.run(&["reconcile"]).must(0);
        assert_eq!(log(&desk), whole, "{end} of {} bytes", text.len());
        assert!(desk.files(&["master.xlsx"]) == master);
    }
    // As if killed before: the earlier master already lies in history/, and the undo is run again.
    let kept = desk.files(&["history"]).into_keys().rfind(|n| n.ends_with(".master.xlsx")).unwrap();
    assert!(!start.contains_key(&kept));
    std::fs::write(desk.path("master.xlsx"), &start["master.xlsx"]).unwrap();
    std::fs::write(desk.path("history/changes.csv"), &start["history/changes.csv"]).unwrap();
    desk.run(&["undo"]).must(0);
    assert!(desk.files(&["master.xlsx"]) == master, "the same undo gives another master");
    assert_eq!(log(&desk), whole);
}

/// After the memory was lost, what an undo took back counts as not heard.
#[test]
fn a_lost_memory_does_not_hear_what_was_taken_back() {
    let desk = clash();
    desk.run(&["undo"]).must(0);
    desk.edit_master(|b| b.workbook.sheets.retain(|g| g.title != "_prekick"));
    assert!(desk.run(&["undo"]).must(2).err.contains("memory"));
    desk.run(&["reconcile"]).must(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "On 11 January");
    let session = Session::load(Folder::at(Path::new(&desk.root).to_path_buf()), false).unwrap();
    assert!(session.master.memory.run.number > 0);
    assert_eq!(session.master.memory.run.date, TODAY);
}
