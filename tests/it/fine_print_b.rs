//! The fine print, points 14 to 18: the matrix, columns, titles, and values that are refused or emptied.

use crate::desk::{Book, Desk, codes, finding, findings, open};
use prekick::things::grid::Raw;
use serde_json::Value as Json;

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

/// Types a column into a copy beside the last one.
fn add_column(book: &mut Book, sheet: &str, title: &str, values: &[(&str, &str)]) {
    let mut sheet = book.sheet(sheet);
    let at = sheet.column("Row key") + 1;
    sheet.put(sheet.header, at, Raw::Text(title.into()));
    for (id, text) in values {
        let row = sheet.row(id);
        sheet.put(row, at, Raw::Text((*text).into()));
    }
}

fn titles(desk: &Desk, sheet: &str) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet(sheet);
    let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    header.cells.iter().map(|(_, c)| c.raw.to_string()).collect()
}

/// Nothing changes when the same files are reconciled again.
#[track_caller]
fn again_is_the_same(desk: &Desk, code: i32) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(code);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "a second run changed something");
}

fn id(finding: &Json) -> String {
    finding["id"].as_str().unwrap_or_else(|| panic!("no id: {finding}")).to_owned()
}

/// The line of the Decisions sheet with an ID: title and text.
fn decided(desk: &Desk, id: &str, title: &str) -> String {
    desk.master().sheet("Decisions").get(id, title)
}

#[test]
fn point_14_a_matrix_has_a_column_per_role_in_their_order() {
    let desk = with_raci();
    let all = titles(&desk, "RACI");
    let at = |t: &str| all.iter().position(|x| x == t).unwrap_or_else(|| panic!("no {t} in {all:?}"));
    assert!(at("Activity") < at("Project Manager") && at("Architect") == at("Project Manager") + 1, "{all:?}");
    assert!(at("Architect") < at("Notes"));
    let shown = desk.run(&["template", "show", "raci", "--format", "json"]).must(0).json();
    let matrix = shown["sheets"].as_array().unwrap().iter().find(|s| s["key"] == "raci").unwrap();
    assert_eq!((&matrix["kind"], &matrix["across"]), (&"matrix".into(), &"roles".into()));
    desk.back_as("raci", "ada-park", None, |b| b.sheet("RACI").set("AC-001", "Architect", "C"));
    let report = desk.reconcile(1);
    let changes: Vec<&Json> = report["changes"].as_array().unwrap().iter().collect();
    assert_eq!(changes.len(), 1);
    assert_eq!((&changes[0]["field"], &changes[0]["record"]), (&"role:RO-002".into(), &"AC-001".into()));
    assert_eq!((&changes[0]["from"], &changes[0]["to"]), (&serde_json::json!(["R"]), &serde_json::json!(["C"])));
}

#[test]
fn point_14_a_role_column_that_a_copy_added_is_asked_and_taking_it_adds_role_and_letters() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Data  Engineer", &[("AC-001", "c"), ("AC-002", "R/I")]);
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/unknown");
    assert_eq!(asked["decision_needed"], true);
    assert_eq!((&asked["field"], &asked["record"]), (&Json::Null, &Json::Null));
    assert_eq!((&asked["workbook"], &asked["sheet"]), (&"raci".into(), &"RACI".into()));
    let options = asked["candidates"].as_array().unwrap();
    assert_eq!(options.len(), 1);
    assert_eq!((&options[0]["value"], &options[0]["by"]), (&"add the role Data Engineer".into(), &"ada-park".into()));
    let message = asked["message"].as_str().unwrap();
    for said in ["Data Engineer", "(AC-001): c", "(AC-002): R/I", "ada-park"] {
        assert!(message.contains(said), "{message}");
    }
    assert!(!titles(&desk, "RACI").contains(&"Data Engineer".to_owned()), "nothing is added before it is decided");
    again_is_the_same(&desk, 1);
    desk.decide(&id(asked), "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.value("Roles", "RO-003", "Role"), "Data Engineer");
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    assert_eq!(desk.value("RACI", "AC-002", "Data Engineer"), "R, I");
    assert_eq!(desk.value("RACI", "AC-002", "Architect"), "C", "other letters stay where they are");
    assert_eq!(report["summary"]["records_added"], 1);
    let fields: Vec<&str> = report["changes"].as_array().unwrap().iter().filter_map(|c| c["field"].as_str()).collect();
    assert_eq!(fields, ["role:RO-003", "role:RO-003"]);
    again_is_the_same(&desk, 1);
}

#[test]
fn point_14_a_role_column_may_be_left_out_and_its_letters_stand_in_decisions() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    let report = desk.reconcile(1);
    let d = id(finding(&report, "column/unknown"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "column/unknown").len(), 0, "{}", codes(&report));
    let options = decided(&desk, &d, "Options");
    assert!(options.contains("Data Engineer") && options.contains("AC-001") && options.contains("= C"), "{options}");
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001", "RO-002"]);
    again_is_the_same(&desk, 0);
    // Other letters are another word.
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let (row, at) = (sheet.row("AC-001"), sheet.column("Data Engineer"));
        sheet.put(row, at, Raw::Text("R".into()));
    });
    let report = desk.reconcile(1);
    assert!(finding(&report, "column/unknown")["message"].as_str().unwrap().contains(": R"));
}

#[test]
fn point_14_two_copies_that_add_one_role_make_one_role() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    desk.back_as("raci", "ben-ruiz", None, |b| {
        add_column(b, "RACI", "data engineer", &[("AC-001", "C"), ("AC-002", "I")])
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> = findings(&report, "column/unknown").into_iter().map(id).collect();
    assert_eq!(asked.len(), 2);
    for d in &asked {
        desk.decide(d, "Take A", "");
    }
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 0, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001", "RO-002", "RO-003"]);
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    assert_eq!(desk.value("RACI", "AC-002", "Data Engineer"), "I");
    again_is_the_same(&desk, 1);
}

#[test]
fn point_14_letters_that_changed_since_they_were_shown_make_the_pick_stale() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| add_column(b, "RACI", "Data Engineer", &[("AC-001", "C")]));
    let d = id(finding(&desk.reconcile(1), "column/unknown"));
    desk.decide(&d, "Take A", "");
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let (row, at) = (sheet.row("AC-001"), sheet.column("Data Engineer"));
        sheet.put(row, at, Raw::Text("A".into()));
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/stale").len(), 1, "{}", codes(&report));
    assert_eq!(desk.master().sheet("Roles").ids().len(), 2, "not applied");
    assert_eq!(id(finding(&report, "column/unknown")), d);
    desk.decide(&d, "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "A");
}

#[test]
fn point_14_a_column_of_remarks_is_no_role_and_is_only_said() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Remarks of ours", &[("AC-001", "Ask finance"), ("AC-002", "In May")]);
    });
    let report = desk.reconcile(0);
    let said = finding(&report, "column/unknown");
    assert_eq!(said["decision_needed"], false);
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("Ask finance") && message.contains("In May"), "{message}");
}

#[test]
fn point_14_a_letter_that_is_none_waits_by_itself_when_the_role_is_added() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        add_column(b, "RACI", "Data Engineer", &[("AC-001", "C"), ("AC-002", "maybe")]);
    });
    let d = id(finding(&desk.reconcile(1), "column/unknown"));
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/choice");
    assert_eq!((&asked["record"], &asked["field"]), (&"AC-002".into(), &"role:RO-003".into()));
    assert_eq!(asked["candidates"][0]["value"], "maybe");
    assert_eq!(desk.value("RACI", "AC-001", "Data Engineer"), "C");
    again_is_the_same(&desk, 1);
}

#[test]
fn point_14_a_role_added_in_a_returned_sheet_of_roles_becomes_a_column_at_once() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| {
        b.sheet("Roles").add(&[("Role", "Data Engineer"), ("Organisation", "Customer")]);
    });
    desk.reconcile(0);
    assert!(titles(&desk, "RACI").contains(&"Data Engineer".to_owned()), "{:?}", titles(&desk, "RACI"));
    again_is_the_same(&desk, 0);
}

#[test]
fn point_14_letters_of_a_role_that_is_removed_stay_beside_the_matrix() {
    let desk = with_raci();
    desk.back_as("raci", "ada-park", None, |b| b.sheet("Roles").delete("RO-002"));
    let d = id(finding(&desk.reconcile(1), "row/removed"));
    desk.decide(&d, "Take A", "");
    desk.reconcile(1);
    assert_eq!(desk.master().sheet("Roles").ids(), ["RO-001"]);
    assert_eq!(desk.value("RACI", "AC-001", "Architect"), "R");
    again_is_the_same(&desk, 1);
    // A copy that was sent with that column and did not touch it says nothing about it.
    desk.back_as("raci", "ben-ruiz", None, |_| ());
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "column/").len(), 0, "{}", codes(&report));
}

#[test]
fn letters_of_the_matrix_are_understood_in_any_spelling() {
    let desk = with_raci();
    for (typed, read) in [
        ("r", "R"),
        ("R / A", "R, A"),
        ("ra", "R, A"),
        ("I;C", "C, I"),
        ("Responsible", "R"),
        ("accountable, consulted", "A, C"),
        ("R\nI", "R, I"),
        ("-", ""),
    ] {
        desk.back_as("raci", "ada-park", None, |b| {
            b.sheet("RACI").set("AC-002", "Architect", typed);
            // Otherwise a spelling of letters that were sent before would be the file that was heard.
            b.sheet("RACI").set("AC-002", "Notes", &format!("typed {typed}"));
        });
        let report = desk.run(&["reconcile", "--format", "json"]).json();
        assert_eq!(desk.value("RACI", "AC-002", "Architect"), read, "{typed:?}\n{}", codes(&report));
    }
}

#[test]
fn point_15_the_id_is_a_column_and_the_row_key_is_hidden_last_and_no_column() {
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
fn point_16_no_template_sheet_has_a_title_of_the_programs_own_sheets() {
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

/// The drop-downs of the Decision column: the lists that hold `Keep master`.
fn drop_downs(desk: &Desk) -> Vec<Vec<String>> {
    let master = desk.master();
    let lists = master.workbook.sheets.iter().find(|g| g.title == "_lists").expect("the sheet of lists");
    let columns = lists.rows.first().unwrap().cells.iter().map(|(c, _)| *c);
    let list = |c: u16| -> Vec<String> {
        lists.rows.iter().skip(1).filter_map(|r| r.cell(c)).map(|c| c.raw.to_string()).collect()
    };
    columns.map(list).filter(|l| l.first().is_some_and(|t| t == "Keep master")).collect()
}

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nobody knows")];

#[test]
fn point_17_a_refused_value_is_a_candidate_with_the_nearest_right_one_and_can_not_be_picked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Category", "Comercail"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/choice");
    assert_eq!((&asked["field"], &asked["master"]), (&"category".into(), &"Technical".into()));
    let values: Vec<&Json> = asked["candidates"].as_array().unwrap().iter().map(|c| &c["value"]).collect();
    assert_eq!(values, ["Comercail", "Commercial"]);
    assert_eq!(drop_downs(&desk), [["Keep master", "Take B", "Use my value", "Later"]], "what is refused is left out");
    let d = id(asked);
    // Typed all the same, it can't be carried out.
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert!(
        finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("Comercail"),
        "{}",
        codes(&report)
    );
    assert_eq!(desk.value("Risks", "R-001", "Category"), "Technical");
    desk.decide(&d, "Take B", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Category"), "Commercial");
}

#[test]
fn point_17_refused_values_of_every_kind_keep_the_master() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Probability", "many");
        sheet.set("R-001", "Impact", "9");
        sheet.set("R-001", "Category", "Gossip");
        sheet.set("R-002", "Date raised", "some day in May");
    });
    let report = desk.reconcile(1);
    for (code, record, field, raw, master) in [
        ("value/type", "R-001", "probability", Json::from("many"), Json::from(2)),
        ("value/range", "R-001", "impact", Json::from("9"), Json::from(3)),
        ("value/choice", "R-001", "category", Json::from("Gossip"), Json::from("Technical")),
        ("value/type", "R-002", "date_raised", Json::from("some day in May"), Json::from("2026-11-02")),
    ] {
        let found = findings(&report, code);
        let asked = found.iter().find(|f| f["field"] == field && f["record"] == record);
        let asked = asked.unwrap_or_else(|| panic!("no {code} of {field}: {}", codes(&report)));
        assert_eq!(asked["decision_needed"], true, "{field}");
        assert_eq!(asked["candidates"][0]["value"].to_string().replace('"', ""), raw.as_str().unwrap(), "{field}");
        assert_eq!(asked["master"], master, "{field}");
        assert!(asked["place"]["cell"].is_string(), "{field}");
    }
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "2");
    assert_eq!(open(&report), 4);
    again_is_the_same(&desk, 1);
}

#[test]
fn point_17_a_refused_value_beside_another_proposal_is_one_conflict_with_all_of_them() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Probability", "many"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Probability", "4"));
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let asked = finding(&report, "conflict/field");
    let said: Vec<(String, &str)> = asked["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["value"].to_string().replace('"', ""), c["by"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("many".to_owned(), "ada-park"), ("4".to_owned(), "ben-ruiz")]);
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "2", "the master keeps its value");
    assert_eq!(drop_downs(&desk), [["Keep master", "Take B", "Use my value", "Later"]]);
}

#[test]
fn point_18_emptying_a_field_is_a_proposal_and_a_required_one_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-001", "Description", "");
        b.sheet("Risks").set("R-001", "Owner", "");
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
    let asked = finding(&report, "value/required");
    assert_eq!((&asked["record"], &asked["field"]), (&"R-001".into(), &"owner".into()));
    assert_eq!(open(&report), 1);
    let change = &report["changes"][0];
    assert_eq!((&change["from"], &change["to"]), (&"No date yet".into(), &Json::Null));
    // Emptied here and changed there: a conflict.
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", ""));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    let report = desk.reconcile(1);
    let asked = finding(&report, "conflict/field");
    assert_eq!((&asked["candidates"][0]["value"], &asked["candidates"][1]["value"]), (&Json::Null, &"In June".into()));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "");
}

#[test]
fn point_18_a_field_that_the_status_requires_is_asked_when_it_is_emptied() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut closed = crate::desk::risk("Code freeze not agreed", "No date yet");
        closed.retain(|(title, _)| *title != "Status");
        closed.extend([("Status", "Closed"), ("Date closed", "2026-11-20"), ("Closure note", "Agreed")]);
        b.sheet("Risks").add(&closed);
    });
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Date closed", ""));
    let report = desk.reconcile(1);
    let asked = finding(&report, "value/required");
    assert_eq!((&asked["field"], &asked["decision_needed"]), (&"date_closed".into(), &true.into()));
    assert_eq!(asked["master"], "2026-11-20", "the master keeps its value");
    again_is_the_same(&desk, 1);
}

#[test]
fn what_is_right_in_each_copy_and_wrong_together_names_both() {
    // Nobody answers for it as it is sent; each copy by itself mends that.
    let desk = raci_of(&[("Load the data", "I", "R")]);
    desk.run(&["generate", "raci"]).must(1);
    desk.back_as("raci", "ada-park", None, |b| b.sheet("RACI").set("AC-001", "Project Manager", "A"));
    desk.back_as("raci", "ben-ruiz", None, |b| b.sheet("RACI").set("AC-001", "Architect", "R/A"));
    let report = desk.reconcile(1);
    let said = finding(&report, "rule/raci-one-accountable");
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("ada-park") && message.contains("ben-ruiz"), "{message}");
    assert_eq!((&said["record"], open(&report)), (&"AC-001".into(), 0));
    again_is_the_same(&desk, 1);
}

#[test]
fn point_18_a_row_emptied_whole_is_a_removed_row() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (row, key, number) = (sheet.row("R-001"), sheet.column("Row key"), sheet.column("ID"));
        let line = sheet.grid.rows.iter_mut().find(|r| r.number == row).unwrap();
        line.cells.retain(|(c, _)| *c == key || *c == number);
    });
    let report = desk.reconcile(1);
    assert_eq!(finding(&report, "row/removed")["record"], "R-001");
    assert_eq!(open(&report), 1, "no emptied fields: {}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

fn six() -> Desk {
    let all = ["Freeze", "Licences", "Network path", "Backup window", "Staff turnover", "Audit"];
    Desk::with_risks(&all.map(|t| (t, "As discussed")))
}

fn empty(book: &mut Book, title: &str, ids: &[&str]) {
    for id in ids {
        book.sheet("Risks").set(id, title, "");
    }
}

#[test]
fn point_18_a_column_emptied_in_most_of_its_rows_is_asked_once() {
    let desk = six();
    let most = ["R-001", "R-002", "R-003", "R-004", "R-005"];
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/missing");
    assert_eq!((&asked["field"], &asked["record"], open(&report)), (&"description".into(), &Json::Null, 1));
    assert_eq!(asked["candidates"].as_array().unwrap().len(), 1);
    for id in most {
        assert_eq!(desk.value("Risks", id, "Description"), "As discussed");
        assert!(asked["message"].as_str().unwrap().contains(id), "{asked}");
    }
    again_is_the_same(&desk, 1);
    let d = id(asked);
    desk.decide(&d, "Take A", "");
    desk.reconcile(0);
    for id in most {
        assert_eq!(desk.value("Risks", id, "Description"), "");
    }
    assert_eq!(desk.value("Risks", "R-006", "Description"), "As discussed");
    again_is_the_same(&desk, 0);
}

#[test]
fn point_18_a_column_emptied_may_be_kept_or_seen_one_by_one() {
    let most = ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"];
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    desk.decide(&d, "Keep master", "");
    let report = desk.reconcile(0);
    assert_eq!(open(&report), 0);
    assert_eq!(desk.value("Risks", "R-003", "Description"), "As discussed");
    again_is_the_same(&desk, 0);
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &most));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    desk.decide(&d, "One by one", "");
    let report = desk.reconcile(1);
    assert_eq!(open(&report), 6, "{}", codes(&report));
}

#[test]
fn point_21_a_pick_for_all_that_can_not_be_carried_out_is_said() {
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Description", &["R-001", "R-002", "R-003", "R-004", "R-005"]));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    for pick in ["Take B", "Use my value", "yes please"] {
        desk.decide(&d, pick, "");
        let report = desk.reconcile(1);
        assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains(pick), "{}", codes(&report));
        assert_eq!(id(finding(&report, "column/missing")), d);
    }
    assert_eq!(desk.value("Risks", "R-001", "Description"), "As discussed");
}

#[test]
fn point_18_a_required_column_that_was_emptied_can_not_be_taken() {
    let desk = six();
    desk.back("ada-park", |b| empty(b, "Owner", &["R-001", "R-002", "R-003", "R-004", "R-005"]));
    let d = id(finding(&desk.reconcile(1), "column/missing"));
    assert_eq!(drop_downs(&desk), [["Keep master", "One by one", "Later"]]);
    desk.decide(&d, "Take A", "");
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/invalid").len(), 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
    desk.decide(&d, "Keep master", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Ben Ruiz");
}

#[test]
fn point_18_a_column_emptied_by_two_is_asked_once() {
    let desk = six();
    let all = ["R-001", "R-002", "R-003", "R-004", "R-005", "R-006"];
    desk.back("ada-park", |b| empty(b, "Description", &all));
    desk.back("ben-ruiz", |b| empty(b, "Description", &all));
    let report = desk.reconcile(1);
    let asked = finding(&report, "column/missing");
    assert_eq!(open(&report), 1, "{}", codes(&report));
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains("ada-park") && message.contains("ben-ruiz"), "{message}");
    desk.decide(&id(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Description"), "");
}

#[test]
fn point_18_half_of_a_column_or_four_cells_are_emptied_fields_like_any_other() {
    for ids in [&["R-001", "R-002", "R-003"][..], &["R-001", "R-002", "R-003", "R-004"][..]] {
        let desk = six();
        desk.back("ada-park", |b| empty(b, "Description", ids));
        let report = desk.reconcile(0);
        assert_eq!(report["summary"]["fields_changed"], ids.len());
    }
}

#[test]
fn point_18_a_formula_that_was_never_calculated_is_no_emptied_field() {
    let desk = Desk::with_risks(&RISKS);
    let path = desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (row, at) = (sheet.row("R-001"), sheet.column("Description"));
        sheet.put(row, at, Raw::Uncalculated("A1&B1".into()));
        let (row, at) = (sheet.row("R-002"), sheet.column("Description"));
        sheet.put(row, at, Raw::Error("#REF!".into()));
    });
    without_results(&path);
    let report = desk.reconcile(1);
    let asked = findings(&report, "value/formula-error");
    let mut records: Vec<&str> = asked.iter().map(|f| f["record"].as_str().unwrap()).collect();
    records.sort_unstable();
    assert_eq!(records, ["R-001", "R-002"], "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows");
}

/// Takes the results of formulas that have none to speak of out of a workbook, as programs write it that never calculate.
fn without_results(path: &std::path::Path) {
    use std::io::{Read, Write};
    let mut old = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..old.len() {
        let mut part = old.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            bytes = String::from_utf8(bytes).unwrap().replace("</f><v>0</v>", "</f>").into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    std::fs::write(path, new.finish().unwrap().into_inner()).unwrap();
}
