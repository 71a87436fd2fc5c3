//! Delimited text as records: where each stands, cut into cells only where someone looks at them.
//!
//! A record ends with LF, CR or CRLF outside quotes, and empty lines are none. A cell that begins with a quotation mark goes on
//! to the next single one; elsewhere a quotation mark stands for itself.

use crate::model::text::normalise_line_ends;
use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3};
use std::borrow::Cow;

/// Text whose cells are parted by one character.
#[derive(Clone, Copy, Debug)]
pub struct DelimitedText<'t> {
    text: &'t str,
    delimiter: u8,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRecord {
    start: usize,
    length: u32,
    /// Its row, counted from 0 with the empty lines above it.
    pub number: u32,
    /// How many cells it has.
    pub cells: u32,
}

/// What comes next in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A record.
    Record(TextRecord),
    /// A quotation mark that nobody closes: everything behind it is one cell.
    OpenQuote,
    /// Nothing more.
    End,
}

/// Where a quotation mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotePosition {
    /// Its cell in the record, counted from 0.
    pub cell: usize,
    /// Its byte in the text.
    pub byte: usize,
}

impl<'t> DelimitedText<'t> {
    /// Text with its delimiter, an ASCII character.
    pub fn new(text: &'t str, delimiter: u8) -> Self {
        Self { text, delimiter }
    }

    /// The delimiter.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The records, from the first one on.
    pub fn scanner(&self) -> RecordScanner<'t> {
        RecordScanner { text: self.text.as_bytes(), delimiter: self.delimiter, at: 0, number: 0 }
    }

    /// A record as it stands, without its line end.
    pub fn record(&self, record: TextRecord) -> &'t str {
        let end = record.start.saturating_add(record.length as usize);
        self.text.get(record.start..end).unwrap_or_default()
    }

    /// The cells of a record.
    pub fn cells(&self, record: TextRecord) -> RecordCells<'t> {
        RecordCells { rest: Some(self.record(record)), delimiter: self.delimiter }
    }

    /// Whether it ends with a line end, or is empty.
    pub fn ends_with_line_end(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(['\n', '\r'])
    }

    /// The line in which a byte stands, counted from 1.
    pub fn line_of(&self, byte: usize) -> u32 {
        let before = self.text.as_bytes().get(..byte).unwrap_or_default();
        let after_cr = |at: usize| at.checked_sub(1).and_then(|at| before.get(at)) == Some(&b'\r');
        let ends = memchr2_iter(b'\n', b'\r', before).filter(|at| before.get(*at) == Some(&b'\r') || !after_cr(*at));
        u32::try_from(ends.count()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The quotation mark of a record that seems to have been closed by that of another cell: what it quotes runs over a
    /// line end, and more text follows in the cell.
    pub fn open_quote_in(&self, record: TextRecord) -> Option<QuotePosition> {
        let text = self.record(record).as_bytes();
        memchr2(b'\n', b'\r', text)?;
        let quote = open_quote(text, self.delimiter)?;
        Some(QuotePosition { byte: record.start.saturating_add(quote.byte), ..quote })
    }

    /// Whether the cells of a record are in quotation marks where they have to be, and nowhere else.
    pub fn is_quoted_sparingly(&self, record: TextRecord) -> bool {
        let mut rest = self.record(record).as_bytes();
        let mut begins = true;
        while let Some(quote) = memchr(b'"', rest) {
            let before = quote.checked_sub(1).and_then(|at| rest.get(at));
            let is_first = before == Some(&self.delimiter) || (before.is_none() && begins);
            let Some(quoted) = rest.get(quote..).filter(|_| is_first).and_then(quoted_part) else { return false };
            let (inside, behind) = rest.get(quote..).and_then(|r| r.split_at_checked(quoted)).unwrap_or_default();
            let bare = inside.get(1..quoted.saturating_sub(1)).unwrap_or_default();
            let is_needed = memchr3(self.delimiter, b'"', b'\n', bare).is_some() && memchr(b'\r', bare).is_none();
            if !is_needed || behind.first().is_some_and(|b| *b != self.delimiter) {
                return false;
            }
            (rest, begins) = (behind, false);
        }
        true
    }

    /// The quotation mark behind a byte, at the beginning of a record, that nobody closes.
    pub fn open_quote_behind(&self, byte: usize) -> Option<QuotePosition> {
        let text = self.text.as_bytes().get(byte..)?;
        let blank = text.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let start = byte.saturating_add(blank);
        let quote = open_quote(self.text.as_bytes().get(start..)?, self.delimiter)?;
        Some(QuotePosition { byte: start.saturating_add(quote.byte), ..quote })
    }
}

/// Goes from record to record.
#[derive(Clone, Debug)]
pub struct RecordScanner<'t> {
    text: &'t [u8],
    delimiter: u8,
    at: usize,
    /// The row that comes next.
    number: u32,
}

impl RecordScanner<'_> {
    /// The byte at which it stands.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The row that comes next, counted from 0.
    pub fn row(&self) -> u32 {
        self.number
    }

    /// The next record.
    pub fn next_record(&mut self) -> Scanned {
        self.skip_empty_lines();
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Scanned::End;
        }
        let line = rest.get(..memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())).unwrap_or_default();
        let found = match memchr(b'"', line) {
            None => Some((line.len(), memchr_iter(self.delimiter, line).count().saturating_add(1))),
            Some(_) => quoted_record(rest, self.delimiter),
        };
        let Some((length, cells)) = found else { return Scanned::OpenQuote };
        Scanned::Record(self.take(length, u32::try_from(cells).unwrap_or(u32::MAX)))
    }

    /// Takes the next record if it stands there exactly as a known one does.
    pub fn take_equal(&mut self, text: &str, known: TextRecord) -> Option<TextRecord> {
        self.skip_empty_lines();
        let rest = self.text.get(self.at..)?.strip_prefix(text.as_bytes())?;
        matches!(rest.first(), None | Some(b'\n' | b'\r')).then(|| self.take(text.len(), known.cells))
    }

    fn take(&mut self, length: usize, cells: u32) -> TextRecord {
        let found = TextRecord {
            start: self.at,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            number: self.number,
            cells,
        };
        self.at = self.at.saturating_add(length);
        self.at = self.at.saturating_add(self.line_end());
        self.number = self.number.saturating_add(1);
        found
    }

    fn skip_empty_lines(&mut self) {
        loop {
            let end = self.line_end();
            if end == 0 {
                return;
            }
            self.at = self.at.saturating_add(end);
            self.number = self.number.saturating_add(1);
        }
    }

    /// The bytes of the line end here; none where there is none.
    fn line_end(&self) -> usize {
        match self.text.get(self.at..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        }
    }
}

/// The length of a record that has quotation marks, and how many cells it has; none where one is not closed.
fn quoted_record(text: &[u8], delimiter: u8) -> Option<(usize, usize)> {
    let line_end = |from: usize| {
        let rest = text.get(from..)?;
        Some(from.saturating_add(memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())))
    };
    let (mut at, mut end, mut cells) = (0_usize, line_end(0)?, 1_usize);
    loop {
        let line = text.get(at..end)?;
        let begins_cell = |quote: &usize| {
            let before = at.saturating_add(*quote).checked_sub(1);
            before.is_none_or(|before| text.get(before) == Some(&delimiter))
        };
        let quote = memchr_iter(b'"', line).find(begins_cell);
        cells = cells.saturating_add(memchr_iter(delimiter, line.get(..quote.unwrap_or(line.len()))?).count());
        let Some(quote) = quote else { return Some((end, cells)) };
        at = at.saturating_add(quote);
        at = at.saturating_add(quoted_part(text.get(at..)?)?);
        end = if at > end { line_end(at)? } else { end };
    }
}

/// The first quotation mark of a record, by its byte there, that nobody closes, or that is closed below its line with
/// more text behind it.
fn open_quote(text: &[u8], delimiter: u8) -> Option<QuotePosition> {
    let (mut byte, mut cell) = (0_usize, 0_usize);
    loop {
        let mut end = byte;
        if text.get(byte) == Some(&b'"') {
            let rest = text.get(byte..)?;
            let Some(quoted) = quoted_part(rest) else { return Some(QuotePosition { cell, byte }) };
            let over_lines = memchr2(b'\n', b'\r', rest.get(..quoted)?).is_some();
            end = byte.saturating_add(quoted);
            let more = text.get(end).is_some_and(|b| *b != delimiter && !matches!(b, b'\n' | b'\r'));
            if over_lines && more {
                return Some(QuotePosition { cell, byte });
            }
        }
        let next = memchr(delimiter, text.get(end..)?)?;
        (byte, cell) = (end.saturating_add(next).saturating_add(1), cell.saturating_add(1));
    }
}

/// The length of what is quoted at the beginning of a text, with its quotation marks.
fn quoted_part(text: &[u8]) -> Option<usize> {
    let mut at = 1_usize;
    loop {
        at = at.saturating_add(memchr(b'"', text.get(at..)?)?).saturating_add(1);
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at = at.saturating_add(1);
    }
}

/// The cells of a record in their order, with LF as line end.
#[derive(Clone, Debug)]
pub struct RecordCells<'t> {
    rest: Option<&'t str>,
    delimiter: u8,
}

impl<'t> Iterator for RecordCells<'t> {
    type Item = Cow<'t, str>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let quoted = if rest.starts_with('"') { quoted_part(rest.as_bytes()).unwrap_or(rest.len()) } else { 0 };
        let (inside, behind) = rest.split_at_checked(quoted).unwrap_or((rest, ""));
        let end = memchr(self.delimiter, behind.as_bytes());
        self.rest = end.and_then(|n| behind.get(n.saturating_add(1)..));
        let plain = behind.get(..end.unwrap_or(behind.len())).unwrap_or_default();
        if quoted == 0 {
            // Only within quotation marks a line end is part of a cell.
            return Some(Cow::Borrowed(plain));
        }
        let bare = inside.get(1..quoted.saturating_sub(1)).unwrap_or_default();
        if plain.is_empty() && memchr2(b'"', b'\r', bare.as_bytes()).is_none() {
            return Some(Cow::Borrowed(bare));
        }
        Some(Cow::Owned(normalise_line_ends(&bare.replace("\"\"", "\"")) + plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Option<Vec<(u32, Vec<String>)>> {
        let text = DelimitedText::new(text, b',');
        let (mut scanner, mut out) = (text.scanner(), Vec::new());
        loop {
            match scanner.next_record() {
                Scanned::Record(record) => {
                    let cells: Vec<String> = text.cells(record).map(Cow::into_owned).collect();
                    assert_eq!(cells.len(), record.cells as usize, "{cells:?}");
                    out.push((record.number, cells));
                }
                Scanned::OpenQuote => return None,
                Scanned::End => return Some(out),
            }
        }
    }

    #[test]
    fn records_are_cut_as_a_csv_reader_cuts_them() {
        let parts = prop::sample::select(vec!["a", "é", ",", ",", "\"", "\"", "\n", "\r", "\r\n", " ", "\"\"", "b\"c"]);
        let texts = prop::collection::vec(parts, 0..24).prop_map(|parts| parts.concat());
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(20_000));
        let ran = runner.run(&texts, |text| {
            let mut builder = csv::ReaderBuilder::new();
            let mut reader = builder.has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected = reader.records().map(|r| r.unwrap().iter().map(normalise_line_ends).collect::<Vec<_>>());
            if let Some(found) = records(&text) {
                prop_assert_eq!(found.into_iter().map(|(_, r)| r).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
            }
            Ok(())
        });
        ran.unwrap();
    }

    #[test]
    fn rows_are_counted_with_the_empty_lines_between_them() {
        for text in ["\na,b\n\n\nc", "\r\na,b\r\n\r\n\r\nc\r\n", "\ra,b\r\r\rc\r\r"] {
            let numbers: Vec<u32> = records(text).unwrap().iter().map(|(n, _)| *n).collect();
            assert_eq!(numbers, [1, 4], "{text:?}");
        }
    }

    #[test]
    fn only_what_needs_quotation_marks_is_quoted_sparingly() {
        for (line, sparing) in [
            ("a,b", true),
            ("a,\"b,c\"", true),
            ("\"a,\",\"b\"\"c\",d", true),
            ("\"a\nb\",c", true),
            ("\"a\",b", false),
            ("\"\"", false),
            ("a\"b", false),
            ("a,b\"c\"", false),
            ("\"a,b\"c,d", false),
            ("\"a,b\"c,\"d,e\"", false),
            ("\"a,\r\nb\",c", false),
        ] {
            let text = DelimitedText::new(line, b',');
            let Scanned::Record(record) = text.scanner().next_record() else { panic!("a record") };
            assert_eq!(text.is_quoted_sparingly(record), sparing, "{line:?}");
        }
    }

    #[test]
    fn a_quote_that_nobody_closes_is_told() {
        assert_eq!(records("a,b\n1,\"x\n2,3\n"), None);
        assert_eq!(records("a,b\n1,\"x\"\"\n"), None);
        assert!(records("a,b\n1,x\"\n").is_some());
    }

    #[test]
    fn a_known_record_is_taken_only_where_it_stands_whole() {
        let known = DelimitedText::new("1,x\n", b',');
        let Scanned::Record(record) = known.scanner().next_record() else { panic!("a record") };
        let taken = |text: &str| {
            let mut scanner = DelimitedText::new(text, b',').scanner();
            scanner.take_equal(known.record(record), record).map(|r| r.number)
        };
        assert_eq!(taken("1,x\n2,y\n"), Some(0));
        assert_eq!(taken("\n\r\n1,x"), Some(2));
        for other in ["1,xy\n", "1,x,\n", "1,\n", "", "2,x\n"] {
            assert_eq!(taken(other), None, "{other:?}");
        }
    }
}
