//! The functions of conditions.

use super::context::RuleContext;
use super::expr_value::ExprValue;
use crate::model::condition::Function;
use crate::model::frequency::days_between;
use crate::model::text::fold;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What a function gives for these arguments. `filled` is none of them: it looks at cells, not at values.
pub(super) fn call(function: Function, args: &[ExprValue], context: Option<&RuleContext<'_>>) -> ExprValue {
    match (function, args) {
        (Function::Size, [ExprValue::List(all)]) => count(all.len()),
        (Function::Size, [ExprValue::Text(text)]) => count(text.trim().chars().count()),
        (Function::Contact, [ExprValue::Text(person)]) => context.map_or(ExprValue::Unknown, |w| w.contact(person)),
        (Function::UnknownPersons, [ExprValue::Text(typed)]) => {
            context.map_or(ExprValue::Unknown, |w| w.unknown_persons(typed))
        }
        (Function::Sum, [ExprValue::List(all)]) => sum(all),
        (Function::Min, [ExprValue::List(all)]) => known(all).min_by(order).cloned().unwrap_or(ExprValue::Unknown),
        (Function::Max, [ExprValue::List(all)]) => known(all).max_by(order).cloned().unwrap_or(ExprValue::Unknown),
        (Function::Weekday, [ExprValue::Date(day)]) => number(i64::from(day.weekday().to_monday_one_offset())),
        (Function::Workdays, [ExprValue::Date(from), ExprValue::Date(to)]) => number(workdays(*from, *to)),
        (Function::DaysBetween, [ExprValue::Text(frequency)]) => number(days_between(frequency).into()),
        (Function::LastDay, [ExprValue::Text(text)]) => last_day(text).map_or(ExprValue::Unknown, ExprValue::Date),
        (Function::Contains, [ExprValue::Text(text), ExprValue::Text(part)]) => {
            ExprValue::YesNo(text.contains(part.as_str()))
        }
        (Function::StartsWith, [ExprValue::Text(text), ExprValue::Text(part)]) => {
            ExprValue::YesNo(text.trim().starts_with(part.as_str()))
        }
        (Function::EndsWith, [ExprValue::Text(text), ExprValue::Text(part)]) => {
            ExprValue::YesNo(text.trim().ends_with(part.as_str()))
        }
        (Function::Mentions, [ExprValue::Text(text), ExprValue::List(words)]) => {
            ExprValue::YesNo(mentions(text, words))
        }
        (Function::Lower, [ExprValue::Text(text)]) => ExprValue::Text(text.to_lowercase()),
        _ => ExprValue::Unknown,
    }
}

fn number(n: i64) -> ExprValue {
    ExprValue::Number(Decimal::from(n))
}

fn count(n: usize) -> ExprValue {
    ExprValue::Number(Decimal::from(n))
}

fn known(all: &[ExprValue]) -> impl Iterator<Item = &ExprValue> {
    all.iter().filter(|v| **v != ExprValue::Unknown)
}

fn order(a: &&ExprValue, b: &&ExprValue) -> std::cmp::Ordering {
    match (a, b) {
        (ExprValue::Number(a), ExprValue::Number(b)) => a.cmp(b),
        (ExprValue::Date(a), ExprValue::Date(b)) => a.cmp(b),
        _ => std::cmp::Ordering::Equal,
    }
}

/// The sum of what is known; of nothing it is 0.
fn sum(all: &[ExprValue]) -> ExprValue {
    let numbers = known(all).filter_map(|v| if let ExprValue::Number(n) = v { Some(*n) } else { None });
    let sum = numbers.into_iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(n));
    sum.map_or(ExprValue::Unknown, ExprValue::Number)
}

/// Days from Monday to Friday, both ends counted; negative when the end comes first, as in Excel.
fn workdays(from: Date, to: Date) -> i64 {
    if to < from {
        return -workdays(to, from);
    }
    let days = i64::from((to - from).get_days()) + 1;
    let first = i64::from(from.weekday().to_monday_zero_offset());
    let rest = (0..days % 7).filter(|n| (first + n) % 7 < 5).count();
    days / 7 * 5 + rest.to_i64().unwrap_or(0)
}

/// The latest day written as `YYYY-MM-DD` in a text.
fn last_day(text: &str) -> Option<Date> {
    let starts = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i);
    let days = starts.filter_map(|i| {
        let before = text.get(..i)?.chars().next_back();
        let piece = text.get(i..i + 10)?;
        let after = text.get(i + 10..)?.chars().next();
        let alone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_digit());
        let shape =
            piece.bytes().enumerate().all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
        if alone(before) && alone(after) && shape { piece.parse().ok() } else { None }
    });
    days.max()
}

/// Whether the text holds one of these words or phrases, in any case, and not as a part of a longer word.
fn mentions(text: &str, words: &[ExprValue]) -> bool {
    let text = fold(text);
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let stands = |word: &str| {
        text.match_indices(word).any(|(i, found)| {
            edge(text.get(..i).and_then(|t| t.chars().next_back()))
                && edge(text.get(i + found.len()..).and_then(|t| t.chars().next()))
        })
    };
    let words = words.iter().filter_map(|w| if let ExprValue::Text(t) = w { Some(fold(t)) } else { None });
    words.into_iter().any(|w| !w.is_empty() && stands(&w))
}
