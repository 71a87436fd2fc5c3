//! `prekick agenda`: what a meeting is to talk about.

use super::changes::{changes_since_meeting, meeting_named};
use super::console::Console;
use super::engagement::run::RunResult;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::export::write_export;
use crate::cli::{AgendaArgs, Global};
use crate::edges::html::agenda_page;
use crate::model::agenda::Agenda;
use crate::model::language::Language;
use crate::model::readiness::{DueRecord, Meeting};
use crate::model::text::slug;
use crate::steps::export::agenda::{AgendaSource, AskedPerson, agenda as agenda_of};
use crate::steps::outgoing::audience::{Outgoing, outgoing};
use crate::steps::outgoing::{OwedView, Recipient, owed_by};
use crate::steps::readiness::readiness;
use crate::steps::report::agenda_markdown::agenda_markdown;
use anyhow::{anyhow, bail};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::Path;

/// `prekick agenda`
pub fn agenda(global: &Global, args: &AgendaArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, false)?;
    let mut run = session.run_without_files(today, true);
    let meetings = readiness(&run.outcome.master, &[], today).meetings;
    let meeting = chosen_meeting(&meetings, args.meeting.as_deref())?;
    let workbooks: Vec<Outgoing> =
        session.templates.iter().filter_map(|template| outgoing(&run.outcome.master, template, false)).collect();
    let asked = asked_people(&session, &mut run, &workbooks, today);
    let changes = changes_since_meeting(&session, meeting, today);
    let source = AgendaSource {
        workbooks: &workbooks,
        engagement: &session.engagement,
        meeting,
        asked: &asked,
        changes: changes.as_ref(),
        today,
    };
    write_agenda(&session, &agenda_of(source), args.output.as_deref(), today, console)?;
    Ok(CommandStatus::Done)
}

fn chosen_meeting<'m>(meetings: &'m [Meeting], named: Option<&str>) -> anyhow::Result<&'m Meeting> {
    if let Some(named) = named {
        return meeting_named(meetings, named)
            .map_err(|near| anyhow!("there is no meeting {named}.{near} The sheet Meetings lists them."));
    }
    let next = meetings.iter().filter(|m| m.next.is_some()).min_by_key(|m| m.next);
    next.ok_or_else(|| {
        anyhow!("no meeting has a next day. Fill in First on and Frequency on the sheet Meetings, or name a meeting.")
    })
}

/// What is asked of the people whom everyone may know.
fn asked_people(session: &Session, run: &mut RunResult, workbooks: &[Outgoing], today: Date) -> Vec<AskedPerson> {
    let everyone = run.recipients(&session.templates);
    let overdue: &[DueRecord] = &[];
    let view = OwedView {
        master: &run.outcome.master,
        engagement: &session.engagement,
        templates: &session.templates,
        answers: session.answers.as_ref(),
        overdue,
        language: &Language::english(),
        today,
    };
    let known = |one: &&Recipient| workbooks.iter().any(|workbook| workbook.people().contains(&one.name));
    let asked = everyone.iter().filter(known);
    asked.map(|one| AskedPerson { name: one.name.clone(), questions: owed_by(view, one).questions }).collect()
}

fn write_agenda(
    session: &Session,
    agenda: &Agenda,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<()> {
    if output.is_none() && console.wants_json() {
        console.result_json(&agenda_json(agenda, today));
        return Ok(());
    }
    let usual = format!("agenda.{}.{}.html", slug(&agenda.meeting), agenda.on.unwrap_or(today));
    let name = output.unwrap_or(Path::new(&usual));
    let end = name.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match end.as_str() {
        "html" | "htm" => agenda_page(agenda).into_bytes(),
        "md" => agenda_markdown(agenda).into_bytes(),
        "json" => serde_json::to_vec_pretty(&agenda_json(agenda, today))?,
        _ if name == Path::new("-") => agenda_markdown(agenda).into_bytes(),
        _ => bail!("{} ends in none of .html, .md and .json: its ending says what is written.", name.display()),
    };
    write_export(session, output, &usual, bytes, console)
}

fn agenda_json(agenda: &Agenda, today: Date) -> Value {
    json!({"schema": "prekick.agenda/1", "today": today.to_string(), "agenda": agenda})
}
