//! The catalogue of everything the program can say about data: one entry per code. Messages carry the values; the
//! catalogue says what a code means and what to do. `prekick explain CODE` prints an entry.

use crate::things::finding::Severity;

/// What one code means.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `area/what`; stable, never reused.
    pub code: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// Does it wait for a person's decision?
    pub asks: bool,
    /// What is the case, in half a line.
    pub title: &'static str,
    /// Why it matters and how it comes about, in a few sentences.
    pub why: &'static str,
    /// What to do, in a sentence that stands under the message.
    pub remedy: &'static str,
}

/// The entry of a code. Codes of rules (`rule/…`) are the templates' and are not here.
pub fn entry(code: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.code == code)
}

/// All entries, in alphabetical order of their codes.
pub const ENTRIES: &[Entry] = &[];
