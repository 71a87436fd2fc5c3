//! Keeps the folders of somebody's computer out of the master: of a file that was given by its whole path, only the name stays.
//! The report of the run still names it as it was given.

use crate::model::finding::Question;
use crate::model::memory::{Memory, Open, Pending};
use crate::model::place::without_folder;
use crate::model::report::Report;
use crate::steps::reconcile::Outcome;

/// Takes folders out of all that the master will hold; gives the report as the master shows it.
pub fn strip_paths(outcome: &mut Outcome, report: &Report) -> Report {
    strip_memory(&mut outcome.master.memory);
    for change in &mut outcome.changes {
        change.source.forget_folder();
    }
    let mut shown = report.clone();
    for source in &mut shown.sources {
        source.file = without_folder(&source.file).to_owned();
        source.base = source.base.as_deref().map(|b| without_folder(b).to_owned());
    }
    for finding in &mut shown.findings {
        if let Some(place) = &mut finding.place {
            place.forget_folder();
        }
        if let Some(question) = &mut finding.question {
            strip_question(question);
        }
    }
    shown
}

fn strip_memory(memory: &mut Memory) {
    for file in &mut memory.files {
        file.file = without_folder(&file.file).to_owned();
    }
    for claim in memory.claims.values_mut() {
        claim.place.forget_folder();
    }
    for answer in memory.answers.values_mut() {
        answer.place.forget_folder();
    }
    for change in &mut memory.changes {
        change.source.forget_folder();
    }
    for open in memory.open.values_mut() {
        strip_open(open);
    }
}

fn strip_open(open: &mut Open) {
    strip_question(&mut open.question);
    let Some(Pending { place, values, claims, .. }) = &mut open.pending else { return };
    place.forget_folder();
    for (_, place) in values.values_mut() {
        place.forget_folder();
    }
    for (_, claim) in claims {
        claim.place.forget_folder();
    }
}

fn strip_question(question: &mut Question) {
    for giver in question.candidates.iter_mut().flat_map(|c| &mut c.givers) {
        giver.place.forget_folder();
    }
}
