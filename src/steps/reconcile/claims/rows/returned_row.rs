//! A row of a returned copy beside the row that it was sent as, and one cell of it.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::table::{Row, Table};
use crate::model::template::Column;
use crate::model::value::Value;

/// A row beside what was sent.
#[derive(Clone, Copy)]
pub struct ReturnedRow<'t> {
    pub table: &'t Table,
    pub base: Option<&'t Table>,
    pub row: &'t Row,
    /// The row of the base that it was sent as; nothing for a row that the recipient added.
    pub sent: Option<&'t Row>,
}

impl<'t> ReturnedRow<'t> {
    /// What column `c` was sent with. A column that the copy was sent without was sent empty.
    fn before(self, c: usize) -> &'t Value {
        let was_sent = self.base.is_some_and(|b| b.present.get(c).copied().flatten().is_some());
        self.sent.filter(|_| was_sent).and_then(|s| s.values.get(c)).unwrap_or(&Value::Empty)
    }

    /// What column `c` of the copy holds.
    pub fn now(self, c: usize) -> &'t Value {
        self.row.values.get(c).unwrap_or(&Value::Empty)
    }

    /// Whether column `c` of the copy can be read for this row.
    pub fn has(self, c: usize) -> bool {
        self.table.present.get(c).copied().flatten().is_some() && !self.row.silent.contains(&c)
    }

    /// Whether column `c` holds what was sent, as most do.
    pub fn is_as_sent(self, c: usize) -> bool {
        self.now(c) == self.before(c)
    }

    /// The cell of column `c` of the record with this ID.
    pub fn cell(self, c: usize, column: &'t Column, id: Option<&'t str>) -> ReturnedCell<'t> {
        ReturnedCell { of: self, c, column, now: self.now(c), before: self.before(c), id }
    }
}

/// A cell beside what was sent.
#[derive(Clone, Copy)]
pub struct ReturnedCell<'t> {
    pub of: ReturnedRow<'t>,
    /// Position of the column in its sheet.
    pub c: usize,
    pub column: &'t Column,
    pub now: &'t Value,
    pub before: &'t Value,
    /// The ID of the record in the master.
    pub id: Option<&'t str>,
}

impl ReturnedCell<'_> {
    /// A finding at this cell.
    pub fn finding(self, code: Code, message: String) -> Finding {
        let finding = Finding::new(code, message).on(&self.of.table.sheet).record(self.id).field(&self.column.key);
        finding.at(self.of.table.place(self.of.row, self.c))
    }
}
