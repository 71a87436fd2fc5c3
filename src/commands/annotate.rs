//! `prekick check --annotate`: each file back as a workbook with its findings, for its sender.

use super::engagement::folder::Folder;
use super::engagement::free_name::first_free_name;
use super::engagement::returned_files::ReturnedFiles;
use super::engagement::session::Session;
use super::engagement::surroundings::surroundings;
use crate::edges::disk::{self, WriteStep};
use crate::edges::writer;
use crate::edges::writer::style::is_own_fill;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::sheet_names::CHECKED_PROPERTY;
use crate::steps::feedback::{CheckedFile, annotated_book, feedback_for, places_with_others};
use crate::steps::ingest::identity::{Identity, identity};
use crate::steps::master::read::{id_prefixes, shared_sheets};
use crate::steps::outgoing::asked_by;
use anyhow::{anyhow, bail};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The identity of each file that was understood, by its name in findings.
pub fn identities(read: &ReturnedFiles) -> BTreeMap<String, Identity> {
    read.files.iter().map(|f| (f.file.clone(), f.identity.clone())).collect()
}

/// Where annotated files go: never where a run would read them.
pub fn annotation_folder(folder: &Folder, named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let to = named.map_or_else(|| folder.root.join("reports").join("checked"), Path::to_path_buf);
    for kept in [folder.inbox(), folder.outbox()] {
        if resolved(&to).starts_with(resolved(&kept)) {
            bail!(
                "{} is no place for checked files: the next run would read them. Name another folder. Nothing was written.",
                to.display()
            );
        }
    }
    Ok(to)
}

/// Writes files with their findings, and returns the paths. A file that can't be read is left out.
pub fn annotate(
    session: &Session,
    files: &[PathBuf],
    known: &BTreeMap<String, Identity>,
    findings: &[Finding],
    to: &Path,
    today: Date,
) -> anyhow::Result<Vec<String>> {
    let mut out = Vec::new();
    for file in files {
        let Some(AnnotatedFile { name, source, bytes }) = annotated_file(session, file, known, findings, today)? else {
            continue;
        };
        let path = free_path(session, to, &name, &source);
        if !disk::exists(&path) || disk::read(&path)? != bytes {
            disk::make_folder(to)?;
            disk::carry_out(&[WriteStep::Whole { path: path.clone(), bytes: bytes.into() }])?;
        }
        out.push(path.display().to_string());
    }
    Ok(out)
}

/// The canonical path of a folder that may not exist yet.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut out = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => _ = out.pop(),
            Component::CurDir => {}
            other => out.push(other),
        }
        out = disk::canonical(&out).unwrap_or(out);
    }
    out
}

/// A file with its findings, to be written.
struct AnnotatedFile {
    /// The name of the file that it was made of.
    name: String,
    /// Tells that file from others of its name.
    source: String,
    bytes: Vec<u8>,
}

/// A file with its findings; none where it can't be read.
fn annotated_file(
    session: &Session,
    file: &Path,
    known: &BTreeMap<String, Identity>,
    findings: &[Finding],
    today: Date,
) -> anyhow::Result<Option<AnnotatedFile>> {
    let found_as = session.folder.name_of(file);
    let Some(workbook) = session.folder.workbook_at(file, &session.engagement.limits) else { return Ok(None) };
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let template =
        known.get(&found_as).and_then(|who| session.templates.iter().find(|t| Some(&t.key) == who.workbook.as_ref()));
    let sheets = template.map(|t| shared_sheets(t, &session.master));
    let language = identity(&workbook).language;
    let feedback = feedback_for(
        CheckedFile {
            name: &name,
            workbook: &workbook,
            sheets: &sheets.unwrap_or_default(),
            prefixes: &id_prefixes(&session.templates),
            language: language.as_deref(),
            surroundings: Some(&surroundings(&session.engagement)),
            with_others: &places_with_others(findings, &found_as),
        },
        today,
        &session.engagement,
    );
    let to = match asked_by(&session.master) {
        names if names.is_empty() => format!("the delivery team of {}", session.engagement.name),
        names => Language::english().and_list(&names),
    };
    let source: String = sha256(found_as.as_bytes()).chars().take(16).collect();
    let book = annotated_book(&feedback, &source, &to, today, is_own_fill);
    let bytes = writer::write(&book).map_err(|e| anyhow!("{found_as} can't be written back with its findings: {e}"))?;
    Ok(Some(AnnotatedFile { name, source, bytes }))
}

/// A path under which nothing lies, or an earlier annotation of the same file.
fn free_path(session: &Session, to: &Path, name: &str, source: &str) -> PathBuf {
    let stem = Path::new(name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let path_of = |name: &str| to.join(format!("{name}.checked.xlsx"));
    path_of(&first_free_name(&stem, |name| {
        let path = path_of(name);
        !disk::exists(&path) || is_annotation_of(session, &path, source)
    }))
}

fn is_annotation_of(session: &Session, path: &Path, source: &str) -> bool {
    let limits = &session.engagement.limits;
    let bytes = disk::read_at_most(path, limits.file_megabytes << 20).ok();
    let read = bytes.and_then(|(bytes, _)| session.folder.readers.read(&bytes, "", limits).ok());
    read.is_some_and(|workbook| workbook.properties.get(CHECKED_PROPERTY).is_some_and(|s| s == source))
}
