//! The records that a row of a copy may be, with ways to find them.

use crate::model::keys::RecordKey;
use crate::model::memory::RecordOrigin;
use crate::model::similar_texts::SimilarTexts;
use crate::model::text::{RESEMBLES, resembles};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// A record, living or removed, with all by which a row may name it.
#[derive(Clone, Debug, Default)]
pub struct IndexedRecord {
    /// Its visible ID.
    pub id: Option<String>,
    /// Its natural key, folded.
    pub natural_key: Option<String>,
    /// The row keys under which copies gave it.
    pub origins: Vec<RecordOrigin>,
    /// Whether it was removed.
    pub gone: bool,
}

/// All records of a sheet, found by row key, ID and natural key.
#[derive(Clone, Debug, Default)]
pub struct RecordIndex {
    entries: BTreeMap<RecordKey, IndexedRecord>,
    by_origin: IndexMap<String, RecordKey>,
    by_id: IndexMap<String, RecordKey>,
    by_natural_key: IndexMap<String, Vec<RecordKey>>,
    natural_keys: SimilarTexts,
    additions: usize,
    /// Natural keys that were added since records are kept apart.
    apart: Option<Vec<String>>,
}

impl RecordIndex {
    /// The index of these records, each with its key.
    pub fn new(entries: impl IntoIterator<Item = (RecordKey, IndexedRecord)>) -> Self {
        let mut index = Self::default();
        for (key, entry) in entries {
            index.add(key, entry);
        }
        index
    }

    /// Adds a record.
    pub fn add(&mut self, key: RecordKey, entry: IndexedRecord) {
        for origin in &entry.origins {
            self.by_origin.insert(origin.row_key.clone(), key.clone());
        }
        if let Some(id) = &entry.id {
            self.by_id.insert(id.clone(), key.clone());
        }
        if let Some(natural_key) = entry.natural_key.clone().filter(|_| !entry.gone) {
            match &mut self.apart {
                Some(apart) => apart.push(natural_key.clone()),
                None => self.natural_keys.add(&natural_key),
            }
            self.by_natural_key.entry(natural_key).or_default().push(key.clone());
        }
        self.entries.insert(key, entry);
        self.additions += 1;
    }

    /// From now on records that are added resemble none that is added later, until [`RecordIndex::settle`].
    pub fn keep_apart(&mut self) {
        self.apart = Some(Vec::new());
    }

    /// Records that were kept apart may be resembled again.
    pub fn settle(&mut self) {
        for natural_key in self.apart.take().into_iter().flatten() {
            self.natural_keys.add(&natural_key);
        }
    }

    /// How often a record was added: as long as it is the same, matching gives the same.
    pub fn additions(&self) -> usize {
        self.additions
    }

    /// The record with this key.
    pub fn entry(&self, key: &RecordKey) -> Option<&IndexedRecord> {
        self.entries.get(key)
    }

    /// The record that carries this row key, as its own or as one it came from.
    pub fn by_row_key(&self, row_key: &str) -> Option<&RecordKey> {
        match self.entries.get_key_value(row_key) {
            Some((key, _)) => Some(key),
            None => self.by_origin.get(row_key),
        }
    }

    /// The record with this visible ID.
    pub fn by_id(&self, id: &str) -> Option<&RecordKey> {
        self.by_id.get(id)
    }

    /// The one living record with this natural key.
    pub fn only_with_natural_key(&self, natural_key: &str) -> Option<&RecordKey> {
        match self.by_natural_key.get(natural_key).map(Vec::as_slice) {
            Some([one]) => Some(one),
            _ => None,
        }
    }

    /// The living record whose natural key resembles this one most without being the same, if closely, and how much.
    pub fn most_similar(&self, natural_key: &str) -> Option<(&RecordKey, f64)> {
        let length = natural_key.chars().count();
        let (score, nearest) = self.natural_keys.most_similar(natural_key, |other| {
            let theirs = other.chars().count();
            // Where words are the same and only marks between them make one text longer, it is another text.
            let near = length.min(theirs) as f64 >= length.max(theirs) as f64 * RESEMBLES;
            other != natural_key && (near || other.contains(natural_key) || natural_key.contains(other))
        })?;
        let keys = nearest.iter().filter_map(|other| self.by_natural_key.get(*other)).flatten();
        keys.min().map(|key| (key, score))
    }

    /// Whether this record has this natural key or a similar one, now or when it came under this row key.
    pub fn has_natural_key_under(&self, record: &RecordKey, row_key: &str, natural_key: &str) -> bool {
        let Some(entry) = self.entries.get(record) else { return false };
        entry.natural_key.as_deref().is_some_and(|now| is_same_or_similar(now, natural_key))
            || entry.origins.iter().any(|o| o.row_key == row_key && is_same_or_similar(&o.natural_key, natural_key))
    }
}

/// Whether two natural keys are the same, or one is the other reworded.
pub(super) fn is_same_or_similar(a: &str, b: &str) -> bool {
    a == b || resembles(a, b)
}
