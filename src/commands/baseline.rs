//! `prekick baseline`: freezes what is agreed, and says what changed since.

use super::engagement::folder::{Folder, Loaded, load};
use super::engagement::read_files::ReadFiles;
use super::engagement::write::{master_bytes, plan};
use super::exit::Ended;
use super::output::Voice;
use super::reconcile::{Ran, line, run_engine};
use crate::cli::{BaselineArgs, Global};
use crate::edges::disk::{self, WriteStep};
use crate::edges::{reader, report_json, writer};
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::memory::Baseline;
use crate::model::state::Master;
use crate::model::text::count;
use crate::steps::master::read::read_master;
use crate::steps::readiness::baseline::{WorkbookChanges, blocks_baseline, changes_since};
use anyhow::{Context, anyhow, bail};
use jiff::civil::Date;
use serde_json::{Value, json};

/// `prekick baseline`
pub fn baseline(global: &Global, args: &BaselineArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, !args.dry_run)?;
    let mut ran = run_engine(&loaded, ReadFiles::default(), today, args.dry_run);
    ran.report.findings.retain(|f| f.code != Code::FileNone);
    match ran.outcome.master.memory.baseline.clone().filter(|_| !args.new) {
        Some(baseline) => compare(&loaded, &ran, &baseline, today, voice),
        None => freeze(&loaded, ran, args, today, voice),
    }
}

fn freeze(loaded: &Loaded, mut ran: Ran, args: &BaselineArgs, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let sheets = || loaded.templates.iter().flat_map(|t| &t.sheets);
    let blockers: Vec<&Finding> = ran.report.findings.iter().filter(|f| blocks_baseline(f, sheets())).collect();
    if !blockers.is_empty() {
        let findings: Vec<Value> = blockers.iter().map(|f| report_json::finding(f, &ran.report)).collect();
        voice.answer_json(&said(loaded, today, None, false, &findings, &[]));
        for finding in &blockers {
            voice.say(&line(finding));
        }
        let things = count(blockers.len(), "thing stands", "things stand");
        voice.say(&format!("Not frozen: {things} in the way. Settle them, or make a rule milder in engagement.toml."));
        return Ok(Ended::ToLookAt);
    }
    let frozen = master_bytes(loaded, &mut ran.outcome, &ran.report, today)?;
    let name = free_name(loaded, today);
    let baseline = Baseline { date: today.to_string(), file: name.clone(), sha256: sha256(&frozen) };
    if !args.dry_run {
        ran.outcome.master.memory.baseline = Some(baseline.clone());
        let plan = plan(loaded, &mut ran.outcome, &ran.report, today, false)?;
        let path = loaded.folder.root.join("history").join(&name);
        // The frozen file lies there before the master speaks of it.
        let steps: Vec<WriteStep> = std::iter::once(WriteStep::New { path, bytes: frozen }).chain(plan.steps).collect();
        disk::carry_out(&steps)?;
    }
    voice.answer_json(&said(loaded, today, Some(&baseline), !args.dry_run, &[], &[]));
    if args.dry_run {
        voice.say("Nothing stands in the way of a baseline. Nothing was written.");
    } else {
        voice.say(&format!("Frozen as history/{name}. From now on prekick baseline says what changed since."));
    }
    Ok(Ended::Done)
}

/// `baseline.2026-11-22.xlsx`, or with a number: none is ever replaced.
fn free_name(loaded: &Loaded, today: Date) -> String {
    let folder = loaded.folder.root.join("history");
    let mut name = format!("baseline.{today}.xlsx");
    let mut n = 2;
    while disk::exists(&folder.join(&name)) {
        name = format!("baseline.{today}-{n}.xlsx");
        n += 1;
    }
    name
}

fn compare(loaded: &Loaded, ran: &Ran, baseline: &Baseline, today: Date, voice: &Voice) -> anyhow::Result<Ended> {
    let changed = changes_since(&frozen(loaded, baseline)?, &ran.outcome.master);
    voice.answer_json(&said(loaded, today, Some(baseline), false, &[], &changed));
    if !voice.json() {
        voice.answer(&format!("Baseline of {}, history/{}", baseline.date, baseline.file));
        changed.iter().for_each(|workbook| tell(loaded, workbook, voice));
        voice.answer(if changed.is_empty() {
            "Nothing changed since."
        } else {
            "To freeze what is agreed now: prekick baseline --new"
        });
    }
    Ok(if changed.is_empty() { Ended::Done } else { Ended::ToLookAt })
}

fn tell(loaded: &Loaded, workbook: &WorkbookChanges, voice: &Voice) {
    let title = loaded.templates.iter().find(|t| t.key == workbook.workbook).map_or(&workbook.workbook, |t| &t.title);
    let parts = [
        (workbook.added.len(), "record added", "records added"),
        (workbook.removed.len(), "record removed", "records removed"),
        (workbook.changed.len(), "field changed", "fields changed"),
    ];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many));
    voice.answer(&format!("{title}: {}", parts.collect::<Vec<_>>().join(", ")));
    for (sign, records) in [("+", &workbook.added), ("-", &workbook.removed)] {
        records.iter().for_each(|(id, name)| voice.answer(&format!("  {sign} {id} {name}")));
    }
    for change in &workbook.changed {
        let shown = |v: &crate::model::value::Value| v.shown();
        voice.answer(&format!("  {} {}: {} → {}", change.record, change.title, shown(&change.from), shown(&change.to)));
    }
}

/// The master as it was frozen.
pub fn frozen(loaded: &Loaded, baseline: &Baseline) -> anyhow::Result<Master> {
    let name = format!("history/{}", baseline.file);
    let path = loaded.folder.root.join("history").join(&baseline.file);
    let again = "Put the file back from a backup, or freeze again with prekick baseline --new.";
    let bytes =
        disk::read(&path).with_context(|| format!("the baseline of {} is not there. {again}", baseline.date))?;
    if sha256(&bytes) != baseline.sha256 {
        bail!("{name} is not the file that was frozen on {}: somebody changed it. {again}", baseline.date);
    }
    let limits = Limits::own();
    let workbook = reader::read(&bytes, &name, &limits).map_err(|e| anyhow!("{name} can't be read: {}", e.message))?;
    let read =
        read_master(&workbook, &loaded.templates, &loaded.engagement.id, &|_| Vec::new(), writer::style::is_own_fill);
    let (mut master, _) = read.map_err(|why| anyhow!("{name}: {why}"))?;
    crate::steps::master::read::absorb_edits(&mut master);
    Ok(master)
}

fn said(
    loaded: &Loaded,
    today: Date,
    baseline: Option<&Baseline>,
    frozen: bool,
    blockers: &[Value],
    changed: &[WorkbookChanges],
) -> Value {
    let names = |records: &[(String, String)]| -> Vec<Value> {
        records.iter().map(|(id, name)| json!({"record": id, "name": name})).collect()
    };
    let since: Vec<Value> = changed
        .iter()
        .map(|w| {
            let fields = w.changed.iter().map(
                |c| json!({"record": c.record, "field": c.field, "from": c.from.to_report(), "to": c.to.to_report()}),
            );
            json!({
                "workbook": w.workbook, "added": names(&w.added), "removed": names(&w.removed),
                "changed": fields.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "schema": "prekick.baseline/1", "engagement": loaded.engagement.name, "today": today.to_string(),
        "baseline": baseline.map(|b| json!({"date": b.date, "file": format!("history/{}", b.file)})),
        "frozen": frozen, "blockers": blockers, "since": since,
    })
}
