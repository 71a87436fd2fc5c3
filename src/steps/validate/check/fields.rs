//! Checks of single fields: what must be filled in, what could not be read, days far from the project.

use super::people::Nameable;
use super::record::{CheckedRecord, is_typed};
use super::references::{ReferableRecords, check_references};
use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::template::{Column, Kind, Required, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use jiff::civil::Date;

/// What a record lacks, what could not be read, and whom and what it names.
pub(super) fn check_fields(
    record: &CheckedRecord,
    nameable: &Nameable<'_>,
    known: &ReferableRecords,
    findings: &mut Vec<Finding>,
) {
    for (at, column) in record.table.sheet.columns.iter().enumerate().filter(|(_, c)| is_typed(c)) {
        let value = record.row.values.get(at).unwrap_or(&Value::Empty);
        match value {
            Value::Empty => findings.extend(missing_value(record, at, column)),
            Value::Unread(typed) => findings.push(unread_value(record, at, column, typed)),
            _ if column.kind == Kind::Person => nameable.check(record, at, value, findings),
            _ if column.kind == Kind::Reference => check_references(record, at, column, value, known, findings),
            _ => {}
        }
    }
}

/// Days more than a year before the project begins or after it ends.
pub(super) fn check_days(record: &CheckedRecord, engagement: &Engagement, findings: &mut Vec<Finding>) {
    let year = |day: Option<Date>, years: i16| day.and_then(|d| d.checked_add(jiff::Span::new().years(years)).ok());
    let (first, last) = (year(engagement.start, -1), year(engagement.end, 1));
    for (at, column) in record.table.sheet.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Date) {
        let Some(Value::Date(day)) = record.row.values.get(at) else { continue };
        let message = match (first, last) {
            (Some(first), _) if *day < first => "more than a year before the project begins",
            (_, Some(last)) if *day > last => "more than a year after the project ends",
            _ => continue,
        };
        let message = format!("{} of {} is {day}, {message}.", column.title, record.name());
        findings.push(record.finding(Code::ValueOutsideProject, at, message));
    }
}

fn missing_value(record: &CheckedRecord, at: usize, column: &Column) -> Option<Finding> {
    let when = match &column.required {
        Required::No => return None,
        Required::Always => String::new(),
        Required::From(status) => {
            let now = reached_status(&record.table.sheet, &record.row.values, status)?;
            format!(" once the status is {status} or later (it is {now})")
        }
    };
    let message = format!("{} of {} is empty, but it must be filled in{when}.", column.title, record.name());
    Some(record.finding(Code::ValueRequired, at, message).help(format!("Fill in {}.", column.title)))
}

fn unread_value(record: &CheckedRecord, at: usize, column: &Column, typed: &str) -> Finding {
    let issue = record.row.issues.get(&at).filter(|d| d.refused);
    let code = issue.map_or(Code::ValueType, |d| d.code.clone());
    let message = issue.map_or_else(
        || {
            format!(
                "{} of {} is {typed:?}, which is not read as {}.",
                column.title,
                record.name(),
                kind_words(column.kind)
            )
        },
        |d| d.message.clone(),
    );
    let near: Vec<String> = issue.map(|d| d.nearest.iter().map(ToString::to_string).collect()).unwrap_or_default();
    let help = match near.as_slice() {
        [] => format!("Type {} again as it is expected.", column.title),
        near => format!("Type {}, if that is meant.", near.join(" or ")),
    };
    record.finding(code, at, message).severity(Severity::Error).help(help)
}

/// The status among these values, where it is this one or a later one.
pub fn reached_status(sheet: &Sheet, values: &[Value], status: &str) -> Option<String> {
    let at = sheet.position("status")?;
    let choices = &sheet.columns.get(at)?.choices;
    let now = values.get(at)?.as_text()?.trim();
    let place = |label: &str| choices.iter().position(|c| fold(&c.label) == fold(label));
    (place(now)? >= place(status)?).then(|| now.to_owned())
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "a whole number",
        Kind::Decimal | Kind::Money => "a number",
        Kind::Percent => "a percentage",
        Kind::Date => "a date",
        Kind::Choice | Kind::Choices => "one of the choices",
        Kind::YesNo => "Yes or No",
        Kind::Email => "an e-mail address",
        Kind::Phone => "a telephone number",
        Kind::Link => "a link",
        Kind::Person => "a person",
        Kind::Reference => "an ID",
        Kind::Text | Kind::LongText | Kind::Computed => "text",
    }
}
