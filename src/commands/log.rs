//! `prekick log`: the runs that wrote the master.

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::log_text::{change_json, quoted, short_key};
use crate::cli::Global;
use crate::edges::{disk, reader};
use crate::model::decision_row::DecisionRow;
use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use crate::model::shown_names::ShownNames;
use crate::model::text::count;
use crate::steps::master::read::read_memory;
use crate::steps::review::runs::{ChangeCounts, PastMaster, PastRun, past_runs};
use rayon::prelude::*;
use serde_json::{Value, json};

/// `prekick log`
pub fn log(global: &Global, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, false)?;
    let runs = past_runs(&all_masters(&session), &session.whole_log());
    if console.wants_json() {
        let runs_json: Vec<Value> = runs.iter().map(as_json).collect();
        console
            .result_json(&json!({"schema": "prekick.log/1", "engagement": session.engagement.name, "runs": runs_json}));
        return Ok(CommandStatus::Done);
    }
    if runs.is_empty() {
        console.message("No run has written the master yet.");
    }
    let names = ShownNames::of(&session.master);
    for run in &runs {
        print_run(run, &names, console);
    }
    Ok(CommandStatus::Done)
}

/// The masters that runs left, and the current one.
pub fn all_masters(session: &Session) -> Vec<PastMaster> {
    let past = |file: String, workbook: &Workbook| {
        let (memory, decided) = read_memory(workbook);
        PastMaster { file, memory, decided }
    };
    let files = session.folder.earlier_masters();
    let earlier = files.par_iter().filter_map(|path| {
        // A file that can't be read is left out; the log still has the lines of its run.
        let bytes = disk::read(path).ok()?;
        let workbook = reader::read(&bytes, "", &Limits::own()).ok()?;
        Some(past(session.folder.name_of(path), &workbook))
    });
    let mut all: Vec<PastMaster> = earlier.collect();
    all.retain(|l| l.memory.engagement == session.engagement.id);
    all.push(past("master.xlsx".into(), &session.workbook));
    all
}

fn print_run(run: &PastRun, names: &ShownNames, console: &Console) {
    let name = run.number.map_or_else(|| format!("run {}", short_key(&run.key)), |n| format!("run {n}"));
    console.result(&format!("{name}  {}  {}", run.date, headline(run)));
    let sent: Vec<String> = run.sent.iter().map(ToString::to_string).collect();
    let lists = [("heard", &run.heard), ("sent", &sent), ("asked", &run.asked)];
    for (what, all) in lists.into_iter().filter(|(_, all)| !all.is_empty()) {
        console.result(&format!("    {what} {}", listed(all, console.wants_details())));
    }
    for DecisionRow { id, decision, result, .. } in &run.decided {
        let decision = if decision.is_empty() { String::new() } else { format!(": {decision}") };
        console.result(&format!("    ended {id}{decision} ({result})"));
    }
    if let Some(by) = run.undone_by {
        console.result(&format!("    taken back by run {by}"));
    }
    for line in run.lines.iter().filter(|_| console.wants_details()) {
        let field =
            if line.field.is_empty() { String::new() } else { format!(", {}", names.column(&line.sheet, &line.field)) };
        let (from, to) = (quoted(&line.from), quoted(&line.to));
        console.result(&format!("    {} {}{field}: {from} → {to} ({})", line.sheet, line.record, line.reason));
    }
}

/// What a run did, in half a line.
fn headline(run: &PastRun) -> String {
    let ChangeCounts { added, removed, fields } = run.change_counts();
    let parts = [
        (added, "record added", "records added"),
        (removed, "record removed", "records removed"),
        (fields, "field changed", "fields changed"),
    ];
    let mut parts: Vec<String> =
        parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect();
    if let Some(undid) = run.undid {
        parts.insert(0, format!("undo of run {undid}"));
    }
    if run.froze {
        parts.push("baseline frozen".into());
    }
    if parts.is_empty() { "no value changed".into() } else { parts.join(", ") }
}

fn listed(all: &[String], whole: bool) -> String {
    let most = if whole { usize::MAX } else { 6 };
    let more = all.len().saturating_sub(most);
    let shown: Vec<&str> = all.iter().take(most).map(String::as_str).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn as_json(run: &PastRun) -> Value {
    let ChangeCounts { added, removed, fields } = run.change_counts();
    let decided = run.decided.iter();
    let decided = decided.map(|row| json!({"id": row.id, "decision": row.decision, "result": row.result}));
    json!({
        "number": run.number, "key": run.key, "date": run.date, "before": run.before,
        "undo_of": run.undid, "undone_by": run.undone_by,
        "records_added": added, "records_removed": removed, "fields_changed": fields,
        "changes": run.lines.iter().map(change_json).collect::<Vec<_>>(),
        "heard": run.heard, "sent": run.sent, "asked": run.asked,
        "decided": decided.collect::<Vec<_>>(), "baseline_frozen": run.froze,
    })
}
