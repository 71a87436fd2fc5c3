//! Writes the content of cells, each kind in the form in which Excel keeps it.

use super::error::{WriteError, in_cell, library_message};
use super::style::Formats;
use super::text::{MAX_FORMULA, MAX_TEXT, units};
use crate::model::grid::Raw;
use crate::model::page::{Content, Page, PageCell};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Url, Worksheet, XlsxError};

/// Excel drops the links of a sheet that has more.
const MOST_LINKS: usize = 65_530;
const LONGEST_LINK: usize = 2_079;

/// Writes the cells of one page.
pub(super) struct CellWriter<'a> {
    page: &'a Page,
    sheet: &'a mut Worksheet,
    formats: &'a mut Formats,
    links: usize,
}

impl<'a> CellWriter<'a> {
    /// A writer for one sheet.
    pub(super) fn new(page: &'a Page, sheet: &'a mut Worksheet, formats: &'a mut Formats) -> Self {
        Self { page, sheet, formats, links: 0 }
    }

    /// Writes one cell.
    pub(super) fn write(&mut self, row: u32, column: u16, cell: &PageCell) -> Result<(), WriteError> {
        if let Some(why) = unwritable(&cell.content) {
            return Err(in_cell(self.page, row, column, why));
        }
        let format = self.formats.of(cell);
        let link = link_of(&cell.content).filter(|_| self.links < MOST_LINKS);
        if let Some((text, target)) = link
            && self.sheet.write_url_with_options(row, column, Url::new(target), text, "", Some(format)).is_ok()
        {
            self.links += 1;
            return Ok(());
        }
        let written = write_content(self.sheet, row, column, &cell.content, format);
        written.map_err(|e| in_cell(self.page, row, column, library_message(&e)))
    }
}

/// A day as Excel's serial number; `None` before 1900, where Excel has none.
pub(super) fn serial(date: Date) -> Option<f64> {
    let part = |n: i8| u8::try_from(n).ok();
    let year = u16::try_from(date.year()).ok()?;
    let day = ExcelDateTime::from_ymd(year, part(date.month())?, part(date.day())?).ok()?;
    Some(day.to_excel())
}

fn write_content(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    content: &Content,
    format: &Format,
) -> Result<(), XlsxError> {
    match content {
        Content::Blank => sheet.write_blank(row, column, format),
        Content::Text(text) | Content::Link { text, .. } => sheet.write_string_with_format(row, column, text, format),
        Content::Number(n) => sheet.write_number_with_format(row, column, float(*n), format),
        Content::Percent(n) => sheet.write_number_with_format(row, column, float(hundredth(*n)), format),
        Content::Date(date) => match serial(*date) {
            Some(day) => sheet.write_number_with_format(row, column, day, format),
            None => sheet.write_string_with_format(row, column, date.to_string(), format),
        },
        Content::Found(raw) => return write_found(sheet, row, column, raw, format),
        Content::Formula { formula, result } => {
            let formula = Formula::new(formula).set_result(cached(result));
            sheet.write_formula_with_format(row, column, formula, format)
        }
    }
    .map(|_| ())
}

/// Writes a value as it was found in a file. What Excel has no type for is written as text.
fn write_found(sheet: &mut Worksheet, row: u32, column: u16, raw: &Raw, format: &Format) -> Result<(), XlsxError> {
    match raw {
        Raw::Empty => sheet.write_blank(row, column, format),
        Raw::Number(n) if n.is_finite() => sheet.write_number_with_format(row, column, *n, format),
        Raw::YesNo(b) => sheet.write_boolean_with_format(row, column, *b, format),
        Raw::Date(moment) => match day_and_time(*moment) {
            Some(n) => sheet.write_number_with_format(row, column, n, format),
            None => sheet.write_string_with_format(row, column, raw.to_string(), format),
        },
        _ => sheet.write_string_with_format(row, column, raw.to_string(), format),
    }
    .map(|_| ())
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
fn unwritable(content: &Content) -> Option<String> {
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
    let long = units(text);
    (long > most).then(|| format!("the {what} has {long} characters; at most {most} fit into a cell"))
}

/// Text and target of a link that Excel takes.
fn link_of(content: &Content) -> Option<(&str, &str)> {
    match content {
        Content::Link { text, target } if !text.is_empty() && leads_somewhere(target) => Some((text, target)),
        _ => None,
    }
}

fn leads_somewhere(target: &str) -> bool {
    let known = ["internal:", "https://", "http://", "mailto:"];
    let rest = known.iter().find_map(|k| target.strip_prefix(k));
    let one_anchor = target.matches('#').count() <= 1;
    let plain = !target.chars().any(char::is_control);
    rest.is_some_and(|r| !r.trim().is_empty()) && one_anchor && plain && units(target) <= LONGEST_LINK
}

/// Parsing the digits gives the nearest float; converting the decimal may be one bit off.
fn float(n: Decimal) -> f64 {
    n.to_string().parse().unwrap_or_default()
}

fn hundredth(n: Decimal) -> Decimal {
    n.checked_div(Decimal::ONE_HUNDRED).unwrap_or(n).normalize()
}

/// The cached result of a formula. The library takes text that looks like a number or a boolean for one, so such a text
/// gets a blank at its end, which is ignored when the value is read.
fn cached(result: &Content) -> String {
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
    fn a_cached_text_is_never_a_number() {
        let text = |t: &str| cached(&Content::Text(t.into()));
        assert_eq!(text("007"), "007 ");
        assert_eq!(text("NaN"), "NaN ");
        assert_eq!(text("TRUE"), "TRUE ");
        assert_eq!(text("a"), "a");
        assert_eq!(cached(&Content::Percent(Decimal::from(80))), "0.8");
    }
}
