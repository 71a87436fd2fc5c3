//! The strings that a workbook keeps in one part for all its cells.

use super::style_sheet::canonical;
use crate::edges::ooxml::tokens::{TokenKind, Tokens, prefix, unescape};

/// The shared strings of a workbook, each as the content of its element, without prefixes.
#[derive(Default)]
pub(super) struct SharedStrings(Vec<String>);

impl SharedStrings {
    /// Reads the part.
    pub(super) fn read(text: &str) -> Self {
        let mut tokens = Tokens::new(text);
        let (mut found, mut own) = (Vec::new(), None);
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if own.is_none() => own = Some(prefix(&tag.name).to_owned()),
                TokenKind::Start(tag) if tag.local_name() == "si" => {
                    let inner = tokens.rest_of_element();
                    let end = inner.rfind("</").unwrap_or(inner.len());
                    let own = own.as_deref().unwrap_or_default();
                    found.push(without_prefix(inner.get(..end).unwrap_or_default(), own));
                }
                TokenKind::Empty(tag) if tag.local_name() == "si" => found.push(String::new()),
                _ => {}
            }
        }
        Self(found)
    }

    /// A string with its runs, as XML.
    pub(super) fn rich(&self, number: usize) -> Option<&str> {
        self.0.get(number).map(String::as_str)
    }

    /// A string as plain text.
    pub(super) fn plain(&self, number: usize) -> Option<String> {
        let (mut tokens, mut out) = (Tokens::new(self.rich(number)?), String::new());
        let mut reading = false;
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "rPh" => drop(tokens.rest_of_element()),
                TokenKind::Start(tag) => reading = tag.local_name() == "t",
                TokenKind::End(_) => reading = false,
                TokenKind::Other if reading => out.push_str(&unescape(token.raw)),
                _ => {}
            }
        }
        Some(out)
    }
}

/// The content of a string without the prefix of the part that it comes from.
fn without_prefix(inner: &str, own: &str) -> String {
    if own.is_empty() { inner.to_owned() } else { canonical(inner, own) }
}
