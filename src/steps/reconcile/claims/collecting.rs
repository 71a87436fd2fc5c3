//! The first stage under way.

use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::matching::MatchReport;
use crate::model::memory::{Claim, ClaimKey};
use crate::model::report::SourceFile;
use crate::steps::reconcile::claims::supersede;
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::discrepancies::log::DecisionLog;
use crate::steps::reconcile::resolving::OpenBySubject;
use crate::steps::reconcile::working::Working;

/// Claims being collected.
pub struct Collecting<'r, 'a> {
    pub context: &'r Context<'a>,
    /// What was open when the run began.
    pub shown: &'r OpenBySubject,
    pub working: &'r mut Working,
    pub intake: Intake,
}

impl<'r> Collecting<'r, '_> {
    /// A newer claim of a copy takes the place of its older ones.
    pub fn replace(&mut self, copy: &CopyId, claim: (ClaimKey, Claim)) {
        let log = self.log();
        supersede::replace(&mut self.working.master, log, copy, claim);
    }

    /// A claim beside the others of its copy, whose files could not be put in order.
    pub fn put(&mut self, (key, claim): (ClaimKey, Claim)) {
        self.working.master.memory.claims.insert(key, claim);
    }

    /// Where lines of Decisions get the day and the numbers that people know.
    pub fn log(&self) -> DecisionLog<'r> {
        DecisionLog { today: self.context.today, shown: self.shown }
    }
}

/// What there is to say about the files, beside their claims, which are in the memory now.
#[derive(Default)]
pub struct Intake {
    pub findings: Vec<Finding>,
    pub sources: Vec<SourceFile>,
    /// How their rows were matched.
    pub matching: Vec<MatchReport>,
}
