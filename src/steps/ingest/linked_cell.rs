//! Cells with a hyperlink in columns of addresses: the address behind the text is the value.

use crate::model::code::Code;
use crate::model::grid::{Format, Raw, RawCell};
use crate::model::link_address::{mailbox, shows_its_address};
use crate::model::template::{Column, Kind};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::values::{self, Reading};

/// Whether the address of a hyperlink is what a column asks for.
pub(super) fn holds_addresses(column: &Column) -> bool {
    matches!(column.kind, Kind::Email | Kind::Link)
}

/// What is wrong with a cell without an address, in a file of which nobody can tell where its cells lead: a text that is none
/// may have one behind it.
pub(super) fn with_unread_address(issue: ValueIssue, cell: &RawCell, column: &Column, format: Format) -> ValueIssue {
    let text = cell.raw.as_read();
    let shows_address = text.contains('@') || text.contains("://");
    let hides_addresses = matches!(format, Format::Xls | Format::Xlsb | Format::Csv) && !shows_address;
    if !issue.refused || !hides_addresses || !holds_addresses(column) {
        return issue;
    }
    let message = format!(
        "{} An address behind the text can't be read from this kind of file; ask for it as .xlsx if there is one.",
        issue.message
    );
    ValueIssue { message, ..issue }
}

/// Reads a cell that leads to an address. Where its text is another address of the column, both are asked about: programs
/// keep the old address when somebody types over its text.
pub(super) fn read_linked(
    cell: &RawCell,
    address: &str,
    column: &Column,
    reading: &Reading<'_>,
) -> (Value, Option<ValueIssue>) {
    let shown = values::read(cell, column, reading);
    let address = mailbox(address).filter(|_| column.kind == Kind::Email).unwrap_or(address);
    if !holds_addresses(column) || shows_its_address(&cell.raw.to_string(), address) {
        return shown;
    }
    let behind = RawCell { raw: Raw::Text(address.to_owned()), ..cell.clone() };
    let (value, issue) = values::read(&behind, column, reading);
    let (title, text) = (&column.title, cell.raw.to_string());
    let is_refused = issue.as_ref().is_some_and(|issue| issue.refused);
    let is_shown_an_address = !shown.1.as_ref().is_some_and(|issue| issue.refused);
    if is_refused || is_shown_an_address {
        let message = format!("{title} shows “{text}” and leads to {address}; which of them is meant?");
        let near = [(is_refused, value), (!is_shown_an_address, shown.0)];
        let near: Vec<Value> = near.into_iter().filter(|(no, _)| !no).map(|(_, value)| value).collect();
        return (Value::Unread(text), Some(ValueIssue::refused(Code::ValueFormat, message).near(near)));
    }
    let message = format!("{title} shows “{text}”; the address behind it was read, {value}.");
    (value, Some(ValueIssue::noted(Code::ValueCoerced, message)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_address_is_the_value_unless_the_text_is_another() {
        let prefixes = BTreeMap::new();
        let reading = Reading::new(&prefixes);
        for (kind, text, address, value, noted, offered) in [
            (Kind::Email, "Ada Park", "mailto:ada@acme.example?subject=Hi", "ada@acme.example", true, ""),
            (Kind::Email, "ada@acme.example", "mailto:ada@acme.example", "ada@acme.example", false, ""),
            (
                Kind::Email,
                "ada@acme.example",
                "mailto:ben@acme.example",
                "",
                false,
                "ben@acme.example ada@acme.example",
            ),
            (Kind::Email, "Ada", "https://acme.example", "", false, ""),
            (Kind::Link, "Runbook", "https://acme.example/runbook", "https://acme.example/runbook", true, ""),
            (Kind::Link, "https://acme.example", "https://acme.example/", "https://acme.example", false, ""),
            (
                Kind::Link,
                "https://acme.example/a",
                "https://acme.example/b",
                "",
                false,
                "https://acme.example/b https://acme.example/a",
            ),
            (Kind::Link, "Plan", "docs/plan.xlsx", "", false, ""),
            (Kind::Text, "Runbook", "https://acme.example", "Runbook", false, ""),
        ] {
            let column = Column::new("field", "Field", kind);
            let cell = RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
            let (found, issue) = read_linked(&cell, address, &column, &reading);
            let what = format!("{text}, {address}");
            if value.is_empty() {
                let issue = issue.unwrap();
                assert!(found.is_unread() && issue.refused, "{what}");
                assert!(issue.message.contains(text) && issue.message.ends_with("which of them is meant?"), "{what}");
                let near: Vec<String> = issue.nearest.iter().map(ToString::to_string).collect();
                assert_eq!(near.join(" "), offered, "{what}");
            } else {
                assert_eq!((found.to_string().as_str(), issue.is_some_and(|i| !i.refused)), (value, noted), "{what}");
            }
        }
    }

    #[test]
    fn a_refused_text_says_where_an_address_behind_it_could_not_be_read() {
        let prefixes = BTreeMap::new();
        for (kind, text, format, said) in [
            (Kind::Link, "our board", Format::Xls, true),
            (Kind::Link, "our board", Format::Xlsb, true),
            (Kind::Email, "Ada", Format::Csv, true),
            (Kind::Email, "ada@c.example; ben@c.example", Format::Csv, false),
            (Kind::Link, "see https://acme.example", Format::Xls, false),
            (Kind::Link, "our board", Format::Xlsx, false),
            (Kind::Link, "our board", Format::Ods, false),
            (Kind::Integer, "many", Format::Xls, false),
        ] {
            let column = Column::new("field", "Field", kind);
            let cell = RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
            let (_, issue) = values::read(&cell, &column, &Reading::new(&prefixes));
            let issue = with_unread_address(issue.unwrap(), &cell, &column, format);
            assert_eq!(issue.message.contains("ask for it as .xlsx"), said, "{kind:?} {format:?}: {}", issue.message);
            assert!(issue.refused);
        }
    }
}
