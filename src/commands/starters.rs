//! `prekick starters`: the usual rows of the templates into sheets that are still empty.

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use crate::cli::{Global, StartersArgs};
use crate::model::text::{and_list, count, did_you_mean};
use crate::model::working_days::working_day_from;
use crate::steps::master::starters::{add_starters, missing_days};
use anyhow::bail;
use jiff::Span;
use jiff::civil::Date;
use serde_json::json;

/// `prekick starters`
pub fn starters(
    global: &Global,
    args: &StartersArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, true)?;
    let keys: Vec<&str> = session.templates.iter().map(|t| t.key.as_str()).collect();
    if let Some(unknown) = args.workbooks.iter().find(|w| !keys.contains(&w.as_str())) {
        let near = did_you_mean(unknown, keys.iter().copied());
        bail!("there is no workbook {unknown}.{near} There are: {}.", keys.join(", "));
    }
    ask_for_days(&session, &args.workbooks, today)?;
    let added = add_starters(&mut session.master, &session.templates, &args.workbooks, &session.engagement, today);
    session.typed.extend(added.changes.iter().cloned());
    let mut run = session.run_without_files(today, false);
    session.write(&mut run, today, false)?;
    let filled: Vec<_> = added.filled.iter().map(|(sheet, rows)| json!({"sheet": sheet, "rows": rows})).collect();
    console.result_json(&json!({"filled": filled, "left": added.left}));
    for (sheet, rows) in &added.filled {
        console.message(&format!("{sheet}: {}", count(*rows, "usual row", "usual rows")));
    }
    if !added.left.is_empty() {
        console.message(&format!("Left as they are, since they hold records: {}.", and_list(&added.left)));
    }
    console.message("Change and delete what does not fit, in master.xlsx; prekick status says what is still missing.");
    Ok(CommandStatus::of_findings(&run.report.findings))
}

/// Asks for the first and the last day of the project where the rows that would be added are dated by them.
fn ask_for_days(session: &Session, workbooks: &[String], today: Date) -> anyhow::Result<()> {
    let engagement = &session.engagement;
    let missing = missing_days(&session.master, &session.templates, workbooks, engagement);
    if !missing.is_empty() {
        let example = |weeks: i32| {
            today
                .checked_add(Span::new().weeks(weeks))
                .map_or(today, |day| working_day_from(day, &engagement.calendar.holidays))
        };
        let line = |key: &&str| format!("  {key} = \"{}\"", example(if *key == "start" { 4 } else { 30 }));
        let lines: Vec<String> = missing.iter().map(line).collect();
        bail!(
            "engagement.toml does not say when the project {}s, and the usual rows are dated by that. Type them on the sheet Start here of the master, or write into its first lines, with your own days:\n{}\nThen run prekick starters again. Nothing was written.",
            missing.join("s and "),
            lines.join("\n")
        );
    }
    match (engagement.work_start(), engagement.end) {
        (Some(start), Some(end)) if end < start => {
            bail!(
                "engagement.toml ends the project on {end}, before work begins on {start}. Correct the days there. Nothing was written."
            )
        }
        _ => Ok(()),
    }
}
