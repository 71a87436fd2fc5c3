//! `prekick merge` writes the master's own workbook with the merged cells in it: what nobody changed is there as it was.

use crate::desk::Done;
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::{Raw, Workbook as Found};
use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, ExcelDateTime, Format, Formula,
    Table, TableColumn, Workbook,
};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

pub fn run(folder: &Path, args: &[&str]) -> Done {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_prekick"));
    let done = command.current_dir(folder).args(args).env("NO_COLOR", "1").output().unwrap();
    Done {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

/// One risk: ID, words, cost, factor, what cost × factor gives unless it is typed, day.
#[derive(Clone)]
struct Risk(&'static str, &'static str, f64, f64, Option<f64>, u8);

fn risks() -> Vec<Risk> {
    vec![
        Risk("R-1", "Late data", 10.0, 2.0, None, 1),
        Risk("R-2", "Lost access", 20.0, 3.0, None, 2),
        Risk("R-3", "Broken mail", 30.0, 1.5, None, 3),
    ]
}

/// A workbook as people make them: looks, widths, formulas, a chart, a rule for colours, a drop-down, and a table.
fn workbook(risks: &[Risk], title: &str, stock: &[(&str, f64)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let (bold, money) =
        (Format::new().set_bold().set_background_color(0x00DD_EEFF), Format::new().set_num_format("#,##0.00 €"));
    let day = Format::new().set_num_format("dd.mm.yyyy").set_italic();
    let sheet = book.add_worksheet().set_name("Risks").unwrap();
    for (column, title) in (0..).zip(["ID", title, "Cost", "Factor", "Total", "Due"]) {
        sheet.write_with_format(0, column, title, &bold).unwrap();
    }
    for (row, Risk(id, words, cost, factor, typed, due)) in (1..).zip(risks) {
        sheet.write(row, 0, *id).unwrap();
        sheet.write(row, 1, *words).unwrap();
        sheet.write_with_format(row, 2, *cost, &money).unwrap();
        sheet.write(row, 3, *factor).unwrap();
        let formula = Formula::new(format!("=C{0}*D{0}", row + 1)).set_result((cost * factor).to_string());
        match typed {
            Some(n) => sheet.write_with_format(row, 4, *n, &money).unwrap(),
            None => sheet.write_formula_with_format(row, 4, formula, &money).unwrap(),
        };
        let due = ExcelDateTime::from_ymd(2027, 3, *due).unwrap();
        sheet.write_datetime_with_format(row, 5, &due, &day).unwrap();
    }
    let last = risks.len() as u32;
    sheet.set_column_width(1, 33).unwrap();
    let red = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(25))
        .set_format(Format::new().set_font_color(0x00FF_0000));
    sheet.add_conditional_format(1, 2, last, 2, &red).unwrap();
    let choices = DataValidation::new().allow_list_strings(&["1.5", "2", "3"]).unwrap();
    sheet.add_data_validation(1, 3, last, 3, &choices).unwrap();
    sheet.autofilter(0, 0, last, 5).unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("Risks", 1, 2, last, 2));
    sheet.insert_chart(1, 8, &chart).unwrap();
    let sheet = book.add_worksheet().set_name("Stock").unwrap();
    let rows: Vec<(String, f64)> = stock.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect();
    for (row, (name, count)) in (1..).zip(&rows) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, *count).unwrap();
    }
    let columns = [TableColumn::new().set_header("Name"), TableColumn::new().set_header("Count")];
    sheet.add_table(0, 0, rows.len() as u32, 1, &Table::new().set_name("Stock").set_columns(&columns)).unwrap();
    book.save_to_buffer().unwrap()
}

const STOCK: [(&str, f64); 2] = [("Seats", 4.0), ("Keys", 7.0)];

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("base.xlsx", &workbook(&risks(), "Risk", &STOCK));
        desk.put("master.xlsx", &workbook(&risks(), "Risk", &STOCK));
        desk
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn get(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    fn merge(&self, returned: &[&str], output: &str) -> Done {
        let from = ["merge", "--base", "base.xlsx", "--master", "master.xlsx", "--key", "ID,Name", "--returned"];
        let key = ["-o", output, "--report", "report.json"];
        run(self.0.path(), &[&from[..], returned, &key[..]].concat())
    }

    fn parts(&self, name: &str) -> BTreeMap<String, String> {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(self.get(name))).unwrap();
        let mut out = BTreeMap::new();
        for i in 0..zip.len() {
            let (mut bytes, mut entry) = (Vec::new(), zip.by_index(i).unwrap());
            entry.read_to_end(&mut bytes).unwrap();
            let name = entry.name().unwrap().into_owned();
            assert!(out.insert(name, String::from_utf8_lossy(&bytes).into_owned()).is_none(), "each part stands once");
        }
        out
    }

    fn read(&self, name: &str) -> Found {
        reader::read(&self.get(name), name, &Limits::default()).unwrap()
    }

    fn cell(&self, name: &str, sheet: usize, row: usize, column: u16) -> Raw {
        let found = self.read(name);
        found.sheets[sheet].rows[row].cell(column).map(|c| c.raw.clone()).unwrap_or_default()
    }
}

fn differing(one: &BTreeMap<String, String>, two: &BTreeMap<String, String>) -> Vec<String> {
    let names = one.keys().chain(two.keys().filter(|k| !one.contains_key(*k)));
    names.filter(|n| one.get(*n) != two.get(*n)).cloned().collect()
}

/// The tag of a cell with what is in it.
fn cell_of<'a>(part: &'a str, name: &str) -> &'a str {
    let from = part.find(&format!("<c r=\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {part}"));
    let rest = &part[from..];
    let end = rest.find('>').unwrap();
    if rest[..=end].ends_with("/>") { &rest[..=end] } else { &rest[..rest.find("</c>").unwrap() + 4] }
}

fn look_of(part: &str, name: &str) -> Option<String> {
    let cell = cell_of(part, name);
    let at = cell.find(" s=\"")? + 4;
    Some(cell[at..].split('"').next().unwrap().to_owned())
}

const RISKS: &str = "xl/worksheets/sheet1.xml";

#[test]
fn merged_cells_stand_in_the_masters_own_workbook_and_nothing_else_is_otherwise() {
    let desk = Desk::new();
    let mut returned = risks();
    (returned[0].1, returned[1].2, returned[2].5) = ("Very late <data> & \"more\"\nsoon", 21.5, 9);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(!done.err.contains("Only values"), "{}", done.err);
    let (before, after) = (desk.parts("master.xlsx"), desk.parts("out.xlsx"));
    assert_eq!(differing(&before, &after), ["xl/worksheets/sheet1.xml"]);
    let (was, is) = (&before[RISKS], &after[RISKS]);
    for name in ["A2", "C2", "D3", "F3", "E2", "E4", "A1"] {
        assert_eq!(cell_of(was, name), cell_of(is, name));
    }
    for name in ["B2", "C3", "F4"] {
        assert_eq!(look_of(was, name), look_of(is, name), "{name}");
    }
    let tail = |part: &str| part[part.find("</sheetData>").unwrap()..].to_owned();
    assert_eq!(tail(was), tail(is), "filter, drop-down, colours and chart stay");
    assert_eq!(desk.cell("out.xlsx", 0, 1, 1), Raw::Text("Very late <data> & \"more\"\nsoon".into()));
    assert_eq!(desk.cell("out.xlsx", 0, 2, 2), Raw::Number(21.5));
    assert_eq!(desk.cell("out.xlsx", 0, 3, 5).to_string(), "2027-03-09");
    // The total came back with another result: it is computed, and nobody typed it.
    assert_eq!(cell_of(is, "E3"), cell_of(was, "E3").replace("<v>60</v>", "<v>64.5</v>"));
    assert!(done.err.contains("The formulas in E3 came back with other results"), "{}", done.err);
    assert!(after["xl/workbook.xml"].contains("fullCalcOnLoad=\"1\""));
    // The same once more changes nothing.
    desk.put("master.xlsx", &desk.get("out.xlsx"));
    desk.merge(&["ada.xlsx"], "again.xlsx").must(0);
    assert_eq!(desk.get("again.xlsx"), desk.get("out.xlsx"));
}

#[test]
fn a_value_typed_over_a_formula_is_taken_and_said() {
    let desk = Desk::new();
    let mut returned = risks();
    returned[1].4 = Some(99.0);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    let report: serde_json::Value = serde_json::from_slice(&desk.get("report.json")).unwrap();
    let said = &report["findings"][0];
    assert_eq!(
        (&said["code"], &said["place"]["cell"]),
        (&"value/formula-replaced".into(), &"E3".into()),
        "{}",
        done.err
    );
    assert!(said["message"].as_str().unwrap().contains("=C3*D3"), "{said}");
    let after = desk.parts("out.xlsx");
    assert!(cell_of(&after[RISKS], "E3").ends_with("<v>99</v></c>"));
    assert!(cell_of(&after[RISKS], "E2").contains("<f>C2*D2</f>"));
}

#[test]
fn rows_at_the_end_look_as_the_last_one_and_tables_filters_and_rules_reach_them() {
    let desk = Desk::new();
    let mut returned = risks();
    returned.push(Risk("R-4", "New", 40.0, 2.0, None, 4));
    returned.push(Risk("R-5", "Newer", 50.0, 2.0, None, 5));
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &[STOCK[0], STOCK[1], ("Desks", 3.0)]));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(!done.err.contains("Only values"), "{}", done.err);
    let (before, after) = (desk.parts("master.xlsx"), desk.parts("out.xlsx"));
    let is = &after[RISKS];
    for (new, old) in [("C5", "C4"), ("C6", "C4"), ("F6", "F4"), ("E5", "E4")] {
        assert_eq!(look_of(is, new), look_of(is, old), "{new}");
    }
    for part in [
        "<autoFilter ref=\"A1:F6\"",
        "<conditionalFormatting sqref=\"C2:C6\"",
        "sqref=\"D2:D6\"",
        "<dimension ref=\"A1:F6\"",
    ] {
        assert!(is.contains(part), "{part} is not in {is}");
    }
    assert!(after["xl/workbook.xml"].contains("Risks!$A$1:$F$6"), "{}", after["xl/workbook.xml"]);
    assert!(after["xl/tables/table1.xml"].contains("ref=\"A1:B4\""), "{}", after["xl/tables/table1.xml"]);
    assert!(!after["xl/tables/table1.xml"].contains("A1:B3"));
    assert_eq!(before["xl/charts/chart1.xml"], after["xl/charts/chart1.xml"]);
    assert_eq!(desk.cell("out.xlsx", 0, 5, 1), Raw::Text("Newer".into()));
    assert_eq!(desk.cell("out.xlsx", 0, 5, 5).to_string(), "2027-03-05");
    assert_eq!(desk.cell("out.xlsx", 1, 3, 0), Raw::Text("Desks".into()));
    // A formula that came with a new row is there as its result, and that is said.
    assert_eq!(desk.cell("out.xlsx", 0, 4, 4), Raw::Number(80.0));
    assert!(done.err.contains("Formulas came back for E5 and E6;"), "{}", done.err);
}

#[test]
fn a_title_that_was_changed_is_changed_in_its_cell_and_in_its_table() {
    let desk = Desk::new();
    desk.put("ada.xlsx", &workbook(&risks(), "What may happen", &STOCK));
    desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    let (before, after) = (desk.parts("master.xlsx"), desk.parts("out.xlsx"));
    assert_eq!(differing(&before, &after), [RISKS]);
    assert_eq!(look_of(&after[RISKS], "B1"), look_of(&before[RISKS], "B1"));
    assert_eq!(desk.cell("out.xlsx", 0, 0, 1), Raw::Text("What may happen".into()));
    desk.put("ben.xlsx", &retitled(&desk.get("base.xlsx"), "Count", "How many"));
    desk.merge(&["ben.xlsx"], "out.xlsx").must(0);
    let after = desk.parts("out.xlsx");
    assert!(after["xl/tables/table1.xml"].contains("name=\"How many\""), "{}", after["xl/tables/table1.xml"]);
    assert_eq!(desk.cell("out.xlsx", 1, 0, 1), Raw::Text("How many".into()));
    // A table can't have one title twice.
    desk.put("ben.xlsx", &retitled(&desk.get("base.xlsx"), "Count", "name"));
    let done = desk.merge(&["ben.xlsx"], "out.xlsx").must(0);
    assert!(done.err.contains("two columns of a table would have one title"), "{}", done.err);
}

/// A package in which a cell and a table's column have another title.
fn retitled(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let bytes = edited(bytes, "xl/sharedStrings.xml", |t| t.replace(&format!(">{from}<"), &format!(">{to}<")));
    let names = |word: &str| format!("name=\"{word}\"");
    edited(&bytes, "xl/tables/table1.xml", |t| t.replace(&names(from), &names(to)))
}

#[test]
fn what_is_left_to_decide_is_a_sheet_of_the_master_and_is_written_anew_by_the_next_merge() {
    let desk = Desk::new();
    let (mut ada, mut ben) = (risks(), risks());
    (ada[0].1, ben[0].1) = ("Later", "Latest");
    ada[1].1 = "Access is lost";
    desk.put("ada.xlsx", &workbook(&ada, "Risk", &STOCK));
    desk.put("ben.xlsx", &workbook(&ben, "Risk", &STOCK));
    desk.merge(&["ada.xlsx", "ben.xlsx"], "out.xlsx").must(1);
    let found = desk.read("out.xlsx");
    let titles: Vec<&str> = found.sheets.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(titles, ["Risks", "Stock", "Discrepancies"]);
    assert_eq!(found.sheets[2].rows.len(), 2);
    let after = desk.parts("out.xlsx");
    for (name, text) in desk.parts("master.xlsx") {
        let changes = name.contains("sheet1.xml")
            || name.contains("workbook.xml")
            || name.contains("styles")
            || name.contains("Types");
        assert!(changes || after[&name] == text, "{name}");
    }
    // What the master held looks as it did, with the looks of the new sheet behind its own.
    assert_eq!(look_of(&after[RISKS], "C2"), look_of(&desk.parts("master.xlsx")[RISKS], "C2"));
    desk.put("master.xlsx", &desk.get("out.xlsx"));
    desk.merge(&["ada.xlsx", "ben.xlsx"], "again.xlsx").must(1);
    assert!(differing(&desk.parts("out.xlsx"), &desk.parts("again.xlsx")).is_empty());
    desk.put("master.xlsx", &desk.get("again.xlsx"));
    desk.merge(&["ada.xlsx", "ben.xlsx"], "third.xlsx").must(1);
    assert_eq!(desk.get("third.xlsx"), desk.get("again.xlsx"), "byte for byte");
    // Settled: the list stays, empty.
    desk.merge(&["ada.xlsx"], "settled.xlsx").must(0);
    assert_eq!(desk.read("settled.xlsx").sheets[2].rows.len(), 1);
}

/// A sheet with looks, a filter and a drop-down, but nothing that speaks of its cells.
fn plain_log(ids: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("Log").unwrap();
    for (column, title) in (0..).zip(["ID", "Name"]) {
        sheet.write_with_format(0, column, title, &bold).unwrap();
    }
    for (row, id) in (1..).zip(ids) {
        let look = Format::new().set_num_format(format!("\"{id}\" @"));
        sheet.write_with_format(row, 0, *id, &look).unwrap();
        sheet.write(row, 1, format!("words of {id}")).unwrap();
    }
    let last = ids.len() as u32;
    sheet.autofilter(0, 0, last, 1).unwrap();
    let choices = DataValidation::new().allow_list_strings(&["x", "y"]).unwrap();
    sheet.add_data_validation(1, 1, last, 1, &choices).unwrap();
    sheet.set_column_width(1, 40).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn rows_move_where_nothing_speaks_of_them() {
    let desk = Desk::new();
    let all = ["a", "b", "c", "d", "e"];
    desk.put("base.xlsx", &plain_log(&all));
    desk.put("master.xlsx", &plain_log(&all));
    for (ids, filter, checked) in [
        (vec!["a", "c", "d", "e"], "A1:B5", "B2:B5"),
        (vec!["b", "c", "d"], "A1:B4", "B2:B4"),
        (vec!["a", "n1", "n2", "b", "c", "d", "e"], "A1:B8", "B2:B8"),
        (vec!["a", "n1", "c", "d", "e"], "A1:B6", "B2:B6"),
        (vec!["n0", "a", "b", "d", "e", "n1"], "A1:B7", "B2:B7"),
    ] {
        desk.put("ada.xlsx", &plain_log(&ids));
        let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
        assert!(!done.err.contains("Only values"), "{ids:?}: {}", done.err);
        let rows = desk.read("out.xlsx").sheets[0].rows.clone();
        let found: Vec<String> = rows[1..].iter().map(|r| r.cell(0).unwrap().raw.to_string()).collect();
        assert_eq!(found, ids);
        let (before, after) = (desk.parts("master.xlsx"), desk.parts("out.xlsx"));
        let is = &after[RISKS];
        assert!(is.contains(&format!("<autoFilter ref=\"{filter}\"")), "{ids:?}: {is}");
        assert!(is.contains(&format!("sqref=\"{checked}\"")), "{ids:?}: {is}");
        let name = filter.replace("A1:B", "Log!$A$1:$B$");
        assert!(after["xl/workbook.xml"].contains(&name), "{ids:?}: {}", after["xl/workbook.xml"]);
        // A row that moved has its own look with it.
        let (was, now) = (all.iter().position(|id| *id == "d"), ids.iter().position(|id| *id == "d"));
        let named = |at: Option<usize>| format!("A{}", at.unwrap() + 2);
        assert_eq!(look_of(&before[RISKS], &named(was)), look_of(is, &named(now)), "{ids:?}");
    }
}

#[test]
fn a_removed_row_is_left_empty_where_formulas_speak_of_those_that_would_move() {
    let desk = Desk::new();
    let mut returned = risks();
    returned.remove(1);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &[("Seats", 4.0), ("Cups", 1.0), ("Keys", 7.0)]));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(done.err.contains("1 removed row is left empty"), "{}", done.err);
    assert!(desk.parts("out.xlsx").keys().any(|part| part.starts_with("xl/charts/")), "the chart is there");
    assert_eq!(desk.cell("out.xlsx", 0, 1, 0), Raw::Text("R-1".into()));
    assert!(cell_of(&desk.parts("out.xlsx")[RISKS], "E4").contains("<f>C4*D4</f>"));
    desk.merge(&["ada.xlsx"], "out.xlsm").must(2);
}

/// A package in which one part holds other words.
pub fn edited(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let mut text = String::new();
        let mut entry = old.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        entry.read_to_string(&mut text).unwrap();
        let text = if name == part { change(text) } else { text };
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut new, text.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn formulas_that_share_their_text_keep_it_when_the_first_of_them_goes() {
    let desk = Desk::new();
    let shared = |text: String| {
        let text = text.replace("<f>C2*D2</f>", "<f t=\"shared\" ref=\"E2:E4\" si=\"0\">C2*D2</f>");
        let text = text.replace("<f>C3*D3</f>", "<f t=\"shared\" si=\"0\"/>");
        text.replace("<f>C4*D4</f>", "<f t=\"shared\" si=\"0\"/>")
    };
    desk.put("master.xlsx", &edited(&desk.get("base.xlsx"), RISKS, shared));
    let mut returned = risks();
    returned[0].4 = Some(5.0);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(done.err.contains("The formula =C2*D2 in the master gave way"), "{}", done.err);
    let after = desk.parts("out.xlsx");
    assert!(cell_of(&after[RISKS], "E3").contains("<f>C3*D3</f><v>60</v>"), "{}", cell_of(&after[RISKS], "E3"));
    assert!(cell_of(&after[RISKS], "E4").contains("<f>C4*D4</f>"));
    assert!(cell_of(&after[RISKS], "E2").ends_with("<v>5</v></c>"));
}

#[test]
fn a_cell_of_a_formula_that_fills_many_is_not_broken_out() {
    let desk = Desk::new();
    let array = |text: String| text.replace("<f>C2*D2</f>", "<f t=\"array\" ref=\"E2:E3\">C2:C3*D2:D3</f>");
    desk.put("master.xlsx", &edited(&desk.get("base.xlsx"), RISKS, array));
    let mut returned = risks();
    returned[1].4 = Some(5.0);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(done.err.contains("belongs to the formula in E2, which fills several cells"), "{}", done.err);
}

#[test]
fn an_order_of_computing_loses_what_is_computed_no_more() {
    let desk = Desk::new();
    let chain = "<calcChain xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><c r=\"E2\" i=\"1\"/><c r=\"E3\"/><c r=\"E4\"/></calcChain>";
    let rel = "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain\" Target=\"calcChain.xml\"/></Relationships>";
    let kind = "<Override PartName=\"/xl/calcChain.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml\"/></Types>";
    let book = edited(&desk.get("base.xlsx"), "xl/_rels/workbook.xml.rels", |t| t.replace("</Relationships>", rel));
    let book = edited(&book, "[Content_Types].xml", |t| t.replace("</Types>", kind));
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(book)).unwrap();
    zip.start_file("xl/calcChain.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, chain.as_bytes()).unwrap();
    desk.put("master.xlsx", &zip.finish().unwrap().into_inner());
    let mut returned = risks();
    returned[0].4 = Some(5.0);
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    let after = desk.parts("out.xlsx");
    assert!(
        after["xl/calcChain.xml"].contains("><c r=\"E3\" i=\"1\"/><c r=\"E4\"/></calcChain>"),
        "{}",
        after["xl/calcChain.xml"]
    );
    returned.iter_mut().for_each(|r| r.4 = Some(5.0));
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    let after = desk.parts("out.xlsx");
    assert!(!after.contains_key("xl/calcChain.xml"));
    assert!(
        !after["[Content_Types].xml"].contains("calcChain")
            && !after["xl/_rels/workbook.xml.rels"].contains("calcChain")
    );
}

#[test]
fn a_csv_that_came_back_is_merged_in_the_form_of_the_masters_cells() {
    let desk = Desk::new();
    let base = "ID,Risk,Cost,Factor,Total,Due\nR-1,Late data,10,2,20,2027-03-01\nR-2,Lost access,20,3,60,2027-03-02\n";
    desk.put("base.csv", base.as_bytes());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Risks").unwrap();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (row, line) in (0..).zip(base.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match (text.parse::<f64>(), text.strip_prefix("2027-03-").map(|d| d.parse::<u8>().unwrap())) {
                (Ok(n), _) => sheet.write(row, column, n).unwrap(),
                (_, Some(d)) => {
                    let date = ExcelDateTime::from_ymd(2027, 3, d).unwrap();
                    sheet.write_datetime_with_format(row, column, &date, &day).unwrap()
                }
                _ => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    desk.put("master.xlsx", &book.save_to_buffer().unwrap());
    desk.put("ada.csv", base.replace("R-1,Late data,10", "R-1,Late data,12.5").replace("03-02", "03-20").as_bytes());
    let args = ["merge", "--base", "base.csv", "--master", "master.xlsx", "--returned", "ada.csv", "--key", "ID"];
    run(desk.0.path(), &[&args[..], &["-o", "out.xlsx"]].concat()).must(0);
    assert_eq!(desk.cell("out.xlsx", 0, 1, 2), Raw::Number(12.5));
    assert!(matches!(desk.cell("out.xlsx", 0, 2, 5), Raw::Date(_)));
    assert_eq!(differing(&desk.parts("master.xlsx"), &desk.parts("out.xlsx")), [RISKS]);
}

#[test]
fn a_formula_that_does_not_reach_the_new_rows_is_named() {
    let desk = Desk::new();
    let sum = |text: String| text.replace("<f>C2*D2</f>", "<f>C2*D2+SUM(D2:D4)*0</f>");
    desk.put("master.xlsx", &edited(&desk.get("base.xlsx"), RISKS, sum));
    let mut returned = risks();
    returned.push(Risk("R-4", "New", 40.0, 2.0, None, 4));
    desk.put("ada.xlsx", &workbook(&returned, "Risk", &STOCK));
    let done = desk.merge(&["ada.xlsx"], "out.xlsx").must(0);
    assert!(
        done.err.contains("=C2*D2+SUM(D2:D4)*0 ends with row 4 of the sheet Risks, and 1 new row stands below it now"),
        "{}",
        done.err
    );
    assert_eq!(done.err.matches("value/formula-range").count(), 1, "{}", done.err);
}
