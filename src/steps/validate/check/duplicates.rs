//! Two records that are probably one.

use super::record::{CheckedRecord, is_record};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::text::fold;
use crate::model::value::Value;
use std::collections::BTreeMap;

/// Contacts with one e-mail address, and records with one natural key.
pub(super) fn check_duplicates(table: &Table, findings: &mut Vec<Finding>) {
    let records = || table.rows.iter().filter(|row| is_record(table, row));
    let email = table.sheet.position("email").filter(|_| table.sheet.key == "contacts");
    let address = |row: &Row| row.values.get(email?).and_then(Value::as_text).map(fold);
    if email.is_some() {
        for (first, row) in repeated(records(), address) {
            let message =
                format!("{} has the e-mail address of {}.", name_with_row(table, row), name_with_row(table, first));
            let at = email.unwrap_or_default();
            let finding = CheckedRecord { table, row }.finding(Code::RowDuplicateKey, at, message);
            findings.push(
                finding.severity(Severity::Error).help("Give each contact an address of their own, or keep one."),
            );
        }
    }
    if table.sheet.natural_key != ["email"] {
        for (first, row) in repeated(records(), |row| row.natural_key(&table.sheet)) {
            let message = format!("{} is named like {}.", name_with_row(table, row), name_with_row(table, first));
            let finding = CheckedRecord { table, row }.about(Code::RowDuplicateKey, message);
            findings.push(
                finding.severity(Severity::Warning).help("Delete one if they are the same, else name them apart."),
            );
        }
    }
}

fn name_with_row(table: &Table, row: &Row) -> String {
    let row_number = u64::from(row.number) + 1;
    let record = CheckedRecord { table, row }.name();
    if row.id.is_some() { record } else { format!("{record} in row {row_number}") }
}

/// The rows whose key an earlier row has, each with that row.
fn repeated<'a>(rows: impl Iterator<Item = &'a Row>, key: impl Fn(&Row) -> Option<String>) -> Vec<(&'a Row, &'a Row)> {
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
