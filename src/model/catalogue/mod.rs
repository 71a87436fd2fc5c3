//! The catalogue of everything the program can say about data: one entry per code. Messages carry the values; the
//! catalogue says what a code means and what to do. `prekick explain CODE` prints an entry.

mod answers;
mod approvals;
mod exports;
mod files;
mod layout;
mod rows;
mod values;

use crate::model::severity::Severity;
use crate::model::text::fold;

/// What one code means.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `area/what`; stable, never reused.
    pub code: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// Does it wait for a person's decision?
    pub asks: bool,
    /// What is the case, in half a line.
    pub title: &'static str,
    /// Why it matters and how it comes about, in a few sentences.
    pub why: &'static str,
    /// What to do, in a sentence that stands under the message.
    pub remedy: &'static str,
}

/// The entry of a code. Codes of rules (`rule/…`) are the templates' and are not here.
pub fn entry(code: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.code == code)
}

/// Up to three codes that someone who typed `code` may have meant, the likeliest first.
pub fn nearest_codes(code: &str) -> Vec<&'static str> {
    nearest_of(code, ENTRIES.iter().map(|e| e.code))
}

/// Up to three of `codes` that someone who typed `code` may have meant, the likeliest first.
pub fn nearest_of<'a>(code: &str, codes: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let code = fold(code);
    let mut scored: Vec<(f64, &str)> = codes.into_iter().map(|c| (likeness(&code, c), c)).collect();
    scored.retain(|(score, _)| *score >= 0.5);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.truncate(3);
    scored.into_iter().map(|(_, c)| c).collect()
}

/// How well a typed code fits a code: as a whole, or as one of its two halves.
fn likeness(typed: &str, code: &str) -> f64 {
    let near = strsim::normalized_damerau_levenshtein;
    let (area, what) = code.split_once('/').unwrap_or((code, ""));
    let half = near(typed, area).max(near(typed, what)) * 0.9;
    near(typed, code).max(half)
}

/// All entries, in alphabetical order of their codes.
pub const ENTRIES: &[Entry] = &joined();

const AREAS: [&[Entry]; 12] = [
    approvals::APPROVAL,
    layout::COLUMN,
    rows::COMMENT,
    answers::CONFLICT,
    answers::DECISION,
    answers::EDIT,
    exports::EXPORT,
    files::FILE,
    values::REFERENCE,
    rows::ROW,
    layout::SHEET,
    values::VALUE,
];

const COUNT: usize = {
    let (mut count, mut area) = (0, 0);
    while area < AREAS.len() {
        count += AREAS[area].len();
        area += 1;
    }
    count
};

/// The areas one after the other, put together by the compiler.
const fn joined() -> [Entry; COUNT] {
    let mut all = [AREAS[0][0]; COUNT];
    let (mut at, mut area) = (0, 0);
    while area < AREAS.len() {
        let mut i = 0;
        while i < AREAS[area].len() {
            all[at] = AREAS[area][i];
            at += 1;
            i += 1;
        }
        area += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

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
                assert!(entry(&code).is_some(), "{code} is missing");
            }
        }
    }

    #[test]
    fn codes_are_sorted_and_each_stands_once() {
        for pair in ENTRIES.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
        }
    }

    #[test]
    fn entries_are_sentences_for_people() {
        for e in ENTRIES {
            let sentences = e.why.matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences), "{}: {sentences} sentences", e.code);
            assert!(e.why.ends_with('.') && e.remedy.ends_with('.'), "{}: no full stop", e.code);
            assert!(!e.remedy.contains(". "), "{}: the remedy is one sentence", e.code);
            assert!(!e.title.ends_with('.') && e.title.chars().count() <= 72, "{}: {}", e.code, e.title);
            let all = [e.title, e.why, e.remedy].concat();
            assert!(!all.contains("  ") && !all.contains('\n'), "{}: broken line", e.code);
        }
    }

    #[test]
    fn what_asks_is_never_just_information() {
        for e in ENTRIES.iter().filter(|e| e.asks) {
            assert_ne!(e.severity, Severity::Info, "{}", e.code);
        }
    }

    #[test]
    fn severity_and_question_are_those_of_the_design() {
        use Severity::{Error, Info, Warning};
        for (code, severity, asks) in [
            ("column/missing", Warning, false),
            ("column/unknown", Warning, false),
            ("comment/cell", Info, false),
            ("conflict/field", Error, true),
            ("conflict/removed-and-edited", Error, true),
            ("edit/not-owner", Warning, true),
            ("file/foreign", Error, false),
            ("file/memory-lost", Error, false),
            ("file/no-base", Warning, false),
            ("file/none", Info, false),
            ("file/order", Warning, true),
            ("file/replaced", Info, false),
            ("file/second-master", Error, false),
            ("row/outside-table", Warning, false),
            ("row/removed", Warning, true),
            ("row/shuffled", Warning, false),
            ("row/struck-out", Warning, true),
            ("value/choice", Error, true),
            ("value/coerced", Info, false),
            ("value/format", Error, true),
            ("value/formula-error", Error, true),
            ("value/range", Error, true),
            ("value/required", Error, true),
            ("value/type", Error, true),
        ] {
            let e = entry(code).unwrap();
            assert_eq!((e.severity, e.asks), (severity, asks), "{code}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_code() {
        for (typed, meant) in [
            ("confilct/field", "conflict/field"),
            ("Row/Shufled", "row/shuffled"),
            ("not-owner", "edit/not-owner"),
            ("encrypted", "file/encrypted"),
            ("value-type", "value/type"),
        ] {
            let near = nearest_codes(typed);
            assert_eq!(near.first(), Some(&meant), "{typed}");
            assert!(near.len() <= 3);
        }
        assert_eq!(nearest_codes("decision"), ["decision/answer-late", "decision/answer-unclear", "decision/answered"]);
        assert!(nearest_codes("qqqq").is_empty());
    }
}
