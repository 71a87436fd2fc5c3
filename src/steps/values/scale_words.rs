//! Words that people use where a scale has numbers: High, M, `1 - Low`.

use crate::model::template::{Column, Kind};
use crate::model::typed::fold_typed;
use rust_decimal::Decimal;

/// The usual numbers of words, from 1 to 5.
const USUAL: [(&str, u32); 44] = [
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
    ("hoch", 4),
    ("mittel", 3),
    ("niedrig", 2),
    ("gering", 2),
    ("élevé", 4),
    ("moyen", 3),
    ("faible", 2),
    ("alto", 4),
    ("medio", 3),
    ("bajo", 2),
    ("高", 4),
    ("中", 3),
    ("低", 2),
];

/// Whether a column is a scale of a few numbers.
pub fn is_scale(column: &Column) -> bool {
    let (Some(min), Some(max)) = (column.min, column.max) else { return false };
    column.kind == Kind::Integer && min >= Decimal::ZERO && max <= Decimal::TEN && max - min >= Decimal::TWO
}

/// The number from 1 to 5 that a word usually stands for, whatever signs and digits stand beside it.
pub fn usual_number(word: &str) -> Option<u32> {
    let letters = |c: char| if c.is_alphabetic() { c } else { ' ' };
    let bare = fold_typed(&word.chars().map(letters).collect::<String>());
    USUAL.iter().find(|(w, _)| *w == bare).map(|(_, n)| *n)
}

/// The number of a word on the scale of a column: the usual one from 1 to 5; of three numbers low, medium and high.
pub(super) fn number_on_scale(word: &str, column: &Column) -> Option<Decimal> {
    let (min, max) = (column.min?, column.max?);
    let usual = Decimal::from(usual_number(word).filter(|_| is_scale(column))?);
    let first = if max - min == Decimal::TWO { Decimal::TWO } else { Decimal::ONE };
    (usual - first).checked_add(min).filter(|n| *n >= min && *n <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_numbers_on_scales_of_three_and_five() {
        let scale = |min: i64, max: i64| Column {
            min: Some(Decimal::from(min)),
            max: Some(Decimal::from(max)),
            ..Column::new("impact", "Impact", Kind::Integer)
        };
        for (word, min, max, number) in [
            ("High", 1, 5, Some(4)),
            ("h", 1, 5, Some(4)),
            ("4 (High)", 1, 5, Some(4)),
            ("mittel", 1, 5, Some(3)),
            ("High", 1, 3, Some(3)),
            ("Low", 1, 3, Some(1)),
            ("Very high", 1, 3, None),
            ("High", 0, 4, Some(3)),
            ("High", 0, 100, None),
            ("whatever", 1, 5, None),
        ] {
            assert_eq!(
                number_on_scale(word, &scale(min, max)),
                number.map(Decimal::from),
                "{word} from {min} to {max}"
            );
        }
    }
}
