//! Held whole or streamed, files give the same merged bytes, findings and changes.

use super::files::InputFile;
use super::output::merged_bytes;
use super::streamed::{open_all, open_streamed};
use crate::edges::reader::process::Readers;
use crate::steps::merge::merge_files;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::path::Path;

/// Rows by key, each with its cells.
type Rows = Vec<(u8, [u8; 3])>;

/// A table in a dialect, with blank lines, quoted lines and cells that say the same in another way.
fn text(rows: &Rows, dialect: u8) -> Vec<u8> {
    let delimiter = if dialect.is_multiple_of(2) { ',' } else { ';' };
    let end = if dialect.is_multiple_of(3) { "\r\n" } else { "\n" };
    let mut out = ["id", "ref", "q", "r"].join(&delimiter.to_string()) + end;
    for (key, cells) in rows {
        let words = ["", "2", "2.0", "\"two\nlines\"", "é", "\"a \"\"b\"\"\"", " x "];
        let cells: Vec<&str> = cells.iter().map(|n| words[usize::from(*n) % words.len()]).collect();
        let key = if *key > 13 { format!("{key}.0") } else { key.to_string() };
        out.push_str(&format!("{key}{delimiter}{}{end}", cells.join(&delimiter.to_string())));
        if dialect == 5 {
            out.push_str(end);
        }
    }
    match dialect {
        4 => encoding_rs::WINDOWS_1252.encode(&out).0.into_owned(),
        6 => [0xFF, 0xFE].into_iter().chain(out.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        7 => format!("\u{feff}{out}").into_bytes(),
        _ => out.into_bytes(),
    }
}

fn rows() -> impl Strategy<Value = Rows> {
    prop::collection::btree_map(0_u8..20, prop::array::uniform3(0_u8..7), 0..14)
        .prop_map(|all| all.into_iter().collect())
}

/// Mostly the same rows in the same order, as in large files.
fn edited(of: Rows) -> impl Strategy<Value = Rows> {
    let edits = prop::collection::vec((0_usize..14, 0_usize..3, 0_u8..7, 0_u8..12), 0..5);
    let new = prop::collection::vec((0_usize..15, 20_u8..26, prop::array::uniform3(0_u8..7)), 0..4);
    (Just(of), edits, new, 0_u8..24).prop_map(|(mut rows, edits, new, turned)| {
        for (at, column, value, luck) in edits {
            if luck == 0 && at < rows.len() {
                rows.remove(at);
            } else if let Some((key, cells)) = rows.get_mut(at) {
                cells[column] = value;
                *key = if luck == 1 { *key + 30 } else { *key };
            }
        }
        for (at, key, cells) in new {
            // Now and then a key stands twice.
            if !rows.iter().any(|(k, _)| *k == key) || turned == 2 {
                rows.insert(at.min(rows.len()), (key, cells));
            }
        }
        match turned {
            0 => rows.reverse(),
            1 if !rows.is_empty() => rows.rotate_left(1),
            _ => {}
        }
        rows
    })
}

fn world() -> impl Strategy<Value = (Rows, Rows, Vec<Rows>)> {
    rows().prop_flat_map(|base| (Just(base.clone()), edited(base.clone()), prop::collection::vec(edited(base), 1..4)))
}

/// Everything that comes out, and whether the files were streamed.
fn go(files: &[Vec<u8>], may_stream: bool) -> (String, bool) {
    let read = |(n, bytes): (usize, &Vec<u8>)| InputFile {
        bytes: bytes.clone(),
        kind: format!("f{n}.csv"),
        name: format!("f{n}.csv"),
    };
    let files: Vec<InputFile> = files.iter().enumerate().map(read).collect();
    let key = ["id".to_owned()];
    let readers = Readers::new(None);
    let opened = open_all(&readers, files, &key, may_stream).unwrap();
    let copies: Vec<_> = opened[2..].iter().map(|o| o.file.clone()).collect();
    let merged = merge_files(&opened[0].file, &opened[1].file, &copies, &key);
    let out = merged_bytes(&merged, &opened[1], Path::new("out.csv"), &readers).unwrap();
    let rows: Vec<usize> = opened.iter().map(|o| o.rows).collect();
    let said =
        format!("{:?}\n{:#?}\n{:#?}\n{:?}\n{rows:?}", out.bytes, merged.findings, merged.changes, merged.changed);
    (said, opened[0].streamed)
}

#[test]
fn streamed_or_whole_the_same_comes_out() {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(1500));
    let streamed = std::cell::Cell::new(0);
    let ran = runner.run(&(world(), 0_u8..8), |((base, master, copies), dialect)| {
        let all = [&base, &master].into_iter().chain(&copies);
        let files: Vec<Vec<u8>> = all.map(|rows| text(rows, dialect)).collect();
        let ((in_part, is_streamed), (whole, _)) = (go(&files, true), go(&files, false));
        streamed.set(streamed.get() + usize::from(is_streamed));
        prop_assert_eq!(in_part, whole);
        Ok(())
    });
    ran.unwrap();
    assert!(streamed.get() > 400, "{} of all were streamed", streamed.get());
}

/// Where the first copy puts the row tells whether the second stands in another order, and then its rows come last.
#[test]
fn tables_with_the_same_new_row_at_different_places_are_held_whole() {
    let base: Rows = (0..6).map(|n| (n, [n, 1, 2])).collect();
    let (mut one, mut other) = (base.clone(), base.clone());
    one.insert(0, (24, [0, 0, 0]));
    other.insert(1, (24, [0, 0, 0]));
    other.insert(0, (20, [0, 0, 0]));
    let files = [&base, &base, &one, &other].map(|rows| text(rows, 1));
    let ((in_part, is_streamed), (whole, _)) = (go(&files, true), go(&files, false));
    assert_eq!(in_part, whole);
    assert!(!is_streamed);
}

#[test]
fn tables_in_one_order_with_one_key_are_streamed_and_others_held_whole() {
    let base: Rows = (0..12).map(|n| (n, [n, 1, 2])).collect();
    let mut copy = base.clone();
    copy[4].1[2] = 5;
    copy.insert(7, (40, [1, 1, 1]));
    let go_with = |copy: &Rows| go(&[text(&base, 1), text(&base, 1), text(copy, 1)], true).1;
    assert!(go_with(&copy));
    let opened = open_streamed(
        &[&base, &base, &copy].map(|rows| InputFile {
            bytes: text(rows, 1),
            kind: "a.csv".into(),
            name: "a.csv".into(),
        }),
        &["id".to_owned()],
    );
    let held: Vec<usize> = opened.unwrap().iter().map(|o| o.file.sheets[0].rows.len()).collect();
    // The row that differs, the one before the new one, the last; in the copy the new one, too.
    assert_eq!(held, [3, 3, 4]);
    copy.reverse();
    assert!(!go_with(&copy), "another order");
    let twice: Rows = base.iter().chain(&base[..1]).copied().collect();
    assert!(!go_with(&twice), "a key that stands twice");
    let rows = text(&base, 1);
    assert!(!go(&[rows.clone(), rows.clone(), String::from_utf8(rows).unwrap().replace("ref", "Ref").into()], true).1);
}
