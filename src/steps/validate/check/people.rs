//! Whether everyone who is named is a contact.

use super::record::CheckedRecord;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::text::{and_list, or_list};
use crate::model::value::Value;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::{People, Resolved};

/// Who may be named: the contacts, and where a column allows it the forums.
pub(super) struct Nameable<'a> {
    pub(super) people: &'a People,
    pub(super) forums: Forums,
}

impl Nameable<'_> {
    /// A finding for each person who is no contact, or may be several.
    pub(super) fn check(&self, record: &CheckedRecord, at: usize, value: &Value, findings: &mut Vec<Finding>) {
        let takes_forums = record.table.sheet.columns.get(at).is_some_and(|column| column.forums);
        for typed in value.members() {
            match self.people.resolve(&typed) {
                Resolved::One(_) => {}
                Resolved::Ambiguous(several) => findings.push(ambiguous(record, at, &typed, &several)),
                Resolved::Unknown { .. } if takes_forums && self.forums.has(&typed) => {}
                Resolved::Unknown { nearest } => findings.push(unknown(record, at, &typed, &nearest, takes_forums)),
            }
        }
    }
}

fn ambiguous(record: &CheckedRecord, at: usize, typed: &str, several: &[String]) -> Finding {
    let message = format!("{typed:?} is the name of {} contacts: {}.", several.len(), and_list(several));
    let first = several.first().map(String::as_str).unwrap_or_default();
    record
        .finding(Code::ReferenceAmbiguous, at, message)
        .help(format!("Type the e-mail address or ID of the one who is meant, such as {first}."))
}

fn unknown(record: &CheckedRecord, at: usize, typed: &str, nearest: &[String], takes_forums: bool) -> Finding {
    let message = if takes_forums {
        format!("{typed:?} is no contact and no forum, team or role of the project; one of them is expected.")
    } else {
        format!("{typed:?} is no contact; the name, e-mail address or ID of a contact is expected.")
    };
    let sheets = if takes_forums { ", to Roles or to Meetings" } else { "" };
    let help = match nearest {
        [_, ..] => format!("Type {}, if that is meant, or add {typed:?} to the contacts.", or_list(nearest)),
        [] => format!("Add {typed:?} to the contacts{sheets}, or name someone who is there."),
    };
    record.finding(Code::ReferenceUnknown, at, message).severity(Severity::Warning).help(help)
}
