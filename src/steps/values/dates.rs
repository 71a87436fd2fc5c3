//! Dates: as Excel stores them, and as people type them in English, German, French and Spanish.

use super::{Reading, Understood, as_typed, is_pure_time};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};

/// Reads a day.
pub(super) fn read_date(cell: &RawCell, column: &Column) -> Reading {
    let (day, said) = match &cell.raw {
        Raw::Date(at) => from_cell(*at, column)?,
        Raw::Number(n) => from_serial(*n, column)?,
        Raw::Text(text) => from_text(text, column)?,
        _ => return Err(no_date(&as_typed(cell), column)),
    };
    in_range(day, column)?;
    Ok(Understood::maybe(Value::Date(day), said))
}

/// A number in a date column of a workbook that counts days from 1904: the day, and that it was understood so.
pub(super) fn since_1904(cell: &RawCell, column: &Column) -> Option<(Date, String)> {
    let Raw::Number(n) = cell.raw else { return None };
    let day = serial_day(n + f64::from(EPOCHS_APART)).filter(|day| is_in_range(*day))?;
    let message =
        format!("{} holds the number {n}; the workbook counts days from 1904, so it was read as {day}.", column.title);
    Some((day, message))
}

/// How a date is typed, where it is one: what a person would call it.
pub(super) fn form(cell: &RawCell) -> Option<&'static str> {
    match &cell.raw {
        Raw::Date(at) if !is_pure_time(*at) => Some("as a date of Excel"),
        Raw::Text(text) => {
            let (day_part, _) = split_time(text.trim());
            let plain = deunicode::deunicode(day_part).to_lowercase();
            let parts: Vec<&str> = parts(&plain);
            let [a, b, c] = parts.as_slice() else { return None };
            let (a, b, _) = (number(a)?, number(b)?, year(c)?);
            match (a, b) {
                (13..=31, 1..=12) => Some("as text with the day first"),
                (1..=12, 13..=31) => Some("as text with the month first"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Does Excel make this day of a text of two parts, such as `3-4`, `1/2` or `MAR-1`?
pub(super) fn is_excels_reading(before: &str, now: &str) -> bool {
    let Ok(day) = now.trim().parse::<Date>() else { return false };
    let plain = before.to_lowercase();
    let parts: Vec<&str> = plain.split(['-', '/', ' ', '.']).filter(|p| !p.is_empty()).collect();
    let [a, b] = parts.as_slice() else { return false };
    let (m, d, short_year) = (i32::from(day.month()), i32::from(day.day()), i32::from(day.year()) % 100);
    match (month(a).or(number(a)), month(b).or(number(b))) {
        (Some(a), Some(b)) => {
            (a, b) == (m, d) || (a, b) == (d, m) || (d == 1 && ((a, b) == (m, short_year) || (b, a) == (m, short_year)))
        }
        _ => false,
    }
}

type Found = Result<(Date, Option<String>), ValueIssue>;

fn from_cell(at: DateTime, column: &Column) -> Found {
    if is_pure_time(at) {
        let message = format!("{} is {}, a time of day without a day; a date is expected.", column.title, at.time());
        return Err(ValueIssue::refused(Code::ValueType, message));
    }
    let said = (at.time() != Time::midnight())
        .then(|| format!("{} is {} {}; only the day is kept.", column.title, at.date(), at.time()));
    Ok((at.date(), said))
}

/// A number in a date column counts days, as Excel stores dates.
fn from_serial(n: f64, column: &Column) -> Found {
    if let Some(day) = compact(&n.to_string()) {
        return Ok((day, Some(format!("{} was typed as {n}; read as {day}.", column.title))));
    }
    let day = serial_day(n).ok_or_else(|| no_date(&n.to_string(), column))?;
    Ok((day, Some(format!("{} holds the number {n}, which Excel shows as the date {day}; read so.", column.title))))
}

fn serial_day(n: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&n) {
        return None;
    }
    // The range above makes this exact.
    date(1899, 12, 30).checked_add((n.floor() as i32).days()).ok()
}

fn from_text(text: &str, column: &Column) -> Found {
    let (day_part, time) = split_time(text.trim());
    let kept = |day: Date| match time {
        Some(time) => {
            Some(format!("{} is {:?}; only the day is kept: {day} without {time}.", column.title, text.trim()))
        }
        None => Some(format!("{} was typed as {:?}; read as {day}.", column.title, text.trim())),
    };
    match understand(day_part) {
        Some(Reads::Plainly(day)) if time.is_none() => Ok((day, None)),
        Some(Reads::Plainly(day) | Reads::As(day)) => Ok((day, kept(day))),
        Some(Reads::Either(a, b)) => Err(either(text, a, b, column)),
        None => Err(no_date(text, column).near(serial_text(text).map(Value::Date))),
    }
}

fn either(text: &str, a: Date, b: Date, column: &Column) -> ValueIssue {
    let message = format!(
        "{} is {:?}, which could be {} ({a}) or {} ({b}). Type it as {a} or {b}.",
        column.title,
        text.trim(),
        in_words(a),
        in_words(b)
    );
    ValueIssue::refused(Code::ValueFormat, message).near([a, b].map(Value::Date))
}

fn no_date(found: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but a date such as 2027-04-13 is expected.", column.title, found.trim());
    ValueIssue::refused(Code::ValueType, message)
}

/// Digits that would be a date if Excel held them as a number.
fn serial_text(text: &str) -> Option<Date> {
    let n: u32 = text.trim().parse().ok()?;
    serial_day(f64::from(n)).filter(|day| (2000..=2100).contains(&day.year()))
}

fn in_words(day: Date) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month()).ok().and_then(|m| NAMES.get(m - 1)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// The days between the two ways in which workbooks count days.
const EPOCHS_APART: i32 = 1462;

fn in_range(day: Date, column: &Column) -> Result<(), ValueIssue> {
    if is_in_range(day) {
        return Ok(());
    }
    let mut message = format!("{} is {day}, but a date from 2000 to 2100 is expected.", column.title);
    let shifted = [EPOCHS_APART, -EPOCHS_APART].into_iter().filter_map(|days| day.checked_add(days.days()).ok());
    let shifted = shifted.into_iter().find(|d| is_in_range(*d));
    if let Some(shifted) = shifted {
        message.push_str(&format!(
            " Dates copied between a workbook that counts days from 1904 and one that does not are 1,462 days off; \
             {shifted} may be meant."
        ));
    }
    Err(ValueIssue::refused(Code::ValueRange, message).near(shifted.map(Value::Date)))
}

fn is_in_range(day: Date) -> bool {
    (2000..=2100).contains(&day.year())
}

/// What a text means as a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// The day, written as ISO 8601 has it.
    Plainly(Date),
    /// The day, written otherwise.
    As(Date),
    /// One of two days.
    Either(Date, Date),
}

fn understand(text: &str) -> Option<Reads> {
    let iso = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| matches!(i, 4 | 7) == (b == b'-'));
    if iso {
        return text.parse().ok().map(Reads::Plainly);
    }
    if let Some(day) = compact(text) {
        return Some(Reads::As(day));
    }
    let plain = deunicode::deunicode(text).to_lowercase();
    let parts: Vec<&str> = parts(&plain);
    let [a, b, c] = parts.as_slice() else { return None };
    match (month(a), month(b)) {
        (None, Some(m)) => named(a, m, c),
        (Some(m), None) => day_of(year(c)?, m, number(b)?).map(Reads::As),
        (None, None) => in_digits(a, b, c, mark(&plain)?),
        (Some(_), Some(_)) => None,
    }
}

/// `20270413`.
fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.starts_with("20") || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    day_of(number(text.get(..4)?)?, number(text.get(4..6)?)?, number(text.get(6..)?)?)
}

/// The parts of a date without what stands between them and without `de`, `of` and the like.
fn parts(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.filter(|w| !matches!(*w, "de" | "del" | "of" | "the" | "den" | "le" | "el")).map(without_ending).collect()
}

/// `13th` is 13, `1er` is 1.
fn without_ending(word: &str) -> &str {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..).unwrap_or_default();
    if !digits.is_empty() && matches!(ending, "st" | "nd" | "rd" | "th" | "er") { digits } else { word }
}

/// The one mark between the parts of a date in digits.
fn mark(text: &str) -> Option<char> {
    let mut marks = text.trim().chars().filter(|c| !c.is_ascii_digit() && *c != ' ');
    let first = marks.next().unwrap_or(' ');
    (matches!(first, '-' | '/' | '.' | ' ') && marks.all(|c| c == first)).then_some(first)
}

/// A month by name in the middle: `13 April 2027` or `2027 April 13`.
fn named(a: &str, month: i32, c: &str) -> Option<Reads> {
    let day = if a.len() == 4 { day_of(number(a)?, month, number(c)?) } else { day_of(year(c)?, month, number(a)?) };
    day.map(Reads::As)
}

fn in_digits(a: &str, b: &str, c: &str, mark: char) -> Option<Reads> {
    if a.len() == 4 {
        return day_of(number(a)?, number(b)?, number(c)?).map(Reads::As);
    }
    let (a_digits, a, b) = (a, number(a)?, number(b)?);
    let day_first = day_of(year(c)?, b, a);
    let other = match mark {
        '.' => None,
        // `27-04-13` may begin with the year.
        '-' if c.len() == 2 && a_digits.len() == 2 && a > 12 => day_of(2000 + a, b, number(c)?),
        _ => day_of(year(c)?, a, b),
    };
    match (day_first, other) {
        (Some(a), Some(b)) if a != b => Some(Reads::Either(a, b)),
        (day, other) => day.or(other).map(Reads::As),
    }
}

fn year(text: &str) -> Option<i32> {
    match text.len() {
        2 => number(text).map(|y| 2000 + y),
        4 => number(text),
        _ => None,
    }
}

fn number(text: &str) -> Option<i32> {
    (text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn day_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The names of the months without marks on letters; the short forms of all four languages begin them or are listed.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janner", "janvier", "enero", "ene", "jan", "janv"],
    &["february", "februar", "fevrier", "febrero", "feb", "fev", "fevr"],
    &["march", "marz", "maerz", "mars", "marzo", "mar", "mrz"],
    &["april", "avril", "abril", "apr", "avr", "abr"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio", "jun"],
    &["july", "juli", "juillet", "julio", "jul", "juil"],
    &["august", "aout", "agosto", "aug", "ago"],
    &["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set"],
    &["october", "oktober", "octobre", "octubre", "oct", "okt"],
    &["november", "novembre", "noviembre", "nov"],
    &["december", "dezember", "decembre", "diciembre", "dec", "dez", "dic"],
];

fn month(word: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i32::try_from(at + 1).ok()
}

/// A date text apart from a time of day behind it. Midnight is no time: programs add it to days.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (text, None) };
    let before = text.get(..colon).unwrap_or_default();
    let Some(cut) = before.rfind(['T', ' ']) else { return (text, None) };
    let (day, time) = text.split_at(cut);
    let time = time.trim_start_matches(['T', ' ']);
    let is_time = time.chars().all(|c| c.is_ascii_digit() || " :.Z+-APMapm".contains(c));
    if !is_time {
        return (text, None);
    }
    let midnight = time.chars().all(|c| !c.is_ascii_digit() || c == '0');
    (day.trim_end_matches([' ', ',']), (!midnight).then_some(time))
}
