//! `prekick why`: where a value of the master comes from.

mod json;
mod text;

use super::console::Console;
use super::engagement::read_files::read_files;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::{Global, WhyArgs};
use crate::edges::disk;
use crate::model::keys::CopyId;
use crate::model::shown_names::ShownNames;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::review::locate::find_target;
use crate::steps::review::provenance::{ProvenanceSources, provenance};
use anyhow::anyhow;
use jiff::civil::Date;

/// `prekick why`
pub fn why(global: &Global, args: &WhyArgs, _today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, false)?;
    let target = find_target(&session.master, &session.workbook, &args.what).map_err(|why| anyhow!("{why}"))?;
    let workbook = session.master.sheet(&target.sheet).map(|s| s.sheet.workbook.clone()).unwrap_or_default();
    let (log, sent) = (session.whole_log(), copies_as_sent(&session, &workbook));
    let sources = ProvenanceSources {
        master: &session.master,
        workbook: &session.workbook,
        typed: &session.typed,
        log: &log,
        sent: &sent,
    };
    let found = provenance(sources, &target).ok_or_else(|| anyhow!("“{}” names no record.", args.what))?;
    let names = ShownNames::of(&session.master);
    if console.wants_json() {
        console.result_json(&json::provenance_json(&session.engagement.name, &found, &names));
    } else {
        text::print_provenance(&found, &names, console);
    }
    Ok(CommandStatus::Done)
}

/// What the copies of a workbook were sent, where the files in outbox/ still hold it.
fn copies_as_sent(session: &Session, workbook: &str) -> Vec<(CopyId, IngestedWorkbook)> {
    let copies = session.master.memory.sent.iter().filter(|(_, s)| s.workbook == workbook);
    let paths = copies.map(|(copy, _)| session.folder.outbox().join(format!("{copy}.xlsx")));
    let there: Vec<_> = paths.filter(|p| disk::exists(p)).collect();
    // A file in outbox/ is its own base, unless somebody changed it.
    let read = read_files(session, &there, None).files.into_iter();
    read.filter_map(|file| Some((file.copy, file.base?.1))).collect()
}
