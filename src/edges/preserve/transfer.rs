//! Transfers parts from one package to another with everything that they refer to: drawings, charts, pictures, notes,
//! tables, pivots. Each is transferred once, under a name that is free.

use super::anchors;
use super::styles::StyleTransfer;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, rewrite_tags, unescape};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of relations that are left out, with what they lead to in words: they need a list of the whole workbook that
/// prekick does not write.
pub(super) const NOT_TRANSFERRED: [(&str, &str); 5] = [
    ("slicer", "slicers"),
    ("timeline", "timelines"),
    ("queryTable", "links of tables to their queries"),
    ("wsSortMap", "sort maps"),
    ("namedSheetViews", "sheet views"),
];

/// A transfer of parts from one package to another.
pub(super) struct PartTransfer<'c, 'o, 'n> {
    pub(super) old: &'c mut EditablePackage<'o>,
    pub(super) new: &'c mut EditablePackage<'n>,
    pub(super) styles: &'c mut StyleTransfer,
    /// The new names of parts by their old ones.
    names: BTreeMap<String, String>,
    /// Pivot caches that were transferred, by old and new name, in the order in which they were met.
    pub(super) pivot_caches: Vec<(String, String)>,
}

impl<'c, 'o, 'n> PartTransfer<'c, 'o, 'n> {
    pub(super) fn new(
        old: &'c mut EditablePackage<'o>,
        new: &'c mut EditablePackage<'n>,
        styles: &'c mut StyleTransfer,
    ) -> Self {
        Self { old, new, styles, names: BTreeMap::new(), pivot_caches: Vec::new() }
    }

    /// Sets the name that a part has in the new package already.
    pub(super) fn set_name(&mut self, old: &str, new: &str) {
        self.names.insert(old.to_owned(), new.to_owned());
    }

    /// Transfers a part with everything that it refers to, and gives its new name.
    pub(super) fn transfer_part(&mut self, old: &str, kind: &str) -> Option<String> {
        if let Some(name) = self.names.get(old) {
            return Some(name.clone());
        }
        let bytes = self.old.bytes(old)?;
        let name = self.new.free_name(old);
        self.names.insert(old.to_owned(), name.clone());
        // Takes the name before the parts that it refers to look for theirs.
        self.new.set_part(&name, Vec::new());
        if let Some(content_type) = self.old.content_type(old).map(str::to_owned) {
            self.new.set_content_type(&name, &content_type);
        }
        self.transfer_relations(old, &name);
        let bytes = match kind {
            "drawing" => anchors::without_lost_anchors(bytes),
            "table" | "pivotTable" | "pivotCacheDefinition" => self.renumbered(&String::from_utf8(bytes).ok()?, kind),
            _ => bytes,
        };
        self.new.set_part(&name, bytes);
        if kind == "pivotCacheDefinition" {
            self.pivot_caches.push((old.to_owned(), name.clone()));
        }
        Some(name)
    }

    /// Transfers what a part refers to. Gives the ids of the relations that the new package has as well.
    pub(super) fn transfer_relations(&mut self, old: &str, new: &str) -> BTreeSet<String> {
        let mut kept = Vec::new();
        for relation in self.old.relations(old) {
            kept.extend(self.transfer_relation(relation));
        }
        if !kept.is_empty() {
            self.new.set_relations(new, &kept);
        }
        kept.into_iter().map(|r| r.id).collect()
    }

    fn transfer_relation(&mut self, relation: Relation) -> Option<Relation> {
        if NOT_TRANSFERRED.iter().any(|(kind, _)| *kind == relation.kind()) {
            return None;
        }
        let Some(part) = &relation.part else { return Some(relation) };
        // A link to a place in the workbook itself has no part.
        if part.starts_with('#') || relation.target.starts_with('#') {
            return None;
        }
        let kind = relation.kind().to_owned();
        let part = self.transfer_part(part, &kind)?;
        Some(Relation { part: Some(part), ..relation })
    }

    /// A part with the numbers that formats have in the new workbook.
    fn renumbered(&mut self, text: &str, kind: &str) -> Vec<u8> {
        rewrite_tags(text, &mut |tag| self.renumber(tag, kind)).into_bytes()
    }

    fn renumber(&mut self, tag: &mut Tag, kind: &str) {
        self.styles.renumber_differences(tag);
        if kind != "table"
            && let Some(old) = tag.number("numFmtId")
        {
            tag.set("numFmtId", Some(self.styles.map_number_format(old).to_string()));
        }
        for (key, value) in tag.attributes.clone() {
            match key.as_str() {
                "dataCellStyle" | "headerRowCellStyle" | "totalsRowCellStyle" => {
                    self.styles.bring_named_style(&unescape(&value))
                }
                // A table is transferred without the query that filled it.
                "tableType" if value == "queryTable" => tag.set(&key, None),
                "queryTableFieldId" => tag.set(&key, None),
                "name" if tag.local_name().ends_with("StyleInfo") => self.styles.bring_table_style(&value),
                _ => {}
            }
        }
    }
}
