//! `styles.xml`, the part with a workbook's formats, in its sections, and how equal formats are told.

use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, prefix};
use std::collections::BTreeMap;

/// The sections in the order that the file format prescribes.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];
/// Sections that do not say how many members they have.
const NOT_COUNTED: [&str; 2] = ["colors", "extLst"];
/// The elements of a font in the order that the file format prescribes and not every program keeps.
const FONT: [&str; 15] = [
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
];

/// A style sheet in its sections.
#[derive(Default)]
pub(super) struct StyleSheet {
    head: String,
    prefix: String,
    sections: Vec<StyleSection>,
}

/// A section: its tag, its members as they are written, and the same in canonical form, to compare them.
struct StyleSection {
    tag: Tag,
    raw: Vec<String>,
    plain: Vec<String>,
    /// The first position of each canonical member.
    at: BTreeMap<String, usize>,
}

impl StyleSection {
    fn new(tag: Tag, raw: Vec<String>, plain: Vec<String>) -> Self {
        let mut at = BTreeMap::new();
        for (n, member) in plain.iter().enumerate() {
            at.entry(member.clone()).or_insert(n);
        }
        Self { tag, raw, plain, at }
    }
}

impl StyleSheet {
    /// Reads the part; none where it is no style sheet.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut tokens = Tokens::new(text);
        let mut sheet = Self::default();
        let root = loop {
            let token = tokens.next()?;
            sheet.head.push_str(token.raw);
            if let TokenKind::Start(tag) = token.kind {
                break tag;
            }
        };
        sheet.prefix = prefix(&root.name).to_owned();
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) => {
                    let inner = tokens.rest_of_element();
                    let raw = members(inner);
                    let of_cells = tag.local_name() == "cellXfs";
                    let plain = |m: &String| in_order(&canonical(m, &sheet.prefix));
                    let plain = raw.iter().map(|m| if of_cells { normalised(&plain(m)) } else { plain(m) }).collect();
                    sheet.sections.push(StyleSection::new(tag, raw, plain));
                }
                TokenKind::Empty(tag) => sheet.sections.push(StyleSection::new(tag, Vec::new(), Vec::new())),
                _ => {}
            }
        }
        (!tokens.broken && root.local_name() == "styleSheet").then_some(sheet)
    }

    /// The members of a section in canonical form.
    pub(super) fn members(&self, section: &str) -> &[String] {
        self.sections.iter().find(|s| s.tag.local_name() == section).map_or(&[], |s| s.plain.as_slice())
    }

    /// A member of a section in canonical form.
    pub(super) fn member(&self, section: &str, at: usize) -> Option<&str> {
        self.members(section).get(at).map(String::as_str)
    }

    /// The position of a member, which is added if no equal one is there.
    pub(super) fn position(&mut self, section: &str, member: &str, changed: &mut bool) -> usize {
        if let Some(at) = self.sections.iter().find(|s| s.tag.local_name() == section).and_then(|s| s.at.get(member)) {
            return *at;
        }
        *changed = true;
        self.push(section, member)
    }

    /// Adds a member, also if an equal one is there, and gives its position.
    pub(super) fn push(&mut self, name: &str, member: &str) -> usize {
        let rank = |name: &str| ORDER.iter().position(|o| *o == name).unwrap_or(ORDER.len());
        let at = self.sections.partition_point(|s| rank(s.tag.local_name()) < rank(name));
        if self.sections.get(at).is_none_or(|s| s.tag.local_name() != name) {
            let tag = Tag { name: format!("{}{name}", self.prefix), attributes: Vec::new() };
            self.sections.insert(at, StyleSection::new(tag, Vec::new(), Vec::new()));
        }
        let Some(section) = self.sections.get_mut(at) else { return 0 };
        let position = section.raw.len();
        section.raw.push(member.to_owned());
        section.plain.push(member.to_owned());
        section.at.entry(member.to_owned()).or_insert(position);
        position
    }

    /// The part as text.
    pub(super) fn write(&self) -> String {
        let mut out = self.head.clone();
        for section in &self.sections {
            let mut tag = section.tag.clone();
            if tag.get("count").is_some() || !NOT_COUNTED.contains(&tag.local_name()) {
                tag.set("count", Some(section.raw.len().to_string()));
            }
            out.push_str(&tag.write(section.raw.is_empty()));
            if !section.raw.is_empty() {
                section.raw.iter().for_each(|m| out.push_str(m));
                out.push_str(&format!("</{}>", section.tag.name));
            }
        }
        out.push_str(&format!("</{}styleSheet>", self.prefix));
        out
    }
}

/// The elements of a section as they are written.
fn members(inner: &str) -> Vec<String> {
    let mut tokens = Tokens::new(inner);
    let mut found = Vec::new();
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(_) => found.push(format!("{}{}", token.raw, tokens.rest_of_element())),
            TokenKind::Empty(_) => found.push(token.raw.to_owned()),
            _ => {}
        }
    }
    found
}

/// A fragment of a part in canonical form: without the part's own prefix, blanks between tags, and extensions, so that
/// equal formats are equal text that fits into any other part.
pub(super) fn canonical(raw: &str, own: &str) -> String {
    let stripped = |tag: &Tag| {
        let name = tag.name.strip_prefix(own).unwrap_or(&tag.name).to_owned();
        let foreign = |key: &str| !prefix(key).is_empty() && prefix(key) != "xml:";
        let attributes = tag.attributes.iter().filter(|(key, _)| !foreign(key)).cloned().collect();
        Tag { name, attributes }
    };
    let mut tokens = Tokens::new(raw);
    let mut out = String::new();
    // Empty elements are written in one way.
    let mut open: Option<Tag> = None;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "extLst" || foreign(&tag.name, own) => {
                tokens.rest_of_element();
            }
            TokenKind::Empty(tag) if tag.local_name() == "extLst" || foreign(&tag.name, own) => {}
            TokenKind::Start(tag) => {
                out.push_str(&open.take().map(|t| t.start_tag()).unwrap_or_default());
                open = Some(stripped(&tag));
            }
            TokenKind::Empty(tag) => {
                out.push_str(&open.take().map(|t| t.start_tag()).unwrap_or_default());
                out.push_str(&stripped(&tag).empty_tag());
            }
            TokenKind::End(name) => match open.take() {
                Some(tag) => out.push_str(&tag.empty_tag()),
                None => out.push_str(&format!("</{name}>")),
            },
            TokenKind::Other if token.raw.trim().is_empty() && open.as_ref().is_none_or(|t| t.local_name() != "t") => {}
            TokenKind::Other => {
                out.push_str(&open.take().map(|t| t.start_tag()).unwrap_or_default());
                out.push_str(token.raw);
            }
        }
    }
    out
}

/// A font, or a differential format with one, with the elements of the font in their order.
fn in_order(raw: &str) -> String {
    let Some(tag) = first_tag(raw).filter(|t| matches!(t.local_name(), "font" | "dxf")) else { return raw.to_owned() };
    let mut inside: Vec<String> = members(inner(raw));
    if tag.local_name() == "dxf" {
        inside = inside.iter().map(|m| in_order(m)).collect();
    } else {
        let rank = |m: &String| {
            first_tag(m).and_then(|t| FONT.iter().position(|f| *f == t.local_name())).unwrap_or(FONT.len())
        };
        inside.sort_by_key(rank);
    }
    if inside.is_empty() { tag.empty_tag() } else { format!("{}{}</{}>", tag.start_tag(), inside.concat(), tag.name) }
}

/// Whether an element has a prefix that is not the part's own.
fn foreign(name: &str, own: &str) -> bool {
    prefix(name) != own
}

/// The attributes by which a cell format refers to other sections, in the order in which they are written; the others
/// follow by name.
const REFERS: [&str; 5] = ["numFmtId", "fontId", "fillId", "borderId", "xfId"];

/// A cell format with its attributes in one order and without those that say the default.
pub(super) fn normalised(raw: &str) -> String {
    let Some(mut tag) = first_tag(raw) else { return raw.to_owned() };
    let rank = |key: &str| REFERS.iter().position(|r| *r == key).unwrap_or(REFERS.len());
    tag.attributes.retain(|(key, value)| rank(key) < REFERS.len() || !matches!(value.as_str(), "0" | "false"));
    for (_, value) in &mut tag.attributes {
        if value == "true" {
            *value = "1".into();
        }
    }
    tag.attributes.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    let inner = inner(raw);
    if inner.is_empty() { tag.empty_tag() } else { format!("{}{inner}</xf>", tag.start_tag()) }
}

/// The tag with which a fragment begins.
pub(super) fn first_tag(raw: &str) -> Option<Tag> {
    match Tokens::new(raw).next()?.kind {
        TokenKind::Start(tag) | TokenKind::Empty(tag) => Some(tag),
        _ => None,
    }
}

/// The content of an element.
pub(super) fn inner(raw: &str) -> &str {
    let mut tokens = Tokens::new(raw);
    match tokens.next().map(|p| p.kind) {
        Some(TokenKind::Start(_)) => {
            tokens.remaining().rfind("</").and_then(|end| tokens.remaining().get(..end)).unwrap_or_default()
        }
        _ => "",
    }
}
