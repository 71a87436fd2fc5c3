//! What people say with looks and notes instead of words, in a copy that comes back.

use crate::desk::{Desk, codes, finding, findings};
use prekick::model::grid::Raw;
use prekick::model::place::At;

fn desk() -> Desk {
    Desk::with_risks(&[
        ("Code freeze", "No date yet"),
        ("Test data", "Nobody knows where"),
        ("Licences", "End in May"),
        ("Cut-over", "On a holiday"),
    ])
}

#[test]
fn a_comment_stands_in_the_master_once_with_its_author_until_people_delete_it() {
    let desk = desk();
    desk.back("ada-park", |book| book.sheet("Risks").note("R-003", "Description", "Ada Park", "Where is this from?"));
    let report = desk.reconcile(0);
    let said = finding(&report, "comment/cell");
    assert_eq!((&said["record"], &said["field"]), (&"R-003".into(), &"description".into()));
    let note = |desk: &Desk| {
        let mut master = desk.master();
        let sheet = master.sheet("Risks");
        let at = At::new(sheet.row("R-003"), sheet.column("Description"));
        sheet.grid.notes.iter().filter(|n| n.at == at).map(|n| n.text.clone()).collect::<Vec<_>>()
    };
    let notes = note(&desk);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("Ada Park (raid.ada-park.2026-11-22.xlsx): Where is this from?"), "{notes:?}");
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(0);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "the second run changed something");
    desk.edit_master(|book| book.sheet("Risks").grid.notes.clear());
    desk.reconcile(0);
    assert_eq!(note(&desk), Vec::<String>::new(), "a deleted note came back");
    // Another remark at the same cell, in a later file of the same copy, stands there by itself.
    desk.back("ada-park", |book| book.sheet("Risks").note("R-003", "Description", "Ada Park", "From the vendor!"));
    desk.reconcile(0);
    let notes = note(&desk);
    assert!(notes.len() == 1 && notes[0].contains("From the vendor!") && !notes[0].contains("Where"), "{notes:?}");
}

#[test]
fn a_struck_cell_struck_words_a_colour_and_hidden_rows_and_columns_are_said_and_change_nothing() {
    let desk = desk();
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        let at = |sheet: &crate::desk::Sheet<'_>, id: &str, title: &str| At::new(sheet.row(id), sheet.column(title));
        let (cell, words) = (at(&sheet, "R-001", "Description"), at(&sheet, "R-002", "Description"));
        let colour = at(&sheet, "R-003", "Title");
        let hidden = sheet.row("R-004");
        let owner = sheet.column("Owner");
        let line = |sheet: &mut crate::desk::Sheet<'_>, at: At, f: &dyn Fn(&mut prekick::model::grid::RawCell)| {
            let row = sheet.grid.rows.iter_mut().find(|r| r.number == at.row).unwrap();
            f(&mut row.cells.iter_mut().find(|(c, _)| *c == at.column).unwrap().1);
        };
        line(&mut sheet, cell, &|c| c.struck = true);
        line(&mut sheet, colour, &|c| c.fill = Some(0xFF_0000));
        sheet.grid.struck_words.push((words, "Nobody".into()));
        sheet.grid.hidden_rows.push(hidden);
        sheet.grid.hidden_columns.push(owner);
        sheet.grid.hidden_columns.sort_unstable();
    });
    let report = desk.reconcile(0);
    let said = |code: &str, parts: &[&str]| {
        let message = finding(&report, code)["message"].as_str().unwrap();
        assert!(parts.iter().all(|p| message.contains(p)), "{message}");
    };
    said("value/struck-out", &["Description", "No date yet"]);
    said("value/struck-words", &["“Nobody”", "“Nobody knows where”"]);
    said("row/coloured", &["Row 7 is", "red", "FF0000"]);
    said("row/hidden", &["Row 8 is"]);
    said("column/hidden", &["Owner"]);
    assert_eq!(finding(&report, "value/struck-out")["record"], "R-001");
    assert_eq!(report["changes"].as_array().unwrap().len(), 0, "{}", codes(&report));
}

#[test]
fn what_prekick_itself_hides_and_colours_is_no_mark() {
    let desk = desk();
    let sent = desk.copy_of("raid", "ada-park");
    std::fs::copy(&sent, desk.path("inbox").join(sent.file_name().unwrap())).unwrap();
    let report = desk.reconcile(0);
    for code in ["row/coloured", "row/hidden", "column/hidden", "value/", "comment/"] {
        assert_eq!(findings(&report, code).len(), 0, "{}", codes(&report));
    }
}

#[test]
fn merged_cells_empty_nothing_and_say_what_was_read() {
    let desk = desk();
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        let (first, last) = (sheet.row("R-001"), sheet.row("R-003"));
        let (title, description, category) =
            (sheet.column("Title"), sheet.column("Description"), sheet.column("Category"));
        for id in ["R-002", "R-003"] {
            for column in [title, description] {
                let row = sheet.row(id);
                sheet.put(row, column, Raw::Empty);
            }
        }
        sheet.set("R-001", "Description", "All the same");
        sheet.set("R-004", "Category", "");
        let fourth = sheet.row("R-004");
        sheet.grid.merged.push((At::new(first, title), At::new(last, title)));
        sheet.grid.merged.push((At::new(first, description), At::new(last, description)));
        sheet.grid.merged.push((At::new(fourth, description), At::new(fourth, category)));
    });
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "value/merged").len(), 3, "{}", codes(&report));
    for id in ["R-001", "R-002", "R-003"] {
        assert_eq!(desk.value("Risks", id, "Description"), "All the same", "{id}");
    }
    assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data");
    assert_eq!(desk.value("Risks", "R-004", "Category"), "Technical");
}

#[test]
fn what_stands_below_merged_cells_is_read() {
    let desk = desk();
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        let (first, second, description) = (sheet.row("R-001"), sheet.row("R-002"), sheet.column("Description"));
        sheet.set("R-001", "Description", "");
        sheet.set("R-002", "Description", "Nobody sees this in Excel");
        sheet.grid.merged.push((At::new(first, description), At::new(second, description)));
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody sees this in Excel");
}

#[test]
fn what_excel_did_by_itself_to_a_text_is_said_and_not_taken() {
    let desk = Desk::with_risks(&[("Code freeze", "x"), ("Test data", "3-4")]);
    desk.edit_master(|book| {
        let mut sheet = book.sheet("Risks");
        let at = (sheet.row("R-001"), sheet.column("Description"));
        sheet.put(at.0, at.1, Raw::Text("007".into()));
        let at = (sheet.row("R-002"), sheet.column("Description"));
        sheet.put(at.0, at.1, Raw::Text("3-4".into()));
    });
    std::fs::remove_dir_all(desk.path("outbox")).unwrap();
    desk.run(&["generate", "raid"]).must(0);
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        let at = (sheet.row("R-001"), sheet.column("Description"));
        sheet.put(at.0, at.1, Raw::Number(7.0));
        let at = (sheet.row("R-002"), sheet.column("Description"));
        sheet.put(at.0, at.1, Raw::Date(jiff::civil::date(2026, 4, 3).at(0, 0, 0, 0)));
    });
    let report = desk.reconcile(0);
    let said: Vec<&str> = findings(&report, "value/coerced").iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(said.len(), 2, "{}", codes(&report));
    assert!(said[0].contains("“007” came back as 7") && said[1].contains("“3-4” came back as 2026-04-03"), "{said:?}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "007");
}

#[test]
fn a_text_that_a_program_cut_off_is_said_and_not_taken() {
    let long = "A plan that goes on. ".repeat(20);
    let desk = Desk::with_risks(&[("Code freeze", &long)]);
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        let short: String = sheet.get("R-001", "Description").chars().take(255).collect();
        sheet.set("R-001", "Description", &short);
    });
    let report = desk.reconcile(0);
    let said = finding(&report, "value/truncated");
    assert!(said["message"].as_str().unwrap().contains("255 characters"), "{}", said["message"]);
    assert_eq!(desk.value("Risks", "R-001", "Description").trim(), long.trim());
}

#[test]
fn dates_typed_both_ways_and_far_outside_the_project_are_said() {
    let desk = desk();
    desk.back("ada-park", |book| {
        let mut sheet = book.sheet("Risks");
        for (id, text) in [("R-001", "31/12/2026"), ("R-002", "12/30/2026")] {
            let at = (sheet.row(id), sheet.column("Date raised"));
            sheet.put(at.0, at.1, Raw::Text(text.into()));
        }
        sheet.set("R-003", "Date raised", "2036-11-02");
    });
    let report = desk.reconcile(0);
    let forms = finding(&report, "value/date-forms");
    assert_eq!(forms["field"], "date_raised");
    assert!(forms["message"].as_str().unwrap().contains("day first"), "{}", forms["message"]);
    let far = finding(&report, "value/outside-project");
    assert_eq!((&far["record"], &far["field"]), (&"R-003".into(), &"date_raised".into()));
}
