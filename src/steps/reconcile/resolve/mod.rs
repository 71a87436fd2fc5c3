//! Resolving: every field, row and file about which a claim is open is applied, settled or asked.

mod contest;
mod edits_of_removed;
mod fields;
mod groups;
mod record_options;
mod removals;
mod rows;
mod same_text;
mod waiting;

use crate::model::finding::Finding;
use crate::model::memory::Subject;
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::decisions::choice::Picked;
use crate::steps::reconcile::discrepancies::close::close_settled;
use crate::steps::reconcile::resolving::{OpenBySubject, Resolving};
use crate::steps::reconcile::working::Working;
use std::collections::BTreeMap;

/// What is left once all is resolved.
pub struct Remaining {
    /// What is asked at the end of the run.
    pub asked: OpenBySubject,
    pub findings: Vec<Finding>,
}

/// Resolves what is open in the working master, with what people saw and picked.
pub fn resolve(
    context: &Context<'_>,
    working: &mut Working,
    shown: OpenBySubject,
    picks: BTreeMap<Subject, Picked>,
) -> Remaining {
    let mut run = Resolving::new(context, working, shown, picks);
    fields::resolve_fields(&mut run);
    rows::resolve_rows(&mut run);
    // A decision about a row or a file may have opened claims.
    fields::resolve_fields(&mut run);
    groups::group(&mut run);
    close_settled(&mut run);
    Remaining { asked: run.asked, findings: run.findings }
}

/// What was open stays open, and nothing is resolved.
pub fn leave_open(context: &Context<'_>, working: &mut Working, shown: OpenBySubject) -> OpenBySubject {
    let mut run = Resolving::new(context, working, shown, BTreeMap::new());
    run.asked = run.shown.clone();
    close_settled(&mut run);
    run.asked
}
