//! The rules of a sheet over one record.

use super::Record;
use crate::things::finding::Finding;
use crate::things::template::{Rule, RuleCheck};
use crate::things::text::and_list;
use crate::things::value::Value;

pub(super) fn check(record: &Record, findings: &mut Vec<Finding>) {
    for rule in &record.table.sheet.rules {
        match &rule.check {
            RuleCheck::InOrder(keys) => in_order(record, rule, keys, findings),
            RuleCheck::ExactlyOne(letter) => findings.extend(letters(record, rule, letter, true)),
            RuleCheck::AtLeastOne(letter) => findings.extend(letters(record, rule, letter, false)),
            RuleCheck::OneOf(keys) => findings.extend(one_of(record, rule, keys)),
        }
    }
}

/// The rule's finding about a record: its sentence, the record's name, and the values that break it.
fn broken(record: &Record, rule: &Rule, at: Option<usize>, values: &str) -> Finding {
    let message = format!("{} {}: {values}.", rule.message, record.name());
    let finding = match at {
        Some(at) => record.finding(&rule.code, at, message),
        None => record.about(&rule.code, message),
    };
    finding.severity(rule.severity).help(rule.help.clone())
}

/// Each date that lies before the latest of those before it is one finding, at its own cell.
fn in_order(record: &Record, rule: &Rule, keys: &[String], findings: &mut Vec<Finding>) {
    let sheet = &record.table.sheet;
    let mut latest = None;
    for at in keys.iter().filter_map(|key| sheet.position(key)) {
        let (Some(column), Some(Value::Date(day))) = (sheet.columns.get(at), record.row.values.get(at)) else {
            continue;
        };
        match latest {
            Some((before, title)) if *day < before => {
                let values = format!("{} {day} is before {title} {before}", column.title);
                findings.push(broken(record, rule, Some(at), &values));
            }
            _ => latest = Some((*day, column.title.as_str())),
        }
    }
}

/// Counts the cells of a matrix row that hold a letter. Where a cell could not be read, the letter may be in it.
fn letters(record: &Record, rule: &Rule, letter: &str, only_one: bool) -> Option<Finding> {
    let columns = record.table.sheet.columns.iter().zip(&record.row.values).filter(|(c, _)| c.role().is_some());
    let cells: Vec<(&str, &Value)> = columns.map(|(c, v)| (c.title.as_str(), v)).collect();
    let holders: Vec<&str> = cells.iter().filter(|(_, v)| holds(v, letter)).map(|(title, _)| *title).collect();
    let unread = cells.iter().any(|(_, v)| v.is_unread());
    match holders.as_slice() {
        [] if !cells.is_empty() && !unread => Some(broken(record, rule, None, &format!("no role has {letter}"))),
        [_, _, ..] if only_one => Some(broken(record, rule, None, &format!("{} have {letter}", and_list(&holders)))),
        _ => None,
    }
}

fn holds(value: &Value, letter: &str) -> bool {
    !value.is_unread() && value.members().iter().any(|m| m == letter)
}

fn one_of(record: &Record, rule: &Rule, keys: &[String]) -> Option<Finding> {
    let sheet = &record.table.sheet;
    let at: Vec<usize> = keys.iter().filter_map(|key| sheet.position(key)).collect();
    let filled = at.iter().any(|i| record.row.values.get(*i).is_some_and(|v| !v.is_empty()));
    if filled || at.is_empty() {
        return None;
    }
    let titles: Vec<&str> = at.iter().filter_map(|i| sheet.columns.get(*i)).map(|c| c.title.as_str()).collect();
    let values = match titles.as_slice() {
        [one] => format!("{one} is empty"),
        several => format!("{} are empty", and_list(several)),
    };
    Some(broken(record, rule, at.first().copied(), &values))
}
