//! Large CSV files with a key: only the rows that differ somewhere are held as cells; the others pass by, once to be
//! compared and once to be written.

use super::files::{InputFile, OpenedFile, limits, open};
use crate::edges::csv_file::{Dialect, Lines};
use crate::edges::reader::process::Readers;
use crate::edges::reader::{for_each_record, title_of_text};
use crate::model::grid::Format;
use crate::steps::merge::{Among, Held, MergedFile, Skeleton, held};

/// Files that are smaller together take no more memory whole than any program has, and less time than it takes to look.
const LARGE: usize = 32 << 20;

/// May these files be held thin? Another output than a CSV needs all cells.
pub fn are_large(files: &[InputFile], key: &[String], extension: &str) -> bool {
    let all: usize = files.iter().map(|f| f.bytes.len()).sum();
    all > LARGE && !key.is_empty() && !matches!(extension, "xlsx" | "xlsm")
}

/// The files in their order; thin where they may be and that makes no difference to what comes out.
pub fn open_all(
    readers: &Readers,
    files: Vec<InputFile>,
    key: &[String],
    may_stream: bool,
) -> anyhow::Result<Vec<OpenedFile>> {
    let streamed = if may_stream { open_streamed(&files, key) } else { None };
    match streamed {
        Some(opened) => Ok(opened.into_iter().zip(files).map(|(o, f)| OpenedFile { bytes: f.bytes, ..o }).collect()),
        None => files.into_iter().map(|file| open(readers, file)).collect(),
    }
}

/// Opens files with only those rows that differ somewhere. None where that could change what comes out.
pub fn open_streamed(files: &[InputFile], key: &[String]) -> Option<Vec<OpenedFile>> {
    let limits = limits();
    let mut skeletons = Vec::new();
    for file in files {
        let mut skeleton = Skeleton::default();
        let mut hear = |number: u32, record: &csv::StringRecord| skeleton.hear(number, record.iter(), key);
        for_each_record(&file.bytes, &file.kind, &limits, &mut hear).then_some(())?;
        skeletons.push(skeleton);
    }
    let rows: Vec<usize> = skeletons.iter().map(Skeleton::len).collect();
    let held = held(&skeletons)?;
    drop(skeletons);
    let mut out = Vec::new();
    for ((file, rows), held) in files.iter().zip(rows).zip(held) {
        let mut some = Held::default();
        let mut hear = |number: u32, record: &csv::StringRecord| some.hear(number, record.iter(), &held);
        for_each_record(&file.bytes, &file.kind, &limits, &mut hear).then_some(())?;
        out.push(OpenedFile {
            bytes: Vec::new(),
            kind: file.kind.clone(),
            format: Format::Csv,
            extras: Vec::new(),
            file: some.file(&title_of_text(&file.kind), &file.name),
            rows,
            streamed: true,
        });
    }
    Some(out)
}

/// What was merged, among the rows of the master that passed by. None where it is no one sheet.
pub fn written_among(merged: &MergedFile, master: &OpenedFile, dialect: Dialect) -> Option<Vec<u8>> {
    let ([sheet], [origin], [own]) = (&merged.sheets[..], &merged.origins[..], &master.file.sheets[..]) else {
        return None;
    };
    let mut lines = Lines::new(dialect);
    lines.put(&sheet.columns.iter().map(|c| c.title.clone()).collect::<Vec<_>>());
    let mut among = Among::new(sheet, origin, own);
    let mut hear = |number: u32, record: &csv::StringRecord| {
        among.hear(number, record.iter()).iter().for_each(|row| lines.put(row));
    };
    for_each_record(&master.bytes, &master.kind, &limits(), &mut hear).then_some(())?;
    among.rest().iter().for_each(|row| lines.put(row));
    Some(lines.finish())
}
