//! Titles as people write them, in one form: `RiskID`, `risk_id`, `Risk #` and `Risk ID (unique)` are `risk id`.

use crate::model::text::fold;

/// Words for a number that names a record, where they stand last in a title.
const NUMBERS: [&str; 17] = [
    "#",
    "no",
    "nr",
    "num",
    "number",
    "ref",
    "reference",
    "№",
    "n°",
    "nº",
    "no°",
    "n.º",
    "id",
    "ids",
    "identifier",
    "nummer",
    "numero",
];
/// What may stand before such a word and belongs to it: `Lfd. Nr.`, `Ref. No.`.
const BEFORE_NUMBERS: [&str; 6] = ["lfd", "ref", "serial", "sr", "s", "item"];

/// The title in its plain form: words in small letters with single blanks, without what stands in brackets, without marks,
/// and `id` for whatever numbers a record.
pub(super) fn plain_title(title: &str) -> String {
    let spaced = fold(&with_blanks(&without_brackets(title)));
    let mut words: Vec<&str> = spaced.split(' ').map(trimmed).filter(|w| !w.is_empty()).collect();
    let count = words.len();
    if words.last().is_some_and(|w| is_number_word(w)) {
        words.pop();
        if words.len() < count && words.last().is_some_and(|w| BEFORE_NUMBERS.contains(w) || is_number_word(w)) {
            words.pop();
        }
        words.push("id");
    }
    words.join(" ")
}

fn is_number_word(word: &str) -> bool {
    NUMBERS.contains(&word)
}

/// A word without marks at its ends; a number sign is a word of its own.
fn trimmed(word: &str) -> &str {
    if word == "#" { word } else { word.trim_matches(|c: char| "*†!?:.,;#\"'“”‘’".contains(c)) }
}

/// What is left of a title without parts in brackets, unless nothing is.
fn without_brackets(title: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            '(' | '[' | '{' | '（' | '［' => depth += 1,
            ')' | ']' | '}' | '）' | '］' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.chars().any(|c| c.is_alphanumeric() || c == '#') { out } else { title.to_owned() }
}

/// Blanks in place of underscores, and before a capital that begins a word: `DateRaised`, `IDNumber`, `risk_id`.
fn with_blanks(title: &str) -> String {
    let chars: Vec<char> = title.chars().collect();
    let mut out = String::with_capacity(title.len() + 8);
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|p| chars.get(p));
        let after = chars.get(i + 1);
        let after_small = before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit());
        let after_capitals = before.is_some_and(|b| b.is_uppercase()) && after.is_some_and(|a| a.is_lowercase());
        if c.is_uppercase() && (after_small || (after_capitals && !is_plural(&chars, i))) {
            out.push(' ');
        }
        // A number sign stands for a word of its own.
        if *c == '#' {
            out.push_str(" # ");
        } else {
            out.push(if matches!(c, '_' | '\u{a0}') { ' ' } else { *c });
        }
    }
    out
}

/// Whether a capital is the last of an acronym in the plural, as in `IDs`.
fn is_plural(chars: &[char], capital: usize) -> bool {
    chars.get(capital + 1) == Some(&'s') && chars.get(capital + 2).is_none_or(|c| !c.is_alphabetic())
}

/// The title without the word for the record that it begins with, as `owner` for `risk owner`; `None` where it does not
/// begin so, or is that word alone.
pub(super) fn without_noun<'t>(plain: &'t str, nouns: &[String]) -> Option<&'t str> {
    nouns.iter().find_map(|noun| {
        let rest = plain.strip_prefix(noun.as_str())?;
        let rest = rest.strip_prefix("'s").or_else(|| rest.strip_prefix('s')).unwrap_or(rest);
        rest.strip_prefix(' ').filter(|r| !r.is_empty())
    })
}

/// The titles that one title offers for choice, as `deliverable` and `activity` for `deliverable / activity`; none where it
/// is a single one.
pub(super) fn alternatives(title: &str) -> Vec<String> {
    let folded = fold(&without_brackets(title)).replace(" or ", "/").replace(" oder ", "/").replace(" ou ", "/");
    let parts: Vec<String> = folded.split(['/', '|']).map(plain_title).filter(|p| !p.is_empty()).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_same_however_they_are_written() {
        for (title, plain) in [
            ("RiskID", "risk id"),
            ("risk_id", "risk id"),
            ("Risk #", "risk id"),
            ("Risk#", "risk id"),
            ("Risk No.", "risk id"),
            ("Risk ID (unique)", "risk id"),
            ("Lfd. Nr.", "id"),
            ("Ref No", "id"),
            ("Ref.", "id"),
            ("#", "id"),
            ("IDs", "id"),
            ("Issue number", "issue id"),
            ("DateRaised", "date raised"),
            ("Date\nraised *", "date raised"),
            ("Probability (H/M/L)", "probability"),
            ("Impact [1-5]:", "impact"),
            ("P×I", "p×i"),
            ("(P)", "(p)"),
            ("E-mail", "e-mail"),
            ("Reference to contract", "reference to contract"),
            ("Phone number", "phone id"),
        ] {
            assert_eq!(plain_title(title), plain, "{title}");
        }
    }

    #[test]
    fn the_word_for_the_record_may_stand_before_a_title() {
        let nouns = ["risk".to_owned(), "team member".to_owned()];
        for (title, rest) in [
            ("risk owner", Some("owner")),
            ("risk's owner", Some("owner")),
            ("risks owner", Some("owner")),
            ("team member name", Some("name")),
            ("risk", None),
            ("risky owner", None),
            ("owner", None),
        ] {
            assert_eq!(without_noun(title, &nouns), rest, "{title}");
        }
    }

    #[test]
    fn a_title_may_offer_several() {
        assert_eq!(alternatives("Deliverable / activity"), ["deliverable", "activity"]);
        assert_eq!(alternatives("Task or Milestone"), ["task", "milestone"]);
        assert_eq!(alternatives("Owner"), [""; 0]);
        assert_eq!(alternatives("Encryption (Y/N)"), [""; 0]);
    }
}
