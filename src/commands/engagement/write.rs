//! Writing what a run gives, in the order that survives being killed: report under a name that waits for the master, earlier
//! master, master, log of changes, the report's own name, latest report.

use super::change_history::log_lines;
use super::run::RunResult;
use super::session::Session;
use crate::edges::clock;
use crate::edges::disk::{self, WriteStep};
use crate::edges::{change_log, html, preserve, report_json, writer};
use crate::model::digest::sha256;
use crate::model::memory::RunRecord;
use crate::model::report::Report;
use crate::model::shape::Shape;
use crate::model::state::Master;
use crate::steps::master::start_here::shown_settings;
use crate::steps::master::write::{EditedMaster, MasterView, draw_pages, master_book, same_content, user_shapes};
use crate::steps::reconcile::RunOutcome;
use crate::steps::report::strip_paths::strip_paths;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run is to write.
#[derive(Clone, Debug, Default)]
pub struct WritePlan {
    /// The steps in their order.
    pub steps: Vec<WriteStep>,
    /// Whether the master changes.
    pub changes_master: bool,
    /// The name of the report, where one is written.
    pub report: Option<String>,
}

impl Session {
    /// Writes what a run gives. `with_report` is for runs that people asked a report of; its name is given back.
    ///
    /// # Errors
    /// Says what could not be written; the master is then the one that was read.
    pub fn write(&self, run: &mut RunResult, today: Date, with_report: bool) -> anyhow::Result<Option<String>> {
        let plan = self.plan_writing(run, today, with_report)?;
        self.carry_out(&plan)?;
        Ok(plan.report)
    }

    /// Carries out a plan. Where the master stays as it was, the report of the run goes again: it would tell of what never
    /// came to be.
    ///
    /// # Errors
    /// Says what could not be written, and whether the master was.
    pub fn carry_out(&self, plan: &WritePlan) -> anyhow::Result<()> {
        let Err(why) = disk::carry_out(&plan.steps) else { return Ok(()) };
        if !plan.changes_master || self.is_master_as_read() {
            let reports = plan.steps.iter().filter_map(|step| match step {
                WriteStep::Publish { from, .. } => Some(from.clone()),
                _ => None,
            });
            let report = plan.report.iter().flat_map(|name| ["json", "html"].map(|end| self.report_path(name, end)));
            disk::remove_written(&report.chain(reports).collect::<Vec<PathBuf>>());
            return Err(anyhow::Error::from(why).context("master.xlsx was not changed"));
        }
        let done = "master.xlsx was written, but not all that goes with it; the next run completes it";
        Err(anyhow::Error::from(why).context(done))
    }

    /// Whether a run can write its master and its log, as far as that can be known before.
    ///
    /// # Errors
    /// Says what stands in the way.
    pub fn try_writing(&self) -> anyhow::Result<()> {
        let master =
            WriteStep::Swap { path: self.folder.master(), before: Some(self.bytes.clone()), bytes: Vec::new() };
        let log = WriteStep::Append { path: self.folder.change_log(), cut: None, bytes: Vec::new() };
        Ok(disk::try_out(&[master, log])?)
    }

    /// Whether the master is still what this run started from.
    pub fn is_master_as_read(&self) -> bool {
        disk::read(&self.folder.master()).is_ok_and(|now| now == self.bytes)
    }

    fn report_path(&self, name: &str, end: &str) -> PathBuf {
        self.folder.root.join("reports").join(format!("{name}.{end}"))
    }

    /// The steps that write what a run gives; they are carried out later, with steps of the command itself among them.
    pub fn plan_writing(&self, run: &mut RunResult, today: Date, with_report: bool) -> anyhow::Result<WritePlan> {
        let RunResult { outcome, report } = run;
        let shown = strip_paths(outcome, report);
        let reports = || with_report.then(|| report_files(report)).transpose();
        let (reports, master) = rayon::join(reports, || self.plan_master(outcome, &shown, today));
        let (reports, master) = (reports?, master?);
        let mut plan = WritePlan { changes_master: master.changes_master, ..WritePlan::default() };
        let mut named = Vec::new();
        if let Some(ReportFiles { json, page }) = &reports {
            let name = report_name(today, &self.engagement.time_zone);
            // A report of what never came to be would stay where the run is killed: it waits for the master.
            let run = Some(&outcome.master.memory.run.key).filter(|_| plan.changes_master);
            for (end, bytes) in [("json", json), ("html", page)] {
                let path = self.report_path(&name, end);
                let waits = run.map(|run| self.report_path(&disk::pending_name(run, &name), end));
                named.extend(waits.clone().map(|from| WriteStep::Publish { from, path: path.clone() }));
                plan.steps.push(WriteStep::Whole { path: waits.unwrap_or(path), bytes: Arc::clone(bytes) });
            }
            plan.report = Some(name);
        }
        plan.steps.extend(master.steps);
        plan.steps.extend(named);
        if let Some(ReportFiles { json, page }) = reports {
            for (end, bytes) in [("json", json), ("html", page)] {
                plan.steps.push(WriteStep::Whole { path: self.report_path("latest", end), bytes });
            }
        }
        Ok(plan)
    }

    fn plan_master(&self, outcome: &mut RunOutcome, report: &Report, today: Date) -> anyhow::Result<WritePlan> {
        let mut plan = WritePlan::default();
        let healed = self.repair_log();
        let before = outcome.master.memory.run.clone();
        outcome.master.waiting_settings.clone_from(&self.master.waiting_settings);
        outcome.master.memory.settings = shown_settings(&self.master, &self.engagement);
        // A change makes it a new master for certain; else it is compared with what would be written.
        if outcome.changes.is_empty()
            && same_content(&master_book(self.view(&outcome.master, report, today)), &self.workbook)
        {
            plan.steps.extend(healed);
            return Ok(plan);
        }
        let key = self.run_key(report);
        let log_it = !outcome.changes.is_empty();
        // A new engagement has no earlier master.
        let kept = (!self.bytes.is_empty()).then(|| self.folder.kept_master_path(&self.bytes, &before));
        let kept_name = kept.as_deref().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        outcome.master.memory.run = RunRecord {
            key: key.clone(),
            // Above every earlier master, even after somebody put one of them back.
            number: before.number.max(self.folder.last_run()) + 1,
            date: today.to_string(),
            changed: if log_it { key.clone() } else { before.changed.clone() },
            before: kept_name.unwrap_or_default(),
            undid: outcome.undid,
        };
        if log_it {
            outcome.master.memory.changes.clone_from(&outcome.changes);
        }
        let bytes = self.master_bytes(outcome, report, today)?;
        plan.steps.extend(kept.map(|path| WriteStep::New { path, bytes: self.bytes.clone() }));
        // Killed between the two, the next run finds the sheet and the settings alike.
        plan.steps.extend(self.edited_settings.iter().map(|edited| edited.step(&self.folder)));
        plan.steps.push(WriteStep::Swap { path: self.folder.master(), before: Some(self.bytes.clone()), bytes });
        plan.steps.extend(healed.clone());
        if log_it {
            let lines = log_lines(&outcome.changes, &key, &today.to_string());
            let with_header = self.log.lines.is_empty() && healed.is_empty();
            plan.steps.push(WriteStep::Append {
                path: self.folder.change_log(),
                // A torn last line is already cut off by the step before.
                cut: None,
                bytes: change_log::encode(&lines, with_header),
            });
        }
        plan.changes_master = true;
        Ok(plan)
    }

    /// The bytes of a new master, with what is user-owned in the current one.
    pub fn master_bytes(&self, outcome: &mut RunOutcome, report: &Report, today: Date) -> anyhow::Result<Vec<u8>> {
        let (shapes, drawn) =
            rayon::join(|| self.user_shapes_of(today), || draw_pages(self.view(&outcome.master, report, today)));
        outcome.master.shapes = shapes;
        let pages = drawn.into_book(self.view(&outcome.master, report, today));
        Ok(preserve::carry_over(writer::write(&pages)?, &self.bytes, &pages)?)
    }

    /// The widths, heights and filters that people set in the current master.
    fn user_shapes_of(&self, today: Date) -> BTreeMap<String, Shape> {
        let found = preserve::shapes(&self.bytes);
        let (master, engagement) = (&self.master, &self.engagement);
        let view = MasterView { master, engagement, findings: &[], gaps: &[], today };
        user_shapes(&EditedMaster {
            view,
            typed: &self.typed,
            workbook: &self.workbook,
            found: &found,
            height: writer::height,
        })
    }

    /// A new master as its pages are drawn from it.
    fn view<'v>(&'v self, master: &'v Master, report: &'v Report, today: Date) -> MasterView<'v> {
        MasterView { master, engagement: &self.engagement, findings: &report.findings, gaps: &report.gaps, today }
    }

    /// The key of a run: a hash of everything that it starts from.
    fn run_key(&self, report: &Report) -> String {
        let mut parts = vec![sha256(&self.bytes), report.today.clone(), self.engagement.id.clone()];
        parts.extend(report.sources.iter().map(|s| s.sha256.clone()));
        parts.sort();
        sha256(parts.join("\n").as_bytes()).get(..16).unwrap_or_default().to_owned()
    }
}

/// The files of a report.
struct ReportFiles {
    json: Arc<Vec<u8>>,
    page: Arc<Vec<u8>>,
}

fn report_files(report: &Arc<Report>) -> anyhow::Result<ReportFiles> {
    let json = serde_json::to_vec_pretty(&report_json::ReportJson(report))?;
    Ok(ReportFiles { json: json.into(), page: html::page(report).into_bytes().into() })
}

/// `2026-11-22-143005`: the day of the run and the time of day where the project is, so that no report replaces another.
fn report_name(today: Date, zone: &str) -> String {
    format!("{today}-{}", clock::now_in(zone).strftime("%H%M%S"))
}
