//! Days as people type them, in digits or with the month by name, in English, German, French and Spanish.

use jiff::civil::Date;

/// The day that a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParsedDate {
    /// Written in ISO 8601: `2027-04-13`.
    Iso(Date),
    /// Written in another form that has one meaning.
    Other(Date),
    /// One of two days: the day or the month may come first.
    Ambiguous(Date, Date),
}

/// The day in a text without a time of day.
pub(super) fn parse_date(text: &str) -> Option<ParsedDate> {
    let iso = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| matches!(i, 4 | 7) == (b == b'-'));
    if iso {
        return text.parse().ok().map(ParsedDate::Iso);
    }
    if let Some(day) = parse_compact(text) {
        return Some(ParsedDate::Other(day));
    }
    let plain = deunicode::deunicode(text).to_lowercase();
    let parts: Vec<&str> = date_parts(&plain);
    let [a, b, c] = parts.as_slice() else { return None };
    match (month(a), month(b)) {
        (None, Some(m)) => parse_with_month_name(a, m, c),
        (Some(m), None) => day_of(year(c)?, m, number(b)?).map(ParsedDate::Other),
        (None, None) => parse_digits(a, b, c, separator(&plain)?),
        (Some(_), Some(_)) => None,
    }
}

/// Whether a date in digits begins with the day or the month, in words; none where it may be either.
pub(super) fn day_month_order(text: &str) -> Option<&'static str> {
    let (day_part, _) = split_time(text.trim());
    let plain = deunicode::deunicode(day_part).to_lowercase();
    let parts: Vec<&str> = date_parts(&plain);
    let [a, b, c] = parts.as_slice() else { return None };
    let (a, b, _) = (number(a)?, number(b)?, year(c)?);
    match (a, b) {
        (13..=31, 1..=12) => Some("as text with the day first"),
        (1..=12, 13..=31) => Some("as text with the month first"),
        _ => None,
    }
}

/// Whether `now` is the day that Excel makes of a text of two parts, such as `3-4`, `1/2` or `MAR-1`.
pub(super) fn is_auto_converted_date(before: &str, now: &str) -> bool {
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

/// A day without separators: `20270413`.
pub(super) fn parse_compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.starts_with("20") || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    day_of(number(text.get(..4)?)?, number(text.get(4..6)?)?, number(text.get(6..)?)?)
}

/// The three parts of a date, without separators and without `de`, `of` and the like.
fn date_parts(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.filter(|w| !matches!(*w, "de" | "del" | "of" | "the" | "den" | "le" | "el")).map(strip_ordinal).collect()
}

/// `13th` is 13, `1er` is 1.
fn strip_ordinal(word: &str) -> &str {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..).unwrap_or_default();
    if !digits.is_empty() && matches!(ending, "st" | "nd" | "rd" | "th" | "er") { digits } else { word }
}

/// The one separator between the parts of a date in digits.
fn separator(text: &str) -> Option<char> {
    let mut separators = text.trim().chars().filter(|c| !c.is_ascii_digit() && *c != ' ');
    let first = separators.next().unwrap_or(' ');
    (matches!(first, '-' | '/' | '.' | ' ') && separators.all(|c| c == first)).then_some(first)
}

/// A month by name in the middle: `13 April 2027` or `2027 April 13`.
fn parse_with_month_name(a: &str, month: i32, c: &str) -> Option<ParsedDate> {
    let day = if a.len() == 4 { day_of(number(a)?, month, number(c)?) } else { day_of(year(c)?, month, number(a)?) };
    day.map(ParsedDate::Other)
}

fn parse_digits(a: &str, b: &str, c: &str, separator: char) -> Option<ParsedDate> {
    if a.len() == 4 {
        return day_of(number(a)?, number(b)?, number(c)?).map(ParsedDate::Other);
    }
    let (a_digits, a, b) = (a, number(a)?, number(b)?);
    let day_first = day_of(year(c)?, b, a);
    let other = match separator {
        '.' => None,
        // `27-04-13` may begin with the year.
        '-' if c.len() == 2 && a_digits.len() == 2 && a > 12 => day_of(2000 + a, b, number(c)?),
        _ => day_of(year(c)?, a, b),
    };
    match (day_first, other) {
        (Some(a), Some(b)) if a != b => Some(ParsedDate::Ambiguous(a, b)),
        (day, other) => day.or(other).map(ParsedDate::Other),
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

/// Names and short forms of the months in the four languages, without diacritics.
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

/// Splits a time of day off a date. Midnight is dropped: programs add it to days.
pub(super) fn split_time(text: &str) -> (&str, Option<&str>) {
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
