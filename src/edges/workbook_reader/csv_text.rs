//! CSV in whatever dialect a spreadsheet program saved it.

use super::Unreadable;
use crate::things::engagement::Limits;
use crate::things::grid::{Format, Grid, GridRow, Raw, RawCell, Workbook};
use crate::things::text::line_ends;
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Every cell is text; what it means is for its column to say.
pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
    let text = decode(bytes);
    let (delimiter, body) = delimiter(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut grid = Grid { title: stem(name).to_owned(), ..Grid::default() };
    let mut cells: u64 = 0;
    for (n, record) in (0u32..).zip(reader.records()) {
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                grid.errors.push(format!("The text can't be read further ({why})."));
                break;
            }
        };
        let line: Vec<(u16, RawCell)> = (0u16..=16_383)
            .zip(record.iter())
            .filter(|(_, field)| !field.is_empty())
            .map(|(c, field)| (c, RawCell { raw: Raw::Text(line_ends(field)), ..RawCell::default() }))
            .collect();
        cells += line.len() as u64;
        if cells > limits.cells {
            return Err(Unreadable::too_large(format!("The file has more than {} cells.", limits.cells)));
        }
        if !line.is_empty() {
            grid.rows.push(GridRow { number: n, cells: line });
        }
    }
    Ok(Workbook { format: Format::Csv, sheets: vec![grid], ..Workbook::default() })
}

fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn decode(bytes: &[u8]) -> String {
    for (mark, encoding) in [(&b"\xef\xbb\xbf"[..], UTF_8), (b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return encoding.decode_without_bom_handling(rest).0.into_owned();
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The delimiter that most of the first lines have, outside quotation marks; `sep=;` says it itself.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(mark) = rest.bytes().next().filter(u8::is_ascii)
    {
        let body = rest.split_once('\n').map_or("", |(_, body)| body);
        return (mark, body);
    }
    let mut best = (b',', (0usize, 0usize));
    for mark in [b',', b';', b'\t', b'|'] {
        let counts = counts(text, mark);
        let score = (counts.iter().filter(|n| **n > 0).count(), counts.iter().sum());
        if score > best.1 {
            best = (mark, score);
        }
    }
    (best.0, text)
}

/// How many of a mark each of the first twenty lines has, outside quotation marks.
fn counts(text: &str, mark: u8) -> Vec<usize> {
    let (mut quoted, mut out) = (false, vec![0usize]);
    for byte in text.bytes().take(65_536) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && out.len() == 20 => break,
            b'\n' if !quoted => out.push(0),
            b if b == mark && !quoted => {
                if let Some(last) = out.last_mut() {
                    *last += 1;
                }
            }
            _ => {}
        }
    }
    out
}
