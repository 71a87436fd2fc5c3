//! Writes workbooks: a book of pages goes in, the bytes of an .xlsx file come out, or what stands in the way and where.
//!
//! The same book always gives the same bytes. How a role looks is in [`style`] alone. Nothing here knows records or
//! decides what a page says.
//!
//! The library writes a package with everything but the rows of its sheets and their texts: looks, rules, notes, charts,
//! formulas. Rows and texts, which are nearly all of a large file, are written here (`sheet_rows`, `shared_strings`)
//! and put into that package (`package`). From the cells in `library_cells` the library learns what it has to know.

mod cells;
mod charts;
mod digits;
mod error;
mod heights;
mod library_cells;
mod package;
mod page_cells;
mod row_spans;
mod rules;
mod shared_strings;
mod sheet;
mod sheet_rows;
pub mod style;
#[cfg(test)]
mod tests;
mod text;

pub(in crate::edges) use cells::day_and_time;
pub use cells::takes_link;
pub use error::WriteError;
pub use text::{MAX_FORMULA, MAX_PROPERTY, MAX_TEXT};

use crate::edges::library_words::workbook_words;
use crate::model::grid::Shown;
use crate::model::page::{CellBlock, OutputWorkbook, Page};
use crate::model::place::{At, column_letters};
use error::{in_book, in_sheet};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use shared_strings::SharedTexts;
use sheet_rows::BookTables;
use std::collections::BTreeSet;
use text::{printable, units};

/// The name of a sheet that stands for the print area which prekick gave it. While both are alike nobody has set another one.
pub(in crate::edges) const PRINTED_NAME: &str = "prekick_print_area";

/// The bytes of an .xlsx file with these pages.
///
/// # Errors
/// Where Excel could not open the file or would show something else: a text that is too long, a title that is reserved.
pub fn write(book: &OutputWorkbook) -> Result<Vec<u8>, WriteError> {
    let first = first_shown(book)?;
    let first_tab = book.pages.iter().position(|p| p.shown == Shown::Visible);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?);
    // Only the rows that the library does not write are large.
    workbook.set_zip_compression_level(1);
    let mut formats = style::Formats::default();
    let mut strings = SharedTexts::default();
    let mut sheets = Vec::with_capacity(book.pages.len());
    for (number, page) in book.pages.iter().enumerate() {
        refuse_reserved_title(page)?;
        let worksheet = workbook.add_worksheet();
        let mut tables = BookTables { formats: &mut formats, strings: &mut strings };
        sheets.push(sheet::draw_sheet(worksheet, page, &mut tables)?);
        if number == first {
            worksheet.set_active(true);
        }
        if Some(number) == first_tab {
            worksheet.set_first_tab(true);
        }
    }
    for (name, range) in &book.names {
        workbook.define_name(name, range).map_err(|e| in_book(book, workbook_words(&e)))?;
    }
    for (page, CellBlock { first, last }) in book.pages.iter().filter_map(|page| Some((page, page.printed?))) {
        let title = format!("'{}'", page.title.replace('\'', "''"));
        let range = format!("{title}!{}:{}", fixed(first), fixed(last));
        let name = format!("{title}!{PRINTED_NAME}");
        workbook.define_name(name, &range).map_err(|e| in_book(book, workbook_words(&e)))?;
    }
    let frame = workbook.save_to_buffer().map_err(|e| in_book(book, workbook_words(&e)))?;
    package::filled_package(&frame, &sheets, &strings).map_err(|_| in_book(book, "its parts can't be packed"))
}

/// A cell as a range names it that does not move.
fn fixed(at: At) -> String {
    format!("${}${}", column_letters(at.column), at.row + 1)
}

/// The height in points with which a line of a page is written; none where the spreadsheet program chooses it.
pub fn height(page: &Page, row: u32) -> Option<f64> {
    let line = page.lines.get(usize::try_from(row).ok()?)?;
    heights::line_height(page, row, line)
}

/// The sheet that is shown when the workbook is opened: the first visible one, of prekick's own if there is any. Excel
/// refuses a workbook in which every sheet is hidden.
fn first_shown(book: &OutputWorkbook) -> Result<usize, WriteError> {
    let first = |own: bool| book.pages.iter().position(|p| p.shown == Shown::Visible && !(own && p.carried));
    let shown = first(true).or_else(|| first(false));
    shown.ok_or_else(|| in_book(book, "it has no visible sheet; at least one is needed"))
}

fn refuse_reserved_title(page: &Page) -> Result<(), WriteError> {
    if page.title.eq_ignore_ascii_case("history") {
        return Err(in_sheet(page, "Excel keeps the title History for itself; use another title"));
    }
    Ok(())
}

fn properties(book: &OutputWorkbook) -> Result<DocProperties, WriteError> {
    let mut seen = BTreeSet::new();
    let mut out = DocProperties::new().set_title(printable(&book.title)).set_author("prekick");
    out = out.set_creation_datetime(&created(book)?);
    for (name, value) in &book.properties {
        for text in [name, value] {
            if units(text) > MAX_PROPERTY {
                let why = format!(
                    "the document property {name} has a text of {} characters; at most {MAX_PROPERTY} fit",
                    units(text)
                );
                return Err(in_book(book, why));
            }
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(in_book(book, format!("the document property {name} is there twice; each name is used once")));
        }
        out = out.set_custom_property(printable(name), printable(value).as_str());
    }
    Ok(out)
}

/// The date of creation; a fixed one for a book without a date, since the bytes must not depend on the clock.
fn created(book: &OutputWorkbook) -> Result<ExcelDateTime, WriteError> {
    let (year, month, day) = book.created.map_or((2000, 1, 1), |d| (d.year(), d.month(), d.day()));
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), part(month), part(day))
        .map_err(|e| in_book(book, workbook_words(&e)))
}
