//! Taking a run back: the earlier master is found in `history/`, and a run puts it back.

use super::run::RunResult;
use super::session::Session;
use crate::edges::disk;
use crate::model::change_reason::ChangeReason;
use crate::model::code::{Area, Code};
use crate::model::finding::Finding;
use crate::model::memory::{Memory, RunRecord};
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::shown_names::ShownNames;
use crate::model::state::Master;
use crate::model::text::{and_list, shortened};
use crate::steps::master::own_formulas::move_own_formulas;
use crate::steps::master::read::{GivenIds, absorb_edits};
use crate::steps::reconcile::{RunInput, as_it_stands};
use crate::steps::review::undo::{
    carry_over, differs, files_to_read_again, keep_picks, lost_by_undo, reverting_changes, typed_cells, typed_since,
};
use anyhow::{Context, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An earlier master, and the run that came after it.
struct EarlierMaster {
    /// How findings name its file.
    file: String,
    /// The run that is taken back.
    run: RunRecord,
    /// Its state, with what was typed in it.
    master: Master,
    /// Findings about it.
    findings: Vec<Finding>,
}

/// A run that puts an earlier master back.
#[derive(Clone, Debug, Default)]
pub struct TakenBack {
    /// The new state, and the report.
    pub run: RunResult,
    /// The number of the run that is taken back.
    pub number: u32,
    /// The IDs of what is picked in the earlier master, and carried out by the next run.
    pub picked: Vec<String>,
}

/// Takes back the last run that did more than make copies. An `Err` says why that can't be done.
pub fn take_back(session: &Session, force: bool, today: Date, dry_run: bool) -> anyhow::Result<TakenBack> {
    if session.findings.iter().any(|f| f.code == Code::FileMemoryLost) {
        bail!(
            "the hidden memory of master.xlsx is gone, so its last run is not known. Put the newest file of history/ back as master.xlsx instead. Nothing was written."
        );
    }
    let typed = typed_since(&session.master, &session.typed);
    if !typed.is_empty() && !force {
        refuse_unreconciled_edits(&typed)?;
    }
    Ok(run_back(session, earlier_state(session, force)?, today, dry_run))
}

fn refuse_unreconciled_edits(typed: &[(Place, String)]) -> anyhow::Result<()> {
    let shown = typed.iter().take(12).map(|(place, what)| format!("  {place}: {}", shortened(what, 200)));
    let more = typed.len().saturating_sub(12);
    let more = (more > 0).then(|| format!("  … and {more} more"));
    let lines: Vec<String> = shown.chain(more).collect();
    bail!(
        "something was typed in master.xlsx since the last run, and undo would take it away; nothing was written.\n{}\nRun prekick reconcile first to take it over, or prekick undo --force: it is then in the log and in history/ only.",
        lines.join("\n")
    )
}

/// The state before the last run that did more than make copies. What was typed before that run stays typed, so a run that
/// only took over what was typed can't be taken back alone.
fn earlier_state(session: &Session, force: bool) -> anyhow::Result<EarlierMaster> {
    let mut run = session.master.memory.run.clone();
    loop {
        let Some(path) = file_before(session, &run) else {
            bail!(
                "there is no run to take back: history/ holds no earlier master that says anything else. Nothing was written."
            );
        };
        let (master, typed, findings) = read_earlier(session, &path)?;
        let next = master.memory.run.clone();
        if differs(&session.master, &master) {
            return Ok(EarlierMaster { file: session.folder.name_of(&path), run, master, findings });
        }
        if !typed.is_empty() && !force {
            let cells = typed_cells(&ShownNames::of(&session.master), &typed);
            let cells: Vec<String> =
                cells.iter().take(12).map(|(_, what)| format!("  {}", shortened(what, 200))).collect();
            bail!(
                "the last run, run {}, only took over what was typed in the master, and undo keeps what people typed; nothing was written.\n{}\nType the earlier value back, or prekick undo --force: it takes this back as well, and the run before.",
                run.number,
                cells.join("\n")
            );
        }
        run = next;
    }
}

/// The file in `history/` with the master as it was before a run.
fn file_before(session: &Session, run: &RunRecord) -> Option<PathBuf> {
    if !run.before.is_empty() {
        return Some(session.folder.root.join("history").join(&run.before));
    }
    // Older masters do not name it: then it is the newest one with a lower number.
    let number =
        |path: &PathBuf| -> Option<u32> { path.file_name()?.to_string_lossy().split('-').next()?.parse::<u32>().ok() };
    session.folder.earlier_masters().into_iter().rfind(|p| number(p).is_some_and(|n| n < run.number))
}

/// An earlier master, read as the run after it read it: what was typed in it gets the same IDs.
fn read_earlier(session: &Session, path: &Path) -> anyhow::Result<(Master, Vec<Change>, Vec<Finding>)> {
    let name = session.folder.name_of(path);
    let bytes = disk::read(path).with_context(|| {
        format!("{name} holds the master before the last run, and is needed to take the run back; nothing was written")
    })?;
    let given = |memory: &Memory| ids_given_until(session, memory);
    let (mut master, findings) = session.read_other_master(&name, &bytes, &given)?;
    if findings.iter().any(|f| f.code == Code::FileMemoryLost) {
        bail!("{name} has lost its hidden memory, so it can't be put back. Nothing was written.");
    }
    let typed = absorb_edits(&mut master);
    Ok((master, typed, findings))
}

/// The IDs that the log knew when an earlier master was read.
fn ids_given_until(session: &Session, memory: &Memory) -> GivenIds {
    let lines = &session.log.lines;
    let last = lines.iter().rposition(|l| l.run == memory.run.changed).map_or(0, |i| i + 1);
    let records = lines.iter().take(last).map(|l| l.record.clone()).collect();
    GivenIds { records, discrepancies: Vec::new() }
}

/// The run that puts the master back, and the IDs of what is picked in it.
fn run_back(session: &Session, earlier: EarlierMaster, today: Date, dry_run: bool) -> TakenBack {
    let EarlierMaster { file, run, master: mut back, findings } = earlier;
    let kept = session.kept_name();
    keep_picks(&mut back);
    carry_over(&session.master, &mut back);
    let picked = keep_picks(&mut back);
    let mut changes = session.typed.clone();
    changes.extend(reverting_changes(&session.master, &back, &ChangeReason::Undo(run.number), &file));
    // Findings about cells of the current master no longer matter, and neither do those about the file of the earlier one.
    let about_file = |f: &&Finding| f.code.is_in(Area::File);
    let mut findings_now: Vec<Finding> = findings.iter().filter(|f| !about_file(f)).cloned().collect();
    findings_now.extend(session.findings.iter().filter(about_file).cloned());
    findings_now.extend(lost_by_undo(&session.master, &back, &kept));
    findings_now.extend(remaining_files_finding(session, &back, &run));
    let mut outcome = as_it_stands(RunInput {
        master: back,
        typed: Vec::new(),
        findings: findings_now,
        files: Vec::new(),
        refused: Vec::new(),
        engagement: &session.engagement,
        templates: &session.templates,
        languages: &session.languages,
        today,
        zone: TimeZone::UTC,
        ask_all: false,
    });
    outcome.findings.extend(move_own_formulas(&session.master, &mut outcome.master, &kept));
    // The command reads no files, so that there are none is no finding.
    outcome.findings.retain(|f| f.code != Code::FileNone);
    outcome.changes = changes;
    outcome.undid = run.number;
    let report = Arc::new(session.report_of(&mut outcome, today, dry_run));
    TakenBack { run: RunResult { outcome, report }, number: run.number, picked }
}

/// The finding about files that are still there and that the next run takes in again.
fn remaining_files_finding(session: &Session, back: &Master, run: &RunRecord) -> Option<Finding> {
    let mut files = files_to_read_again(&session.master, back);
    files.retain(|name| disk::exists(&session.folder.root.join(name)));
    let first = files.first()?.clone();
    let are = if files.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {are} still there after run {} was taken back; the next run takes in again what {are} in inbox/.",
        and_list(&files),
        run.number
    );
    Some(Finding::new(Code::FileHeardAgain, message).at(Place::file(first)))
}
