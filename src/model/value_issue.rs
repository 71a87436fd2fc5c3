//! What is wrong with a typed value, or worth noting about it.

use crate::model::code::Code;
use crate::model::value::Value;
use serde::{Deserialize, Serialize};

/// Why a value is refused, or what is worth noting about one that is taken. The master's memory stores it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueIssue {
    /// The code of its finding.
    pub code: Code,
    /// What is wrong, or how the value was understood: a sentence without the place.
    pub message: String,
    /// Valid values that may be meant, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<Value>,
    /// Whether the column refuses the value, so that it can't be picked. What was typed is then a [`Value::Unread`], unless
    /// nothing was typed.
    pub refused: bool,
}

impl ValueIssue {
    /// An issue for which the column refuses the value.
    pub fn refused(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), nearest: Vec::new(), refused: true }
    }

    /// A remark about a value that the column takes.
    pub fn noted(code: Code, message: impl Into<String>) -> Self {
        Self { refused: false, ..Self::refused(code, message) }
    }

    /// The same with valid values that may be meant.
    #[must_use]
    pub fn near(mut self, nearest: impl IntoIterator<Item = Value>) -> Self {
        self.nearest = nearest.into_iter().collect();
        self
    }
}
