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
use crate::steps::outgoing::audience::{Outgoing, outgoing, record_label};
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
    let workbooks: Vec<Outgoing> =
        session.templates.iter().filter_map(|template| outgoing(&run.outcome.master, template, false)).collect();
    let meeting = match &args.meeting {
        Some(named) => meeting_named(&meetings, named)
            .map_err(|near| anyhow!("there is no meeting {named}.{near} The sheet Meetings lists them."))?,
        None => soonest_meeting(&meetings, &workbooks)?,
    };
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

/// The meeting that is soonest, of those that everyone may know of.
fn soonest_meeting<'m>(meetings: &'m [Meeting], workbooks: &[Outgoing]) -> anyhow::Result<&'m Meeting> {
    let sheet = workbooks.iter().flat_map(Outgoing::sheets).find(|s| s.sheet().key == "meetings");
    let is_shared = |meeting: &Meeting| {
        sheet
            .is_some_and(|sheet| sheet.rows().iter().any(|(_, values)| record_label(sheet, values).0 == meeting.record))
    };
    let planned = meetings.iter().filter(|m| m.next.is_some() && is_shared(m));
    planned.min_by_key(|m| m.next).ok_or_else(|| {
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
