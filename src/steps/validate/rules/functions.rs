//! The functions of conditions.

use super::evaluate::{Evaluation, Val};
use crate::model::condition::{Expr, Function};
use crate::model::text::fold;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What a function gives.
pub(super) fn call<'e>(evaluation: &mut Evaluation<'e, '_, '_>, function: Function, args: &'e [Expr]) -> Val {
    if function == Function::Filled {
        return args.first().map_or(Val::Unknown, |a| Val::YesNo(evaluation.filled(a)));
    }
    let given: Vec<Val> = args.iter().map(|a| evaluation.of(a)).collect();
    match (function, given.as_slice()) {
        (Function::Size, [Val::List(all)]) => count(all.len()),
        (Function::Size, [Val::Text(text)]) => count(text.trim().chars().count()),
        (Function::Contact, [Val::Text(person)]) => evaluation.judged.world.map_or(Val::Unknown, |w| w.contact(person)),
        (Function::Sum, [Val::List(all)]) => sum(all),
        (Function::Min, [Val::List(all)]) => known(all).min_by(order).cloned().unwrap_or(Val::Unknown),
        (Function::Max, [Val::List(all)]) => known(all).max_by(order).cloned().unwrap_or(Val::Unknown),
        (Function::Weekday, [Val::Date(day)]) => number(i64::from(day.weekday().to_monday_one_offset())),
        (Function::Workdays, [Val::Date(from), Val::Date(to)]) => number(workdays(*from, *to)),
        (Function::LastDay, [Val::Text(text)]) => last_day(text).map_or(Val::Unknown, Val::Date),
        (Function::Contains, [Val::Text(text), Val::Text(part)]) => Val::YesNo(text.contains(part.as_str())),
        (Function::StartsWith, [Val::Text(text), Val::Text(part)]) => {
            Val::YesNo(text.trim().starts_with(part.as_str()))
        }
        (Function::EndsWith, [Val::Text(text), Val::Text(part)]) => Val::YesNo(text.trim().ends_with(part.as_str())),
        (Function::Mentions, [Val::Text(text), Val::List(words)]) => Val::YesNo(mentions(text, words)),
        (Function::Lower, [Val::Text(text)]) => Val::Text(text.to_lowercase()),
        _ => Val::Unknown,
    }
}

fn number(n: i64) -> Val {
    Val::Number(Decimal::from(n))
}

fn count(n: usize) -> Val {
    Val::Number(Decimal::from(n))
}

fn known(all: &[Val]) -> impl Iterator<Item = &Val> {
    all.iter().filter(|v| **v != Val::Unknown)
}

fn order(a: &&Val, b: &&Val) -> std::cmp::Ordering {
    match (a, b) {
        (Val::Number(a), Val::Number(b)) => a.cmp(b),
        (Val::Date(a), Val::Date(b)) => a.cmp(b),
        _ => std::cmp::Ordering::Equal,
    }
}

/// The sum of what is known; of nothing it is nought.
fn sum(all: &[Val]) -> Val {
    let numbers = known(all).filter_map(|v| if let Val::Number(n) = v { Some(*n) } else { None });
    let sum = numbers.into_iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(n));
    sum.map_or(Val::Unknown, Val::Number)
}

/// Days from Monday to Friday, both ends counted; below nought when the end comes first, as in Excel.
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

/// Does the text hold one of these words or word groups as they stand, in any case?
fn mentions(text: &str, words: &[Val]) -> bool {
    let text = fold(text);
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let stands = |word: &str| {
        text.match_indices(word).any(|(i, found)| {
            edge(text.get(..i).and_then(|t| t.chars().next_back()))
                && edge(text.get(i + found.len()..).and_then(|t| t.chars().next()))
        })
    };
    let words = words.iter().filter_map(|w| if let Val::Text(t) = w { Some(fold(t)) } else { None });
    words.into_iter().any(|w| !w.is_empty() && stands(&w))
}
