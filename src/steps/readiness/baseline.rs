//! The baseline: what stands in the way of freezing what is agreed, and what changed since it was frozen.

use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::state::{Master, SheetState};
use crate::model::table::natural_words;
use crate::model::template::{Column, Computed, Sheet};
use crate::model::value::Value;

/// What changed in a workbook since the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Key of the workbook.
    pub workbook: String,
    /// Records that came, with their names.
    pub added: Vec<(String, String)>,
    /// Records that went, with their names.
    pub removed: Vec<(String, String)>,
    /// Fields that are another now.
    pub changed: Vec<Changed>,
}

/// A field that is another than it was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record.
    pub record: String,
    /// Key of the column.
    pub field: String,
    /// Its title.
    pub title: String,
    /// What was frozen.
    pub from: Value,
    /// What it is now.
    pub to: Value,
}

/// Does a finding stand in the way of a baseline? Errors, decisions and the rules that say so do.
pub fn blocks<'s>(finding: &Finding, sheets: impl IntoIterator<Item = &'s Sheet>) -> bool {
    let mut rules = sheets.into_iter().flat_map(|s| &s.rules);
    finding.severity == Severity::Error
        || finding.question.is_some()
        || rules.any(|r| r.blocks_baseline && finding.code == r.code)
}

/// What changed between two masters, workbook by workbook, in the order of the templates; workbooks without a change are
/// left out.
pub fn since(frozen: &Master, now: &Master) -> Vec<Since> {
    let mut out: Vec<Since> = Vec::new();
    for state in &now.sheets {
        let Some(before) = frozen.sheet(&state.sheet.key) else { continue };
        let of_sheet = compared(before, state);
        match out.last_mut().filter(|s| s.workbook == of_sheet.workbook) {
            Some(there) => {
                there.added.extend(of_sheet.added);
                there.removed.extend(of_sheet.removed);
                there.changed.extend(of_sheet.changed);
            }
            None => out.push(of_sheet),
        }
    }
    out.retain(|s| !(s.added.is_empty() && s.removed.is_empty() && s.changed.is_empty()));
    out
}

fn compared(before: &SheetState, now: &SheetState) -> Since {
    let mut out = Since { workbook: now.sheet.workbook.clone(), ..Since::default() };
    let name = |state: &SheetState, key: &str| {
        let record = state.records.get(key);
        record.map(|r| (r.id.clone(), natural_words(&state.sheet, &r.values))).unwrap_or_default()
    };
    for (key, record) in &now.records {
        let Some(earlier) = before.records.get(key) else {
            out.added.push(name(now, key));
            continue;
        };
        for (column, to) in now.sheet.columns.iter().zip(&record.values).filter(|(c, _)| counts(c)) {
            let from =
                before.sheet.position(&column.key).and_then(|i| earlier.values.get(i)).cloned().unwrap_or_default();
            if from != *to {
                out.changed.push(Changed {
                    record: record.id.clone(),
                    field: column.key.clone(),
                    title: column.title.clone(),
                    from,
                    to: to.clone(),
                });
            }
        }
    }
    out.removed.extend(before.records.keys().filter(|k| !now.records.contains_key(*k)).map(|k| name(before, k)));
    out
}

/// Computed columns follow from others; whether an approval stands does not.
fn counts(column: &Column) -> bool {
    let approval = matches!(column.computed, Some(Computed::Approval(_)));
    approval || !column.is_tool() && column.computed.is_none()
}
