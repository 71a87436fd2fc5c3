//! CSV files with only the rows that are not alike in all of them; the others pass by when the merged file is written.

use super::files::{InputFile, MergeInput, limits, open_side_by_side};
use crate::edges::csv_file::{CsvWriter, Dialect, WrittenText};
use crate::edges::reader::process::Readers;
use crate::edges::reader::{decoded_text, title_of_text};
use crate::model::grid::Format;
use crate::steps::merge::{MergedFile, OutputRow, RowOrder, TextFile, interleaved, partial_files};
use rayon::prelude::*;

/// Opens the files in their order, in part where that makes no difference to what comes out.
pub fn open_all(
    readers: &Readers,
    files: Vec<InputFile>,
    key: &[String],
    in_part: Option<RowOrder>,
) -> anyhow::Result<Vec<MergeInput>> {
    match in_part.and_then(|order| open_in_part(&files, key, order)) {
        Some(opened) => Ok(opened.into_iter().zip(files).map(|(o, f)| MergeInput { bytes: f.bytes, ..o }).collect()),
        None => open_side_by_side(readers, files, key),
    }
}

/// Opens files, still without their bytes, with only the rows that matter. None where that could change what comes out.
pub fn open_in_part(files: &[InputFile], key: &[String], order: RowOrder) -> Option<Vec<MergeInput>> {
    let texts: Vec<Option<_>> =
        files.par_iter().map(|f| decoded_text(&f.bytes, &f.kind, &limits(), f.encoding)).collect();
    let texts: Vec<_> = texts.into_iter().collect::<Option<_>>()?;
    let named = texts.iter().zip(files).map(|(text, file)| TextFile {
        text: text.delimited(),
        name: file.name.clone(),
        title: title_of_text(&file.kind),
    });
    let opened = partial_files(&named.collect::<Vec<_>>(), key, order, limits().cells)?;
    let inputs = opened.into_iter().zip(files).zip(&texts).map(|((opened, file), text)| MergeInput {
        bytes: Vec::new(),
        kind: file.kind.clone(),
        format: Format::Csv,
        extras: Vec::new(),
        named: file.encoding,
        encoding: text.encoding.said.clone(),
        file: opened.file,
        rows: opened.rows,
        passed_over: Some(opened.passed_over),
    });
    Some(inputs.collect())
}

/// What was merged as text, among the rows of the master that were passed over. None where none were, or where it is more
/// than one sheet.
pub fn write_with_passed_over(merged: &MergedFile, master: &MergeInput, dialect: Dialect) -> Option<WrittenText> {
    let ([sheet], [origin], [own]) = (&merged.sheets[..], &merged.origins[..], &master.file.sheets[..]) else {
        return None;
    };
    let passed_over = master.passed_over.as_ref()?;
    let decoded = decoded_text(&master.bytes, &master.kind, &limits(), master.named)?;
    let (text, width) = (decoded.delimited(), sheet.columns.len());
    let mut lines = CsvWriter::new(dialect, master.bytes.len());
    lines.write_row(sheet.columns.iter().map(|c| c.title.as_str()));
    for row in interleaved(origin, own, passed_over) {
        match row {
            OutputRow::PassedOver(record) => lines.write_record_of(text, record, width),
            OutputRow::Merged(row) => {
                let cells = sheet.rows.get(row).map(|r| &*r.cells).unwrap_or_default();
                lines.write_row(cells.iter().map(|c| c.raw.as_read()));
            }
        }
    }
    Some(lines.finish())
}
