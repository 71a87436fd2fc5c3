//! Does every record exist that another refers to?

use super::{Record, is_record};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::table::{Table, natural_words};
use crate::model::template::Column;
use crate::model::text::{RESEMBLES, and_list, resemblance};
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The records of all sheets: what each is called, by ID, by sheet key.
pub(super) struct Known {
    sheets: BTreeMap<String, Referable>,
}

struct Referable {
    title: String,
    prefix: String,
    records: BTreeMap<String, String>,
}

impl Known {
    pub(super) fn new(tables: &[&Table]) -> Self {
        let mut sheets: BTreeMap<String, Referable> = BTreeMap::new();
        for table in tables {
            let sheet = &table.sheet;
            let entry = sheets.entry(sheet.key.clone()).or_insert_with(|| Referable {
                title: sheet.title.clone(),
                prefix: sheet.id_prefix.clone(),
                records: BTreeMap::new(),
            });
            let rows = table.rows.iter().filter(|row| is_record(table, row));
            entry.records.extend(rows.filter_map(|row| Some((row.id.clone()?, natural_words(sheet, &row.values)))));
        }
        Self { sheets }
    }

    /// The sheets that a column refers to, if all of them are here.
    fn of(&self, column: &Column) -> Option<Vec<&Referable>> {
        column.references.iter().map(|key| self.sheets.get(key)).collect()
    }
}

pub(super) fn check(
    record: &Record,
    at: usize,
    column: &Column,
    value: &Value,
    known: &Known,
    findings: &mut Vec<Finding>,
) {
    let Some(sheets) = known.of(column).filter(|s| !s.is_empty()) else { return };
    for typed in value.members() {
        if sheets.iter().any(|s| s.records.contains_key(typed.trim())) {
            continue;
        }
        findings.push(unknown(record, at, &typed, &sheets));
    }
}

fn unknown(record: &Record, at: usize, typed: &str, sheets: &[&Referable]) -> Finding {
    let titles: Vec<&str> = sheets.iter().map(|s| s.title.as_str()).collect();
    let example = sheets.iter().find_map(|s| s.records.keys().next().cloned());
    let example = example.or_else(|| sheets.first().map(|s| format!("{}001", s.prefix))).unwrap_or_default();
    let message = format!("{typed:?} is no record of {}; an ID such as {example} is expected.", and_list(&titles));
    let help = match called_so(typed, sheets) {
        Some((id, words)) => format!("Type {id}, if {words:?} is meant."),
        None => format!("Type the ID of a record that is there, or add it to {}.", and_list(&titles)),
    };
    record.finding(Code::ReferenceUnknown, at, message).severity(Severity::Error).help(help)
}

/// The record that is called about so: people type titles instead of IDs.
fn called_so<'a>(typed: &str, sheets: &[&'a Referable]) -> Option<(&'a str, &'a str)> {
    let records = sheets.iter().flat_map(|s| &s.records).filter(|(_, words)| !words.is_empty());
    let scored = records.map(|(id, words)| (resemblance(typed, words), id.as_str(), words.as_str()));
    let best = scored.filter(|(score, ..)| *score >= RESEMBLES).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, id, words)| (id, words))
}
