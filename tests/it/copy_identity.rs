//! Engagements and copies: ids, file names and slugs, each given once.

use crate::desk::{Book, Desk, Done, TODAY, finding, findings};
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
fn an_engagement_has_an_id_and_its_copies_carry_it() {
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
fn a_copy_of_another_engagement_is_foreign() {
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
fn a_copy_id_is_given_once() {
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
fn a_slug_stays_its_contacts() {
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
