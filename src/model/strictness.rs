//! How strict an engagement is with the findings of a code.

use crate::model::code::{Area, Code};
use crate::model::engagement::Strictness;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use indexmap::IndexMap;

/// Whether findings of a code may be left out: none that asks for a decision, tells of a file, or is the only place where what
/// a person typed still stands.
pub fn may_be_off(code: &Code) -> bool {
    let Some(entry) = code.entry() else { return code.area() == Some(Area::Rule) };
    let only_place =
        matches!(code, Code::ColumnUnknown | Code::RowOutsideTable | Code::RowStruckOut | Code::SheetMissing);
    let kept_area =
        matches!(code.area(), Some(Area::File | Area::Comment | Area::Decision | Area::Export | Area::Conflict));
    !entry.asks && !only_place && !kept_area && entry.severity != Severity::Error
}

/// Makes findings as severe as the settings say, by their codes, and leaves out those that are switched off.
pub fn set_strictness(findings: &mut Vec<Finding>, rules: &IndexMap<String, Strictness>) {
    if rules.is_empty() {
        return;
    }
    findings.retain_mut(|finding| {
        let severity = match rules.get(finding.code.as_str()) {
            None => return true,
            Some(Strictness::Off) => return finding.question.is_some() || !may_be_off(&finding.code),
            Some(Strictness::Info) => Severity::Info,
            Some(Strictness::Warning) => Severity::Warning,
            Some(Strictness::Error) => Severity::Error,
        };
        finding.severity = severity;
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Question;

    #[test]
    fn what_is_typed_nowhere_else_is_never_switched_off() {
        for (code, off) in [
            (Code::ValueCoerced, true),
            (Code::ColumnRenamed, true),
            (Code::ValueType, false),
            (Code::ConflictField, false),
            (Code::RowOutsideTable, false),
            (Code::CommentCell, false),
            (Code::ColumnUnknown, false),
            (Code::FileNone, false),
        ] {
            assert_eq!(may_be_off(&code), off, "{code}");
        }
    }

    #[test]
    fn findings_are_as_strict_as_the_settings_say_and_questions_stay() {
        let rules =
            [("value/coerced", Strictness::Off), ("value/required", Strictness::Info), ("value/type", Strictness::Off)];
        let rules = rules.map(|(code, strictness)| (code.to_owned(), strictness)).into_iter().collect();
        let asked = Finding { question: Some(Question::default()), ..Finding::new(Code::ValueType, "No number.") };
        let mut findings = vec![
            Finding::new(Code::ValueCoerced, "80 was read as 80 %."),
            Finding::new(Code::ValueRequired, "Empty."),
            Finding::new(Code::ValueFormat, "No address."),
            asked,
        ];
        set_strictness(&mut findings, &rules);
        let left: Vec<(&str, Severity)> = findings.iter().map(|f| (f.code.as_str(), f.severity)).collect();
        let format = Finding::new(Code::ValueFormat, "").severity;
        let typed = Finding::new(Code::ValueType, "").severity;
        assert_eq!(left, [("value/required", Severity::Info), ("value/format", format), ("value/type", typed)]);
    }
}
