//! Ways in which programs write a whole column of days.

use crate::model::typed::fold_typed;
use crate::steps::values::month_named;
use jiff::civil::Date;

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayStyle {
    order: DayOrder,
    separator: char,
    /// Whether midnight stands behind it.
    midnight: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayOrder {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
    /// `11-Jan-2027`.
    DayNameYear,
}

/// The orders with the separators of each.
const STYLES: [(DayOrder, &str); 4] = [
    (DayOrder::YearMonthDay, "-/."),
    (DayOrder::DayMonthYear, "./-"),
    (DayOrder::MonthDayYear, "/-"),
    (DayOrder::DayNameYear, "- "),
];

const SHORT_MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl DayStyle {
    pub(super) fn all() -> Vec<Self> {
        let styles = STYLES.iter().flat_map(|(order, separators)| {
            let of_order = separators.chars().flat_map(|separator| [false, true].map(|midnight| (separator, midnight)));
            of_order.map(|(separator, midnight)| Self { order: *order, separator, midnight })
        });
        // Before midnight a blank would stand for both.
        styles.filter(|style| !(style.midnight && style.separator == ' ')).collect()
    }

    pub(super) fn has_midnight(self) -> bool {
        self.midnight
    }

    /// The day that a text is in this way of writing.
    pub(super) fn day_in(self, text: &str) -> Option<Date> {
        let text = if self.midnight { without_midnight(text)? } else { text };
        let mut parts = text.split(self.separator);
        let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month, day) = match self.order {
            DayOrder::YearMonthDay => (one, two, three),
            DayOrder::DayMonthYear => (three, two, one),
            DayOrder::MonthDayYear => (three, one, two),
            DayOrder::DayNameYear => (three, two, one.strip_suffix('.').unwrap_or(one)),
        };
        let of_century = match year.len() {
            4 => 0,
            2 if self.order != DayOrder::YearMonthDay => 2000,
            _ => return None,
        };
        let fits = parts.next().is_none() && is_short(day) && year.bytes().all(|b| b.is_ascii_digit());
        let year = year.parse::<i16>().ok().filter(|_| fits)?.checked_add(of_century)?;
        Date::new(year, self.month_in(month)?, day.parse().ok()?).ok()
    }

    fn month_in(self, text: &str) -> Option<i8> {
        if self.order == DayOrder::DayNameYear {
            let is_name = text.starts_with(char::is_alphabetic);
            return is_name.then(|| month_named(fold_typed(text).trim_end_matches('.'))).flatten();
        }
        text.parse().ok().filter(|_| is_short(text))
    }

    pub(super) fn write(self, day: Date) -> String {
        let (year, month, of_month, separator) = (day.year(), day.month(), day.day(), self.separator);
        let text = match self.order {
            DayOrder::YearMonthDay => format!("{year:04}{separator}{month:02}{separator}{of_month:02}"),
            DayOrder::DayMonthYear => format!("{of_month:02}{separator}{month:02}{separator}{year:04}"),
            DayOrder::MonthDayYear => format!("{month:02}{separator}{of_month:02}{separator}{year:04}"),
            DayOrder::DayNameYear => {
                let at = usize::try_from(month - 1).unwrap_or_default();
                let name = SHORT_MONTHS.get(at).copied().unwrap_or_default();
                format!("{of_month:02}{separator}{name}{separator}{year:04}")
            }
        };
        if self.midnight { format!("{text} 00:00:00") } else { text }
    }
}

fn is_short(part: &str) -> bool {
    (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
}

/// What stands before midnight.
fn without_midnight(text: &str) -> Option<&str> {
    let (day, time) = text.split_once(['T', ' '])?;
    let time = time.trim_end_matches('Z').split_once('.').map_or(time.trim_end_matches('Z'), |(time, _)| time);
    matches!(time, "00:00" | "0:00" | "00:00:00" | "0:00:00" | "12:00:00 AM" | "12:00 AM").then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_again_as_it_was_written() {
        let day = jiff::civil::date(2027, 3, 9);
        for style in DayStyle::all() {
            assert_eq!(style.day_in(&style.write(day)), Some(day), "{style:?}");
        }
    }
}
