//! Mail drafts in `outbox/`: written whole, never replaced, and no copy goes into two of them.

use super::free_name::first_free_name;
use super::outbox::OutboxCopy;
use super::session::Session;
use crate::edges::calendar_file::write_calendar;
use crate::edges::disk::{self, WriteStep};
use crate::edges::mail::{copies_named_in, write_draft};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::mail_draft::{AttachedFile, MailDraft};
use crate::model::memory::Memory;
use crate::model::place::Place;
use crate::steps::export::calendar::ProjectCalendar;
use crate::steps::outgoing::{LetterHead, NamedCopy, Recipient, language_of, packet_letter, respond_by};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The media type of workbooks.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of calendars.
const CALENDAR: &str = "text/calendar";
/// The head of a draft is no longer than this, in bytes.
const HEAD: u64 = 64 << 10;

/// The drafts of a run.
#[derive(Debug, Default)]
pub struct WrittenDrafts {
    /// Where each lies.
    pub paths: Vec<PathBuf>,
    /// Names of recipients without an address that can be used.
    pub without_address: Vec<String>,
    /// What could not be written.
    pub findings: Vec<Finding>,
}

/// Who writes, and when.
#[derive(Clone, Copy, Debug)]
pub struct DraftWriter<'a> {
    /// The engagement.
    pub session: &'a Session,
    /// Those who ask, as letters name them.
    pub asked_by: &'a [String],
    /// The day.
    pub today: Date,
    /// The calendar, where packets carry what of it concerns their readers.
    pub calendar: Option<&'a ProjectCalendar>,
}

impl DraftWriter<'_> {
    /// Writes a draft for each recipient with those of their copies that no draft carries yet.
    pub fn write_packets(
        &self,
        recipients: &[Recipient],
        copies: &[OutboxCopy],
        memory: &Memory,
        in_one_file: &BTreeMap<String, PathBuf>,
    ) -> WrittenDrafts {
        let mut out = WrittenDrafts::default();
        for recipient in recipients {
            let carried = self.carried_copies(&recipient.key);
            let is_new = |copy: &&OutboxCopy| copy.recipient == recipient.key && !carried.contains(copy.id.as_str());
            let mut fresh: Vec<&OutboxCopy> = copies.iter().filter(is_new).collect();
            if !fresh.is_empty() {
                if in_one_file.contains_key(&recipient.key) {
                    // One file holds them all, also those that were mailed before.
                    fresh = copies.iter().filter(|copy| copy.recipient == recipient.key).collect();
                }
                self.write(
                    &recipient.key,
                    recipient,
                    self.packet(recipient, &fresh, memory, in_one_file.get(&recipient.key)),
                    &mut out,
                );
            }
        }
        out
    }

    /// Attaches files to a draft and writes it under the first free name that begins with `stem` and ends with the day.
    pub fn write(&self, stem: &str, to: &Recipient, draft: (MailDraft, Vec<PathBuf>), out: &mut WrittenDrafts) {
        let (mut draft, files) = draft;
        for path in files {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            match disk::read(&path) {
                Ok(bytes) => draft.attachments.push(AttachedFile { name, media_type: WORKBOOK, bytes }),
                Err(why) => out.findings.push(self.not_written(&path, &why.to_string())),
            }
        }
        let no_address = draft.to.is_none() && !out.without_address.contains(&to.name);
        out.without_address.extend(no_address.then(|| to.name.clone()));
        let bytes = write_draft(&draft);
        let at = |name: &str| self.session.folder.outbox().join(format!("{name}.eml"));
        let holds_it = |path: &Path| disk::read(path).is_ok_and(|there| there == bytes);
        let path = at(&first_free_name(&format!("{stem}.{}", self.today), |name| {
            !disk::exists(&at(name)) || holds_it(&at(name))
        }));
        match disk::carry_out(&[WriteStep::New { path: path.clone(), bytes }]) {
            Ok(()) => out.paths.push(path),
            Err(why) => out.findings.push(self.not_written(&path, &why.to_string())),
        }
    }

    /// The head of a letter to a recipient.
    pub fn head<'h>(&'h self, recipient: &'h Recipient, english: &'h Language) -> LetterHead<'h> {
        let language = language_of(Some(recipient), &self.session.engagement, &self.session.languages);
        LetterHead {
            recipient,
            engagement: &self.session.engagement,
            asked_by: self.asked_by,
            language: language.unwrap_or(english),
            today: self.today,
        }
    }

    fn packet(
        &self,
        recipient: &Recipient,
        copies: &[&OutboxCopy],
        memory: &Memory,
        one_file: Option<&PathBuf>,
    ) -> (MailDraft, Vec<PathBuf>) {
        let english = Language::english();
        let named: Vec<NamedCopy> = copies.iter().map(|copy| copy.named.clone()).collect();
        // A copy says itself by when it is wanted back; of several, the latest day counts.
        let days = copies.iter().filter_map(|copy| memory.sent.get(&copy.id)?.date.parse::<Date>().ok());
        let wanted_by = respond_by(&self.session.engagement, days.max().unwrap_or(self.today));
        let letter = packet_letter(self.head(recipient, &english), &named, wanted_by);
        let ids = copies.iter().map(|copy| copy.id.to_string()).collect();
        let files = match one_file {
            Some(path) => vec![path.clone()],
            None => copies.iter().map(|copy| copy.path.clone()).collect(),
        };
        let attachments = self.calendar_for(recipient).into_iter().collect();
        (MailDraft { copies: ids, attachments, ..letter }, files)
    }

    /// What of the calendar concerns a recipient; none where nothing does.
    fn calendar_for(&self, recipient: &Recipient) -> Option<AttachedFile> {
        let events = self.calendar?.of_person(&recipient.name);
        let bytes = write_calendar(&self.session.engagement.name, &events, self.today);
        (!events.is_empty()).then(|| AttachedFile { name: "calendar.ics".into(), media_type: CALENDAR, bytes })
    }

    /// The copies that drafts for a recipient carry.
    fn carried_copies(&self, key: &str) -> BTreeSet<String> {
        let start = format!("{key}.");
        let drafts = disk::files_below(&self.session.folder.outbox()).unwrap_or_default().into_iter().filter(|path| {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            name.starts_with(&start) && name.ends_with(".eml")
        });
        let heads = drafts.filter_map(|path| disk::read_at_most(&path, HEAD).ok());
        heads.flat_map(|(head, _)| copies_named_in(&head)).collect()
    }

    fn not_written(&self, path: &Path, why: &str) -> Finding {
        let place = Place::file(self.session.folder.name_of(path));
        Finding::new(Code::FileNotWritten, format!("The mail draft could not be written: {why}")).at(place)
    }
}
