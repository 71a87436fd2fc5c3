//! Rows that are held once for several files are merged and compared as if each file held its own.

use super::super::diff::diff_sheets;
use super::super::merge_sheets::merge_sheets;
use super::super::patches::{patches, same_values};
use super::super::table::plain_sheet_like;
use super::super::workbooks::{MergedFile, PlainFile};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::plain::PlainSheet;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Rows by their first cell, each with what else it holds.
type Rows = Vec<(u8, [u8; 3])>;

fn raw(n: u8) -> Raw {
    match n {
        0 => Raw::Empty,
        1 => Raw::Number(2.0),
        2 => Raw::Text("2".into()),
        3 => Raw::Text("2.0".into()),
        4 => Raw::Uncalculated("A1".into()),
        n => Raw::Text(format!("v{n}")),
    }
}

fn grid(rows: &Rows, titles: &[&str]) -> Grid {
    let text = |text: &str| RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
    let header = GridRow { number: 1, cells: (0..).zip(titles).map(|(at, title)| (at, text(title))).collect() };
    let lines = (2..).zip(rows).map(|(number, (key, cells))| {
        let held = (1..).zip(cells).filter(|(_, n)| **n > 0);
        let cell = |n: u8| RawCell { raw: raw(n), formula: n == 4 || n == 6, ..RawCell::default() };
        let cells = std::iter::once((0, text(&format!("k{key}")))).chain(held.map(|(at, n)| (at, cell(*n))));
        GridRow { number, cells: cells.collect() }
    });
    Grid { title: "Risks".into(), rows: std::iter::once(header).chain(lines).collect(), ..Grid::default() }
}

fn rows() -> impl Strategy<Value = Rows> {
    prop::collection::vec((0_u8..12, prop::array::uniform3(0_u8..8)), 0..8)
}

/// Mostly the same rows in the same order.
fn edited(of: Rows) -> impl Strategy<Value = (Rows, bool)> {
    let edits = prop::collection::vec((0_usize..9, 0_usize..3, 0_u8..8, 0_u8..10), 0..4);
    (Just(of), edits, 0_u8..8).prop_map(|(mut rows, edits, retitled)| {
        for (at, column, value, luck) in edits {
            match (luck, rows.get_mut(at)) {
                (0, Some(_)) => drop(rows.remove(at)),
                (1, _) => rows.insert(at.min(rows.len()), (20 + value, [value; 3])),
                (_, Some((_, cells))) => cells[column] = value,
                (_, None) => {}
            }
        }
        (rows, retitled == 0)
    })
}

fn sheet((rows, retitled): &(Rows, bool), name: &str, like: Option<&PlainSheet>) -> PlainSheet {
    let titles: &[&str] =
        if *retitled { &["ID", "Risk", "State", "Who", "More"] } else { &["ID", "Risk", "State", "Who"] };
    plain_sheet_like(grid(rows, titles), name, false, like, &[])
}

/// Everything that comes of merging and comparing sheets.
fn all(base: &PlainSheet, master: &PlainSheet, copies: &[PlainSheet], key: &[String]) -> String {
    let merged = merge_sheets(base, master, &copies.iter().collect::<Vec<_>>(), key);
    let same = same_values(std::slice::from_ref(&merged.sheet), std::slice::from_ref(master), 1);
    let differences: Vec<_> = copies.iter().map(|copy| diff_sheets(base, copy, key)).collect();
    let said = format!("{merged:#?} {same} {differences:#?}");
    let file = MergedFile { sheets: vec![merged.sheet], origins: vec![merged.origin], ..MergedFile::default() };
    let own = PlainFile { sheets: vec![master.clone()], ..PlainFile::default() };
    format!("{said} {:#?}", patches(&file, &own))
}

#[test]
fn shared_or_held_apart_the_same_comes_out() {
    let world = rows().prop_flat_map(|base| {
        (Just(base.clone()), edited(base.clone()), prop::collection::vec(edited(base), 1..3), any::<bool>())
    });
    let shared = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(1500));
    let ran = runner.run(&world, |(base, master, copies, with_key)| {
        let key = if with_key { vec!["ID".to_owned()] } else { Vec::new() };
        let base = sheet(&(base, false), "base", None);
        let files = |like: Option<&PlainSheet>| {
            let copies: Vec<PlainSheet> = copies.iter().map(|copy| sheet(copy, "copy", like)).collect();
            (sheet(&master, "master", like), copies)
        };
        let (apart, together) = (files(None), files(Some(&base)));
        let sharing = |row| base.rows.iter().any(|of| of.shares_cells_with(row));
        shared.set(shared.get() + usize::from(together.0.rows.iter().any(sharing)));
        prop_assert_eq!(all(&base, &apart.0, &apart.1, &key), all(&base, &together.0, &together.1, &key));
        Ok(())
    });
    ran.unwrap();
    assert!(shared.get() > 800, "{} masters shared rows", shared.get());
}
