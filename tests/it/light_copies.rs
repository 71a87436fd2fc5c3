//! Copies carry few columns: what is no detail, and details that hold something or are asked for.

use crate::desk::{Book, Desk, codes, findings, open, risk};
use prekick::model::grid::Shown;

const RISKS: [(&str, &str); 2] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nobody knows where it is")];

/// The titles of a sheet of a recipient's newest copy.
fn titles(desk: &Desk, workbook: &str, sheet: &str) -> Vec<String> {
    let mut book = Book::open(&desk.copy_of(workbook, "ada-park"));
    let sheet = book.sheet(sheet);
    let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    header.cells.iter().map(|(_, c)| c.raw.to_string()).filter(|t| t != "Row key").collect()
}

/// Ada and Ben with these risks, and copies that carry few columns.
fn light() -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.carry_few_columns();
    desk.edit_master(|book| {
        for (title, description) in RISKS {
            book.sheet("Risks").add(&risk(title, description));
        }
    });
    desk.run(&["generate", "raid"]).must(0);
    desk
}

fn set(desk: &Desk, lines: &str) {
    desk.change_settings(|settings| format!("{settings}\n{lines}\n"));
}

fn change(desk: &Desk, from: &str, to: &str) {
    desk.change_settings(|settings| {
        assert!(settings.contains(from), "{settings}");
        settings.replace(from, to)
    });
}

#[test]
fn a_copy_of_risks_has_twelve_columns_and_those_that_somebody_filled_in() {
    let desk = light();
    let few = [
        "ID",
        "Title",
        "Description",
        "Category",
        "Probability",
        "Impact",
        "Score",
        "Rating",
        "Owner",
        "Status",
        "Mitigation plan",
        "Mitigation due",
        "Customer comment",
    ];
    assert_eq!(titles(&desk, "raid", "Risks"), few, "Category holds something");
    set(&desk, "[columns]\nrisks = [\"contingency\", \"residual_score\"]");
    desk.run(&["generate", "raid"]).must(0);
    let asked = titles(&desk, "raid", "Risks");
    for title in ["Contingency plan", "Residual score", "Residual probability", "Residual impact"] {
        assert!(asked.iter().any(|t| t == title), "{title}: {asked:?}");
    }
    assert_eq!(asked.len(), few.len() + 4);
}

#[test]
fn a_setting_that_names_no_column_says_the_nearest() {
    let desk = Desk::new(&["Ada Park"]);
    desk.carry_few_columns();
    set(&desk, "[columns]\nrisks = [\"contingncy\"]");
    let said = desk.run(&["generate"]).must(2).err;
    assert!(said.contains("engagement.toml, columns: there is no column of `risks` `contingncy`"), "{said}");
    assert!(said.contains("did you mean `contingency`?"), "{said}");
}

#[test]
fn a_column_that_was_not_sent_empties_nothing() {
    let desk = light();
    assert!(!titles(&desk, "raid", "Risks").iter().any(|t| t == "Trigger"));
    desk.edit_master(|b| b.sheet("Risks").set("R-001", "Trigger", "No date by May"));
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Title", "Code freeze is not agreed"));
    let report = desk.reconcile(0);
    assert_eq!((open(&report), findings(&report, "column/missing").len()), (0, 0), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Trigger"), "No date by May");
    assert_eq!(desk.value("Risks", "R-001", "Title"), "Code freeze is not agreed");
    desk.run(&["generate", "raid"]).must(0);
    assert!(titles(&desk, "raid", "Risks").iter().any(|t| t == "Trigger"), "it holds something now");
}

#[test]
fn a_column_that_a_recipient_adds_is_known_by_its_title() {
    let desk = light();
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.rename_column("Customer comment", "Trigger");
        let header = sheet.header;
        for row in sheet.grid.rows.iter_mut().filter(|r| r.number < header) {
            row.cells.retain(|(_, c)| c.raw.to_string() != "risks.comment_customer");
        }
        sheet.set("R-002", "Trigger", "No set by March");
    });
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Trigger"), "No set by March", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Trigger"), "");
    assert_eq!((open(&report), findings(&report, "column/unknown").len()), (0, 0), "{}", codes(&report));
}

#[test]
fn a_copy_with_only_their_own_entries_leaves_the_others_alone() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    change(&desk, "only = \"all\"", "only = \"mine\"");
    desk.edit_master(|b| {
        let mut risks = b.sheet("Risks");
        let risk = |title, owner, raised_by| {
            let rest = [("Status", "Open"), ("Probability", "2"), ("Impact", "3"), ("Date raised", "2026-11-02")];
            [vec![("Title", title), ("Owner", owner), ("Raised by", raised_by)], rest.to_vec()].concat()
        };
        risks.add(&risk("Owned", "Ada Park", "Ben Ruiz"));
        risks.add(&risk("Raised", "Ben Ruiz", "Ada Park"));
        risks.add(&risk("Of others", "Ben Ruiz", "Lena Vogt"));
    });
    desk.run(&["generate", "raid"]).must(0);
    let mut book = Book::open(&desk.copy_of("raid", "ada-park"));
    assert_eq!(book.sheet("Risks").ids(), ["R-001", "R-002"]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Impact", "4"));
    let report = desk.reconcile(0);
    assert_eq!((open(&report), findings(&report, "row/").len()), (0, 0), "{}", codes(&report));
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-003"]);
    assert_eq!(desk.value("Risks", "R-001", "Impact"), "4");
}

#[test]
fn the_read_me_says_only_what_the_protection_allows() {
    for protect in [true, false] {
        let desk = Desk::new(&["Ada Park"]);
        change(&desk, "protect = true", &format!("protect = {protect}"));
        desk.run(&["generate", "raid"]).must(0);
        let mut book = Book::open(&desk.copy_of("raid", "ada-park"));
        let cells = book.sheet("Read me").grid.rows.iter().flat_map(|r| &r.cells).map(|(_, c)| c.raw.to_string());
        let text = cells.collect::<Vec<_>>().join("\n");
        assert_eq!(text.contains("delete its row"), !protect, "{text}");
        assert_eq!(text.contains("Sorting"), !protect, "{text}");
        assert!(text.contains("strike it through") && text.contains("2026-11-30"), "{text}");
    }
}

/// What the project manager of a customer gets on the first day, printed.
#[test]
fn the_first_copies_are_light() {
    let desk = Desk::new(&["Ada Park"]);
    desk.carry_few_columns();
    desk.run(&["starters"]).must(0);
    desk.run(&["generate"]);
    let (mut sheets, mut columns, mut required) = (0, 0, 0);
    let mut files: Vec<_> = std::fs::read_dir(desk.path("outbox")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|end| end == "xlsx"));
    files.retain(|p| p.file_name().unwrap().to_string_lossy().contains(".ada-park."));
    for file in &files {
        let mut book = Book::open(file);
        let data: Vec<String> = book
            .workbook
            .sheets
            .iter()
            .filter(|s| s.shown == Shown::Visible && s.title != "Read me")
            .map(|s| s.title.clone())
            .collect();
        let must = book.sheet("Read me").grid.rows.iter().flat_map(|r| &r.cells);
        required += must.filter(|(_, c)| c.raw.to_string() == "always").count();
        sheets += data.len();
        for title in &data {
            let sheet = book.sheet(title);
            let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
            columns += header.cells.iter().filter(|(_, c)| c.raw.to_string() != "Row key").count();
        }
    }
    let found = format!("{} files, {sheets} sheets, {columns} columns, {required} of them required", files.len());
    println!("The customer's project manager gets {found}.");
    assert_eq!(found, "10 files, 22 sheets, 250 columns, 84 of them required");
}
