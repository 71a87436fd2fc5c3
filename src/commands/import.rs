//! `prekick import`: a spreadsheet in its own layout into the master.

use super::Ended;
use super::folder::{Folder, load};
use super::reading::ReadFiles;
use super::reconcile::{ended, run_engine, tell};
use super::saying::Voice;
use super::writing::plan;
use crate::cli::{Global, Import};
use crate::edges::{disk, workbook_reader};
use crate::steps::import::{adopt, choose};
use crate::steps::recognise::sha256;
use anyhow::{anyhow, bail};
use jiff::civil::Date;

/// `prekick import`
pub fn import(global: &Global, args: &Import, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, true)?;
    let name = loaded.folder.name_of(&args.file);
    let bytes = disk::read(&args.file)?;
    let workbook = workbook_reader::read(&bytes, &name, &loaded.engagement.limits)
        .map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    let sheets = choose(&loaded.templates, &loaded.master, args.target.as_deref()).map_err(|why| anyhow!("{why}"))?;
    let (file, findings) = adopt(&workbook, &name, &sha256(&bytes), &sheets, &loaded.templates, &loaded.master)
        .map_err(|why| anyhow!("{name}: {why}"))?;
    if file.read.tables.is_empty() {
        bail!("{name}: no sheet of it has two columns that are known. Say what it holds with --as WORKBOOK/SHEET.");
    }
    let mut read = ReadFiles::default();
    read.files.push(file);
    let mut ran = run_engine(&loaded, read, today, false);
    ran.report.findings.extend(findings.iter().cloned());
    ran.outcome.findings.extend(findings);
    let plan = plan(&loaded, &mut ran.outcome, &ran.report, today, true)?;
    disk::carry_out(&plan.steps)?;
    tell(&ran.report, voice, plan.report.as_deref());
    Ok(ended(&ran.report.findings))
}
