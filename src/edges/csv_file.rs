//! Writes CSV: as Salesforce and spreadsheets load it (UTF-8 without a byte-order mark, LF, quotes only where they are
//! needed), or in the dialect of another file.

use super::reader::DecodedText;
use crate::model::delimited::{DelimitedText, TextRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A CSV of a header and rows; values are written as they are.
pub fn write<'a>(header: &'a [String], rows: impl Iterator<Item = &'a [String]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .quote_style(csv::QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new());
    for row in std::iter::once(header).chain(rows) {
        write_record(&mut writer, row);
    }
    into_bytes(writer)
}

/// The rows of a CSV, the header among them; `None` where the bytes are no text or the quotes don't match.
pub fn read_rows(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let decoded = DecodedText::of(bytes, None)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(decoded.delimiter)
        .from_reader(decoded.text.as_bytes());
    let rows = reader.records().map(|record| Some(record.ok()?.iter().map(ToOwned::to_owned).collect()));
    rows.collect()
}

/// How a CSV is written: everything but its values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    encoding: &'static Encoding,
    /// Whether it begins with a byte-order mark.
    bom: bool,
    delimiter: u8,
    crlf: bool,
    /// Whether every value is in quotes.
    all_quoted: bool,
    /// Whether the last line has a line end.
    ends_with_newline: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { encoding: UTF_8, bom: false, delimiter: b',', crlf: false, all_quoted: false, ends_with_newline: true }
    }
}

impl Dialect {
    /// The dialect in which these bytes are written, in the encoding that a person names if they don't tell it; the default
    /// where they are no text.
    pub fn detect(bytes: &[u8], named: Option<&'static Encoding>) -> Self {
        let Some(DecodedText { text, encoding, delimiter, .. }) = DecodedText::of(bytes, named) else {
            return Self::default();
        };
        let first = text.lines().next().unwrap_or_default();
        let quoted = first.split(char::from(delimiter)).all(|c| c.len() > 1 && c.starts_with('"') && c.ends_with('"'));
        Self {
            encoding: encoding.encoding,
            bom: Encoding::for_bom(bytes).is_some(),
            delimiter,
            crlf: text.contains("\r\n"),
            all_quoted: quoted,
            ends_with_newline: text.is_empty() || text.ends_with(['\n', '\r']),
        }
    }

    /// The same dialect with another delimiter.
    #[must_use]
    pub fn delimited_by(self, delimiter: u8) -> Self {
        Self { delimiter, ..self }
    }
}

/// A CSV of rows in a dialect. If the dialect's encoding lacks a character, it is written in UTF-8 with a byte-order
/// mark, so that nothing is lost.
pub fn write_in_dialect(dialect: Dialect, rows: &[Vec<String>]) -> WrittenText {
    let mut writer = CsvWriter::new(dialect, 0);
    rows.iter().for_each(|row| writer.write_row(row));
    writer.finish()
}

/// A CSV as it was written.
#[derive(Debug, PartialEq)]
pub struct WrittenText {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The encoding in which it could not be written, and the first character that it lacks.
    pub lacking: Option<(&'static Encoding, char)>,
}

/// A CSV that is written row by row.
pub struct CsvWriter {
    text: String,
    dialect: Dialect,
}

impl CsvWriter {
    /// A writer with no rows yet, and with room for so many bytes.
    pub fn new(dialect: Dialect, room: usize) -> Self {
        let mut text = String::with_capacity(room.saturating_add(room / 8));
        if dialect.bom && dialect.encoding == UTF_8 {
            text.push('\u{feff}');
        }
        Self { text, dialect }
    }

    /// Adds a row.
    pub fn write_row(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) {
        let (start, mut several) = (self.text.len(), false);
        for cell in cells {
            if several {
                self.text.push(char::from(self.dialect.delimiter));
            }
            let before = self.text.len();
            self.write_cell(cell.as_ref());
            several = several || before == start;
        }
        if self.text.len() == start {
            // An empty line is no row.
            self.text.push_str("\"\"");
        }
        self.end_line();
    }

    /// Adds a record of another text, with so many cells.
    pub fn write_record_of(&mut self, text: DelimitedText<'_>, record: TextRecord, width: usize) {
        let as_it_stands = text.record(record);
        let alike = !self.dialect.all_quoted
            && text.delimiter() == self.dialect.delimiter
            && record.cells as usize == width
            && text.is_quoted_sparingly(record);
        if alike {
            self.text.push_str(as_it_stands);
            self.end_line();
        } else {
            self.write_row(text.cells(record).chain(std::iter::repeat("".into())).take(width));
        }
    }

    fn write_cell(&mut self, cell: &str) {
        let bytes = cell.as_bytes();
        let needs_quotes =
            || memchr::memchr3(b'"', b'\n', b'\r', bytes).or(memchr::memchr(self.dialect.delimiter, bytes)).is_some();
        if !self.dialect.all_quoted && !needs_quotes() {
            return self.text.push_str(cell);
        }
        self.text.push('"');
        for (n, part) in cell.split('"').enumerate() {
            self.text.push_str(if n > 0 { "\"\"" } else { "" });
            self.text.push_str(part);
        }
        self.text.push('"');
    }

    fn end_line(&mut self) {
        self.text.push_str(if self.dialect.crlf { "\r\n" } else { "\n" });
    }

    /// The bytes of all rows.
    pub fn finish(mut self) -> WrittenText {
        if !self.dialect.ends_with_newline {
            self.text.truncate(self.text.trim_end_matches(|c: char| c.is_ascii_whitespace()).len());
        }
        match self.dialect.encoding {
            e if e == UTF_8 => WrittenText { bytes: self.text.into_bytes(), lacking: None },
            _ => encoded(&self.text, self.dialect),
        }
    }
}

fn encoded(text: &str, dialect: Dialect) -> WrittenText {
    let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let (encoding, mut body) = match dialect.encoding {
        e if e == UTF_16LE => (e, wide(u16::to_le_bytes)),
        e if e == UTF_16BE => (e, wide(u16::to_be_bytes)),
        e => match e.encode(text) {
            (bytes, _, false) => (e, bytes.into_owned()),
            _ => (UTF_8, text.as_bytes().to_vec()),
        },
    };
    if dialect.bom || encoding != dialect.encoding {
        let mark: &[u8] = match encoding {
            e if e == UTF_16LE => b"\xFF\xFE",
            e if e == UTF_16BE => b"\xFE\xFF",
            _ => b"\xEF\xBB\xBF",
        };
        body.splice(0..0, mark.iter().copied());
    }
    let lacks = |c: &char| dialect.encoding.encode(c.encode_utf8(&mut [0; 4])).2;
    let missing = (encoding != dialect.encoding).then(|| text.chars().find(lacks)).flatten();
    WrittenText { bytes: body, lacking: missing.map(|c| (dialect.encoding, c)) }
}

/// Writes a record into memory.
#[expect(clippy::expect_used, reason = "a list of bytes takes every record, of any length")]
pub(super) fn write_record(writer: &mut csv::Writer<Vec<u8>>, fields: impl IntoIterator<Item: AsRef<[u8]>>) {
    writer.write_record(fields).expect("memory takes every record");
}

/// The bytes that were written into memory.
#[expect(clippy::expect_used, reason = "a list of bytes can't fail to be flushed")]
pub(super) fn into_bytes(writer: csv::Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect("memory can be flushed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::delimited::Scanned;

    fn words(row: &[&str]) -> Vec<String> {
        row.iter().map(|w| (*w).to_owned()).collect()
    }

    fn csv(rows: &[&[&str]]) -> Vec<u8> {
        let rows: Vec<Vec<String>> = rows.iter().map(|r| words(r)).collect();
        write(&rows[0], rows[1..].iter().map(Vec::as_slice))
    }

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        let bytes = csv(&[&["Id", "Note"], &["RR-001-1", "plain words"], &["RR-002-1", "a, \"b\"\nc"], &["Zoë", ""]]);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "Id,Note\nRR-001-1,plain words\nRR-002-1,\"a, \"\"b\"\"\nc\"\nZoë,\n"
        );
    }

    #[test]
    fn a_file_is_written_as_another_was() {
        let utf16 = "id,Name\n1,é\n".encode_utf16().flat_map(u16::to_le_bytes);
        for bytes in [
            "id;Name\r\n1;Zoë\r\n".as_bytes().to_vec(),
            b"\xEF\xBB\xBFid,Name\n1,Ada\n".to_vec(),
            b"\"id\",\"Name\"\n\"1\",\"Ada\"".to_vec(),
            b"id\tName\n1\tZo\xEB\n".to_vec(),
            b"\xFF\xFE".iter().copied().chain(utf16).collect(),
        ] {
            let limits = crate::model::engagement::Limits::default();
            let workbook = crate::edges::reader::read(&bytes, "a.csv", &limits).unwrap();
            let cells = workbook.sheets[0].rows.iter().map(|r| &r.cells);
            let rows: Vec<Vec<String>> = cells.map(|c| c.iter().map(|(_, c)| c.raw.to_string()).collect()).collect();
            assert_eq!(write_in_dialect(Dialect::detect(&bytes, None), &rows).bytes, bytes, "{rows:?}");
        }
    }

    #[test]
    fn cells_are_quoted_as_a_csv_writer_quotes_them() {
        let words = ["", "a", " ", ",", ";", "\"", "a\"b", "\n", "\r", "x\r\ny", "é"];
        for (crlf, all_quoted, delimiter) in
            [(false, false, b','), (true, false, b';'), (false, true, b','), (true, true, b'\t')]
        {
            let dialect = Dialect { crlf, all_quoted, delimiter, ..Dialect::default() };
            let one = words.iter().map(|a| vec![*a]);
            let several = words.iter().flat_map(|a| words.iter().map(move |b| vec![*a, *b]));
            for row in one.chain(several).chain([vec![], vec!["", "", ""]]) {
                let mut builder = csv::WriterBuilder::new();
                let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
                let style = if all_quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
                builder.terminator(end).quote_style(style).delimiter(delimiter).flexible(true);
                let mut expected = builder.from_writer(Vec::new());
                write_record(&mut expected, &row);
                let mut found = CsvWriter::new(dialect, 0);
                found.write_row(&row);
                assert_eq!(String::from_utf8(found.finish().bytes), String::from_utf8(into_bytes(expected)), "{row:?}");
            }
        }
    }

    #[test]
    fn a_record_of_another_text_is_written_as_its_cells_are() {
        for (line, width) in [
            ("1,x", 2),
            ("1", 2),
            ("1,x, ,", 2),
            ("\"1\",x", 2),
            ("\"a,b\",\"c\"\"d\"", 2),
            ("1,x\"y", 2),
            ("\"\"", 1),
            ("\"a\r\nb\",\"c,\"d", 2),
            ("\"a\nb\",\"c,\"", 2),
        ] {
            let text = DelimitedText::new(line, b',');
            let Scanned::Record(record) = text.scanner().next_record() else { panic!("a record") };
            for dialect in [
                Dialect::default(),
                Dialect::default().delimited_by(b'\t'),
                Dialect { all_quoted: true, crlf: true, ..Dialect::default() },
            ] {
                let (mut cells, mut whole) = (CsvWriter::new(dialect, 0), CsvWriter::new(dialect, 0));
                cells.write_row(text.cells(record).chain(std::iter::repeat("".into())).take(width));
                whole.write_record_of(text, record, width);
                assert_eq!(whole.finish(), cells.finish(), "{line}");
            }
        }
    }

    #[test]
    fn what_an_encoding_does_not_have_makes_the_file_utf_8() {
        let dialect = Dialect::detect(b"id,Name\n1,Zo\xEB\n", None);
        let written = write_in_dialect(dialect, &[vec!["é".into(), "日本".into()]]);
        assert_eq!(written.bytes, "\u{feff}é,日本\n".as_bytes());
        assert_eq!(written.lacking.map(|(e, c)| (e.name(), c)), Some(("windows-1252", '日')));
    }

    #[test]
    fn a_header_alone_is_one_line_without_a_mark() {
        assert_eq!(csv(&[&["Name"]]), b"Name\n");
    }

    #[test]
    fn values_come_back_as_they_went_in() {
        let row = ["  blanks ", "0012", "line\nbreak", "cr\rhere", "\"quoted\"", "a;b", "'", "", "ß, ü"];
        let bytes = csv(&[&row, &row]);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.records() {
            assert_eq!(record.unwrap().iter().collect::<Vec<_>>(), row);
        }
    }
}
