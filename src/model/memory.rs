//! What the master remembers from run to run, on a very hidden sheet: what was sent, which records there are, what copies
//! claim, and what is still open. Keyed by row key and ID, never by position.

use crate::model::code::Code;
use crate::model::finding::Question;
use crate::model::keys::{CopyId, FieldKey, RecordKey, SheetKey};
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::start_setting::StartSetting;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that the master remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// The engagement's id: the memory of another engagement is refused.
    pub engagement: String,
    /// The last run that wrote the master.
    pub run: RunRecord,
    /// The highest number given so far, by sheet key; `discrepancies` for `D-…`.
    pub highest: BTreeMap<String, u32>,
    /// The copies that were sent, by copy id.
    pub sent: IndexMap<CopyId, SentCopy>,
    /// The slug of every contact that ever received one, by contact ID.
    pub slugs: BTreeMap<String, String>,
    /// The returned files that were taken in, in that order.
    pub files: Vec<HeardFile>,
    /// Every record there is or was, by sheet key and record key.
    pub records: BTreeMap<SheetKey, IndexMap<RecordKey, KnownRecord>>,
    /// The latest claim of each copy about each field.
    pub claims: BTreeMap<ClaimKey, Claim>,
    /// The open discrepancies, by subject.
    pub open: BTreeMap<Subject, OpenDiscrepancy>,
    /// Groups of discrepancies that a person asked to see one by one.
    pub one_by_one: BTreeSet<String>,
    /// What people decided about fields that still hold it, by field.
    pub decided: BTreeMap<Subject, DecidedValue>,
    /// Approvals that were given, by record; the field is the approval's key.
    pub approvals: BTreeMap<Subject, GivenApproval>,
    /// What was frozen at kickoff.
    pub baseline: Option<Baseline>,
    /// Comments on cells of records, so that each becomes a note in the master once.
    pub comments: BTreeSet<HeardComment>,
    /// What recipients answered to what is asked.
    pub answers: BTreeMap<AnswerKey, Answer>,
    /// The reminders that were written, in that order.
    pub reminders: Vec<SentReminder>,
    /// IDs of records that a run added which was then undone, by sheet key and folded natural key, or record key where there
    /// is none. A record that comes again gets its ID again, and no other record does.
    pub promised: BTreeMap<(SheetKey, String), String>,
    /// How often a planned day was put off, by field.
    pub postponed: BTreeMap<Subject, u32>,
    /// The settings as the sheet Start here showed them when it was written; what waits there for an answer keeps its earlier one.
    pub settings: BTreeMap<StartSetting, String>,
    /// What the last run that changed something changed.
    pub changes: Vec<Change>,
}

/// The value that a person decided for a field. A copy that was sent before that can't overturn it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DecidedValue {
    /// The ID of the discrepancy.
    pub id: String,
    /// The decision in words: `Take A`.
    pub choice: String,
    /// The day of the run that carried it out.
    pub date: String,
    /// The value.
    pub value: Value,
    /// How many copies had been sent by then.
    pub copies_sent: usize,
}

/// An approval, and the content for which it was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GivenApproval {
    /// What was decided.
    pub decision: String,
    /// Who decided.
    pub by: String,
    /// When, as its cell says.
    pub on: String,
    /// The values that it covers, by field.
    pub content: IndexMap<FieldKey, Value>,
    /// Digests of the sheets that it covers, by sheet key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sheets: BTreeMap<SheetKey, String>,
}

/// A frozen master.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The day it was frozen.
    pub date: String,
    /// The file below `history/`.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The items of the checklist that it was set without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutItem>,
}

/// An item of the checklist that a baseline was set without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutItem {
    /// The item, as the checklist called it.
    pub item: String,
    /// Why, in a manager's words.
    pub why: String,
}

/// A run that wrote the master.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// A hash of its inputs.
    pub key: String,
    /// Runs are counted from 1.
    pub number: u32,
    /// Its date.
    pub date: String,
    /// Key of the last run that changed something; its lines stand in `changes.csv`.
    pub changed: String,
    /// The file in `history/` that holds the master as it was before this run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The number of the run that this one took back; 0 for none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub undid: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A copy that was sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SentCopy {
    /// Key of the workbook.
    pub workbook: String,
    /// The recipient's key.
    pub recipient: String,
    /// The contact's ID.
    pub contact: String,
    /// The date it was made.
    pub date: String,
    /// Digest of the values it held.
    pub fingerprint: String,
    /// Digest of all that it offered: values, lists, columns.
    pub content: String,
    /// SHA-256 of the file as written.
    pub sha256: String,
}

/// A reminder of what a person owes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentReminder {
    /// The recipient's key.
    pub recipient: String,
    /// The day it was written.
    pub date: String,
    /// The key of the person it was escalated to; empty where it went to the recipient.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub escalated_to: String,
}

/// A returned file that was taken in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeardFile {
    /// The copy it is a file of.
    pub copy: CopyId,
    /// Digest of the values read from it.
    pub digest: String,
    /// Its name at that time.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When its properties say it was saved.
    pub saved_at: Option<String>,
    /// The date of the run.
    pub date: String,
}

/// A comment on a cell of a record, taken in from a returned file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HeardComment {
    /// The field that it stands on.
    pub subject: Subject,
    /// The copy it came in.
    pub copy: CopyId,
    /// Who wrote it; empty where the file doesn't say.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// An answer is known by the copy it came in and the row of its question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerKey {
    /// Id of the copy.
    pub copy: CopyId,
    /// Row key of the question.
    pub row_key: String,
}

/// What a recipient answered to an open discrepancy: a proposal, which a person accepts or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What the question was about; none where it was decided before the answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// The recipient's key.
    pub by: String,
    /// The answer as typed.
    pub text: String,
    /// What was typed beside it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// What it means.
    pub means: AnswerMeaning,
    /// Where it stands.
    pub place: Place,
    /// Whether the discrepancy is decided by now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerMeaning {
    /// The field is to hold this value.
    Value(Value),
    /// What the option with this action does is to be done.
    Take(crate::model::finding::Action),
    /// The record is to stay as it is in the master.
    Keep,
    /// It can't be taken: a finding's code, and what is wrong.
    Unclear(Code, String),
    /// Nothing was answered; there is a remark only.
    Nothing,
}

/// A record that is or was in the master.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownRecord {
    /// Its visible ID.
    pub id: String,
    /// Its values when the master was last written, by field; empty ones left out.
    pub values: IndexMap<FieldKey, Value>,
    /// The row keys of copies under which it came, each with the natural key that it had then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<RecordOrigin>,
    /// Whether it was removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// A row key under which a copy gave a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOrigin {
    /// The row key.
    pub row_key: String,
    /// The natural key that it had then, folded.
    pub natural_key: String,
}

/// A claim is known by the field it is about and the copy that makes it, so that a copy has one claim a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClaimKey {
    /// The field, or the record as a whole.
    pub subject: Subject,
    /// Id of the copy that makes it.
    pub copy: CopyId,
}

/// What a discrepancy is about: sheet key, record key (or the row key of a row that is no record yet), field key (empty
/// for the whole).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// Key of the record.
    pub record: RecordKey,
    /// Key of the field, or empty.
    pub field: FieldKey,
}

/// What a copy last said about a field that differs from what it was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The value that the copy holds.
    pub value: Value,
    /// The value that it was compared with: the copy's claim before, or what it was sent.
    pub base: Value,
    /// Whether it is about a value, or about the row.
    pub kind: ClaimKind,
    /// The recipient's key.
    pub by: String,
    /// Where it stands.
    pub place: Place,
    /// Why it can't be taken as it stands.
    #[serde(default, rename = "trouble", skip_serializing_if = "Option::is_none")]
    pub issue: Option<ValueIssue>,
    /// Whether it is neither applied nor decided yet.
    pub open: bool,
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// A value for a field.
    Value,
    /// The record's row is no longer there, or is empty.
    Removed,
    /// The record's row is struck through.
    Struck,
    /// A row that may be a record that is there, or a new one; it waits whole.
    Row,
}

/// A discrepancy that waits for a decision, as its row showed it last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenDiscrepancy {
    /// The finding's code.
    pub code: Code,
    /// What its row showed.
    pub question: Question,
    /// The letter that the next new candidate gets.
    pub next_letter: u32,
    /// The row that waits, where the discrepancy is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// For a group: the discrepancies in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Subject>,
    /// What is wrong, as its row says it.
    pub message: String,
    /// What a person wrote beside it: My value and Note, carried from run to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<WrittenDecision>,
    /// A decision that was not applied, and was cleared from its cell; until another one is picked, no policy decides either.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_applied: String,
}

/// What a person wrote on a discrepancy's row that is not carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDecision {
    /// The Decision cell, where it stays: `Later`.
    pub decision: String,
    /// The My value cell.
    pub my_value: String,
    /// The Note cell.
    pub note: String,
}

/// A row, or the values of a file, that wait for a decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The copy that it came in.
    pub copy: CopyId,
    /// Who sent it.
    pub by: String,
    /// Where it stands.
    pub place: Place,
    /// Its row key, where it has one of its own.
    pub row_key: Option<String>,
    /// Its values by field, each with its place.
    pub values: IndexMap<FieldKey, (Value, Place)>,
    /// For a whole file: the claims that wait.
    #[serde(default, rename = "words", skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<(ClaimKey, Claim)>,
    /// The message, as it is repeated while the discrepancy is open.
    pub message: String,
    /// The natural key of the row, folded.
    pub natural_key: String,
}
