//! `prekick import`: a spreadsheet in its own layout into the master.

use super::engagement::folder::{Folder, Loaded, load};
use super::engagement::mapping::{Kept, kept, proposed};
use super::engagement::read_files::ReadFiles;
use super::engagement::write::plan;
use super::exit::Ended;
use super::output::Voice;
use super::reconcile::{run_engine, tell};
use crate::cli::{Global, ImportArgs};
use crate::edges::disk::{self, WriteStep};
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::mapping::TableProposal;
use crate::model::report::{SourceFile, Status};
use crate::steps::adopt::{
    Adopting, LayoutDecision, adopt, decide_layout, fit_matrices, mapping_question, target_sheets,
};
use crate::steps::ingest::incoming::RefusedFile;
use crate::steps::ingest::signature::without_ours;
use crate::steps::master::read::prefixes;
use anyhow::{anyhow, bail};
use jiff::civil::Date;

/// `prekick import`
pub fn import(global: &Global, args: &ImportArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let mut loaded = load(Folder::find(global)?, true)?;
    let name = loaded.folder.name_of(&args.file);
    let bytes = disk::read(&args.file)?;
    let workbook = loaded
        .folder
        .readers
        .read(&bytes, &name, &loaded.engagement.limits)
        .map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    let workbook = without_ours(&workbook).into_owned();
    let target = args.target.as_deref();
    let all = target_sheets(&loaded.templates, &loaded.master, None).map_err(|why| anyhow!("{why}"))?;
    let kept = kept(&loaded.folder, &all, &loaded.engagement.limits);
    let sheets = target_sheets(&loaded.templates, &loaded.master, target).map_err(|why| anyhow!("{why}"))?;
    let mut master = loaded.master.clone();
    let fitted = fit_matrices(&workbook, &name, &sheets, &loaded.templates, &mut master, &loaded.engagement.id);
    // With the roles that were added, a matrix has more columns than before.
    let sheets = target_sheets(&loaded.templates, &master, target).map_err(|why| anyhow!("{why}"))?;
    let sha = sha256(&bytes);
    let prefixes = prefixes(&loaded.templates);
    let mut pieces = match decide_layout(&fitted.workbook, &name, &sheets, &prefixes, &kept.mappings, true) {
        LayoutDecision::Take(pieces) => pieces,
        LayoutDecision::Ask(proposals) => return ask(&loaded, &name, sha, &proposals, &kept, args.toml, today, voice),
        LayoutDecision::Nothing => {
            bail!("{name}: no sheet of it has two columns that are known. Say what it holds with --as WORKBOOK/SHEET.")
        }
    };
    pieces.made = fitted.made;
    loaded.master = master;
    loaded.typed.extend(fitted.added);
    let copy = format!("import:{}", name.rsplit('/').next().unwrap_or(&name));
    let adopting = Adopting {
        name: &name,
        sha256: &sha,
        templates: &loaded.templates,
        master: &loaded.master,
        named: target.is_some(),
        copy: &copy,
    };
    let (files, mut findings) = adopt(&fitted.workbook, &pieces, adopting).map_err(|why| anyhow!("{name}: {why}"))?;
    findings.extend(fitted.findings);
    findings.extend(kept.findings);
    let read = ReadFiles { files, ..ReadFiles::default() };
    finish(&loaded, read, findings, Vec::new(), today, voice)
}

/// A person has to say first what is what; nothing of the file is taken.
#[expect(clippy::too_many_arguments, reason = "all that is known of a file")]
fn ask(
    loaded: &Loaded,
    name: &str,
    sha256: String,
    proposals: &[TableProposal],
    kept: &Kept,
    toml: bool,
    today: Date,
    voice: &mut Voice,
) -> anyhow::Result<Ended> {
    let all = target_sheets(&loaded.templates, &loaded.master, None).map_err(|why| anyhow!("{why}"))?;
    let mut read = ReadFiles::default();
    let source = SourceFile { file: name.to_owned(), sha256, status: Status::Rejected, ..SourceFile::default() };
    let mut steps = Vec::new();
    let mut findings = kept.findings.clone();
    // A mapping with a mistake in it may be this file's: it is mended first, before another is written.
    if findings.is_empty() {
        let (mapping, step) = proposed(&loaded.folder, name, proposals, &all, kept, toml, today)?;
        steps.extend(step);
        read.refused.push(RefusedFile { source, finding: mapping_question(name, proposals, Some(&mapping)) });
    } else {
        let first = findings.remove(0);
        read.refused.push(RefusedFile { source, finding: first });
    }
    finish(loaded, read, findings, steps, today, voice)
}

fn finish(
    loaded: &Loaded,
    read: ReadFiles,
    findings: Vec<Finding>,
    mut steps: Vec<WriteStep>,
    today: Date,
    voice: &mut Voice,
) -> anyhow::Result<Ended> {
    let mut ran = run_engine(loaded, read, today, false);
    ran.report.findings.extend(findings.iter().cloned());
    ran.outcome.findings.extend(findings);
    let plan = plan(loaded, &mut ran.outcome, &ran.report, today, true)?;
    steps.extend(plan.steps);
    disk::carry_out(&steps)?;
    tell(&ran.report, voice, plan.report.as_deref());
    Ok(Ended::after(&ran.report.findings))
}
