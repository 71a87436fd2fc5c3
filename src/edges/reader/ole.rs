//! The compound file (OLE) around a workbook of Excel 97, described in [MS-CFB]: which streams it has, and the one with the
//! workbook.
//!
//! This is our own code because the crate `cfb` does not carry the limits that a file made to harm needs; in tests it writes
//! what is read here. What `biff.rs` finds in the stream, calamine does not give either.

use super::little_endian::{slice, u16_at, u32_at};
use crate::edges::unreadable::Unreadable;

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// From here on, numbers of sectors mark the end of a chain or an unused sector.
const END: u32 = 0xFFFF_FFFA;

// Where in the header things are.
const SECTOR_SHIFT: usize = 30;
const FIRST_DIRECTORY_SECTOR: usize = 48;
const FIRST_MINI_FAT_SECTOR: usize = 60;
const FIRST_DIFAT_SECTOR: usize = 68;
const DIFAT: std::ops::Range<usize> = 76..512;

/// Streams of fewer bytes than this are kept in mini sectors.
const MINI_STREAM_CUTOFF: u64 = 4096;
const MINI_SECTOR: usize = 64;
const DIRECTORY_ENTRY: usize = 128;
// Where in an entry of the directory its neighbours and its first child are.
const LEFT: usize = 68;
const RIGHT: usize = 72;
const CHILD: usize = 76;

/// What a compound file holds.
pub(super) struct OleContainer {
    /// The names of its streams and storages.
    pub(super) names: Vec<String>,
    /// The stream with the workbook.
    pub(super) book: Option<Vec<u8>>,
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
    let directory = sectors.data(sectors.u32(FIRST_DIRECTORY_SECTOR), u64::MAX)?;
    let entries: Vec<DirectoryEntry> =
        directory.chunks_exact(DIRECTORY_ENTRY).filter_map(DirectoryEntry::new).collect();
    let root = entries.first().ok_or_else(Unreadable::cut_off_container)?;
    let mini_fat: Vec<u32> = sector_numbers(&sectors.data(sectors.u32(FIRST_MINI_FAT_SECTOR), u64::MAX)?).collect();
    let mini_stream = sectors.data(root.start, root.size)?;
    let mut container = OleContainer { names: entries.iter().map(|e| e.name.clone()).collect(), book: None };
    for entry in entries.iter().skip(1).filter(|e| e.is_stream) {
        if entry.size > bytes.len() as u64 {
            return Err(Unreadable::cut_off_container());
        }
        let mini_sector = |id: u32| slice(&mini_stream, id as usize * MINI_SECTOR, MINI_SECTOR);
        let content = match entry.size {
            0..MINI_STREAM_CUTOFF => follow(entry.start, &mini_fat, mini_sector, entry.size)?,
            _ => sectors.data(entry.start, entry.size)?,
        };
        let is_book = ["Workbook", "Book"].iter().any(|n| entry.name.eq_ignore_ascii_case(n));
        if is_book && (container.book.is_none() || entry.name.eq_ignore_ascii_case("Workbook")) {
            container.book = Some(content);
        }
    }
    Ok(container)
}

/// A stream, and the storages in which it stands.
pub(super) struct OleStream {
    /// The names of its storages with `/` between them; empty at the root.
    pub(super) storage: String,
    /// Its name.
    pub(super) name: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// How deep storages may stand in each other.
const MOST_DEPTH: usize = 8;

/// All streams of a compound file, each in its storage. Together they hold no more than the file does: where they would, two of
/// them share sectors, as no program writes it.
pub(super) fn streams(bytes: &[u8]) -> Result<Vec<OleStream>, Unreadable> {
    let sectors = Sectors::new(bytes).ok_or_else(Unreadable::cut_off_container)?;
    let directory = sectors.data(sectors.u32(FIRST_DIRECTORY_SECTOR), u64::MAX)?;
    let raw: Vec<&[u8]> = directory.chunks_exact(DIRECTORY_ENTRY).collect();
    let root = raw.first().and_then(|raw| DirectoryEntry::new(raw)).ok_or_else(Unreadable::cut_off_container)?;
    let mini_fat: Vec<u32> = sector_numbers(&sectors.data(sectors.u32(FIRST_MINI_FAT_SECTOR), u64::MAX)?).collect();
    let mini_stream = sectors.data(root.start, root.size)?;
    let mini_sector = |id: u32| slice(&mini_stream, (id as usize).saturating_mul(MINI_SECTOR), MINI_SECTOR);
    let (mut out, mut seen, mut total) = (Vec::new(), vec![false; raw.len()], 0_u64);
    let mut waiting: Vec<(u32, String, usize)> =
        raw.first().map(|raw| (u32_at(raw, CHILD), String::new(), 0)).into_iter().collect();
    while let Some((id, storage, depth)) = waiting.pop() {
        let at = id as usize;
        let Some((raw, seen)) = raw.get(at).zip(seen.get_mut(at)).filter(|(_, seen)| !**seen) else { continue };
        *seen = true;
        waiting.extend([LEFT, RIGHT].map(|side| (u32_at(raw, side), storage.clone(), depth)));
        let Some(entry) = DirectoryEntry::new(raw) else { continue };
        if !entry.is_stream {
            let inner = if storage.is_empty() { entry.name } else { format!("{storage}/{}", entry.name) };
            waiting.extend((depth < MOST_DEPTH).then(|| (u32_at(raw, CHILD), inner, depth + 1)));
            continue;
        }
        total = total.saturating_add(entry.size);
        if total > bytes.len() as u64 {
            return Err(Unreadable::cut_off_container());
        }
        let bytes = match entry.size {
            0..MINI_STREAM_CUTOFF => follow(entry.start, &mini_fat, mini_sector, entry.size)?,
            _ => sectors.data(entry.start, entry.size)?,
        };
        out.push(OleStream { storage, name: entry.name, bytes });
    }
    Ok(out)
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
    /// The size of a sector.
    sector: usize,
    /// For each sector the next of its chain.
    fat: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, SECTOR_SHIFT) {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, sector, fat: Vec::new() };
        let most = bytes.len() / sector + 1;
        // The header lists the first 109 sectors of the FAT, and each sector of the DIFAT more, with the next at its end.
        let mut fat_sectors: Vec<u32> = sector_numbers(bytes.get(DIFAT)?).collect();
        let mut next = file.u32(FIRST_DIFAT_SECTOR);
        for _ in 0..=most {
            let Some(list) = (next < END).then(|| file.at(next)).flatten() else { break };
            fat_sectors.extend(sector_numbers(list));
            next = fat_sectors.pop()?;
        }
        fat_sectors.retain(|id| *id < END);
        if fat_sectors.len() > most {
            return None;
        }
        file.fat = fat_sectors.iter().filter_map(|id| file.at(*id)).flat_map(sector_numbers).collect();
        Some(file)
    }

    /// The number at a position of the header.
    fn u32(&self, at: usize) -> u32 {
        u32_at(self.bytes, at)
    }

    /// The bytes of a sector; the last of a file may be cut short.
    fn at(&self, id: u32) -> Option<&'a [u8]> {
        slice(self.bytes, (id as usize).checked_add(1)?.checked_mul(self.sector)?, self.sector)
    }

    /// The content of the chain that begins with a sector, at most `size` bytes of it.
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

/// The bytes as numbers of sectors.
fn sector_numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|c| u32_at(c, 0))
}
