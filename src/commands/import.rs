//! `prekick import`: a spreadsheet in its own layout into the master.

use super::Ended;
use super::folder::{Folder, load};
use super::reading::ReadFiles;
use super::reconcile::{ended, run_engine, tell};
use super::saying::Voice;
use super::writing::plan;
use crate::cli::{Global, Import};
use crate::edges::disk;
use crate::steps::import::{adopt, choose, fit};
use crate::steps::recognise::sha256;
use anyhow::{anyhow, bail};
use jiff::civil::Date;

/// `prekick import`
pub fn import(global: &Global, args: &Import, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let mut loaded = load(Folder::find(global)?, true)?;
    let name = loaded.folder.name_of(&args.file);
    let bytes = disk::read(&args.file)?;
    let workbook = loaded
        .folder
        .readers
        .read(&bytes, &name, &loaded.engagement.limits)
        .map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    let target = args.target.as_deref();
    let sheets = choose(&loaded.templates, &loaded.master, target).map_err(|why| anyhow!("{why}"))?;
    let fitted = fit(&workbook, &name, &sheets, &loaded.templates, &mut loaded.master, &loaded.engagement.id);
    loaded.typed.extend(fitted.added);
    // With the roles that were added, a matrix has more columns than before.
    let sheets = choose(&loaded.templates, &loaded.master, target).map_err(|why| anyhow!("{why}"))?;
    let sha = sha256(&bytes);
    let (file, mut findings) =
        adopt(&fitted.workbook, &name, &sha, &sheets, &loaded.templates, &loaded.master, target.is_some())
            .map_err(|why| anyhow!("{name}: {why}"))?;
    findings.extend(fitted.findings);
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
