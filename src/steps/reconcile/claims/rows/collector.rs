//! What is known while one file is gone through, and what was found so far.

use crate::model::keys::{RecordKey, SheetKey};
use crate::model::memory::Subject;
use crate::model::template::Owner;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::types::{FileClaims, ObservedValue};
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::People;
use std::collections::{BTreeMap, BTreeSet};

/// One file being gone through.
pub struct FileCollector<'f> {
    pub file: &'f Incoming,
    pub read_before: bool,
    /// Whom the names in its cells may mean.
    pub people: &'f People,
    /// What a column that may name a forum may hold beside them.
    pub forums: &'f Forums,
    /// The side that its sender stands on.
    pub side: Owner,
    /// What the copy has claims about from earlier files.
    pub claimed: BTreeSet<Subject>,
    /// The records that it has claims about, by sheet key.
    pub claimed_records: BTreeMap<SheetKey, BTreeSet<RecordKey>>,
    /// How many rows there were so far of one made-up key, so that each is asked about by itself.
    pub made_keys: BTreeMap<RecordKey, usize>,
    pub claims: FileClaims,
    /// Which record each row of the file is: by sheet key and row number.
    pub records: BTreeMap<(SheetKey, u32), RecordKey>,
}

impl FileCollector<'_> {
    /// Whether an earlier file of the copy claimed anything about a record.
    pub fn has_claimed(&self, sheet: &SheetKey, record: &RecordKey) -> bool {
        self.claimed_records.get(sheet).is_some_and(|records| records.contains(record))
    }

    /// Keeps what differs from what was sent, and what an earlier file of the copy claimed otherwise.
    pub fn observe(&mut self, observed: ObservedValue) {
        if observed.value != observed.sent || self.claimed.contains(&observed.subject) {
            self.claims.values.push(observed);
        }
    }
}
