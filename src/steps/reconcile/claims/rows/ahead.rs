//! Rows matched before any file is gone through, those of all files in parallel. What a file adds to the records makes this
//! worthless for the sheet in later files; their rows are then matched when their turn comes.

use crate::model::keys::SheetKey;
use crate::model::table::Table;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::matching::{MatchedTable, RecordIndex, match_rows};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How the rows of a table match, as long as no record is added to its sheet.
pub struct MatchedAhead {
    matching: MatchedTable,
    /// How often records had been added to the index.
    additions: usize,
}

/// Matches the rows of every table of every file; none where its sheet has no records.
pub fn match_ahead(indexes: &BTreeMap<SheetKey, RecordIndex>, files: &[Incoming]) -> Vec<Vec<Option<MatchedAhead>>> {
    let match_table = |file: &Incoming, table: &Table| {
        let index = indexes.get(&table.sheet.key)?;
        Some(MatchedAhead { matching: match_rows(table, file.base_of(table), index), additions: index.additions() })
    };
    files.par_iter().map(|file| file.read.tables.iter().map(|table| match_table(file, table)).collect()).collect()
}

/// How the rows of a table match: as was found ahead where that still holds.
pub fn matching_of(
    table: &Table,
    base: Option<&Table>,
    index: &RecordIndex,
    ahead: Option<MatchedAhead>,
) -> MatchedTable {
    match ahead.filter(|ahead| ahead.additions == index.additions()) {
        Some(ahead) => ahead.matching,
        None => match_rows(table, base, index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Sheet;
    use crate::steps::matching::IndexedRecord;
    use std::sync::Arc;

    #[test]
    fn rows_matched_ahead_are_matched_again_once_a_record_was_added() {
        let mut index = RecordIndex::default();
        let ahead = |index: &RecordIndex| {
            let matching = MatchedTable { shuffled: true, ..MatchedTable::default() };
            Some(MatchedAhead { matching, additions: index.additions() })
        };
        let table = Table {
            sheet: Arc::new(Sheet::new("raid", "risks", "Risks")),
            file: "a.xlsx".into(),
            title: "Risks".into(),
            present: Vec::new(),
            header: 0,
            rows: Vec::new(),
        };
        let found = ahead(&index);
        assert!(matching_of(&table, None, &index, found).shuffled, "as found ahead");
        let found = ahead(&index);
        index.add("r1".into(), IndexedRecord::default());
        assert!(!matching_of(&table, None, &index, found).shuffled, "matched again");
        assert!(!matching_of(&table, None, &index, None).shuffled);
    }
}
