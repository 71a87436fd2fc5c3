//! Walking over the text of a part tag by tag, so that what nobody has to change stays as it stands, byte for byte.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// A walk over a part or a piece of one.
pub(super) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    at: usize,
    /// Did it end before the text did, because the rest is no XML?
    pub(super) broken: bool,
}

/// One piece: a tag, or what stands between tags.
pub(super) struct Piece<'a> {
    /// As it stands.
    pub(super) raw: &'a str,
    /// What it is.
    pub(super) what: What,
}

/// What a piece is.
pub(super) enum What {
    /// An element's beginning.
    Open(Tag),
    /// A whole element without content.
    Empty(Tag),
    /// An element's end, by its name without prefix.
    Close(String),
    /// Text, a comment, a declaration.
    Other,
}

/// A tag with its attributes; values as they stand, escapes and all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = true;
        // A piece of a part may end with the end of what it was taken from.
        config.allow_unmatched_ends = true;
        config.trim_text(false);
        Self { reader, text, at: 0, broken: false }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Option<Piece<'a>> {
        let event = match self.reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(event) => event,
            Err(_) => {
                self.broken = true;
                return None;
            }
        };
        let what = match event {
            Event::Start(e) => What::Open(tag(e.name().as_ref(), e.attributes())),
            Event::Empty(e) => What::Empty(tag(e.name().as_ref(), e.attributes())),
            Event::End(e) => What::Close(e.local_name().as_ref().to_owned()),
            _ => What::Other,
        };
        let end = usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len());
        let raw = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        Some(Piece { raw, what })
    }

    /// All up to the end of the element that was begun by the piece before, its end tag included.
    pub(super) fn finish(&mut self) -> &'a str {
        let from = self.at;
        let mut depth = 1_u32;
        while let Some(piece) = self.next() {
            match piece.what {
                What::Open(_) => depth += 1,
                What::Close(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// What was not walked over yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn tag(name: &str, attributes: quick_xml::events::attributes::Attributes<'_>) -> Tag {
    let mut all = attributes;
    let all = all.with_checks(false).flatten().map(|a| (a.key.as_ref().to_owned(), a.value.replace('"', "&quot;")));
    Tag { name: name.to_owned(), attributes: all.collect() }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The prefix of a name with its colon; empty where it has none.
pub(super) fn prefix(name: &str) -> &str {
    name.rfind(':').and_then(|at| name.get(..=at)).unwrap_or_default()
}

impl Tag {
    /// Its name without prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// An attribute as it stands, by its whole name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    /// Is an attribute set to true?
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true"))
    }

    /// The id of a relation, whatever prefix it is written with.
    pub(super) fn relation(&self) -> Option<&str> {
        let is_id = |key: &str| matches!(prefix(key), "r:" | "rel:") && local(key) == "id";
        let named = self.attributes.iter().find(|(key, _)| is_id(key));
        // Another prefix than the usual one is allowed; no part uses `x:id` for anything else.
        let any = || self.attributes.iter().find(|(key, _)| !prefix(key).is_empty() && local(key) == "id");
        named.or_else(any).map(|(_, value)| value.as_str())
    }

    /// Sets an attribute, or takes it away.
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
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

    /// As text; `empty` for an element without content.
    pub(super) fn write(&self, empty: bool) -> String {
        let mut out = format!("<{}", self.name);
        for (key, value) in &self.attributes {
            out.push_str(&format!(" {key}=\"{value}\""));
        }
        out.push_str(if empty { "/>" } else { ">" });
        out
    }
}

/// Text with its entities resolved.
pub(super) fn plain(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned())
}

/// Text as it may stand in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// Does a text walk to its end?
pub(super) fn is_whole(text: &str) -> bool {
    let mut walk = Walk::new(text);
    let mut depth = 0_i64;
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(_) => depth += 1,
            What::Close(_) => depth -= 1,
            _ => {}
        }
    }
    !walk.broken && depth == 0
}

/// The first tag of a part: its root.
pub(super) fn root(text: &str) -> Option<Tag> {
    let mut walk = Walk::new(text);
    while let Some(piece) = walk.next() {
        if let What::Open(tag) | What::Empty(tag) = piece.what {
            return Some(tag);
        }
    }
    None
}
