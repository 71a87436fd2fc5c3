//! Delimited text: its encoding, its delimiter and its cells. Every cell is text: what it means is for others to say.

use super::budget::Budget;
use super::encoding::{FoundEncoding, encoding_of};
use super::rows::{RowBuilder, note_on_cells_beyond};
use super::values;
use crate::edges::unreadable::Unreadable;
use crate::model::delimited::DelimitedText;
use crate::model::engagement::Limits;
use crate::model::grid::{Format, Grid, RawCell, Workbook};
use crate::model::place::LAST_ROW;
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// Delimited text, decoded.
#[derive(Debug)]
pub struct DecodedText<'b> {
    /// All of it, without a byte-order mark.
    pub text: Cow<'b, str>,
    /// The encoding of its bytes.
    pub encoding: FoundEncoding,
    /// Whether it ends within a character.
    pub is_cut_off: bool,
    /// The delimiter.
    pub delimiter: u8,
    /// Where the records begin.
    body: usize,
}

impl<'b> DecodedText<'b> {
    /// The text of these bytes, in the encoding that a person names if they don't tell it; none where they are no text.
    pub(in crate::edges) fn of(bytes: &'b [u8], named: Option<&'static Encoding>) -> Option<Self> {
        Some(Self::decode(bytes, encoding_of(bytes, named).ok()?))
    }

    fn decode(bytes: &'b [u8], encoding: FoundEncoding) -> Self {
        let text = encoding.encoding.decode(bytes).0;
        let is_cut_off = encoding.encoding == UTF_8 && text.ends_with('\u{fffd}') && !bytes.ends_with(b"\xEF\xBF\xBD");
        let (delimiter, body) = delimiter_of(&text);
        let body = text.len().saturating_sub(body.len());
        Self { text, encoding, is_cut_off, delimiter, body }
    }

    /// What stands behind a line that names the delimiter.
    fn body(&self) -> &str {
        self.text.get(self.body..).unwrap_or_default()
    }

    /// Its records.
    pub fn delimited(&self) -> DelimitedText<'_> {
        DelimitedText::new(self.body(), self.delimiter)
    }
}

/// Reads delimited text into one sheet, titled after the file.
pub(super) fn read_csv(
    bytes: &[u8],
    encoding: FoundEncoding,
    name: &str,
    limits: &Limits,
) -> Result<Workbook, Unreadable> {
    let decoded = DecodedText::decode(bytes, encoding);
    let (delimiter, body) = (decoded.delimiter, decoded.body());
    // The CSV reader holds a line whole, so cells are counted roughly before it begins.
    if body.bytes().filter(|b| *b == delimiter).count() as u64 > limits.cells.saturating_mul(2) {
        return Err(Unreadable::too_many_cells(limits));
    }
    let mut records = CsvRecords::new(body, delimiter);
    let (mut rows, mut budget) = (RowBuilder::new(), Budget::new(limits));
    let mut errors: Vec<String> = decoded.is_cut_off.then(|| CUT_OFF.to_owned()).into_iter().collect();
    while records.number <= LAST_ROW {
        let (number, record) = match records.next() {
            Ok(None) => break,
            Ok(Some(found)) => found,
            Err(_) => {
                let line = u64::from(records.number) + 1;
                errors.push(format!("The text can't be read beyond line {line}: it is not written as CSV."));
                break;
            }
        };
        for (column, value) in (0_u32..).zip(record) {
            if value.len() as u64 > limits.cell_characters {
                return Err(Unreadable::open_quote(number, column, value.chars().count()));
            }
            rows.push(number, column, RawCell { raw: values::text(value), ..RawCell::default() }, &mut budget)?;
        }
    }
    let (rows, beyond) = rows.finish();
    errors.extend(note_on_cells_beyond(beyond));
    let grid = Grid { title: title_of_text(name), rows, errors, ..Grid::default() };
    let encoding = decoded.encoding.said;
    Ok(Workbook { format: Format::Csv, sheets: vec![grid], encoding, ..Workbook::default() })
}

/// The records of delimited text, one at a time, each with its row.
struct CsvRecords<'t> {
    reader: csv::Reader<&'t [u8]>,
    body: &'t [u8],
    record: csv::StringRecord,
    /// The row of the next record, not counting empty lines before it.
    number: u32,
}

impl<'t> CsvRecords<'t> {
    fn new(body: &'t str, delimiter: u8) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
        Self { reader, body: body.as_bytes(), record: csv::StringRecord::new(), number: 0 }
    }

    fn next(&mut self) -> Result<Option<(u32, &csv::StringRecord)>, csv::Error> {
        // The CSV reader skips empty lines; a person counts them.
        let skipped = empty_lines(self.body, self.reader.position().byte());
        if !self.reader.read_record(&mut self.record)? {
            return Ok(None);
        }
        let number = self.number.saturating_add(skipped);
        self.number = number.saturating_add(1);
        Ok(Some((number, &self.record)))
    }
}

/// The text of bytes in an encoding; none where the CSV reader would leave out some of it.
pub(super) fn decoded(bytes: &[u8], encoding: FoundEncoding) -> Option<DecodedText<'_>> {
    let found = DecodedText::decode(bytes, encoding);
    // The CSV reader drops a second byte-order mark.
    (!found.body().starts_with('\u{feff}') && !found.is_cut_off).then_some(found)
}

/// The empty lines from a byte on.
fn empty_lines(text: &[u8], at: u64) -> u32 {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let mut rest = text.get(at..).unwrap_or_default();
    if at > 0 && text.get(at - 1) == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut n = 0;
    while let Some(next) = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).or(rest.strip_prefix(b"\r")) {
        (rest, n) = (next, n + 1);
    }
    n
}

/// What is said of text that ends within a character.
const CUT_OFF: &str = "The file ends in the middle of a character: it was cut off.";

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter, and the text after a `sep=` line that names it. Without one it is whatever splits the first lines
/// most evenly.
fn delimiter_of(text: &str) -> (u8, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let declared = first.trim_end_matches('\r').trim_matches('"');
    if let Some([delimiter]) =
        declared.strip_prefix("sep=").or_else(|| declared.strip_prefix("SEP=")).map(str::as_bytes)
    {
        return (*delimiter, rest);
    }
    let lines = counts(text);
    let evenness = |which: usize| {
        let most = lines.first().and_then(|l| l.get(which)).copied().unwrap_or_default();
        let alike = lines.iter().filter(|l| l.get(which) == Some(&most)).count();
        if most == 0 { (0, 0) } else { (alike, most) }
    };
    let best = DELIMITERS.iter().enumerate().rev().max_by_key(|(i, _)| evenness(*i));
    (best.filter(|(i, _)| evenness(*i) > (0, 0)).map_or(b',', |(_, d)| *d), text)
}

/// How often each delimiter stands outside quotes, in each of the first lines.
fn counts(text: &str) -> Vec<[usize; 4]> {
    let (mut lines, mut line, mut quoted, mut any) = (Vec::new(), [0; 4], false, false);
    for byte in text.bytes().take(64 << 10) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if any {
                    lines.push(line);
                }
                (line, any) = ([0; 4], false);
                if lines.len() == 20 {
                    return lines;
                }
                continue;
            }
            _ if quoted => {}
            _ => line.iter_mut().zip(DELIMITERS).filter(|(_, d)| *d == byte).for_each(|(n, _)| *n += 1),
        }
        any = true;
    }
    if any {
        lines.push(line);
    }
    lines
}

/// The title of the sheet that delimited text of this name becomes: the file's name without folders and ending.
pub fn title_of_text(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;

    fn utf8() -> FoundEncoding {
        FoundEncoding { encoding: UTF_8, said: None }
    }

    fn shown(bytes: &[u8]) -> Vec<(u32, String)> {
        let book = read_csv(bytes, encoding_of(bytes, None).unwrap(), "in/copy.v2.csv", &Limits::default()).unwrap();
        assert_eq!(book.sheets[0].title, "copy.v2");
        let row = |r: &crate::model::grid::GridRow| {
            let cells: Vec<String> = r.cells.iter().map(|(c, x)| format!("{c}={}", x.raw)).collect();
            (r.number, cells.join(" "))
        };
        book.sheets[0].rows.iter().map(row).collect()
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let pairs = mark.then_some('\u{feff}').into_iter().chain(text.chars()).map(|c| c as u16);
        pairs.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn dialects() {
        let two: Vec<(u32, String)> = vec![(0, "0=ID 1=Title".into()), (1, "0=R-1 1=Größe".into())];
        let table: [(&str, Vec<u8>); 9] = [
            ("comma", "ID,Title\nR-1,Größe\n".into()),
            ("semicolon", "ID;Title\r\nR-1;Größe".into()),
            ("tab", "ID\tTitle\rR-1\tGröße\r".into()),
            ("bar", "ID|Title\nR-1|Größe".into()),
            ("sep line", "sep=;\r\nID;Title\r\nR-1;Größe".into()),
            ("byte-order mark", "\u{feff}ID,Title\nR-1,Größe\n".into()),
            ("cp1252", b"ID,Title\nR-1,Gr\xF6\xDFe\n".to_vec()),
            ("UTF-16 with mark", utf16("ID\tTitle\nR-1\tGröße\n", true, true)),
            ("UTF-16 big-endian", utf16("ID\tTitle\nR-1\tGröße\n", false, false)),
        ];
        for (what, bytes) in table {
            assert_eq!(shown(&bytes), two, "{what}");
        }
    }

    #[test]
    fn quotes_hold_delimiters_and_lines_and_rows_are_counted_as_people_count_them() {
        assert_eq!(
            shown(b"a;b\r\n\r\n\"x, y\r\nz\";\"say \"\"hi\"\"\"\r\n1;2;3\r\n"),
            [(0, "0=a 1=b".into()), (2, "0=x, y\nz 1=say \"hi\"".into()), (3, "0=1 1=2 2=3".into())]
        );
    }

    #[test]
    fn a_line_of_countless_cells_is_refused_before_it_is_held() {
        let limits = Limits { cells: 1000, ..Limits::default() };
        let line = vec![b','; 3000];
        assert_eq!(read_csv(&line, utf8(), "a.csv", &limits).unwrap_err().code, Code::FileTooLarge);
        assert!(read_csv(&line[..1500], utf8(), "a.csv", &limits).is_ok());
    }

    #[test]
    fn text_is_decoded_unless_the_csv_reader_would_drop_a_second_mark() {
        let found = decoded("\u{feff}sep=;\nid;a\n".as_bytes(), utf8()).unwrap();
        assert_eq!((found.body(), found.delimiter), ("id;a\n", b';'));
        assert!(decoded("\u{feff}\u{feff}id,a\n".as_bytes(), utf8()).is_none());
    }

    #[test]
    fn one_column_and_decimal_commas_are_not_split() {
        assert_eq!(shown(b"Title\nfreeze\n"), [(0, "0=Title".into()), (1, "0=freeze".into())]);
        assert_eq!(shown(b"Name;Hours\nA;1,5\nB;2,5\n")[1].1, "0=A 1=1,5");
    }

    #[test]
    fn the_delimiter_is_the_one_that_splits_most_lines_alike() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2\n", b';'),
            ("a\tb, c\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("\"a;b;c\",d\n\"1;2;3\",4\n", b','),
            ("\"a\nb;c\",d\n1,2\n", b','),
            ("only words\n", b','),
            ("", b','),
            ("a,b;c\n", b','),
            ("\n\na;b\n", b';'),
        ] {
            assert_eq!(delimiter_of(text).0, delimiter, "{text:?}");
        }
        assert_eq!(delimiter_of("sep=;\na,b\n"), (b';', "a,b\n"));
        assert_eq!(delimiter_of("\"SEP=|\"\r\na,b\n"), (b'|', "a,b\n"));
    }

    #[test]
    fn rows_are_counted_with_the_empty_lines_between_them() {
        for text in ["a,b\n\n\nc,d\n", "a,b\r\n\r\n\r\nc,d\r\n", "a,b\r\r\rc,d"] {
            let found = read_csv(text.as_bytes(), utf8(), "mail/copy.v2.csv", &Limits::default()).unwrap();
            let numbers: Vec<u32> = found.sheets[0].rows.iter().map(|r| r.number).collect();
            assert_eq!(numbers, [0, 3], "{text:?}");
            assert_eq!(found.sheets[0].title, "copy.v2");
        }
    }

    #[test]
    fn a_quote_that_nobody_closed_is_told_and_not_read_as_one_cell() {
        let limits = Limits { cell_characters: 1000, ..Limits::default() };
        let text = format!("a,b\n1,\"open\n{}", "2,3\n".repeat(1000));
        let error = read_csv(text.as_bytes(), utf8(), "a.csv", &limits).unwrap_err();
        assert!(error.message.contains("B2"), "{}", error.message);
        let whole = format!("a,b\n1,\"{}\"\n", "x".repeat(900));
        assert!(read_csv(whole.as_bytes(), utf8(), "a.csv", &limits).is_ok());
    }
}
