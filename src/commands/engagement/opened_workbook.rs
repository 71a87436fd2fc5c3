//! A returned file, opened: its bytes read into a workbook within limits, with what was sent, where the file says which copy it is.

use super::folder::Folder;
use super::rejected::unreadable_file;
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use crate::model::mail_draft::MailAddress;
use crate::steps::ingest::identity::identity;
use crate::steps::ingest::incoming::RefusedFile;
use std::path::{Path, PathBuf};

/// A file to be read, opened or not yet.
#[derive(Debug)]
pub struct OpenedFile {
    /// How findings name it.
    pub name: String,
    /// What it holds, or where it lies.
    pub opened: Opened,
    /// Who sent the mail that it came in.
    pub sent_by: Option<MailAddress>,
}

/// Whether a file was opened.
#[derive(Debug)]
pub enum Opened {
    /// It was: its workbook, or why it can't be read.
    Now(Result<Box<OpenedWorkbook>, Box<RefusedFile>>),
    /// It is opened when its turn comes.
    Later(PathBuf),
}

/// A file's workbook, and what was sent, where the file itself says which copy it is.
#[derive(Debug)]
pub struct OpenedWorkbook {
    /// The workbook.
    pub found: FoundWorkbook,
    /// The base.
    pub base: Option<BaseFile>,
}

impl Opened {
    /// What the file holds; it is opened if it was not.
    pub fn now(self, folder: &Folder, name: &str, limits: &Limits) -> Result<OpenedWorkbook, Box<RefusedFile>> {
        match self {
            Self::Now(opened) => opened.map(|workbook| *workbook),
            Self::Later(path) => open_workbook(folder, &path, name, limits),
        }
    }
}

/// A workbook as found, and the SHA-256 of its file.
#[derive(Debug)]
pub struct FoundWorkbook {
    /// The digest.
    pub sha256: String,
    /// The workbook.
    pub workbook: Workbook,
}

/// A copy in `outbox/`.
#[derive(Debug)]
pub struct BaseFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub found: FoundWorkbook,
}

impl OpenedWorkbook {
    /// How many cells are held.
    pub(super) fn cells(&self) -> usize {
        let workbooks = [Some(&self.found), self.base.as_ref().map(|base| &base.found)];
        let sheets = workbooks.into_iter().flatten().flat_map(|found| &found.workbook.sheets);
        sheets.flat_map(|grid| &grid.rows).map(|row| row.cells.len()).sum()
    }
}

/// Opens a file.
pub(super) fn open_workbook(
    folder: &Folder,
    path: &Path,
    name: &str,
    limits: &Limits,
) -> Result<OpenedWorkbook, Box<RefusedFile>> {
    let read = disk::read_at_most(path, limits.file_megabytes << 20);
    let (bytes, more) =
        read.map_err(|e| Box::new(unreadable_file(name, Code::FileUnreadable, &e.to_string(), None, String::new())))?;
    if more {
        let sha256 = sha256(&bytes);
        let message = format!("The file is larger than {} MB.", limits.file_megabytes);
        return Err(Box::new(unreadable_file(name, Code::FileTooLarge, &message, None, sha256)));
    }
    open_bytes(folder, &bytes, name, limits)
}

/// The workbook in the bytes of a file, with its base.
pub(super) fn open_bytes(
    folder: &Folder,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
) -> Result<OpenedWorkbook, Box<RefusedFile>> {
    let sha256 = sha256(bytes);
    let found = match folder.readers.read(bytes, name, limits) {
        Ok(workbook) => FoundWorkbook { sha256, workbook },
        Err(e) => return Err(Box::new(unreadable_file(name, e.code, &e.message, Some(e.help), sha256))),
    };
    let copy = identity(&found.workbook).copy;
    let base = copy.and_then(|copy| open_base(folder, folder.copy(&copy), limits));
    Ok(OpenedWorkbook { found, base })
}

/// A copy in `outbox/`, opened.
pub(super) fn open_base(folder: &Folder, path: PathBuf, limits: &Limits) -> Option<BaseFile> {
    let bytes = disk::read(&path).ok()?;
    let workbook = folder.readers.read(&bytes, "", limits).ok()?;
    Some(BaseFile { path, found: FoundWorkbook { sha256: sha256(&bytes), workbook } })
}
