//! `prekick status`: how ready the engagement is to kick off; writes nothing.

use super::console::Console;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::finding_line;
use crate::cli::Global;
use crate::edges::{readiness_json, report_json};
use crate::model::awaited::latest_copies;
use crate::model::code::Code;
use crate::model::gaps::gaps_words;
use crate::model::keys::CopyId;
use crate::model::readiness::{ChecklistItem, Readiness};
use crate::model::text::{count, shortened};
use crate::steps::readiness::readiness;
use crate::steps::readiness::verdict::ReadinessVerdict;
use jiff::civil::Date;

/// `prekick status`
pub fn status(global: &Global, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, false)?;
    let run = session.run_without_files(today, true);
    let found = readiness(&run.outcome.master, &run.report.findings, today);
    if console.wants_json() {
        let mut json = report_json::to_json(&run.report);
        readiness_json::add(&mut json, &found, today);
        console.result(&serde_json::to_string_pretty(&json).unwrap_or_default());
        return Ok(CommandStatus::of_findings(&run.report.findings));
    }
    console.result(&format!("{} for {}", session.engagement.name, session.engagement.customer));
    let asked = run.report.findings.iter().filter(|f| f.question.is_some()).count();
    let verdict = ReadinessVerdict::of(&found, asked, session.engagement.kickoff_day(), today);
    console.result(&verdict.standing);
    console.result(&verdict.timing());
    for item in &found.items {
        print_item(item, console);
    }
    print_overdue(&found, today, console);
    if asked > 0 {
        let waiting = count(asked, "decision waits", "decisions wait");
        console.result(&format!("\n{waiting} on the sheet Discrepancies."));
    }
    let memory = &run.outcome.master.memory;
    let silent: Vec<&CopyId> = latest_copies(memory).iter().filter(|l| !l.back).map(|l| l.copy).collect();
    console.result(&format!("\n{} sent, {} not back yet", count(memory.sent.len(), "copy", "copies"), silent.len()));
    for copy in &silent {
        console.result(&format!("  {copy}"));
    }
    for late in run.report.findings.iter().filter(|f| f.code == Code::FileOverdue) {
        console.result(&format!("  late: {}", late.message));
    }
    let gaps = gaps_words(&run.report.gaps, &run.report.names);
    if !gaps.is_empty() {
        console.result(&format!("\nStill to be filled in: {gaps}"));
    }
    for finding in run.report.findings.iter().filter(|_| console.wants_details()) {
        console.finding(finding.severity, &finding_line(finding));
    }
    Ok(CommandStatus::of_findings(&run.report.findings))
}

/// The width that lines are cut to, in characters.
const WIDE: usize = 100;

/// Prints an item on a line: its state, title, owner, and what is on its sheets; below it the first two blockers.
fn print_item(item: &ChecklistItem, console: &Console) {
    let mut counts = vec![count(item.records, "record", "records")];
    for (n, what) in [(item.open, "open"), (item.overdue, "overdue"), (item.to_decide, "to decide")] {
        if n > 0 {
            counts.push(format!("{n} {what}"));
        }
    }
    let who = if item.owner.is_empty() { String::new() } else { format!(" · {}", item.owner) };
    let title = shortened(&item.item, 40);
    console.result(&shortened(&format!("  {:<14} {title}{who}: {}", item.state.word(), counts.join(", ")), WIDE));
    if let Some(why) = &item.left_out {
        console.result(&shortened(&format!("{:17}left out of the baseline: {why}", ""), WIDE));
    }
    for blocker in item.blockers.iter().take(2) {
        let record = blocker.record.as_ref().filter(|r| !blocker.message.starts_with(r.as_str()));
        let record = record.map(|r| format!("{r}: ")).unwrap_or_default();
        let more = if blocker.more == 0 { String::new() } else { format!(" (and {} more)", blocker.more) };
        let room = WIDE.saturating_sub(more.chars().count());
        let said = shortened(&format!("{:17}blocked by {record}{}", "", blocker.message), room);
        console.result(&format!("{said}{more}"));
    }
    if item.blockers.len() > 2 {
        console.result(&format!("{:17}and {} more", "", item.blockers.len() - 2));
    }
}

fn print_overdue(found: &Readiness, today: Date, console: &Console) {
    let overdue: Vec<_> = found.overdue(today).collect();
    if overdue.is_empty() {
        return;
    }
    console.result(&format!("\nOverdue: {}", overdue.len()));
    for due in overdue.iter().take(10) {
        let days = count(usize::try_from((today - due.due).get_days()).unwrap_or(0), "day", "days");
        let who = if due.owner.is_empty() { "nobody" } else { due.owner.as_str() };
        let line = format!("  {days:>8}  {:<8} {} · {who}", due.record, shortened(&due.name, 50));
        console.result(&shortened(&line, WIDE));
    }
    if overdue.len() > 10 {
        console.result(&format!("  and {} more", overdue.len() - 10));
    }
}
