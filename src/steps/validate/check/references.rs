//! Whether every record exists that another refers to.

use super::record::{CheckedRecord, is_record};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::SheetKey;
use crate::model::severity::Severity;
use crate::model::similar_texts::SimilarTexts;
use crate::model::table::{Table, natural_key_words};
use crate::model::template::Column;
use crate::model::text::and_list;
use crate::model::value::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The records of all sheets: what each is called, by ID, by sheet key.
pub(super) struct ReferableRecords {
    sheets: BTreeMap<SheetKey, ReferableSheet>,
}

struct ReferableSheet {
    title: String,
    prefix: String,
    records: BTreeMap<String, String>,
    /// Made when an ID is first not found.
    by_words: OnceLock<RecordsByWords>,
}

/// The first ID of each natural key, and those keys.
struct RecordsByWords {
    ids: BTreeMap<String, String>,
    words: SimilarTexts,
}

impl ReferableRecords {
    pub(super) fn new(tables: &[&Table]) -> Self {
        let mut sheets: BTreeMap<SheetKey, ReferableSheet> = BTreeMap::new();
        for table in tables {
            let sheet = &table.sheet;
            let entry = sheets.entry(sheet.key.clone()).or_insert_with(|| ReferableSheet {
                title: sheet.title.clone(),
                prefix: sheet.id_prefix.clone(),
                records: BTreeMap::new(),
                by_words: OnceLock::new(),
            });
            let rows = table.rows.iter().filter(|row| is_record(table, row));
            entry.records.extend(rows.filter_map(|row| Some((row.id.clone()?, natural_key_words(sheet, &row.values)))));
        }
        Self { sheets }
    }

    /// The sheets that a column refers to, if all of them are here.
    fn targets(&self, column: &Column) -> Option<Vec<&ReferableSheet>> {
        column.references.iter().map(|key| self.sheets.get(key)).collect()
    }
}

/// A finding for each ID in a cell that no record has.
pub(super) fn check_references(
    record: &CheckedRecord,
    at: usize,
    column: &Column,
    value: &Value,
    known: &ReferableRecords,
    findings: &mut Vec<Finding>,
) {
    let Some(sheets) = known.targets(column).filter(|s| !s.is_empty()) else { return };
    for typed in value.members() {
        if sheets.iter().any(|s| s.records.contains_key(typed.trim())) {
            continue;
        }
        findings.push(unknown(record, at, &typed, &sheets));
    }
}

fn unknown(record: &CheckedRecord, at: usize, typed: &str, sheets: &[&ReferableSheet]) -> Finding {
    let titles: Vec<&str> = sheets.iter().map(|s| s.title.as_str()).collect();
    let example = sheets.iter().find_map(|s| s.records.keys().next().cloned());
    let example = example.or_else(|| sheets.first().map(|s| format!("{}001", s.prefix))).unwrap_or_default();
    let message = format!("{typed:?} is no record of {}; an ID such as {example} is expected.", and_list(&titles));
    let help = match record_called(typed, sheets) {
        Some((id, words)) => format!("Type {id}, if {words:?} is meant."),
        None => format!("Type the ID of a record that is there, or add it to {}.", and_list(&titles)),
    };
    record.finding(Code::ReferenceUnknown, at, message).severity(Severity::Error).help(help)
}

/// The record whose natural key resembles what was typed: people type titles instead of IDs.
fn record_called<'a>(typed: &str, sheets: &[&'a ReferableSheet]) -> Option<(&'a str, &'a str)> {
    let found = sheets.iter().filter_map(|sheet| sheet.record_called(typed));
    let best = found.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, id, words)| (id, words))
}

impl ReferableSheet {
    /// How much a natural key of this sheet resembles what was typed, and whose it is.
    fn record_called(&self, typed: &str) -> Option<(f64, &str, &str)> {
        let all = self.by_words.get_or_init(|| RecordsByWords::new(&self.records));
        let (score, nearest) = all.words.most_similar(typed, |_| true)?;
        let first = nearest.into_iter().filter_map(|words| Some((all.ids.get(words)?.as_str(), words)));
        first.min().map(|(id, words)| (score, id, words))
    }
}

impl RecordsByWords {
    fn new(records: &BTreeMap<String, String>) -> Self {
        let mut all = Self { ids: BTreeMap::new(), words: SimilarTexts::default() };
        for (id, words) in records.iter().filter(|(_, words)| !words.is_empty()) {
            all.words.add(words);
            all.ids.entry(words.clone()).or_insert_with(|| id.clone());
        }
        all
    }
}
