//! Cells, sheets and formats that are legal and odd.

use super::*;
use crate::model::code::Code;
use crate::model::grid::{Format, Grid, RawCell, Shown};
use std::io::{Cursor, Write};

/// A package with these parts.
pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<Types><Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/a.xml"/>
 <Relationship Id="p" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/person" Target="persons/person.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/></fonts><fills><fill/></fills><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// An xlsx whose only sheet has this part, with more parts beside it.
pub(super) fn sheet_package(sheet: &str, book_properties: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let book = format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr {book_properties}/><sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/workbook.xml", &book),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/a.xml", sheet),
    ];
    parts.extend_from_slice(more);
    package(&parts)
}

fn only_grid(bytes: &[u8]) -> Grid {
    read(bytes, "a.xlsx", &Limits::default()).unwrap().sheets.remove(0)
}

fn at(grid: &Grid, row: u32, column: u16) -> RawCell {
    grid.cell(At::new(row, column)).cloned().unwrap_or_default()
}

/// A comment among the cells makes the library read the whole workbook.
#[test]
fn a_sheet_is_read_the_same_by_the_library_and_without_it() {
    let more = [
        ("xl/sharedStrings.xml", "<sst><si><t>one</t></si><si><t>two &amp; three</t></si></sst>"),
        (
            "docProps/core.xml",
            "<coreProperties><lastModifiedBy>Ada</lastModifiedBy><modified>2026-11-22T08:00:00Z</modified></coreProperties>",
        ),
    ];
    let read_with = |comment: &str| {
        let cells =
            r#"<c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>46111</v></c><c r="C1" s="0"><f>1+1</f><v>2</v></c>"#;
        let sheet = format!(
            r#"<worksheet><dimension ref="A1:C1"/><sheetData><row r="1">{comment}{cells}</row></sheetData></worksheet>"#
        );
        read(&sheet_package(&sheet, "date1904=\"1\"", &more), "a.xlsx", &Limits::default()).unwrap()
    };
    let (without, with) = (read_with(""), read_with("<!-- odd -->"));
    assert_eq!(without, with);
    assert_eq!((without.saved_by.as_deref(), without.epoch_1904), (Some("Ada"), true));
    assert_eq!(at(&without.sheets[0], 0, 0).raw, Raw::Text("two & three".into()));
    assert_eq!(at(&without.sheets[0], 0, 1).raw.to_string(), "2030-03-31");
}

#[test]
fn cells_that_the_library_refuses_are_still_there() {
    let grid = only_grid(&sheet_package(
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="e"><f>X()</f><v>#SPILL!</v></c><c r="B1"><v>5</v></c>
        <c r="C1" t="n"><v>abc</v></c><c r="D1" t="s"><v>99</v></c><c r="E1" t="e"><v>#REF!</v></c></row></sheetData></worksheet>"#,
        "",
        &[],
    ));
    assert_eq!(at(&grid, 0, 0).raw, Raw::Error("#SPILL!".into()));
    assert!(at(&grid, 0, 0).formula);
    assert_eq!(at(&grid, 0, 1).raw, Raw::Number(5.0));
    assert_eq!(at(&grid, 0, 2).raw, Raw::Error("abc".into()));
    assert_eq!(at(&grid, 0, 3).raw, Raw::Error("?".into()));
    assert_eq!(at(&grid, 0, 4).raw, Raw::Error("#REF!".into()));
}

#[test]
fn formulas_without_a_value_are_not_empty() {
    let grid = only_grid(&sheet_package(
        r#"<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v></v></c><c r="B1"><f>A1&amp;"x"</f></c>
        <c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="b"><f>TRUE()</f><v>1</v></c><c r="E1"><v>2</v></c></row>
        <row r="4"><c r="A4"><f>2</f><v/></c></row></sheetData></worksheet>"#,
        "",
        &[],
    ));
    assert_eq!(at(&grid, 0, 0).raw, Raw::Uncalculated("1+1".into()));
    assert_eq!(at(&grid, 0, 1).raw, Raw::Uncalculated("A1&\"x\"".into()));
    assert!(at(&grid, 0, 2).raw.is_blank() && at(&grid, 0, 2).formula);
    assert_eq!((at(&grid, 0, 3).raw, at(&grid, 0, 3).formula), (Raw::YesNo(true), true));
    assert!(!at(&grid, 0, 4).formula);
    assert_eq!(at(&grid, 3, 0).raw, Raw::Uncalculated("2".into()));
}

#[test]
fn days_are_counted_from_the_workbooks_own_first_day() {
    let sheet = r#"<worksheet><sheetData><row><c s="1"><v>44649</v></c><c t="d"><v>2026-01-15T10:20:30Z</v></c>
        <c s="1"><v>1e999</v></c></row></sheetData></worksheet>"#;
    let (old, new) = (sheet_package(sheet, "date1904=\"1\"", &[]), sheet_package(sheet, "", &[]));
    assert_eq!(at(&only_grid(&old), 0, 0).raw.to_string(), "2026-03-30");
    assert_eq!(at(&only_grid(&new), 0, 0).raw.to_string(), "2022-03-29");
    assert_eq!(at(&only_grid(&new), 0, 1).raw.to_string(), "2026-01-15 10:20:30");
    assert!(matches!(at(&only_grid(&new), 0, 2).raw, Raw::Error(_)));
    assert!(read(&old, "a", &Limits::default()).unwrap().epoch_1904);
}

#[test]
fn threads_take_the_place_of_their_shadow_and_other_notes_stay() {
    let links = r#"<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments7.xml"/>
        <Relationship Id="2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/threadedComment" Target="/xl/threads/t.xml"/></Relationships>"#;
    let notes = r#"<comments><authors><author>tc={1}</author><author>Jo</author></authors><commentList>
        <comment ref="A1" authorId="0"><text><t>[Threaded comment] update Excel</t></text></comment>
        <comment ref="B2" authorId="1"><text><r><t>why </t></r><r><t>&lt;this&gt;?</t></r></text></comment></commentList></comments>"#;
    let threads = r#"<ThreadedComments><threadedComment ref="A1" personId="{p}" id="{1}"><text>R&amp;D agrees</text></threadedComment>
        <threadedComment ref="A1" personId="{q}" id="{2}"><text>Thanks</text></threadedComment></ThreadedComments>"#;
    let grid = only_grid(&sheet_package(
        "<worksheet><sheetData/></worksheet>",
        "",
        &[
            ("xl/worksheets/_rels/a.xml.rels", links),
            ("xl/comments7.xml", notes),
            ("xl/threads/t.xml", threads),
            ("xl/persons/person.xml", r#"<personList><person displayName="Ada" id="{p}"/></personList>"#),
        ],
    ));
    let found: Vec<(String, Option<&str>, &str)> =
        grid.notes.iter().map(|n| (n.at.to_string(), n.author.as_deref(), n.text.as_str())).collect();
    assert_eq!(
        found,
        [
            ("A1".into(), Some("Ada"), "R&D agrees"),
            ("A1".into(), None, "Thanks"),
            ("B2".into(), Some("Jo"), "why <this>?")
        ]
    );
}

#[test]
fn what_hangs_on_a_workbook_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_custom_property("prekick.copy", "raid.jo"));
    let red = rust_xlsxwriter::Format::new().set_background_color("FF0000");
    let sheet = book.add_worksheet().set_name("A").unwrap();
    sheet.write_blank(1, 1, &red).unwrap();
    sheet.write_string(0, 0, "two\r\nlines").unwrap();
    book.add_worksheet().set_name("B").unwrap().set_very_hidden(true);
    book.add_worksheet().set_name("C").unwrap().set_hidden(true);
    let found = read(&book.save_to_buffer().unwrap(), "x", &Limits::default()).unwrap();
    assert_eq!(found.properties.get("prekick.copy").map(String::as_str), Some("raid.jo"));
    assert!(found.saved_at.is_some());
    let sheets: Vec<(&str, Shown)> = found.sheets.iter().map(|s| (s.title.as_str(), s.shown)).collect();
    assert_eq!(sheets, [("A", Shown::Visible), ("B", Shown::VeryHidden), ("C", Shown::Hidden)]);
    let cell = at(&found.sheets[0], 1, 1);
    assert_eq!((cell.raw, cell.fill), (Raw::Empty, Some(0xFF_0000)));
    assert_eq!(at(&found.sheets[0], 0, 0).raw, Raw::Text("two\nlines".into()));
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        r##"<office:document-content><office:automatic-styles><number:percentage-style style:name="N1"/>
        <style:style style:name="pc" style:family="table-cell" style:data-style-name="N1"/>
        <style:style style:name="gone" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
        <style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"##
    );
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn open_document_sheets() {
    let bytes = ods(
        r#"<table:table table:name="T" table:style-name="hid"><table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b &amp; c</text:p><text:p>d</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.8"><text:p>80%</text:p></table:table-cell></table:table-row>
        <table:table-row table:visibility="filter"><table:table-cell table:style-name="gone" office:value-type="date" office:date-value="2026-03-30"><office:annotation><dc:creator>Jo</dc:creator><dc:date>2026-01-01</dc:date><text:p>see</text:p></office:annotation><text:p>30.3.26</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1" office:value-type="boolean" office:boolean-value="true"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#,
    );
    let found = read(&bytes, "a.xlsx", &Limits::default()).unwrap();
    let grid = &found.sheets[0];
    assert_eq!((found.format, grid.shown), (Format::Ods, Shown::Hidden));
    assert_eq!(at(grid, 1, 0).raw, Raw::Text("a  b & c\nd".into()));
    assert_eq!((at(grid, 0, 1).raw, at(grid, 0, 1).percent), (Raw::Number(0.8), true));
    assert_eq!((at(grid, 2, 0).raw.to_string(), at(grid, 2, 0).struck), ("2026-03-30".into(), true));
    assert_eq!((at(grid, 2, 1).raw, at(grid, 2, 1).formula), (Raw::YesNo(true), true));
    assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_columns.as_slice()), (&[2][..], &[2][..]));
    assert_eq!((grid.notes[0].at.to_string(), grid.notes[0].text.as_str()), ("A3".into(), "see"));
    assert_eq!(grid.notes[0].author.as_deref(), Some("Jo"));
}

/// §8.51
#[test]
fn hyperlinks_are_read_with_the_cells_that_they_stand_on() {
    let sheet = r##"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>one</v></c><c r="B1" t="str"><v>two</v></c></row>
<row r="2"><c r="A2" t="str"><f>HYPERLINK("https://c.example/","x")</f><v>x</v></c><c r="C2"><v>1</v></c></row></sheetData>
<hyperlinks><hyperlink ref="A1:B1" r:id="l1" location="top"/><hyperlink ref="C2" location="S!A1"/><hyperlink ref="C9" r:id="l1"/></hyperlinks></worksheet>"##;
    let relations = r#"<Relationships><Relationship Id="l1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://a.example/?x=1&amp;y=2" TargetMode="External"/></Relationships>"#;
    let bytes = sheet_package(sheet, "", &[("xl/worksheets/_rels/a.xml.rels", relations)]);
    let links = |grid: &Grid| grid.links.iter().map(|l| format!("{} {}", l.at, l.address)).collect::<Vec<_>>();
    let a = "https://a.example/?x=1&y=2#top";
    let expected = [format!("A1 {a}"), format!("B1 {a}"), "A2 https://c.example/".into(), "C2 #S!A1".into()];
    assert_eq!(links(&only_grid(&bytes)), expected);
    assert_eq!(only_grid(&bytes).link(At::new(1, 2)), None, "it leads nowhere out of the workbook");
    let bytes = ods(
        r##"<table:table table:name="T"><table:table-row><table:table-cell office:value-type="string"><text:p>see <text:a xlink:href="https://a.example/">one</text:a></text:p></table:table-cell>
        <table:table-cell table:formula="of:=HYPERLINK(&quot;https://c.example/&quot;;&quot;x&quot;)" office:value-type="string"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p><text:a xlink:href="#T.A1">in</text:a></text:p></table:table-cell></table:table-row></table:table>"##,
    );
    let grid = read(&bytes, "a.ods", &Limits::default()).unwrap().sheets.remove(0);
    assert_eq!(links(&grid), ["A1 https://a.example/", "B1 https://c.example/", "C1 #T!A1"]);
    assert_eq!(at(&grid, 0, 0).raw, Raw::Text("see one".into()));
}

#[test]
fn more_hyperlinks_than_are_read_are_refused() {
    let row = |n: u32| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c></row>");
    let rows: String = (1..=100_001).map(row).collect();
    let sheet = format!(
        "<worksheet><sheetData>{rows}</sheetData><hyperlinks><hyperlink ref=\"A1:XFD1048576\" r:id=\"l1\"/></hyperlinks></worksheet>"
    );
    let relations =
        r#"<Relationships><Relationship Id="l1" Type="x/hyperlink" Target="https://a.example"/></Relationships>"#;
    let bytes = sheet_package(&sheet, "", &[("xl/worksheets/_rels/a.xml.rels", relations)]);
    let refused = read(&bytes, "a.xlsx", &Limits::default()).unwrap_err();
    assert!(refused.message.contains("hyperlink"), "{}", refused.message);
}

#[test]
fn open_document_bombs_and_stumps_end() {
    let limits = Limits { cells: 10_000, ..Limits::default() };
    let row = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value="1"/></table:table-row>"#;
    let bomb = ods(&format!(r#"<table:table table:name="T">{row}</table:table>"#));
    assert_eq!(read(&bomb, "a.ods", &limits).unwrap_err().code, Code::FileTooLarge);
    let stump = "<x><table:table table:name=\"T\"><table:table-row><table:table-cell office:value=\"1\"/></table:table-row><table:table-row>";
    let stump = package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", stump)]);
    let found = read(&stump, "a.ods", &limits).unwrap();
    assert_eq!(at(&found.sheets[0], 0, 0).raw, Raw::Number(1.0));
    assert!(found.sheets[0].errors[0].contains("damaged"), "{:?}", found.sheets[0].errors);
}

#[test]
fn an_open_document_without_its_first_part_is_known_by_its_manifest() {
    let content = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S"><table:table-row>
        <table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest =
        format!(r#"<manifest:manifest><manifest:file-entry manifest:media-type="{kind}"/></manifest:manifest>"#);
    let book = package(&[("content.xml", content), ("META-INF/manifest.xml", &manifest)]);
    assert_eq!(at(&only_grid(&book), 0, 0).raw, Raw::Text("x".into()));
}
