//! What of a typed text counts: which characters can't be seen, and which are one character in another width.
//!
//! Nothing here takes a character for another that means something else: a superscript is no digit, a letter in a circle is
//! no letter. Unicode's compatibility folding does so, and serves only to find names and titles again.

use super::text::{fold_ascii, fold_blanks};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The form in which typed values are compared with what a column takes: case and blanks folded, full-width characters
/// as those of usual width, without what can't be seen.
pub fn fold_typed(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let usual: String = visible(text).chars().flat_map(usual_width).nfc().collect();
    let folded: String = caseless::default_case_fold_str(&usual).nfc().collect();
    fold_blanks(&folded)
}

/// The text without characters that can't be seen: soft hyphens, zero-width characters, marks of direction.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect())
}

/// What of a text makes a difference: all that can be seen, without blanks at its ends.
pub fn significant(text: &str) -> Cow<'_, str> {
    let ends_in_blanks = text.starts_with(is_no_plain_sign) || text.ends_with(is_no_plain_sign);
    if !ends_in_blanks && text.is_ascii() {
        return Cow::Borrowed(text);
    }
    match visible(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn is_no_plain_sign(c: char) -> bool {
    !c.is_ascii_graphic()
}

/// Whether there is nothing to see in a text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}'
    )
}

/// A full-width or half-width character in its usual width, as Japanese keyboards give both.
fn usual_width(c: char) -> Usual {
    if ('\u{ff01}'..='\u{ffee}').contains(&c) { Usual::Other(std::iter::once(c).nfkc()) } else { Usual::Same(Some(c)) }
}

/// The characters that one stands for.
enum Usual {
    Same(Option<char>),
    Other(unicode_normalization::Recompositions<std::iter::Once<char>>),
}

impl Iterator for Usual {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Same(c) => c.take(),
            Self::Other(chars) => chars.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_texts_are_compared_without_case_width_blanks_and_what_cannot_be_seen() {
        for (a, b) in [
            ("Straße", "STRASSE"),
            ("  In \u{a0}Progress\n", "in progress"),
            ("ＡＷＳ　４０％", "aws 40%"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
            ("e\u{301}te\u{301}", "été"),
            ("High\u{200b}", "high"),
            ("✔\u{fe0f}", "✔"),
        ] {
            assert_eq!(fold_typed(a), fold_typed(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_character_that_means_something_else_stays_what_it_is() {
        for (a, b) in
            [("40¹", "401"), ("①", "1"), ("½", "1⁄2"), ("Ⓡ", "r"), ("ᴿ", "r"), ("𝟒", "4"), ("〇", "○"), ("㎏", "kg")]
        {
            assert_ne!(fold_typed(a), fold_typed(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_makes_no_difference() {
        for (typed, counts) in [
            ("cut\u{ad}over", "cutover"),
            (" \u{feff}a b\u{200b} ", "a b"),
            ("\u{202a}a@b.example\u{202c}", "a@b.example"),
            (" a ", "a"),
            ("ä", "ä"),
        ] {
            assert_eq!(significant(typed), counts);
        }
        assert!(is_blank("\u{200b} \u{ad}\n") && is_blank("") && !is_blank("\u{200b}0"));
    }
}
