use super::*;
use crate::model::code::Code;
use crate::model::grid::Raw;
use crate::model::place::At;

mod hostile;
mod odd;

fn refused(bytes: &[u8], name: &str) -> (Code, String) {
    let error = read(bytes, name, &Limits::default()).unwrap_err();
    assert!(error.help.ends_with('.'), "{}", error.help);
    (error.code, error.message)
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "a").unwrap();
    sheet.write_number_with_format(1, 1, 0.8, &rust_xlsxwriter::Format::new().set_num_format("0%")).unwrap();
    sheet.write_string_with_format(2, 0, "gone", &rust_xlsxwriter::Format::new().set_font_strikethrough()).unwrap();
    sheet
        .write_number_with_format(3, 0, 46418.0, &rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    sheet.merge_range(5, 1, 6, 2, "both", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(3).unwrap();
    sheet.insert_note(0, 0, &rust_xlsxwriter::Note::new("R&D says <no>").set_author("Jane")).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn trouble_is_named_for_what_it_is() {
    let good = workbook();
    let cut = &good[..good.len() / 2];
    for (bytes, name, code, says) in [
        (&b""[..], "a.xlsx", Code::FileUnreadable, "empty"),
        (b"only words\n", "a.xlsx", Code::FileUnknownFormat, "plain text"),
        (b"%PDF-1.7\n", "a.xlsx", Code::FileUnknownFormat, "PDF"),
        (b"<html><body>", "a.xls", Code::FileUnknownFormat, "web page"),
        (&[7, 0, 1, 2, 3][..], "a.ods", Code::FileUnknownFormat, "no kind of file"),
        (cut, "a.xlsx", Code::FileUnreadable, "cut off"),
        (b"PK\x03\x04 nothing", "a.xlsx", Code::FileUnreadable, "cut off"),
    ] {
        let (found, message) = refused(bytes, name);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_workbook_is_read_with_all_that_hangs_on_its_cells() {
    let found = read(&workbook(), "a.xlsx", &Limits::default()).unwrap();
    let grid = &found.sheets[0];
    assert_eq!(grid.cell(At::new(0, 0)).unwrap().raw, Raw::Text("a".into()));
    assert!(grid.cell(At::new(1, 1)).unwrap().percent);
    assert!(grid.cell(At::new(2, 0)).unwrap().struck);
    assert_eq!(grid.cell(At::new(3, 0)).unwrap().raw.to_string(), "2027-01-31");
    assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_columns.as_slice()), (&[2][..], &[3][..]));
    assert_eq!(grid.merged, [(At::new(5, 1), At::new(6, 2))]);
    assert_eq!(grid.notes.len(), 1);
    assert!(grid.notes[0].text.contains("R&D says <no>"), "{:?}", grid.notes);
}

#[test]
fn a_lone_far_cell_costs_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "near").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    let found = read(&book.save_to_buffer().unwrap(), "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(found.sheets[0].cell(At::new(1_048_575, 16_383)).unwrap().raw, Raw::Text("far".into()));
}

#[test]
fn csv_in_any_dialect() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("ID;Title\nR-001;ä,b\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [
        &b"ID,Title\nR-001,\"\xc3\xa4,b\"\n"[..],
        b"\xef\xbb\xbfID;Title\r\nR-001;\xc3\xa4,b\r\n",
        b"ID\tTitle\nR-001\t\xe4,b\n",
        b"sep=|\nID|Title\nR-001|\xc3\xa4,b\n",
        &utf16,
    ] {
        let found = read(bytes, "copy.csv", &Limits::default()).unwrap();
        let grid = &found.sheets[0];
        assert_eq!(grid.title, "copy");
        let texts: Vec<String> =
            grid.rows.iter().flat_map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string())).collect();
        assert_eq!(texts, ["ID", "Title", "R-001", "ä,b"], "{bytes:?}");
    }
}

#[test]
fn more_cells_than_allowed_are_refused() {
    let limits = Limits { cells: 3, ..Limits::default() };
    assert_eq!(read(&workbook(), "a.xlsx", &limits).unwrap_err().code, Code::FileTooLarge);
}
