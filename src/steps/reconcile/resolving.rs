//! The second stage under way: what people saw and picked goes in, what is asked at the end of the run comes out.

use crate::model::finding::Finding;
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::decisions::choice::Picked;
use crate::steps::reconcile::working::Working;
use std::collections::{BTreeMap, BTreeSet};

/// Discrepancies by what they are about.
pub type OpenBySubject = BTreeMap<Subject, OpenDiscrepancy>;

/// Fields and rows being resolved.
pub struct Resolving<'r, 'a> {
    pub context: &'r Context<'a>,
    pub working: &'r mut Working,
    /// What was open when the run began, less what a decision of this run has ended: a claim that its row did not show is
    /// asked anew, under an ID of its own.
    pub shown: OpenBySubject,
    /// What people picked.
    pub picks: BTreeMap<Subject, Picked>,
    /// What is asked at the end of the run.
    pub asked: OpenBySubject,
    /// What has its line on Decisions by now.
    pub logged: BTreeSet<Subject>,
    /// What there is to say about picks and clashes.
    pub findings: Vec<Finding>,
}

impl<'r, 'a> Resolving<'r, 'a> {
    /// Before anything is resolved.
    pub fn new(
        context: &'r Context<'a>,
        working: &'r mut Working,
        shown: OpenBySubject,
        picks: BTreeMap<Subject, Picked>,
    ) -> Self {
        let (asked, logged, findings) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Self { context, working, shown, picks, asked, logged, findings }
    }
}
