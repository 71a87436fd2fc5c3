//! Ways in which programs write a whole column of TRUE and FALSE.

/// How TRUE and FALSE are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TruthStyle {
    /// As Excel's files hold them.
    Upper,
    /// `true`, `Wahr`: in another case or in one of Excel's languages.
    Word,
    /// `1` and `0`.
    Digit,
    /// `t` and `f`, as databases write them.
    Letter,
    /// `Yes` and `No`.
    YesNo,
}

/// The words for yes and no of Excel's languages.
const WORDS: [(&str, bool); 10] = [
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

impl TruthStyle {
    pub(super) const ALL: [Self; 5] = [Self::Upper, Self::Word, Self::Digit, Self::Letter, Self::YesNo];

    /// What a text says in this way of writing.
    pub(super) fn truth_in(self, text: &str) -> Option<bool> {
        let is_one_of = |yes: &str, no: &str| {
            let is = |word: &str| word.eq_ignore_ascii_case(text);
            if is(yes) { Some(true) } else { is(no).then_some(false) }
        };
        match self {
            Self::Upper => matches!(text, "TRUE" | "FALSE").then_some(text == "TRUE"),
            Self::Word => WORDS
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(text))
                .filter(|_| Self::Upper.truth_in(text).is_none())
                .map(|(_, yes)| *yes),
            Self::Digit => is_one_of("1", "0"),
            Self::Letter => is_one_of("t", "f"),
            Self::YesNo => is_one_of("yes", "no"),
        }
    }

    /// TRUE or FALSE in this way of writing; none where it has several.
    pub(super) fn write(self, yes: bool) -> Option<&'static str> {
        let pick = |words: [&'static str; 2]| Some(if yes { words[0] } else { words[1] });
        match self {
            Self::Upper => pick(["TRUE", "FALSE"]),
            Self::Digit => pick(["1", "0"]),
            Self::Word | Self::Letter | Self::YesNo => None,
        }
    }
}

/// What a text says in any of these ways.
pub(super) fn truth_in(text: &str) -> Option<bool> {
    TruthStyle::ALL.iter().find_map(|style| style.truth_in(text))
}

/// Whether it says TRUE or FALSE as many columns hold it that no program wrote.
pub(super) fn is_plain_truth(text: &str) -> bool {
    TruthStyle::Upper.truth_in(text).is_some() || TruthStyle::Digit.truth_in(text).is_some()
}
