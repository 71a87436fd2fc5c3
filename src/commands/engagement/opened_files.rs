//! Returned files, opened: their bytes read into workbooks, in parallel and each within limits. What they mean is not asked
//! yet, so that files can be opened while the master is read.

use super::folder::Folder;
use super::rejected::unreadable_file;
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use crate::steps::ingest::identity::identity;
use crate::steps::ingest::incoming::RefusedFile;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file to be read, opened or not yet.
#[derive(Debug)]
pub struct OpenedFile {
    /// How findings name it.
    pub name: String,
    /// What it holds, or where it lies.
    pub opened: Opened,
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

/// How many cells files may hold that are opened before the master is known; each takes about a hundred bytes.
const CELLS_AHEAD: usize = 2_000_000;

/// Opens files in parallel, as long as not too much is held; the others are opened when they are understood.
pub fn open_files(folder: &Folder, paths: &[PathBuf], limits: &Limits) -> Vec<OpenedFile> {
    let bar = progress(paths.len());
    let held = AtomicUsize::new(0);
    let opened = paths
        .par_iter()
        .map(|path| {
            let name = folder.name_of(path);
            let opened = if held.load(Ordering::Relaxed) < CELLS_AHEAD {
                let opened = open_workbook(folder, path, &name, limits);
                held.fetch_add(opened.as_ref().map_or(0, OpenedWorkbook::cells), Ordering::Relaxed);
                Opened::Now(opened.map(Box::new))
            } else {
                Opened::Later(path.clone())
            };
            bar.inc(1);
            OpenedFile { name, opened }
        })
        .collect();
    bar.finish_and_clear();
    opened
}

/// Files that are opened when they are understood.
pub fn unopened_files(folder: &Folder, paths: &[PathBuf]) -> Vec<OpenedFile> {
    paths.iter().map(|path| OpenedFile { name: folder.name_of(path), opened: Opened::Later(path.clone()) }).collect()
}

impl OpenedWorkbook {
    fn cells(&self) -> usize {
        let workbooks = [Some(&self.found), self.base.as_ref().map(|base| &base.found)];
        let sheets = workbooks.into_iter().flatten().flat_map(|found| &found.workbook.sheets);
        sheets.flat_map(|grid| &grid.rows).map(|row| row.cells.len()).sum()
    }
}

fn open_workbook(
    folder: &Folder,
    path: &Path,
    name: &str,
    limits: &Limits,
) -> Result<OpenedWorkbook, Box<RefusedFile>> {
    let found = open_file(folder, path, name, limits)?;
    let copy = identity(&found.workbook).copy;
    let base = copy.and_then(|copy| open_base(folder, folder.copy(&copy), limits));
    Ok(OpenedWorkbook { found, base })
}

fn open_file(folder: &Folder, path: &Path, name: &str, limits: &Limits) -> Result<FoundWorkbook, Box<RefusedFile>> {
    let read = disk::read_at_most(path, limits.file_megabytes << 20);
    let (bytes, more) =
        read.map_err(|e| Box::new(unreadable_file(name, Code::FileUnreadable, &e.to_string(), None, String::new())))?;
    let sha256 = sha256(&bytes);
    if more {
        let message = format!("The file is larger than {} MB.", limits.file_megabytes);
        return Err(Box::new(unreadable_file(name, Code::FileTooLarge, &message, None, sha256)));
    }
    match folder.readers.read(&bytes, name, limits) {
        Ok(workbook) => Ok(FoundWorkbook { sha256, workbook }),
        Err(e) => Err(Box::new(unreadable_file(name, e.code, &e.message, Some(e.help), sha256))),
    }
}

fn open_base(folder: &Folder, path: PathBuf, limits: &Limits) -> Option<BaseFile> {
    let bytes = disk::read(&path).ok()?;
    let workbook = folder.readers.read(&bytes, "", limits).ok()?;
    Some(BaseFile { path, found: FoundWorkbook { sha256: sha256(&bytes), workbook } })
}

/// A progress bar where there are many files; it shows on a terminal only.
fn progress(files: usize) -> ProgressBar {
    if files < 20 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files read");
    let bar = ProgressBar::new(files as u64);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
