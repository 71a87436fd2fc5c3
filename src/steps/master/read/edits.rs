//! What the delivery team edited in the master since the last run, as changes.

use crate::model::change_reason::ChangeReason;
use crate::model::keys::FieldKey;
use crate::model::memory::KnownRecord;
use crate::model::place::{At, Place};
use crate::model::report::Change;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::{natural_words, titled_values};
use crate::model::value::Value;
use indexmap::IndexMap;

/// Compares the records with the memory, and remembers them as they now are. A record that was deleted stays deleted: the
/// memory keeps it as gone.
pub fn absorb_edits(master: &mut Master) -> Vec<Change> {
    let mut changes = Vec::new();
    let Master { sheets, memory, .. } = master;
    for state in sheets {
        let known = memory.records.entry(state.sheet.key.clone()).or_default();
        for (key, record) in &state.records {
            match known.get(key).filter(|k| !k.gone) {
                None => {
                    let name = record_name(state, record);
                    let change = record_change(state, record, Value::Empty, name, ChangeReason::AddedInMaster);
                    changes.push(Change { values: titled_values(&state.sheet, &record.values), ..change });
                }
                Some(before) => field_changes(state, record, before, &mut changes),
            }
        }
        for (_, before) in known.iter_mut().filter(|(key, k)| !k.gone && !state.records.contains_key(*key)) {
            before.gone = true;
            let values = super::identity::values_of(&state.sheet, before);
            let name = Value::text(natural_words(&state.sheet, &values));
            let record = Record { id: before.id.clone(), ..Record::default() };
            let mut change = record_change(state, &record, name, Value::Empty, ChangeReason::RemovedInMaster);
            change.source = Place::sheet(MASTER_FILE, &state.sheet.title);
            change.values = titled_values(&state.sheet, &values);
            changes.push(change);
        }
    }
    remember_records(master);
    changes
}

/// Stores the records in the memory as they now are.
pub fn remember_records(master: &mut Master) {
    let Master { sheets, memory, .. } = master;
    for state in sheets {
        let known = memory.records.entry(state.sheet.key.clone()).or_default();
        for (key, record) in &state.records {
            known.insert(
                key.clone(),
                KnownRecord {
                    id: record.id.clone(),
                    values: values(state, record),
                    origins: record.origins.clone(),
                    gone: false,
                },
            );
        }
    }
}

fn values(state: &SheetState, record: &Record) -> IndexMap<FieldKey, Value> {
    let fields = state.sheet.columns.iter().zip(&record.values);
    fields.filter(|(c, v)| !c.is_tool() && !v.is_empty()).map(|(c, v)| (c.key.clone(), v.clone())).collect()
}

fn record_name(state: &SheetState, record: &Record) -> Value {
    Value::text(natural_words(&state.sheet, &record.values))
}

fn field_changes(state: &SheetState, record: &Record, before: &KnownRecord, changes: &mut Vec<Change>) {
    for (i, (column, value)) in state.sheet.columns.iter().zip(&record.values).enumerate() {
        let was = before.values.get(&column.key).unwrap_or(&Value::Empty);
        if column.is_tool() || was == value {
            continue;
        }
        let mut change = record_change(state, record, was.clone(), value.clone(), ChangeReason::TypedInMaster);
        change.field = Some(column.key.clone());
        change.source = cell(state, record, i);
        changes.push(change);
    }
}

/// The cell of a field in the master as read. Its column is that of the template's order: somebody may have moved it.
fn cell(state: &SheetState, record: &Record, column: usize) -> Place {
    let at = record.row.zip(u16::try_from(column).ok()).map(|(row, column)| At::new(row, column));
    at.map_or_else(
        || Place::sheet(MASTER_FILE, &state.sheet.title),
        |at| Place::cell(MASTER_FILE, &state.sheet.title, at),
    )
}

fn record_change(state: &SheetState, record: &Record, from: Value, to: Value, reason: ChangeReason) -> Change {
    Change {
        workbook: state.sheet.workbook.clone(),
        sheet: state.sheet.title.clone(),
        record: record.id.clone(),
        field: None,
        from,
        to,
        reason,
        by: "master".into(),
        source: record.place.clone().unwrap_or_else(|| Place::sheet(MASTER_FILE, &state.sheet.title)),
        values: Vec::new(),
    }
}
