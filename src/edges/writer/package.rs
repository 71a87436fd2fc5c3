//! Puts rows and texts into the package that the library made without them.

use super::shared_strings::SharedTexts;
use super::sheet_rows::PageRows;
use rayon::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::result::{ZipError, ZipResult};
use zip::write::{PreparedZipFile, SimpleFileOptions, ZipFileBuilder};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The part with the texts of all sheets.
const TEXTS: &str = "xl/sharedStrings.xml";
const ROWS: &str = "<sheetData";
const ROWS_END: &str = "</sheetData>";
const CELL_END: &str = "</c>";

/// How hard rows and texts are packed: beyond this, packing takes twice the time for files that are a twentieth smaller.
const PACKING: i64 = 4;

/// A part of a package.
struct Part {
    name: String,
    text: Vec<u8>,
}

/// A part on its way into the new package.
enum Passage {
    /// It stays as the library packed it, at this place in the old package.
    Kept(usize),
    Packed(PreparedZipFile),
}

/// The package of a workbook, from what the library wrote and the rows of its sheets in their order.
pub(super) fn filled_package(frame: &[u8], sheets: &[PageRows<'_>], strings: &SharedTexts<'_>) -> ZipResult<Vec<u8>> {
    let mut package = ZipArchive::new(Cursor::new(frame))?;
    let parts: ZipResult<Vec<Part>> = (0..package.len()).map(|number| part(&mut package, number)).collect();
    let pass = |(number, part): (usize, Part)| {
        if part.text.is_empty() {
            return Ok(Passage::Kept(number));
        }
        Ok(Passage::Packed(packed(filled_part(part, sheets, strings)?)?))
    };
    let passed: Vec<ZipResult<Passage>> = parts?.into_par_iter().enumerate().map(pass).collect();
    let mut out = ZipWriter::new_stream(Vec::new());
    for part in passed {
        match part? {
            Passage::Kept(number) => out.raw_copy_file(package.by_index_raw(number)?)?,
            Passage::Packed(part) => out.add_prepared_file(part)?,
        }
    }
    Ok(out.finish()?.into_inner())
}

/// The name of a part, and its text where it is to be filled.
fn part(package: &mut ZipArchive<Cursor<&[u8]>>, number: usize) -> ZipResult<Part> {
    let name = package.by_index_raw(number)?.name()?.into_owned();
    let mut text = Vec::new();
    if name == TEXTS || number_of_sheet(&name).is_some() {
        package.by_index(number)?.read_to_end(&mut text)?;
    }
    Ok(Part { name, text })
}

fn filled_part(part: Part, sheets: &[PageRows<'_>], strings: &SharedTexts<'_>) -> ZipResult<Part> {
    let text = if part.name == TEXTS {
        strings.part().into_bytes()
    } else if let Some(rows) = number_of_sheet(&part.name).and_then(|n| sheets.get(n)) {
        with_rows(&part.text, rows).ok_or(ZipError::InvalidArchive("a sheet without its rows or a formula".into()))?
    } else {
        part.text
    };
    Ok(Part { text, ..part })
}

/// The number, from 0, of the sheet whose part has this name.
fn number_of_sheet(name: &str) -> Option<usize> {
    let number = name.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?;
    number.parse::<usize>().ok()?.checked_sub(1)
}

fn packed(part: Part) -> ZipResult<PreparedZipFile> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(PACKING))
        .unix_permissions(0o600)
        .last_modified_time(DateTime::default());
    let mut builder = ZipFileBuilder::new(part.name, options)?;
    builder.write_all(&part.text)?;
    builder.finish()
}

/// The part of a sheet with its rows in the place of those that the library wrote, from which only formulas are kept.
fn with_rows(part: &[u8], rows: &PageRows<'_>) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(part).ok()?;
    let (head, rest) = text.split_at(text.find(ROWS)?);
    if rows.markup.is_empty() && rows.formulas.is_empty() {
        return Some(part.to_owned());
    }
    let (written, tail) = rest.split_once(ROWS_END)?;
    let mut out = Vec::with_capacity(part.len() + rows.markup.len());
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(b"<sheetData>");
    let mut left = written;
    let mut done = 0;
    for (offset, at) in &rows.formulas {
        out.extend_from_slice(rows.markup.get(done..*offset)?.as_bytes());
        let from = left.get(left.find(&format!("<c r=\"{at}\""))?..)?;
        let (formula, rest) = from.split_at_checked(from.find(CELL_END)? + CELL_END.len())?;
        out.extend_from_slice(formula.as_bytes());
        (left, done) = (rest, *offset);
    }
    out.extend_from_slice(rows.markup.get(done..)?.as_bytes());
    out.extend_from_slice(ROWS_END.as_bytes());
    out.extend_from_slice(tail.as_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::At;

    fn filled(part: &str, markup: &str, formulas: Vec<(usize, At)>) -> Option<String> {
        let rows = PageRows { markup: markup.into(), formulas, ..PageRows::default() };
        with_rows(part.as_bytes(), &rows).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn rows_take_the_place_of_the_librarys_and_formulas_stay() {
        let part = "<a><sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"2\"><f>1&gt;2</f><v>0</v></c></row></sheetData><b/></a>";
        let markup = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>";
        let at = markup.len() - "</row>".len();
        assert_eq!(
            filled(part, markup, vec![(at, At::new(0, 1))]).as_deref(),
            Some(
                "<a><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"B1\" s=\"2\"><f>1&gt;2</f><v>0</v></c></row></sheetData><b/></a>"
            )
        );
        assert_eq!(filled(part, markup, vec![(at, At::new(0, 2))]), None, "a formula that the library did not write");
        assert_eq!(filled("<a><sheetData/></a>", "", Vec::new()).as_deref(), Some("<a><sheetData/></a>"));
    }

    #[test]
    fn a_sheet_is_known_by_its_number() {
        assert_eq!(number_of_sheet("xl/worksheets/sheet12.xml"), Some(11));
        assert_eq!(number_of_sheet("xl/worksheets/_rels/sheet1.xml.rels"), None);
        assert_eq!(number_of_sheet("xl/styles.xml"), None);
    }
}
