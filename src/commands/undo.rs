//! `prekick undo`: the master as it was before the last run that changed it.

use super::console::Console;
use super::engagement::session::Session;
use super::engagement::take_back::{TakenBack, take_back};
use super::exit::CommandStatus;
use super::run_output::print_run_without_files;
use crate::cli::{Global, UndoArgs};
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::report::Change;
use crate::model::text::{and_list, count};
use jiff::civil::Date;

/// `prekick undo`
pub fn undo(global: &Global, args: &UndoArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, !args.dry_run)?;
    let mut taken = take_back(&session, args.force, today, args.dry_run)?;
    let written = if args.dry_run { None } else { session.write(&mut taken.run, today, true)? };
    let own = [Code::DecisionTakenBack, Code::FileHeardAgain, Code::FileNotCarried];
    let done = headline(&taken, args.dry_run);
    print_run_without_files(&taken.run.report, console, written.as_deref(), &done, |f| own.contains(&f.code));
    if !console.wants_json() {
        print_notes(&taken, args.dry_run, console);
    }
    Ok(CommandStatus::of_findings(&taken.run.report.findings))
}

/// What is taken back, in half a line.
fn headline(taken: &TakenBack, dry_run: bool) -> String {
    let changes = taken.run.report.changes.iter().filter(|c| matches!(c.reason, ChangeReason::Undo(_)));
    let (fields, records): (Vec<&Change>, Vec<&Change>) = changes.partition(|c| c.field.is_some());
    let parts = [(fields.len(), "field", "fields"), (records.len(), "record", "records")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect();
    let what = if parts.is_empty() { "no value changed".to_owned() } else { format!("{} as before", and_list(&parts)) };
    let done = if dry_run { "would be taken back" } else { "is taken back" };
    format!("Run {} {done}: {what}", taken.number)
}

fn print_notes(taken: &TakenBack, dry_run: bool, console: &Console) {
    let TakenBack { run, picked, .. } = taken;
    if run.report.findings.iter().any(|f| f.code == Code::FileHeardAgain) {
        console.message("The files are still in inbox/: move them away, or the next run takes them in again.");
    }
    if !picked.is_empty() {
        let are = if picked.len() == 1 { "is" } else { "are" };
        console.message(&format!(
            "{} {are} picked on the sheet Discrepancies, as before; the next run carries that out, unless you pick again.",
            and_list(picked)
        ));
    }
    if !dry_run {
        console.message("A second prekick undo takes this undo back.");
    }
}
