//! The provenance of a value: what the master holds, what every copy was sent and gave back, every change, what is asked
//! and what was decided.

use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::decision_row::DecisionRow;
use crate::model::finding::Question;
use crate::model::grid::Workbook;
use crate::model::keys::{CopyId, FieldKey, RecordKey};
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Subject};
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::natural_words;
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::reconcile::answers_to;
use crate::steps::review::locate::{Target, place_of};

/// What is read to tell where a value comes from.
#[derive(Clone, Copy, Debug)]
pub struct ProvenanceSources<'a> {
    /// The master, with what was typed in it taken over.
    pub master: &'a Master,
    /// The master as found.
    pub workbook: &'a Workbook,
    /// What was typed in it since the last run.
    pub typed: &'a [Change],
    /// The log of every change.
    pub log: &'a [LoggedChange],
    /// What was sent, by copy id, where the file still lies in outbox/ as it was sent.
    pub sent: &'a [(CopyId, IngestedWorkbook)],
}

/// Where the fields of a record come from: one of them, or all.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// Key of the workbook.
    pub workbook: String,
    /// Title of the sheet.
    pub sheet: String,
    /// ID of the record.
    pub record: String,
    /// What the record is called.
    pub name: String,
    /// Whether the record is still in the master.
    pub is_living: bool,
    /// First the record as a whole, then its fields.
    pub fields: Vec<FieldProvenance>,
}

/// Where a field comes from, or the record as a whole.
#[derive(Clone, Debug, Default)]
pub struct FieldProvenance {
    /// Key of the field; none for the record as a whole.
    pub field: Option<FieldKey>,
    /// Its title.
    pub title: String,
    /// What the master holds.
    pub master: Value,
    /// Where.
    pub place: Option<Place>,
    /// What was typed there since the last run.
    pub typed: Vec<Change>,
    /// What the copies were sent and gave back.
    pub copies: Vec<CopyRecord>,
    /// The lines of the log, oldest first.
    pub changes: Vec<LoggedChange>,
    /// What is asked about it.
    pub open: Option<OpenQuestion>,
    /// The lines of the Decisions sheet.
    pub decided: Vec<DecisionRow>,
}

/// What a copy was sent and gave back.
#[derive(Clone, Debug)]
pub struct CopyRecord {
    /// The copy's id.
    pub copy: CopyId,
    /// The recipient's key.
    pub by: String,
    /// The date it was made; none for a file that is no copy.
    pub sent_on: Option<String>,
    /// What it was sent, where that is known.
    pub base: Option<Value>,
    /// What it gave back.
    pub returned: Option<ReturnedClaim>,
    /// What became of that.
    pub status: ReturnStatus,
}

/// What a copy gave back about a field or a record.
#[derive(Clone, Debug)]
pub struct ReturnedClaim {
    /// Whether it is a value, or that the row was removed, struck out or added.
    pub kind: ClaimKind,
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// What became of what a copy gave back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnStatus {
    /// The copy has not come back.
    NotReturned,
    /// It came back with what it was sent.
    Unchanged,
    /// It waits for a decision.
    Open,
    /// It was decided, by the discrepancy with this ID.
    Decided(String),
    /// It was applied.
    Applied,
    /// It was read, and proposes nothing any more.
    Settled,
}

impl ReturnStatus {
    /// The word of the answer in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotReturned => "not-back",
            Self::Unchanged => "unchanged",
            Self::Open => "open",
            Self::Decided(_) => "decided",
            Self::Applied => "applied",
            Self::Settled => "heard",
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    /// The ID: its own, or that of the row that stands for many.
    pub id: String,
    /// The finding's code.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What its row shows.
    pub question: Question,
}

/// Where a record or a field of it comes from. None where there is no such record.
pub fn provenance(sources: ProvenanceSources<'_>, target: &Target) -> Option<Provenance> {
    let state = sources.master.sheet(&target.sheet)?;
    let record = state.records.get(&target.record);
    let known = sources.master.memory.records.get(&target.sheet).and_then(|all| all.get(&target.record));
    let id = record.map(|r| r.id.clone()).or_else(|| known.map(|k| k.id.clone()))?;
    let last: Vec<Value> = match (record, known) {
        (Some(record), _) => record.values.clone(),
        (None, Some(known)) => crate::steps::master::read::values_of(&state.sheet, known),
        (None, None) => Vec::new(),
    };
    let reader = ProvenanceReader { sources, state, key: &target.record, id: &id, record };
    let fields: Vec<&FieldKey> = match &target.field {
        Some(field) => vec![field],
        None => state.sheet.columns.iter().filter(|c| !c.is_id()).map(|c| &c.key).collect(),
    };
    let fields = fields.into_iter().map(|field| reader.field(Some(field)));
    let fields: Vec<FieldProvenance> = fields.filter(|p| target.field.is_some() || !p.is_empty()).collect();
    Some(Provenance {
        workbook: state.sheet.workbook.clone(),
        sheet: state.sheet.title.clone(),
        record: id.clone(),
        name: natural_words(&state.sheet, &last),
        is_living: record.is_some(),
        fields: std::iter::once(reader.field(None)).chain(fields).collect(),
    })
}

impl FieldProvenance {
    /// Whether there is nothing but an empty cell.
    pub fn is_empty(&self) -> bool {
        self.master.is_empty()
            && self.typed.is_empty()
            && self.changes.is_empty()
            && self.open.is_none()
            && self.decided.is_empty()
            && self.copies.iter().all(|c| c.returned.is_none())
    }
}

struct ProvenanceReader<'a> {
    sources: ProvenanceSources<'a>,
    state: &'a SheetState,
    key: &'a RecordKey,
    id: &'a str,
    record: Option<&'a Record>,
}

impl ProvenanceReader<'_> {
    fn field(&self, field: Option<&FieldKey>) -> FieldProvenance {
        let column = field.and_then(|f| self.state.sheet.column(f));
        let decided = self.decided(field);
        let changes = self.changes(field);
        let at = field.and_then(|f| self.state.sheet.position(f));
        FieldProvenance {
            field: field.cloned(),
            title: column.map(|c| c.title.clone()).unwrap_or_default(),
            master: self.record.zip(at).and_then(|(r, i)| r.values.get(i)).cloned().unwrap_or_default(),
            place: self.record.and_then(|r| place_of(self.state, r, field, self.sources.workbook)),
            typed: self.typed(field),
            copies: self.copies(field, &changes, &decided),
            open: self.open(field),
            changes,
            decided,
        }
    }

    fn subject(&self, field: Option<&FieldKey>) -> Subject {
        Subject {
            sheet: self.state.sheet.key.clone(),
            record: self.key.to_owned(),
            field: field.cloned().unwrap_or_default(),
        }
    }

    fn typed(&self, field: Option<&FieldKey>) -> Vec<Change> {
        let same = |c: &&Change| c.sheet == self.state.sheet.title && c.record == self.id && c.field.as_ref() == field;
        self.sources.typed.iter().filter(same).cloned().collect()
    }

    fn changes(&self, field: Option<&FieldKey>) -> Vec<LoggedChange> {
        let same = |l: &&LoggedChange| {
            l.sheet == self.state.sheet.title && l.record == self.id && l.field == field.map_or("", FieldKey::as_str)
        };
        self.sources.log.iter().filter(same).cloned().collect()
    }

    fn decided(&self, field: Option<&FieldKey>) -> Vec<DecisionRow> {
        let same = |row: &&DecisionRow| {
            let here = row.record == self.id || row.covers_record(self.id);
            let title = field.and_then(|f| self.state.sheet.column(f)).map_or("", |c| c.title.as_str());
            row.sheet == self.state.sheet.title && here && row.is_about(field.map_or("", FieldKey::as_str), title)
        };
        self.sources.master.decided.iter().filter(same).cloned().collect()
    }

    fn open(&self, field: Option<&FieldKey>) -> Option<OpenQuestion> {
        let subject = self.subject(field);
        let all = &self.sources.master.memory.open;
        let open = all.get(&subject)?;
        // One of many that are decided together has no ID of its own.
        let group = all.values().find(|o| o.members.contains(&subject));
        let id = if open.question.id.is_empty() { group.map(|g| g.question.id.clone()) } else { None };
        Some(OpenQuestion {
            id: id.unwrap_or_else(|| open.question.id.clone()),
            code: open.code.clone(),
            message: format!("{}{}", open.message, answers_to(self.sources.master, &subject)),
            question: open.question.clone(),
        })
    }

    /// Every copy that was sent with this record and field, and every file with a claim about it.
    fn copies(&self, field: Option<&FieldKey>, changes: &[LoggedChange], decided: &[DecisionRow]) -> Vec<CopyRecord> {
        let memory = &self.sources.master.memory;
        let subject = self.subject(field);
        // Nobody fills in a computed column.
        let computed = field.and_then(|f| self.state.sheet.column(f)).is_some_and(|c| c.computed.is_some());
        let mut out = Vec::new();
        for (copy, sent) in memory.sent.iter().filter(|(_, s)| s.workbook == self.state.sheet.workbook) {
            let claim = memory.claims.get(&ClaimKey { subject: subject.clone(), copy: copy.clone() });
            let held = self.sent_value(copy, field);
            if claim.is_none() && (held.is_none() || computed) {
                continue;
            }
            let back = memory.files.iter().any(|f| f.copy == *copy);
            out.push(CopyRecord {
                copy: copy.clone(),
                by: sent.recipient.clone(),
                sent_on: Some(sent.date.clone()),
                base: held.or_else(|| claim.map(|c| c.base.clone())).filter(|_| field.is_some()),
                returned: claim.map(ReturnedClaim::of),
                status: match claim {
                    Some(claim) => self.return_status(claim, changes, decided),
                    None if back => ReturnStatus::Unchanged,
                    None => ReturnStatus::NotReturned,
                },
            });
        }
        let others = memory.claims.iter().filter(|(k, _)| k.subject == subject && !memory.sent.contains_key(&k.copy));
        out.extend(others.map(|(key, claim)| CopyRecord {
            copy: key.copy.clone(),
            by: claim.by.clone(),
            sent_on: None,
            base: None,
            returned: Some(ReturnedClaim::of(claim)),
            status: self.return_status(claim, changes, decided),
        }));
        out
    }

    /// What a copy held in the field when it was sent; `None` where it did not hold it, or where that is no longer known.
    fn sent_value(&self, copy: &CopyId, field: Option<&FieldKey>) -> Option<Value> {
        let (_, read) = self.sources.sent.iter().find(|(id, _)| id == copy)?;
        let table = read.table(&self.state.sheet.key)?;
        let origins = self.record.map(|r| r.origins.as_slice()).unwrap_or_default();
        let row = table.rows.iter().find(|row| {
            let key = row.row_key.as_deref();
            key == Some(self.key.as_str())
                || origins.iter().any(|o| key == Some(o.row_key.as_str()))
                || row.id.as_deref() == Some(self.id)
        })?;
        let Some(field) = field else { return Some(Value::Empty) };
        let at = table.sheet.position(field)?;
        table.present.get(at).copied().flatten()?;
        row.values.get(at).cloned()
    }

    fn return_status(&self, claim: &Claim, changes: &[LoggedChange], decided: &[DecisionRow]) -> ReturnStatus {
        if claim.open {
            return ReturnStatus::Open;
        }
        let shown = claim.value.shown();
        if let Some(last) = decided
            .iter()
            .rfind(|row| row.offered(&shown, &claim.by, &self.sources.master.name_of_recipient(&claim.by)))
        {
            return ReturnStatus::Decided(last.id.clone());
        }
        let theirs = |l: &LoggedChange| l.by.split(", ").any(|by| by == claim.by);
        // A log or a set was merged from several claims, so its new value is more than any of them.
        let applied =
            changes.iter().any(|l| (l.to == claim.value.to_string() || l.reason == ChangeReason::Merged) && theirs(l));
        // The fields of a new record come with it, on one line.
        let came = self.changes(None).iter().any(|l| l.reason.adds_a_record() && theirs(l));
        if applied || came { ReturnStatus::Applied } else { ReturnStatus::Settled }
    }
}

impl ReturnedClaim {
    fn of(claim: &Claim) -> Self {
        Self { kind: claim.kind, value: claim.value.clone(), place: claim.place.clone() }
    }

    /// What it says, where it is not about a value.
    pub fn wording(&self) -> Option<&'static str> {
        match self.kind {
            ClaimKind::Value => None,
            ClaimKind::Removed => Some("the row was removed"),
            ClaimKind::Struck => Some("the row was struck out"),
            ClaimKind::Row => Some("the row"),
        }
    }
}

#[cfg(test)]
mod tests;
