//! Large CSV files with key columns: only rows that differ somewhere are held as cells; the others are streamed, once to be
//! compared and once to be written.

use super::files::{InputFile, MergeInput, limits, open};
use crate::edges::csv_file::{CsvWriter, Dialect};
use crate::edges::reader::process::Readers;
use crate::edges::reader::{for_each_record, title_of_text};
use crate::model::grid::Format;
use crate::steps::merge::{KeptRows, MergedFile, RowInterleaver, TableDigest, rows_to_keep};

/// Files of fewer bytes together are merged whole, which is faster.
const LARGE: usize = 32 << 20;

/// Whether these files may be streamed. Another output than a CSV needs all cells.
pub fn can_stream(files: &[InputFile], key: &[String], extension: &str) -> bool {
    let all: usize = files.iter().map(|f| f.bytes.len()).sum();
    all > LARGE && !key.is_empty() && !matches!(extension, "xlsx" | "xlsm")
}

/// Opens the files in their order; streamed where they may be and where that makes no difference to what comes out.
pub fn open_all(
    readers: &Readers,
    files: Vec<InputFile>,
    key: &[String],
    may_stream: bool,
) -> anyhow::Result<Vec<MergeInput>> {
    let streamed = if may_stream { open_streamed(&files, key) } else { None };
    match streamed {
        Some(opened) => Ok(opened.into_iter().zip(files).map(|(o, f)| MergeInput { bytes: f.bytes, ..o }).collect()),
        None => files.into_iter().map(|file| open(readers, file)).collect(),
    }
}

/// Opens files with only those rows that differ somewhere. None where that could change what comes out.
pub fn open_streamed(files: &[InputFile], key: &[String]) -> Option<Vec<MergeInput>> {
    let limits = limits();
    let mut digests = Vec::new();
    for file in files {
        let mut table = TableDigest::default();
        let mut push = |number: u32, record: &csv::StringRecord| table.push_record(number, record.iter(), key);
        for_each_record(&file.bytes, &file.kind, &limits, &mut push).then_some(())?;
        digests.push(table);
    }
    let rows: Vec<usize> = digests.iter().map(TableDigest::len).collect();
    let kept = rows_to_keep(&digests)?;
    drop(digests);
    let mut out = Vec::new();
    for ((file, rows), kept) in files.iter().zip(rows).zip(kept) {
        let mut table = KeptRows::default();
        let mut push = |number: u32, record: &csv::StringRecord| table.push_record(number, record.iter(), &kept);
        for_each_record(&file.bytes, &file.kind, &limits, &mut push).then_some(())?;
        out.push(MergeInput {
            bytes: Vec::new(),
            kind: file.kind.clone(),
            format: Format::Csv,
            extras: Vec::new(),
            file: table.file(&title_of_text(&file.kind), &file.name),
            rows,
            streamed: true,
        });
    }
    Some(out)
}

/// The merged rows among those of the master that passed by, as text. None where it is more than one sheet.
pub fn write_streamed(merged: &MergedFile, master: &MergeInput, dialect: Dialect) -> Option<Vec<u8>> {
    let ([sheet], [origin], [own]) = (&merged.sheets[..], &merged.origins[..], &master.file.sheets[..]) else {
        return None;
    };
    let mut lines = CsvWriter::new(dialect);
    lines.write_row(&sheet.columns.iter().map(|c| c.title.clone()).collect::<Vec<_>>());
    let mut rows = RowInterleaver::new(sheet, origin, own);
    let mut push = |number: u32, record: &csv::StringRecord| {
        rows.push_record(number, record.iter()).iter().for_each(|row| lines.write_row(row));
    };
    for_each_record(&master.bytes, &master.kind, &limits(), &mut push).then_some(())?;
    rows.finish().iter().for_each(|row| lines.write_row(row));
    Some(lines.finish())
}
