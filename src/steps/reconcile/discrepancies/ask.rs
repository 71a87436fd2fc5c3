//! Asking: the candidates of a discrepancy and their letters.

use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Contributor, Finding, Question};
use crate::model::keys::CopyId;
use crate::model::memory::{Claim, OpenDiscrepancy, Pending, Subject};
use crate::model::value::Value;
use crate::steps::reconcile::discrepancies::answers;
use crate::steps::reconcile::discrepancies::close::{cleared, written};
use crate::steps::reconcile::discrepancies::letters::Letters;
use crate::steps::reconcile::resolving::Resolving;

/// The candidates that open words put up for a field: each value once with all its contributors, in the order of recipient and
/// file when first shown. The master's value is never one.
pub fn candidates(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    claims: &[(CopyId, Claim)],
    master: &Value,
) -> Vec<Candidate> {
    let mut put_up: Vec<(Value, Contributor, bool)> = Vec::new();
    let mut sorted: Vec<&(CopyId, Claim)> = claims.iter().collect();
    sorted.sort_by(|(a, x), (b, y)| (&x.by, &x.place.file, a).cmp(&(&y.by, &y.place.file, b)));
    for (copy, claim) in sorted {
        let contributor = Contributor { by: claim.by.clone(), copy: copy.clone(), place: claim.place.clone() };
        let refused = claim.issue.as_ref().is_some_and(|t| t.refused);
        put_up.push((claim.value.clone(), contributor.clone(), refused));
        for near in claim.issue.iter().flat_map(|t| &t.nearest) {
            put_up.push((near.clone(), contributor.clone(), false));
        }
    }
    put_up.extend(
        answers::values(&run.working.master, subject)
            .into_iter()
            .map(|(value, contributor)| (value, contributor, false)),
    );
    put_up.retain(|(value, _, _)| value != master);
    lettered(run.shown.get(subject), put_up)
}

fn lettered(shown: Option<&OpenDiscrepancy>, put_up: Vec<(Value, Contributor, bool)>) -> Vec<Candidate> {
    let mut letters = Letters::of(shown);
    let mut out: Vec<Candidate> = Vec::new();
    for (value, contributor, refused) in put_up {
        if let Some(known) = out.iter_mut().find(|c| c.value == value) {
            if !known.contributors.contains(&contributor) {
                known.contributors.push(contributor);
            }
            continue;
        }
        let letter = letters.letter(|c| c.value == value && c.action == Action::Set);
        out.push(Candidate { letter, value, action: Action::Set, contributors: vec![contributor], refused });
    }
    out.sort_by_key(|c| c.letter);
    out
}

/// What to ask.
pub struct Asking {
    pub subject: Subject,
    pub code: Code,
    pub message: String,
    pub master: Value,
    pub sent: Value,
    pub candidates: Vec<Candidate>,
    pub pending: Option<Pending>,
    /// What there is to say about a pick that was not carried out.
    pub about_pick: Option<Box<Finding>>,
}

/// Opens a discrepancy, or keeps it open.
pub fn ask(run: &mut Resolving<'_, '_>, asking: Asking) {
    let shown = run.shown.get(&asking.subject);
    let not_applied = cleared(run, &asking.subject, asking.about_pick.is_some());
    let written = written(run, &asking.subject, asking.about_pick.is_some());
    let next =
        asking.candidates.iter().map(|c| c.letter + 1).max().unwrap_or(0).max(shown.map_or(0, |o| o.next_letter));
    let question = Question {
        id: shown.map(|o| o.question.id.clone()).unwrap_or_default(),
        since: shown
            .map(|o| o.question.since.clone())
            .filter(|s| !s.is_empty())
            .unwrap_or_else(|| run.context.today.to_string()),
        master: asking.master,
        sent: asking.sent,
        candidates: asking.candidates,
    };
    let message = match &asking.about_pick {
        Some(f) => format!("{} {}", asking.message, f.message),
        None => still_quoted(shown, &asking.message).unwrap_or(asking.message),
    };
    let open = OpenDiscrepancy {
        code: asking.code,
        question,
        next_letter: next,
        pending: asking.pending,
        members: Vec::new(),
        message,
        written,
        not_applied,
    };
    run.findings.extend(asking.about_pick.map(|f| *f));
    run.asked.insert(asking.subject, open);
}

/// A pick that is not applied is emptied when it is quoted, so the quote stays until there is another pick or another
/// question.
pub fn still_quoted(shown: Option<&OpenDiscrepancy>, message: &str) -> Option<String> {
    let shown = shown.filter(|o| o.written.as_ref().is_none_or(|w| w.decision.is_empty()))?;
    shown.message.starts_with(message).then(|| shown.message.clone())
}
