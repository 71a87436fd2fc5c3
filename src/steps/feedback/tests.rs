//! What is said to the sender of a file, and what of it is not for them.

use super::{CheckedFile, annotated_book, feedback_for};
use crate::model::code::{Code, RuleCode};
use crate::model::condition::{Comparison, EngagementFact, Expr};
use crate::model::engagement::Engagement;
use crate::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use crate::model::page::Content;
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::sheet_names::FEEDBACK_SHEET;
use crate::model::template::{Choice, Column, Kind, Owner, Required, Rule, Sheet, Visibility};
use jiff::civil::date;
use std::sync::Arc;

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.id_prefix = "R-".into();
    sheet.natural_key = vec!["title".into()];
    let column = |key: &str, title: &str, kind| Column::new(key, title, kind);
    sheet.columns = vec![
        Column { owner: Owner::Tool, ..column("id", "ID", Kind::Text) },
        Column { required: Required::Always, ..column("title", "Title", Kind::Text) },
        column("status", "Status", Kind::Choice),
        Column { required: Required::Always, owner: Owner::Delivery, ..column("cost", "Cost", Kind::Integer) },
        Column { visibility: Visibility::Internal, ..column("plan", "Plan", Kind::Text) },
    ];
    sheet.columns[2].choices = ["Open", "Closed"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    sheet
}

fn rule(name: &str, severity: Severity, check: Expr, field: &str) -> Rule {
    Rule {
        code: RuleCode::new("raid", name),
        severity,
        whole_sheet: false,
        when: None,
        check,
        field: Some(field.into()),
        message: vec![crate::model::template::MessagePiece::Text(format!("Rule {name}."))],
        help: "Mend it.".into(),
        blocks_baseline: false,
        source: (None, String::new()),
    }
}

fn file(rows: &[&[&str]]) -> Workbook {
    let text = |t: &str| RawCell { raw: Raw::Text(t.into()), ..RawCell::default() };
    let row = |(number, texts): (u32, &&[&str])| GridRow {
        number,
        cells: (0..).zip(*texts).filter(|(_, t)| !t.is_empty()).map(|(at, t)| (at, text(t))).collect(),
    };
    let grid = Grid { title: "Risks".into(), rows: (0..).zip(rows).map(row).collect(), ..Grid::default() };
    Workbook { sheets: vec![grid], ..Workbook::default() }
}

/// Cell, and what is said of it.
fn said_of(sheet: Option<Sheet>, workbook: &Workbook, with_others: &[(Code, Place)]) -> Vec<(String, String)> {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let sheets: Vec<Arc<Sheet>> = sheet.map(Arc::new).into_iter().collect();
    let prefixes = [("risks".into(), "R-".to_owned())].into();
    let returned = CheckedFile {
        name: "a.xlsx",
        workbook,
        sheets: &sheets,
        prefixes: &prefixes,
        language: None,
        surroundings: None,
        with_others,
    };
    let feedback = feedback_for(returned, date(2026, 11, 22), &engagement);
    let items = feedback.items().iter();
    items.map(|item| (item.at.map(|at| at.to_string()).unwrap_or_default(), item.message.clone())).collect()
}

const TITLES: &[&str] = &["ID", "Title", "Status", "Cost"];

fn cells(rows: &[&[&str]]) -> Vec<String> {
    said_of(Some(sheet()), &file(rows), &[]).into_iter().map(|(cell, _)| cell).collect()
}

#[test]
fn a_file_without_a_fault_has_nothing_said_of_it() {
    assert!(cells(&[TITLES, &["R-001", "Late", "Open", "100"]]).is_empty());
}

#[test]
fn what_a_column_refuses_or_lacks_is_said_at_its_cell() {
    assert_eq!(cells(&[TITLES, &["R-001", "Late", "Opne", "100"], &["R-002", "", "Open", "100"]]), ["C2", "B3"]);
}

#[test]
fn what_the_delivery_team_fills_in_is_not_the_senders_to_mend() {
    assert!(cells(&[TITLES, &["R-001", "Late", "Open", ""]]).is_empty());
}

#[test]
fn internal_columns_and_sheets_are_spoken_of_nowhere() {
    let mut with_plan = sheet();
    with_plan.columns[4].required = Required::Always;
    let workbook = file(&[TITLES, &["R-001", "Late", "Open", "100"]]);
    assert!(said_of(Some(with_plan), &workbook, &[]).is_empty());
    let internal = Sheet { visibility: Visibility::Internal, ..sheet() };
    let said = said_of(Some(internal), &workbook, &[]);
    assert!(said.len() == 1 && said[0].1.starts_with("This file does not look like one"), "{said:?}");
}

#[test]
fn a_rule_is_said_where_the_sender_sees_all_that_it_looks_at() {
    let filled = |key: &str| Expr::Call(crate::model::condition::Function::Filled, vec![Expr::Field(key.into())]);
    let wrong = || Expr::Not(Box::new(filled("title")));
    let before_start =
        Expr::Compare(Comparison::Less, Box::new(Expr::Engagement(EngagementFact::Start)), Box::new(Expr::Today));
    let cases = [
        (rule("own", Severity::Warning, wrong(), "title"), true),
        (rule("plan", Severity::Warning, Expr::And(Box::new(wrong()), Box::new(filled("plan"))), "title"), false),
        (rule("info", Severity::Info, wrong(), "title"), false),
        (rule("cost", Severity::Warning, wrong(), "cost"), false),
        (rule("others", Severity::Warning, Expr::And(Box::new(wrong()), Box::new(before_start)), "title"), false),
        (Rule { whole_sheet: true, ..rule("whole", Severity::Warning, Expr::YesNo(false), "title") }, false),
    ];
    for (rule, is_said) in cases {
        let mut sheet = sheet();
        let name = rule.code.to_string();
        sheet.rules = vec![rule];
        let said = said_of(Some(sheet), &file(&[TITLES, &["R-001", "Late", "Open", "100"]]), &[]);
        assert_eq!(said.len(), usize::from(is_said), "{name}: {said:?}");
    }
}

#[test]
fn whom_and_what_a_cell_may_name_is_not_told() {
    let mut sheet = sheet();
    let references = vec!["risks".into()];
    sheet.columns.push(Column { references, ..Column::new("after", "After", Kind::Reference) });
    let titles = [TITLES, &["After"]].concat();
    let said = said_of(Some(sheet), &file(&[&titles, &["R-001", "Late", "Open", "100", "R-999"]]), &[]);
    assert!(said.is_empty(), "only the master knows: {said:?}");
}

#[test]
fn of_what_others_said_only_the_place_is_told() {
    let workbook = file(&[TITLES, &["R-001", "Late", "Open", "100"]]);
    let place = |cell: At| Place::cell("a.xlsx", "Risks", cell);
    let with_others = [
        (Code::ConflictField, place(At::new(1, 2))),
        (Code::EditNotOwner, place(At::new(1, 3))),
        (Code::RowPossibleDuplicate, place(At::new(1, 1))),
        (Code::ConflictField, Place::cell("a.xlsx", "Elsewhere", At::new(1, 2))),
        (Code::ConflictField, Place::sheet("a.xlsx", "Risks")),
    ];
    let said = said_of(Some(sheet()), &workbook, &with_others);
    assert_eq!(
        said,
        [
            ("C2".into(), "There is another answer for this cell as well.".into()),
            ("D2".into(), "This cell is filled in by the other side, so your change waits for a decision.".to_owned()),
        ]
    );
}

#[test]
fn columns_and_cells_of_the_senders_own_are_said() {
    let said = said_of(
        Some(sheet()),
        &file(&[&["ID", "Title", "Status", "Cost", "Mood"], &["R-001", "Late", "Open", "100", "bad", "aside"]]),
        &[],
    );
    let cells: Vec<&str> = said.iter().map(|(cell, _)| cell.as_str()).collect();
    assert_eq!(cells, ["E1", "F2"]);
    let empty = said_of(
        Some(sheet()),
        &file(&[&["ID", "Title", "Status", "Cost", "Mood"], &["R-001", "Late", "Open", "100"]]),
        &[],
    );
    assert!(empty.is_empty(), "a column without anything in it loses nothing");
}

#[test]
fn a_row_struck_out_is_said_once_and_not_checked() {
    let mut workbook = file(&[TITLES, &["R-001", "Late", "Opne", "100"]]);
    workbook.sheets[0].rows[1].cells.iter_mut().for_each(|(_, c)| c.struck = true);
    let said = said_of(Some(sheet()), &workbook, &[]);
    assert!(said.len() == 1 && said[0].1.starts_with("The row is struck through"), "{said:?}");
}

#[test]
fn what_was_read_with_help_is_said_as_nothing_to_mend() {
    let said = said_of(Some(sheet()), &file(&[TITLES, &["R-001", "Late", "open", "100 "]]), &[]);
    assert!(said.iter().all(|(cell, _)| cell == "C2" || cell == "D2"), "{said:?}");
}

#[test]
fn a_mirror_holds_what_was_sent_with_notes_at_the_faults() {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let workbook = file(&[TITLES, &["R-001", "Late", "Opne", "100"]]);
    let (sheets, prefixes) = ([Arc::new(sheet())], [("risks".into(), "R-".to_owned())].into());
    let returned = CheckedFile {
        name: "a.xlsx",
        workbook: &workbook,
        sheets: &sheets,
        prefixes: &prefixes,
        language: None,
        surroundings: None,
        with_others: &[],
    };
    let feedback = feedback_for(returned, date(2026, 11, 22), &engagement);
    let book = annotated_book(&feedback, "s1", "ada", date(2026, 11, 22), |_| false);
    let titles: Vec<&str> = book.pages.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(titles, [FEEDBACK_SHEET, "Risks"]);
    let notes: Vec<((u32, u16), &str)> = book.pages[1].notes.iter().map(|n| (n.at, n.text.as_str())).collect();
    assert!(notes.len() == 1 && notes[0].0 == (1, 2), "{notes:?}");
    assert_eq!(book.pages[1].lines[1].cells[1].1.content, Content::Text("Late".into()), "as it was sent");
}
