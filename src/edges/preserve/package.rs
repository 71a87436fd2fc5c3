//! A package that is taken apart and put together again: its parts, how they refer to each other, and what kind each is.

use super::walk::{Tag, Walk, What, escaped, plain};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The part that says what kind the others are.
const TYPES: &str = "[Content_Types].xml";
/// What relations are written in.
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// The beginning of every part.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A package in parts.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Name, and the bytes where they are others than in the zip.
    parts: Vec<(String, Option<Vec<u8>>)>,
    /// Position by name in lower case: names differ by more than case.
    at: BTreeMap<String, usize>,
    types: Types,
}

/// How one part refers to another, or to something outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The whole type.
    pub(super) kind: String,
    /// As it stands.
    pub(super) target: String,
    /// The part that it leads to; none for something outside.
    pub(super) part: Option<String>,
}

impl Relation {
    /// The last word of its type: `worksheet`, `comments`.
    pub(super) fn word(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}

impl<'a> Package<'a> {
    /// Takes a package apart.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = Vec::new();
        for i in 0..zip.len() {
            let name = zip.by_index_raw(i).ok()?.name().ok()?.replace('\\', "/");
            parts.push((name.trim_start_matches('/').to_owned(), None));
        }
        let at = parts.iter().enumerate().map(|(i, (name, _))| (name.to_ascii_lowercase(), i)).collect();
        let mut package = Self { zip, parts, at, types: Types::default() };
        package.types = Types::read(&package.text(TYPES)?);
        Some(package)
    }

    /// Is there such a part?
    pub(super) fn has(&self, name: &str) -> bool {
        self.at.contains_key(&name.to_ascii_lowercase())
    }

    /// The names of all parts.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|(name, _)| self.has(name)).map(|(name, _)| name.as_str())
    }

    /// The bytes of a part, no more of them than it says it has.
    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = *self.at.get(&name.to_ascii_lowercase())?;
        if let Some(bytes) = &self.parts.get(at)?.1 {
            return Some(bytes.clone());
        }
        let entry = self.zip.by_index(at).ok()?;
        let size = entry.size();
        let mut bytes = Vec::new();
        entry.take(size.saturating_add(1)).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == size).then_some(bytes)
    }

    /// The text of a part that is written in UTF-8, as good as all are.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let text = String::from_utf8(self.bytes(name)?).ok()?;
        Some(text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned))
    }

    /// Puts a part in, or another in its place.
    pub(super) fn put(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        let key = name.to_ascii_lowercase();
        if let Some(slot) = self.at.get(&key).and_then(|at| self.parts.get_mut(*at)) {
            slot.1 = Some(bytes.into());
            return;
        }
        self.at.insert(key, self.parts.len());
        self.parts.push((name.to_owned(), Some(bytes.into())));
    }

    /// Takes a part out, with what says of what kind it is and what it refers to.
    pub(super) fn remove(&mut self, name: &str) {
        for name in [name.to_owned(), relations_of(name)] {
            self.at.remove(&name.to_ascii_lowercase());
            self.types.names.retain(|(n, _)| !n.eq_ignore_ascii_case(&name));
        }
    }

    /// A name like this one that is free: `xl/charts/chart1.xml` becomes `xl/charts/chart2.xml`.
    pub(super) fn free(&self, like: &str) -> String {
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

    /// What kind a part is.
    pub(super) fn kind(&self, name: &str) -> Option<&str> {
        self.types.of(name)
    }

    /// Says what kind a part is.
    pub(super) fn set_kind(&mut self, name: &str, kind: &str) {
        self.types.set(name, kind);
    }

    /// What a part refers to.
    pub(super) fn relations(&mut self, of: &str) -> Vec<Relation> {
        let Some(text) = self.text(&relations_of(of)) else { return Vec::new() };
        let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut walk = Walk::new(&text);
        let mut found = Vec::new();
        while let Some(piece) = walk.next() {
            if let What::Open(tag) | What::Empty(tag) = piece.what
                && tag.local() == "Relationship"
            {
                found.extend(relation(&tag, folder));
            }
        }
        found
    }

    /// Writes what a part refers to. Parts are named from the root, which holds wherever the part lies.
    pub(super) fn set_relations(&mut self, of: &str, relations: &[Relation]) {
        let mut out = format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">");
        for r in relations {
            let outside = if r.part.is_none() { " TargetMode=\"External\"" } else { "" };
            let target = r.part.as_ref().map_or_else(|| r.target.clone(), |part| format!("/{part}"));
            let (id, kind, target) = (escaped(&r.id), escaped(&r.kind), escaped(&target));
            out.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"{outside}/>"));
        }
        out.push_str("</Relationships>");
        self.put(&relations_of(of), out);
    }

    /// Adds a relation under an id that is free, and gives the id.
    pub(super) fn relate(&mut self, of: &str, mut relation: Relation) -> String {
        let mut all = self.relations(of);
        let same = all.iter().find(|r| (&r.kind, &r.part) == (&relation.kind, &relation.part) && r.part.is_some());
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

    /// The package as bytes. Parts that nobody changed are taken over as they are packed.
    pub(super) fn save(mut self) -> Option<Vec<u8>> {
        if self.text(TYPES).is_none_or(|text| Types::read(&text) != self.types) {
            let types = self.types.write();
            self.put(TYPES, types);
        }
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
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
}

fn relation(tag: &Tag, folder: &str) -> Option<Relation> {
    let of = |name: &str| tag.get(name).map(plain);
    let target = of("Target")?;
    let outside = of("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let part = (!outside).then(|| resolve(folder, &target));
    Some(Relation { id: of("Id")?, kind: of("Type")?, target, part })
}

fn relations_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") }
}

/// A target as written (`../comments1.xml`, `/xl/comments1.xml`) as a part's name.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// What kind each part is: by its name, else by its ending.
#[derive(Default, PartialEq, Eq)]
struct Types {
    endings: Vec<(String, String)>,
    names: Vec<(String, String)>,
}

impl Types {
    fn read(text: &str) -> Self {
        let mut types = Self::default();
        let mut walk = Walk::new(text);
        while let Some(piece) = walk.next() {
            let (What::Open(tag) | What::Empty(tag)) = piece.what else { continue };
            let of = |name: &str| tag.get(name).map(plain).unwrap_or_default();
            match tag.local() {
                "Default" => types.endings.push((of("Extension"), of("ContentType"))),
                "Override" => {
                    types.names.push((of("PartName").trim_start_matches('/').to_owned(), of("ContentType")));
                }
                _ => {}
            }
        }
        types
    }

    fn of(&self, name: &str) -> Option<&str> {
        let named = self.names.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        named.or_else(|| self.by_ending(name)).map(|(_, kind)| kind.as_str())
    }

    fn by_ending(&self, name: &str) -> Option<&(String, String)> {
        let ending = name.rsplit_once('.').map_or("", |(_, e)| e);
        self.endings.iter().find(|(e, _)| e.eq_ignore_ascii_case(ending))
    }

    fn set(&mut self, name: &str, kind: &str) {
        if self.of(name) == Some(kind) {
            return;
        }
        self.names.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        // Pictures and drawings of notes are told by their ending, as every program writes them.
        let usual = kind.starts_with("image/") || kind.ends_with("vmlDrawing") || ending == "bin";
        if usual && self.by_ending(name).is_none() {
            self.endings.push((ending, kind.to_owned()));
        } else {
            self.names.push((name.to_owned(), kind.to_owned()));
        }
    }

    fn write(&self) -> String {
        let mut out = format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
        for (ending, kind) in &self.endings {
            out.push_str(&format!("<Default Extension=\"{}\" ContentType=\"{}\"/>", escaped(ending), escaped(kind)));
        }
        for (name, kind) in &self.names {
            out.push_str(&format!("<Override PartName=\"/{}\" ContentType=\"{}\"/>", escaped(name), escaped(kind)));
        }
        out.push_str("</Types>");
        out
    }
}
