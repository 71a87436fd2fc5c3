//! The cells that are given to the library as well: those from which it learns which formats there are, how far a sheet
//! reaches and that there is text; and links, formulas and what charts show.

use super::cells::{StoredValue, cached, link_of, stored};
use super::error::{WriteError, in_cell};
use super::page_cells::cell_at;
use super::sheet_rows::{LibraryCell, PageRows};
use super::style::Formats;
use crate::edges::library_words::workbook_words;
use crate::model::page::{CellBlock, Content, Page};
use crate::model::place::At;
use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};

/// Excel drops the links of a sheet that has more.
const MOST_LINKS: usize = 65_530;

/// The formats, and how many of them the library knows already.
pub(super) struct NewFormats<'a> {
    pub(super) all: &'a Formats,
    pub(super) known: usize,
}

/// Gives the library the cells of a sheet that it has to know of.
pub(super) fn write_library_cells(
    sheet: &mut Worksheet,
    page: &Page,
    rows: &PageRows<'_>,
    formats: &NewFormats<'_>,
) -> Result<(), WriteError> {
    let Some(used) = rows.used else { return Ok(()) };
    let at_cell = |at: At| move |e: XlsxError| in_cell(page, at.row, at.column, workbook_words(&e));
    write_corners(sheet, used, formats).map_err(at_cell(used.last))?;
    for chart in &page.charts {
        write_block(sheet, page, chart.labels).map_err(at_cell(chart.labels.first))?;
        write_block(sheet, page, chart.figures).map_err(at_cell(chart.figures.first))?;
    }
    if let Some(at) = rows.first_text {
        sheet.write_string(at.row, at.column, "text").map_err(at_cell(at))?;
    }
    let mut links = 0;
    for LibraryCell { at, cell } in &rows.for_library {
        let Some(format) = formats.all.of(cell) else { continue };
        let At { row, column } = *at;
        if let Content::Formula { formula, result } = &cell.content {
            let formula = Formula::new(formula).set_result(cached(result));
            sheet.write_formula_with_format(row, column, formula, format).map_err(at_cell(*at))?;
        } else if let Some((text, target)) = link_of(&cell.content).filter(|_| links < MOST_LINKS) {
            // What is no link for the library is text all the same.
            let written = sheet.write_url_with_options(row, column, Url::new(target), text, "", Some(format));
            links += usize::from(written.is_ok());
        }
    }
    Ok(())
}

/// Writes the first and the last cell, and each new format once.
fn write_corners(sheet: &mut Worksheet, used: CellBlock, formats: &NewFormats<'_>) -> Result<(), XlsxError> {
    let CellBlock { first, last } = used;
    let all = formats.all.made();
    for format in all.get(formats.known..).unwrap_or_default() {
        sheet.write_blank(first.row, first.column, format)?;
    }
    if let Some(any) = all.first() {
        sheet.write_blank(first.row, first.column, any)?;
        sheet.write_blank(last.row, last.column, any)?;
    }
    Ok(())
}

/// Writes the texts and numbers that a chart shows.
fn write_block(sheet: &mut Worksheet, page: &Page, block: CellBlock) -> Result<(), XlsxError> {
    for row in block.first.row..=block.last.row {
        for column in block.first.column..=block.last.column {
            match cell_at(page, row, column).and_then(|cell| stored(&cell.content)) {
                Some(StoredValue::Text(text)) => sheet.write_string(row, column, text.as_ref()).map(|_| ())?,
                Some(StoredValue::Number(n)) => sheet.write_number(row, column, n).map(|_| ())?,
                _ => {}
            }
        }
    }
    Ok(())
}
