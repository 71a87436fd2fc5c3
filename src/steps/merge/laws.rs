//! Laws of merging without a template, over random tables: what a side leaves alone says nothing, what only one side changed
//! is adopted whole, the order of files makes no difference, and merging again changes nothing.

use super::*;
use crate::model::code::Code;
use crate::model::grid::Raw;
use crate::model::plain::{PlainCell, PlainColumn, PlainRow, PlainSheet};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TITLES: [&str; 4] = ["id", "p", "q", "r"];

/// Records by key, each with its cells.
type Records = Vec<(u8, [u8; 3])>;

fn sheet(file: &str, records: &Records) -> PlainSheet {
    let cell = |text: String| PlainCell {
        value: value_of(&Raw::Text(text.clone())),
        raw: Raw::Text(text),
        formula: false,
        link: None,
    };
    let word = |n: &u8| if *n == 0 { String::new() } else { format!("w{n}") };
    let columns = TITLES.iter().zip(0..).map(|(t, at)| PlainColumn { name: (*t).into(), title: (*t).into(), at });
    let rows = records.iter().zip(1..).map(|((key, cells), number)| {
        let cells = std::iter::once(format!("k{key}")).chain(cells.iter().map(word));
        PlainRow { number, cells: cells.map(cell).collect() }
    });
    PlainSheet {
        file: file.into(),
        title: "t".into(),
        columns: columns.collect(),
        rows: rows.collect(),
        ..PlainSheet::default()
    }
}

fn records() -> impl Strategy<Value = Records> {
    let some = prop::collection::btree_map(0_u8..12, prop::array::uniform3(0_u8..4), 0..9);
    some.prop_map(|all| all.into_iter().collect())
}

/// A copy of records, with cells changed, rows removed, added and moved.
fn edited(of: Records) -> impl Strategy<Value = Records> {
    let edits = prop::collection::vec((0_usize..12, 0_usize..3, 0_u8..4, 0_u8..10), 0..6);
    let new = prop::collection::btree_map(0_u8..16, prop::array::uniform3(0_u8..4), 0..3);
    (Just(of), edits, new, any::<bool>()).prop_map(|(of, edits, new, turned)| {
        let mut all: BTreeMap<u8, [u8; 3]> = of.iter().copied().collect();
        for (row, column, value, luck) in edits {
            let Some(key) = all.keys().nth(row).copied() else { continue };
            if luck == 0 {
                all.remove(&key);
            } else if let Some(slot) = all.get_mut(&key).and_then(|cells| cells.get_mut(column)) {
                *slot = value;
            }
        }
        for (key, cells) in new {
            all.entry(key).or_insert(cells);
        }
        let mut out: Records = all.into_iter().collect();
        if turned {
            out.reverse();
        }
        out
    })
}

/// A base, a master made of it, and copies of it.
fn world() -> impl Strategy<Value = (Records, Records, Vec<Records>)> {
    records().prop_flat_map(|base| {
        let copies = prop::collection::vec(edited(base.clone()), 1..5);
        (Just(base.clone()), edited(base), copies)
    })
}

fn rows(sheet: &PlainSheet) -> BTreeMap<String, Vec<String>> {
    let line = |row: &PlainRow| row.cells.iter().map(|c| c.raw.to_string()).collect::<Vec<_>>();
    sheet.rows.iter().map(line).map(|line| (line.first().cloned().unwrap_or_default(), line)).collect()
}

fn said(merged: &MergedSheet) -> Vec<String> {
    let of = |f: &crate::model::finding::Finding| {
        let mut candidates: Vec<String> =
            f.question.iter().flat_map(|q| &q.candidates).map(|c| c.value.to_string()).collect();
        candidates.sort();
        format!("{} {:?} {:?} {candidates:?}", f.code, f.record, f.field)
    };
    let mut out: Vec<String> = merged.findings.iter().map(of).collect();
    out.sort();
    out
}

/// Nothing is asked; that a key may have been changed is only said.
fn is_sure(merged: &MergedSheet) -> bool {
    merged.findings.iter().all(|f| f.code == Code::RowKeyChanged && f.question.is_none())
}

fn go(base: &Records, master: &PlainSheet, returned: &[Records]) -> MergedSheet {
    let named = |(n, r): (usize, &Records)| sheet(&format!("r{n}"), r);
    let returned: Vec<PlainSheet> = returned.iter().enumerate().map(named).collect();
    merge_sheets(&sheet("base", base), master, &returned.iter().collect::<Vec<_>>(), &["id".to_owned()])
}

proptest! {
    #[test]
    fn copies_that_were_left_alone_change_nothing((base, master, _) in world()) {
        let master = sheet("master", &master);
        let merged = go(&base, &master, &[base.clone(), base.clone()]);
        prop_assert_eq!(rows(&merged.sheet), rows(&master));
        prop_assert!(merged.changes.is_empty() && is_sure(&merged));
    }

    #[test]
    fn one_changed_copy_is_adopted_whole((base, _, copies) in world()) {
        let Some(copy) = copies.first() else { return Ok(()) };
        let merged = go(&base, &sheet("master", &base), std::slice::from_ref(copy));
        prop_assert_eq!(rows(&merged.sheet), rows(&sheet("copy", copy)));
        prop_assert!(is_sure(&merged), "{:?}", merged.findings);
    }

    #[test]
    fn the_order_of_copies_makes_no_difference((base, master, copies) in world()) {
        let master = sheet("master", &master);
        let merged = go(&base, &master, &copies);
        let mut turned = copies.clone();
        turned.reverse();
        let again = go(&base, &master, &turned);
        prop_assert_eq!(rows(&merged.sheet), rows(&again.sheet));
        prop_assert_eq!(said(&merged), said(&again));
    }

    #[test]
    fn merging_again_changes_nothing((base, master, copies) in world()) {
        let merged = go(&base, &sheet("master", &master), &copies);
        let again = go(&base, &merged.sheet, &copies);
        prop_assert_eq!(rows(&again.sheet), rows(&merged.sheet));
        prop_assert!(again.changes.is_empty(), "{:?}", again.changes);
    }

    #[test]
    fn every_value_of_a_copy_is_in_what_comes_out_or_said((base, master, copies) in world()) {
        let merged = go(&base, &sheet("master", &master), &copies);
        let out = rows(&merged.sheet);
        let before = rows(&sheet("base", &base));
        for copy in &copies {
            for (key, cells) in rows(&sheet("copy", copy)) {
                for (column, value) in cells.iter().enumerate() {
                    let sent = before.get(&key).and_then(|b| b.get(column));
                    if value.is_empty() || sent == Some(value) {
                        continue;
                    }
                    let taken = out.get(&key).and_then(|o| o.get(column)) == Some(value);
                    let asked = merged.findings.iter().any(|f| {
                        f.record.as_deref() == Some(key.as_str())
                            && (f.message.contains(value.as_str()) || f.code == Code::ConflictRemovedAndEdited)
                    });
                    prop_assert!(taken || asked, "{key} {value}: {:?}", merged.findings);
                }
            }
        }
    }
}
