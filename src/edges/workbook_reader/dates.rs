//! Days as serial numbers.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, date};

/// The first and the last serial number that Excel shows as a date.
const LAST: f64 = 2_958_466.0;

/// The moment that a serial number stands for, to the second; nothing where it stands for none. A pure time has the day
/// before the epoch.
pub(super) fn of_serial(serial: f64, from_1904: bool) -> Option<DateTime> {
    if !(0.0..LAST).contains(&serial) {
        return None;
    }
    let mut days = serial.floor();
    let mut seconds = ((serial - days) * 86_400.0).round();
    if seconds >= 86_400.0 {
        days += 1.0;
        seconds = 0.0;
    }
    let day = if from_1904 { date(1904, 1, 1) } else { epoch_1900(days)? };
    // Both are whole and within the bounds checked above.
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers below three million and 86,400")]
    let (days, seconds) = (days as i64, seconds as i32);
    let day: Date = day.checked_add(Span::new().days(days)).ok()?;
    let time = Time::new(
        i8::try_from(seconds / 3600).ok()?,
        i8::try_from(seconds / 60 % 60).ok()?,
        i8::try_from(seconds % 60).ok()?,
        0,
    );
    Some(day.to_datetime(time.ok()?))
}

/// Excel counts a 29 February 1900 that never was.
fn epoch_1900(days: f64) -> Option<Date> {
    if (days - 60.0).abs() < 0.5 {
        return None;
    }
    Some(if days < 60.0 { date(1899, 12, 31) } else { date(1899, 12, 30) })
}

/// An ISO date or moment, as ods and some xlsx files hold it.
pub(super) fn of_iso(text: &str) -> Option<DateTime> {
    let text = text.trim().trim_end_matches('Z');
    text.parse::<DateTime>().ok().or_else(|| text.parse::<Date>().ok().map(|d| d.to_datetime(Time::midnight())))
}
