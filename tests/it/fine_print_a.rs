//! The fine print, §8.1 to §8.6: identity of engagements and copies, names, empty inboxes, who writes the master.

use crate::desk::{Book, Desk, Done, TODAY, codes, finding, findings, open, risk};
use prekick::model::grid::Raw;
use std::path::Path;
use std::process::Command;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// The program as somebody starts it: in a folder, with exactly these words.
fn at(folder: &Path, args: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prekick"));
    let done = command.current_dir(folder).args(args).env("NO_COLOR", "1").env_remove("PREKICK_TODAY").output();
    let done = done.unwrap();
    Done {
        code: done.status.code().unwrap(),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

/// The names of the paths that `generate` prints.
fn generated(done: &Done) -> Vec<String> {
    done.out.lines().map(|l| l.replace('\\', "/").rsplit('/').next().unwrap().to_owned()).collect()
}

/// Makes a copy say that it belongs to another engagement.
fn of_other_engagement(book: &mut Book, properties: bool, sheet: bool) {
    if properties {
        for (name, value) in &mut book.workbook.properties {
            if name.ends_with(".engagement") {
                *value = "other-2025".into();
            }
        }
    }
    if sheet {
        for grid in &mut book.workbook.sheets {
            for (_, cell) in grid.rows.iter_mut().flat_map(|r| &mut r.cells) {
                if cell.raw == Raw::Text("acme-2026".into()) {
                    cell.raw = Raw::Text("other-2025".into());
                }
            }
        }
    }
}

/// §8.1: `init` writes an id, a random one or the one that was asked for, and every copy carries it.
#[test]
fn p1_an_engagement_has_an_id_and_its_copies_carry_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut ids = Vec::new();
    for name in ["one", "two"] {
        at(folder.path(), &["init", name, "--name", "N", "--customer", "C", "--today", TODAY]).must(0);
        let text = std::fs::read_to_string(folder.path().join(name).join("engagement.toml")).unwrap();
        let id = text.lines().find(|l| l.trim_start().starts_with("id")).unwrap().to_owned();
        assert!(id.len() > 10, "{id}");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
    let desk = Desk::with_risks(&RISKS);
    let text = String::from_utf8(desk.files(&["engagement.toml"])["engagement.toml"].clone()).unwrap();
    assert!(text.contains("id = \"acme-2026\""), "{text}");
    let copy = Book::open(&desk.copy_of("raid", "ada-park"));
    assert_eq!(copy.workbook.properties.get("prekick.engagement").map(String::as_str), Some("acme-2026"));
    let hidden = copy.workbook.sheets.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells);
    assert!(hidden.into_iter().any(|(_, c)| c.raw == Raw::Text("acme-2026".into())));
}

/// §8.1: a copy with another id is `file/foreign`, status `foreign`, and nothing of it is merged; what the hidden sheet
/// says counts more than the properties.
#[test]
fn p1_a_copy_of_another_engagement_is_foreign() {
    for (properties, sheet, foreign) in [(true, true, true), (false, true, true), (true, false, false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            b.sheet("Risks").set("R-001", "Description", "Taken from elsewhere");
            of_other_engagement(b, properties, sheet);
        });
        let report = desk.reconcile(i32::from(foreign));
        let value = desk.value("Risks", "R-001", "Description");
        if foreign {
            assert_eq!(finding(&report, "file/foreign")["severity"], "error");
            assert_eq!(report["sources"][0]["status"], "foreign");
            assert_eq!(report["changes"].as_array().unwrap().len(), 0);
            assert_eq!(value, "No date yet");
        } else {
            assert_eq!(findings(&report, "file/foreign").len(), 0);
            assert_eq!(value, "Taken from elsewhere");
        }
    }
}

/// §8.2: the same data prints the same path, also on another day; a file in outbox/ is never replaced; other data gets
/// `-2`; an id once given is not given again when its file is gone.
#[test]
fn p2_a_copy_id_is_given_once() {
    let desk = Desk::with_risks(&RISKS);
    let first = desk.files(&["outbox"]);
    let names = generated(&desk.run(&["generate", "raid"]).must(0));
    assert_eq!(names, ["raid.ada-park.2026-11-22.xlsx", "raid.ben-ruiz.2026-11-22.xlsx"]);
    assert_eq!(desk.files(&["outbox"]), first);
    let root = desk.root.display().to_string();
    let tomorrow = at(&desk.root, &["generate", "raid", "-C", &root, "--today", "2026-11-23"]).must(0);
    assert_eq!(generated(&tomorrow), names);
    assert_eq!(desk.files(&["outbox"]), first);

    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Description", "Next week"));
    let second = generated(&desk.run(&["generate", "raid", "--for", "ada-park"]).must(0));
    assert_eq!(second, ["raid.ada-park.2026-11-22-2.xlsx"]);
    let now = desk.files(&["outbox"]);
    assert!(first.iter().all(|(name, bytes)| now.get(name) == Some(bytes)), "an older copy was written again");

    std::fs::remove_file(desk.path("outbox/raid.ada-park.2026-11-22-2.xlsx")).unwrap();
    let third = generated(&desk.run(&["generate", "raid", "--for", "Ada Park"]).must(0));
    assert_eq!(third, ["raid.ada-park.2026-11-22-3.xlsx"]);
}

/// §8.2: two contacts with one slug get `-2`; a slug once given stays that contact's, also when the contact is renamed or
/// gone; a copy carries the contact's ID.
#[test]
fn p2_a_slug_stays_its_contacts() {
    let desk = Desk::new(&["Ada Park"]);
    let contact = |name: &str, mail: &str| {
        let (name, mail) = (name.to_owned(), mail.to_owned());
        desk.edit_master(move |b| {
            let mut sheet = b.sheet("Contacts");
            sheet.add(&[("Name", &name), ("Organisation", "Customer"), ("E-mail", &mail), ("Receives", "raid")]);
        });
    };
    contact("Ada Park", "ada.other@customer.example");
    let names = generated(&desk.run(&["generate", "raid"]));
    assert_eq!(names, ["raid.ada-park.2026-11-22.xlsx", "raid.ada-park-2.2026-11-22.xlsx"]);
    let ids = desk.master().sheet("Contacts").ids();
    let second = ids.last().unwrap().clone();
    let copy = Book::open(&desk.path("outbox/raid.ada-park-2.2026-11-22.xlsx"));
    assert_eq!(copy.workbook.properties.get("prekick.contact"), Some(&second));

    desk.edit_master(|b| b.sheet("Contacts").set(&second, "Name", "Ada Parker"));
    let again = generated(&desk.run(&["generate", "raid"]));
    assert!(again.iter().any(|n| n.starts_with("raid.ada-park-2.")), "{again:?}");
    desk.edit_master(|b| b.sheet("Contacts").delete(&second));
    contact("Ada Parker", "ada.third@customer.example");
    contact("Ada Park", "ada.fourth@customer.example");
    let later = generated(&desk.run(&["generate", "raid"]));
    assert_eq!(later.len(), 3, "{later:?}");
    assert!(later.iter().any(|n| n.starts_with("raid.ada-parker.")), "{later:?}");
    assert!(
        later.iter().any(|n| n.starts_with("raid.ada-park-3.")),
        "the slug of somebody gone is not free: {later:?}"
    );
}

/// §8.3: files are named relative to the engagement with `/`, or as given; cells as A1; sheets by title; people by key.
#[test]
fn p3_places_are_relative_and_plain() {
    let desk = Desk::with_risks(&RISKS);
    let mut cell = String::new();
    desk.back_as("raid", "ada-park", Some("from mail/Ada's copy.xlsx"), |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "By Ada");
        cell = sheet.cell("R-001", "Description");
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!(
        (&asked["workbook"], &asked["sheet"], &asked["field"]),
        (&"raid".into(), &"Risks".into(), &"description".into())
    );
    let from = &asked["candidates"][0]["source"];
    assert_eq!(from["file"], "inbox/from mail/Ada's copy.xlsx");
    assert_eq!((&from["sheet"], &from["cell"]), (&"Risks".into(), &cell.as_str().into()));
    assert_eq!(asked["candidates"][0]["by"], "ada-park");
    assert_eq!(report["sources"][0]["recipient"], "ada-park");
    assert_eq!(report["sources"][0]["base"], "outbox/raid.ada-park.2026-11-22.xlsx");
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Description", "By Lena"));
    let report = desk.reconcile(1);
    let change = report["changes"].as_array().unwrap().iter().find(|c| c["to"] == "By Lena").unwrap();
    assert_eq!((&change["source"]["file"], &change["sheet"]), (&"master.xlsx".into(), &"Risks".into()));
}

/// §8.3: a file inside is named alike however it was named on the command line.
#[test]
fn p3_a_file_inside_is_named_alike_however_it_was_given() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let whole = path.display().to_string();
    let root = desk.root.display().to_string();
    let up = desk.root.parent().unwrap().to_path_buf();
    let dotted = format!("./inbox/{name}");
    let from_above = format!("acme/inbox/{name}");
    let runs: [(&Path, Vec<&str>); 4] = [
        (&up, vec!["-C", &root, "reconcile", &whole]),
        (&up, vec!["-C", "acme", "reconcile", &whole]),
        (&desk.root, vec!["reconcile", &dotted]),
        (&up, vec!["-C", &root, "reconcile", &from_above]),
    ];
    for (folder, mut args) in runs {
        args.extend(["--today", TODAY, "--format", "json", "--dry-run"]);
        let report = at(folder, &args).must(0).json();
        assert_eq!(report["sources"][0]["file"], format!("inbox/{name}"), "{args:?}");
        assert_eq!(report["changes"][0]["source"]["file"], format!("inbox/{name}"), "{args:?}");
    }
}

/// §8.3: no absolute path and no time of day in the master, also when a file was named by its whole path.
#[test]
fn p3_the_master_holds_no_absolute_path() {
    let desk = Desk::with_risks(&RISKS);
    let away = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for who in ["ada-park", "ben-ruiz"] {
        let inside = desk.back(who, |b| {
            b.sheet("Risks").set("R-001", "Description", who);
            b.sheet("Risks").set("R-002", "Description", "Of one mind");
            b.sheet("Risks").note("R-002", "Title", "Ada", "Sure?");
        });
        let outside = away.path().join(inside.file_name().unwrap());
        std::fs::rename(inside, &outside).unwrap();
        files.push(outside.display().to_string());
    }
    let report = desk.run(&["reconcile", &files[0], &files[1], "--format", "json"]).must(1).json();
    assert_eq!(report["sources"][0]["file"], files[0].as_str(), "as it was given, in the report");
    let folder = away.path().display().to_string();
    let name = away.path().file_name().unwrap().to_string_lossy().into_owned();
    for grid in &desk.master().workbook.sheets {
        for (_, cell) in grid.rows.iter().flat_map(|r| &r.cells) {
            let text = cell.raw.to_string();
            assert!(!text.contains(&folder) && !text.contains(&name), "{}: {text}", grid.title);
        }
    }
    // The next run reads the same and writes nothing.
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile", &files[1], &files[0]]).must(1);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before);
}

/// §8.4: an empty or missing inbox is an info; decisions and master edits are processed all the same.
#[test]
fn p4_an_empty_inbox_is_no_mistake() {
    let desk = Desk::with_risks(&RISKS);
    let report = desk.reconcile(0);
    assert_eq!(finding(&report, "file/none")["severity"], "info");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    let id = finding(&report, "conflict/field")["id"].as_str().unwrap().to_owned();
    std::fs::remove_dir_all(desk.path("inbox")).unwrap();
    desk.decide(&id, "Take A", "");
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-003", "Description", "In June");
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/none").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
    let typed = report["changes"].as_array().unwrap().iter().any(|c| c["record"] == "R-003" && c["to"] == "In June");
    assert!(typed, "{}", report["changes"]);
}

/// §8.4: a file that can't be read is a finding, status `rejected`, exit 1; the others are reconciled.
#[test]
fn p4_a_broken_file_does_not_stop_the_others() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    std::fs::write(desk.path("inbox/broken.xlsx"), b"PK\x03\x04 and no more").unwrap();
    std::fs::write(desk.path("inbox/empty.xlsx"), b"").unwrap();
    let report = desk.reconcile(1);
    for name in ["inbox/broken.xlsx", "inbox/empty.xlsx"] {
        let source = report["sources"].as_array().unwrap().iter().find(|s| s["file"] == name).unwrap();
        assert_eq!(source["status"], "rejected");
        let said =
            findings(&report, "file/").into_iter().any(|f| f["place"]["file"] == name && f["severity"] == "error");
        assert!(said, "{}", codes(&report));
    }
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

/// §8.4: exit 2 only if every file named is missing; then nothing is written.
#[test]
fn p4_named_files_that_are_missing() {
    let desk = Desk::with_risks(&RISKS);
    let there = desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let there = there.display().to_string();
    let before = desk.files(&[]);
    let done = desk.run(&["reconcile", "nowhere.xlsx", "neither.xlsx"]).must(2);
    assert!(done.err.contains("nowhere.xlsx") && done.err.contains("neither.xlsx"), "{}", done.err);
    assert_eq!(desk.files(&[]), before);
    let report = desk.run(&["reconcile", "nowhere.xlsx", &there, "--format", "json"]).must(1).json();
    assert_eq!(finding(&report, "file/unreadable")["place"]["file"], "nowhere.xlsx");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

/// §8.4: a master that can't be read is exit 2, nothing is written, and the newest file of history/ is named.
#[test]
fn p4_a_master_that_cannot_be_read() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.reconcile(0);
    let history = desk.files(&["history"]);
    let newest = history.keys().filter(|n| n.ends_with(".xlsx")).max().unwrap().clone();
    for bytes in [Some(&b"no workbook"[..]), None] {
        match bytes {
            Some(bytes) => std::fs::write(desk.path("master.xlsx"), bytes).unwrap(),
            None => std::fs::remove_file(desk.path("master.xlsx")).unwrap(),
        }
        let before = desk.files(&[]);
        for command in [&["reconcile"][..], &["generate"], &["status"]] {
            let done = desk.run(command).must(2);
            assert!(done.err.contains(&newest), "{command:?}: {} lacks {newest}", done.err);
        }
        assert_eq!(desk.files(&[]), before);
    }
}

/// §8.5: `--dry-run` and `check` write nothing at all, and end with 1 only for an error or an open decision.
#[test]
fn p5_dry_runs_and_checks_write_nothing() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-002", "Description", "With the vendor");
        sheet.note("R-002", "Title", "Ada", "Sure?");
    });
    let path = path.display().to_string();
    let before = desk.files(&[]);
    let report = desk.run(&["reconcile", "--dry-run", "--format", "json"]).must(0).json();
    assert_eq!(report["dry_run"], true);
    assert!(report["changes"].as_array().unwrap().iter().any(|c| c["to"] == "With the vendor"));
    desk.run(&["check", &path]).must(0);
    assert_eq!(desk.files(&[]), before);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", "many"));
    let before = desk.files(&[]);
    desk.run(&["reconcile", "--dry-run"]).must(1);
    desk.run(&["check", &path]).must(1);
    assert_eq!(desk.files(&[]), before);
}

/// §8.6: rows typed into the master get IDs from `reconcile` with nothing to read, and from `generate`; `check`, `status`
/// and `export` write nothing.
#[test]
fn p6_who_writes_the_master_and_gives_ids() {
    let desk = Desk::with_risks(&RISKS);
    let copy = desk.copy_of("raid", "ada-park").display().to_string();
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    let before = desk.files(&[]);
    let profiles = desk.run(&["export", "--list"]).must(0).out;
    let profile = profiles.lines().next().unwrap().split_whitespace().next().unwrap().to_owned();
    for command in [&["check", &copy][..], &["status"], &["export", &profile, "-o", "-"]] {
        let done = desk.run(command);
        assert!(done.code < 2, "{command:?}: {}", done.err);
        assert_eq!(desk.files(&[]), before, "{command:?}");
    }
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
    });
    desk.run(&["generate", "raid"]).must(0);
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
}

/// §8.6: an ID is never given twice: not that of a record that was deleted, nor one that a lost memory no longer knows
/// but a copy in outbox/ or the log of changes does.
#[test]
fn p6_an_id_is_never_given_twice() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| b.sheet("Risks").delete("R-003"));
    desk.reconcile(0);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-004"]);

    // The log of changes is gone as well as the record and the memory: the copies that were sent still name R-003.
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        b.sheet("Risks").delete("R-003");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
        lose_memory(b);
    });
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "file/memory-lost").len(), 1, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-004"]);
}

/// §8.6: discrepancies count on above those of the Decisions sheet when the memory is lost.
#[test]
fn p6_the_number_of_a_discrepancy_is_not_given_twice() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    desk.decide(finding(&report, "conflict/field")["id"].as_str().unwrap(), "Keep master", "");
    desk.reconcile(0);
    desk.edit_master(lose_memory);
    std::fs::remove_file(desk.path("history/changes.csv")).unwrap();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    let report = desk.reconcile(1);
    assert!(open(&report) > 0);
    for asked in report["findings"].as_array().unwrap() {
        assert_ne!(asked["id"], "D-0001", "{}", codes(&report));
    }
}

/// Another program saved the master without its hidden sheets and properties.
fn lose_memory(book: &mut Book) {
    book.workbook.sheets.retain(|g| g.shown != prekick::model::grid::Shown::VeryHidden);
    book.workbook.properties.retain(|name, _| !name.starts_with("prekick."));
}
