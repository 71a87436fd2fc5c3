//! Reads any file that people return into a plain workbook: whole, bounded, and never by its name alone.

mod binary;
mod csv_text;
mod formulas;
mod notes;
mod ods;
mod ole;
pub mod process;
mod raw;
mod rows;
mod runs;
mod sheet_scan;
mod short_cells;
mod sniff;
mod xlsx;

#[cfg(test)]
mod tests;

pub use crate::edges::unreadable::Unreadable;
pub use formulas::formulas;
pub(in crate::edges) use raw::is_date;

use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use sniff::Kind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a workbook. The kind of file is told from its content; `name` only titles a CSV and tells that text is one.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return Err(Unreadable::file_size(bytes.len(), limits));
    }
    // The reading libraries check untrusted positions by arithmetic that may panic; one bad file is one finding.
    catch_unwind(AssertUnwindSafe(|| read_kind(bytes, name, limits))).unwrap_or_else(|_| Err(Unreadable::damaged()))
}

fn read_kind(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    let workbook = match sniff::kind(bytes, name, limits)? {
        Kind::Xlsx(package) => xlsx::read(bytes, package, limits),
        Kind::Xlsb(mut package) => binary::read_xlsb(bytes, &mut package, limits),
        Kind::Ods(package) => ods::read(package, limits),
        Kind::Xls(container) => binary::read_xls(bytes, &container, limits),
        Kind::Text(encoding) => csv_text::read(bytes, encoding, name, limits),
    }?;
    if workbook.sheets.is_empty() {
        return Err(Unreadable::broken("The workbook is damaged: it holds no sheet."));
    }
    Ok(workbook)
}

/// Hands over each record of delimited text with its row, and holds no more than one of them. Tells whether that is all that
/// reading the file whole would give; if not, it is to be read whole.
pub fn each_record(bytes: &[u8], name: &str, limits: &Limits, each: &mut dyn FnMut(u32, &csv::StringRecord)) -> bool {
    match sniff::kind(bytes, name, limits) {
        Ok(Kind::Text(encoding)) => csv_text::each_record(bytes, encoding, limits, each),
        _ => false,
    }
}

/// The sheet that delimited text of this name is.
pub fn title_of_text(name: &str) -> String {
    csv_text::stem(name)
}

/// The encoding and delimiter of delimited text; none where the bytes are no text.
pub fn dialect_of(bytes: &[u8]) -> Option<(&'static encoding_rs::Encoding, u8)> {
    csv_text::dialect_of(bytes)
}
