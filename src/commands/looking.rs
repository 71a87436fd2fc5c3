//! `prekick check` and `prekick status`: they look, and write nothing at all.

use super::Ended;
use super::folder::{Folder, load};
use super::reading::{ReadFiles, named_files, read_files};
use super::reconcile::{ended, run_engine, say_missing, tell};
use super::saying::Voice;
use crate::cli::{Check, Global};
use crate::edges::report_json;
use crate::things::finding::Severity;
use crate::things::text::count;
use anyhow::bail;
use jiff::civil::Date;

/// `prekick check`
pub fn check(global: &Global, args: &Check, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, false)?;
    let (files, missing) = named_files(&loaded.folder, &args.files)?;
    if files.is_empty() && missing.len() == args.files.len() {
        let names: Vec<String> = missing.iter().map(|p| p.display().to_string()).collect();
        bail!("there is no such file: {}.", names.join(", "));
    }
    let mut read = read_files(&loaded, &files, None);
    say_missing(&loaded.folder, &missing, &mut read);
    let ran = run_engine(&loaded, read, today, true);
    tell(&ran.report, voice, None);
    Ok(ended(&ran.report.findings))
}

/// `prekick status`
pub fn status(global: &Global, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, false)?;
    let mut ran = run_engine(&loaded, ReadFiles::default(), today, true);
    ran.report.findings.retain(|f| f.code != "file/none");
    if voice.json() {
        voice.answer(&serde_json::to_string_pretty(&report_json::to_json(&ran.report)).unwrap_or_default());
        return Ok(ended(&ran.report.findings));
    }
    voice.answer(&format!("{} for {}", loaded.engagement.name, loaded.engagement.customer));
    for state in &ran.outcome.master.sheets {
        let about = ran.report.findings.iter().filter(|f| f.sheet.as_deref() == Some(state.sheet.title.as_str()));
        let (mut open, mut errors, mut warnings) = (0, 0, 0);
        for finding in about {
            open += usize::from(finding.question.is_some());
            errors += usize::from(finding.question.is_none() && finding.severity == Severity::Error);
            warnings += usize::from(finding.question.is_none() && finding.severity == Severity::Warning);
        }
        let mut said = vec![count(state.records.len(), "record", "records")];
        if open > 0 {
            said.push(count(open, "decision", "decisions"));
        }
        if errors > 0 {
            said.push(count(errors, "error", "errors"));
        }
        if warnings > 0 {
            said.push(count(warnings, "warning", "warnings"));
        }
        voice.answer(&format!("  {:<20} {}", state.sheet.title, said.join(", ")));
    }
    let memory = &ran.outcome.master.memory;
    let heard: std::collections::BTreeSet<&str> = memory.files.iter().map(|f| f.copy.as_str()).collect();
    let silent: Vec<&str> = memory.sent.keys().map(String::as_str).filter(|c| !heard.contains(c)).collect();
    voice.answer(&format!("  {} sent, {} not back yet", count(memory.sent.len(), "copy", "copies"), silent.len()));
    for finding in ran.report.findings.iter().filter(|_| voice.verbose) {
        voice.say(&super::reconcile::line(finding));
    }
    Ok(ended(&ran.report.findings))
}
