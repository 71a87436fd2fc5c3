//! Units of time and currencies that people type beside a number.

use crate::model::template::Column;
use crate::model::typed::fold_typed;
use rust_decimal::Decimal;

/// A unit of time that work is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Day,
    Week,
    Month,
}

/// Words for each unit, folded, in the languages that copies are written in.
const UNITS: [(Unit, &[&str]); 4] = [
    (
        Unit::Hour,
        &["h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "hora", "horas", "時間"],
    ),
    (Unit::Day, &["d", "day", "days", "tag", "tage", "jour", "jours", "día", "días", "日"]),
    (
        Unit::Week,
        &["w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "週間"],
    ),
    (Unit::Month, &["month", "months", "mo", "monat", "monate", "mois", "mes", "meses", "か月"]),
];

impl Unit {
    /// The word that names it in a column's title.
    fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Its usual working hours; none of a month, which are not the same for all.
    fn hours(self) -> Option<Decimal> {
        match self {
            Self::Hour => Some(Decimal::ONE),
            Self::Day => Some(Decimal::from(8)),
            Self::Week => Some(Decimal::from(40)),
            Self::Month => None,
        }
    }

    /// So many of this unit in another.
    pub(super) fn count_in(self, other: Self, number: Decimal) -> Option<Decimal> {
        if self == other {
            return Some(number);
        }
        number.checked_mul(self.hours()?)?.checked_div(other.hours()?)
    }
}

/// The unit that a folded word names.
pub(super) fn unit_of(word: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
}

/// The unit that a column counts in, by its key and title: hours, where none is named.
pub(super) fn unit_of_column(column: &Column) -> Unit {
    let named = fold_typed(&format!("{} {}", column.key, column.title));
    UNITS.iter().map(|(unit, _)| *unit).rfind(|unit| named.contains(unit.word())).unwrap_or(Unit::Hour)
}

/// Strips a unit if the column counts in it: `40 days` are not 40 hours.
pub(super) fn strip_unit<'a>(text: &'a str, column: &Column) -> (&'a str, bool) {
    let rest = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let word = text.get(rest.len()..).unwrap_or_default().trim_end_matches('.');
    match unit_of(word) {
        Some(unit) if counts_in(column, unit) => (rest.trim_end(), true),
        _ => (text, false),
    }
}

fn counts_in(column: &Column, unit: Unit) -> bool {
    let named = fold_typed(&format!("{} {}", column.key, column.title));
    let mut units = UNITS.iter().map(|(unit, _)| *unit).filter(|unit| named.contains(unit.word())).peekable();
    if units.peek().is_none() { unit == Unit::Hour } else { units.any(|u| u == unit) }
}

/// What a letter behind an amount multiplies it by.
pub(super) fn multiplier(word: &str) -> Option<Decimal> {
    match word {
        "k" => Some(Decimal::ONE_THOUSAND),
        "m" | "mio" | "mn" => Some(Decimal::from(1_000_000)),
        _ => None,
    }
}

/// Signs and codes, folded, with the currencies that they may stand for; the longer ones first, so that `us$` is not left
/// as `us`.
const CURRENCIES: [(&str, &[&str]); 40] = [
    ("us$", &["USD"]),
    ("ca$", &["CAD"]),
    ("hk$", &["HKD"]),
    ("nz$", &["NZD"]),
    ("a$", &["AUD"]),
    ("c$", &["CAD"]),
    ("r$", &["BRL"]),
    ("s$", &["SGD"]),
    ("$", &["USD", "CAD", "AUD", "SGD", "HKD", "NZD", "MXN"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("¥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("₹", &["INR"]),
    ("₩", &["KRW"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("kr", &["SEK", "NOK", "DKK"]),
    ("usd", &["USD"]),
    ("eur", &["EUR"]),
    ("gbp", &["GBP"]),
    ("chf", &["CHF"]),
    ("jpy", &["JPY"]),
    ("inr", &["INR"]),
    ("cad", &["CAD"]),
    ("aud", &["AUD"]),
    ("sek", &["SEK"]),
    ("nok", &["NOK"]),
    ("dkk", &["DKK"]),
    ("pln", &["PLN"]),
    ("czk", &["CZK"]),
    ("brl", &["BRL"]),
    ("mxn", &["MXN"]),
    ("sgd", &["SGD"]),
    ("hkd", &["HKD"]),
    ("cny", &["CNY"]),
    ("nzd", &["NZD"]),
    ("zar", &["ZAR"]),
    ("aed", &["AED"]),
    ("ils", &["ILS"]),
];

/// An amount without the sign of its currency, and the currencies that the sign may stand for.
pub(super) fn strip_currency(text: &str) -> (&str, Option<&'static [&'static str]>) {
    for (sign, currencies) in CURRENCIES {
        let rest = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign));
        if let Some(rest) = rest {
            return (rest.trim(), Some(currencies));
        }
    }
    (text, None)
}
