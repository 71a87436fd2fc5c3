//! How a command ends: its exit status, and the message of one that was not carried out.

use super::console::Console;
use crate::model::finding::Finding;
use crate::model::severity::Severity;

/// How a command that was carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is left to decide.
    Done,
    /// There are errors or discrepancies to look at.
    ToLookAt,
}

impl Ended {
    /// How a run with these findings ends.
    pub fn after(findings: &[Finding]) -> Self {
        let to_look_at = findings.iter().any(|f| f.severity == Severity::Error || f.question.is_some());
        if to_look_at { Self::ToLookAt } else { Self::Done }
    }

    /// The exit status.
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::ToLookAt => 1,
        }
    }
}

/// The exit status of a command's result; prints why a command was not carried out.
pub fn exit_status(result: anyhow::Result<Ended>, console: &Console) -> u8 {
    match result {
        Ok(ended) => ended.status(),
        Err(why) => {
            console.error(&format!("prekick: {why:#}"));
            2
        }
    }
}
