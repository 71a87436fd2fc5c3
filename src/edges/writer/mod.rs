//! The workbook writer: a book of pages becomes the bytes of an xlsx file. What a role looks like is in `style`;
//! the same book always gives the same bytes.

mod cells;
mod charts;
mod heights;
mod rules;
mod sheet;
pub mod style;
#[cfg(test)]
mod tests;

pub(in crate::edges) use cells::day_and_time;

use crate::model::grid::Shown;
use crate::model::page::{Book, Page};
use crate::model::place::At;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::collections::BTreeSet;

/// Why a book could not be written. None of its bytes exist then.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// One cell can't be written.
    #[error("sheet {sheet}, cell {cell}: {why}")]
    Cell {
        /// The sheet's title.
        sheet: String,
        /// The cell in A1 form.
        cell: String,
        /// What is wrong and what was expected.
        why: String,
    },
    /// Something of a sheet can't be written.
    #[error("sheet {sheet}: {why}")]
    Sheet {
        /// The sheet's title.
        sheet: String,
        /// What is wrong and what was expected.
        why: String,
    },
    /// Something of the whole book can't be written.
    #[error("workbook {title}: {why}")]
    Book {
        /// The book's title.
        title: String,
        /// What is wrong and what was expected.
        why: String,
    },
}

/// The most characters (UTF-16 units, as Excel counts) that a cell holds.
pub const MAX_TEXT: usize = 32_767;
/// The most characters that Excel allows in a custom property's name or value.
pub const MAX_PROPERTY: usize = 255;
/// The most characters of a formula.
pub const MAX_FORMULA: usize = 8_192;

/// The bytes of an xlsx file that holds the book.
pub fn write(book: &Book) -> Result<Vec<u8>, WriteError> {
    let first = first_shown(book)?;
    let first_tab = book.pages.iter().position(|p| p.shown == Shown::Visible);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?);
    let mut formats = style::Formats::default();
    for (number, page) in book.pages.iter().enumerate() {
        refuse_reserved_title(page)?;
        let worksheet = workbook.add_worksheet();
        sheet::draw(worksheet, page, &mut formats)?;
        if number == first {
            worksheet.set_active(true);
        }
        if Some(number) == first_tab {
            worksheet.set_first_tab(true);
        }
    }
    for (name, range) in &book.names {
        workbook.define_name(name, range).map_err(|e| in_book(book, e))?;
    }
    workbook.save_to_buffer().map_err(|e| in_book(book, e))
}

/// The height in points that a line of a page is written with, where it is not left to the spreadsheet program.
pub fn height(page: &Page, row: u32) -> Option<f64> {
    let line = page.lines.get(usize::try_from(row).ok()?)?;
    heights::of(page, row, line)
}

/// The sheet that is seen first; one of prekick's own. Excel refuses a workbook in which every sheet is hidden.
fn first_shown(book: &Book) -> Result<usize, WriteError> {
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

fn properties(book: &Book) -> Result<DocProperties, WriteError> {
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

/// A book without a date gets a fixed one: the clock must not show in the bytes.
fn created(book: &Book) -> Result<ExcelDateTime, WriteError> {
    let (year, month, day) = book.created.map_or((2000, 1, 1), |d| (d.year(), d.month(), d.day()));
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), part(month), part(day)).map_err(|e| in_book(book, e))
}

/// Characters as Excel counts them.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Text for the parts of a file that know no escapes: what XML can't hold becomes a blank.
fn printable(text: &str) -> String {
    let fits = |c: char| !(c.is_control() && c != '\n' && c != '\t') && c != '\u{FFFE}' && c != '\u{FFFF}';
    text.chars().map(|c| if fits(c) { c } else { ' ' }).collect()
}

/// At most `most` characters as Excel counts them; a cut text ends in `…`.
fn clip(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fitting = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    fitting.chain(['…']).collect()
}

fn in_book(book: &Book, why: impl ToString) -> WriteError {
    WriteError::Book { title: book.title.clone(), why: why.to_string() }
}

fn in_sheet(page: &Page, why: impl ToString) -> WriteError {
    WriteError::Sheet { sheet: page.title.clone(), why: why.to_string() }
}

fn in_cell(page: &Page, row: u32, column: u16, why: impl ToString) -> WriteError {
    WriteError::Cell { sheet: page.title.clone(), cell: At::new(row, column).to_string(), why: why.to_string() }
}

/// The words for a refusal of the writing library.
fn words(error: &XlsxError) -> String {
    match error {
        XlsxError::RowColumnLimitError => "a sheet ends at cell XFD1048576".to_owned(),
        other => other.to_string(),
    }
}
