//! The rows of the base, which a copy is compared with.

use crate::model::table::{Row, Table};
use indexmap::IndexMap;

/// The rows of a base, with ways to find them.
pub(super) struct BaseIndex<'a> {
    pub(super) table: &'a Table,
    pub(super) by_row_key: IndexMap<&'a str, usize>,
    pub(super) by_id: IndexMap<&'a str, usize>,
    by_natural_key: IndexMap<String, Vec<usize>>,
    pub(super) natural_keys: Vec<Option<String>>,
}

impl<'a> BaseIndex<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        let natural_keys: Vec<Option<String>> = table.rows.iter().map(|r| r.natural_key(&table.sheet)).collect();
        let mut by_natural_key: IndexMap<String, Vec<usize>> = IndexMap::new();
        for (i, key) in natural_keys.iter().enumerate() {
            if let Some(key) = key {
                by_natural_key.entry(key.clone()).or_default().push(i);
            }
        }
        Self {
            table,
            by_row_key: table.rows.iter().enumerate().filter_map(|(i, r)| Some((r.row_key.as_deref()?, i))).collect(),
            by_id: table.rows.iter().enumerate().filter_map(|(i, r)| Some((r.id.as_deref()?, i))).collect(),
            by_natural_key,
            natural_keys,
        }
    }

    pub(super) fn row(&self, i: usize) -> Option<&'a Row> {
        self.table.rows.get(i)
    }

    /// Whether the row was sent as a record: with an ID, or with anything typed in it.
    pub(super) fn is_record(&self, i: usize) -> bool {
        self.row(i).is_some_and(|r| r.id.is_some() || r.has_typed_values(&self.table.sheet))
    }

    /// The one row with this natural key.
    pub(super) fn only_with_natural_key(&self, natural_key: &str) -> Option<usize> {
        match self.by_natural_key.get(natural_key).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}
