//! What recipients answered to a discrepancy: which option it leads to, and how it reads.

use crate::model::finding::{Action, Candidate, Contributor, Question};
use crate::model::keys::CopyId;
use crate::model::memory::{Answer, AnswerMeaning, Subject};
use crate::model::state::Master;
use crate::model::value::Value;

/// The answers to a discrepancy that is open, in the order of their senders.
pub fn answers_about<'m>(master: &'m Master, subject: &Subject) -> Vec<(&'m CopyId, &'m Answer)> {
    let answers = master.memory.answers.iter();
    let mut found: Vec<(&CopyId, &Answer)> = answers
        .filter(|(_, a)| !a.over && a.subject.as_ref() == Some(subject))
        .map(|(key, a)| (&key.copy, a))
        .collect();
    found.sort_by(|(c, a), (d, b)| (&a.by, c).cmp(&(&b.by, d)));
    found
}

/// The values that were answered, each with its contributor.
pub fn values(master: &Master, subject: &Subject) -> Vec<(Value, Contributor)> {
    let of = |(copy, answer): (&CopyId, &Answer)| match &answer.means {
        AnswerMeaning::Value(value) => {
            let contributor = Contributor { by: answer.by.clone(), copy: copy.clone(), place: answer.place.clone() };
            Some((value.clone(), contributor))
        }
        _ => None,
    };
    answers_about(master, subject).into_iter().filter_map(of).collect()
}

/// What all who answered mean, if that is one thing.
fn meant(master: &Master, subject: &Subject) -> Result<AnswerMeaning, String> {
    let mut said: Vec<&AnswerMeaning> = answers_about(master, subject)
        .into_iter()
        .map(|(_, a)| &a.means)
        .filter(|m| !matches!(m, AnswerMeaning::Nothing | AnswerMeaning::Unclear(..)))
        .collect();
    said.dedup();
    match said.as_slice() {
        [] => Err("nobody has answered it in a way that can be taken".into()),
        [one] => Ok((*one).clone()),
        _ => Err("the answers differ".into()),
    }
}

/// The option of a row to which its answers lead: none for keeping what the master holds.
pub fn answered(
    master: &Master,
    subject: &Subject,
    question: &Question,
    now: &Value,
) -> Result<Option<Candidate>, String> {
    let found = match meant(master, subject)? {
        AnswerMeaning::Value(value) if value == *now => return Ok(None),
        AnswerMeaning::Keep => return Ok(None),
        AnswerMeaning::Value(value) => {
            question.candidates.iter().find(|c| c.action == Action::Set && c.value == value && !c.refused)
        }
        AnswerMeaning::Take(action) => question.candidates.iter().find(|c| c.action == action),
        AnswerMeaning::Unclear(..) | AnswerMeaning::Nothing => None,
    };
    found.cloned().map(Some).ok_or_else(|| "the answer came after this row was written".to_owned())
}

/// What was answered, as a sentence.
pub fn sentence(master: &Master, answer: &Answer) -> String {
    let by = master.name_of_recipient(&answer.by);
    let remark = if answer.remark.is_empty() { String::new() } else { format!(" and remarks “{}”", answer.remark) };
    match (&answer.means, answer.text.is_empty()) {
        (_, true) => format!("{by} remarks “{}”.", answer.remark),
        (AnswerMeaning::Unclear(_, why), _) => {
            let why = why.trim_end_matches('.');
            format!("{by} answers “{}”{remark}, which can't be taken: {why}.", answer.text)
        }
        _ => format!("{by} answers “{}”{remark}.", answer.text),
    }
}

/// All that was answered to a discrepancy, as it stands behind its message.
pub fn answers_to(master: &Master, subject: &Subject) -> String {
    answers_about(master, subject).into_iter().map(|(_, a)| format!(" {}", sentence(master, a))).collect()
}

/// The discrepancy has ended: what was answered to it is over.
pub fn close(master: &mut Master, subject: &Subject) {
    for answer in master.memory.answers.values_mut().filter(|a| a.subject.as_ref() == Some(subject)) {
        answer.over = true;
    }
}
