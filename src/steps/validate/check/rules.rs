//! The rules of a sheet, over its records and over the sheet as a whole.

use super::Record;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::table::Table;
use crate::model::template::Rule;
use crate::steps::validate::rules::{World, broken, judged};

/// The rules that a record breaks.
pub(super) fn of_record(record: &Record, world: &World, findings: &mut Vec<Finding>) {
    let sheet = &record.table.sheet;
    for rule in sheet.rules.iter().filter(|r| !r.whole_sheet) {
        let Some(said) = broken(rule, judged(world, sheet, &record.row.values)) else { continue };
        let message = format!("{}: {said}", record.name());
        let at = rule.field.as_ref().and_then(|key| sheet.position(key));
        let finding = match at {
            Some(at) => record.finding(Code::Rule(rule.code.clone()), at, message),
            None => record.about(Code::Rule(rule.code.clone()), message),
        };
        findings.push(finding.severity(rule.severity).help(rule.help.clone()));
    }
}

/// The rules that a sheet breaks as a whole.
pub(super) fn of_sheet(table: &Table, world: &World, findings: &mut Vec<Finding>) {
    for rule in table.sheet.rules.iter().filter(|r| r.whole_sheet) {
        findings.extend(broken(rule, judged(world, &table.sheet, &[])).map(|said| about_sheet(table, rule, said)));
    }
}

fn about_sheet(table: &Table, rule: &Rule, said: String) -> Finding {
    let finding =
        Finding::new(Code::Rule(rule.code.clone()), said).on(&table.sheet).at(Place::sheet(&table.file, &table.title));
    finding.severity(rule.severity).help(rule.help.clone())
}
