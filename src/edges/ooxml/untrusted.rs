//! A package that somebody sent: checked before anything is unpacked, and unpacked no further than it says.

use super::relation::{Relation, relations_part, resolve_target};
use super::{depth, xml};
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A part of fewer bytes than this is never refused as a bomb.
const HARMLESS: u64 = 10 << 20;
/// No stream of deflate unpacks to more than this many times its size.
const DEFLATE_RATIO: u64 = 1032;

/// A package whose parts can be read. Names are compared without regard to case, as the format asks.
pub(in crate::edges) struct UntrustedPackage<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    parts: BTreeMap<String, usize>,
    /// The parts that the reading libraries unpack by themselves, if they are large enough to matter.
    to_measure: Vec<usize>,
    limits: Limits,
}

/// What a package has under a name.
pub(in crate::edges) enum PartContent {
    /// Its text.
    Text(String),
    /// Its text, which was not UTF-8 in the package, or not throughout.
    Decoded(String),
    /// There is no part of that name.
    Missing,
    /// The part is there and damaged.
    Broken,
}

impl PartContent {
    /// Its text; nothing where it is missing or damaged.
    pub(in crate::edges) fn text(self) -> String {
        match self {
            Self::Text(text) | Self::Decoded(text) => text,
            Self::Missing | Self::Broken => String::new(),
        }
    }
}

impl<'a> UntrustedPackage<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// Where it is damaged or encrypted, has too many entries, or declares that it unpacks to too much or from too little.
    pub(in crate::edges) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::cut_off())?;
        if zip.len() as u64 > limits.parts {
            return Err(Unreadable::too_many_parts(zip.len(), limits));
        }
        let mut parts = BTreeMap::new();
        let (mut total, mut to_measure, mut spans) = (0_u64, Vec::new(), Vec::new());
        for i in 0..zip.len() {
            let entry = zip.by_index_raw(i).map_err(|_| Unreadable::cut_off())?;
            let name = plain_name(&entry.name().unwrap_or_default());
            if entry.encrypted() {
                return Err(Unreadable::encrypted());
            }
            if leads_out(&name) {
                return Err(Unreadable::broken(format!(
                    "The workbook is a package with a part named {name}, which leads out of it; no spreadsheet program writes that."
                )));
            }
            spans.extend(entry.data_start().map(|at| (at, at.saturating_add(entry.compressed_size()))));
            let (size, packed) = (entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            if size > HARMLESS && size / packed.max(1) > limits.packed_ratio {
                return Err(Unreadable::bomb(&name, size));
            }
            if packed > HARMLESS / DEFLATE_RATIO && is_read_by_libraries(&name) {
                to_measure.push(i);
            }
            parts.insert(name, i);
        }
        if total > limits.unpacked_megabytes.saturating_mul(1 << 20) {
            return Err(Unreadable::unpacks_too_large(total, limits));
        }
        if overlap(&mut spans) {
            return Err(Unreadable::broken(
                "The workbook is a package whose parts lie over each other, as no spreadsheet program writes it.",
            ));
        }
        Ok(Self { zip, parts, to_measure, limits: *limits })
    }

    /// Checks what a library would unpack by itself, before one is given the package.
    ///
    /// # Errors
    /// Where the size that a part declares is not true.
    pub(in crate::edges) fn check_sizes(&mut self) -> Result<(), Unreadable> {
        std::mem::take(&mut self.to_measure).into_iter().try_for_each(|i| self.measure(i))
    }

    /// The names of all parts, in lower case.
    pub(in crate::edges) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// The names of all files in it, as they are written.
    pub(in crate::edges) fn file_names(&self) -> Vec<String> {
        let names = self.zip.file_names().map(|name| name.map(|name| name.replace('\\', "/")).unwrap_or_default());
        names.filter(|name| !name.is_empty() && !name.ends_with('/')).collect()
    }

    /// Whether there is such a part.
    pub(in crate::edges) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&plain_name(name))
    }

    /// The text of a part.
    ///
    /// # Errors
    /// Where it is larger than the package says, nests elements too deep, or defines entities.
    pub(in crate::edges) fn part(&mut self, name: &str) -> Result<PartContent, Unreadable> {
        if !self.has(name) {
            return Ok(PartContent::Missing);
        }
        let Some(bytes) = self.unpack(name)? else { return Ok(PartContent::Broken) };
        let content = to_text(bytes);
        let (PartContent::Text(text) | PartContent::Decoded(text)) = &content else { return Ok(content) };
        if text.contains("<!ENTITY") {
            return Err(Unreadable::entities(name));
        }
        if depth::exceeds(text.as_bytes(), self.limits.xml_depth) {
            return Err(Unreadable::too_deep(name, &self.limits));
        }
        Ok(content)
    }

    /// Whether no two parts have the same name, and each is written as the format says.
    pub(in crate::edges) fn has_usual_names(&self) -> bool {
        let is_usual = |name: Cow<'_, str>| !name.starts_with('/') && !name.contains('\\');
        self.parts.len() == self.zip.len() && self.zip.file_names().all(|n| n.is_ok_and(is_usual))
    }

    /// The bytes of a part that is no text; none where it is missing or damaged.
    pub(in crate::edges) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        Ok(self.unpack(name)?.unwrap_or_default())
    }

    fn unpack(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(&index) = self.parts.get(&plain_name(name)) else { return Ok(None) };
        let Ok(entry) = self.zip.by_index(index) else { return Ok(None) };
        let size = entry.size();
        let mut bytes = Vec::new();
        // No more than the limits allow: a size is checked when a package is opened.
        if bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX)).is_err() {
            return Err(Unreadable::reader_ended(&self.limits));
        }
        let read = entry.take(size.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > size {
            return Err(Unreadable::bomb(name, size));
        }
        match read {
            Ok(_) => Ok(Some(bytes)),
            // Not damage: the system gives the reading process no more memory.
            Err(e) if e.kind() == std::io::ErrorKind::OutOfMemory => Err(Unreadable::reader_ended(&self.limits)),
            Err(_) => Ok(None),
        }
    }

    /// What a part refers to. `TargetMode` is ignored: a target outside the package is a part that is missing.
    pub(in crate::edges) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Unreadable> {
        let text = self.part(&relations_part(part))?.text();
        let mut reader = xml::reader(&text);
        let mut found = Vec::new();
        loop {
            match xml::next(&mut reader) {
                Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                    let attribute = |name| xml::attr(&e, name).unwrap_or_default();
                    let (id, type_uri, target) = (attribute("Id"), attribute("Type"), attribute("Target"));
                    let leads_to = resolve_target(part, &target);
                    found.push(Relation { id, type_uri, target, part: Some(leads_to) });
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }

    /// Unpacks a part that a library will read by itself, to count its bytes: the size that is declared may be a lie.
    fn measure(&mut self, index: usize) -> Result<(), Unreadable> {
        let Ok(entry) = self.zip.by_index(index) else { return Ok(()) };
        let (size, name) = (entry.size(), plain_name(&entry.name().unwrap_or_default()));
        let (mut entry, mut counted) = (entry.take(size.saturating_add(1)), 0_u64);
        let mut buffer = [0_u8; 16 << 10];
        // Damage is reported when the part is read.
        while let Ok(n @ 1..) = entry.read(&mut buffer) {
            counted += n as u64;
        }
        if counted > size { Err(Unreadable::bomb(&name, counted)) } else { Ok(()) }
    }
}

/// Whether a name climbs out of the package or names a drive. Nothing is ever written under it, but whoever made it
/// meant harm.
fn leads_out(name: &str) -> bool {
    name.split('/').any(|step| step == "..") || name.as_bytes().get(1) == Some(&b':')
}

/// Whether any two of these spans of the file share bytes.
fn overlap(spans: &mut [(u64, u64)]) -> bool {
    spans.sort_unstable();
    spans.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if start < end))
}

/// Whether the reading libraries unpack a part by themselves. Sheets of xlsx are checked when they are read; media are
/// never unpacked.
fn is_read_by_libraries(name: &str) -> bool {
    (name.ends_with(".xml") && !name.contains("/worksheets/") && name != "content.xml")
        || name.ends_with(".bin")
        || name.ends_with(".rels")
}

fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

fn to_text(bytes: Vec<u8>) -> PartContent {
    match String::from_utf8(bytes) {
        Ok(text) => PartContent::Text(text),
        Err(e) => {
            let bytes = e.into_bytes();
            let (encoding, _) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
            PartContent::Decoded(encoding.decode(&bytes).0.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{leads_out, overlap};

    #[test]
    fn names_that_lead_out_and_parts_over_each_other() {
        assert!(leads_out("../../x") && leads_out("xl/../../x") && leads_out("c:/x"));
        assert!(!leads_out("xl/worksheets/sheet1.xml") && !leads_out("xl/a..b.xml"));
        assert!(overlap(&mut [(50, 90), (0, 51)]) && overlap(&mut [(0, 9), (0, 9)]));
        assert!(!overlap(&mut [(50, 90), (0, 50), (90, 90)]));
    }
}
