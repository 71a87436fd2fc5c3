//! The files that `merge` and `diff` are given: their bytes, and the sheets read from them.

use crate::edges::disk;
use crate::edges::reader::process::Readers;
use crate::edges::reader::{self, decoded_text, is_text};
use crate::model::delimited::TextRecord;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, Workbook};
use crate::model::plain::PlainSheet;
use crate::model::text_encoding::TextEncoding;
use crate::model::text_signs::TextSigns;
use crate::steps::ingest::encoding_finding;
use crate::steps::merge::{PlainFile, TableTitles, plain_file, unknown_keys};
use anyhow::{anyhow, bail};
use encoding_rs::Encoding;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// A file's bytes, and what they are called.
pub struct InputFile {
    pub bytes: Vec<u8>,
    /// A name that says what kind of file it is.
    pub kind: String,
    /// How messages name it.
    pub name: String,
    /// The encoding that a person says, of text that doesn't tell it.
    pub encoding: Option<&'static Encoding>,
}

/// A file as read.
pub struct MergeInput {
    pub bytes: Vec<u8>,
    pub kind: String,
    pub format: Format,
    pub extras: Vec<String>,
    /// The encoding that a person says.
    pub named: Option<&'static Encoding>,
    /// The encoding, where the text doesn't name its own.
    pub encoding: Option<TextEncoding>,
    pub file: PlainFile,
    /// How many rows it has.
    pub rows: usize,
    /// The rows that are not in `file`, where it holds only those that are not alike in all files.
    pub passed_over: Option<Vec<TextRecord>>,
}

/// Reads files side by side. Each comes with how messages name it.
pub fn read_all(paths: &[(&PathBuf, String)], encoding: Option<&'static Encoding>) -> anyhow::Result<Vec<InputFile>> {
    let files: Vec<anyhow::Result<InputFile>> =
        paths.par_iter().map(|(path, name)| read(path, name, encoding)).collect();
    // The first one in their order that can't be read is named.
    files.into_iter().collect()
}

fn read(path: &Path, name: &str, encoding: Option<&'static Encoding>) -> anyhow::Result<InputFile> {
    // A temporary file has no name that says what it is; text is then a table.
    let known = path.extension().is_some_and(|e| KINDS.iter().any(|k| e.eq_ignore_ascii_case(k)));
    let kind = if known { path.display().to_string() } else { "table.csv".to_owned() };
    Ok(InputFile { bytes: disk::read(path)?, kind, name: name.to_owned(), encoding })
}

/// The ending of a file's name.
pub fn extension_of(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// Opens files with their `key` columns, some of them at once. Where several can't be opened, the first of them is named.
pub fn open_side_by_side(readers: &Readers, files: Vec<InputFile>, key: &[String]) -> anyhow::Result<Vec<MergeInput>> {
    let found: Vec<anyhow::Result<Option<Workbook>>> = files.par_iter().map(|file| read_apart(readers, file)).collect();
    let found: Vec<Option<Workbook>> = found.into_iter().collect::<anyhow::Result<_>>()?;
    let sheets: Vec<&[Grid]> = found.iter().flatten().map(|workbook| workbook.sheets.as_slice()).collect();
    let titles = TableTitles::of_files(&sheets, key);
    let mut files = files.into_iter().zip(found);
    let Some((first, workbook)) = files.next() else { return Ok(Vec::new()) };
    let first = understood(first, workbook, &[], &titles);
    let others: Vec<(InputFile, Option<Workbook>)> = files.collect();
    let like = &first.file.sheets;
    let others: Vec<MergeInput> =
        others.into_par_iter().map(|(file, workbook)| understood(file, workbook, like, &titles)).collect();
    Ok(std::iter::once(first).chain(others).collect())
}

/// The sheets of a file as found. An empty file, such as git's for one that does not exist, has none.
fn read_apart(readers: &Readers, file: &InputFile) -> anyhow::Result<Option<Workbook>> {
    let InputFile { bytes, kind, name, encoding } = file;
    if bytes.is_empty() {
        return Ok(None);
    }
    // Text can't harm its reader, and its cells need not come from another process.
    let found = if is_text(bytes, kind, *encoding) {
        reader::read_in(bytes, kind, &limits(), *encoding)
    } else {
        readers.read(bytes, kind, &limits())
    };
    let workbook = found.map_err(|e| anyhow!("{name}: {} {}", e.message, e.help))?;
    if let Some(error) = workbook.sheets.iter().flat_map(|s| &s.errors).next() {
        bail!("{name}: {error} Nothing was written.");
    }
    Ok(Some(workbook))
}

/// The tables of a file. Rows that are written as in one of the sheets `like` share their cells with it; `titles` are those of
/// the tables in all files.
fn understood(from: InputFile, workbook: Option<Workbook>, like: &[PlainSheet], titles: &TableTitles) -> MergeInput {
    let InputFile { bytes, kind, name, encoding: named } = from;
    let Some(Workbook { format, sheets, extras, encoding, .. }) = workbook else {
        let file = PlainFile { name, ..PlainFile::default() };
        let (format, extras, encoding) = (Format::Csv, Vec::new(), None);
        return MergeInput { bytes, kind, format, extras, named, encoding, file, rows: 0, passed_over: None };
    };
    let mut file = plain_file(sheets, format, &name, like, titles);
    if let Some(text) = decoded_text(&bytes, &kind, &limits(), named).filter(|_| format == Format::Csv) {
        let signs = TextSigns::of(text.delimited());
        file.sheets.iter_mut().for_each(|sheet| sheet.signs = signs);
    }
    let rows = file.sheets.iter().map(|s| s.rows.len()).sum();
    MergeInput { bytes, kind, format, extras, named, encoding, file, rows, passed_over: None }
}

/// The limits for files that people name themselves: these may be large.
pub fn limits() -> Limits {
    Limits { memory_megabytes: 16_384, seconds: 600, ..Limits::own() }
}

const KINDS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"];

/// What is said of the encodings of files.
pub fn encoding_findings<'a>(files: impl IntoIterator<Item = &'a MergeInput>) -> Vec<Finding> {
    let said = files.into_iter().filter_map(|file| Some(encoding_finding(file.encoding.as_ref()?, &file.file.name)));
    said.collect()
}

pub fn check_keys(files: &[&PlainFile], key: &[String]) -> anyhow::Result<()> {
    match unknown_keys(files, key).first() {
        None => Ok(()),
        Some((unknown, Some(near))) => bail!("no column is titled {unknown}; did you mean {near}?"),
        Some((unknown, None)) => bail!("no column is titled {unknown}."),
    }
}
