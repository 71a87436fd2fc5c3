//! `prekick merge` and `prekick diff`: spreadsheets without an engagement.

use super::Ended;
use super::reconcile::{ended, line};
use super::saying::Voice;
use crate::cli::{Diff, Global, Merge};
use crate::edges::csv_file::{Dialect, write_in};
use crate::edges::disk::{self, Step};
use crate::edges::reader_process::Readers;
use crate::edges::{report_json, workbook_writer};
use crate::steps::plain::{
    Difference, MergedFile, PlainFile, book, diff_files, merge_files, plain_file, unknown_keys, whole_row,
};
use crate::steps::recognise::sha256;
use crate::things::engagement::Limits;
use crate::things::finding::Finding;
use crate::things::grid::{Format, Workbook};
use crate::things::plain::PlainSheet;
use crate::things::report::{Change, Report, SourceFile, Status};
use crate::things::text::{count, shortened};
use crate::things::value::Value;
use anyhow::{Context, anyhow, bail};
use jiff::civil::Date;
use std::path::Path;

/// A file as read.
struct Opened {
    bytes: Vec<u8>,
    format: Format,
    extras: Vec<String>,
    file: PlainFile,
}

/// `prekick merge`
pub fn merge(global: &Global, args: &Merge, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let readers = Readers::new(global.program.clone());
    let named = |part: &str, path: &Path| {
        args.name.as_ref().map_or_else(|| path.display().to_string(), |name| format!("{name} ({part})"))
    };
    let base = open(&readers, &args.base, &named("base", &args.base))?;
    let master = open(&readers, &args.master, &named("ours", &args.master))?;
    let returned: Vec<Opened> =
        args.returned.iter().map(|path| open(&readers, path, &named("theirs", path))).collect::<Result<_, _>>()?;
    let files: Vec<PlainFile> = returned.iter().map(|r| r.file.clone()).collect();
    know_keys(&[&base.file, &master.file].into_iter().chain(&files).collect::<Vec<_>>(), &args.key)?;
    let mut merged = merge_files(&base.file, &master.file, &files, &args.key);
    number(&mut merged.findings, today);
    let bytes = written(&merged, &master, &args.output)?;
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
    say(&report, &merged, &master, args, voice);
    Ok(ended(&report.findings))
}

/// `prekick diff`
pub fn diff(global: &Global, args: &Diff, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let readers = Readers::new(global.program.clone());
    let from = open(&readers, &args.from, &args.from.display().to_string())?;
    let to = open(&readers, &args.to, &args.to.display().to_string())?;
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
        for (title, difference) in &found {
            say_difference(title, difference, &from.file, &to.file, voice);
        }
    }
    Ok(if differs { Ended::ToLookAt } else { Ended::Done })
}

/// A file that is empty, such as git's for one that was not there, has no sheets.
fn open(readers: &Readers, path: &Path, name: &str) -> anyhow::Result<Opened> {
    let bytes = disk::read(path)?;
    if bytes.is_empty() {
        let file = PlainFile { name: name.to_owned(), ..PlainFile::default() };
        return Ok(Opened { bytes, format: Format::Csv, extras: Vec::new(), file });
    }
    let limits = Limits { memory_megabytes: 16_384, seconds: 600, ..Limits::own() };
    // A temporary file has no name that says what it is; text is then a table.
    let known = path.extension().is_some_and(|e| KINDS.iter().any(|k| e.eq_ignore_ascii_case(k)));
    let kind = if known { path.display().to_string() } else { "table.csv".to_owned() };
    let workbook: Workbook =
        readers.read(&bytes, &kind, &limits).map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    if let Some(error) = workbook.sheets.iter().flat_map(|s| &s.errors).next() {
        bail!("{name}: {error} Nothing was written.");
    }
    let file = plain_file(&workbook, name);
    Ok(Opened { bytes, format: workbook.format, extras: workbook.extras, file })
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

/// The bytes of what was merged: the master's own where it holds just that.
fn written(merged: &MergedFile, master: &Opened, output: &Path) -> anyhow::Result<Vec<u8>> {
    let extension = output.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let as_csv = match extension.as_str() {
        "csv" | "tsv" | "txt" => true,
        "xlsx" => false,
        _ => master.format == Format::Csv,
    };
    if as_csv == (master.format == Format::Csv) && holds_the_same(&merged.sheets, &master.file.sheets) {
        return Ok(master.bytes.clone());
    }
    if !as_csv {
        let book = book(&merged.sheets, &merged.findings);
        return workbook_writer::write(&book).context("what was merged can't be written");
    }
    let [sheet] = merged.sheets.as_slice() else {
        bail!("a CSV holds one sheet, and there are {}; write to a file that ends in .xlsx.", merged.sheets.len());
    };
    let dialect = if master.format == Format::Csv { Dialect::of(&master.bytes) } else { Dialect::default() };
    let dialect = if extension == "tsv" { dialect.delimited_by(b'\t') } else { dialect };
    Ok(write_in(dialect, &lines(sheet)))
}

fn holds_the_same(merged: &[PlainSheet], master: &[PlainSheet]) -> bool {
    let rows = |s: &PlainSheet| s.rows.iter().map(|r| r.cells.clone()).collect::<Vec<_>>();
    let titles = |s: &PlainSheet| s.columns.iter().map(|c| c.title.clone()).collect::<Vec<_>>();
    merged.len() == master.len()
        && merged.iter().zip(master).all(|(a, b)| a.title == b.title && titles(a) == titles(b) && rows(a) == rows(b))
}

fn lines(sheet: &PlainSheet) -> Vec<Vec<String>> {
    let titles = sheet.columns.iter().map(|c| c.title.clone()).collect();
    let rows = sheet.rows.iter().map(|r| r.cells.iter().map(|c| c.raw.to_string()).collect());
    std::iter::once(titles).chain(rows).collect()
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
        rows: file.file.sheets.iter().map(|s| s.rows.len()).sum(),
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

fn say(report: &Report, merged: &MergedFile, master: &Opened, args: &Merge, voice: &Voice) {
    if voice.json() && args.output.as_os_str() != "-" {
        voice.answer_json(&report_json::to_json(report));
        return;
    }
    let shown = if voice.verbose { usize::MAX } else { 20 };
    for finding in report.findings.iter().take(shown) {
        voice.say(&line(finding));
    }
    if report.findings.len() > shown {
        voice.say(&format!("… and {} more; --report FILE lists them all.", report.findings.len() - shown));
    }
    if master.format != Format::Csv && !holds_the_same(&merged.sheets, &master.file.sheets) {
        let extras = if master.extras.is_empty() { String::new() } else { format!(", {}", master.extras.join(", ")) };
        voice.say(&format!(
            "Only values were merged: formulas, colours and widths{extras} of the master are not in what was written."
        ));
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let of = |why: &str| merged.changes.iter().filter(|c| c.why == why).count();
    voice.say(&format!(
        "{}, {}, {}; {}.",
        count(of("merged"), "cell taken", "cells taken"),
        count(of("added"), "row added", "rows added"),
        count(of("removed"), "row removed", "rows removed"),
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
    let of = |why: &[&str]| found.changes.iter().filter(|c| why.contains(&c.why.as_str())).count();
    let said: Vec<String> = [
        (of(&["merged"]), "cell changed", "cells changed"),
        (of(&["added"]), "row added", "rows added"),
        (of(&["removed"]), "row removed", "rows removed"),
        (of(&["column added", "column removed", "column renamed"]), "column otherwise", "columns otherwise"),
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
    match change.why.as_str() {
        "column added" => format!("+ column {field} ({cell})"),
        "column removed" => format!("- column {field} ({cell})"),
        "column renamed" => format!("~ column {} is now {} ({cell})", said(&change.from), said(&change.to)),
        "added" => format!("+ {} ({cell}): {}", change.record, row(to)),
        "removed" => format!("- {} ({cell}): {}", change.record, row(from)),
        _ => format!("{}, {field}: {} → {} ({cell})", change.record, said(&change.from), said(&change.to)),
    }
}
