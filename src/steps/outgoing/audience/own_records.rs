//! The records of a log that are a recipient's own.

use super::Outgoing;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Column, FillValue};
use crate::model::text::fold;
use crate::model::value::Value;

impl Outgoing {
    /// Of each log only the records that a contact is responsible for or raised, and those about which something is asked.
    #[must_use]
    pub fn only_records_of(mut self, master: &Master, name: &str) -> Self {
        for sheet in self.sheets.iter_mut().filter(|s| s.sheet.log) {
            let Some(state) = master.sheet(&sheet.sheet.key) else { continue };
            let questions = &self.questions;
            sheet.rows.retain(|(key, _)| {
                let asked = questions.iter().any(|q| q.sheet == sheet.sheet.key && q.record == key.as_str());
                asked || state.records.get(key).is_some_and(|record| is_of(state, record, name))
            });
        }
        self
    }
}

/// Whether a contact is responsible for a record or raised it.
fn is_of(state: &SheetState, record: &Record, name: &str) -> bool {
    let theirs = |column: &Column| {
        let raised = column.fill.as_ref().is_some_and(|f| f.with.is_none() && f.value == FillValue::Sender);
        raised || state.sheet.responsible.as_ref() == Some(&column.key)
    };
    let columns = state.sheet.columns.iter().zip(&record.values);
    columns.filter(|(column, _)| theirs(column)).any(|(_, value)| names(value, name))
}

fn names(value: &Value, name: &str) -> bool {
    match value {
        Value::Set(members) => members.iter().any(|m| fold(m) == fold(name)),
        other => fold(&other.to_string()) == fold(name),
    }
}
