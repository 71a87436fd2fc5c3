//! A cell in the form in which a sheet's part holds it.

use super::super::styles::Styles;
use crate::edges::ooxml::tokens::{Tag, escape};
use crate::edges::reader::shows_date;
use crate::edges::writer::day_and_time;
use crate::model::grid::Raw;

/// Excel's own format for a day, and the one for a day with its time.
const DAY: usize = 14;
const DAY_AND_TIME: usize = 22;
/// The format that shows a number as it is.
const GENERAL: usize = 0;
/// More signs do not fit into a cell.
const LONGEST: usize = 32_767;
/// The days from the first that Excel counts to the first that it counted on a Mac.
const TO_1904: f64 = 1462.0;
/// What Excel calls its errors.
const ERRORS: [&str; 8] = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"];

/// How a cell shows numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Days,
    Hours,
    Numbers,
}

/// What cells are written with.
pub(super) struct Form<'a> {
    pub(super) styles: &'a mut Styles,
    pub(super) epoch_1904: bool,
    /// The prefix of the part's own elements.
    pub(super) own: String,
}

impl Form<'_> {
    /// A cell that holds this; with a formula, this is its result. `None` where no cell holds so much.
    pub(super) fn write(&mut self, mut tag: Tag, raw: &Raw, formula: Option<&str>) -> Option<String> {
        let look = tag.number("s").unwrap_or(0);
        let (kind, value, shows) = self.value(raw, self.shows(look), formula.is_some())?;
        if let Some(format) = shows {
            tag.set("s", Some(self.styles.showing(look, format)?.to_string()));
        }
        tag.set("t", (!kind.is_empty()).then(|| kind.to_owned()));
        if formula.is_none() {
            // They speak of arrays that spill and of values with more to them.
            tag.set("cm", None);
            tag.set("vm", None);
        }
        let own = &self.own;
        let formula = formula.unwrap_or_default();
        Some(match (kind, value) {
            (_, None) if formula.is_empty() => tag.write(true),
            (_, None) => format!("{}{formula}</{own}c>", tag.write(false)),
            ("inlineStr", Some(text)) => {
                format!(
                    "{}<{own}is><{own}t xml:space=\"preserve\">{text}</{own}t></{own}is></{own}c>",
                    tag.write(false)
                )
            }
            (_, Some(value)) => format!("{}{formula}<{own}v>{value}</{own}v></{own}c>", tag.write(false)),
        })
    }

    /// The kind of a cell, its value as text, and the number format that it needs where it has another.
    fn value(&self, raw: &Raw, shows: Shows, computed: bool) -> Option<(&'static str, Option<String>, Option<usize>)> {
        let text = |text: &str| {
            let kind = if computed { "str" } else { "inlineStr" };
            (text.encode_utf16().count() <= LONGEST).then(|| (kind, Some(in_xml(text)), None))
        };
        match raw {
            Raw::Empty if computed => text(""),
            Raw::Empty => Some(("", None, None)),
            Raw::Number(n) => Some(("", Some(n.to_string()), (shows != Shows::Numbers).then_some(GENERAL))),
            Raw::YesNo(yes) => Some(("b", Some(u8::from(*yes).to_string()), None)),
            Raw::Error(error) if ERRORS.contains(&error.as_str()) => Some(("e", Some(error.clone()), None)),
            Raw::Date(moment) => {
                let Some(n) = day_and_time(*moment).and_then(|n| self.counted(n)) else {
                    return text(&raw.to_string());
                };
                let whole = moment.time() == jiff::civil::Time::midnight();
                let format = if whole { DAY } else { DAY_AND_TIME };
                Some(("", Some(n.to_string()), (shows != Shows::Days).then_some(format)))
            }
            Raw::Text(hours) if shows == Shows::Hours && days_of(hours).is_some() => {
                Some(("", days_of(hours).map(|n| n.to_string()), None))
            }
            other => text(&other.to_string()),
        }
    }

    /// A day as this workbook counts days.
    fn counted(&self, n: f64) -> Option<f64> {
        let n = if self.epoch_1904 && n >= 1.0 { n - TO_1904 } else { n };
        (n >= 0.0).then_some(n)
    }

    fn shows(&self, look: usize) -> Shows {
        let (format, code) = self.styles.shows(look);
        let code = code.unwrap_or_default().to_ascii_lowercase();
        match format {
            46 => Shows::Hours,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shows::Days,
            _ if ["[h", "[m", "[s"].iter().any(|unit| code.contains(unit)) && shows_date(&code) => Shows::Hours,
            _ if shows_date(&code) && !code.is_empty() => Shows::Days,
            _ => Shows::Numbers,
        }
    }
}

/// `36:00` in days.
fn days_of(hours: &str) -> Option<f64> {
    let (sign, bare) = hours.strip_prefix('-').map_or((1.0, hours), |rest| (-1.0, rest));
    let parts: Vec<u32> = bare.split(':').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let seconds = match parts.as_slice() {
        [h, m] if *m < 60 => f64::from(*h) * 3600.0 + f64::from(*m) * 60.0,
        [h, m, s] if *m < 60 && *s < 60 => f64::from(*h) * 3600.0 + f64::from(*m) * 60.0 + f64::from(*s),
        _ => return None,
    };
    Some(sign * seconds / 86_400.0)
}

/// Text as a part holds it: what XML has no sign for, and what looks like such a sign's name, by its number.
fn in_xml(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let named = || {
            let name = text.get(at..at + 7).unwrap_or_default().as_bytes();
            matches!(name, [b'_', b'x', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit))
        };
        match c {
            '\n' | '\t' => out.push(c),
            '_' if named() => out.push_str("_x005F_"),
            '\u{FFFE}' | '\u{FFFF}' | '\u{0}'..='\u{1F}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            _ => out.push(c),
        }
    }
    escape(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_beyond_a_day_are_days_and_text_is_what_it_was() {
        for (hours, days) in [
            ("36:00", Some(1.5)),
            ("-6:00", Some(-0.25)),
            ("0:00:30", Some(30.0 / 86_400.0)),
            ("1:75", None),
            ("soon", None),
        ] {
            assert_eq!(days_of(hours), days, "{hours}");
        }
        assert_eq!(in_xml("a<b & \"_x0041_\" _x41_\u{7}\n"), "a&lt;b &amp; &quot;_x005F_x0041_&quot; _x41__x0007_\n");
    }
}
