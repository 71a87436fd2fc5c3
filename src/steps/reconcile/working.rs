//! The master as a run has it so far: each stage takes it over from the one before.

use crate::model::keys::{CopyId, RecordKey, SheetKey};
use crate::model::memory::{Claim, ClaimKey, Subject};
use crate::model::report::Change;
use crate::model::side::side;
use crate::model::state::{Master, Record};
use crate::model::table::natural_key;
use crate::model::template::{Owner, Sheet};
use crate::steps::matching::{IndexedRecord, RecordIndex};
use std::collections::{BTreeMap, BTreeSet};

/// The working master, with what was added to it and changed in it.
pub struct Working {
    pub master: Master,
    /// The records of each sheet, as copies may name them, by sheet key.
    pub record_indexes: BTreeMap<SheetKey, RecordIndex>,
    /// Records added in this run, by sheet and record key; they have their IDs already.
    pub added: BTreeSet<(SheetKey, RecordKey)>,
    pub changes: Vec<Change>,
}

impl Working {
    /// The master as the run begins, with what people typed into it since the last run.
    pub fn new(master: Master, typed: Vec<Change>) -> Self {
        let record_indexes =
            master.sheets.iter().map(|s| (s.sheet.key.clone(), index(&master, &s.sheet.key))).collect();
        Self { master, record_indexes, added: BTreeSet::new(), changes: typed }
    }

    /// The open claims about a subject, by copy.
    pub fn open_claims(&self, subject: &Subject) -> Vec<(CopyId, Claim)> {
        claims_about(&self.master, subject).filter(|(_, w)| w.open).map(|(c, w)| (c.clone(), w.clone())).collect()
    }

    /// Closes the claims about a subject: they are decided.
    pub fn close_claims(&mut self, subject: &Subject) {
        let from = ClaimKey { subject: subject.clone(), copy: CopyId::default() };
        let about = self.master.memory.claims.range_mut(from..).take_while(|(k, _)| k.subject == *subject);
        for (_, claim) in about {
            claim.open = false;
        }
    }

    /// Which side a recipient stands on.
    pub fn side(&self, contact: Option<&str>) -> Owner {
        side(&self.master, contact)
    }
}

/// The last claims about a subject, by copy.
pub fn claims_about<'m>(master: &'m Master, subject: &Subject) -> impl Iterator<Item = (&'m CopyId, &'m Claim)> {
    let from = ClaimKey { subject: subject.clone(), copy: CopyId::default() };
    let subject = subject.clone();
    master.memory.claims.range(from..).take_while(move |(k, _)| k.subject == subject).map(|(k, w)| (&k.copy, w))
}

/// The records of a sheet, living and gone, as copies may name them.
fn index(master: &Master, key: &SheetKey) -> RecordIndex {
    let Some(state) = master.sheet(key) else { return RecordIndex::default() };
    let living = state.records.iter().map(|(key, record)| (key.clone(), entry(&state.sheet, record)));
    let gone = master
        .memory
        .records
        .get(key)
        .into_iter()
        .flatten()
        .filter(|(key, k)| k.gone && !state.records.contains_key(*key));
    let gone = gone.map(|(key, known)| {
        let values: Vec<_> =
            state.sheet.columns.iter().map(|c| known.values.get(&c.key).cloned().unwrap_or_default()).collect();
        let words = natural_key(&state.sheet, &values);
        (
            key.clone(),
            IndexedRecord {
                id: Some(known.id.clone()),
                natural_key: words,
                origins: known.origins.clone(),
                gone: true,
            },
        )
    });
    RecordIndex::new(living.chain(gone))
}

/// A record as copies may name it.
pub fn entry(sheet: &Sheet, record: &Record) -> IndexedRecord {
    let id = (!record.id.is_empty()).then(|| record.id.clone());
    IndexedRecord { id, natural_key: natural_key(sheet, &record.values), origins: record.origins.clone(), gone: false }
}
