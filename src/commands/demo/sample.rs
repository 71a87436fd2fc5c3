//! The sample engagement: the people in it type into the master, send copies, return them and decide.

use super::returned_copies::{RETURNED, ReturnedCopy};
use super::simulated_user::{SimulatedUser, TypedRow};
use super::{content, staffing, tables};
use crate::cli::{CheckArgs, Cli, Color, Command, Global, ImportArgs, OutputFormat, StartersArgs};
use crate::commands::console::Console;
use crate::commands::engagement::folder::Folder;
use crate::commands::engagement::outbox::{CopyOrder, carried};
use crate::commands::engagement::read_files::read_files;
use crate::commands::engagement::run::RunResult;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::commands::init::new_engagement;
use crate::edges::{disk, writer};
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::keys::{CopyId, FieldKey};
use crate::model::language::Language;
use crate::model::page::OutputWorkbook;
use crate::model::stage::Stage;
use crate::steps::master::new_master::{customer_manager, delivery_lead};
use crate::steps::master::write::{MasterView, master_book};
use crate::steps::outgoing::{Envelope, asked_by, copy_book, language_of, recipients};
use anyhow::{Context, Error, anyhow};
use indexmap::IndexMap;
use jiff::civil::Date;
use std::path::PathBuf;

/// What carries out a command; the dispatcher passes itself, so that the demo does not depend on it.
pub type Execute = fn(&Cli, Date, &mut Console) -> anyhow::Result<CommandStatus>;

/// A sample engagement in a folder.
pub struct Sample {
    /// Its folder.
    pub folder: Folder,
    execute: Execute,
    today: Date,
}

/// A decision picked on the sheet Discrepancies.
pub struct PickedOption {
    /// ID of the discrepancy.
    pub id: String,
    /// What was picked, such as `Take A`.
    pub words: String,
}

impl Sample {
    /// A sample that is to be made in a folder.
    pub fn new(root: PathBuf, execute: Execute, today: Date) -> Self {
        Self { folder: Folder::at(root), execute, today }
    }

    /// Runs a command on the sample and discards its output.
    pub fn run(&self, command: Command) -> anyhow::Result<CommandStatus> {
        let global = Global {
            engagement: Some(self.folder.root.clone()),
            today: Some(self.today),
            format: OutputFormat::Human,
            encoding: None,
            quiet: true,
            verbose: false,
            color: Color::Auto,
            program: None,
        };
        (self.execute)(&Cli { global, command }, self.today, &mut Console::silent())
    }

    /// Makes the engagement and types into its master what is agreed before anything is sent. Returns the number of
    /// records.
    pub fn make_agreed_master(&self) -> anyhow::Result<usize> {
        let today = self.today;
        self.make_engagement()?;
        self.edit_master(|book| {
            content::FIRST.iter().try_for_each(|(sheet, rows)| type_rows(book, sheet, rows, today))?;
            tables::fill(book, tables::MORE, today, |sheet| sheet != "RACI")
        })?;
        self.reconcile()?;
        // The roles have IDs now, and with them their columns in the RACI.
        self.edit_master(|book| {
            type_rows(book, "RACI", staffing::ACTIVITIES, today)?;
            tables::fill(book, tables::MORE, today, |sheet| sheet == "RACI")
        })?;
        self.reconcile()?;
        let usual = ["handover", "outcomes", "timeline", "communication", "governance", "delivery", "checklist"];
        self.run(Command::Starters(StartersArgs { workbooks: usual.map(Into::into).to_vec() }))?;
        self.edit_master(|book| tables::fill(book, tables::STARTED, today, |_| true))?;
        let agreed = self.reconcile()?;
        Ok(agreed.outcome.master.sheets.iter().map(|s| s.records.len()).sum())
    }

    fn make_engagement(&self) -> anyhow::Result<()> {
        let today = self.today;
        let day = |days: i64| {
            let day = today.checked_add(jiff::Span::new().days(days));
            day.with_context(|| format!("{today} lies too near the end of the calendar for a sample"))
        };
        let (start, end) = (day(30)?, day(240)?);
        let name = "Harbour database migration";
        let engagement = Engagement::new("harbour-demo", name, "Kestrel Harbour Authority", Some(start), Some(end));
        let engagement = Engagement { stage: Stage::Review, columns: asked_details(), ..engagement };
        let contacts = [
            delivery_lead("Lena Vogt <lena.vogt@delivery.example>").map_err(Error::msg)?,
            customer_manager("Marta Okoye <marta.okoye@kestrel.example>", &engagement.customer).map_err(Error::msg)?,
        ];
        new_engagement(&self.folder.root, &engagement, &contacts, today)
    }

    /// Imports a supplier's risk list in a layout of its own: what is not certain of it waits in `mappings/`.
    pub fn import_suppliers_list(&self) -> anyhow::Result<()> {
        let lists = self.folder.root.join("own-lists");
        let file = lists.join("quayline-risks.csv");
        disk::make_folder(&lists).context("the sample was not made")?;
        disk::carry_out(&[disk::WriteStep::New { path: file.clone(), bytes: content::SUPPLIERS_LIST.into() }])?;
        self.run(Command::Import(ImportArgs { file, target: None, toml: false }))?;
        Ok(())
    }

    /// Puts a filled-in copy into the inbox, under the name it was sent with.
    pub fn return_copy(&self, copy: &ReturnedCopy) -> anyhow::Result<()> {
        let session = Session::load(self.folder.clone(), false)?;
        let id = copy_id(&session, copy)?;
        let mut book = self.copy_as_sent(&session, copy, id.as_str())?;
        (copy.fill_in)(&mut book, self.today).with_context(|| format!("the copy {id} could not be filled in"))?;
        let bytes = writer::write(&book)?;
        disk::carry_out(&[disk::WriteStep::New { path: self.folder.inbox().join(format!("{id}.xlsx")), bytes }])?;
        Ok(())
    }

    /// A copy with the content of the one in the outbox.
    fn copy_as_sent(&self, session: &Session, copy: &ReturnedCopy, id: &str) -> anyhow::Result<OutputWorkbook> {
        let mut memory = session.master.memory.clone();
        let everyone = recipients(&session.master, &mut memory, &session.templates);
        let recipient = everyone.iter().find(|r| r.key == copy.recipient).ok_or_else(|| not_sent(copy))?;
        let template = session.templates.iter().find(|t| t.key == copy.workbook).ok_or_else(|| not_sent(copy))?;
        let english = Language::english();
        let language = language_of(Some(recipient), &session.engagement, &session.languages).unwrap_or(&english);
        let order = CopyOrder { template, recipient: Some(recipient), with_questions: true };
        let data = carried(session, &session.master, &order).ok_or_else(|| not_sent(copy))?.in_language(language);
        let sent = memory.sent.get(id).ok_or_else(|| not_sent(copy))?;
        let asked = asked_by(&session.master);
        let envelope = Envelope {
            copy: id.into(),
            recipient: Some(recipient),
            engagement: &session.engagement,
            asked_by: &asked,
            today: self.today,
            language,
            fingerprint: sent.fingerprint.clone(),
        };
        Ok(copy_book(&data, &envelope))
    }

    /// Reconciles what lies in the inbox.
    pub fn reconcile(&self) -> anyhow::Result<RunResult> {
        let session = Session::load(self.folder.clone(), true)?;
        let files = disk::files_below(&self.folder.inbox())?;
        let mut run = session.run(read_files(&session, &files, None), self.today, false);
        session.write(&mut run, self.today, !files.is_empty())?;
        Ok(run)
    }

    /// Picks the first option for what two people say about the test data.
    pub fn decide(&self, run: &RunResult) -> anyhow::Result<PickedOption> {
        let about = |f: &&Finding| {
            f.record.as_deref() == Some("R-002") && f.field.as_ref().map(FieldKey::as_str) == Some("description")
        };
        let question = run.report.findings.iter().find(about).and_then(|f| f.question.as_ref());
        let question = question.ok_or_else(|| anyhow!("nothing is asked about R-002"))?;
        let pick = question.candidates.first().context("nothing is offered for R-002")?;
        let words = format!("Take {}", pick.letters());
        self.edit_master(|book| {
            let mut user = SimulatedUser::on(book, "Discrepancies", self.today)?;
            user.set(&question.id, "Decision", &words)?;
            user.set(&question.id, "Note", "Agreed on the phone with both.")
        })?;
        Ok(PickedOption { id: question.id.clone(), words })
    }

    /// Writes the first returned copy with its findings, to be mailed to its sender.
    pub fn annotate_first_copy(&self) -> anyhow::Result<()> {
        let files = disk::files_below(&self.folder.inbox())?;
        let is_first = |p: &&PathBuf| {
            let name = p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            RETURNED.first().is_some_and(|r| name.starts_with(&format!("{}.{}.", r.workbook, r.recipient)))
        };
        let file = files.iter().find(is_first).context("the first copy is not in the inbox")?.clone();
        self.run(Command::Check(CheckArgs { files: vec![file], annotate: Some(None) }))?;
        Ok(())
    }

    /// Opens the master, lets a person edit it, and saves it.
    fn edit_master(&self, edit: impl FnOnce(&mut OutputWorkbook) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let session = Session::load(self.folder.clone(), false)?;
        let run = session.run(read_files(&session, &[], None), self.today, true);
        let mut book = master_book(MasterView {
            master: &run.outcome.master,
            engagement: &session.engagement,
            findings: &run.report.findings,
            gaps: &run.report.gaps,
            today: self.today,
        });
        edit(&mut book)?;
        let bytes = writer::write(&book)?;
        disk::carry_out(&[disk::WriteStep::Whole { path: self.folder.master(), bytes: bytes.into() }])?;
        Ok(())
    }
}

fn type_rows(book: &mut OutputWorkbook, sheet: &str, rows: &[TypedRow<'_>], today: Date) -> anyhow::Result<()> {
    let mut user = SimulatedUser::on(book, sheet, today)?;
    rows.iter().try_for_each(|row| user.add(row))
}

/// The ID of the copy that the recipient was sent.
fn copy_id(session: &Session, copy: &ReturnedCopy) -> anyhow::Result<CopyId> {
    let sent = session.master.memory.sent.iter();
    let mut own = sent.filter(|(_, s)| s.workbook == copy.workbook && s.recipient == copy.recipient);
    own.next().map(|(id, _)| id.clone()).ok_or_else(|| not_sent(copy))
}

fn not_sent(copy: &ReturnedCopy) -> anyhow::Error {
    anyhow!("no copy of {} was sent to {}", copy.workbook, copy.recipient)
}

/// The details that the sample asks its customer for.
fn asked_details() -> IndexMap<String, Vec<String>> {
    let steerco = ["steerco_decision", "steerco_by", "steerco_on"];
    let asked: [(&str, &[&str]); 4] =
        [("risks", &["updates"]), ("contacts", &["comms_pref"]), ("metrics", &steerco), ("milestones", &["rag"])];
    asked.map(|(sheet, keys)| (sheet.to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())).into()
}
