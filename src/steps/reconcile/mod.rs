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
//! All stages share a read-only `context::Context`; each takes the working master (`working::Working`) from the one before and
//! gives what it found.
//!
//! It never touches a file or the clock, and the names and order of the files never change the result.

mod claims;
mod context;
mod decisions;
mod discrepancies;
mod finish;
mod records;
mod resolve;
mod resolving;
mod role_columns;
mod run;
#[cfg(test)]
mod tests;
mod working;

pub use discrepancies::answers::answers_to;
pub use finish::approvals::sheets_named;
pub use finish::headline;
pub use run::{RunInput, RunOutcome};

use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::People;
use claims::collecting::Intake;
use context::Context;
use decisions::picks;
use finish::{StageResults, finish};
use working::Working;

/// Reconciles.
pub fn reconcile(given: RunInput<'_>) -> RunOutcome {
    let context = context(&given);
    let RunInput { master, typed, mut findings, mut files, refused, .. } = given;
    let shown = master.memory.open.clone();
    let mut working = Working::new(master, typed);
    files.sort_by(|a, b| (&a.copy, &a.digest, &a.file).cmp(&(&b.copy, &b.digest, &b.file)));
    findings.extend(picks::overtyped_cells(&working.master, &shown));
    let intake = claims::collect(&context, &shown, &mut working, &files);
    let read = picks::read_picks(&mut working.master, &shown);
    findings.extend(read.findings);
    let remaining = resolve::resolve(&context, &mut working, shown, read.picks);
    findings.extend(remaining.findings);
    finish(&context, working, StageResults { files, refused, findings, intake, asked: remaining.asked })
}

/// The master as it stands: no file is read and no pick applied, and what is open stays open.
pub fn as_it_stands(given: RunInput<'_>) -> RunOutcome {
    let context = context(&given);
    let RunInput { master, typed, findings, files, refused, .. } = given;
    let shown = master.memory.open.clone();
    let mut working = Working::new(master, typed);
    let asked = resolve::leave_open(&context, &mut working, shown);
    finish(&context, working, StageResults { files, refused, findings, intake: Intake::default(), asked })
}

fn context<'a>(given: &RunInput<'a>) -> Context<'a> {
    Context {
        engagement: given.engagement,
        templates: given.templates,
        languages: given.languages,
        today: given.today,
        zone: given.zone.clone(),
        ask_all: given.ask_all,
        people: given.master.sheet("contacts").map(People::from_state).unwrap_or_default(),
        forums: Forums::of_master(&given.master),
    }
}
