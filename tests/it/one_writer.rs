//! One run writes at a time, one recipient's trouble is not everybody's, and what a run could not finish leaves nothing.

use crate::desk::{Desk, finding};

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown")];

fn lock_of(process: u32, since: &str) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("who = \"lena\"\nhost = \"{}\"\nprocess = {process}\nsince = \"{since}\"\n", host.trim())
}

#[test]
fn a_run_waits_for_nobody_and_says_who_is_at_work() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    std::fs::write(desk.path(".prekick.lock"), lock_of(std::process::id(), "2999-01-01T08:30:00Z")).unwrap();
    let before = desk.files(&[]);
    for command in [&["reconcile"][..], &["generate"], &["decide", "D-0001", "--keep"], &["undo"]] {
        let said = desk.run(command).must(2).err;
        for part in ["lena", "2999-01-01 08:30:00", ".prekick.lock", "Nothing was written"] {
            assert!(said.contains(part), "{command:?}: {said}");
        }
    }
    assert!(desk.files(&[]) == before);
    desk.run(&["reconcile", "--dry-run"]).must(0);
    // Its process is gone, or it is older than any run.
    for stale in [lock_of(2_000_000_000, "2999-01-01T08:30:00Z"), lock_of(std::process::id(), "2020-01-01T08:30:00Z")] {
        std::fs::write(desk.path(".prekick.lock"), stale).unwrap();
        desk.reconcile(0);
        assert!(!desk.path(".prekick.lock").exists());
    }
}

#[test]
fn what_killed_runs_left_under_temporary_names_goes_with_the_next_run() {
    let desk = Desk::with_risks(&RISKS);
    let left = ["outbox/.prekick-a1b2c3", "reports/.prekick-d4e5f6", "history/.prekick-g7h8i9", ".prekick-j0k1l2"];
    std::fs::create_dir_all(desk.path("reports")).unwrap();
    for name in left {
        std::fs::write(desk.path(name), b"PK half").unwrap();
    }
    desk.run(&["check", &desk.copy_of("raid", "ada-park").display().to_string()]);
    assert!(desk.path(left[0]).exists(), "check writes nothing");
    desk.reconcile(0);
    for name in left {
        assert!(!desk.path(name).exists(), "{name}");
    }
}

/// Copies that find no place are said, each by name, do not count as sent, and go out the next time.
#[test]
fn copies_that_cannot_be_written_are_said_and_go_out_the_next_time() {
    let desk = Desk::of_people_with_risks(&["Ada Park", "Ben Ruiz"], &RISKS);
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "Now there is one"));
    let (outbox, aside) = (desk.path("outbox"), desk.path("outbox-aside"));
    std::fs::rename(&outbox, &aside).unwrap();
    std::fs::write(&outbox, "a file in the place of the folder").unwrap();
    let done = desk.run(&["generate", "raid"]).must(1);
    for name in ["Ada Park", "Ben Ruiz"] {
        assert!(done.err.contains(&format!("RAID log for {name} could not be written")), "{}", done.err);
    }
    assert!(!done.out.contains("raid."), "{}", done.out);
    std::fs::remove_file(&outbox).unwrap();
    std::fs::rename(&aside, &outbox).unwrap();
    let again = desk.run(&["generate", "raid"]).must(0);
    for key in ["ada-park", "ben-ruiz"] {
        let name = format!("raid.{key}.2026-11-22-2.xlsx");
        assert!(again.out.contains(&name) && desk.path(&format!("outbox/{name}")).is_file(), "{}", again.out);
    }
}

/// A report that can't be written leaves the master as it was, and no copy that the master doesn't know.
#[test]
fn what_must_be_written_is_tried_before_the_master() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    for in_the_way in ["reports/latest.html", "reports/latest.json", "history/changes.csv"] {
        let held = std::fs::read(desk.path(in_the_way)).ok();
        let _ = std::fs::remove_file(desk.path(in_the_way));
        std::fs::create_dir_all(desk.path(in_the_way)).unwrap();
        let before = desk.files(&[]);
        let said = desk.run(&["reconcile"]).must(2).err;
        assert!(said.contains(in_the_way) || in_the_way == "history/changes.csv", "{said}");
        assert!(!said.contains("os error"), "{said}");
        assert!(desk.files(&[]) == before, "{in_the_way}: {:?}", desk.files(&[]).keys());
        std::fs::remove_dir(desk.path(in_the_way)).unwrap();
        if let Some(held) = held {
            std::fs::write(desk.path(in_the_way), held).unwrap();
        }
    }
    desk.reconcile(0);
}

/// The values of a record that goes, and of a row that the team typed, stand in the log.
#[test]
fn the_log_holds_what_a_removed_record_and_a_typed_row_held() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").delete("R-002"));
    let report = desk.reconcile(1);
    let id = finding(&report, "row/removed")["id"].as_str().unwrap().to_owned();
    desk.decide(&id, "Take A", "");
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("Typed by the team", "Without an ID"));
    });
    let report = desk.reconcile(0);
    assert_eq!(report["summary"]["records_removed"], 1);
    assert_eq!(report["summary"]["records_added"], 1);
    let log = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    assert!(log.contains("Description: Unknown"), "{log}");
    assert!(log.contains("Title: Typed by the team; ") && log.contains("Description: Without an ID"), "{log}");
}
