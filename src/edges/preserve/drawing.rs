//! Drawings: charts, pictures and shapes over the cells of a sheet, each in an anchor.

use super::anchors::{Whose, anchors};
use super::related::Carrier;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::tokens::HEAD;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, prefix, root_tag};
use std::collections::BTreeMap;

/// The words of drawings, and of the shapes in them.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
const SHAPES: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// Puts what people drew on a sheet of prekick's own over the new sheet: as a drawing of its own where it has none, else
/// beside what is there. `None` where there is nothing, or no way to put it in.
pub(super) fn put(carrier: &mut Carrier<'_, '_, '_>, old: &str, new_sheet: &str) -> Option<()> {
    let anchors = anchors(carrier.old, old);
    if !anchors.iter().any(|(_, whose)| *whose == Whose::People) {
        return None;
    }
    let there = carrier.new.relations(new_sheet).into_iter().find(|r| r.kind() == "drawing").and_then(|r| r.part);
    let part = match there {
        Some(part) => part,
        None => empty(carrier, new_sheet)?,
    };
    let people: Vec<String> = anchors.into_iter().filter(|(_, w)| *w == Whose::People).map(|(a, _)| a).collect();
    beside(carrier, &people, old, &part)
}

/// A drawing without anything for a sheet that has none.
fn empty(carrier: &mut Carrier<'_, '_, '_>, new_sheet: &str) -> Option<String> {
    let sheet = carrier.new.text(new_sheet)?;
    let name = carrier.new.free_name("xl/drawings/drawing1.xml");
    carrier.new.put(&name, format!("{HEAD}<xdr:wsDr xmlns:xdr=\"{DRAWING}\" xmlns:a=\"{SHAPES}\"></xdr:wsDr>"));
    carrier.new.set_content_type(&name, "application/vnd.openxmlformats-officedocument.drawing+xml");
    let type_uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing".to_owned();
    let relation = Relation { id: String::new(), type_uri, target: String::new(), part: Some(name.clone()) };
    let id = carrier.new.relate(new_sheet, relation);
    carrier.new.put(new_sheet, with_drawing(&sheet, &id)?);
    Some(name)
}

/// What stands after a drawing in a sheet.
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

/// The sheet with a drawing, which has a place of its own among what stands behind the cells.
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

/// People's anchors beside those of a drawing that is there.
fn beside(carrier: &mut Carrier<'_, '_, '_>, people: &[String], old: &str, new: &str) -> Option<()> {
    let relations = carrier.old.relations(old);
    let root = root_tag(&carrier.old.text(old)?)?;
    let there = carrier.new.text(new)?;
    let mut number = highest(&there);
    let mut added = String::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for anchor in people {
        added.push_str(&renamed(anchor, &root, &mut number, &mut |id| {
            if let Some(there) = ids.get(id) {
                return Some(there.clone());
            }
            let relation = relations.iter().find(|r| r.id == id)?.clone();
            let part = match &relation.part {
                Some(part) => Some(carrier.part(part, relation.kind())?),
                None => None,
            };
            let there = carrier.new.relate(new, Relation { part, ..relation });
            ids.insert(id.to_owned(), there.clone());
            Some(there)
        }));
    }
    let end = there.rfind("</")?;
    let (before, after) = there.split_at_checked(end)?;
    carrier.new.put(new, format!("{before}{added}{after}"));
    Some(())
}

/// The highest number that something in a drawing has.
fn highest(text: &str) -> usize {
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

/// An anchor with other ids, which brings along what its root said of prefixes.
fn renamed(anchor: &str, root: &Tag, number: &mut usize, id_of: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let (mut tokens, mut out, mut first) = (Tokens::new(anchor), String::new(), true);
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
        if std::mem::take(&mut first) {
            let spoken = root.attributes.iter().filter(|(key, _)| key == "xmlns" || key.starts_with("xmlns:"));
            for (key, value) in spoken {
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
        out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
    }
    out
}
