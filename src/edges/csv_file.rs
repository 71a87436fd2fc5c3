//! CSV as Salesforce and spreadsheets load it: UTF-8 without a mark at its start, LF, quotes only where they are needed.

/// A CSV of a header and rows, byte for byte what the values are.
pub fn write<'a>(header: &'a [String], rows: impl Iterator<Item = &'a [String]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .quote_style(csv::QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new());
    for row in std::iter::once(header).chain(rows) {
        put(&mut writer, row);
    }
    finish(writer)
}

#[expect(clippy::expect_used, reason = "a list of bytes takes every record, of any length")]
fn put(writer: &mut csv::Writer<Vec<u8>>, row: &[String]) {
    writer.write_record(row).expect("memory takes every record");
}

#[expect(clippy::expect_used, reason = "a list of bytes can't fail to be flushed")]
fn finish(writer: csv::Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect("memory can be flushed")
}

#[cfg(test)]
mod tests {
    use super::*;

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
