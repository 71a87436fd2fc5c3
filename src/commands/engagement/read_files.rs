//! Reads returned files that were opened: whose copy each one is, what that copy was sent, and which tables the file holds.

use super::foreign_files::{FilesRead, ForeignFiles};
use super::opened_files::unopened_files;
use super::opened_workbook::{BaseFile, FoundWorkbook, OpenedFile, open_base};
use super::rejected::{beyond_limits, foreign_file, too_large_file};
use super::returned_files::ReturnedFiles;
use super::session::Session;
use super::surroundings::surroundings;
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Workbook};
use crate::model::keys::{CopyId, SheetKey};
use crate::model::place::{Place, without_folder};
use crate::model::severity::Severity;
use crate::model::surroundings::Surroundings;
use crate::model::template::{Sheet, Visibility};
use crate::steps::ingest::footprint::Footprint;
use crate::steps::ingest::identity::{Identity, copy_by_name, digest, fingerprint, identity};
use crate::steps::ingest::incoming::Incoming;
use crate::steps::ingest::packet::{PacketShape, split_packet};
use crate::steps::ingest::signature::without_feedback;
use crate::steps::ingest::{IngestContext, IngestedWorkbook, encoding_finding, ingest};
use crate::steps::master::read::{id_prefixes, shared_sheets};
use crate::steps::validate::people::{People, resolve_table};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the files. `base` is what was sent, for files that don't say whose copy they are.
pub fn read_files(session: &Session, paths: &[PathBuf], base: Option<&Path>) -> ReturnedFiles {
    read_opened_files(session, unopened_files(&session.folder, paths, &session.engagement.limits), base)
}

/// Reads files that were opened.
pub fn read_opened_files(session: &Session, opened: Vec<OpenedFile>, base: Option<&Path>) -> ReturnedFiles {
    let reader = FileReader::new(session, base);
    let read: Vec<FilesRead> = opened.into_par_iter().map(|opened| reader.read_file(opened)).collect();
    let mut out = ReturnedFiles::default();
    for result in read.into_iter().flatten() {
        match result {
            // A file of outbox/ that was altered comes with every file of its copy; it is one file.
            Ok(file) if out.files.iter().any(|f| f.file == file.file && f.copy == file.copy) => {}
            Ok(file) => out.files.push(file),
            Err(refused) => out.refused.push(*refused),
        }
    }
    reader.foreign.finish(&mut out);
    out
}

struct FileReader<'a> {
    session: &'a Session,
    foreign: ForeignFiles<'a>,
    base: Option<&'a Path>,
    /// The sheets of each shared workbook.
    shapes: BTreeMap<String, Vec<Arc<Sheet>>>,
    /// The sheet of questions, which a copy of any workbook may have.
    answers: Option<Arc<Sheet>>,
    prefixes: BTreeMap<SheetKey, String>,
    people: People,
    surroundings: Surroundings,
}

/// A file that is a copy, and what is known of it.
struct CopyFile<'f> {
    name: &'f str,
    sha256: String,
    workbook: &'f Workbook,
    sheets: &'f [Arc<Sheet>],
    identity: Identity,
    copy: CopyId,
}

/// What was sent, as far as it is still there.
#[derive(Default)]
struct FoundBase {
    /// The name of its file, and what it holds.
    base: Option<(String, IngestedWorkbook)>,
    findings: Vec<Finding>,
    /// The file in `outbox/` by name, where somebody changed it since it was sent.
    altered: Option<(String, FoundWorkbook)>,
}

impl<'a> FileReader<'a> {
    fn new(session: &'a Session, base: Option<&'a Path>) -> Self {
        let shared = session.templates.iter().filter(|t| t.audience == Visibility::Shared);
        Self {
            session,
            foreign: ForeignFiles::new(session),
            base,
            shapes: shared.map(|t| (t.key.clone(), shared_sheets(t, &session.master))).collect(),
            answers: session.answers.clone().map(Arc::new),
            prefixes: id_prefixes(&session.templates),
            people: session.master.sheet("contacts").map(People::from_state).unwrap_or_default(),
            surroundings: surroundings(&session.engagement),
        }
    }

    /// A returned file; and the file in outbox/ as well, where somebody changed that one. Its cells are dropped as soon as
    /// it is understood.
    fn read_file(&self, file: OpenedFile) -> FilesRead {
        let limits = &self.session.engagement.limits;
        let OpenedFile { name, opened, sent_by } = file;
        let (found, sent) = match opened.now(&self.session.folder, &name, limits) {
            Ok(opened) => (opened.found, opened.base),
            Err(refused) => return vec![Err(refused)],
        };
        let mut footprint = Footprint::of_workbook(&found.workbook);
        let sha256 = found.sha256.clone();
        let said = found.workbook.encoding.as_ref().map(|said| encoding_finding(said, &name));
        let mut files = Vec::new();
        if footprint.exceeded(limits).is_none() {
            files = self.understand_file(&name, found, sent);
            let tables = files.iter().flatten().filter(|file| file.file == name).flat_map(|file| &file.read.tables);
            footprint = footprint.with_rows_of(tables);
        }
        if let Some(file) = files.iter_mut().flatten().find(|file| file.file == name) {
            file.findings.extend(said);
        }
        for file in files.iter_mut().flatten().filter(|file| file.file == name) {
            file.sent_by.clone_from(&sent_by);
        }
        match beyond_limits(footprint, limits) {
            Some(why) => vec![Err(Box::new(too_large_file(&name, sha256, why)))],
            None => files,
        }
    }

    fn understand_file(&self, name: &str, found: FoundWorkbook, sent: Option<BaseFile>) -> FilesRead {
        let FoundWorkbook { sha256, workbook } = found;
        let mut who = identity(&workbook);
        if who.engagement.as_ref().is_some_and(|id| *id != self.session.engagement.id) {
            return vec![Err(Box::new(foreign_file(name, sha256, &who)))];
        }
        if who.packet.is_some() {
            return self.packet(name, sha256, workbook, &who);
        }
        self.complete_identity(&mut who, name);
        let Some(sheets) = self.sheets_of(&mut who, &workbook, name) else {
            return self.foreign.read(name, sha256, &without_feedback(&workbook));
        };
        self.copy_files(name, sha256, &workbook, who, (sheets, sent))
    }

    /// The copies that a file stands for which holds several, each read as if it had come by itself.
    fn packet(&self, name: &str, sha256: String, workbook: Workbook, who: &Identity) -> FilesRead {
        let limits = &self.session.engagement.limits;
        let folder = &self.session.folder;
        let mut parts = Vec::new();
        for copy in who.packet_copies() {
            let mut own = Identity { copy: Some(copy.clone()), packet: None, ..who.clone() };
            self.complete_identity(&mut own, name);
            // The id of a copy begins with the key of its workbook.
            let key = own.workbook.get_or_insert_with(|| copy.as_str().split('.').next().unwrap_or_default().into());
            let Some(sheets) = self.shapes.get(key).cloned() else { continue };
            parts.push((own, sheets, open_base(folder, folder.copy(&copy), limits)));
        }
        let shapes: Vec<PacketShape<'_>> = parts
            .iter()
            .map(|(_, sheets, base)| PacketShape { sheets, base: base.as_ref().map(|base| &base.found.workbook) })
            .collect();
        if shapes.is_empty() {
            return self.foreign.read(name, sha256, &without_feedback(&workbook));
        }
        let workbooks = split_packet(workbook, &shapes, self.answers.as_deref());
        let files = parts.into_iter().zip(workbooks).flat_map(|((own, sheets, base), workbook)| {
            self.copy_files(name, sha256.clone(), &workbook, own, (sheets, base))
        });
        files.collect()
    }

    /// A file of one copy; and the file in outbox/ as well, where somebody changed that one.
    fn copy_files(
        &self,
        name: &str,
        sha256: String,
        workbook: &Workbook,
        who: Identity,
        (mut sheets, sent): (Vec<Arc<Sheet>>, Option<BaseFile>),
    ) -> FilesRead {
        sheets.extend(self.answers.clone());
        let copy = who.copy.clone().unwrap_or_else(|| format!("file:{}", without_folder(name)).into());
        let mut found = self.base_of(&who, &copy, &sheets, name, sent);
        if let Some(sent) = self.session.master.memory.sent.get(&copy) {
            found.findings.extend(self.former_contact_finding(&sent.contact, &who, name));
        }
        let file = CopyFile { name, sha256, workbook, sheets: &sheets, identity: who.clone(), copy: copy.clone() };
        let mut out = vec![Ok(self.incoming(file, found.base, found.findings))];
        out.extend(found.altered.map(|(name, FoundWorkbook { sha256, workbook })| {
            let file = CopyFile { name: &name, sha256, workbook: &workbook, sheets: &sheets, identity: who, copy };
            Ok(self.incoming(file, None, Vec::new()))
        }));
        out
    }

    fn incoming(
        &self,
        file: CopyFile<'_>,
        base: Option<(String, IngestedWorkbook)>,
        findings: Vec<Finding>,
    ) -> Incoming {
        let surroundings = self.surroundings_of(&file.copy);
        let context = IngestContext {
            surroundings: Some(&surroundings),
            sent: base.as_ref().map(|(_, sent)| sent),
            ..IngestContext::new(file.name, file.sheets, &self.prefixes)
        };
        let mut read = ingest_in_own_language(file.workbook, context);
        let digest = digest(&read);
        self.resolve_people(&mut read, &file.identity);
        Incoming {
            file: file.name.to_owned(),
            sha256: file.sha256,
            identity: file.identity,
            copy: file.copy,
            digest,
            read,
            saved_at: file.workbook.saved_at.clone(),
            saved_by: file.workbook.saved_by.clone(),
            base,
            one_sheet: file.workbook.format == Format::Csv,
            findings,
            ..Incoming::default()
        }
    }

    fn ingest(&self, workbook: &Workbook, name: &str, sheets: &[Arc<Sheet>]) -> IngestedWorkbook {
        ingest_in_own_language(workbook, IngestContext::new(name, sheets, &self.prefixes))
    }

    /// What the values of a copy are read by: days without a year are near the day on which it was sent.
    fn surroundings_of(&self, copy: &CopyId) -> Surroundings {
        let sent = self.session.master.memory.sent.get(copy).and_then(|sent| sent.date.parse().ok());
        Surroundings { day: sent.or(self.surroundings.day), ..self.surroundings.clone() }
    }

    /// Writes persons by their names; `who` is whose copy it is, who says `me` of themselves.
    fn resolve_people(&self, read: &mut IngestedWorkbook, who: &Identity) {
        for table in &mut read.tables {
            resolve_table(table, &self.people, who.contact.as_deref());
        }
    }

    /// Adds what the file does not say of itself: from its name, from the options, and from the memory of what was sent.
    fn complete_identity(&self, who: &mut Identity, name: &str) {
        if who.copy.is_none() {
            who.copy = copy_by_name(name, &self.session.master.memory).or_else(|| self.copy_of_base());
        }
        let Some(sent) = who.copy.as_ref().and_then(|c| self.session.master.memory.sent.get(c)) else { return };
        who.workbook.get_or_insert_with(|| sent.workbook.clone());
        who.recipient.get_or_insert_with(|| sent.recipient.clone());
        who.contact.get_or_insert_with(|| sent.contact.clone());
        who.fingerprint.get_or_insert_with(|| sent.fingerprint.clone());
    }

    /// The copy id that the base named by the user carries, else its file name.
    fn copy_of_base(&self) -> Option<CopyId> {
        let base = self.base?;
        let known = |copy: &CopyId| self.session.master.memory.sent.contains_key(copy);
        let limits = &self.session.engagement.limits;
        let read = disk::read(base).ok().and_then(|b| self.session.folder.readers.read(&b, "", limits).ok());
        let says = read.and_then(|workbook| identity(&workbook).copy).filter(known);
        says.or_else(|| base.file_stem().map(|s| CopyId::from(&*s.to_string_lossy())))
    }

    /// The sheets to look for: those of its workbook, else those of the workbook that it looks like.
    fn sheets_of(&self, who: &mut Identity, workbook: &Workbook, name: &str) -> Option<Vec<Arc<Sheet>>> {
        if let Some(sheets) = who.workbook.as_ref().and_then(|w| self.shapes.get(w)) {
            return Some(sheets.clone());
        }
        let likely =
            self.shapes.iter().map(|(key, sheets)| (self.ingest(workbook, name, sheets).tables.len(), key, sheets));
        let (found, key, sheets) = likely.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))?;
        if found == 0 {
            return None;
        }
        who.workbook = Some(key.clone());
        Some(sheets.clone())
    }

    /// What was sent, if the file in outbox/ still is what was sent.
    fn base_of(
        &self,
        who: &Identity,
        copy: &CopyId,
        sheets: &[Arc<Sheet>],
        name: &str,
        opened: Option<BaseFile>,
    ) -> FoundBase {
        let path = self.base.map_or_else(|| self.session.folder.copy(copy), Path::to_path_buf);
        let base_name = self.session.folder.name_of(&path);
        let none = |why: String| FoundBase { findings: vec![no_base_finding(&why, who, name)], ..FoundBase::default() };
        if who.copy.is_none() {
            return none("It does not say whose copy it is".into());
        }
        let found = match opened.filter(|opened| opened.path == path) {
            Some(opened) => opened.found,
            None => {
                let Ok(bytes) = disk::read(&path) else {
                    return none(format!("What was sent is not at {base_name} any more"));
                };
                match self.session.folder.readers.read(&bytes, &base_name, &self.session.engagement.limits) {
                    Ok(workbook) => FoundWorkbook { sha256: sha256(&bytes), workbook },
                    Err(e) => return none(format!("{base_name} can't be read ({})", e.message)),
                }
            }
        };
        let is_sent = who.fingerprint.as_ref().is_some_and(|f| *f == fingerprint(&found.workbook));
        if !is_sent && self.base.is_none() {
            let mut out = none(format!("{base_name} no longer holds what was sent"));
            let message = format!("{base_name} was changed after it was sent; it is read as a returned copy as well.");
            out.findings.push(Finding::new(Code::FileAltered, message).at(Place::file(base_name.clone())));
            out.altered = Some((base_name, found));
            return out;
        }
        let mut read = self.ingest(&found.workbook, &base_name, sheets);
        self.resolve_people(&mut read, who);
        FoundBase { base: Some((base_name, read)), ..FoundBase::default() }
    }

    fn former_contact_finding(&self, contact: &str, who: &Identity, name: &str) -> Option<Finding> {
        let contacts = self.session.master.sheet("contacts")?;
        if contact.is_empty() || contacts.records.values().any(|r| r.id == contact) {
            return None;
        }
        let by = who.recipient.clone().unwrap_or_default();
        let message =
            format!("The copy was sent to {by} ({contact}), who is no contact any more; it is merged all the same.");
        Some(Finding::new(Code::ReferenceUnknown, message).severity(Severity::Warning).at(Place::file(name)))
    }
}

/// Ingests a workbook in the language that it says it is in.
fn ingest_in_own_language(workbook: &Workbook, context: IngestContext<'_>) -> IngestedWorkbook {
    let language = identity(workbook).language;
    ingest(workbook, IngestContext { language: language.as_deref(), ..context })
}

/// The finding about a file that is compared with the master alone.
fn no_base_finding(why: &str, who: &Identity, name: &str) -> Finding {
    let message = format!(
        "{why}, so the file is compared with the master alone: every difference is asked, and nothing counts as removed."
    );
    let mut finding = Finding::new(Code::FileNoBase, message).at(Place::file(name));
    finding.workbook.clone_from(&who.workbook);
    finding
}
