//! The records of an Excel 97 workbook, described in [MS-XLS]: whether its sheets are safe to unfold, and where its formulas
//! are.
//!
//! This is our own code because calamine keeps a rectangle around all cells of a sheet without a bound, and gives no
//! positions of formulas, only the texts of those that it can put together.

use super::little_endian::{slice, u16_at, u32_at};
use super::ole::OleContainer;
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use std::collections::BTreeSet;

// Types of records.
const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00BD;
const R_STRING: u16 = 0x00D6;
const LABEL_SST: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const RK: u16 = 0x027E;
const BOF: u16 = 0x0809;
/// Those that hold a single cell, beginning with its row and column.
const CELLS: [u16; 7] = [FORMULA, NUMBER, LABEL, BOOL_ERR, RK, R_STRING, LABEL_SST];
/// The most cells that a sheet of Excel 97 can have.
const MAX_CELLS: u64 = 65_536 * 256;

/// Refuses a workbook whose sheets would unfold into more cells than the limit: the library keeps a rectangle around
/// all cells of a sheet.
pub(super) fn check_extent(container: &OleContainer, limits: &Limits) -> Result<(), Unreadable> {
    let book = container.book.as_deref().ok_or_else(Unreadable::damaged)?;
    let most = limits.cells.saturating_mul(2);
    let (mut area, mut read) = (0_u64, 0_usize);
    for (kind, data) in records(book).take_while(|(kind, _)| *kind != EOF) {
        // Records after this one are encrypted, also where Excel opens the file without asking for a password.
        if kind == FILE_PASS {
            return Err(Unreadable::encrypted());
        }
        if kind != BOUND_SHEET {
            continue;
        }
        let extent = Extent::of(book.get(u32_at(data, 0) as usize..).unwrap_or_default());
        area = area.saturating_add(extent.area());
        read = read.saturating_add(extent.read);
        // A file can list one sheet's records thousands of times over, which costs nothing in it and everything here.
        if area > most || extent.declared > MAX_CELLS || read > book.len().saturating_mul(4) {
            return Err(Unreadable::too_sparse(limits));
        }
    }
    Ok(())
}

/// Row and column of every formula, sheet by sheet.
pub(super) fn formula_positions(container: &OleContainer) -> Vec<BTreeSet<(u32, u32)>> {
    let Some(book) = container.book.as_deref() else { return Vec::new() };
    let sheets = records(book).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET);
    sheets
        .map(|(_, data)| formula_positions_of_sheet(book.get(u32_at(data, 0) as usize..).unwrap_or_default()))
        .collect()
}

/// The formulas of the sheet whose records begin here; charts within it have records of their own.
fn formula_positions_of_sheet(sheet: &[u8]) -> BTreeSet<(u32, u32)> {
    let (mut depth, mut found) = (0_u32, BTreeSet::new());
    for (kind, data) in records(sheet) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            FORMULA => drop(found.insert((u16_at(data, 0).into(), u16_at(data, 2).into()))),
            _ => {}
        }
    }
    found
}

/// The rectangle around the cells of a sheet.
struct Extent {
    rows: Option<(u16, u16)>,
    columns: (u16, u16),
    /// The cells of the rectangle that the sheet declares.
    declared: u64,
    /// Bytes of records that were read for this.
    read: usize,
}

impl Extent {
    fn of(sheet: &[u8]) -> Self {
        let mut extent = Self { rows: None, columns: (u16::MAX, 0), declared: 0, read: 0 };
        let mut depth = 0_u32;
        for (kind, data) in records(sheet) {
            extent.read += data.len() + 4;
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                DIMENSIONS => extent.declared = extent.declared.max(declared_area(data)),
                MUL_RK => {
                    extent.add(data);
                    let last = u16_at(data, data.len().saturating_sub(2));
                    extent.columns.1 = extent.columns.1.max(last);
                }
                kind if CELLS.contains(&kind) => extent.add(data),
                _ => {}
            }
        }
        extent
    }

    fn add(&mut self, data: &[u8]) {
        let (row, column) = (u16_at(data, 0), u16_at(data, 2));
        let (first, last) = self.rows.unwrap_or((row, row));
        self.rows = Some((first.min(row), last.max(row)));
        self.columns = (self.columns.0.min(column), self.columns.1.max(column));
    }

    fn area(&self) -> u64 {
        let Some((first, last)) = self.rows else { return 0 };
        let side = |a: u16, b: u16| u64::from(b.saturating_sub(a)) + 1;
        side(first, last) * side(self.columns.0, self.columns.1)
    }
}

/// The cells of the rectangle in a `Dimensions` record, which is shorter in files of Excel 5.
fn declared_area(data: &[u8]) -> u64 {
    let (first, end, columns) = match data.len() {
        10 => (u32::from(u16_at(data, 0)), u32::from(u16_at(data, 2)), u16_at(data, 6)),
        _ => (u32_at(data, 0), u32_at(data, 4), u16_at(data, 10)),
    };
    u64::from(end.saturating_sub(first)) * u64::from(columns)
}

/// The type and content of each record. What is cut off at the end is empty.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = slice(stream, at, 4).filter(|h| h.len() == 4)?;
        let (kind, size) = (u16_at(head, 0), usize::from(u16_at(head, 2)));
        let data = slice(stream, at + 4, size).unwrap_or_default();
        at += 4 + size;
        Some((kind, data))
    })
}
