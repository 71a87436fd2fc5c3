//! XML token by token, each with the text that it stands for, so that whoever changes one token writes all others as
//! they were, byte for byte.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// The XML declaration with which every part begins that is written.
pub(in crate::edges) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The tokens of a part, or of a fragment of one, in their order.
pub(in crate::edges) struct Tokens<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    at: usize,
    /// Whether they ended before the text did, because the rest is no XML.
    pub(in crate::edges) broken: bool,
}

/// One token: a tag, or what stands between tags.
pub(in crate::edges) struct Token<'a> {
    /// Its text.
    pub(in crate::edges) raw: &'a str,
    /// What it is.
    pub(in crate::edges) kind: TokenKind,
}

/// What a token is.
pub(in crate::edges) enum TokenKind {
    /// The start tag of an element.
    Start(Tag),
    /// A whole element without content, written as one tag.
    Empty(Tag),
    /// An end tag, by its name without prefix.
    End(String),
    /// Text, a comment, a declaration.
    Other,
}

/// A start tag or empty element. Values of attributes keep their escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::edges) struct Tag {
    /// Its name with its prefix.
    pub(in crate::edges) name: String,
    /// Names with their prefixes, and values as they are written, in their order.
    pub(in crate::edges) attributes: Vec<(String, String)>,
}

impl<'a> Tokens<'a> {
    /// The tokens of a text.
    pub(in crate::edges) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = true;
        // A fragment may close elements that were opened before it.
        config.allow_unmatched_ends = true;
        config.trim_text(false);
        Self { reader, text, at: 0, broken: false }
    }

    /// The next token; none at the end.
    pub(in crate::edges) fn next(&mut self) -> Option<Token<'a>> {
        let kind = match self.event()? {
            Event::Start(e) => TokenKind::Start(tag(e.name().as_ref(), e.attributes())),
            Event::Empty(e) => TokenKind::Empty(tag(e.name().as_ref(), e.attributes())),
            Event::End(e) => TokenKind::End(e.local_name().as_ref().to_owned()),
            _ => TokenKind::Other,
        };
        let from = self.at;
        self.at = self.position();
        Some(Token { raw: self.text.get(from..self.at).unwrap_or_default(), kind })
    }

    /// Everything up to the end of the element whose start tag was the last token, its end tag included.
    pub(in crate::edges) fn rest_of_element(&mut self) -> &'a str {
        let from = self.at;
        let mut depth = 1_u32;
        while let Some(event) = self.event() {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            self.at = self.position();
            if depth == 0 {
                break;
            }
        }
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn event(&mut self) -> Option<Event<'a>> {
        match self.reader.read_event() {
            Ok(Event::Eof) => None,
            Ok(event) => Some(event),
            Err(_) => {
                self.broken = true;
                None
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len())
    }

    /// The text after the last token.
    pub(in crate::edges) fn remaining(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn tag(name: &str, attributes: quick_xml::events::attributes::Attributes<'_>) -> Tag {
    let mut all = attributes;
    let all = all.with_checks(false).flatten().map(|a| (a.key.as_ref().to_owned(), a.value.replace('"', "&quot;")));
    Tag { name: name.to_owned(), attributes: all.collect() }
}

/// The text with each tag as `change` leaves it. A tag that it does not change is kept as it is written.
pub(in crate::edges) fn rewrite_tags(text: &str, change: &mut dyn FnMut(&mut Tag)) -> String {
    let (mut tokens, mut out) = (Tokens::new(text), String::with_capacity(text.len()));
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) => (tag, false),
            TokenKind::Empty(tag) => (tag, true),
            TokenKind::End(_) | TokenKind::Other => {
                out.push_str(token.raw);
                continue;
            }
        };
        let before = tag.clone();
        change(&mut tag);
        if tag == before {
            out.push_str(token.raw);
        } else {
            out.push_str(&tag.write(empty));
        }
    }
    out
}

/// A name without its prefix.
pub(in crate::edges) fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The prefix of a name with its colon; empty where it has none.
pub(in crate::edges) fn prefix(name: &str) -> &str {
    name.rfind(':').and_then(|at| name.get(..=at)).unwrap_or_default()
}

impl Tag {
    /// Its name without prefix.
    pub(in crate::edges) fn local_name(&self) -> &str {
        local_name(&self.name)
    }

    /// An attribute as it is written, by its whole name.
    pub(in crate::edges) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute as a number.
    pub(in crate::edges) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether an attribute is set to true.
    pub(in crate::edges) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true"))
    }

    /// The id of the relation that it names, whatever prefix the attribute has.
    pub(in crate::edges) fn relation_id(&self) -> Option<&str> {
        let is_id = |key: &str| matches!(prefix(key), "r:" | "rel:") && local_name(key) == "id";
        let named = self.attributes.iter().find(|(key, _)| is_id(key));
        // Any prefix may stand for the namespace; no part uses an `id` with a prefix for anything else.
        let any = || self.attributes.iter().find(|(key, _)| !prefix(key).is_empty() && local_name(key) == "id");
        named.or_else(any).map(|(_, value)| value.as_str())
    }

    /// Sets an attribute, or removes it.
    pub(in crate::edges) fn set(&mut self, name: &str, value: Option<String>) {
        match (self.attributes.iter().position(|(key, _)| key == name), value) {
            (Some(at), Some(value)) => {
                if let Some(slot) = self.attributes.get_mut(at) {
                    slot.1 = value;
                }
            }
            (Some(at), None) => drop(self.attributes.remove(at)),
            (None, Some(value)) => self.attributes.push((name.to_owned(), value)),
            (None, None) => {}
        }
    }

    /// Its text as a start tag.
    pub(in crate::edges) fn start_tag(&self) -> String {
        self.write(false)
    }

    /// Its text as an empty element.
    pub(in crate::edges) fn empty_tag(&self) -> String {
        self.write(true)
    }

    /// Its text: as an empty element, or else as a start tag.
    pub(in crate::edges) fn write(&self, empty: bool) -> String {
        let mut out = format!("<{}", self.name);
        for (key, value) in &self.attributes {
            out.push_str(&format!(" {key}=\"{value}\""));
        }
        out.push_str(if empty { "/>" } else { ">" });
        out
    }
}

/// Text with its escapes resolved; as it is where they can't be.
pub(in crate::edges) fn unescape(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned())
}

/// Text escaped for an attribute or for between tags.
pub(in crate::edges) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// Whether a text is XML to its end, with every element closed.
pub(in crate::edges) fn is_well_formed(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    let mut depth = 0_i64;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(_) => depth += 1,
            TokenKind::End(_) => depth -= 1,
            _ => {}
        }
    }
    !tokens.broken && depth == 0
}

/// The start tag of the root element of a part.
pub(in crate::edges) fn root_tag(text: &str) -> Option<Tag> {
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind {
            return Some(tag);
        }
    }
    None
}
