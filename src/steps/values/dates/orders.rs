//! Days in digits alone, whose parts may stand in several orders.

use super::tokens::DatePart;
use jiff::civil::Date;

/// Which part of a date stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

impl DateOrder {
    /// `the day first`.
    pub fn words(self) -> &'static str {
        match self {
            Self::DayFirst => "the day first",
            Self::MonthFirst => "the month first",
            Self::YearFirst => "the year first",
        }
    }
}

/// The days that three numbers may be, each with its order.
pub(super) type Readings = Vec<(DateOrder, Date)>;

/// The separators of dates in digits. Where days are written with points, they come first.
const SEPARATORS: [&str; 4] = ["-", "/", "", "."];

/// Which days three numbers may be. None where they are no date at all: empty where they are shaped like one, and no such
/// day exists.
pub(super) fn digit_readings(parts: &[DatePart<'_>]) -> Option<Readings> {
    let [a, b, c] = parts else { return None };
    let separator = b.before;
    if !a.before.is_empty() || c.before != separator || !SEPARATORS.contains(&separator) || !b.apart || !c.apart {
        return None;
    }
    if let (Some(y), Some(m), Some(d)) = (a.year(), b.short_number(), c.short_number()) {
        return Some(reading(DateOrder::YearFirst, y, m, d).into_iter().collect());
    }
    let (first, second) = (a.short_number()?, b.short_number()?);
    let year = c.year().or_else(|| c.short_year());
    let with_year = |order, month, day| reading(order, year?, month, day);
    let mut out: Readings = with_year(DateOrder::DayFirst, second, first).into_iter().collect();
    if separator != "." || out.is_empty() {
        out.extend(with_year(DateOrder::MonthFirst, first, second));
        out.extend(year_first(a, second, c).filter(|_| separator != "."));
    }
    (year.is_some() || !out.is_empty()).then_some(out)
}

/// From this year on, two digits in front may be a year.
const FIRST_SHORT_YEAR: i32 = 2020;

fn year_first(a: &DatePart<'_>, month: i32, c: &DatePart<'_>) -> Option<(DateOrder, Date)> {
    let year = a.short_year().filter(|y| *y >= FIRST_SHORT_YEAR)?;
    let day = c.short_number().filter(|_| c.text.len() == 2)?;
    reading(DateOrder::YearFirst, year, month, day)
}

fn reading(order: DateOrder, year: i32, month: i32, day: i32) -> Option<(DateOrder, Date)> {
    Some((order, day_of(year, month, day)?))
}

pub(super) fn day_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
