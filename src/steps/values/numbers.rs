//! Numbers: whole, with decimals, money, and percentages.

use super::number_offers::offered_numbers;
use super::read_value::{ReadResult, ReadValue, as_typed};
use super::reading::Reading;
use super::scale_words::number_of_word;
use super::spelling::{Spelling, decimal, parse_spelling};
use super::units::{strip_currency, strip_unit};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::{Column, Kind};
use crate::model::typed::fold_typed;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use rust_decimal::Decimal;
use validator::ValidateRange;

/// Reads a number and checks it against the column's limits.
pub(super) fn read_number(cell: &RawCell, column: &Column, reading: &Reading<'_>) -> ReadResult {
    let (number, note) = match &cell.raw {
        Raw::Number(n) => from_cell(*n, cell, column)?,
        Raw::Text(text) => from_text(text, column, reading)?,
        _ => return Err(not_a_number(&as_typed(cell), column)),
    };
    let number = number.normalize();
    check_range(number, cell, column)?;
    Ok(ReadValue::with_note(Value::Number(number), note))
}

type NumberResult = Result<(Decimal, Option<String>), ValueIssue>;

fn from_cell(n: f64, cell: &RawCell, column: &Column) -> NumberResult {
    let Some(number) = decimal(n) else {
        let message = format!("{} is {n}, which is more than can be reckoned with.", column.title);
        return Err(ValueIssue::refused(Code::ValueRange, message));
    };
    match column.kind {
        Kind::Percent if cell.percent => Ok((times_hundred(number), None)),
        Kind::Percent => Ok(from_share(number, column)),
        Kind::Integer => Ok((to_whole(number, column)?, None)),
        _ => Ok((number, None)),
    }
}

/// A percentage written as a share: 0.8 is 80 %. 1 is 1 %, since a share of 1 is rarely written so.
fn from_share(number: Decimal, column: &Column) -> (Decimal, Option<String>) {
    if number.is_zero() || number.abs() >= Decimal::ONE {
        return (number, None);
    }
    let percent = times_hundred(number).normalize();
    (percent, Some(format!("{} was typed as {number}; read as {percent} %.", column.title)))
}

fn times_hundred(number: Decimal) -> Decimal {
    number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(Decimal::MAX)
}

fn to_whole(number: Decimal, column: &Column) -> Result<Decimal, ValueIssue> {
    if number.is_integer() {
        return Ok(number);
    }
    let message = format!("{} is {number}, but a whole number is expected.", column.title);
    // Below 1, a scale of whole numbers was likely filled in with shares.
    let is_share = number > Decimal::ZERO && number < Decimal::ONE && column.max.is_some();
    let of_share = if is_share { offered_numbers(&format!("{}%", times_hundred(number)), column) } else { Vec::new() };
    let both = [number.floor(), number.ceil()].into_iter().filter(|n| !out_of_range(*n, column));
    let mut near: Vec<Decimal> = Vec::new();
    for n in of_share.into_iter().chain(both) {
        if !near.contains(&n) {
            near.push(n);
        }
    }
    Err(ValueIssue::refused(Code::ValueType, message).near(near.into_iter().map(Value::Number)))
}

fn from_text(text: &str, column: &Column, reading: &Reading<'_>) -> NumberResult {
    if let Some(number) = number_of_word(text, column) {
        return Ok((number, Some(format!("{} was typed as {:?}; read as {number}.", column.title, text.trim()))));
    }
    let bare = NumberText::parse(text, column).ok_or_else(|| no_number(text, column))?;
    let spelling = parse_spelling(&bare.digits).ok_or_else(|| no_number(text, column))?;
    let (size, plain) = resolve_spelling(spelling, text, &bare, column, reading)?;
    if let Some(issue) = other_currency(text, &bare, size, column, reading) {
        return Err(issue);
    }
    let number = if bare.negative { -size } else { size };
    if column.kind == Kind::Percent && !bare.percent {
        let (percent, note) = from_share(number, column);
        return Ok((percent, note.or_else(|| (!plain).then(|| read_as(text, number, column)))));
    }
    let number = if column.kind == Kind::Integer { to_whole(number, column)? } else { number };
    Ok((number, (!plain || bare.stripped).then(|| read_as(text, number, column))))
}

/// An amount in another currency than the project's is another amount.
fn other_currency(
    text: &str,
    bare: &NumberText,
    size: Decimal,
    column: &Column,
    reading: &Reading<'_>,
) -> Option<ValueIssue> {
    let ours = reading.surroundings?.currency.as_deref()?;
    let theirs = bare.currencies.filter(|all| !all.iter().any(|c| c.eq_ignore_ascii_case(ours)))?;
    let message = format!(
        "{} is {:?}, an amount in {}, but amounts are in {ours}.",
        column.title,
        text.trim(),
        theirs.join(" or ")
    );
    let number = if bare.negative { -size } else { size };
    Some(ValueIssue::refused(Code::ValueType, message).near([Value::Number(number)]))
}

fn read_as(text: &str, number: Decimal, column: &Column) -> String {
    format!("{} was typed as {:?}; read as {number}.", column.title, text.trim())
}

/// The number of a spelling, and whether it is spelled without separators; an issue if it is ambiguous.
fn resolve_spelling(
    spelling: Spelling,
    text: &str,
    bare: &NumberText,
    column: &Column,
    reading: &Reading<'_>,
) -> Result<(Decimal, bool), ValueIssue> {
    match spelling {
        Spelling::Plain(n) => Ok((n, true)),
        Spelling::Grouped(n) => Ok((n, false)),
        Spelling::Either { thousands, .. } if column.kind == Kind::Integer => Ok((thousands, false)),
        Spelling::Either { fraction, point: true, .. } if is_plain_point(&bare.digits, column, reading.language) => {
            Ok((fraction, true))
        }
        Spelling::Either { thousands, fraction, .. } => Err(ambiguous_number(text, thousands, fraction, bare, column)),
    }
}

/// Whether a point is the decimal point for certain. The program itself writes `1.234` for three decimals, but never
/// `1.230`; amounts of money with three decimals are rare enough to ask, and so are points in a file of a language that
/// writes thousands with them.
fn is_plain_point(digits: &str, column: &Column, language: Option<&str>) -> bool {
    column.kind != Kind::Money && !digits.ends_with('0') && !matches!(language, Some("de" | "es"))
}

fn ambiguous_number(
    text: &str,
    thousands: Decimal,
    fraction: Decimal,
    bare: &NumberText,
    column: &Column,
) -> ValueIssue {
    let sign = if bare.negative { -Decimal::ONE } else { Decimal::ONE };
    let (a, b) = (thousands * sign, fraction * sign);
    let message = format!(
        "{} is {:?}, which could be {a} or {b}. Type {a} without a separator, or {b}0 with a decimal more.",
        column.title,
        text.trim()
    );
    ValueIssue::refused(Code::ValueType, message).near([a, b].map(Value::Number))
}

fn not_a_number(found: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but {} is expected.", column.title, found.trim(), expected(column));
    ValueIssue::refused(Code::ValueType, message)
}

/// A text that is no number as the column takes it, with those that may be meant.
fn no_number(text: &str, column: &Column) -> ValueIssue {
    not_a_number(text, column).near(offered_numbers(text, column).into_iter().map(Value::Number))
}

fn expected(column: &Column) -> &'static str {
    match column.kind {
        Kind::Integer => "a whole number such as 3",
        Kind::Money => "an amount such as 1250.50",
        Kind::Percent => "a percentage such as 80%",
        _ => "a number such as 12.5",
    }
}

/// The text of a number, with sign, currency, unit and percent sign stripped.
struct NumberText {
    digits: String,
    negative: bool,
    percent: bool,
    stripped: bool,
    /// The currencies that its sign may stand for, where it has one.
    currencies: Option<&'static [&'static str]>,
}

impl NumberText {
    fn parse(text: &str, column: &Column) -> Option<Self> {
        let folded = fold_typed(text).replace(['\u{2212}', '\u{2013}'], "-");
        let (rest, brackets) = strip_brackets(&folded, column);
        let (rest, minus) = strip_sign(rest);
        let (rest, currencies) = if column.kind == Kind::Money { strip_currency(rest) } else { (rest, None) };
        let (rest, minus_too) = if minus { (rest, false) } else { strip_sign(rest) };
        let (rest, percent) = match rest.strip_suffix('%') {
            Some(rest) if column.kind == Kind::Percent => (rest.trim_end(), true),
            _ => (rest, false),
        };
        let (rest, unit) = strip_unit(rest, column);
        let negative = brackets || minus || minus_too;
        (!rest.is_empty()).then(|| Self {
            digits: rest.to_owned(),
            negative,
            percent,
            stripped: brackets || currencies.is_some() || unit,
            currencies,
        })
    }
}

/// Strips the brackets by which accountants mark a negative amount: (500) is −500.
fn strip_brackets<'a>(text: &'a str, column: &Column) -> (&'a str, bool) {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.filter(|_| column.kind == Kind::Money).map_or((text, false), |t| (t.trim(), true))
}

fn strip_sign(text: &str) -> (&str, bool) {
    match text.strip_prefix('-') {
        Some(rest) => (rest.trim_start(), true),
        None => (text.strip_prefix('+').map_or(text, str::trim_start), false),
    }
}

/// A number as the `validator` crate compares it.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Amount(Decimal);

impl ValidateRange<Amount> for Amount {
    fn greater_than(&self, max: Amount) -> Option<bool> {
        Some(*self > max)
    }

    fn less_than(&self, min: Amount) -> Option<bool> {
        Some(*self < min)
    }
}

fn out_of_range(number: Decimal, column: &Column) -> bool {
    !Amount(number).validate_range(column.min.map(Amount), column.max.map(Amount), None, None)
}

fn check_range(number: Decimal, cell: &RawCell, column: &Column) -> Result<(), ValueIssue> {
    if !out_of_range(number, column) {
        return Ok(());
    }
    let message = format!("{} is {number}, but {} is expected.", column.title, expected_range(column));
    Err(ValueIssue::refused(Code::ValueRange, message).near(nearest_in_range(number, cell, column).map(Value::Number)))
}

fn expected_range(column: &Column) -> String {
    match (column.min, column.max) {
        (Some(min), Some(max)) => format!("a number from {min} to {max}"),
        (Some(min), None) => format!("a number not less than {min}"),
        (None, Some(max)) => format!("a number not greater than {max}"),
        (None, None) => "a number".to_owned(),
    }
}

/// 80 pasted into a cell that shows percentages is 8000 %: the number without the sign is what was meant.
fn nearest_in_range(number: Decimal, cell: &RawCell, column: &Column) -> Option<Decimal> {
    let hundredth = number.checked_div(Decimal::ONE_HUNDRED).map(|n| n.normalize());
    let meant = hundredth.filter(|n| column.kind == Kind::Percent && cell.percent && !out_of_range(*n, column));
    meant.or_else(|| match (column.min, column.max) {
        (Some(min), _) if number < min => Some(min),
        (_, max) => max,
    })
}
