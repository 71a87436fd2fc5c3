//! The ways in which a person is written that are certain.

use crate::model::typed::fold_typed;

/// A name and the address beside it: `Ada Park <ada@acme.example>`, `Ada Park (ada@acme.example)`.
pub(super) fn name_and_address(typed: &str) -> Option<(&str, &str)> {
    let open = typed.find(['<', '(', '['])?;
    let (name, address) = typed.split_at_checked(open)?;
    let address = address.trim_matches(['<', '>', '(', ')', '[', ']', ' ']);
    let name = name.trim().trim_matches(['"', '\'']);
    (address.contains('@') && !name.is_empty()).then_some((name, address))
}

/// `Ada Park` for `Park, Ada`.
pub(super) fn swapped_name(name: &str) -> Option<String> {
    let (last, first) = name.split_once([',', '，', '、'])?;
    let is_name = |part: &str| !part.trim().is_empty() && !part.contains([',', '，', '、', ';']);
    (is_name(last) && is_name(first)).then(|| format!("{} {}", first.trim(), last.trim()))
}

/// What stands before a name or behind it and is none.
const TITLES: [&str; 26] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "herr",
    "frau",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "sra",
    "srta",
    "dipl-ing",
    "dhr",
    "mevr",
    "sig",
    "sig.ra",
    "dott",
    "dott.ssa",
    "phd",
    "ph.d",
    "mba",
];

/// `Ada Park` for `Dr. Ada Park`, `Ms Ada Park` and `Park, Dr. Ada`; `None` where there is no title, or nothing else.
pub(super) fn without_titles(name: &str) -> Option<String> {
    let is_title = |word: &&str| TITLES.contains(&fold_typed(word.trim_end_matches(['.', ','])).as_str());
    let words: Vec<&str> = name.split_whitespace().collect();
    let left: Vec<&str> = words.iter().copied().filter(|word| !is_title(word)).collect();
    (left.len() >= 2 && left.len() < words.len()).then(|| left.join(" ").trim_end_matches(',').to_owned())
}

/// `Ada Park` for `@Ada Park`, as people write whom they address.
pub(super) fn without_at_sign(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix(['@', '＠']).map_or(typed, str::trim)
}

/// Whether this is how the one who types it is called, in the languages of prekick.
pub fn is_sender_word(typed: &str) -> bool {
    ["me", "i", "myself", "ich", "moi", "yo", "私"].contains(&fold_typed(without_at_sign(typed)).as_str())
}
