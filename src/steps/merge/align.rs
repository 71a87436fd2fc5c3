//! Several sheets side by side with their base: one list of columns and one list of records for all of them.

use super::added_rows::AddedRows;
use super::aligned_sheet::AlignedSheet;
use super::column_titles::column_position;
use super::columns::{columns_by_title, renamed_columns};
use super::rows::{Pairs, SheetPair, pair_by_content, pair_by_key};
use crate::model::plain::{NOTHING, PlainColumn, PlainSheet};
use crate::model::value::Value;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Sheets side by side with a base.
#[derive(Clone, Debug)]
pub struct Aligned<'a> {
    /// The base first, then the others in the order given.
    pub views: Vec<AlignedSheet<'a>>,
    /// All columns: those of the base, then those that others added.
    pub columns: Vec<PlainColumn>,
    /// How many of the columns are the base's.
    pub of_base: usize,
    /// How many records there are: those of the base, then those that others added.
    pub records: usize,
    /// How many of the records are the base's.
    pub records_of_base: usize,
    /// The key columns, where some were named.
    pub key: Vec<usize>,
}

/// A cell of one of the sheets.
#[derive(Clone, Copy, Debug)]
pub struct AlignedCell {
    /// The sheet, by its place among the views.
    pub view: usize,
    /// The record.
    pub record: usize,
    /// The column.
    pub column: usize,
}

impl<'a> Aligned<'a> {
    /// Aligns sheets with a base. `key` names the key columns by title; where it is empty, rows are paired by content.
    pub fn new(base: &'a PlainSheet, others: &[&'a PlainSheet], key: &[String]) -> Self {
        let of_base: Vec<usize> = key.iter().filter_map(|k| column_position(&base.columns, k)).collect();
        let paired: Vec<(Vec<Option<usize>>, Pairs)> =
            others.par_iter().map(|other| pair(base, other, &of_base)).collect();
        let mut columns = base.columns.clone();
        let mut views = vec![AlignedSheet {
            sheet: base,
            columns: (0..base.columns.len()).map(Some).collect(),
            rows: (0..base.rows.len()).map(Some).collect(),
        }];
        for (other, (own, pairs)) in others.iter().zip(&paired) {
            let own = add_columns(&mut columns, base.columns.len(), other, own);
            views.push(AlignedSheet { sheet: other, columns: own, rows: pairs.other_of.clone() });
        }
        let mut out = Self {
            of_base: base.columns.len(),
            records: base.rows.len(),
            records_of_base: base.rows.len(),
            // An empty base has no columns; then the key is among those of the others.
            key: key.iter().filter_map(|k| column_position(&columns, k)).collect(),
            columns,
            views,
        };
        let new: Vec<Vec<usize>> = paired.iter().map(|(_, pairs)| pairs.unpaired().1).collect();
        out.add_records(&new);
        for view in &mut out.views {
            view.columns.resize(out.columns.len(), None);
            view.rows.resize(out.records, None);
        }
        out
    }

    /// The value that the base has.
    pub fn base_value(&self, record: usize, column: usize) -> &Value {
        let cell = self.views.first().and_then(|v| v.cell(record, column));
        &cell.unwrap_or(&NOTHING).value
    }

    /// Adds records for rows that are in no row of the base. Rows of several sheets with one key, or with all values equal,
    /// are one record; without key columns also rows of which one says more than the other.
    fn add_records(&mut self, new: &[Vec<usize>]) {
        let mut known: BTreeMap<(Vec<Value>, usize), usize> = BTreeMap::new();
        for (n, rows) in new.iter().enumerate() {
            let mut nth: BTreeMap<Vec<Value>, usize> = BTreeMap::new();
            let mut of_others: BTreeSet<usize> = (self.records_of_base..self.records).collect();
            let mut left = Vec::new();
            for row in rows {
                let identity = self.identity_of(n + 1, *row);
                let count = nth.entry(identity.clone()).or_default();
                let identity = (identity, *count);
                *count += 1;
                match known.get(&identity) {
                    Some(record) => {
                        of_others.remove(record);
                        self.set_row(n + 1, *record, *row);
                    }
                    None => left.push((*row, identity)),
                }
            }
            let alike = self.added_alike(n + 1, &left, &of_others);
            for (row, identity) in left {
                let record = alike.get(&row).copied().unwrap_or(self.records);
                self.records = self.records.max(record + 1);
                known.insert(identity, record);
                self.set_row(n + 1, record, row);
            }
        }
    }

    fn added_alike(
        &self,
        view: usize,
        left: &[(usize, (Vec<Value>, usize))],
        of_others: &BTreeSet<usize>,
    ) -> BTreeMap<usize, usize> {
        if !self.key.is_empty() || of_others.is_empty() || left.is_empty() {
            return BTreeMap::new();
        }
        let rows: Vec<usize> = left.iter().map(|(row, _)| *row).collect();
        let records: Vec<usize> = of_others.iter().copied().collect();
        AddedRows { views: &self.views, columns: &self.columns, view, rows: &rows, records: &records }.pairs()
    }

    fn set_row(&mut self, view: usize, record: usize, row: usize) {
        if let Some(view) = self.views.get_mut(view) {
            view.rows.resize(view.rows.len().max(record + 1), None);
            if let Some(slot) = view.rows.get_mut(record) {
                *slot = Some(row);
            }
        }
    }

    /// What identifies a new row: its key, else all its values.
    fn identity_of(&self, view: usize, row: usize) -> Vec<Value> {
        let Some(view) = self.views.get(view) else { return Vec::new() };
        let value =
            |column: usize| view.column(column).map(|c| view.sheet.cell(row, c).value.clone()).unwrap_or_default();
        let key: Vec<Value> = self.key.iter().map(|k| value(*k)).collect();
        if key.iter().any(|v| !v.is_empty()) { key } else { (0..self.columns.len()).map(value).collect() }
    }
}

fn pair(base: &PlainSheet, other: &PlainSheet, key: &[usize]) -> (Vec<Option<usize>>, Pairs) {
    let mut columns = columns_by_title(base, other);
    let rows = |columns: &[Option<usize>]| {
        let sides = SheetPair { base, other, columns };
        if key.is_empty() { pair_by_content(sides) } else { pair_by_key(sides, key) }
    };
    let pairs = rows(&columns);
    let more = renamed_columns(SheetPair { base, other, columns: &columns }, &pairs);
    if more.is_empty() {
        return (columns, pairs);
    }
    for (b, o) in more {
        if let Some(slot) = columns.get_mut(b) {
            *slot = Some(o);
        }
    }
    let pairs = rows(&columns);
    (columns, pairs)
}

/// The sheet's own column for each column in the list. Columns that no other sheet has are added to the list.
fn add_columns(
    columns: &mut Vec<PlainColumn>,
    of_base: usize,
    other: &PlainSheet,
    paired: &[Option<usize>],
) -> Vec<Option<usize>> {
    let mut own = paired.to_vec();
    own.resize(columns.len(), None);
    for (o, column) in other.columns.iter().enumerate().filter(|(o, _)| !paired.contains(&Some(*o))) {
        let known = column_position(columns.get(of_base..).unwrap_or_default(), &column.name).map(|i| i + of_base);
        let free = known.filter(|i| own.get(*i) == Some(&None));
        let at = free.unwrap_or_else(|| {
            columns.push(column.clone());
            own.push(None);
            columns.len() - 1
        });
        if let Some(slot) = own.get_mut(at) {
            *slot = Some(o);
        }
    }
    own
}
