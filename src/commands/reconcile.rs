//! `prekick reconcile`: merges returned copies into the master.

use super::console::Console;
use super::engagement::folder::Folder;
use super::engagement::mapping_proposals::write_proposals;
use super::engagement::opened_files::open_files;
use super::engagement::read_files::{read_files, read_opened_files};
use super::engagement::returned_files::NamedFiles;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::print_run;
use crate::cli::{Global, ReconcileArgs};
use anyhow::bail;
use jiff::civil::Date;

/// `prekick reconcile`
pub fn reconcile(
    global: &Global,
    args: &ReconcileArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let folder = Folder::find(global)?;
    let limits = folder.engagement()?.limits;
    let mut named = NamedFiles::find(&folder, &args.files)?;
    let results = named.take_result_files(&folder);
    // The files are opened while the master is read; what they mean depends on it.
    let (session, opened) =
        rayon::join(|| Session::load(folder.clone(), !args.dry_run), || open_files(&folder, &named.found, &limits));
    let mut session = session?;
    if let Some(names) = named.none_found() {
        bail!("there is no such file: {names}. Nothing was done.");
    }
    let took_results = !results.is_empty();
    if took_results {
        session.take_results(results, args.dry_run, console)?;
    }
    let mut read = read_opened_files(&session, opened, args.base.as_deref());
    if let Some(roles) = read.roles.take() {
        session.add_roles(*roles);
        read = read_files(&session, &named.found, args.base.as_deref());
    }
    read.add_missing_files(&session.folder, &named.missing);
    if !args.dry_run {
        write_proposals(&session, &mut read, today)?;
    }
    let mut run = session.run(read, today, args.dry_run);
    if took_results {
        // They were in the inbox, too: that there are no copies beside them is nothing to say.
        run.forget_missing_files();
    }
    let written = if args.dry_run { None } else { session.write(&mut run, today, true)? };
    print_run(&run.report, console, written.as_deref());
    let status = CommandStatus::of_findings(&run.report.findings);
    drop(session.lock);
    // The program ends here: to give memory back record by record takes longer than all that is left to do.
    std::mem::forget((run, session.master, session.workbook, session.log));
    Ok(status)
}
