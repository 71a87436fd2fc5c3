//! The parts of an Office Open XML workbook, split at bytes that no XML holds, in a package that is right.
#![no_main]

#[path = "../reading.rs"]
mod reading;

use libfuzzer_sys::fuzz_target;

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/a.xml"/><Relationship Id="s2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="s3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="p" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/p.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Risks" sheetId="1" r:id="s1"/></sheets></workbook>"#;
const OF_SHEET: &str = r#"<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/><Relationship Id="2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threads/t.xml"/></Relationships>"#;

fuzz_target!(init: reading::quiet(), |data: &[u8]| {
    // No text of XML holds this byte, so it parts the parts.
    let mut parts = data.split(|b| *b == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (sheet, strings, styles, comments, threads, book) = (part(), part(), part(), part(), part(), part());
    let book = if book.is_empty() { BOOK.as_bytes() } else { book };
    reading::read(
        &reading::package(&[
            ("[Content_Types].xml", TYPES.as_bytes()),
            ("_rels/.rels", ROOT.as_bytes()),
            ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
            ("xl/workbook.xml", book),
            ("xl/worksheets/a.xml", sheet),
            ("xl/worksheets/_rels/a.xml.rels", OF_SHEET.as_bytes()),
            ("xl/sharedStrings.xml", strings),
            ("xl/styles.xml", styles),
            ("xl/comments1.xml", comments),
            ("xl/threads/t.xml", threads),
        ]),
        "a.xlsx",
    );
});
