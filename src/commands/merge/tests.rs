//! Read whole or in part, files give the same merged bytes, findings, changes and differences.

use super::files::InputFile;
use super::output::merged_bytes;
use super::partial::{open_all, open_in_part};
use crate::edges::reader::process::Readers;
use crate::steps::merge::{MergeRules, RowOrder, diff_files, merge_files};
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
        let key = match *key {
            3 => String::new(),
            key if key > 13 => format!("{key}.0"),
            key => key.to_string(),
        };
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
            // Now and then a key stands twice, or a whole row.
            if turned == 3 {
                rows.extend(rows.first().copied());
            } else if !rows.iter().any(|(k, _)| *k == key) || turned == 2 {
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

fn inputs(files: &[Vec<u8>]) -> Vec<InputFile> {
    let named = |(n, bytes): (usize, &Vec<u8>)| InputFile {
        bytes: bytes.clone(),
        kind: format!("f{n}.csv"),
        name: format!("f{n}.csv"),
        encoding: None,
    };
    files.iter().enumerate().map(named).collect()
}

/// Everything that comes out, and whether the files were read in part.
fn merged(files: &[Vec<u8>], key: &[String], in_part: bool) -> (String, bool) {
    let readers = Readers::new(None);
    let opened = open_all(&readers, inputs(files), key, in_part.then_some(RowOrder::Master)).unwrap();
    let copies: Vec<_> = opened[2..].iter().map(|o| &o.file).collect();
    let merged = merge_files(&opened[0].file, &opened[1].file, &copies, MergeRules { key, accept_removals: false });
    let out = merged_bytes(&merged, &opened[1], Path::new("out.csv"), &readers).unwrap();
    let rows: Vec<usize> = opened.iter().map(|o| o.rows).collect();
    let bytes = String::from_utf8_lossy(&out.bytes);
    let said = format!("{bytes}\n{:#?}\n{:#?}\n{:?}\n{rows:?}", merged.findings, merged.changes, merged.changed);
    (said, opened[0].passed_over.is_some())
}

/// What differs between the first two files, and whether they were read in part.
fn compared(files: &[Vec<u8>], key: &[String], in_part: bool) -> (String, bool) {
    let opened = open_all(&Readers::new(None), inputs(&files[..2]), key, in_part.then_some(RowOrder::Base)).unwrap();
    let said = format!("{:#?}", diff_files(&opened[0].file, &opened[1].file, key));
    (said, opened[0].passed_over.is_some())
}

#[test]
fn in_part_or_whole_the_same_comes_out() {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(1500));
    let (merges, diffs) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let ran = runner.run(&(world(), 0_u8..8, 0_usize..3), |((base, master, copies), dialect, keys)| {
        let all = [&base, &master].into_iter().chain(&copies);
        let files: Vec<Vec<u8>> = all.map(|rows| text(rows, dialect)).collect();
        let key: Vec<String> = ["id", "ref"].iter().take(keys).map(|k| (*k).to_owned()).collect();
        let ((in_part, is_in_part), (whole, _)) = (merged(&files, &key, true), merged(&files, &key, false));
        prop_assert_eq!(in_part, whole);
        merges.set(merges.get() + usize::from(is_in_part));
        let ((in_part, is_in_part), (whole, _)) = (compared(&files, &key, true), compared(&files, &key, false));
        prop_assert_eq!(in_part, whole);
        diffs.set(diffs.get() + usize::from(is_in_part));
        Ok(())
    });
    ran.unwrap();
    let read = (merges.get(), diffs.get());
    assert!(read.0 > 1400 && read.1 > 1400, "{read:?} of all were read in part");
}

fn held(files: &[&Rows], key: &[&str]) -> Option<Vec<usize>> {
    let files: Vec<Vec<u8>> = files.iter().map(|rows| text(rows, 1)).collect();
    let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
    let opened = open_in_part(&inputs(&files), &key, RowOrder::Master)?;
    Some(opened.iter().map(|o| o.file.sheets[0].rows.len()).collect())
}

#[test]
fn only_rows_that_differ_and_their_neighbours_are_held() {
    let base: Rows = (0..100).filter(|n| *n != 3).map(|n| (n, [n, 1, 2])).collect();
    let mut copy = base.clone();
    copy[40].1[2] = 5;
    copy.insert(70, (140, [1, 1, 1]));
    // The row that differs, the two beside the new one, the last; in the copy the new one, too.
    assert_eq!(held(&[&base, &base, &copy], &["id"]), Some(vec![4, 4, 5]));
    // By content, a row that differs is a new one.
    assert_eq!(held(&[&base, &base, &copy], &[]), Some(vec![6, 6, 7]));
    copy.rotate_left(1);
    assert_eq!(held(&[&base, &base, &copy], &["id"]), Some(vec![6, 6, 7]), "two rows tell that it is in another order");
    let twice: Rows = base.iter().chain(&base[..1]).copied().collect();
    assert_eq!(held(&[&base, &base, &twice], &["id"]), Some(vec![4, 4, 5]), "a key that stands twice");
}

#[test]
fn a_row_of_a_copy_in_another_order_comes_last_where_the_last_row_was_removed() {
    let base: Rows = (4..12).map(|n| (n, [n, 1, 2])).collect();
    let added = |key| (key, [1, 1, 1]);
    let master: Rows = [added(22)].into_iter().chain(base.iter().copied()).collect();
    let mut copy: Rows = base[..7].to_vec();
    copy.insert(1, added(22));
    copy.insert(0, added(23));
    let files = [&base, &master, &copy].map(|rows| text(rows, 1));
    let key = ["id".to_owned()];
    let ((in_part, is_in_part), (whole, _)) = (merged(&files, &key, true), merged(&files, &key, false));
    assert!(is_in_part);
    assert_eq!(in_part, whole);
}

#[test]
fn tables_with_other_titles_or_cells_under_none_are_held_whole() {
    let rows = text(&(0..6).map(|n| (n, [n, 1, 2])).collect(), 1);
    let other = |from: &str, to: &str| String::from_utf8(rows.clone()).unwrap().replacen(from, to, 1).into_bytes();
    let open = [rows.as_slice(), b"7;\"open\n"].concat();
    for copy in [other("ref", "Ref"), other(";r\n", "\n"), other(";2", ";2;x"), open] {
        let files = [rows.clone(), rows.clone(), copy];
        let key = ["id".to_owned()];
        let ((in_part, is_in_part), (whole, _)) = (merged(&files, &key, true), merged(&files, &key, false));
        assert_eq!(in_part, whole);
        assert!(!is_in_part, "{}", String::from_utf8_lossy(&files[2]));
    }
}

#[test]
fn files_that_are_damaged_or_that_a_program_wrote_otherwise_are_held_whole() {
    let lines = |cell: &dyn Fn(u32) -> String| {
        (1..13).fold("id,a,b\n".to_owned(), |all, n| all + &format!("{n:02},{},x{n}\n", cell(n)))
    };
    let base = lines(&|n| format!("2027-01-{n:02}"));
    let numbers = lines(&|n| format!("1.{n:02}5"));
    let comma = numbers.replace(',', ";").replace(";1.", ";1,");
    let copies = [
        base.trim_end().to_owned(),
        base[..base.len() - 9].to_owned(),
        base.replace("02,2027", "02,\"2027"),
        base.lines().take(5).fold(String::new(), |all, line| all + line + "\n"),
        "id,a,b\n".to_owned(),
        lines(&|n| format!("{n:02}.01.2027")),
        lines(&|n| format!("1/{n}/2027")),
        base.replace("\n0", "\n"),
        format!("{base}id,a,b\n13,2027-01-13,x13\n"),
    ];
    let pairs = copies.into_iter().map(|copy| (base.clone(), copy)).chain([(numbers, comma)]);
    for (base, copy) in pairs {
        let files = [base.clone(), base, copy.clone()].map(String::into_bytes);
        for key in [vec!["id".to_owned()], Vec::new()] {
            let ((in_part, is_in_part), (whole, _)) = (merged(&files, &key, true), merged(&files, &key, false));
            assert_eq!(in_part, whole, "{copy}");
            assert!(!is_in_part, "{copy}");
            let two = [files[0].clone(), files[2].clone()];
            assert_eq!(compared(&two, &key, true), compared(&two, &key, false), "{copy}");
        }
    }
}
