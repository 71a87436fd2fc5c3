//! Findings about answers that wait for a decision.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::AnswerMeaning;
use crate::model::state::Master;
use crate::steps::reconcile::discrepancies::answers::sentence;
use crate::steps::reconcile::discrepancies::describe::about;
use crate::steps::reconcile::resolving::OpenBySubject;

/// Each answer that waits for a decision, at its cell.
pub fn findings(master: &Master, asked: &OpenBySubject) -> Vec<Finding> {
    let open = master.memory.answers.values().filter(|a| !a.over);
    let mut out: Vec<Finding> = Vec::new();
    for answer in open {
        let Some((subject, open)) = answer.subject.as_ref().and_then(|s| Some((s, asked.get(s)?))) else {
            continue;
        };
        let code = match &answer.means {
            AnswerMeaning::Unclear(..) => Code::DecisionAnswerUnclear,
            _ => Code::DecisionAnswered,
        };
        let id = if open.question.id.is_empty() { String::new() } else { format!("{}: ", open.question.id) };
        let finding = Finding::new(code, format!("{id}{}", sentence(master, answer)));
        out.push(about(master, subject, finding).at(answer.place.clone()));
    }
    out
}
