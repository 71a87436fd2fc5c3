//! A sheet of people's own as it stands in the earlier master, changed only where it refers to what all sheets share:
//! looks, texts, and parts that have other names now.

use super::strings::Strings;
use super::styles::Styles;
use crate::edges::ooxml::tokens::{Tag, Token, TokenKind, Tokens, escape, prefix};
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
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if is_left_out(&tag, with) => drop(tokens.rest_of_element()),
            TokenKind::Empty(tag) if is_left_out(&tag, with) => {}
            TokenKind::Start(tag) if tag.local_name() == "c" => cell(tag, &mut tokens, with, &mut out),
            TokenKind::Start(tag) if tag.local_name() == "ext" => {
                let inner = tokens.rest_of_element();
                if !refers_to_lost(inner, with) {
                    out.push_str(token.raw);
                    out.push_str(inner);
                }
            }
            TokenKind::Start(tag) => changed(tag, false, token.raw, with, &mut out),
            TokenKind::Empty(tag) if tag.local_name() == "c" => out.push_str(&looked(tag, with).write(true)),
            TokenKind::Empty(tag) => changed(tag, true, token.raw, with, &mut out),
            TokenKind::End(_) | TokenKind::Other => out.push_str(token.raw),
        }
    }
    (!tokens.broken).then_some(out)
}

/// What leads to a part that was not carried, and views that belong to one person's list of views.
fn is_left_out(tag: &Tag, with: &Carrying<'_>) -> bool {
    tag.local_name() == "customSheetViews" || tag.relation_id().is_some_and(|id| !with.kept.contains(id))
}

fn refers_to_lost(inner: &str, with: &Carrying<'_>) -> bool {
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

/// A tag that may say something about looks, or that its sheet is chosen, which only one sheet may be.
fn changed(mut tag: Tag, empty: bool, raw: &str, with: &mut Carrying<'_>, out: &mut String) {
    let before = tag.clone();
    match tag.local_name() {
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

fn cell(tag: Tag, tokens: &mut Tokens<'_>, with: &mut Carrying<'_>, out: &mut String) {
    let own = prefix(&tag.name).to_owned();
    let mut tag = looked(tag, with);
    let inner = tokens.rest_of_element();
    if tag.get("t") != Some("s") {
        out.push_str(&tag.write(false));
        out.push_str(inner);
        return;
    }
    let found = shared(inner);
    let (kind, text) = match (found.number, found.formula) {
        (Some(n), false) => ("inlineStr", with.strings.rich(n).map(|t| rich(t, &own))),
        // A text that a formula gave stands beside it without runs.
        (Some(n), true) => ("str", with.strings.plain(n).map(|t| format!("<{own}v>{}</{own}v>", escape(&t)))),
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
    let mut tokens = Tokens::new(text);
    let mut out = format!("<{own}is>");
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.write(false)),
            TokenKind::Empty(tag) => out.push_str(&Tag { name: format!("{own}{}", tag.name), ..tag }.write(true)),
            TokenKind::End(name) => out.push_str(&format!("</{own}{name}>")),
            TokenKind::Other => out.push_str(token.raw),
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
    let mut tokens = Tokens::new(inner);
    let mut found = Shared::default();
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
