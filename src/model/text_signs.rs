//! What delimited text itself says about whether it is whole: a quotation mark that nobody closes, marks of a merge that
//! nobody finished, and how it ends.

use crate::model::delimited::{DelimitedText, QuotePosition, Scanned, TextRecord};
use crate::model::place::At;

/// The signs of a text that is not whole; none in most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextSigns {
    /// A quotation mark that nobody closes, or only another cell's quotation mark in a later line.
    pub open_quote: Option<OpenQuote>,
    /// The first mark that git left where a merge clashed.
    pub conflict: Option<ConflictMark>,
    /// The last line, where no line end stands behind it.
    pub open_end: Option<OpenEnd>,
}

/// A line of `<<<<<<<`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConflictMark {
    /// Its row, counted from 0.
    pub row: u32,
    /// The line of the file, counted from 1.
    pub line: u32,
}

/// Where a quotation mark opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuote {
    /// Its cell.
    pub at: At,
    /// The line of the file, counted from 1.
    pub line: u32,
}

/// A last line without a line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenEnd {
    /// Its row, counted from 0.
    pub row: u32,
    /// Whether it has fewer cells than any other line.
    pub is_short: bool,
}

impl TextSigns {
    /// The signs of a text.
    pub fn of(text: DelimitedText<'_>) -> Self {
        let mut scanner = text.scanner();
        let mut last: Option<TextRecord> = None;
        let mut narrowest = u32::MAX;
        loop {
            let start = scanner.position();
            match scanner.next_record() {
                Scanned::Record(record) => {
                    if let Some(quote) = text.open_quote_in(record) {
                        return Self { open_quote: open_quote(text, record.number, quote), ..Self::default() };
                    }
                    if is_conflict_mark(text.record(record)) {
                        let conflict = ConflictMark { row: record.number, line: text.line_of(start) };
                        return Self { conflict: Some(conflict), ..Self::default() };
                    }
                    narrowest = narrowest.min(last.map_or(u32::MAX, |last| last.cells));
                    last = Some(record);
                }
                Scanned::OpenQuote => {
                    let quote = text.open_quote_behind(start);
                    let row = scanner.row();
                    return Self {
                        open_quote: quote.and_then(|quote| open_quote(text, row, quote)),
                        ..Self::default()
                    };
                }
                Scanned::End => break,
            }
        }
        let open_end = last
            .filter(|_| !text.ends_with_line_end())
            .map(|last| OpenEnd { row: last.number, is_short: narrowest < u32::MAX && last.cells < narrowest });
        Self { open_end, ..Self::default() }
    }
}

/// Whether a line is one that git puts where a merge clashed.
pub fn is_conflict_mark(line: &str) -> bool {
    line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")
}

fn open_quote(text: DelimitedText<'_>, row: u32, quote: QuotePosition) -> Option<OpenQuote> {
    let column = u16::try_from(quote.cell).ok()?;
    Some(OpenQuote { at: At::new(row, column), line: text.line_of(quote.byte) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> TextSigns {
        TextSigns::of(DelimitedText::new(text, b';'))
    }

    #[test]
    fn a_quotation_mark_that_nobody_closes_is_found_with_its_cell_and_line() {
        for (text, cell, line) in [
            ("id;name\n1;\"A;1,50\n2;B\n", "B2", 2),
            ("id;name\n\n1;A\n\"2;B\n", "A4", 4),
            ("id;name\n1;\"a\nb\"\n2;\"B\n", "B3", 4),
            ("id;name\r\n1;A\r\n2;\"B\r\n", "B3", 3),
            ("\"id;name\n1;A\n", "A1", 1),
            ("id;name\n1;\"A\n2;\"B\"\n", "B2", 2),
            ("id;name\n1;\"A \"\"x\"\"\n2;\"B\";\n", "B2", 2),
        ] {
            let found = signs(text).open_quote.unwrap_or_else(|| panic!("nothing found in {text:?}"));
            assert_eq!((found.at.to_string().as_str(), found.line), (cell, line), "{text:?}");
        }
    }

    #[test]
    fn quotation_marks_that_are_closed_are_no_sign() {
        for text in [
            "id;name\n1;\"A\"\n2;\"a\nb\"\n",
            "id;name\n1;A \"x\n2;B\"\n",
            "id;name\n1;\"A\" or B\n",
            "id;name\n1;\"A\"\"\n2\"\n",
            "id;name\n1;\"\"\n",
            "",
        ] {
            assert_eq!(signs(text), TextSigns::default(), "{text:?}");
        }
    }

    #[test]
    fn what_git_leaves_of_a_clash_is_found_with_its_line() {
        let text = "id;name\n1;\"a\nb\"\n<<<<<<< HEAD\n2;x\n=======\n2;y\n>>>>>>> other\n";
        assert_eq!(signs(text).conflict, Some(ConflictMark { row: 2, line: 4 }));
        assert_eq!(signs("id;name\n1;<<<<<<< a\n<<<;b\n").conflict, None);
    }

    #[test]
    fn a_last_line_without_a_line_end_is_short_if_no_other_is_as_short() {
        for (text, found) in [
            ("id;name\n1;A\n", None),
            ("id;name\n1;A", Some((1, false))),
            ("id;name\n1;A\n2", Some((2, true))),
            ("id;name\n1\n2", Some((2, false))),
            ("id;name\n\n1;A\r", None),
            ("id;na", Some((0, false))),
            ("", None),
        ] {
            assert_eq!(signs(text).open_end.map(|end| (end.row, end.is_short)), found, "{text:?}");
        }
    }
}
