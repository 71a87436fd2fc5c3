//! `prekick export`: files for other systems, by profile.

mod calendar;
mod load_results;
mod salesforce_requests;
mod team_introduction;
mod written_export;

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::{ExportArgs, Global};
use crate::model::stage::Stage;
use crate::model::text::did_you_mean;
use anyhow::bail;
pub use calendar::calendar_of;
use calendar::{export_calendar, export_contacts};
use jiff::civil::Date;
use load_results::load_results;
use salesforce_requests::salesforce_requests;
use team_introduction::team_introduction;
pub use written_export::write_export;

/// The profiles.
const PROFILES: [&str; 4] = ["salesforce-resource-requests", "team-introduction", "calendar", "contacts-vcard"];

/// `prekick export`
pub fn export(global: &Global, args: &ExportArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    if args.list {
        for profile in PROFILES {
            console.result(profile);
        }
        return Ok(CommandStatus::Done);
    }
    if !args.results.is_empty() {
        return load_results(global, &args.results, console);
    }
    let named = args.profile.as_deref().unwrap_or_default();
    if !PROFILES.contains(&named) {
        let near = did_you_mean(named, PROFILES);
        bail!("there is no export profile {named}.{near} `prekick export --list` names them.");
    }
    let mut session = Session::open(global, false)?;
    // What is sent on must be complete, whatever the stage.
    session.engagement.stage = Stage::Baseline;
    match named {
        "calendar" => export_calendar(&session, args.output.as_deref(), today, console),
        "contacts-vcard" => export_contacts(&session, args.output.as_deref(), today, console),
        "team-introduction" => team_introduction(&session, args.output.as_deref(), today, console),
        _ => salesforce_requests(&session, args, today, console),
    }
}
