//! Which row of the master is which record. Rows typed by hand get an ID and a row key; an ID is never given twice.

use super::own;
use super::tables::take_table;
use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Contributor, Finding, Question};
use crate::model::keys::{FieldKey, RecordKey};
use crate::model::memory::{KnownRecord, Memory, OpenDiscrepancy, Pending, Subject};
use crate::model::row_key;
use crate::model::severity::Severity;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Record, SheetState};
use crate::model::table::{Row, Table, natural_key, natural_words};
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::validate::people::People;
use crate::steps::values::normalise_id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The state of one sheet of the master.
pub(super) fn state_of(
    read: &mut IngestedWorkbook,
    sheet: &Sheet,
    people: &People,
    memory: &mut Memory,
    engagement: &str,
    findings: &mut Vec<Finding>,
) -> Result<SheetState, String> {
    let table = take_table(read, sheet, people, memory, findings)?;
    findings.extend(
        read.findings.extract_if(.., |f| f.field.as_ref().is_none_or(|key| !key.as_str().starts_with("role:"))),
    );
    let keys = keys_of(&table, memory);
    raise_highest(&table, memory);
    let state = SheetState::new(Arc::clone(&table.sheet));
    let mut rows = SheetRows { table: &table, engagement, memory, findings, state, rows_of: BTreeMap::new() };
    for (row, key) in table.rows.iter().zip(keys) {
        if row.id.is_some() || row.has_typed_values(sheet) {
            rows.take_row(row, key);
        }
    }
    let SheetRows { mut state, rows_of, .. } = rows;
    own::collect_beside(read, &table, &rows_of, &mut state);
    Ok(state)
}

/// The rows of one sheet of the master, as they become records.
struct SheetRows<'a> {
    table: &'a Table,
    engagement: &'a str,
    memory: &'a mut Memory,
    findings: &'a mut Vec<Finding>,
    state: SheetState,
    /// The key of the record in each row.
    rows_of: BTreeMap<u32, RecordKey>,
}

impl SheetRows<'_> {
    /// Makes a row a record, or sets it aside until a person decides what it is.
    fn take_row(&mut self, row: &Row, key: Key) {
        match key {
            Key::Second(first) => self.set_row_aside(row, first.as_ref()),
            Key::Known(key) => self.keep_row(row, key),
            Key::New if waits(self.table, row, self.memory) => self.state.loose.push(row.values.clone()),
            Key::New => {
                let id = new_id(self.table, row, self.memory, &self.state);
                let own = row.row_key.clone().filter(|k| !self.state.records.contains_key(k.as_str()));
                let key = own.unwrap_or_else(|| row_key::make(&[self.engagement, self.table.sheet.key.as_str(), &id]));
                self.insert(row, key.into(), id, &KnownRecord::default());
            }
        }
    }

    /// Keeps a record that is remembered. An ID typed over its own is put right.
    fn keep_row(&mut self, row: &Row, key: RecordKey) {
        let sheet = &self.table.sheet;
        let known = self.memory.records.get(&sheet.key).and_then(|m| m.get(&key)).cloned().unwrap_or_default();
        if row.id.as_deref().is_some_and(|id| id != known.id) {
            let typed = row.id.as_deref().unwrap_or_default();
            let message = format!(
                "{} was typed over the ID {}; a record's ID never changes, so {} is back.",
                typed, known.id, known.id
            );
            let at = sheet.columns.iter().position(|c| c.is_id()).unwrap_or(0);
            let finding = Finding::new(Code::EditNotOwner, message)
                .severity(Severity::Info)
                .on(sheet)
                .record(Some(&known.id))
                .field("id");
            self.findings.push(finding.at(self.table.place(row, at)));
        }
        let id = if known.id.is_empty() { row_key::make(&[self.engagement, key.as_str()]) } else { known.id.clone() };
        self.insert(row, key, id, &known);
    }

    fn insert(&mut self, row: &Row, key: RecordKey, id: String, known: &KnownRecord) {
        let mut values = row.values.clone();
        for (i, column) in self.table.sheet.columns.iter().enumerate() {
            let Some(slot) = values.get_mut(i) else { continue };
            if column.is_id() {
                *slot = Value::text(id.clone());
            } else if self.table.present.get(i).copied().flatten().is_none() {
                // Somebody deleted this column from the master; the memory still has its values.
                *slot = known.values.get(&column.key).cloned().unwrap_or_default();
            }
        }
        self.rows_of.insert(row.number, key.clone());
        let record = Record {
            id,
            values,
            issues: row.issues.clone(),
            origins: known.origins.clone(),
            place: Some(self.table.row_place(row)),
            row: Some(row.number),
        };
        self.state.records.insert(key, record);
    }

    /// Sets a second row of one record aside: it keeps its values, and a person decides what it is.
    fn set_row_aside(&mut self, row: &Row, first: Option<&RecordKey>) {
        let sheet = &self.table.sheet;
        let id = row
            .id
            .clone()
            .or_else(|| Some(self.memory.records.get(&sheet.key)?.get(first?)?.id.clone()))
            .unwrap_or_default();
        let words = row.natural_key(sheet).unwrap_or_default();
        let place = self.table.row_place(row);
        let mut values = row.values.clone();
        if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
            *slot = Value::Empty;
        }
        let name = natural_words(sheet, &values);
        let message = format!(
            "{id} stands on two rows of the master; this one says “{name}”. It stays as typed, without an ID, until it is decided."
        );
        let contributor = Contributor { by: "master".into(), copy: MASTER_FILE.into(), place: place.clone() };
        let candidate = Candidate {
            letter: 0,
            value: Value::text("a new record"),
            action: Action::AddNew,
            contributors: vec![contributor],
            refused: false,
        };
        let pending = Pending {
            copy: MASTER_FILE.into(),
            by: "master".into(),
            place: place.clone(),
            row_key: None,
            values: sheet
                .columns
                .iter()
                .zip(&values)
                .enumerate()
                .filter(|(_, (c, v))| !c.is_tool() && !v.is_empty())
                .map(|(i, (c, v))| (c.key.clone(), (v.clone(), self.table.place(row, i))))
                .collect(),
            claims: Vec::new(),
            message: message.clone(),
            natural_key: words.clone(),
        };
        let subject = Subject {
            sheet: sheet.key.clone(),
            record: format!("second:{id}:{words}").into(),
            field: FieldKey::default(),
        };
        let question = Question { candidates: vec![candidate], ..Question::default() };
        self.memory.open.entry(subject).or_insert(OpenDiscrepancy {
            code: Code::RowDuplicateId,
            question,
            next_letter: 1,
            pending: Some(pending),
            members: Vec::new(),
            message,
            written: None,
            not_applied: String::new(),
        });
        self.state.loose.push(values);
    }
}

/// What identity a row of the master has.
enum Key {
    /// A record that is known.
    Known(RecordKey),
    /// A row that is no record yet.
    New,
    /// That of another row, with the key of its record, where it has one.
    Second(Option<RecordKey>),
}

/// A known record's values in the order of the sheet's columns.
pub fn values_of(sheet: &Sheet, known: &KnownRecord) -> Vec<Value> {
    sheet.columns.iter().map(|c| known.values.get(&c.key).cloned().unwrap_or_default()).collect()
}

/// The number in an ID of a sheet.
pub(super) fn number_of(id: &str, sheet: &Sheet) -> Option<u32> {
    id.strip_prefix(&sheet.id_prefix)?.parse().ok()
}

/// The ID of a new record with this natural key and record key: the one that it had before an undo removed it, else the
/// next. The record key counts only for a record that had no natural key.
pub fn id_for(sheet: &Sheet, natural_key: Option<&str>, key: Option<&RecordKey>, memory: &mut Memory) -> String {
    let both = natural_key.zip(key).map(|(name, key)| promised_name(name, key));
    let names =
        both.into_iter().chain([natural_key, key.map(RecordKey::as_str)].into_iter().flatten().map(ToOwned::to_owned));
    let promised = names.into_iter().find_map(|name| memory.promised.remove(&(sheet.key.clone(), name)));
    promised.filter(|id| !belongs_to_gone_record(memory, sheet, id)).unwrap_or_else(|| next_id(sheet, memory))
}

/// The name under which an ID is kept for a record, where several records have one natural key.
pub fn promised_name(name: &str, key: &RecordKey) -> String {
    format!("{name}\u{1f}{key}")
}

/// Takes the next ID of a sheet.
pub fn next_id(sheet: &Sheet, memory: &mut Memory) -> String {
    let highest = memory.highest.entry(sheet.key.to_string()).or_default();
    *highest += 1;
    format!("{}{:03}", sheet.id_prefix, highest)
}

fn keys_of(table: &Table, memory: &Memory) -> Vec<Key> {
    let sheet = &table.sheet;
    let known = memory.records.get(&sheet.key);
    let by_id: BTreeMap<&str, &RecordKey> =
        known.into_iter().flatten().filter(|(_, k)| !k.gone).map(|(key, k)| (k.id.as_str(), key)).collect();
    let key_of = |row: &Row| -> Option<RecordKey> {
        let by_key = row.row_key.as_deref().and_then(|k| Some(known?.get_key_value(k)?.0));
        by_key.or_else(|| row.id.as_deref().and_then(|id| by_id.get(id).copied())).cloned()
    };
    let claims: Vec<Option<RecordKey>> = table.rows.iter().map(key_of).collect();
    let mut groups: BTreeMap<&RecordKey, Vec<usize>> = BTreeMap::new();
    for (i, key) in claims.iter().enumerate() {
        if let Some(key) = key {
            groups.entry(key).or_default().push(i);
        }
    }
    let owner: BTreeMap<&RecordKey, usize> = groups
        .iter()
        .filter_map(|(key, rows)| Some((*key, owner_of(table, rows, known.and_then(|k| k.get(*key)))?)))
        .collect();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    let mut out = Vec::with_capacity(table.rows.len());
    for (i, (row, key)) in table.rows.iter().zip(&claims).enumerate() {
        out.push(match key {
            Some(key) if owner.get(key) == Some(&i) => Key::Known(key.clone()),
            Some(key) => Key::Second(Some(key.clone())),
            None if row.id.as_deref().is_some_and(|id| !ids.insert(id)) => Key::Second(None),
            None => Key::New,
        });
    }
    out
}

/// Of rows that claim one record: the one that still has its natural key, else the first.
fn owner_of(table: &Table, rows: &[usize], known: Option<&KnownRecord>) -> Option<usize> {
    let words = known.and_then(|k| natural_key(&table.sheet, &values_of(&table.sheet, k)));
    let same =
        rows.iter().find(|i| words.is_some() && table.rows.get(**i).and_then(|r| r.natural_key(&table.sheet)) == words);
    same.or_else(|| rows.first()).copied()
}

fn raise_highest(table: &Table, memory: &mut Memory) {
    let key = &table.sheet.key;
    let typed = table.rows.iter().filter_map(|r| number_of(r.id.as_deref()?, &table.sheet)).max().unwrap_or(0);
    let remembered = memory
        .records
        .get(key)
        .into_iter()
        .flatten()
        .filter_map(|(_, k)| number_of(&k.id, &table.sheet))
        .max()
        .unwrap_or(0);
    let highest = memory.highest.entry(key.to_string()).or_default();
    *highest = (*highest).max(typed).max(remembered);
}

fn new_id(table: &Table, row: &Row, memory: &mut Memory, state: &SheetState) -> String {
    let sheet = &table.sheet;
    let words = row.natural_key(sheet);
    let kept = |id: &str| {
        let others =
            memory.promised.iter().filter(|((key, name), _)| *key == sheet.key && Some(name) != words.as_ref());
        others.into_iter().any(|(_, promised)| promised == id)
    };
    let used =
        |id: &str| state.records.values().any(|r| r.id == id) || belongs_to_gone_record(memory, sheet, id) || kept(id);
    if let Some(typed) = row.id.as_deref().and_then(|id| normalise_id(id, &sheet.id_prefix)).filter(|id| !used(id)) {
        return typed;
    }
    id_for(sheet, words.as_deref(), None, memory)
}

fn belongs_to_gone_record(memory: &Memory, sheet: &Sheet, id: &str) -> bool {
    memory.records.get(&sheet.key).into_iter().flatten().any(|(_, k)| k.id == id)
}

/// Whether this is a row that was set aside before and is not decided yet.
fn waits(table: &Table, row: &Row, memory: &Memory) -> bool {
    let words = row.natural_key(&table.sheet).unwrap_or_default();
    memory.open.iter().any(|(subject, open)| {
        subject.sheet == table.sheet.key
            && open.code == Code::RowDuplicateId
            && open.pending.as_ref().is_some_and(|p| p.natural_key == words)
    })
}
