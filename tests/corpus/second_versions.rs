//! A second version of lists that teams used: edited, with a row removed, one added, numbered anew and sorted. It is
//! compared with the first, and no record comes in twice.

use crate::desk::{Book, codes, findings};
use crate::expected_tables::{Expected, expected_tables};
use crate::own_layouts_found::files_below;
use crate::understanding::imported;
use prekick::edges::templates;
use prekick::model::grid::{Grid, GridRow, Raw, RawCell};
use prekick::model::place::column_letters;
use serde_json::Value as Json;
use std::path::Path;

/// A list, and what is done to its second version: the column that names its rows, and one that is edited.
struct Revised {
    file: &'static str,
    sheet: &'static str,
    name: &'static str,
    edited: &'static str,
    to: &'static str,
}

const REVISED: [Revised; 5] = [
    Revised { file: "RACI.xlsx", sheet: "RACI", name: "B", edited: "E", to: "I" },
    Revised { file: "raci.csv", sheet: "raci", name: "A", edited: "C", to: "I" },
    Revised {
        file: "Communication Plan.xlsx",
        sheet: "Communication Plan",
        name: "A",
        edited: "B",
        to: "Another goal",
    },
    Revised { file: "Tables.xlsx", sheet: "Risk Log", name: "B", edited: "E", to: "Mitigation" },
    Revised { file: "Project Plan.xlsx", sheet: "Project Plan", name: "C", edited: "J", to: "2027-05-31" },
];

fn at(letters: &str) -> u16 {
    (0..200).find(|n| column_letters(*n) == letters).unwrap()
}

fn text(row: &GridRow, column: u16) -> String {
    row.cell(column).map(|c| c.raw.to_string()).unwrap_or_default().trim().to_owned()
}

fn put(row: &mut GridRow, column: u16, typed: &str) {
    row.cells.retain(|(c, _)| *c != column);
    row.cells.push((column, RawCell { raw: Raw::Text(typed.into()), ..RawCell::default() }));
    row.cells.sort_by_key(|(c, _)| *c);
}

/// What was done: the names of the rows that were edited, removed and added, and how many rows there were.
struct Revision {
    edited: String,
    removed: String,
    rows: usize,
}

/// The last row but one is edited, the second removed, one added, the rest turned round and, where they are numbered, numbered anew.
fn revise(grid: &mut Grid, expected: &Expected, how: &Revised) -> Revision {
    let header = expected.row - 1;
    let (name, edited) = (at(how.name), at(how.edited));
    let rest = grid.rows.split_off(grid.rows.iter().position(|r| r.number > header).unwrap());
    let mut rows: Vec<GridRow> = rest.into_iter().filter(|r| !text(r, name).is_empty()).collect();
    let count = rows.len();
    let removed = text(&rows.remove(1), name);
    let last = rows.len() - 2;
    put(&mut rows[last], edited, how.to);
    let revision = Revision { edited: text(&rows[last], name), removed, rows: count };
    let mut new = rows[0].clone();
    put(&mut new, name, "Something that nobody had thought of");
    rows.push(new);
    rows.reverse();
    let id = expected.columns.iter().find(|(_, key)| key.as_str() == "id").map(|(letters, _)| at(letters));
    for (n, mut row) in rows.into_iter().enumerate() {
        row.number = header + 1 + u32::try_from(n).unwrap();
        if let Some(id) = id {
            put(&mut row, id, &(n + 1).to_string());
        }
        grid.rows.push(row);
    }
    revision
}

#[test]
fn a_second_version_is_merged_with_the_first_and_nothing_comes_in_twice() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/real");
    let templates = templates::load(&[]).unwrap();
    let all = expected_tables();
    for how in &REVISED {
        let path = files_below(&folder).into_iter().find(|p| p.file_name().unwrap() == how.file).unwrap();
        let expected = all.iter().find(|e| e.file == how.file && e.sheet == how.sheet).unwrap();
        let ours = templates.iter().flat_map(|t| &t.sheets).find(|s| Some(s.key.as_str()) == expected.kind.as_deref());
        let ours = ours.unwrap();
        let versions = tempfile::tempdir().unwrap();
        // Both versions have one name; a CSV stays one sheet.
        let file = versions.path().join(how.file.replace(".csv", ".xlsx"));
        let mut book = Book::open(&path);
        book.workbook.sheets.retain(|g| g.title.trim() == how.sheet);
        // The list as it stands once; a later state below it is another matter.
        let grid = book.workbook.sheets.first_mut().unwrap();
        if how.sheet == "Risk Log" {
            grid.rows.retain(|r| r.number < 12);
        }
        book.save(&file);
        let (desk, report) = imported(&file, &[expected], &templates).unwrap();
        let of = |desk: &crate::desk::Desk| -> Vec<(String, String)> {
            let mut master = desk.master();
            let sheet = master.sheet(&ours.title);
            let key = ours.natural_key.first().and_then(|k| ours.columns.iter().find(|c| c.key == *k)).unwrap();
            let column = sheet.column(&key.title);
            let rows = sheet.records();
            rows.into_iter()
                .map(|r| (sheet.text(r, sheet.column("ID")), sheet.text(r, column).trim().to_owned()))
                .collect()
        };
        let before = of(&desk);
        let revision = revise(book.workbook.sheets.first_mut().unwrap(), expected, how);
        assert_eq!(before.len(), revision.rows, "{}: {}", how.file, codes(&report));
        book.save(&file);
        let report: Json = desk.run(&["import", &file.display().to_string(), "--format", "json"]).json();
        let after = of(&desk);
        let place = format!("{} {}\n{}", how.file, how.sheet, codes(&report));
        assert_eq!(after[..before.len()], before, "records stay what they are: {place}");
        let new: Vec<&str> = after[before.len()..].iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(new, ["Something that nobody had thought of"], "{place}");
        let removed = findings(&report, "row/removed");
        assert_eq!(removed.len(), 1, "{place}");
        assert!(removed[0]["message"].as_str().unwrap().contains(&revision.removed), "{place}");
        let record = &after.iter().rev().find(|(_, name)| *name == revision.edited).unwrap().0;
        let changes = report["changes"].as_array().unwrap();
        let changed = changes.iter().any(|c| c["record"] == record.as_str() && c["from"] != c["to"]);
        let asks = |f: &&Json| f["record"] == record.as_str() && f["message"].as_str().unwrap().contains(how.to);
        let asked = findings(&report, "").into_iter().any(|f| asks(&f));
        assert!(changed || asked, "the edit is taken or asked: {place}");
    }
}
