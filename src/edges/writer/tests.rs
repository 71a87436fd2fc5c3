//! The whole writer: what comes back through a reader, and a lint of the package for what validators miss.

mod by_library;

use super::text::clip;
use super::*;
use crate::model::page::CellBlock;
use crate::model::page::*;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use rust_decimal::Decimal;
use std::io::{Cursor, Read};

fn cell(content: Content, show: Show) -> PageCell {
    PageCell { content, show, role: Role::Entry, unlocked: true, ..PageCell::default() }
}

fn text(text: &str) -> PageCell {
    cell(Content::Text(text.into()), Show::Wrapped)
}

fn formula(formula: &str, result: Content) -> PageCell {
    cell(Content::Formula { formula: formula.into(), result: Box::new(result) }, Show::General)
}

fn number(digits: &str) -> Decimal {
    digits.parse().unwrap()
}

fn page(title: &str, lines: Vec<PageRow>) -> Page {
    Page { title: title.into(), columns: vec![PageColumn { width: 18, hidden: false }; 4], lines, ..Page::default() }
}

fn book_of(cells: Vec<PageCell>) -> OutputWorkbook {
    let created = Some(date(2026, 11, 22));
    OutputWorkbook {
        title: "Test".into(),
        created,
        pages: vec![page("Data", vec![PageRow::of(cells)])],
        ..OutputWorkbook::default()
    }
}

/// A book that uses everything.
fn full_book() -> OutputWorkbook {
    let header = |t: &str| PageCell::text(t, Role::HeaderRequired);
    let mut risks = page(
        "Risks & issues",
        vec![
            PageRow::of([PageCell::text("Risks", Role::Title)]),
            PageRow {
                hidden: true,
                ..PageRow::of(["key", "due", "share", "hours"].map(|k| PageCell::text(k, Role::Hint)))
            },
            PageRow::of(["Status", "Due", "Share", "Hours"].map(header)),
            PageRow::of([
                text("Open"),
                cell(Content::Date(date(2027, 1, 11)), Show::Date),
                cell(Content::Percent(number("12.5")), Show::Percent),
                cell(Content::Number(number("7.25")), Show::Decimal),
            ]),
        ],
    );
    let any = |allow, block| Validation {
        block,
        allow,
        prompt: Some(("T".repeat(40), "ä\n".repeat(200))),
        error: "Pick one.".into(),
        lenient: true,
    };
    risks.validations = vec![
        any(Allow::List("='_lists'!$A$1:$A$2".into()), CellBlock::new(3, 0, 9, 0)),
        any(Allow::Date(date(2020, 1, 1), date(2040, 1, 1)), CellBlock::new(3, 1, 9, 1)),
        any(Allow::Decimal(number("0"), number("1.5")), CellBlock::new(3, 2, 9, 2)),
        any(Allow::Integer(0, 9_000_000_000), CellBlock::new(3, 3, 9, 3)),
        any(Allow::Length(100), CellBlock::new(10, 0, 10, 0)),
        any(Allow::Any, CellBlock::new(11, 0, 11, 0)),
    ];
    risks.highlights =
        vec![Highlight { block: CellBlock::new(3, 0, 9, 3), formula: "$A4=\"Open\"".into(), role: Role::Warning }];
    let note = |who: &str, text: &str| PageNote { at: (3, 0), author: who.into(), text: text.into() };
    risks.notes = vec![note("Jane", "first"), note("Bob", "second")];
    risks.freeze = Some((3, 1));
    risks.filter = Some(CellBlock::new(2, 0, 3, 3));
    risks.repeat = Some((2, 2));
    risks.protect = true;
    risks.tab = Some(Role::Entry);
    let lists = Page {
        shown: Shown::VeryHidden,
        ..page("_lists", vec![PageRow::of([text("Open")]), PageRow::of([text("Closed")])])
    };
    let hidden = Page { shown: Shown::Hidden, ..page("Old", vec![]) };
    OutputWorkbook {
        title: "RAID".into(),
        created: Some(date(2026, 11, 22)),
        properties: vec![("prekick.copy".into(), "raid.jane-doe".into()), ("prekick.id".into(), "x".repeat(255))],
        names: vec![("lists.risks.status".into(), "'_lists'!$A$1:$A$2".into())],
        pages: vec![lists, hidden, risks],
    }
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn row(cells: Vec<PageCell>) -> Vec<Data> {
    let mut book = open(write(&book_of(cells)).unwrap());
    let range = book.worksheet_range("Data").unwrap();
    range.rows().next().unwrap().to_vec()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

/// What stands between two marks, as often as it does.
fn between<'a>(xml: &'a str, from: &'a str, to: &'a str) -> Vec<&'a str> {
    xml.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

#[test]
fn text_is_text_whatever_it_looks_like() {
    for typed in [
        "=1+1",
        "+49 30 1",
        "007",
        "two\nlines",
        " blanks ",
        "bell\u{7}",
        "_x0041_",
        "a\r\nb",
        "<&>\"'",
        "<r><t>rich</t></r>",
        "\u{FFFE}",
        "データ",
        "TRUE",
    ] {
        assert_eq!(row(vec![text(typed)])[0], Data::String(typed.into()));
    }
    assert_eq!(row(vec![text(&"é".repeat(MAX_TEXT))])[0], Data::String("é".repeat(MAX_TEXT)));
}

#[test]
fn numbers_dates_and_percentages_come_back() {
    let back = row(vec![
        cell(Content::Number(number("1234567.89")), Show::Money),
        cell(Content::Percent(number("80")), Show::Percent),
        cell(Content::Percent(number("12.5")), Show::Percent),
        cell(Content::Date(date(2027, 1, 11)), Show::Date),
        cell(Content::Date(date(1850, 1, 1)), Show::Date),
    ]);
    assert_eq!(back[..3], [Data::Float(1234567.89), Data::Float(0.8), Data::Float(0.125)]);
    let Data::DateTime(day) = &back[3] else { panic!("{:?}", back[3]) };
    assert_eq!(day.to_ymd_hms_milli(), (2027, 1, 11, 0, 0, 0, 0));
    assert_eq!(back[4], Data::String("1850-01-01".into()), "Excel knows no day before 1900");
}

#[test]
fn a_formula_has_its_result_already() {
    let back = row(vec![
        formula("1+1", Content::Number(number("2"))),
        formula("\"a\"&\"b\"", Content::Text("ab".into())),
        formula("\"007\"", Content::Text("007".into())),
        formula("IF(1=1,\"\",0)", Content::Text(String::new())),
        formula("A1", Content::Percent(number("80"))),
    ]);
    assert_eq!(back[0], Data::Float(2.0));
    assert_eq!(back[1], Data::String("ab".into()));
    assert_eq!(back[2].to_string().trim(), "007");
    assert!(matches!(&back[2], Data::String(_)));
    assert_eq!(back[3], Data::String(String::new()), "not 0");
    assert_eq!(back[4], Data::Float(0.8));
}

#[test]
fn a_link_that_excel_would_not_take_is_still_its_text() {
    let link = |target: &str| cell(Content::Link { text: "R-001".into(), target: target.into() }, Show::General);
    let long = format!("https://example.com/{}", "x".repeat(3000));
    let book =
        book_of(vec![link("internal:'Data'!A1"), link("https://example.com/?q=a%20b"), link(&long), link("nowhere")]);
    let bytes = write(&book).unwrap();
    assert_eq!(part(&bytes, "xl/worksheets/sheet1.xml").matches("<hyperlink ").count(), 2);
    let mut back = open(bytes);
    assert!(
        back.worksheet_range("Data").unwrap().rows().next().unwrap().iter().all(|c| *c == Data::String("R-001".into()))
    );
}

#[test]
fn what_cannot_be_written_is_refused_with_its_place() {
    let long = write(&book_of(vec![text("a"), text(&"x".repeat(MAX_TEXT + 1))])).unwrap_err().to_string();
    assert_eq!(long, "sheet Data, cell B1: the text has 32768 characters; at most 32767 fit into a cell");
    let at = write(&book_of(vec![formula("Risks[@Status]", Content::Blank)])).unwrap_err().to_string();
    assert!(at.starts_with("sheet Data, cell A1: the formula Risks[@Status]"), "{at}");
    let refused = |change: fn(&mut OutputWorkbook)| {
        let mut book = book_of(vec![text("a")]);
        change(&mut book);
        write(&book).unwrap_err().to_string()
    };
    for (said, part) in [
        (refused(|b| b.properties = vec![("id".into(), "x".repeat(256))]), "id has a text of 256 characters"),
        (refused(|b| b.properties = vec![("id".into(), "1".into()), ("ID".into(), "2".into())]), "ID is there twice"),
        (refused(|b| b.pages[0].shown = Shown::Hidden), "no visible sheet"),
        (refused(|b| b.pages[0].title = "History".into()), "sheet History: "),
        (refused(|b| b.pages[0].title = "a/b".into()), "sheet a/b: "),
        (refused(|b| b.pages.push(b.pages[0].clone())), "workbook Test: "),
        (refused(|b| b.names = vec![("two words".into(), "Data!$A$1".into())]), "two words"),
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    assert!(write(&full_book()).unwrap() == write(&full_book()).unwrap());
    let undated = OutputWorkbook { created: None, ..full_book() };
    assert!(part(&write(&undated).unwrap(), "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
}

#[test]
fn the_package_holds_what_excel_insists_on() {
    let bytes = write(&full_book()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert_eq!(between(&sheet, "<dataValidation ", ">").len(), 6);
    for formula in between(&sheet, "<formula1>", "</formula1>") {
        assert!(units(formula) <= 255 && !formula.is_empty(), "{formula}");
    }
    for (attribute, most) in [("promptTitle=\"", 32), (" prompt=\"", 255), ("errorTitle=\"", 32), (" error=\"", 255)] {
        for value in between(&sheet, attribute, "\"") {
            assert!(units(&value.replace("&#xA;", "\n")) <= most, "{attribute}{value}");
        }
    }
    assert!(sheet.contains("<formula2>9000000000</formula2>"), "no limit of 32 bits");
    assert!(sheet.contains("errorStyle=\"warning\""));
    let custom = part(&bytes, "docProps/custom.xml");
    let mut names = between(&custom, " name=\"", "\"");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((all, names.len()), (2, 2));
    assert!(between(&custom, "<vt:lpwstr>", "<").iter().all(|v| units(v) <= 255));
}

#[test]
fn the_filter_stands_on_titles_and_the_first_visible_sheet_is_open() {
    let bytes = write(&full_book()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("<autoFilter ref=\"A3:D4\""));
    assert!(sheet.contains("activeCell=\"A4\""), "the first entry cell is selected");
    assert!(part(&bytes, "xl/workbook.xml").contains("activeTab=\"2\""));
    let mut book = open(bytes);
    let range = book.worksheet_range("Risks & issues").unwrap();
    for column in 0..4 {
        assert!(matches!(range.get_value((2, column)), Some(Data::String(t)) if !t.is_empty()));
    }
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("Risks".into())), "a title is its text and no more");
    assert_eq!(book.sheet_names(), ["_lists", "Old", "Risks & issues"]);
}

#[test]
fn protection_forbids_only_typing_over_locked_cells() {
    let sheet = part(&write(&full_book()).unwrap(), "xl/worksheets/sheet3.xml");
    let protection = between(&sheet, "<sheetProtection ", "/>")[0];
    for allowed in [
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "insertColumns",
        "insertHyperlinks",
        "deleteRows",
        "sort",
        "autoFilter",
    ] {
        assert!(protection.contains(&format!("{allowed}=\"0\"")), "{allowed} in {protection}");
    }
    assert!(!protection.contains("password"));
}

#[test]
fn notes_on_one_cell_are_all_kept() {
    let notes = part(&write(&full_book()).unwrap(), "xl/comments1.xml");
    assert_eq!(between(&notes, "<comment ", ">").len(), 1);
    assert!(notes.contains("first\n\nBob:\nsecond") && notes.contains("<author>Jane</author>"), "{notes}");
    assert!(!notes.contains("Jane:"), "the author does not grow into the text");
}

#[test]
fn alike_cells_share_a_format() {
    let line = PageRow::of((0..4).map(|_| text("a")));
    let mut book = book_of(vec![]);
    book.pages[0].lines = vec![line; 50];
    let styles = part(&write(&book).unwrap(), "xl/styles.xml");
    let formats: usize = between(&styles, "<cellXfs count=\"", "\"")[0].parse().unwrap();
    assert!(formats <= 2, "{formats}");
}

#[test]
fn a_cut_text_fits_and_breaks_no_character() {
    for (text, most, cut) in [("short", 10, "short"), ("abcdef", 4, "abc…"), ("😀😀😀", 4, "😀…"), ("ääää", 3, "ää…")]
    {
        assert_eq!(clip(text, most), cut);
        assert!(units(&clip(text, most)) <= most);
    }
}
