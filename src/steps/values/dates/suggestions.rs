//! Days that are named in a text which is no day as a whole.

use super::orders::day_of;
use super::tokens::{DatePart, is_digits, tokens};
use super::whole::{DayText, Doubt, read_whole};
use super::words::{month, span};
use jiff::civil::Date;

/// How many parts of a text are looked at: a day in a longer text is a remark.
const LOOKED_AT: usize = 24;
/// How many parts a day has at most.
const LONGEST: usize = 6;

/// The days that are named somewhere in a text that is no day as a whole.
pub(super) fn suggestion(text: &str, around: Option<Date>) -> DayText {
    let (parts, _) = tokens(text);
    let parts = parts.get(..LOOKED_AT.min(parts.len())).unwrap_or_default();
    let mut days = range_in_month(parts);
    if days.is_empty() {
        days = parts.split(|p| !is_of_a_day(p)).flat_map(|run| days_in_run(text, run, around)).collect();
    }
    if days.is_empty() { DayText::Nothing } else { Doubt::day_text("which is not one day for certain", days) }
}

/// Whether a part of a text may belong to a day.
fn is_of_a_day(part: &DatePart<'_>) -> bool {
    let text = part.text;
    is_digits(text) || month(text).is_some() || span(text).is_some() || matches!(text, "年" | "月" | "日")
}

/// The days that parts of a text name: what the longest run of them names, and what is named before and behind it.
fn days_in_run(text: &str, parts: &[DatePart<'_>], around: Option<Date>) -> Vec<Date> {
    for length in (1..=LONGEST.min(parts.len())).rev() {
        for (at, window) in parts.windows(length).enumerate() {
            if let Some(found) = days_named(text, window, around) {
                let before = days_in_run(text, parts.get(..at).unwrap_or_default(), around);
                let behind = days_in_run(text, parts.get(at + length..).unwrap_or_default(), around);
                return [before, found, behind].concat();
            }
        }
    }
    Vec::new()
}

/// The days that some parts of a text name by themselves.
fn days_named(text: &str, parts: &[DatePart<'_>], around: Option<Date>) -> Option<Vec<Date>> {
    let (from, to) = (parts.first()?.range.0, parts.last()?.range.1);
    match read_whole(text.get(from..to)?, around) {
        DayText::Iso(day) | DayText::Other(day) => Some(vec![day]),
        DayText::ByOrder(readings) => Some(readings.into_iter().map(|(_, day)| day).collect()),
        // Numbers alone may be anything.
        DayText::Doubtful(doubt) if !doubt.days.is_empty() && is_telling_run(parts) => Some(doubt.days),
        _ => None,
    }
}

/// Names of months that stand in texts for something else.
const OTHER_WORDS: [&str; 7] = ["may", "mar", "march", "set", "sep", "ago", "mars"];

/// Whether parts of a text tell that they are about days.
fn is_telling_run(parts: &[DatePart<'_>]) -> bool {
    parts.iter().any(is_telling) && !matches!(parts, [one] if OTHER_WORDS.contains(&one.text))
}

/// Whether a part of a text tells that it is about days.
fn is_telling(part: &DatePart<'_>) -> bool {
    (is_of_a_day(part) && !is_digits(part.text)) || part.year().is_some_and(|y| (2000..=2100).contains(&y))
}

/// Two days of one month, of which only one is whole: `11-15 Jan 2027`, `Jan 11-15, 2027`, `11.-15.01.2027`.
fn range_in_month(parts: &[DatePart<'_>]) -> Vec<Date> {
    for window in parts.windows(4) {
        let [a, b, c, d] = window else { continue };
        let Some(y) = d.year() else { continue };
        let days = match (month(a.text), month(c.text)) {
            (Some(m), None) => b.short_number().zip(c.short_number()).map(|days| (m, days)),
            (None, Some(m)) => a.short_number().zip(b.short_number()).map(|days| (m, days)),
            (None, None) if c.before == "." && d.before == "." => {
                let days = a.short_number().zip(b.short_number());
                c.short_number().zip(days)
            }
            _ => None,
        };
        let Some((m, (from, to))) = days else { continue };
        let both: Vec<Date> = [from, to].into_iter().filter_map(|d| day_of(y, m, d)).collect();
        if both.len() == 2 {
            return both;
        }
    }
    Vec::new()
}
