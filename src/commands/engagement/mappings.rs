//! The mappings of an engagement: what people said about files in a layout of their own, stored in `mappings/`.

use super::folder::Folder;
use crate::edges::disk;
use crate::edges::mapping_file;
use crate::model::code::Code;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::mapping::{FilledMapping, Mapping};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::template::Sheet;
use crate::steps::adopt::{read_mapping_book, resolve_mapping};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder that holds them.
pub(super) const MAPPINGS_FOLDER: &str = "mappings";
/// How the name of a mapping workbook ends.
pub(super) const BOOK_ENDING: &str = ".mapping.xlsx";
/// How the name of a mapping in TOML ends.
pub(super) const TOML_ENDING: &str = ".toml";

/// The mappings of an engagement, in the order of their names, and what is wrong with some.
#[derive(Clone, Debug, Default)]
pub struct StoredMappings {
    /// Those that were understood.
    pub mappings: Vec<Mapping>,
    /// What is wrong with the others.
    pub findings: Vec<Finding>,
}

/// Reads the mappings, and after them the built-in profiles of tools. Of two files with one name, the one in TOML counts.
pub fn stored_mappings(folder: &Folder, sheets: &[Arc<Sheet>], limits: &Limits) -> StoredMappings {
    let dir = folder.root.join(MAPPINGS_FOLDER);
    let mut files: Vec<(String, bool, PathBuf)> = Vec::new();
    if disk::is_folder(&dir) {
        for path in disk::files_below(&dir).unwrap_or_default() {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let stem = name
                .strip_suffix(BOOK_ENDING)
                .map(|s| (s, true))
                .or_else(|| name.strip_suffix(TOML_ENDING).map(|s| (s, false)));
            files.extend(stem.map(|(stem, book)| (stem.to_owned(), book, path.clone())));
        }
    }
    files.sort();
    files.dedup_by(|later, first| later.0 == first.0);
    let mut out = StoredMappings::default();
    for (_, book, path) in files {
        let name = folder.name_of(&path);
        let read = if book { read_book(folder, &path, &name, limits) } else { read_text(&path, &name) };
        match read.map_err(|why| vec![broken_mapping(&name, &why)]).and_then(|filled| resolve_mapping(&filled, sheets))
        {
            Ok(mapping) => out.mappings.push(mapping),
            Err(findings) => out.findings.extend(findings),
        }
    }
    // One that names what the engagement's own templates don't have is about nothing here.
    out.mappings.extend(mapping_file::tool_profiles().iter().filter_map(|p| resolve_mapping(p, sheets).ok()));
    out
}

fn read_text(path: &Path, name: &str) -> Result<FilledMapping, String> {
    let text = disk::read_text(path).map_err(|e| e.to_string())?;
    mapping_file::parse(&text, name)
}

fn read_book(folder: &Folder, path: &Path, name: &str, limits: &Limits) -> Result<FilledMapping, String> {
    let (bytes, _) = disk::read_at_most(path, limits.file_megabytes << 20).map_err(|e| e.to_string())?;
    let workbook = folder.readers.read(&bytes, name, limits).map_err(|e| e.message)?;
    read_mapping_book(&workbook, name)
}

fn broken_mapping(name: &str, why: &str) -> Finding {
    Finding::new(Code::DecisionInvalid, format!("The mapping can't be read: {why}."))
        .severity(Severity::Error)
        .help("Mend it or delete it, and run the same command again.")
        .at(Place::file(name))
}
