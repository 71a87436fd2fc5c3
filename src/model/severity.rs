//! How bad a finding is.

use serde::{Deserialize, Serialize};

/// How bad a finding is. Ordered: an error is the most severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something is wrong and was not taken, or makes the master wrong.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}
