//! One rule, two places: the Excel formula of a rule, recalculated by LibreOffice, says what the program says.
//!
//! Needs LibreOffice (`SOFFICE` names it, else `soffice`), so that plain `cargo test` leaves it out; `.ci/run` runs it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and runs another program"
)]

#[path = "../it/rule_case_files.rs"]
mod cases;

use cases::{Case, Section, engagement, findings, sections, tables};
use prekick::edges::{reader, templates, writer};
use prekick::model::engagement::Limits;
use prekick::model::grid::{Grid, Raw};
use prekick::model::page::{Content, OutputWorkbook, Page, PageCell, PageRow};
use prekick::model::place::{At, column_letters};
use prekick::model::table::Table;
use prekick::model::template::{Rule, Sheet};
use prekick::model::value::Value;
use prekick::steps::layout::value_cell;
use prekick::steps::validate::compute;
use prekick::steps::validate::rules::formula::{self, FormulaContext};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

#[test]
fn the_formula_of_a_rule_says_what_the_program_says() {
    let templates = templates::load(&[]).unwrap();
    let sheets: Vec<Arc<Sheet>> = templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    let mut book = OutputWorkbook { title: "Rules".into(), ..OutputWorkbook::default() };
    let mut asked = Vec::new();
    for section in sections() {
        let sheet = templates.iter().find_map(|t| t.sheet(section.sheet.as_str())).unwrap();
        let rule = sheet.rules.iter().find(|r| r.code.as_str() == section.code).unwrap();
        if !formula::is_live(rule) {
            continue;
        }
        for case in &section.cases {
            let title = format!("case{}", book.pages.len() + 1);
            let table = own_table(&sheets, &section, case);
            book.pages.push(page(&title, &table, rule, case));
            asked.push((section.clone(), case.clone(), table));
        }
    }
    assert!(asked.len() > 10, "only {} cases of live rules", asked.len());
    let grids = recalculated(&book);
    let mut wrong = Vec::new();
    for ((section, case, table), grid) in asked.iter().zip(&grids) {
        let found = findings(&sheets, section, case);
        for (n, row) in table.rows.iter().enumerate() {
            let cell = At::new(row.number, 0).to_string();
            let number = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
            let here = |f: &prekick::model::finding::Finding| {
                let cell = f.place.as_ref().and_then(|p| p.cell.clone()).unwrap_or_default();
                f.code.as_str() == section.code && cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()) == number
            };
            let ours = match case.expect.get(n).map(String::as_str) {
                Some("breaks") => true,
                Some("keeps") => false,
                _ => found.iter().any(here),
            };
            let archived = table.sheet.position("archived").is_some_and(|i| row.values[i] == Value::YesNo(true));
            let fault = At::new(n as u32, table.sheet.columns.len() as u16);
            let theirs = match grid.cell(fault).map(|c| &c.raw) {
                Some(Raw::YesNo(b)) => *b,
                Some(Raw::Number(n)) => *n != 0.0,
                other => {
                    wrong.push(format!("{}, case {}: the formula gives {other:?}", section.name, case.name));
                    continue;
                }
            };
            if ours != theirs && !archived {
                wrong.push(format!(
                    "{}, case {}, record {}: we say {ours}, Excel {theirs}",
                    section.name,
                    case.name,
                    n + 1
                ));
            }
            wrong.extend(computed(section, table, grid, n));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
    let live = asked.iter().map(|(s, ..)| (&s.sheet, &s.code)).collect::<std::collections::BTreeSet<_>>().len();
    println!("{} cases of {live} rules agree", asked.len());
}

fn own_table(sheets: &[Arc<Sheet>], section: &Section, case: &Case) -> Table {
    tables(sheets, section, case).into_iter().find(|t| t.sheet.key == section.sheet.as_str()).unwrap()
}

/// One line for each record: its cells as a copy has them, and after the last the rule's formula.
fn page(title: &str, table: &Table, rule: &Rule, case: &Case) -> Page {
    let engagement = engagement(case);
    let lines = table.rows.iter().enumerate().map(|(n, row)| {
        let cell = |i: usize| format!("${}{}", column_letters(i as u16), n + 1);
        let place = FormulaContext {
            sheet: &table.sheet,
            engagement: Some(&engagement),
            cell: &cell,
            word: &|_, l: &str| l.to_owned(),
        };
        let fault = formula::violation_formula(rule, &place).unwrap_or_else(|| panic!("{}: no formula", rule.code));
        let fault = fault.replace("TODAY()", "DATE(2026,11,22)");
        let mut cells: Vec<PageCell> = Vec::new();
        for (column, value) in table.sheet.columns.iter().zip(&row.values) {
            let mut made = value_cell(value, column);
            if column.computed.is_some() && made.content != Content::Blank {
                let live = compute::computed_formula(&table.sheet, column, &cell, "en");
                if live != "\"\"" {
                    made.content = Content::Formula { formula: live, result: Box::new(Content::Blank) };
                }
            }
            cells.push(made);
        }
        let result = Box::new(Content::Blank);
        cells.push(PageCell { content: Content::Formula { formula: fault, result }, ..PageCell::default() });
        PageRow::of(cells)
    });
    Page { title: title.into(), lines: lines.collect(), ..Page::default() }
}

/// The computed columns of a record, as the spreadsheet program gives them and as we do.
fn computed(section: &Section, table: &Table, grid: &Grid, n: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    for (i, column) in table.sheet.columns.iter().enumerate().filter(|(_, c)| c.computed.is_some()) {
        let ours = &table.rows[n].values[i];
        let theirs = grid.cell(At::new(n as u32, i as u16)).map(|c| c.raw.clone()).unwrap_or_default();
        let same = match (ours, &theirs) {
            (Value::Empty, raw) => raw.is_blank() || raw.to_string().is_empty(),
            (Value::Number(a), Raw::Number(b)) => (a.to_string().parse::<f64>().unwrap() - b).abs() < 1e-9,
            (Value::Date(a), Raw::Date(b)) => *a == b.date(),
            (Value::Date(_), Raw::Number(_)) => true,
            (a, b) => a.to_string() == b.to_string(),
        };
        if !same {
            wrong.push(format!("{}: {} is {ours:?} here and {theirs:?} there", section.name, column.key));
        }
    }
    wrong
}

/// The sheets of a book as LibreOffice calculates them.
fn recalculated(book: &OutputWorkbook) -> Vec<Grid> {
    opened_there(&writer::write(book).unwrap())
}

/// The sheets of a workbook as LibreOffice saves them.
fn opened_there(bytes: &[u8]) -> Vec<Grid> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.xlsx");
    std::fs::write(&file, bytes).unwrap();
    always_recalculate(&folder.path().join("profile"));
    let out = folder.path().join("out");
    let soffice = std::env::var("SOFFICE").unwrap_or_else(|_| "soffice".into());
    let run = Command::new(&soffice)
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .arg(&file)
        .output()
        .unwrap_or_else(|e| panic!("{soffice} can't be run: {e}"));
    let bytes = std::fs::read(out.join("rules.xlsx"))
        .unwrap_or_else(|e| panic!("LibreOffice wrote nothing ({e}): {}", String::from_utf8_lossy(&run.stderr)));
    reader::read(&bytes, "rules.xlsx", &Limits::default()).unwrap().sheets
}

/// Without this LibreOffice believes the results that are stored in the file.
fn always_recalculate(profile: &Path) {
    let user = profile.join("user");
    std::fs::create_dir_all(&user).unwrap();
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;
    std::fs::write(user.join("registrymodifications.xcu"), settings).unwrap();
}

#[test]
fn the_next_day_of_a_meeting_is_the_same_there() {
    use prekick::steps::readiness::meetings;
    let today = jiff::civil::date(2026, 11, 22);
    let mut lines = Vec::new();
    let mut ours = Vec::new();
    for frequency in ["Daily", "Weekly", "Fortnightly", "Monthly", "Quarterly", "Ad hoc"] {
        for first in ["2027-01-12", "2026-11-22", "2026-11-15", "2026-08-31", "2026-08-05", "2026-02-28", "2025-12-01"]
        {
            let first: jiff::civil::Date = first.parse().unwrap();
            let formula = meetings::next_meeting_formula(frequency, &format!("$A${}", lines.len() + 1), None);
            let formula = formula.replace("TODAY()", "DATE(2026,11,22)");
            let result = Box::new(Content::Blank);
            let cells = [Content::Date(first), Content::Formula { formula, result }];
            lines.push(PageRow::of(cells.map(|content| PageCell {
                content,
                show: prekick::model::page::Show::Date,
                ..PageCell::default()
            })));
            ours.push((frequency, first, meetings::next_meeting(frequency, first, None, today)));
        }
    }
    let page = Page { title: "Meetings".into(), lines, ..Page::default() };
    let grid = recalculated(&OutputWorkbook { title: "Rules".into(), pages: vec![page], ..OutputWorkbook::default() })
        .remove(0);
    for (n, (frequency, first, next)) in ours.into_iter().enumerate() {
        let theirs = match grid.cell(At::new(n as u32, 1)).map(|c| &c.raw) {
            Some(Raw::Date(date)) => Some(date.date()),
            _ => None,
        };
        assert_eq!(theirs, next, "{frequency} from {first}");
    }
}

#[test]
fn a_master_with_merged_cells_in_it_opens_there_and_computes_with_them() {
    use rust_xlsxwriter::{Format, Formula, Table, TableColumn, Workbook};
    let made = |cost: f64, more: &[&str]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Costs").unwrap();
        let money = Format::new().set_num_format("0.00");
        let names: Vec<&str> = ["Seats", "Keys"].iter().chain(more).copied().collect();
        for (row, name) in (1..).zip(&names) {
            sheet.write(row, 0, *name).unwrap();
            sheet.write_with_format(row, 1, if row == 1 { cost } else { 7.0 }, &money).unwrap();
        }
        let columns = [TableColumn::new().set_header("Name"), TableColumn::new().set_header("Cost")];
        sheet.add_table(0, 0, names.len() as u32, 1, &Table::new().set_name("Costs").set_columns(&columns)).unwrap();
        let sheet = book.add_worksheet().set_name("Sum").unwrap();
        sheet.write(0, 0, "Sum of all").unwrap();
        sheet.write_formula(1, 0, Formula::new("=SUM(Costs[Cost])").set_result("11")).unwrap();
        book.save_to_buffer().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("base.xlsx", made(4.0, &[])),
        ("ada.xlsx", made(5.0, &["Desks"])),
        ("ben.xlsx", made(6.5, &[])),
        ("cy.xlsx", made(4.0, &[])),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    for (returned, sum, sheets) in [(["ada.xlsx", "cy.xlsx"], 19.0, 2), (["ada.xlsx", "ben.xlsx"], 18.0, 3)] {
        let args = ["merge", "--base", "base.xlsx", "--master", "base.xlsx", "-o", "out.xlsx", "--returned"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_prekick"));
        let done = command.current_dir(folder.path()).args(args).args(returned).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!said.contains("Only values"), "{said}");
        let there = opened_there(&std::fs::read(folder.path().join("out.xlsx")).unwrap());
        assert_eq!(there.len(), sheets);
        assert_eq!(there[0].cell(At::new(3, 0)).map(|c| c.raw.to_string()).as_deref(), Some("Desks"));
        assert_eq!(there[1].cell(At::new(1, 0)).map(|c| &c.raw), Some(&Raw::Number(sum)), "{said}");
    }
}
