//! What there is to say about a cell that is not as it was sent, and why its value can't be taken as it stands.

use super::returned_row::ReturnedCell;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::merge::lines_gone;
use crate::model::severity::Severity;
use crate::model::template::{Owner, Required, Visibility};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::validate::check::reached_status;
use crate::steps::validate::compute::computed_value;
use crate::steps::values::{is_auto_converted, is_cut_off};

/// Something typed over what prekick fills in, and nothing that prekick would fill in itself.
pub fn typed_over_tool_column(cell: ReturnedCell<'_>) -> Option<Finding> {
    let ReturnedCell { column, now, before, .. } = cell;
    if now.is_empty() || now == before {
        return None;
    }
    let right = match column.is_id() {
        true => cell.id.map_or(Value::Empty, Value::text),
        false => computed_value(&cell.of.table.sheet, &cell.of.row.values, column),
    };
    if now.to_string() == right.to_string() {
        return None;
    }
    let message =
        format!("{}: “{now}” was typed over what prekick fills in ({right}); it was not taken.", column.title);
    let finding = cell.finding(Code::EditNotOwner, message).severity(Severity::Info);
    Some(finding.help("Nothing to do: this column is made by prekick."))
}

/// A text that Excel made something else of when it was typed or pasted again, or that a program cut off. Nobody meant to
/// change it, so it claims nothing.
pub fn unintended_change(cell: ReturnedCell<'_>) -> Option<Finding> {
    let (Value::Text(was), Value::Text(is)) = (cell.before, cell.now) else { return None };
    if was == is {
        return None;
    }
    let title = &cell.column.title;
    if is_auto_converted(was.as_str(), is.as_str()) {
        let message =
            format!("{title}: “{was}” came back as {is}, which Excel makes of it by itself; the master keeps “{was}”.");
        let help =
            format!("If {is} is meant, type it into the master; to keep Excel from it, type an apostrophe first.");
        return Some(cell.finding(Code::ValueCoerced, message).help(help));
    }
    if is_cut_off(was, is) {
        let many = is.chars().count();
        let message =
            format!("{title}: the text came back cut off after {many} characters; the master keeps all of it.");
        return Some(cell.finding(Code::ValueTruncated, message));
    }
    None
}

/// What was understood, but not plainly typed.
pub fn noted_issue(cell: ReturnedCell<'_>) -> Option<Finding> {
    let issue = cell.of.row.issues.get(&cell.c).filter(|issue| !issue.refused && cell.now != cell.before)?;
    Some(cell.finding(issue.code.clone(), issue.message.clone()))
}

/// Lines of a log that were edited or deleted; the new ones are taken all the same.
pub fn lost_log_lines(cell: ReturnedCell<'_>) -> Option<Finding> {
    let gone = lines_gone(cell.before, cell.now);
    if gone.is_empty() {
        return None;
    }
    let said: Vec<String> = gone.iter().map(|l| format!("“{l}”")).collect();
    let message = format!(
        "{} is a log: {} {} edited or deleted in the copy and {} in the master; new lines were added.",
        cell.column.title,
        and_list(&said),
        if gone.len() == 1 { "was" } else { "were" },
        if gone.len() == 1 { "stays" } else { "stay" },
    );
    Some(cell.finding(Code::ValueCoerced, message))
}

/// Why a value can't be taken as it stands from a copy of this side. `emptied` says that most of the column was emptied.
pub fn issue(cell: ReturnedCell<'_>, side: Owner, emptied: bool) -> Option<ValueIssue> {
    let ReturnedCell { column, now, before, .. } = cell;
    if now == before {
        return None;
    }
    if let Some(issue) = cell.of.row.issues.get(&cell.c).filter(|issue| issue.refused) {
        return Some(issue.clone());
    }
    let of_other_side = matches!(column.owner, Owner::Delivery | Owner::Customer) && column.owner != side;
    let is_internal = column.visibility == Visibility::Internal && side == Owner::Customer;
    if of_other_side || is_internal {
        let whose = if column.owner == Owner::Customer { "customer" } else { "delivery team" };
        let message = format!("{} is the {whose}'s column, and the other side changed it.", column.title);
        return Some(ValueIssue::noted(Code::EditNotOwner, message));
    }
    if now.is_empty() { issue_of_emptying(cell, emptied) } else { None }
}

fn issue_of_emptying(cell: ReturnedCell<'_>, emptied: bool) -> Option<ValueIssue> {
    let column = cell.column;
    if emptied {
        let message = format!("The column {} was emptied in most of its rows.", column.title);
        let refused = column.required == Required::Always;
        return Some(ValueIssue { refused, ..ValueIssue::noted(Code::ColumnMissing, message) });
    }
    match &column.required {
        Required::Always => {
            let message = format!("{} was emptied, and it must be filled in.", column.title);
            Some(ValueIssue::refused(Code::ValueRequired, message))
        }
        Required::From(status) => {
            let status = reached_status(&cell.of.table.sheet, &cell.of.row.values, status)?;
            let message =
                format!("{} was emptied, and it must be filled in while the status is {status}.", column.title);
            Some(ValueIssue::noted(Code::ValueRequired, message))
        }
        _ => None,
    }
}
