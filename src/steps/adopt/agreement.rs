//! Whether the values below a title are what the title says: a column titled `Risk` that holds numbers names no risk.

use crate::model::grid::{Raw, RawCell};
use crate::model::keys::SheetKey;
use crate::model::template::{Column, Computed, Kind};
use crate::model::text::{fold, fold_title};
use crate::steps::values::{self, Reading, is_scale};
use std::collections::{BTreeMap, BTreeSet};

/// How the values of a column agree with a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// They may be what it says.
    Fits,
    /// A person should say; the reason.
    Doubtful(&'static str),
    /// They are something else.
    Contradicts,
}

use Agreement::{Contradicts, Doubtful, Fits};

/// A longer text, in characters, is a sentence and no word of a scale or list.
const WORD: usize = 30;
/// No person is called by a longer text, in characters.
const NAME: usize = 60;
/// Words for yes and no, and marks that stand for them.
const YES_OR_NO: [&str; 22] = [
    "yes",
    "no",
    "y",
    "n",
    "true",
    "false",
    "ja",
    "nein",
    "oui",
    "non",
    "sí",
    "si",
    "sim",
    "não",
    "nee",
    "x",
    "✓",
    "✔",
    "はい",
    "いいえ",
    "t",
    "f",
];

/// How filled cells agree with a column; `describes`: whether the column says what a record is.
pub(super) fn agreement(
    values: &[&RawCell],
    column: &Column,
    describes: bool,
    prefixes: &BTreeMap<SheetKey, String>,
) -> Agreement {
    if values.is_empty() {
        return Fits;
    }
    let reads = |cell: &&RawCell| {
        let (value, issue) = values::read(cell, column, &Reading::new(prefixes));
        !value.is_empty() && issue.is_none_or(|i| !i.refused)
    };
    let readable = share(values, reads);
    match column.kind {
        _ if column.is_id() => when(share(values, |c| is_longer(c, WORD)) < 0.5),
        Kind::Text | Kind::LongText if describes => says_what_it_is(values, column),
        Kind::Text | Kind::LongText | Kind::Link => Fits,
        Kind::Date => of_dates(values, readable),
        Kind::Integer if is_scale(column) => of_scale(values, readable),
        Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent => when(share(values, has_digit) >= 0.5),
        Kind::Choice | Kind::Choices => of_choices(values, readable),
        Kind::YesNo => when(readable >= 0.5),
        Kind::Email => when(share(values, |c| text(c).contains('@')) > 0.0),
        Kind::Phone => when(share(values, |c| digits(c) >= 5 && !text(c).contains('@')) >= 0.5),
        Kind::Person => when(
            share(values, has_letter) >= 0.5
                && share(values, |c| is_longer(c, NAME)) < 0.5
                && !mostly_yes_or_no(values),
        ),
        Kind::Reference => when(share(values, |c| is_longer(c, NAME)) < 0.5),
        Kind::Computed => of_computed(values, column),
    }
}

fn when(fits: bool) -> Agreement {
    if fits { Fits } else { Contradicts }
}

/// A column that names or describes records holds different words.
fn says_what_it_is(values: &[&RawCell], column: &Column) -> Agreement {
    if share(values, has_letter) < 0.5 || mostly_yes_or_no(values) {
        return Contradicts;
    }
    let distinct: BTreeSet<String> = values.iter().map(|c| fold(&text(c))).collect();
    let repeats = values.len() >= 4 && distinct.len() * 2 < values.len();
    if repeats && column.kind == Kind::Text { Doubtful("its values repeat") } else { Fits }
}

/// Days, or texts that hold one: what is not certain of them is asked cell by cell.
fn of_dates(values: &[&RawCell], readable: f64) -> Agreement {
    let like = share(values, |c| matches!(c.raw, Raw::Date(_)) || (has_digit(c) && !is_longer(c, WORD)));
    if readable.max(like) >= 0.5 {
        Fits
    } else if values.len() >= 2 && readable.max(like) == 0.0 {
        Contradicts
    } else {
        Doubtful("few of its values are dates")
    }
}

/// Numbers of the scale, or words that are asked about once.
fn of_scale(values: &[&RawCell], readable: f64) -> Agreement {
    if readable >= 0.5 || share(values, has_digit) >= 0.5 {
        let great = share(values, |c| matches!(number(c), Some(n) if n > 10.0));
        return if great < 0.3 { Fits } else { Contradicts };
    }
    let words: BTreeSet<String> = values.iter().map(|c| fold(&text(c))).collect();
    when(share(values, |c| is_longer(c, WORD)) < 0.3 && words.len() <= 12 && !mostly_yes_or_no(values))
}

fn of_choices(values: &[&RawCell], readable: f64) -> Agreement {
    if share(values, has_letter) < 0.5 && readable < 0.5 || share(values, |c| is_longer(c, NAME)) >= 0.5 {
        return Contradicts;
    }
    if readable == 0.0 && values.len() >= 2 { Doubtful("none of its values is one of the choices") } else { Fits }
}

/// What the program computes holds numbers, or the names of bands.
fn of_computed(values: &[&RawCell], column: &Column) -> Agreement {
    match &column.computed {
        Some(Computed::Band { bands, .. }) => {
            let translated: Vec<String> =
                column.words.values().flat_map(|w| w.labels.values()).map(|l| fold(l)).collect();
            let is_band = |c: &&RawCell| {
                let word = fold_title(&text(c));
                bands.iter().any(|(_, label)| fold(label) == word) || translated.contains(&word)
            };
            when(share(values, is_band) >= 0.5)
        }
        Some(Computed::Product(_)) => when(share(values, |c| number(c).is_some()) >= 0.5),
        _ => Fits,
    }
}

fn mostly_yes_or_no(values: &[&RawCell]) -> bool {
    share(values, |c| matches!(c.raw, Raw::YesNo(_)) || YES_OR_NO.contains(&fold(&text(c)).as_str())) >= 0.8
}

/// The share of values for which something holds, from 0 to 1.
pub(super) fn share(values: &[&RawCell], is: impl Fn(&&RawCell) -> bool) -> f64 {
    values.iter().filter(|c| is(c)).count() as f64 / values.len().max(1) as f64
}

fn text(cell: &RawCell) -> String {
    cell.raw.to_string()
}

fn number(cell: &RawCell) -> Option<f64> {
    match &cell.raw {
        Raw::Number(n) => Some(*n),
        Raw::Text(t) => t.trim().replace(',', ".").parse().ok(),
        _ => None,
    }
}

pub(super) fn has_letter(cell: &&RawCell) -> bool {
    matches!(&cell.raw, Raw::Text(t) if t.chars().any(char::is_alphabetic))
}

fn has_digit(cell: &&RawCell) -> bool {
    matches!(cell.raw, Raw::Number(_) | Raw::Date(_)) || digits(cell) > 0
}

fn digits(cell: &RawCell) -> usize {
    text(cell).chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count()
}

fn is_longer(cell: &RawCell, most: usize) -> bool {
    matches!(&cell.raw, Raw::Text(t) if t.trim().chars().count() > most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Choice;
    use rust_decimal::Decimal;

    fn cells(texts: &[&str]) -> Vec<RawCell> {
        texts.iter().map(|t| RawCell { raw: Raw::Text((*t).into()), ..RawCell::default() }).collect()
    }

    fn agrees(kind: Kind, describes: bool, texts: &[&str]) -> Agreement {
        let choice = |label: &str| Choice { label: label.into(), synonyms: Vec::new() };
        let mut column = Column::new("x", "X", kind);
        if kind == Kind::Integer {
            (column.min, column.max) = (Some(Decimal::ONE), Some(Decimal::from(5)));
        }
        column.choices = vec![choice("Open"), choice("Closed")];
        column.computed = (kind == Kind::Computed).then(|| Computed::Product(Vec::new()));
        let cells = cells(texts);
        agreement(&cells.iter().collect::<Vec<_>>(), &column, describes, &BTreeMap::new())
    }

    #[test]
    fn values_say_whether_a_title_means_what_it_says() {
        for (kind, describes, texts, expected) in [
            (Kind::Text, true, &["Crane lease ends", "Flood"][..], Fits),
            (Kind::Text, true, &["1", "2", "3"], Contradicts),
            (Kind::Text, true, &["Yes", "No", "No"], Contradicts),
            (Kind::Text, true, &["High", "High", "Low", "High", "Low"], Doubtful("its values repeat")),
            (Kind::Text, false, &["1", "2"], Fits),
            (Kind::Date, false, &["2027-01-02", "tbd"], Fits),
            (Kind::Date, false, &["Ann", "Bob"], Contradicts),
            (Kind::Date, false, &["Ann", "Bob", "2027-01-02"], Doubtful("few of its values are dates")),
            (Kind::Integer, false, &["3", "4"], Fits),
            (Kind::Integer, false, &["High", "Low"], Fits),
            (Kind::Integer, false, &["12", "20", "16"], Contradicts),
            (
                Kind::Integer,
                false,
                &["The project would be delayed by weeks", "The costs would be twice as high"],
                Contradicts,
            ),
            (Kind::Choice, false, &["open", "New"], Fits),
            (Kind::Choice, false, &["7", "8"], Contradicts),
            (Kind::Choice, false, &["Blue", "Red"], Doubtful("none of its values is one of the choices")),
            (Kind::Email, false, &["a@b.example", ""], Fits),
            (Kind::Email, false, &["Ann"], Contradicts),
            (Kind::Phone, false, &["+44 20 5550 101"], Fits),
            (Kind::Person, false, &["Ann Bell"], Fits),
            (Kind::Person, false, &["5", "4"], Contradicts),
            (Kind::Computed, false, &["12", "20"], Fits),
            (Kind::Computed, false, &["High", "Low"], Contradicts),
            (Kind::YesNo, false, &["maybe", "later"], Contradicts),
        ] {
            assert_eq!(agrees(kind, describes, texts), expected, "{kind:?} {texts:?}");
        }
    }
}
