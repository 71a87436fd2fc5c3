//! The ID column, the hidden row key, and titles that templates may not use (§8.15, §8.16).

use crate::desk::{Book, Desk, codes, findings};
use prekick::model::grid::Raw;

/// Two roles, two activities with letters, and RACI copies for Ada and Ben.
fn with_raci() -> Desk {
    let desk = raci_of(&[("Load the data", "A", "R"), ("Test the cut-over", "A/R", "C")]);
    desk.run(&["generate", "raci"]).must(0);
    desk
}

/// Two roles, and activities with the letters of both.
fn raci_of(activities: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        b.sheet("Roles").add(&[("Role", "Project Manager"), ("Organisation", "Customer")]);
        b.sheet("Roles").add(&[("Role", "Architect"), ("Organisation", "AWS")]);
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "column/").len(), 0, "a new role misses no column: {}", codes(&report));
    desk.edit_master(|b| {
        for (activity, pm, architect) in activities {
            b.sheet("RACI").add(&[
                ("Phase", "Testing"),
                ("Activity", activity),
                ("Project Manager", pm),
                ("Architect", architect),
            ]);
        }
    });
    desk
}

fn titles(desk: &Desk, sheet: &str) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet(sheet);
    let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    header.cells.iter().map(|(_, c)| c.raw.to_string()).collect()
}

#[test]
fn the_id_is_a_column_and_the_row_key_is_hidden_last_and_no_column() {
    let desk = with_raci();
    desk.run(&["generate"]).must(0);
    let list = desk.run(&["template", "list", "--format", "json"]).must(0).json();
    for template in list.as_array().unwrap() {
        let key = template["key"].as_str().unwrap();
        let shown = desk.run(&["template", "show", key, "--format", "json"]).must(0).json();
        for sheet in shown["sheets"].as_array().unwrap() {
            let columns = sheet["columns"].as_array().unwrap();
            let id = columns.iter().find(|c| c["key"] == "id").expect("a column id");
            assert_eq!(id["owner"], "tool");
            assert!(columns.iter().all(|c| c["title"] != "Row key" && c["key"] != "row_key"));
            // Header text is exactly the title, in the master as in copies.
            let title = sheet["title"].as_str().unwrap();
            let in_master = titles(&desk, title);
            for column in columns {
                assert!(in_master.contains(&column["title"].as_str().unwrap().to_owned()), "{title}: {column}");
            }
        }
    }
    for (workbook, sheets) in [("raid", &["Risks", "Issues"][..]), ("raci", &["RACI", "Roles"][..])] {
        let mut copy = Book::open(&desk.copy_of(workbook, "ada-park"));
        let mut master = desk.master();
        for book in [&mut copy, &mut master] {
            for title in sheets {
                let sheet = book.sheet(title);
                let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
                let (at, cell) = header.cells.last().unwrap();
                assert_eq!(cell.raw, Raw::Text("Row key".into()), "{title}: the last column");
                assert!(sheet.grid.hidden_columns.contains(at), "{title}: the row key can be seen");
            }
        }
    }
}

#[test]
fn no_template_sheet_has_a_title_of_the_programs_own_sheets() {
    let desk = Desk::new(&["Ada Park"]);
    let reserved = ["Read me", "Summary", "Discrepancies", "Decisions", "Changes", "Sources"];
    let list = desk.run(&["template", "list", "--format", "json"]).must(0).json();
    for template in list.as_array().unwrap() {
        let shown =
            desk.run(&["template", "show", template["key"].as_str().unwrap(), "--format", "json"]).must(0).json();
        for sheet in shown["sheets"].as_array().unwrap() {
            assert!(!reserved.contains(&sheet["title"].as_str().unwrap()), "{}", sheet["title"]);
        }
    }
    for title in ["Decisions", "discrepancies", "READ ME"] {
        let text = format!(
            "key = \"own\"\ntitle = \"Own\"\nversion = 1\naudience = \"shared\"\n[[sheets]]\nkey = \"own\"\n\
             title = \"{title}\"\nkind = \"table\"\nid_prefix = \"OW-\"\nnatural_key = [\"title\"]\n\
             visibility = \"shared\"\nhelp = \"x\"\n[[sheets.columns]]\nkey = \"id\"\ntitle = \"ID\"\ntype = \"text\"\n\
             owner = \"tool\"\n[[sheets.columns]]\nkey = \"title\"\ntitle = \"Title\"\ntype = \"text\"\n"
        );
        let file = desk.path("own.toml");
        std::fs::write(&file, text).unwrap();
        let done = desk.run(&["template", "check", &file.display().to_string()]).must(2);
        let said = done.err.to_lowercase();
        assert!(said.contains(&title.to_lowercase()) && said.contains("own.toml:7"), "{}", done.err);
    }
}
