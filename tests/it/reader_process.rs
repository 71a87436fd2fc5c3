//! Files are read in a process apart: what ends that process, or keeps it too long, is a finding, and the other files are
//! reconciled all the same.

use crate::desk::{Desk, codes, findings};
use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};

/// A workbook with a sheet of twenty columns, each cell as `cell` writes it at its place. The text stands among its shared
/// strings. It is put together by hand, since that is quicker than by a library.
fn greedy(rows: u32, text: &str, cell: impl Fn(&str) -> String) -> Vec<u8> {
    let mut sheet = String::new();
    for row in 1..=rows {
        sheet.push_str(&format!("<row r=\"{row}\">"));
        ('A'..='T').for_each(|column| sheet.push_str(&cell(&format!("{column}{row}"))));
        sheet.push_str("</row>");
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, text).unwrap();
    let mut old = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let mut part = old.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        if name.ends_with("sheet1.xml") {
            let (head, rest) = xml.split_once("<sheetData>").unwrap();
            let (_, tail) = rest.split_once("</sheetData>").unwrap();
            xml = format!("{head}<sheetData>{sheet}</sheetData>{tail}");
        }
        let quick = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        new.start_file(name, quick).unwrap();
        new.write_all(xml.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

fn limit(desk: &Desk, lines: &str) {
    let path = desk.root.join("engagement.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{text}\n[limits]\n{lines}\n")).unwrap();
}

/// Only where the system holds a process to a limit of memory.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_too_much_memory_is_a_finding_and_the_others_are_read() {
    let desk = Desk::new(&["Ada Park"]);
    limit(&desk, "memory-megabytes = 128");
    desk.run(&["generate", "raid"]).must(0);
    let inbox = desk.root.join("inbox");
    // One text, which every cell holds once it is read.
    let shared = |at: &str| format!("<c r=\"{at}\" t=\"s\"><v>0</v></c>");
    std::fs::write(inbox.join("greedy.xlsx"), greedy(25_000, &"and more ".repeat(25), shared)).unwrap();
    // One part that is too large by itself.
    let more = "and more ".repeat(20);
    let inline = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{at} {more}</t></is></c>");
    std::fs::write(inbox.join("vast.xlsx"), greedy(40_000, "text", inline)).unwrap();
    std::fs::copy(desk.root.join("outbox/raid.ada-park.2026-11-22.xlsx"), inbox.join("raid.ada-park.2026-11-22.xlsx"))
        .unwrap();
    let report = desk.run_apart(&["reconcile", "--format", "json"]).must(1).json();
    let found = findings(&report, "file/too-large");
    let mut files: Vec<&str> = found.iter().map(|f| f["place"]["file"].as_str().unwrap()).collect();
    files.sort_unstable();
    assert_eq!(files, ["inbox/greedy.xlsx", "inbox/vast.xlsx"], "{}", codes(&report));
    for found in found {
        assert!(found["message"].as_str().unwrap().contains("128 MB of memory"), "{}", found["message"]);
        assert!(found["help"].as_str().unwrap().contains("memory-megabytes"), "{}", found["help"]);
    }
    let sources = report["sources"].as_array().unwrap();
    assert!(sources.iter().any(|s| s["status"] == "unchanged"), "{sources:?}");
}

#[test]
fn a_file_that_takes_too_long_is_a_finding() {
    let desk = Desk::new(&["Ada Park"]);
    limit(&desk, "seconds = 1");
    // In a test build this takes many seconds to read.
    let more = "and more ".repeat(20);
    let inline = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{at} {more}</t></is></c>");
    std::fs::write(desk.root.join("inbox/slow.xlsx"), greedy(60_000, "text", inline)).unwrap();
    let report = desk.run_apart(&["reconcile", "--format", "json"]).must(1).json();
    let found = findings(&report, "file/too-large");
    assert_eq!(found.len(), 1, "{}", codes(&report));
    assert!(found[0]["message"].as_str().unwrap().contains("within 1 second"), "{}", found[0]["message"]);
}

#[test]
fn the_reading_process_ends_quietly_whatever_it_is_told() {
    for told in [&b""[..], b"\x05\0\0\0\0\0\0\0abc", b"\x03\0\0\0\0\0\0\0\xff\xff\xff", &[0xff; 64]] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_prekick"))
            .arg("read-apart")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It may have gone before it was told all.
        let _ = process.stdin.take().unwrap().write_all(told);
        let done = process.wait_with_output().unwrap();
        assert!(done.stdout.is_empty());
        assert!(!String::from_utf8_lossy(&done.stderr).contains("panicked"), "{told:?}");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_prekick")).arg("--help").output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("read-apart"));
}
