//! When two cells of delimited text hold the same value, told without making values of them.

use super::cell_values::{is_number, value_of};
use crate::model::grid::Raw;
use crate::model::typed::visible;
use crate::model::value::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A hash that is equal for cells of equal values. Others may share it, so that it only says where to look.
pub(super) fn hash_of_values<'t>(cells: impl Iterator<Item = Cow<'t, str>>) -> u64 {
    cells.fold(0, |hash, cell| {
        let text = canonical(&cell);
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let hash = words.iter().fold(hash, |hash, word| mixed(hash, u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        // The length tells where one cell ends and the next begins.
        mixed(mixed(hash, u64::from_le_bytes(last)), text.len() as u64)
    })
}

/// Folds the product of two numbers, so that each bit depends on all bits of both.
fn mixed(hash: u64, word: u64) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let product = u128::from(hash ^ ODD).wrapping_mul(u128::from(word ^ ODD.rotate_left(32)));
    let [low, high] = [product, product >> 64].map(|half| half as u64);
    (low ^ high).wrapping_add(ODD)
}

/// The order of the values of two cells; equal for equal values.
pub(super) fn compare_values(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    let value = |text: &str| if text.is_empty() { Value::Empty } else { value_of(&Raw::Text(text.to_owned())) };
    value(one).cmp(&value(other))
}

/// One text for all texts of one value. What is no number, day or time is compared without the blanks around it.
fn canonical(cell: &str) -> Cow<'_, str> {
    if let Cow::Owned(seen) = visible(cell) {
        return Cow::Owned(canonical(&seen).into_owned());
    }
    let bare = cell.trim();
    if !bare.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return Cow::Borrowed(bare);
    }
    if is_number(bare) {
        let short = if bare.contains('.') { bare.trim_end_matches('0').trim_end_matches('.') } else { bare };
        return Cow::Borrowed(if short == "-0" { "0" } else { short });
    }
    // A day is written in one way only; what else reads as one, or as a number or a time, says which.
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let is_odd_day = bare.len() == 10 && bare.as_bytes().get(4) == Some(&b'-') && digits < 8;
    let is_odd_number = bare.ends_with('%') || bare.contains([':', 'E']) || digits > 14;
    if !is_odd_day && !is_odd_number {
        return Cow::Borrowed(bare);
    }
    Cow::Owned(match value_of(&Raw::Text(bare.to_owned())) {
        Value::Number(n) => n.normalize().to_string(),
        value => value.to_string(),
    })
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
        let parts = prop::sample::select(vec![
            "0",
            "1",
            "-",
            ".",
            "00",
            "20",
            "2026-11-22",
            "2026-",
            "W47-7",
            " ",
            "x",
            "TRUE",
            "é",
            "%",
            ":",
            "E+20",
            "9999999999999999",
            "\u{ad}",
        ]);
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
        for (one, other) in [
            (&["a", "b"][..], &["ab", ""][..]),
            (&["007"], &["7"]),
            (&["x"], &["X"]),
            (&["1", "2"], &["2", "1"]),
            (&["a", ""], &["", "a"]),
            (&["12345678"], &["12345678", ""]),
        ] {
            assert_ne!(hash(one), hash(other), "{one:?} {other:?}");
        }
    }
}
