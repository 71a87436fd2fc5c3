//! How the rows of a returned sheet were matched with the records of the master: what a run says of it.

use crate::model::place::Place;

/// How a row was matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// By its hidden row key.
    RowKey,
    /// By its visible ID.
    Id,
    /// By what it is called.
    Words,
    /// Not at all: it is a new record.
    New,
    /// It may be a record that is there, or carries another one's key: a person is asked.
    Asked,
    /// It says nothing that another row does not say.
    Copied,
}

impl How {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 6] = [Self::RowKey, Self::Id, Self::Words, Self::New, Self::Asked, Self::Copied];

    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::RowKey => "row-key",
            Self::Id => "id",
            Self::Words => "natural-key",
            Self::New => "new",
            Self::Asked => "asked",
            Self::Copied => "copied",
        }
    }

    /// What people read.
    pub fn said(self) -> &'static str {
        match self {
            Self::RowKey => "by hidden key",
            Self::Id => "by ID",
            Self::Words => "by name",
            Self::New => "new",
            Self::Asked => "asked",
            Self::Copied => "said twice",
        }
    }
}

/// How the rows of one sheet of a file were matched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// The file.
    pub file: String,
    /// Title of the sheet in the master.
    pub sheet: String,
    /// Every row with anything in it.
    pub rows: Vec<RowMatch>,
    /// IDs of records that were sent and are in no row any more.
    pub missing: Vec<String>,
    /// Do the rows stand in another order than was sent?
    pub reordered: bool,
}

/// How a row was matched.
#[derive(Clone, Debug, PartialEq)]
pub struct RowMatch {
    /// Where it stands.
    pub place: Place,
    /// How.
    pub how: How,
    /// ID of the record; of an asked row, the one that it may be.
    pub record: Option<String>,
    /// How much it resembles that record, of 100, where that is why it is asked.
    pub score: Option<u32>,
}

impl Matching {
    /// How many rows were matched in a way.
    pub fn count(&self, how: How) -> usize {
        self.rows.iter().filter(|r| r.how == how).count()
    }

    /// The rows that were matched in another way than most, and those that were matched with no record for certain.
    pub fn unusual(&self) -> impl Iterator<Item = &RowMatch> {
        let ways = [How::RowKey, How::Id, How::Words];
        // Of two ways that are as frequent, the surer one is the usual.
        let usual = ways.into_iter().rev().max_by_key(|how| self.count(*how)).unwrap_or(How::RowKey);
        self.rows.iter().filter(move |r| r.how != usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching(ways: &[How]) -> Matching {
        let row = |how: &How| RowMatch { place: Place::default(), how: *how, record: None, score: None };
        Matching { rows: ways.iter().map(row).collect(), ..Matching::default() }
    }

    #[test]
    fn what_most_rows_have_is_usual() {
        let unusual = |ways: &[How]| matching(ways).unusual().map(|r| r.how).collect::<Vec<_>>();
        assert_eq!(unusual(&[How::RowKey, How::RowKey, How::Id]), [How::Id]);
        assert_eq!(unusual(&[How::Id, How::Id, How::RowKey]), [How::RowKey], "a lost key column is said by the counts");
        assert_eq!(unusual(&[How::RowKey, How::Id]), [How::Id], "the surer way is the usual one");
        assert_eq!(unusual(&[How::New, How::New, How::RowKey]), [How::New, How::New], "new is never usual");
    }
}
