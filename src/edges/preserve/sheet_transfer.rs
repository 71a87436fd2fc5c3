//! Transfers a sheet of people's own as it is written in the earlier master, changed only where it refers to what all
//! sheets share: formats, texts, and parts that have other names in the new package.

use super::shared_strings::SharedStrings;
use super::styles::StyleTransfer;
use crate::edges::ooxml::tokens::{Tag, Token, TokenKind, Tokens, escape, prefix};
use std::collections::BTreeSet;

/// What a sheet is transferred with.
pub(super) struct SheetTransfer<'a> {
    pub(super) styles: &'a mut StyleTransfer,
    pub(super) strings: &'a SharedStrings,
    /// The ids of its relations that the new package has as well.
    pub(super) kept: &'a BTreeSet<String>,
    /// Whether the metadata of arrays that spill and of rich values is transferred as well.
    pub(super) metadata: bool,
}

/// The sheet for the new package; none where it is not XML to its end.
pub(super) fn transferred_sheet(text: &str, with: &mut SheetTransfer<'_>) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if is_left_out(&tag, with) => drop(tokens.rest_of_element()),
            TokenKind::Empty(tag) if is_left_out(&tag, with) => {}
            TokenKind::Start(tag) if tag.local_name() == "c" => write_cell(tag, &mut tokens, with, &mut out),
            TokenKind::Start(tag) if tag.local_name() == "ext" => {
                let inner = tokens.rest_of_element();
                if !refers_to_lost(inner, with) {
                    out.push_str(token.raw);
                    out.push_str(inner);
                }
            }
            TokenKind::Start(tag) => write_tag(tag, false, token.raw, with, &mut out),
            TokenKind::Empty(tag) if tag.local_name() == "c" => out.push_str(&renumbered_cell(tag, with).empty_tag()),
            TokenKind::Empty(tag) => write_tag(tag, true, token.raw, with, &mut out),
            TokenKind::End(_) | TokenKind::Other => out.push_str(token.raw),
        }
    }
    (!tokens.broken).then_some(out)
}

/// Whether an element is left out: it leads to a part that was not transferred, or is a custom view, which belongs to a
/// list of the whole workbook.
fn is_left_out(tag: &Tag, with: &SheetTransfer<'_>) -> bool {
    tag.local_name() == "customSheetViews" || tag.relation_id().is_some_and(|id| !with.kept.contains(id))
}

fn refers_to_lost(inner: &str, with: &SheetTransfer<'_>) -> bool {
    let mut tokens = Tokens::new(inner);
    while let Some(Token { kind: what, .. }) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = what
            && tag.relation_id().is_some_and(|id| !with.kept.contains(id))
        {
            return true;
        }
    }
    false
}

/// Writes a tag that may name formats, or may select its sheet, which only one sheet can be.
fn write_tag(mut tag: Tag, empty: bool, raw: &str, with: &mut SheetTransfer<'_>, out: &mut String) {
    let before = tag.clone();
    match tag.local_name() {
        "sheetView" => tag.set("tabSelected", None),
        "col" => renumber_format(&mut tag, "style", with),
        "row" => renumber_format(&mut tag, "s", with),
        _ => with.styles.renumber_differences(&mut tag),
    }
    if tag == before {
        out.push_str(raw);
    } else {
        out.push_str(&tag.write(empty));
    }
}

fn renumber_format(tag: &mut Tag, name: &str, with: &mut SheetTransfer<'_>) {
    if let Some(old) = tag.number(name) {
        tag.set(name, Some(with.styles.map_cell_format(old).to_string()));
    }
}

/// A cell's tag with the number of its format in the new workbook.
fn renumbered_cell(mut tag: Tag, with: &mut SheetTransfer<'_>) -> Tag {
    let old = tag.number("s");
    let new = with.styles.map_cell_format(old.unwrap_or(0));
    if old.is_some() || new != 0 {
        tag.set("s", Some(new.to_string()));
    }
    if !with.metadata {
        tag.set("cm", None);
        tag.set("vm", None);
    }
    tag
}

fn write_cell(tag: Tag, tokens: &mut Tokens<'_>, with: &mut SheetTransfer<'_>, out: &mut String) {
    let own = prefix(&tag.name).to_owned();
    let mut tag = renumbered_cell(tag, with);
    let inner = tokens.rest_of_element();
    if tag.get("t") != Some("s") {
        out.push_str(&tag.start_tag());
        out.push_str(inner);
        return;
    }
    let found = shared_string_cell(inner);
    let (kind, text) = match (found.number, found.formula) {
        (Some(n), false) => ("inlineStr", with.strings.rich(n).map(|t| inline_string(t, &own))),
        // The text that a formula gives has no runs.
        (Some(n), true) => ("str", with.strings.plain(n).map(|t| format!("<{own}v>{}</{own}v>", escape(&t)))),
        (None, _) => ("str", None),
    };
    tag.set("t", Some(kind.to_owned()));
    out.push_str(&tag.start_tag());
    out.push_str(&found.before);
    out.push_str(&text.unwrap_or_default());
    out.push_str(&found.after);
}

/// A text with its runs as an inline string, with the prefix of the sheet.
fn inline_string(text: &str, own: &str) -> String {
    if own.is_empty() {
        return format!("<is>{text}</is>");
    }
    let mut tokens = Tokens::new(text);
    let mut out = format!("<{own}is>");
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.start_tag()),
            TokenKind::Empty(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.empty_tag()),
            TokenKind::End(name) => out.push_str(&format!("</{own}{name}>")),
            TokenKind::Other => out.push_str(token.raw),
        }
    }
    out.push_str(&format!("</{own}is>"));
    out
}

/// The content of a cell with a shared string: its number, and the XML before and after it.
#[derive(Default)]
struct SharedStringCell {
    number: Option<usize>,
    formula: bool,
    before: String,
    after: String,
}

fn shared_string_cell(inner: &str) -> SharedStringCell {
    let mut tokens = Tokens::new(inner);
    let mut found = SharedStringCell::default();
    while let Some(token) = tokens.next() {
        let to = if found.number.is_some() { &mut found.after } else { &mut found.before };
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "v" => {
                let value = tokens.rest_of_element();
                let end = value.find("</").unwrap_or(value.len());
                found.number = value.get(..end).and_then(|n| n.trim().parse().ok());
            }
            TokenKind::Start(tag) => {
                found.formula |= tag.local_name() == "f";
                to.push_str(token.raw);
                to.push_str(tokens.rest_of_element());
            }
            TokenKind::Empty(tag) => {
                found.formula |= tag.local_name() == "f";
                to.push_str(token.raw);
            }
            TokenKind::End(_) | TokenKind::Other => to.push_str(token.raw),
        }
    }
    found
}
