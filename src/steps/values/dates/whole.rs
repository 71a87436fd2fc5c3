//! A text of which every part belongs to one day, or to something else that is known.

use super::orders::{DateOrder, Readings, day_of, digit_readings};
use super::periods::{Period, days_between, missing_day, nearest_day, read_period, shown_missing, week_day};
use super::tokens::{DatePart, is_digits, tokens};
use super::weekdays::split_weekday;
use super::words::{month, weekday_name};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// How many days are offered for one text.
const OFFERED: usize = 4;

/// What a text says about a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DayText {
    /// A day written in ISO 8601: `2027-04-13`.
    Iso(Date),
    /// A day in another form that has one meaning.
    Other(Date),
    /// Days of which the order of the parts decides.
    ByOrder(Readings),
    /// Something else or not for certain: what it is, and days that may be meant.
    Doubtful(Doubt),
    /// Nothing that names a day.
    Nothing,
}

/// Why a text is no day for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// What the text is, as a sentence goes on: `which is a month`.
    pub(super) why: String,
    /// Days that may be meant, the likeliest first.
    pub(super) days: Vec<Date>,
}

impl Doubt {
    /// The doubt that a text raises, with each day once.
    pub(super) fn day_text(why: impl Into<String>, days: impl IntoIterator<Item = Date>) -> DayText {
        let mut offered: Vec<Date> = Vec::new();
        for day in days {
            if !offered.contains(&day) && offered.len() < OFFERED {
                offered.push(day);
            }
        }
        DayText::Doubtful(Self { why: why.into(), days: offered })
    }
}

/// Reads a text of which every part belongs to one day.
pub(super) fn read_whole(text: &str, around: Option<Date>) -> DayText {
    let found = read_unnamed(text, around);
    if found != DayText::Nothing {
        return found;
    }
    match split_weekday(text) {
        Some((rest, day)) => on_weekday(read_unnamed(rest, around), day),
        None => DayText::Nothing,
    }
}

fn read_unnamed(text: &str, around: Option<Date>) -> DayText {
    let text = text.trim();
    if text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
        && let Ok(day) = text.parse()
    {
        return DayText::Iso(day);
    }
    if let Some(day) = parse_compact(text) {
        return DayText::Other(day);
    }
    let (parts, end) = tokens(text);
    if !matches!(end, "" | ".") {
        return DayText::Nothing;
    }
    if let [a, b, c] = parts.as_slice()
        && c.is_year_of_two_centuries()
        && [a, b].iter().all(|t| t.number().or_else(|| month(t.text)).is_some())
    {
        return Doubt::day_text("with a year that may be of this century or the last", []);
    }
    if let Some(readings) = digit_readings(&parts) {
        return by_order(readings, &parts);
    }
    in_words(&parts, around)
        .or_else(|| in_signs(&parts, around))
        .or_else(|| in_iso_week(&parts))
        .or_else(|| read_period(&parts, around).map(spans))
        .unwrap_or(DayText::Nothing)
}

fn spans(period: Period) -> DayText {
    Doubt::day_text(format!("which is {}", period.what), period.days)
}

fn by_order(readings: Readings, parts: &[DatePart<'_>]) -> DayText {
    match readings.as_slice() {
        [] => no_such_day_in_digits(parts),
        // Where days are written with points, they come first.
        [(DateOrder::MonthFirst, day)] if parts.get(1).is_some_and(|p| p.before == ".") => {
            Doubt::day_text("which has the month first, where days with points have the day first", [*day])
        }
        [(_, first), rest @ ..] if rest.iter().all(|(_, day)| day == first) => DayText::Other(*first),
        _ => DayText::ByOrder(readings),
    }
}

fn no_such_day_in_digits(parts: &[DatePart<'_>]) -> DayText {
    let numbers: Vec<i32> = parts.iter().filter_map(DatePart::number).collect();
    let [a, b, c] = numbers.as_slice() else { return DayText::Nothing };
    let year = parts.last().and_then(|p| p.year().or_else(|| p.short_year())).unwrap_or_default();
    let first_year = parts.first().and_then(DatePart::year);
    let orders = match first_year {
        Some(year) => [(year, *b, *c), (year, *c, *b)],
        None => [(year, *b, *a), (year, *a, *b)],
    };
    let day = orders.iter().find_map(|(y, m, d)| day_of(*y, *m, *d));
    if let Some(day) = day {
        return Doubt::day_text("which has its parts in an order that no date has", [day]);
    }
    let [(y, m, d), other] = orders;
    let missing = no_such_day(y, m, d).or_else(|| no_such_day(other.0, other.1, other.2));
    missing.unwrap_or_else(|| Doubt::day_text("and there is no such day", []))
}

fn no_such_day(year: i32, month: i32, day: i32) -> Option<DayText> {
    let beside = missing_day(year, month, day)?;
    Some(Doubt::day_text(format!("and there is no {}", shown_missing(year, month, day)), beside.days))
}

/// A day with its month by name: `13 April 2027`, `April 13, 2027`, `2027 April 13`, `13-Apr-27`.
fn in_words(parts: &[DatePart<'_>], around: Option<Date>) -> Option<DayText> {
    let [a, b, c] = parts else { return None };
    if !a.before.is_empty() {
        return None;
    }
    match (month(a.text), month(b.text)) {
        (None, Some(m)) => day_then_month(a, m, c, (b.before, c.before)),
        (Some(m), None) => month_then_day(m, b, c, around),
        _ => None,
    }
}

fn day_then_month(a: &DatePart<'_>, m: i32, c: &DatePart<'_>, between: (&str, &str)) -> Option<DayText> {
    let is_plain = |separator: &str| matches!(separator, "" | "-" | "/" | "." | "," | "'");
    // `11 Jan - 27` is a range: a dash joins all three or none.
    let joined = |separator: &str| matches!(separator, "-" | "/");
    if !is_plain(between.0) || !is_plain(between.1) || (joined(between.1) && between.0 != between.1) {
        return None;
    }
    if let (Some(y), Some(d)) = (a.year(), c.short_number()) {
        return existing(y, m, d);
    }
    let d = a.short_number()?;
    let year = c.year().or_else(|| c.short_year())?;
    let turned = a.short_year().filter(|y| c.year().is_none() && *y >= 2020 && year < 2020);
    let turned = turned.and_then(|y| day_of(y, m, c.short_number()?));
    match (day_of(year, m, d), turned) {
        (Some(day), Some(turned)) => {
            Some(Doubt::day_text("which may begin with the day or with the year", [turned, day]))
        }
        _ => existing(year, m, d),
    }
}

/// Two digits behind `Jan 11` may be a year or another day, so only four are certain.
fn month_then_day(m: i32, b: &DatePart<'_>, c: &DatePart<'_>, around: Option<Date>) -> Option<DayText> {
    let d = b.short_number()?;
    let is_joined = c.before == b.before || matches!((b.before, c.before), ("" | ".", "," | ""));
    if matches!(b.before, "" | "-" | "/" | ".") && is_joined {
        if let Some(y) = c.year() {
            return existing(y, m, d);
        }
        if c.before == "'" || c.text.len() != 2 {
            return None;
        }
    }
    let last = c.short_number().filter(|_| matches!(c.before, "" | "-" | "/" | "," | "."))?;
    let days = [nearest_day(m, d, around), nearest_day(m, last, around), day_of(c.short_year()?, m, d)];
    Some(Doubt::day_text("which may be two days, or a day and a year", days.into_iter().flatten()))
}

fn existing(year: i32, month: i32, day: i32) -> Option<DayText> {
    match day_of(year, month, day) {
        Some(day) => Some(DayText::Other(day)),
        None => no_such_day(year, month, day),
    }
}

/// `2027年1月11日`, and `2027年1月` and `1月11日`, which lack something.
fn in_signs(parts: &[DatePart<'_>], around: Option<Date>) -> Option<DayText> {
    if parts.iter().any(|p| !p.before.is_empty()) {
        return None;
    }
    match parts {
        [y, a, m, b, d, c] if (a.text, b.text) == ("年", "月") && matches!(c.text, "日" | "号") => {
            existing(y.year()?, m.short_number()?, d.short_number()?)
        }
        [y, a, m, b] if (a.text, b.text) == ("年", "月") => read_period(&[*y, *m], None).map(spans),
        [m, a, d, b] if a.text == "月" && matches!(b.text, "日" | "号") => {
            let days = nearest_day(m.short_number()?, d.short_number()?, around).into_iter().collect();
            Some(spans(Period { what: "a day without a year", days }))
        }
        _ => None,
    }
}

/// `2027-W03-1`, a day of ISO 8601.
fn in_iso_week(parts: &[DatePart<'_>]) -> Option<DayText> {
    let [y, w, n, d] = parts else { return None };
    if w.text != "w" || n.text.len() != 2 || d.text.len() != 1 || w.before != d.before || !matches!(d.before, "-") {
        return None;
    }
    let day = Weekday::from_monday_one_offset(i8::try_from(d.number()?).ok()?).ok()?;
    week_day(y.year()?, n.number()?, day).map(DayText::Other)
}

/// The day in digits without separators: `20270413`.
pub(super) fn parse_compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.starts_with("20") || !is_digits(text) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse().ok();
    day_of(part(0, 4)?, part(4, 6)?, part(6, 8)?)
}

/// A day beside its weekday: certain if the two agree.
fn on_weekday(found: DayText, wanted: Weekday) -> DayText {
    match found {
        DayText::Iso(day) | DayText::Other(day) if day.weekday() == wanted => DayText::Other(day),
        DayText::Iso(day) | DayText::Other(day) => {
            let why = format!("and {day} is a {} and no {}", weekday_name(day.weekday()), weekday_name(wanted));
            Doubt::day_text(why, std::iter::once(day).chain(nearest_weekday(day, wanted)))
        }
        DayText::ByOrder(mut readings) => {
            let all: Vec<Date> = readings.iter().map(|(_, day)| *day).collect();
            readings.retain(|(_, day)| day.weekday() == wanted);
            match readings.as_slice() {
                [] => Doubt::day_text(format!("and no day that it may be is a {}", weekday_name(wanted)), all),
                [(_, day)] => DayText::Other(*day),
                _ => DayText::ByOrder(readings),
            }
        }
        DayText::Doubtful(_) | DayText::Nothing => found,
    }
}

fn nearest_weekday(day: Date, wanted: Weekday) -> Option<Date> {
    let near = [-3, -2, -1, 1, 2, 3].into_iter().filter_map(|n| day.checked_add(n.days()).ok());
    near.filter(|d| d.weekday() == wanted).min_by_key(|d| days_between(day, *d).abs())
}
