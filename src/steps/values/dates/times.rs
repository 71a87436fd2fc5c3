//! A time of day beside a day, and how far its clock is from UTC.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A time of day that stands beside a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedTime {
    /// As it was typed.
    pub(super) text: String,
    pub(super) time: Time,
    /// How far the clock is from UTC, where the text says so.
    pub(super) offset: Option<Offset>,
}

impl TypedTime {
    pub(super) fn is_midnight(&self) -> bool {
        self.time == Time::midnight()
    }
}

/// Splits a folded text into the day and the time of day behind it. A text without a time comes back whole.
pub(super) fn split_time(text: &str) -> (&str, Option<TypedTime>) {
    compact(text).or_else(|| spaced(text)).map_or((text, None), |(day, time)| (day, Some(time)))
}

/// `20270110t230000z`
fn compact(text: &str) -> Option<(&str, TypedTime)> {
    let (day, rest) = text.split_once('t').filter(|(day, _)| day.len() == 8)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(digits);
    let pair = |from: usize| clock.get(from..from + 2).and_then(|t| t.parse::<i8>().ok());
    let seconds = if clock.len() == 6 { pair(4)? } else { 0 };
    let time = Time::new(pair(0)?, pair(2)?, seconds, 0).ok().filter(|_| matches!(clock.len(), 4 | 6))?;
    let offset = if zone.is_empty() { None } else { Some(offset(zone)?) };
    Some((day, TypedTime { text: rest.to_owned(), time, offset }))
}

/// `2027-01-10t23:00z`, `13/04/2027, 10:30 am`
fn spaced(text: &str) -> Option<(&str, TypedTime)> {
    let colon = text.find(':')?;
    let before = text.get(..colon)?;
    let hour_at = before.len() - before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let hours = before.get(hour_at..)?;
    let day = before.get(..hour_at)?;
    let day = day
        .strip_suffix('t')
        .filter(|d| d.ends_with(|c: char| c.is_ascii_digit()))
        .or_else(|| day.ends_with(' ').then(|| day.trim_end().trim_end_matches(',')))?;
    let (time, rest) = clock(hours, text.get(colon + 1..)?)?;
    let zone = rest.trim();
    let offset = if zone.is_empty() { None } else { Some(offset(zone)?) };
    Some((day, TypedTime { text: text.get(hour_at..)?.to_owned(), time, offset }))
}

/// The time of an hour and of what stands behind its colon, and what is left.
fn clock<'t>(hours: &str, rest: &'t str) -> Option<(Time, &'t str)> {
    let two =
        |text: &str| text.get(..2).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<i8>().ok());
    let hour: i8 = hours.parse().ok().filter(|_| hours.len() <= 2)?;
    let minute = two(rest)?;
    let rest = rest.get(2..)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => (two(rest)?, without_fraction(rest.get(2..)?)),
        None => (0, rest),
    };
    let (afternoon, rest) = half_of_day(rest);
    let hour = match afternoon {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Some((Time::new(hour, minute, second, 0).ok()?, rest))
}

fn without_fraction(rest: &str) -> &str {
    let fraction = rest.strip_prefix(['.', ',']).filter(|f| f.starts_with(|c: char| c.is_ascii_digit()));
    fraction.map_or(rest, |f| f.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Whether a time is after noon, where it says so.
fn half_of_day(rest: &str) -> (Option<bool>, &str) {
    let plain = rest.trim_start();
    for (word, afternoon) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        if let Some(rest) = plain.strip_prefix(word) {
            return (Some(afternoon), rest);
        }
    }
    (None, rest)
}

/// `z`, `utc`, `+01:00`, `+0100`, `+01`, `utc+1`
fn offset(zone: &str) -> Option<Offset> {
    let plain = ["utc", "gmt", "z"].iter().find_map(|word| zone.strip_prefix(word)).unwrap_or(zone).trim_start();
    if plain.is_empty() {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match plain.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let number = |text: &str, most: i32| {
        let n: i32 = text.parse().ok().filter(|_| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))?;
        (n <= most).then_some(n)
    };
    Offset::from_seconds(sign * (number(hours, 14)? * 3600 + number(minutes, 59)? * 60)).ok()
}

/// The day in a zone of a moment.
pub(super) fn day_in_zone(day: Date, time: Time, offset: Offset, zone: &TimeZone) -> Option<Date> {
    Some(zone.to_datetime(moment(day, time, offset)?).date())
}

/// The days that a moment is somewhere on earth, the earliest first.
pub(super) fn days_anywhere(day: Date, time: Time, offset: Offset) -> Vec<Date> {
    let Some(moment) = moment(day, time, offset) else { return Vec::new() };
    let mut days: Vec<Date> = [-12, 0, 14]
        .into_iter()
        .filter_map(|hours| moment.checked_add(SignedDuration::from_hours(hours)).ok())
        .map(|there| Offset::UTC.to_datetime(there).date())
        .collect();
    days.dedup();
    days
}

fn moment(day: Date, time: Time, offset: Offset) -> Option<Timestamp> {
    offset.to_timestamp(day.to_datetime(time)).ok()
}
