//! `prekick merge` and `prekick diff`: spreadsheets without an engagement.

use super::Ended;
use super::merged_file::{Written, written};
use super::reconcile::{ended, line};
use super::saying::Voice;
use super::thin::{are_large, open_thin};
use crate::cli::{Diff, Global, Merge};
use crate::edges::disk::{self, Step};
use crate::edges::reader::process::Readers;
use crate::edges::report_json;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Workbook};
use crate::model::report::{Change, Report, SourceFile, Status};
use crate::model::text::{count, shortened};
use crate::model::value::Value;
use crate::steps::merge::{
    Difference, MergedFile, PlainFile, diff_files, merge_files, plain_file, unknown_keys, whole_row,
};
use anyhow::{anyhow, bail};
use jiff::civil::Date;
use std::path::Path;

/// A file's bytes, and what they are called.
pub(super) struct Read {
    pub(super) bytes: Vec<u8>,
    /// A name that says what kind of file it is.
    pub(super) kind: String,
    /// How messages name it.
    pub(super) name: String,
}

/// A file as read.
pub(super) struct Opened {
    pub(super) bytes: Vec<u8>,
    pub(super) kind: String,
    pub(super) format: Format,
    pub(super) extras: Vec<String>,
    pub(super) file: PlainFile,
    /// How many rows it has.
    pub(super) rows: usize,
    /// Does `file` hold only those that differ somewhere?
    pub(super) thin: bool,
}

/// `prekick merge`
pub fn merge(global: &Global, args: &Merge, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let readers = Readers::new(global.program.clone());
    let named = |part: &str, path: &Path| {
        args.name.as_ref().map_or_else(|| path.display().to_string(), |name| format!("{name} ({part})"))
    };
    let mut files =
        vec![read(&args.base, &named("base", &args.base))?, read(&args.master, &named("ours", &args.master))?];
    for path in &args.returned {
        files.push(read(path, &named("theirs", path))?);
    }
    let extension = extension_of(&args.output);
    let may_be_thin = are_large(&files, &args.key, &extension);
    let mut opened = open_all(&readers, files, &args.key, may_be_thin)?.into_iter();
    let (Some(base), Some(master)) = (opened.next(), opened.next()) else { bail!("there is nothing to merge.") };
    let returned: Vec<Opened> = opened.collect();
    let files: Vec<PlainFile> = returned.iter().map(|r| r.file.clone()).collect();
    know_keys(&[&base.file, &master.file].into_iter().chain(&files).collect::<Vec<_>>(), &args.key)?;
    let mut merged = merge_files(&base.file, &master.file, &files, &args.key);
    number(&mut merged.findings, today);
    let Written { bytes, findings, lost } = written(&merged, &master, &args.output, &readers)?;
    if lost && args.output == args.master {
        let why = findings.first().map(|f| f.message.clone()).unwrap_or_default();
        bail!(
            "{why} {} is the master itself, so nothing was written; name another file with -o.",
            args.output.display()
        );
    }
    merged.findings.extend(findings);
    let report = report(&merged, &args.returned, &returned, &base, today);
    if args.output.as_os_str() == "-" {
        voice.answer_bytes(&bytes);
    } else {
        disk::carry_out(&[Step::Whole { path: args.output.clone(), bytes }])?;
    }
    if let Some(path) = &args.report {
        let json = serde_json::to_vec_pretty(&report_json::to_json(&report)).unwrap_or_default();
        disk::carry_out(&[Step::Whole { path: path.clone(), bytes: json }])?;
    }
    say(&report, &merged, args, voice);
    Ok(ended(&report.findings))
}

/// `prekick diff`
pub fn diff(global: &Global, args: &Diff, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let readers = Readers::new(global.program.clone());
    let from = open(&readers, read(&args.from, &args.from.display().to_string())?)?;
    let to = open(&readers, read(&args.to, &args.to.display().to_string())?)?;
    know_keys(&[&from.file, &to.file], &args.key)?;
    let found = diff_files(&from.file, &to.file, &args.key);
    let differs = found.iter().any(|(_, d)| !d.changes.is_empty());
    if voice.json() {
        let report = Report {
            today: today.to_string(),
            dry_run: true,
            changes: found.iter().flat_map(|(_, d)| d.changes.clone()).collect(),
            findings: found.into_iter().flat_map(|(_, d)| d.findings).collect(),
            ..Report::default()
        };
        voice.answer_json(&report_json::to_json(&report));
    } else {
        found.iter().flat_map(|(_, d)| &d.findings).for_each(|finding| voice.say(&line(finding)));
        for (title, difference) in &found {
            say_difference(title, difference, &from.file, &to.file, voice);
        }
    }
    Ok(if differs { Ended::ToLookAt } else { Ended::Done })
}

fn read(path: &Path, name: &str) -> anyhow::Result<Read> {
    // A temporary file has no name that says what it is; text is then a table.
    let known = path.extension().is_some_and(|e| KINDS.iter().any(|k| e.eq_ignore_ascii_case(k)));
    let kind = if known { path.display().to_string() } else { "table.csv".to_owned() };
    Ok(Read { bytes: disk::read(path)?, kind, name: name.to_owned() })
}

/// The ending of a file's name.
pub(super) fn extension_of(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// The files in their order; thin where they may be and that makes no difference to what comes out.
pub(super) fn open_all(
    readers: &Readers,
    files: Vec<Read>,
    key: &[String],
    may_be_thin: bool,
) -> anyhow::Result<Vec<Opened>> {
    let thin = if may_be_thin { open_thin(&files, key) } else { None };
    match thin {
        Some(opened) => Ok(opened.into_iter().zip(files).map(|(o, f)| Opened { bytes: f.bytes, ..o }).collect()),
        None => files.into_iter().map(|file| open(readers, file)).collect(),
    }
}

/// A file that is empty, such as git's for one that was not there, has no sheets.
fn open(readers: &Readers, from: Read) -> anyhow::Result<Opened> {
    let Read { bytes, kind, name } = from;
    if bytes.is_empty() {
        let file = PlainFile { name, ..PlainFile::default() };
        return Ok(Opened { bytes, kind, format: Format::Csv, extras: Vec::new(), file, rows: 0, thin: false });
    }
    let workbook: Workbook =
        readers.read(&bytes, &kind, &limits()).map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    if let Some(error) = workbook.sheets.iter().flat_map(|s| &s.errors).next() {
        bail!("{name}: {error} Nothing was written.");
    }
    let file = plain_file(&workbook, &name);
    let rows = file.sheets.iter().map(|s| s.rows.len()).sum();
    Ok(Opened { bytes, kind, format: workbook.format, extras: workbook.extras, file, rows, thin: false })
}

/// People name these files themselves, so that they may be large.
pub(super) fn limits() -> Limits {
    Limits { memory_megabytes: 16_384, seconds: 600, ..Limits::own() }
}

const KINDS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"];

fn know_keys(files: &[&PlainFile], key: &[String]) -> anyhow::Result<()> {
    match unknown_keys(files, key).first() {
        None => Ok(()),
        Some((unknown, Some(near))) => bail!("no column is titled {unknown}; did you mean {near}?"),
        Some((unknown, None)) => bail!("no column is titled {unknown}."),
    }
}

/// Questions get IDs in the order of the sheets.
fn number(findings: &mut [Finding], today: Date) {
    let questions = findings.iter_mut().filter_map(|f| f.question.as_mut());
    for (n, question) in questions.enumerate() {
        question.id = format!("D-{:04}", n + 1);
        question.since = today.to_string();
    }
}

fn report(
    merged: &MergedFile,
    paths: &[std::path::PathBuf],
    returned: &[Opened],
    base: &Opened,
    today: Date,
) -> Report {
    let sources = returned.iter().zip(paths).zip(&merged.changed).map(|((file, path), changed)| SourceFile {
        file: path.display().to_string(),
        sha256: sha256(&file.bytes),
        base: Some(base.file.name.clone()),
        status: if *changed == 0 { Status::Unchanged } else { Status::Merged },
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

fn say(report: &Report, merged: &MergedFile, args: &Merge, voice: &Voice) {
    if voice.json() && args.output.as_os_str() != "-" {
        voice.answer_json(&report_json::to_json(report));
        return;
    }
    let shown = if voice.verbose { usize::MAX } else { 20 };
    for finding in report.findings.iter().take(shown) {
        // A loss is said in any case.
        if finding.code == Code::FileNotCarried { voice.complain(&line(finding)) } else { voice.say(&line(finding)) }
    }
    if report.findings.len() > shown {
        voice.say(&format!("… and {} more; --report FILE lists them all.", report.findings.len() - shown));
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let of = |reason: ChangeReason| merged.changes.iter().filter(|c| c.reason == reason).count();
    voice.say(&format!(
        "{}, {}, {}; {}.",
        count(of(ChangeReason::Merged), "cell taken", "cells taken"),
        count(of(ChangeReason::Added), "row added", "rows added"),
        count(of(ChangeReason::Removed), "row removed", "rows removed"),
        count(asked, "clash left", "clashes left")
    ));
}

fn say_difference(title: &str, found: &Difference, from: &PlainFile, to: &PlainFile, voice: &Voice) {
    if found.changes.is_empty() && found.notations == 0 && !found.reordered {
        return;
    }
    voice.answer(&format!("{title}: {}", headline(found)));
    for change in &found.changes {
        voice.answer(&format!("  {}", change_line(change, from, to)));
    }
    if found.notations > 0 {
        let cells = count(found.notations, "cell says", "cells say");
        voice.answer(&format!("  {cells} the same in another way of writing, such as 2.0 for 2"));
    }
    if found.reordered {
        voice.answer("  rows stand in another order");
    }
}

fn headline(found: &Difference) -> String {
    let of = |reasons: &[ChangeReason]| found.changes.iter().filter(|c| reasons.contains(&c.reason)).count();
    let said: Vec<String> = [
        (of(&[ChangeReason::Merged]), "cell changed", "cells changed"),
        (of(&[ChangeReason::Added]), "row added", "rows added"),
        (of(&[ChangeReason::Removed]), "row removed", "rows removed"),
        (
            of(&[ChangeReason::ColumnAdded, ChangeReason::ColumnRemoved, ChangeReason::ColumnRenamed]),
            "column otherwise",
            "columns otherwise",
        ),
    ]
    .into_iter()
    .filter(|(n, _, _)| *n > 0)
    .map(|(n, one, many)| count(n, one, many))
    .collect();
    if said.is_empty() { "nothing else was changed".to_owned() } else { said.join(", ") }
}

fn change_line(change: &Change, from: &PlainFile, to: &PlainFile) -> String {
    let field = change.field.as_deref().unwrap_or_default();
    let cell = change.source.cell.as_deref().unwrap_or_default();
    let said = |value: &Value| {
        if value.is_empty() { "(empty)".to_owned() } else { shortened(&value.to_string().replace('\n', " ⏎ "), 60) }
    };
    let row = |file: &PlainFile| {
        let cells = file
            .sheets
            .iter()
            .flat_map(|s| whole_row(s, &change.source))
            .map(|(title, v)| format!("{title}: {}", said(&v)));
        cells.collect::<Vec<_>>().join(", ")
    };
    match change.reason {
        ChangeReason::ColumnAdded => format!("+ column {field} ({cell})"),
        ChangeReason::ColumnRemoved => format!("- column {field} ({cell})"),
        ChangeReason::ColumnRenamed => format!("~ column {} is now {} ({cell})", said(&change.from), said(&change.to)),
        ChangeReason::Added => format!("+ {} ({cell}): {}", change.record, row(to)),
        ChangeReason::Removed => format!("- {} ({cell}): {}", change.record, row(from)),
        _ => format!("{}, {field}: {} → {} ({cell})", change.record, said(&change.from), said(&change.to)),
    }
}
