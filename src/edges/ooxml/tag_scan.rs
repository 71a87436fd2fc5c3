//! The tags of a part found by their brackets alone, many times as fast as by tokens. A part of which anything is odd is
//! declined: comments, sections of characters, declarations behind the first, brackets in attributes, tags without
//! counterparts. What it accepts, [`Tokens`](super::tokens::Tokens) reads to its end, tag by tag the same.

use memchr::{Memchr2, memchr_iter, memchr2_iter};

/// The tags of a part, one after another.
pub(in crate::edges) struct TagScan<'a> {
    text: &'a str,
    /// Where the brackets are, counted from `first`.
    brackets: Memchr2<'a>,
    first: usize,
    /// The names of the elements that are open.
    open: Vec<&'a str>,
    is_odd: bool,
}

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(in crate::edges) struct ScannedTag<'a> {
    /// What it does.
    pub(in crate::edges) kind: ScannedKind,
    /// Its name with its prefix.
    pub(in crate::edges) name: &'a str,
    /// Its text.
    pub(in crate::edges) raw: &'a str,
    /// Where it begins in the part.
    pub(in crate::edges) from: usize,
    /// In how many elements it stands.
    pub(in crate::edges) depth: usize,
}

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::edges) enum ScannedKind {
    /// It begins an element.
    Start,
    /// It is a whole element.
    Empty,
    /// It ends an element.
    End,
}

impl ScannedTag<'_> {
    /// Where it ends in the part.
    pub(in crate::edges) fn to(&self) -> usize {
        self.from + self.raw.len()
    }
}

impl<'a> TagScan<'a> {
    /// The tags of a part.
    pub(in crate::edges) fn new(text: &'a str) -> Self {
        let declaration = text.strip_prefix("<?xml ").and_then(|rest| rest.find("?>"));
        let first = declaration.map_or(0, |at| at + "<?xml ?>".len());
        let bytes = text.as_bytes();
        let brackets = memchr2_iter(b'<', b'>', bytes.get(first..).unwrap_or_default());
        Self { text, brackets, first, open: Vec::new(), is_odd: !has_plain_references(bytes) }
    }

    /// The next tag; none at the end, and where anything is odd.
    pub(in crate::edges) fn next(&mut self) -> Option<ScannedTag<'a>> {
        if self.is_odd {
            return None;
        }
        let from = self.brackets.next()? + self.first;
        let found = self.tag(from);
        self.is_odd = found.is_none();
        found
    }

    /// Whether the part was read to its end and every element is closed.
    pub(in crate::edges) fn is_complete(&mut self) -> bool {
        !self.is_odd && self.open.is_empty() && self.brackets.next().is_none()
    }

    fn tag(&mut self, from: usize) -> Option<ScannedTag<'a>> {
        let to = self.brackets.next()? + self.first + 1;
        let raw = self.text.get(from..to)?;
        let inner = raw.strip_prefix('<')?.strip_suffix('>')?;
        if let Some(name) = inner.strip_prefix('/') {
            (self.open.pop()? == name).then_some(())?;
            let depth = self.open.len();
            return Some(ScannedTag { kind: ScannedKind::End, name, raw, from, depth });
        }
        let length = inner.bytes().position(|b| !is_of_name(b)).unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(length)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !closes_its_quotes(rest) {
            return None;
        }
        let kind = match rest.as_bytes() {
            [] => ScannedKind::Start,
            [b'/'] | [b' ', .., b'/'] => ScannedKind::Empty,
            [b' ', ..] => ScannedKind::Start,
            _ => return None,
        };
        let depth = self.open.len();
        if kind == ScannedKind::Start {
            self.open.push(name);
        }
        Some(ScannedTag { kind, name, raw, from, depth })
    }
}

fn is_of_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'.' | b'-')
}

/// Whether every quote in a tag is closed there.
fn closes_its_quotes(attributes: &str) -> bool {
    let mut open = None;
    for b in attributes.bytes() {
        match (open, b) {
            (None, b'"' | b'\'') => open = Some(b),
            (Some(quote), b) if quote == b => open = None,
            _ => {}
        }
    }
    open.is_none()
}

/// Whether each `&` begins a reference.
fn has_plain_references(bytes: &[u8]) -> bool {
    memchr_iter(b'&', bytes).all(|at| {
        let mut name = bytes.get(at + 1..).unwrap_or_default().iter().take(12);
        let length = name.position(|b| !b.is_ascii_alphanumeric() && *b != b'#').unwrap_or_default();
        length > 0 && bytes.get(at + 1 + length) == Some(&b';')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edges::ooxml::tokens::{TokenKind, Tokens};

    /// The tags by scan; none where the part is declined.
    fn scanned(text: &str) -> Option<Vec<String>> {
        let (mut scan, mut found) = (TagScan::new(text), Vec::new());
        while let Some(tag) = scan.next() {
            assert_eq!(text.get(tag.from..tag.to()), Some(tag.raw));
            found.push(format!("{:?} {} {}", tag.kind, tag.name, tag.depth));
        }
        scan.is_complete().then_some(found)
    }

    /// The tags by tokens; none where they break off.
    fn by_tokens(text: &str) -> Option<Vec<String>> {
        let (mut tokens, mut found, mut depth) = (Tokens::new(text), Vec::new(), 0);
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) => {
                    found.push(format!("Start {} {depth}", tag.name));
                    depth += 1;
                }
                TokenKind::Empty(tag) => found.push(format!("Empty {} {depth}", tag.name)),
                TokenKind::End(name) => {
                    depth -= 1;
                    found.push(format!("End {name} {depth}"));
                }
                TokenKind::Other => {}
            }
        }
        (!tokens.broken).then_some(found)
    }

    #[test]
    fn plain_parts_have_the_tags_that_tokens_find() {
        for text in [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a><b c=\"d\"/>text<e>1</e></a>",
            "<a b=\"it's\" c='say \"so\"'><d /> &amp; &#10;&#x0A; </a>\n",
            "<a/>",
            "<a><a><a/></a></a>",
            "",
        ] {
            assert!(scanned(text).is_some(), "{text}");
            assert_eq!(scanned(text), by_tokens(text), "{text}");
        }
    }

    #[test]
    fn whatever_is_odd_is_declined() {
        for text in [
            "<a><!-- > --></a>",
            "<a><![CDATA[x]]></a>",
            "<a><?pi?></a>",
            "<!DOCTYPE a><a/>",
            "<a b=\"x>y\"/>",
            "<a b=\"x<y\"/>",
            "<a b=\"x/>",
            "<a>x > y</a>",
            "<a>x < y</a>",
            "<a></b>",
            "<a></a >",
            "<a><b></a></b>",
            "<a>",
            "</a>",
            "<a",
            "<a>a & b</a>",
            "<a>&nosemicolon</a>",
            "<a>&;</a>",
            "<1/>",
            "<a/b>",
            "<a\tb=\"c\"/>",
            "<>",
        ] {
            assert_eq!(scanned(text), None, "{text}");
        }
    }
}
