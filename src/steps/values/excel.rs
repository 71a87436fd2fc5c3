//! What Excel and other programs do to a value by themselves: errors, cut-off texts, and texts turned into numbers and days.

use super::dates::is_auto_converted_date;
use crate::model::code::Code;
use crate::model::grid::Raw;
use crate::model::template::Column;
use crate::model::value_issue::ValueIssue;

/// The errors of Excel; a CSV holds them as text.
pub(super) const ERRORS: [&str; 10] =
    ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

/// Why a cell that holds an error or an uncalculated formula can't be read.
pub(super) fn formula_issue(raw: &Raw, column: &Column) -> Option<ValueIssue> {
    let title = &column.title;
    let message = match raw {
        Raw::Error(error) => error_message(title, error),
        Raw::Text(text) if ERRORS.contains(&text.trim()) => error_message(title, text.trim()),
        Raw::Uncalculated(_) => format!(
            "{title} holds a formula that was never calculated, so that there is no value to read. Open the file in \
             Excel, save it and send it again."
        ),
        _ => return None,
    };
    Some(ValueIssue::refused(Code::ValueFormulaError, message))
}

fn error_message(title: &str, error: &str) -> String {
    format!("{title} holds the error {error} instead of a value. Type the value, or mend the formula.")
}

/// The most characters that an Excel cell holds; a text of exactly that length was likely cut off.
const CELL_LIMIT: usize = 32_767;
/// Where older programs and database drivers cut texts off.
const OLD_LIMIT: usize = 255;

/// The remark that a text may have lost its end: it is exactly as long as some program's limit.
pub(super) fn truncation_issue(raw: &Raw, column: &Column) -> Option<ValueIssue> {
    let Raw::Text(text) = raw else { return None };
    let why = match text.encode_utf16().count() {
        CELL_LIMIT => "as long as an Excel cell can be (32,767 characters)",
        OLD_LIMIT => "255 characters long, where some programs cut texts off",
        _ => return None,
    };
    let message = format!("{} is exactly {why}; the end may be missing.", column.title);
    Some(ValueIssue::noted(Code::ValueTruncated, message))
}

/// Whether `now` is what a program left of the text `before` when it cut it off.
pub fn is_cut_off(before: &str, now: &str) -> bool {
    let (before, now) = (before.trim_end(), now.trim_end());
    before.len() > now.len() && before.starts_with(now) && [CELL_LIMIT, OLD_LIMIT].contains(&now.encode_utf16().count())
}

/// Whether `now` is what Excel makes of the text `before` by itself: `007` becomes 7, `3-4` and `MAR-1` become days.
pub fn is_auto_converted(before: &str, now: &str) -> bool {
    let before = before.trim();
    let digits = before.len() > 1 && before.bytes().all(|b| b.is_ascii_digit());
    if digits && before.starts_with('0') {
        return before.trim_start_matches('0') == now.trim();
    }
    is_auto_converted_date(before, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_was_cut_off_where_its_beginning_is_left_as_long_as_a_limit() {
        let long = "a".repeat(40_000);
        for (before, now, cut) in [
            (long.as_str(), &long[..CELL_LIMIT], true),
            (&long, &long[..OLD_LIMIT], true),
            (&long, &long[..OLD_LIMIT - 1], false),
            (&long, &long[..OLD_LIMIT + 1], false),
            (&long[..OLD_LIMIT], &long[..OLD_LIMIT], false),
            (&long, "b".repeat(OLD_LIMIT).as_str(), false),
            (&long, "b".repeat(CELL_LIMIT).as_str(), false),
            ("short", "s", false),
        ] {
            assert_eq!(is_cut_off(before, now), cut, "{} to {}", before.len(), now.len());
        }
    }

    #[test]
    fn a_text_of_digits_that_begins_with_nought_is_turned_into_a_number() {
        for (before, now, converted) in [
            ("007", "7", true),
            (" 007 ", "7", true),
            ("007", "8", false),
            ("7", "7", false),
            ("17", "17", false),
            ("07a", "7a", false),
            ("0", "", false),
        ] {
            assert_eq!(is_auto_converted(before, now), converted, "{before} to {now}");
        }
    }
}
