//! A workbook is patched in place however its program declares XML namespaces: openpyxl and pandas declare them on the element
//! that uses them, others with prefixes, on the root or further down.

use crate::merge_in_place::run;
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use std::io::{Cursor, Write};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The list of sheets and the sheet of a workbook, written in one of the ways of XML; `{e2}` and `{e3}` stand for two cells.
struct Way {
    name: &'static str,
    book: String,
    sheet: String,
}

fn way(name: &'static str, book: &str, sheet: &str) -> Way {
    let filled = |text: &str| text.replace("{main}", MAIN).replace("{rel}", RELATIONS);
    Way { name, book: filled(book), sheet: filled(sheet) }
}

/// The rows of the sheet, with a prefix before the names of elements.
fn rows(prefix: &str) -> String {
    let text = |at: &str, text: &str| {
        format!(
            "<{prefix}c r=\"{at}\" t=\"inlineStr\"><{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is></{prefix}c>"
        )
    };
    let number = |at: &str, n: &str| format!("<{prefix}c r=\"{at}\" s=\"1\"><{prefix}v>{n}</{prefix}v></{prefix}c>");
    format!(
        "<{prefix}row r=\"1\">{}{}</{prefix}row><{prefix}row r=\"2\">{}{}</{prefix}row><{prefix}row r=\"3\">{}{}</{prefix}row>",
        text("A1", "id"),
        text("B1", "e"),
        text("A2", "one"),
        number("B2", "{e2}"),
        text("A3", "two"),
        number("B3", "{e3}")
    )
}

fn ways() -> Vec<Way> {
    let plain_book = "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let plain = format!("<worksheet xmlns=\"{{main}}\"><sheetData>{}</sheetData></worksheet>", rows(""));
    let prefixed = format!("<x:worksheet xmlns:x=\"{{main}}\"><x:sheetData>{}</x:sheetData></x:worksheet>", rows("x:"));
    vec![
        way("on the root", plain_book, &plain),
        way(
            "on the element that uses it",
            "<workbook xmlns=\"{main}\"><workbookPr/><sheets><sheet xmlns:r=\"{rel}\" name=\"S\" sheetId=\"1\" state=\"visible\" r:id=\"rId1\"/></sheets><definedNames/><calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/></workbook>",
            &plain,
        ),
        way(
            "on the list",
            "<workbook xmlns=\"{main}\"><sheets xmlns:r=\"{rel}\"><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            &plain,
        ),
        way(
            "with another prefix",
            "<workbook xmlns=\"{main}\" xmlns:rel=\"{rel}\"><sheets><sheet name=\"S\" sheetId=\"1\" rel:id=\"rId1\"/></sheets></workbook>",
            &plain,
        ),
        way(
            "with a prefix that is something else elsewhere",
            "<workbook xmlns=\"{main}\" xmlns:r=\"urn:other\"><sheets><sheet xmlns:r=\"{rel}\" name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            &plain,
        ),
        way(
            "in single quotes, with blanks and line ends",
            "<?xml version='1.0'?>\n<workbook\n  xmlns = '{main}'\n  xmlns:r = '{rel}' >\n<sheets >\n<sheet name='S' sheetId='1' r:id='rId1' />\n</sheets ></workbook >",
            &plain.replace('"', "'"),
        ),
        way(
            "a prefix for all elements",
            "<x:workbook xmlns:x=\"{main}\" xmlns:r=\"{rel}\"><x:sheets><x:sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></x:sheets></x:workbook>",
            &prefixed,
        ),
        way(
            "a prefix, declared twice",
            "<x:workbook xmlns:x=\"{main}\"><x:sheets xmlns:x=\"{main}\"><x:sheet xmlns:r=\"{rel}\" name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></x:sheets></x:workbook>",
            &prefixed,
        ),
        way(
            "an unused prefix beside the default",
            "<workbook xmlns:x=\"{main}\" xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            &plain.replace(
                "<worksheet ",
                "<worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" ",
            ),
        ),
        way(
            "the default for the list, a prefix for the root",
            "<x:workbook xmlns:x=\"{main}\"><sheets xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></x:workbook>",
            &format!(
                "<x:worksheet xmlns:x=\"{{main}}\"><sheetData xmlns=\"{{main}}\">{}</sheetData></x:worksheet>",
                rows("")
            ),
        ),
        way(
            "a prefix for the rows alone",
            plain_book,
            &format!(
                "<worksheet xmlns=\"{{main}}\"><x:sheetData xmlns:x=\"{{main}}\">{}</x:sheetData></worksheet>",
                rows("x:")
            ),
        ),
    ]
}

fn workbook(way: &Way, e2: &str, e3: &str) -> Vec<u8> {
    let package = "http://schemas.openxmlformats.org/package/2006";
    let office = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{office}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{office}.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{office}.styles+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Type=\"{RELATIONS}/worksheet\" Target=\"/xl/worksheets/sheet1.xml\" Id=\"rId1\"/><Relationship Type=\"{RELATIONS}/styles\" Target=\"styles.xml\" Id=\"rId2\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf xfId=\"0\"/><xf numFmtId=\"4\" xfId=\"0\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/workbook.xml", way.book.clone()),
        ("xl/worksheets/sheet1.xml", way.sheet.replace("{e2}", e2).replace("{e3}", e3)),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_is_patched_however_its_namespaces_are_declared() {
    for way in ways() {
        let folder = tempfile::tempdir().unwrap();
        let put =
            |name: &str, e2: &str, e3: &str| std::fs::write(folder.path().join(name), workbook(&way, e2, e3)).unwrap();
        put("base.xlsx", "5", "6");
        put("master.xlsx", "9", "6");
        put("ada.xlsx", "7", "8");
        let words =
            ["merge", "--base", "base.xlsx", "--master", "master.xlsx", "--returned", "ada.xlsx", "-o", "out.xlsx"];
        let done = run(folder.path(), &words).must(1);
        assert!(!done.err.contains("file/not-carried"), "{}: {}", way.name, done.err);
        let bytes = std::fs::read(folder.path().join("out.xlsx")).unwrap();
        let found = reader::read(&bytes, "out.xlsx", &Limits::default()).unwrap();
        let titles: Vec<&str> = found.sheets.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["S", "Discrepancies"], "{}", way.name);
        let numbers: Vec<String> = found.sheets[0].rows.iter().map(|r| r.cell(1).unwrap().raw.to_string()).collect();
        assert_eq!(numbers, ["e", "9", "8"], "{}", way.name);
        let mut package = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        assert!(sheet.matches(" s=\"1\"").count() + sheet.matches(" s='1'").count() == 2, "{}: {sheet}", way.name);
    }
}
