//! Writes a value as a cell of a sheet's part.

use super::super::styles::StyleTransfer;
use crate::edges::ooxml::tokens::{Tag, escape};
use crate::edges::reader::shows_date;
use crate::edges::writer::{MAX_TEXT, day_and_time};
use crate::model::grid::Raw;

/// The built-in number format for a day.
const DAY: usize = 14;
/// The built-in number format for a day with its time.
const DAY_AND_TIME: usize = 22;
/// The built-in number format that shows a number as it is.
const GENERAL: usize = 0;
/// Days between the two epochs, 1900 and 1904, from which workbooks count.
const TO_1904: f64 = 1462.0;
/// The errors that a cell of type `e` may hold; others are written as text.
const ERRORS: [&str; 8] = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"];

/// What a number format shows numbers as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShownAs {
    Days,
    Hours,
    Numbers,
}

/// A value as a cell stores it.
#[derive(Default)]
struct Encoded {
    /// The attribute `t`; none for numbers.
    cell_type: &'static str,
    /// The text of the value; none for an empty cell.
    value: Option<String>,
    /// The number format that the cell needs, if it has one that shows something else.
    number_format: Option<usize>,
}

/// Writes cells of one sheet.
pub(super) struct CellEncoder<'a> {
    pub(super) styles: &'a mut StyleTransfer,
    pub(super) epoch_1904: bool,
    /// The prefix of the part's own elements.
    pub(super) own: String,
}

impl CellEncoder<'_> {
    /// A cell that holds this value; with a formula, the value is its result. `None` where the text is too long for a
    /// cell.
    pub(super) fn write(&mut self, mut tag: Tag, raw: &Raw, formula: Option<&str>) -> Option<String> {
        let cell_format = tag.number("s").unwrap_or(0);
        let Encoded { cell_type, value, number_format } =
            self.encode(raw, self.shown_as(cell_format), formula.is_some())?;
        if let Some(number_format) = number_format {
            tag.set("s", Some(self.styles.with_number_format(cell_format, number_format)?.to_string()));
        }
        tag.set("t", (!cell_type.is_empty()).then(|| cell_type.to_owned()));
        if formula.is_none() {
            // Metadata of arrays that spill and of rich values belongs to the formula.
            tag.set("cm", None);
            tag.set("vm", None);
        }
        let own = &self.own;
        let formula = formula.unwrap_or_default();
        Some(match (cell_type, value) {
            (_, None) if formula.is_empty() => tag.empty_tag(),
            (_, None) => format!("{}{formula}</{own}c>", tag.start_tag()),
            ("inlineStr", Some(text)) => {
                format!("{}<{own}is><{own}t xml:space=\"preserve\">{text}</{own}t></{own}is></{own}c>", tag.start_tag())
            }
            (_, Some(value)) => format!("{}{formula}<{own}v>{value}</{own}v></{own}c>", tag.start_tag()),
        })
    }

    /// How a value is stored in a cell that shows numbers as `shown_as`.
    fn encode(&self, raw: &Raw, shown_as: ShownAs, computed: bool) -> Option<Encoded> {
        let stored = |cell_type, value, number_format| Some(Encoded { cell_type, value: Some(value), number_format });
        let text = |text: &str| {
            let cell_type = if computed { "str" } else { "inlineStr" };
            if text.encode_utf16().count() > MAX_TEXT { None } else { stored(cell_type, escape_text(text), None) }
        };
        match raw {
            Raw::Empty if computed => text(""),
            Raw::Empty => Some(Encoded::default()),
            Raw::Number(n) => stored("", n.to_string(), (shown_as != ShownAs::Numbers).then_some(GENERAL)),
            Raw::YesNo(yes) => stored("b", u8::from(*yes).to_string(), None),
            Raw::Error(error) if ERRORS.contains(&error.as_str()) => stored("e", error.clone(), None),
            Raw::Date(moment) => {
                let Some(n) = day_and_time(*moment).and_then(|n| self.in_epoch(n)) else {
                    return text(&raw.to_string());
                };
                let whole = moment.time() == jiff::civil::Time::midnight();
                let format = if whole { DAY } else { DAY_AND_TIME };
                stored("", n.to_string(), (shown_as != ShownAs::Days).then_some(format))
            }
            Raw::Text(hours) if shown_as == ShownAs::Hours && days_of(hours).is_some() => {
                Some(Encoded { value: days_of(hours).map(|n| n.to_string()), ..Encoded::default() })
            }
            other => text(&other.to_string()),
        }
    }

    /// A serial day of the epoch 1900 as this workbook counts days.
    fn in_epoch(&self, n: f64) -> Option<f64> {
        let n = if self.epoch_1904 && n >= 1.0 { n - TO_1904 } else { n };
        (n >= 0.0).then_some(n)
    }

    /// What a cell format of the workbook shows numbers as.
    fn shown_as(&self, cell_format: usize) -> ShownAs {
        let (format, code) = self.styles.number_format_of(cell_format);
        let code = code.unwrap_or_default().to_ascii_lowercase();
        match format {
            46 => ShownAs::Hours,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => ShownAs::Days,
            _ if ["[h", "[m", "[s"].iter().any(|unit| code.contains(unit)) && shows_date(&code) => ShownAs::Hours,
            _ if shows_date(&code) && !code.is_empty() => ShownAs::Days,
            _ => ShownAs::Numbers,
        }
    }
}

/// The days of a duration such as `36:00`.
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

/// Text as a part holds it: characters that XML can't hold, and text that looks like their escapes, as `_xHHHH_`.
fn escape_text(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let looks_escaped = || {
            let name = text.get(at..at + 7).unwrap_or_default().as_bytes();
            matches!(name, [b'_', b'x', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit))
        };
        match c {
            '\n' | '\t' => out.push(c),
            '_' if looks_escaped() => out.push_str("_x005F_"),
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
        assert_eq!(
            escape_text("a<b & \"_x0041_\" _x41_\u{7}\n"),
            "a&lt;b &amp; &quot;_x005F_x0041_&quot; _x41__x0007_\n"
        );
    }
}
