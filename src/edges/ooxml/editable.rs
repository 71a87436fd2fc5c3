//! A package whose parts are replaced, added and removed, and which is saved again: the master, or a workbook that is
//! patched.

use super::content_types::ContentTypes;
use super::relation::{Relation, relations_part, resolve_target};
use super::tokens::{HEAD, Tag, TokenKind, Tokens, escape, unescape};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The part with the content types of all others.
const TYPES: &str = "[Content_Types].xml";
/// How hard changed parts are packed where that takes longest: half the time of the usual level, for a twentieth more.
const LEVEL: i64 = 4;
/// The namespace of relations.
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A package whose parts can be changed.
pub(in crate::edges) struct EditablePackage<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Name, and the new bytes of parts that were put in.
    parts: Vec<(String, Option<Vec<u8>>)>,
    /// Position by name in lower case: names that differ only in case are the same part.
    at: BTreeMap<String, usize>,
    types: ContentTypes,
}

impl<'a> EditablePackage<'a> {
    /// Opens a package; none where it is no zip or has no content types.
    pub(in crate::edges) fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = Vec::new();
        for i in 0..zip.len() {
            let name = zip.by_index_raw(i).ok()?.name().ok()?.replace('\\', "/");
            parts.push((name.trim_start_matches('/').to_owned(), None));
        }
        let at = parts.iter().enumerate().map(|(i, (name, _))| (name.to_ascii_lowercase(), i)).collect();
        let mut package = Self { zip, parts, at, types: ContentTypes::default() };
        package.types = ContentTypes::parse(&package.text(TYPES)?);
        Some(package)
    }

    /// Whether there is such a part.
    pub(in crate::edges) fn has(&self, name: &str) -> bool {
        self.at.contains_key(&name.to_ascii_lowercase())
    }

    /// The names of all parts.
    pub(in crate::edges) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|(name, _)| self.has(name)).map(|(name, _)| name.as_str())
    }

    /// The bytes of a part; none where they are not as many as the package says.
    pub(in crate::edges) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        self.borrowed(name).map(Cow::into_owned)
    }

    /// Whether a part is text of which this is so.
    pub(in crate::edges) fn has_text(&mut self, name: &str, is_so: impl Fn(&str) -> bool) -> bool {
        self.borrowed(name).is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok_and(is_so))
    }

    /// The bytes of a part, borrowed where they were put in.
    fn borrowed(&mut self, name: &str) -> Option<Cow<'_, [u8]>> {
        let at = *self.at.get(&name.to_ascii_lowercase())?;
        if let Some(bytes) = &self.parts.get(at)?.1 {
            return Some(Cow::Borrowed(bytes));
        }
        let entry = self.zip.by_index(at).ok()?;
        let size = entry.size();
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(size).ok()?).ok()?;
        entry.take(size.saturating_add(1)).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == size).then_some(Cow::Owned(bytes))
    }

    /// The text of a part without a byte-order mark; none where it is not UTF-8, which Excel and LibreOffice always
    /// write.
    pub(in crate::edges) fn text(&mut self, name: &str) -> Option<String> {
        let text = String::from_utf8(self.bytes(name)?).ok()?;
        Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
    }

    /// Adds a part, or replaces one of the same name.
    pub(in crate::edges) fn set_part(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        let key = name.to_ascii_lowercase();
        if let Some(slot) = self.at.get(&key).and_then(|at| self.parts.get_mut(*at)) {
            slot.1 = Some(bytes.into());
            return;
        }
        self.at.insert(key, self.parts.len());
        self.parts.push((name.to_owned(), Some(bytes.into())));
    }

    /// Removes a part with its relations and their content types.
    pub(in crate::edges) fn remove(&mut self, name: &str) {
        for name in [name.to_owned(), relations_part(name)] {
            self.at.remove(&name.to_ascii_lowercase());
            self.types.remove(&name);
        }
    }

    /// A name that no part has, like this one: `xl/charts/chart1.xml` becomes `xl/charts/chart2.xml`.
    pub(in crate::edges) fn free_name(&self, like: &str) -> String {
        if !self.has(like) {
            return like.to_owned();
        }
        let (stem, end) = like.rsplit_once('.').map_or((like, String::new()), |(s, e)| (s, format!(".{e}")));
        let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        let mut n = 1_u32;
        loop {
            let name = format!("{stem}{n}{end}");
            if !self.has(&name) {
                return name;
            }
            n += 1;
        }
    }

    /// The content type of a part.
    pub(in crate::edges) fn content_type(&self, name: &str) -> Option<&str> {
        self.types.of(name)
    }

    /// Sets the content type of a part.
    pub(in crate::edges) fn set_content_type(&mut self, name: &str, content_type: &str) {
        self.types.set(name, content_type);
    }

    /// What a part refers to.
    pub(in crate::edges) fn relations(&mut self, of: &str) -> Vec<Relation> {
        let Some(text) = self.text(&relations_part(of)) else { return Vec::new() };
        let mut tokens = Tokens::new(&text);
        let mut found = Vec::new();
        while let Some(token) = tokens.next() {
            if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
                && tag.local_name() == "Relationship"
            {
                found.extend(relation(&tag, of));
            }
        }
        found
    }

    /// Sets what a part refers to. Targets are written as absolute names, which hold wherever the part is.
    pub(in crate::edges) fn set_relations(&mut self, of: &str, relations: &[Relation]) {
        let mut out = format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">");
        for r in relations {
            let outside = if r.part.is_none() { " TargetMode=\"External\"" } else { "" };
            let target = r.part.as_ref().map_or_else(|| r.target.clone(), |part| format!("/{part}"));
            let (id, type_uri, target) = (escape(&r.id), escape(&r.type_uri), escape(&target));
            out.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{type_uri}\" Target=\"{target}\"{outside}/>"));
        }
        out.push_str("</Relationships>");
        self.set_part(&relations_part(of), out);
    }

    /// Adds a relation under a new id, unless an equal one is there, and gives the id.
    pub(in crate::edges) fn add_relation(&mut self, of: &str, mut relation: Relation) -> String {
        let mut all = self.relations(of);
        let same =
            all.iter().find(|r| (&r.type_uri, &r.part) == (&relation.type_uri, &relation.part) && r.part.is_some());
        if let Some(there) = same {
            return there.id.clone();
        }
        let mut n = all.len() + 1;
        while all.iter().any(|r| r.id == format!("rId{n}")) {
            n += 1;
        }
        relation.id = format!("rId{n}");
        let id = relation.id.clone();
        all.push(relation);
        self.set_relations(of, &all);
        id
    }

    /// The package as bytes. Parts that were not changed are copied in their compressed form.
    pub(in crate::edges) fn save(mut self) -> Option<Vec<u8>> {
        self.write_types();
        self.packed(SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
    }

    /// The package as bytes, if `check` accepts it. It is given the package with its changed parts uncompressed, so that it
    /// can check while they are compressed.
    ///
    /// # Errors
    /// What `check` found.
    pub(in crate::edges) fn save_checked<E: Send>(
        mut self,
        check: impl FnOnce(&[u8]) -> Result<(), E> + Send,
    ) -> Result<Option<Vec<u8>>, E> {
        self.write_types();
        let options = SimpleFileOptions::default();
        let stored = self.packed(options.compression_method(CompressionMethod::Stored));
        let Some(stored) = stored else { return Ok(None) };
        let deflated = options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL));
        let (checked, packed) = rayon::join(
            || check(&stored),
            || {
                let packed = self.packed(deflated)?;
                self.is_in(&packed).then_some(packed)
            },
        );
        checked.map(|()| packed)
    }

    fn write_types(&mut self) {
        if self.text(TYPES).is_none_or(|text| ContentTypes::parse(&text) != self.types) {
            let types = self.types.write();
            self.set_part(TYPES, types);
        }
    }

    /// The package as bytes, with these options for the parts that were changed.
    fn packed(&mut self, options: SimpleFileOptions) -> Option<Vec<u8>> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = options.last_modified_time(zip::DateTime::default());
        for (i, (name, changed)) in self.parts.iter().enumerate() {
            if self.at.get(&name.to_ascii_lowercase()) != Some(&i) {
                continue;
            }
            match changed {
                Some(bytes) => {
                    out.start_file(name.as_str(), options).ok()?;
                    out.write_all(bytes).ok()?;
                }
                None => out.raw_copy_file(self.zip.by_index_raw(i).ok()?).ok()?,
            }
        }
        Some(out.finish().ok()?.into_inner())
    }

    /// Whether the changed parts unpack from these bytes to what they are.
    fn is_in(&self, packed: &[u8]) -> bool {
        let Some(mut package) = EditablePackage::open(packed) else { return false };
        let current =
            self.parts.iter().enumerate().filter(|(i, (name, _))| self.at.get(&name.to_ascii_lowercase()) == Some(i));
        let mut changed = current.filter_map(|(_, (name, bytes))| Some((name, bytes.as_ref()?)));
        changed.all(|(name, bytes)| package.unpacks_to(name, bytes))
    }

    /// Whether a part of the package as it was opened is this; told without holding it.
    fn unpacks_to(&mut self, name: &str, expected: &[u8]) -> bool {
        let Some(at) = self.at.get(&name.to_ascii_lowercase()) else { return false };
        let Ok(mut entry) = self.zip.by_index(*at) else { return false };
        let (mut left, mut buffer) = (expected, [0_u8; 16 << 10]);
        while let Ok(n) = entry.read(&mut buffer) {
            if n == 0 {
                return left.is_empty();
            }
            match left.split_at_checked(n) {
                Some((next, rest)) if buffer.get(..n) == Some(next) => left = rest,
                _ => return false,
            }
        }
        false
    }
}

fn relation(tag: &Tag, of: &str) -> Option<Relation> {
    let attribute = |name: &str| tag.get(name).map(unescape);
    let target = attribute("Target")?;
    let outside = attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let part = (!outside).then(|| resolve_target(of, &target));
    Some(Relation { id: attribute("Id")?, type_uri: attribute("Type")?, target, part })
}

#[cfg(test)]
mod tests;
