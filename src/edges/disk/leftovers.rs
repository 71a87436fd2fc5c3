//! What runs that were killed left behind: files under their temporary names.

use super::TEMPORARY;
use std::fs;
use std::path::{Path, PathBuf};

/// Begins the name of a file that counts only once the run has come about of which it tells.
const PENDING: &str = ".prekick-pending-";

/// Under which name a file is written that counts only once the run with this key has come about.
pub fn pending_name(run: &str, name: &str) -> String {
    format!("{PENDING}{run}-{name}")
}

/// Gives the files of a folder their names that wait for this run, which has come about, and removes those that wait for any
/// other: it was killed before. Only a run that holds the lock may.
pub fn settle_pending(folder: &Path, run: &str) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((of, name)) = name.strip_prefix(PENDING).and_then(|rest| rest.split_once('-')) else { continue };
        let named = folder.join(name);
        // What can't be renamed or removed does no harm.
        let _ = if of == run && !named.exists() { fs::rename(&path, &named) } else { fs::remove_file(&path) };
    }
}

/// Removes the temporary files directly in these folders, but for those that wait for a run. Only a run that holds the lock
/// may: nobody else is writing there.
pub fn remove_leftovers(folders: &[&Path]) {
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(TEMPORARY) && !name.starts_with(PENDING) && path.is_file() {
            // One that can't be removed does no harm.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Removes files that this run wrote and that stand for nothing, since it did not come to its end.
pub fn remove_written(files: &[PathBuf]) {
    for path in files {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_go_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [".prekick-a1b2c3", ".prekick-torn", ".prekick.lock", "master.xlsx", ".hidden"] {
            fs::write(at(name), b"PK half").unwrap();
        }
        fs::create_dir(at(".prekick-folder")).unwrap();
        remove_leftovers(&[folder.path(), &at("nowhere")]);
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, [".hidden", ".prekick-folder", ".prekick.lock", "master.xlsx"]);
    }

    #[test]
    fn what_waits_for_a_run_gets_its_name_or_goes_with_it() {
        for (run, left) in [("k2", &["a.json", "b.json"][..]), ("k3", &["a.json"]), ("", &["a.json"])] {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            fs::write(at("a.json"), b"there").unwrap();
            for (of, name) in [("k1", "c.json"), ("k2", "b.json"), ("k2", "a.json")] {
                fs::write(at(&pending_name(of, name)), b"waits").unwrap();
            }
            remove_leftovers(&[folder.path()]);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "they wait");
            settle_pending(folder.path(), run);
            let names = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            assert_eq!(names, left, "{run}");
            assert_eq!(fs::read(at("a.json")).unwrap(), b"there", "what has the name stays");
        }
    }
}
