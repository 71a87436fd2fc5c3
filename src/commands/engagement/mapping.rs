//! The mappings of an engagement: those that are kept in `mappings/`, and new ones to be looked through.

use super::folder::{Folder, Loaded};
use super::read_files::ReadFiles;
use crate::edges::disk::{self, WriteStep};
use crate::edges::{mapping_file, writer};
use crate::model::code::Code;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::mapping::{FilledMapping, Mapping, TableProposal};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::template::Sheet;
use crate::model::text::slug;
use crate::steps::adopt::{mapping_book, mapping_question, read_mapping_book, resolve_mapping};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const FOLDER: &str = "mappings";
const BOOK: &str = ".mapping.xlsx";
const TEXT: &str = ".toml";

/// The mappings of an engagement, in the order of their names, and what is wrong with some.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Those that were understood.
    pub mappings: Vec<Mapping>,
    /// What is wrong with the others.
    pub findings: Vec<Finding>,
}

/// Reads the mappings. Of one name, the TOML file counts.
pub fn kept(folder: &Folder, sheets: &[Arc<Sheet>], limits: &Limits) -> Kept {
    let dir = folder.root.join(FOLDER);
    let mut files: Vec<(String, bool, PathBuf)> = Vec::new();
    if disk::is_folder(&dir) {
        for path in disk::files_below(&dir).unwrap_or_default() {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let stem =
                name.strip_suffix(BOOK).map(|s| (s, true)).or_else(|| name.strip_suffix(TEXT).map(|s| (s, false)));
            files.extend(stem.map(|(stem, book)| (stem.to_owned(), book, path.clone())));
        }
    }
    files.sort();
    files.dedup_by(|later, first| later.0 == first.0);
    let mut out = Kept::default();
    for (_, book, path) in files {
        let name = folder.name_of(&path);
        let read = if book { read_book(folder, &path, &name, limits) } else { read_text(&path, &name) };
        match read.map_err(|why| vec![broken(&name, &why)]).and_then(|filled| resolve_mapping(&filled, sheets)) {
            Ok(mapping) => out.mappings.push(mapping),
            Err(findings) => out.findings.extend(findings),
        }
    }
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

fn broken(name: &str, why: &str) -> Finding {
    Finding::new(Code::DecisionInvalid, format!("The mapping can't be read: {why}."))
        .severity(Severity::Error)
        .help("Mend it or delete it, and run the same command again.")
        .at(Place::file(name))
}

/// Where the mapping of a file is to be looked through, and the step that writes it; none where it lies there already.
pub fn proposed(
    folder: &Folder,
    file: &str,
    proposals: &[TableProposal],
    sheets: &[Arc<Sheet>],
    kept: &Kept,
    toml: bool,
    today: Date,
) -> anyhow::Result<(String, Option<WriteStep>)> {
    // A mapping that waits is not written anew: somebody may be at work on it.
    let is_of =
        |m: &&Mapping| proposals.iter().all(|p| m.tables.iter().any(|t| t.shape == p.shape && t.kind == p.kind));
    if let Some(waiting) = kept.mappings.iter().filter(|m| !m.ready).find(is_of) {
        return Ok((waiting.file.clone(), None));
    }
    let path = free_name(folder, file, toml);
    let name = folder.name_of(&path);
    let short = file.rsplit('/').next().unwrap_or(file);
    let all: Vec<&TableProposal> = proposals.iter().collect();
    let bytes = if toml {
        mapping_file::write(short, &all)?.into_bytes()
    } else {
        writer::write(&mapping_book(short, &all, sheets, today))?
    };
    Ok((name, Some(WriteStep::New { path, bytes })))
}

/// Writes the mappings that files of a run wait for, and says at each file where it is.
pub fn write_proposed(loaded: &Loaded, read: &mut ReadFiles, today: Date) -> anyhow::Result<()> {
    let proposals = std::mem::take(&mut read.proposals);
    if proposals.is_empty() {
        return Ok(());
    }
    let sheets: Vec<Arc<Sheet>> = loaded.templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    for (file, proposals) in proposals {
        // Another file of the run may have had the same question.
        let kept = kept(&loaded.folder, &sheets, &loaded.engagement.limits);
        let (mapping, step) = proposed(&loaded.folder, &file, &proposals, &sheets, &kept, false, today)?;
        disk::carry_out(&step.into_iter().collect::<Vec<_>>())?;
        let own = read.refused.iter_mut().find(|r| r.source.file == file && r.finding.code == Code::ColumnAmbiguous);
        if let Some(refused) = own {
            refused.finding = mapping_question(&file, &proposals, Some(&mapping));
        }
    }
    Ok(())
}

fn free_name(folder: &Folder, file: &str, toml: bool) -> PathBuf {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s);
    let slug = Some(slug(stem)).filter(|s| !s.is_empty()).unwrap_or_else(|| "spreadsheet".into());
    let dir = folder.root.join(FOLDER);
    let mut n = 1;
    loop {
        let name = if n == 1 { slug.clone() } else { format!("{slug}-{n}") };
        let (book, text) = (dir.join(format!("{name}{BOOK}")), dir.join(format!("{name}{TEXT}")));
        if !disk::exists(&book) && !disk::exists(&text) {
            return if toml { text } else { book };
        }
        n += 1;
    }
}
