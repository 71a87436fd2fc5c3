//! Reconciling: every returned copy against what it was sent and against the master, in one step for all copies.
//!
//! Hear the words of every file, judge every field about which a word is open, apply what is certain or decided, and
//! ask the rest. Nothing here touches a file.

mod answers;
mod approvals;
mod ask;
mod by_policy;
mod decide;
mod givers;
mod group;
mod hear;
mod judge;
mod late;
mod options;
mod pending;
mod roles;
mod rows;
mod tell;

pub use answers::answers_to;
pub use approvals::sheets_named;
pub use tell::{compute_all, headline};

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::matching::Matching;
use crate::model::memory::{Subject, Word, WordKey};
use crate::model::report::{Change, SourceFile, Status};
use crate::model::state::{Master, Record};
use crate::model::table::natural_key;
use crate::model::template::{Owner, Template};
use crate::steps::ingest::ReadIn;
use crate::steps::ingest::identity::Identity;
use crate::steps::matching::{Entry, Roster};
use crate::steps::validate::people::People;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A returned file, understood.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// How findings name it.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Who it is.
    pub identity: Identity,
    /// The copy id under which its words are remembered.
    pub copy: String,
    /// What it holds.
    pub read: ReadIn,
    /// Digest of what it holds.
    pub digest: String,
    /// When its properties say it was saved.
    pub saved_at: Option<String>,
    /// Who saved it last, as its properties say.
    pub saved_by: Option<String>,
    /// What was sent, and the path of that file.
    pub base: Option<(String, ReadIn)>,
    /// Is it a CSV, which holds one sheet only?
    pub one_sheet: bool,
    /// What there is to say about the file itself.
    pub findings: Vec<Finding>,
}

/// A file that could not be read, or is not this engagement's.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What to list under sources.
    pub source: SourceFile,
    /// What to say.
    pub finding: Finding,
}

/// What a run starts from.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// The master, absorbed.
    pub master: Master,
    /// What was typed in the master since the last run.
    pub typed: Vec<Change>,
    /// What there is to say about the master as read.
    pub findings: Vec<Finding>,
    /// The returned files.
    pub files: Vec<Incoming>,
    /// The files that could not be taken.
    pub refused: Vec<Refused>,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The templates.
    pub templates: &'a [Template],
    /// The languages in which people may answer.
    pub languages: &'a [Language],
    /// The date of the run.
    pub today: Date,
    /// Was the memory lost without anything to rebuild it from? Then nothing is applied over a master's value.
    pub ask_all: bool,
}

/// What a run gives.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The new state.
    pub master: Master,
    /// What changed.
    pub changes: Vec<Change>,
    /// Everything there is to say.
    pub findings: Vec<Finding>,
    /// The files.
    pub sources: Vec<SourceFile>,
    /// How their rows were matched.
    pub matching: Vec<Matching>,
    /// The number of the run that is taken back; 0 for none.
    pub undid: u32,
}

/// Reconciles.
pub fn reconcile(given: Given<'_>) -> Outcome {
    let mut run = Run::new(given);
    let mut files = std::mem::take(&mut run.files);
    files.sort_by(|a, b| (&a.copy, &a.digest, &a.file).cmp(&(&b.copy, &b.digest, &b.file)));
    decide::say_typed_over(&mut run);
    hear::hear_all(&mut run, &files);
    run.files = files;
    decide::read_picks(&mut run);
    judge::judge_all(&mut run);
    pending::judge_all(&mut run);
    // A decision about a row or a file may have opened words.
    judge::judge_all(&mut run);
    group::settle(&mut run);
    ask::close_what_is_settled(&mut run);
    tell::finish(run)
}

/// The master as it stands: nothing is heard and nothing is decided, what is open stays open.
pub fn as_it_stands(given: Given<'_>) -> Outcome {
    let mut run = Run::new(given);
    run.asked = run.shown.clone();
    ask::close_what_is_settled(&mut run);
    tell::finish(run)
}

/// A run under way.
struct Run<'a> {
    master: Master,
    files: Vec<Incoming>,
    refused: Vec<Refused>,
    engagement: &'a Engagement,
    templates: &'a [Template],
    languages: &'a [Language],
    today: Date,
    ask_all: bool,
    people: People,
    rosters: BTreeMap<String, Roster>,
    /// Records added in this run, by sheet and natural key.
    newcomers: BTreeMap<(String, String), String>,
    /// All records added in this run, by sheet and record key; they have their IDs already.
    added: BTreeSet<(String, String)>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    sources: Vec<SourceFile>,
    matching: Vec<Matching>,
    /// Open discrepancies as they stood when the run began.
    shown: BTreeMap<Subject, crate::model::memory::Open>,
    /// Discrepancies that are open at the end of this run.
    asked: BTreeMap<Subject, crate::model::memory::Open>,
    /// What people picked, by subject.
    picks: BTreeMap<Subject, decide::Picked>,
    /// Discrepancies about which a decision was applied in this run.
    settled: BTreeSet<Subject>,
}

impl<'a> Run<'a> {
    fn new(given: Given<'a>) -> Self {
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
    fn open_words(&self, subject: &Subject) -> Vec<(String, Word)> {
        words_about(&self.master, subject).filter(|(_, w)| w.open).map(|(c, w)| (c.to_owned(), w.clone())).collect()
    }

    /// A subject's words count as heard.
    fn hear_subject(&mut self, subject: &Subject) {
        let from = WordKey { subject: subject.clone(), copy: String::new() };
        let about = self.master.memory.words.range_mut(from..).take_while(|(k, _)| k.subject == *subject);
        for (_, word) in about {
            word.open = false;
        }
    }

    /// Which side a recipient stands on.
    fn side(&self, contact: Option<&str>) -> Owner {
        crate::model::side::side(&self.master, contact)
    }
}

/// The words about a subject, by copy.
fn words_about<'m>(master: &'m Master, subject: &Subject) -> impl Iterator<Item = (&'m str, &'m Word)> {
    let from = WordKey { subject: subject.clone(), copy: String::new() };
    let subject = subject.clone();
    master.memory.words.range(from..).take_while(move |(k, _)| k.subject == subject).map(|(k, w)| (k.copy.as_str(), w))
}

/// The records of a sheet, living and gone, as copies may name them.
fn roster(master: &Master, key: &str) -> Roster {
    let Some(state) = master.sheet(key) else { return Roster::default() };
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
        (key.clone(), Entry { id: Some(known.id.clone()), words, origins: known.origins.clone(), gone: true })
    });
    Roster::new(living.chain(gone))
}

fn entry(sheet: &crate::model::template::Sheet, record: &Record) -> Entry {
    let id = (!record.id.is_empty()).then(|| record.id.clone());
    Entry { id, words: natural_key(sheet, &record.values), origins: record.origins.clone(), gone: false }
}

/// The status of a file of which so many cells say something new.
fn status(changed: usize) -> Status {
    if changed == 0 { Status::Unchanged } else { Status::Merged }
}
