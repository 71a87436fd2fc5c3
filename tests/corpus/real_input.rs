//! Spreadsheets that teams really used, in layouts of their own: what `import` makes of them.

use crate::desk::{Book, Desk, TODAY, codes, findings, look_through};
use prekick::model::grid::Workbook;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file below the folder of real input with this name.
fn real(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/real");
    let mut stack = vec![folder];
    let mut found = Vec::new();
    while let Some(dir) = stack.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else if path.file_name().unwrap() == name {
                found.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().next().unwrap_or_else(|| panic!("{name} is not below ../shared/corpus/real"))
}

fn import(desk: &Desk, file: &Path, target: &str) -> Json {
    let done = desk.run(&["import", &file.display().to_string(), "--as", target, "--format", "json"]);
    assert!(done.code <= 1, "{}", done.err);
    done.json()
}

/// Everything that the master and the report say, blanks folded, to look words up in.
pub fn said(desk: &Desk, report: &Json) -> String {
    let mut texts = vec![report.to_string().replace("\\n", " ").replace("\\\"", "\"")];
    for grid in &desk.master().workbook.sheets {
        texts.extend(grid.rows.iter().flat_map(|r| &r.cells).map(|(_, c)| c.raw.to_string()));
    }
    folded(&texts.join(" | "))
}

pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The titles by which templates know their columns. One that heads a table need not be said.
fn known_titles() -> BTreeSet<String> {
    let templates = prekick::edges::templates::load(&[]).unwrap();
    let columns = templates.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.columns);
    columns.flat_map(|c| std::iter::once(&c.title).chain(&c.aliases)).map(|title| title.to_lowercase()).collect()
}

/// Every non-empty cell of a sheet is in the master or in the report; letters are looked at one by one elsewhere.
#[track_caller]
fn accounted(workbook: &Workbook, title: &str, said: &str) {
    let grid = workbook.sheets.iter().find(|g| g.title == title).unwrap();
    let (mut lost, known) = (Vec::new(), known_titles());
    for (row, (column, cell)) in grid.rows.iter().flat_map(|r| r.cells.iter().map(|c| (r.number, c))) {
        let text = folded(&cell.raw.to_string());
        if text.chars().count() > 5 && !said.contains(&text) && !known.contains(&text.to_lowercase()) {
            lost.push(format!("row {}, column {column}: {text}", row + 1));
        }
    }
    assert!(lost.is_empty(), "neither in the master nor in the report:\n{}", lost.join("\n"));
}

/// The letters of every activity and role, as in the file, in the order R, A, C, I.
fn letters(desk: &Desk, activity: &str, role: &str) -> String {
    let mut master = desk.master();
    let sheet = master.sheet("RACI");
    let (names, column) = (sheet.column("Activity"), sheet.column(role));
    let row = sheet.records().into_iter().find(|r| sheet.text(*r, names).trim() == activity);
    sheet.text(row.unwrap_or_else(|| panic!("no activity {activity}")), column).replace(' ', "")
}

fn roles(desk: &Desk) -> Vec<String> {
    let mut master = desk.master();
    let sheet = master.sheet("Roles");
    sheet.ids().iter().map(|id| sheet.get(id, "Role")).collect()
}

fn imported(name: &str, target: &str, sheet: &str) -> (Desk, Json) {
    let file = real(name);
    let desk = Desk::new(&[]);
    let mut report = import(&desk, &file, target);
    // What is not certain is asked once, and the proposal taken as it stands.
    if !findings(&report, "column/ambiguous").is_empty() {
        look_through(&desk, &format!("mappings/{}.mapping.xlsx", name.split('.').next().unwrap().to_lowercase()), &[]);
        report = import(&desk, &file, target);
    }
    accounted(&Book::open(&file).workbook, sheet, &said(&desk, &report));
    assert_eq!(findings(&report, "edit/not-owner").len(), 0, "{}", codes(&report));
    // Importing the same file again changes nothing.
    let before = desk.files(&["master.xlsx", "history"]);
    import(&desk, &file, target);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "{name}: imported twice, changed twice");
    (desk, report)
}

#[test]
fn a_matrix_of_roles_nobody_declared_brings_its_roles_and_letters() {
    let (desk, report) = imported("RACI.xlsx", "raci", "RACI");
    assert_eq!(roles(&desk), ["TPM", "SDM", "PM-T", "Lead SDE", "SDE", "Business"]);
    assert_eq!(letters(&desk, "Requirements refinement", "TPM"), "A");
    assert_eq!(letters(&desk, "Requirements refinement", "Business"), "R");
    assert_eq!(letters(&desk, "Leadership Review", "PM-T"), "A");
    assert_eq!(report["summary"]["records_added"], 6 + 8, "{}", codes(&report));
    let steps = findings(&report, "column/unknown");
    assert!(steps.iter().any(|f| f["message"].as_str().unwrap().contains("Step Id")), "{}", codes(&report));
}

#[test]
fn sections_of_a_matrix_are_phases_and_its_legends_are_listed() {
    let name = "Efforts_Estimates_Staff_Plans_RACI_Matrix.xlsx";
    let (desk, report) = imported(name, "raci/raci", "RACI_Matrix");
    assert_eq!(roles(&desk).len(), 2, "{:?}", roles(&desk));
    assert_eq!(letters(&desk, "Data Migration", "AWS"), "R");
    assert_eq!(letters(&desk, "Functional Testing", "AWS"), "C,I");
    let says = |code: &str, words: &str| {
        findings(&report, code).iter().any(|f| f["message"].as_str().unwrap().contains(words))
    };
    for section in ["Project Management", "Pre-Work", "Database Code Migration"] {
        assert!(says("column/renamed", section), "{section}: {}", codes(&report));
    }
    assert!(says("row/outside-table", "Responsible (R)"), "{}", codes(&report));
}

#[test]
fn a_matrix_in_a_csv_is_read_with_two_letters_in_a_cell() {
    let (desk, _) = imported("raci.csv", "raci", "raci");
    assert_eq!(roles(&desk).len(), 7);
    assert_eq!(letters(&desk, "Use-case approval", "Business Owner"), "R,A");
    assert_eq!(letters(&desk, "Deployment approval", "Executive Sponsor"), "A");
}

#[test]
fn a_risk_log_keeps_what_the_scale_refuses_in_the_report() {
    let (desk, report) = imported("Tables.xlsx", "raid/risks", "Risk Log");
    let mut master = desk.master();
    let sheet = master.sheet("Risks");
    assert_eq!(
        sheet.ids(),
        ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"],
        "numbers of another list are no IDs"
    );
    assert!(sheet.ids().iter().all(|id| sheet.get(id, "Title") != "Risk"), "a header that comes again is no risk");
    // High is no number from 1 to 5: what it counts as was proposed, looked through, and is said.
    assert_eq!(sheet.get("R-001", "Impact"), "4", "{}", codes(&report));
    let said = findings(&report, "value/coerced");
    assert!(said.iter().any(|f| f["message"].as_str().unwrap().contains("High as 4")), "{}", codes(&report));
    let listed = findings(&report, "row/outside-table");
    let twice = listed.iter().filter(|f| f["message"].as_str().unwrap().contains("again, as row"));
    assert_eq!(twice.count(), 3, "{}", codes(&report));
}

#[test]
fn without_as_every_sheet_is_read_or_listed() {
    let file = real("Tables.xlsx");
    let desk = Desk::new(&[]);
    desk.run(&["import", &file.display().to_string()]).must(1);
    look_through(&desk, "mappings/tables.mapping.xlsx", &[]);
    let done = desk.run(&["import", &file.display().to_string(), "--format", "json"]).must(1);
    let report = done.json();
    let said = said(&desk, &report);
    let workbook = Book::open(&file).workbook;
    for grid in &workbook.sheets {
        accounted(&workbook, &grid.title, &said);
    }
    assert_eq!(report["today"], TODAY);
}
