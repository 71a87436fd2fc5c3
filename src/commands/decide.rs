//! `prekick decide`: decisions as if they had been typed on the sheet Discrepancies, and a run without new files.

use super::console::Console;
use super::engagement::run::RunResult;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::print_run_without_files;
use crate::cli::{DecideArgs, Global};
use crate::model::code::{Area, Code};
use crate::model::finding::Finding;
use crate::model::report::ChangeTotals;
use crate::model::severity::Severity;
use crate::model::state::Master;
use crate::model::text::{and_list, count};
use crate::steps::review::preset_decisions::{
    DiscrepancyFilter, PresetDecision, discrepancies_by_id, discrepancies_matching, other_picks, put_decisions,
};
use anyhow::anyhow;
use jiff::civil::Date;

/// `prekick decide`
pub fn decide(global: &Global, args: &DecideArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, !args.dry_run)?;
    let ids = chosen_ids(&session.master, args).map_err(|why| anyhow!("{why}"))?;
    let others = other_picks(&session.master, &ids);
    session.findings.extend(put_decisions(&mut session.master, &ids, &preset(args)));
    let mut run = session.run_without_files(today, args.dry_run);
    if let Some(why) = not_applied(&run, &ids) {
        return Err(anyhow!("{why} Nothing was written."));
    }
    let written = if args.dry_run { None } else { session.write(&mut run, today, true)? };
    if !console.wants_json() {
        print_results(&run, &ids, &others, session.master.decided.len(), console);
    }
    let named = |f: &Finding| f.question.as_ref().is_some_and(|q| ids.contains(&q.id));
    let ChangeTotals { added, removed, fields } = ChangeTotals::of(&run.report.changes);
    let mut done = count(fields, "field changed", "fields changed");
    for (n, one, many) in [(added, "record added", "records added"), (removed, "record removed", "records removed")] {
        if n > 0 {
            done.push_str(&format!(", {}", count(n, one, many)));
        }
    }
    print_run_without_files(&run.report, console, written.as_deref(), &done, |f| {
        named(f) || f.code.is_in(Area::Decision)
    });
    Ok(CommandStatus::of_findings(&run.report.findings))
}

/// Why decisions for some of these can't be carried out, or no longer: then none is.
fn not_applied(run: &RunResult, ids: &[String]) -> Option<String> {
    let open: Vec<&String> = run.outcome.master.memory.open.values().map(|o| &o.question.id).collect();
    let is_not_applied = |f: &&Finding| match f.code {
        Code::DecisionStale => true,
        Code::DecisionInvalid => f.severity == Severity::Error,
        _ => false,
    };
    let about_one = |f: &&Finding| ids.iter().any(|id| open.contains(&id) && f.message.contains(id.as_str()));
    let said: Vec<&str> =
        run.report.findings.iter().filter(is_not_applied).filter(about_one).map(|f| f.message.as_str()).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn chosen_ids(master: &Master, args: &DecideArgs) -> Result<Vec<String>, String> {
    if !args.ids.is_empty() {
        return discrepancies_by_id(master, &args.ids);
    }
    let filter = DiscrepancyFilter {
        sheet: args.sheet.as_deref(),
        field: args.field.as_deref(),
        code: args.code.as_deref(),
        by: args.by.as_deref(),
    };
    discrepancies_matching(master, filter)
}

/// The cells of the row, as a person would fill them in.
fn preset(args: &DecideArgs) -> PresetDecision {
    let take = args.take.as_ref().map(|taken| as_pick(taken));
    let keep = args.keep.then(|| "Keep master".to_owned());
    let mine = args.value.as_ref().map(|_| "Use my value".to_owned());
    PresetDecision { decision: take.or(keep).or(mine), my_value: args.value.clone(), note: args.note.clone() }
}

/// What is taken, as it is picked in the drop-down: a letter alone in capitals.
fn as_pick(taken: &str) -> String {
    let taken = taken.trim();
    let named = taken.split_once(' ').filter(|(word, _)| word.eq_ignore_ascii_case("take")).map_or(taken, |(_, of)| of);
    let is_letter = named.chars().count() == 1;
    format!("Take {}", if is_letter { named.to_uppercase() } else { named.to_owned() })
}

/// Prints what became of each discrepancy that was named, and of those that were picked in the master.
fn print_results(run: &RunResult, ids: &[String], others: &[String], decided_before: usize, console: &Console) {
    let new = run.outcome.master.decided.iter().skip(decided_before);
    let results: Vec<(&str, &str)> = new.map(|row| (row.id.as_str(), row.result.as_str())).collect();
    for id in ids {
        match results.iter().find(|(of, _)| of == id) {
            Some((_, result)) => console.message(&format!("{id}: {result}.")),
            None => console.message(&format!("{id}: still open.")),
        }
    }
    if !others.is_empty() {
        let picked = count(others.len(), "decision that was", "decisions that were");
        console.message(&format!("{picked} picked in master.xlsx came along: {}.", and_list(others)));
    }
}
