//! `prekick generate`: copies into outbox/.

use super::engagement::folder::{Folder, Loaded, load};
use super::engagement::read_files::ReadFiles;
use super::engagement::write::plan;
use super::exit::Ended;
use super::output::Voice;
use super::reconcile::run_engine;
use crate::cli::{GenerateArgs, Global};
use crate::edges::disk::{self, WriteStep};
use crate::edges::{reader, writer};
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::language::Language;
use crate::model::memory::SentCopy;
use crate::model::template::{Template, Visibility};
use crate::model::text::{fold, nearest};
use crate::steps::ingest::identity::fingerprint;
use crate::steps::outgoing::audience::{AskedOf, Outgoing, outgoing};
use crate::steps::outgoing::{
    Envelope, Recipient, asked_by, content_digest, copy_book, language_of, recipients, workbooks_for,
};
use anyhow::{anyhow, bail};
use jiff::civil::Date;
use std::path::PathBuf;

/// `prekick generate`
pub fn generate(global: &Global, args: &GenerateArgs, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, true)?;
    let only = workbooks(&args.workbooks, &loaded.templates)?;
    let mut ran = run_engine(&loaded, ReadFiles::default(), today, false);
    let mut memory = std::mem::take(&mut ran.outcome.master.memory);
    let everyone = recipients(&ran.outcome.master, &mut memory, &loaded.templates);
    ran.outcome.master.memory = memory;
    let chosen = choose(&everyone, &args.recipients)?;
    let asked = asked_by(&ran.outcome.master);
    let mut steps = Vec::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut copying = Copying {
        loaded: &loaded,
        languages: &loaded.languages,
        today,
        asked: &asked,
        steps: &mut steps,
        paths: &mut paths,
    };
    if args.blank {
        for template in loaded.templates.iter().filter(|t| only.is_empty() || only.contains(&t.key)) {
            if let Some(data) = outgoing(&ran.outcome.master, template, true) {
                copying.copy(&mut ran.outcome.master.memory, data, None)?;
            }
        }
    } else {
        for recipient in &chosen {
            for template in workbooks_for(recipient, &loaded.templates, &only) {
                if let Some(mut data) = outgoing(&ran.outcome.master, template, false) {
                    if let (Some(sheet), false) = (&loaded.answers, args.no_questions) {
                        let to = AskedOf { recipient: &recipient.key, side: recipient.side, sheet };
                        data = data.asking(&ran.outcome.master, to);
                    }
                    copying.copy(&mut ran.outcome.master.memory, data, Some(recipient))?;
                }
            }
        }
    }
    steps.extend(plan(&loaded, &mut ran.outcome, &ran.report, today, false)?.steps);
    disk::carry_out(&steps)?;
    for path in &paths {
        voice.answer(&path.display().to_string());
    }
    if paths.is_empty() {
        voice.say("Nobody receives anything: fill in the column Receives of the sheet Contacts with the workbooks that each is to get.");
    } else {
        voice.say(&format!("{} in outbox/.", crate::model::text::count(paths.len(), "copy", "copies")));
    }
    Ok(Ended::after(&ran.report.findings.into_iter().filter(|f| f.code != Code::FileNone).collect::<Vec<_>>()))
}

fn workbooks(named: &[String], templates: &[Template]) -> anyhow::Result<Vec<String>> {
    let mut out = Vec::new();
    for name in named {
        let found = templates.iter().find(|t| t.key == *name || fold(&t.title) == fold(name));
        let Some(template) = found else {
            let keys: Vec<&str> = templates.iter().map(|t| t.key.as_str()).collect();
            let near = nearest(name, keys.iter().copied()).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
            bail!("there is no workbook {name}.{near} There are: {}.", keys.join(", "));
        };
        if template.audience == Visibility::Internal {
            bail!("the workbook {name} is internal: nobody is sent it.");
        }
        out.push(template.key.clone());
    }
    Ok(out)
}

fn choose(everyone: &[Recipient], named: &[String]) -> anyhow::Result<Vec<Recipient>> {
    if named.is_empty() {
        return Ok(everyone.to_vec());
    }
    named
        .iter()
        .map(|name| {
            let found = everyone.iter().find(|r| r.key == *name || fold(&r.name) == fold(name) || r.contact == *name);
            found.cloned().ok_or_else(|| {
                let near = nearest(name, everyone.iter().map(|r| r.key.as_str())).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
                anyhow!("no recipient is called {name}.{near} Recipients are contacts whose column Receives names a workbook.")
            })
        })
        .collect()
}

struct Copying<'a> {
    loaded: &'a Loaded,
    languages: &'a [Language],
    today: Date,
    asked: &'a [String],
    steps: &'a mut Vec<WriteStep>,
    paths: &'a mut Vec<PathBuf>,
}

impl Copying<'_> {
    /// Writes a copy, unless the same was sent before and still lies there.
    fn copy(
        &mut self,
        memory: &mut crate::model::memory::Memory,
        data: Outgoing,
        to: Option<&Recipient>,
    ) -> anyhow::Result<()> {
        let english = Language::english();
        let language = language_of(to, &self.loaded.engagement, self.languages).unwrap_or(&english);
        let data = &data.in_language(language);
        let key = to.map_or("blank", |r| r.key.as_str());
        let content = content_digest(data);
        let outbox = self.loaded.folder.outbox();
        let same = memory.sent.iter().rev().find(|(id, s)| {
            s.workbook == data.workbook()
                && s.recipient == key
                && s.content == content
                && disk::exists(&outbox.join(format!("{id}.xlsx")))
        });
        if let Some((id, _)) = same {
            self.paths.push(outbox.join(format!("{id}.xlsx")));
            return Ok(());
        }
        let (id, path, sent, bytes) = self.written(memory, data, (to, language), key, content)?;
        memory.sent.insert(id, sent);
        self.steps.push(WriteStep::New { path: path.clone(), bytes });
        self.paths.push(path);
        Ok(())
    }

    /// The copy under the first id that is free. A file that lies in outbox/ and holds this very copy, byte for byte, was
    /// left by a run that was killed before the master knew of it: it is this copy.
    fn written(
        &self,
        memory: &crate::model::memory::Memory,
        data: &Outgoing,
        (to, language): (Option<&Recipient>, &Language),
        key: &str,
        content: String,
    ) -> anyhow::Result<(String, PathBuf, SentCopy, Vec<u8>)> {
        let plain = format!("{}.{key}.{}", data.workbook(), self.today);
        let mut id = plain.clone();
        let mut n = 2;
        loop {
            let path = self.loaded.folder.outbox().join(format!("{id}.xlsx"));
            if !memory.sent.contains_key(&id) {
                let (bytes, fingerprint) = self.bytes(data, (to, language), &id)?;
                if !disk::exists(&path) || disk::read(&path).is_ok_and(|there| there == bytes) {
                    let sent = SentCopy {
                        workbook: data.workbook().to_owned(),
                        recipient: key.to_owned(),
                        contact: to.map(|r| r.contact.clone()).unwrap_or_default(),
                        date: self.today.to_string(),
                        fingerprint,
                        content,
                        sha256: sha256(&bytes),
                    };
                    return Ok((id, path, sent, bytes));
                }
            }
            id = format!("{plain}-{n}");
            n += 1;
        }
    }

    /// The bytes of a copy, and their fingerprint.
    fn bytes(
        &self,
        data: &Outgoing,
        (to, language): (Option<&Recipient>, &Language),
        id: &str,
    ) -> anyhow::Result<(Vec<u8>, String)> {
        let mut envelope = Envelope {
            copy: id.to_owned(),
            recipient: to,
            engagement: &self.loaded.engagement,
            asked_by: self.asked,
            today: self.today,
            language,
            fingerprint: String::new(),
        };
        // The fingerprint is of what the reader finds, so that nothing but a change of the file can make it differ.
        let first = writer::write(&copy_book(data, &envelope))?;
        let limits = Limits::own();
        envelope.fingerprint = fingerprint(&reader::read(&first, id, &limits)?);
        Ok((writer::write(&copy_book(data, &envelope))?, envelope.fingerprint))
    }
}
