//! Matching: which row of a returned copy is which record.
//!
//! In: a table, the base it was sent as, and an index of the sheet's records. Out: for each row the record that it is, and
//! by which key: row key, visible ID or natural key, whichever matches first. Similarity never matches a row by itself: a
//! row whose keys disagree, or that claims a record already matched, comes out as one that a person decides.

mod base_index;
mod duplicates;
mod matched_row;
mod matcher;
mod record_index;
mod shuffled;
#[cfg(test)]
mod tests;

pub use matched_row::{MatchedRow, MatchedTable};
pub use record_index::{IndexedRecord, RecordIndex};

use crate::model::table::Table;
use matcher::Matcher;

/// Matches the rows of a returned table with its base and the master's records.
pub fn match_rows(returned: &Table, base: Option<&Table>, index: &RecordIndex) -> MatchedTable {
    let mut matcher = Matcher::new(returned, base, index);
    duplicates::match_repeated_row_keys(&mut matcher);
    shuffled::match_shuffled_rows(&mut matcher);
    matcher.identify_rows();
    matcher.keep_one_row_per_record();
    matcher.finish()
}
