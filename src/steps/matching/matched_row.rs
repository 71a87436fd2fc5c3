//! The result of matching: what each row of a returned copy is.

use crate::model::keys::RecordKey;
use crate::model::matching::MatchedBy;

/// What a row of a returned copy is.
#[derive(Clone, Debug, PartialEq)]
pub enum MatchedRow {
    /// A record of the master, living or removed.
    Record {
        /// The record's key.
        key: RecordKey,
        /// Position of the row in the base that it was sent as.
        base: Option<usize>,
        /// The surest key by which the row names the record.
        by: MatchedBy,
    },
    /// No known record.
    New {
        /// Its own row key, where it stands in a row that was prepared for new records.
        key: Option<String>,
    },
    /// Its row key or ID names another record than its natural key: a person decides.
    Mismatch {
        /// The records that it may be; first the one of its row key or ID.
        records: Vec<RecordKey>,
    },
    /// A second row that claims a record: a person decides.
    Duplicate {
        /// The record whose key it carries, where there is one.
        record: Option<RecordKey>,
    },
    /// A row that adds nothing: it repeats another one, or is empty.
    Surplus,
}

/// How the rows of one sheet of a returned copy match.
#[derive(Clone, Debug, Default)]
pub struct MatchedTable {
    /// What each row is, in the order of the table's rows.
    pub rows: Vec<MatchedRow>,
    /// Positions of the rows of the base that came back in no row.
    pub missing: Vec<usize>,
    /// Whether a partial sort had left row keys beside other rows' data.
    pub shuffled: bool,
}
