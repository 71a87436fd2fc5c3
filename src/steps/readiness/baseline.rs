//! The baseline: what stands in the way of freezing what is agreed, and what changed since it was frozen.

use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::state::{Master, SheetState};
use crate::model::table::natural_words;
use crate::model::template::{Column, Computed, Sheet};
use crate::model::value::Value;

/// What changed in a workbook since the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkbookChanges {
    /// Key of the workbook.
    pub workbook: String,
    /// ID and name of each record that was added.
    pub added: Vec<(String, String)>,
    /// ID and name of each record that was removed.
    pub removed: Vec<(String, String)>,
    /// Fields with another value now.
    pub changed: Vec<ChangedField>,
}

/// A field with another value than was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedField {
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

/// Whether a finding stands in the way of a baseline: an error, an open decision, or a rule that its template marks so.
pub fn blocks_baseline<'s>(finding: &Finding, sheets: impl IntoIterator<Item = &'s Sheet>) -> bool {
    let mut rules = sheets.into_iter().flat_map(|s| &s.rules);
    finding.severity == Severity::Error
        || finding.question.is_some()
        || rules.any(|r| r.blocks_baseline && finding.code == r.code)
}

/// What changed between two masters, workbook by workbook, in the order of the templates; workbooks without a change are
/// left out.
pub fn changes_since(frozen: &Master, now: &Master) -> Vec<WorkbookChanges> {
    let mut out: Vec<WorkbookChanges> = Vec::new();
    for state in &now.sheets {
        let Some(before) = frozen.sheet(&state.sheet.key) else { continue };
        let of_sheet = sheet_changes(before, state);
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

fn sheet_changes(before: &SheetState, now: &SheetState) -> WorkbookChanges {
    let mut out = WorkbookChanges { workbook: now.sheet.workbook.clone(), ..WorkbookChanges::default() };
    let name = |state: &SheetState, key: &str| {
        let record = state.records.get(key);
        record.map(|r| (r.id.clone(), natural_words(&state.sheet, &r.values))).unwrap_or_default()
    };
    for (key, record) in &now.records {
        let Some(earlier) = before.records.get(key) else {
            out.added.push(name(now, key));
            continue;
        };
        for (column, to) in now.sheet.columns.iter().zip(&record.values).filter(|(c, _)| is_compared(c)) {
            let from =
                before.sheet.position(&column.key).and_then(|i| earlier.values.get(i)).cloned().unwrap_or_default();
            if from != *to {
                out.changed.push(ChangedField {
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

/// Whether changes in a column count: computed columns follow from others, but whether an approval stands does not.
fn is_compared(column: &Column) -> bool {
    let approval = matches!(column.computed, Some(Computed::Approval(_)));
    approval || !column.is_tool() && column.computed.is_none()
}
