//! `prekick init`: an engagement's folder, its settings, and a master that opens.

use super::console::Console;
use super::engagement::folder::Folder;
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::InitArgs;
use crate::edges::{disk, settings};
use crate::model::engagement::Engagement;
use crate::steps::master::new_master::{NewContact, customer_manager, delivery_lead, new_master};
use anyhow::{Context, Error, anyhow, bail};
use jiff::civil::Date;
use std::path::Path;
use validator::Validate;

/// `prekick init`
pub fn init(args: &InitArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let engagement = engagement_of(args)?;
    new_engagement(&args.dir, &engagement, &contacts_of(args)?, today)?;
    console.message(&format!("{} is ready in {}.", engagement.name, args.dir.display()));
    console.message("Next: open master.xlsx, add contacts and what is known, close it, and run prekick generate.");
    console.message(
        "prekick starters puts in what most projects have: RACI activities, milestones, meetings, metrics and more.",
    );
    console.result(&args.dir.display().to_string());
    Ok(CommandStatus::Done)
}

/// Makes an engagement in a folder that is none yet.
pub fn new_engagement(dir: &Path, engagement: &Engagement, contacts: &[NewContact], today: Date) -> anyhow::Result<()> {
    if disk::exists(&dir.join("engagement.toml")) {
        bail!("{} is an engagement already; nothing was changed.", dir.display());
    }
    if disk::exists(&dir.join("master.xlsx")) {
        bail!(
            "{} holds a master.xlsx, but no engagement.toml; nothing was changed. If an init was stopped here halfway, delete master.xlsx and run it again; else put engagement.toml back.",
            dir.display()
        );
    }
    let folder = Folder::at(dir.to_path_buf());
    for name in ["inbox", "outbox", "reports", "exports", "history"] {
        disk::make_folder(&dir.join(name)).context("the engagement was not made")?;
    }
    let templates = folder.templates(Some(engagement))?;
    let master = new_master(&templates, &engagement.id, contacts);
    let session = Session::new(folder, engagement.clone(), templates, master);
    let mut run = session.run(ReturnedFiles::default(), today, false);
    let mut plan = session.plan_writing(&mut run, today, false)?;
    for step in &mut plan.steps {
        if let disk::WriteStep::Swap { before, .. } = step {
            *before = None;
        }
    }
    let settings = settings::write_new(engagement).into_bytes();
    plan.steps.push(disk::WriteStep::New { path: dir.join("engagement.toml"), bytes: settings });
    disk::carry_out(&plan.steps)?;
    Ok(())
}

fn engagement_of(args: &InitArgs) -> anyhow::Result<Engagement> {
    if let (Some(start), Some(end)) = (args.start, args.end)
        && end < start
    {
        bail!("--end {end} lies before --start {start}");
    }
    let id = args.id.clone().unwrap_or_else(random_id);
    let engagement = Engagement::new(id, args.name.trim(), args.customer.trim(), args.start, args.end);
    engagement.validate().map_err(|e| anyhow!("{}", settings::limit_messages(&e).join(" ")))?;
    Ok(engagement)
}

fn random_id() -> String {
    std::iter::repeat_with(fastrand::alphanumeric).map(|c| c.to_ascii_lowercase()).take(16).collect()
}

fn contacts_of(args: &InitArgs) -> anyhow::Result<Vec<NewContact>> {
    let mut out = Vec::new();
    if let Some(lead) = &args.delivery_lead {
        out.push(delivery_lead(lead).map_err(Error::msg)?);
    }
    for pm in &args.customer_pm {
        out.push(customer_manager(pm, &args.customer).map_err(Error::msg)?);
    }
    Ok(out)
}
