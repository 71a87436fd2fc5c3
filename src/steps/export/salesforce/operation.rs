//! What Salesforce is to do with a row.

use serde::{Deserialize, Serialize};

/// What Salesforce is to do with a row. Each has a file of its own, since a load does one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadOperation {
    /// Make a new request.
    #[default]
    Insert,
    /// Change the request with this Salesforce ID.
    Update,
    /// Change the request with this external ID, or make it.
    Upsert,
}

impl LoadOperation {
    /// All, in the order in which their files are loaded.
    pub const ALL: [Self; 3] = [Self::Insert, Self::Update, Self::Upsert];

    /// Its name, as in the command that loads a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Upsert => "upsert",
        }
    }
}
