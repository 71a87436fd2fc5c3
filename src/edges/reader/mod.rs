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
mod library_book;
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
mod simple_head;
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
pub use csv_text::{DecodedText, title_of_text};
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

/// Delimited text, where [`read`] would take the file for that. Its records are still to be read.
pub fn decoded_text<'b>(bytes: &'b [u8], name: &str, limits: &Limits) -> Option<DecodedText<'b>> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return None;
    }
    csv_text::decoded(bytes, sniff::encoding_of_text(bytes, name)?)
}

/// Whether [`read`] would take a file for delimited text.
pub fn is_text(bytes: &[u8], name: &str) -> bool {
    sniff::encoding_of_text(bytes, name).is_some()
}
