//! `prekick shift`: the plan moves by weeks or working days.

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::print_run_without_files;
use crate::cli::{Global, ShiftArgs};
use crate::model::engagement::Engagement;
use crate::model::keys::FieldKey;
use crate::model::plan_shift::PlanShift;
use crate::model::report::Change;
use crate::model::shown_names::ShownNames;
use crate::model::state::Master;
use crate::model::table::natural_words;
use crate::model::text::{and_list, count, shortened};
use crate::steps::master::shift::shift_plan;
use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// `prekick shift`
pub fn shift(global: &Global, args: &ShiftArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, args.yes)?;
    let from = args.from.unwrap_or(today);
    let changes = shift_plan(&mut session.master, args.by, from, &session.engagement.calendar.holidays);
    let settings = settings_to_change(&session.engagement, args.by, from);
    if console.wants_json() {
        console.result_json(&shift_json(&changes, &settings, args.yes));
    } else {
        moved_lines(&session.master, &changes).iter().for_each(|line| console.message(line));
    }
    let moved = summary(&changes, args.by);
    if changes.is_empty() {
        console.message(&format!("No open row has a planned day from {from} on. Nothing was written."));
        return Ok(CommandStatus::Done);
    }
    let status = if args.yes {
        session.typed.extend(changes);
        let mut run = session.run_without_files(today, false);
        let written = session.write(&mut run, today, true)?;
        if !console.wants_json() {
            print_run_without_files(&run.report, console, written.as_deref(), &format!("Moved {moved}"), |_| false);
        }
        console.message("prekick undo takes it back; prekick generate makes copies with the new days.");
        CommandStatus::of_findings(&run.report.findings)
    } else {
        console.message(&format!("This would move {moved}. Nothing was written; add --yes to move them."));
        CommandStatus::Done
    };
    if !settings.is_empty() {
        let lines: Vec<String> = settings.iter().map(|s| format!("{} = \"{}\"", s.key, s.to)).collect();
        console.message(&format!("Then change engagement.toml by hand: {}.", and_list(&lines)));
    }
    Ok(status)
}

/// A day of the settings that moves as well; people change it themselves, so that undo need not.
struct MovedSetting {
    key: &'static str,
    from: Date,
    to: Date,
}

fn settings_to_change(engagement: &Engagement, by: PlanShift, from: Date) -> Vec<MovedSetting> {
    let days = [("start", engagement.start), ("kickoff", engagement.kickoff), ("end", engagement.end)];
    let ahead = days.into_iter().filter_map(|(key, day)| Some((key, day.filter(|day| *day >= from)?)));
    ahead
        .filter_map(|(key, day)| {
            Some(MovedSetting { key, from: day, to: by.moved(day, &engagement.calendar.holidays)? })
        })
        .collect()
}

/// A line for each record and day: where the days of several columns are the same, they are named together.
fn moved_lines(master: &Master, changes: &[Change]) -> Vec<String> {
    let names = ShownNames::of(master);
    let called = called(master, changes);
    let mut titles: IndexMap<(&str, &str, String, String), Vec<&str>> = IndexMap::new();
    for change in changes {
        let key = (change.sheet.as_str(), change.record.as_str(), change.from.to_string(), change.to.to_string());
        let field = change.field.as_ref().map(FieldKey::as_str).unwrap_or_default();
        titles.entry(key).or_default().push(names.column(&change.sheet, field));
    }
    let line = |((sheet, record, from, to), titles): (&(&str, &str, String, String), &Vec<&str>)| {
        let called = shortened(called.get(&(sheet, record)).map_or("", String::as_str), 60);
        format!("{sheet} {record}, {called}: {} {from} → {to}", and_list(titles))
    };
    titles.iter().map(line).collect()
}

/// What each record that moves is called in words, by the title of its sheet and its ID.
fn called<'c>(master: &'c Master, changes: &'c [Change]) -> BTreeMap<(&'c str, &'c str), String> {
    let mut called: BTreeMap<(&str, &str), String> =
        changes.iter().map(|c| ((c.sheet.as_str(), c.record.as_str()), String::new())).collect();
    for state in &master.sheets {
        for record in state.records.values() {
            if let Some(words) = called.get_mut(&(state.sheet.title.as_str(), record.id.as_str())) {
                *words = natural_words(&state.sheet, &record.values);
            }
        }
    }
    called
}

/// How much moves: `34 days in 12 rows: 4 weeks later`.
fn summary(changes: &[Change], by: PlanShift) -> String {
    let rows: BTreeSet<(&str, &str)> = changes.iter().map(|c| (c.sheet.as_str(), c.record.as_str())).collect();
    let (days, rows) = (count(changes.len(), "day", "days"), count(rows.len(), "row", "rows"));
    format!("{days} in {rows} {}", by.words())
}

fn shift_json(changes: &[Change], settings: &[MovedSetting], written: bool) -> serde_json::Value {
    let moved: Vec<_> = changes
        .iter()
        .map(|c| {
            json!({
                "sheet": c.sheet, "record": c.record, "field": c.field,
                "from": c.from.to_string(), "to": c.to.to_string(),
            })
        })
        .collect();
    let settings: Vec<_> =
        settings.iter().map(|s| json!({"key": s.key, "from": s.from.to_string(), "to": s.to.to_string()})).collect();
    json!({"moved": moved, "settings": settings, "written": written && !moved.is_empty()})
}
