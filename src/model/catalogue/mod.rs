//! What every code of a finding means, by area. Messages carry the values; the catalogue says what a code means and what
//! to do about it. `prekick explain CODE` prints an entry. [`Code`](crate::model::code::Code) ties codes to entries.

pub(super) mod answers;
pub(super) mod approvals;
pub(super) mod exports;
pub(super) mod files;
pub(super) mod layout;
pub(super) mod rows;
pub(super) mod settings;
pub(super) mod values;

use crate::model::severity::Severity;

/// What one code means.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// Whether it waits for a person's decision.
    pub asks: bool,
    /// What is the case: half a line, without a full stop.
    pub title: &'static str,
    /// Why it matters and how it comes about, in two to four sentences.
    pub why: &'static str,
    /// What to do, in the one sentence that stands under the message.
    pub remedy: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;

    fn entries() -> impl Iterator<Item = (&'static Code, &'static Entry)> {
        Code::ALL.iter().filter_map(|code| Some((code, code.entry()?)))
    }

    /// Every code that the design names, by area.
    const DESIGNED: [(&str, &str); 11] = [
        ("column", "missing unknown renamed ambiguous"),
        ("comment", "cell"),
        ("conflict", "field removed-and-edited"),
        ("decision", "stale invalid"),
        ("edit", "not-owner"),
        ("export", "rejected picklist injection nothing"),
        (
            "file",
            "unreadable encrypted too-large unknown-format no-base foreign none order replaced second-master \
             memory-lost altered not-carried",
        ),
        ("reference", "unknown ambiguous"),
        ("row", "duplicate-id duplicate-key key-mismatch possible-duplicate shuffled removed outside-table struck-out"),
        ("sheet", "missing renamed no-header"),
        ("value", "type choice required range format coerced formula-error truncated"),
    ];

    #[test]
    fn every_code_of_the_design_can_be_explained() {
        for (area, codes) in DESIGNED {
            for what in codes.split_whitespace() {
                let code = format!("{area}/{what}");
                assert!(Code::known(&code).is_some(), "{code} is missing");
            }
        }
    }

    #[test]
    fn entries_are_sentences_for_people() {
        for (code, e) in entries() {
            let sentences = e.why.matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences), "{code}: {sentences} sentences");
            assert!(e.why.ends_with('.') && e.remedy.ends_with('.'), "{code}: no full stop");
            assert!(!e.remedy.contains(". "), "{code}: the remedy is one sentence");
            assert!(!e.title.ends_with('.') && e.title.chars().count() <= 72, "{code}: {}", e.title);
            let all = [e.title, e.why, e.remedy].concat();
            assert!(!all.contains("  ") && !all.contains('\n'), "{code}: broken line");
        }
    }

    #[test]
    fn what_asks_is_never_just_information() {
        for (code, e) in entries().filter(|(_, e)| e.asks) {
            assert_ne!(e.severity, Severity::Info, "{code}");
        }
    }

    #[test]
    fn severity_and_question_are_those_of_the_design() {
        use Severity::{Error, Info, Warning};
        for (code, severity, asks) in [
            (Code::ColumnMissing, Warning, false),
            (Code::ColumnUnknown, Warning, false),
            (Code::CommentCell, Info, false),
            (Code::ConflictField, Error, true),
            (Code::ConflictRemovedAndEdited, Error, true),
            (Code::EditNotOwner, Warning, true),
            (Code::FileForeign, Error, false),
            (Code::FileMemoryLost, Error, false),
            (Code::FileNoBase, Warning, false),
            (Code::FileNone, Info, false),
            (Code::FileOrder, Warning, true),
            (Code::FileReplaced, Info, false),
            (Code::FileSecondMaster, Error, false),
            (Code::RowOutsideTable, Warning, false),
            (Code::RowRemoved, Warning, true),
            (Code::RowShuffled, Warning, false),
            (Code::RowStruckOut, Warning, true),
            (Code::ValueChoice, Error, true),
            (Code::ValueCoerced, Info, false),
            (Code::ValueFormat, Error, true),
            (Code::ValueFormulaError, Error, true),
            (Code::ValueRange, Error, true),
            (Code::ValueRequired, Error, true),
            (Code::ValueType, Error, true),
        ] {
            let e = code.entry().unwrap();
            assert_eq!((e.severity, e.asks), (severity, asks), "{code}");
        }
    }
}
