//! What a file is, by its first bytes.

use super::Unreadable;

/// What kind of reading a file needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Xls,
    Csv,
}

const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const EXPECTED: &str = "Expected is a spreadsheet: .xlsx, .xlsm, .xlsb, .xls, .ods or .csv.";

/// What the file is, or why it is none of ours.
pub(super) fn kind(bytes: &[u8], name: &str) -> Result<Kind, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::damaged(format!("The file is empty. {EXPECTED}")));
    }
    if bytes.starts_with(b"PK") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(&OLE) {
        return ole(bytes);
    }
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    if let Some(what) = known(head) {
        return Err(unknown(what));
    }
    let csv = [".csv", ".tsv", ".txt"].iter().any(|e| name.to_ascii_lowercase().ends_with(e));
    match (csv, is_text(bytes)) {
        (true, true) => Ok(Kind::Csv),
        (false, true) => Err(unknown("plain text, not a spreadsheet, whatever its name says")),
        (_, false) => Err(unknown("no kind of file that is known here")),
    }
}

fn unknown(what: &str) -> Unreadable {
    let help = "Ask for the spreadsheet itself, saved as .xlsx.";
    Unreadable::new("file/unknown-format", format!("The file is {what}. {EXPECTED}"), help)
}

fn known(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let starts: [(&[u8], &str); 6] = [
        (b"%PDF", "a PDF, not a spreadsheet"),
        (b"\x89PNG", "a picture, not a spreadsheet"),
        (b"\xff\xd8\xff", "a picture, not a spreadsheet"),
        (b"Rar!", "an archive, not a spreadsheet"),
        (b"7z\xbc\xaf", "an archive, not a spreadsheet"),
        (b"{\\rtf", "a text document, not a spreadsheet"),
    ];
    let by_bytes = starts.iter().find(|(start, _)| head.starts_with(start)).map(|(_, what)| *what);
    by_bytes
        .or_else(|| {
            (text.starts_with("<!doctype html") || text.starts_with("<html")).then_some("a web page, not a spreadsheet")
        })
        .or_else(|| text.starts_with("<?xml").then_some("an XML file, not a workbook"))
}

/// An old compound file: Excel 97, or a workbook inside an encrypted envelope, or another program's.
fn ole(bytes: &[u8]) -> Result<Kind, Unreadable> {
    let has = |word: &str| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if has("EncryptedPackage") {
        let label = if has("DataSpaces") && has("DRMEncryptedDataSpace") {
            "by a sensitivity label"
        } else {
            "with a password"
        };
        return Err(Unreadable::new(
            "file/encrypted",
            format!("The workbook is encrypted {label}, so that only Excel can open it."),
            "Ask for a copy without the password or label, or open it in Excel and save it without.",
        ));
    }
    if has("Workbook") || has("Book") {
        return Ok(Kind::Xls);
    }
    Err(unknown(if has("WordDocument") {
        "a Word document, not a spreadsheet"
    } else {
        "an Office file that is no workbook"
    }))
}

/// Text of some encoding: no control characters but those of text, or UTF-16 with its mark.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    !head.iter().any(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127))
}
