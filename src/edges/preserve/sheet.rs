//! A sheet of people's own as it stands in the earlier master, changed only where it refers to what all sheets share:
//! looks, texts, and parts that have other names now.

use super::strings::Strings;
use super::styles::Styles;
use super::walk::{Piece, Tag, Walk, What, escaped, prefix};
use std::collections::BTreeSet;

/// What a sheet is carried with.
pub(super) struct Carrying<'a> {
    pub(super) styles: &'a mut Styles,
    pub(super) strings: &'a Strings,
    /// The relations that are there in the new package, too.
    pub(super) kept: &'a BTreeSet<String>,
    /// Is what cells say about arrays and rich values carried as well?
    pub(super) metadata: bool,
}

/// The sheet as it stands in the new package; none where it is no XML to the end.
pub(super) fn carried(text: &str, with: &mut Carrying<'_>) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut walk = Walk::new(text);
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(tag) if is_left_out(&tag, with) => drop(walk.finish()),
            What::Empty(tag) if is_left_out(&tag, with) => {}
            What::Open(tag) if tag.local() == "c" => cell(tag, &mut walk, with, &mut out),
            What::Open(tag) if tag.local() == "ext" => {
                let inner = walk.finish();
                if !refers_to_lost(inner, with) {
                    out.push_str(piece.raw);
                    out.push_str(inner);
                }
            }
            What::Open(tag) => changed(tag, false, piece.raw, with, &mut out),
            What::Empty(tag) if tag.local() == "c" => out.push_str(&looked(tag, with).write(true)),
            What::Empty(tag) => changed(tag, true, piece.raw, with, &mut out),
            What::Close(_) | What::Other => out.push_str(piece.raw),
        }
    }
    (!walk.broken).then_some(out)
}

/// What leads to a part that was not carried, and views that belong to one person's list of views.
fn is_left_out(tag: &Tag, with: &Carrying<'_>) -> bool {
    tag.local() == "customSheetViews" || tag.relation().is_some_and(|id| !with.kept.contains(id))
}

fn refers_to_lost(inner: &str, with: &Carrying<'_>) -> bool {
    let mut walk = Walk::new(inner);
    while let Some(Piece { what, .. }) = walk.next() {
        if let What::Open(tag) | What::Empty(tag) = what
            && tag.relation().is_some_and(|id| !with.kept.contains(id))
        {
            return true;
        }
    }
    false
}

/// A tag that may say something about looks, or that its sheet is chosen, which only one sheet may be.
fn changed(mut tag: Tag, empty: bool, raw: &str, with: &mut Carrying<'_>, out: &mut String) {
    let before = tag.clone();
    match tag.local() {
        "sheetView" => tag.set("tabSelected", None),
        "col" => number(&mut tag, "style", with),
        "row" => number(&mut tag, "s", with),
        _ => with.styles.renumber(&mut tag),
    }
    if tag == before {
        out.push_str(raw);
    } else {
        out.push_str(&tag.write(empty));
    }
}

fn number(tag: &mut Tag, name: &str, with: &mut Carrying<'_>) {
    if let Some(old) = tag.number(name) {
        tag.set(name, Some(with.styles.cell(old).to_string()));
    }
}

/// A cell's tag with its look as the new workbook counts it.
fn looked(mut tag: Tag, with: &mut Carrying<'_>) -> Tag {
    let old = tag.number("s");
    let new = with.styles.cell(old.unwrap_or(0));
    if old.is_some() || new != 0 {
        tag.set("s", Some(new.to_string()));
    }
    if !with.metadata {
        tag.set("cm", None);
        tag.set("vm", None);
    }
    tag
}

fn cell(tag: Tag, walk: &mut Walk<'_>, with: &mut Carrying<'_>, out: &mut String) {
    let own = prefix(&tag.name).to_owned();
    let mut tag = looked(tag, with);
    let inner = walk.finish();
    if tag.get("t") != Some("s") {
        out.push_str(&tag.write(false));
        out.push_str(inner);
        return;
    }
    let found = shared(inner);
    let (kind, text) = match (found.number, found.formula) {
        (Some(n), false) => ("inlineStr", with.strings.rich(n).map(|t| rich(t, &own))),
        // A text that a formula gave stands beside it without runs.
        (Some(n), true) => ("str", with.strings.plain(n).map(|t| format!("<{own}v>{}</{own}v>", escaped(&t)))),
        (None, _) => ("str", None),
    };
    tag.set("t", Some(kind.to_owned()));
    out.push_str(&tag.write(false));
    out.push_str(&found.before);
    out.push_str(&text.unwrap_or_default());
    out.push_str(&found.after);
}

/// A text with its runs as it stands in a cell, with the prefix of the sheet.
fn rich(text: &str, own: &str) -> String {
    if own.is_empty() {
        return format!("<is>{text}</is>");
    }
    let mut walk = Walk::new(text);
    let mut out = format!("<{own}is>");
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.write(false)),
            What::Empty(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.write(true)),
            What::Close(name) => out.push_str(&format!("</{own}{name}>")),
            What::Other => out.push_str(piece.raw),
        }
    }
    out.push_str(&format!("</{own}is>"));
    out
}

/// A cell with a shared text: its number, and what stands before and after it.
#[derive(Default)]
struct Shared {
    number: Option<usize>,
    formula: bool,
    before: String,
    after: String,
}

fn shared(inner: &str) -> Shared {
    let mut walk = Walk::new(inner);
    let mut found = Shared::default();
    while let Some(piece) = walk.next() {
        let to = if found.number.is_some() { &mut found.after } else { &mut found.before };
        match piece.what {
            What::Open(tag) if tag.local() == "v" => {
                let value = walk.finish();
                let end = value.find("</").unwrap_or(value.len());
                found.number = value.get(..end).and_then(|n| n.trim().parse().ok());
            }
            What::Open(tag) => {
                found.formula |= tag.local() == "f";
                to.push_str(piece.raw);
                to.push_str(walk.finish());
            }
            What::Empty(tag) => {
                found.formula |= tag.local() == "f";
                to.push_str(piece.raw);
            }
            What::Close(_) | What::Other => to.push_str(piece.raw),
        }
    }
    found
}
