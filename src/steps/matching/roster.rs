//! The records that a row of a copy may be, with ways to find them.

use super::alike;
use crate::model::memory::Origin;
use std::collections::BTreeMap;

/// A record, living or gone.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its visible ID.
    pub id: Option<String>,
    /// Its natural key, folded.
    pub words: Option<String>,
    /// The row keys that it came from.
    pub origins: Vec<Origin>,
    /// Was it removed?
    pub gone: bool,
}

/// All records of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    entries: BTreeMap<String, Entry>,
    by_origin: BTreeMap<String, String>,
    by_id: BTreeMap<String, String>,
    by_words: BTreeMap<String, Vec<String>>,
}

impl Roster {
    /// The roster of these records, by record key.
    pub fn new(entries: impl IntoIterator<Item = (String, Entry)>) -> Self {
        let mut roster = Self::default();
        for (key, entry) in entries {
            roster.add(key, entry);
        }
        roster
    }

    /// Adds a record.
    pub fn add(&mut self, key: String, entry: Entry) {
        for origin in &entry.origins {
            self.by_origin.insert(origin.row_key.clone(), key.clone());
        }
        if let Some(id) = &entry.id {
            self.by_id.insert(id.clone(), key.clone());
        }
        if let Some(words) = entry.words.clone().filter(|_| !entry.gone) {
            self.by_words.entry(words).or_default().push(key.clone());
        }
        self.entries.insert(key, entry);
    }

    /// The record with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// All records, by key.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(k, e)| (k.as_str(), e))
    }

    /// The record that carries this row key, as its own or as one it came from.
    pub fn of_row_key(&self, row_key: &str) -> Option<&str> {
        match self.entries.get_key_value(row_key) {
            Some((key, _)) => Some(key),
            None => self.by_origin.get(row_key).map(String::as_str),
        }
    }

    /// The record with this visible ID.
    pub fn of_id(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// The one living record with this natural key.
    pub fn only_by_words(&self, words: &str) -> Option<&str> {
        match self.by_words.get(words).map(Vec::as_slice) {
            Some([one]) => Some(one),
            _ => None,
        }
    }

    /// Was this record heard under this row key with words like these, or has it such words now?
    pub fn was_heard(&self, record: &str, row_key: &str, words: &str) -> bool {
        let Some(entry) = self.entries.get(record) else { return false };
        entry.words.as_deref().is_some_and(|w| alike(w, words))
            || entry.origins.iter().any(|o| o.row_key == row_key && alike(&o.natural_key, words))
    }
}
