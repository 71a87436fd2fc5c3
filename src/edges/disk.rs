//! The only module that touches the disk. Files are written whole or not at all, and the log only grows: whatever
//! moment a run is killed at, each file is the old one or the new one.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the edge to the disk")]

use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What went wrong with a file, in words.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The file can't be read.
    #[error("{path} can't be read: {why}")]
    Read {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// The file can't be written.
    #[error("{path} can't be written: {why}. Is it open in Excel, read-only, or on a full disk?")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// Somebody changed the file since it was read.
    #[error("{path} was changed while prekick was running; nothing was written. Run it again.")]
    Changed {
        /// The file.
        path: String,
    },
}

fn reading(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |why| DiskError::Read { path: path.display().to_string(), why }
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |why| DiskError::Write { path: path.display().to_string(), why }
}

/// At most `most` bytes of a file, so that none exhausts the memory, and whether there are more.
pub fn read_at_most(path: &Path, most: u64) -> Result<(Vec<u8>, bool), DiskError> {
    // A pipe or a device has no end; opening one may wait for ever.
    if !fs::metadata(path).map_err(reading(path))?.is_file() {
        return Err(reading(path)(io::Error::other("it is no ordinary file")));
    }
    let file = fs::File::open(path).map_err(reading(path))?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(reading(path))?;
    let more = bytes.len() as u64 > most;
    Ok((bytes, more))
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, DiskError> {
    fs::read(path).map_err(reading(path))
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String, DiskError> {
    fs::read_to_string(path).map_err(reading(path))
}

/// Whether there is anything at this path, a broken link included.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The canonical path of what is there, with links resolved; none where nothing is.
pub fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// Whether it is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Creates a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), DiskError> {
    fs::create_dir_all(path).map_err(writing(path))
}

/// All files below a folder, in the order of their paths, without lock files of spreadsheet programs and hidden files.
/// A missing folder has no files.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut out = Vec::new();
    if exists(folder) {
        walk(folder, 0, &mut out)?;
    }
    out.sort();
    Ok(out)
}

/// How deep folders are entered, so that links that lead in circles come to an end.
const DEEPEST: usize = 16;

fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), DiskError> {
    for entry in fs::read_dir(folder).map_err(reading(folder))? {
        let path = entry.map_err(reading(folder))?.path();
        if is_ignored(&path) {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                walk(&path, depth + 1, out)?;
            }
        } else {
            out.push(path);
        }
    }
    Ok(())
}

/// Whether it is a lock file (`~$…`, `.~lock…`) or a hidden file.
pub fn is_ignored(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with("~$") || name.starts_with('.')
}

/// Checks that a file can be written, without changing it.
///
/// # Errors
/// Where it can't, as when it is open in Excel or read-only.
pub fn is_writable(path: &Path) -> Result<(), DiskError> {
    if !exists(path) {
        return Ok(());
    }
    let file = fs::OpenOptions::new().read(true).write(true).open(path).map_err(writing(path))?;
    if file.metadata().map_err(writing(path))?.permissions().readonly() {
        return Err(writing(path)(io::Error::from(io::ErrorKind::PermissionDenied)));
    }
    Ok(())
}

/// One step of writing.
#[derive(Clone, Debug)]
pub enum WriteStep {
    /// Replaces a file whole: written beside it, flushed, renamed.
    Whole {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The same, but only if the file is still what was read.
    Swap {
        /// The file.
        path: PathBuf,
        /// The bytes that were read; none where there was no file.
        before: Option<Vec<u8>>,
        /// The bytes to write.
        bytes: Vec<u8>,
    },
    /// Writes a file that must not exist yet.
    New {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Appends to a file, after cutting it off where that is given.
    Append {
        /// The file.
        path: PathBuf,
        /// The length to cut it off at, where a torn end begins.
        cut: Option<u64>,
        /// The bytes to add.
        bytes: Vec<u8>,
    },
}

impl WriteStep {
    /// The file that it writes.
    pub fn path(&self) -> &Path {
        match self {
            Self::Whole { path, .. } | Self::Swap { path, .. } | Self::New { path, .. } | Self::Append { path, .. } => {
                path
            }
        }
    }
}

/// Carries out steps in their order and stops at the first that fails. Before anything is written, every file that is
/// to be swapped must still be what was read, so that a run that comes too late leaves nothing behind.
pub fn carry_out(steps: &[WriteStep]) -> Result<(), DiskError> {
    for step in steps {
        if let WriteStep::Swap { path, before, .. } = step {
            still_is(path, before)?;
        }
    }
    let mut left = steps;
    while let Some((step, rest)) = left.split_first() {
        let new = left.iter().take_while(|s| matches!(s, WriteStep::New { .. })).count();
        match left.split_at_checked(new).filter(|_| new > 1) {
            Some((files, after)) => {
                write_new_files(files)?;
                left = after;
            }
            None => {
                carry_out_one(step)?;
                left = rest;
            }
        }
    }
    Ok(())
}

/// Writes files that must not exist yet, side by side; each folder is flushed once. All of them are safe before this
/// ends, and the first that fails is told.
fn write_new_files(steps: &[WriteStep]) -> Result<(), DiskError> {
    let write = |step: &WriteStep| match step {
        WriteStep::New { path, bytes } => write_new(path, bytes),
        other => carry_out_one(other),
    };
    let written: Vec<Result<(), DiskError>> = steps.par_iter().with_max_len(1).map(write).collect();
    let folders: BTreeSet<&Path> = steps.iter().filter_map(|step| step.path().parent()).collect();
    folders.into_iter().for_each(sync_folder);
    written.into_iter().collect()
}

fn still_is(path: &Path, before: &Option<Vec<u8>>) -> Result<(), DiskError> {
    let now = if exists(path) { Some(read(path)?) } else { None };
    if now == *before { Ok(()) } else { Err(DiskError::Changed { path: path.display().to_string() }) }
}

fn carry_out_one(step: &WriteStep) -> Result<(), DiskError> {
    match step {
        WriteStep::Whole { path, bytes } => write_whole(path, bytes, None),
        WriteStep::Swap { path, before, bytes } => write_whole(path, bytes, Some(before)),
        WriteStep::New { path, bytes } => {
            write_new(path, bytes)?;
            path.parent().into_iter().for_each(sync_folder);
            Ok(())
        }
        WriteStep::Append { path, cut, bytes } => append(path, *cut, bytes),
    }
}

fn write_whole(path: &Path, bytes: &[u8], expected: Option<&Option<Vec<u8>>>) -> Result<(), DiskError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    make_folder(folder)?;
    let mut beside = tempfile::Builder::new().prefix(".prekick-").tempfile_in(folder).map_err(writing(path))?;
    beside.write_all(bytes).map_err(writing(path))?;
    beside.as_file().sync_all().map_err(writing(path))?;
    if let Some(before) = expected {
        still_is(path, before)?;
    }
    share_permissions(path, beside.as_file());
    beside.persist(path).map_err(|e| writing(path)(e.error))?;
    sync_folder(folder);
    Ok(())
}

/// Gives a temporary file, which only its owner may read, the permissions of the file that it replaces, or those that a
/// team on a shared drive needs.
fn share_permissions(path: &Path, file: &fs::File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |m| m.permissions().mode());
        // Some drives have no permissions to set; the content is what matters.
        let _ = file.set_permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = (path, file);
}

fn sync_folder(folder: &Path) {
    // Not every system can flush a folder; the rename is atomic either way.
    if let Ok(file) = fs::File::open(folder) {
        let _ = file.sync_all();
    }
}

/// Writes a file that must not exist yet; its folder is flushed by the caller.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    if exists(path) && read(path)? == bytes {
        return Ok(());
    }
    // Under another name first: a half-written copy under its final name would count as one that was sent.
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut beside = tempfile::Builder::new().prefix(".prekick-").tempfile_in(folder).map_err(writing(path))?;
    beside.write_all(bytes).map_err(writing(path))?;
    beside.as_file().sync_all().map_err(writing(path))?;
    share_permissions(path, beside.as_file());
    beside.persist_noclobber(path).map_err(|e| writing(path)(e.error))?;
    Ok(())
}

fn append(path: &Path, cut: Option<u64>, bytes: &[u8]) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut file =
        fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(writing(path))?;
    if let Some(length) = cut {
        file.set_len(length).map_err(writing(path))?;
    }
    file.seek(SeekFrom::End(0)).map_err(writing(path))?;
    file.write_all(bytes).map_err(writing(path))?;
    file.sync_all().map_err(writing(path))
}

/// Seconds since 1970 by the clock, only for the names of reports.
pub fn seconds_now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// Whether a folder is empty.
pub fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// The .xlsx files directly in a folder, in the order of their names.
pub fn workbooks_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    let named = |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    let mut out: Vec<PathBuf> = entries.filter(|p| named(p) && p.is_file() && !is_ignored(p)).collect();
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_are_written_side_by_side_and_nothing_follows_one_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join("outbox").join(name);
        let new = |name: &str| WriteStep::New { path: at(name), bytes: name.into() };
        let last = |name: &str| WriteStep::Whole { path: at(name), bytes: name.into() };
        carry_out(&[new("a"), new("b"), last("c")]).unwrap();
        assert_eq!(["a", "b", "c"].map(|name| read_text(&at(name)).unwrap()), ["a", "b", "c"]);
        carry_out(&[new("a"), new("b")]).unwrap();
        let taken = WriteStep::New { path: at("b"), bytes: "another".into() };
        let why = carry_out(&[new("d"), taken, new("e"), last("f")]).unwrap_err().to_string();
        assert!(why.starts_with(&at("b").display().to_string()), "{why}");
        assert_eq!(read_text(&at("b")).unwrap(), "b");
        assert!(!exists(&at("f")), "the master comes only after all that it names");
    }
}
