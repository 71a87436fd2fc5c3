//! Reads any file that people return into a plain workbook.
//!
//! Bytes and a file's name go in; a [`Workbook`] of sheets with their cells as found comes out, or why there is none.
//! What a file is, is told by its content; its name only titles a CSV and tells that text may be one. Every file is
//! taken for hostile: sizes, counts and depths are checked against [`Limits`] before memory is spent on them, and
//! [`process`] reads in a process apart. Nothing here knows templates, decides what a value means or writes anything.

mod biff;
mod budget;
mod cell_style;
mod csv_text;
mod formulas;
mod little_endian;
mod notes;
mod number_format;
mod ods;
mod ole;
pub mod process;
mod rich_text;
mod rows;
mod sheet_scan;
mod short_cells;
mod simple_sheet;
mod simple_strings;
mod simple_xml;
mod sniff;
mod values;
mod xls_xlsb;
mod xlsx;

#[cfg(test)]
mod tests;

pub use crate::edges::unreadable::Unreadable;
pub(in crate::edges) use csv_text::dialect_of;
pub use csv_text::title_of_text;
pub use formulas::formulas;
pub(in crate::edges) use number_format::shows_date;

use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use sniff::FileKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a workbook. The kind of file is told by its content; `name` titles a CSV and tells that text may be one.
///
/// # Errors
/// Where the file is no spreadsheet, is damaged or encrypted, or is beyond a limit. A sheet that is damaged in part is
/// read as far as it goes and says so in its own errors.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return Err(Unreadable::file_too_large(bytes.len(), limits));
    }
    // The reading libraries check untrusted positions by arithmetic that may panic; one bad file is one finding.
    catch_unwind(AssertUnwindSafe(|| read_kind(bytes, name, limits))).unwrap_or_else(|_| Err(Unreadable::damaged()))
}

fn read_kind(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    let workbook = match sniff::file_kind(bytes, name, limits)? {
        FileKind::Xlsx(package) => xlsx::read_xlsx(bytes, package, limits),
        FileKind::Xlsb(mut package) => xls_xlsb::read_xlsb(bytes, &mut package, limits),
        FileKind::Ods(package) => ods::read_ods(package, limits),
        FileKind::Xls(container) => xls_xlsb::read_xls(bytes, &container, limits),
        FileKind::Text(encoding) => csv_text::read_csv(bytes, encoding, name, limits),
    }?;
    if workbook.sheets.is_empty() {
        return Err(Unreadable::broken("The workbook is damaged: it holds no sheet."));
    }
    Ok(workbook)
}

/// Calls `each` with each record of delimited text and its row, and holds no more than one of them. Whether that is all
/// that [`read`] would give; if not, the file is to be read whole.
pub fn for_each_record(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    each: &mut dyn FnMut(u32, &csv::StringRecord),
) -> bool {
    match sniff::file_kind(bytes, name, limits) {
        Ok(FileKind::Text(encoding)) => csv_text::for_each_csv_record(bytes, encoding, limits, each),
        _ => false,
    }
}
