//! Months, quarters, weeks and years where a day is expected, and days without their year.

use super::orders::day_of;
use super::tokens::DatePart;
use super::words::{Span, month, month_name, span};
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Days of which a text names the first and the last, or several that it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// What it is: `a month`.
    pub(super) what: &'static str,
    pub(super) days: Vec<Date>,
}

/// Reads a span of days, or a day without its year. `around` is a day near which one without a year is sought.
pub(super) fn read_period(parts: &[DatePart<'_>], around: Option<Date>) -> Option<Period> {
    let first = parts.first()?;
    let is_spaced = |t: &DatePart<'_>| matches!(t.before, "" | "-" | "/" | "." | "," | "'");
    if !first.before.is_empty() || !parts.iter().skip(1).all(is_spaced) {
        return None;
    }
    match parts {
        [one] => one_year(one).or_else(|| month_alone(one, around)),
        [a, b] => {
            month_of_year(a, b).or_else(|| day_of_year(a, b, around)).or_else(|| counted(&[*a, *b], None, around))
        }
        [a, b, c] => counted(&[*a, *b], Some(c), around).or_else(|| counted(&[*b, *c], Some(a), around)),
        // `2027 年第 3 週`
        [y, mark, n, word] if mark.text.starts_with('年') => counted(&[*n, *word], Some(y), around),
        _ => None,
    }
}

fn one_year(one: &DatePart<'_>) -> Option<Period> {
    let year = one.year().filter(|y| (2000..=2100).contains(y))?;
    Some(period("a year and not one day", day_of(year, 1, 1), day_of(year, 12, 31)))
}

/// A month without its year: the nearest one.
fn month_alone(one: &DatePart<'_>, around: Option<Date>) -> Option<Period> {
    let month = month(one.text)?;
    let first = nearest_day(month, 1, around);
    Some(period("a month without a year", first, first.map(Date::last_of_month)))
}

fn month_of_year(a: &DatePart<'_>, b: &DatePart<'_>) -> Option<Period> {
    let of = |m: i32, y: i32| {
        let first = day_of(y, m, 1)?;
        Some(period("a month and not one day", Some(first), Some(first.last_of_month())))
    };
    if let (Some(m), Some(y)) = (month(a.text), b.year()) {
        return of(m, y);
    }
    match (a.year(), b.year()) {
        (None, Some(y)) => of(a.short_number()?, y),
        (Some(y), None) => of(month(b.text.trim_end_matches('年')).or_else(|| b.short_number())?, y),
        _ => None,
    }
}

/// A day without a year, in words or in digits: the nearest such days.
fn day_of_year(a: &DatePart<'_>, b: &DatePart<'_>, around: Option<Date>) -> Option<Period> {
    let what = "a day without a year";
    let named = |m: i32, n: &DatePart<'_>| {
        let mut days: Vec<Date> = nearest_day(m, n.short_number()?, around).into_iter().collect();
        // `Jan 27` may be a month as well.
        if let Some(first) = n.short_year().and_then(|y| day_of(y, m, 1)).filter(|_| n.range.0 > 0 && n.text.len() == 2)
        {
            days.extend([first, first.last_of_month()]);
        }
        Some(Period { what, days })
    };
    match (month(a.text), month(b.text)) {
        (Some(m), None) => named(m, b),
        (None, Some(m)) => Some(Period { what, days: nearest_day(m, a.short_number()?, around).into_iter().collect() }),
        (None, None) => {
            let (a, b) = (a.short_number()?, b.short_number()?);
            let mut days: Vec<Date> =
                [(b, a), (a, b)].iter().filter_map(|(m, d)| nearest_day(*m, *d, around)).collect();
            days.dedup();
            ((1..=12).contains(&a) || (1..=12).contains(&b)).then_some(Period { what, days })
        }
        (Some(_), Some(_)) => None,
    }
}

pub(super) fn nearest_day(month: i32, day: i32, around: Option<Date>) -> Option<Date> {
    let around = around?;
    let year = i32::from(around.year());
    let days = (year - 1..=year + 1).filter_map(|y| day_of(y, month, day));
    days.min_by_key(|d| (days_between(around, *d).abs(), *d < around))
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// `Q1`, `KW 3`, `1. Quartal`, with or without a year.
fn counted(pair: &[DatePart<'_>; 2], year: Option<&DatePart<'_>>, around: Option<Date>) -> Option<Period> {
    let [a, b] = pair;
    let (span, n) = match (span(a.text), span(b.text)) {
        (Some(span), None) => (span, b.short_number()?),
        (None, Some(span)) => (span, a.short_number()?),
        _ => return None,
    };
    let most = match span {
        Span::Week => 53,
        Span::Quarter => 4,
        Span::Half => 2,
    };
    if !(1..=most).contains(&n) {
        return None;
    }
    let (what, days) = match year {
        Some(token) => (named(span), span_of(span, n, token.year().or_else(|| token.short_year())?)),
        None => (named(span), nearest_span(span, n, around)),
    };
    let (first, last) = days.unzip();
    Some(period(what, first, last))
}

fn named(span: Span) -> &'static str {
    match span {
        Span::Week => "a week and not one day",
        Span::Quarter => "a quarter and not one day",
        Span::Half => "half a year and not one day",
    }
}

fn nearest_span(span: Span, n: i32, around: Option<Date>) -> Option<(Date, Date)> {
    let around = around?;
    let year = i32::from(around.year());
    let spans = (year - 1..=year + 1).filter_map(|y| span_of(span, n, y));
    spans.min_by_key(|(first, _)| (days_between(around, *first).abs(), *first < around))
}

/// First and last day; of a week Monday and Friday's week end, Sunday.
fn span_of(span: Span, n: i32, year: i32) -> Option<(Date, Date)> {
    let months = |length: i32| {
        let first = day_of(year, (n - 1) * length + 1, 1)?;
        let last = day_of(year, n * length, 1)?.last_of_month();
        Some((first, last))
    };
    match span {
        Span::Quarter => months(3),
        Span::Half => months(6),
        Span::Week => {
            let monday = week_day(year, n, Weekday::Monday)?;
            Some((monday, monday.checked_add(6.days()).ok()?))
        }
    }
}

/// A day of a week as ISO 8601 counts them.
pub(super) fn week_day(year: i32, week: i32, day: Weekday) -> Option<Date> {
    ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, day).ok().map(ISOWeekDate::date)
}

fn period(what: &'static str, first: Option<Date>, last: Option<Date>) -> Period {
    Period { what, days: first.into_iter().chain(last).collect() }
}

/// Why there is no such day, and the days beside the gap: `there is no 30 February 2027`.
pub(super) fn missing_day(year: i32, month: i32, day: i32) -> Option<Period> {
    let first = day_of(year, month, 1)?;
    let last = first.last_of_month();
    (i32::from(last.day()) < day && day <= 31)
        .then(|| Period { what: "no day", days: [Some(last), last.tomorrow().ok()].into_iter().flatten().collect() })
}

/// `30 February 2027`, which does not exist, for messages.
pub(super) fn shown_missing(year: i32, month: i32, day: i32) -> String {
    format!("{day} {}", month_name(year, month))
}
