//! The workbook reader: bytes of whatever people return become a workbook as found. Complete, bounded, and never a panic.

mod csv_text;
mod dates;
mod excel;
mod package;
mod parts;
mod sniff;

use crate::things::engagement::Limits;
use crate::things::grid::Workbook;
use sniff::Kind;

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unreadable {
    /// The finding's code.
    pub code: &'static str,
    /// What it is and what was expected.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Unreadable {
    fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: help.into() }
    }

    fn damaged(message: impl Into<String>) -> Self {
        Self::new(
            "file/unreadable",
            message,
            "Ask for the file again; if it opens in Excel, save it there under a new name.",
        )
    }

    fn too_large(message: impl Into<String>) -> Self {
        Self::new("file/too-large", message, "If the file is right, raise the limit under [limits] in engagement.toml.")
    }
}

/// Reads a file by what it is, whatever its name says; only plain text must be named as CSV.
pub fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    if bytes.len() as u64 > limits.file_megabytes << 20 {
        return Err(Unreadable::too_large(format!("The file is larger than {} MB.", limits.file_megabytes)));
    }
    match sniff::kind(bytes, name)? {
        Kind::Csv => csv_text::read(bytes, name, limits),
        Kind::Zip => {
            let package = package::Package::open(bytes, limits)?;
            guarded(|| excel::read_package(bytes, &package, limits))
        }
        Kind::Xls => guarded(|| excel::read_xls(bytes, limits)),
    }
}

/// The last resort against a fault of the reading library: one finding, and the other files are read all the same.
fn guarded(read: impl FnOnce() -> Result<Workbook, Unreadable>) -> Result<Workbook, Unreadable> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Unreadable::damaged("The file is damaged in a way that stopped the reading of it.")))
}

#[cfg(test)]
mod tests;
