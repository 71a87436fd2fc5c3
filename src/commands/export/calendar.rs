//! `prekick export calendar` and `prekick export contacts-vcard`: what recipients may see, for calendars and address books.

use super::written_export::write_export;
use crate::commands::console::Console;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::edges::calendar_file::write_calendar;
use crate::edges::contact_file::write_contacts;
use crate::model::state::Master;
use crate::model::text::{and_list, count};
use crate::steps::export::calendar::{ProjectCalendar, contact_cards, project_calendar};
use crate::steps::outgoing::audience::{Outgoing, outgoing};
use anyhow::anyhow;
use jiff::civil::Date;
use std::path::Path;

/// The calendar of the whole project.
pub fn export_calendar(
    session: &Session,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let run = session.run_without_files(today, true);
    let calendar = calendar_of(session, &run.outcome.master);
    let bytes = write_calendar(&session.engagement.name, &calendar.events, today);
    write_export(session, output, &format!("calendar.{today}.ics"), bytes, console)?;
    console.message(&format!("{} in the calendar.", count(calendar.events.len(), "entry", "entries")));
    if !calendar.undated.is_empty() {
        let names = and_list(&calendar.undated);
        console.message(&format!("Not in the calendar, because First on is empty: {names}."));
    }
    Ok(CommandStatus::Done)
}

/// The contacts as cards.
pub fn export_contacts(
    session: &Session,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let run = session.run_without_files(today, true);
    let shared = shared_workbooks(session, &run.outcome.master);
    let contacts = shared.iter().flat_map(Outgoing::sheets).find(|s| s.sheet().key == "contacts");
    let contacts = contacts.ok_or_else(|| anyhow!("there is no shared sheet contacts in any template"))?;
    let cards = contact_cards(contacts, &session.engagement);
    write_export(session, output, &format!("contacts.{today}.vcf"), write_contacts(&cards), console)?;
    console.message(&format!("{} in the file.", count(cards.len(), "contact", "contacts")));
    Ok(CommandStatus::Done)
}

/// The calendar of the project as recipients may see it.
pub fn calendar_of(session: &Session, master: &Master) -> ProjectCalendar {
    project_calendar(&shared_workbooks(session, master), &session.engagement)
}

fn shared_workbooks(session: &Session, master: &Master) -> Vec<Outgoing> {
    session.templates.iter().filter_map(|template| outgoing(master, template, false)).collect()
}
