//! How a command ends: its exit status, and the message of one that was not carried out.

use super::console::Console;
use crate::edges::library_words::error_words;
use crate::model::finding::Finding;
use crate::model::severity::Severity;

/// How a command that was carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandStatus {
    /// Nothing is left to decide.
    Done,
    /// There are errors or discrepancies to look at.
    NeedsAttention,
}

impl CommandStatus {
    /// The status of a run with these findings.
    pub fn of_findings(findings: &[Finding]) -> Self {
        let needs_attention = findings.iter().any(|f| f.severity == Severity::Error || f.question.is_some());
        if needs_attention { Self::NeedsAttention } else { Self::Done }
    }

    /// The exit status.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NeedsAttention => 1,
        }
    }
}

/// The exit status of a command's result; prints why a command was not carried out, or its output not written.
pub fn exit_status(result: anyhow::Result<CommandStatus>, console: &Console) -> u8 {
    let not_done = match result {
        Ok(status) => match console.failure() {
            None => return status.code(),
            Some(failure) => failure,
        },
        Err(why) => error_words(why.chain()),
    };
    console.error(&format!("prekick: {not_done}"));
    2
}
