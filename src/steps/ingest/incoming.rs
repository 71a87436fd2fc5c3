//! Returned files as a run takes them: ingested, or refused.

use super::identity::Identity;
use super::ingested::IngestedWorkbook;
use crate::model::finding::Finding;
use crate::model::keys::{CopyId, SheetKey};
use crate::model::mail_draft::MailAddress;
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
    /// Who sent the mail that it came in.
    pub sent_by: Option<MailAddress>,
    /// The base: the path of the file that was sent, and what it holds.
    pub base: Option<(String, IngestedWorkbook)>,
    /// Whether it is a CSV, which holds one sheet only.
    pub one_sheet: bool,
    /// Findings about the file itself.
    pub findings: Vec<Finding>,
    /// Whether it is a list in a layout of its own. Its rows are different things, however alike they are.
    pub is_list: bool,
    /// The IDs that its sender gave the rows of such a list.
    pub own_ids: Vec<OwnId>,
}

/// An ID that the sender of a list gave a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnId {
    /// Key of the sheet that the row is read as.
    pub sheet: SheetKey,
    /// The row key that the row got for it.
    pub row_key: String,
    /// The ID as typed.
    pub typed: String,
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
