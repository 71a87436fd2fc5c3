//! Which entries a discrepancy's Decision drop-down offers.

use crate::model::decision_option::DecisionOption;
use crate::model::finding::{Action, Question};
use crate::model::memory::Subject;
use crate::model::policy::Policy;
use crate::model::state::Master;
use crate::steps::reconcile::decisions::by_policy;
use crate::steps::reconcile::discrepancies::answers;

/// What can be picked for a discrepancy, in the order in which it is offered. A candidate that its column refuses is left
/// out, and so is a policy or an answer that leads nowhere.
pub fn options(master: &Master, subject: &Subject, question: &Question) -> Vec<DecisionOption> {
    let mut options = vec![DecisionOption::KeepMaster];
    options.extend(question.candidates.iter().filter(|c| !c.refused).map(|c| DecisionOption::Take(c.letter)));
    if question.is_of_one_text() {
        options.push(DecisionOption::UseMyValue);
    }
    if question.is_of_one_text() || question.candidates.iter().any(|c| c.action == Action::TakeAll) {
        options.push(DecisionOption::OneByOne);
    }
    if question.candidates.iter().all(|c| c.action == Action::Set) {
        options.push(DecisionOption::UseMyValue);
        let policies = [Policy::Owner, Policy::Latest, Policy::NonEmpty].into_iter();
        let leading = policies.filter(|p| by_policy::picked(master, subject, question, *p).is_some());
        options.extend(leading.map(DecisionOption::TakeBy));
    }
    if answers::answered(master, subject, question, &question.master).is_ok() {
        options.push(DecisionOption::TakeAnswer);
    }
    options.push(DecisionOption::Later);
    options
}
