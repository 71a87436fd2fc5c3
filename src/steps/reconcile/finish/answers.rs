//! Findings about answers that wait for a decision.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::Meaning;
use crate::steps::reconcile::discrepancies::answers::sentence;
use crate::steps::reconcile::discrepancies::describe::about;
use crate::steps::reconcile::run::Run;

/// Each answer that waits for a decision, at its cell.
pub fn findings(run: &Run<'_>) -> Vec<Finding> {
    let open = run.master.memory.answers.values().filter(|a| !a.over);
    let mut out: Vec<Finding> = Vec::new();
    for answer in open {
        let Some((subject, asked)) = answer.subject.as_ref().and_then(|s| Some((s, run.asked.get(s)?))) else {
            continue;
        };
        let code = match &answer.means {
            Meaning::Unclear(..) => Code::DecisionAnswerUnclear,
            _ => Code::DecisionAnswered,
        };
        let id = if asked.question.id.is_empty() { String::new() } else { format!("{}: ", asked.question.id) };
        let finding = Finding::new(code, format!("{id}{}", sentence(answer)));
        out.push(about(run, subject, finding).at(answer.place.clone()));
    }
    out
}
