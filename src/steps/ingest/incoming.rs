//! Returned files as a run takes them: ingested, or refused.

use super::identity::Identity;
use super::ingested::IngestedWorkbook;
use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::report::SourceFile;
use crate::model::table::Table;

/// A returned file that was ingested.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// How findings name it.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Whose copy it is.
    pub identity: Identity,
    /// The copy id under which its claims are remembered.
    pub copy: CopyId,
    /// What it holds.
    pub read: IngestedWorkbook,
    /// Digest of what it holds.
    pub digest: String,
    /// When its properties say it was saved.
    pub saved_at: Option<String>,
    /// Who saved it last, as its properties say.
    pub saved_by: Option<String>,
    /// The base: the path of the file that was sent, and what it holds.
    pub base: Option<(String, IngestedWorkbook)>,
    /// Whether it is a CSV, which holds one sheet only.
    pub one_sheet: bool,
    /// Findings about the file itself.
    pub findings: Vec<Finding>,
}

impl Incoming {
    /// What the base holds of the sheet of a table.
    pub fn base_of(&self, table: &Table) -> Option<&Table> {
        self.base.as_ref().and_then(|(_, read)| read.table(&table.sheet.key))
    }
}

/// A file that could not be read, or is not this engagement's.
#[derive(Clone, Debug)]
pub struct RefusedFile {
    /// What to list under sources.
    pub source: SourceFile,
    /// What to report.
    pub finding: Finding,
}
