//! Copies filled in and saved by real programs: each edit arrives, and nothing else changes. How the files were made is
//! told in `fixtures/README.md`.

use crate::desk::{Book, codes, findings, run_here, typed_as};
use prekick::model::grid::Raw;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `fixtures/programs`, or a folder of the same shape that was made just now by the programs that are installed.
fn programs() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "a live run says where its files are")]
    let live = std::env::var_os("PREKICK_PROGRAMS");
    live.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs"), PathBuf::from)
}

fn edits() -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs/edits.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn run(root: &Path, code: i32) -> Json {
    run_here(&["-C", &root.display().to_string(), "reconcile", "--format", "json"]).must(code).json()
}

/// Every record cell of every sheet with IDs, by sheet, record and title.
fn records(root: &Path) -> BTreeMap<(String, String, String), String> {
    let mut book = Book::open(&root.join("master.xlsx"));
    let mut out = BTreeMap::new();
    for title in ["Risks", "Assumptions", "Issues", "Dependencies", "Decision log", "Contacts", "Roles"] {
        if !book.workbook.sheets.iter().any(|g| g.title == title) {
            continue;
        }
        let sheet = book.sheet(title);
        let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap().clone();
        for id in sheet.ids() {
            for (_, cell) in header.cells.iter().filter(|(_, c)| !c.formula) {
                let column = cell.raw.to_string();
                out.insert((title.to_owned(), id.clone(), column.clone()), sheet.get(&id, &column));
            }
        }
    }
    out
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// What the master should then hold: what it held, with the edits.
fn expected(before: &BTreeMap<(String, String, String), String>, edits: &Json) -> BTreeMap<(String, String), String> {
    let mut out: BTreeMap<(String, String), String> = before
        .iter()
        .filter(|((sheet, _, _), _)| sheet == edits["sheet"].as_str().unwrap())
        .map(|((_, id, title), value)| ((id.clone(), title.clone()), value.clone()))
        .collect();
    for edit in edits["changed"].as_array().unwrap() {
        out.insert((text(&edit["record"]), text(&edit["title"])), text(&edit["value"]));
    }
    for (n, record) in edits["added"].as_array().unwrap().iter().enumerate() {
        for (title, value) in record.as_object().unwrap() {
            out.insert((format!("R-{:03}", 5 + n), title.clone()), text(value));
        }
    }
    out
}

/// Reconciles one returned file with the engagement that it was sent from.
fn returned(file: &str) -> (Json, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("engagement");
    let programs = programs();
    copy_folder(&programs.join("engagement"), &root);
    let before = records(&root);
    std::fs::create_dir_all(root.join("inbox")).unwrap();
    std::fs::copy(programs.join("returned").join(file), root.join("inbox").join(file)).unwrap();
    let report = run(&root, 1);
    let edits = edits();
    the_report_names_every_edit(&report, &edits, file);
    let after = records(&root);
    let computed = ["Score", "Rating", "Row key", "ID", "RAG"];
    for ((record, title), value) in expected(&before, &edits) {
        if computed.contains(&title.as_str()) {
            continue;
        }
        let found = after.get(&("Risks".to_owned(), record.clone(), title.clone())).cloned().unwrap_or_default();
        assert_eq!(typed_as(&found), typed_as(&value), "{file}: {record}, {title}");
    }
    let known = |(sheet, id, title): &(String, String, String)| {
        sheet == "Risks"
            && (id == "R-005"
                || edits["changed"].as_array().unwrap().iter().any(|e| e["record"] == **id && e["title"] == **title))
    };
    for (key, value) in &after {
        // A column that the kept master is too old to have comes in empty.
        let as_it_was = before.get(key).map_or(value.is_empty(), |was| was == value);
        let follows = ["Score", "Rating"].contains(&key.2.as_str());
        assert!(as_it_was || known(key) || follows, "{file}: {key:?} is now {value}");
    }
    assert!(before.keys().all(|k| after.contains_key(k)), "{file}: a record is gone");
    // The same file again says nothing new, and the master stays as it is.
    let master = std::fs::read(root.join("master.xlsx")).unwrap();
    run(&root, 1);
    assert!(master == std::fs::read(root.join("master.xlsx")).unwrap(), "{file}: a second run changed the master");
    (report, folder)
}

fn the_report_names_every_edit(report: &Json, edits: &Json, file: &str) {
    let changes = report["changes"].as_array().unwrap();
    assert_eq!(report["sources"][0]["status"], "merged", "{file}: {}", codes(report));
    assert_eq!(report["sources"][0]["base"], "outbox/raid.ada-park.2026-11-22.xlsx", "{file}");
    for edit in edits["changed"].as_array().unwrap() {
        let found = changes.iter().find(|c| c["record"] == edit["record"] && c["field"] == edit["field"]);
        let change = found.unwrap_or_else(|| panic!("{file}: {edit} did not arrive: {}", codes(report)));
        assert_eq!(typed_as(&text(&change["to"])), typed_as(&text(&edit["value"])), "{file}");
        assert_eq!(change["source"]["file"], format!("inbox/{file}"), "{file}");
        assert!(change["source"]["cell"].is_string(), "{file}: {change}");
    }
    let added = edits["added"].as_array().unwrap().len();
    assert_eq!(report["summary"]["records_added"], added, "{file}");
    assert_eq!(changes.len(), edits["changed"].as_array().unwrap().len() + added, "{file}: {changes:?}");
    for gone in edits["removed"].as_array().unwrap() {
        let asked = findings(report, "row/removed");
        assert!(
            asked.iter().any(|f| f["record"] == *gone && f["decision_needed"] == true),
            "{file}: {}",
            codes(report)
        );
    }
    // Nothing but the removed row is said: no program's way of saving is blamed on the person who used it. What the rules
    // find in the records is theirs, and a master that was made before a column was there lacks it whoever saved the copy.
    let all = report["findings"].as_array().unwrap();
    let of_the_records =
        |f: &&Json| f["code"].as_str().is_some_and(|c| c.starts_with("rule/")) || f["place"]["file"] == "master.xlsx";
    assert_eq!(all.iter().filter(|f| !of_the_records(f)).count(), 1, "{file}: {}", codes(report));
}

#[test]
fn what_was_typed_in_libreoffice_arrives_from_xlsx() {
    returned("libreoffice.xlsx");
}

#[test]
fn what_was_typed_in_libreoffice_arrives_from_ods() {
    returned("libreoffice.ods");
}

#[test]
fn what_was_typed_in_libreoffice_arrives_from_xls() {
    returned("libreoffice.xls");
}

#[test]
fn a_sheet_exported_as_csv_is_known_by_its_name_and_removes_nothing_elsewhere() {
    let (report, _folder) = returned("raid.ada-park.2026-11-22.csv");
    assert_eq!(findings(&report, "sheet/").len(), 0, "{}", codes(&report));
}

#[test]
fn what_a_script_with_openpyxl_wrote_arrives() {
    returned("openpyxl.xlsx");
}

#[test]
fn what_web_tools_wrote_arrives() {
    for file in ["sheetjs.xlsx", "exceljs.xlsx"] {
        // A live run may be without Node; the files in the repository are always there.
        if programs().join("returned").join(file).exists() || programs().ends_with("fixtures/programs") {
            returned(file);
        }
    }
}

#[test]
fn the_seven_files_tell_one_story() {
    let root = tempfile::tempdir().unwrap();
    let programs = programs();
    copy_folder(&programs.join("engagement"), root.path());
    copy_folder(&programs.join("returned"), &root.path().join("inbox"));
    let report = run(root.path(), 1);
    assert_eq!(findings(&report, "conflict/").len(), 0, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 1, "{}", codes(&report));
    assert_eq!(report["summary"]["decisions_needed"], 1, "{}", codes(&report));
    let mut master = Book::open(&root.path().join("master.xlsx"));
    let risks = master.sheet("Risks");
    assert_eq!(risks.ids(), ["R-001", "R-002", "R-003", "R-004", "R-005"]);
    assert!(matches!(
        risks.grid.cell(prekick::model::place::At::new(risks.row("R-005"), risks.column("Date raised"))).unwrap().raw,
        Raw::Date(_)
    ));
}
