//! Cells of an Excel binary workbook (.xlsb) in the short form, which leaves out the column: each stands right of the
//! cell before it.
//!
//! This is our own code because calamine skips these records without a word, and what they hold would be lost. Excel
//! itself never writes them, but it reads them, and some programs write them. The records are described in [MS-XLSB].

use super::{number_format, values};
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::unreadable::Unreadable;
use crate::model::grid::{Raw, RawCell};
use std::collections::{BTreeMap, BTreeSet};

/// The short cells of every sheet, by the sheet's title: row, column and what the cell holds.
pub(super) type ShortCells = BTreeMap<String, Vec<(u32, u32, RawCell)>>;

/// Reads the short cells of all sheets; none in a file that Excel itself saved.
pub(super) fn read_short_cells(package: &mut UntrustedPackage<'_>, epoch_1904: bool) -> Result<ShortCells, Unreadable> {
    let links = package.relations("xl/workbook.bin")?;
    let book = package.bytes("xl/workbook.bin")?;
    let mut parts = Vec::new();
    for (title, link) in bundled_sheets(&book) {
        let Some(part) = target(&links, |r| r.id == link) else { continue };
        let bytes = package.bytes(&part)?;
        if records(&bytes).any(|(kind, _)| SHORT.contains(&kind)) {
            parts.push((title, bytes));
        }
    }
    if parts.is_empty() {
        return Ok(ShortCells::new());
    }
    let part = |kind: &str| target(&links, |r| r.kind() == kind).unwrap_or_default();
    let strings = strings(&package.bytes(&part("sharedStrings"))?);
    let formats = CellFormats::of(&package.bytes(&part("styles"))?);
    let sheets = parts.into_iter().map(|(title, bytes)| (title, cells(&bytes, &strings, &formats, epoch_1904)));
    Ok(sheets.collect())
}

// Types of records.
const ROW: u16 = 0;
/// Cells that name their column: blank, number, error, boolean, text, and results of formulas.
const LONG: std::ops::RangeInclusive<u16> = 1..=11;
/// The same without the column; results of formulas have no short form.
const SHORT: std::ops::RangeInclusive<u16> = SHORT_RK..=SHORT_SHARED_STRING;
const SHORT_BLANK: u16 = 12;
const SHORT_RK: u16 = 13;
const SHORT_ERROR: u16 = 14;
const SHORT_BOOL: u16 = 15;
const SHORT_REAL: u16 = 16;
const SHORT_STRING: u16 = 17;
const SHORT_SHARED_STRING: u16 = 18;
const STRING_ITEM: u16 = 19;
const FORMAT: u16 = 44;
const CELL_FORMAT: u16 = 47;
const BUNDLED_SHEET: u16 = 156;
const CELL_FORMATS: u16 = 617;
const CELL_FORMATS_END: u16 = 618;

fn target(links: &[Relation], is: impl Fn(&Relation) -> bool) -> Option<String> {
    links.iter().find(|r| is(r))?.part.clone()
}

/// The records of a part: their type and content. One that is cut off at the end is left out.
fn records(part: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let mut kind = u16::from(take_byte(&mut rest)?);
        if kind & 0x80 != 0 {
            kind = (kind & 0x7F) | (u16::from(take_byte(&mut rest)? & 0x7F) << 7);
        }
        let mut size = 0_usize;
        for shift in [0, 7, 14, 21] {
            let byte = take_byte(&mut rest)?;
            size |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (data, after) = rest.split_at_checked(size)?;
        rest = after;
        Some((kind, data))
    })
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().map(|b| u16::from_le_bytes(*b))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

/// A UTF-16 text with its length in front, and where it ends.
fn text_at(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, at)?).ok()?.checked_mul(2)?;
    let end = at.checked_add(4)?.checked_add(length)?;
    let text = encoding_rs::UTF_16LE.decode_without_bom_handling(data.get(at + 4..end)?).0.into_owned();
    Some((text, end))
}

/// The title of every sheet and the id of its relation.
fn bundled_sheets(book: &[u8]) -> Vec<(String, String)> {
    let sheets = records(book).filter(|(kind, _)| *kind == BUNDLED_SHEET);
    let read = |data: &[u8]| {
        let (link, end) = text_at(data, 8)?;
        Some((text_at(data, end)?.0, link))
    };
    sheets.filter_map(|(_, data)| read(data)).collect()
}

fn strings(part: &[u8]) -> Vec<String> {
    let items = records(part).filter(|(kind, _)| *kind == STRING_ITEM);
    // The first byte says whether runs of rich text and phonetic readings follow.
    items.map(|(_, data)| text_at(data, 1).map(|(text, _)| text).unwrap_or_default()).collect()
}

/// Which cell formats show dates and which percentages.
struct CellFormats {
    formats: Vec<u16>,
    dates: BTreeSet<u16>,
    percents: BTreeSet<u16>,
}

impl CellFormats {
    fn of(styles: &[u8]) -> Self {
        let mut formats = Self {
            formats: Vec::new(),
            dates: (14..=22).chain(27..=36).chain(45..=47).chain(50..=58).collect(),
            percents: BTreeSet::from([9, 10]),
        };
        let mut within = false;
        for (kind, data) in records(styles) {
            match kind {
                CELL_FORMATS => within = true,
                CELL_FORMATS_END => within = false,
                CELL_FORMAT if within => formats.formats.push(u16_at(data, 2).unwrap_or_default()),
                FORMAT => formats.format(data),
                _ => {}
            }
        }
        formats
    }

    fn format(&mut self, data: &[u8]) {
        let (Some(id), Some((code, _))) = (u16_at(data, 0), text_at(data, 2)) else { return };
        if number_format::shows_date(&code) {
            self.dates.insert(id);
        }
        if number_format::shows_percent(&code) {
            self.percents.insert(id);
        }
    }

    fn format_of(&self, style: u32) -> u16 {
        usize::try_from(style).ok().and_then(|i| self.formats.get(i)).copied().unwrap_or_default()
    }
}

/// The short cells of a sheet.
fn cells(part: &[u8], strings: &[String], formats: &CellFormats, epoch_1904: bool) -> Vec<(u32, u32, RawCell)> {
    let (mut row, mut next, mut found) = (0, 0, Vec::new());
    for (kind, data) in records(part) {
        match kind {
            ROW => (row, next) = (u32_at(data, 0).unwrap_or(row), 0),
            kind if LONG.contains(&kind) => next = u32_at(data, 0).unwrap_or(next).saturating_add(1),
            SHORT_BLANK => next += 1,
            kind if SHORT.contains(&kind) => {
                let format = formats.format_of(u32_at(data, 0).unwrap_or_default() & 0x00FF_FFFF);
                let is_date = formats.dates.contains(&format);
                let number = |n: f64| if is_date { values::serial(n, epoch_1904) } else { values::number(n) };
                if let Some(raw) = value(kind, data, strings, number) {
                    let percent = formats.percents.contains(&format);
                    found.push((row, next, RawCell { raw, percent, ..RawCell::default() }));
                }
                next += 1;
            }
            _ => {}
        }
    }
    found
}

/// What a short cell holds; none where its record is cut off.
fn value(kind: u16, data: &[u8], strings: &[String], number: impl Fn(f64) -> Raw) -> Option<Raw> {
    Some(match kind {
        SHORT_RK => number(packed_number(u32_at(data, 4)?)),
        SHORT_ERROR => Raw::Error(error(*data.get(4)?).into()),
        SHORT_BOOL => Raw::YesNo(*data.get(4)? != 0),
        SHORT_REAL => number(f64::from_le_bytes(*data.get(4..)?.first_chunk()?)),
        SHORT_STRING => values::text(&text_at(data, 4)?.0),
        _ => values::text(strings.get(usize::try_from(u32_at(data, 4)?).ok()?)?),
    })
}

/// An `RkNumber`: thirty bits that are an integer or the upper part of a float, divided by 100 where the lowest bit is
/// set.
fn packed_number(packed: u32) -> f64 {
    let n = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    if packed & 1 == 0 { n } else { n / 100.0 }
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, data: &[u8]) -> Vec<u8> {
        [&[kind, u8::try_from(data.len()).unwrap()][..], data].concat()
    }

    #[test]
    fn short_cells_follow_the_cell_before_them() {
        let part = [
            record(0, &[4, 0, 0, 0]),
            record(7, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            record(18, &[0, 0, 0, 0, 1, 0, 0, 0]),
            record(12, &[0, 0, 0, 0]),
            record(13, &[1, 0, 0, 0, 0x0A, 0, 0, 0]),
            record(15, &[0, 0, 0, 0, 1]),
            record(14, &[0, 0, 0, 0, 0x17]),
            record(16, &[&[2, 0, 0, 0][..], &0.25_f64.to_le_bytes()].concat()),
            record(0, &[6, 0, 0, 0]),
            record(17, &[0, 0, 0, 0, 2, 0, 0, 0, b'o', 0, b'k', 0]),
            vec![18, 200],
        ]
        .concat();
        let formats = CellFormats { formats: vec![0, 14, 9], dates: [14].into(), percents: [9].into() };
        let strings = ["a".to_owned(), "b".to_owned()];
        let found = cells(&part, &strings, &formats, false);
        let read: Vec<(u32, u32, String, bool)> =
            found.iter().map(|(r, c, cell)| (*r, *c, cell.raw.to_string(), cell.percent)).collect();
        assert_eq!(
            read,
            [
                (4, 2, "b".into(), false),
                (4, 4, "1900-01-02".into(), false),
                (4, 5, "TRUE".into(), false),
                (4, 6, "#REF!".into(), false),
                (4, 7, "0.25".into(), true),
                (6, 0, "ok".into(), false),
            ]
        );
    }

    #[test]
    fn packed_numbers() {
        for (packed, n) in [(0x0A, 2.0), (0x0B, 0.02), (0x3FF0_0000, 1.0), (0xFFFF_FFFE, -1.0)] {
            assert!((packed_number(packed) - n).abs() < 1e-12, "{packed:x}");
        }
    }
}
