//! Numbers that may be meant by a text which is none as its column takes it: offered, never taken.

use super::scale_words::number_on_scale;
use super::spelling::{Spelling, parse_spelling};
use super::units::{Unit, multiplier, unit_of, unit_of_column};
use crate::model::template::{Column, Kind};
use crate::model::typed::fold_typed;
use rust_decimal::Decimal;

/// How many numbers are offered for one text.
const OFFERED: usize = 3;

/// The numbers that a text may mean, the likeliest first, each as the column takes it.
pub(super) fn offered_numbers(text: &str, column: &Column) -> Vec<Decimal> {
    let plain = fold_typed(text);
    let words = word_of_scale(&plain, column).into_iter();
    let numbers = NumberInText::all(&plain);
    // A text with many numbers is a remark.
    let numbers = if numbers.len() > OFFERED { Vec::new() } else { numbers };
    let meant = numbers.iter().flat_map(|n| n.meanings(column));
    let usual = plain.split(|c: char| !c.is_alphabetic() && c != ' ').filter_map(|word| number_on_scale(word, column));
    let mut out: Vec<Decimal> = Vec::new();
    for number in words.chain(meant).chain(usual).flat_map(|n| whole_if_needed(n, column)) {
        let number = number.normalize();
        if !out.contains(&number) && is_in_range(number, column) && out.len() < OFFERED {
            out.push(number);
        }
    }
    out
}

fn is_in_range(number: Decimal, column: &Column) -> bool {
    column.min.is_none_or(|min| number >= min) && column.max.is_none_or(|max| number <= max)
}

/// A number, or for a column of whole numbers those on both sides of it.
fn whole_if_needed(number: Decimal, column: &Column) -> Vec<Decimal> {
    if column.kind == Kind::Integer && !number.is_integer() {
        return vec![number.floor(), number.ceil()];
    }
    vec![number]
}

/// The number of the scale's word that a text begins, or is a word of: `almost` for `Almost certain`.
fn word_of_scale(plain: &str, column: &Column) -> Option<Decimal> {
    let min = column.min?;
    let named = |word: &String| {
        let word = fold_typed(word);
        let in_text = plain.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|part| part.trim() == word);
        in_text
            || (!plain.is_empty() && plain.chars().all(|c| c.is_alphabetic() || c == ' ') && word.starts_with(plain))
    };
    let mut places = column.scale.iter().enumerate().filter(|(_, word)| named(word)).map(|(n, _)| n);
    match (places.next(), places.next()) {
        (Some(at), None) => min.checked_add(Decimal::from(at)),
        _ => None,
    }
}

/// A number in a text, with what stands around it.
struct NumberInText {
    number: Decimal,
    /// The other number that its digits may spell.
    otherwise: Option<Decimal>,
    percent: bool,
    /// Whether it is spelled with a power of ten, as Excel shows long numbers: `1E+21`.
    is_power: bool,
    /// The word behind it, folded.
    word: String,
    /// Hours and minutes: `1:30`.
    minutes: Option<Decimal>,
}

impl NumberInText {
    fn all(plain: &str) -> Vec<Self> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(start) = plain.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
            let start = at + start;
            let rest = plain.get(start..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'')).unwrap_or(rest.len());
            let digits = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', '\'']);
            out.extend(Self::read(plain, start, digits));
            if out.last().is_some_and(|n| n.is_power) {
                break;
            }
            at = start + digits.len().max(1);
        }
        // The minutes of `1:30` are no number of their own.
        let timed = out.iter().position(|n| n.minutes.is_some());
        if let Some(i) = timed.filter(|i| i + 1 < out.len()) {
            out.remove(i + 1);
        }
        out
    }

    fn read(plain: &str, start: usize, digits: &str) -> Option<Self> {
        let behind = plain.get(start + digits.len()..).unwrap_or_default();
        let minus = plain.get(..start).unwrap_or_default().trim_end() == "-";
        let sign = if minus { -Decimal::ONE } else { Decimal::ONE };
        let (number, otherwise) = match parse_spelling(digits)? {
            Spelling::Plain(n) | Spelling::Grouped(n) => (n, None),
            Spelling::Either { thousands, fraction, .. } => (thousands, Some(fraction)),
        };
        let spaced = behind.trim_start();
        let exponent = spaced.strip_prefix('e').and_then(|e| e.trim_start_matches('+').parse::<u32>().ok());
        let power = exponent.filter(|e| *e <= 20).and_then(|e| Decimal::from_scientific(&format!("1e{e}")).ok());
        let word: String = spaced.chars().take_while(|c| c.is_alphabetic()).collect();
        Some(Self {
            number: power.map_or(number, |p| number.saturating_mul(p)).saturating_mul(sign),
            otherwise: otherwise.map(|n| n * sign),
            percent: spaced.starts_with('%'),
            is_power: power.is_some(),
            word: if power.is_some() { String::new() } else { word },
            minutes: behind
                .strip_prefix(':')
                .and_then(|m| m.get(..2))
                .and_then(|m| m.parse::<u32>().ok())
                .map(Decimal::from),
        })
    }

    /// What the number may mean in a column.
    fn meanings(&self, column: &Column) -> Vec<Decimal> {
        if let Some(minutes) = self.minutes {
            let hours = minutes.checked_div(Decimal::from(60)).and_then(|part| part.checked_add(self.number));
            return hours
                .zip(unit_of_column(column))
                .map_or(Vec::new(), |(hours, unit)| Unit::Hour.count_in(unit, hours));
        }
        if self.percent && column.kind != Kind::Percent {
            let share = self.number / Decimal::ONE_HUNDRED;
            // On a scale from 1 to 5, 60 % is 3.
            let of = if column.kind == Kind::Integer { column.max.unwrap_or(Decimal::ONE) } else { Decimal::ONE };
            return share.checked_mul(of).into_iter().collect();
        }
        if let Some(factor) = multiplier(&self.word).filter(|_| column.kind == Kind::Money) {
            return self.number.checked_mul(factor).into_iter().collect();
        }
        if let Some((unit, of_column)) = unit_of(&self.word).zip(unit_of_column(column)) {
            return unit.count_in(of_column, self.number);
        }
        std::iter::once(self.number).chain(self.otherwise).collect()
    }
}
