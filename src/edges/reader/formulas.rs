//! The texts of formulas. Grids don't hold them: they are only asked for where people's own columns have some.

use crate::model::place::At;
use calamine::{Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The formulas of a sheet by cell, without their `=`. A shared formula is given for each of its cells as if it had
/// been typed there. None where the file is no .xlsx.
pub fn formulas(bytes: &[u8], sheet: &str) -> BTreeMap<At, String> {
    // The reading library checks untrusted positions by arithmetic that may panic.
    catch_unwind(AssertUnwindSafe(|| read(bytes, sheet).unwrap_or_default())).unwrap_or_default()
}

fn read(bytes: &[u8], sheet: &str) -> Option<BTreeMap<At, String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut cells = book.worksheet_cells_reader(sheet).ok()?;
    let mut out = BTreeMap::new();
    loop {
        match cells.next_cell_with_formula() {
            Ok(None) => return Some(out),
            Ok(Some(cell)) => {
                let (row, column) = cell.pos;
                let at = u16::try_from(column).ok().map(|column| At::new(row, column));
                let formula = cell.formula.filter(|f| !f.is_empty());
                out.extend(at.zip(formula));
            }
            Err(XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_)) => return Some(out),
            Err(_) => {}
        }
    }
}
