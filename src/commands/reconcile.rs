//! `prekick reconcile`, and the engine that every writing command goes through.

use super::engagement::folder::{Folder, Loaded, load};
use super::engagement::mapping::write_proposed;
use super::engagement::read_files::{ReadFiles, named_files, open_files, understand_files};
use super::engagement::write::plan;
use super::exit::Ended;
use super::output::Voice;
use crate::cli::{Global, ReconcileArgs};
use crate::edges::{disk, report_json};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::matching::{MatchReport, RowOutcome};
use crate::model::place::Place;
use crate::model::report::Report;
use crate::model::severity::Severity;
use crate::model::text::count;
use crate::steps::master::own_formulas::move_own_formulas;
use crate::steps::reconcile::{Given, Outcome, headline, reconcile as engine};
use anyhow::bail;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the engine gave, and the report of it.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// The new state and all that happened.
    pub outcome: Outcome,
    /// The report.
    pub report: Report,
}

/// Reconciles files that were read with an engagement that was read.
pub fn run_engine(loaded: &Loaded, read: ReadFiles, today: Date, dry_run: bool) -> Ran {
    let mut outcome = engine(Given {
        master: loaded.master.clone(),
        typed: loaded.typed.clone(),
        findings: loaded.findings.clone(),
        files: read.files,
        refused: read.refused,
        engagement: &loaded.engagement,
        templates: &loaded.templates,
        languages: &loaded.languages,
        today,
        ask_all: loaded.ask_all,
    });
    let kept = loaded.folder.kept_as(&loaded.bytes, &loaded.master.memory.run);
    outcome.findings.extend(move_own_formulas(&loaded.master, &mut outcome.master, &loaded.folder.name_of(&kept)));
    let report = report_of(loaded, &outcome, today, dry_run);
    Ran { outcome, report }
}

/// The report of a run.
pub fn report_of(loaded: &Loaded, outcome: &Outcome, today: Date, dry_run: bool) -> Report {
    Report {
        engagement: loaded.engagement.name.clone(),
        today: today.to_string(),
        dry_run,
        sources: outcome.sources.clone(),
        changes: outcome.changes.clone(),
        findings: outcome.findings.clone(),
        matching: outcome.matching.clone(),
        earlier: earlier(&loaded.folder),
    }
}

/// What the report before said, and since when. Without one, or with one that can't be read, everything is new.
fn earlier(folder: &Folder) -> BTreeMap<String, String> {
    let path = folder.root.join("reports").join("latest.json");
    let bytes = if disk::exists(&path) { disk::read(&path).unwrap_or_default() } else { Vec::new() };
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let findings = json.get("findings").and_then(|f| f.as_array()).into_iter().flatten();
    findings.filter_map(|f| Some((report_json::name(f), f.get("since")?.as_str()?.to_owned()))).collect()
}

/// `prekick reconcile`
pub fn reconcile(global: &Global, args: &ReconcileArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let folder = Folder::find(global)?;
    let limits = folder.engagement()?.limits;
    let (files, missing) = named_files(&folder, &args.files)?;
    // The files are opened while the master is read; what they mean depends on it.
    let (loaded, opened) = rayon::join(|| load(folder.clone(), !args.dry_run), || open_files(&folder, &files, &limits));
    let loaded = loaded?;
    if !args.files.is_empty() && files.is_empty() && missing.len() == args.files.len() {
        let names: Vec<String> = missing.iter().map(|p| p.display().to_string()).collect();
        bail!("there is no such file: {}. Nothing was done.", names.join(", "));
    }
    let mut read = understand_files(&loaded, opened, args.base.as_deref());
    say_missing(&loaded.folder, &missing, &mut read);
    if !args.dry_run {
        write_proposed(&loaded, &mut read, today)?;
    }
    let mut ran = run_engine(&loaded, read, today, args.dry_run);
    if args.dry_run {
        tell(&ran.report, voice, None);
        return Ok(Ended::after(&ran.report.findings));
    }
    let plan = plan(&loaded, &mut ran.outcome, &ran.report, today, true)?;
    disk::carry_out(&plan.steps)?;
    tell(&ran.report, voice, plan.report.as_deref());
    Ok(Ended::after(&ran.report.findings))
}

/// Files that were named and are not there are findings; the others are read all the same.
pub fn say_missing(folder: &Folder, missing: &[PathBuf], read: &mut ReadFiles) {
    for path in missing {
        let name = folder.name_of(path);
        let finding = Finding::new(Code::FileUnreadable, "There is no such file.").at(Place::file(&name));
        let source = crate::model::report::SourceFile {
            file: name,
            status: crate::model::report::Status::Rejected,
            ..crate::model::report::SourceFile::default()
        };
        read.refused.push(crate::steps::ingest::incoming::RefusedFile { source, finding });
    }
}

/// Says what a run did: the report as JSON on stdout, or a few lines to people.
pub fn tell(report: &Report, voice: &Voice, written: Option<&str>) {
    if voice.json() {
        let json = report_json::to_json(report);
        voice.answer(&serde_json::to_string_pretty(&json).unwrap_or_default());
        return;
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let shown = if voice.verbose() { usize::MAX } else { 12 };
    // What is new comes first; beyond that, the most severe.
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|f| f.question.is_none() || !report.is_new(f));
    for finding in findings.into_iter().take(shown) {
        voice.say(&line(finding));
    }
    if report.findings.len() > shown {
        voice.say(&format!("… and {} more, in the report.", report.findings.len() - shown));
    }
    for matching in report.matching.iter().filter(|_| voice.verbose()) {
        voice.say(&matched(matching));
    }
    let read = crate::model::text::count(report.sources.len(), "file read", "files read");
    voice.say(&format!("{read}: {}.", headline(&report.changes, asked)));
    match (written, asked) {
        (Some(_), 0) => voice.say("The master is up to date. The report is reports/latest.html."),
        (Some(_), _) => {
            voice.say("Open master.xlsx, sheet Discrepancies, pick a decision in each row, save, close, and run prekick reconcile again.");
            voice.say("The report is reports/latest.html.");
        }
        (None, _) => voice.say("Nothing was written."),
    }
}

/// How the rows of a sheet were matched, in a line.
fn matched(matching: &MatchReport) -> String {
    let ways =
        RowOutcome::ALL.iter().map(|outcome| (matching.count(*outcome), outcome.label())).filter(|(n, _)| *n > 0);
    let mut said: Vec<String> = ways.map(|(n, said)| format!("{n} {said}")).collect();
    if !matching.missing.is_empty() {
        said.push(format!("no longer there: {}", matching.missing.join(", ")));
    }
    if matching.reordered {
        said.push("sorted anew".to_owned());
    }
    let rows = count(matching.rows.len(), "row", "rows");
    format!("{}, {}: {rows}; {}.", matching.file, matching.sheet, said.join(", "))
}

/// Says what a run without files did: of what it found, what is about its own work; the rest is in the report.
pub fn tell_about(report: &Report, voice: &Voice, written: Option<&str>, done: &str, about: impl Fn(&Finding) -> bool) {
    if voice.json() {
        return tell(report, voice, written);
    }
    let chosen: Vec<&Finding> = report.findings.iter().filter(|f| voice.verbose() || about(f)).collect();
    chosen.iter().for_each(|finding| voice.say(&line(finding)));
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let rest = report.findings.len() - chosen.len();
    let rest = if rest == 0 { String::new() } else { format!(" Findings in the report beside these: {rest}.") };
    voice.say(&format!("{done}, {}.{rest}", count(asked, "decision to make", "decisions to make")));
    voice.say(match (written, asked) {
        (Some(_), 0) => "The master is up to date. The report is reports/latest.html.",
        (Some(_), _) => {
            "What is still to decide stands in master.xlsx, sheet Discrepancies. The report is reports/latest.html."
        }
        (None, _) => "Nothing was written.",
    });
}

/// A finding as a line for people.
pub fn line(finding: &Finding) -> String {
    let id = finding.question.as_ref().map(|q| format!("{} ", q.id)).unwrap_or_default();
    let place = finding.place.as_ref().map(|p| format!("{p}: ")).unwrap_or_default();
    let record = finding.record.as_ref().map(|r| format!("{r}, ")).unwrap_or_default();
    let (bold, end) = match finding.severity {
        Severity::Error => ("\u{1b}[1;31m", "\u{1b}[0m"),
        Severity::Warning => ("\u{1b}[33m", "\u{1b}[0m"),
        Severity::Info => ("", ""),
    };
    format!(
        "{bold}{}{end} {id}{place}{record}{} ({})\n    {}",
        finding.severity.word(),
        finding.message,
        finding.code,
        finding.help
    )
}
