//! Files that are something else, broken, or meant to hurt.

use super::odd::{package, sheet_package};
use super::*;
use crate::model::code::Code;

/// An old Office container whose directory lists these streams; all chains are empty.
fn container(streams: &[&str]) -> Vec<u8> {
    let mut file = vec![0_u8; 512];
    file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    file[26] = 3;
    file[30] = 9;
    file[32] = 6;
    file[44] = 1;
    file[48] = 1;
    file[60..64].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
    file[68..72].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
    file[76..512].fill(0xFF);
    file[76..80].copy_from_slice(&[0; 4]);
    let mut fat = vec![0xFF_u8; 512];
    fat[..8].copy_from_slice(&[0xFD, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF]);
    file.extend(fat);
    let mut directory = vec![0_u8; 512];
    for (i, name) in ["Root Entry"].iter().chain(streams).enumerate() {
        let entry = &mut directory[i * 128..(i + 1) * 128];
        name.encode_utf16().enumerate().for_each(|(n, u)| entry[n * 2..n * 2 + 2].copy_from_slice(&u.to_le_bytes()));
        entry[66] = if i == 0 { 5 } else { 2 };
        entry[116..120].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
    }
    file.extend(directory);
    file
}

#[test]
fn every_stranger_is_named() {
    let word = package(&[("[Content_Types].xml", "<Types>wordprocessingml.document.main</Types>")]);
    let slides = package(&[("[Content_Types].xml", "<Types>presentationml</Types>")]);
    let numbers = package(&[("Index/Document.iwa", "x")]);
    let other = package(&[("readme.txt", "x")]);
    let text = package(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    let table: [(&str, Vec<u8>, Code, &str); 18] = [
        ("a.xlsx", word, Code::FileUnknownFormat, "Word document"),
        ("a.xlsx", slides, Code::FileUnknownFormat, "PowerPoint"),
        ("a.xlsx", numbers, Code::FileUnknownFormat, "Apple Numbers"),
        ("a.xlsx", other, Code::FileUnknownFormat, "zip archive"),
        ("a.ods", text, Code::FileUnknownFormat, "OpenDocument text"),
        ("a.xls", container(&["WordDocument"]), Code::FileUnknownFormat, "Word document"),
        ("a.xls", container(&["__properties_version1.0"]), Code::FileUnknownFormat, "Outlook"),
        ("a.xlsx", container(&["EncryptionInfo", "EncryptedPackage"]), Code::FileEncrypted, "password"),
        ("a.xls", container(&["Workbook"]), Code::FileUnreadable, "damaged"),
        ("a.xlsx", "\u{feff}<!DOCTYPE html><html>".into(), Code::FileUnknownFormat, "web page"),
        ("a.csv", "<html>".into(), Code::FileUnknownFormat, "web page"),
        ("a.xlsx", "<?xml version='1.0'?><a/>".into(), Code::FileUnknownFormat, "XML"),
        (
            "a.fods",
            "<?xml version='1.0'?><office:document office:version='1.2'>".into(),
            Code::FileUnknownFormat,
            ".fods",
        ),
        (
            "a.xlsx",
            sheet_package("<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>", "", &[]),
            Code::FileUnreadable,
            "ENTITY",
        ),
        ("a.xlsx", "ID,Title".into(), Code::FileUnknownFormat, "plain text"),
        ("a.csv", vec![0, 1, 2, 3, 0, 200, 201, 7], Code::FileUnknownFormat, "no kind of file"),
        ("a.csv", b"\x89PNG\r\n".to_vec(), Code::FileUnknownFormat, "picture"),
        ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), Code::FileUnreadable, "Excel 97"),
    ];
    for (name, bytes, code, says) in table {
        let (found, message) = refused(&bytes, name);
        assert_eq!(found, code, "{says}: {message}");
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn limits_hold() {
    let big = Limits { file_megabytes: 0, ..Limits::default() };
    assert_eq!(read(b"x", "a.csv", &big).unwrap_err().code, Code::FileTooLarge);
    let blown = " ".repeat(12 << 20);
    let bomb = sheet_package(&blown, "", &[]);
    assert!(bomb.len() < 100_000);
    let found = read(&bomb, "a.xlsx", &Limits::default()).unwrap_err();
    assert_eq!((found.code, found.message.contains("12 MB")), (Code::FileTooLarge, true), "{}", found.message);
    let small = Limits { unpacked_megabytes: 1, ..Limits::default() };
    let two = sheet_package(&blown[..5 << 20], "", &[]);
    assert_eq!(read(&two, "a.xlsx", &small).unwrap_err().code, Code::FileTooLarge);
    assert_eq!(
        read(b"a,b\nc,d\n", "a.csv", &Limits { cells: 3, ..Limits::default() }).unwrap_err().code,
        Code::FileTooLarge
    );
}

#[test]
fn a_part_larger_than_it_says_is_refused() {
    let mut bytes = sheet_package("<worksheet><sheetData/></worksheet>", "", &[("xl/sharedStrings.xml", &noise())]);
    let entry = bytes.windows(20).rposition(|w| w == b"xl/sharedStrings.xml").unwrap();
    // The size unpacked stands 22 bytes before the name in the package's directory.
    bytes[entry - 22..entry - 18].copy_from_slice(&1000_u32.to_le_bytes());
    let found = read(&bytes, "a.xlsx", &Limits::default()).unwrap_err();
    assert!([Code::FileTooLarge, Code::FileUnreadable].contains(&found.code), "{found:?}");
}

fn noise() -> String {
    let mut n = 7_u32;
    let mut next = || {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (n >> 27) as u8 % 26)
    };
    (0..100_000).map(|_| next()).collect()
}

#[test]
fn absurd_counts_ask_for_no_memory() {
    let strings = r#"<sst count="1" uniqueCount="99999999999"><si><t>x</t></si></sst>"#;
    let book = sheet_package("<worksheet><sheetData/></worksheet>", "", &[("xl/sharedStrings.xml", strings)]);
    assert_eq!(read(&book, "a.xlsx", &Limits::default()).unwrap_err().code, Code::FileTooLarge);
    let shared = r#"<worksheet><sheetData><row r="1"><c r="A1"><f t="shared" si="99999999999" ref="A1:A2">1</f><v>4</v></c></row></sheetData></worksheet>"#;
    let found = read(&sheet_package(shared, "", &[]), "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(found.sheets[0].cell(At::new(0, 0)).unwrap().raw, Raw::Number(4.0));
}

#[test]
fn one_long_text_in_many_cells_is_refused_before_it_fills_the_machine() {
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(30);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let strings = format!("<sst><si><t>{}</t></si></sst>", noise());
    let book = sheet_package(&sheet, "", &[("xl/sharedStrings.xml", &strings)]);
    let long = Limits { cell_characters: 200_000, ..Limits::default() };
    let small = Limits { unpacked_megabytes: 1, ..long };
    let found = read(&book, "a.xlsx", &small).unwrap_err();
    assert_eq!((found.code, found.message.contains("MB of text")), (Code::FileTooLarge, true), "{}", found.message);
    assert!(read(&book, "a.xlsx", &long).is_ok());
}

#[test]
fn places_that_no_sheet_has_are_told_and_not_read() {
    let sheet = r#"<worksheet><sheetData><row r="2000000"><c r="A2000000"><v>1</v></c></row></sheetData></worksheet>"#;
    let found = read(&sheet_package(sheet, "", &[]), "a.xlsx", &Limits::default()).unwrap();
    assert!(found.sheets[0].rows.is_empty());
    assert!(found.sheets[0].errors[0].contains("XFD1048576"), "{:?}", found.sheets[0].errors);
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="B4294967298"><v>1</v></c></row></sheetData></worksheet>"#;
    // Whatever the library makes of it, no cell may appear where nobody typed one.
    if let Ok(found) = read(&sheet_package(sheet, "", &[]), "a.xlsx", &Limits::default()) {
        assert!(found.sheets[0].cell(At::new(1, 1)).is_none(), "{:?}", found.sheets[0].rows);
    }
}

#[test]
fn a_sheet_that_breaks_off_keeps_its_first_rows() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v"#;
    let found = read(&sheet_package(sheet, "", &[]), "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(found.sheets[0].cell(At::new(0, 0)).unwrap().raw, Raw::Number(1.0));
    assert!(found.sheets[0].errors[0].contains("after row 1"), "{:?}", found.sheets[0].errors);
}

#[test]
fn cut_and_scrambled_workbooks_never_panic() {
    let good = workbook();
    for step in 1..60 {
        let _ = read(&good[..good.len() * step / 60], "a.xlsx", &Limits::default());
        let mut scrambled = good.clone();
        scrambled.iter_mut().skip(step * 7).step_by(97).for_each(|b| *b ^= 0x55);
        let _ = read(&scrambled, "a.xlsx", &Limits::default());
    }
}

#[test]
fn packages_made_to_harm_are_refused_by_name() {
    let sheet = "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData></worksheet>";
    let good = sheet_package(sheet, "", &[]);
    assert!(read(&good, "a.xlsx", &Limits::default()).is_ok());
    let out = refused(&sheet_package(sheet, "", &[("../../evil.xml", "<x/>")]), "a.xlsx");
    assert!(out.0 == Code::FileUnreadable && out.1.contains("../../evil.xml"), "{}", out.1);
    let deep = format!("<worksheet><sheetData><row><c>{}", "<v>".repeat(10_000));
    let deep = refused(&sheet_package(&deep, "", &[]), "a.xlsx");
    assert!(deep.0 == Code::FileTooLarge && deep.1.contains("256 deep"), "{}", deep.1);
    let few = Limits { parts: 5, ..Limits::default() };
    let many = read(&good, "a.xlsx", &few).unwrap_err();
    assert!(many.code == Code::FileTooLarge && many.message.contains("6 parts"), "{}", many.message);
}

/// Two entries of the directory that lead to one local part.
#[test]
fn entries_over_each_other_are_refused() {
    let mut bytes = package(&[("xl/workbook.xml", "<workbook/>"), ("xl/worklook.xml", "<workbook/>")]);
    let directory =
        |bytes: &[u8], from: usize| (from..bytes.len()).find(|i| bytes[*i..].starts_with(b"PK\x01\x02")).unwrap();
    let first = directory(&bytes, 0);
    let second = directory(&bytes, first + 4);
    let place = bytes[first + 42..first + 46].to_vec();
    bytes[second + 42..second + 46].copy_from_slice(&place);
    let (code, message) = refused(&bytes, "a.xlsx");
    assert!(code == Code::FileUnreadable && message.contains("over each other"), "{message}");
}

#[test]
fn a_text_longer_than_any_cell_is_refused_with_its_place() {
    let sheet = format!(
        r#"<worksheet><sheetData><row r="7"><c r="B7" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>"#,
        "y".repeat(60_000)
    );
    let (code, message) = refused(&sheet_package(&sheet, "", &[]), "a.xlsx");
    assert!(code == Code::FileTooLarge && message.contains("B7") && message.contains("60000"), "{message}");
    let text = format!("ID,Title\nR-001,\"not closed\n{}", "R-002,next\n".repeat(9000));
    let (code, message) = refused(text.as_bytes(), "a.csv");
    assert!(code == Code::FileUnreadable && message.contains("B2") && message.contains("quotation mark"), "{message}");
}
