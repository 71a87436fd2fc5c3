//! Reading returned files, in parallel: bytes, workbook, identity, base, tables.

use super::folder::{Folder, Loaded};
use super::mapping::{Kept, kept};
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Workbook};
use crate::model::mapping::TableProposal;
use crate::model::place::{Place, without_folder};
use crate::model::report::{SourceFile, Status};
use crate::model::state::Master;
use crate::model::template::{Sheet, Template, Visibility};
use crate::steps::adopt::{Adopting, LayoutDecision, adopt, decide_layout, is_plain, mapping_question};
use crate::steps::ingest::identity::{Identity, copy_by_name, digest, fingerprint, identity};
use crate::steps::ingest::incoming::{Incoming, RefusedFile};
use crate::steps::ingest::signature::without_ours;
use crate::steps::ingest::{IngestContext, IngestedWorkbook, ingest};
use crate::steps::master::read::{prefixes, shape};
use crate::steps::validate::people::{People, resolve_table};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// The files, read.
#[derive(Debug, Default)]
pub struct ReadFiles {
    /// Those that were understood.
    pub files: Vec<Incoming>,
    /// Those that were not.
    pub refused: Vec<RefusedFile>,
    /// Mappings that a person is to look through: file, and what it is thought to hold.
    pub proposals: Vec<(String, Vec<TableProposal>)>,
}

/// A file, opened: its workbook, and what was sent where the file itself says which copy it is. Nothing is understood
/// yet, so that files can be opened while the master is read.
#[derive(Debug)]
pub struct Opened {
    name: String,
    found: Result<(String, Workbook), Box<RefusedFile>>,
    base: Option<(PathBuf, String, Workbook)>,
}

/// Opens files, in parallel.
pub fn open_files(folder: &Folder, paths: &[PathBuf], limits: &Limits) -> Vec<Opened> {
    let bar = progress(paths.len());
    let opened = paths
        .par_iter()
        .map(|path| {
            let name = folder.name_of(path);
            let found = open(folder, path, &name, limits);
            let copy = found.as_ref().ok().and_then(|(_, workbook)| identity(workbook).copy);
            let base = copy.and_then(|copy| open_base(folder, folder.outbox().join(format!("{copy}.xlsx")), limits));
            bar.inc(1);
            Opened { name, found, base }
        })
        .collect();
    bar.finish_and_clear();
    opened
}

fn open_base(folder: &Folder, path: PathBuf, limits: &Limits) -> Option<(PathBuf, String, Workbook)> {
    let bytes = disk::read(&path).ok()?;
    let workbook = folder.readers.read(&bytes, "", limits).ok()?;
    Some((path, sha256(&bytes), workbook))
}

/// Reads the files. `base` is what was sent, for files that don't say whose copy they are.
pub fn read_files(loaded: &Loaded, paths: &[PathBuf], base: Option<&Path>) -> ReadFiles {
    understand_files(loaded, open_files(&loaded.folder, paths, &loaded.engagement.limits), base)
}

/// Understands files that were opened.
pub fn understand_files(loaded: &Loaded, opened: Vec<Opened>, base: Option<&Path>) -> ReadFiles {
    let reading = Reading::new(loaded, base);
    let read: Vec<Vec<Result<Incoming, Box<RefusedFile>>>> =
        opened.into_par_iter().map(|opened| reading.file(opened)).collect();
    let mut out = ReadFiles::default();
    for result in read.into_iter().flatten() {
        match result {
            // A file of outbox/ that was altered comes with every file of its copy; it is one file.
            Ok(file) if out.files.iter().any(|f| f.file == file.file && f.copy == file.copy) => {}
            Ok(file) => out.files.push(file),
            Err(refused) => out.refused.push(*refused),
        }
    }
    out.proposals = reading.proposals.into_inner().unwrap_or_default();
    out.proposals.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

/// A bar for many files, on a terminal only.
fn progress(files: usize) -> ProgressBar {
    if files < 20 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files read");
    let bar = ProgressBar::new(files as u64);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

struct Reading<'a> {
    loaded: &'a Loaded,
    kept: OnceLock<Kept>,
    proposals: Mutex<Vec<(String, Vec<TableProposal>)>>,
    base: Option<&'a Path>,
    shapes: BTreeMap<String, Vec<Arc<Sheet>>>,
    /// The sheet on which recipients are mapping_question, which may go along with any workbook.
    answers: Option<Arc<Sheet>>,
    prefixes: BTreeMap<String, String>,
    people: People,
}

impl<'a> Reading<'a> {
    fn new(loaded: &'a Loaded, base: Option<&'a Path>) -> Self {
        Self {
            loaded,
            kept: OnceLock::new(),
            proposals: Mutex::default(),
            base,
            shapes: shapes(&loaded.templates, &loaded.master),
            answers: loaded.answers.clone().map(Arc::new),
            prefixes: prefixes(&loaded.templates),
            people: loaded.master.sheet("contacts").map(People::of_state).unwrap_or_default(),
        }
    }

    /// A returned file; and the file in outbox/ as well, where somebody changed that one.
    fn file(&self, opened: Opened) -> Vec<Result<Incoming, Box<RefusedFile>>> {
        let Opened { name, found, base: sent } = opened;
        let (sha, workbook) = match found {
            Ok(found) => found,
            Err(refused) => return vec![Err(refused)],
        };
        let mut who = identity(&workbook);
        if who.engagement.as_ref().is_some_and(|id| *id != self.loaded.engagement.id) {
            return vec![Err(Box::new(foreign(&name, sha, &who)))];
        }
        self.complete(&mut who, &name);
        let Some(mut sheets) = self.sheets_of(&mut who, &workbook, &name) else {
            return self.in_its_own_layout(&name, sha, &without_ours(&workbook));
        };
        sheets.extend(self.answers.clone());
        let copy = who.copy.clone().unwrap_or_else(|| format!("file:{}", without_folder(&name)));
        let (base, mut findings, altered) = self.base_of(&who, &copy, &sheets, &name, sent);
        if let Some(sent) = self.loaded.master.memory.sent.get(&copy) {
            findings.extend(self.no_contact_any_more(&sent.contact, &who, &name));
        }
        let incoming = self.understand(&name, sha, who.clone(), copy.clone(), &workbook, &sheets, base, findings);
        let mut out = vec![Ok(incoming)];
        out.extend(altered.map(|(name, sha, workbook)| {
            Ok(self.understand(&name, sha, who, copy, &workbook, &sheets, None, Vec::new()))
        }));
        out
    }

    /// A file that is no copy: merged without a base where all of it is plain or a mapping says what it is, else asked.
    fn in_its_own_layout(
        &self,
        name: &str,
        sha: String,
        workbook: &Workbook,
    ) -> Vec<Result<Incoming, Box<RefusedFile>>> {
        let sheets: Vec<Arc<Sheet>> = self.shapes.values().flatten().cloned().collect();
        let kept = self.kept.get_or_init(|| {
            let all: Vec<Arc<Sheet>> =
                self.loaded.templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
            kept(&self.loaded.folder, &all, &self.loaded.engagement.limits)
        });
        match decide_layout(workbook, name, &sheets, &self.prefixes, &kept.mappings, false) {
            LayoutDecision::Take(pieces) if pieces.decided || is_plain(&pieces) => {
                let copy = format!("file:{}", without_folder(name));
                let adopting = Adopting {
                    name,
                    sha256: &sha,
                    templates: &self.loaded.templates,
                    master: &self.loaded.master,
                    named: false,
                    copy: &copy,
                };
                let Ok((mut files, findings)) = adopt(workbook, &pieces, adopting) else {
                    return vec![Err(Box::new(unknown(name, sha)))];
                };
                if let Some(first) = files.first_mut() {
                    let message = "It is no copy that prekick sent, so the file is compared with the master alone: every difference is asked, and nothing counts as removed.";
                    first.findings.push(
                        Finding::new(Code::FileNoBase, message)
                            .help("Nothing needs to be done, if the file is meant to be merged.")
                            .at(Place::file(name)),
                    );
                    first.findings.extend(findings);
                }
                files.into_iter().map(Ok).collect()
            }
            LayoutDecision::Ask(proposals) if proposals.iter().any(|p| p.sheet.is_some()) => {
                let finding =
                    kept.findings.first().cloned().unwrap_or_else(|| mapping_question(name, &proposals, None));
                if kept.findings.is_empty()
                    && let Ok(mut all) = self.proposals.lock()
                {
                    all.push((name.to_owned(), proposals));
                }
                vec![Err(Box::new(RefusedFile { source: source(name, sha, Status::Rejected), finding }))]
            }
            _ => vec![Err(Box::new(unknown(name, sha)))],
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all that is known of a file")]
    fn understand(
        &self,
        name: &str,
        sha256: String,
        identity: Identity,
        copy: String,
        workbook: &Workbook,
        sheets: &[Arc<Sheet>],
        base: Option<(String, IngestedWorkbook)>,
        findings: Vec<Finding>,
    ) -> Incoming {
        let mut read = self.ingest(workbook, name, sheets);
        let digest = digest(&read);
        self.resolve(&mut read);
        Incoming {
            file: name.to_owned(),
            sha256,
            identity,
            copy,
            digest,
            read,
            saved_at: workbook.saved_at.clone(),
            saved_by: workbook.saved_by.clone(),
            base,
            one_sheet: workbook.format == Format::Csv,
            findings,
        }
    }

    fn ingest(&self, workbook: &Workbook, name: &str, sheets: &[Arc<Sheet>]) -> IngestedWorkbook {
        let language = identity(workbook).language;
        ingest(workbook, IngestContext { file: name, sheets, prefixes: &self.prefixes, language: language.as_deref() })
    }

    fn resolve(&self, read: &mut IngestedWorkbook) {
        for table in &mut read.tables {
            resolve_table(table, &self.people);
        }
    }

    /// What the file does not say of itself: by its name, by what the user said, by what was sent.
    fn complete(&self, who: &mut Identity, name: &str) {
        if who.copy.is_none() {
            who.copy = copy_by_name(name, &self.loaded.master.memory).or_else(|| self.copy_of_base());
        }
        let Some(sent) = who.copy.as_ref().and_then(|c| self.loaded.master.memory.sent.get(c)) else { return };
        who.workbook.get_or_insert_with(|| sent.workbook.clone());
        who.recipient.get_or_insert_with(|| sent.recipient.clone());
        who.contact.get_or_insert_with(|| sent.contact.clone());
        who.fingerprint.get_or_insert_with(|| sent.fingerprint.clone());
    }

    /// The copy that the base which the user named says it is, else its name.
    fn copy_of_base(&self) -> Option<String> {
        let base = self.base?;
        let known = |copy: &String| self.loaded.master.memory.sent.contains_key(copy);
        let limits = &self.loaded.engagement.limits;
        let read = disk::read(base).ok().and_then(|b| self.loaded.folder.readers.read(&b, "", limits).ok());
        let says = read.and_then(|workbook| identity(&workbook).copy).filter(known);
        says.or_else(|| base.file_stem().map(|s| s.to_string_lossy().into_owned()))
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

    /// What was sent, if the file in outbox/ still holds it.
    #[expect(clippy::type_complexity, reason = "the base, what there is to say, and an altered file of outbox/")]
    fn base_of(
        &self,
        who: &Identity,
        copy: &str,
        sheets: &[Arc<Sheet>],
        name: &str,
        opened: Option<(PathBuf, String, Workbook)>,
    ) -> (Option<(String, IngestedWorkbook)>, Vec<Finding>, Option<(String, String, Workbook)>) {
        let path =
            self.base.map_or_else(|| self.loaded.folder.outbox().join(format!("{copy}.xlsx")), Path::to_path_buf);
        let said = self.loaded.folder.name_of(&path);
        let none = |why: String| {
            let message = format!(
                "{why}, so the file is compared with the master alone: every difference is asked, and nothing counts as removed."
            );
            let mut finding = Finding::new(Code::FileNoBase, message).at(Place::file(name));
            finding.workbook.clone_from(&who.workbook);
            vec![finding]
        };
        if who.copy.is_none() {
            return (None, none("It does not say whose copy it is".into()), None);
        }
        let (sha, workbook) = match opened.filter(|(opened, _, _)| *opened == path) {
            Some((_, sha, workbook)) => (sha, workbook),
            None => {
                let Ok(bytes) = disk::read(&path) else {
                    return (None, none(format!("What was sent is not at {said} any more")), None);
                };
                match self.loaded.folder.readers.read(&bytes, &said, &self.loaded.engagement.limits) {
                    Ok(workbook) => (sha256(&bytes), workbook),
                    Err(e) => return (None, none(format!("{said} can't be read ({})", e.message)), None),
                }
            }
        };
        let is_sent = who.fingerprint.as_ref().is_some_and(|f| *f == fingerprint(&workbook));
        if !is_sent && self.base.is_none() {
            let altered = (said.clone(), sha, workbook);
            let mut findings = none(format!("{said} no longer holds what was sent"));
            let message = format!("{said} was changed after it was sent; it is read as a returned copy as well.");
            findings.push(Finding::new(Code::FileAltered, message).at(Place::file(said)));
            return (None, findings, Some(altered));
        }
        let mut read = self.ingest(&workbook, &said, sheets);
        self.resolve(&mut read);
        (Some((said, read)), Vec::new(), None)
    }

    fn no_contact_any_more(&self, contact: &str, who: &Identity, name: &str) -> Option<Finding> {
        let contacts = self.loaded.master.sheet("contacts")?;
        if contact.is_empty() || contacts.records.values().any(|r| r.id == contact) {
            return None;
        }
        let by = who.recipient.clone().unwrap_or_default();
        let message =
            format!("The copy was sent to {by} ({contact}), who is no contact any more; it is merged all the same.");
        Some(
            Finding::new(Code::ReferenceUnknown, message)
                .severity(crate::model::severity::Severity::Warning)
                .at(Place::file(name)),
        )
    }
}

fn open(folder: &Folder, path: &Path, name: &str, limits: &Limits) -> Result<(String, Workbook), Box<RefusedFile>> {
    let read = disk::read_at_most(path, limits.file_megabytes << 20);
    let (bytes, more) =
        read.map_err(|e| Box::new(unreadable(name, Code::FileUnreadable, &e.to_string(), None, String::new())))?;
    let sha = sha256(&bytes);
    if more {
        let message = format!("The file is larger than {} MB.", limits.file_megabytes);
        return Err(Box::new(unreadable(name, Code::FileTooLarge, &message, None, sha)));
    }
    match folder.readers.read(&bytes, name, limits) {
        Ok(workbook) => Ok((sha, workbook)),
        Err(e) => Err(Box::new(unreadable(name, e.code, &e.message, Some(e.help), sha))),
    }
}

/// The sheets of every shared workbook, matrices with their columns.
fn shapes(templates: &[Template], master: &Master) -> BTreeMap<String, Vec<Arc<Sheet>>> {
    let shared = templates.iter().filter(|t| t.audience == Visibility::Shared);
    shared
        .map(|t| {
            let sheets = t.sheets.iter().filter(|s| s.visibility == Visibility::Shared);
            (t.key.clone(), sheets.map(|s| Arc::new(shape(s, master))).collect())
        })
        .collect()
}

fn source(name: &str, sha256: String, status: Status) -> SourceFile {
    SourceFile { file: name.to_owned(), sha256, status, ..SourceFile::default() }
}

fn unreadable(name: &str, code: Code, message: &str, help: Option<String>, sha: String) -> RefusedFile {
    let mut finding = Finding::new(code, message).at(Place::file(name));
    if let Some(help) = help {
        finding = finding.help(help);
    }
    RefusedFile { source: source(name, sha, Status::Rejected), finding }
}

fn foreign(name: &str, sha: String, who: &Identity) -> RefusedFile {
    let id = who.engagement.clone().unwrap_or_default();
    let message = format!("The file belongs to another engagement ({id}); nothing of it was taken.");
    let mut source = source(name, sha, Status::Foreign);
    source.workbook.clone_from(&who.workbook);
    source.copy.clone_from(&who.copy);
    source.recipient.clone_from(&who.recipient);
    RefusedFile { source, finding: Finding::new(Code::FileForeign, message).at(Place::file(name)) }
}

fn unknown(name: &str, sha: String) -> RefusedFile {
    let message = "The file is a spreadsheet, but no sheet of it looks like one of this engagement's workbooks.";
    let finding = Finding::new(Code::FileUnknownFormat, message)
        .help("If it is a list in somebody's own layout, take it in with `prekick import FILE --as WORKBOOK/SHEET`.")
        .at(Place::file(name));
    RefusedFile { source: source(name, sha, Status::Rejected), finding }
}

/// The files that the user named: folders are searched. Names that lead nowhere are given back.
pub fn named_files(folder: &Folder, named: &[PathBuf]) -> anyhow::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    if named.is_empty() {
        return Ok((disk::files_below(&folder.inbox())?, Vec::new()));
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for path in named {
        if disk::is_folder(path) {
            found.extend(disk::files_below(path)?);
        } else if disk::exists(path) {
            found.push(path.clone());
        } else {
            missing.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok((found, missing))
}
