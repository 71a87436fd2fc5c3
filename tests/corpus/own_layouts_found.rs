//! Where the tables of spreadsheets that nobody here made are, against what a person sees in them: `fixtures/own-layouts.md`.

use crate::desk::Book;
use prekick::edges::templates;
use prekick::model::grid::Grid;
use prekick::model::place::column_letters;
use prekick::steps::adopt::find::{FoundTable, find_tables};
use prekick::steps::adopt::known_titles;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut stack = vec![folder.to_path_buf()];
    let mut out = Vec::new();
    while let Some(dir) = stack.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else if path.extension().is_some_and(|e| e == "xlsx" || e == "csv") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// A table in one line, as the fixture has it: header row and where it comes again, then column letter and title.
fn said(table: &FoundTable) -> String {
    let rows: Vec<String> = table.header.iter().chain(&table.again).map(|h| (h + 1).to_string()).collect();
    let header = if rows.is_empty() { "none".to_owned() } else { rows.join(", ") };
    let columns = table.columns.iter().map(|c| {
        let letters = column_letters(c.at);
        if c.title.is_empty() { letters } else { format!("{letters} {}", c.title.replace('|', "/")) }
    });
    format!("{header} | {}", columns.collect::<Vec<_>>().join("; "))
}

fn found(grid: &Grid, known: &BTreeSet<String>) -> Vec<String> {
    let all: Vec<String> = find_tables(grid, known).iter().map(said).collect();
    if all.is_empty() { vec!["no table |".to_owned()] } else { all }
}

#[test]
fn tables_are_where_a_person_sees_them() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let templates = templates::load(&[]).unwrap();
    let known = known_titles(templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()));
    let mut seen: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let fixture = include_str!("../../fixtures/own-layouts.md");
    for line in fixture.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| file") && !l.starts_with("| ---")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let key = (cells[0].to_owned(), cells[1].to_owned());
        seen.entry(key).or_default().push(format!("{} | {}", cells[2], cells.get(3).unwrap_or(&"")).trim().to_owned());
    }
    let mut wrong = Vec::new();
    for below in ["real", "odd/crease"] {
        for path in files_below(&corpus.join(below)) {
            let name = path.strip_prefix(corpus.join(below)).unwrap().display().to_string();
            let name = name.replace("test_cases/", "").replace("/input.xlsx", "");
            let name = name.rsplit('/').next().unwrap().to_owned();
            for grid in &Book::open(&path).workbook.sheets {
                let expected = seen.remove(&(name.clone(), grid.title.trim().to_owned())).unwrap_or_default();
                let found = found(grid, &known);
                if expected != found {
                    let lines = found.iter().map(|f| format!("| {name} | {} | {f} |", grid.title.trim()));
                    wrong.push(format!("expected {expected:?}\n{}", lines.collect::<Vec<_>>().join("\n")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.is_empty(), "not found any more: {seen:?}");
}
