//! Writing what a run gives, in the order that survives being killed: report, earlier master, master, log of changes,
//! latest report.

use super::folder::Loaded;
use crate::edges::disk::{WriteStep, seconds_now};
use crate::edges::{change_log, html, preserve, report_json, writer};
use crate::model::digest::sha256;
use crate::model::logged_change::LoggedChange;
use crate::model::memory::RunRecord;
use crate::model::report::{Change, Report};
use crate::model::shape::Shape;
use crate::steps::master::write::{EditedMaster, MasterView, master_book, same_content, user_shapes};
use crate::steps::reconcile::Outcome;
use crate::steps::report::strip_paths::strip_paths;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// What is to be written.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps in their order.
    pub steps: Vec<WriteStep>,
    /// Will the master be another?
    pub changes_master: bool,
    /// The name of the report, where one is written.
    pub report: Option<String>,
}

/// Plans the writing of a run. `with_report` is for runs that people asked a report of.
pub fn plan(
    loaded: &Loaded,
    outcome: &mut Outcome,
    report: &Report,
    today: Date,
    with_report: bool,
) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    let json = serde_json::to_vec_pretty(&report_json::to_json(report))?;
    let page = html::page(report).into_bytes();
    if with_report {
        let name = report_name(today);
        for (end, bytes) in [("json", &json), ("html", &page)] {
            let path = loaded.folder.root.join("reports").join(format!("{name}.{end}"));
            plan.steps.push(WriteStep::Whole { path, bytes: bytes.clone() });
        }
        plan.report = Some(name);
    }
    let shown = strip_paths(outcome, report);
    plan_master(loaded, outcome, &shown, today, &mut plan)?;
    if with_report {
        for (end, bytes) in [("json", json), ("html", page)] {
            plan.steps.push(WriteStep::Whole {
                path: loaded.folder.root.join("reports").join(format!("latest.{end}")),
                bytes,
            });
        }
    }
    Ok(plan)
}

/// `2026-11-22-143005`: the day of the run and the time of day by the clock, so that no report replaces another.
fn report_name(today: Date) -> String {
    let seconds = seconds_now() % 86_400;
    format!("{today}-{:02}{:02}{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn plan_master(
    loaded: &Loaded,
    outcome: &mut Outcome,
    report: &Report,
    today: Date,
    plan: &mut Plan,
) -> anyhow::Result<()> {
    let healed = heal(loaded);
    let before = outcome.master.memory.run.clone();
    // Where something changed, the master is another for certain; else it is compared with what would be written.
    if outcome.changes.is_empty() && same_content(&book(loaded, outcome, report, today), &loaded.workbook) {
        plan.steps.extend(healed);
        return Ok(());
    }
    let key = run_key(loaded, report);
    let log_it = !outcome.changes.is_empty();
    // A new engagement has no earlier master.
    let kept = (!loaded.bytes.is_empty()).then(|| loaded.folder.kept_as(&loaded.bytes, &before));
    let kept_name = kept.as_deref().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
    outcome.master.memory.run = RunRecord {
        key: key.clone(),
        // Above every earlier master, also after one of them was put back.
        number: before.number.max(loaded.folder.last_run()) + 1,
        date: today.to_string(),
        changed: if log_it { key.clone() } else { before.changed.clone() },
        before: kept_name.unwrap_or_default(),
        undid: outcome.undid,
    };
    if log_it {
        outcome.master.memory.changes.clone_from(&outcome.changes);
    }
    let bytes = master_bytes(loaded, outcome, report, today)?;
    plan.steps.extend(kept.map(|path| WriteStep::New { path, bytes: loaded.bytes.clone() }));
    plan.steps.push(WriteStep::Swap { path: loaded.folder.master(), before: Some(loaded.bytes.clone()), bytes });
    plan.steps.extend(healed.clone());
    if log_it {
        let lines = log_lines(&outcome.changes, &key, &today.to_string());
        let with_header = loaded.log.lines.is_empty() && healed.is_none();
        plan.steps.push(WriteStep::Append {
            path: loaded.folder.change_log(),
            // A torn end was cut off by the healing already.
            cut: None,
            bytes: change_log::encode(&lines, with_header),
        });
    }
    plan.changes_master = true;
    Ok(())
}

/// The bytes of a new master, with what is people's own in the one that was read.
pub fn master_bytes(loaded: &Loaded, outcome: &mut Outcome, report: &Report, today: Date) -> anyhow::Result<Vec<u8>> {
    outcome.master.shapes = user_shapes_of(loaded, today);
    let pages = book(loaded, outcome, report, today);
    Ok(preserve::carry_over(writer::write(&pages)?, &loaded.bytes, &pages)?)
}

/// What people set of widths, heights and filters in the master as it is.
fn user_shapes_of(loaded: &Loaded, today: Date) -> BTreeMap<String, Shape> {
    let found = preserve::shapes(&loaded.bytes);
    let (master, engagement) = (&loaded.master, &loaded.engagement);
    let view = MasterView { master, engagement, findings: &[], today };
    user_shapes(&EditedMaster {
        view,
        typed: &loaded.typed,
        workbook: &loaded.workbook,
        found: &found,
        height: &writer::height,
    })
}

fn book(loaded: &Loaded, outcome: &Outcome, report: &Report, today: Date) -> crate::model::page::OutputWorkbook {
    master_book(MasterView {
        master: &outcome.master,
        engagement: &loaded.engagement,
        findings: &report.findings,

        today,
    })
}

/// The lines that a killed run left out of the log of changes.
pub fn missing_lines(loaded: &Loaded) -> Vec<LoggedChange> {
    let memory = &loaded.master.memory;
    let key = &memory.run.changed;
    let there: Vec<&LoggedChange> = loaded.log.lines.iter().filter(|l| l.run == *key).collect();
    let date = there.first().map_or(memory.run.date.clone(), |l| l.date.clone());
    let expected = if key.is_empty() { Vec::new() } else { log_lines(&memory.changes, key, &date) };
    expected.into_iter().skip(there.len()).collect()
}

/// What a killed run left out of the log of changes, and a torn last line.
fn heal(loaded: &Loaded) -> Option<WriteStep> {
    let missing = missing_lines(loaded);
    if missing.is_empty() && loaded.log.torn.is_none() {
        return None;
    }
    let with_header = loaded.log.lines.is_empty();
    let cut = match (loaded.log.torn, with_header) {
        (Some(_), true) => Some(0),
        (torn, _) => torn.and_then(|t| u64::try_from(t).ok()),
    };
    Some(WriteStep::Append { path: loaded.folder.change_log(), cut, bytes: change_log::encode(&missing, with_header) })
}

/// A hash of what a run starts from.
fn run_key(loaded: &Loaded, report: &Report) -> String {
    let mut parts = vec![sha256(&loaded.bytes), report.today.clone(), loaded.engagement.id.clone()];
    parts.extend(report.sources.iter().map(|s| s.sha256.clone()));
    parts.sort();
    sha256(parts.join("\n").as_bytes()).get(..16).unwrap_or_default().to_owned()
}

/// The changes of a run as lines of the log.
pub fn log_lines(changes: &[Change], run: &str, date: &str) -> Vec<LoggedChange> {
    changes
        .iter()
        .map(|c| LoggedChange {
            run: run.to_owned(),
            date: date.to_owned(),
            workbook: c.workbook.clone(),
            sheet: c.sheet.clone(),
            record: c.record.clone(),
            field: c.field.clone().unwrap_or_default(),
            from: c.from.to_string(),
            to: c.to.to_string(),
            reason: c.reason.clone(),
            by: c.by.clone(),
            file: c.source.file.clone().unwrap_or_default(),
            source_sheet: c.source.sheet.clone().unwrap_or_default(),
            cell: c.source.cell.clone().unwrap_or_default(),
        })
        .collect()
}
