//! Clashes that a policy settles: in a column by the engagement's settings, or in a row by a decision that means the same in
//! every row, such as Take the owner's.

use crate::model::finding::Question;
use crate::model::keys::CopyId;
use crate::model::memory::{Claim, ClaimKind, Subject};
use crate::model::merge::{PolicyCandidate, settled_by};
use crate::model::place::without_folder;
use crate::model::policy::Policy;
use crate::model::side::side;
use crate::model::state::Master;
use crate::model::template::{Column, Owner};
use crate::model::value::Value;
use crate::steps::reconcile::working::claims_about;

/// What a policy picks of a discrepancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyPick {
    /// The master's value.
    Keep,
    /// The candidate with this letter.
    Take(u32),
}

/// The option of a discrepancy to which a policy leads, if it is just one.
pub fn picked(master: &Master, subject: &Subject, question: &Question, policy: Policy) -> Option<PolicyPick> {
    let state = master.sheet(&subject.sheet)?;
    let column = state.sheet.column(&subject.field)?;
    let claims: Vec<(&CopyId, &Claim)> = claims_about(master, subject).filter(|(_, w)| w.open).collect();
    let value = settled(master, subject, column, &question.master, &claims, policy)?;
    if value == question.master {
        return Some(PolicyPick::Keep);
    }
    let found = question.candidates.iter().find(|c| c.value == value && !c.refused);
    found.map(|c| PolicyPick::Take(c.letter))
}

/// The value that a policy takes of the words about a field, and of the master's value where it was changed since.
pub fn settled(
    master: &Master,
    subject: &Subject,
    column: &Column,
    now: &Value,
    claims: &[(&CopyId, &Claim)],
    policy: Policy,
) -> Option<Value> {
    if claims.iter().any(|(_, w)| w.kind != ClaimKind::Value) {
        return None;
    }
    let mut candidates: Vec<PolicyCandidate> = claims
        .iter()
        .map(|(copy, claim)| PolicyCandidate {
            value: claim.value.clone(),
            of_owner: side_of_copy(master, copy) == column.owner,
            saved_at: saved_at(master, copy, claim),
        })
        .collect();
    // What a copy was compared with is no one's own value; anything else came from a copy in an earlier run, or the
    // delivery team typed it.
    if !claims.iter().any(|(_, w)| w.base == *now) {
        let said =
            || claims_about(master, subject).filter(|(_, w)| !w.open && w.kind == ClaimKind::Value && w.value == *now);
        candidates.extend(said().map(|(copy, claim)| PolicyCandidate {
            value: now.clone(),
            of_owner: side_of_copy(master, copy) == column.owner,
            saved_at: saved_at(master, copy, claim),
        }));
        if said().next().is_none() {
            candidates.push(PolicyCandidate {
                value: now.clone(),
                of_owner: column.owner == Owner::Delivery,
                saved_at: None,
            });
        }
    }
    settled_by(policy, &candidates).cloned()
}

fn side_of_copy(master: &Master, copy: &CopyId) -> Owner {
    side(master, master.memory.sent.get(copy).map(|s| s.contact.as_str()))
}

/// When the file was saved in which a claim stands.
fn saved_at(master: &Master, copy: &CopyId, claim: &Claim) -> Option<String> {
    let name = claim.place.file.as_deref().map(without_folder)?;
    let files = master.memory.files.iter().rev().filter(|f| f.copy == *copy);
    files.filter(|f| without_folder(&f.file) == name).find_map(|f| f.saved_at.clone())
}
