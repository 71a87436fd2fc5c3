//! Drawings: charts, pictures and shapes over the cells of a sheet, each in an anchor.

use super::package::{HEAD, Package, Relation};
use super::related::Carrier;
use super::walk::{Tag, Walk, What, prefix, root};
use crate::model::page::{CHART_OF_ITEMS, CHART_OF_OWNERS, OWN_CHART};
use std::collections::BTreeMap;

/// What the drawing of a slicer or a timeline says that it is.
const LOST: [&str; 2] = ["/drawing/2010/slicer", "/drawing/2012/timeslicer"];

/// The words of drawings, and of the shapes in them.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
const SHAPES: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// Whose an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A chart that prekick draws itself, and draws anew.
    Ours,
    /// Something of people's.
    People,
    /// Something that can't be carried.
    Lost,
}

/// The anchors of a drawing as they stand, and whose they are.
pub(super) fn anchors(package: &mut Package<'_>, part: &str) -> Vec<(String, Whose)> {
    let text = package.text(part).unwrap_or_default();
    let relations = package.relations(part);
    let all = all_anchors(&text).into_iter();
    all.map(|anchor| (anchor.to_owned(), whose(package, &relations, anchor))).collect()
}

fn all_anchors(text: &str) -> Vec<&str> {
    let mut walk = Walk::new(text);
    let (mut found, mut rooted) = (Vec::new(), false);
    loop {
        let rest = walk.rest();
        let Some(piece) = walk.next() else { return found };
        match piece.what {
            What::Open(_) if !rooted => rooted = true,
            What::Open(_) => {
                let inner = walk.finish();
                found.extend(rest.get(..piece.raw.len() + inner.len()));
            }
            _ => {}
        }
    }
}

/// Some programs save prekick's charts under other names; their titles and what they show tell them.
fn whose(package: &mut Package<'_>, relations: &[Relation], anchor: &str) -> Whose {
    if LOST.iter().any(|what| anchor.contains(what)) {
        return Whose::Lost;
    }
    if anchor.contains(&format!("name=\"{OWN_CHART}")) {
        return Whose::Ours;
    }
    let leads_to = |r: &&Relation| r.word() == "chart" && anchor.contains(&format!("\"{}\"", r.id));
    let chart = relations.iter().find(leads_to).and_then(|r| r.part.clone());
    let text = chart.and_then(|part| package.text(&part)).unwrap_or_default();
    let titled = [CHART_OF_ITEMS, CHART_OF_OWNERS].iter().any(|title| text.contains(&format!(">{title}<")));
    if titled && (text.contains(">Summary!") || text.contains(">'Summary'!")) { Whose::Ours } else { Whose::People }
}

fn without_lost(text: &str) -> String {
    let lost = |a: &&str| LOST.iter().any(|what| a.contains(what));
    all_anchors(text).into_iter().filter(lost).fold(text.to_owned(), |text, anchor| text.replacen(anchor, "", 1))
}

/// A drawing of a sheet that is carried whole, without what can't be carried.
pub(super) fn carried(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => without_lost(&text).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}

/// Puts what people drew on a sheet of prekick's own over the new sheet: as a drawing of its own where it has none, else
/// beside what is there. `None` where there is nothing, or no way to put it in.
pub(super) fn put(carrier: &mut Carrier<'_, '_, '_>, old: &str, new_sheet: &str) -> Option<()> {
    let anchors = anchors(carrier.old, old);
    if !anchors.iter().any(|(_, whose)| *whose == Whose::People) {
        return None;
    }
    let there = carrier.new.relations(new_sheet).into_iter().find(|r| r.word() == "drawing").and_then(|r| r.part);
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
    let name = carrier.new.free("xl/drawings/drawing1.xml");
    carrier.new.put(&name, format!("{HEAD}<xdr:wsDr xmlns:xdr=\"{DRAWING}\" xmlns:a=\"{SHAPES}\"></xdr:wsDr>"));
    carrier.new.set_kind(&name, "application/vnd.openxmlformats-officedocument.drawing+xml");
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing".to_owned();
    let relation = Relation { id: String::new(), kind, target: String::new(), part: Some(name.clone()) };
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
    let mut walk = Walk::new(sheet);
    let mut at = 0;
    while let Some(piece) = walk.next() {
        let is_after = match &piece.what {
            What::Open(tag) | What::Empty(tag) => tag.local() != "worksheet" && AFTER.contains(&tag.local()),
            What::Close(name) => name == "worksheet",
            What::Other => false,
        };
        if is_after {
            let (before, after) = sheet.split_at_checked(at)?;
            return Some(format!("{before}<drawing r:id=\"{id}\"/>{after}"));
        }
        at += piece.raw.len();
    }
    None
}

/// People's anchors beside those of a drawing that is there.
fn beside(carrier: &mut Carrier<'_, '_, '_>, people: &[String], old: &str, new: &str) -> Option<()> {
    let relations = carrier.old.relations(old);
    let root = root(&carrier.old.text(old)?)?;
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
                Some(part) => Some(carrier.part(part, relation.word())?),
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
    let (mut walk, mut most) = (Walk::new(text), 0);
    while let Some(piece) = walk.next() {
        if let What::Open(tag) | What::Empty(tag) = piece.what
            && tag.local() == "cNvPr"
        {
            most = most.max(tag.number("id").unwrap_or(0));
        }
    }
    most
}

/// An anchor with other ids, which brings along what its root said of prefixes.
fn renamed(anchor: &str, root: &Tag, number: &mut usize, id_of: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let (mut walk, mut out, mut first) = (Walk::new(anchor), String::new(), true);
    while let Some(piece) = walk.next() {
        let (mut tag, empty) = match piece.what {
            What::Open(tag) => (tag, false),
            What::Empty(tag) => (tag, true),
            _ => {
                out.push_str(piece.raw);
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
        if tag.local() == "cNvPr" {
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
        out.push_str(if tag == before { piece.raw.to_owned() } else { tag.write(empty) }.as_str());
    }
    out
}
