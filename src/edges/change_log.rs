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
    /// The byte at which a torn last line begins, one that was not written to its end.
    pub torn: Option<usize>,
}

/// The bytes of lines; a new log begins with the titles.
pub fn encode(lines: &[LoggedChange], with_header: bool) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).flexible(true).from_writer(Vec::new());
    if with_header {
        write_record(&mut writer, COLUMNS);
    }
    for line in lines {
        write_record(&mut writer, line.fields().iter().map(|f| f.as_bytes()));
    }
    into_bytes(writer)
}

/// The lines of a log that may have been cut off anywhere.
pub fn decode(bytes: &[u8]) -> ChangeLog {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut log = ChangeLog::default();
    let mut record = csv::ByteRecord::new();
    let mut last: Option<(usize, usize, bool)> = None;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let start = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
        let fields: Vec<String> = record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
        let titles = is_header(&fields);
        last = Some((start, fields.len(), titles));
        if !titles {
            log.lines.push(LoggedChange::from_fields(fields));
        }
    }
    let Some((start, fields, titles)) = last else {
        log.torn = (!bytes.iter().all(|b| matches!(b, b'\n' | b'\r'))).then_some(0);
        return log;
    };
    // The CSV reader counts blank lines to the record that follows them.
    let start = start + bytes.iter().skip(start).take_while(|b| matches!(b, b'\n' | b'\r')).count();
    let rest = bytes.get(start..).unwrap_or_default();
    let ended = line_length(rest).is_some_and(|n| rest.iter().skip(n).all(|b| matches!(b, b'\n' | b'\r')));
    if !ended || fields < COLUMNS.len() {
        log.torn = Some(start);
        if !titles {
            log.lines.pop();
        }
    }
    log
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
        let mut fields = fields.into_iter();
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
        assert!(bytes.starts_with(b"run,date,workbook,sheet,record,field,from,to,why,by,file,source_sheet,cell\n"));
        bytes.extend(encode(std::slice::from_ref(&second), false));
        assert_eq!(decode(&bytes), ChangeLog { lines: vec![first, second], torn: None });
    }

    #[test]
    fn an_empty_log_has_no_lines_and_a_cut_title_is_torn() {
        assert_eq!(decode(b""), ChangeLog::default());
        assert_eq!(decode(b"run,date,wor"), ChangeLog { lines: vec![], torn: Some(0) });
        assert_eq!(decode(&encode(&[], true)), ChangeLog::default());
    }

    #[test]
    fn a_last_line_with_too_few_fields_is_torn_also_with_its_line_end() {
        let mut bytes = encode(&[line("R-001", "Open")], true);
        let whole = bytes.len();
        bytes.extend_from_slice(b"k2,2026-11-23,raid\n");
        let log = decode(&bytes);
        assert_eq!((log.lines.len(), log.torn), (1, Some(whole)));
    }

    #[test]
    fn a_log_that_excel_saved_again_is_read() {
        let text = String::from_utf8(encode(&[line("R-001", "a"), line("R-002", "b")], true)).unwrap();
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
                prop_assert_eq!(log.torn, (begun < cut).then_some(begun), "cut at {}", cut);
            }
        }
    }
}
