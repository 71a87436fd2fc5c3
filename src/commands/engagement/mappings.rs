//! The mappings of an engagement: what people said about files in a layout of their own, stored in `mappings/`.

use super::folder::Folder;
use crate::edges::disk;
use crate::edges::mapping_file;
use crate::model::code::Code;
use crate::model::engagement::{Engagement, Limits};
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

/// Reads the engagement's mappings, after them those of the folder that the settings name, and last the built-in profiles of
/// tools. Of two files with one name in a folder, the one in TOML counts.
pub fn stored_mappings(folder: &Folder, sheets: &[Arc<Sheet>], engagement: &Engagement) -> StoredMappings {
    let mut out = StoredMappings::default();
    let shared = engagement.mappings.as_ref().map(|shared| folder.root.join(shared));
    out.findings.extend(shared.as_deref().filter(|shared| !disk::is_folder(shared)).map(missing_folder));
    let own = mapping_files(&folder.root.join(MAPPINGS_FOLDER));
    for MappingPath { is_book, path, .. } in own.into_iter().chain(shared.iter().flat_map(|dir| mapping_files(dir))) {
        let name = folder.name_of(&path);
        let read = if is_book { read_book(folder, &path, &name, &engagement.limits) } else { read_text(&path, &name) };
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

/// A file with a mapping.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct MappingPath {
    stem: String,
    is_book: bool,
    path: PathBuf,
}

/// The mappings in a folder, in the order of their names.
fn mapping_files(dir: &Path) -> Vec<MappingPath> {
    let paths = if disk::is_folder(dir) { disk::files_below(dir).unwrap_or_default() } else { Vec::new() };
    let found = paths.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let book = name.strip_suffix(BOOK_ENDING).map(|stem| (stem, true));
        let (stem, is_book) = book.or_else(|| name.strip_suffix(TOML_ENDING).map(|stem| (stem, false)))?;
        Some(MappingPath { stem: stem.to_owned(), is_book, path })
    });
    let mut files: Vec<MappingPath> = found.collect();
    files.sort();
    files.dedup_by(|later, first| later.stem == first.stem);
    files
}

fn missing_folder(folder: &Path) -> Finding {
    let message = format!("The settings name {} for shared mappings, and there is no such folder.", folder.display());
    Finding::new(Code::DecisionInvalid, message)
        .severity(Severity::Error)
        .help("Correct mappings in engagement.toml, or take the line out, and run the same command again.")
        .at(Place::file("engagement.toml"))
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
