//! A rule of a sheet.

use super::column::Column;
use crate::model::code::RuleCode;
use crate::model::condition::Expr;
use crate::model::keys::FieldKey;
use crate::model::severity::Severity;
use serde::{Deserialize, Serialize};

/// A condition over one record, or over a whole sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The code of its findings.
    pub code: RuleCode,
    /// How bad it is when it does not hold.
    pub severity: Severity,
    /// Whether it is checked once for the whole sheet, and not for each record.
    pub whole_sheet: bool,
    /// Which records it applies to; all if it is none.
    pub when: Option<Expr>,
    /// What must hold.
    pub check: Expr,
    /// Key of the column where the finding stands.
    pub field: Option<FieldKey>,
    /// What is wrong, in a sentence with the values in it.
    pub message: Vec<MessagePiece>,
    /// What to do, in a sentence.
    pub help: String,
    /// Whether it blocks a baseline, whatever its severity.
    pub blocks_baseline: bool,
    /// The condition as its template has it, for people: `when`, where there is one, and `check`.
    pub source: (Option<String>, String),
}

impl Rule {
    /// Whether every field that it uses is among the columns.
    pub fn uses_only(&self, columns: &[Column]) -> bool {
        let mut fields = self.conditions().flat_map(Expr::fields).chain(self.field.clone());
        fields.all(|key| columns.iter().any(|c| c.key == key))
    }

    /// The expressions that decide whether it is broken.
    pub fn conditions(&self) -> impl Iterator<Item = &Expr> {
        self.when.iter().chain([&self.check])
    }

    /// The message as its template has it, with `…` where a value stands.
    pub fn words(&self) -> String {
        let piece = |p: &MessagePiece| match p {
            MessagePiece::Text(text) => text.clone(),
            MessagePiece::Value(_) => "…".to_owned(),
        };
        self.message.iter().map(piece).collect()
    }
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MessagePiece {
    /// As it stands.
    Text(String),
    /// What an expression gives.
    Value(Expr),
}
