//! `prekick init`: an engagement's folder, its settings, and a master that opens.

use super::engagement::folder::{Folder, Loaded};
use super::engagement::read_files::ReadFiles;
use super::engagement::write::plan;
use super::exit::Ended;
use super::output::Voice;
use super::reconcile::run_engine;
use crate::cli::InitArgs;
use crate::edges::{change_log, disk, settings};
use crate::model::engagement::Engagement;
use crate::model::grid::Workbook;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Template, Visibility};
use crate::model::value::Value;
use crate::steps::master::read::shape;
use anyhow::{Context, anyhow, bail};
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;
use validator::Validate;

/// `prekick init`
pub fn init(args: &InitArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let engagement = engagement_of(args)?;
    new_engagement(&args.dir, &engagement, &contacts_of(args)?, today)?;
    voice.say(&format!("{} is ready in {}.", engagement.name, args.dir.display()));
    voice.say("Next: open master.xlsx, add contacts and what is known, close it, and run prekick generate.");
    voice.say(
        "prekick starters puts in what most projects have: RACI activities, milestones, meetings, metrics and more.",
    );
    voice.answer(&args.dir.display().to_string());
    Ok(Ended::Done)
}

fn engagement_of(args: &InitArgs) -> anyhow::Result<Engagement> {
    if let (Some(start), Some(end)) = (args.start, args.end)
        && end < start
    {
        bail!("--end {end} lies before --start {start}");
    }
    let id = args.id.clone().unwrap_or_else(random_id);
    let engagement = Engagement::new(id, args.name.trim(), args.customer.trim(), args.start, args.end);
    engagement.validate().map_err(|e| anyhow!("the settings would not be valid: {}", sorted(&e)))?;
    Ok(engagement)
}

fn sorted(errors: &validator::ValidationErrors) -> String {
    let mut said: Vec<String> = errors.to_string().lines().map(ToOwned::to_owned).collect();
    said.sort();
    said.join("; ")
}

fn random_id() -> String {
    std::iter::repeat_with(fastrand::alphanumeric).map(|c| c.to_ascii_lowercase()).take(16).collect()
}

/// A contact in the making: values by column key.
pub type NewContact = Vec<(&'static str, Value)>;

fn contacts_of(args: &InitArgs) -> anyhow::Result<Vec<NewContact>> {
    let mut out = Vec::new();
    if let Some(lead) = &args.delivery_lead {
        out.push(contact_of(lead, true, "")?);
    }
    for pm in &args.customer_pm {
        out.push(contact_of(pm, false, &args.customer)?);
    }
    Ok(out)
}

/// A contact from `NAME <EMAIL>`: of the delivery team, or a project manager of the customer who receives everything.
pub fn contact_of(text: &str, delivery: bool, company: &str) -> anyhow::Result<NewContact> {
    let (name, rest) = text
        .split_once('<')
        .ok_or_else(|| anyhow!("“{text}” is not NAME <EMAIL>, such as \"Ana Silva <ana@example.com>\""))?;
    let email = rest.trim().trim_end_matches('>').trim();
    if name.trim().is_empty() || !email.contains('@') {
        bail!("“{text}” is not NAME <EMAIL>, such as \"Ana Silva <ana@example.com>\"");
    }
    let mut contact: NewContact = vec![("name", Value::text(name.trim())), ("email", Value::text(email))];
    if delivery {
        contact.push(("org", Value::text("AWS")));
        contact.push(("role", Value::text("Engagement Manager")));
        contact.push(("is_lead", Value::YesNo(true)));
    } else {
        contact.push(("org", Value::text("Customer")));
        contact.push(("role", Value::text("Project Manager")));
        contact.push(("receives", Value::text("all")));
        if !company.is_empty() {
            contact.push(("company", Value::text(company)));
        }
    }
    contact.push(("steerco", Value::YesNo(false)));
    Ok(contact)
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
    let loaded = empty(folder, engagement, templates, contacts);
    let mut ran = run_engine(&loaded, ReadFiles::default(), today, false);
    let mut plan = plan(&loaded, &mut ran.outcome, &ran.report, today, false)?;
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

fn empty(folder: Folder, engagement: &Engagement, templates: Vec<Template>, contacts: &[NewContact]) -> Loaded {
    let mut master = Master::default();
    master.memory.engagement.clone_from(&engagement.id);
    for sheet in templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()) {
        master.sheets.push(SheetState::new(Arc::new(sheet.clone())));
    }
    let matrices: Vec<SheetState> = templates
        .iter()
        .flat_map(|t| &t.sheets)
        .filter(|s| s.across().is_some())
        .map(|s| SheetState::new(Arc::new(shape(s, &master))))
        .collect();
    master.sheets.extend(matrices);
    let order: Vec<&str> = templates.iter().flat_map(|t| &t.sheets).map(|s| s.key.as_str()).collect();
    master.sheets.sort_by_key(|s| order.iter().position(|k| *k == s.sheet.key));
    let shared: Vec<String> =
        templates.iter().filter(|t| t.audience == Visibility::Shared).map(|t| t.key.clone()).collect();
    if let Some(state) = master.sheet_mut("contacts") {
        for contact in contacts {
            add_contact(state, contact, &engagement.id, &shared.join(", "));
        }
    }
    Loaded {
        folder,
        engagement: engagement.clone(),
        templates,
        answers: None,
        languages: Vec::new(),
        master,
        workbook: Workbook::default(),
        bytes: Vec::new(),
        typed: Vec::new(),
        findings: Vec::new(),
        log: change_log::ChangeLog::default(),
        ask_all: false,
    }
}

fn add_contact(state: &mut SheetState, contact: &NewContact, engagement: &str, shared: &str) {
    let mut values = vec![Value::Empty; state.sheet.columns.len()];
    for (key, value) in contact {
        let value = if *key == "receives" { Value::text(shared) } else { value.clone() };
        if let Some(slot) = state.sheet.position(key).and_then(|i| values.get_mut(i)) {
            *slot = value;
        }
    }
    let email = contact.iter().find(|(k, _)| *k == "email").map(|(_, v)| v.to_string()).unwrap_or_default();
    let key = crate::model::row_key::make(&[engagement, &state.sheet.key, &email]);
    state.records.insert(key, Record { values, ..Record::default() });
}
