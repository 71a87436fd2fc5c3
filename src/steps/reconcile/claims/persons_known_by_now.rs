//! Names that were no contact's when they were heard, and are by now.

use crate::model::code::Code;
use crate::model::memory::Claim;
use crate::model::template::Kind;
use crate::steps::reconcile::working::Working;
use crate::steps::validate::people::{People, read_persons};

/// Takes the doubt off open claims whose persons were added to the contacts since: nobody needs to decide them any more.
pub fn recognise_persons(working: &mut Working, people: &People) {
    let master = &mut working.master;
    for (key, claim) in &mut master.memory.claims {
        let Some(state) = master.sheets.iter().find(|s| s.sheet.key == key.subject.sheet) else { continue };
        let column = state.sheet.column(&key.subject.field).filter(|c| c.kind == Kind::Person);
        let Some(column) = column.filter(|_| is_doubtful(claim)) else { continue };
        if claim.value.members().iter().all(|name| people.name_of(name).is_some()) {
            claim.value = read_persons(claim.value.clone(), column, people, None);
            claim.issue = None;
        }
    }
}

fn is_doubtful(claim: &Claim) -> bool {
    let codes = [Code::ReferenceUnknown, Code::ReferenceAmbiguous];
    claim.open && claim.issue.as_ref().is_some_and(|issue| codes.contains(&issue.code))
}
