//! `prekick baseline`: freezes what is agreed, and says what changed since.

mod json;
mod text;

use crate::cli::{BaselineArgs, Global};
use crate::commands::console::Console;
use crate::commands::engagement::free_name::first_free_name;
use crate::commands::engagement::run::RunResult;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::edges::disk::{self, WriteStep};
use crate::model::digest::sha256;
use crate::model::memory::{Baseline, LeftOutItem};
use crate::model::stage::Stage;
use crate::model::state::Master;
use crate::steps::master::read::{GivenIds, absorb_edits};
use crate::steps::readiness::baseline::changes_since;
use crate::steps::readiness::baseline_blockers::{BaselineBlockers, left_out_items};
use anyhow::{Context, Error, bail};
use jiff::civil::Date;
use json::{BaselineAnswer, baseline_json};
use text::{print_blockers, print_changes};

/// `prekick baseline`
pub fn baseline(
    global: &Global,
    args: &BaselineArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, !args.dry_run)?;
    // What is to be frozen is judged as it is right before that, whatever the stage.
    let stage = std::mem::replace(&mut session.engagement.stage, Stage::Baseline);
    let run = session.run_without_files(today, args.dry_run);
    match run.outcome.master.memory.baseline.clone().filter(|_| !args.new) {
        Some(baseline) => compare(&session, &run, &baseline, today, console),
        None => freeze(&session, run, &Freezing { args, stage, today }, console),
    }
}

/// What a baseline is asked for with.
struct Freezing<'a> {
    args: &'a BaselineArgs,
    /// The stage of the engagement.
    stage: Stage,
    today: Date,
}

fn freeze(
    session: &Session,
    mut run: RunResult,
    asked: &Freezing<'_>,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let Freezing { args, stage, today } = *asked;
    let left_out = left_out(&run.outcome.master, args, today)?;
    let blockers = BaselineBlockers::of(&run.outcome.master, &run.report.findings, today, &left_out);
    if blockers.count() > 0 {
        print_blockers(&blockers, stage, console);
        let answer = BaselineAnswer { blockers, ..BaselineAnswer::default() };
        console.result_json(&baseline_json(session, &run, today, &answer));
        return Ok(CommandStatus::NeedsAttention);
    }
    let frozen = session.master_bytes(&mut run.outcome, &run.report, today)?;
    let name = free_name(session, today);
    let baseline = Baseline { date: today.to_string(), file: name.clone(), sha256: sha256(&frozen), left_out };
    if !args.dry_run {
        run.outcome.master.memory.baseline = Some(baseline.clone());
        let mut plan = session.plan_writing(&mut run, today, false)?;
        let path = session.folder.root.join("history").join(&name);
        // The frozen file is written before the master refers to it.
        plan.steps.insert(0, WriteStep::New { path, bytes: frozen });
        session.carry_out(&plan)?;
    }
    let answer = BaselineAnswer { baseline: Some(&baseline), frozen: !args.dry_run, ..BaselineAnswer::default() };
    console.result_json(&baseline_json(session, &run, today, &answer));
    if args.dry_run {
        console.message("Nothing stands in the way of a baseline. Nothing was written.");
    } else {
        console
            .message(&format!("Baseline set: history/{name}. From now on prekick baseline says what changed since."));
    }
    Ok(CommandStatus::Done)
}

/// The items that the command line leaves out, each with its reason.
fn left_out(master: &Master, args: &BaselineArgs, today: Date) -> anyhow::Result<Vec<LeftOutItem>> {
    if args.except.len() != args.why.len() {
        bail!("each --except needs its own --why: {} and {} were given", args.except.len(), args.why.len());
    }
    if args.why.iter().any(|why| why.trim().is_empty()) {
        bail!("--why is empty; say in a few words why the item is left out");
    }
    let said: Vec<(String, String)> = args.except.iter().cloned().zip(args.why.iter().cloned()).collect();
    left_out_items(master, today, &said).map_err(Error::msg)
}

/// `baseline.2026-11-22.xlsx`, or with a number: none is ever replaced.
fn free_name(session: &Session, today: Date) -> String {
    let folder = session.folder.root.join("history");
    let file = |name: &str| format!("{name}.xlsx");
    file(&first_free_name(&format!("baseline.{today}"), |name| !disk::exists(&folder.join(file(name)))))
}

fn compare(
    session: &Session,
    run: &RunResult,
    baseline: &Baseline,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let changed = changes_since(&frozen_master(session, baseline)?, &run.outcome.master);
    let answer = BaselineAnswer { baseline: Some(baseline), changed: &changed, ..BaselineAnswer::default() };
    console.result_json(&baseline_json(session, run, today, &answer));
    if !console.wants_json() {
        console.result(&format!("Baseline of {}, history/{}", baseline.date, baseline.file));
        for left_out in &baseline.left_out {
            console.result(&format!("Left out: {}. Why: {}", left_out.item, left_out.why));
        }
        changed.iter().for_each(|workbook| print_changes(session, workbook, console));
        console.result(if changed.is_empty() {
            "Nothing changed since."
        } else {
            "To freeze what is agreed now: prekick baseline --new"
        });
    }
    Ok(if changed.is_empty() { CommandStatus::Done } else { CommandStatus::NeedsAttention })
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
