//! What runs that were killed left behind: files under their temporary names.

use super::TEMPORARY;
use std::fs;
use std::path::{Path, PathBuf};

/// Removes the temporary files directly in these folders. Only a run that holds the lock may: nobody else is writing there.
pub fn remove_leftovers(folders: &[&Path]) {
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let is_ours = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
        if is_ours && path.is_file() {
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
}
