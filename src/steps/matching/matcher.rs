//! Matching one table row by row: by row key, then visible ID, then natural key.

use super::base_index::BaseIndex;
use super::matched_row::{MatchedRow, MatchedTable};
use super::record_index::{RecordIndex, is_same_or_similar};
use crate::model::keys::RecordKey;
use crate::model::matching::MatchedBy;
use crate::model::table::{Row, Table};
use std::collections::BTreeMap;

/// The state of matching one table: each row is undecided until a stage decides it.
pub(super) struct Matcher<'a> {
    pub(super) returned: &'a Table,
    pub(super) base: Option<BaseIndex<'a>>,
    pub(super) index: &'a RecordIndex,
    natural_keys: Vec<Option<String>>,
    found: Vec<Option<MatchedRow>>,
    pub(super) shuffled: bool,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(returned: &'a Table, base: Option<&'a Table>, index: &'a RecordIndex) -> Self {
        Self {
            returned,
            base: base.map(BaseIndex::new),
            index,
            natural_keys: returned.rows.iter().map(|r| r.natural_key(&returned.sheet)).collect(),
            found: vec![None; returned.rows.len()],
            shuffled: false,
        }
    }

    /// What each row is. A row that no stage decided is new if anything is typed in it.
    pub(super) fn finish(self) -> MatchedTable {
        let missing = self.missing();
        let sheet = &self.returned.sheet;
        let undecided = |row: &Row| {
            if row.has_typed_values(sheet) { MatchedRow::New { key: None } } else { MatchedRow::Surplus }
        };
        let found = self.found.into_iter().zip(&self.returned.rows);
        let rows = found.map(|(found, row)| found.unwrap_or_else(|| undecided(row))).collect();
        MatchedTable { rows, missing, shuffled: self.shuffled }
    }

    pub(super) fn row(&self, i: usize) -> Option<&'a Row> {
        self.returned.rows.get(i)
    }

    /// Decides what a row is.
    pub(super) fn decide(&mut self, i: usize, found: MatchedRow) {
        if let Some(slot) = self.found.get_mut(i) {
            *slot = Some(found);
        }
    }

    pub(super) fn is_undecided(&self, i: usize) -> bool {
        self.found.get(i).is_some_and(Option::is_none)
    }

    pub(super) fn natural_key(&self, i: usize) -> Option<&str> {
        self.natural_keys.get(i).and_then(Option::as_deref)
    }

    /// The row of the base with this row key.
    pub(super) fn base_row_with_key(&self, key: &str) -> Option<usize> {
        self.base.as_ref().and_then(|b| b.by_row_key.get(key).copied())
    }

    pub(super) fn base_natural_key(&self, b: usize) -> Option<&str> {
        self.base.as_ref().and_then(|base| base.natural_keys.get(b)).and_then(Option::as_deref)
    }

    /// The record of the master that a row of the base was sent as.
    pub(super) fn record_of_base_row(&self, b: usize) -> Option<RecordKey> {
        let base = self.base.as_ref()?;
        if !base.is_record(b) {
            return None;
        }
        let row = base.row(b)?;
        let by_key = row.row_key.as_deref().and_then(|k| self.index.by_row_key(k));
        by_key.or_else(|| row.id.as_deref().and_then(|id| self.index.by_id(id))).cloned()
    }

    /// The match of row `i` with a record, with the surest key by which the row names it.
    pub(super) fn record(&self, i: usize, key: RecordKey, base: Option<usize>) -> MatchedRow {
        let (row_key, id) = self.row(i).map_or((None, None), |row| (row.row_key.as_deref(), row.id.as_deref()));
        let sent = base.and_then(|b| self.base.as_ref()?.row(b));
        let has_its_row_key = row_key.is_some_and(|own| {
            self.index.by_row_key(own) == Some(&key) || sent.is_some_and(|s| s.row_key.as_deref() == Some(own))
        });
        let has_its_id = || id.is_some_and(|id| self.index.by_id(id) == Some(&key));
        let by = if has_its_row_key {
            MatchedBy::RowKey
        } else if has_its_id() {
            MatchedBy::Id
        } else {
            MatchedBy::NaturalKey
        };
        MatchedRow::Record { key, base, by }
    }

    /// The match of row `i` with the record that a row of the base was sent as.
    pub(super) fn record_sent_as(&self, i: usize, b: usize) -> Option<MatchedRow> {
        Some(self.record(i, self.record_of_base_row(b)?, Some(b)))
    }

    /// The row of the base that a record was sent as.
    pub(super) fn base_row_of_record(&self, key: &RecordKey) -> Option<usize> {
        let base = self.base.as_ref()?;
        let by_id = || self.index.entry(key).and_then(|e| e.id.as_deref()).and_then(|id| base.by_id.get(id).copied());
        base.by_row_key.get(key.as_str()).copied().or_else(by_id)
    }

    /// Matches each undecided row by its row key, its ID or its natural key, the first that answers.
    pub(super) fn identify_rows(&mut self) {
        for i in 0..self.returned.rows.len() {
            if self.is_undecided(i)
                && let Some(found) = self.identify(i)
            {
                self.decide(i, found);
            }
        }
    }

    fn identify(&self, i: usize) -> Option<MatchedRow> {
        let row = self.row(i)?;
        if row.id.is_none() && !row.has_typed_values(&self.returned.sheet) {
            // A prepared row that stayed empty, or a record's row that was emptied.
            let key = row.row_key.as_deref()?;
            return self.base_row_with_key(key).and_then(|b| self.record_sent_as(i, b));
        }
        if let Some(key) = row.row_key.as_deref()
            && let Some(found) = self.match_row_key(i, key)
        {
            return Some(found);
        }
        if let Some(id) = row.id.as_deref()
            && let Some(found) = self.match_id(i, id)
        {
            return Some(found);
        }
        if let Some(key) = self.natural_key(i).and_then(|w| self.index.only_with_natural_key(w)) {
            return Some(self.record(i, key.clone(), self.base_row_of_record(key)));
        }
        let own = row.row_key.clone().filter(|k| self.index.by_row_key(k).is_none());
        row.has_typed_values(&self.returned.sheet).then_some(MatchedRow::New { key: own })
    }

    fn match_row_key(&self, i: usize, key: &str) -> Option<MatchedRow> {
        let base = self.base_row_with_key(key);
        let record = base.and_then(|b| self.record_of_base_row(b)).or_else(|| self.index.by_row_key(key).cloned())?;
        let same = self.natural_key(i).is_none_or(|natural_key| {
            base.and_then(|b| self.base_natural_key(b)).is_some_and(|sent| is_same_or_similar(sent, natural_key))
                || self.index.has_natural_key_under(&record, key, natural_key)
                || self.is_renamed(i, base, &record)
        });
        if same {
            return Some(self.record(i, record, base));
        }
        let by_natural_key = self.natural_key(i).and_then(|w| self.index.only_with_natural_key(w)).cloned();
        Some(self.mismatch(record, by_natural_key))
    }

    /// Whether only the natural key of a row was changed, so that it still is its record: its ID agrees, and most of what
    /// it held when it was sent is still there. A row that was cleared and used again holds something else throughout.
    pub(super) fn is_renamed(&self, i: usize, base: Option<usize>, record: &RecordKey) -> bool {
        let sent = base.and_then(|b| self.base.as_ref().and_then(|base| base.row(b)));
        let (Some(sent), Some(row)) = (sent, self.row(i)) else { return false };
        // The natural key of another record: that one was sorted without key and ID, or copied over this row.
        let other = self.natural_key(i).and_then(|w| self.index.only_with_natural_key(w));
        if other.is_some_and(|other| other != record) {
            return false;
        }
        let named = row.id.as_deref().is_none_or(|id| self.index.by_id(id) == Some(record));
        let sheet = &self.returned.sheet;
        let (mut filled, mut kept) = (0usize, 0usize);
        for (c, column) in sheet.columns.iter().enumerate() {
            let was = sent.values.get(c).filter(|v| !v.is_empty());
            let here = self.returned.present.get(c).copied().flatten().is_some();
            if let Some(was) = was.filter(|_| here && !column.is_tool() && !sheet.natural_key.contains(&column.key)) {
                filled += 1;
                kept += usize::from(row.values.get(c) == Some(was));
            }
        }
        named && filled > 0 && kept * 2 > filled
    }

    /// The match of a row whose keys name different records: `record` by row key or ID, `other` by natural key.
    pub(super) fn mismatch(&self, record: RecordKey, other: Option<RecordKey>) -> MatchedRow {
        let mut records = vec![record];
        records.extend(other.filter(|o| !records.contains(o)));
        MatchedRow::Mismatch { records }
    }

    fn match_id(&self, i: usize, id: &str) -> Option<MatchedRow> {
        let record = self.index.by_id(id)?.clone();
        let natural_key = self.natural_key(i);
        let same = natural_key.is_none_or(|w| {
            self.index.entry(&record).is_some_and(|e| e.natural_key.as_deref().is_none_or(|o| is_same_or_similar(o, w)))
        });
        let base = self.base_row_of_record(&record);
        let as_sent = base
            .and_then(|b| self.base_natural_key(b))
            .zip(natural_key)
            .is_some_and(|(sent, now)| is_same_or_similar(sent, now));
        if same || as_sent {
            return Some(self.record(i, record, base));
        }
        let by_natural_key = natural_key.and_then(|w| self.index.only_with_natural_key(w)).cloned();
        Some(self.mismatch(record, by_natural_key))
    }

    /// Of two rows that are one record, the first that names it by row key or ID keeps it; the other is a duplicate.
    pub(super) fn keep_one_row_per_record(&mut self) {
        let mut taken: BTreeMap<RecordKey, usize> = BTreeMap::new();
        for i in 0..self.found.len() {
            let Some(Some(MatchedRow::Record { key, .. })) = self.found.get(i) else { continue };
            let key = key.clone();
            match taken.get(&key).copied() {
                None => {
                    taken.insert(key, i);
                }
                Some(first) => {
                    let (stays, goes) = if self.has_row_key_or_id_of(i, &key) && !self.has_row_key_or_id_of(first, &key)
                    {
                        (i, first)
                    } else {
                        (first, i)
                    };
                    taken.insert(key.clone(), stays);
                    let surplus = self.row(goes).is_none_or(|r| !r.has_typed_values(&self.returned.sheet));
                    self.decide(
                        goes,
                        if surplus { MatchedRow::Surplus } else { MatchedRow::Duplicate { record: Some(key) } },
                    );
                }
            }
        }
    }

    /// Whether a row carries the record's own row key or ID.
    fn has_row_key_or_id_of(&self, i: usize, record: &RecordKey) -> bool {
        self.row(i).is_some_and(|r| {
            r.row_key.as_deref().and_then(|k| self.index.by_row_key(k)) == Some(record)
                || r.id.as_deref().and_then(|id| self.index.by_id(id)) == Some(record)
        })
    }

    /// The records of the base that no row is, or may be, any more.
    fn missing(&self) -> Vec<usize> {
        let Some(base) = &self.base else { return Vec::new() };
        let mut here: Vec<Option<RecordKey>> = Vec::new();
        let mut kept: Vec<usize> = Vec::new();
        for found in self.found.iter().flatten() {
            match found {
                MatchedRow::Record { base: Some(b), .. } => kept.push(*b),
                MatchedRow::Record { key, .. } => here.push(Some(key.clone())),
                MatchedRow::Mismatch { records, .. } => here.extend(records.iter().cloned().map(Some)),
                MatchedRow::Duplicate { record } => here.push(record.clone()),
                MatchedRow::New { .. } | MatchedRow::Surplus => {}
            }
        }
        kept.sort_unstable();
        here.sort();
        let is_here =
            |b: usize| kept.binary_search(&b).is_ok() || here.binary_search(&self.record_of_base_row(b)).is_ok();
        (0..base.table.rows.len())
            .filter(|b| base.is_record(*b) && self.record_of_base_row(*b).is_some() && !is_here(*b))
            .collect()
    }
}
