//! A zip package, looked into before anything unpacks it: what it is, how large it becomes, and its parts.

use super::Unreadable;
use crate::things::engagement::Limits;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What a package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Xlsx,
    Xlsb,
    Ods,
}

/// A package whose parts are known to be of a bearable size.
pub(super) struct Package<'a> {
    pub content: Content,
    bytes: &'a [u8],
    parts: BTreeMap<String, usize>,
}

/// More parts than any workbook has.
const MOST_PARTS: usize = 20_000;
/// A part this much larger than its packed form, and larger than ten megabytes, is a trick.
const MOST_RATIO: u64 = 150;

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_off())?;
        if archive.len() > MOST_PARTS {
            return Err(Unreadable::too_large(format!("The package has {} parts.", archive.len())));
        }
        let mut parts = BTreeMap::new();
        let mut total: u64 = 0;
        for i in 0..archive.len() {
            let entry = archive.by_index_raw(i).map_err(|_| cut_off())?;
            if entry.encrypted() {
                return Err(Unreadable::new(
                    "file/encrypted",
                    "The package is protected with a password.",
                    "Ask for a copy without it.",
                ));
            }
            let (size, packed) = (entry.size(), entry.compressed_size().max(1));
            total = total.saturating_add(size);
            if total > limits.unpacked_megabytes << 20 || (size > 10 << 20 && size / packed > MOST_RATIO) {
                return Err(bomb(limits));
            }
            if let Ok(name) = entry.name() {
                parts.insert(name.trim_start_matches('/').to_owned(), i);
            }
        }
        let mut package = Self { content: Content::Xlsx, bytes, parts };
        package.measure(limits)?;
        package.content = package.recognise()?;
        Ok(package)
    }

    /// Unpacks every part once and counts, since the sizes that a package states may be lies.
    fn measure(&self, limits: &Limits) -> Result<(), Unreadable> {
        let most = limits.unpacked_megabytes << 20;
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(|_| cut_off())?;
        let mut total: u64 = 0;
        for i in 0..archive.len() {
            let Ok(entry) = archive.by_index(i) else { continue };
            let stated = entry.size();
            // An honest directory needs no second look; a part that unpacks to more than it states is cut here.
            if stated > 0 && total.saturating_add(stated) <= most && stated < 1 << 20 {
                total += stated;
                continue;
            }
            let read = std::io::copy(&mut entry.take(most + 1), &mut std::io::sink()).unwrap_or(0);
            total = total.saturating_add(read);
            if total > most {
                return Err(bomb(limits));
            }
        }
        Ok(())
    }

    fn recognise(&self) -> Result<Content, Unreadable> {
        if let Some(mime) = self.text("mimetype") {
            return match mime.trim() {
                m if m.contains("opendocument.spreadsheet") => Ok(Content::Ods),
                m => Err(other(&format!("an OpenDocument file, but no spreadsheet ({m})"))),
            };
        }
        let types = self.text("[Content_Types].xml").unwrap_or_default();
        let is = |word: &str| types.contains(word);
        if is("sheet.binary.macroEnabled.main") {
            Ok(Content::Xlsb)
        } else if is("spreadsheetml.sheet.main")
            || is("ms-excel.sheet.macroEnabled.main")
            || is("spreadsheetml.template.main")
        {
            Ok(Content::Xlsx)
        } else if is("wordprocessingml") {
            Err(other("a Word document, not a spreadsheet"))
        } else if is("presentationml") {
            Err(other("a PowerPoint presentation, not a spreadsheet"))
        } else if self.parts.keys().any(|p| p.starts_with("xl/")) {
            Ok(Content::Xlsx)
        } else if self.parts.keys().any(|p| p.starts_with("Index/") && p.ends_with(".iwa")) {
            Err(other("an Apple Numbers document; it must be exported to Excel first"))
        } else {
            Err(other("a zip archive, not a spreadsheet"))
        }
    }

    /// The names of the parts.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// A part, unpacked.
    pub(super) fn part(&self, name: &str) -> Option<Vec<u8>> {
        let index = *self.parts.get(name.trim_start_matches('/'))?;
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).ok()?;
        let mut entry = archive.by_index(index).ok()?;
        let mut out = Vec::with_capacity(usize::try_from(entry.size().min(64 << 20)).unwrap_or(0));
        entry.read_to_end(&mut out).ok()?;
        Some(out)
    }

    /// A part as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.part(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn cut_off() -> Unreadable {
    Unreadable::damaged(
        "The file begins like a workbook, but its end is missing or damaged: it was cut off on its way.",
    )
}

fn bomb(limits: &Limits) -> Unreadable {
    Unreadable::too_large(format!(
        "The package unpacks to more than {} MB, or far more than a workbook would.",
        limits.unpacked_megabytes
    ))
}

fn other(what: &str) -> Unreadable {
    let message = format!("The file is {what}. Expected is a spreadsheet: .xlsx, .xlsm, .xlsb, .xls, .ods or .csv.");
    Unreadable::new("file/unknown-format", message, "Ask for the spreadsheet itself, saved as .xlsx.")
}
