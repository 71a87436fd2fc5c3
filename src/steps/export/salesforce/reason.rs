//! Why a record can't be exported.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::table::{Row, Table};

/// Why a record can't go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: Code,
    pub(super) field: Option<FieldKey>,
    pub(super) message: String,
}

impl Reason {
    pub(super) fn rejected(field: impl Into<FieldKey>, message: String) -> Self {
        Self { code: Code::ExportRejected, field: Some(field.into()), message }
    }

    /// The finding about it, at the cell it is about.
    pub(super) fn finding(&self, table: &Table, row: &Row, message: String) -> Finding {
        let column = self.field.as_ref().and_then(|key| table.sheet.position(key));
        let place = column.map_or_else(|| table.row_place(row), |i| table.place(row, i));
        let finding = Finding::new(self.code.clone(), message).on(&table.sheet).record(row.id.as_deref()).at(place);
        Finding { field: self.field.clone(), ..finding }
    }
}
