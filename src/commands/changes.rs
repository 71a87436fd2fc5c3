//! `prekick changes --since …`: what changed since a day, a run, the baseline or a meeting.

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::log::all_masters;
use crate::cli::{ChangesArgs, Global};
use crate::edges::disk::{self, WriteStep};
use crate::edges::html::changes_page;
use crate::edges::writer;
use crate::model::change_summary::{ChangeKind, ChangeSummary};
use crate::model::logged_change::LoggedChange;
use crate::model::readiness::Meeting;
use crate::model::shown_names::ShownNames;
use crate::model::text::{did_you_mean, fold};
use crate::steps::readiness::meetings::last_meeting;
use crate::steps::readiness::readiness;
use crate::steps::report::changes_page::{INTERNAL, changes_book, changes_markdown};
use crate::steps::review::changes_since::sum_changes;
use crate::steps::review::runs::{PastRun, past_runs};
use anyhow::{anyhow, bail};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::Path;

/// `prekick changes`
pub fn changes(
    global: &Global,
    args: &ChangesArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, false)?;
    let LinesSince { lines, words } = lines_since(&session, args.since.trim(), today)?;
    let summary = sum_changes(&lines, &ShownNames::of(&session.master), words);
    let name = session.engagement.name.as_str();
    let Some(path) = args.output.as_deref().filter(|path| *path != Path::new("-")) else {
        if console.wants_json() {
            console.result_json(&summary_json(&summary, name, today));
        } else {
            console.print_bytes(changes_markdown(&summary, name).as_bytes());
        }
        return Ok(CommandStatus::Done);
    };
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match end.as_str() {
        "html" | "htm" => changes_page(&summary, name, INTERNAL).into_bytes(),
        "xlsx" => writer::write(&changes_book(&summary, name, today))?,
        "md" => changes_markdown(&summary, name).into_bytes(),
        "json" => serde_json::to_vec_pretty(&summary_json(&summary, name, today))?,
        _ => bail!("{} ends in none of .html, .xlsx, .md and .json: its ending says what is written.", path.display()),
    };
    disk::carry_out(&[WriteStep::Whole { path: path.to_path_buf(), bytes: bytes.into() }])?;
    console.result(&path.display().to_string());
    Ok(CommandStatus::Done)
}

/// The lines of the log since some moment, and that moment in words.
struct LinesSince {
    lines: Vec<LoggedChange>,
    words: String,
}

/// What changed since a meeting last met; nothing where it did not meet yet.
pub fn changes_since_meeting(session: &Session, meeting: &Meeting, today: Date) -> Option<ChangeSummary> {
    let day = last_day_of(meeting, today)?;
    let LinesSince { lines, words } = since_day(session, day, format!("since {day}"));
    Some(sum_changes(&lines, &ShownNames::of(&session.master), words))
}

fn last_day_of(meeting: &Meeting, today: Date) -> Option<Date> {
    last_meeting(&meeting.frequency, meeting.first?, meeting.last, today)
}

/// The meeting with this name or ID, or words that say which there are.
pub fn meeting_named<'m>(meetings: &'m [Meeting], named: &str) -> Result<&'m Meeting, String> {
    let found = meetings.iter().find(|m| fold(&m.name) == fold(named) || fold(&m.record) == fold(named));
    found.ok_or_else(|| did_you_mean(named, meetings.iter().map(|m| m.name.as_str())))
}

fn lines_since(session: &Session, since: &str, today: Date) -> anyhow::Result<LinesSince> {
    if fold(since) == "baseline" {
        return since_baseline(session);
    }
    if let Ok(day) = since.parse::<Date>() {
        return Ok(since_day(session, day, format!("since {day}")));
    }
    let number = fold(since);
    if let Ok(number) = number.strip_prefix("run").unwrap_or(&number).trim().parse::<u32>() {
        return since_run(session, number);
    }
    since_meeting(session, since, today)
}

fn since_day(session: &Session, day: Date, words: String) -> LinesSince {
    let day = day.to_string();
    LinesSince { lines: session.whole_log().into_iter().filter(|line| line.date >= day).collect(), words }
}

/// All runs, the newest first.
fn runs(session: &Session) -> Vec<PastRun> {
    past_runs(&all_masters(session), &session.whole_log())
}

/// The lines of the runs before a position, the oldest first.
fn lines_before(runs: &[PastRun], at: usize) -> Vec<LoggedChange> {
    runs.iter().take(at).rev().flat_map(|run| run.lines.iter().cloned()).collect()
}

fn since_run(session: &Session, number: u32) -> anyhow::Result<LinesSince> {
    let runs = runs(session);
    let newest = runs.iter().find_map(|run| run.number).unwrap_or_default();
    let at = runs.iter().position(|run| run.number == Some(number));
    let at = at.ok_or_else(|| anyhow!("there is no run {number}; the last is {newest}. prekick log lists them."))?;
    let date = runs.get(at).map(|run| run.date.clone()).unwrap_or_default();
    Ok(LinesSince { lines: lines_before(&runs, at), words: format!("since run {number} of {date}") })
}

fn since_baseline(session: &Session) -> anyhow::Result<LinesSince> {
    let baseline = session.master.memory.baseline.as_ref();
    let baseline = baseline.ok_or_else(|| anyhow!("there is no baseline yet. prekick baseline sets one."))?;
    let words = format!("since the baseline of {}", baseline.date);
    let runs = runs(session);
    match runs.iter().position(|run| run.froze) {
        Some(at) => Ok(LinesSince { lines: lines_before(&runs, at), words }),
        // The master that the run left is gone from history/: its day is still known.
        None => Ok(since_day(session, baseline.date.parse()?, words)),
    }
}

fn since_meeting(session: &Session, named: &str, today: Date) -> anyhow::Result<LinesSince> {
    let meetings = readiness(&session.master, &[], today).meetings;
    let meeting = meeting_named(&meetings, named).map_err(|near| {
        anyhow!(
            "{named} is no day, no run and no meeting.{near} Say a day as 2026-11-22, a run by its number, baseline, or a meeting by its name."
        )
    })?;
    let name = &meeting.name;
    let day = last_day_of(meeting, today);
    let day = day.ok_or_else(|| anyhow!("{name} has not met before {today}, by First on and Frequency. Say a day."))?;
    Ok(since_day(session, day, format!("since {name} of {day}")))
}

fn summary_json(summary: &ChangeSummary, engagement: &str, today: Date) -> Value {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let workbooks: Vec<Value> = summary
        .workbooks
        .iter()
        .map(|w| {
            let changes: Vec<Value> = w
                .changes
                .iter()
                .map(|c| {
                    json!({"sheet": c.sheet, "record": c.record, "field": filled(&c.field), "kind": c.kind().word(),
                           "from": filled(&c.from), "to": filled(&c.to), "by": c.by})
                })
                .collect();
            json!({"workbook": w.workbook, "title": w.title, "added": w.count(ChangeKind::Added),
                   "removed": w.count(ChangeKind::Removed), "changed": w.count(ChangeKind::Changed), "changes": changes})
        })
        .collect();
    let people: Vec<Value> = summary
        .people
        .iter()
        .map(|p| json!({"name": p.name, "changes": p.workbooks.iter().map(|(_, n)| n).sum::<usize>()}))
        .collect();
    json!({"schema": "prekick.changes/1", "engagement": engagement, "today": today.to_string(), "since": summary.since,
           "workbooks": workbooks, "people": people})
}
