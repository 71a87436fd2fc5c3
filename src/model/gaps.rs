//! What is still to be filled in: cells of the master that are empty and should not be, counted by column.

use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::shown_names::ShownNames;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The cells of a column that are empty and should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnGaps {
    /// Key of the workbook.
    pub workbook: String,
    /// Title of the sheet.
    pub sheet: String,
    /// Key of the column.
    pub field: FieldKey,
    /// How many there are.
    pub count: usize,
}

/// Makes gaps in the master as severe as the stage of the engagement says. Where that is not at all they are taken out, and
/// counted by column: each cell once, whatever rules say of it. What the settings say of a code wins.
pub fn settle_gaps(findings: &mut Vec<Finding>, engagement: &Engagement) -> Vec<ColumnGaps> {
    let mut cells: IndexMap<(String, String, FieldKey), BTreeSet<Option<String>>> = IndexMap::new();
    let severity = engagement.stage.severity_of_gaps();
    findings.retain_mut(|finding| {
        let (true, Some(field)) = (is_gap(finding), &finding.field) else { return true };
        if engagement.rules.contains_key(finding.code.as_str()) {
            return true;
        }
        if let Some(severity) = severity {
            // A rule has a severity of its own.
            if finding.code == Code::ValueRequired {
                finding.severity = severity;
            }
            return true;
        }
        let [workbook, sheet] = [&finding.workbook, &finding.sheet].map(|name| name.clone().unwrap_or_default());
        let cell = finding.place.as_ref().and_then(|place| place.cell.as_ref()).map(ToString::to_string);
        cells.entry((workbook, sheet, field.clone())).or_default().insert(cell);
        false
    });
    let one =
        |((workbook, sheet, field), cells): (_, BTreeSet<_>)| ColumnGaps { workbook, sheet, field, count: cells.len() };
    cells.into_iter().map(one).collect()
}

/// `28 in Timeline (Owner, Start), 3 in Risks (Impact)`; nothing where there are none.
pub fn gaps_words(gaps: &[ColumnGaps], names: &ShownNames) -> String {
    let mut by_sheet: IndexMap<&str, (usize, Vec<&str>)> = IndexMap::new();
    for gap in gaps {
        let (count, titles) = by_sheet.entry(&gap.sheet).or_default();
        *count += gap.count;
        titles.push(names.column(&gap.sheet, gap.field.as_str()));
    }
    let sheet =
        |(sheet, (count, titles)): (&str, (usize, Vec<&str>))| format!("{count} in {sheet} ({})", titles.join(", "));
    by_sheet.into_iter().map(sheet).collect::<Vec<_>>().join(", ")
}

/// Whether it is about a cell of the master that is still empty. That a copy emptied one is a question.
pub fn is_gap(finding: &Finding) -> bool {
    finding.is_gap && finding.question.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::RuleCode;
    use crate::model::engagement::Strictness;
    use crate::model::finding::Question;
    use crate::model::place::Place;
    use crate::model::severity::Severity;
    use crate::model::stage::Stage;

    fn gap(record: &str, field: &str) -> Finding {
        let cell = Place { cell: Some(record.into()), ..Place::sheet("master.xlsx", "Risks") };
        let finding = Finding::new(Code::ValueRequired, "Empty.").record(Some(record)).field(field).at(cell);
        Finding { workbook: Some("raid".into()), is_gap: true, ..finding }
    }

    fn of_rule(record: &str, field: &str) -> Finding {
        let code = Code::Rule(RuleCode::new("raid", "owner"));
        Finding { code, severity: Severity::Info, ..gap(record, field) }
    }

    fn findings() -> Vec<Finding> {
        let asked = Finding { question: Some(Question::default()), ..gap("R-003", "owner") };
        vec![gap("R-001", "owner"), gap("R-001", "impact"), gap("R-002", "owner"), of_rule("R-001", "owner"), asked]
    }

    fn engagement(stage: Stage) -> Engagement {
        let text = "id = \"acme-1\"\nname = \"Move\"\ncustomer = \"Acme\"\n";
        Engagement { stage, ..toml::from_str(text).unwrap() }
    }

    #[test]
    fn gaps_of_a_draft_are_counted_by_column_and_questions_stay() {
        let mut left = findings();
        let counted = settle_gaps(&mut left, &engagement(Stage::Draft));
        let counts: Vec<(&str, usize)> = counted.iter().map(|g| (g.field.as_str(), g.count)).collect();
        assert_eq!(counts, [("owner", 2), ("impact", 1)]);
        assert_eq!(left, [findings().pop().unwrap()]);
    }

    #[test]
    fn later_they_are_findings_as_severe_as_the_stage_says() {
        for (stage, severity) in [(Stage::Review, Severity::Warning), (Stage::Baseline, Severity::Error)] {
            let mut left = findings();
            assert_eq!(settle_gaps(&mut left, &engagement(stage)), []);
            let severities: Vec<Severity> = left.iter().map(|f| f.severity).collect();
            assert_eq!(severities, [severity, severity, severity, Severity::Info, Severity::Error], "{stage:?}");
        }
    }

    #[test]
    fn what_the_settings_say_of_the_code_wins() {
        let mut draft = engagement(Stage::Draft);
        draft.rules.insert("value/required".into(), Strictness::Warning);
        let mut left = findings();
        assert_eq!(settle_gaps(&mut left, &draft).len(), 1, "the rule is still silent");
        assert_eq!(left.len(), 4);
    }
}
