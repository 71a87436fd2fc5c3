//! What a run reports of matching the rows of a returned sheet with the records of the master.

use crate::model::place::Place;

/// The key by which a row was matched with a record, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchedBy {
    /// Its hidden row key.
    RowKey,
    /// Its visible ID.
    Id,
    /// The columns by which people know a record.
    NaturalKey,
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowOutcome {
    /// It is a record of the master.
    Matched(MatchedBy),
    /// It is a new record.
    New,
    /// It may be a record that is there, or carries another one's key: a person is asked.
    Asked,
    /// It repeats another row.
    Repeated,
}

impl RowOutcome {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 6] = [
        Self::Matched(MatchedBy::RowKey),
        Self::Matched(MatchedBy::Id),
        Self::Matched(MatchedBy::NaturalKey),
        Self::New,
        Self::Asked,
        Self::Repeated,
    ];

    /// Its name in the JSON report.
    pub fn json_name(self) -> &'static str {
        match self {
            Self::Matched(MatchedBy::RowKey) => "row-key",
            Self::Matched(MatchedBy::Id) => "id",
            Self::Matched(MatchedBy::NaturalKey) => "natural-key",
            Self::New => "new",
            Self::Asked => "asked",
            Self::Repeated => "copied",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Matched(MatchedBy::RowKey) => "by hidden key",
            Self::Matched(MatchedBy::Id) => "by ID",
            Self::Matched(MatchedBy::NaturalKey) => "by name",
            Self::New => "new",
            Self::Asked => "asked",
            Self::Repeated => "said twice",
        }
    }
}

/// How the rows of one sheet of a file were matched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatchReport {
    /// The file.
    pub file: String,
    /// Title of the sheet in the master.
    pub sheet: String,
    /// Every row with anything in it.
    pub rows: Vec<RowMatch>,
    /// IDs of records that were sent and are in no row any more.
    pub missing: Vec<String>,
    /// Whether the rows stand in another order than they were sent.
    pub reordered: bool,
}

/// What came of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowMatch {
    /// Where it stands.
    pub place: Place,
    /// What came of it.
    pub outcome: RowOutcome,
    /// ID of the record; of an asked row, the one that it may be.
    pub record: Option<String>,
    /// How much it resembles that record, of 100, where that is why it is asked.
    pub score: Option<u32>,
}

impl MatchReport {
    /// How many rows have an outcome.
    pub fn count(&self, outcome: RowOutcome) -> usize {
        self.rows.iter().filter(|r| r.outcome == outcome).count()
    }

    /// The rows that were matched by another key than most, and those that are no record for certain.
    pub fn unusual(&self) -> impl Iterator<Item = &RowMatch> {
        let usual = self.usual();
        self.rows.iter().filter(move |r| Some(r.outcome) != usual)
    }

    /// The key by which most rows were matched.
    pub fn usual(&self) -> Option<RowOutcome> {
        let keys = [MatchedBy::RowKey, MatchedBy::Id, MatchedBy::NaturalKey].map(RowOutcome::Matched);
        // Of two keys that are as frequent, the surer one is the usual; `max_by_key` gives the last.
        keys.into_iter().rev().max_by_key(|key| self.count(*key))
    }
}

#[cfg(test)]
mod tests {
    use super::RowOutcome::{Matched, New};
    use super::*;

    fn report(outcomes: &[RowOutcome]) -> MatchReport {
        let row =
            |outcome: &RowOutcome| RowMatch { place: Place::default(), outcome: *outcome, record: None, score: None };
        MatchReport { rows: outcomes.iter().map(row).collect(), ..MatchReport::default() }
    }

    #[test]
    fn what_most_rows_have_is_usual() {
        let unusual = |outcomes: &[RowOutcome]| report(outcomes).unusual().map(|r| r.outcome).collect::<Vec<_>>();
        assert_eq!(
            unusual(&[Matched(MatchedBy::RowKey), Matched(MatchedBy::RowKey), Matched(MatchedBy::Id)]),
            [Matched(MatchedBy::Id)]
        );
        assert_eq!(
            unusual(&[Matched(MatchedBy::Id), Matched(MatchedBy::Id), Matched(MatchedBy::RowKey)]),
            [Matched(MatchedBy::RowKey)],
            "a lost key column is said by the counts"
        );
        assert_eq!(
            unusual(&[Matched(MatchedBy::RowKey), Matched(MatchedBy::Id)]),
            [Matched(MatchedBy::Id)],
            "the surer way is the usual one"
        );
        assert_eq!(unusual(&[New, New, Matched(MatchedBy::RowKey)]), [New, New], "new is never usual");
    }
}
