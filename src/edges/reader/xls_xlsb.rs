//! Excel's binary formats, .xls and .xlsb, through the library's own readers.

use super::budget::Budget;
use super::ole::OleContainer;
use super::rows::{RowBuilder, note_on_cells_beyond};
use super::{biff, short_cells, values, xlsx};
use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::{Format, Grid, Raw, RawCell, Workbook};
use crate::model::place::At;
use calamine::{Data, Dimensions, Range, Reader, Sheet, SheetType, Xls, XlsError, Xlsb, XlsbError};
use std::collections::BTreeSet;
use std::io::Cursor;

/// Reads a workbook of Excel 97. The library gives no formats but dates, no notes and no hidden rows.
pub(super) fn read_xls(bytes: &[u8], container: &OleContainer, limits: &Limits) -> Result<Workbook, Unreadable> {
    biff::check_extent(container, limits)?;
    let mut book: Xls<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => Unreadable::encrypted(),
        _ => Unreadable::damaged(),
    })?;
    let epoch_1904 = book.has_1904_epoch();
    let (mut budget, mut sheets) = (Budget::new(limits), Vec::new());
    let formulas = biff::formula_positions(container);
    for (i, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        let mut grid = grid_of_range(&sheet, &range, formulas.get(i), epoch_1904, &mut budget)?;
        grid.merged = merged(&book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default());
        sheets.push(grid);
    }
    let properties = book.workbook_properties().unwrap_or_default();
    Ok(Workbook {
        format: Format::Xls,
        sheets,
        properties: properties.custom_properties.into_iter().collect(),
        saved_at: properties.modified,
        saved_by: properties.last_modified_by,
        epoch_1904,
        encoding: None,
        extras: if container.has("_VBA_PROJECT_CUR") { vec!["macros".into()] } else { Vec::new() },
    })
}

fn merged(ranges: &[Dimensions]) -> Vec<(At, At)> {
    let at = |(row, column): (u32, u32)| Some(At::new(row, u16::try_from(column).ok()?));
    ranges.iter().filter_map(|r| Some((at(r.start)?, at(r.end)?))).collect()
}

fn worksheets(all: &[Sheet]) -> Vec<Sheet> {
    all.iter().filter(|s| s.typ == SheetType::WorkSheet).cloned().collect()
}

fn grid_of_range(
    sheet: &Sheet,
    range: &Range<Data>,
    formulas: Option<&BTreeSet<(u32, u32)>>,
    epoch_1904: bool,
    budget: &mut Budget<'_>,
) -> Result<Grid, Unreadable> {
    budget.begin(&sheet.name);
    let (row, column) = range.start().unwrap_or_default();
    let mut rows = RowBuilder::new();
    for (r, c, value) in range.used_cells() {
        let at = (row.saturating_add(r as u32), column.saturating_add(c as u32));
        let formula = formulas.is_some_and(|f| f.contains(&at));
        let raw = values::from_data(value, epoch_1904);
        rows.push(at.0, at.1, RawCell { raw, formula, ..RawCell::default() }, budget)?;
    }
    Ok(grid(sheet, rows))
}

fn grid(sheet: &Sheet, rows: RowBuilder) -> Grid {
    let (rows, beyond) = rows.finish();
    Grid {
        title: sheet.name.clone(),
        shown: xlsx::shown(sheet.visible),
        rows,
        errors: note_on_cells_beyond(beyond).into_iter().collect(),
        ..Grid::default()
    }
}

/// Reads an Excel binary workbook.
pub(super) fn read_xlsb(
    bytes: &[u8],
    package: &mut UntrustedPackage<'_>,
    limits: &Limits,
) -> Result<Workbook, Unreadable> {
    package.check_sizes()?;
    let mut book: Xlsb<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| match e {
        XlsbError::Password => Unreadable::encrypted(),
        _ => Unreadable::damaged(),
    })?;
    let mut short_cells = short_cells::read_short_cells(package, book.has_1904_epoch())?;
    let (mut budget, mut sheets) = (Budget::new(limits), Vec::new());
    for sheet in worksheets(book.sheets_metadata()) {
        let short = short_cells.remove(&sheet.name).unwrap_or_default();
        sheets.push(xlsb_sheet(&mut book, &sheet, short, &mut budget)?);
    }
    let properties = book.workbook_properties().unwrap_or_default();
    Ok(Workbook {
        format: Format::Xlsb,
        sheets,
        properties: properties.custom_properties.into_iter().collect(),
        saved_at: properties.modified,
        saved_by: properties.last_modified_by,
        epoch_1904: book.has_1904_epoch(),
        encoding: None,
        extras: xlsx::ooxml_extras(package),
    })
}

fn xlsb_sheet(
    book: &mut Xlsb<Cursor<&[u8]>>,
    sheet: &Sheet,
    short: Vec<(u32, u32, RawCell)>,
    budget: &mut Budget<'_>,
) -> Result<Grid, Unreadable> {
    budget.begin(&sheet.name);
    let epoch_1904 = book.has_1904_epoch();
    let mut formulas = formula_positions(book, &sheet.name, budget)?;
    let Ok(mut reader) = book.worksheet_cells_reader(&sheet.name) else {
        let mut grid = grid(sheet, RowBuilder::new());
        grid.errors.push("The sheet is damaged and can't be read.".into());
        return Ok(grid);
    };
    let (mut rows, mut error) = (RowBuilder::new(), None);
    loop {
        match reader.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                let cell = RawCell {
                    raw: values::from_data_ref(cell.get_value(), epoch_1904),
                    formula: formulas.remove(&(row, column)),
                    ..RawCell::default()
                };
                rows.push(row, column, cell, budget)?;
            }
            Ok(None) => break,
            Err(XlsbError::CellError(_)) => {}
            Err(_) => {
                error = Some("The sheet is damaged; not all of its rows can be read.");
                break;
            }
        }
    }
    // The library passes over formulas whose result is an error.
    for (row, column) in formulas {
        let cell = RawCell { raw: Raw::Error("#ERROR!".into()), formula: true, ..RawCell::default() };
        rows.push(row, column, cell, budget)?;
    }
    for (row, column, cell) in short {
        rows.push(row, column, cell, budget)?;
    }
    let mut grid = grid(sheet, rows);
    grid.errors.extend(error.map(str::to_owned));
    Ok(grid)
}

/// Where the formulas of a sheet are.
fn formula_positions(
    book: &mut Xlsb<Cursor<&[u8]>>,
    sheet: &str,
    budget: &Budget<'_>,
) -> Result<BTreeSet<(u32, u32)>, Unreadable> {
    let mut found = BTreeSet::new();
    let Ok(mut reader) = book.worksheet_cells_reader(sheet) else { return Ok(found) };
    while let Ok(Some(cell)) = reader.next_formula() {
        found.insert(cell.get_position());
        budget.check(found.len() as u64)?;
    }
    Ok(found)
}
