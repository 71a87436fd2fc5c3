//! The looks of cells: those that carried sheets use are added to the new workbook's, and equal ones are used again, so
//! that looks do not become more with every run.

use super::look_list::{Sheet, first_tag, inner, tidy};
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, local_name, unescape};
use std::collections::BTreeMap;

/// Number formats below this have a meaning of their own.
const FIRST_OWN_FORMAT: usize = 164;

/// The looks of two workbooks, and which of the old ones is which of the new.
pub(super) struct Styles {
    old: Sheet,
    new: Sheet,
    cells: BTreeMap<usize, usize>,
    named: BTreeMap<usize, usize>,
    changed: bool,
}

impl Styles {
    /// The looks of the old workbook and the new one.
    pub(super) fn new(old: &str, new: &str) -> Option<Self> {
        let (old, mut new) = (Sheet::read(old)?, Sheet::read(new)?);
        // Colours that are told by number mean the same again.
        let numbered = |m: &&String| m.starts_with("<indexedColors");
        if let Some(colours) = old.members("colors").iter().find(numbered) {
            new.push("colors", colours);
        }
        Some(Self { old, new, cells: BTreeMap::new(), named: BTreeMap::new(), changed: false })
    }

    /// The new workbook's part, where anything was added to it.
    pub(super) fn written(&self) -> Option<String> {
        self.changed.then(|| self.new.write())
    }

    /// Which look of the new workbook is this one of the old.
    pub(super) fn cell(&mut self, old: usize) -> usize {
        if let Some(at) = self.cells.get(&old) {
            return *at;
        }
        let at = match self.old.member("cellXfs", old).map(str::to_owned) {
            Some(look) => {
                let look = self.look(&look, true);
                self.add("cellXfs", &look)
            }
            None => 0,
        };
        self.cells.insert(old, at);
        at
    }

    /// How a look of the new workbook shows numbers: the number of the format, and its code where it is the workbook's own.
    pub(super) fn shows(&self, look: usize) -> (usize, Option<String>) {
        let tag = self.new.member("cellXfs", look).and_then(first_tag);
        let format = tag.and_then(|t| t.number("numFmtId")).unwrap_or(0);
        (format, code_of(self.new.members("numFmts"), format).map(|code| unescape(&code)))
    }

    /// A look of the new workbook that shows numbers in another way.
    pub(super) fn showing(&mut self, look: usize, format: usize) -> Option<usize> {
        let raw = self.new.member("cellXfs", look)?.to_owned();
        let mut tag = first_tag(&raw)?;
        tag.set("numFmtId", Some(format.to_string()));
        tag.set("applyNumberFormat", Some("1".into()));
        let inner = inner(&raw);
        let look = if inner.is_empty() { tag.write(true) } else { format!("{}{inner}</xf>", tag.write(false)) };
        Some(self.add("cellXfs", &tidy(&look)))
    }

    /// A difference in looks, as conditional formats and tables have them.
    pub(super) fn difference(&mut self, old: usize) -> Option<usize> {
        let look = self.old.member("dxfs", old)?.to_owned();
        Some(self.add("dxfs", &look))
    }

    /// A number format by its number.
    pub(super) fn format(&mut self, old: usize) -> usize {
        if old < FIRST_OWN_FORMAT {
            return old;
        }
        let Some(code) = code_of(self.old.members("numFmts"), old) else { return 0 };
        if unescape(&code).eq_ignore_ascii_case("general") {
            return 0;
        }
        let there = self.new.members("numFmts").iter().filter_map(|m| format_of(m));
        let there: Vec<(usize, String)> = there.collect();
        if let Some((id, _)) = there.iter().find(|(_, c)| unescape(c) == unescape(&code)) {
            return *id;
        }
        let id = there.iter().map(|(id, _)| id + 1).max().unwrap_or(FIRST_OWN_FORMAT).max(FIRST_OWN_FORMAT);
        self.add("numFmts", &format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"));
        id
    }

    /// Brings a named cell style along, by its name.
    pub(super) fn name(&mut self, name: &str) {
        let id = self.old.members("cellStyles").iter().find_map(|m| {
            let tag = first_tag(m)?;
            (tag.get("name") == Some(name)).then(|| tag.number("xfId")).flatten()
        });
        if let Some(id) = id {
            self.named(id);
        }
    }

    /// Brings a style of tables along, by its name.
    pub(super) fn table(&mut self, name: &str) {
        let is_it = |m: &String| first_tag(m).is_some_and(|t| t.get("name") == Some(name));
        let Some(style) = self.old.members("tableStyles").iter().find(|m| is_it(m)).cloned() else { return };
        if self.new.members("tableStyles").iter().any(is_it) {
            return;
        }
        let style = self.with_differences(&style);
        self.add("tableStyles", &style);
    }

    /// The tag with the differences in looks that it names as the new workbook counts them.
    pub(super) fn renumber(&mut self, tag: &mut Tag) {
        for at in 0..tag.attributes.len() {
            let Some((key, value)) = tag.attributes.get(at).cloned() else { continue };
            if !matches!(local_name(&key), k if k == "dxfId" || k.ends_with("DxfId")) {
                continue;
            }
            let new = value.trim().parse().ok().and_then(|old| self.difference(old));
            tag.set(&key, new.map(|n| n.to_string()));
        }
    }

    fn with_differences(&mut self, raw: &str) -> String {
        let mut tokens = Tokens::new(raw);
        let mut out = String::new();
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(mut tag) => {
                    self.renumber(&mut tag);
                    out.push_str(&tag.write(false));
                }
                TokenKind::Empty(mut tag) => {
                    self.renumber(&mut tag);
                    out.push_str(&tag.write(true));
                }
                _ => out.push_str(token.raw),
            }
        }
        out
    }

    fn add(&mut self, section: &str, member: &str) -> usize {
        self.new.position(section, member, &mut self.changed)
    }

    /// A look of a cell with everything that it refers to as the new workbook counts it.
    fn look(&mut self, raw: &str, of_cell: bool) -> String {
        let Some(mut tag) = first_tag(raw) else { return "<xf/>".into() };
        let number = |tag: &Tag, name: &str| tag.number(name).unwrap_or(0);
        let format = self.format(number(&tag, "numFmtId"));
        let mut found = Tag { name: "xf".into(), attributes: Vec::new() };
        found.set("numFmtId", Some(format.to_string()));
        for (section, name) in [("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")] {
            let member = self.old.member(section, number(&tag, name)).map(str::to_owned);
            let at = member.map_or(0, |m| self.add(section, &m));
            found.set(name, Some(at.to_string()));
            tag.set(name, None);
        }
        if of_cell {
            let named = self.named(number(&tag, "xfId"));
            found.set("xfId", Some(named.to_string()));
        }
        tag.set("numFmtId", None);
        tag.set("xfId", None);
        found.attributes.extend(tag.attributes);
        let inner = inner(raw);
        let look = if inner.is_empty() { found.write(true) } else { format!("{}{inner}</xf>", found.write(false)) };
        if of_cell { tidy(&look) } else { look }
    }

    /// Which named style of the new workbook is this one of the old.
    fn named(&mut self, old: usize) -> usize {
        if let Some(at) = self.named.get(&old) {
            return *at;
        }
        let at = self.find_named(old);
        self.named.insert(old, at);
        at
    }

    fn find_named(&mut self, old: usize) -> usize {
        let of = |m: &String| first_tag(m).filter(|t| t.number("xfId") == Some(old));
        let Some(mut style) = self.old.members("cellStyles").iter().find_map(of) else { return 0 };
        if style.get("name") == Some("Normal") || style.get("builtinId") == Some("0") {
            return 0;
        }
        let mut there = self.new.members("cellStyles").iter().filter_map(|m| first_tag(m));
        if let Some(same) = there.find(|t| t.get("name") == style.get("name")) {
            return same.number("xfId").unwrap_or(0);
        }
        let Some(look) = self.old.member("cellStyleXfs", old).map(str::to_owned) else { return 0 };
        let look = self.look(&look, false);
        self.changed = true;
        // Two named styles may look alike, so each has a look of its own.
        let at = self.new.push("cellStyleXfs", &look);
        style.set("xfId", Some(at.to_string()));
        self.add("cellStyles", &style.write(true));
        at
    }
}

fn format_of(member: &str) -> Option<(usize, String)> {
    let tag = first_tag(member)?;
    Some((tag.number("numFmtId")?, tag.get("formatCode")?.to_owned()))
}

fn code_of(members: &[String], id: usize) -> Option<String> {
    members.iter().filter_map(|m| format_of(m)).find(|(n, _)| *n == id).map(|(_, code)| escape(&unescape(&code)))
}
