//! TRUE and FALSE, as programs write them.

/// The words for yes and no of Excel's languages.
const TRUTH: [(&str, bool); 10] = [
    ("true", true),
    ("false", false),
    ("wahr", true),
    ("falsch", false),
    ("vrai", true),
    ("faux", false),
    ("verdadero", true),
    ("falso", false),
    ("vero", true),
    ("waar", true),
];

/// What a word of any of these languages says.
pub(super) fn truth_in(text: &str) -> Option<bool> {
    TRUTH.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)).map(|(_, yes)| *yes)
}

/// Whether it is written as Excel's files hold it.
pub(super) fn is_upper_truth(text: &str) -> bool {
    matches!(text, "TRUE" | "FALSE")
}
