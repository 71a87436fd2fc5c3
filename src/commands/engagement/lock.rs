//! Whether the master can be written: nobody must have it open, and no other run be at work.

use super::folder::Folder;
use crate::edges::disk::{self, LockHolder, RunLock};
use anyhow::{Context, anyhow, bail};
use std::sync::Arc;

/// Fails where a program has the master open, or where it can't be written.
pub fn refuse_if_open(folder: &Folder) -> anyhow::Result<()> {
    let lock = folder.root.join("~$master.xlsx");
    if disk::exists(&lock) {
        let user =
            disk::read(&lock).ok().and_then(|bytes| lock_user(&bytes)).map(|u| format!(" by {u}")).unwrap_or_default();
        bail!(
            "master.xlsx is open in Excel{user}, or was when Excel ended: ~$master.xlsx lies beside it. Close the workbook there; if nobody has it open, delete ~$master.xlsx. Nothing was written."
        );
    }
    let lock = folder.root.join(".~lock.master.xlsx#");
    if disk::exists(&lock) {
        let text = disk::read_text(&lock).unwrap_or_default();
        let user = text.split(',').map(str::trim).find(|part| !part.is_empty());
        let user = user.map(|u| format!(" by {u}")).unwrap_or_default();
        bail!(
            "master.xlsx is open in LibreOffice{user}, or was when LibreOffice ended: .~lock.master.xlsx# lies beside it. Close the workbook there; if nobody has it open, delete .~lock.master.xlsx#. Nothing was written."
        );
    }
    disk::is_writable(&folder.master()).context("nothing was written")?;
    Ok(())
}

/// Takes prekick's own lock of an engagement, and removes what killed runs left there. None where the folder takes no file.
pub fn take_lock(folder: &Folder) -> anyhow::Result<Option<Arc<RunLock>>> {
    let lock = RunLock::take(&folder.root.join(".prekick.lock")).map_err(|holder| anyhow!("{}", at_work(&holder)))?;
    if lock.is_some() {
        let inside = ["outbox", "reports", "history", "exports", "mappings"].map(|name| folder.root.join(name));
        let folders: Vec<_> = inside.iter().chain([&folder.root]).map(|path| path.as_path()).collect();
        disk::remove_leftovers(&folders);
    }
    Ok(lock.map(Arc::new))
}

fn at_work(holder: &LockHolder) -> String {
    let LockHolder { who, host, process, since } = holder;
    let since = since.split('.').next().unwrap_or(since).trim_end_matches('Z').replace('T', " ");
    let whose = match since.as_str() {
        // Its file is not written to the end.
        "" => String::new(),
        since => format!(": {who} on {host}, since {since} UTC (process {process})"),
    };
    format!(
        "another prekick run is at work on this engagement{whose}. Wait until it is done; if it is no longer running, delete .prekick.lock. Nothing was written."
    )
}

/// The user that a lock file names: its length, then its text.
fn lock_user(bytes: &[u8]) -> Option<String> {
    let length = usize::from(*bytes.first()?);
    let name = bytes.get(1..=length)?;
    let text: String = String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}
