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
mod encoding;
mod formulas;
mod library_book;
mod link_formula;
mod links;
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
mod unpack;
mod values;
mod xls_xlsb;
mod xlsx;

#[cfg(test)]
mod tests;

pub use crate::edges::unreadable::Unreadable;
pub use csv_text::{DecodedText, title_of_text};
pub use formulas::formulas;
pub(in crate::edges) use number_format::shows_date;
pub use unpack::unpack;

use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use encoding_rs::Encoding;
use sniff::FileKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a workbook. The kind of file is told by its content; `name` titles a CSV and tells that text may be one.
///
/// # Errors
/// Where the file is no spreadsheet, is damaged or encrypted, or is beyond a limit. A sheet that is damaged in part is
/// read as far as it goes and says so in its own errors.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    read_in(bytes, name, limits, None)
}

/// Reads a workbook as [`read`] does; `encoding` is what a person says of delimited text that doesn't tell itself.
///
/// # Errors
/// As [`read`].
pub fn read_in(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    encoding: Option<&'static Encoding>,
) -> Result<Workbook, Unreadable> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return Err(Unreadable::file_too_large(bytes.len(), limits));
    }
    // The reading libraries check untrusted positions by arithmetic that may panic; one bad file is one finding.
    catch_unwind(AssertUnwindSafe(|| read_kind(bytes, name, limits, encoding)))
        .unwrap_or_else(|_| Err(Unreadable::damaged()))
}

fn read_kind(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    encoding: Option<&'static Encoding>,
) -> Result<Workbook, Unreadable> {
    let workbook = match sniff::file_kind(bytes, name, limits, encoding)? {
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

/// Delimited text, where [`read_in`] would take the file for that. Its records are still to be read.
pub fn decoded_text<'b>(
    bytes: &'b [u8],
    name: &str,
    limits: &Limits,
    encoding: Option<&'static Encoding>,
) -> Option<DecodedText<'b>> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return None;
    }
    csv_text::decoded(bytes, sniff::encoding_of_text(bytes, name, encoding).ok()?)
}

/// Whether [`read_in`] would take a file for delimited text.
pub fn is_text(bytes: &[u8], name: &str, encoding: Option<&'static Encoding>) -> bool {
    sniff::may_be_text(bytes, name, encoding)
}
