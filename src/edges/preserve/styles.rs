//! Cell formats from one workbook to another: those that transferred sheets use are added to the new workbook, and
//! equal ones are used again, so that formats do not become more with every run.

use super::style_sheet::{StyleSheet, first_tag, inner, normalised};
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, local_name, unescape};
use std::collections::BTreeMap;

/// Number formats below this are built in and have the same meaning in every workbook.
const FIRST_OWN_FORMAT: usize = 164;

/// The style sheets of two workbooks, and which format of the old one is which of the new.
pub(super) struct StyleTransfer {
    old: StyleSheet,
    new: StyleSheet,
    cells: BTreeMap<usize, usize>,
    named: BTreeMap<usize, usize>,
    changed: bool,
}

impl StyleTransfer {
    /// Between the style sheets of an old and a new workbook; none where one of them can't be read.
    pub(super) fn new(old: &str, new: &str) -> Option<Self> {
        let (old, mut new) = (StyleSheet::read(old)?, StyleSheet::read(new)?);
        // Colours that are given by number keep their meaning.
        let numbered = |m: &&String| m.starts_with("<indexedColors");
        if let Some(colours) = old.members("colors").iter().find(numbered) {
            new.push("colors", colours);
        }
        Some(Self { old, new, cells: BTreeMap::new(), named: BTreeMap::new(), changed: false })
    }

    /// The new workbook's style sheet, if anything was added to it.
    pub(super) fn changed_part(&self) -> Option<String> {
        self.changed.then(|| self.new.write())
    }

    /// The cell format of the new workbook that is this one of the old.
    pub(super) fn map_cell_format(&mut self, old: usize) -> usize {
        if let Some(at) = self.cells.get(&old) {
            return *at;
        }
        let at = match self.old.member("cellXfs", old).map(str::to_owned) {
            Some(format) => {
                let format = self.map_format(&format, true);
                self.add("cellXfs", &format)
            }
            None => 0,
        };
        self.cells.insert(old, at);
        at
    }

    /// The number format of a cell format of the new workbook: its number, and its code unless it is built in.
    pub(super) fn number_format_of(&self, cell_format: usize) -> (usize, Option<String>) {
        let tag = self.new.member("cellXfs", cell_format).and_then(first_tag);
        let format = tag.and_then(|t| t.number("numFmtId")).unwrap_or(0);
        (format, code_of(self.new.members("numFmts"), format).map(|code| unescape(&code)))
    }

    /// A cell format of the new workbook with another number format.
    pub(super) fn with_number_format(&mut self, cell_format: usize, number_format: usize) -> Option<usize> {
        let raw = self.new.member("cellXfs", cell_format)?.to_owned();
        let mut tag = first_tag(&raw)?;
        tag.set("numFmtId", Some(number_format.to_string()));
        tag.set("applyNumberFormat", Some("1".into()));
        let inner = inner(&raw);
        let format = if inner.is_empty() { tag.empty_tag() } else { format!("{}{inner}</xf>", tag.start_tag()) };
        Some(self.add("cellXfs", &normalised(&format)))
    }

    /// The new number of a differential format, as conditional formats and tables use them.
    pub(super) fn map_difference(&mut self, old: usize) -> Option<usize> {
        let format = self.old.member("dxfs", old)?.to_owned();
        Some(self.add("dxfs", &format))
    }

    /// The number format of the new workbook that is this one of the old.
    pub(super) fn map_number_format(&mut self, old: usize) -> usize {
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

    /// Adds a named cell style of the old workbook to the new one.
    pub(super) fn bring_named_style(&mut self, name: &str) {
        let id = self.old.members("cellStyles").iter().find_map(|m| {
            let tag = first_tag(m)?;
            (tag.get("name") == Some(name)).then(|| tag.number("xfId")).flatten()
        });
        if let Some(id) = id {
            self.map_named_style(id);
        }
    }

    /// Adds a table style of the old workbook to the new one.
    pub(super) fn bring_table_style(&mut self, name: &str) {
        let is_it = |m: &String| first_tag(m).is_some_and(|t| t.get("name") == Some(name));
        let Some(style) = self.old.members("tableStyles").iter().find(|m| is_it(m)).cloned() else { return };
        if self.new.members("tableStyles").iter().any(is_it) {
            return;
        }
        let style = self.with_renumbered_differences(&style);
        self.add("tableStyles", &style);
    }

    /// Replaces the numbers of differential formats in a tag with those of the new workbook.
    pub(super) fn renumber_differences(&mut self, tag: &mut Tag) {
        for at in 0..tag.attributes.len() {
            let Some((key, value)) = tag.attributes.get(at).cloned() else { continue };
            if !matches!(local_name(&key), k if k == "dxfId" || k.ends_with("DxfId")) {
                continue;
            }
            let new = value.trim().parse().ok().and_then(|old| self.map_difference(old));
            tag.set(&key, new.map(|n| n.to_string()));
        }
    }

    fn with_renumbered_differences(&mut self, raw: &str) -> String {
        let mut tokens = Tokens::new(raw);
        let mut out = String::new();
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(mut tag) => {
                    self.renumber_differences(&mut tag);
                    out.push_str(&tag.start_tag());
                }
                TokenKind::Empty(mut tag) => {
                    self.renumber_differences(&mut tag);
                    out.push_str(&tag.empty_tag());
                }
                _ => out.push_str(token.raw),
            }
        }
        out
    }

    fn add(&mut self, section: &str, member: &str) -> usize {
        self.new.position(section, member, &mut self.changed)
    }

    /// A format with everything that it refers to by the numbers of the new workbook.
    fn map_format(&mut self, raw: &str, of_cell: bool) -> String {
        let Some(mut tag) = first_tag(raw) else { return "<xf/>".into() };
        let number = |tag: &Tag, name: &str| tag.number(name).unwrap_or(0);
        let number_format = self.map_number_format(number(&tag, "numFmtId"));
        let mut found = Tag { name: "xf".into(), attributes: Vec::new() };
        found.set("numFmtId", Some(number_format.to_string()));
        for (section, name) in [("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")] {
            let member = self.old.member(section, number(&tag, name)).map(str::to_owned);
            let at = member.map_or(0, |m| self.add(section, &m));
            found.set(name, Some(at.to_string()));
            tag.set(name, None);
        }
        if of_cell {
            let named = self.map_named_style(number(&tag, "xfId"));
            found.set("xfId", Some(named.to_string()));
        }
        tag.set("numFmtId", None);
        tag.set("xfId", None);
        found.attributes.extend(tag.attributes);
        let inner = inner(raw);
        let format = if inner.is_empty() { found.empty_tag() } else { format!("{}{inner}</xf>", found.start_tag()) };
        if of_cell { normalised(&format) } else { format }
    }

    /// The named style of the new workbook that is this one of the old.
    fn map_named_style(&mut self, old: usize) -> usize {
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
        let Some(format) = self.old.member("cellStyleXfs", old).map(str::to_owned) else { return 0 };
        let format = self.map_format(&format, false);
        self.changed = true;
        // Two named styles may have equal formats, so each gets a format of its own.
        let at = self.new.push("cellStyleXfs", &format);
        style.set("xfId", Some(at.to_string()));
        self.add("cellStyles", &style.empty_tag());
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
