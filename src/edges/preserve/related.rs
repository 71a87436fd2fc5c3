//! Parts that a carried part refers to: drawings, charts, pictures, notes, tables, pivots. Each is carried once, under a
//! name that is free, with all that it refers to.

use super::anchors;
use super::styles::Styles;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, unescape};
use std::collections::{BTreeMap, BTreeSet};

/// What prekick does not carry: what needs a list of the whole workbook that prekick does not write.
pub(super) const NOT_CARRIED: [(&str, &str); 5] = [
    ("slicer", "slicers"),
    ("timeline", "timelines"),
    ("queryTable", "links of tables to their queries"),
    ("wsSortMap", "sort maps"),
    ("namedSheetViews", "sheet views"),
];

/// Carries parts from one package into another.
pub(super) struct Carrier<'c, 'o, 'n> {
    pub(super) old: &'c mut EditablePackage<'o>,
    pub(super) new: &'c mut EditablePackage<'n>,
    pub(super) styles: &'c mut Styles,
    /// New names by old ones.
    names: BTreeMap<String, String>,
    /// Caches of pivots that were carried: old name and new one, in the order in which they were met.
    pub(super) caches: Vec<(String, String)>,
}

impl<'c, 'o, 'n> Carrier<'c, 'o, 'n> {
    pub(super) fn new(
        old: &'c mut EditablePackage<'o>,
        new: &'c mut EditablePackage<'n>,
        styles: &'c mut Styles,
    ) -> Self {
        Self { old, new, styles, names: BTreeMap::new(), caches: Vec::new() }
    }

    /// Says under which name a part stands in the new package already.
    pub(super) fn is_known(&mut self, old: &str, new: &str) {
        self.names.insert(old.to_owned(), new.to_owned());
    }

    /// Carries a part with all that it refers to, and gives its new name.
    pub(super) fn part(&mut self, old: &str, word: &str) -> Option<String> {
        if let Some(name) = self.names.get(old) {
            return Some(name.clone());
        }
        let bytes = self.old.bytes(old)?;
        let name = self.new.free_name(old);
        self.names.insert(old.to_owned(), name.clone());
        // The name is taken before the parts below it look for theirs.
        self.new.put(&name, Vec::new());
        if let Some(kind) = self.old.content_type(old).map(str::to_owned) {
            self.new.set_content_type(&name, &kind);
        }
        self.relations(old, &name);
        let bytes = match word {
            "drawing" => anchors::without_lost_anchors(bytes),
            "table" | "pivotTable" | "pivotCacheDefinition" => self.numbered(&String::from_utf8(bytes).ok()?, word),
            _ => bytes,
        };
        self.new.put(&name, bytes);
        if word == "pivotCacheDefinition" {
            self.caches.push((old.to_owned(), name.clone()));
        }
        Some(name)
    }

    /// Carries what a part refers to; gives the ids that lead somewhere in the new package, too.
    pub(super) fn relations(&mut self, old: &str, new: &str) -> BTreeSet<String> {
        let mut kept = Vec::new();
        for relation in self.old.relations(old) {
            kept.extend(self.relation(relation));
        }
        if !kept.is_empty() {
            self.new.set_relations(new, &kept);
        }
        kept.into_iter().map(|r| r.id).collect()
    }

    fn relation(&mut self, relation: Relation) -> Option<Relation> {
        if NOT_CARRIED.iter().any(|(word, _)| *word == relation.kind()) {
            return None;
        }
        let Some(part) = &relation.part else { return Some(relation) };
        // A link to a place in the workbook itself has no part.
        if part.starts_with('#') || relation.target.starts_with('#') {
            return None;
        }
        let word = relation.kind().to_owned();
        let part = self.part(part, &word)?;
        Some(Relation { part: Some(part), ..relation })
    }

    /// A part with looks and number formats as the new workbook counts them.
    fn numbered(&mut self, text: &str, word: &str) -> Vec<u8> {
        let (mut tokens, mut out) = (Tokens::new(text), String::with_capacity(text.len()));
        while let Some(token) = tokens.next() {
            let (mut tag, empty) = match token.kind {
                TokenKind::Start(tag) => (tag, false),
                TokenKind::Empty(tag) => (tag, true),
                _ => {
                    out.push_str(token.raw);
                    continue;
                }
            };
            let before = tag.clone();
            self.renumber(&mut tag, word);
            out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
        }
        out.into_bytes()
    }

    fn renumber(&mut self, tag: &mut Tag, word: &str) {
        self.styles.renumber(tag);
        if word != "table"
            && let Some(old) = tag.number("numFmtId")
        {
            tag.set("numFmtId", Some(self.styles.format(old).to_string()));
        }
        for (key, value) in tag.attributes.clone() {
            match key.as_str() {
                "dataCellStyle" | "headerRowCellStyle" | "totalsRowCellStyle" => self.styles.name(&unescape(&value)),
                // A table stands without the query that once filled it.
                "tableType" if value == "queryTable" => tag.set(&key, None),
                "queryTableFieldId" => tag.set(&key, None),
                "name" if tag.local_name().ends_with("StyleInfo") => self.styles.table(&value),
                _ => {}
            }
        }
    }
}
