//! A run under way: the working master, and what has been said, asked and settled so far.

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::matching::MatchReport;
use crate::model::memory::{Claim, ClaimKey, Open, Subject};
use crate::model::report::{Change, SourceFile, Status};
use crate::model::side::side;
use crate::model::state::{Master, Record};
use crate::model::table::natural_key;
use crate::model::template::{Owner, Sheet, Template};
use crate::steps::ingest::incoming::{Incoming, Refused};
use crate::steps::matching::{IndexedRecord, RecordIndex};
use crate::steps::reconcile::decisions::choice::Picked;
use crate::steps::reconcile::inputs::Given;
use crate::steps::validate::people::People;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A run under way.
pub struct Run<'a> {
    pub master: Master,
    pub files: Vec<Incoming>,
    pub refused: Vec<Refused>,
    pub engagement: &'a Engagement,
    pub templates: &'a [Template],
    pub languages: &'a [Language],
    pub today: Date,
    pub ask_all: bool,
    pub people: People,
    pub rosters: BTreeMap<String, RecordIndex>,
    /// Records added in this run, by sheet and natural key.
    pub newcomers: BTreeMap<(String, String), String>,
    /// All records added in this run, by sheet and record key; they have their IDs already.
    pub added: BTreeSet<(String, String)>,
    pub changes: Vec<Change>,
    pub findings: Vec<Finding>,
    pub sources: Vec<SourceFile>,
    pub matching: Vec<MatchReport>,
    /// Open discrepancies as they stood when the run began.
    pub shown: BTreeMap<Subject, Open>,
    /// Discrepancies that are open at the end of this run.
    pub asked: BTreeMap<Subject, Open>,
    /// What people picked, by subject.
    pub picks: BTreeMap<Subject, Picked>,
    /// Discrepancies about which a decision was applied in this run.
    pub settled: BTreeSet<Subject>,
}

impl<'a> Run<'a> {
    pub fn new(given: Given<'a>) -> Self {
        let people = given.master.sheet("contacts").map(People::of_state).unwrap_or_default();
        let rosters =
            given.master.sheets.iter().map(|s| (s.sheet.key.clone(), roster(&given.master, &s.sheet.key))).collect();
        Self {
            shown: given.master.memory.open.clone(),
            master: given.master,
            files: given.files,
            refused: given.refused,
            engagement: given.engagement,
            templates: given.templates,
            languages: given.languages,
            today: given.today,
            ask_all: given.ask_all,
            people,
            rosters,
            newcomers: BTreeMap::new(),
            added: BTreeSet::new(),
            changes: given.typed,
            findings: given.findings,
            sources: Vec::new(),
            matching: Vec::new(),
            asked: BTreeMap::new(),
            picks: BTreeMap::new(),
            settled: BTreeSet::new(),
        }
    }

    /// The open words about a subject, by copy.
    pub fn open_words(&self, subject: &Subject) -> Vec<(String, Claim)> {
        words_about(&self.master, subject).filter(|(_, w)| w.open).map(|(c, w)| (c.to_owned(), w.clone())).collect()
    }

    /// A subject's words count as heard.
    pub fn hear_subject(&mut self, subject: &Subject) {
        let from = ClaimKey { subject: subject.clone(), copy: String::new() };
        let about = self.master.memory.claims.range_mut(from..).take_while(|(k, _)| k.subject == *subject);
        for (_, word) in about {
            word.open = false;
        }
    }

    /// Which side a recipient stands on.
    pub fn side(&self, contact: Option<&str>) -> Owner {
        side(&self.master, contact)
    }
}

/// The words about a subject, by copy.
pub fn words_about<'m>(master: &'m Master, subject: &Subject) -> impl Iterator<Item = (&'m str, &'m Claim)> {
    let from = ClaimKey { subject: subject.clone(), copy: String::new() };
    let subject = subject.clone();
    master.memory.claims.range(from..).take_while(move |(k, _)| k.subject == subject).map(|(k, w)| (k.copy.as_str(), w))
}

/// The records of a sheet, living and gone, as copies may name them.
pub fn roster(master: &Master, key: &str) -> RecordIndex {
    let Some(state) = master.sheet(key) else { return RecordIndex::default() };
    let living = state.records.iter().map(|(key, record)| (key.clone(), entry(&state.sheet, record)));
    let gone = master
        .memory
        .records
        .get(key)
        .into_iter()
        .flatten()
        .filter(|(key, k)| k.gone && !state.records.contains_key(*key));
    let gone = gone.map(|(key, known)| {
        let values: Vec<_> =
            state.sheet.columns.iter().map(|c| known.values.get(&c.key).cloned().unwrap_or_default()).collect();
        let words = natural_key(&state.sheet, &values);
        (
            key.clone(),
            IndexedRecord {
                id: Some(known.id.clone()),
                natural_key: words,
                origins: known.origins.clone(),
                gone: true,
            },
        )
    });
    RecordIndex::new(living.chain(gone))
}

pub fn entry(sheet: &Sheet, record: &Record) -> IndexedRecord {
    let id = (!record.id.is_empty()).then(|| record.id.clone());
    IndexedRecord { id, natural_key: natural_key(sheet, &record.values), origins: record.origins.clone(), gone: false }
}

/// The status of a file of which so many cells say something new.
pub fn status(changed: usize) -> Status {
    if changed == 0 { Status::Unchanged } else { Status::Merged }
}
