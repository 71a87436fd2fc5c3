//! The compound file (OLE) around a workbook of Excel 97: which streams it has, whether its workbook is safe to unfold,
//! and where its formulas are.
//!
//! This is our own code for two reasons. The crate `cfb` is not among our dependencies and has no limits that would
//! hold for a file made to harm. And calamine gives no positions of the formulas of an .xls, only the texts of those
//! that it can put together; records are described in [MS-XLS], the container in [MS-CFB].

use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use std::collections::BTreeSet;

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// From here on, numbers of sectors mark the end of a chain or an unused sector.
const END: u32 = 0xFFFF_FFFA;

/// What a compound file holds.
pub(super) struct OleContainer {
    /// The names of its streams and storages.
    pub(super) names: Vec<String>,
    /// The stream with the workbook.
    book: Option<Vec<u8>>,
}

impl OleContainer {
    /// Whether it has a stream of this name, whatever its case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n.eq_ignore_ascii_case(name))
    }
}

/// Opens a compound file. One whose chains run in circles is refused: following them would never end.
pub(super) fn open(bytes: &[u8]) -> Result<OleContainer, Unreadable> {
    let sectors = Sectors::new(bytes).ok_or_else(Unreadable::cut_off_container)?;
    let directory = sectors.data(sectors.u32(48), u64::MAX)?;
    let entries: Vec<DirectoryEntry> = directory.chunks_exact(128).filter_map(DirectoryEntry::new).collect();
    let root = entries.first().ok_or_else(Unreadable::cut_off_container)?;
    let small_fat: Vec<u32> = words(&sectors.data(sectors.u32(60), u64::MAX)?).collect();
    let small = sectors.data(root.start, root.size)?;
    let mut container = OleContainer { names: entries.iter().map(|e| e.name.clone()).collect(), book: None };
    for entry in entries.iter().skip(1).filter(|e| e.is_stream) {
        if entry.size > bytes.len() as u64 {
            return Err(Unreadable::cut_off_container());
        }
        let content = match entry.size {
            0..4096 => follow(entry.start, &small_fat, |id| slice(&small, id as usize * 64, 64), entry.size)?,
            _ => sectors.data(entry.start, entry.size)?,
        };
        let is_book = ["Workbook", "Book"].iter().any(|n| entry.name.eq_ignore_ascii_case(n));
        if is_book && (container.book.is_none() || entry.name.eq_ignore_ascii_case("Workbook")) {
            container.book = Some(content);
        }
    }
    Ok(container)
}

/// An entry of the directory: a stream or a storage.
struct DirectoryEntry {
    name: String,
    is_stream: bool,
    start: u32,
    size: u64,
}

impl DirectoryEntry {
    fn new(raw: &[u8]) -> Option<Self> {
        let name = encoding_rs::UTF_16LE.decode_without_bom_handling(raw.get(..64)?).0;
        let name = name.split('\0').next().unwrap_or_default().to_owned();
        let kind = *raw.get(66)?;
        // Old programs left the upper half of the size uninitialised.
        let (start, size) = (u32_at(raw, 116), u64::from(u32_at(raw, 120)));
        (kind != 0).then_some(Self { name, is_stream: kind == 2, start, size })
    }
}

/// The file as sectors, with the table that chains them.
struct Sectors<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// For each sector the next of its chain.
    fat: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30) {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, sector, fat: Vec::new() };
        let most = bytes.len() / sector + 1;
        let mut fat_sectors: Vec<u32> = words(bytes.get(76..512)?).collect();
        let mut next = file.u32(68);
        for _ in 0..=most {
            let Some(list) = (next < END).then(|| file.at(next)).flatten() else { break };
            fat_sectors.extend(words(list));
            next = fat_sectors.pop()?;
        }
        fat_sectors.retain(|id| *id < END);
        if fat_sectors.len() > most {
            return None;
        }
        file.fat = fat_sectors.iter().filter_map(|id| file.at(*id)).flat_map(words).collect();
        Some(file)
    }

    fn u32(&self, at: usize) -> u32 {
        u32_at(self.bytes, at)
    }

    /// The bytes of a sector; the last of a file may be cut short.
    fn at(&self, id: u32) -> Option<&'a [u8]> {
        slice(self.bytes, (id as usize).checked_add(1)?.checked_mul(self.sector)?, self.sector)
    }

    fn data(&self, start: u32, size: u64) -> Result<Vec<u8>, Unreadable> {
        follow(start, &self.fat, |id| self.at(id), size)
    }
}

/// The content of a chain of sectors, at most `size` bytes of it.
fn follow<'s>(start: u32, fat: &[u32], at: impl Fn(u32) -> Option<&'s [u8]>, size: u64) -> Result<Vec<u8>, Unreadable> {
    let (mut id, mut content) = (start, Vec::new());
    for _ in 0..=fat.len() {
        let Some(sector) = (id < END && (content.len() as u64) < size).then(|| at(id)).flatten() else {
            content.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            return Ok(content);
        };
        content.extend_from_slice(sector);
        id = fat.get(id as usize).copied().unwrap_or(u32::MAX);
    }
    Err(Unreadable::damaged())
}

/// Refuses a workbook whose sheets would unfold into more cells than the limit: the library keeps a rectangle around
/// all cells of a sheet.
pub(super) fn check_extent(container: &OleContainer, limits: &Limits) -> Result<(), Unreadable> {
    let book = container.book.as_deref().ok_or_else(Unreadable::damaged)?;
    let most = limits.cells.saturating_mul(2);
    let (mut area, mut read) = (0_u64, 0_usize);
    for (kind, data) in records(book).take_while(|(kind, _)| *kind != EOF) {
        // Records after this one are encrypted, also where Excel opens the file without asking for a password.
        if kind == FILE_PASS {
            return Err(Unreadable::encrypted());
        }
        if kind != BOUND_SHEET {
            continue;
        }
        let extent = Extent::of(book.get(u32_at(data, 0) as usize..).unwrap_or_default());
        area = area.saturating_add(extent.area());
        read = read.saturating_add(extent.read);
        // A file can list one sheet's records thousands of times over, which costs nothing in it and everything here.
        if area > most || extent.declared > 65_536 * 256 || read > book.len().saturating_mul(4) {
            return Err(Unreadable::too_sparse(limits));
        }
    }
    Ok(())
}

/// Row and column of every formula, sheet by sheet.
pub(super) fn formula_positions(container: &OleContainer) -> Vec<BTreeSet<(u32, u32)>> {
    let Some(book) = container.book.as_deref() else { return Vec::new() };
    let sheets = records(book).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET);
    sheets
        .map(|(_, data)| formula_positions_of_sheet(book.get(u32_at(data, 0) as usize..).unwrap_or_default()))
        .collect()
}

fn formula_positions_of_sheet(sheet: &[u8]) -> BTreeSet<(u32, u32)> {
    let (mut depth, mut found) = (0_u32, BTreeSet::new());
    for (kind, data) in records(sheet) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            FORMULA => drop(found.insert((u16_at(data, 0).into(), u16_at(data, 2).into()))),
            _ => {}
        }
    }
    found
}

const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOF: u16 = 0x0809;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MANY_RK: u16 = 0x00BD;
const CELLS: [u16; 7] = [FORMULA, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD];

/// The rectangle around the cells of a sheet.
struct Extent {
    rows: Option<(u16, u16)>,
    columns: (u16, u16),
    /// The cells of the rectangle that the sheet declares.
    declared: u64,
    /// Bytes of records that were read for this.
    read: usize,
}

impl Extent {
    fn of(sheet: &[u8]) -> Self {
        let mut extent = Self { rows: None, columns: (u16::MAX, 0), declared: 0, read: 0 };
        let mut depth = 0_u32;
        for (kind, data) in records(sheet) {
            extent.read += data.len() + 4;
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                DIMENSIONS => extent.declared = extent.declared.max(declared_area(data)),
                MANY_RK => {
                    extent.add(data);
                    let last = u16_at(data, data.len().saturating_sub(2));
                    extent.columns.1 = extent.columns.1.max(last);
                }
                kind if CELLS.contains(&kind) => extent.add(data),
                _ => {}
            }
        }
        extent
    }

    fn add(&mut self, data: &[u8]) {
        let (row, column) = (u16_at(data, 0), u16_at(data, 2));
        let (first, last) = self.rows.unwrap_or((row, row));
        self.rows = Some((first.min(row), last.max(row)));
        self.columns = (self.columns.0.min(column), self.columns.1.max(column));
    }

    fn area(&self) -> u64 {
        let Some((first, last)) = self.rows else { return 0 };
        let side = |a: u16, b: u16| u64::from(b.saturating_sub(a)) + 1;
        side(first, last) * side(self.columns.0, self.columns.1)
    }
}

fn declared_area(data: &[u8]) -> u64 {
    let (first, end, columns) = match data.len() {
        10 => (u32::from(u16_at(data, 0)), u32::from(u16_at(data, 2)), u16_at(data, 6)),
        _ => (u32_at(data, 0), u32_at(data, 4), u16_at(data, 10)),
    };
    u64::from(end.saturating_sub(first)) * u64::from(columns)
}

fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = slice(stream, at, 4).filter(|h| h.len() == 4)?;
        let (kind, size) = (u16_at(head, 0), usize::from(u16_at(head, 2)));
        let data = slice(stream, at + 4, size).unwrap_or_default();
        at += 4 + size;
        Some((kind, data))
    })
}

fn slice(bytes: &[u8], at: usize, size: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(size)?.min(bytes.len()))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|c| u32_at(c, 0))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}
