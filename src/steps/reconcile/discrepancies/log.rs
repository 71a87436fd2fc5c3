//! The lines of the Decisions sheet: how each discrepancy ended.

use crate::model::decision_row::{DecisionRow, options_text};
use crate::model::memory::{Claim, Open, Subject, Written};
use crate::model::state::Master;
use crate::steps::reconcile::discrepancies::answers;
use crate::steps::reconcile::run::Run;

/// What a person wrote beside a discrepancy that is still open: My value and Note stay, Later and what can't be carried
/// out stay, a stale pick is emptied.
pub fn written(run: &Run<'_>, subject: &Subject, stale: bool) -> Option<Written> {
    let pick = match run.picks.get(subject) {
        Some(picked) => &picked.pick,
        None => return run.shown.get(subject).and_then(|o| o.written.clone()),
    };
    let decision = if stale { String::new() } else { pick.decision.clone() };
    let written = Written { decision, my_value: pick.my_value.clone(), note: pick.note.clone() };
    (written != Written::default()).then_some(written)
}

/// Remembers on the Decisions sheet how a discrepancy ended.
pub fn record_line(run: &mut Run<'_>, subject: &Subject, result: &str) {
    let Some(open) = run.shown.get(subject).cloned() else { return };
    if open.question.id.is_empty() {
        let said: Vec<String> =
            answers::answers_about(&run.master, subject).iter().map(|(_, a)| answers::sentence(a)).collect();
        answers::close(run, subject);
        said.iter().for_each(|said| line_of_answer(run, subject, &open, said, result));
        return;
    }
    if !run.settled.insert(subject.clone()) {
        return;
    }
    let answered = answers::answers_to(&run.master, subject).trim().to_owned();
    answers::close(run, subject);
    let picked = run.picks.get(subject).map(|p| p.pick.clone());
    let before = open.written.clone().unwrap_or_default();
    let (decision, my_value, note) =
        picked.map_or((before.decision, before.my_value, before.note), |p| (p.decision, p.my_value, p.note));
    let note = [note, own_words(&run.master, &open.question.id)].into_iter().filter(|t| !t.is_empty());
    let note = note.collect::<Vec<_>>().join("; ");
    let state = run.master.sheet(&subject.sheet).map(|s| (s.sheet.workbook.clone(), s.sheet.title.clone()));
    let record = run.master.record(subject).map(|r| r.id.clone()).or_else(|| {
        run.master.memory.records.get(&subject.sheet).and_then(|m| m.get(&subject.record)).map(|k| k.id.clone())
    });
    let waiting = open.pending.as_ref().map(|p| waiting_values(run, p)).filter(|w| !w.is_empty());
    let answered = Some(answered).filter(|a| !a.is_empty());
    let options = options_text(&open.question.candidates, waiting.into_iter().chain(answered));
    let (workbook, title) = state.unwrap_or_default();
    run.master.decided.push(DecisionRow {
        id: open.question.id.clone(),
        date: run.today.to_string(),
        sheet: if title.is_empty() { workbook } else { title },
        record: record.unwrap_or_default(),
        field: subject.field.clone(),
        message: open.message.clone(),
        master: open.question.master.shown(),
        options,
        decision,
        my_value,
        note,
        result: result.to_owned(),
    });
}

/// What people wrote in columns of their own and in notes beside a discrepancy: it goes with its row to Decisions.
pub fn own_words(master: &Master, id: &str) -> String {
    let Some(own) = master.own_on_lists.get("Discrepancies") else { return String::new() };
    let texts = own.texts.iter().filter(|((of, ..), _)| of == id).map(|((.., title), text)| format!("{title}: {text}"));
    let notes = own.notes.iter().filter(|((of, ..), _)| of == id);
    let notes = notes.map(|((.., title), (by, text))| match by.is_empty() {
        true => format!("note on {title}: {text}"),
        false => format!("note of {by} on {title}: {text}"),
    });
    texts.chain(notes).collect::<Vec<_>>().join("; ")
}

/// The values of a row or file that waited, so that nothing is lost when it is left out.
fn waiting_values(run: &Run<'_>, pending: &crate::model::memory::Pending) -> String {
    let row = pending.values.iter().map(|(key, (value, _))| format!("{key} = {value}"));
    let id_of = |of: &Subject| run.master.record(of).map_or_else(|| of.record.clone(), |r| r.id.clone());
    let words = pending
        .claims
        .iter()
        .map(|(key, word)| format!("{} {} = {}", id_of(&key.subject), key.subject.field, word.value.shown()));
    row.chain(words).collect::<Vec<_>>().join("; ")
}

/// A word that a newer file of its copy took the place of.
pub fn withdrawn(run: &mut Run<'_>, subject: &Subject, word: &Claim) {
    let Some(open) = run.shown.get(subject).filter(|o| !o.question.id.is_empty()).cloned() else { return };
    let said = format!("{} ({})", word.value.shown(), word.by);
    line_of_answer(run, subject, &open, &said, "withdrawn");
}

/// A line of the Decisions sheet about something that was said to a discrepancy, which is not decided by it.
pub fn line_of_answer(run: &mut Run<'_>, subject: &Subject, open: &Open, said: &str, result: &str) {
    let group = || run.shown.values().find(|o| o.members.contains(subject)).map(|o| o.question.id.clone());
    let id = Some(open.question.id.clone()).filter(|id| !id.is_empty()).or_else(group).unwrap_or_default();
    let state = run.master.sheet(&subject.sheet).map(|s| s.sheet.title.clone()).unwrap_or_default();
    let record = run.master.record(subject).map(|r| r.id.clone()).unwrap_or_default();
    run.master.decided.push(DecisionRow {
        id,
        date: run.today.to_string(),
        sheet: state,
        record,
        field: subject.field.clone(),
        message: open.message.clone(),
        master: open.question.master.shown(),
        options: said.to_owned(),
        result: result.to_owned(),
        ..DecisionRow::default()
    });
}
