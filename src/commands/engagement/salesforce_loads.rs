//! What was sent to Salesforce and what its result files say, as an engagement keeps it beside its exports.

use super::folder::Folder;
use crate::edges::csv_file;
use crate::edges::disk::{self, WriteStep};
use crate::model::change_reason::ChangeReason;
use crate::model::digest::sha256;
use crate::model::keys::FieldKey;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::state::Master;
use crate::model::value::Value;
use crate::steps::export::salesforce::{Manifest, ResultFile};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// The sheet of the requests.
pub const REQUESTS: &str = "resource_requests";
/// Result files hold the columns that were sent, and no more than so many bytes are read.
const MOST_BYTES: u64 = 150 << 20;

/// The header of a result file is no longer than this.
const HEAD_BYTES: u64 = 64 << 10;

/// Where it is kept.
pub fn manifest_path(folder: &Folder) -> PathBuf {
    folder.root.join("exports").join("salesforce-resource-requests.manifest.json")
}

/// What is kept; none before the first export.
///
/// # Errors
/// Says that the file can't be read, and what to do.
pub fn read_manifest(folder: &Folder) -> anyhow::Result<Option<Manifest>> {
    let path = manifest_path(folder);
    if !disk::exists(&path) {
        return Ok(None);
    }
    let manifest = serde_json::from_slice(&disk::read(&path)?)
        .context("exports/salesforce-resource-requests.manifest.json is damaged; delete it to send everything again")?;
    Ok(Some(manifest))
}

/// How to write it.
pub fn manifest_step(folder: &Folder, manifest: &Manifest) -> anyhow::Result<WriteStep> {
    Ok(WriteStep::Whole { path: manifest_path(folder), bytes: serde_json::to_vec_pretty(manifest)?.into() })
}

/// A file as a result file of Salesforce; none where it is something else.
pub fn result_file(path: &Path) -> Option<ResultFile> {
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        return None;
    }
    let (head, _) = disk::read_at_most(path, HEAD_BYTES).ok()?;
    let header = head.split(|b| matches!(b, b'\n' | b'\r')).next().and_then(csv_file::read_rows)?;
    ResultFile::of(String::new(), header)?;
    let (bytes, more) = disk::read_at_most(path, MOST_BYTES).ok()?;
    if more {
        return None;
    }
    ResultFile::of(sha256(&bytes), csv_file::read_rows(&bytes)?)
}

/// Fills in the IDs that Salesforce gave, and says so.
pub fn fill_in_salesforce_ids(master: &mut Master, manifest: &Manifest) -> Vec<Change> {
    let ids = manifest.salesforce_ids();
    let Some(state) = master.sheets.iter_mut().find(|s| s.sheet.key == REQUESTS) else { return Vec::new() };
    let Some(column) = state.sheet.position("sf_id") else { return Vec::new() };
    let mut changes = Vec::new();
    for record in state.records.values_mut() {
        let Some(given) = ids.get(record.id.as_str()) else { continue };
        let to = Value::text(given.join(", "));
        let Some(slot) = record.values.get_mut(column).filter(|slot| **slot != to) else { continue };
        let from = std::mem::replace(slot, to.clone());
        changes.push(Change {
            workbook: state.sheet.workbook.clone(),
            sheet: state.sheet.title.clone(),
            record: record.id.clone(),
            field: Some(FieldKey::from("sf_id")),
            from,
            to,
            reason: ChangeReason::FilledIn,
            by: "master".into(),
            source: Place::default(),
            values: Vec::new(),
        });
    }
    changes
}
