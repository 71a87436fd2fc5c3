//! E-mail addresses, telephone numbers and links.

use super::read_value::{ReadResult, ReadValue, as_typed};
use super::texts::check_length;
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::typed::{fold_typed, visible};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use validator::{ValidateEmail, ValidateUrl};

/// Reads one e-mail address.
pub(super) fn read_email(cell: &RawCell, column: &Column) -> ReadResult {
    let typed = as_typed(cell);
    let seen = visible(&typed);
    let bare = bare_email(&seen);
    if !is_email(bare) {
        let message =
            format!("{} is {:?}, but one address such as name@example.com is expected.", column.title, typed.trim());
        let near = repaired_email(bare).or_else(|| first_email(&seen));
        return Err(ValueIssue::refused(Code::ValueFormat, message).near(near.map(Value::Text)));
    }
    if bare == typed.trim() {
        return Ok(ReadValue::exact(Value::text(check_length(typed, column)?)));
    }
    let note = format!("{} was typed as {:?}; read as {bare}.", column.title, typed.trim());
    Ok(ReadValue::coerced(Value::text(check_length(bare.to_owned(), column)?), note))
}

/// The address in `mailto:a@b.example` and `Ada Park <a@b.example>`.
pub(crate) fn bare_email(text: &str) -> &str {
    let text = text.trim();
    let inside = text.strip_suffix('>').and_then(|t| t.rsplit_once('<')).map_or(text, |(_, address)| address).trim();
    let scheme = inside.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("mailto:"));
    if scheme { inside.get(7..).unwrap_or(inside) } else { inside }
}

/// Stricter than the crate: Salesforce refuses domains without a dot, and mail servers refuse two dots in a row.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let dots = local.starts_with('.') || local.ends_with('.') || text.contains("..");
    text.validate_email() && !dots && domain.contains('.') && domain.chars().all(is_domain_char)
}

/// A check of our own, since the crate's is not anchored and accepts addresses in brackets.
fn is_domain_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-')
}

fn repaired_email(text: &str) -> Option<String> {
    let close: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let repaired = close.trim_matches(['.', ',', ';']).replace("..", ".").replace(',', ".");
    is_email(&repaired).then_some(repaired)
}

/// The first of several addresses in one cell.
fn first_email(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([',', ';', '/', '|', ' ', '\n', '\t']).filter(|p| p.contains('@')).collect();
    parts.iter().map(|part| bare_email(part)).find(|part| is_email(part)).map(ToOwned::to_owned)
}

/// Reads a telephone number, which stays as it was typed.
pub(super) fn read_phone(cell: &RawCell, column: &Column) -> ReadResult {
    let typed = as_typed(cell);
    if !is_phone(&typed) {
        let message =
            format!("{} is {:?}, but a telephone number such as +1 555 0100 is expected.", column.title, typed.trim());
        return Err(ValueIssue::refused(Code::ValueFormat, message));
    }
    let note = matches!(cell.raw, Raw::Number(_)).then(|| {
        format!(
            "{} is a number in the sheet; read as the digits {typed}. Zeros or a + in front are lost.",
            column.title
        )
    });
    Ok(ReadValue::with_note(Value::text(check_length(typed, column)?), note))
}

fn is_phone(text: &str) -> bool {
    let mut plain = fold_typed(text);
    for word in ["extension", "ext", "tel", "x"] {
        plain = plain.replace(word, " ");
    }
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || " +()-./:#,".contains(c) || ('\u{2010}'..='\u{2015}').contains(&c);
    (5..=30).contains(&digits) && plain.chars().all(allowed)
}

/// Reads a link to the web.
pub(super) fn read_link(cell: &RawCell, column: &Column) -> ReadResult {
    let typed = visible(&as_typed(cell)).into_owned();
    if is_link(typed.trim()) {
        return Ok(ReadValue::exact(Value::text(check_length(typed, column)?)));
    }
    let message =
        format!("{} is {:?}, but a link such as https://example.com is expected.", column.title, typed.trim());
    Err(ValueIssue::refused(Code::ValueFormat, message).near(repaired_link(typed.trim()).map(Value::Text)))
}

/// Only web links are accepted: other schemes run programs or open files.
fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let web = lower.starts_with("https://") || lower.starts_with("http://");
    web && !text.contains(char::is_whitespace) && text.validate_url()
}

fn repaired_link(text: &str) -> Option<String> {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = host.contains('.') && !text.contains([':', '@', '\\']) && !host.starts_with('.') && !host.ends_with('.');
    let repaired = format!("https://{text}");
    (bare && is_link(&repaired)).then_some(repaired)
}
