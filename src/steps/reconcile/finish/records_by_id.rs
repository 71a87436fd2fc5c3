//! Records found by the IDs that changes name them by, without going through a sheet for each.

use crate::model::keys::RecordKey;
use crate::model::state::Master;
use std::collections::BTreeMap;

/// The keys of records by their IDs, for the sheets that were asked for, by position in the master.
#[derive(Default)]
pub(super) struct RecordsById(BTreeMap<usize, BTreeMap<String, RecordKey>>);

impl RecordsById {
    /// The key of a record in the sheet at a position of the master.
    pub(super) fn key(&mut self, master: &Master, at: usize, id: &str) -> Option<RecordKey> {
        let by_id = || {
            let records = master.sheets.get(at).into_iter().flat_map(|state| &state.records);
            records.map(|(key, record)| (record.id.clone(), key.clone())).collect()
        };
        self.0.entry(at).or_insert_with(by_id).get(id).cloned()
    }
}
