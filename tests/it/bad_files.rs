//! §3.6: bad input gets a clear answer, and the rest is reconciled.

use crate::desk::{Desk, codes, finding, findings};
use serde_json::Value as Json;
use std::io::Write;

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown")];

/// A workbook as Excel stores it under a password: a compound file whose directory names the encrypted package.
fn under_a_password() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    for name in ["Root Entry", "EncryptionInfo", "EncryptedPackage"] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes.resize(4096, 7);
    bytes
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;

/// A package of a few kilobytes that unpacks to a great deal.
fn bomb() -> Vec<u8> {
    zipped(&[("[Content_Types].xml", TYPES), ("xl/worksheets/sheet1.xml", &vec![b' '; 12 << 20])])
}

/// The same, whose directory states that every part is small.
fn lying_bomb() -> Vec<u8> {
    let mut bytes = bomb();
    let (real, small) = ((12u32 << 20).to_le_bytes(), 1000u32.to_le_bytes());
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|i| bytes[*i..*i + 4] == real).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&small);
    }
    bytes
}

/// Reconciles one bad file beside one good one. The bad one is one finding of this code, which names the file and says
/// what to do; the good one is merged.
#[track_caller]
fn one_clear_answer(name: &str, bytes: &[u8], code: &str, says: &str) -> Json {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let path = desk.path("inbox").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let report = desk.reconcile_apart(1);
    let found = finding(&report, code);
    assert_eq!(found["place"]["file"], format!("inbox/{name}"));
    assert_eq!(found["severity"], "error");
    assert_eq!(found["decision_needed"], false);
    let text = found["message"].as_str().unwrap();
    assert!(text.to_lowercase().contains(says), "{text}");
    assert!(found["help"].as_str().is_some_and(|h| h.len() > 20), "{}", found["help"]);
    assert_eq!(findings(&report, "file/").len(), 1, "{}", codes(&report));
    let sources = report["sources"].as_array().unwrap();
    let status =
        |file: &str| sources.iter().find(|s| s["file"].as_str().unwrap().ends_with(file)).unwrap()["status"].clone();
    assert_eq!(status(name), if code == "file/foreign" { "foreign" } else { "rejected" });
    assert_eq!(sources.len(), 2);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "the other file was reconciled");
    let explained = desk.run(&["explain", code]).must(0);
    assert!(explained.out.len() > 100, "{}", explained.out);
    let checked = desk.run(&["check", &path.display().to_string(), "--format", "json"]).must(1).json();
    finding(&checked, code);
    report
}

#[test]
fn a_pdf() {
    one_clear_answer("scan.pdf", b"%PDF-1.7\n1 0 obj", "file/unknown-format", "pdf");
    one_clear_answer("raid.xlsx", b"%PDF-1.7\n1 0 obj", "file/unknown-format", "pdf");
}

#[test]
fn a_workbook_under_a_password() {
    one_clear_answer("protected.xlsx", &under_a_password(), "file/encrypted", "password");
}

#[test]
fn an_empty_file() {
    one_clear_answer("empty.xlsx", b"", "file/unreadable", "empty");
}

#[test]
fn a_truncated_workbook() {
    let desk = Desk::with_risks(&RISKS);
    let whole = std::fs::read(desk.copy_of("raid", "ada-park")).unwrap();
    for part in [4, 30, whole.len() / 2, whole.len() - 1] {
        one_clear_answer("cut.xlsx", &whole[..part], "file/unreadable", "");
    }
}

#[test]
fn a_workbook_with_damaged_bytes_inside() {
    let desk = Desk::with_risks(&RISKS);
    let whole = std::fs::read(desk.copy_of("raid", "ada-park")).unwrap();
    for at in (60..whole.len()).step_by(whole.len() / 12) {
        let mut bytes = whole.clone();
        for byte in &mut bytes[at..(at + 40).min(whole.len())] {
            *byte ^= 0x5A;
        }
        std::fs::write(desk.path("inbox/damaged.xlsx"), &bytes).unwrap();
        let done = desk.run_apart(&["reconcile", "--format", "json"]);
        assert!(done.code == 0 || done.code == 1, "{at}: {}", done.err);
        assert!(!done.err.contains("panicked"), "{at}: {}", done.err);
        assert_eq!(desk.value("Risks", "R-001", "Title"), RISKS[0].0, "{at}");
    }
}

#[test]
fn a_zip_bomb() {
    one_clear_answer("bomb.xlsx", &bomb(), "file/too-large", "mb");
}

#[test]
fn a_zip_bomb_that_lies_about_its_size() {
    let desk = Desk::with_risks(&RISKS);
    std::fs::write(desk.path("inbox/bomb.xlsx"), lying_bomb()).unwrap();
    let report = desk.reconcile_apart(1);
    assert_eq!(findings(&report, "file/").len(), 1, "{}", codes(&report));
    assert_eq!(findings(&report, "file/")[0]["place"]["file"], "inbox/bomb.xlsx");
}

#[test]
fn other_office_files_and_archives() {
    one_clear_answer("photo.xlsx", b"\x89PNG\r\n\x1a\n", "file/unknown-format", "picture");
    one_clear_answer("page.xls", b"<!DOCTYPE html><html></html>", "file/unknown-format", "web page");
    one_clear_answer("list.xlsx", &zipped(&[("readme.txt", b"hello")]), "file/unknown-format", "zip");
    one_clear_answer("noise.xlsx", &[0u8, 1, 2, 3, 4, 5, 6, 7, 8, 9], "file/unknown-format", "no kind");
}

#[test]
fn another_engagements_copy() {
    let other = Desk::new(&["Ada Park"]);
    let settings = std::fs::read_to_string(other.path("engagement.toml")).unwrap();
    assert!(settings.contains("acme-2026"));
    let foreign = tempfile::tempdir().unwrap();
    let root = foreign.path().join("globex");
    let root = root.display().to_string();
    let run = |args: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(args).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let pm = "Ada Park <ada.park@globex.example>";
    run(&["init", &root, "--name", "Globex", "--customer", "Globex", "--id", "globex-1", "--customer-pm", pm]);
    let copy = run(&["-C", &root, "generate", "raid"]);
    let bytes = std::fs::read(copy.trim()).unwrap();
    one_clear_answer("raid.ada-park.xlsx", &bytes, "file/foreign", "globex-1");
}

#[test]
fn a_folder_named_like_a_workbook_is_entered() {
    let report = one_clear_answer("raid.xlsx/scan.pdf", b"%PDF-1.7", "file/unknown-format", "pdf");
    assert_eq!(report["sources"].as_array().unwrap().len(), 2);
}

#[test]
fn lock_files_are_no_sources() {
    let desk = Desk::with_risks(&RISKS);
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox/~$raid.ada-park.2026-11-22.xlsx"), b"\x08Ada Park").unwrap();
    std::fs::write(desk.path("inbox/.~lock.raid.xlsx#"), b",ada,").unwrap();
    std::fs::write(desk.path("inbox/.DS_Store"), b"\0\0").unwrap();
    let report = desk.reconcile_apart(0);
    assert_eq!(report["sources"].as_array().unwrap().len(), 0, "{}", codes(&report));
    assert_eq!(finding(&report, "file/none")["severity"], "info");
}

#[test]
fn no_inbox_at_all() {
    let desk = Desk::with_risks(&RISKS);
    let _ = std::fs::remove_dir_all(desk.path("inbox"));
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("Typed by the team", "Without an ID"));
    });
    let report = desk.reconcile_apart(0);
    assert_eq!(finding(&report, "file/none")["severity"], "info");
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Typed by the team");
}

#[test]
fn names_that_lead_nowhere() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let before = desk.files(&[]);
    let done = desk.run_apart(&["reconcile", "nowhere.xlsx", "neither.xlsx"]).must(2);
    assert!(done.err.contains("nowhere.xlsx") && done.err.contains("neither.xlsx"), "{}", done.err);
    assert!(desk.files(&[]) == before);
    let good = desk.path("inbox").join(desk.copy_of("raid", "ada-park").file_name().unwrap());
    let report =
        desk.run_apart(&["reconcile", "nowhere.xlsx", &good.display().to_string(), "--format", "json"]).must(1).json();
    assert_eq!(finding(&report, "file/unreadable")["place"]["file"], "nowhere.xlsx");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor");
}

/// A pipe has no end: reading it would wait for ever.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_inbox_does_not_hold_the_run_up() {
    let desk = Desk::with_risks(&RISKS);
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(desk.path("inbox/pipe.xlsx")).status();
    if !made.is_ok_and(|s| s.success()) {
        return;
    }
    let report = desk.reconcile_apart(1);
    assert_eq!(finding(&report, "file/unreadable")["place"]["file"], "inbox/pipe.xlsx");
}

/// A master that can't be read: nothing is written, and the newest earlier one is named.
#[test]
fn a_master_that_can_not_be_read() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.reconcile_apart(0);
    let history = desk.files(&["history"]);
    let newest = history.keys().filter(|k| k.ends_with(".xlsx")).max().unwrap().clone();
    for bytes in [&b""[..], b"%PDF-1.7", &under_a_password(), &bomb()[..200]] {
        std::fs::write(desk.path("master.xlsx"), bytes).unwrap();
        let before = desk.files(&[]);
        for command in ["reconcile", "generate", "status"] {
            let done = desk.run(&[command]).must(2);
            assert!(done.err.contains("master.xlsx") && done.err.contains(&newest), "{}", done.err);
        }
        assert!(desk.files(&[]) == before);
    }
    std::fs::remove_file(desk.path("master.xlsx")).unwrap();
    let done = desk.run_apart(&["reconcile"]).must(2);
    assert!(done.err.contains(&newest), "{}", done.err);
    assert!(!desk.path("master.xlsx").exists());
}
