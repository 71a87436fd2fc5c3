//! `prekick generate`: copies into outbox/.

use super::console::Console;
use super::engagement::outbox::{CopyOrder, Outbox};
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::{GenerateArgs, Global};
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::template::Template;
use crate::model::text::count;
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
    let orders = if args.blank {
        blank_orders(&session.templates, &only)
    } else {
        let of = |recipient| orders_of(recipient, &session.templates, &only, !args.no_questions);
        chosen.iter().flat_map(of).collect()
    };
    outbox.add(master, &orders)?;
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
fn blank_orders<'a>(templates: &'a [Template], only: &[String]) -> Vec<CopyOrder<'a>> {
    let wanted = templates.iter().filter(|t| only.is_empty() || only.contains(&t.key));
    wanted.map(|template| CopyOrder { template, recipient: None, with_questions: false }).collect()
}

/// A recipient's copies.
fn orders_of<'a>(
    recipient: &'a Recipient,
    templates: &'a [Template],
    only: &[String],
    with_questions: bool,
) -> Vec<CopyOrder<'a>> {
    let workbooks = workbooks_for(recipient, templates, only).into_iter();
    workbooks.map(|template| CopyOrder { template, recipient: Some(recipient), with_questions }).collect()
}
