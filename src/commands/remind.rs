//! `prekick remind`: a mail draft for each person who owes something.

use super::console::Console;
use super::engagement::drafts::{DraftWriter, WrittenDrafts};
use super::engagement::outbox::{CopyOrder, Outbox, OutboxCopy};
use super::engagement::run::RunResult;
use super::engagement::session::Session;
use super::exit::CommandStatus;
use super::run_output::{finding_line, print_drafts};
use crate::cli::{Global, RemindArgs};
use crate::edges::disk;
use crate::model::language::Language;
use crate::model::mail_draft::MailDraft;
use crate::model::memory::{Memory, SentReminder};
use crate::model::readiness::DueRecord;
use crate::model::text::count;
use crate::steps::outgoing::audience::is_shared;
use crate::steps::outgoing::{
    Owed, OwedView, Recipient, asked_by, chosen_recipients, escalation_letter, language_of, next_level_above, owed_by,
    reminder_letter,
};
use crate::steps::readiness::readiness;
use anyhow::Error;
use jiff::civil::Date;
use std::path::PathBuf;

/// `prekick remind`
pub fn remind(global: &Global, args: &RemindArgs, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let session = Session::open(global, true)?;
    let mut run = session.run_without_files(today, false);
    let everyone = run.recipients(&session.templates);
    let chosen = chosen_recipients(&args.recipients, &everyone).map_err(Error::msg)?;
    let overdue: Vec<DueRecord> =
        readiness(&run.outcome.master, &run.report.findings, today).overdue(today).cloned().collect();
    let asked_by = asked_by(&run.outcome.master);
    let writer = DraftWriter { session: &session, asked_by: &asked_by, today, calendar: None };
    let mut reminding =
        Reminding { writer, run: &mut run, overdue: &overdue, everyone: &everyone, escalate: args.escalate };
    let owing: Vec<Reminder> = chosen.into_iter().filter_map(|to| reminding.reminder_for(to, console)).collect();
    if owing.is_empty() {
        console.message("Nobody owes anything: no reminder was written.");
        return Ok(CommandStatus::Done);
    }
    reminding.remember(&owing);
    let mut outbox = Outbox::new(&session, &asked_by, today);
    let orders: Vec<CopyOrder<'_>> = owing.iter().flat_map(|owing| owing.orders(&session)).collect();
    outbox.add(&mut run.outcome.master, &orders);
    outbox.write_with_master(&mut run)?;
    let mut drafts = WrittenDrafts { findings: outbox.findings, ..WrittenDrafts::default() };
    for owing in &owing {
        let letter = owing.letter(writer, &outbox.copies);
        writer.write(&owing.stem(), &owing.to, letter, &mut drafts);
        console.message(&owing.line());
    }
    for path in &drafts.paths {
        console.result(&path.display().to_string());
    }
    print_drafts(&drafts, &session.folder, console);
    drafts.findings.iter().for_each(|f| console.urgent_finding(f.severity, &finding_line(f)));
    Ok(if drafts.findings.is_empty() { CommandStatus::Done } else { CommandStatus::NeedsAttention })
}

/// What reminders are made from.
struct Reminding<'a> {
    writer: DraftWriter<'a>,
    run: &'a mut RunResult,
    overdue: &'a [DueRecord],
    everyone: &'a [Recipient],
    escalate: bool,
}

/// A reminder that is to be written.
struct Reminder {
    /// Who owes.
    of: Recipient,
    /// Who gets it.
    to: Recipient,
    owed: Owed,
    /// How many reminders they got before this day, and when the last.
    before: usize,
    last: Option<String>,
}

impl Reminding<'_> {
    /// The reminder for somebody; none where they owe nothing.
    fn reminder_for(&self, of: Recipient, console: &Console) -> Option<Reminder> {
        let memory = &self.run.outcome.master.memory;
        let before: Vec<&SentReminder> = reminders_before(memory, &of.key, self.writer.today).collect();
        let last = before.last().map(|reminder| reminder.date.clone());
        let above = if self.escalate && last.is_some() { self.level_above(&of, console) } else { None };
        let to = above.unwrap_or_else(|| of.clone());
        let owed = self.owed(&of, &to);
        (!owed.is_empty()).then_some(Reminder { before: before.len(), last, of, to, owed })
    }

    /// What somebody owes, in the language of who reads it.
    fn owed(&self, of: &Recipient, reader: &Recipient) -> Owed {
        let session = self.writer.session;
        let english = Language::english();
        let language = language_of(Some(reader), &session.engagement, &session.languages);
        let view = OwedView {
            master: &self.run.outcome.master,
            engagement: &session.engagement,
            templates: &session.templates,
            answers: session.answers.as_ref(),
            overdue: self.overdue,
            language: language.unwrap_or(&english),
            today: self.writer.today,
        };
        owed_by(view, of)
    }

    /// Who leads the level above; nobody, with a message, where the governance layers name nobody who can be written to.
    fn level_above(&self, of: &Recipient, console: &Console) -> Option<Recipient> {
        let master = &self.run.outcome.master;
        // An internal contact is named to nobody.
        let contacts = master.sheet("contacts")?;
        let may_be_named = contacts.records.values().any(|r| r.id == of.contact && is_shared(contacts, r));
        let chair = next_level_above(master, of).filter(|_| may_be_named);
        let found = chair.as_ref().and_then(|name| self.everyone.iter().find(|r| r.name == *name).cloned());
        if found.is_none() && !self.owed(of, of).is_empty() {
            let why = match chair {
                _ if !may_be_named => "this contact is internal".to_owned(),
                Some(name) => format!("{name} receives no workbook"),
                None => "Governance Layers names no chair above them".to_owned(),
            };
            console.message(&format!("{} is reminded again, not escalated: {why}.", of.name));
        }
        found
    }

    /// Has the master know of the reminders, each once a day.
    fn remember(&mut self, owing: &[Reminder]) {
        let reminders = &mut self.run.outcome.master.memory.reminders;
        for owing in owing {
            let escalated_to = if owing.is_escalated() { owing.to.key.clone() } else { String::new() };
            let date = self.writer.today.to_string();
            let reminder = SentReminder { recipient: owing.of.key.clone(), date, escalated_to };
            if !reminders.contains(&reminder) {
                reminders.push(reminder);
            }
        }
    }
}

fn reminders_before<'m>(memory: &'m Memory, key: &str, today: Date) -> impl Iterator<Item = &'m SentReminder> {
    let (key, today) = (key.to_owned(), today.to_string());
    memory.reminders.iter().filter(move |reminder| reminder.recipient == key && reminder.date < today)
}

impl Reminder {
    fn is_escalated(&self) -> bool {
        self.of.key != self.to.key
    }

    /// What its file name begins with.
    fn stem(&self) -> String {
        let kind = if self.is_escalated() { "escalation" } else { "reminder" };
        format!("{}.{kind}", self.of.key)
    }

    /// Copies with the questions that wait, so that they can be answered; one is new only where no such copy was sent.
    fn orders<'a>(&'a self, session: &'a Session) -> Vec<CopyOrder<'a>> {
        let asked = session.templates.iter().filter(|t| !self.is_escalated() && self.owed.asked_in.contains(&t.key));
        asked.map(|template| CopyOrder { template, recipient: Some(&self.of), with_questions: true }).collect()
    }

    /// The letter, and the files that go with it.
    fn letter(&self, writer: DraftWriter<'_>, copies: &[OutboxCopy]) -> (MailDraft, Vec<PathBuf>) {
        let english = Language::english();
        let head = writer.head(&self.to, &english);
        if self.is_escalated() {
            return (escalation_letter(head, &self.of, &self.owed, self.before), Vec::new());
        }
        let letter = reminder_letter(head, &self.owed, self.last.as_deref());
        let folder = &writer.session.folder;
        let asking: Vec<&OutboxCopy> = copies.iter().filter(|copy| copy.recipient == self.of.key).collect();
        let silent = self.owed.not_back.iter().filter(|copy| !self.owed.asked_in.contains(&copy.workbook));
        let ids = silent.map(|copy| copy.copy.clone()).filter(|id| disk::exists(&folder.copy(id)));
        let ids: Vec<_> = ids.chain(asking.iter().map(|copy| copy.id.clone())).collect();
        let paths = ids.iter().map(|id| folder.copy(id)).collect();
        (MailDraft { copies: ids.iter().map(ToString::to_string).collect(), ..letter }, paths)
    }

    /// `Ada Park: 2 copies not back, 1 question, 3 overdue; reminder 2.`
    fn line(&self) -> String {
        let parts = [
            (self.owed.not_back.len(), count(self.owed.not_back.len(), "copy not back", "copies not back")),
            (self.owed.questions.len(), count(self.owed.questions.len(), "question", "questions")),
            (self.owed.overdue.len(), count(self.owed.overdue.len(), "row overdue", "rows overdue")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words).collect();
        let how = if self.is_escalated() {
            format!("escalated to {} after {}", self.to.name, count(self.before, "reminder", "reminders"))
        } else {
            format!("reminder {}", self.before + 1)
        };
        format!("{}: {}; {how}.", self.of.name, parts.join(", "))
    }
}
