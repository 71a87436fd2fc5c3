//! Words in a scale of numbers: High, M, `1 - Low`, `4 (Likely)`. A number for each is proposed, and a person decides once.

use crate::model::template::Column;
use crate::steps::values::usual_number;
use rust_decimal::Decimal;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Kind;

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
