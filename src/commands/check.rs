//! `prekick check`: reads and validates files as `reconcile` would, and writes nothing but, with `--annotate`, a workbook for
//! the sender of each.

use super::annotate::{annotate, annotation_folder, identities};
use super::console::Console;
use super::engagement::read_files::read_files;
use super::engagement::returned_files::NamedFiles;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::print_check;
use crate::cli::{CheckArgs, Global};
use anyhow::bail;
use jiff::civil::Date;

/// `prekick check`
pub fn check(global: &Global, args: &CheckArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, false)?;
    let to = args.annotate.as_ref().map(|dir| annotation_folder(&session.folder, dir.as_deref())).transpose()?;
    let named = NamedFiles::find(&session.folder, &args.files)?;
    if let Some(names) = named.none_found() {
        bail!("there is no such file: {names}.");
    }
    let mut read = read_files(&session, &named.found, None);
    if let Some(roles) = read.roles.take() {
        session.add_roles(*roles);
        read = read_files(&session, &named.found, None);
    }
    read.add_missing_files(&session.folder, &named.missing);
    let known = identities(&read);
    let run = session.run(read, today, true);
    print_check(&run.report, console);
    if let Some(to) = to {
        for path in annotate(&session, &named.found, &known, &run.report.findings, &to, today)? {
            if console.wants_json() { console.message(&path) } else { console.result(&path) }
        }
    }
    Ok(CommandStatus::of_findings(&run.report.findings))
}
