//! `prekick export team-introduction`: who is who, on one page for everyone.

use super::written_export::write_export;
use crate::commands::console::Console;
use crate::commands::engagement::returned_files::ReturnedFiles;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::edges::writer;
use crate::steps::export::introduction::introduction;
use crate::steps::outgoing::audience::outgoing;
use anyhow::anyhow;
use jiff::civil::Date;
use std::path::Path;

/// Writes the page: only what any recipient of the contacts may see.
pub fn team_introduction(
    session: &Session,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let run = session.run(ReturnedFiles::default(), today, true);
    let template = session.templates.iter().find(|t| t.sheets.iter().any(|s| s.key == "contacts"));
    let shared = template.and_then(|t| outgoing(&run.outcome.master, t, false));
    let contacts = shared.as_ref().and_then(|data| data.sheets().iter().find(|s| s.sheet().key == "contacts"));
    let contacts = contacts.ok_or_else(|| anyhow!("there is no shared sheet contacts in any template"))?;
    let bytes = writer::write(&introduction(contacts, &session.engagement, today))?;
    write_export(session, output, &format!("team-introduction.{today}.xlsx"), bytes, console)?;
    Ok(CommandStatus::Done)
}
