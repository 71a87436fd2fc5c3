//! `prekick merge`: copies of one spreadsheet, each against what all began from, into one file.

use super::files::{MergeInput, check_keys, encoding_findings, extension_of, read_all};
use super::output::{MergedBytes, merged_bytes};
use super::partial::open_all;
use crate::cli::{Global, MergeArgs};
use crate::commands::console::Console;
use crate::commands::exit::CommandStatus;
use crate::commands::run_output::finding_line;
use crate::edges::disk::{self, WriteStep};
use crate::edges::reader::process::Readers;
use crate::edges::report_json;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::report::{FileStatus, Report, SourceFile};
use crate::model::text::count;
use crate::steps::merge::{MergeRules, MergedFile, PlainFile, RowOrder, merge_files};
use anyhow::bail;
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::Path;

/// `prekick merge`
pub fn merge(global: &Global, args: &MergeArgs, today: Date, console: &Console) -> anyhow::Result<CommandStatus> {
    let readers = Readers::new(global.program.clone());
    let named = |part: &str, path: &Path| {
        args.name.as_ref().map_or_else(|| path.display().to_string(), |name| format!("{name} ({part})"))
    };
    let mut paths = vec![(&args.base, named("base", &args.base)), (&args.master, named("ours", &args.master))];
    paths.extend(args.returned.iter().map(|path| (path, named("theirs", path))));
    let files = read_all(&paths, global.encoding)?;
    let extension = extension_of(&args.output);
    // A workbook needs all cells.
    let in_part = (!matches!(extension.as_str(), "xlsx" | "xlsm")).then_some(RowOrder::Master);
    let mut opened = open_all(&readers, files, &args.key, in_part)?.into_iter();
    let (Some(mut base), Some(master)) = (opened.next(), opened.next()) else { bail!("there is nothing to merge.") };
    let mut returned: Vec<MergeInput> = opened.collect();
    let wants_json = console.wants_json() && args.output.as_os_str() != "-";
    let is_reported = args.report.is_some() || wants_json;
    let digests: Vec<String> = returned.par_iter().filter(|_| is_reported).map(|file| sha256(&file.bytes)).collect();
    // Only the master's bytes are needed from here on.
    std::iter::once(&mut base).chain(&mut returned).for_each(|file| file.bytes = Vec::new());
    let files: Vec<&PlainFile> = returned.iter().map(|r| &r.file).collect();
    check_keys(&[&base.file, &master.file].into_iter().chain(files.iter().copied()).collect::<Vec<_>>(), &args.key)?;
    let rules = MergeRules { key: &args.key, accept_removals: args.accept_removals };
    let mut merged = merge_files(&base.file, &master.file, &files, rules);
    // What was merged has what is needed of the tables; writing takes memory of its own.
    std::iter::once(&mut base).chain(&mut returned).for_each(|file| file.file.sheets = Vec::new());
    merged.findings.extend(encoding_findings([&base, &master].into_iter().chain(&returned)));
    assign_ids(&mut merged.findings, today);
    let MergedBytes { bytes, findings, lost } = merged_bytes(&merged, &master, &args.output, &readers)?;
    if lost && args.output == args.master {
        let why = findings.first().map(|f| f.message.clone()).unwrap_or_default();
        bail!(
            "{why} {} is the master itself, so nothing was written; name another file with -o.",
            args.output.display()
        );
    }
    merged.findings.extend(findings);
    let report = report(&merged, &args.returned, &returned, digests, &base.file.name, today);
    if args.output.as_os_str() == "-" {
        console.print_bytes(&bytes);
    } else {
        disk::carry_out(&[WriteStep::Whole { path: args.output.clone(), bytes: bytes.into() }])?;
    }
    if let Some(path) = &args.report {
        let json = serde_json::to_vec_pretty(&report_json::to_json(&report)).unwrap_or_default();
        disk::carry_out(&[WriteStep::Whole { path: path.clone(), bytes: json.into() }])?;
    }
    print_summary(&report, &merged, args, console);
    Ok(CommandStatus::of_findings(&report.findings))
}

/// Questions get IDs in the order of the sheets.
fn assign_ids(findings: &mut [Finding], today: Date) {
    let questions = findings.iter_mut().filter_map(|f| f.question.as_mut());
    for (n, question) in questions.enumerate() {
        question.id = format!("D-{:04}", n + 1);
        question.since = today.to_string();
    }
}

fn report(
    merged: &MergedFile,
    paths: &[std::path::PathBuf],
    returned: &[MergeInput],
    digests: Vec<String>,
    base: &str,
    today: Date,
) -> Report {
    let files = returned.iter().zip(paths).zip(&merged.changed);
    let sources = digests.into_iter().zip(files).map(|(sha256, ((file, path), changed))| SourceFile {
        file: path.display().to_string(),
        sha256,
        base: Some(base.to_owned()),
        status: if *changed == 0 { FileStatus::Unchanged } else { FileStatus::Merged },
        rows: file.rows,
        changed_cells: *changed,
        ..SourceFile::default()
    });
    let mut findings = merged.findings.clone();
    findings.sort_by_key(|f| f.severity);
    Report {
        today: today.to_string(),
        sources: sources.collect(),
        changes: merged.changes.clone(),
        findings,
        ..Report::default()
    }
}

fn print_summary(report: &Report, merged: &MergedFile, args: &MergeArgs, console: &Console) {
    if console.wants_json() && args.output.as_os_str() != "-" {
        console.result_json(&report_json::ReportJson(report));
        return;
    }
    let shown = if console.wants_details() { usize::MAX } else { 20 };
    for finding in report.findings.iter().take(shown) {
        // A loss is printed even with `--quiet`.
        if finding.code == Code::FileNotCarried {
            console.urgent_finding(finding.severity, &finding_line(finding))
        } else {
            console.finding(finding.severity, &finding_line(finding))
        }
    }
    if report.findings.len() > shown {
        console.message(&format!("… and {} more; --report FILE lists them all.", report.findings.len() - shown));
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let of = |reason: ChangeReason| merged.changes.iter().filter(|c| c.reason == reason).count();
    let links = of(ChangeReason::LinkChanged);
    let links = if links == 0 { String::new() } else { format!("{}, ", count(links, "link taken", "links taken")) };
    console.message(&format!(
        "{}, {links}{}, {}; {}.",
        count(of(ChangeReason::Merged), "cell taken", "cells taken"),
        count(of(ChangeReason::Added), "row added", "rows added"),
        count(of(ChangeReason::Removed), "row removed", "rows removed"),
        count(asked, "clash left", "clashes left")
    ));
}
