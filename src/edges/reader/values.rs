//! The value of a cell as the grid keeps it: dates from serial numbers, durations as hours, text with LF.

use crate::model::grid::Raw;
use crate::model::text::normalise_line_ends;
use calamine::{Data, DataRef};
use jiff::civil::{Date, DateTime, Time, date};
use jiff::{SignedDuration, ToSpan};

const SECONDS_PER_DAY: f64 = 86_400.0;
/// The day that the grid keeps with a time of day that has none.
const NO_DAY: Date = date(1899, 12, 31);

/// A value as the reading library streams it.
pub(super) fn from_data_ref(value: &DataRef<'_>, epoch_1904: bool) -> Raw {
    match value {
        DataRef::Empty => Raw::Empty,
        DataRef::Int(n) => Raw::Number(*n as f64),
        DataRef::Float(n) => number(*n),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(b) => Raw::YesNo(*b),
        DataRef::DateTime(d) if d.is_duration() => duration(d.as_f64()),
        DataRef::DateTime(d) => serial(d.as_f64(), epoch_1904),
        DataRef::DateTimeIso(s) => iso_date(s),
        DataRef::DurationIso(s) => iso_duration(s),
        DataRef::Error(e) => Raw::Error(e.to_string()),
    }
}

/// A value as the library gives it in a whole range.
pub(super) fn from_data(value: &Data, epoch_1904: bool) -> Raw {
    match value {
        Data::Empty => Raw::Empty,
        Data::Int(n) => Raw::Number(*n as f64),
        Data::Float(n) => number(*n),
        Data::String(s) => text(s),
        Data::Bool(b) => Raw::YesNo(*b),
        Data::DateTime(d) if d.is_duration() => duration(d.as_f64()),
        Data::DateTime(d) => serial(d.as_f64(), epoch_1904),
        Data::DateTimeIso(s) => iso_date(s),
        Data::DurationIso(s) => iso_duration(s),
        Data::Error(e) => Raw::Error(e.to_string()),
    }
}

/// A number; an error where it is infinite or not a number.
pub(super) fn number(n: f64) -> Raw {
    if n.is_finite() { Raw::Number(n) } else { Raw::Error(n.to_string()) }
}

/// Text with LF as line ends; empty where there is none.
pub(super) fn text(s: &str) -> Raw {
    if s.is_empty() { Raw::Empty } else { Raw::Text(normalise_line_ends(s)) }
}

/// A serial number that is shown as a date; still a number where no day of the calendar has it.
pub(super) fn serial(n: f64, epoch_1904: bool) -> Raw {
    date_of(n, epoch_1904).map_or_else(|| number(n), Raw::Date)
}

fn date_of(n: f64, epoch_1904: bool) -> Option<DateTime> {
    if !(0.0..3_000_000.0).contains(&n) {
        return None;
    }
    let seconds = (n * SECONDS_PER_DAY).round() as i64;
    let first = match n {
        n if n > 0.0 && n < 1.0 => NO_DAY,
        _ if epoch_1904 => date(1904, 1, 1),
        n if (1.0..60.0).contains(&n) => NO_DAY,
        // Excel counts 1900 as a leap year, as Lotus did: 60 is a day that never was.
        n if n >= 61.0 => date(1899, 12, 30),
        _ => return None,
    };
    let day = first.checked_add((seconds / 86_400).days()).ok()?;
    day.at(0, 0, 0, 0).checked_add((seconds % 86_400).seconds()).ok()
}

/// Days that are shown as hours, also beyond 24: text as a person reads it, `36:00`.
pub(super) fn duration(days: f64) -> Raw {
    if !days.is_finite() || days.abs() > 3_000_000.0 {
        return number(days);
    }
    hours((days * SECONDS_PER_DAY).round() as i64)
}

fn hours(seconds: i64) -> Raw {
    let (sign, all) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    let (h, m, s) = (all / 3600, all / 60 % 60, all % 60);
    let tail = if s == 0 { String::new() } else { format!(":{s:02}") };
    Raw::Text(format!("{sign}{h}:{m:02}{tail}"))
}

/// A date, time or duration in ISO 8601; text where it is none.
pub(super) fn iso_date(s: &str) -> Raw {
    let plain = s.trim().trim_end_matches(['Z', 'z']);
    let found = plain.parse::<DateTime>().ok().or_else(|| Some(NO_DAY.to_datetime(plain.parse::<Time>().ok()?)));
    match found {
        Some(d) => Raw::Date(to_the_second(d)),
        None if s.starts_with('P') => iso_duration(s),
        None => text(s),
    }
}

fn to_the_second(d: DateTime) -> DateTime {
    d.round(jiff::Unit::Second).unwrap_or(d)
}

/// A duration in ISO 8601: a time of day where it is shorter than a day, else hours as a person reads them; text where
/// it is no duration.
pub(super) fn iso_duration(s: &str) -> Raw {
    let Ok(length) = s.trim().parse::<SignedDuration>() else { return text(s) };
    let seconds = (length.as_millis() as f64 / 1000.0).round() as i64;
    match NO_DAY.at(0, 0, 0, 0).checked_add(seconds.clamp(0, 86_400).seconds()) {
        Ok(time) if (0..86_400).contains(&seconds) => Raw::Date(time),
        _ => hours(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_become_the_days_that_excel_shows() {
        for (n, epoch_1904, shown) in [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "60"),
            (60.5, false, "60.5"),
            (61.0, false, "1900-03-01"),
            (46_111.0, false, "2026-03-30"),
            (46_111.75, false, "2026-03-30 18:00:00"),
            (46_110.999_999_9, false, "2026-03-30"),
            (0.5, false, "12:00"),
            (0.0, false, "0"),
            (-1.0, false, "-1"),
            (2_958_465.0, false, "9999-12-31"),
            (2_958_466.0, false, "2958466"),
            (0.0, true, "1904-01-01"),
            (44_649.0, true, "2026-03-30"),
        ] {
            let found = serial(n, epoch_1904).to_string();
            assert_eq!(found, shown, "{n}");
        }
        assert_eq!(serial(f64::NAN, false), Raw::Error("NaN".into()));
    }

    #[test]
    fn iso_dates_times_and_durations() {
        for (written, shown) in [
            ("2026-01-15", "2026-01-15"),
            ("2026-01-15T10:20:30.6Z", "2026-01-15 10:20:31"),
            ("10:20:30", "10:20:30"),
            ("PT05H30M00S", "05:30"),
            ("PT36H", "36:00"),
            ("next week", "next week"),
        ] {
            assert_eq!(iso_date(written).to_string(), shown);
        }
        assert_eq!(duration(1.5), Raw::Text("36:00".into()));
        assert_eq!(duration(-0.25), Raw::Text("-6:00".into()));
    }
}
