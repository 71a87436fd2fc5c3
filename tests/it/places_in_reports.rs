//! How files, sheets, cells and people are named in reports and in the master.

use crate::desk::{Desk, Done, TODAY, finding};
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

/// §8.3: files are named relative to the engagement with `/`, or as given; cells as A1; sheets by title; people by key.
#[test]
fn places_are_relative_and_plain() {
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
fn a_file_inside_is_named_alike_however_it_was_given() {
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
fn the_master_holds_no_absolute_path() {
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
