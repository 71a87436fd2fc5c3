//! Whose copy somebody else filled in or sent back.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::collecting::Collecting;

/// A copy whose file says that another contact saved it last.
pub fn saved_by_somebody_else(run: &Collecting<'_, '_>, file: &Incoming) -> Option<Finding> {
    let by = run.context.people.name_of(file.saved_by.as_deref()?)?;
    let contact = &run.working.master.memory.sent.get(&file.copy)?.contact;
    let whose = run.context.people.name_of(contact)?;
    if by == whose {
        return None;
    }
    let message = format!("The copy of {whose} was last saved by {by}; its answers count as those of {whose}.");
    Some(Finding::new(Code::FileSavedBy, message).at(Place::file(&file.file)))
}

/// A copy that came in a mail of somebody else.
pub fn sent_by_somebody_else(run: &Collecting<'_, '_>, file: &Incoming) -> Option<Finding> {
    let sender = file.sent_by.as_ref()?;
    let contact = &run.working.master.memory.sent.get(&file.copy)?.contact;
    let whose = run.context.people.name_of(contact)?;
    let by = run.context.people.name_of(&sender.address);
    if by.as_ref() == Some(&whose) {
        return None;
    }
    let by = by.unwrap_or_else(|| sender.address.clone());
    let message = format!("The copy of {whose} was sent back by {by}; its answers count as those of {whose}.");
    Some(Finding::new(Code::FileSentBy, message).at(Place::file(&file.file)))
}
