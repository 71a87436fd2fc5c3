//! The report of a run, in the shape of `reports/latest.json` (schema `prekick.report/1`).

use crate::model::change_reason::ChangeReason;
use crate::model::finding::Finding;
use crate::model::gaps::ColumnGaps;
use crate::model::keys::{CopyId, FieldKey};
use crate::model::matching::MatchReport;
use crate::model::place::Place;
use crate::model::shown_names::ShownNames;
use crate::model::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a run did and found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The engagement's name.
    pub engagement: String,
    /// The date of the run.
    pub today: String,
    /// Whether it was a dry run, which writes nothing.
    pub dry_run: bool,
    /// The files that were read.
    pub sources: Vec<SourceFile>,
    /// What changed in the master.
    pub changes: Vec<Change>,
    /// All findings, the most severe first.
    pub findings: Vec<Finding>,
    /// What is still to be filled in, where the stage of the engagement only counts it.
    pub gaps: Vec<ColumnGaps>,
    /// How the rows of the files were matched.
    pub matching: Vec<MatchReport>,
    /// The findings of the previous report by [`finding_key`], each with the date on which it was first shown.
    pub earlier: BTreeMap<String, String>,
    /// What people and columns are called.
    pub names: Arc<ShownNames>,
}

/// How much a run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeTotals {
    /// Records that were added.
    pub added: usize,
    /// Records that were removed.
    pub removed: usize,
    /// Fields that hold another value.
    pub fields: usize,
}

impl ChangeTotals {
    /// The totals of these changes.
    pub fn of(changes: &[Change]) -> Self {
        let records = || changes.iter().filter(|c| c.field.is_none() && !c.reason.is_about_a_column());
        Self {
            added: records().filter(|c| !c.removes_a_record()).count(),
            removed: records().filter(|c| c.removes_a_record()).count(),
            fields: changes.iter().filter(|c| c.field.is_some()).count(),
        }
    }
}

impl Report {
    /// The date on which a finding was first shown.
    pub fn since(&self, finding: &Finding) -> String {
        let asked = finding.question.as_ref().map(|q| q.since.clone()).filter(|s| !s.is_empty());
        asked.or_else(|| self.earlier.get(&finding_key(finding)).cloned()).unwrap_or_else(|| self.today.clone())
    }

    /// Whether the previous report did not have this finding.
    pub fn is_new(&self, finding: &Finding) -> bool {
        !self.earlier.contains_key(&finding_key(finding))
    }
}

/// What identifies a finding from run to run: a discrepancy's ID, else its code, place and message.
pub fn finding_key(finding: &Finding) -> String {
    if let Some(question) = &finding.question {
        return question.id.clone();
    }
    let place = finding.place.as_ref();
    let parts = [
        Some(finding.code.as_str()),
        finding.workbook.as_deref(),
        finding.record.as_deref(),
        finding.field.as_ref().map(FieldKey::as_str),
        place.and_then(|p| p.file.as_deref()),
        place.and_then(|p| p.sheet.as_deref()),
        place.and_then(|p| p.cell.as_deref()),
        Some(&finding.message),
    ];
    parts.map(Option::unwrap_or_default).join("|")
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceFile {
    /// The file.
    pub file: String,
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// Key of the workbook, where known.
    pub workbook: Option<String>,
    /// The recipient's key, where known.
    pub recipient: Option<String>,
    /// The copy id, where known.
    pub copy: Option<CopyId>,
    /// The path of the base it was compared with.
    pub base: Option<String>,
    /// What became of it.
    pub status: FileStatus,
    /// Rows with anything in them.
    pub rows: usize,
    /// Cells that differ from what they were compared with.
    pub changed_cells: usize,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileStatus {
    /// It was merged.
    #[default]
    Merged,
    /// It holds nothing new.
    Unchanged,
    /// It could not be read.
    Rejected,
    /// It belongs to another engagement.
    Foreign,
}

impl FileStatus {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Foreign => "foreign",
        }
    }
}

/// A change of the master.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Key of the workbook.
    pub workbook: String,
    /// Title of the sheet.
    pub sheet: String,
    /// ID of the record.
    pub record: String,
    /// Key of the field; `None` for a whole record.
    pub field: Option<FieldKey>,
    /// The value before.
    pub from: Value,
    /// The value now.
    pub to: Value,
    /// Why.
    #[serde(rename = "why")]
    pub reason: ChangeReason,
    /// Who made it: recipients' keys, or `master`.
    pub by: String,
    /// Where it was typed.
    pub source: Place,
    /// What a whole row or column holds or held, each value under its title or record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, Value)>,
}

impl Change {
    /// Whether a whole record goes with it. Of a decision and an undo, what it leaves tells.
    pub fn removes_a_record(&self) -> bool {
        let goes = !self.reason.adds_a_record() && !self.from.is_empty() && self.to.is_empty();
        self.field.is_none() && !self.reason.is_about_a_column() && (self.reason.removes_a_record() || goes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;
    use crate::model::finding::Question;

    fn asked(id: &str, since: &str) -> Finding {
        let question = Question { id: id.into(), since: since.into(), ..Question::default() };
        Finding { question: Some(question), ..Finding::new(Code::ConflictField, "Two people disagree.") }
    }

    #[test]
    fn records_that_come_and_go_are_counted_whoever_moved_them() {
        let whole = |reason, from: &str, to: &str| {
            let value = |text: &str| if text.is_empty() { Value::Empty } else { Value::text(text) };
            Change { reason, from: value(from), to: value(to), ..Change::default() }
        };
        let decided = || ChangeReason::Decided { id: "D-0001".into(), choice: "Take A".into() };
        let changes = [
            whole(ChangeReason::Added, "", "Late"),
            whole(ChangeReason::AddedInMaster, "", ""),
            whole(decided(), "", "Late"),
            whole(decided(), "Late", ""),
            whole(ChangeReason::RemovedInMaster, "", ""),
            whole(ChangeReason::Undo(2), "Late", ""),
            whole(ChangeReason::ColumnRemoved, "Cost", ""),
            Change { field: Some("owner".into()), ..whole(ChangeReason::Merged, "Ada", "") },
        ];
        assert_eq!(ChangeTotals::of(&changes), ChangeTotals { added: 3, removed: 3, fields: 1 });
    }

    fn report(earlier: &[(&str, &str)]) -> Report {
        let earlier = earlier.iter().map(|(name, day)| ((*name).to_owned(), (*day).to_owned())).collect();
        Report { today: "2026-11-22".into(), earlier, ..Report::default() }
    }

    #[test]
    fn a_discrepancy_is_as_old_as_its_question_says() {
        let coerced = Finding::new(Code::ValueCoerced, "80 was read as 80 %.");
        let known = finding_key(&coerced);
        for (finding, since, is_new) in [
            (asked("D-0001", "2026-11-10"), "2026-11-10", false),
            (asked("D-0002", "2026-11-22"), "2026-11-22", true),
            (asked("D-0002", ""), "2026-11-22", true),
            (coerced.clone(), "2026-11-15", false),
            (Finding { message: "81 was read as 81 %.".into(), ..coerced.clone() }, "2026-11-22", true),
        ] {
            let report = report(&[("D-0001", "2026-11-12"), (&known, "2026-11-15")]);
            assert_eq!(
                (report.since(&finding).as_str(), report.is_new(&finding)),
                (since, is_new),
                "{}",
                finding.message
            );
        }
    }

    #[test]
    fn a_discrepancy_is_the_same_under_another_code_and_message() {
        let other = Finding { code: Code::ValueType, message: "No number.".into(), ..asked("D-0001", "") };
        assert_eq!(finding_key(&asked("D-0001", "")), finding_key(&other));
    }

    #[test]
    fn findings_that_differ_in_place_or_subject_are_different_ones() {
        let coerced = || Finding::new(Code::ValueCoerced, "80 was read as 80 %.");
        let at = |cell| coerced().at(Place::cell("a.xlsx", "Risks", crate::model::place::At::new(cell, 0)));
        let names = [
            finding_key(&coerced()),
            finding_key(&coerced().record(Some("R-001"))),
            finding_key(&coerced().record(Some("R-002"))),
            finding_key(&coerced().field("R-001")),
            finding_key(&at(4)),
            finding_key(&at(5)),
            finding_key(&coerced().at(Place::file("b.xlsx"))),
        ];
        let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
    }
}
