//! How people spell numbers: thousands separators, decimal points and commas, and what is the same written either way.

use rust_decimal::Decimal;
use std::str::FromStr;

/// A number as it was spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Digits, with a decimal point or without.
    Plain(Decimal),
    /// Spelled with thousands separators or a decimal comma, with one meaning.
    Grouped(Decimal),
    /// One separator with three digits behind it, which may be thousands or three decimals.
    Either {
        /// With the separator taken for thousands.
        thousands: Decimal,
        /// With the separator taken for the decimal point.
        fraction: Decimal,
        /// Whether the separator is a point.
        point: bool,
    },
}

/// The decimal number that a cell's float stands for: its first 15 significant digits, which are all that Excel keeps.
pub(super) fn decimal(n: f64) -> Option<Decimal> {
    if !n.is_finite() {
        return None;
    }
    let text = short_digits(n).unwrap_or_else(|| format!("{n:.14e}"));
    Decimal::from_scientific(&text).ok().map(|d| d.normalize())
}

/// The fewest digits that tell a float from all others, where they are no more than Excel keeps: then they are those that it
/// keeps. They are found many times as quickly.
fn short_digits(n: f64) -> Option<String> {
    let text = (1e-9..1e15).contains(&n.abs()).then(|| format!("{n:e}"))?;
    let digits = text.bytes().take_while(|b| *b != b'e').filter(u8::is_ascii_digit).count();
    (digits <= 15).then_some(text)
}

/// Parses unsigned digits with separators.
pub(super) fn parse_spelling(body: &str) -> Option<Spelling> {
    let body: String = body.chars().map(|c| if c == '’' { '\'' } else { c }).collect();
    if !body.chars().all(|c| c.is_ascii_digit() || is_mark(c)) || !body.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let mark = body.chars().rev().find(|c| is_mark(*c));
    let Some(mark) = mark else { return parse_plain(&body).map(Spelling::Plain) };
    match (parse_grouped(&body), parse_fraction(&body, mark)) {
        (Some(thousands), Some((fraction, _))) => Some(Spelling::Either { thousands, fraction, point: mark == '.' }),
        (Some(thousands), None) => Some(Spelling::Grouped(thousands)),
        (None, Some((fraction, false))) if mark == '.' => Some(Spelling::Plain(fraction)),
        (None, Some((fraction, _))) => Some(Spelling::Grouped(fraction)),
        (None, None) => None,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | ' ')
}

fn parse_plain(digits: &str) -> Option<Decimal> {
    Decimal::from_str_exact(digits).ok().map(|d| d.normalize())
}

/// A whole number in groups of three digits with the same separator throughout.
fn parse_grouped(text: &str) -> Option<Decimal> {
    let mark = text.chars().find(|c| is_mark(*c))?;
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let lead = matches!(first.len(), 1..=3) && !first.starts_with('0') && is_digits(first);
    if !lead || !groups.all(|g| g.len() == 3 && is_digits(g)) {
        return None;
    }
    parse_plain(&text.chars().filter(char::is_ascii_digit).collect::<String>())
}

/// A number whose last separator is the decimal point, and whether the part before it is grouped.
fn parse_fraction(text: &str, mark: char) -> Option<(Decimal, bool)> {
    if !matches!(mark, '.' | ',') || text.matches(mark).count() != 1 {
        return None;
    }
    let (whole, fraction) = text.split_once(mark)?;
    let grouped = !is_digits(whole);
    let whole = match whole {
        "" => Decimal::ZERO,
        _ if grouped => parse_grouped(whole)?,
        _ => parse_plain(whole)?,
    };
    if fraction.is_empty() || !is_digits(fraction) {
        return None;
    }
    Some((Decimal::from_str(&format!("{whole}.{fraction}")).ok()?.normalize(), grouped && text.find(mark) != Some(0)))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn numbers_are_spelled_in_many_ways() {
        let either = |t, f, point| Some(Spelling::Either { thousands: n(t), fraction: n(f), point });
        for (text, spelled) in [
            ("40", Some(Spelling::Plain(n("40")))),
            ("12.5", Some(Spelling::Plain(n("12.5")))),
            (".5", Some(Spelling::Plain(n("0.5")))),
            ("0.125", Some(Spelling::Plain(n("0.125")))),
            ("12,5", Some(Spelling::Grouped(n("12.5")))),
            ("1,234.50", Some(Spelling::Grouped(n("1234.5")))),
            ("1.234,50", Some(Spelling::Grouped(n("1234.5")))),
            ("1 234,50", Some(Spelling::Grouped(n("1234.5")))),
            ("1'234.50", Some(Spelling::Grouped(n("1234.5")))),
            ("1’234’567", Some(Spelling::Grouped(n("1234567")))),
            ("1,234,567", Some(Spelling::Grouped(n("1234567")))),
            ("1,234,567.891", Some(Spelling::Grouped(n("1234567.891")))),
            ("1,234", either("1234", "1.234", false)),
            ("1.234", either("1234", "1.234", true)),
            ("1.2.3", None),
            ("1,23,4", None),
            ("12 34", None),
            ("5.", None),
            (".", None),
            ("1e3", None),
            ("", None),
        ] {
            assert_eq!(parse_spelling(text), spelled, "{text}");
        }
    }

    #[test]
    fn few_digits_are_those_that_excel_keeps() {
        let mut state = 1_u64;
        for round in 0..20_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let any = f64::from_bits(state);
            let short = (state >> 40) as f64 / 10_f64.powi((round % 20) as i32);
            for n in [any, short, -short, short + f64::EPSILON * short, (state >> 12) as f64 / 8.0] {
                let kept = Decimal::from_scientific(&format!("{n:.14e}")).ok().map(|d| d.normalize());
                assert_eq!(decimal(n), kept.filter(|_| n.is_finite()), "{n:e}");
            }
        }
    }

    #[test]
    fn floats_become_what_the_cell_shows() {
        for (float, text) in [(0.1 + 0.2, "0.3"), (5.0, "5"), (1e15, "1000000000000000"), (-2.50, "-2.5"), (0.0, "0")] {
            assert_eq!(decimal(float).unwrap().to_string(), text);
        }
        assert_eq!(decimal(-0.0).unwrap().to_string(), "0");
        assert_eq!(decimal(f64::NAN), None);
        assert_eq!(decimal(f64::INFINITY), None);
        assert_eq!(decimal(1e300), None);
    }
}
