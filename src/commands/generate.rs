//! `prekick generate`: copies into outbox/.

use super::console::Console;
use super::engagement::outbox::Outbox;
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::{GenerateArgs, Global};
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::state::Master;
use crate::model::template::Template;
use crate::model::text::count;
use crate::steps::outgoing::audience::{AskedOf, outgoing};
use crate::steps::outgoing::{Recipient, asked_by, chosen_recipients, chosen_workbooks, recipients, workbooks_for};
use anyhow::Error;
use jiff::civil::Date;

/// `prekick generate`
pub fn generate(
    global: &Global,
    args: &GenerateArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, true)?;
    let only = chosen_workbooks(&args.workbooks, &session.templates).map_err(Error::msg)?;
    let mut run = session.run(ReturnedFiles::default(), today, false);
    let master = &mut run.outcome.master;
    let mut memory = std::mem::take(&mut master.memory);
    let everyone = recipients(master, &mut memory, &session.templates);
    master.memory = memory;
    let chosen = chosen_recipients(&args.recipients, &everyone).map_err(Error::msg)?;
    let asked_by = asked_by(master);
    let mut outbox = Outbox::new(&session, &asked_by, today);
    if args.blank {
        add_blank(&mut outbox, master, &session.templates, &only)?;
    } else {
        for recipient in &chosen {
            add_copies(&mut outbox, master, &session, recipient, &only, args.no_questions)?;
        }
    }
    let Outbox { mut steps, paths, .. } = outbox;
    steps.extend(session.plan_writing(&mut run, today, false)?.steps);
    disk::carry_out(&steps)?;
    for path in &paths {
        console.result(&path.display().to_string());
    }
    if paths.is_empty() {
        console.message("Nobody receives anything: fill in the column Receives of the sheet Contacts with the workbooks that each is to get.");
    } else {
        console.message(&format!("{} in outbox/.", count(paths.len(), "copy", "copies")));
    }
    run.report.findings.retain(|f| f.code != Code::FileNone);
    Ok(CommandStatus::of_findings(&run.report.findings))
}

/// An empty copy of each workbook, for nobody in particular.
fn add_blank(
    outbox: &mut Outbox<'_>,
    master: &mut Master,
    templates: &[Template],
    only: &[String],
) -> anyhow::Result<()> {
    for template in templates.iter().filter(|t| only.is_empty() || only.contains(&t.key)) {
        if let Some(data) = outgoing(master, template, true) {
            outbox.add(&mut master.memory, data, None)?;
        }
    }
    Ok(())
}

/// A recipient's copies, with what is open and can be asked.
fn add_copies(
    outbox: &mut Outbox<'_>,
    master: &mut Master,
    session: &Session,
    recipient: &Recipient,
    only: &[String],
    no_questions: bool,
) -> anyhow::Result<()> {
    for template in workbooks_for(recipient, &session.templates, only) {
        let Some(mut data) = outgoing(master, template, false) else { continue };
        if let (Some(sheet), false) = (&session.answers, no_questions) {
            let to = AskedOf { recipient: &recipient.key, side: recipient.side, sheet };
            data = data.asking(master, to);
        }
        outbox.add(&mut master.memory, data, Some(recipient))?;
    }
    Ok(())
}
