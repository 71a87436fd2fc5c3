//! Tells what a file is by its content, and names what it is where it is no spreadsheet.

use super::encoding::{FoundEncoding, NoEncoding, encoding_of};
use super::ole::{self, OleContainer};
use crate::edges::ooxml::untrusted::{PartContent, UntrustedPackage};
use crate::edges::unreadable::Unreadable;
use crate::model::code::Code;
use crate::model::engagement::Limits;
use encoding_rs::Encoding;

/// A file that can be read, opened as far as telling what it is takes.
pub(super) enum FileKind<'a> {
    /// Office Open XML.
    Xlsx(UntrustedPackage<'a>),
    /// Excel binary.
    Xlsb(UntrustedPackage<'a>),
    /// OpenDocument.
    Ods(UntrustedPackage<'a>),
    /// Excel 97 to 2003.
    Xls(OleContainer),
    /// Delimited text in an encoding.
    Text(FoundEncoding),
}

/// The first bytes of files that people send in place of workbooks.
const OTHERS: [(&[u8], &str); 12] = [
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM\x00\x00", "a picture"),
    (b"\x1F\x8B", "a compressed archive (gzip)"),
    (b"7z\xBC\xAF", "a compressed archive (7z)"),
    (b"Rar!", "a compressed archive (rar)"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
];

/// What a package is that holds no document.
const ARCHIVE: &str = "a zip archive of other files";

/// Tells what a file is. Its name only says whether text may be a CSV.
pub(super) fn file_kind<'a>(
    bytes: &'a [u8],
    name: &str,
    limits: &Limits,
    named: Option<&'static Encoding>,
) -> Result<FileKind<'a>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::empty());
    }
    if bytes.starts_with(ole::SIGNATURE) {
        return container(bytes);
    }
    if bytes.starts_with(b"PK") && bytes.get(2).is_some_and(|b| *b < 9) {
        return package(bytes, limits);
    }
    text(bytes, name, named)
}

/// Whether a file is delimited text, also where it can't be decoded.
pub(super) fn may_be_text(bytes: &[u8], name: &str, named: Option<&'static Encoding>) -> bool {
    match encoding_of_text(bytes, name, named) {
        Ok(_) => true,
        Err(why) => why.is_some_and(|why| why.code == Code::FileEncoding),
    }
}

/// The encoding of delimited text; why there is none, where the file might be text. Packages and containers are not looked into.
pub(super) fn encoding_of_text(
    bytes: &[u8],
    name: &str,
    named: Option<&'static Encoding>,
) -> Result<FoundEncoding, Option<Unreadable>> {
    if bytes.is_empty() || bytes.starts_with(ole::SIGNATURE) || bytes.starts_with(b"PK") {
        return Err(None);
    }
    match text(bytes, name, named)? {
        FileKind::Text(encoding) => Ok(encoding),
        _ => Err(None),
    }
}

fn container(bytes: &[u8]) -> Result<FileKind<'_>, Unreadable> {
    let container = match ole::open(bytes) {
        Ok(container) => container,
        // Too damaged for its directory to be read, but the name of an encrypted stream is in it.
        Err(_) if names_an_encrypted_package(bytes) => return Err(Unreadable::encrypted()),
        Err(why) => return Err(why),
    };
    if ["EncryptedPackage", "DRMContent", "\u{9}DRMContent"].iter().any(|n| container.has(n)) {
        return Err(Unreadable::encrypted());
    }
    if container.has("Workbook") || container.has("Book") {
        return Ok(FileKind::Xls(container));
    }
    let known = [
        ("WordDocument", "a Word document"),
        ("PowerPoint Document", "a PowerPoint presentation"),
        ("__properties_version1.0", "an Outlook message"),
        ("VisioDocument", "a Visio drawing"),
    ];
    let project = container.names.iter().any(|n| n.trim_start().starts_with("TBkndTask") || n.contains("114"));
    let found = known.iter().find(|(stream, _)| container.has(stream)).map(|(_, what)| *what);
    Err(Unreadable::other(found.unwrap_or(if project { "a Microsoft Project plan" } else { "an old Office document" })))
}

fn names_an_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|w| w == name)
}

fn package<'a>(bytes: &'a [u8], limits: &Limits) -> Result<FileKind<'a>, Unreadable> {
    let mut package = UntrustedPackage::open(bytes, limits)?;
    if let PartContent::Text(mime) | PartContent::Decoded(mime) = package.part("mimetype")? {
        return open_document(package, &mime);
    }
    let types = package.part("[Content_Types].xml")?.text();
    // SheetJS declares the binary type in every workbook it writes, so only the part itself tells.
    let binary = types.contains("ms-excel.sheet.binary.macroEnabled.main") && !package.has("xl/workbook.xml");
    if binary || package.has("xl/workbook.bin") {
        return Ok(FileKind::Xlsb(package));
    }
    let is_sheet =
        ["spreadsheetml.sheet.main", "excel.sheet.macro", "spreadsheetml.template.main", "excel.template.macro"];
    if is_sheet.iter().any(|t| types.contains(t)) || package.has("xl/workbook.xml") {
        return Ok(FileKind::Xlsx(package));
    }
    if package.names().any(|n| n.ends_with(".iwa") || n == "index.zip") {
        return Err(Unreadable::other_spreadsheet("an Apple Numbers document"));
    }
    // Some programs leave out the part `mimetype`.
    if package.has("content.xml") {
        let manifest = package.part("META-INF/manifest.xml")?.text();
        return open_document(
            package,
            manifest.split('"').find(|word| word.contains("opendocument")).unwrap_or_default(),
        );
    }
    let known = [
        ("wordprocessingml", "a Word document"),
        ("presentationml", "a PowerPoint presentation"),
        ("visio", "a Visio drawing"),
    ];
    let found = known.iter().find(|(word, _)| types.contains(word)).map(|(_, what)| *what);
    Err(Unreadable::other(found.unwrap_or(ARCHIVE)))
}

/// Whether a file is an archive of other files.
pub(super) fn is_archive(bytes: &[u8], limits: &Limits) -> bool {
    bytes.starts_with(b"PK") && package(bytes, limits).is_err_and(|why| why == Unreadable::other(ARCHIVE))
}

fn open_document<'a>(mut package: UntrustedPackage<'a>, mime: &str) -> Result<FileKind<'a>, Unreadable> {
    if package.part("META-INF/manifest.xml")?.text().contains("encryption-data") {
        return Err(Unreadable::encrypted());
    }
    match mime.trim() {
        m if m.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Ok(FileKind::Ods(package)),
        m if m.contains("opendocument.text") => Err(Unreadable::other("an OpenDocument text")),
        m if m.contains("opendocument.presentation") => Err(Unreadable::other("an OpenDocument presentation")),
        m if m.contains("epub") => Err(Unreadable::other("an e-book")),
        _ => Err(Unreadable::other(ARCHIVE)),
    }
}

fn text<'a>(bytes: &[u8], name: &str, named: Option<&'static Encoding>) -> Result<FileKind<'a>, Unreadable> {
    if let Some((_, what)) = OTHERS.iter().find(|(first, _)| bytes.starts_with(first)) {
        return Err(Unreadable::other(what));
    }
    if let [0x09, 0 | 2 | 4, ..] = bytes {
        return Err(Unreadable::other_spreadsheet("a workbook of Excel 4 or older"));
    }
    let found = match encoding_of(bytes, named) {
        Ok(found) => found,
        Err(NoEncoding::NoText) => return Err(Unreadable::unknown_format()),
        Err(NoEncoding::Unsure(why)) if is_named_text(name) => return Err(why),
        Err(NoEncoding::Unsure(_)) => return Err(Unreadable::plain_text()),
    };
    let head = found
        .encoding
        .decode(bytes.get(..bytes.len().min(2048)).unwrap_or_default())
        .0
        .trim_start()
        .to_ascii_lowercase();
    if let Some(what) = markup(&head) {
        return Err(what);
    }
    if is_named_text(name) { Ok(FileKind::Text(found)) } else { Err(Unreadable::plain_text()) }
}

fn is_named_text(name: &str) -> bool {
    [".csv", ".tsv", ".txt"].iter().any(|end| name.to_ascii_lowercase().ends_with(end))
}

fn markup(head: &str) -> Option<Unreadable> {
    if !head.starts_with('<') {
        return head.starts_with("mime-version:").then(|| Unreadable::other("a web page or message (MIME)"));
    }
    if head.contains("<html") || head.starts_with("<!doctype html") || head.starts_with("<table") {
        return Some(Unreadable::other("a web page"));
    }
    if head.contains("excel.sheet") || head.contains("office:spreadsheet") {
        return Some(Unreadable::other_spreadsheet("a spreadsheet saved as XML"));
    }
    if head.contains("opendocument.spreadsheet") || head.contains("<office:document") {
        return Some(Unreadable::other_spreadsheet("an OpenDocument spreadsheet in a single XML file (.fods)"));
    }
    head.starts_with("<?xml").then(|| Unreadable::other("an XML file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// What a file is, or how it is refused.
    fn told(bytes: &[u8], name: &str) -> String {
        match file_kind(bytes, name, &Limits::default(), None) {
            Ok(FileKind::Xlsx(_)) => "xlsx".into(),
            Ok(FileKind::Xlsb(_)) => "xlsb".into(),
            Ok(FileKind::Ods(_)) => "ods".into(),
            Ok(FileKind::Xls(_)) => "xls".into(),
            Ok(FileKind::Text(_)) => "text".into(),
            Err(why) => why.message,
        }
    }

    #[test]
    fn a_package_is_told_by_what_it_says_it_holds() {
        let types = |text: &str| format!("<Types><Override ContentType=\"application/{text}\"/></Types>");
        let sheet = types("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml");
        let binary = types("vnd.ms-excel.sheet.binary.macroEnabled.main");
        let word = types("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
        let spreadsheet = "application/vnd.oasis.opendocument.spreadsheet";
        let manifest = format!("<manifest media-type=\"{spreadsheet}\"/>");
        for (parts, is) in [
            (vec![("[Content_Types].xml", sheet.as_str())], "xlsx"),
            (vec![("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")], "xlsx"),
            (vec![("[Content_Types].xml", binary.as_str())], "xlsb"),
            (vec![("[Content_Types].xml", binary.as_str()), ("xl/workbook.xml", "<workbook/>")], "xlsx"),
            (vec![("xl/workbook.bin", "x")], "xlsb"),
            (vec![("mimetype", spreadsheet)], "ods"),
            (vec![("content.xml", "<c/>"), ("META-INF/manifest.xml", &manifest)], "ods"),
            (vec![("[Content_Types].xml", word.as_str())], "a Word document"),
            (vec![("mimetype", "application/vnd.oasis.opendocument.text")], "an OpenDocument text"),
            (vec![("mimetype", spreadsheet), ("META-INF/manifest.xml", "<m:encryption-data/>")], "password"),
            (vec![("Index/Document.iwa", "x")], "an Apple Numbers document"),
            (vec![("readme.md", "x")], "a zip archive of other files"),
        ] {
            let found = told(&zipped(&parts), "a.xlsx");
            assert!(found.contains(is), "{parts:?}: {found}");
        }
    }

    #[test]
    fn only_text_has_an_encoding_and_nothing_else_is_looked_into() {
        let package = zipped(&[("xl/workbook.xml", "<workbook/>")]);
        for (bytes, name, found) in [
            (&b"a,b\n"[..], "a.csv", Some(encoding_rs::UTF_8)),
            (b"a,M\xF6hre\n", "a.csv", Some(encoding_rs::WINDOWS_1252)),
            (b"a,b\n", "a.xlsx", None),
            (b"", "a.csv", None),
            (&package, "a.csv", None),
            (b"PK,b\n", "a.csv", None),
            (ole::SIGNATURE, "a.csv", None),
        ] {
            assert_eq!(encoding_of_text(bytes, name, None).ok().map(|f| f.encoding), found, "{name} {bytes:?}");
        }
    }

    #[test]
    fn text_is_read_only_under_a_name_that_says_so() {
        for (bytes, name, is) in [
            (&b"a,b\n1,2\n"[..], "a.CSV", "text"),
            (b"a\tb\n", "a.tsv", "text"),
            (b"a,b\n", "a.txt", "text"),
            (b"a,b\n", "a.xlsx", "plain text"),
            (b"<!DOCTYPE html><html>", "a.csv", "a web page"),
            (b"  <table><tr>", "a.xls", "a web page"),
            (b"MIME-Version: 1.0\n", "a.xls", "web page or message"),
            (
                b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>",
                "a.xml",
                "a spreadsheet saved as XML",
            ),
            (b"<?xml version=\"1.0\"?><office:document/>", "a.fods", "OpenDocument spreadsheet in a single XML file"),
            (b"<?xml version=\"1.0\"?><other/>", "a.xml", "an XML file"),
            (b"\x09\x04\x06\x00", "a.xls", "Excel 4 or older"),
            (b"\x89PNG\r\n", "a.csv", "a picture"),
            (b"7z\xBC\xAF\x27", "a.csv", "7z"),
        ] {
            let found = told(bytes, name);
            assert!(found.contains(is), "{name} {bytes:?}: {found}");
        }
    }
}
