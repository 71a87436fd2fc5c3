//! Merging sheets without a template: every returned sheet against the base and the master, cell by cell, all at once.
//! What nobody disputes is taken; the rest keeps the master's value and is a finding.

use super::align::Aligned;
use super::assemble::assemble;
use super::merger::Merger;
use super::{keys, links, notices};
use crate::model::finding::Finding;
use crate::model::place::At;
use crate::model::plain::{MasterPositions, PlainSheet};
use crate::model::report::Change;
use std::collections::{BTreeMap, BTreeSet};

/// What merging gives.
#[derive(Clone, Debug, Default)]
pub struct MergedSheet {
    /// The merged sheet; its rows and columns are in the order of the master, with new ones beside their neighbours.
    pub sheet: PlainSheet,
    /// Where its rows and columns come from.
    pub origin: MasterPositions,
    /// What changed in the master.
    pub changes: Vec<Change>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// For each returned sheet, how many cells, rows and columns differ from the base.
    pub changed: Vec<usize>,
}

/// Merges sheets. `key` names the key columns; where it is empty, rows are paired by content.
pub fn merge_sheets(base: &PlainSheet, master: &PlainSheet, returned: &[&PlainSheet], key: &[String]) -> MergedSheet {
    let others: Vec<&PlainSheet> = std::iter::once(master).chain(returned.iter().copied()).collect();
    let mut merger = Merger {
        has_links: std::iter::once(&base).chain(&others).any(|sheet| sheet.has_links),
        aligned: Aligned::new(base, &others, key),
        dropped: BTreeSet::new(),
        gone: BTreeSet::new(),
        taken: BTreeMap::new(),
        taken_around: BTreeMap::new(),
        titles: BTreeMap::new(),
        taken_titles: BTreeMap::new(),
        texts: Vec::new(),
        otherwise: Vec::new(),
        changes: Vec::new(),
        findings: Vec::new(),
        changed: vec![0; returned.len()],
    };
    merger.findings.extend(notices::duplicate_keys(&merger.aligned));
    merger.findings.extend(keys::changed_keys(&merger.aligned));
    merger.columns();
    merger.titles();
    for record in 0..merger.aligned.records {
        merger.record(record);
    }
    merger.around();
    merger.findings.extend(notices::similar_new_rows(&merger.aligned));
    let sheets: Vec<&PlainSheet> = merger.aligned.views.iter().map(|view| view.sheet).collect();
    merger.findings.extend(links::unread_addresses(&sheets));
    merger.findings.extend(notices::uncomputed_formulas(&merger.aligned));
    merger.findings.extend(notices::numbers_as_text(&merger.aligned, &merger.texts));
    merger.findings.extend(notices::other_notations(&merger.aligned, &merger.otherwise));
    let (mut sheet, mut origin) =
        assemble(&merger.aligned, &merger.dropped, &merger.gone, &merger.taken, (&merger.titles, &merger.taken_titles));
    origin.around = merger.taken_around;
    place_around(&mut sheet, master, &origin);
    MergedSheet { sheet, origin, changes: merger.changes, findings: merger.findings, changed: merger.changed }
}

/// Puts the cells around the table where they belong beside the merged rows.
fn place_around(sheet: &mut PlainSheet, master: &PlainSheet, origin: &MasterPositions) {
    if master.around.is_empty() && origin.around.is_empty() {
        return;
    }
    let number = |row: &Option<usize>| Some(master.rows.get((*row)?)?.number);
    let merged = sheet.rows.iter().map(|row| row.number);
    let moved: BTreeMap<u32, u32> =
        origin.rows.iter().zip(merged).filter_map(|(row, now)| Some((number(row)?, now))).collect();
    let last = |of: &PlainSheet| of.rows.last().map_or(of.header, |row| row.number);
    let further = last(sheet).saturating_sub(last(master));
    let mut cells = master.around.clone();
    cells.extend(origin.around.clone());
    cells.retain(|_, cell| !cell.value.is_empty());
    let placed = cells.into_iter().map(|(at, cell)| {
        let below = if at.row > master.header { at.row.saturating_add(further) } else { at.row };
        (At::new(moved.get(&at.row).copied().unwrap_or(below), at.column), cell)
    });
    sheet.around = placed.collect();
}
