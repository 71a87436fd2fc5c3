//! What there is in folders.

use super::error::{DiskError, reading};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// All files below a folder, in the order of their paths, without those that nobody put there. A folder that links lead to
/// in several ways, or in a circle, is entered once. A missing folder has no files.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut out = Vec::new();
    if exists(folder) {
        walk(folder, &mut BTreeSet::new(), &mut out)?;
    }
    out.sort();
    Ok(out)
}

fn walk(folder: &Path, entered: &mut BTreeSet<PathBuf>, out: &mut Vec<PathBuf>) -> Result<(), DiskError> {
    if !entered.insert(canonical(folder).unwrap_or_else(|| folder.to_path_buf())) {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(reading(folder))?;
    let paths: Result<Vec<PathBuf>, io::Error> = entries.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = paths.map_err(reading(folder))?;
    // What is here comes before what links lead to, so that it has the name under which people see it.
    paths.sort_by_key(|path| (path.is_symlink(), path.clone()));
    for path in paths.into_iter().filter(|path| !is_ignored(path)) {
        if path.is_dir() {
            walk(&path, entered, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}

/// Files and folders that systems and network drives put into folders by themselves. Drives that know no line end in a name
/// have another character for that of `Icon`.
const OF_SYSTEMS: [&str; 11] = [
    "thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "icon\r",
    "icon\u{f00d}",
    "@eadir",
    "#recycle",
    "$recycle.bin",
    "system volume information",
    "__macosx",
];
/// Ends the name of what Windows keeps beside a file, where a drive can't keep it inside.
const BESIDE_A_FILE: [&str; 2] = [":zone.identifier", ":encryptable"];

/// Whether it is a lock file or a temporary file of an office program (`~$…`, `.~lock…`, `~WRL0001.tmp`), a hidden file, or one that
/// the system put there.
pub fn is_ignored(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let of_office = name.starts_with("~$") || (name.starts_with('~') && name.ends_with(".tmp"));
    let of_system = OF_SYSTEMS.contains(&name.as_str()) || BESIDE_A_FILE.iter().any(|end| name.ends_with(end));
    of_office || of_system || name.starts_with('.')
}

/// Whether there is anything at this path, a broken link included.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The canonical path of what is there, with links resolved; none where nothing is.
pub fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
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
    fn what_systems_and_office_programs_leave_in_folders_is_passed_over() {
        for (name, ignored) in [
            ("raid.xlsx", false),
            ("Thumbs.db", true),
            ("desktop.ini", true),
            ("Icon\r", true),
            ("~$raid.xlsx", true),
            (".~lock.raid.xlsx#", true),
            ("~WRL0001.tmp", true),
            ("~raid.xlsx", false),
            (".DS_Store", true),
            ("Icon\u{f00d}", true),
            ("$RECYCLE.BIN", true),
            ("System Volume Information", true),
            ("@eaDir", true),
            ("#recycle", true),
            ("__MACOSX", true),
            ("Thumbs.db:encryptable", true),
            ("raid.xlsx:Zone.Identifier", true),
            ("raid.xlsx.crdownload", false),
        ] {
            assert_eq!(is_ignored(&Path::new("inbox").join(name)), ignored, "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_to_which_links_lead_in_a_circle_is_entered_once() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("inbox/more")).unwrap();
        fs::write(at("inbox/more/a.csv"), "a").unwrap();
        symlink(at("inbox"), at("inbox/more/back")).unwrap();
        symlink(at("inbox/more"), at("inbox/again")).unwrap();
        assert_eq!(files_below(&at("inbox")).unwrap(), [at("inbox/more/a.csv")]);
    }
}
