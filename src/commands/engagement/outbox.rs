//! Copies on their way into `outbox/`: the same copy is not made twice, and none is ever replaced.

use super::run::RunResult;
use super::session::Session;
use crate::edges::disk::{self, WriteStep};
use crate::edges::library_words::error_words;
use crate::edges::{reader, writer};
use crate::model::awaited::BLANK_RECIPIENT;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::{CarriedRecords, Limits};
use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::language::Language;
use crate::model::memory::{Memory, SentCopy};
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::template::Template;
use crate::steps::ingest::identity::fingerprint;
use crate::steps::outgoing::audience::{AskedOf, Outgoing, outgoing};
use crate::steps::outgoing::{
    Envelope, NamedCopy, Recipient, content_digest, copy_book, expected_fingerprint, identify, language_of,
};
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::PathBuf;

/// The copies of a run.
#[derive(Debug)]
pub struct Outbox<'a> {
    session: &'a Session,
    /// Those who ask, as the copies name them.
    asked_by: &'a [String],
    today: Date,
    /// The new ones, not written yet.
    new: Vec<NewFile>,
    /// The copies, also those that were there already.
    pub copies: Vec<OutboxCopy>,
    /// What could not be made or written, each about one copy.
    pub findings: Vec<Finding>,
    /// Whether what the copies carry is kept, to be put into one file.
    pub keeps_data: bool,
}

/// A copy that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct CopyOrder<'a> {
    /// Of which workbook.
    pub template: &'a Template,
    /// For whom; for nobody in particular where it is blank.
    pub recipient: Option<&'a Recipient>,
    /// Whether the recipient is asked what is open.
    pub with_questions: bool,
}

impl CopyOrder<'_> {
    /// `RAID log for Ada Park`.
    fn words(&self) -> String {
        let whose = self.recipient.map(|to| format!(" for {}", to.name)).unwrap_or_default();
        format!("{}{whose}", self.template.title)
    }

    /// The key of the recipient, which is part of the id of the copy.
    fn recipient_key(&self) -> &str {
        self.recipient.map_or(BLANK_RECIPIENT, |r| r.key.as_str())
    }
}

/// A copy that lies in `outbox/`, or will.
#[derive(Debug)]
pub struct OutboxCopy {
    /// Its id.
    pub id: CopyId,
    /// Where it lies.
    pub path: PathBuf,
    /// Key of its recipient.
    pub recipient: String,
    /// How a letter names it.
    pub named: NamedCopy,
    /// What it carries, where that was asked for.
    pub data: Option<Outgoing>,
}

/// A copy that is to be written.
#[derive(Debug)]
struct NewFile {
    id: CopyId,
    step: WriteStep,
    /// Whose copy of what it is, in words.
    what: String,
}

/// What a copy is made from.
struct CopyContent<'a> {
    data: Outgoing,
    language: &'a Language,
    digest: String,
}

/// A copy as an order was carried out.
struct MadeCopy {
    copy: OutboxCopy,
    /// What is to be written; none where the same lies in `outbox/`.
    new: Option<Box<NewCopy>>,
}

/// A copy that the memory does not know yet.
struct NewCopy {
    id: CopyId,
    sent: SentCopy,
    bytes: Vec<u8>,
}

impl<'a> Outbox<'a> {
    /// The outbox of an engagement, without copies of this run.
    pub fn new(session: &'a Session, asked_by: &'a [String], today: Date) -> Self {
        Self { session, asked_by, today, new: Vec::new(), copies: Vec::new(), findings: Vec::new(), keeps_data: false }
    }

    /// Makes copies, each unless the same was sent before and still lies there. The memory learns what is sent, in the
    /// order of the orders; they are carried out side by side, since none depends on another. One that can't be made is a
    /// finding.
    pub fn add(&mut self, master: &mut Master, orders: &[CopyOrder<'_>]) {
        let english = Language::english();
        let made = |order| self.made(master, order, &english);
        let all: Vec<anyhow::Result<Option<MadeCopy>>> = orders.par_iter().with_max_len(1).map(made).collect();
        for (order, copy) in orders.iter().zip(all) {
            let copy = match copy {
                // Two orders of the same copy: the later one takes the next id.
                Ok(Some(MadeCopy { new: Some(new), .. })) if master.memory.sent.contains_key(&new.id) => {
                    self.made(master, order, &english)
                }
                copy => copy,
            };
            match copy {
                Ok(None) => {}
                Ok(Some(MadeCopy { copy, new })) => {
                    if let Some(new) = new {
                        let NewCopy { id, sent, bytes } = *new;
                        master.memory.sent.insert(id.clone(), sent);
                        let step = WriteStep::New { path: copy.path.clone(), bytes };
                        self.new.push(NewFile { id, step, what: order.words() });
                    }
                    self.copies.push(copy);
                }
                Err(why) => {
                    let message = format!("{} could not be made: {}", order.words(), error_words(why.chain()));
                    self.findings.push(Finding::new(Code::FileNotWritten, message));
                }
            }
        }
    }

    /// Writes the new copies, each whether or not the others can be written. What could not be is a finding, and was not
    /// sent. Gives the paths of those that were written.
    fn write(&mut self, master: &mut Master) -> Vec<PathBuf> {
        let (files, steps): (Vec<(CopyId, String)>, Vec<WriteStep>) =
            std::mem::take(&mut self.new).into_iter().map(|file| ((file.id, file.what), file.step)).unzip();
        let written = disk::write_each(&steps);
        let mut out = Vec::new();
        for ((id, what), (step, written)) in files.into_iter().zip(steps.iter().zip(written)) {
            match written {
                Ok(()) => out.push(step.path().to_path_buf()),
                Err(why) => {
                    master.memory.sent.shift_remove(&id);
                    self.copies.retain(|copy| copy.path != step.path());
                    let place = Place::file(self.session.folder.name_of(step.path()));
                    let message = format!("{what} could not be written: {why}");
                    self.findings.push(Finding::new(Code::FileNotWritten, message).at(place));
                }
            }
        }
        out
    }

    /// Writes the copies, then the master that knows which of them were sent. Where it can't be written, the copies go again:
    /// nobody would know of them.
    ///
    /// # Errors
    /// Says why the master can't be written.
    pub fn write_with_master(&mut self, run: &mut RunResult) -> anyhow::Result<()> {
        // A run that comes too late, or can't write the master, leaves no copy.
        self.session.try_writing()?;
        let written = self.write(&mut run.outcome.master);
        let plan = self.session.plan_writing(run, self.today, false)?;
        if let Err(why) = self.session.carry_out(&plan) {
            if self.session.is_master_as_read() {
                disk::remove_written(&written);
            }
            return Err(why);
        }
        Ok(())
    }

    /// A copy; none where the recipient may see nothing of the workbook.
    fn made(&self, master: &Master, order: &CopyOrder<'_>, english: &Language) -> anyhow::Result<Option<MadeCopy>> {
        let Some(data) = carried(self.session, master, order) else { return Ok(None) };
        let own = language_of(order.recipient, &self.session.engagement, &self.session.languages);
        let language = own.unwrap_or(english);
        let data = data.in_language(language);
        let content = CopyContent { digest: content_digest(&data), data, language };
        let folder = &self.session.folder;
        let same = master.memory.sent.iter().rev().find(|(id, s)| {
            s.workbook == content.data.workbook()
                && s.recipient == order.recipient_key()
                && s.content == content.digest
                && disk::exists(&folder.copy(id))
        });
        let title = content.data.title().to_owned();
        let named = NamedCopy { title, questions: content.data.questions().len() };
        let data = self.keeps_data.then(|| content.data.clone());
        let new = match same {
            Some(_) => None,
            None => Some(Box::new(self.new_copy(&master.memory, order, content)?)),
        };
        let id = same.map(|(id, _)| id).or(new.as_ref().map(|new| &new.id)).cloned().unwrap_or_default();
        let (path, recipient) = (folder.copy(&id), order.recipient_key().to_owned());
        Ok(Some(MadeCopy { copy: OutboxCopy { id, path, recipient, named, data }, new }))
    }

    /// The copy under the first id that is free. A file that lies in outbox/ and holds this very copy, byte for byte, was
    /// left by a run that was killed before the master knew of it: it is this copy.
    fn new_copy(&self, memory: &Memory, order: &CopyOrder<'_>, content: CopyContent<'_>) -> anyhow::Result<NewCopy> {
        let plain = format!("{}.{}.{}", content.data.workbook(), order.recipient_key(), self.today);
        let mut id = CopyId::from(plain.as_str());
        let mut n = 2;
        loop {
            let path = self.session.folder.copy(&id);
            if !memory.sent.contains_key(&id) {
                let (bytes, fingerprint) = self.bytes(&content, order, &id)?;
                if !disk::exists(&path) || disk::read(&path).is_ok_and(|there| there == bytes) {
                    let sent = SentCopy {
                        workbook: content.data.workbook().to_owned(),
                        recipient: order.recipient_key().to_owned(),
                        contact: order.recipient.map(|r| r.contact.clone()).unwrap_or_default(),
                        date: self.today.to_string(),
                        fingerprint,
                        content: content.digest,
                        sha256: sha256(&bytes),
                    };
                    return Ok(NewCopy { id, sent, bytes });
                }
            }
            id = format!("{plain}-{n}").into();
            n += 1;
        }
    }

    /// The bytes of a copy, and their fingerprint.
    fn bytes(
        &self,
        content: &CopyContent<'_>,
        order: &CopyOrder<'_>,
        id: &CopyId,
    ) -> anyhow::Result<(Vec<u8>, String)> {
        let mut envelope = Envelope {
            copy: id.clone(),
            recipient: order.recipient,
            engagement: &self.session.engagement,
            asked_by: self.asked_by,
            today: self.today,
            language: content.language,
            fingerprint: String::new(),
        };
        let mut book = copy_book(&content.data, &envelope);
        envelope.fingerprint = expected_fingerprint(&book);
        identify(&mut book, &content.data, &envelope);
        let bytes = writer::write(&book)?;
        // What the reader finds counts, so that only a change of the file can alter the fingerprint.
        let found = fingerprint(&reader::read(&bytes, id.as_str(), &Limits::own())?);
        if found == envelope.fingerprint {
            return Ok((bytes, found));
        }
        envelope.fingerprint = found;
        identify(&mut book, &content.data, &envelope);
        Ok((writer::write(&book)?, envelope.fingerprint))
    }
}

/// What a copy carries, in English; none where the recipient may see nothing of the workbook.
pub fn carried(session: &Session, master: &Master, order: &CopyOrder<'_>) -> Option<Outgoing> {
    let mut data = outgoing(master, order.template, order.recipient.is_none())?;
    if let (Some(sheet), Some(to), true) = (&session.answers, order.recipient, order.with_questions) {
        data = data.asking(master, AskedOf { recipient: &to.key, side: to.side, sheet });
    }
    if let (CarriedRecords::Mine, Some(to)) = (session.engagement.only, order.recipient) {
        data = data.only_records_of(master, &to.name);
    }
    Some(data.without_empty_details(master))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::engagement::folder::Folder;
    use crate::model::engagement::Engagement;

    #[test]
    fn one_copy_that_cannot_be_written_is_said_does_not_count_as_sent_and_stops_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = WriteStep::New { path: folder.path().join("file"), bytes: b"no folder".to_vec() };
        disk::carry_out(&[file]).unwrap();
        let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
        let session = Session::new(Folder::at(folder.path().to_path_buf()), engagement, Vec::new(), Master::default());
        let copy = |id: &str, path: &str| NewFile {
            id: id.into(),
            step: WriteStep::New { path: folder.path().join(path), bytes: b"copy".to_vec() },
            what: format!("RAID log for {id}"),
        };
        let mut outbox = Outbox::new(&session, &[], Date::constant(2026, 11, 22));
        outbox.new = vec![copy("ada", "file/ada.xlsx"), copy("ben", "outbox/ben.xlsx")];
        let listed = |new: &NewFile| OutboxCopy {
            id: new.id.clone(),
            path: new.step.path().to_path_buf(),
            recipient: new.id.to_string(),
            named: NamedCopy { title: new.what.clone(), questions: 0 },
            data: None,
        };
        outbox.copies = outbox.new.iter().map(listed).collect();
        let mut master = Master::default();
        for new in &outbox.new {
            master.memory.sent.insert(new.id.clone(), SentCopy::default());
        }
        let written = outbox.write(&mut master);
        let ben = [folder.path().join("outbox/ben.xlsx")];
        let left: Vec<PathBuf> = outbox.copies.iter().map(|copy| copy.path.clone()).collect();
        assert_eq!((written.as_slice(), left.as_slice()), (&ben[..], &ben[..]));
        assert_eq!(master.memory.sent.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["ben"]);
        let said: Vec<&str> = outbox.findings.iter().map(|f| f.message.as_str()).collect();
        assert!(said.len() == 1 && said[0].starts_with("RAID log for ada could not be written: "), "{said:?}");
    }
}
