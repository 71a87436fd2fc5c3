//! The rows of a sheet as the file keeps them. The library does everything else of a sheet, and formulas: it knows which
//! functions need a prefix.

use super::cells::{StoredValue, stored, unwritable};
use super::digits::{push_float, push_integer};
use super::error::{WriteError, in_cell};
use super::heights;
use super::page_cells::{cell_at, title_band};
use super::row_spans::RowSpans;
use super::shared_strings::SharedTexts;
use super::style::Formats;
use crate::model::page::{CellBlock, Content, Page, PageCell, PageRow, Role};
use crate::model::place::{At, LAST_COLUMN, LAST_ROW, column_letters};
use std::collections::BTreeMap;

/// The height of a row, in pixels, for which the file says none.
const USUAL_PIXELS: f64 = 20.0;

/// A cell that the library has to know of: a link or a formula.
pub(super) struct LibraryCell<'a> {
    pub(super) at: At,
    pub(super) cell: &'a PageCell,
}

/// The rows of a sheet.
#[derive(Default)]
pub(super) struct PageRows<'a> {
    /// Their markup, without the formulas.
    pub(super) markup: String,
    /// Where in the markup each formula belongs, and its cell.
    pub(super) formulas: Vec<(usize, At)>,
    /// The cells that the library has to know of.
    pub(super) for_library: Vec<LibraryCell<'a>>,
    /// The smallest block with all its cells.
    pub(super) used: Option<CellBlock>,
    /// Its first cell with text.
    pub(super) first_text: Option<At>,
    /// The rows with a height or hidden: all of them where notes or charts lie over the rows, else the first and the last.
    pub(super) shapes: Vec<RowShape>,
}

/// How a row looks.
#[derive(Clone, Copy)]
pub(super) struct RowShape {
    pub(super) row: u32,
    pub(super) height: Option<f64>,
    pub(super) hidden: bool,
}

/// What the rows of all sheets of a book share.
pub(super) struct BookTables<'b, 'a> {
    pub(super) formats: &'b mut Formats,
    pub(super) strings: &'b mut SharedTexts<'a>,
}

/// A row beyond the last line of a page, which a merged cell or a note may reach.
static NO_CELLS: PageRow = PageRow { cells: Vec::new(), height: None, hidden: false };

/// The rows of a page.
pub(super) fn sheet_rows<'a>(page: &'a Page, tables: &mut BookTables<'_, 'a>) -> Result<PageRows<'a>, WriteError> {
    let widest = page.lines.iter().filter_map(|l| l.cells.iter().map(|(c, _)| *c).max()).max().unwrap_or(0);
    let widest = widest.max(u16::try_from(page.columns.len()).unwrap_or(u16::MAX));
    let mut writer = RowWriter {
        page,
        letters: (0..=widest.min(LAST_COLUMN)).map(column_letters).collect(),
        spans: RowSpans::of(page),
        merged: merged_cells(page, tables.formats),
        tables,
        rows: PageRows::default(),
    };
    for row in 0..last_row(page) {
        let line = usize::try_from(row).ok().and_then(|n| page.lines.get(n)).unwrap_or(&NO_CELLS);
        writer.row(row, line)?;
    }
    Ok(writer.rows)
}

/// The number of rows that may have to be written.
fn last_row(page: &Page) -> u32 {
    let lines = u32::try_from(page.lines.len()).unwrap_or(u32::MAX);
    let merged = page.merges.iter().map(|m| m.last.row.saturating_add(1));
    let noted = page.notes.iter().map(|n| n.at.0.saturating_add(1));
    merged.chain(noted).fold(lines, u32::max)
}

/// The formats of cells that are merged with others, which they keep where nothing else is written into them.
fn merged_cells(page: &Page, formats: &mut Formats) -> BTreeMap<(u32, u16), u32> {
    let mut out = BTreeMap::new();
    for block in page.merges.iter().filter(|m| m.first != m.last) {
        let CellBlock { first, last } = block;
        let blank = PageCell::default();
        let format = formats.number(first.column, cell_at(page, first.row, first.column).unwrap_or(&blank));
        for row in first.row..=last.row {
            out.extend((first.column..=last.column).map(|column| ((row, column), format)));
        }
    }
    out
}

struct RowWriter<'b, 't, 'a> {
    page: &'a Page,
    /// The letters of the columns.
    letters: Vec<String>,
    spans: RowSpans,
    merged: BTreeMap<(u32, u16), u32>,
    tables: &'t mut BookTables<'b, 'a>,
    rows: PageRows<'a>,
}

/// What stands in a cell.
#[derive(Clone, Copy)]
enum Filling<'a> {
    /// Nothing but a format.
    Blank(u32),
    Cell(&'a PageCell),
}

impl<'a> RowWriter<'_, '_, 'a> {
    fn row(&mut self, row: u32, line: &'a PageRow) -> Result<(), WriteError> {
        let height = heights::line_height(self.page, row, line);
        if height.is_some() || line.hidden {
            self.add_shape(RowShape { row, height, hidden: line.hidden });
        }
        let band = title_band(self.page, line);
        let is_merged = self.merged.range((row, 0)..=(row, u16::MAX)).next().is_some();
        if line.cells.is_empty() && band.is_empty() && !is_merged {
            if height.is_some() || line.hidden || self.page.notes.iter().any(|n| n.at.0 == row) {
                self.start_row(row, height, line.hidden);
                self.rows.markup.push_str("/>");
            }
            return Ok(());
        }
        self.start_row(row, height, line.hidden);
        self.rows.markup.push('>');
        if band.is_empty() && !is_merged && line.cells.is_sorted_by(|(a, _), (b, _)| a < b) {
            for (column, cell) in &line.cells {
                self.cell(At::new(row, *column), Filling::Cell(cell))?;
            }
        } else {
            for (column, filling) in self.overlaid(row, line, band) {
                self.cell(At::new(row, column), filling)?;
            }
        }
        self.rows.markup.push_str("</row>");
        Ok(())
    }

    fn add_shape(&mut self, shape: RowShape) {
        let shapes = &mut self.rows.shapes;
        if self.page.notes.is_empty() && self.page.charts.is_empty() {
            shapes.truncate(1);
        }
        shapes.push(shape);
    }

    /// The cells of a row in which cells are merged, a title's band goes on, or cells stand in any order. Formats are
    /// numbered in the order in which the cells are given.
    fn overlaid(&mut self, row: u32, line: &'a PageRow, band: Vec<u16>) -> BTreeMap<u16, Filling<'a>> {
        let merged = self.merged.range((row, 0)..=(row, u16::MAX));
        let mut out: BTreeMap<u16, Filling<'a>> =
            merged.map(|((_, c), format)| (*c, Filling::Blank(*format))).collect();
        let title = PageCell { role: Role::Title, ..PageCell::default() };
        for column in band {
            out.insert(column, Filling::Blank(self.tables.formats.number(column, &title)));
        }
        for (column, cell) in &line.cells {
            self.tables.formats.number(*column, cell);
            out.insert(*column, Filling::Cell(cell));
        }
        out
    }

    /// The tag of a row, but for its end.
    fn start_row(&mut self, row: u32, height: Option<f64>, hidden: bool) {
        let out = &mut self.rows.markup;
        out.push_str("<row r=\"");
        push_integer(out, u64::from(row) + 1);
        out.push('"');
        if let Some((first, last)) = self.spans.of_row(row) {
            out.push_str(" spans=\"");
            push_integer(out, u64::from(first) + 1);
            out.push(':');
            push_integer(out, u64::from(last) + 1);
            out.push('"');
        }
        let pixels = height.map(|points| (points * 4.0 / 3.0).round()).filter(|pixels| *pixels != USUAL_PIXELS);
        if let Some(pixels) = pixels {
            out.push_str(" ht=\"");
            push_float(out, pixels * 0.75);
            out.push('"');
        }
        if hidden {
            out.push_str(" hidden=\"1\"");
        }
        if pixels.is_some() {
            out.push_str(" customHeight=\"1\"");
        }
    }

    fn cell(&mut self, at: At, filling: Filling<'a>) -> Result<(), WriteError> {
        if at.row > LAST_ROW || at.column > LAST_COLUMN {
            return Err(in_cell(self.page, at.row, at.column, "a sheet ends at cell XFD1048576"));
        }
        let used = self.rows.used.get_or_insert(CellBlock { first: at, last: at });
        used.first.column = used.first.column.min(at.column);
        used.last = At::new(at.row, used.last.column.max(at.column));
        match filling {
            Filling::Blank(format) => self.stored(at, format, StoredValue::Blank),
            Filling::Cell(cell) => {
                if let Some(why) = unwritable(&cell.content) {
                    return Err(in_cell(self.page, at.row, at.column, why));
                }
                let format = self.tables.formats.number(at.column, cell);
                if matches!(cell.content, Content::Formula { .. } | Content::Link { .. }) {
                    self.rows.for_library.push(LibraryCell { at, cell });
                }
                match stored(&cell.content) {
                    Some(value) => self.stored(at, format, value),
                    None => self.rows.formulas.push((self.rows.markup.len(), at)),
                }
            }
        }
        Ok(())
    }

    /// Writes a cell.
    fn stored(&mut self, at: At, format: u32, value: StoredValue<'a>) {
        let out = &mut self.rows.markup;
        out.push_str("<c r=\"");
        out.push_str(self.letters.get(usize::from(at.column)).map_or("", String::as_str));
        push_integer(out, u64::from(at.row) + 1);
        out.push_str("\" s=\"");
        push_integer(out, u64::from(format));
        match value {
            StoredValue::Blank => return out.push_str("\"/>"),
            StoredValue::Number(n) => {
                out.push_str("\"><v>");
                push_float(out, n);
            }
            StoredValue::YesNo(yes) => {
                out.push_str("\" t=\"b\"><v>");
                out.push(if yes { '1' } else { '0' });
            }
            StoredValue::Text(text) => {
                self.rows.first_text.get_or_insert(at);
                out.push_str("\" t=\"s\"><v>");
                push_integer(out, self.tables.strings.number(text));
            }
        }
        out.push_str("</v></c>");
    }
}
