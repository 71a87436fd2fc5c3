//! What a returned file says, before it is compared with what its copy said earlier.

use crate::model::code::Code;
use crate::model::finding::{Action, Finding};
use crate::model::keys::{CopyId, FieldKey, RecordKey};
use crate::model::memory::{ClaimKind, HeardComment, Pending, Subject};
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::table::Row;
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::ingest::incoming::Incoming;
use std::sync::Arc;

/// What a file holds in a field or says about a record, beside what was sent.
#[derive(Clone, Debug)]
pub struct ObservedValue {
    pub subject: Subject,
    pub value: Value,
    pub sent: Value,
    pub kind: ClaimKind,
    pub place: Place,
    pub issue: Option<ValueIssue>,
}

/// Everything that a file says beside what was sent.
#[derive(Clone, Debug, Default)]
pub struct FileClaims {
    pub values: Vec<ObservedValue>,
    /// Rows that may be a record that is there, or a new one.
    pub rows: Vec<AmbiguousRow>,
    pub findings: Vec<Finding>,
    pub filled: usize,
    /// Answers to what is asked.
    pub answers: Vec<ObservedAnswer>,
    /// Comments on cells of records.
    pub comments: Vec<HeardComment>,
}

/// A row about which a person must say what it is.
#[derive(Clone, Debug)]
pub struct AmbiguousRow {
    pub code: Code,
    pub sheet: Arc<Sheet>,
    pub key: RecordKey,
    pub options: Vec<(Action, String)>,
    pub message: String,
    pub pending: Pending,
}

/// What a row of the sheet of questions says.
#[derive(Clone, Debug)]
pub struct ObservedAnswer {
    /// The row key of the question.
    pub row: String,
    /// The discrepancy, where it is open.
    pub subject: Option<Subject>,
    /// The number and the entry that stand in the row, for messages.
    pub about: String,
    /// What was typed.
    pub text: String,
    /// What was typed beside it.
    pub remark: String,
    /// Where.
    pub place: Place,
}

impl ObservedAnswer {
    /// Was nothing typed?
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.remark.is_empty()
    }

    /// What files of one copy are compared by, to tell which is the newer.
    pub fn identity(&self) -> Subject {
        Subject {
            sheet: crate::model::template::ANSWERS_SHEET.into(),
            record: self.row.as_str().into(),
            field: FieldKey::default(),
        }
    }
}

/// Whether a claimant is this copy, or one of its files where they could not be put in order (`COPY#DIGEST`).
pub fn is_claimant_of(claimant: &CopyId, copy: &CopyId) -> bool {
    claimant == copy || claimant.as_str().strip_prefix(copy.as_str()).is_some_and(|rest| rest.starts_with('#'))
}

pub fn is_older(master: &Master, file: &Incoming) -> bool {
    let last = master.memory.files.iter().filter(|f| f.copy == file.copy).filter_map(|f| f.saved_at.as_ref()).max();
    last.zip(file.saved_at.as_ref()).is_some_and(|(last, now)| now < last)
}

pub fn sender(file: &Incoming) -> String {
    file.identity.recipient.clone().unwrap_or_else(|| file.copy.to_string())
}

/// Does a row hold anything, so that it counts as a row of its file?
pub fn is_filled(row: &Row, sheet: &Sheet) -> bool {
    row.id.is_some() || row.has_typed_values(sheet)
}

/// A row or file that waits as one value, to tell whether a newer file holds the same.
pub fn pending_value(pending: &Pending) -> Value {
    let row = pending.values.iter().map(|(k, (v, _))| format!("{k}={v}"));
    let words = pending.claims.iter().map(|(k, w)| format!("{}={}", k.subject.record, w.value));
    Value::Set(row.chain(words).collect())
}
