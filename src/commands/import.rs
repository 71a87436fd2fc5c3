//! `prekick import`: a spreadsheet in its own layout into the master.

use super::console::Console;
use super::engagement::mapping_proposals::{MappingRequest, propose_mapping};
use super::engagement::mappings::stored_mappings;
use super::engagement::rejected::{beyond_limits, left_out_file, unsure_file};
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::session::Session;
use super::engagement::surroundings::surroundings;
use super::exit::CommandStatus;
use super::run_output::print_run;
use crate::cli::{Global, ImportArgs};
use crate::edges::disk::{self, WriteStep};
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::steps::adopt::{
    Adopted, Adopting, Fitting, LayoutDecision, LayoutRequest, adopt, asked_as_well, decide_layout, fit_matrices,
    mapping_question, target_sheets,
};
use crate::steps::ingest::encoding_finding;
use crate::steps::ingest::footprint::Footprint;
use crate::steps::ingest::signature::without_feedback;
use crate::steps::master::read::id_prefixes;
use anyhow::{Error, anyhow, bail};
use jiff::civil::Date;
use std::sync::Arc;

/// `prekick import`
pub fn import(global: &Global, args: &ImportArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, true)?;
    let name = session.folder.name_of(&args.file);
    let bytes = disk::read(&args.file)?;
    let workbook = read_workbook(&session, &bytes, &name)?;
    let said = workbook.encoding.as_ref().map(|said| encoding_finding(said, &name));
    let workbook = without_feedback(&workbook).into_owned();
    let footprint = Footprint::of_workbook(&workbook);
    hold_to_limits(footprint, &session, &name)?;
    let target = args.target.as_deref();
    let all = target_sheets(&session.templates, &session.master, None).map_err(Error::msg)?;
    let stored = stored_mappings(&session.folder, &all, &session.engagement);
    let sheets = target_sheets(&session.templates, &session.master, target).map_err(Error::msg)?;
    let mut master = session.master.clone();
    let Session { templates, engagement, .. } = &session;
    let (kept, forced) = (stored.mappings.as_slice(), target.is_some());
    let fitting = Fitting { file: &name, sheets: &sheets, templates, engagement: &engagement.id, kept, forced };
    let fitted = fit_matrices(&workbook, fitting, &mut master);
    // With the added roles, a matrix has more columns than before.
    let sheets = target_sheets(&session.templates, &master, target).map_err(Error::msg)?;
    let (sha, prefixes) = (sha256(&bytes), id_prefixes(&session.templates));
    let (workbook, lists) = (&fitted.workbook, fitted.lists.as_slice());
    let request = LayoutRequest { workbook, name: &name, sheets: &sheets, kept, lists, ask_all: true };
    let named = forced.then_some(sheets.as_slice());
    let mut tables = match asked_as_well(decide_layout(request, &prefixes), &fitted, named) {
        LayoutDecision::Take(tables) => tables,
        LayoutDecision::Ask(proposals) => {
            let (file, proposals) = (name.as_str(), proposals.as_slice());
            let request = MappingRequest { file, proposals, sheets: &all, stored: &stored, toml: args.toml };
            return ask_for_mapping(&session, sha, request, said, today, console);
        }
        LayoutDecision::LeftOut(mappings) => {
            let refused = vec![left_out_file(&name, sha, &mappings)];
            let read = ReturnedFiles { refused, ..ReturnedFiles::default() };
            return finish(&session, read, said.into_iter().collect(), Vec::new(), today, console);
        }
        LayoutDecision::Nothing => return Err(nothing_found(&name, forced)),
    };
    tables.made.extend(fitted.made);
    session.master = master;
    session.typed.extend(fitted.added);
    let copy = format!("import:{}", name.rsplit('/').next().unwrap_or(&name)).into();
    let adopting = Adopting {
        name: &name,
        sha256: &sha,
        templates: &session.templates,
        master: &session.master,
        named: forced,
        copy: &copy,
        surroundings: Some(&surroundings(&session.engagement)),
    };
    let adopted = adopt(&fitted.workbook, &tables, adopting).map_err(|why| anyhow!("{name}: {why}"))?;
    let Adopted { files, mut findings, promised } = adopted;
    hold_to_limits(footprint.with_rows_of(files.iter().flat_map(|file| &file.read.tables)), &session, &name)?;
    findings.extend(said);
    findings.extend(fitted.findings);
    findings.extend(stored.findings);
    let read = ReturnedFiles { files, promised, ..ReturnedFiles::default() };
    finish(&session, read, findings, Vec::new(), today, console)
}

fn read_workbook(session: &Session, bytes: &[u8], name: &str) -> anyhow::Result<Workbook> {
    let read = session.folder.readers.read(bytes, name, &session.engagement.limits);
    read.map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))
}

/// `forced`: whether the user has said what the file holds.
fn nothing_found(name: &str, forced: bool) -> Error {
    if forced {
        return anyhow!("{name}: it holds no table; expected a row of titles with rows below it.");
    }
    anyhow!("{name}: no sheet of it has two columns that are known. Say what it holds with --as WORKBOOK/SHEET.")
}

/// Stops where more would have to be told of the file than the limits allow.
fn hold_to_limits(footprint: Footprint, session: &Session, name: &str) -> anyhow::Result<()> {
    match beyond_limits(footprint, &session.engagement.limits) {
        Some(why) => bail!("{name}: {} {}", why.message, why.help),
        None => Ok(()),
    }
}

/// Asks a person what the tables and columns are; nothing of the file is merged.
fn ask_for_mapping(
    session: &Session,
    sha256: String,
    request: MappingRequest<'_>,
    said: Option<Finding>,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let mut read = ReturnedFiles::default();
    let mut steps = Vec::new();
    let mut findings = request.stored.findings.clone();
    // A mapping with a mistake may be this file's: it is to be corrected before another is written.
    let finding = if findings.is_empty() {
        let mapping = propose_mapping(&session.folder, request, today)?;
        steps.extend(mapping.step);
        mapping_question(request.file, request.proposals, Some(&mapping.name))
    } else {
        findings.remove(0)
    };
    findings.extend(said);
    read.refused.push(unsure_file(request.file, sha256, finding));
    finish(session, read, findings, steps, today, console)
}

fn finish(
    session: &Session,
    read: ReturnedFiles,
    findings: Vec<Finding>,
    mut steps: Vec<WriteStep>,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let mut run = session.run(read, today, false);
    Arc::make_mut(&mut run.report).findings.extend(findings);
    let mut plan = session.plan_writing(&mut run, today, true)?;
    steps.append(&mut plan.steps);
    plan.steps = steps;
    session.carry_out(&plan)?;
    print_run(&run.report, console, plan.report.as_deref());
    Ok(CommandStatus::of_findings(&run.report.findings))
}
