//! Numbers and times as Excel writes them where a cell is looked at by itself.

use jiff::civil::{DateTime, Time};

/// How many significant digits Excel keeps.
const DIGITS: usize = 15;
/// The powers of ten between which Excel writes a number without one.
const PLAIN: std::ops::Range<i32> = -10..21;

/// A number as Excel holds it: 15 significant digits, with a power of ten where it is very large or very small.
pub fn number_text(n: f64) -> String {
    let scientific = format!("{n:.*e}", DIGITS - 1);
    let Some((mantissa, power)) = scientific.split_once('e') else { return n.to_string() };
    let Ok(power) = power.parse::<i32>() else { return n.to_string() };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |m| ("-", m));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let text = if PLAIN.contains(&power) { plain(digits, power) } else { with_power(digits, power) };
    format!("{sign}{text}")
}

fn plain(digits: &str, power: i32) -> String {
    let Ok(whole) = usize::try_from(power + 1) else {
        let zeros = usize::try_from(-1 - power).unwrap_or_default();
        return format!("0.{}{digits}", "0".repeat(zeros));
    };
    match digits.split_at_checked(whole) {
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, "")) => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None => format!("{digits}{}", "0".repeat(whole - digits.len())),
    }
}

/// `1.5E+21`
fn with_power(digits: &str, power: i32) -> String {
    let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if power < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}E{sign}{:02}", power.abs())
}

/// Whether it is a time of day without a day: readers put those on the last days of 1899.
pub fn is_time_of_day(at: DateTime) -> bool {
    at.year() == 1899 && at.month() == 12 && at.day() >= 30
}

/// A time of day as people write it: `12:00`, and seconds only where there are any.
pub fn time_text(time: Time) -> String {
    match time.second() {
        0 => format!("{:02}:{:02}", time.hour(), time.minute()),
        seconds => format!("{:02}:{:02}:{seconds:02}", time.hour(), time.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    #[test]
    fn numbers_have_fifteen_digits() {
        for (n, text) in [
            ("0.69999999999999996".parse().unwrap(), "0.7"),
            (0.1 + 0.2, "0.3"),
            (0.08, "0.08"),
            (5.0, "5"),
            (-2.50, "-2.5"),
            (0.0, "0"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (123_456_789_012_345_680.0, "123456789012346000"),
            (1e20, "100000000000000000000"),
            (1e21, "1E+21"),
            (-1.5e300, "-1.5E+300"),
            (0.000_1, "0.0001"),
            (1e-12, "1E-12"),
            (10.0, "10"),
            (12.5, "12.5"),
        ] {
            assert_eq!(number_text(n), text);
        }
    }

    #[test]
    fn times_of_day_have_no_day_and_no_seconds_that_are_none() {
        for (at, text) in [
            (datetime(1899, 12, 31, 12, 0, 0, 0), "12:00"),
            (datetime(1899, 12, 30, 9, 5, 7, 0), "09:05:07"),
            (datetime(1899, 12, 31, 0, 0, 0, 0), "00:00"),
        ] {
            assert!(is_time_of_day(at));
            assert_eq!(time_text(at.time()), text);
        }
        assert!(!is_time_of_day(datetime(1900, 1, 1, 12, 0, 0, 0)));
    }

    proptest! {
        #[test]
        fn the_text_of_a_number_is_that_number(n in -1e17..1e17f64, small in -1e-3..1e-3f64) {
            for n in [n, small, n.round()] {
                let back: f64 = number_text(n).parse().unwrap();
                prop_assert!((back - n).abs() <= n.abs() * 1e-14, "{} for {}", number_text(n), n);
                prop_assert_eq!(number_text(back), number_text(n));
            }
        }
    }
}
