//! Records of the working master: adding one, naming one, and the one that a row resembles.

use crate::model::keys::RecordKey;
use crate::model::memory::RecordOrigin;
use crate::model::state::Record;
use crate::model::table::{Row, natural_words};
use crate::model::template::{Kind, Sheet};
use crate::model::value::Value;
use crate::steps::master::read::id_for;
use crate::steps::reconcile::working::{Working, entry};

/// Puts a record into the master, still without values and ID.
pub fn add_record(working: &mut Working, sheet: &Sheet, key: &RecordKey, own: Option<&str>, row: &Row) {
    let words = row.natural_key(sheet);
    let origins = own
        .zip(words.clone())
        .map(|(k, w)| RecordOrigin { row_key: k.to_owned(), natural_key: w })
        .into_iter()
        .collect();
    let values = vec![Value::Empty; sheet.columns.len()];
    let mut record = Record { values, origins, ..Record::default() };
    // The index does not know the new ID: a row that happens to have it typed in does not mean this record.
    let mut as_entry = entry(sheet, &record);
    record.id = id_for(sheet, words.as_deref(), Some(key), &mut working.master.memory);
    if let Some(slot) = sheet.position("id").and_then(|i| record.values.get_mut(i)) {
        *slot = Value::text(record.id.clone());
    }
    working.added.insert((sheet.key.clone(), key.clone()));
    as_entry.natural_key = words;
    if let Some(index) = working.record_indexes.get_mut(&sheet.key) {
        index.add(key.clone(), as_entry);
    }
    if let Some(state) = working.master.sheet_mut(&sheet.key) {
        state.records.insert(key.clone(), record);
    }
}

/// The ID and the natural key in words of a record, living or gone.
pub fn name_of(working: &Working, sheet: &Sheet, key: &RecordKey) -> (String, String) {
    let state = working.master.sheet(&sheet.key);
    if let Some(record) = state.and_then(|s| s.records.get(key)) {
        // A record added in this run has no values yet.
        let words =
            working.record_indexes.get(&sheet.key).and_then(|r| r.entry(key)?.natural_key.clone()).unwrap_or_default();
        let said = natural_words(sheet, &record.values);
        return (record.id.clone(), if said.is_empty() { words } else { said });
    }
    let known = working.master.memory.records.get(&sheet.key).and_then(|m| m.get(key));
    let values: Vec<Value> =
        sheet.columns.iter().map(|c| known.and_then(|k| k.values.get(&c.key)).cloned().unwrap_or_default()).collect();
    (known.map(|k| k.id.clone()).unwrap_or_default(), natural_words(sheet, &values))
}

/// The living record that a new row resembles most, if closely.
pub fn resembling(working: &Working, sheet: &Sheet, row: &Row) -> Option<(RecordKey, f64)> {
    let textual =
        sheet.natural_key.iter().filter_map(|k| sheet.column(k)).any(|c| matches!(c.kind, Kind::Text | Kind::LongText));
    let words = row.natural_key(sheet).filter(|_| textual)?;
    let (key, score) = working.record_indexes.get(&sheet.key)?.most_similar(&words)?;
    Some((key.clone(), score))
}
