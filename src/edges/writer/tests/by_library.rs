//! Rows and texts are the same, byte for byte, as where the library writes them.

use super::super::cells::{StoredValue, cached, stored};
use super::super::heights::line_height;
use super::super::page_cells::{cell_at, title_band};
use super::super::rules::write_notes;
use super::super::style::Formats;
use super::*;
use crate::model::grid::Raw;
use rust_xlsxwriter::{Format, Formula, Worksheet};

fn format_of(formats: &mut Formats, column: u16, cell: &PageCell) -> Format {
    formats.number(column, cell);
    formats.of(cell).unwrap().clone()
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &PageCell, format: &Format) {
    match stored(&cell.content) {
        Some(StoredValue::Blank) => sheet.write_blank(row, column, format),
        Some(StoredValue::Text(text)) => sheet.write_string_with_format(row, column, text.as_ref(), format),
        Some(StoredValue::Number(n)) => sheet.write_number_with_format(row, column, n, format),
        Some(StoredValue::YesNo(yes)) => sheet.write_boolean_with_format(row, column, yes, format),
        None => {
            let Content::Formula { formula, result } = &cell.content else { panic!("{cell:?}") };
            let formula = Formula::new(formula).set_result(cached(result));
            sheet.write_formula_with_format(row, column, formula, format)
        }
    }
    .unwrap();
}

/// A page, with every cell written by the library.
fn by_library(page: &Page) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let mut formats = Formats::default();
    let sheet = workbook.add_worksheet();
    sheet.set_formula_result_default("");
    for (number, column) in (0..).zip(&page.columns) {
        sheet.set_column_width(number, f64::from(column.width)).unwrap();
    }
    for CellBlock { first, last } in &page.merges {
        let format =
            format_of(&mut formats, first.column, &cell_at(page, first.row, first.column).cloned().unwrap_or_default());
        sheet.merge_range(first.row, first.column, last.row, last.column, "", &format).unwrap();
    }
    for (row, line) in (0..).zip(&page.lines) {
        if let Some(height) = line_height(page, row, line) {
            sheet.set_row_height(row, height).unwrap();
        }
        if line.hidden {
            sheet.set_row_hidden(row).unwrap();
        }
    }
    for (row, line) in (0..).zip(&page.lines) {
        for column in title_band(page, line) {
            let title = PageCell::text("", Role::Title);
            let format = format_of(&mut formats, column, &title);
            write_cell(sheet, row, column, &title, &format);
        }
        for (column, cell) in &line.cells {
            let format = format_of(&mut formats, *column, cell);
            write_cell(sheet, row, *column, cell, &format);
        }
    }
    write_notes(sheet, page).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// A page with rows and cells of every kind in unusual places.
fn odd_page() -> Page {
    let empty = PageRow::default();
    let scattered =
        vec![(30, text("AE")), (2, text("C")), (7, PageCell::text("a longer text ".repeat(9), Role::Header))];
    let mut lines = vec![
        empty.clone(),
        PageRow::of([PageCell::default(), PageCell::text("A title", Role::Title)]),
        PageRow { height: Some(40.0), ..empty.clone() },
        PageRow { cells: scattered, ..empty.clone() },
        PageRow { hidden: true, height: Some(15.0), ..PageRow::of([text("a"), text("a"), text(" b")]) },
        PageRow::of([
            formula("SUM(B6:C6)>1", Content::Text("a<b".into())),
            formula("SORT(A1:A3)", Content::Blank),
            cell(Content::Found(Raw::YesNo(true)), Show::General),
            cell(Content::Found(Raw::Number(-0.125)), Show::General),
            cell(Content::Number(number("100000000000000000000")), Show::Integer),
        ]),
    ];
    lines.extend(vec![empty.clone(); 30]);
    lines.push(PageRow { hidden: true, ..empty });
    let note = PageNote { at: (50, 40), author: "Jo".into(), text: "far away".into() };
    let merges = vec![CellBlock::new(5, 3, 7, 5), CellBlock::new(20, 1, 20, 2)];
    Page { notes: vec![note], merges, ..page("Odd", lines) }
}

#[test]
fn rows_and_texts_are_those_that_the_library_would_write() {
    let risks = full_book().pages.pop().unwrap();
    let only_note = Page { notes: odd_page().notes, ..page("Note", vec![]) };
    for page in [risks, odd_page(), page("Empty", vec![]), only_note] {
        let book = OutputWorkbook { pages: vec![page.clone()], ..OutputWorkbook::default() };
        let (ours, theirs) = (write(&book).unwrap(), by_library(&page));
        let sheet = |bytes: &[u8]| part(bytes, "xl/worksheets/sheet1.xml");
        let (here, there) = (sheet(&ours), sheet(&theirs));
        assert_eq!(between(&here, "<sheetData>", "</sheetData>"), between(&there, "<sheetData>", "</sheetData>"));
        assert_eq!(here.contains("<sheetData/>"), there.contains("<sheetData/>"), "{}", page.title);
        assert_eq!(between(&here, "<dimension ", ">"), between(&there, "<dimension ", ">"), "{}", page.title);
        let formats = |bytes: &[u8]| between(&part(bytes, "xl/styles.xml"), "<cellXfs ", "</cellXfs>").concat();
        assert_eq!(formats(&ours), formats(&theirs), "{}", page.title);
        if !page.notes.is_empty() {
            let note = |bytes: &[u8]| part(bytes, "xl/drawings/vmlDrawing1.vml");
            assert_eq!(note(&ours), note(&theirs), "{}: a note lies where its row is", page.title);
        }
        if there.contains("t=\"s\"") {
            assert_eq!(part(&ours, "xl/sharedStrings.xml"), part(&theirs, "xl/sharedStrings.xml"));
        }
    }
}
