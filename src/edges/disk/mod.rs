//! The only module that touches the disk. Files are written whole or not at all, and the log only grows: whatever
//! moment a run is killed at, each file is the old one or the new one.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the edge to the disk")]

mod devices;
mod error;
mod leftovers;
mod listing;
mod run_lock;

pub use error::DiskError;
pub use leftovers::{pending_name, remove_leftovers, remove_written, settle_pending};
pub use listing::{canonical, exists, files_below, is_empty, is_ignored, workbooks_in};
pub use run_lock::{LockHolder, RunLock};

use devices::{is_device, write_into};
use error::{reading, writing};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Whether it is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Creates a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), DiskError> {
    fs::create_dir_all(path).map_err(writing(path))
}

/// Checks that a file can be written, without changing it.
///
/// # Errors
/// Where it can't, as when it is open in Excel or read-only.
pub fn is_writable(path: &Path) -> Result<(), DiskError> {
    if !exists(path) || is_device(path) {
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
        /// Its bytes; two files may be the same.
        bytes: Arc<Vec<u8>>,
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
    /// Gives a file its name that was written under another, see [`pending_name`].
    Publish {
        /// The file as it was written.
        from: PathBuf,
        /// The file.
        path: PathBuf,
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
            Self::Whole { path, .. } | Self::Swap { path, .. } | Self::New { path, .. } => path,
            Self::Append { path, .. } | Self::Publish { path, .. } => path,
        }
    }
}

/// Begins the name of every file that is not written to its end yet.
const TEMPORARY: &str = ".prekick-";

/// Carries out steps in their order and stops at the first that fails. Before anything is written, every file that is
/// to be swapped must still be what was read, and every other must be writable, so that a run that comes too late, or finds
/// a log open in Excel or a report in the way, leaves nothing behind.
pub fn carry_out(steps: &[WriteStep]) -> Result<(), DiskError> {
    try_out(steps)?;
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

/// Whether each of the steps can be carried out, as far as that can be known before.
///
/// # Errors
/// Says what stands in the way of the first that can't.
pub fn try_out(steps: &[WriteStep]) -> Result<(), DiskError> {
    let mut folders = BTreeSet::new();
    for step in steps {
        match step {
            WriteStep::Swap { path, before, .. } => still_is(path, before)?,
            // Else the log would lack what the master already holds, or the reports what the run found.
            WriteStep::Append { path, .. } | WriteStep::Whole { path, .. } => is_writable(path)?,
            WriteStep::New { .. } | WriteStep::Publish { .. } => {}
        }
        folders.extend(step.path().parent().filter(|_| !is_device(step.path())));
    }
    folders.into_iter().try_for_each(takes_files)
}

/// Checks that a folder takes a new file; it is made where it is not there.
fn takes_files(folder: &Path) -> Result<(), DiskError> {
    make_folder(folder)?;
    temporary_in(folder).map(drop).map_err(writing(folder))
}

fn temporary_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)
}

/// Writes files that must not exist yet, side by side; the first that fails is told.
fn write_new_files(steps: &[WriteStep]) -> Result<(), DiskError> {
    write_each(steps).into_iter().collect()
}

/// Writes files that must not exist yet, side by side, each whether or not the others can be written; each folder is flushed
/// once. All that could be written are safe before this ends.
pub fn write_each(steps: &[WriteStep]) -> Vec<Result<(), DiskError>> {
    let write = |step: &WriteStep| match step {
        WriteStep::New { path, bytes } => write_new(path, bytes),
        other => carry_out_one(other),
    };
    let written: Vec<Result<(), DiskError>> = steps.par_iter().with_max_len(1).map(write).collect();
    let folders: BTreeSet<&Path> = steps.iter().filter_map(|step| step.path().parent()).collect();
    folders.into_iter().for_each(sync_folder);
    written
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
        WriteStep::Publish { from, path } => fs::rename(from, path).map_err(writing(path)),
    }
}

fn write_whole(path: &Path, bytes: &[u8], expected: Option<&Option<Vec<u8>>>) -> Result<(), DiskError> {
    if is_device(path) {
        return write_into(path, bytes);
    }
    // A link stays a link, and what it leads to is replaced.
    let target = if path.is_symlink() { canonical(path) } else { None };
    let path = target.as_deref().unwrap_or(path);
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    make_folder(folder)?;
    let mut beside = temporary_in(folder).map_err(writing(path))?;
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
    place_new(path, bytes).map_err(writing(path))
}

/// Puts a file where none is yet. It is written under another name first: a half-written copy under its final name would
/// count as one that was sent.
fn place_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut beside = temporary_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    share_permissions(path, beside.as_file());
    let placed = beside.persist_noclobber(path).map(drop).map_err(|e| e.error);
    placed.or_else(|why| place_directly(path, bytes, why))
}

/// Network drives and exFAT know neither links nor a renaming that replaces nothing: there the file is made under its own
/// name, and goes again if it can't be written to its end.
fn place_directly(path: &Path, bytes: &[u8], why: io::Error) -> io::Result<()> {
    if exists(path) {
        return Err(why);
    }
    let mut file = fs::File::create_new(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        drop(file);
        let _ = fs::remove_file(path);
    }
    written
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_are_written_side_by_side_and_nothing_follows_one_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join("outbox").join(name);
        let new = |name: &str| WriteStep::New { path: at(name), bytes: name.into() };
        let last = |name: &str| WriteStep::Whole { path: at(name), bytes: Vec::from(name).into() };
        carry_out(&[new("a"), new("b"), last("c")]).unwrap();
        assert_eq!(["a", "b", "c"].map(|name| read_text(&at(name)).unwrap()), ["a", "b", "c"]);
        carry_out(&[new("a"), new("b")]).unwrap();
        let taken = WriteStep::New { path: at("b"), bytes: "another".into() };
        let why = carry_out(&[new("d"), taken, new("e"), last("f")]).unwrap_err().to_string();
        assert!(why.starts_with(&at("b").display().to_string()), "{why}");
        assert_eq!(read_text(&at("b")).unwrap(), "b");
        assert!(!exists(&at("f")), "the master comes only after all that it names");
    }

    #[test]
    fn nothing_is_written_where_the_log_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        // Nobody can append to a folder, whoever runs this.
        make_folder(&at("changes.csv")).unwrap();
        let steps = [
            WriteStep::Swap { path: at("master.xlsx"), before: None, bytes: b"new".to_vec() },
            WriteStep::Append { path: at("changes.csv"), cut: None, bytes: b"line".to_vec() },
        ];
        let why = carry_out(&steps).unwrap_err().to_string();
        assert!(why.contains("changes.csv can't be written"), "{why}");
        assert!(!exists(&at("master.xlsx")), "a master whose log lacks its changes");
    }

    #[test]
    fn nothing_is_written_where_a_report_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for stands_in_the_way in ["reports/latest.html", "reports"] {
            let _ = fs::remove_dir_all(at("reports"));
            let _ = fs::remove_file(at("reports"));
            match stands_in_the_way {
                "reports" => fs::write(at("reports"), b"a file").unwrap(),
                path => make_folder(&at(path)).unwrap(),
            }
            let steps = [
                WriteStep::Swap { path: at("master.xlsx"), before: None, bytes: b"new".to_vec() },
                WriteStep::Whole { path: at("reports/latest.html"), bytes: b"page".to_vec().into() },
            ];
            assert!(carry_out(&steps).is_err(), "{stands_in_the_way}");
            assert!(!exists(&at("master.xlsx")), "{stands_in_the_way}");
        }
    }

    #[test]
    fn a_new_file_is_made_where_no_renaming_spares_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let unsupported = || io::Error::from(io::ErrorKind::Unsupported);
        place_directly(&at("a.xlsx"), b"a", unsupported()).unwrap();
        assert_eq!(read_text(&at("a.xlsx")).unwrap(), "a");
        assert!(place_directly(&at("a.xlsx"), b"b", unsupported()).is_err());
        assert_eq!(read_text(&at("a.xlsx")).unwrap(), "a", "what is there stays");
    }

    #[test]
    fn each_file_is_written_whether_or_not_another_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("b"), b"another").unwrap();
        let new = |name: &str| WriteStep::New { path: at(name), bytes: b"new".to_vec() };
        let written: Vec<bool> = write_each(&[new("a"), new("b"), new("c")]).iter().map(Result::is_ok).collect();
        assert_eq!(written, [true, false, true]);
        assert_eq!(read_text(&at("b")).unwrap(), "another");
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_file_is_written_through() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write_whole(&at("inbox/a.csv"), b"a", None).unwrap();
        symlink(at("inbox/a.csv"), at("link.csv")).unwrap();
        write_whole(&at("link.csv"), b"b", None).unwrap();
        assert!(at("link.csv").is_symlink());
        assert_eq!(read_text(&at("inbox/a.csv")).unwrap(), "b");
    }
}
