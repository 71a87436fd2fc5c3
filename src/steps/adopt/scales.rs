//! Words in a scale of numbers: High, M, `1 - Low`, `4 (Likely)`. A number for each is proposed, and a person decides once.

use crate::model::template::{Column, Kind};
use crate::model::text::fold;
use rust_decimal::Decimal;

/// The usual numbers of words, from 1 to 5.
const USUAL: [(&str, u32); 31] = [
    ("very low", 1),
    ("vl", 1),
    ("rare", 1),
    ("negligible", 1),
    ("insignificant", 1),
    ("remote", 1),
    ("none", 1),
    ("low", 2),
    ("l", 2),
    ("unlikely", 2),
    ("minor", 2),
    ("medium", 3),
    ("med", 3),
    ("m", 3),
    ("moderate", 3),
    ("possible", 3),
    ("average", 3),
    ("high", 4),
    ("h", 4),
    ("likely", 4),
    ("probable", 4),
    ("major", 4),
    ("significant", 4),
    ("very high", 5),
    ("vh", 5),
    ("critical", 5),
    ("extreme", 5),
    ("severe", 5),
    ("almost certain", 5),
    ("certain", 5),
    ("catastrophic", 5),
];

/// Whether a column is a scale of a few numbers.
pub(super) fn is_scale(column: &Column) -> bool {
    let (Some(min), Some(max)) = (column.min, column.max) else { return false };
    column.kind == Kind::Integer && min >= Decimal::ZERO && max <= Decimal::TEN && max - min >= Decimal::TWO
}

/// The number that each of these words may count as. Where words contain numbers of 4 and more, these are taken.
pub(super) fn suggest_numbers(words: &[String], column: &Column) -> Vec<Option<u32>> {
    let carried: Vec<Option<u32>> = words.iter().map(|w| single_number(w)).collect();
    let trust = carried.iter().flatten().any(|n| *n >= 4);
    let fits = |n: &u32| {
        column.min.is_none_or(|m| Decimal::from(*n) >= m) && column.max.is_none_or(|m| Decimal::from(*n) <= m)
    };
    let one = |(word, carried): (&String, &Option<u32>)| {
        let usual = usual_number(word);
        let first = if trust { carried.or(usual) } else { usual.or(*carried) };
        first.filter(fits)
    };
    words.iter().zip(&carried).map(one).collect()
}

/// The one number in a word such as `4 (Likely)`.
fn single_number(word: &str) -> Option<u32> {
    let mut numbers = word.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let first = numbers.next()?;
    if numbers.next().is_some() { None } else { first.parse().ok() }
}

fn usual_number(word: &str) -> Option<u32> {
    let letters = |c: char| if c.is_alphabetic() { c } else { ' ' };
    let bare = fold(&word.chars().map(letters).collect::<String>());
    USUAL.iter().find(|(w, _)| *w == bare).map(|(_, n)| *n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_scale_have_usual_numbers_and_carried_ones_count_where_they_reach_up() {
        let column = Column {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(5)),
            ..Column::new("impact", "Impact", Kind::Integer)
        };
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            suggest_numbers(&words(&["Low", "M", "High", "Very High"]), &column),
            [Some(2), Some(3), Some(4), Some(5)]
        );
        assert_eq!(
            suggest_numbers(&words(&["1 - Low", "3 - Medium", "5 - High"]), &column),
            [Some(1), Some(3), Some(5)]
        );
        assert_eq!(
            suggest_numbers(&words(&["Low (1)", "High (3)"]), &column),
            [Some(2), Some(4)],
            "three levels are no five"
        );
        assert_eq!(suggest_numbers(&words(&["Purple", "9 (Odd)"]), &column), [None, None]);
    }
}
