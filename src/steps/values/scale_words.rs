//! Words that people use where a scale has numbers: High, M, `1 - Low`.

use crate::model::template::{Column, Kind};
use crate::model::typed::fold_typed;
use rust_decimal::Decimal;

/// The words of a scale from 1 to 5, in every language of the workbooks, and in Portuguese, Dutch and Italian: each stands for one number wherever risks are rated.
const WORDS: [(u32, &[&str]); 5] = [
    (
        1,
        &[
            "very low",
            "vl",
            "rare",
            "negligible",
            "insignificant",
            "sehr niedrig",
            "sehr gering",
            "selten",
            "sehr unwahrscheinlich",
            "vernachlässigbar",
            "unbedeutend",
            "très faible",
            "très improbable",
            "négligeable",
            "muy bajo",
            "muy baja",
            "raro",
            "rara",
            "insignificante",
            "非常に低い",
            "ごく低い",
            "まれ",
            "稀",
            "muito baixo",
            "muito baixa",
            "muito improvável",
            "remoto",
            "remota",
            "zeer laag",
            "zeer klein",
            "zeer onwaarschijnlijk",
            "verwaarloosbaar",
            "zelden",
            "molto basso",
            "molto bassa",
            "molto improbabile",
            "trascurabile",
        ],
    ),
    (
        2,
        &[
            "low",
            "l",
            "unlikely",
            "minor",
            "niedrig",
            "gering",
            "unwahrscheinlich",
            "geringfügig",
            "faible",
            "improbable",
            "peu probable",
            "mineur",
            "mineure",
            "bajo",
            "baja",
            "menor",
            "低い",
            "低",
            "軽微",
            "baixo",
            "baixa",
            "improvável",
            "pouco provável",
            "laag",
            "lage",
            "klein",
            "onwaarschijnlijk",
            "basso",
            "bassa",
            "improbabile",
            "minore",
        ],
    ),
    (
        3,
        &[
            "medium",
            "med",
            "m",
            "moderate",
            "possible",
            "mittel",
            "möglich",
            "moderat",
            "mässig",
            "moyen",
            "moyenne",
            "modéré",
            "modérée",
            "medio",
            "media",
            "moderado",
            "moderada",
            "posible",
            "中",
            "中程度",
            "普通",
            "médio",
            "média",
            "possível",
            "gemiddeld",
            "matig",
            "mogelijk",
            "possibile",
            "moderato",
            "moderata",
        ],
    ),
    (
        4,
        &[
            "high",
            "h",
            "likely",
            "probable",
            "major",
            "hoch",
            "wahrscheinlich",
            "erheblich",
            "élevé",
            "élevée",
            "fort",
            "forte",
            "majeur",
            "majeure",
            "alto",
            "alta",
            "mayor",
            "高い",
            "高",
            "重大",
            "provável",
            "elevado",
            "elevada",
            "hoog",
            "hoge",
            "groot",
            "waarschijnlijk",
            "probabile",
            "elevato",
            "elevata",
            "maggiore",
        ],
    ),
    (
        5,
        &[
            "very high",
            "vh",
            "almost certain",
            "severe",
            "critical",
            "sehr hoch",
            "sehr wahrscheinlich",
            "fast sicher",
            "schwerwiegend",
            "kritisch",
            "très élevé",
            "très élevée",
            "très probable",
            "presque certain",
            "presque certaine",
            "sévère",
            "critique",
            "muy alto",
            "muy alta",
            "casi seguro",
            "casi segura",
            "severo",
            "severa",
            "crítico",
            "crítica",
            "非常に高い",
            "ほぼ確実",
            "深刻",
            "致命的",
            "muito alto",
            "muito alta",
            "muito provável",
            "quase certo",
            "quase certa",
            "zeer hoog",
            "zeer groot",
            "zeer waarschijnlijk",
            "vrijwel zeker",
            "bijna zeker",
            "kritiek",
            "molto alto",
            "molto alta",
            "molto probabile",
            "quasi certo",
            "quasi certa",
            "critico",
            "critica",
        ],
    ),
];

/// Words that are near to those of a scale, and are only offered.
const NEAR: [(&str, u32); 9] = [
    ("remote", 1),
    ("none", 1),
    ("average", 3),
    ("significant", 4),
    ("extreme", 5),
    ("certain", 5),
    ("catastrophic", 5),
    ("katastrophal", 5),
    ("grave", 5),
];

/// Whether a column is a scale of a few numbers.
pub fn is_scale(column: &Column) -> bool {
    let (Some(min), Some(max)) = (column.min, column.max) else { return false };
    column.kind == Kind::Integer && min >= Decimal::ZERO && max <= Decimal::TEN && max - min >= Decimal::TWO
}

/// The number from 1 to 5 that a word usually stands for, whatever signs and digits stand beside it.
pub fn usual_number(word: &str) -> Option<u32> {
    let bare = letters_of(word);
    number_among_words(&bare).or_else(|| NEAR.iter().find(|(w, _)| *w == bare).map(|(_, n)| *n))
}

/// The number that a text stands for in a column of numbers: one of the words of its own scale, or of a scale of three to five
/// numbers, by itself or beside the same number: `High`, `4 - High`, `High (4)`.
pub fn number_of_word(text: &str, column: &Column) -> Option<Decimal> {
    own_word(text, column).or_else(|| {
        let is_plain = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-–—():.=".contains(c));
        let usual = number_among_words(&letters_of(text)).filter(|_| is_plain && own_words_agree(column))?;
        let number = on_scale(usual, column)?;
        let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
        digits.map(|d| d.parse::<Decimal>()).all(|d| d == Ok(number)).then_some(number)
    })
}

/// A word of the column's own scale, such as `likely` for 4.
fn own_word(text: &str, column: &Column) -> Option<Decimal> {
    let word = fold_typed(text);
    let at = column.scale.iter().position(|w| fold_typed(w) == word)?;
    column.min?.checked_add(Decimal::from(at))
}

/// Whether the words of a column's own scale have the numbers that they usually have, as far as they are usual ones.
fn own_words_agree(column: &Column) -> bool {
    let usual = column.scale.iter().map(|word| on_scale(number_among_words(&fold_typed(word))?, column));
    let own = column.scale.iter().map(|word| own_word(word, column));
    let pairs: Vec<_> = usual.zip(own).filter(|(usual, _)| usual.is_some()).collect();
    column.scale.is_empty() || (!pairs.is_empty() && pairs.iter().all(|(usual, own)| usual == own))
}

/// The number of a word on the scale of a column, also of one that is only near to its words.
pub(super) fn number_on_scale(word: &str, column: &Column) -> Option<Decimal> {
    on_scale(usual_number(word).or_else(|| number_begun(word))?, column)
}

/// The number of the words that two letters or more begin, where they all stand for one: `hi`, `mod`.
fn number_begun(word: &str) -> Option<u32> {
    let bare = letters_of(word);
    let is_begun = |word: &str| word.starts_with(&bare);
    let mut begun = WORDS.iter().filter(|(_, words)| words.iter().any(|w| is_begun(w))).map(|(n, _)| *n);
    let number = begun.next().filter(|_| bare.chars().count() > 1)?;
    begun.next().is_none().then_some(number)
}

/// A number from 1 to 5 on the scale of a column: on one of three or four numbers low is the first.
fn on_scale(usual: u32, column: &Column) -> Option<Decimal> {
    let (min, max) = (column.min?, column.max?);
    let steps = max - min;
    let first = if steps < Decimal::from(4) { 2 } else { 1 };
    let is_usual = is_scale(column) && steps <= Decimal::from(4);
    let number = Decimal::from(usual).checked_sub(Decimal::from(first))?.checked_add(min)?;
    (is_usual && number >= min && number <= max).then_some(number)
}

fn number_among_words(bare: &str) -> Option<u32> {
    WORDS.iter().find(|(_, words)| words.contains(&bare)).map(|(number, _)| *number)
}

/// The letters of a text, folded.
fn letters_of(text: &str) -> String {
    fold_typed(&text.chars().map(|c| if c.is_alphabetic() { c } else { ' ' }).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(min: i64, max: i64) -> Column {
        Column {
            min: Some(Decimal::from(min)),
            max: Some(Decimal::from(max)),
            ..Column::new("impact", "Impact", Kind::Integer)
        }
    }

    #[test]
    fn words_have_numbers_on_scales_of_three_to_five() {
        for (word, min, max, number) in [
            ("High", 1, 5, Some(4)),
            ("h", 1, 5, Some(4)),
            ("4 (High)", 1, 5, Some(4)),
            ("High (4)", 1, 5, Some(4)),
            ("4 - High", 1, 5, Some(4)),
            ("5 (High)", 1, 5, None),
            ("High?", 1, 5, None),
            ("High, later low", 1, 5, None),
            ("H/M", 1, 5, None),
            ("very  LOW", 1, 5, Some(1)),
            ("Almost certain", 1, 5, Some(5)),
            ("Severe", 1, 5, Some(5)),
            ("Minor", 1, 5, Some(2)),
            ("mittel", 1, 5, Some(3)),
            ("sehr hoch", 1, 5, Some(5)),
            ("Élevée", 1, 5, Some(4)),
            ("peu probable", 1, 5, Some(2)),
            ("Muy bajo", 1, 5, Some(1)),
            ("Baixa", 1, 3, Some(1)),
            ("Gemiddeld", 1, 5, Some(3)),
            ("Molto elevata", 1, 5, None),
            ("Quasi certo", 1, 5, Some(5)),
            ("高", 1, 5, Some(4)),
            ("Low", 1, 4, Some(1)),
            ("High", 1, 4, Some(3)),
            ("Critical", 1, 4, Some(4)),
            ("Very low", 1, 4, None),
            ("High", 1, 3, Some(3)),
            ("Low", 1, 3, Some(1)),
            ("Very high", 1, 3, None),
            ("High", 0, 4, Some(3)),
            ("High", 1, 10, None),
            ("High", 0, 100, None),
            ("average", 1, 5, None),
            ("whatever", 1, 5, None),
        ] {
            let found = number_of_word(word, &scale(min, max));
            assert_eq!(found, number.map(Decimal::from), "{word} from {min} to {max}");
        }
    }

    #[test]
    fn words_that_are_near_are_only_offered() {
        assert_eq!(number_on_scale("average", &scale(1, 5)), Some(Decimal::from(3)));
        assert_eq!(number_on_scale("High", &scale(1, 10)), None, "nobody knows where high begins");
    }

    #[test]
    fn the_words_of_a_column_of_its_own_come_first() {
        let own =
            |words: &[&str], max| Column { scale: words.iter().map(|w| (*w).to_owned()).collect(), ..scale(1, max) };
        let odd = own(&["Low", "High", "Severe"], 3);
        let usual = own(&["Rare", "Unlikely", "Possible", "Likely", "Almost certain"], 5);
        let foreign = own(&["Blue", "Green", "Yellow", "Orange", "Red"], 5);
        for (word, column, number) in [
            ("High", &odd, Some(2)),
            ("severe", &odd, Some(3)),
            ("Medium", &odd, None),
            ("likely", &usual, Some(4)),
            ("High", &usual, Some(4)),
            ("orange", &foreign, Some(4)),
            ("High", &foreign, None),
        ] {
            assert_eq!(number_of_word(word, column), number.map(Decimal::from), "{word} of {:?}", column.scale);
        }
    }

    #[test]
    fn no_word_stands_for_two_numbers() {
        let mut words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        words.extend(NEAR.map(|(word, _)| word));
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        let odd: Vec<&&str> = words.iter().filter(|word| fold_typed(word) != ***word).collect();
        assert!(odd.is_empty(), "not as they are looked up: {odd:?}");
    }
}
