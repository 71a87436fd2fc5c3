//! Draws one page on one worksheet: its set-up for screen and paper, and what lies over its cells.

use super::error::{WriteError, in_sheet};
use super::library_cells::NewFormats;
use super::page_cells::cell_at;
use super::sheet_rows::{BookTables, PageRows, RowShape, sheet_rows};
use super::style::Formats;
use super::{charts, library_cells, rules, style};
use crate::edges::library_words::workbook_words;
use crate::model::grid::Shown;
use crate::model::page::{CellBlock, Page, PageCell, Role};
use rust_xlsxwriter::{IgnoreError, ProtectionOptions, Worksheet, XlsxError};

const A4: u8 = 9;
/// Characters that can still be read side by side on A4 in landscape; a wider sheet takes more pages.
const READABLE: u16 = 230;

/// Draws the page, and gives its rows, which the library does not write.
pub(super) fn draw_sheet<'a>(
    sheet: &mut Worksheet,
    page: &'a Page,
    tables: &mut BookTables<'_, 'a>,
) -> Result<PageRows<'a>, WriteError> {
    let in_page = |e: XlsxError| in_sheet(page, workbook_words(&e));
    set_up(sheet, page).map_err(in_page)?;
    let known = tables.formats.made().len();
    let rows = sheet_rows(page, tables)?;
    merges(sheet, page, tables.formats).map_err(in_page)?;
    row_shapes(sheet, &rows.shapes).map_err(in_page)?;
    library_cells::write_library_cells(sheet, page, &rows, &NewFormats { all: tables.formats, known })?;
    ignore_number_as_text(sheet, page).map_err(in_page)?;
    rules::write_validations(sheet, page)?;
    rules::write_highlights(sheet, page)?;
    rules::write_captions(sheet, page)?;
    rules::write_notes(sheet, page)?;
    charts::draw_charts(sheet, page).map_err(in_page)?;
    Ok(rows)
}

fn set_up(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    sheet.set_name(&page.title)?;
    // The library's default result is 0, also for formulas that give an empty text.
    sheet.set_formula_result_default("");
    visibility(sheet, page);
    columns(sheet, page)?;
    for_screen(sheet, page)?;
    for_paper(sheet, page)?;
    if page.protect {
        sheet.protect_with_options(&all_that_may_be_allowed());
    }
    Ok(())
}

fn visibility(sheet: &mut Worksheet, page: &Page) {
    match page.shown {
        Shown::Visible => {}
        Shown::Hidden => {
            sheet.set_hidden(true);
        }
        Shown::VeryHidden => {
            sheet.set_very_hidden(true);
        }
    }
}

fn columns(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    for (number, column) in (0..).zip(&page.columns) {
        if column.width > 0 {
            sheet.set_column_width(number, f64::from(column.width.min(255)))?;
        }
        if column.hidden {
            sheet.set_column_hidden(number)?;
        }
    }
    for (column, width) in &page.widths {
        sheet.set_column_width_pixels(*column, pixels(*width))?;
    }
    Ok(())
}

/// A width in characters, as the file has it, in pixels: seven to a character.
fn pixels(width: f64) -> u32 {
    let dots = (width.clamp(0.0, 255.0) * 7.0).round();
    (0..=1_785).find(|n| f64::from(*n) >= dots).unwrap_or(1_785)
}

fn for_screen(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    sheet.set_screen_gridlines(false);
    if let Some(role) = page.tab {
        sheet.set_tab_color(style::tab(role));
    }
    if let Some((row, column)) = page.freeze {
        sheet.set_freeze_panes(row, column)?;
    }
    if let Some(CellBlock { first, last }) = page.filter {
        sheet.autofilter(first.row, first.column, last.row, last.column)?;
    }
    if let Some((row, column)) = first_entry(page) {
        sheet.set_selection(row, column, row, column)?;
    }
    Ok(())
}

fn for_paper(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let printed = page.printed.map_or(page.columns.len(), |block| usize::from(block.last.column) + 1);
    let wide = page.columns.iter().take(printed).filter(|c| !c.hidden).map(|c| c.width).fold(0u16, u16::saturating_add);
    let across = if page.papers == Some(1) { 1 } else { wide.div_ceil(READABLE).max(1) };
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(across, page.papers.unwrap_or(0));
    if let Some(last) = page.freeze.and_then(|(_, column)| column.checked_sub(1)).filter(|_| across > 1) {
        sheet.set_repeat_columns(0, last)?;
    }
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&8&A&R&8Page &P of &N");
    if let Some((first, last)) = page.repeat {
        sheet.set_repeat_rows(first, last)?;
    }
    if let Some(CellBlock { first, last }) = page.printed {
        sheet.set_print_area(first.row, first.column, last.row, last.column)?;
    }
    Ok(())
}

/// The options of a protected sheet: everything that Excel can allow is allowed, so that protection prevents slips and
/// not work.
fn all_that_may_be_allowed() -> ProtectionOptions {
    ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_columns: true,
        insert_rows: true,
        insert_links: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        use_pivot_tables: true,
        edit_objects: true,
        edit_scenarios: true,
        ..ProtectionOptions::new()
    }
}

/// Merges cells. This comes before other cells are written, which fill the merged ranges.
fn merges(sheet: &mut Worksheet, page: &Page, formats: &Formats) -> Result<(), XlsxError> {
    for CellBlock { first, last } in &page.merges {
        if first == last {
            continue;
        }
        let blank = PageCell::default();
        let cell = cell_at(page, first.row, first.column).unwrap_or(&blank);
        if let Some(format) = formats.of(cell) {
            sheet.merge_range(first.row, first.column, last.row, last.column, "", format)?;
        }
    }
    Ok(())
}

/// Gives rows their heights. The library writes them nowhere, but places notes and charts by them, and counts such rows as
/// used.
fn row_shapes(sheet: &mut Worksheet, shapes: &[RowShape]) -> Result<(), XlsxError> {
    for shape in shapes {
        if let Some(height) = shape.height {
            sheet.set_row_height(shape.row, height)?;
        }
        if shape.hidden {
            sheet.set_row_hidden(shape.row)?;
        }
    }
    Ok(())
}

/// A visible cell to start typing in.
fn first_entry(page: &Page) -> Option<(u32, u16)> {
    let hidden = |column: u16| page.columns.get(usize::from(column)).is_some_and(|c| c.hidden);
    let shown = (0..).zip(&page.lines).filter(|(_, line)| !line.hidden);
    let mut cells = shown.flat_map(|(row, line)| line.cells.iter().map(move |(column, cell)| (row, *column, cell)));
    let first = cells.find(|(_, column, cell)| cell.role == Role::Entry && cell.unlocked && !hidden(*column));
    first.map(|(row, column, _)| (row, column))
}

/// Turns off the warning, a green corner, about text that looks like a number.
fn ignore_number_as_text(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let rows = u32::try_from(page.lines.len()).unwrap_or(u32::MAX);
    let columns = page.lines.iter().flat_map(|l| l.cells.iter().map(|(c, _)| *c)).max();
    if let (Some(last_row), Some(last_column)) = (rows.checked_sub(1), columns) {
        sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}
