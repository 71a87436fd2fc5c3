//! The checks of the merged whole: what is valid in each copy can still be wrong together.

mod persons;
mod receives;
mod references;
mod rules;

use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table, natural_words};
use crate::model::template::{Column, Kind, Required, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::validate::people::People;
use crate::steps::validate::rules::{World, is_archived};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use receives::receives;

/// Checks every record of the merged master: what it lacks, what could not be read, who and what it names, and the
/// rules of its sheet. `file` is the file that findings name as their place. No finding asks a question.
pub fn check(tables: &[&Table], people: &People, today: Date, engagement: &Engagement, file: &str) -> Vec<Finding> {
    let known = references::Known::new(tables);
    let world = World::new(tables, &is_record, people, today, engagement);
    let mut findings = Vec::new();
    for table in tables {
        for row in table.rows.iter().filter(|row| is_record(table, row)) {
            let record = Record { table, row };
            record.fields(people, &known, &mut findings);
            record.days(engagement, &mut findings);
            // What is archived is out of sight.
            if !is_archived(&table.sheet, &row.values) {
                rules::of_record(&record, &world, &mut findings);
            }
        }
        rules::of_sheet(table, &world, &mut findings);
        duplicates(table, &mut findings);
    }
    for place in findings.iter_mut().filter_map(|f| f.place.as_mut()) {
        place.file = Some(file.to_owned());
    }
    findings
}

/// Does a row hold anything that a person typed? An ID or a formula alone is an empty row that was prepared.
fn is_record(table: &Table, row: &Row) -> bool {
    let mut columns = table.sheet.columns.iter().zip(&row.values);
    columns.any(|(column, value)| !value.is_empty() && is_typed(column))
}

fn is_typed(column: &Column) -> bool {
    !column.is_id() && !column.is_tool() && column.kind != Kind::Computed
}

/// A record under check.
struct Record<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl Record<'_> {
    fn fields(&self, people: &People, known: &references::Known, findings: &mut Vec<Finding>) {
        for (at, column) in self.table.sheet.columns.iter().enumerate().filter(|(_, c)| is_typed(c)) {
            let value = self.row.values.get(at).unwrap_or(&Value::Empty);
            match value {
                Value::Empty => findings.extend(self.required(at, column)),
                Value::Unread(typed) => findings.push(self.unread(at, column, typed)),
                _ if column.kind == Kind::Person => persons::check(self, at, value, people, findings),
                _ if column.kind == Kind::Reference => references::check(self, at, column, value, known, findings),
                _ => {}
            }
        }
    }

    /// Days more than a year before the project begins or after it ends.
    fn days(&self, engagement: &Engagement, findings: &mut Vec<Finding>) {
        let year = |day: Option<Date>, years: i16| day.and_then(|d| d.checked_add(jiff::Span::new().years(years)).ok());
        let (first, last) = (year(engagement.start, -1), year(engagement.end, 1));
        for (at, column) in self.table.sheet.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Date) {
            let Some(Value::Date(day)) = self.row.values.get(at) else { continue };
            let message = match (first, last) {
                (Some(first), _) if *day < first => "more than a year before the project begins",
                (_, Some(last)) if *day > last => "more than a year after the project ends",
                _ => continue,
            };
            let message = format!("{} of {} is {day}, {message}.", column.title, self.name());
            findings.push(self.finding(Code::ValueOutsideProject, at, message));
        }
    }

    fn required(&self, at: usize, column: &Column) -> Option<Finding> {
        let when = match &column.required {
            Required::No => return None,
            Required::Always => String::new(),
            Required::From(status) => {
                let now = reached(&self.table.sheet, &self.row.values, status)?;
                format!(" once the status is {status} or later (it is {now})")
            }
        };
        let message = format!("{} of {} is empty, but it must be filled in{when}.", column.title, self.name());
        Some(self.finding(Code::ValueRequired, at, message).help(format!("Fill in {}.", column.title)))
    }

    fn unread(&self, at: usize, column: &Column, typed: &str) -> Finding {
        let issue = self.row.issues.get(&at).filter(|d| d.refused);
        let code = issue.map_or(Code::ValueType, |d| d.code.clone());
        let message = issue.map_or_else(
            || {
                format!(
                    "{} of {} is {typed:?}, which is not read as {}.",
                    column.title,
                    self.name(),
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
        self.finding(code, at, message).severity(Severity::Error).help(help)
    }

    fn finding(&self, code: Code, at: usize, message: String) -> Finding {
        let key = self.table.sheet.columns.get(at).map(|c| c.key.as_str()).unwrap_or_default();
        self.about(code, message).field(key).at(self.table.place(self.row, at))
    }

    /// A finding about the whole record.
    fn about(&self, code: Code, message: String) -> Finding {
        let finding = Finding::new(code, message).on(&self.table.sheet).record(self.row.id.as_deref());
        finding.at(self.table.row_place(self.row))
    }

    /// The record for a message: its ID and what it is called.
    fn name(&self) -> String {
        let words = natural_words(&self.table.sheet, &self.row.values);
        match (&self.row.id, words.as_str()) {
            (Some(id), "") => id.clone(),
            (Some(id), words) => format!("{id} ({words})"),
            (None, "") => format!("row {}", u64::from(self.row.number) + 1),
            (None, words) => format!("{words:?}"),
        }
    }
}

/// The status among these values, if it is this one or a later one.
pub fn reached(sheet: &Sheet, values: &[Value], status: &str) -> Option<String> {
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

fn duplicates(table: &Table, findings: &mut Vec<Finding>) {
    let records = || table.rows.iter().filter(|row| is_record(table, row));
    let email = table.sheet.position("email").filter(|_| table.sheet.key == "contacts");
    let mails = |row: &Row| row.values.get(email?).and_then(Value::as_text).map(fold);
    if email.is_some() {
        for (first, row) in twice(records(), mails) {
            let message = format!("{} has the e-mail address of {}.", name(table, row), name(table, first));
            let at = email.unwrap_or_default();
            let finding = Record { table, row }.finding(Code::RowDuplicateKey, at, message);
            findings.push(
                finding.severity(Severity::Error).help("Give each contact an address of their own, or keep one."),
            );
        }
    }
    if table.sheet.natural_key != ["email"] {
        for (first, row) in twice(records(), |row| row.natural_key(&table.sheet)) {
            let message = format!("{} is named like {}.", name(table, row), name(table, first));
            let finding = Record { table, row }.about(Code::RowDuplicateKey, message);
            findings.push(
                finding.severity(Severity::Warning).help("Delete one if they are the same, else name them apart."),
            );
        }
    }
}

fn name(table: &Table, row: &Row) -> String {
    let row_number = u64::from(row.number) + 1;
    let record = Record { table, row }.name();
    if row.id.is_some() { record } else { format!("{record} in row {row_number}") }
}

/// The rows whose key an earlier row has, each with that row.
fn twice<'a>(rows: impl Iterator<Item = &'a Row>, key: impl Fn(&Row) -> Option<String>) -> Vec<(&'a Row, &'a Row)> {
    let mut first: BTreeMap<String, &Row> = BTreeMap::new();
    let mut out = Vec::new();
    for row in rows {
        let Some(key) = key(row) else { continue };
        match first.get(&key) {
            Some(first) => out.push((*first, row)),
            None => _ = first.insert(key, row),
        }
    }
    out
}

#[cfg(test)]
mod tests;
