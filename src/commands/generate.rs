//! `prekick generate`: copies into outbox/.

use super::console::Console;
use super::engagement::drafts::{DraftWriter, WrittenDrafts};
use super::engagement::outbox::{CopyOrder, Outbox, OutboxCopy};
use super::engagement::packets::{WrittenPackets, write_packet_files};
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::run::RunResult;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::export::calendar_of;
use super::run_output::{finding_line, print_drafts, print_findings, print_gaps};
use crate::cli::{GenerateArgs, Global};
use crate::model::code::Code;
use crate::model::engagement::PacketForm;
use crate::model::finding::Finding;
use crate::model::memory::Memory;
use crate::model::severity::Severity;
use crate::model::stage::Stage;
use crate::model::template::{Template, Visibility};
use crate::model::text::{and_list, count};
use crate::steps::outgoing::{
    NotReceived, Recipient, asked_by, chosen_recipients, chosen_workbooks, not_received, recipients, workbooks_for,
};
use anyhow::Error;
use indexmap::IndexMap;
use jiff::civil::Date;
use std::sync::Arc;

/// `prekick generate`
pub fn generate(
    global: &Global,
    args: &GenerateArgs,
    today: Date,
    console: &mut Console,
) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, true)?;
    let only = chosen_workbooks(&args.workbooks, &session.templates).map_err(Error::msg)?;
    let mut run = session.run(ReturnedFiles::default(), today, false);
    let master = &mut run.outcome.master;
    let mut memory = std::mem::take(&mut master.memory);
    let everyone = recipients(master, &mut memory, &session.templates);
    master.memory = memory;
    let chosen = chosen_recipients(&args.recipients, &everyone).map_err(Error::msg)?;
    let asked_by = asked_by(master);
    let mut outbox = Outbox::new(&session, &asked_by, today);
    outbox.keeps_data = (args.one_file || session.engagement.packet == PacketForm::OneFile) && !args.blank;
    let orders = if args.blank {
        blank_orders(&session.templates, &only)
    } else {
        let of = |recipient| orders_of(recipient, &session.templates, &only, !args.no_questions);
        chosen.iter().flat_map(of).collect()
    };
    outbox.add(master, &orders);
    outbox.write_with_master(&mut run)?;
    let Outbox { copies, mut findings, .. } = outbox;
    // Drafts come last: without the copies there is nothing to mail, and a run that was killed before writes them.
    let calendar = args.calendar.then(|| calendar_of(&session, &run.outcome.master));
    let writer = DraftWriter { session: &session, asked_by: &asked_by, today, calendar: calendar.as_ref() };
    let to: &[Recipient] = if args.blank { &[] } else { &chosen };
    let drafts = write_mail(writer, to, &copies, &run.outcome.master.memory, console);
    findings.extend(drafts.findings.iter().cloned());
    Arc::make_mut(&mut run.report).findings.retain(|f| f.code != Code::FileNone);
    say_who_gets_what(&orders, console);
    if !args.blank {
        let mut lacking = not_received(&run.outcome.master, &session.templates);
        lacking.retain(|of| args.recipients.is_empty() || chosen.iter().any(|recipient| recipient.name == of.name));
        say_who_lacks_what(&lacking, console);
    }
    say_what_is_wrong(&run.report.findings, &orders, console);
    findings.iter().for_each(|f| console.urgent_finding(f.severity, &finding_line(f)));
    if copies.is_empty() && findings.is_empty() {
        console.message("Nobody receives anything: fill in the column Receives of the sheet Contacts with the workbooks that each is to get.");
    } else {
        console.message(&format!("{} in outbox/.", count(copies.len(), "copy", "copies")));
        print_drafts(&drafts, &session.folder, console);
        offer_review(&session, &run, console);
    }
    Ok(if findings.is_empty() {
        CommandStatus::of_findings(&run.report.findings)
    } else {
        CommandStatus::NeedsAttention
    })
}

/// Writes what is to be mailed and prints where it lies: the copies, or in their place the file with all of a person's sheets.
fn write_mail(
    writer: DraftWriter<'_>,
    to: &[Recipient],
    copies: &[OutboxCopy],
    memory: &Memory,
    console: &Console,
) -> WrittenDrafts {
    // What copies carry is kept only where they are to be put into one file.
    let one_file = copies.iter().any(|copy| copy.data.is_some());
    let packets = if one_file { write_packet_files(writer, to, copies, memory) } else { WrittenPackets::default() };
    for copy in copies.iter().filter(|copy| !packets.paths.contains_key(&copy.recipient)) {
        console.result(&copy.path.display().to_string());
    }
    packets.paths.values().for_each(|path| console.result(&path.display().to_string()));
    let mut drafts = writer.write_packets(to, copies, memory, &packets.paths);
    drafts.findings.extend(packets.findings);
    drafts
}

/// So many lines of a kind are said; the others are counted.
const MOST_LINES: usize = 10;

fn say_who_gets_what(orders: &[CopyOrder<'_>], console: &Console) {
    let mut by_name: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for order in orders {
        if let Some(recipient) = order.recipient {
            by_name.entry(&recipient.name).or_default().push(&order.template.title);
        }
    }
    for (name, titles) in by_name.iter().take(MOST_LINES) {
        console.message(&format!("{name} gets {}.", and_list(titles)));
    }
    let more = by_name.len().saturating_sub(MOST_LINES);
    if more > 0 {
        console.message(&format!("… and {} more.", count(more, "recipient", "recipients")));
    }
}

fn say_who_lacks_what(lacking: &[NotReceived], console: &Console) {
    let (silent, unclear): (Vec<&NotReceived>, Vec<&NotReceived>) =
        lacking.iter().partition(|of| of.unknown.is_empty() && of.internal.is_empty());
    for of in unclear {
        console.message(&what_leads_to_nothing(of));
    }
    let mut names: Vec<String> = silent.iter().take(MOST_LINES).map(|c| c.name.clone()).collect();
    match silent.len().saturating_sub(MOST_LINES) {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    if !names.is_empty() {
        let verb = if silent.len() == 1 { "gets" } else { "get" };
        console.message(&format!("{} {verb} nothing: Receives is empty.", and_list(&names)));
    }
}

/// Why a contact is sent nothing, or less than Receives says.
fn what_leads_to_nothing(of: &NotReceived) -> String {
    let NotReceived { name, gets_some, unknown, internal } = of;
    let unknown = unknown.iter().map(|word| format!("no workbook is called {word}"));
    let internal = internal.iter().map(|title| format!("{title} is internal"));
    let why = unknown.chain(internal).collect::<Vec<_>>().join("; ");
    if *gets_some {
        format!("{name} does not get everything that Receives lists: {why}.")
    } else {
        format!("{name} gets nothing: {why}.")
    }
}

/// Errors in cells that go out, where their recipients will see them.
fn say_what_is_wrong(findings: &[Finding], orders: &[CopyOrder<'_>], console: &Console) {
    let goes_out = |f: &Finding| {
        let mut sheets = orders.iter().flat_map(|order| &order.template.sheets);
        sheets.any(|sheet| {
            let column = f.field.as_ref().and_then(|field| sheet.columns.iter().find(|c| c.key == *field));
            f.sheet.as_deref() == Some(sheet.title.as_str())
                && column.is_some_and(|c| c.visibility == Visibility::Shared)
        })
    };
    let wrong: Vec<&Finding> =
        findings.iter().filter(|f| f.severity == Severity::Error && f.record.is_some() && goes_out(f)).collect();
    if wrong.is_empty() {
        return;
    }
    console.message(&format!("{} in cells that go out:", count(wrong.len(), "error", "errors")));
    print_findings(&wrong, MOST_LINES, "prekick reconcile puts all into the report", console);
}

/// Once copies are out, what is still empty is worth a warning.
fn offer_review(session: &Session, run: &RunResult, console: &Console) {
    print_gaps(&run.report, console);
    if session.engagement.stage == Stage::Draft && !run.report.gaps.is_empty() {
        console.message("To be warned about these gaps on every run, set stage = \"review\" in engagement.toml.");
    }
}

/// An empty copy of each workbook, for nobody in particular.
fn blank_orders<'a>(templates: &'a [Template], only: &[String]) -> Vec<CopyOrder<'a>> {
    let wanted = templates.iter().filter(|t| only.is_empty() || only.contains(&t.key));
    wanted.map(|template| CopyOrder { template, recipient: None, with_questions: false }).collect()
}

/// A recipient's copies.
fn orders_of<'a>(
    recipient: &'a Recipient,
    templates: &'a [Template],
    only: &[String],
    with_questions: bool,
) -> Vec<CopyOrder<'a>> {
    let workbooks = workbooks_for(recipient, templates, only).into_iter();
    workbooks.map(|template| CopyOrder { template, recipient: Some(recipient), with_questions }).collect()
}
