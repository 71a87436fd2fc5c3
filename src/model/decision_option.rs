//! One entry of a discrepancy's Decision drop-down, and how it is spelled.

use crate::model::place::column_letters;
use crate::model::policy::Policy;

/// One entry of the Decision drop-down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionOption {
    /// The master keeps its value.
    KeepMaster,
    /// The candidate with this letter; 0 is A.
    Take(u32),
    /// A group is listed one discrepancy at a time.
    OneByOne,
    /// What stands under My value.
    UseMyValue,
    /// The candidate that this policy leads to.
    TakeBy(Policy),
    /// What was answered on the sheet Please answer.
    TakeAnswer,
    /// Not now.
    Later,
}

impl DecisionOption {
    /// The entry as people read it.
    pub fn label(self) -> String {
        match self {
            Self::KeepMaster => "Keep master".into(),
            Self::Take(letter) => format!("Take {}", option_letters(letter)),
            Self::OneByOne => "One by one".into(),
            Self::UseMyValue => "Use my value".into(),
            Self::TakeBy(policy) => format!("Take {}", policy.words()),
            Self::TakeAnswer => "Take the answer".into(),
            Self::Later => "Later".into(),
        }
    }
}

/// `A`, `AA`: the letters of an option's column.
pub fn option_letters(letter: u32) -> String {
    column_letters(u16::try_from(letter).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_read_as_people_pick_them() {
        let labels = [
            DecisionOption::KeepMaster,
            DecisionOption::Take(0),
            DecisionOption::Take(26),
            DecisionOption::TakeBy(Policy::Latest),
            DecisionOption::TakeAnswer,
        ]
        .map(DecisionOption::label);
        assert_eq!(labels, ["Keep master", "Take A", "Take AA", "Take the latest", "Take the answer"]);
    }
}
