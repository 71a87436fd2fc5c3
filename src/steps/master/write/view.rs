//! What the pages of the master are made from.

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::gaps::ColumnGaps;
use crate::model::state::Master;
use jiff::civil::Date;

/// What the pages of the master are made from: the state, and what the run has to say about it.
#[derive(Clone, Copy, Debug)]
pub struct MasterView<'a> {
    /// The agreed records and the memory.
    pub master: &'a Master,
    /// The engagement's settings.
    pub engagement: &'a Engagement,
    /// The findings of the run; those with a question become rows of Discrepancies.
    pub findings: &'a [Finding],
    /// What is still to be filled in, where the stage of the engagement only counts it.
    pub gaps: &'a [ColumnGaps],
    /// The day for which results that depend on it are stored; the formulas themselves ask the spreadsheet program.
    pub today: Date,
}
