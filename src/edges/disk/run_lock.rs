//! The lock of a run that writes: a small file that says who is at work and since when, so that two runs never write one
//! engagement at the same time, also from two machines on a shared drive.

use super::{exists, place_new, read_text};
use crate::edges::clock;
use jiff::{SpanRound, Timestamp, Unit};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// After so many hours a lock was left behind: no run takes as long.
const MOST_HOURS: i32 = 4;

/// Who is at work on an engagement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// The user.
    pub who: String,
    /// The machine.
    pub host: String,
    /// The number of the process there.
    pub process: u32,
    /// Since when.
    pub since: String,
}

impl LockHolder {
    fn of_this_run() -> Self {
        let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        Self {
            who: user.unwrap_or_else(|| "somebody".to_owned()),
            host: host(),
            process: std::process::id(),
            since: clock::now().to_string(),
        }
    }

    /// Whether it was left behind: its process is gone, or it is older than any run.
    fn is_stale(&self) -> bool {
        let since = self.since.parse::<Timestamp>();
        let is_old = since.is_ok_and(|since| {
            let age = clock::now().since(since).and_then(|age| age.round(SpanRound::new().largest(Unit::Hour)));
            age.is_ok_and(|age| age.get_hours() >= MOST_HOURS)
        });
        is_old || (self.host == host() && !is_running(self.process))
    }
}

/// A lock that this run holds. It goes with the value.
#[derive(Debug)]
pub struct RunLock {
    path: PathBuf,
    holder: LockHolder,
}

impl RunLock {
    /// Takes the lock of a folder. None where the folder takes no new file: what is to be written there says so itself.
    ///
    /// # Errors
    /// Who has it.
    pub fn take(path: &Path) -> Result<Option<Self>, LockHolder> {
        if let Some(holder) = held_by(path) {
            if !holder.is_stale() {
                return Err(holder);
            }
            // Somebody who sees the same may be faster; then the new file is theirs.
            let _ = fs::remove_file(path);
        }
        let holder = LockHolder::of_this_run();
        let text = toml::to_string(&holder).unwrap_or_default();
        match place_new(path, text.as_bytes()) {
            Ok(()) => Ok(Some(Self { path: path.to_path_buf(), holder })),
            Err(why) if why.kind() == ErrorKind::AlreadyExists => Err(held_by(path).unwrap_or_default()),
            Err(_) => Ok(None),
        }
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        if held_by(&self.path).as_ref() == Some(&self.holder) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Who holds a lock. A file that says nothing of the kind, such as one that a killed run did not write to its end, holds
/// nobody up.
fn held_by(path: &Path) -> Option<LockHolder> {
    if !exists(path) {
        return None;
    }
    let holder = read_text(path).ok().and_then(|text| toml::from_str(&text).ok());
    Some(holder.unwrap_or_else(|| LockHolder { host: host(), ..LockHolder::default() }))
}

#[cfg(unix)]
fn is_running(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere only the age of a lock tells.
#[cfg(not(unix))]
fn is_running(process: u32) -> bool {
    process != 0
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock_in(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join(".prekick.lock")
    }

    #[test]
    fn a_lock_is_held_by_one_and_goes_with_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_in(&folder);
        let held = RunLock::take(&path).unwrap().unwrap();
        let holder = RunLock::take(&path).unwrap_err();
        assert_eq!((holder.process, holder.host), (std::process::id(), host()));
        assert!(holder.since.parse::<Timestamp>().is_ok(), "{}", holder.since);
        drop(held);
        assert!(!exists(&path));
        assert!(RunLock::take(&path).unwrap().is_some());
    }

    #[test]
    fn what_a_killed_run_left_holds_nobody_up() {
        let now = LockHolder::of_this_run();
        let old = "2020-01-01T00:00:00Z";
        for (holder, stale) in [
            (now.clone(), false),
            (LockHolder { host: "elsewhere".into(), process: u32::MAX, ..now.clone() }, false),
            (LockHolder { process: 2_000_000_000, ..now.clone() }, cfg!(unix)),
            (LockHolder { host: "elsewhere".into(), since: old.into(), ..now.clone() }, true),
            (LockHolder { since: old.into(), ..now }, true),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = lock_in(&folder);
            fs::write(&path, toml::to_string(&holder).unwrap()).unwrap();
            assert_eq!(RunLock::take(&path).is_ok(), stale, "{holder:?}");
        }
        for torn in ["", "who = \"le"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(lock_in(&folder), torn).unwrap();
            assert!(RunLock::take(&lock_in(&folder)).is_ok(), "{torn}");
        }
    }

    #[test]
    fn a_folder_that_takes_no_file_has_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), b"no folder").unwrap();
        assert!(RunLock::take(&folder.path().join("file/.prekick.lock")).unwrap().is_none());
    }
}
