//! `prekick check`: reads and validates files as `reconcile` would, and writes nothing but, with `--annotate`, a workbook for
//! the sender of each.

use super::annotate;
use super::engagement::folder::{Folder, load};
use super::engagement::read_files::{named_files, read_files};
use super::exit::Ended;
use super::output::Voice;
use super::reconcile::{run_engine, say_missing, tell};
use crate::cli::{CheckArgs, Global};
use anyhow::bail;
use jiff::civil::Date;

/// `prekick check`
pub fn check(global: &Global, args: &CheckArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, false)?;
    let to = args.annotate.as_ref().map(|dir| annotate::folder(&loaded.folder, dir.as_deref())).transpose()?;
    let (files, missing) = named_files(&loaded.folder, &args.files)?;
    if files.is_empty() && missing.len() == args.files.len() {
        let names: Vec<String> = missing.iter().map(|p| p.display().to_string()).collect();
        bail!("there is no such file: {}.", names.join(", "));
    }
    let mut read = read_files(&loaded, &files, None);
    say_missing(&loaded.folder, &missing, &mut read);
    let known = annotate::known(&read);
    let ran = run_engine(&loaded, read, today, true);
    tell(&ran.report, voice, None);
    if let Some(to) = to {
        for path in annotate::annotate(&loaded, &files, &known, &ran.report.findings, &to, today)? {
            if voice.json() { voice.say(&path) } else { voice.answer(&path) }
        }
    }
    Ok(Ended::after(&ran.report.findings))
}
