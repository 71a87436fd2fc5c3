//! An engagement, read: the session in which a command works on it.

use super::folder::Folder;
use super::lock::{refuse_if_open, take_lock};
use super::other_files::{copies_in, given_ids, second_masters};
use super::returned_files::AddedRoles;
use super::salesforce_loads::{REQUESTS, fill_in_salesforce_ids, read_manifest};
use super::typed_settings::{EditedSettings, take_typed_settings};
use crate::cli::Global;
use crate::edges::change_log::{self, ChangeLog};
use crate::edges::disk::RunLock;
use crate::edges::{disk, preserve, reader, templates, writer};
use crate::model::as_table::as_table;
use crate::model::code::Code;
use crate::model::engagement::{Engagement, Limits};
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::language::Language;
use crate::model::memory::Memory;
use crate::model::preserved_parts::PreservedParts;
use crate::model::report::Change;
use crate::model::state::Master;
use crate::model::template::{Sheet, Template};
use crate::steps::export::salesforce::{Manifest, failed_loads};
use crate::steps::master::read::{GivenIds, absorb_edits, collect_own_cells, not_carried, read_master};
use crate::steps::master::rebuild::{lines_in_force, rebuild_memory};
use crate::steps::master::write::{MasterView, overwritten_entries};
use anyhow::{Context, anyhow};
use std::path::PathBuf;
use std::sync::Arc;

/// An engagement as a command finds it: its settings, its master, and what was typed since the last run.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its folder.
    pub folder: Folder,
    /// Its settings.
    pub engagement: Engagement,
    /// Its templates.
    pub templates: Vec<Template>,
    /// The sheet on which recipients are asked what is open.
    pub answers: Option<Sheet>,
    /// The languages that copies can be written in.
    pub languages: Vec<Language>,
    /// The master's state.
    pub master: Master,
    /// The master as found.
    pub workbook: Workbook,
    /// The master's bytes.
    pub bytes: Vec<u8>,
    /// What was typed in the master since the last run.
    pub typed: Vec<Change>,
    /// Findings about the master.
    pub findings: Vec<Finding>,
    /// The log of changes.
    pub log: ChangeLog,
    /// Where a log that holds more than prekick wrote is to be kept, with its bytes.
    pub damaged_log: Option<(PathBuf, Vec<u8>)>,
    /// Whether the memory was lost without anything to rebuild it from.
    pub ask_all: bool,
    /// The settings with what was typed on the sheet Start here, where they are to be written.
    pub edited_settings: Option<EditedSettings>,
    /// The lock that keeps other runs out while this one writes.
    pub lock: Option<Arc<RunLock>>,
}

/// The day of a view of the master in which nothing depends on the day.
const NO_DAY: jiff::civil::Date = jiff::civil::Date::ZERO;

impl Session {
    /// The engagement that the options name. With `to_write`, the master must be free to be written.
    ///
    /// # Errors
    /// Says why it can't be read or written: no engagement, wrong settings, no readable master, or one that is open.
    pub fn open(global: &Global, to_write: bool) -> anyhow::Result<Self> {
        Self::load(Folder::find(global)?, to_write)
    }

    /// The engagement in a folder.
    ///
    /// # Errors
    /// The same as [`Session::open`].
    pub fn load(folder: Folder, to_write: bool) -> anyhow::Result<Self> {
        let mut engagement = folder.engagement()?;
        let templates::LoadedTemplates { templates, answers, languages } = folder.all_templates(Some(&engagement))?;
        let mut lock = None;
        if to_write {
            refuse_if_open(&folder)?;
            lock = take_lock(&folder)?;
        }
        let bytes = disk::read(&folder.master()).with_context(|| restore_hint(&folder))?;
        let workbook = reader::read(&bytes, "master.xlsx", &Limits::own())
            .map_err(|e| anyhow!("master.xlsx can't be read: {} {}", e.message, restore_hint(&folder)))?;
        let logged = if disk::exists(&folder.change_log()) { disk::read(&folder.change_log())? } else { Vec::new() };
        let log = change_log::decode(&logged);
        let given = |memory: &Memory| given_ids(&folder, &log, memory);
        let (mut master, mut findings) =
            read_master(&workbook, &templates, &engagement.id, &given, writer::style::is_own_fill)
                .map_err(|why| anyhow!("{why} {}", newest_master(&folder)))?;
        let taken = take_typed_settings(&folder, &workbook, &mut master, &mut engagement, &languages)?;
        findings.extend(taken.findings);
        let lost = findings.iter().any(|f| f.code == Code::FileMemoryLost);
        let ask_all = lost && !rebuild_memory(&mut master, &lines_in_force(&log.lines), &copies_in(&folder.outbox()));
        if lock.is_some() && !lost {
            disk::settle_pending(&folder.root.join("reports"), &master.memory.run.key);
        }
        let typed = absorb_edits(&mut master);
        let typed = if lost { Vec::new() } else { typed };
        master.memory.engagement.clone_from(&engagement.id);
        findings.extend(second_masters(&folder, &engagement));
        let own: Vec<String> = master.own_sheets.iter().map(|g| g.title.clone()).collect();
        let cells_only = || PreservedParts { is_cells_only: true, ..PreservedParts::default() };
        master.preserved = preserve::survey(&bytes, &own).unwrap_or_else(cells_only);
        let formulas = |sheet: &str| reader::formulas(&bytes, sheet);
        collect_own_cells(&workbook, &mut master, &formulas, writer::style::is_own_fill);
        let kept = folder.name_of(&folder.kept_master_path(&bytes, &master.memory.run));
        findings.extend(not_carried(&master, &workbook, &kept));
        if !lost {
            let view = MasterView { master: &master, engagement: &engagement, findings: &[], gaps: &[], today: NO_DAY };
            findings.extend(overwritten_entries(view, &workbook, &kept));
        }
        let mut session = Self {
            folder,
            engagement,
            templates,
            answers,
            languages,
            master,
            workbook,
            bytes,
            typed,
            findings,
            log,
            damaged_log: None,
            ask_all,
            edited_settings: taken.edited,
            lock,
        };
        session.note_damage(logged);
        session.hear_of_known_loads();
        Ok(session)
    }

    fn note_damage(&mut self, logged: Vec<u8>) {
        let damage = self.find_damage(logged);
        self.findings.extend(damage);
    }

    /// What result files said so far. A manifest that can't be read is said by the export, which needs it.
    fn hear_of_known_loads(&mut self) {
        if let Ok(Some(manifest)) = read_manifest(&self.folder) {
            self.hear_of_loads(&manifest);
        }
    }

    /// Takes in what Salesforce loaded and refused: IDs are filled in, and what was refused is found on its cells.
    pub fn hear_of_loads(&mut self, manifest: &Manifest) {
        let filled = fill_in_salesforce_ids(&mut self.master, manifest);
        self.typed.extend(filled);
        self.findings.retain(|f| f.code != Code::ExportLoadFailed);
        let settings = &self.engagement.export.salesforce_resource_requests;
        let refused = self.master.sheet(REQUESTS).map(|state| failed_loads(&as_table(state), settings, manifest));
        self.findings.extend(refused.into_iter().flatten());
    }

    /// The state of another master of this engagement, such as an earlier one, and findings about it.
    ///
    /// # Errors
    /// Says why it can't be read.
    pub fn read_other_master(
        &self,
        name: &str,
        bytes: &[u8],
        given_ids: &dyn Fn(&Memory) -> GivenIds,
    ) -> anyhow::Result<(Master, Vec<Finding>)> {
        let workbook =
            reader::read(bytes, name, &Limits::own()).map_err(|e| anyhow!("{name} can't be read: {}", e.message))?;
        let own_fill = writer::style::is_own_fill;
        read_master(&workbook, &self.templates, &self.engagement.id, given_ids, own_fill)
            .map_err(|why| anyhow!("{name}: {why}"))
    }

    /// Takes the roles that returned files name into the master; what they stand for is to be read again.
    pub fn add_roles(&mut self, roles: AddedRoles) {
        self.master = roles.master;
        self.typed.extend(roles.added);
    }

    /// A new engagement, whose master is not written yet.
    pub fn new(folder: Folder, engagement: Engagement, templates: Vec<Template>, master: Master) -> Self {
        Self {
            folder,
            engagement,
            templates,
            answers: None,
            languages: Vec::new(),
            master,
            workbook: Workbook::default(),
            bytes: Vec::new(),
            typed: Vec::new(),
            findings: Vec::new(),
            log: ChangeLog::default(),
            damaged_log: None,
            ask_all: false,
            edited_settings: None,
            lock: None,
        }
    }
}

fn restore_hint(folder: &Folder) -> String {
    format!("master.xlsx is missing or can't be read; nothing was written. {}", newest_master(folder))
}

fn newest_master(folder: &Folder) -> String {
    let history = disk::files_below(&folder.root.join("history")).unwrap_or_default();
    let newest = history.iter().rfind(|p| p.to_string_lossy().ends_with(".master.xlsx"));
    newest.map_or_else(
        || "There is no earlier master in history/ yet.".to_owned(),
        |p| format!("The newest earlier master is {}.", folder.name_of(p)),
    )
}
