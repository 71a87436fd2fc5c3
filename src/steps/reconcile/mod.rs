//! Reconciling: every returned copy against what it was sent and against the master, in one step for all copies.
//!
//! In: the master, the returned files as tables, the settings, the day. Out: the next master, its changes, and findings.
//!
//! 1. `claims` collects what each file says that its copy has not said before.
//! 2. `decisions` reads what people picked on the Discrepancies sheet.
//! 3. `resolve` settles every field and record about which a claim is open: what nobody disputes is applied, what was
//!    picked is applied, the rest becomes a discrepancy (`discrepancies`).
//! 4. `finish` gives IDs, computes columns, checks the merged whole and gathers the findings.
//!
//! Never: a file, the clock, or an order that depends on how files are named.

mod claims;
mod decisions;
mod discrepancies;
mod finish;
mod inputs;
mod records;
mod resolve;
mod role_columns;
mod run;
#[cfg(test)]
mod tests;

pub use discrepancies::answers::answers_to;
pub use finish::approvals::sheets_named;
pub use finish::headline;
pub use inputs::{Given, Outcome};

use run::Run;

/// Reconciles.
pub fn reconcile(given: Given<'_>) -> Outcome {
    let mut run = Run::new(given);
    let mut files = std::mem::take(&mut run.files);
    files.sort_by(|a, b| (&a.copy, &a.digest, &a.file).cmp(&(&b.copy, &b.digest, &b.file)));
    decisions::picks::say_typed_over(&mut run);
    claims::collect(&mut run, &files);
    run.files = files;
    decisions::picks::read_picks(&mut run);
    resolve::fields::resolve_all(&mut run);
    resolve::rows::resolve_all(&mut run);
    // A decision about a row or a file may have opened claims.
    resolve::fields::resolve_all(&mut run);
    resolve::groups::group(&mut run);
    discrepancies::ask::close_settled(&mut run);
    finish::finish(run)
}

/// The master as it stands: no file is read and no pick applied, and what is open stays open.
pub fn as_it_stands(given: Given<'_>) -> Outcome {
    let mut run = Run::new(given);
    run.asked = run.shown.clone();
    discrepancies::ask::close_settled(&mut run);
    finish::finish(run)
}
