//! How a clash in a column is settled without a person.

use serde::{Deserialize, Serialize};

/// How a clash in a column is settled without a person; `ask` is none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// A person decides.
    #[default]
    Ask,
    /// What the side says whose column it is.
    Owner,
    /// What the file says that was saved last.
    Latest,
    /// What is filled in, against what was emptied.
    NonEmpty,
}

impl Policy {
    /// What it takes, in the words of a decision.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ask => "",
            Self::Owner => "the owner's",
            Self::Latest => "the latest",
            Self::NonEmpty => "the filled-in one",
        }
    }
}
