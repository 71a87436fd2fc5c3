//! What the files beside the master show: IDs that were given, copies that were sent, and second masters.

use super::folder::Folder;
use crate::edges::change_log::ChangeLog;
use crate::edges::disk;
use crate::model::code::Code;
use crate::model::engagement::{Engagement, Limits};
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::keys::CopyId;
use crate::model::memory::Memory;
use crate::model::place::Place;
use crate::steps::master::read::GivenIds;
use std::path::Path;

/// IDs that were given at some time, so that none is given twice: those in the log of changes, and those in copies of
/// which the memory knows nothing, because it was lost or an earlier master was put back.
pub fn given_ids(folder: &Folder, log: &ChangeLog, memory: &Memory) -> GivenIds {
    let logged = log.lines.iter().map(|l| l.record.clone());
    let decided = log.lines.iter().filter_map(|l| l.reason.decided_id().map(|id| id.to_string()));
    GivenIds {
        records: logged.chain(ids_in_unknown_copies(folder, memory)).collect(),
        discrepancies: decided.collect(),
    }
}

/// The stems of the workbooks in a folder: the ids of copies.
pub fn copies_in(folder: &Path) -> Vec<CopyId> {
    let files = disk::workbooks_in(folder);
    files.iter().filter_map(|p| p.file_stem()).map(|s| CopyId::from(&*s.to_string_lossy())).collect()
}

/// Findings about other masters of this engagement beside its own: copies that a synchronised drive makes of a conflict.
pub fn second_masters(folder: &Folder, engagement: &Engagement) -> Vec<Finding> {
    let beside = disk::workbooks_in(&folder.root);
    let mut out = Vec::new();
    for path in beside.into_iter().filter(|p| *p != folder.master()) {
        let Some(workbook) = folder.workbook_at(&path, &Limits::default()) else { continue };
        let ours = workbook.properties.get("prekick.engagement") == Some(&engagement.id);
        if ours && workbook.properties.contains_key("prekick.master") {
            let name = folder.name_of(&path);
            let message = format!(
                "{name} is another master of this engagement, such as a synchronised drive leaves after a conflict; it was not read."
            );
            out.push(Finding::new(Code::FileSecondMaster, message).at(Place::file(name)));
        }
    }
    out
}

fn ids_in_unknown_copies(folder: &Folder, memory: &Memory) -> Vec<String> {
    let mut out = Vec::new();
    for path in disk::workbooks_in(&folder.outbox()) {
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if memory.sent.contains_key(stem.as_str()) {
            continue;
        }
        let Some(workbook) = folder.workbook_at(&path, &Limits::default()) else { continue };
        let cells = workbook.sheets.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells);
        // IDs stand in the first column of every sheet.
        out.extend(cells.filter(|(column, _)| *column == 0).filter_map(|(_, c)| match &c.raw {
            Raw::Text(text) => Some(text.trim().to_owned()),
            _ => None,
        }));
    }
    out
}
