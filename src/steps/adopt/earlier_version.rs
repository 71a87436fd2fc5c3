//! A later version of a list that was read before: it is known again by its IDs and names, and what was read before is the
//! base that it is compared with.

use super::names_before::NamesBefore;
use super::own_ids::{remembered_values, row_key_of, typed_id};
use crate::model::grid::Grid;
use crate::model::keys::{CopyId, RecordKey};
use crate::model::memory::{ClaimKind, HeardFile};
use crate::model::state::Master;
use crate::model::table::{Row, Table, natural_key};
use crate::model::template::Sheet;
use crate::model::text::resembles;
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use std::collections::{BTreeMap, BTreeSet};

/// A list that was read before, as the memory has it.
struct EarlierList<'m> {
    master: &'m Master,
    copy: CopyId,
}

/// A table of the list that is read now, with the cells that it was read from.
pub(super) struct ListTable<'t> {
    pub(super) table: &'t Table,
    pub(super) grid: &'t Grid,
}

/// What a list said about a sheet when it was read before.
struct EarlierRows<'m> {
    /// The records, with what the list said last.
    records: BTreeMap<RecordKey, Vec<Value>>,
    /// All records of the sheet, by the row keys that they came under.
    came_as: BTreeMap<&'m str, &'m RecordKey>,
    /// What the list called its rows; empty where names alone tell nothing.
    names: BTreeSet<String>,
}

/// Whose claims these are of a list that nobody sent: read by `import`, or found in the inbox.
fn is_list(copy: &CopyId) -> bool {
    ["import:", "file:"].iter().any(|begins| copy.as_str().starts_with(begins))
}

/// The file that a copy id of a list was made of.
pub fn source_name(copy: &CopyId) -> &str {
    let copy = copy.as_str();
    let copy = copy.split_once('#').map_or(copy, |(copy, _)| copy);
    copy.split_once(':').map_or(copy, |(_, name)| name)
}

/// The copy id under which a list is remembered: that of the list of which it is a later version, else its own; a list that
/// has nothing in common with the one that was read under its name gets another.
pub(super) fn copy_of_list(own: &CopyId, tables: &[ListTable<'_>], master: &Master) -> CopyId {
    let mut known: Vec<CopyId> = Vec::new();
    for HeardFile { copy, .. } in master.memory.files.iter().rev() {
        if is_list(copy) && !copy.as_str().contains('#') && !known.contains(copy) {
            known.push(copy.clone());
        }
    }
    known.sort_by_key(|copy| source_name(copy) != source_name(own));
    let is_version = |copy: &&CopyId| {
        let named_so = source_name(copy) == source_name(own);
        EarlierList { master, copy: (*copy).clone() }.is_version_of(tables, named_so)
    };
    let same = known.iter().find(is_version);
    if let Some(same) = same {
        return same.clone();
    }
    let others = (1..).map(|n| if n == 1 { own.clone() } else { format!("{own} ({n})").into() });
    others.into_iter().find(|copy| !known.contains(copy)).unwrap_or_else(|| own.clone())
}

/// What was read of a list before, as tables; `None` where nothing is remembered, or this very list alone.
pub(super) fn base_of_list(
    copy: &CopyId,
    digest: &str,
    tables: &[Table],
    master: &Master,
) -> Option<(String, IngestedWorkbook)> {
    let earlier = EarlierList { master, copy: copy.clone() };
    let file = master.memory.files.iter().rev().find(|f| f.copy == *copy && f.digest != digest)?;
    let tables: Vec<Table> = tables.iter().filter_map(|t| earlier.base(t, file)).collect();
    let base = IngestedWorkbook { tables, ..IngestedWorkbook::default() };
    (!base.tables.is_empty()).then(|| (file.file.clone(), base))
}

/// What the rows of a list were called when it was read before.
pub(super) fn names_before(copy: &CopyId, now: &Table, master: &Master) -> NamesBefore {
    let earlier = EarlierList { master, copy: copy.clone() };
    let sheet = &now.sheet;
    let records = earlier.records(sheet);
    let came_as = earlier.records_by_row_key(sheet).into_iter();
    let came_as = came_as.filter(|(_, record)| records.contains_key(*record));
    let came_as = came_as.map(|(row_key, record)| (row_key.to_owned(), record.clone())).collect();
    NamesBefore::new(&records, came_as, now)
}

impl EarlierList<'_> {
    /// Whether most rows of either list are in the other. Under another name only a list with IDs of its own is known again:
    /// two people may well write down the same risks.
    fn is_version_of(&self, tables: &[ListTable<'_>], named_so: bool) -> bool {
        let (mut rows, mut same, mut before) = (0usize, 0usize, 0usize);
        for ListTable { table, grid } in tables {
            let earlier = self.earlier_rows(&table.sheet, named_so);
            before += earlier.records.len();
            rows += table.rows.len();
            same += table.rows.iter().filter(|row| self.has(row, table, grid, &earlier)).count();
        }
        (named_so && before == 0) || (same > 0 && same * 2 >= rows.min(before) && (named_so || same >= 2 || rows == 1))
    }

    fn has(&self, row: &Row, table: &Table, grid: &Grid, earlier: &EarlierRows<'_>) -> bool {
        let sheet = &table.sheet;
        let named = row.natural_key(sheet).is_some_and(|name| earlier.names.contains(&name));
        let at = sheet.position("id").and_then(|i| table.present.get(i).copied().flatten());
        let Some(typed) = at.and_then(|at| typed_id(grid, row.number, at)) else { return named };
        let key = row_key_of(&self.master.memory.engagement, &self.copy, &sheet.key, &typed);
        let record = earlier.came_as.get(key.as_str()).and_then(|record| earlier.records.get(*record));
        // A list under its own name may have been numbered anew.
        named || record.is_some_and(|values| is_same(sheet, row, values))
    }

    /// What the list said about a sheet, with its names where they count.
    fn earlier_rows(&self, sheet: &Sheet, with_names: bool) -> EarlierRows<'_> {
        let records = self.records(sheet);
        let names = records.values().filter_map(|values| natural_key(sheet, values)).filter(|_| with_names).collect();
        EarlierRows { came_as: self.records_by_row_key(sheet), names, records }
    }

    /// The records of a sheet by the row keys that they are made of or came under; a record's own key goes first.
    fn records_by_row_key(&self, sheet: &Sheet) -> BTreeMap<&str, &RecordKey> {
        let known = || self.master.memory.records.get(&sheet.key).into_iter().flatten();
        let mut out: BTreeMap<&str, &RecordKey> = known().map(|(key, _)| (key.as_str(), key)).collect();
        for (key, record) in known() {
            for origin in &record.origins {
                out.entry(origin.row_key.as_str()).or_insert(key);
            }
        }
        out
    }

    /// The records of a sheet about which the list said anything, with what it said last.
    fn records(&self, sheet: &Sheet) -> BTreeMap<RecordKey, Vec<Value>> {
        let mut out: BTreeMap<RecordKey, Vec<Value>> = BTreeMap::new();
        let said = self.master.memory.claims.iter().filter(|(key, claim)| {
            key.copy == self.copy && key.subject.sheet == sheet.key && claim.kind == ClaimKind::Value
        });
        for (key, claim) in said {
            let values =
                out.entry(key.subject.record.clone()).or_insert_with(|| vec![Value::Empty; sheet.columns.len()]);
            if let Some(slot) = sheet.position(&key.subject.field).and_then(|i| values.get_mut(i)) {
                slot.clone_from(&claim.value);
            }
        }
        // A name that the list gave as the master did was never a claim; the memory has it.
        for (key, values) in &mut out {
            let Some(remembered) = remembered_values(self.master, sheet, key) else { continue };
            for name in sheet.natural_key.iter().filter_map(|k| sheet.position(k)) {
                if let (Some(slot), Some(value)) = (values.get_mut(name), remembered.get(name))
                    && slot.is_empty()
                {
                    slot.clone_from(value);
                }
            }
        }
        out
    }

    /// What the list held of a table.
    fn base(&self, now: &Table, file: &HeardFile) -> Option<Table> {
        let sheet = &now.sheet;
        let records = self.records(sheet);
        if records.is_empty() {
            return None;
        }
        let used = |i: usize| records.values().any(|values| values.get(i).is_some_and(|v| !v.is_empty()));
        let present = (0..sheet.columns.len()).map(|i| {
            now.present.get(i).copied().flatten().or_else(|| used(i).then_some(u16::try_from(i).unwrap_or(u16::MAX)))
        });
        let keys: BTreeSet<&str> = now.rows.iter().filter_map(|r| r.row_key.as_deref()).collect();
        let known = self.master.memory.records.get(&sheet.key);
        let row = |(n, (key, values)): (u32, (&RecordKey, &Vec<Value>))| {
            let record = known.and_then(|k| k.get(key));
            let origin = record.and_then(|r| r.origins.iter().find(|o| keys.contains(o.row_key.as_str())));
            let row_key = origin.map_or_else(|| key.to_string(), |o| o.row_key.clone());
            Row {
                number: n,
                row_key: Some(row_key),
                id: record.map(|r| r.id.clone()),
                values: values.clone(),
                ..Row::default()
            }
        };
        Some(Table {
            sheet: std::sync::Arc::clone(sheet),
            file: file.file.clone(),
            title: now.title.clone(),
            present: present.collect(),
            header: 0,
            rows: (0u32..).zip(&records).map(row).collect(),
        })
    }
}

/// Whether a row may be what a list said before: it has the name, or most of the values.
fn is_same(sheet: &Sheet, row: &Row, values: &[Value]) -> bool {
    let (now, then) = (row.natural_key(sheet), natural_key(sheet, values));
    if now.zip(then).is_some_and(|(now, then)| now == then || resembles(&now, &then)) {
        return true;
    }
    let filled = row.values.iter().zip(values).filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let (all, same) = filled.fold((0usize, 0usize), |(all, same), (a, b)| (all + 1, same + usize::from(a == b)));
    all >= 2 && same * 2 >= all
}
