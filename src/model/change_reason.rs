//! Why the master changed. The texts are stored in `history/changes.csv`, on the Changes sheet and in the master's memory,
//! and are read back from there, so they are written and parsed here only.

use crate::model::policy::Policy;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Why the master changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeReason {
    /// A returned file proposed it, and nobody contradicted.
    Merged,
    /// A returned file brought a new record.
    Added,
    /// A merged file lacks the row.
    Removed,
    /// A merged file has a new column.
    ColumnAdded,
    /// A merged file lacks the column.
    ColumnRemoved,
    /// A merged file has another title for the column.
    ColumnRenamed,
    /// A file has another address behind the cell.
    LinkChanged,
    /// Somebody edited the master's cell.
    TypedInMaster,
    /// Somebody added the row to the master.
    AddedInMaster,
    /// Somebody removed the row from the master.
    RemovedInMaster,
    /// The template offers the row as a starter.
    AddedAsStarter,
    /// The plan was moved by `prekick shift`.
    MovedWithProject,
    /// A person decided a discrepancy.
    Decided {
        /// ID of the discrepancy, `D-0004`.
        id: String,
        /// What was picked, `Take B`.
        choice: String,
    },
    /// It follows from what a returned file brought.
    FilledIn,
    /// The settings decided a conflict.
    Policy(Policy),
    /// An undo took back the run with this number.
    Undo(u32),
    /// A text of an earlier version, or of somebody who edited the log.
    Other(String),
}

/// The reasons without parameters, with their text.
const FIXED: [(ChangeReason, &str); 13] = [
    (ChangeReason::Merged, "merged"),
    (ChangeReason::Added, "added"),
    (ChangeReason::Removed, "removed"),
    (ChangeReason::ColumnAdded, "column added"),
    (ChangeReason::ColumnRemoved, "column removed"),
    (ChangeReason::ColumnRenamed, "column renamed"),
    (ChangeReason::LinkChanged, "link changed"),
    (ChangeReason::TypedInMaster, "typed in the master"),
    (ChangeReason::AddedInMaster, "added in the master"),
    (ChangeReason::RemovedInMaster, "removed in the master"),
    (ChangeReason::AddedAsStarter, "added as a usual row"),
    (ChangeReason::MovedWithProject, "moved with the project"),
    (ChangeReason::FilledIn, "filled in by prekick"),
];

const DECIDED: &str = "decided ";
const POLICY: &str = "policy: ";
const UNDO: &str = "undo of run ";

impl ChangeReason {
    /// Whether the change added a record.
    pub fn adds_a_record(&self) -> bool {
        matches!(self, Self::Added | Self::AddedInMaster | Self::AddedAsStarter)
    }

    /// Whether the change removed a record.
    pub fn removes_a_record(&self) -> bool {
        matches!(self, Self::Removed | Self::RemovedInMaster)
    }

    /// Whether it is about a column of a merged file.
    pub fn is_about_a_column(&self) -> bool {
        matches!(self, Self::ColumnAdded | Self::ColumnRemoved | Self::ColumnRenamed)
    }

    /// ID of the discrepancy that was decided; also from words that somebody shortened in the log, since an ID that stands
    /// there was given and must not be given again.
    pub fn decided_id(&self) -> Option<&str> {
        match self {
            Self::Decided { id, .. } => Some(id.trim()),
            Self::Other(words) => words.strip_prefix(DECIDED)?.split(':').next().map(str::trim),
            _ => None,
        }
    }

    /// The reason that `words` stand for. Displaying it gives the same words again, whatever they are.
    pub fn parse(words: &str) -> Self {
        let known = || {
            if let Some((reason, _)) = FIXED.iter().find(|(_, fixed)| *fixed == words) {
                return Some(reason.clone());
            }
            if let Some((id, choice)) = words.strip_prefix(DECIDED).and_then(|rest| rest.split_once(": ")) {
                return Some(Self::Decided { id: id.to_owned(), choice: choice.to_owned() });
            }
            if let Some(taken) = words.strip_prefix(POLICY) {
                let policies = [Policy::Owner, Policy::Latest, Policy::NonEmpty].into_iter();
                return policies.into_iter().find(|p| p.words() == taken).map(Self::Policy);
            }
            let number = words.strip_prefix(UNDO)?;
            number.parse().ok().filter(|n: &u32| n.to_string() == number).map(Self::Undo)
        };
        known().unwrap_or_else(|| Self::Other(words.to_owned()))
    }
}

impl Default for ChangeReason {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl fmt::Display for ChangeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decided { id, choice } => write!(f, "{DECIDED}{id}: {choice}"),
            Self::Policy(policy) => write!(f, "{POLICY}{}", policy.words()),
            Self::Undo(run) => write!(f, "{UNDO}{run}"),
            Self::Other(words) => f.write_str(words),
            fixed => f.write_str(FIXED.iter().find(|(reason, _)| reason == fixed).map_or("", |(_, words)| words)),
        }
    }
}

impl Serialize for ChangeReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChangeReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_stands_in_the_log_counts_even_where_its_words_were_shortened() {
        for (words, id) in [
            ("decided D-0004: Take B", Some("D-0004")),
            ("decided D-0004", Some("D-0004")),
            ("decided D-0004:Take B", Some("D-0004")),
            ("merged", None),
            ("undo of run 7", None),
        ] {
            assert_eq!(ChangeReason::parse(words).decided_id(), id, "{words}");
        }
    }

    #[test]
    fn a_reason_is_read_back_from_its_words() {
        let decided = |id: &str, choice: &str| ChangeReason::Decided { id: id.into(), choice: choice.into() };
        let table = [
            (ChangeReason::Policy(Policy::Owner), "policy: the owner's"),
            (ChangeReason::Policy(Policy::Latest), "policy: the latest"),
            (ChangeReason::Policy(Policy::NonEmpty), "policy: the filled-in one"),
            (ChangeReason::Undo(7), "undo of run 7"),
            (decided("D-0004", "Take B"), "decided D-0004: Take B"),
            (decided("D-0004", "one: two"), "decided D-0004: one: two"),
            (decided("D-0004", ""), "decided D-0004: "),
        ];
        for (reason, words) in FIXED.into_iter().chain(table) {
            assert_eq!(reason.to_string(), words);
            assert_eq!(ChangeReason::parse(words), reason);
        }
    }

    #[test]
    fn words_that_are_not_known_are_kept_as_they_are() {
        for words in ["", "Merged", "undo of run 07", "undo of run seven", "policy: whatever", "decided", "decided D-1"]
        {
            let reason = ChangeReason::parse(words);
            assert_eq!(reason, ChangeReason::Other(words.into()));
            assert_eq!(reason.to_string(), words);
        }
    }

    #[test]
    fn every_fixed_reason_has_words_of_its_own() {
        for (i, (reason, words)) in FIXED.iter().enumerate() {
            assert!(!words.is_empty());
            assert!(FIXED.iter().skip(i + 1).all(|(r, w)| r != reason && w != words), "{words}");
        }
    }
}
