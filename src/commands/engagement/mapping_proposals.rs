//! Mappings to be looked through: written into `mappings/` for files in a layout that is not known.

use super::folder::Folder;
use super::free_name::first_free_name;
use super::mappings::{BOOK_ENDING, MAPPINGS_FOLDER, StoredMappings, TOML_ENDING, stored_mappings};
use super::returned_files::ReturnedFiles;
use super::session::Session;
use crate::edges::disk::{self, WriteStep};
use crate::edges::{mapping_file, writer};
use crate::model::code::Code;
use crate::model::mapping::{Mapping, TableProposal};
use crate::model::template::Sheet;
use crate::model::text::slug;
use crate::steps::adopt::{mapping_book, mapping_question};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

/// A file that needs a mapping.
#[derive(Clone, Copy, Debug)]
pub struct MappingRequest<'a> {
    /// The file, as findings name it.
    pub file: &'a str,
    /// What its tables are thought to be.
    pub proposals: &'a [TableProposal],
    /// The sheets that they may be.
    pub sheets: &'a [Arc<Sheet>],
    /// The mappings that are there.
    pub stored: &'a StoredMappings,
    /// Whether it is wanted as TOML, not as a workbook.
    pub toml: bool,
}

/// Where a mapping is, and the step that writes it.
#[derive(Clone, Debug)]
pub struct ProposedMapping {
    /// Its file, as findings name it.
    pub name: String,
    /// None where it lies there already: somebody may be at work on it, so it is not written again.
    pub step: Option<WriteStep>,
}

/// The mapping that a person is to look through for a file.
pub fn propose_mapping(folder: &Folder, request: MappingRequest<'_>, today: Date) -> anyhow::Result<ProposedMapping> {
    let MappingRequest { file, proposals, sheets, stored, toml } = request;
    let is_of =
        |m: &&Mapping| proposals.iter().all(|p| m.tables.iter().any(|t| t.shape == p.shape && t.kind == p.kind));
    if let Some(waiting) = stored.mappings.iter().filter(|m| !m.ready && m.profile.is_none()).find(is_of) {
        return Ok(ProposedMapping { name: waiting.file.clone(), step: None });
    }
    let path = free_path(folder, file, toml);
    let name = folder.name_of(&path);
    let short = file.rsplit('/').next().unwrap_or(file);
    let all: Vec<&TableProposal> = proposals.iter().collect();
    let bytes = if toml {
        mapping_file::write(short, &all)?.into_bytes()
    } else {
        writer::write(&mapping_book(short, &all, sheets, today))?
    };
    Ok(ProposedMapping { name, step: Some(WriteStep::New { path, bytes }) })
}

/// Writes the mappings that files of a run wait for, and says at each file where its mapping is.
pub fn write_proposals(session: &Session, read: &mut ReturnedFiles, today: Date) -> anyhow::Result<()> {
    let proposals = std::mem::take(&mut read.proposals);
    if proposals.is_empty() {
        return Ok(());
    }
    let sheets: Vec<Arc<Sheet>> = session.templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    for (file, proposals) in proposals {
        // Another file of the run may have had the same question.
        let stored = &stored_mappings(&session.folder, &sheets, &session.engagement);
        let request = MappingRequest { file: &file, proposals: &proposals, sheets: &sheets, stored, toml: false };
        let mapping = propose_mapping(&session.folder, request, today)?;
        disk::carry_out(&mapping.step.into_iter().collect::<Vec<_>>())?;
        let own = read.refused.iter_mut().find(|r| r.source.file == file && r.finding.code == Code::ColumnAmbiguous);
        if let Some(refused) = own {
            refused.finding = mapping_question(&file, &proposals, Some(&mapping.name));
        }
    }
    Ok(())
}

/// A name in `mappings/` that no mapping has.
fn free_path(folder: &Folder, file: &str, toml: bool) -> PathBuf {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s);
    let slug = Some(slug(stem)).filter(|s| !s.is_empty()).unwrap_or_else(|| "spreadsheet".into());
    let dir = folder.root.join(MAPPINGS_FOLDER);
    let paths_of = |name: &str| (dir.join(format!("{name}{BOOK_ENDING}")), dir.join(format!("{name}{TOML_ENDING}")));
    let name = first_free_name(&slug, |name| {
        let (book, text) = paths_of(name);
        !disk::exists(&book) && !disk::exists(&text)
    });
    let (book, text) = paths_of(&name);
    if toml { text } else { book }
}
