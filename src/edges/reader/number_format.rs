//! What a number format of Excel says about the value that it shows.

/// Whether a format shows a percentage.
pub(super) fn shows_percent(format: &str) -> bool {
    placeholders(format).contains('%')
}

/// Whether a format shows a day or a time.
pub(in crate::edges) fn shows_date(format: &str) -> bool {
    let placeholders = placeholders(format).to_ascii_lowercase();
    placeholders != "general"
        && placeholders.contains(['y', 'm', 'd', 'h', 's'])
        && !placeholders.contains(['0', '#', '?'])
}

/// What a number is by its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    /// A number.
    Number,
    /// A day, or a time of day.
    Date,
}

/// What a number in a format is, where the format is so plain that there is no doubt; else none.
pub(super) fn number_kind(format: &str) -> Option<NumberKind> {
    let has_only = |characters: &str| format.chars().all(|c| characters.contains(c));
    if format == "General" || has_only("0#?,.%@ ;()-+$") {
        return Some(NumberKind::Number);
    }
    let first = format.split(';').next().unwrap_or_default();
    let is_date = has_only("dmyhsDMYHS-/:., ;@") && first.contains(|c: char| c.is_ascii_alphabetic());
    is_date.then_some(NumberKind::Date)
}

/// The characters of a format that stand for parts of the value: without quoted text, brackets and fillers.
fn placeholders(format: &str) -> String {
    let (mut chars, mut placeholders) = (format.chars(), String::new());
    let (mut quoted, mut bracket) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            c => placeholders.push(c),
        }
    }
    placeholders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_a_percent_sign_that_shows() {
        for (format, percent) in
            [("0%", true), ("0.00 %", true), ("[Red]0%;-0%", true), ("0\"%\"", false), ("0\\%", false), ("0.0", false)]
        {
            assert_eq!(shows_percent(format), percent, "{format}");
        }
        for (format, date) in [
            ("yyyy-mm-dd", true),
            ("[$-409]d-mmm-yy;@", true),
            ("General", false),
            ("0 \"days\"", false),
            ("0.0", false),
        ] {
            assert_eq!(shows_date(format), date, "{format}");
        }
    }

    #[test]
    fn a_number_is_told_by_its_format_only_where_there_is_no_doubt() {
        for (format, kind) in [
            ("General", Some(NumberKind::Number)),
            ("#,##0.00;(#,##0.00)", Some(NumberKind::Number)),
            ("0%", Some(NumberKind::Number)),
            ("yyyy-mm-dd", Some(NumberKind::Date)),
            ("h:mm", Some(NumberKind::Date)),
            ("@;yyyy", None),
            ("[h]:mm", None),
            ("h:mm AM/PM", None),
            ("0 \"days\"", None),
        ] {
            assert_eq!(number_kind(format), kind, "{format}");
        }
    }
}
