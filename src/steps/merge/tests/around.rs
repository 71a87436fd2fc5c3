//! Cells above, beside and below a table, and rows that several files added.

use super::super::rules::MergeRules;
use super::super::table::plain_sheet;
use super::super::workbooks::{PlainFile, diff_files, merge_files};
use super::super::{diff_sheets, merge_sheets};
use super::{merged, text};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::place::At;
use crate::model::plain::PlainSheet;

/// A sheet of a workbook from lines of cells parted by `|`.
fn sheet(file: &str, lines: &str) -> PlainSheet {
    let row = |(number, line): (u32, &str)| {
        let cell = |t: &str| RawCell { raw: Raw::Text(t.trim().to_owned()), ..RawCell::default() };
        let cells = (0_u16..).zip(line.split('|')).filter(|(_, t)| !t.trim().is_empty());
        GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
    };
    let rows = (0..).zip(lines.lines()).map(row).filter(|row| !row.cells.is_empty());
    plain_sheet(&Grid { title: "Risks".into(), rows: rows.collect(), ..Grid::default() }, file, false)
}

const SHEET: &str =
    "|Project|Harbour\n|Reviewed by|Ann\n\nid|Risk|Owner|Status\n1|Late|Ann|Open\n2|Lost|Ann|Open\n\n\nSource: mail";

#[test]
fn cells_around_a_table_differ_one_by_one() {
    for (other, cells) in [
        (SHEET.replace("|Reviewed by|Ann", "|Reviewed by|Bob"), vec!["C2"]),
        (SHEET.replace("\n\nid", "\n|||||Note\nid"), vec!["F3"]),
        (SHEET.replace("1|Late|Ann|Open", "1|Late|Ann|Open|||side"), vec!["G5"]),
        (SHEET.replace("Source: mail", "Source: call"), vec!["A9"]),
        (SHEET.replace("Source: mail", ""), vec!["A9"]),
        (format!("\n{SHEET}"), vec![]),
        (SHEET.replace("2|Lost", "3|New|Ann|Open\n2|Lost"), vec!["A6"]),
    ] {
        let found = diff_sheets(&sheet("a.xlsx", SHEET), &sheet("b.xlsx", &other), &["id".to_owned()]);
        let at: Vec<&str> = found.changes.iter().filter_map(|c| c.source.cell.as_deref()).collect();
        assert_eq!(at, cells, "{other}: {:#?}", found.changes);
    }
}

fn around(sheet: &PlainSheet) -> Vec<String> {
    sheet.around.iter().map(|(at, cell)| format!("{at} {}", cell.raw)).collect()
}

#[test]
fn cells_around_a_table_are_merged_one_by_one() {
    let base = sheet("base.xlsx", SHEET);
    let master = sheet("master.xlsx", &SHEET.replace("Harbour", "Port").replace("2|Lost", "3|New|Ann|Open\n2|Lost"));
    let ada = SHEET.replace("Reviewed by|Ann", "Reviewed by|Bob").replace("Source: mail", "Source: mail\nSeen");
    let ben = SHEET.replace("Harbour", "Haven").replace("1|Late|Ann|Open", "1|Late|Ann|Open|||side");
    let (ada, ben) = (sheet("ada.xlsx", &ada), sheet("ben.xlsx", &ben));
    for returned in [[&ada, &ben], [&ben, &ada]] {
        let out = merge_sheets(&base, &master, &returned, &["id".to_owned()]);
        let expected = ["B1 Project", "C1 Port", "B2 Reviewed by", "C2 Bob", "G5 side", "A10 Source: mail", "A11 Seen"];
        assert_eq!(around(&out.sheet), expected, "{:#?}", out.findings);
        let asked: Vec<&str> =
            out.findings.iter().filter(|f| f.question.is_some()).map(|f| f.message.as_str()).collect();
        assert_eq!(
            asked,
            ["The cell C1 outside the table: ben.xlsx says “Haven”; the master master.xlsx holds “Port”."]
        );
        assert_eq!(out.changes.len(), 3, "{:#?}", out.changes);
    }
}

#[test]
fn a_row_that_several_files_added_is_one_row() {
    let base = "No|Owner|Measure|Cost\n1||Tutorials|3";
    for (master, returned, expected, findings) in [
        ("2||Security|4", "2|Ann|Security|4", "2|Ann|Security|4", vec![]),
        ("2|Ann|Security|4", "2||Security|4", "2|Ann|Security|4", vec![]),
        ("2|Ann|Security|", "2||Security|4", "2|Ann|Security|4", vec![]),
        ("2|Ann|Security|4", "2|Bob|Security|4", "2|Ann|Security|4", vec!["conflict/field"]),
        ("||Security|4", "|Ann|Security|4", "|Ann|Security|4", vec![]),
    ] {
        let with = |row: &str| format!("{base}\n{row}");
        merged(&[], base, &with(master), &[&with(returned)], &with(expected), &findings);
    }
}

#[test]
fn rows_that_number_the_same_and_say_something_else_stay_two() {
    let base = "No|Owner|Measure|Cost\n1||Tutorials|3";
    let with = |rows: &str| format!("{base}\n{rows}");
    merged(
        &[],
        base,
        &with("2|Ann|Security|4"),
        &[&with("2|Bob|Retros|9")],
        &with("2|Bob|Retros|9\n2|Ann|Security|4"),
        &["row/possible-duplicate"],
    );
    merged(&[], base, &with("|Ann||"), &[&with("|Ann|Retros|9")], &with("|Ann|Retros|9\n|Ann||"), &[]);
    let twice = sheet("a.xlsx", &with("2|||4\n2||Retros|"));
    assert_eq!(text(&twice).lines().count(), 4);
}

#[test]
fn a_sheet_that_was_renamed_is_compared_with_what_it_was() {
    let file = |titles: [&str; 2], status: &str| {
        let risks = sheet("a.xlsx", &format!("id|Risk|Status\n1|Late|{status}"));
        let teams = sheet("a.xlsx", "Team|Lead\nData|Ada");
        let sheets = [risks, teams].into_iter().zip(titles);
        let sheets = sheets.map(|(sheet, title)| PlainSheet { title: title.to_owned(), ..sheet });
        PlainFile { sheets: sheets.collect(), ..PlainFile::default() }
    };
    let found = diff_files(&file(["Risks", "Teams"], "Open"), &file(["Risks of Ada", "Teams"], "Late"), &[]);
    let titles: Vec<&str> = found.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["Risks", "Teams"]);
    let (_, risks) = &found[0];
    assert_eq!(risks.changes.len(), 1, "{:#?}", risks.changes);
    assert!(risks.findings.iter().any(|f| f.code.as_str() == "sheet/renamed"), "{:#?}", risks.findings);
}

#[test]
fn cells_over_which_others_were_merged_keep_what_the_base_holds() {
    let base = "id|Risk|Owner\n1|Late|Ann\n2|Lost|Ben\n3|Cold|Cy";
    for (range, returned) in [
        ("B2:B3", "id|Risk|Owner\n1|Late|Ann\n2||Ben\n3|Cold|Cy"),
        ("B3:C3", "id|Risk|Owner\n1|Late|Ann\n2|Lost|\n3|Cold|Cy"),
        ("A2:A3", "id|Risk|Owner\n1|Late|Ann\n|Lost|Ben\n3|Cold|Cy"),
    ] {
        let (first, last) = range.split_once(':').unwrap();
        let merged_cells = vec![(At::parse(first).unwrap(), At::parse(last).unwrap())];
        let returned = PlainSheet { merged: merged_cells, ..sheet("a.xlsx", returned) };
        let of = |sheet: PlainSheet| PlainFile { sheets: vec![sheet], ..PlainFile::default() };
        let (base, returned) = (of(sheet("base.xlsx", base)), of(returned));
        let key = ["id".to_owned()];
        let out = merge_files(&base, &base, &[&returned], MergeRules { key: &key, accept_removals: false });
        assert_eq!(text(&out.sheets[0]), text(&base.sheets[0]), "{range}: {:#?}", out.findings);
        let codes: Vec<&str> = out.findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["value/merged"], "{range}");
    }
}
