//! A record under check, and the findings about it.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::table::{Row, Table, natural_words};
use crate::model::template::{Column, Kind};
use crate::model::value::Value;

/// A record under check.
pub(super) struct CheckedRecord<'a> {
    pub(super) table: &'a Table,
    pub(super) row: &'a Row,
}

impl CheckedRecord<'_> {
    /// A finding about one of its fields.
    pub(super) fn finding(&self, code: Code, at: usize, message: String) -> Finding {
        let column = self.table.sheet.columns.get(at);
        let is_empty = self.row.values.get(at).is_none_or(Value::is_empty);
        let about = self.about(code, message).field(column.map(|c| c.key.as_str()).unwrap_or_default());
        Finding { is_gap: is_empty && column.is_some_and(is_typed), ..about.at(self.table.place(self.row, at)) }
    }

    /// A finding about the whole record.
    pub(super) fn about(&self, code: Code, message: String) -> Finding {
        let finding = Finding::new(code, message).on(&self.table.sheet).record(self.row.id.as_deref());
        finding.at(self.table.row_place(self.row))
    }

    /// The record for a message: its ID and what it is called.
    pub(super) fn name(&self) -> String {
        let words = natural_words(&self.table.sheet, &self.row.values);
        match (&self.row.id, words.as_str()) {
            (Some(id), "") => id.clone(),
            (Some(id), words) => format!("{id} ({words})"),
            (None, "") => format!("row {}", u64::from(self.row.number) + 1),
            (None, words) => format!("{words:?}"),
        }
    }
}

/// Whether a row holds anything that a person typed. An ID or a formula alone is an empty row that was prepared.
pub(super) fn is_record(table: &Table, row: &Row) -> bool {
    let mut columns = table.sheet.columns.iter().zip(&row.values);
    columns.any(|(column, value)| !value.is_empty() && is_typed(column))
}

/// Whether people fill in a column.
pub(super) fn is_typed(column: &Column) -> bool {
    !column.is_id() && !column.is_tool() && column.kind != Kind::Computed
}
