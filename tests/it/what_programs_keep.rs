//! What programs keep of a copy, and of what people leave in it besides values: fixtures/programs/saved holds one marked
//! copy, opened and saved as it is by each program, or as a program that can't run here is said to save it. The table of
//! the README is made from these files, and this test keeps it true.

use crate::desk::{codes, findings, run_here};
use crate::programs::copy_folder;
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::{Grid, Raw, Workbook};
use prekick::model::place::At;
use serde_json::Value as Json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// File, and how the README calls it; a star marks an imitation.
const SAVED: [(&str, &str); 13] = [
    ("excel.xlsx", "Excel, .xlsx *"),
    ("google-sheets.xlsx", "Google Sheets, .xlsx *"),
    ("numbers.xlsx", "Numbers, .xlsx *"),
    ("wps.xlsx", "WPS, .xlsx *"),
    ("libreoffice.xlsx", "LibreOffice, .xlsx"),
    ("libreoffice.ods", "LibreOffice, .ods"),
    ("libreoffice.xls", "LibreOffice, .xls"),
    ("openpyxl.xlsx", "openpyxl, .xlsx"),
    ("exceljs.xlsx", "exceljs, .xlsx"),
    ("sheetjs.xlsx", "SheetJS, .xlsx"),
    ("sheetjs.xlsb", "SheetJS, .xlsb"),
    ("sheetjs.xls", "SheetJS, .xls"),
    ("sheetjs.ods", "SheetJS, .ods"),
];

/// The features in the order of the table's columns.
const FEATURES: [&str; 12] = [
    "identity sheet",
    "properties",
    "row keys",
    "hidden stays hidden",
    "drop-downs",
    "protection",
    "formula results",
    "struck row",
    "struck words",
    "fill colours",
    "notes",
    "threads",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/programs")
}

fn open(file: &str) -> (Vec<u8>, Workbook) {
    let bytes = std::fs::read(root().join("saved").join(file)).unwrap();
    let workbook = reader::read(&bytes, file, &Limits::default()).unwrap();
    (bytes, workbook)
}

fn risks(workbook: &Workbook) -> &Grid {
    workbook.sheets.iter().find(|g| g.title == "Risks").unwrap()
}

/// The text of all parts of a package; nothing of a file that is none.
fn parts(bytes: &[u8]) -> String {
    let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return String::new() };
    let mut all = String::new();
    for i in 0..zip.len() {
        let mut part = Vec::new();
        zip.by_index(i).unwrap().read_to_end(&mut part).unwrap();
        all.push_str(&String::from_utf8_lossy(&part));
    }
    all
}

/// What survived in a file, by feature: `None` where prekick can't tell in that format.
fn survived(file: &str) -> Vec<Option<bool>> {
    let (bytes, workbook) = open(file);
    let grid = risks(&workbook);
    let package = parts(&bytes);
    let is_text = file.ends_with(".xlsx") || file.ends_with(".ods");
    let raw = |row, column| grid.cell(At::new(row, column)).map(|c| c.raw.clone()).unwrap_or_default();
    let key_column = grid.cell(At::new(3, 33)).is_some_and(|c| c.raw == Raw::Text("Row key".into()));
    let tells = |found: bool, any: bool| any.then_some(found);
    vec![
        Some(workbook.sheets.iter().any(|g| g.title == "_prekick" && g.cell(At::new(0, 1)).is_some())),
        Some(workbook.properties.get("prekick.copy").is_some_and(|c| c == "raid.ada-park.2026-11-22")),
        Some(key_column && !raw(4, 33).is_blank()),
        tells(grid.hidden_rows.contains(&7) && grid.hidden_columns.contains(&33), is_text),
        tells(package.contains("<dataValidation ") || package.contains("content-validation "), is_text),
        tells(package.contains("<sheetProtection") || package.contains("table:protected=\"true\""), is_text),
        Some(raw(4, 8) == Raw::Text("Medium".into())),
        tells(grid.cell(At::new(5, 1)).is_some_and(|c| c.struck), is_text),
        tells(!grid.struck_words.is_empty(), is_text),
        tells(grid.cell(At::new(6, 2)).is_some_and(|c| c.fill == Some(0xFF_FF00)), is_text),
        tells(grid.notes.iter().any(|n| n.text.contains("Where does this come from?")), is_text),
        tells(grid.notes.iter().any(|n| n.text.contains("Yes, until May.")), is_text),
    ]
}

/// The table of the README.
fn table() -> String {
    let mut lines =
        vec![format!("| saved by | {} |", FEATURES.join(" | ")), format!("|---{}|", "|:-:".repeat(FEATURES.len()))];
    for (file, program) in SAVED {
        let cells: Vec<&str> = survived(file)
            .into_iter()
            .map(|kept| match kept {
                Some(true) => "yes",
                Some(false) => "lost",
                None => "unread",
            })
            .collect();
        lines.push(format!("| {program} | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}

#[test]
fn the_readme_says_what_survives_which_program() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains(&table()), "the README should say:\n{}", table());
}

/// Reconciles a saved copy, under the name it was sent with, in the engagement it was sent from; twice.
fn reconciled(file: &str) -> (Json, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&root().join("engagement"), folder.path());
    let end = file.rsplit('.').next().unwrap();
    let inbox = folder.path().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::copy(root().join("saved").join(file), inbox.join(format!("raid.ada-park.2026-11-22.{end}"))).unwrap();
    let run = || run_here(&["-C", &folder.path().display().to_string(), "reconcile", "--format", "json"]).json();
    let report = run();
    let master = std::fs::read(folder.path().join("master.xlsx")).unwrap();
    run();
    assert!(
        master == std::fs::read(folder.path().join("master.xlsx")).unwrap(),
        "{file}: a second run changed the master"
    );
    (report, folder)
}

#[test]
fn whatever_program_saved_it_the_one_edit_arrives_and_each_mark_that_is_left_is_said() {
    for (file, _) in SAVED {
        let (report, _folder) = reconciled(file);
        assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22", "{file}");
        assert_eq!(report["sources"][0]["base"], "outbox/raid.ada-park.2026-11-22.xlsx", "{file}");
        let from_copy: Vec<&Json> = report["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["source"]["file"].as_str().unwrap().starts_with("inbox/"))
            .collect();
        assert_eq!(from_copy.len(), 1, "{file}: {from_copy:?}");
        assert_eq!(
            (&from_copy[0]["record"], &from_copy[0]["field"], &from_copy[0]["to"]),
            (&"R-001".into(), &"description".into(), &"No date yet before March".into()),
            "{file}"
        );
        let kept = |feature: &str| {
            let i = FEATURES.iter().position(|f| *f == feature).unwrap();
            survived(file)[i] == Some(true)
        };
        let said = |code: &str, record: &str| findings(&report, code).iter().any(|f| f["record"] == record);
        let all = codes(&report);
        assert_eq!(said("row/struck-out", "R-002"), kept("struck row"), "{file}: {all}");
        let comments = findings(&report, "comment/cell");
        let comment = |text: &str| comments.iter().any(|f| f["message"].as_str().unwrap().contains(text));
        assert_eq!(comment("Where does this come from?"), kept("notes"), "{file}: {all}");
        assert_eq!(comment("Yes, until May."), kept("threads"), "{file}: {all}");
        let any = |code: &str| !findings(&report, code).is_empty();
        assert_eq!(said("value/struck-words", "R-001"), kept("struck words"), "{file}: {all}");
        assert_eq!(any("row/coloured"), kept("fill colours"), "{file}: {all}");
        assert_eq!(any("row/hidden"), kept("hidden stays hidden"), "{file}: {all}");
        // Nothing of what programs do by themselves is blamed on the person.
        for code in ["edit/not-owner", "conflict/", "row/removed", "value/", "sheet/", "column/"] {
            let meant = |f: &&Json| f["place"]["file"] == "master.xlsx" || f["code"] == "value/struck-words";
            // The kept engagement is older than some of the columns there are now.
            let of_copy = findings(&report, code).into_iter().filter(|f| !meant(f) && f["code"] != "column/missing");
            assert_eq!(of_copy.count(), 0, "{file}: {code} in {all}");
        }
    }
}
