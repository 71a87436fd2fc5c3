//! What a run starts from, and what it gives: the whole of what reconciling knows and says.

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::gaps::ColumnGaps;
use crate::model::language::Language;
use crate::model::matching::MatchReport;
use crate::model::report::{Change, SourceFile};
use crate::model::state::Master;
use crate::model::template::Template;
use crate::steps::ingest::incoming::{Incoming, RefusedFile};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What a run starts from.
#[derive(Clone, Debug)]
pub struct RunInput<'a> {
    /// The master as read, with what people typed into it taken in.
    pub master: Master,
    /// What was typed in the master since the last run.
    pub typed: Vec<Change>,
    /// What there is to say about the master as read.
    pub findings: Vec<Finding>,
    /// The returned files.
    pub files: Vec<Incoming>,
    /// Files that could not be read, or belong to another engagement.
    pub refused: Vec<RefusedFile>,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The templates.
    pub templates: &'a [Template],
    /// The languages in which people may answer.
    pub languages: &'a [Language],
    /// The date of the run.
    pub today: Date,
    /// The time zone of the project, in which a moment is a day.
    pub zone: TimeZone,
    /// Was the memory lost without anything to rebuild it from? Then nothing is applied over a master's value.
    pub ask_all: bool,
}

/// What a run gives.
#[derive(Clone, Debug, Default)]
pub struct RunOutcome {
    /// The next master.
    pub master: Master,
    /// What changed.
    pub changes: Vec<Change>,
    /// Everything there is to say, the most severe first.
    pub findings: Vec<Finding>,
    /// What is still to be filled in, where the stage of the engagement only counts it.
    pub gaps: Vec<ColumnGaps>,
    /// The returned files, in the order of their names.
    pub sources: Vec<SourceFile>,
    /// How their rows were matched.
    pub matching: Vec<MatchReport>,
    /// The number of the run that is taken back; 0 for none.
    pub undid: u32,
}
