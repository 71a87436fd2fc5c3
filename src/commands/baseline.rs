//! `prekick baseline`: freezes what is agreed, and says what changed since.

use super::console::Console;
use super::engagement::run::RunResult;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::finding_line;
use crate::cli::{BaselineArgs, Global};
use crate::edges::disk::{self, WriteStep};
use crate::edges::report_json;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::memory::Baseline;
use crate::model::state::Master;
use crate::model::text::count;
use crate::steps::master::read::{GivenIds, absorb_edits};
use crate::steps::readiness::baseline::{WorkbookChanges, blocks_baseline, changes_since};
use anyhow::{Context, bail};
use jiff::civil::Date;
use serde_json::{Value, json};

/// `prekick baseline`
pub fn baseline(
    global: &Global,
    args: &BaselineArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, !args.dry_run)?;
    let run = session.run_without_files(today, args.dry_run);
    match run.outcome.master.memory.baseline.clone().filter(|_| !args.new) {
        Some(baseline) => compare(&session, &run, &baseline, today, console),
        None => freeze(&session, run, args, today, console),
    }
}

fn freeze(
    session: &Session,
    mut run: RunResult,
    args: &BaselineArgs,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let sheets = || session.templates.iter().flat_map(|t| &t.sheets);
    let blockers: Vec<&Finding> = run.report.findings.iter().filter(|f| blocks_baseline(f, sheets())).collect();
    if !blockers.is_empty() {
        let findings: Vec<Value> = blockers.iter().map(|f| report_json::finding(f, &run.report)).collect();
        console.result_json(&baseline_json(session, today, None, false, &findings, &[]));
        for finding in &blockers {
            console.message(&finding_line(finding));
        }
        let things = count(blockers.len(), "thing stands", "things stand");
        console.message(&format!(
            "Not frozen: {things} in the way. Settle them, or make a rule milder in engagement.toml."
        ));
        return Ok(CommandStatus::NeedsAttention);
    }
    let frozen = session.master_bytes(&mut run.outcome, &run.report, today)?;
    let name = free_name(session, today);
    let baseline = Baseline { date: today.to_string(), file: name.clone(), sha256: sha256(&frozen) };
    if !args.dry_run {
        run.outcome.master.memory.baseline = Some(baseline.clone());
        let plan = session.plan_writing(&mut run, today, false)?;
        let path = session.folder.root.join("history").join(&name);
        // The frozen file is written before the master refers to it.
        let steps: Vec<WriteStep> = std::iter::once(WriteStep::New { path, bytes: frozen }).chain(plan.steps).collect();
        disk::carry_out(&steps)?;
    }
    console.result_json(&baseline_json(session, today, Some(&baseline), !args.dry_run, &[], &[]));
    if args.dry_run {
        console.message("Nothing stands in the way of a baseline. Nothing was written.");
    } else {
        console.message(&format!("Frozen as history/{name}. From now on prekick baseline says what changed since."));
    }
    Ok(CommandStatus::Done)
}

/// `baseline.2026-11-22.xlsx`, or with a number: none is ever replaced.
fn free_name(session: &Session, today: Date) -> String {
    let folder = session.folder.root.join("history");
    let mut name = format!("baseline.{today}.xlsx");
    let mut n = 2;
    while disk::exists(&folder.join(&name)) {
        name = format!("baseline.{today}-{n}.xlsx");
        n += 1;
    }
    name
}

fn compare(
    session: &Session,
    run: &RunResult,
    baseline: &Baseline,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let changed = changes_since(&frozen_master(session, baseline)?, &run.outcome.master);
    console.result_json(&baseline_json(session, today, Some(baseline), false, &[], &changed));
    if !console.wants_json() {
        console.result(&format!("Baseline of {}, history/{}", baseline.date, baseline.file));
        changed.iter().for_each(|workbook| print_changes(session, workbook, console));
        console.result(if changed.is_empty() {
            "Nothing changed since."
        } else {
            "To freeze what is agreed now: prekick baseline --new"
        });
    }
    Ok(if changed.is_empty() { CommandStatus::Done } else { CommandStatus::NeedsAttention })
}

fn print_changes(session: &Session, workbook: &WorkbookChanges, console: &Console) {
    let title = session.templates.iter().find(|t| t.key == workbook.workbook).map_or(&workbook.workbook, |t| &t.title);
    let parts = [
        (workbook.added.len(), "record added", "records added"),
        (workbook.removed.len(), "record removed", "records removed"),
        (workbook.changed.len(), "field changed", "fields changed"),
    ];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many));
    console.result(&format!("{title}: {}", parts.collect::<Vec<_>>().join(", ")));
    for (sign, records) in [("+", &workbook.added), ("-", &workbook.removed)] {
        records.iter().for_each(|(id, name)| console.result(&format!("  {sign} {id} {name}")));
    }
    for change in &workbook.changed {
        let (from, to) = (change.from.shown(), change.to.shown());
        console.result(&format!("  {} {}: {from} → {to}", change.record, change.title));
    }
}

/// The master as it was frozen.
fn frozen_master(session: &Session, baseline: &Baseline) -> anyhow::Result<Master> {
    let name = format!("history/{}", baseline.file);
    let path = session.folder.root.join("history").join(&baseline.file);
    let again = "Put the file back from a backup, or freeze again with prekick baseline --new.";
    let bytes =
        disk::read(&path).with_context(|| format!("the baseline of {} is not there. {again}", baseline.date))?;
    if sha256(&bytes) != baseline.sha256 {
        bail!("{name} is not the file that was frozen on {}: somebody changed it. {again}", baseline.date);
    }
    let (mut master, _) = session.read_other_master(&name, &bytes, &|_| GivenIds::default())?;
    absorb_edits(&mut master);
    Ok(master)
}

fn baseline_json(
    session: &Session,
    today: Date,
    baseline: Option<&Baseline>,
    frozen: bool,
    blockers: &[Value],
    changed: &[WorkbookChanges],
) -> Value {
    let names = |records: &[(String, String)]| -> Vec<Value> {
        records.iter().map(|(id, name)| json!({"record": id, "name": name})).collect()
    };
    let since: Vec<Value> = changed
        .iter()
        .map(|w| {
            let fields = w.changed.iter().map(
                |c| json!({"record": c.record, "field": c.field, "from": c.from.to_report(), "to": c.to.to_report()}),
            );
            json!({
                "workbook": w.workbook, "added": names(&w.added), "removed": names(&w.removed),
                "changed": fields.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "schema": "prekick.baseline/1", "engagement": session.engagement.name, "today": today.to_string(),
        "baseline": baseline.map(|b| json!({"date": b.date, "file": format!("history/{}", b.file)})),
        "frozen": frozen, "blockers": blockers, "since": since,
    })
}
