//! Reading the master. People edit it between runs, so it is read with the same care as a returned copy: what they typed
//! becomes records with IDs, changes, and picks.

mod edits;
mod identity;
mod lists;
mod own;
mod tables;
#[cfg(test)]
mod tests;

pub use edits::{absorb_edits, remember_records};
pub use identity::{id_for, next_id, promised_name, values_of};
pub use own::{collect_own_cells, not_carried};

use crate::model::code::Code;
use crate::model::decision_row::DecisionRow;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::SheetKey;
use crate::model::memory::Memory;
use crate::model::place::Place;
use crate::model::sheet_names::{IDENTITY_SHEET, MASTER_FILE};
use crate::model::state::Master;
use crate::model::template::{Sheet, Template, Visibility};
use crate::steps::ingest::{IngestContext, ingest_tables};
use crate::steps::master::memory_lines;
use crate::steps::validate::people::People;
use std::collections::BTreeMap;
use std::sync::Arc;

/// IDs that were given at some time, and may stand nowhere in the master any more.
#[derive(Clone, Debug, Default)]
pub struct GivenIds {
    /// Of records.
    pub records: Vec<String>,
    /// Of discrepancies.
    pub discrepancies: Vec<String>,
}

/// The ID prefix of every sheet, by key.
pub fn id_prefixes(templates: &[Template]) -> BTreeMap<SheetKey, String> {
    templates.iter().flat_map(|t| &t.sheets).map(|s| (s.key.clone(), s.id_prefix.clone())).collect()
}

/// Reads the state from a master as found. `given_ids` lists IDs that were given at some time and may stand nowhere in the
/// master any more; `own_fill` knows the fills that prekick gives cells. An `Err` says why the master can't be read.
pub fn read_master(
    workbook: &Workbook,
    templates: &[Template],
    engagement: &str,
    given_ids: &dyn Fn(&Memory) -> GivenIds,
    own_fill: fn(u32) -> bool,
) -> Result<(Master, Vec<Finding>), String> {
    let mut findings = Vec::new();
    let prefixes = id_prefixes(templates);
    let tables: Vec<Arc<Sheet>> =
        templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()).cloned().map(Arc::new).collect();
    let mut read = ingest_tables(workbook, IngestContext::new(MASTER_FILE, &tables, &prefixes));
    let matrices: Vec<&Sheet> = templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_some()).collect();
    let mut memory_findings = Vec::new();
    let memory = memory(workbook, engagement, &mut memory_findings)?;
    findings.extend(memory_findings);
    let workbook_titles = templates.iter().map(|t| (t.key.clone(), t.title.clone())).collect();
    let mut master = Master { workbook_titles, memory, ..Master::default() };
    lists::read_lists(workbook, own_fill, &mut master);
    let given = given_ids(&master.memory);
    raise_counters(&mut master, templates, &given);
    for sheet in &tables {
        tables::add_new_sheet(&mut read, sheet, workbook, &master.memory);
    }
    let people = read.table("contacts").map(People::new).unwrap_or_default();
    for template in templates {
        for sheet in template.sheets.iter().filter(|s| s.across().is_none()) {
            let state = identity::state_of(&mut read, sheet, &people, &mut master.memory, engagement, &mut findings)?;
            master.sheets.push(state);
        }
    }
    for sheet in matrices {
        let shaped = Arc::new(expand_matrix(sheet, &master));
        let mut found = ingest_tables(workbook, IngestContext::new(MASTER_FILE, &[Arc::clone(&shaped)], &prefixes));
        tables::add_new_sheet(&mut found, &shaped, workbook, &master.memory);
        let state = identity::state_of(&mut found, &shaped, &people, &mut master.memory, engagement, &mut findings)?;
        master.sheets.push(state);
    }
    sort_sheets(&mut master, templates);
    own::collect_fills(workbook, &mut master, own_fill);
    own::collect_own_sheets(workbook, templates, &mut master);
    Ok((master, findings))
}

/// A matrix with a column for every record of its across-sheet; a table as it is.
pub fn expand_matrix(sheet: &Sheet, master: &Master) -> Sheet {
    let Some(across) = sheet.across().and_then(|key| master.sheet(key)) else { return sheet.clone() };
    let title = across.sheet.natural_key.first().and_then(|k| across.sheet.position(k));
    let roles: Vec<(String, String)> = across
        .records
        .values()
        .map(|r| (r.id.clone(), title.and_then(|t| r.values.get(t)).map(ToString::to_string).unwrap_or_default()))
        .filter(|(_, title)| !title.is_empty())
        .collect();
    sheet.with_across(&roles)
}

/// The sheets of a workbook that recipients see, matrices with their columns; none of an internal workbook.
pub fn shared_sheets(template: &Template, master: &Master) -> Vec<Arc<Sheet>> {
    let is_shared = template.audience == Visibility::Shared;
    let sheets = template.sheets.iter().filter(|s| is_shared && s.visibility == Visibility::Shared);
    sheets.map(|s| Arc::new(expand_matrix(s, master))).collect()
}

/// The memory of a master and the rows of its Decisions sheet; nothing else of it is read.
pub fn read_memory(workbook: &Workbook) -> (Memory, Vec<DecisionRow>) {
    let lines = workbook.sheets.iter().find(|g| g.title == IDENTITY_SHEET).map(lines).unwrap_or_default();
    let (memory, _) = memory_lines::from_lines(lines.iter().map(String::as_str));
    (memory, lists::decided(workbook))
}

/// Raises the counters above every ID that was given at some time, so that none is given twice.
fn raise_counters(master: &mut Master, templates: &[Template], given: &GivenIds) {
    let decided: Vec<String> = master.decided.iter().map(|row| row.id.clone()).collect();
    let picked: Vec<String> = master.picks.iter().map(|p| p.id.clone()).collect();
    for id in decided.iter().chain(&given.discrepancies).chain(&picked) {
        if let Some(n) = id.strip_prefix("D-").and_then(|n| n.parse::<u32>().ok()) {
            let highest = master.memory.highest.entry("discrepancies".into()).or_default();
            *highest = (*highest).max(n);
        }
    }
    for sheet in templates.iter().flat_map(|t| &t.sheets) {
        let numbers = given.records.iter().filter_map(|id| id.strip_prefix(&sheet.id_prefix)?.parse::<u32>().ok());
        if let Some(most) = numbers.max() {
            let highest = master.memory.highest.entry(sheet.key.to_string()).or_default();
            *highest = (*highest).max(most);
        }
    }
}

fn sort_sheets(master: &mut Master, templates: &[Template]) {
    let order: Vec<&SheetKey> = templates.iter().flat_map(|t| &t.sheets).map(|s| &s.key).collect();
    master.sheets.sort_by_key(|s| order.iter().position(|k| **k == s.sheet.key));
}

/// The memory of the master. That of another engagement makes the master unreadable; a lost one is a finding.
fn memory(workbook: &Workbook, engagement: &str, findings: &mut Vec<Finding>) -> Result<Memory, String> {
    let lines = workbook.sheets.iter().find(|g| g.title == IDENTITY_SHEET).map(lines).unwrap_or_default();
    let (memory, unread) = memory_lines::from_lines(lines.iter().map(String::as_str));
    if !memory.engagement.is_empty() && memory.engagement != engagement {
        return Err(format!(
            "master.xlsx belongs to the engagement {}, and this folder is {engagement}. Put the right master back, or the newest file of history/.",
            memory.engagement
        ));
    }
    if memory.engagement.is_empty() || !unread.is_empty() {
        let message =
            "The hidden memory of the master is gone or damaged, so it is no longer known whose words were heard.";
        findings.push(Finding::new(Code::FileMemoryLost, message).at(Place::file(MASTER_FILE)));
    }
    Ok(memory)
}

/// The texts of a sheet's rows, cells of one row joined.
fn lines(grid: &Grid) -> Vec<String> {
    let join = |row: &crate::model::grid::GridRow| row.cells.iter().map(|(_, c)| c.raw.to_string()).collect::<String>();
    grid.rows.iter().map(join).filter(|line| line.starts_with('{')).collect()
}
