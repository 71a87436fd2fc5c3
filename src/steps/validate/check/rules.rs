//! The rules of a sheet, over its records and over the sheet as a whole.

use super::record::CheckedRecord;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::table::Table;
use crate::model::template::Rule;
use crate::steps::validate::rules::{RuleContext, rule_target, violation};

/// A finding for each rule that a record breaks.
pub(super) fn check_record_rules(record: &CheckedRecord, context: &RuleContext, findings: &mut Vec<Finding>) {
    let sheet = &record.table.sheet;
    for rule in sheet.rules.iter().filter(|r| !r.whole_sheet) {
        let Some(broken) = violation(rule, rule_target(context, sheet, &record.row.values)) else { continue };
        let message = format!("{}: {broken}", record.name());
        let at = rule.field.as_ref().and_then(|key| sheet.position(key));
        let finding = match at {
            Some(at) => record.finding(Code::Rule(rule.code.clone()), at, message),
            None => record.about(Code::Rule(rule.code.clone()), message),
        };
        findings.push(finding.severity(rule.severity).help(rule.help.clone()));
    }
}

/// A finding for each rule that a sheet breaks as a whole.
pub(super) fn check_sheet_rules(table: &Table, context: &RuleContext, findings: &mut Vec<Finding>) {
    for rule in table.sheet.rules.iter().filter(|r| r.whole_sheet) {
        findings.extend(
            violation(rule, rule_target(context, &table.sheet, &[])).map(|message| about_sheet(table, rule, message)),
        );
    }
}

fn about_sheet(table: &Table, rule: &Rule, message: String) -> Finding {
    let finding = Finding::new(Code::Rule(rule.code.clone()), message)
        .on(&table.sheet)
        .at(Place::sheet(&table.file, &table.title));
    finding.severity(rule.severity).help(rule.help.clone())
}
