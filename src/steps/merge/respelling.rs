//! Ways in which a program writes what a column holds: Excel loses zeros in front and the last digits of long numbers, and
//! writes numbers and days as its country does, rounded and with a currency sign where a column is formatted so; others put
//! midnight behind days, or write 1 and 0 for TRUE and FALSE.

use super::cell_values::is_number as is_number_as_written;
use super::day_style::DayStyle;
use super::number_style::{DecimalPlaces, NumberStyle, all_digits};
use super::truth_style::{TruthStyle, is_plain_truth, truth_in};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::str::FromStr;

/// What a column held in one way of writing, and holds in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Respelling {
    /// `0012` is `12`.
    ZerosLost,
    /// `1234567890123456789` is `1.23457E+18`.
    DigitsRounded,
    /// `1234567890123456789` is `1234567890123450000`.
    DigitsCut,
    /// `1.50` is `1,5` or `1.50 €`.
    Numbers(NumberStyle, NumberStyle),
    /// `12.3456` is `12.35`, with so many decimal places at most.
    Rounded(NumberStyle, NumberStyle, DecimalPlaces),
    /// `2027-01-11` is `11.01.2027`.
    Days(DayStyle, DayStyle),
    /// `TRUE` is `true`, `WAHR` or `1`.
    Truth(TruthStyle, TruthStyle),
}

/// What is the same in both ways of writing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CellMeaning {
    Digits(String),
    Number(Decimal),
    Day(Date),
    Truth(bool),
}

/// Those in which there is only one way to write a value otherwise.
const WHOLE_VALUES: [Respelling; 3] = [Respelling::ZerosLost, Respelling::DigitsRounded, Respelling::DigitsCut];

impl Respelling {
    /// Those that make some of the one texts of some of the others.
    pub(super) fn between<T: AsRef<str>>(before: &[T], after: &[T]) -> Vec<Self> {
        let is_number = |style: &NumberStyle, texts: &[T]| texts.iter().any(|t| style.number_in(t.as_ref()).is_some());
        let styles = NumberStyle::found_in(before.iter().chain(after).map(AsRef::as_ref));
        let numbers = pairs(&styles, |s| is_number(s, before), |s| is_number(s, after));
        let rounded = numbers.iter().flat_map(|(a, b)| {
            let places =
                |style: NumberStyle, texts: &[T]| texts.iter().filter_map(|t| style.places_in(t.as_ref())).max();
            let kept = places(*b, after).filter(|kept| places(*a, before).is_some_and(|had| had > *kept));
            let rounded = |kept| DecimalPlaces::all(kept).map(|places| Self::Rounded(*a, *b, places));
            kept.map(rounded).into_iter().flatten()
        });
        let rounded: Vec<Self> = rounded.collect();
        let numbers = numbers.into_iter().map(|(a, b)| Self::Numbers(a, b));
        let is_day = |style: &DayStyle, texts: &[T]| texts.iter().any(|t| style.day_in(t.as_ref()).is_some());
        let days = pairs(&DayStyle::all(), |s| is_day(s, before), |s| is_day(s, after));
        let days = days.into_iter().filter(|(a, b)| a != b).map(|(a, b)| Self::Days(a, b));
        let is_truth = |style: &TruthStyle, texts: &[T]| texts.iter().any(|t| style.truth_in(t.as_ref()).is_some());
        let truth = pairs(&TruthStyle::ALL, |s| is_truth(s, before), |s| is_truth(s, after));
        let truth = truth.into_iter().filter(|(a, b)| a != b).map(|(a, b)| Self::Truth(a, b));
        let is_possible = |r: &Self| {
            before.iter().any(|t| r.before(t.as_ref()).is_some()) && after.iter().any(|t| r.after(t.as_ref()).is_some())
        };
        let whole = WHOLE_VALUES.into_iter().filter(is_possible);
        whole.chain(truth).chain(numbers).chain(days).chain(rounded).collect()
    }

    /// Those that may make one of these texts of some text.
    pub(super) fn of_any(after: &[&str]) -> Vec<Self> {
        let numbers = pairs(&NumberStyle::found_in(after.iter().copied()), |_| true, |_| true);
        let numbers = numbers.into_iter().map(|(a, b)| Self::Numbers(a, b));
        let days = pairs(&DayStyle::all(), |_| true, |style| after.iter().any(|text| style.day_in(text).is_some()));
        let days = days.into_iter().filter(|(a, b)| a != b).map(|(a, b)| Self::Days(a, b));
        let truth = pairs(&TruthStyle::ALL, |_| true, |_| true).into_iter();
        let truth = truth.filter(|(a, b)| a != b).map(|(a, b)| Self::Truth(a, b));
        let all = WHOLE_VALUES.into_iter().chain(truth).chain(numbers).chain(days);
        all.filter(|respelling| after.iter().any(|text| respelling.after(text).is_some())).collect()
    }

    /// Whether both ways of writing say the whole value.
    pub(super) fn keeps_values(self) -> bool {
        matches!(self, Self::Numbers(..) | Self::Days(..) | Self::Truth(..))
    }

    /// Whether every digit but zeros in front is still there.
    pub(super) fn keeps_numbers(self) -> bool {
        self.keeps_values() || self == Self::ZerosLost
    }

    /// Whether a cell can only be told by its row: what was lost of one may have been another in the next.
    pub(super) fn is_told_by_row(self) -> bool {
        matches!(self, Self::Rounded(..))
    }

    /// How many different texts of a column show it. A person rounds one amount; a program rounds all.
    pub(super) fn least_matches(self) -> usize {
        if self.is_told_by_row() { 2 } else { 1 }
    }

    /// Whether a text of the base may have become this one in its own row. Programs differ in how they round a half.
    pub(super) fn may_become(self, before: &str, after: &str) -> bool {
        match self {
            Self::Rounded(was, is, places) => {
                let half = Decimal::new(5, places.kept() + 1);
                let near = |(a, b): (Decimal, Decimal)| (a - b).abs() <= half;
                was.number_in(before).zip(is.number_in(after)).is_some_and(near)
            }
            _ => match (self.before(before), self.after(after)) {
                (Some(was), Some(is)) => self.key(was, &is) == self.key(is.clone(), &is),
                _ => false,
            },
        }
    }

    /// Whether a text of the base may have become one of these; of numbers that lose digits, any may.
    pub(super) fn is_any_of(self, text: &str, contents: &BTreeSet<CellMeaning>) -> bool {
        let loses_digits = matches!(self, Self::DigitsRounded | Self::DigitsCut);
        self.before(text).is_some_and(|before| loses_digits || contents.contains(&before))
    }

    /// What a text of the base says, if the program writes it otherwise.
    pub(super) fn before(self, text: &str) -> Option<CellMeaning> {
        match self {
            Self::ZerosLost => zeros_in_front(text).map(|digits| CellMeaning::Digits(digits.to_owned())),
            Self::DigitsRounded | Self::DigitsCut => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                (digits.len() > EXCEL_DIGITS && all_digits(digits)).then(|| CellMeaning::Digits(digits.to_owned()))
            }
            Self::Numbers(before, _) => before.number_in(text).map(CellMeaning::Number),
            Self::Days(before, _) => before.day_in(text).map(CellMeaning::Day),
            Self::Rounded(before, _, places) => before.number_in(text).map(|n| CellMeaning::Number(places.rounded(n))),
            Self::Truth(before, _) => before.truth_in(text).map(CellMeaning::Truth),
        }
    }

    /// What a text says, if the program may have written it.
    pub(super) fn after(self, text: &str) -> Option<CellMeaning> {
        match self {
            Self::ZerosLost => {
                let is_whole = all_digits(text) && (text == "0" || !text.starts_with('0'));
                is_whole.then(|| CellMeaning::Digits(text.to_owned()))
            }
            Self::DigitsRounded => rounded_digits(text).map(CellMeaning::Digits),
            Self::DigitsCut => is_cut(text).then(|| CellMeaning::Digits(text.to_owned())),
            Self::Numbers(_, after) => after.number_in(text).map(CellMeaning::Number),
            Self::Days(_, after) => after.day_in(text).map(CellMeaning::Day),
            Self::Rounded(_, after, places) => {
                after.number_in(text).filter(|n| n.scale() <= places.kept()).map(CellMeaning::Number)
            }
            Self::Truth(_, after) => after.truth_in(text).map(CellMeaning::Truth),
        }
    }

    /// Whether a text shows that the program did not write this column: it would have written it otherwise.
    pub(super) fn leaves_no(self, text: &str) -> bool {
        self.before(text).is_some() && self.after(text).is_none()
    }

    /// The content by which a text of the base is found, for one that lost digits and now has as many as `like`.
    pub(super) fn key(self, before: CellMeaning, like: &CellMeaning) -> CellMeaning {
        match (self, before, like) {
            (Self::DigitsRounded, CellMeaning::Digits(digits), CellMeaning::Digits(like)) => {
                CellMeaning::Digits(rounded(&digits, significant(like)))
            }
            (Self::DigitsCut, CellMeaning::Digits(digits), CellMeaning::Digits(_)) => {
                let (kept, lost) = digits.split_at_checked(EXCEL_DIGITS).unwrap_or((&digits, ""));
                CellMeaning::Digits(format!("{kept}{}", "0".repeat(lost.len())))
            }
            (_, before, _) => before,
        }
    }

    /// How many digits of a number are left, where digits were lost.
    pub(super) fn digits_kept(self, content: &CellMeaning) -> Option<usize> {
        match content {
            CellMeaning::Digits(digits) if self == Self::DigitsRounded => Some(significant(digits)),
            _ => None,
        }
    }

    /// What is new in the other way of writing, as the base would have it.
    pub(super) fn written_before(self, content: &CellMeaning) -> Option<String> {
        match (self, content) {
            (Self::Numbers(before, _) | Self::Rounded(before, ..), CellMeaning::Number(n)) => Some(before.write(*n)),
            (Self::Days(before, _), CellMeaning::Day(day)) => Some(before.write(*day)),
            (Self::Truth(before, _), CellMeaning::Truth(yes)) => before.write(*yes).map(ToOwned::to_owned),
            _ => None,
        }
    }

    /// A text of the base in the other way of writing, with all that it says.
    pub(super) fn written_after(self, text: &str) -> Option<String> {
        if let Self::Rounded(before, after, _) = self {
            return before.number_in(text).map(|n| after.write(n));
        }
        match (self, self.before(text)?) {
            (Self::ZerosLost, CellMeaning::Digits(digits)) => Some(digits),
            (Self::Numbers(_, after), CellMeaning::Number(n)) => Some(after.write(n)),
            (Self::Days(_, after), CellMeaning::Day(day)) => Some(after.write(day)),
            (Self::Truth(_, after), CellMeaning::Truth(yes)) => after.write(yes).map(ToOwned::to_owned),
            _ => None,
        }
    }

    /// What happened, in words.
    pub(super) fn words(self) -> String {
        let words = match self {
            Self::ZerosLost => "zeros in front are gone",
            Self::DigitsRounded | Self::DigitsCut => "long numbers lost their last digits",
            Self::Numbers(before, after) => match (before.currency(), after.currency()) {
                (None, Some(sign)) => return format!("numbers have a currency sign ({sign})"),
                (Some(sign), None) => return format!("the currency sign ({sign}) is gone"),
                _ => "numbers are written in another way",
            },
            Self::Rounded(_, _, places) => match places.kept() {
                0 => "numbers are rounded to whole ones",
                1 => "numbers are rounded to one decimal place",
                kept => return format!("numbers are rounded to {kept} decimal places"),
            },
            Self::Days(_, after) if after.has_midnight() => "days have a time behind them",
            Self::Days(..) => "days are written in another way",
            Self::Truth(..) => "TRUE and FALSE are written in another way",
        };
        words.to_owned()
    }
}

/// Each of the styles that were with each of those that are.
fn pairs<S: Copy>(all: &[S], was: impl Fn(&S) -> bool, is: impl Fn(&S) -> bool) -> Vec<(S, S)> {
    let after: Vec<S> = all.iter().copied().filter(|style| is(style)).collect();
    let before = all.iter().copied().filter(|style| was(style));
    before.flat_map(|before| after.iter().map(move |after| (before, *after)).collect::<Vec<_>>()).collect()
}

/// The digits behind zeros in front.
fn zeros_in_front(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches('0');
    let bare = if bare.is_empty() { "0" } else { bare };
    (all_digits(text) && text.len() > bare.len()).then_some(bare)
}

/// The digits of a long whole number that was rounded, with zeros for those that are lost.
fn rounded_digits(text: &str) -> Option<String> {
    let text = text.strip_prefix('-').unwrap_or(text);
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e']) {
        let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok().filter(|n| *n < 100)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_one = whole.len() == 1 && all_digits(whole) && (fraction.is_empty() || all_digits(fraction));
        let zeros = exponent.checked_sub(fraction.len()).filter(|_| is_one && exponent >= 15)?;
        return Some(format!("{whole}{fraction}{}", "0".repeat(zeros)));
    }
    is_cut(text).then(|| text.to_owned())
}

/// How many digits of a number Excel keeps.
const EXCEL_DIGITS: usize = 15;

/// Whether only as many digits stand before zeros as Excel keeps of a longer number.
fn is_cut(text: &str) -> bool {
    text.len() > EXCEL_DIGITS && all_digits(text) && text.trim_end_matches('0').len() <= EXCEL_DIGITS
}

/// How many digits stand before zeros at the end; Excel keeps fifteen.
fn significant(digits: &str) -> usize {
    digits.trim_end_matches('0').len().clamp(1, EXCEL_DIGITS)
}

/// Digits with only so many kept, rounded.
fn rounded(digits: &str, kept: usize) -> String {
    let Ok(number) = Decimal::from_str(digits) else { return digits.to_owned() };
    let kept = u32::try_from(kept).unwrap_or(u32::MAX);
    let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    number.round_sf_with_strategy(kept, strategy).unwrap_or(number).trunc().normalize().to_string()
}

/// Whether a text may be a program's way of writing that is no plain number, day or word as it is.
pub(super) fn may_be_respelled(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let is_number = || NumberStyle::found_in([text]).iter().any(|style| style.number_in(text).is_some());
    let is_day = || DayStyle::all().iter().any(|style| style.day_in(text).is_some());
    let is_plain = is_number_as_written(text);
    (begins && !is_plain && (rounded_digits(text).is_some() || is_number() || is_day()))
        || NumberStyle::has_currency(text)
        || truth_in(text).is_some_and(|_| !is_plain_truth(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one of the ways in which programs write makes the one text the other.
    fn ways(before: &str, after: &str) -> Vec<Respelling> {
        let is_way = |r: &Respelling| {
            let (Some(was), Some(is)) = (r.before(before), r.after(after)) else { return false };
            r.key(was, &is) == r.key(is.clone(), &is)
        };
        Respelling::between(&[before.to_owned()], &[after.to_owned()]).into_iter().filter(is_way).collect()
    }

    #[test]
    fn what_a_program_makes_of_a_text_is_known() {
        for (before, after) in [
            ("0012", "12"),
            ("000", "0"),
            ("1234567890123456789", "1.23457E+18"),
            ("1234567890123456789", "1234567890123450000"),
            ("1234567890123456789", "1.2345678901234568e+18"),
            ("1.50", "1,5"),
            ("1000.00", "1.000"),
            ("1234567.5", "1 234 567,5"),
            ("1,50", "1.5"),
            ("1234.5", "1,234.50"),
            ("2027-01-11", "11.01.2027"),
            ("2027-01-11", "1/11/2027"),
            ("2027-01-11", "11/1/27"),
            ("2027-01-11", "11-Jan-27"),
            ("2027-03-11", "11 März 2027"),
            ("2027-03-11", "11. März 2027"),
            ("2027-01-11", "11-janv.-27"),
            ("11-Jan-2027", "2027-01-11"),
            ("2027-01-11", "2027-01-11 00:00:00"),
            ("2027-01-11", "2027-01-11T00:00:00.000Z"),
            ("11.01.2027", "2027-01-11"),
            ("TRUE", "true"),
            ("true", "TRUE"),
            ("FALSE", "Falsch"),
            ("TRUE", "1"),
            ("FALSE", "0"),
            ("0", "FALSE"),
            ("TRUE", "Yes"),
            ("false", "f"),
            ("12.50", "€12.50"),
            ("12.50", "12,5 €"),
            ("1234.5", "$1,234.50"),
            ("-12.50", "-$12.50"),
            ("-12.50", "($12.50)"),
            ("1234.5", "CHF 1'234.50"),
            ("1.234,50 €", "1234.5"),
            ("12.3456", "12.35"),
            ("12.3456", "12"),
            ("1234.567", "1.234,57 €"),
        ] {
            assert!(!ways(before, after).is_empty(), "{before} {after}");
        }
    }

    #[test]
    fn what_says_something_else_is_no_way_of_writing() {
        for (before, after) in [
            ("0012", "13"),
            ("12", "12.0x"),
            ("1234567890123456789", "1.23458E+18"),
            ("1.50", "1,6"),
            ("2027-01-11", "12.01.2027"),
            ("2027-01-11", "11-Feb-27"),
            ("2027-01-11", "11-Bonn-27"),
            ("2027-02-30", "30-Feb-27"),
            ("2027-01-11", "2027-01-11 10:00:00"),
            ("2027-13-01", "01.13.2027"),
            ("TRUE", "no"),
            ("TRUE", "0"),
            ("TRUE", "2"),
            ("12.50 €", "$12.50"),
            ("12.3456", "12.34"),
            ("12.3456", "€13"),
            ("Bonn", "bonn"),
        ] {
            assert_eq!(ways(before, after), [], "{before} {after}");
        }
    }
}
