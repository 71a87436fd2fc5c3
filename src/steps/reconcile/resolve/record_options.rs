//! The options of a discrepancy about a whole record, and the reason of a change that a person decided.

use crate::model::change_reason::ChangeReason;
use crate::model::finding::{Action, Candidate, Contributor};
use crate::model::memory::OpenDiscrepancy;
use crate::model::value::Value;
use crate::steps::reconcile::discrepancies::letters::Letters;

/// Options with the letters under which they were shown before.
pub fn lettered_options(
    shown: Option<&OpenDiscrepancy>,
    options: Vec<(Action, &str)>,
    contributors: &[Contributor],
) -> Vec<Candidate> {
    let mut letters = Letters::of(shown);
    let mut out: Vec<Candidate> = Vec::new();
    for (action, text) in options {
        let letter = letters.letter(|c| c.action == action);
        out.push(Candidate {
            letter,
            value: Value::text(text),
            action,
            contributors: contributors.to_vec(),
            refused: false,
        });
    }
    out.sort_by_key(|c| c.letter);
    out
}

/// A person picked it.
pub fn decided(id: &str, choice: &str) -> ChangeReason {
    ChangeReason::Decided { id: id.to_owned(), choice: choice.to_owned() }
}
