//! Copies on their way into `outbox/`: the same copy is not made twice, and none is ever replaced.

use super::session::Session;
use crate::edges::disk::{self, WriteStep};
use crate::edges::{reader, writer};
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::keys::CopyId;
use crate::model::language::Language;
use crate::model::memory::{Memory, SentCopy};
use crate::steps::ingest::identity::fingerprint;
use crate::steps::outgoing::audience::Outgoing;
use crate::steps::outgoing::{Envelope, Recipient, content_digest, copy_book, expected_fingerprint, language_of};
use jiff::civil::Date;
use std::path::PathBuf;

/// The copies of a run.
#[derive(Debug)]
pub struct Outbox<'a> {
    session: &'a Session,
    /// Those who ask, as the copies name them.
    asked_by: &'a [String],
    today: Date,
    /// The steps that write the new ones.
    pub steps: Vec<WriteStep>,
    /// Where each copy lies, also one that was there already.
    pub paths: Vec<PathBuf>,
}

/// Whom a copy is for; nobody for a blank one.
#[derive(Clone, Copy)]
struct Addressee<'a> {
    recipient: Option<&'a Recipient>,
    language: &'a Language,
}

impl Addressee<'_> {
    /// The key of the recipient, which is part of the id of the copy.
    fn key(&self) -> &str {
        self.recipient.map_or("blank", |r| r.key.as_str())
    }
}

/// A copy that is not in `outbox/` yet.
struct NewCopy {
    id: CopyId,
    path: PathBuf,
    sent: SentCopy,
    bytes: Vec<u8>,
}

impl<'a> Outbox<'a> {
    /// The outbox of an engagement, without copies of this run.
    pub fn new(session: &'a Session, asked_by: &'a [String], today: Date) -> Self {
        Self { session, asked_by, today, steps: Vec::new(), paths: Vec::new() }
    }

    /// Adds a copy, unless the same was sent before and still lies there. The memory learns what is sent.
    pub fn add(&mut self, memory: &mut Memory, data: Outgoing, recipient: Option<&Recipient>) -> anyhow::Result<()> {
        let english = Language::english();
        let language = language_of(recipient, &self.session.engagement, &self.session.languages).unwrap_or(&english);
        let data = &data.in_language(language);
        let to = Addressee { recipient, language };
        let content = content_digest(data);
        let folder = &self.session.folder;
        let same = memory.sent.iter().rev().find(|(id, s)| {
            s.workbook == data.workbook()
                && s.recipient == to.key()
                && s.content == content
                && disk::exists(&folder.copy(id))
        });
        if let Some((id, _)) = same {
            self.paths.push(folder.copy(id));
            return Ok(());
        }
        let NewCopy { id, path, sent, bytes } = self.new_copy(memory, data, to, content)?;
        memory.sent.insert(id, sent);
        self.steps.push(WriteStep::New { path: path.clone(), bytes });
        self.paths.push(path);
        Ok(())
    }

    /// The copy under the first id that is free. A file that lies in outbox/ and holds this very copy, byte for byte, was
    /// left by a run that was killed before the master knew of it: it is this copy.
    fn new_copy(
        &self,
        memory: &Memory,
        data: &Outgoing,
        to: Addressee<'_>,
        content: String,
    ) -> anyhow::Result<NewCopy> {
        let plain = format!("{}.{}.{}", data.workbook(), to.key(), self.today);
        let mut id = CopyId::from(plain.as_str());
        let mut n = 2;
        loop {
            let path = self.session.folder.copy(&id);
            if !memory.sent.contains_key(&id) {
                let (bytes, fingerprint) = self.bytes(data, to, &id)?;
                if !disk::exists(&path) || disk::read(&path).is_ok_and(|there| there == bytes) {
                    let sent = SentCopy {
                        workbook: data.workbook().to_owned(),
                        recipient: to.key().to_owned(),
                        contact: to.recipient.map(|r| r.contact.clone()).unwrap_or_default(),
                        date: self.today.to_string(),
                        fingerprint,
                        content,
                        sha256: sha256(&bytes),
                    };
                    return Ok(NewCopy { id, path, sent, bytes });
                }
            }
            id = format!("{plain}-{n}").into();
            n += 1;
        }
    }

    /// The bytes of a copy, and their fingerprint.
    fn bytes(&self, data: &Outgoing, to: Addressee<'_>, id: &CopyId) -> anyhow::Result<(Vec<u8>, String)> {
        let mut envelope = Envelope {
            copy: id.clone(),
            recipient: to.recipient,
            engagement: &self.session.engagement,
            asked_by: self.asked_by,
            today: self.today,
            language: to.language,
            fingerprint: String::new(),
        };
        envelope.fingerprint = expected_fingerprint(data, &envelope);
        let bytes = writer::write(&copy_book(data, &envelope))?;
        // What the reader finds counts, so that only a change of the file can alter the fingerprint.
        let found = fingerprint(&reader::read(&bytes, id.as_str(), &Limits::own())?);
        if found == envelope.fingerprint {
            return Ok((bytes, found));
        }
        envelope.fingerprint = found;
        Ok((writer::write(&copy_book(data, &envelope))?, envelope.fingerprint))
    }
}
