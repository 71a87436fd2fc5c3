//! Ways in which programs write a whole column of numbers.

use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;
use std::str::FromStr;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberStyle {
    mark: DecimalMark,
    currency: Option<Currency>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DecimalMark {
    /// `1234.50` or `1,234.50`.
    Point,
    /// `1234,50` or `1.234,50`.
    Comma,
}

/// A currency sign, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Currency {
    sign: &'static str,
    is_in_front: bool,
    is_apart: bool,
}

/// The signs that programs put beside amounts; a longer one before those that it ends with.
const SIGNS: [&str; 17] =
    ["US$", "CA$", "A$", "R$", "€", "$", "£", "¥", "₹", "zł", "kr", "CHF", "EUR", "USD", "GBP", "JPY", "INR"];

const BLANKS: [char; 3] = [' ', '\u{a0}', '\u{202f}'];

impl NumberStyle {
    /// The styles in which some of these texts may be written: with point or comma, and with the first currency sign that
    /// stands in one of them. There is no second sign among them: an amount in one currency is never one in another.
    pub(super) fn found_in<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Self> {
        let currency = texts.into_iter().find_map(Currency::of);
        let all = std::iter::once(None).chain(currency.map(Some));
        all.flat_map(|currency| [DecimalMark::Point, DecimalMark::Comma].map(|mark| Self { mark, currency })).collect()
    }

    /// Whether a text is an amount with a currency sign.
    pub(super) fn has_currency(text: &str) -> bool {
        Currency::of(text).is_some()
    }

    /// Its currency sign.
    pub(super) fn currency(self) -> Option<&'static str> {
        self.currency.map(|currency| currency.sign)
    }

    /// The number that a text is in this way of writing.
    pub(super) fn number_in(self, text: &str) -> Option<Decimal> {
        let Some(currency) = self.currency else { return self.plain_number_in(text) };
        let (bare, is_negative) = currency.bare(text)?;
        let number = self.plain_number_in(bare)?;
        Some(if is_negative { -number } else { number })
    }

    /// How many decimal places a number in this way of writing needs.
    pub(super) fn places_in(self, text: &str) -> Option<u32> {
        self.number_in(text).map(|number| number.scale())
    }

    fn plain_number_in(self, text: &str) -> Option<Decimal> {
        let (point, grouping) = match self.mark {
            DecimalMark::Point => ('.', ','),
            DecimalMark::Comma => (',', '.'),
        };
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once(point).map_or((digits, None), |(w, f)| (w, Some(f)));
        let is_grouping = |c: char| c == grouping || matches!(c, '\'' | '’') || BLANKS.contains(&c);
        let mut groups = whole.split(is_grouping);
        let first = groups.next()?;
        let is_grouped = groups.clone().next().is_some();
        let are_thousands = !is_grouped || (first.len() <= 3 && groups.clone().all(|group| group.len() == 3));
        if !(are_thousands && all_digits(first) && groups.all(all_digits) && fraction.is_none_or(all_digits)) {
            return None;
        }
        let whole = if is_grouped { Cow::Owned(whole.replace(is_grouping, "")) } else { Cow::Borrowed(whole) };
        if whole != "0" && whole.starts_with('0') {
            return None;
        }
        let plain = match fraction {
            None if !is_grouped => Cow::Borrowed(text),
            Some(_) if !is_grouped && self.mark == DecimalMark::Point => Cow::Borrowed(text),
            None => Cow::Owned(format!("{sign}{whole}")),
            Some(fraction) => Cow::Owned(format!("{sign}{whole}.{fraction}")),
        };
        Decimal::from_str(&plain).ok().filter(|_| plain.len() <= 28).map(|n| n.normalize())
    }

    /// A number in this way of writing.
    pub(super) fn write(self, number: Decimal) -> String {
        let Some(Currency { sign, is_in_front, is_apart }) = self.currency else { return self.plain(number) };
        let mut amount = number.abs();
        if amount.scale() == 1 {
            amount.rescale(2);
        }
        let (plain, blank) = (self.plain(amount), if is_apart { " " } else { "" });
        let minus = if number.is_sign_negative() { "-" } else { "" };
        if is_in_front { format!("{minus}{sign}{blank}{plain}") } else { format!("{minus}{plain}{blank}{sign}") }
    }

    fn plain(self, number: Decimal) -> String {
        let plain = number.to_string();
        if self.mark == DecimalMark::Comma { plain.replace('.', ",") } else { plain }
    }
}

impl Currency {
    /// The sign beside an amount.
    fn of(text: &str) -> Option<Self> {
        let ends_plain = text.ends_with(|c: char| c.is_ascii_digit()) && text.starts_with(|c: char| c.is_ascii_digit());
        if ends_plain || text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let bare = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
        let bare = bare.strip_prefix('-').unwrap_or(bare);
        SIGNS.iter().find_map(|sign| {
            let (rest, is_in_front) = match bare.strip_prefix(sign) {
                Some(rest) => (rest, true),
                None => (bare.strip_suffix(sign)?, false),
            };
            let is_apart = if is_in_front { rest.starts_with(BLANKS) } else { rest.ends_with(BLANKS) };
            let holds_amount = |c: char| c.is_ascii_digit() || ".,'’-".contains(c) || BLANKS.contains(&c);
            rest.chars().all(holds_amount).then_some(Self { sign, is_in_front, is_apart })
        })
    }

    /// An amount without its sign, and whether a minus or brackets around it make it negative.
    fn bare(self, text: &str) -> Option<(&str, bool)> {
        let in_brackets = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let in_front = text.strip_prefix('-').filter(|_| self.is_in_front);
        let inner = in_brackets.or(in_front).unwrap_or(text);
        let bare = if self.is_in_front { inner.strip_prefix(self.sign)? } else { inner.strip_suffix(self.sign)? };
        Some((bare.trim_matches(BLANKS), in_brackets.or(in_front).is_some()))
    }
}

/// How many decimal places of a number are kept, and where a half goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DecimalPlaces {
    kept: u32,
    halves: RoundingStrategy,
}

impl DecimalPlaces {
    /// So many places: spreadsheets round a half up, scripts often to the even digit.
    pub(super) fn all(kept: u32) -> [Self; 2] {
        [RoundingStrategy::MidpointAwayFromZero, RoundingStrategy::MidpointNearestEven]
            .map(|halves| Self { kept, halves })
    }

    pub(super) fn kept(self) -> u32 {
        self.kept
    }

    pub(super) fn rounded(self, number: Decimal) -> Decimal {
        number.round_dp_with_strategy(self.kept, self.halves).normalize()
    }
}

pub(super) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_again_as_it_was_written() {
        for text in ["12.50", "1.234,50 €", "€ 5", "CHF 1'234.50", "-$12.50", "12,5 zł", "-3,5 kr"] {
            let styles = NumberStyle::found_in([text]);
            let style = styles.iter().rev().find(|style| style.number_in(text).is_some()).unwrap();
            let number = style.number_in(text).unwrap();
            assert_eq!(style.number_in(&style.write(number)), Some(number), "{text}: {style:?}");
            assert_eq!(number.is_sign_negative(), text.starts_with('-'), "{text}");
        }
    }

    #[test]
    fn only_an_amount_has_a_currency() {
        for (text, is_amount) in [("12 €", true), ("$5", true), ("(£3.20)", true), ("EUR 3", true)] {
            assert_eq!(NumberStyle::has_currency(text), is_amount, "{text}");
        }
        for text in ["€", "12", "5 people", "USD12 each", "$HOME", "A1$"] {
            assert!(!NumberStyle::has_currency(text), "{text}");
        }
    }
}
