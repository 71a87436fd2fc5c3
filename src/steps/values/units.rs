//! Units and currencies that people type beside a number.

use crate::model::template::Column;
use crate::model::typed::fold_typed;
use rust_decimal::Decimal;

/// A unit that work or data is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Megabyte,
    Gigabyte,
    Terabyte,
}

/// Words for each unit, folded, in the languages that copies are written in.
const UNITS: [(Unit, &[&str]); 8] = [
    (Unit::Minute, &["min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "分"]),
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
    (Unit::Megabyte, &["mb", "mib"]),
    (Unit::Gigabyte, &["gb", "gib"]),
    (Unit::Terabyte, &["tb", "tib"]),
];

/// Short words that mean something else in most titles: the least, the Spanish for this month.
const NOT_IN_TITLES: [&str; 3] = ["min", "mins", "mes"];

/// What a unit is a part of.
enum Measure {
    /// So many minutes of working time.
    Minutes(u32),
    /// Of no fixed length in working time.
    Month,
    /// So many times a thousand megabytes, one in another.
    Thousands(u32),
}

impl Unit {
    fn measure(self) -> Measure {
        match self {
            Self::Minute => Measure::Minutes(1),
            Self::Hour => Measure::Minutes(60),
            Self::Day => Measure::Minutes(8 * 60),
            Self::Week => Measure::Minutes(40 * 60),
            Self::Month => Measure::Month,
            Self::Megabyte => Measure::Thousands(0),
            Self::Gigabyte => Measure::Thousands(1),
            Self::Terabyte => Measure::Thousands(2),
        }
    }

    /// So many of this unit in another, as the one or the other counts them; nothing if they measure different things.
    pub(super) fn count_in(self, other: Self, number: Decimal) -> Vec<Decimal> {
        if self == other {
            return vec![number];
        }
        match (self.measure(), other.measure()) {
            (Measure::Minutes(one), Measure::Minutes(another)) => {
                let minutes = number.checked_mul(Decimal::from(one));
                minutes.and_then(|m| m.checked_div(Decimal::from(another))).into_iter().collect()
            }
            (Measure::Thousands(one), Measure::Thousands(another)) => {
                [1000, 1024].into_iter().filter_map(|step| scaled(number, Decimal::from(step), one, another)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A number, multiplied or divided as often by a step as one power is above or below another.
fn scaled(number: Decimal, step: Decimal, from: u32, to: u32) -> Option<Decimal> {
    let times = |number: Decimal, _| number.checked_mul(step);
    let parts = |number: Decimal, _| number.checked_div(step);
    if from >= to { (to..from).try_fold(number, times) } else { (from..to).try_fold(number, parts) }
}

/// The unit that a folded word names.
pub(super) fn unit_of(word: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
}

/// The unit that a column counts in, by its title, else its key: `Size (GB)`, `Days a week`. What stands in brackets is
/// looked at first. A column that names none counts in none: `40 h` of anything are not 40.
pub(super) fn unit_of_column(column: &Column) -> Option<Unit> {
    let (title, key) = (fold_typed(&column.title), fold_typed(column.key.as_str()));
    let bracketed = title.split_once('(').and_then(|(_, inner)| inner.split_once(')')).map(|(inner, _)| inner.trim());
    bracketed.and_then(unit_of).or_else(|| first_unit(&title)).or_else(|| first_unit(&key))
}

fn first_unit(text: &str) -> Option<Unit> {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.len() > 1 && !NOT_IN_TITLES.contains(word)).find_map(unit_of)
}

/// Strips a unit if the column counts in it: `40 days` are not 40 hours.
pub(super) fn strip_unit<'a>(text: &'a str, column: &Column) -> (&'a str, bool) {
    let rest = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let word = text.get(rest.len()..).unwrap_or_default().trim_end_matches('.');
    match unit_of(word) {
        Some(unit) if unit_of_column(column) == Some(unit) => (rest.trim_end(), true),
        _ => (text, false),
    }
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
