//! Turns a file in a layout of its own into returned files, as if copies had been sent.

use super::earlier_version::{ListTable, base_of_list, copy_of_list, names_before};
use super::fitted_matrices::MadeColumn;
use super::normalise;
use super::own_ids::{OwnIds, PromisedId, take_own_ids};
use super::regions::{TableRegion, TableRegions};
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, Workbook};
use crate::model::keys::CopyId;
use crate::model::place::At;
use crate::model::row_key;
use crate::model::state::Master;
use crate::model::surroundings::Surroundings;
use crate::model::table::Table;
use crate::model::template::{Sheet, Template};
use crate::steps::ingest::identity::{Identity, digest};
use crate::steps::ingest::incoming::Incoming;
use crate::steps::ingest::{IngestContext, IngestedWorkbook, Leftover, LocatedTable, cells_outside, ingest_located};
use crate::steps::master::read::id_prefixes;
use crate::steps::validate::people::{People, resolve_table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a file is adopted with.
#[derive(Clone, Copy, Debug)]
pub struct Adopting<'a> {
    /// The file, as findings name it.
    pub name: &'a str,
    /// Its SHA-256.
    pub sha256: &'a str,
    /// The templates, for the ID prefixes of all sheets.
    pub templates: &'a [Template],
    /// The master.
    pub master: &'a Master,
    /// Whether the user named the sheets: then the cells of the file's other sheets are counted, not listed.
    pub named: bool,
    /// The copy id under which the memory keeps its claims.
    pub copy: &'a CopyId,
    /// Where and when the project is, as far as it is known.
    pub surroundings: Option<&'a Surroundings>,
}

/// A file as returned copies, with what goes with them.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    /// The file; a second table of one sheet is in a file of its own.
    pub files: Vec<Incoming>,
    /// Findings about it.
    pub findings: Vec<Finding>,
    /// IDs of the sender's own that are free and are to be kept.
    pub promised: Vec<PromisedId>,
}

/// The file as returned copies. Of a list that was read before, the base is what it held then; without one, new records are
/// added and differences are asked. An `Err` says that there is no table.
pub fn adopt(workbook: &Workbook, found: &TableRegions, adopting: Adopting<'_>) -> Result<Adopted, String> {
    if workbook.sheets.is_empty() {
        return Err("the workbook has no sheet with cells.".into());
    }
    let Adopting { name, sha256, templates, master, named, copy, surroundings } = adopting;
    let prefixes = id_prefixes(templates);
    let people = master.sheet("contacts").map(People::from_state).unwrap_or_default();
    let all: Vec<LocatedTable<'_>> = found.regions.iter().map(as_located).collect();
    let listed = |i: usize, at: At| found.listed.contains(&(i, at.row, at.column));
    let mut rest = Some(cells_outside(workbook, &all, name, &listed));
    let mut out = Adopted { findings: found.findings.clone(), ..Adopted::default() };
    let mut list = None;
    for (n, batch) in batches(&found.regions).into_iter().enumerate() {
        let sheets: Vec<Arc<Sheet>> = batch.iter().map(|k| Arc::clone(k.sheet)).collect();
        let context = IngestContext { surroundings, ..IngestContext::new(name, &sheets, &prefixes) };
        let mut read = ingest_located(&batch, context, workbook);
        let is_listed = |of: &Leftover| {
            let mut sheets = workbook.sheets.iter().enumerate().filter(|(_, grid)| grid.title == of.sheet);
            sheets.any(|(i, _)| listed(i, of.at))
        };
        read.leftovers.retain(|of| !is_listed(of));
        if let Some(rest) = rest.take() {
            read.leftovers.extend(rest.leftovers);
            read.notes.extend(rest.notes);
        }
        out.findings.extend(normalise::normalise(&mut read, workbook, named));
        let digest = digest(&read);
        let grids: Vec<&Grid> = read.tables.iter().filter_map(|t| grid_of(&batch, t)).collect();
        let tables = read.tables.iter().zip(&grids).map(|(table, grid)| ListTable { table, grid });
        let list = list.get_or_insert_with(|| copy_of_list(copy, &tables.collect::<Vec<_>>(), master)).clone();
        let copy = if n == 0 { list } else { format!("{list}#{}", n + 1).into() };
        let mut own = OwnIds::default();
        for (table, grid) in read.tables.iter_mut().zip(grids) {
            let before = names_before(&copy, table, master);
            take_own_ids(table, grid, &copy, master, &before, &mut own);
        }
        read.tables.iter_mut().for_each(|table| key_repeated_names(table, &copy, &master.memory.engagement));
        place_made_columns(&mut read.tables, &found.made);
        read.tables.iter_mut().for_each(|table| resolve_table(table, &people, None));
        let identity = identity_of(&read, name);
        out.promised.extend(own.promised);
        out.files.push(Incoming {
            file: name.to_owned(),
            sha256: sha256.to_owned(),
            identity,
            base: base_of_list(&copy, &digest, &read.tables, master),
            copy,
            read,
            digest,
            saved_at: workbook.saved_at.clone(),
            saved_by: workbook.saved_by.clone(),
            sent_by: None,
            one_sheet: workbook.format == Format::Csv,
            findings: Vec::new(),
            is_list: true,
            own_ids: own.ids,
        });
    }
    Ok(out)
}

/// Gives rows that share a natural key, such as one activity in two sections, row keys by which they are known again.
fn key_repeated_names(table: &mut Table, copy: &CopyId, engagement: &str) {
    let names: Vec<Option<String>> = table.rows.iter().map(|r| r.natural_key(&table.sheet)).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.iter().flatten() {
        *times.entry(name).or_default() += 1;
    }
    let sheet = table.sheet.key.clone();
    let whole: Vec<Option<String>> = table.rows.iter().map(|row| normalise::repeated_name(table, row)).collect();
    for ((row, name), whole) in table.rows.iter_mut().zip(&names).zip(whole) {
        let shared = name.as_deref().is_some_and(|name| times.get(name).is_some_and(|n| *n > 1));
        if let Some(whole) = whole.filter(|_| shared && row.row_key.is_none()) {
            row.row_key = Some(row_key::make(&[engagement, copy.as_str(), sheet.as_str(), &whole]));
        }
    }
}

/// Whose file it is: nobody's copy, but one that is known by its name.
fn identity_of(read: &IngestedWorkbook, name: &str) -> Identity {
    let stem = name.rsplit('/').next().unwrap_or(name).to_owned();
    Identity {
        workbook: read.tables.first().map(|t| t.sheet.workbook.clone()),
        recipient: Some(stem),
        ..Identity::default()
    }
}

/// The cells that a table was read from.
fn grid_of<'g>(batch: &[LocatedTable<'g>], table: &Table) -> Option<&'g Grid> {
    batch.iter().find(|located| located.sheet.key == table.sheet.key).map(|located| located.grid)
}

/// Gives columns that were made of a list their place in the file.
fn place_made_columns(tables: &mut [Table], made: &[MadeColumn]) {
    for table in tables {
        let title = table.title.clone();
        for at in table.present.iter_mut().flatten() {
            if let Some(made) = made.iter().find(|m| m.sheet == title && m.at == *at) {
                *at = made.from;
            }
        }
    }
}

fn as_located(region: &TableRegion) -> LocatedTable<'_> {
    LocatedTable { at: region.at, grid: &region.grid, sheet: &region.sheet, header: &region.header }
}

/// Splits tables so that no two of one sheet are together.
fn batches(regions: &[TableRegion]) -> Vec<Vec<LocatedTable<'_>>> {
    let mut out: Vec<Vec<LocatedTable<'_>>> = Vec::new();
    for region in regions {
        match out.iter_mut().find(|batch| batch.iter().all(|k| k.sheet.key != region.sheet.key)) {
            Some(batch) => batch.push(as_located(region)),
            None => out.push(vec![as_located(region)]),
        }
    }
    out
}
