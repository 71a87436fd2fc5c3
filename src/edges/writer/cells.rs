//! The content of cells, each kind in the form in which Excel keeps it.

use super::text::{MAX_FORMULA, MAX_TEXT, units};
use crate::model::grid::Raw;
use crate::model::page::{Content, PageCell};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use rust_xlsxwriter::ExcelDateTime;
use std::borrow::Cow;

const LONGEST_LINK: usize = 2_079;
/// The powers of ten that are floats without rounding.
const EXACT_POWERS: u32 = 22;
/// Beyond this, not every whole number is a float.
const EXACT_WHOLE: u64 = 1 << 53;

/// A value in the form in which a cell keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum StoredValue<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number(f64),
    YesNo(bool),
}

fn text(text: Cow<'_, str>) -> StoredValue<'_> {
    if text.is_empty() { StoredValue::Blank } else { StoredValue::Text(text) }
}

/// A content as its cell keeps it; none for a formula. What Excel has no type for is text.
pub(super) fn stored(content: &Content) -> Option<StoredValue<'_>> {
    Some(match content {
        Content::Blank | Content::Found(Raw::Empty) => StoredValue::Blank,
        Content::Text(t) | Content::Link { text: t, .. } | Content::Found(Raw::Text(t)) => text(t.into()),
        Content::Number(n) => StoredValue::Number(float(*n)),
        Content::Percent(n) => StoredValue::Number(float(hundredth(*n))),
        Content::Date(date) => serial(*date).map_or_else(|| text(date.to_string().into()), StoredValue::Number),
        Content::Found(Raw::Number(n)) if n.is_finite() => StoredValue::Number(*n),
        Content::Found(Raw::YesNo(yes)) => StoredValue::YesNo(*yes),
        Content::Found(raw @ Raw::Date(moment)) => {
            day_and_time(*moment).map_or_else(|| text(raw.to_string().into()), StoredValue::Number)
        }
        Content::Found(raw) => text(raw.to_string().into()),
        Content::Formula { .. } => return None,
    })
}

/// A day as Excel's serial number; `None` before 1900, where Excel has none.
pub(super) fn serial(date: Date) -> Option<f64> {
    let part = |n: i8| u8::try_from(n).ok();
    let year = u16::try_from(date.year()).ok()?;
    let day = ExcelDateTime::from_ymd(year, part(date.month())?, part(date.day())?).ok()?;
    Some(day.to_excel())
}

/// A date and time as Excel's serial number; a time without a day, which the grid keeps on a day of 1899, has the day
/// 0.
pub(in crate::edges) fn day_and_time(moment: DateTime) -> Option<f64> {
    let day = if moment.year() == 1899 { 0.0 } else { serial(moment.date())? };
    let time = moment.time();
    let seconds = f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second());
    Some(day + seconds / 86_400.0)
}

/// Why a content can't be written, where the library would not say so clearly or not at all.
pub(super) fn unwritable(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) | Content::Link { text, .. } => too_long(text, MAX_TEXT, "text"),
        Content::Found(Raw::Text(text) | Raw::Error(text)) => too_long(text, MAX_TEXT, "text"),
        Content::Formula { formula, .. } if formula.contains("[@") => {
            Some(format!("the formula {formula} uses [@…]; write Table[[#This Row],[Column]] instead"))
        }
        Content::Formula { formula, result } => {
            too_long(formula, MAX_FORMULA, "formula").or_else(|| unwritable(result))
        }
        _ => None,
    }
}

fn too_long(text: &str, most: usize, what: &str) -> Option<String> {
    // A character has no more units than bytes.
    let long = if text.len() > most { units(text) } else { 0 };
    (long > most).then(|| format!("the {what} has {long} characters; at most {most} fit into a cell"))
}

/// Text and target of a link that Excel takes.
pub(super) fn link_of(content: &Content) -> Option<(&str, &str)> {
    match content {
        Content::Link { text, target } if !text.is_empty() && leads_somewhere(target) => Some((text, target)),
        _ => None,
    }
}

/// Whether a cell is written as a link.
pub fn takes_link(cell: &PageCell) -> bool {
    link_of(&cell.content).is_some()
}

fn leads_somewhere(target: &str) -> bool {
    let known = ["internal:", "https://", "http://", "mailto:"];
    let rest = known.iter().find_map(|k| target.strip_prefix(k));
    let one_anchor = target.matches('#').count() <= 1;
    let plain = !target.chars().any(char::is_control);
    rest.is_some_and(|r| !r.trim().is_empty()) && one_anchor && plain && units(target) <= LONGEST_LINK
}

/// The nearest float. Dividing two floats that are exact rounds once, as parsing the digits does; converting the decimal
/// may be one bit off.
fn float(n: Decimal) -> f64 {
    let whole = u64::try_from(n.mantissa().unsigned_abs()).unwrap_or(u64::MAX);
    if whole > EXACT_WHOLE || n.scale() > EXACT_POWERS || whole == 0 {
        return n.to_string().parse().unwrap_or_default();
    }
    #[expect(clippy::cast_precision_loss, reason = "it is small enough to be exact")]
    let size = whole as f64 / (0..n.scale()).fold(1.0, |power, _| power * 10.0);
    if n.is_sign_negative() { -size } else { size }
}

fn hundredth(n: Decimal) -> Decimal {
    n.checked_div(Decimal::ONE_HUNDRED).unwrap_or(n).normalize()
}

/// The cached result of a formula. The library takes text that looks like a number or a boolean for one, so such a text
/// gets a blank at its end, which is ignored when the value is read.
pub(super) fn cached(result: &Content) -> String {
    match result {
        Content::Blank => String::new(),
        Content::Number(n) => float(*n).to_string(),
        Content::Percent(n) => float(hundredth(*n)).to_string(),
        Content::Date(date) => serial(*date).map_or_else(|| date.to_string(), |day| day.to_string()),
        Content::Found(raw) => raw.to_string(),
        Content::Formula { result, .. } => cached(result),
        Content::Text(text) | Content::Link { text, .. } if looks_like_other(text) => format!("{text} "),
        Content::Text(text) | Content::Link { text, .. } => text.clone(),
    }
}

fn looks_like_other(text: &str) -> bool {
    text.parse::<f64>().is_ok() || text == "TRUE" || text == "FALSE" || text.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn links_that_excel_would_repair_are_text() {
        for (target, leads) in [
            ("internal:'Risks'!A5", true),
            ("https://example.com/a?b=c#d", true),
            ("mailto:jane@example.com", true),
            ("https://", false),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("https://example.com/#a#b", false),
            ("https://example.com/\u{7}", false),
            (&format!("https://example.com/{}", "x".repeat(2_080)), false),
        ] {
            assert_eq!(leads_somewhere(target), leads, "{target}");
        }
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        assert_eq!(serial(date(2026, 11, 22)), Some(46348.0));
        assert_eq!(serial(date(1900, 1, 1)), Some(1.0));
        assert_eq!(serial(date(1900, 3, 1)), Some(61.0));
        assert_eq!(serial(date(1899, 12, 30)), None);
    }

    #[test]
    fn a_decimal_is_the_float_that_its_digits_say() {
        for digits in [
            "0",
            "0.0",
            "-0",
            "1",
            "-7.25",
            "0.1",
            "0.3",
            "1234567.89",
            "9007199254740993",
            "0.000000000000000000000001",
            "79228162514264337593543950335",
            "1.005",
            "33.333333333333333",
            "123456789012345.67",
        ] {
            let n: Decimal = digits.parse().unwrap();
            let parsed: f64 = n.to_string().parse().unwrap();
            assert_eq!(float(n).to_bits(), parsed.to_bits(), "{digits}");
        }
    }

    #[test]
    fn a_cached_text_is_never_a_number() {
        let text = |t: &str| cached(&Content::Text(t.into()));
        assert_eq!(text("007"), "007 ");
        assert_eq!(text("NaN"), "NaN ");
        assert_eq!(text("TRUE"), "TRUE ");
        assert_eq!(text("a"), "a");
        assert_eq!(cached(&Content::Percent(Decimal::from(80))), "0.8");
    }
}
