//! A package whose parts are replaced, added and removed, and which is saved again: the master, or a workbook that is
//! patched.

use super::content_types::ContentTypes;
use super::relation::{Relation, relations_part, resolve_target};
use super::tokens::{HEAD, Tag, TokenKind, Tokens, escape, unescape};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The part with the content types of all others.
const TYPES: &str = "[Content_Types].xml";
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

    /// The text of a part without a byte-order mark; none where it is not UTF-8, which Excel and LibreOffice always
    /// write.
    pub(in crate::edges) fn text(&mut self, name: &str) -> Option<String> {
        let text = String::from_utf8(self.bytes(name)?).ok()?;
        Some(text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned))
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
        if self.text(TYPES).is_none_or(|text| ContentTypes::parse(&text) != self.types) {
            let types = self.types.write();
            self.set_part(TYPES, types);
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

fn relation(tag: &Tag, of: &str) -> Option<Relation> {
    let attribute = |name: &str| tag.get(name).map(unescape);
    let target = attribute("Target")?;
    let outside = attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let part = (!outside).then(|| resolve_target(of, &target));
    Some(Relation { id: attribute("Id")?, type_uri: attribute("Type")?, target, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSHEET: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    const KINDS: &str = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"main\"/></Types>";

    fn book() -> Vec<u8> {
        let relations = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{WORKSHEET}\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{WORKSHEET}\" Target=\"/xl/worksheets/sheet2.xml\"/>\
             <Relationship Id=\"rId3\" Type=\"link\" Target=\"https://acme.test/?a=1&amp;b=2\" TargetMode=\"External\"/></Relationships>"
        );
        zipped(&[
            (TYPES, KINDS),
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/Charts/Chart1.xml", "<chart/>"),
        ])
    }

    #[test]
    fn parts_are_known_in_any_case_and_kept_as_they_are() {
        let bytes = book();
        let mut package = EditablePackage::open(&bytes).unwrap();
        assert!(package.has("XL/workbook.xml") && !package.has("xl/other.xml"));
        assert_eq!(package.text("xl/charts/chart1.XML").as_deref(), Some("<chart/>"));
        let saved = package.save().unwrap();
        let mut again = EditablePackage::open(&saved).unwrap();
        assert_eq!(
            again.names().collect::<Vec<_>>(),
            [TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/Charts/Chart1.xml"]
        );
        assert_eq!(again.text(TYPES).as_deref(), Some(KINDS), "nothing was changed, so nothing is written anew");
    }

    #[test]
    fn relations_lead_to_parts_by_relative_and_absolute_names_and_outside() {
        let bytes = book();
        let relations = EditablePackage::open(&bytes).unwrap().relations("xl/workbook.xml");
        let found: Vec<(&str, &str, Option<&str>)> =
            relations.iter().map(|r| (r.id.as_str(), r.kind(), r.part.as_deref())).collect();
        assert_eq!(
            found,
            [
                ("rId1", "worksheet", Some("xl/worksheets/sheet1.xml")),
                ("rId2", "worksheet", Some("xl/worksheets/sheet2.xml")),
                ("rId3", "link", None),
            ]
        );
        assert_eq!(relations[2].target, "https://acme.test/?a=1&b=2");
    }

    #[test]
    fn relations_are_read_back_as_they_were_written() {
        let bytes = book();
        let mut package = EditablePackage::open(&bytes).unwrap();
        let before = package.relations("xl/workbook.xml");
        package.set_relations("xl/workbook.xml", &before);
        let after = package.relations("xl/workbook.xml");
        let leads = |all: &[Relation]| {
            all.iter().map(|r| (r.id.clone(), r.type_uri.clone(), r.part.clone())).collect::<Vec<_>>()
        };
        assert_eq!(leads(&after), leads(&before));
        assert_eq!(after[2].target, before[2].target, "what leads outside keeps its target, escapes and all");
        package.set_relations("top.xml", &before);
        assert!(package.has("_rels/top.xml.rels"));
    }

    #[test]
    fn a_relation_has_an_id_of_its_own_and_one_to_the_same_part_is_used_again() {
        let bytes = book();
        let mut package = EditablePackage::open(&bytes).unwrap();
        let relation = |kind: &str, part: Option<&str>| Relation {
            id: String::new(),
            type_uri: kind.into(),
            target: "https://acme.test".into(),
            part: part.map(ToOwned::to_owned),
        };
        for (kind, part, id) in [
            (WORKSHEET, Some("xl/worksheets/sheet2.xml"), "rId2"),
            (WORKSHEET, Some("xl/worksheets/sheet3.xml"), "rId4"),
            ("table", Some("xl/worksheets/sheet2.xml"), "rId5"),
            ("link", None, "rId6"),
            ("link", None, "rId7"),
        ] {
            assert_eq!(package.add_relation("xl/workbook.xml", relation(kind, part)), id, "{kind} {part:?}");
        }
        assert_eq!(package.relations("xl/workbook.xml").len(), 7);
        let mut gap = package.relations("xl/workbook.xml");
        gap.retain(|r| r.id != "rId2");
        package.set_relations("xl/workbook.xml", &gap);
        assert_eq!(
            package.add_relation("xl/workbook.xml", relation("new", Some("x.xml"))),
            "rId8",
            "never one that is taken"
        );
    }

    #[test]
    fn a_free_name_counts_on_from_one_like_it() {
        let bytes = book();
        let mut package = EditablePackage::open(&bytes).unwrap();
        assert_eq!(package.free_name("xl/charts/chart1.xml"), "xl/charts/chart2.xml");
        package.set_part("xl/charts/chart2.xml", "x");
        package.set_part("xl/media/image.png", "x");
        for (like, free) in [
            ("xl/charts/chart1.xml", "xl/charts/chart3.xml"),
            ("xl/charts/chart9.xml", "xl/charts/chart9.xml"),
            ("xl/media/image.png", "xl/media/image1.png"),
        ] {
            assert_eq!(package.free_name(like), free);
        }
    }

    #[test]
    fn a_part_is_put_in_replaced_and_taken_out_with_all_that_speaks_of_it() {
        let bytes = book();
        let mut package = EditablePackage::open(&bytes).unwrap();
        package.set_part("XL/WORKBOOK.xml", "<new/>");
        package.set_part("xl/added.xml", "<added/>");
        package.set_content_type("xl/added.xml", "added");
        package.remove("xl/Charts/chart1.xml");
        let saved = package.save().unwrap();
        let mut again = EditablePackage::open(&saved).unwrap();
        assert_eq!(again.text("xl/workbook.xml").as_deref(), Some("<new/>"));
        assert_eq!(
            (again.text("xl/added.xml").as_deref(), again.content_type("xl/added.xml")),
            (Some("<added/>"), Some("added"))
        );
        assert!(!again.has("xl/charts/chart1.xml"));
        again.remove("xl/workbook.xml");
        assert!(
            !again.has("xl/_rels/workbook.xml.rels")
                && again.content_type("xl/workbook.xml") == Some("application/xml")
        );
        again.set_part("xl/workbook.xml", "<back/>");
        assert_eq!(again.text("xl/workbook.xml").as_deref(), Some("<back/>"), "and may come again");
    }

    #[test]
    fn what_is_no_package_is_not_opened() {
        assert!(EditablePackage::open(b"no zip").is_none());
        assert!(
            EditablePackage::open(&zipped(&[("xl/workbook.xml", "<workbook/>")])).is_none(),
            "nothing says what its parts are"
        );
    }

    #[test]
    fn a_mark_before_the_text_of_a_part_is_no_text() {
        let bytes = zipped(&[(TYPES, "\u{FEFF}<Types/>"), ("bad.xml", "x")]);
        assert_eq!(EditablePackage::open(&bytes).unwrap().text(TYPES).as_deref(), Some("<Types/>"));
    }
}
