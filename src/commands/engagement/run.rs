//! Running the engine on a session: the new state of the master and the report of it. Nothing is written.

use super::folder::Folder;
use super::returned_files::ReturnedFiles;
use super::session::Session;
use super::surroundings::surroundings;
use crate::edges::{disk, report_json};
use crate::model::code::Code;
use crate::model::keys::CopyId;
use crate::model::report::Report;
use crate::model::shown_names::ShownNames;
use crate::model::template::Template;
use crate::steps::adopt::{promise_ids, refers_by_own_ids, source_name, store_own_ids, translate_references};
use crate::steps::ingest::incoming::OwnId;
use crate::steps::master::own_formulas::move_own_formulas;
use crate::steps::outgoing::{Recipient, recipients};
use crate::steps::reconcile::{RunInput, RunOutcome, reconcile};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a run gives.
#[derive(Clone, Debug, Default)]
pub struct RunResult {
    /// The new state and what changed.
    pub outcome: RunOutcome,
    /// The report, with all that was found.
    pub report: Arc<Report>,
}

impl RunResult {
    /// Those who get workbooks; who is new among them gets a key.
    pub fn recipients(&mut self, templates: &[Template]) -> Vec<Recipient> {
        let master = &mut self.outcome.master;
        let mut memory = std::mem::take(&mut master.memory);
        let everyone = recipients(master, &mut memory, templates);
        master.memory = memory;
        everyone
    }

    /// What is to be said of a run for which copies were not expected: nothing of that there are none.
    pub fn forget_missing_files(&mut self) {
        Arc::make_mut(&mut self.report).findings.retain(|f| f.code != Code::FileNone);
    }
}

impl Session {
    /// Reconciles returned files with the master.
    pub fn run(&self, read: ReturnedFiles, today: Date, dry_run: bool) -> RunResult {
        let mut master = self.master.clone();
        promise_ids(&mut master, &read.promised);
        let mut input = RunInput {
            master,
            typed: self.typed.clone(),
            findings: self.findings.clone(),
            files: read.files,
            refused: read.refused,
            engagement: &self.engagement,
            templates: &self.templates,
            languages: &self.languages,
            today,
            zone: surroundings(&self.engagement).zone.unwrap_or(TimeZone::UTC),
            ask_all: self.ask_all,
        };
        if input.files.iter().any(refers_by_own_ids) {
            // Which IDs the rows get is known only after a run; then their references are put right.
            let first = reconcile(input.clone());
            translate_references(&mut input.files, &first.master);
        }
        let own_ids: Vec<(CopyId, Vec<OwnId>)> =
            input.files.iter().map(|file| (file.copy.clone(), file.own_ids.clone())).collect();
        let mut outcome = reconcile(input);
        for (copy, ids) in own_ids {
            store_own_ids(&mut outcome.master, &ids, source_name(&copy));
        }
        outcome.findings.extend(move_own_formulas(&self.master, &mut outcome.master, &self.kept_name()));
        let report = Arc::new(self.report_of(&mut outcome, today, dry_run));
        RunResult { outcome, report }
    }

    /// A run of a command that reads no files: that there are none is no finding of its report.
    pub fn run_without_files(&self, today: Date, dry_run: bool) -> RunResult {
        let mut run = self.run(ReturnedFiles::default(), today, dry_run);
        run.forget_missing_files();
        run
    }

    /// How findings name the place where the current master will be kept.
    pub fn kept_name(&self) -> String {
        self.folder.name_of(&self.folder.kept_master_path(&self.bytes, &self.master.memory.run))
    }

    /// The report of a run, which takes what the run found out of its outcome: there may be very many findings.
    pub fn report_of(&self, outcome: &mut RunOutcome, today: Date, dry_run: bool) -> Report {
        Report {
            engagement: self.engagement.name.clone(),
            today: today.to_string(),
            dry_run,
            sources: std::mem::take(&mut outcome.sources),
            changes: outcome.changes.clone(),
            findings: std::mem::take(&mut outcome.findings),
            gaps: outcome.gaps.clone(),
            matching: std::mem::take(&mut outcome.matching),
            earlier: earlier_findings(&self.folder),
            names: Arc::new(ShownNames::of(&outcome.master)),
        }
    }
}

/// The findings of the last report, and since when each is known. Without a readable report, everything is new.
fn earlier_findings(folder: &Folder) -> BTreeMap<String, String> {
    let path = folder.root.join("reports").join("latest.json");
    let bytes = if disk::exists(&path) { disk::read(&path).unwrap_or_default() } else { Vec::new() };
    report_json::known_since(&bytes)
}
