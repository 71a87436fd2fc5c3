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

/// `Ada Park` for `@Ada Park`, as people write whom they address.
pub(super) fn without_at_sign(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix(['@', '＠']).map_or(typed, str::trim)
}

/// Whether this is how the one who types it is called, in the languages of prekick.
pub fn is_sender_word(typed: &str) -> bool {
    ["me", "i", "myself", "ich", "moi", "yo", "私"].contains(&fold_typed(without_at_sign(typed)).as_str())
}
