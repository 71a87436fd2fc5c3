//! The baseline: what stands in the way of freezing what is agreed, and what changed since it was frozen.

use crate::model::finding::Finding;
use crate::model::keys::{FieldKey, RecordKey};
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
    pub field: FieldKey,
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
    let name = |state: &SheetState, key: &RecordKey| {
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

#[cfg(test)]
mod tests {
    use super::{blocks_baseline, changes_since};
    use crate::model::code::{Code, RuleCode};
    use crate::model::condition::Expr;
    use crate::model::finding::{Finding, Question};
    use crate::model::severity::Severity;
    use crate::model::state::{Master, Record, SheetState};
    use crate::model::template::{Column, Computed, Kind, Owner, Rule, Sheet};
    use crate::model::value::Value;
    use std::sync::Arc;

    fn sheet(workbook: &str, key: &str) -> Sheet {
        let mut sheet = Sheet::new(workbook, key, key);
        sheet.natural_key = vec!["title".into()];
        let column = |key: &str, kind| Column::new(key, key, kind);
        let tool = |key: &str, computed| Column { computed, owner: Owner::Tool, ..column(key, Kind::Computed) };
        sheet.columns = vec![
            Column { owner: Owner::Tool, ..column("id", Kind::Text) },
            column("title", Kind::Text),
            tool("total", Some(Computed::Product(Vec::new()))),
            tool("standing", Some(Computed::Approval("sponsor".into()))),
        ];
        sheet
    }

    fn state(workbook: &str, key: &str, rows: &[[&str; 4]]) -> SheetState {
        let mut state = SheetState::new(Arc::new(sheet(workbook, key)));
        for row in rows {
            let record = Record { id: row[0].into(), values: row.map(Value::text).to_vec(), ..Record::default() };
            state.records.insert(format!("key-{}", row[0]).into(), record);
        }
        state
    }

    fn master(sheets: Vec<SheetState>) -> Master {
        Master { sheets, ..Master::default() }
    }

    #[test]
    fn errors_open_decisions_and_the_rules_that_say_so_block_a_baseline() {
        let code = RuleCode::new("raid", "owner");
        let rule = |blocks_baseline| Rule {
            code: code.clone(),
            severity: Severity::Warning,
            whole_sheet: false,
            when: None,
            check: Expr::YesNo(true),
            field: None,
            message: Vec::new(),
            help: String::new(),
            blocks_baseline,
            source: (None, String::new()),
        };
        let said = |code: Code, severity| Finding { severity, ..Finding::new(code, "Something.") };
        let asked = Finding { question: Some(Question::default()), ..said(Code::ConflictField, Severity::Warning) };
        let of_rule = said(Code::Rule(code.clone()), Severity::Warning);
        for (finding, marked, blocks) in [
            (said(Code::ValueRequired, Severity::Error), false, true),
            (said(Code::ValueRequired, Severity::Warning), true, false),
            (asked, false, true),
            (of_rule.clone(), true, true),
            (of_rule, false, false),
        ] {
            let mut with_rule = sheet("raid", "risks");
            with_rule.rules = vec![rule(marked)];
            assert_eq!(blocks_baseline(&finding, [&with_rule]), blocks, "{finding:?} {marked}");
        }
    }

    #[test]
    fn what_came_went_and_changed_since_is_told_workbook_by_workbook() {
        let frozen = master(vec![
            state("raid", "risks", &[["R-1", "Late", "1", ""], ["R-2", "Lost", "1", ""]]),
            state("raid", "issues", &[["I-1", "Cold", "1", "Stands"]]),
            state("scope", "outcomes", &[["O-1", "Done", "1", ""]]),
        ]);
        let now = master(vec![
            state("raid", "risks", &[["R-1", "Later", "2", ""], ["R-3", "New", "1", ""]]),
            state("raid", "issues", &[["I-1", "Cold", "1", "Void"]]),
            state("scope", "outcomes", &[["O-1", "Done", "9", ""]]),
            state("raid", "added", &[["A-1", "x", "", ""]]),
        ]);
        let [raid] = &changes_since(&frozen, &now)[..] else { panic!("{:?}", changes_since(&frozen, &now)) };
        let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        assert_eq!(
            (raid.workbook.as_str(), &raid.added, &raid.removed),
            ("raid", &vec![pair("R-3", "New")], &vec![pair("R-2", "Lost")])
        );
        let changed: Vec<(&str, &str, String, String)> = raid
            .changed
            .iter()
            .map(|c| (c.record.as_str(), c.field.as_str(), c.from.to_string(), c.to.to_string()))
            .collect();
        assert_eq!(
            changed,
            [("R-1", "title", "Late".into(), "Later".into()), ("I-1", "standing", "Stands".into(), "Void".into())],
            "what is computed follows from the rest; whether an approval stands does not"
        );
    }

    #[test]
    fn each_workbook_that_changed_is_told_for_itself() {
        let frozen = master(vec![state("raid", "risks", &[]), state("scope", "outcomes", &[["O-1", "Done", "", ""]])]);
        let now = master(vec![state("raid", "risks", &[["R-1", "New", "", ""]]), state("scope", "outcomes", &[])]);
        let told: Vec<(String, usize, usize)> =
            changes_since(&frozen, &now).into_iter().map(|w| (w.workbook, w.added.len(), w.removed.len())).collect();
        assert_eq!(told, [("raid".into(), 1, 0), ("scope".into(), 0, 1)]);
        assert_eq!(changes_since(&frozen, &frozen), []);
    }
}
