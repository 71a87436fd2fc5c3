//! When two cells of delimited text hold the same value, told without making values of them.

use super::table::value_of;
use crate::model::grid::Raw;
use crate::model::value::Value;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

/// A hash that is equal for cells of equal values. Others may share it, so that it only says where to look.
pub(super) fn hash_of_values<'t>(cells: impl Iterator<Item = Cow<'t, str>>) -> u64 {
    let mut hash = DefaultHasher::new();
    for cell in cells {
        hash.write(canonical(&cell).as_bytes());
        hash.write_u8(0xFF);
    }
    hash.finish()
}

/// The order of the values of two cells; equal for equal values.
pub(super) fn compare_values(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    let value = |text: &str| if text.is_empty() { Value::Empty } else { value_of(&Raw::Text(text.to_owned())) };
    value(one).cmp(&value(other))
}

/// One text for all texts of one value. What is no number is compared without the blanks around it.
fn canonical(cell: &str) -> Cow<'_, str> {
    let bare = cell.trim();
    match bare.as_bytes() {
        [b'-' | b'0'..=b'9', ..] => canonical_number(bare),
        _ => Cow::Borrowed(bare),
    }
}

fn canonical_number(bare: &str) -> Cow<'_, str> {
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits == bare.len() && !bare.starts_with('0');
    // A day in the one way in which days are written.
    let day = digits == 8 && matches!(bare.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _]);
    if plain || day { Cow::Borrowed(bare) } else { Cow::Owned(value_of(&Raw::Text(bare.to_owned())).to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(cells: &[&str]) -> u64 {
        hash_of_values(cells.iter().map(|c| Cow::Borrowed(*c)))
    }

    #[test]
    fn equal_values_have_one_hash_however_they_are_written() {
        let parts = prop::sample::select(vec!["0", "1", "-", ".", "00", "20", "2026-11-22", " ", "x", "TRUE", "é"]);
        let texts = prop::collection::vec(parts, 0..4).prop_map(|parts| parts.concat());
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(5000));
        let ran = runner.run(&(texts.clone(), texts), |(one, other)| {
            let same = value_of(&Raw::Text(one.clone())) == value_of(&Raw::Text(other.clone()));
            prop_assert_eq!(compare_values(&one, &other) == Ordering::Equal, same);
            prop_assert!(!same || hash(&[&one]) == hash(&[&other]));
            Ok(())
        });
        ran.unwrap();
        for (one, other) in
            [("2", "2.0"), ("2.50", " 2.5"), ("-0", "0"), ("0", "0.00"), (" x", "x "), ("", "  "), ("-1.0", "-1")]
        {
            assert_eq!(hash(&[one]), hash(&[other]), "{one:?} {other:?}");
        }
    }

    #[test]
    fn other_values_have_other_hashes() {
        for (one, other) in
            [(&["a", "b"][..], &["ab", ""][..]), (&["007"], &["7"]), (&["x"], &["X"]), (&["1", "2"], &["2", "1"])]
        {
            assert_ne!(hash(one), hash(other), "{one:?} {other:?}");
        }
    }
}
