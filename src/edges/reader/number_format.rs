//! What a number format of Excel says about the value that it shows.

/// Whether a format shows a percentage.
pub(super) fn shows_percent(format: &str) -> bool {
    placeholders(format).contains('%')
}

/// How many decimals a plain format fixes: 2 for `0.00`.
pub(super) fn fixed_decimals(format: &str) -> u8 {
    let decimals = format.strip_prefix("0.").filter(|rest| !rest.is_empty() && rest.bytes().all(|b| b == b'0'));
    decimals.and_then(|rest| u8::try_from(rest.len()).ok()).unwrap_or(0)
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

/// What a number in a format is, as the library tells it, where there is no doubt; else none. The first section decides,
/// and in it the first letter that is no literal.
pub(super) fn number_kind(format: &str) -> Option<NumberKind> {
    let section = first_section(format)?;
    let mut letters = section.chars().filter(char::is_ascii_alphabetic);
    match letters.next() {
        Some('d' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S') => Some(NumberKind::Date),
        None | Some('E' | 'e') if letters.all(|c| matches!(c, 'E' | 'e')) => Some(NumberKind::Number),
        _ => (section == "General").then_some(NumberKind::Number),
    }
}

/// The first section of a format without its literals, colours and languages; none where it counts hours beyond a day, or
/// where literals are within each other.
fn first_section(format: &str) -> Option<String> {
    let (mut chars, mut section) = (format.chars(), String::new());
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(literal(&mut chars, '"')?),
            '[' => {
                let inner = literal(&mut chars, ']')?;
                if inner.starts_with(['m', 'h', 's', 'M', 'H', 'S']) {
                    return None;
                }
            }
            c => section.push(c),
        }
    }
    Some(section)
}

/// What stands before the character that ends a literal; none where another literal or section begins in it.
fn literal(chars: &mut std::str::Chars<'_>, end: char) -> Option<String> {
    let mut inner = String::new();
    loop {
        match chars.next()? {
            c if c == end => return Some(inner),
            '"' | '[' | ']' | '\\' | '_' | '*' | ';' => return None,
            c => inner.push(c),
        }
    }
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
            ("yyyy\\-mm\\-dd;@", Some(NumberKind::Date)),
            ("[$-409]d-mmm-yy;@", Some(NumberKind::Date)),
            ("h:mm AM/PM", Some(NumberKind::Date)),
            ("0 \"days\"", Some(NumberKind::Number)),
            ("0.00E+00", Some(NumberKind::Number)),
            ("@;yyyy", Some(NumberKind::Number)),
            ("[Red]#,##0.00\\ [$€-407]", Some(NumberKind::Number)),
            ("[h]:mm", None),
            ("ggge", None),
            ("\"a\\\"b\"0", None),
            ("\"open", None),
        ] {
            assert_eq!(number_kind(format), kind, "{format}");
        }
    }
}
