//! Columns that are missing, renamed or added in a returned copy.

use crate::desk::{Desk, codes, finding, findings};
use prekick::model::grid::Raw;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// §8.13: a missing column proposes nothing: one `column/missing` per sheet that names them all.
#[test]
fn a_missing_column_empties_nothing() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.delete_column("Description");
        sheet.delete_column("Category");
        sheet.set("R-003", "Title", "Licences end too early");
    });
    let report = desk.reconcile(0);
    let message = finding(&report, "column/missing")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Description") && message.contains("Category"), "{message}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Licences end too early");
    assert_eq!(desk.value("Risks", "R-003", "Category"), "Technical");
}

/// §8.13: a column is known by its hidden key, by its title and by an alias.
#[test]
fn a_column_is_known_by_key_title_or_alias() {
    for (title, with_key) in [("Beschreibung", true), ("Description", false), ("Risk details", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            sheet.set("R-001", "Description", "By Ada");
            sheet.rename_column("Description", title);
            if !with_key {
                let header = sheet.header;
                for row in sheet.grid.rows.iter_mut().filter(|r| r.number < header) {
                    row.cells.retain(|(_, c)| !matches!(&c.raw, Raw::Text(t) if t.starts_with("risks.")));
                }
            }
        });
        let report = desk.reconcile(0);
        assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada", "{title}: {}", codes(&report));
        assert_eq!(findings(&report, "column/unknown").len() + findings(&report, "column/missing").len(), 0, "{title}");
    }
}

/// §8.13: an unknown title with data is `column/unknown`, with every value and its cell in the report; one without data
/// is not worth a word.
#[test]
fn an_added_column_is_kept_in_the_report() {
    let desk = Desk::with_risks(&RISKS);
    let mut cell = String::new();
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (header, key) = (sheet.header, sheet.column("Row key"));
        sheet.put(header, key + 1, Raw::Text("Our reference".into()));
        sheet.put(header, key + 2, Raw::Text("Empty one".into()));
        let row = sheet.row("R-002");
        sheet.put(row, key + 1, Raw::Text("ACME-77".into()));
        cell = prekick::model::place::At::new(row, key + 1).to_string();
    });
    let report = desk.reconcile(0);
    let message = finding(&report, "column/unknown")["message"].as_str().unwrap().to_owned();
    for part in ["Our reference", "ACME-77", "R-002", cell.as_str()] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    assert_eq!(report["changes"].as_array().unwrap().len(), 0);
}
