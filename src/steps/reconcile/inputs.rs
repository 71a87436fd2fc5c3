//! What a run starts from, and what it gives.

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::matching::Matching;
use crate::model::report::{Change, SourceFile};
use crate::model::state::Master;
use crate::model::template::Template;
use crate::steps::ingest::ReadIn;
use crate::steps::ingest::identity::Identity;
use jiff::civil::Date;

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
