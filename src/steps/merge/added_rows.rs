//! Rows that several files added: one record where they are equal, where one has a cell more, or where they number the same
//! and say mostly the same.

use super::aligned_sheet::AlignedSheet;
use super::rows::is_naming;
use crate::model::plain::PlainColumn;
use crate::model::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Added rows of a view that no record is yet, and the records that others added, each with the row's own.
pub(super) struct AddedRows<'a, 'b> {
    pub(super) views: &'b [AlignedSheet<'a>],
    pub(super) columns: &'b [PlainColumn],
    pub(super) view: usize,
    pub(super) rows: &'b [usize],
    pub(super) records: &'b [usize],
}

/// A value that more records than this have tells none of them.
const COMMON: usize = 12;

impl AddedRows<'_, '_> {
    /// The record that each row is, where it can be one alone and no other row can be that.
    pub(super) fn pairs(&self) -> BTreeMap<usize, usize> {
        let mut holders: BTreeMap<(usize, &Value), Vec<usize>> = BTreeMap::new();
        for record in self.records {
            for column in 0..self.columns.len() {
                let value = self.of_record(*record, column);
                if !value.is_empty() {
                    holders.entry((column, value)).or_default().push(*record);
                }
            }
        }
        let mut rows_of: BTreeMap<usize, usize> = BTreeMap::new();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for row in self.rows {
            let near: BTreeSet<usize> = (0..self.columns.len())
                .filter_map(|column| holders.get(&(column, self.of_row(*row, column))))
                .filter(|records| records.len() <= COMMON)
                .flatten()
                .copied()
                .collect();
            let alike: Vec<usize> = near.into_iter().filter(|record| self.is_one(*row, *record)).collect();
            alike.iter().for_each(|record| *rows_of.entry(*record).or_default() += 1);
            if let [one] = alike.as_slice() {
                found.push((*row, *one));
            }
        }
        found.into_iter().filter(|(_, record)| rows_of.get(record) == Some(&1)).collect()
    }

    /// Whether a row and a record are one.
    fn is_one(&self, row: usize, record: usize) -> bool {
        let (mut same, mut clashing, mut in_row, mut in_record) = (0_usize, 0_usize, 0_usize, 0_usize);
        let (mut named, mut named_otherwise) = (false, false);
        for (column, of_column) in self.columns.iter().enumerate() {
            let (one, two) = (self.of_row(row, column), self.of_record(record, column));
            in_row += usize::from(!one.is_empty());
            in_record += usize::from(!two.is_empty());
            if one.is_empty() || two.is_empty() {
                continue;
            }
            let is_same = one == two;
            same += usize::from(is_same);
            clashing += usize::from(!is_same);
            if is_naming(of_column) {
                named |= is_same;
                named_otherwise |= !is_same;
            }
        }
        let is_part = same == in_row || same == in_record;
        match clashing {
            _ if named_otherwise => false,
            0 => named || (is_part && same > 1),
            _ => named && same > clashing,
        }
    }

    fn of_row(&self, row: usize, column: usize) -> &Value {
        let view = self.views.get(self.view);
        view.and_then(|v| Some(&v.sheet.cell(row, v.column(column)?).value)).unwrap_or(&Value::Empty)
    }

    /// What the first file that fills a cell of the record says.
    fn of_record(&self, record: usize, column: usize) -> &Value {
        let cells = self.views.iter().filter_map(|view| view.cell(record, column)).map(|cell| &cell.value);
        let mut filled = cells.filter(|value| !value.is_empty());
        filled.next().unwrap_or(&Value::Empty)
    }
}
