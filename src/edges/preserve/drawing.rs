//! Adds what people drew on a sheet of prekick's own to the drawing of the new sheet.

use super::anchors::{AnchorOwner, anchors};
use super::transfer::PartTransfer;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::tokens::{HEAD, Tag, TokenKind, Tokens, prefix, rewrite_tags, root_tag};
use std::collections::BTreeMap;

/// The namespaces of drawings, and of the shapes in them.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
const SHAPES: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// Adds what people drew to the drawing of the new sheet, which gets one if it has none. `None` where there is nothing
/// to add, or no way to add it.
pub(super) fn add_drawing(transfer: &mut PartTransfer<'_, '_, '_>, old: &str, new_sheet: &str) -> Option<()> {
    let anchors = anchors(transfer.old, old);
    if !anchors.iter().any(|(_, owner)| *owner == AnchorOwner::Person) {
        return None;
    }
    let there = transfer.new.relations(new_sheet).into_iter().find(|r| r.kind() == "drawing").and_then(|r| r.part);
    let part = match there {
        Some(part) => part,
        None => add_empty_drawing(transfer, new_sheet)?,
    };
    let people: Vec<String> = anchors.into_iter().filter(|(_, w)| *w == AnchorOwner::Person).map(|(a, _)| a).collect();
    add_anchors(transfer, &people, old, &part)
}

/// Gives a sheet an empty drawing.
fn add_empty_drawing(transfer: &mut PartTransfer<'_, '_, '_>, new_sheet: &str) -> Option<String> {
    let sheet = transfer.new.text(new_sheet)?;
    let name = transfer.new.free_name("xl/drawings/drawing1.xml");
    transfer.new.set_part(&name, format!("{HEAD}<xdr:wsDr xmlns:xdr=\"{DRAWING}\" xmlns:a=\"{SHAPES}\"></xdr:wsDr>"));
    transfer.new.set_content_type(&name, "application/vnd.openxmlformats-officedocument.drawing+xml");
    let type_uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing".to_owned();
    let relation = Relation { id: String::new(), type_uri, target: String::new(), part: Some(name.clone()) };
    let id = transfer.new.add_relation(new_sheet, relation);
    transfer.new.set_part(new_sheet, with_drawing(&sheet, &id)?);
    Some(name)
}

/// The elements that follow `drawing` in a sheet, in schema order.
const AFTER: [&str; 10] = [
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "worksheet",
];

/// The sheet with a reference to a drawing, at the place that the schema gives it.
fn with_drawing(sheet: &str, id: &str) -> Option<String> {
    let mut tokens = Tokens::new(sheet);
    let mut at = 0;
    while let Some(token) = tokens.next() {
        let is_after = match &token.kind {
            TokenKind::Start(tag) | TokenKind::Empty(tag) => {
                tag.local_name() != "worksheet" && AFTER.contains(&tag.local_name())
            }
            TokenKind::End(name) => name == "worksheet",
            TokenKind::Other => false,
        };
        if is_after {
            let (before, after) = sheet.split_at_checked(at)?;
            return Some(format!("{before}<drawing r:id=\"{id}\"/>{after}"));
        }
        at += token.raw.len();
    }
    None
}

/// Adds anchors to a drawing beside those that it has.
fn add_anchors(transfer: &mut PartTransfer<'_, '_, '_>, people: &[String], old: &str, new: &str) -> Option<()> {
    let relations = transfer.old.relations(old);
    let root = root_tag(&transfer.old.text(old)?)?;
    let there = transfer.new.text(new)?;
    let mut number = highest_shape_id(&there);
    let mut added = String::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for anchor in people {
        added.push_str(&with_new_ids(anchor, &root, &mut number, &mut |id| {
            if let Some(there) = ids.get(id) {
                return Some(there.clone());
            }
            let relation = relations.iter().find(|r| r.id == id)?.clone();
            let part = match &relation.part {
                Some(part) => Some(transfer.transfer_part(part, relation.kind())?),
                None => None,
            };
            let there = transfer.new.add_relation(new, Relation { part, ..relation });
            ids.insert(id.to_owned(), there.clone());
            Some(there)
        }));
    }
    let end = there.rfind("</")?;
    let (before, after) = there.split_at_checked(end)?;
    transfer.new.set_part(new, format!("{before}{added}{after}"));
    Some(())
}

/// The highest id of a shape in a drawing.
fn highest_shape_id(text: &str) -> usize {
    let (mut tokens, mut most) = (Tokens::new(text), 0);
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
            && tag.local_name() == "cNvPr"
        {
            most = most.max(tag.number("id").unwrap_or(0));
        }
    }
    most
}

/// Rewrites the ids of an anchor, and inlines the namespace declarations of the root that it was taken from.
fn with_new_ids(anchor: &str, root: &Tag, number: &mut usize, id_of: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut first = true;
    rewrite_tags(anchor, &mut |tag| {
        if std::mem::take(&mut first) {
            let namespaces = root.attributes.iter().filter(|(key, _)| key == "xmlns" || key.starts_with("xmlns:"));
            for (key, value) in namespaces {
                if tag.get(key).is_none() {
                    tag.set(key, Some(value.clone()));
                }
            }
        }
        if tag.local_name() == "cNvPr" {
            *number += 1;
            tag.set("id", Some(number.to_string()));
        }
        for (key, value) in tag.attributes.clone() {
            if prefix(&key) == "r:"
                && let Some(new) = id_of(&value)
            {
                tag.set(&key, Some(new));
            }
        }
    })
}
