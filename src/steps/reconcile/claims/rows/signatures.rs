//! Approvals that came in the copy of somebody else than who is said to have given them.

use super::returned_row::ReturnedCell;
use crate::model::code::Code;
use crate::model::template::Approval;
use crate::model::text::fold;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::validate::people::People;

/// Why an approval can't be taken as it stands: its name is that of a contact other than the sender, given by ID. A forum has no
/// copy of its own. It is asked once for an approval: at the decision, or at the name where the decision was there before.
pub fn signed_for_another(cell: ReturnedCell<'_>, sender: Option<&str>, people: &People) -> Option<ValueIssue> {
    let sheet = &cell.of.table.sheet;
    let approval = sheet.approvals.iter().find(|a| a.decision == cell.column.key || a.by == cell.column.key)?;
    let (decision, by) = (sheet.position(&approval.decision)?, sheet.position(&approval.by)?);
    let is_asked_at = if cell.of.is_as_sent(decision) { by } else { decision };
    if cell.c != is_asked_at || cell.now == cell.before || !approves(approval, cell.of.now(decision)) {
        return None;
    }
    let signer = people.name_of(&cell.of.now(by).to_string())?;
    let sender = people.name_of(sender?)?;
    let title = &sheet.columns.get(decision)?.title;
    let message = format!("{title}: “{}” of {signer} came in the copy of {sender}.", cell.of.now(decision));
    (signer != sender).then(|| ValueIssue::noted(Code::ApprovalByAnother, message))
}

fn approves(approval: &Approval, decision: &Value) -> bool {
    decision.as_text().is_some_and(|decision| approval.approved.iter().any(|label| fold(label) == fold(decision)))
}
