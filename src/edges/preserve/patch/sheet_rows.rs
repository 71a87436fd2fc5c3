//! Where the rows of a sheet's part are, where the part is in the form in which spreadsheet programs write it, so that
//! only rows that change have to be read token by token.

use crate::edges::ooxml::tag_scan::{ScannedKind, ScannedTag, TagScan};
use std::ops::Range;

/// The rows of a sheet's part.
pub(super) struct WrittenRows<'t> {
    /// The text up to the rows, with the start tag of the element that holds them.
    pub(super) head: &'t str,
    /// Everything from the start of the first row on up to the end of that element.
    pub(super) data: &'t str,
    /// The rest, with its end tag.
    pub(super) tail: &'t str,
    /// The rows in ascending order.
    spans: Vec<RowSpan>,
}

/// Where a row is in the data, and its number, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RowSpan {
    number: u32,
    from: usize,
    to: usize,
}

/// A row as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrittenRow<'t> {
    /// Its number, counted from 1.
    pub(super) number: u32,
    /// Where it begins in the data.
    pub(super) from: usize,
    /// Its element.
    pub(super) text: &'t str,
}

impl<'t> WrittenRows<'t> {
    /// The rows of a part; none where anything in it is unusual.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let mut scan = TagScan::new(text);
        let mut tags = std::iter::from_fn(|| scan.next());
        let start = tags.find(|tag| local_name(tag.name) == "sheetData")?;
        if start.name != "sheetData" || start.kind != ScannedKind::Start || start.depth != 1 {
            return None;
        }
        let first = start.to();
        let mut spans: Vec<RowSpan> = Vec::new();
        let end = loop {
            let tag = tags.next()?;
            if tag.depth == start.depth {
                break tag.from;
            }
            if tag.depth != start.depth + 1 {
                continue;
            }
            match (tag.kind, tag.name) {
                (ScannedKind::Start | ScannedKind::Empty, "row") => {
                    let before = spans.last().map_or(0, |span| span.number);
                    let number = row_number(&tag, before)?;
                    spans.push(RowSpan { number, from: tag.from - first, to: tag.to() - first });
                }
                (ScannedKind::End, "row") => spans.last_mut()?.to = tag.to() - first,
                _ => return None,
            }
        };
        let is_single = tags.all(|tag| local_name(tag.name) != "sheetData");
        let (head, rest) = text.split_at_checked(first)?;
        let (data, tail) = rest.split_at_checked(end - first)?;
        (is_single && scan.is_complete()).then_some(Self { head, data, tail, spans })
    }

    /// The rows with numbers in a range, which are counted from 1.
    pub(super) fn within(&self, numbers: Range<u32>) -> impl Iterator<Item = WrittenRow<'t>> {
        let from = self.spans.partition_point(|span| span.number < numbers.start);
        let rows = self.spans.get(from..).unwrap_or_default().iter();
        rows.take_while(move |span| span.number < numbers.end).filter_map(|span| self.written(*span))
    }

    /// The rows whose text holds a word.
    pub(super) fn with(&self, word: &str) -> Vec<u32> {
        let places = memchr::memmem::find_iter(self.data.as_bytes(), word);
        let mut found: Vec<u32> = places
            .filter_map(|place| {
                let at = self.spans.partition_point(|span| span.to <= place);
                self.spans.get(at).filter(|span| span.from <= place).map(|span| span.number)
            })
            .collect();
        found.dedup();
        found
    }

    fn written(&self, span: RowSpan) -> Option<WrittenRow<'t>> {
        Some(WrittenRow { number: span.number, from: span.from, text: self.data.get(span.from..span.to)? })
    }
}

/// The number that a row's tag has, or that follows from the row before it; none where rows don't ascend, or where the
/// attribute is anywhere but in front.
fn row_number(tag: &ScannedTag<'_>, before: u32) -> Option<u32> {
    let attributes = tag.raw.get("<row".len()..)?;
    let Some(value) = attributes.strip_prefix(" r=\"") else {
        let is_without = !attributes.contains("r=") && !attributes.contains("r =");
        return if is_without { before.checked_add(1) } else { None };
    };
    let (digits, rest) = value.split_once('"')?;
    let is_number = (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = digits.parse().ok().filter(|_| is_number)?;
    (number > before && !rest.contains(" r=")).then_some(number)
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> String {
        format!("<?xml version=\"1.0\"?>\n<worksheet><sheetData>{rows}</sheetData><pageMargins/></worksheet>")
    }

    #[test]
    fn rows_are_found_with_their_numbers_and_texts() {
        let text = sheet("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>\n<row/><row r=\"9\" spans=\"1:2\"></row>");
        let rows = WrittenRows::of(&text).unwrap();
        let found: Vec<(u32, &str)> = rows.within(1..10).map(|row| (row.number, row.text)).collect();
        assert_eq!(
            found,
            [
                (2, "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"),
                (3, "<row/>"),
                (9, "<row r=\"9\" spans=\"1:2\"></row>")
            ]
        );
        assert_eq!(rows.within(3..9).map(|row| row.number).collect::<Vec<_>>(), [3]);
        assert!(rows.within(3..9).all(|row| rows.data[row.from..].starts_with(row.text)));
        assert_eq!(format!("{}{}{}", rows.head, rows.data, rows.tail), text);
        assert!(rows.head.ends_with("<sheetData>") && rows.tail.starts_with("</sheetData>"));
        assert_eq!((rows.with("<v>"), rows.with("spans"), rows.with("x")), (vec![2], vec![9], vec![]));
    }

    #[test]
    fn a_part_with_anything_unusual_among_its_rows_is_declined() {
        for rows in [
            "<row r=\"2\"/><row r=\"2\"/>",
            "<row r=\"2\"/><row r=\"1\"/>",
            "<row r=\"0\"/>",
            "<row r=\"1.0\"/>",
            "<row r=\"12345678\"/>",
            "<row spans=\"1:2\" r=\"1\"/>",
            "<row r='1'/>",
            "<row r=\"1\" r=\"2\"/>",
            "<x:row r=\"1\"/>",
            "<cell/>",
            "<row r=\"1\">",
            "<row r=\"1\"><c></row></c>",
            "<row r=\"1\"><!-- --></row>",
        ] {
            assert!(WrittenRows::of(&sheet(rows)).is_none(), "{rows}");
        }
        for text in [
            "<worksheet/>",
            "<worksheet><sheetData/></worksheet>",
            "<x:worksheet><x:sheetData></x:sheetData></x:worksheet>",
            "<worksheet><a><sheetData></sheetData></a></worksheet>",
            "<worksheet><sheetData></sheetData><sheetData></sheetData></worksheet>",
            "<worksheet><sheetData></sheetData>",
        ] {
            assert!(WrittenRows::of(text).is_none(), "{text}");
        }
        assert!(WrittenRows::of(&sheet("")).is_some());
    }
}
