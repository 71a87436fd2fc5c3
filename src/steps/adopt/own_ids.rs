//! IDs of the sender's own. They are kept where they are free; else each stands in a column `ID in FILE` of the master,
//! references of the file mean the rows of the file, and a later version of the list is matched by them.

use super::names_before::NamesBefore;
use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::keys::{CopyId, RecordKey, SheetKey};
use crate::model::place::At;
use crate::model::row_key;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::{Row, Table, natural_key};
use crate::model::template::{Kind, Sheet};
use crate::model::text::{fold, resembles};
use crate::model::value::Value;
use crate::steps::ingest::incoming::{Incoming, OwnId};
use crate::steps::master::read::{promised_name, values_of};
use crate::steps::values::normalise_id;
use std::collections::{BTreeMap, BTreeSet};

/// An ID that the sender gave a new record, and that is free in the master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedId {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// The name under which the memory keeps it.
    pub name: String,
    /// The ID.
    pub id: String,
    /// Its number.
    pub number: u32,
}

/// The IDs of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnIds {
    pub(super) ids: Vec<OwnId>,
    pub(super) promised: Vec<PromisedId>,
}

/// The row key of the row that has this ID in the list of a source.
pub(super) fn row_key_of(engagement: &str, copy: &CopyId, sheet: &SheetKey, typed: &str) -> String {
    row_key::make(&[engagement, copy.as_str(), sheet.as_str(), &fold(typed)])
}

/// Takes the IDs out of the rows of a table: each row gets a row key made of its ID, and keeps the ID itself where that is a
/// record of the master already.
pub(super) fn take_own_ids(
    table: &mut Table,
    grid: &Grid,
    copy: &CopyId,
    master: &Master,
    before: &NamesBefore,
    out: &mut OwnIds,
) {
    let sheet = std::sync::Arc::clone(&table.sheet);
    let Some((i, at)) = id_column(table) else { return };
    let known = KnownIds::of(master, &sheet);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in &mut table.rows {
        let Some(typed) = typed_id(grid, row.number, at) else { continue };
        let again = seen.entry(fold(&typed)).or_default();
        *again += 1;
        let name = if *again == 1 { typed.clone() } else { format!("{typed}\u{1f}{again}") };
        let of = |name: &str| row_key_of(&master.memory.engagement, copy, &sheet.key, name);
        let key = before.row_key(row, &sheet, of(&name), |called| of(&format!("{name}\u{1f}{called}")));
        let wanted = normalise_id(&typed, &sheet.id_prefix);
        if let Some(slot) = row.values.get_mut(i) {
            *slot = Value::Empty;
        }
        row.issues.remove(&i);
        row.id = wanted.clone().filter(|id| known.is_same_record(id, row));
        if row.id.is_none()
            && let Some(id) = wanted.filter(|id| *again == 1 && known.is_free(id))
            && let Some(words) = row.natural_key(&sheet)
            && let Some(number) = id.strip_prefix(&sheet.id_prefix).and_then(|n| n.parse().ok())
        {
            let name = promised_name(&words, &RecordKey::from(key.clone()));
            out.promised.push(PromisedId { sheet: sheet.key.clone(), name, id, number });
        }
        row.row_key.get_or_insert_with(|| key.clone());
        out.ids.push(OwnId { sheet: sheet.key.clone(), row_key: key, typed });
    }
}

/// The position of the ID column in the sheet, and where it stands in the file.
fn id_column(table: &Table) -> Option<(usize, u16)> {
    let i = table.sheet.columns.iter().position(crate::model::template::Column::is_id)?;
    Some((i, table.present.get(i).copied().flatten()?))
}

/// The ID of a row as it stands in its cell: 1.10 is another ID than 1.1.
pub(super) fn typed_id(grid: &Grid, row: u32, at: u16) -> Option<String> {
    let cell = grid.cell(At::new(row, at)).filter(|c| !c.raw.is_blank())?;
    Some(shown_number(cell).trim().to_owned())
}

fn shown_number(cell: &RawCell) -> String {
    match cell.raw {
        Raw::Number(n) if cell.decimals > 0 => format!("{n:.*}", usize::from(cell.decimals)),
        _ => cell.raw.to_string(),
    }
}

/// The IDs of a sheet that are taken.
struct KnownIds<'m> {
    sheet: &'m Sheet,
    /// The records of the master, by their IDs.
    records: BTreeMap<&'m str, &'m Record>,
    /// IDs that a record has or had, or that are promised to one.
    taken: BTreeSet<&'m str>,
}

impl<'m> KnownIds<'m> {
    fn of(master: &'m Master, sheet: &'m Sheet) -> Self {
        let here = master.sheet(&sheet.key).into_iter().flat_map(|s| s.records.values());
        // Of two records with one ID the first counts.
        let records: BTreeMap<&str, &Record> = here.rev().map(|r| (r.id.as_str(), r)).collect();
        let remembered = master.memory.records.get(&sheet.key).into_iter().flatten().map(|(_, r)| r.id.as_str());
        let promised = master.memory.promised.iter().filter(|((key, _), _)| *key == sheet.key);
        let taken = records.keys().copied().chain(remembered).chain(promised.map(|(_, id)| id.as_str())).collect();
        KnownIds { sheet, records, taken }
    }

    /// Whether a record of the master has this ID and is what the row says.
    fn is_same_record(&self, id: &str, row: &Row) -> bool {
        let name = self.records.get(id).and_then(|r| natural_key(self.sheet, &r.values));
        name.zip(row.natural_key(self.sheet)).is_some_and(|(a, b)| a == b || resembles(&a, &b))
    }

    /// Whether no record has or had an ID, and it is promised to none.
    fn is_free(&self, id: &str) -> bool {
        !self.taken.contains(id)
    }
}

/// Keeps free IDs for the records that are about to be added.
pub fn promise_ids(master: &mut Master, promised: &[PromisedId]) {
    for id in promised {
        master.memory.promised.insert((id.sheet.clone(), id.name.clone()), id.id.clone());
        let highest = master.memory.highest.entry(id.sheet.to_string()).or_default();
        *highest = (*highest).max(id.number);
    }
}

/// Whether a file has IDs of its own and references, which may name them.
pub fn refers_by_own_ids(file: &Incoming) -> bool {
    let refers = |table: &Table| {
        let columns: Vec<usize> = reference_columns(&table.sheet).collect();
        table.rows.iter().any(|r| columns.iter().any(|i| r.values.get(*i).is_some_and(|v| !v.is_empty())))
    };
    !file.own_ids.is_empty() && file.read.tables.iter().any(refers)
}

fn reference_columns(sheet: &Sheet) -> impl Iterator<Item = usize> {
    sheet.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Reference).map(|(i, _)| i)
}

/// Puts the IDs of the master in the place of the sender's own in references, as `master` has them after a run.
pub fn translate_references(files: &mut [Incoming], master: &Master) {
    let mut meant: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut sheets: BTreeMap<&SheetKey, BTreeMap<&str, (&RecordKey, &str)>> = BTreeMap::new();
    for own in files.iter().flat_map(|f| &f.own_ids) {
        let Some(state) = master.sheet(&own.sheet) else { continue };
        let by_row_key = sheets.entry(&state.sheet.key).or_insert_with(|| records_by_row_key(state));
        let Some((_, id)) = by_row_key.get(own.row_key.as_str()).copied() else { continue };
        let prefix = &state.sheet.id_prefix;
        let number = own.typed.parse::<u32>().ok().map(|n| format!("{prefix}{n:03}"));
        for name in [Some(own.typed.clone()), normalise_id(&own.typed, prefix), number].into_iter().flatten() {
            meant.entry(fold(&name)).or_default().insert(id.to_owned());
        }
    }
    for table in files.iter_mut().filter(|f| !f.own_ids.is_empty()).flat_map(|f| &mut f.read.tables) {
        let columns: Vec<usize> = reference_columns(&table.sheet).collect();
        for row in &mut table.rows {
            for i in &columns {
                let many = table.sheet.columns.get(*i).is_some_and(|c| c.many);
                if let Some(value) = row.values.get_mut(*i) {
                    *value = translated(value, many, &meant);
                }
            }
        }
    }
}

fn translated(value: &Value, many: bool, meant: &BTreeMap<String, BTreeSet<String>>) -> Value {
    let one = |text: &str| -> Option<String> {
        let ids = meant.get(&fold(text))?;
        ids.first().filter(|_| ids.len() == 1).cloned()
    };
    match value {
        Value::Set(members) => {
            let mut ids: Vec<String> = members.iter().map(|m| one(m).unwrap_or_else(|| m.clone())).collect();
            ids.sort();
            ids.dedup();
            Value::set(ids)
        }
        Value::Text(text) => {
            let parts: Vec<&str> = text.split([',', ';', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect();
            let ids: Vec<String> = parts.iter().filter_map(|p| one(p)).collect();
            match (ids.as_slice(), many) {
                (ids, true) if !ids.is_empty() && ids.len() == parts.len() => Value::set(ids.to_vec()),
                ([id], false) if parts.len() == 1 => Value::text(id.clone()),
                _ => value.clone(),
            }
        }
        other => other.clone(),
    }
}

/// The records of a sheet, key and ID, by the row keys that they are made of or came under; a record's own key goes first.
fn records_by_row_key(state: &SheetState) -> BTreeMap<&str, (&RecordKey, &str)> {
    let mut out = BTreeMap::new();
    for (key, record) in &state.records {
        out.insert(key.as_str(), (key, record.id.as_str()));
    }
    for (key, record) in &state.records {
        for origin in &record.origins {
            out.entry(origin.row_key.as_str()).or_insert((key, record.id.as_str()));
        }
    }
    out
}

/// Writes each ID that a record could not keep into a column of the master, `ID in FILE`.
pub fn store_own_ids(master: &mut Master, own_ids: &[OwnId], source: &str) {
    let title = format!("ID in {source}");
    for state in &mut master.sheets {
        let not_kept = ids_not_kept(state, own_ids);
        if not_kept.is_empty() {
            continue;
        }
        match state.own_columns.iter_mut().find(|(t, _)| *t == title) {
            Some((_, texts)) => texts.extend(not_kept),
            None => state.own_columns.push((title.clone(), not_kept)),
        }
    }
}

/// The IDs, as they were typed, of the records of a sheet that have another.
fn ids_not_kept(state: &SheetState, own_ids: &[OwnId]) -> BTreeMap<RecordKey, String> {
    let sheet = &state.sheet;
    let own_ids: Vec<&OwnId> = own_ids.iter().filter(|own| own.sheet == sheet.key).collect();
    if own_ids.is_empty() {
        return BTreeMap::new();
    }
    let by_row_key = records_by_row_key(state);
    let mut out = BTreeMap::new();
    for own in own_ids {
        let Some((key, id)) = by_row_key.get(own.row_key.as_str()) else { continue };
        if *id != own.typed && normalise_id(&own.typed, &sheet.id_prefix).as_deref() != Some(*id) {
            out.insert((*key).clone(), own.typed.clone());
        }
    }
    out
}

/// The values that the memory has of a record, in the order of a sheet's columns.
pub(super) fn remembered_values(master: &Master, sheet: &Sheet, key: &RecordKey) -> Option<Vec<Value>> {
    Some(values_of(sheet, master.memory.records.get(&sheet.key)?.get(key)?))
}
