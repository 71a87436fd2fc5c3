//! The lines of the Decisions sheet about what was said to a discrepancy, and what goes with a row to Decisions.

use crate::model::decision_row::DecisionRow;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::memory::{Claim, ClaimKey, OpenDiscrepancy, Pending, Subject};
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, OwnNote};
use crate::steps::reconcile::resolving::OpenBySubject;
use jiff::civil::Date;

/// What a line of Decisions takes from the run: its day, and the discrepancies that people saw under their IDs.
#[derive(Clone, Copy)]
pub struct DecisionLog<'r> {
    pub today: Date,
    pub shown: &'r OpenBySubject,
}

impl DecisionLog<'_> {
    /// A word that a newer file of its copy took the place of.
    pub fn withdrawn(self, master: &mut Master, subject: &Subject, word: &Claim) {
        let Some(open) = self.shown.get(subject).filter(|o| !o.question.id.is_empty()) else { return };
        let said = format!("{} ({})", word.value.shown(), master.name_of_recipient(&word.by));
        self.line_of_answer(master, subject, open, &said, "withdrawn");
    }

    /// A line about something that was said to a discrepancy, which is not decided by it.
    pub fn line_of_answer(
        self,
        master: &mut Master,
        subject: &Subject,
        open: &OpenDiscrepancy,
        said: &str,
        result: &str,
    ) {
        let group = || self.shown.values().find(|o| o.members.contains(subject)).map(|o| o.question.id.clone());
        let id = Some(open.question.id.clone()).filter(|id| !id.is_empty()).or_else(group).unwrap_or_default();
        let sheet = master.sheet(&subject.sheet).map(|s| s.sheet.title.clone()).unwrap_or_default();
        let record = master.record(subject).map(|r| r.id.clone()).unwrap_or_default();
        let field = ShownNames::of(master).column(&sheet, subject.field.as_str()).to_owned();
        master.decided.push(DecisionRow {
            id,
            date: self.today.to_string(),
            sheet,
            record,
            field,
            message: open.message.clone(),
            master: open.question.master.shown(),
            options: said.to_owned(),
            result: result.to_owned(),
            ..DecisionRow::default()
        });
    }
}

/// What people wrote in columns of their own and in notes beside a discrepancy: it goes with its row to Decisions.
pub fn own_words(master: &Master, id: &str) -> String {
    let Some(own) = master.own_on_lists.get("Discrepancies") else { return String::new() };
    let texts = own.texts.iter().filter(|(cell, _)| cell.id == id);
    let texts = texts.map(|(cell, text)| format!("{}: {text}", cell.title));
    let notes = own.notes.iter().filter(|(cell, _)| cell.id == id);
    let notes = notes.map(|(cell, OwnNote { author, text })| match author.is_empty() {
        true => format!("note on {}: {text}", cell.title),
        false => format!("note of {author} on {}: {text}", cell.title),
    });
    texts.chain(notes).collect::<Vec<_>>().join("; ")
}

/// The values of a row or file that waited, so that nothing is lost when it is left out.
pub fn waiting_values(master: &Master, subject: &Subject, pending: &Pending) -> String {
    let names = ShownNames::of(master);
    let title_of = |sheet: &SheetKey, field: &FieldKey| {
        let title = master.sheet(sheet).map(|state| state.sheet.title.as_str()).unwrap_or_default();
        names.column(title, field.as_str()).to_owned()
    };
    let row = pending.values.iter().map(|(key, (value, _))| format!("{} = {value}", title_of(&subject.sheet, key)));
    let id_of = |of: &Subject| master.id_of(of).to_owned();
    let words = pending.claims.iter().map(|(ClaimKey { subject, .. }, word)| {
        let title = title_of(&subject.sheet, &subject.field);
        format!("{} {title} = {}", id_of(subject), word.value.shown())
    });
    row.chain(words).collect::<Vec<_>>().join("; ")
}
