//! `history/changes.csv`: the log of every change, to which lines are only ever added. A run that was killed may leave
//! a last line that is cut off.

use crate::edges::csv_file::{into_bytes, write_record};
use crate::model::change_reason::ChangeReason;
use crate::model::logged_change::LoggedChange;
use std::borrow::Cow;

/// The titles of the columns, in their order.
pub const COLUMNS: [&str; 13] =
    ["run", "date", "workbook", "sheet", "record", "field", "from", "to", "why", "by", "file", "source_sheet", "cell"];

/// What a log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeLog {
    /// The whole lines, in their order.
    pub lines: Vec<LoggedChange>,
    /// A last line that was not written to its end.
    pub torn: Option<TornLine>,
    /// Whether there are lines before the last that prekick didn't write; they are not among `lines`.
    pub damaged: bool,
}

/// A last line that was not written to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TornLine {
    /// The byte at which it begins.
    pub start: usize,
    /// What there is of it.
    pub bytes: Vec<u8>,
}

/// The mark by which Excel knows that a text is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of lines; a new log begins with a byte-order mark and the titles. What Excel would take for a formula has an
/// apostrophe before it.
pub fn encode(lines: &[LoggedChange], with_header: bool) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).flexible(true).from_writer(Vec::new());
    if with_header {
        write_record(&mut writer, COLUMNS);
    }
    for line in lines {
        write_record(&mut writer, line.fields().into_iter().map(|f| without_formula(f).into_owned().into_bytes()));
    }
    let mark = if with_header { MARK } else { &[] };
    [mark, &into_bytes(writer)].concat()
}

/// Whether Excel would take a text for a formula, were it not for apostrophes before it. A number with a sign is none.
fn is_like_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err()
}

fn without_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_like_formula(&text) { Cow::from(format!("'{text}")) } else { text }
}

/// A field as it was before it was written.
fn as_logged(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| is_like_formula(rest)).unwrap_or(field)
}

/// The lines of a log that may have been cut off anywhere.
pub fn decode(bytes: &[u8]) -> ChangeLog {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut log = ChangeLog::default();
    let mut record = csv::ByteRecord::new();
    let mut last: Option<DecodedLine> = None;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        log.take(last.replace(DecodedLine::of(&record)));
    }
    let Some(last) = last else {
        let is_blank = bytes.iter().all(|b| matches!(b, b'\n' | b'\r'));
        log.torn = (!is_blank).then(|| TornLine { start: 0, bytes: bytes.to_vec() });
        return log;
    };
    let begins = if log.lines.is_empty() && last.is_header { 0 } else { last.start };
    // The CSV reader counts blank lines to the record that follows them.
    let start = begins + bytes.iter().skip(begins).take_while(|b| matches!(b, b'\n' | b'\r')).count();
    let rest = bytes.get(start..).unwrap_or_default();
    let ended = line_length(rest).is_some_and(|n| rest.iter().skip(n).all(|b| matches!(b, b'\n' | b'\r')));
    if ended && last.fields.len() >= COLUMNS.len() {
        log.take(Some(last));
    } else {
        log.torn = Some(TornLine { start, bytes: rest.to_vec() });
    }
    log
}

/// A line as the CSV reader gives it.
struct DecodedLine {
    start: usize,
    fields: Vec<String>,
    is_header: bool,
    is_text: bool,
}

impl DecodedLine {
    fn of(record: &csv::ByteRecord) -> Self {
        let start = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
        let fields: Vec<String> = record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
        let is_text = record.iter().all(|f| std::str::from_utf8(f).is_ok() && !f.contains(&0));
        Self { start, is_header: is_header(&fields), fields, is_text }
    }
}

impl ChangeLog {
    fn take(&mut self, line: Option<DecodedLine>) {
        match line {
            Some(line) if line.fields.len() < COLUMNS.len() || !line.is_text => self.damaged = true,
            Some(line) if !line.is_header => self.lines.push(LoggedChange::from_fields(line.fields)),
            _ => {}
        }
    }
}

/// Where in a field the reading is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Start,
    Plain,
    Quotes,
    /// After a quotation mark in a quoted field, which closes it or is the first of two.
    Closing,
}

impl Within {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Start | Self::Closing, b'"') => Self::Quotes,
            (Self::Quotes, b'"') => Self::Closing,
            (Self::Quotes, _) => Self::Quotes,
            (_, b',') => Self::Start,
            _ => Self::Plain,
        }
    }
}

/// The length of the first line including its line end; none where it has no end. A line break within quotes is no end.
fn line_length(bytes: &[u8]) -> Option<usize> {
    let mut within = Within::Start;
    for (i, &byte) in bytes.iter().enumerate() {
        if within != Within::Quotes && matches!(byte, b'\n' | b'\r') {
            return Some(i + 1);
        }
        within = within.after(byte);
    }
    None
}

/// Whether it is the line of titles, also with the byte-order mark that Excel puts before it.
fn is_header(fields: &[String]) -> bool {
    fields.iter().map(|f| f.trim_start_matches('\u{feff}')).take(3).eq(COLUMNS.into_iter().take(3))
}

impl LoggedChange {
    fn fields(&self) -> [Cow<'_, str>; 13] {
        [
            Cow::from(&self.run),
            Cow::from(&self.date),
            Cow::from(&self.workbook),
            Cow::from(&self.sheet),
            Cow::from(&self.record),
            Cow::from(&self.field),
            Cow::from(&self.from),
            Cow::from(&self.to),
            Cow::from(self.reason.to_string()),
            Cow::from(&self.by),
            Cow::from(&self.file),
            Cow::from(&self.source_sheet),
            Cow::from(&self.cell),
        ]
    }

    /// The line of these fields. Fields that are missing are empty, so that a short line loses nothing that it has.
    fn from_fields(fields: Vec<String>) -> Self {
        let mut fields = fields.into_iter().map(|f| as_logged(&f).to_owned());
        let mut next = || fields.next().unwrap_or_default();
        Self {
            run: next(),
            date: next(),
            workbook: next(),
            sheet: next(),
            record: next(),
            field: next(),
            from: next(),
            to: next(),
            reason: ChangeReason::parse(&next()),
            by: next(),
            file: next(),
            source_sheet: next(),
            cell: next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(record: &str, to: &str) -> LoggedChange {
        LoggedChange {
            run: "k1".into(),
            date: "2026-11-22".into(),
            record: record.into(),
            to: to.into(),
            ..LoggedChange::default()
        }
    }

    #[test]
    fn a_new_log_begins_with_its_titles_and_an_older_one_goes_on() {
        let (first, second) = (line("R-001", "Open"), line("R-002", "said \"no\",\nthen yes"));
        let mut bytes = encode(std::slice::from_ref(&first), true);
        assert!(bytes.starts_with(
            "\u{feff}run,date,workbook,sheet,record,field,from,to,why,by,file,source_sheet,cell\n".as_bytes()
        ));
        bytes.extend(encode(std::slice::from_ref(&second), false));
        assert_eq!(decode(&bytes), ChangeLog { lines: vec![first, second], ..ChangeLog::default() });
    }

    fn torn(start: usize, bytes: &[u8]) -> Option<TornLine> {
        Some(TornLine { start, bytes: bytes.to_vec() })
    }

    #[test]
    fn what_excel_would_take_for_a_formula_is_text_in_the_log_and_comes_back_as_it_was() {
        for (text, logged) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("+49 30", "'+49 30"),
            ("-5", "-5"),
            ("-5 days", "'-5 days"),
            ("@ada", "'@ada"),
            ("'=x", "''=x"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            let bytes = encode(&[line("R-001", text)], false);
            assert!(String::from_utf8_lossy(&bytes).contains(&format!(",{logged},")), "{text}");
            assert_eq!(decode(&bytes).lines, [line("R-001", text)], "{text}");
        }
    }

    #[test]
    fn lines_that_prekick_did_not_write_are_damage_and_the_others_count() {
        let good = encode(&[line("R-001", "a")], true);
        let more = encode(&[line("R-002", "b")], false);
        for junk in [b"\x00\xff\x13junk\n".as_slice(), b"one,two\n", &[0xE9, b'\n']] {
            let log = decode(&[&good, junk, &more].concat());
            assert_eq!((log.lines.len(), log.damaged, log.torn), (2, true, None), "{junk:?}");
        }
    }

    #[test]
    fn an_empty_log_has_no_lines_and_a_cut_title_is_torn() {
        assert_eq!(decode(b""), ChangeLog::default());
        assert_eq!(decode(b"run,date,wor"), ChangeLog { torn: torn(0, b"run,date,wor"), ..ChangeLog::default() });
        assert_eq!(decode(&encode(&[], true)), ChangeLog::default());
    }

    #[test]
    fn a_last_line_with_too_few_fields_is_torn_also_with_its_line_end() {
        let mut bytes = encode(&[line("R-001", "Open")], true);
        let whole = bytes.len();
        bytes.extend_from_slice(b"k2,2026-11-23,raid\n");
        let log = decode(&bytes);
        assert_eq!((log.lines.len(), log.torn), (1, torn(whole, b"k2,2026-11-23,raid\n")));
    }

    #[test]
    fn a_log_that_excel_saved_again_is_read() {
        let text = String::from_utf8(encode(&[line("R-001", "a"), line("R-002", "b")], true)).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        for (what, saved) in [
            ("mark and CRLF", format!("\u{feff}{}", text.replace('\n', "\r\n"))),
            ("CR", text.replace('\n', "\r")),
            ("blank lines", text.replace('\n', "\n\n")),
        ] {
            let log = decode(saved.as_bytes());
            assert_eq!((log.lines, log.torn), (vec![line("R-001", "a"), line("R-002", "b")], None), "{what}");
        }
    }

    fn any_line() -> impl Strategy<Value = LoggedChange> {
        proptest::collection::vec("[a-c ,\"\n\rü]{0,5}", 13).prop_map(LoggedChange::from_fields)
    }

    proptest! {
        #[test]
        fn a_log_cut_anywhere_gives_its_whole_lines(
            lines in proptest::collection::vec(any_line(), 0..4),
            with_header in any::<bool>(),
        ) {
            let mut bytes = encode(&[], with_header);
            let mut ends = vec![0, bytes.len()];
            for one in &lines {
                bytes.extend(encode(std::slice::from_ref(one), false));
                ends.push(bytes.len());
            }
            for cut in 0..=bytes.len() {
                let log = decode(&bytes[..cut]);
                let whole = ends[2..].iter().filter(|&&end| end <= cut).count();
                prop_assert_eq!(&log.lines, &lines[..whole], "cut at {}", cut);
                let begun = ends.iter().copied().filter(|&end| end <= cut).max().unwrap();
                prop_assert_eq!(log.torn.map(|t| t.start), (begun < cut).then_some(begun), "cut at {}", cut);
            }
        }
    }
}
