//! `prekick demo`: a sample engagement from start to end, with what happens to workbooks in practice. It runs the same
//! commands and steps as a user does, and edits workbooks as people do: in the pages that they would have open in Excel.

mod content;
mod returned_copies;
mod sample;
mod simulated_user;
mod staffing;
mod summary;
mod tables;

use super::console::Console;
use super::exit::CommandStatus;
use crate::cli::{Command, ExportArgs, GenerateArgs};
use crate::edges::disk;
use anyhow::bail;
use jiff::civil::Date;
use returned_copies::RETURNED;
use sample::{Execute, Sample};
use std::path::{Path, PathBuf};
use summary::DemoSummary;

/// The folder of the sample if none is named.
const DEFAULT_FOLDER: &str = "prekick-demo";

/// `prekick demo`
pub fn demo(dir: Option<&Path>, execute: Execute, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let root = dir.map_or_else(|| PathBuf::from(DEFAULT_FOLDER), Path::to_path_buf);
    if disk::exists(&root) && !(disk::is_folder(&root) && disk::is_empty(&root)) {
        bail!(
            "{} is there already and is not empty; name another folder, such as `prekick demo {DEFAULT_FOLDER}-2`. Nothing was changed.",
            root.display()
        );
    }
    let sample = Sample::new(root, execute, today);
    let agreed = sample.make_agreed_master()?;
    sample.import_suppliers_list()?;
    sample.run(Command::Generate(GenerateArgs {
        workbooks: Vec::new(),
        recipients: Vec::new(),
        blank: false,
        no_questions: false,
        one_file: false,
        calendar: false,
    }))?;
    let sent = disk::files_below(&sample.folder.outbox())?.len();
    for copy in &RETURNED {
        sample.return_copy(copy)?;
    }
    let first = sample.reconcile()?;
    let decision = sample.decide(&first)?;
    let second = sample.reconcile()?;
    let export = ExportArgs { profile: Some("salesforce-resource-requests".into()), ..ExportArgs::default() };
    sample.run(Command::Export(export))?;
    sample.annotate_first_copy()?;
    let summary = DemoSummary { agreed, sent, first: &first, decision: &decision, second: &second };
    for line in summary.lines(&sample.folder) {
        console.message(&line);
    }
    console.result(&sample.folder.root.display().to_string());
    Ok(CommandStatus::of_findings(&second.report.findings))
}
