//! What a cell says beside what was sent, and why it can't be taken as it stands.

use super::Listener;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Owner, Required, Sheet, Visibility};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::validate::check::reached_status;
use crate::steps::validate::compute::computed_value;
use crate::steps::values::{is_auto_converted, is_cut_off};

impl Listener<'_, '_> {
    #[expect(clippy::too_many_arguments, reason = "a cell with all that a message about it says")]
    pub fn tool_column(
        &mut self,
        table: &Table,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        id: Option<&str>,
    ) {
        let sheet = &table.sheet;
        if now.is_empty() || now == before {
            return;
        }
        let right = if column.is_id() {
            id.map_or(Value::Empty, Value::text)
        } else {
            computed_value(sheet, &row.values, column)
        };
        if now.to_string() == right.to_string() {
            return;
        }
        let message =
            format!("{}: “{now}” was typed over what prekick fills in ({right}); it was not taken.", column.title);
        let finding = Finding::new(Code::EditNotOwner, message).severity(Severity::Info);
        let finding =
            finding.on(sheet).record(id).field(&column.key).help("Nothing to do: this column is made by prekick.");
        self.speech.findings.push(finding.at(table.place(row, c)));
    }

    /// A text that Excel made something else of when it was typed or pasted again, or that a program cut off, and nobody meant
    /// to change: it is said, and proposes nothing.
    #[expect(clippy::too_many_arguments, reason = "a cell with all that a message about it says")]
    pub fn not_meant(
        &mut self,
        table: &Table,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        id: Option<&str>,
    ) -> bool {
        let (Value::Text(was), Value::Text(is)) = (before, now) else { return false };
        let finding = match (is_auto_converted(was, is), is_cut_off(was, is)) {
            _ if was == is => return false,
            (true, _) => {
                let message = format!(
                    "{}: “{was}” came back as {is}, which Excel makes of it by itself; the master keeps “{was}”.",
                    column.title
                );
                Finding::new(Code::ValueCoerced, message).help(format!(
                    "If {is} is meant, type it into the master; to keep Excel from it, type an apostrophe first."
                ))
            }
            (_, true) => {
                let many = is.chars().count();
                let title = &column.title;
                Finding::new(
                    Code::ValueTruncated,
                    format!("{title}: the text came back cut off after {many} characters; the master keeps all of it."),
                )
            }
            _ => return false,
        };
        self.speech.findings.push(finding.on(&table.sheet).record(id).field(&column.key).at(table.place(row, c)));
        true
    }

    /// Says what was understood but not plainly typed.
    #[expect(clippy::too_many_arguments, reason = "a cell with all that a message about it says")]
    pub fn note_issue(
        &mut self,
        table: &Table,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        id: Option<&str>,
    ) {
        let Some(issue) = row.issues.get(&c).filter(|d| !d.refused) else { return };
        if now == before {
            return;
        }
        let message = issue.message.clone();
        let finding = Finding::new(issue.code.clone(), message).on(&table.sheet).record(id).field(&column.key);
        self.speech.findings.push(finding.at(table.place(row, c)));
    }

    /// Why a value can't be taken as it stands.
    #[expect(clippy::too_many_arguments, reason = "a cell with all that it is judged by")]
    pub fn issue(
        &self,
        sheet: &Sheet,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        emptied: bool,
    ) -> Option<ValueIssue> {
        if now == before {
            return None;
        }
        if let Some(issue) = row.issues.get(&c).filter(|d| d.refused) {
            return Some(issue.clone());
        }
        let of_other = match column.owner {
            Owner::Delivery | Owner::Customer => column.owner != self.side,
            Owner::Either | Owner::Tool => false,
        };
        let internal = column.visibility == Visibility::Internal && self.side == Owner::Customer;
        if of_other || internal {
            let whose = if column.owner == Owner::Customer { "customer" } else { "delivery team" };
            let message = format!("{} is the {whose}'s column, and the other side changed it.", column.title);
            return Some(ValueIssue::noted(Code::EditNotOwner, message));
        }
        if now.is_empty() && emptied {
            let message = format!("The column {} was emptied in most of its rows.", column.title);
            let refused = column.required == Required::Always;
            return Some(ValueIssue { refused, ..ValueIssue::noted(Code::ColumnMissing, message) });
        }
        if now.is_empty() && column.required == Required::Always {
            let message = format!("{} was emptied, and it must be filled in.", column.title);
            return Some(ValueIssue::refused(Code::ValueRequired, message));
        }
        if let Required::From(status) = &column.required {
            let status = reached_status(sheet, &row.values, status).filter(|_| now.is_empty())?;
            let message =
                format!("{} was emptied, and it must be filled in while the status is {status}.", column.title);
            return Some(ValueIssue::noted(Code::ValueRequired, message));
        }
        None
    }

    pub fn log_lines(
        &mut self,
        sheet: &Sheet,
        column: &Column,
        now: &Value,
        before: &Value,
        place: &Place,
        id: Option<&str>,
    ) {
        let gone = crate::model::merge::lines_gone(before, now);
        if gone.is_empty() {
            return;
        }
        let said: Vec<String> = gone.iter().map(|l| format!("“{l}”")).collect();
        let message = format!(
            "{} is a log: {} {} edited or deleted in the copy and {} in the master; new lines were added.",
            column.title,
            and_list(&said),
            if gone.len() == 1 { "was" } else { "were" },
            if gone.len() == 1 { "stays" } else { "stay" },
        );
        let finding = Finding::new(Code::ValueCoerced, message).on(sheet).record(id).field(&column.key);
        self.speech.findings.push(finding.at(place.clone()));
    }
}
