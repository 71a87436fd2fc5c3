//! The workbook's own part: which sheet is which part, and what it lists besides: names, caches of pivots, other
//! workbooks.

use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, unescape};
use crate::model::grid::Shown;

/// A workbook's own part, taken apart.
pub(super) struct Book {
    /// The part's name.
    pub(super) part: String,
    pub(super) text: String,
    /// The sheets in their order.
    pub(super) sheets: Vec<SheetOf>,
    pub(super) names: Vec<Name>,
    /// Caches of pivots: the tag, and the part.
    pub(super) caches: Vec<(Tag, String)>,
    /// Other workbooks that formulas speak of, by their number.
    pub(super) others: usize,
    pub(super) relations: Vec<Relation>,
    /// Does it count days from 1904?
    pub(super) epoch_1904: bool,
    /// Is it written in the strict form of the format, whose words are others?
    pub(super) strict: bool,
}

/// A sheet of a workbook.
pub(super) struct SheetOf {
    pub(super) title: String,
    pub(super) part: String,
    /// The last word of its relation: `worksheet`, `chartsheet`.
    pub(super) kind: String,
    pub(super) shown: Shown,
}

/// A defined name.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) tag: Tag,
    /// What it stands for, as it stands.
    pub(super) content: String,
}

impl Name {
    pub(super) fn name(&self) -> String {
        self.tag.get("name").map(unescape).unwrap_or_default()
    }

    pub(super) fn local_sheet(&self) -> Option<usize> {
        self.tag.number("localSheetId")
    }
}

impl Book {
    pub(super) fn of(package: &mut EditablePackage<'_>) -> Option<Self> {
        let root = package.relations("");
        let part = root.into_iter().find(|r| r.kind() == "officeDocument")?.part?;
        let text = package.text(&part)?;
        let relations = package.relations(&part);
        let mut book = Self {
            part,
            text: String::new(),
            sheets: Vec::new(),
            names: Vec::new(),
            caches: Vec::new(),
            others: 0,
            relations,
            epoch_1904: false,
            strict: text.contains("http://purl.oclc.org/ooxml/"),
        };
        let mut tokens = Tokens::new(&text);
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "definedName" => {
                    let inner = tokens.rest_of_element();
                    let end = inner.find("</").unwrap_or(inner.len());
                    book.names.push(Name { tag, content: inner.get(..end).unwrap_or_default().to_owned() });
                }
                TokenKind::Start(tag) | TokenKind::Empty(tag) => book.element(&tag),
                _ => {}
            }
        }
        (!tokens.broken).then_some(())?;
        book.text = text;
        Some(book)
    }

    fn element(&mut self, tag: &Tag) {
        let part = |id: Option<&str>| self.relations.iter().find(|r| Some(r.id.as_str()) == id);
        match tag.local_name() {
            "sheet" => {
                let relation = part(tag.relation_id());
                self.sheets.push(SheetOf {
                    shown: match tag.get("state") {
                        Some("hidden") => Shown::Hidden,
                        Some("veryHidden") => Shown::VeryHidden,
                        _ => Shown::Visible,
                    },
                    title: tag.get("name").map(unescape).unwrap_or_default(),
                    kind: relation.map(|r| r.kind().to_owned()).unwrap_or_default(),
                    part: relation.and_then(|r| r.part.clone()).unwrap_or_default(),
                });
            }
            "pivotCache" => {
                let part = part(tag.relation_id()).and_then(|r| r.part.clone());
                self.caches.extend(part.map(|part| (tag.clone(), part)));
            }
            "externalReference" => self.others += 1,
            "workbookPr" => self.epoch_1904 = tag.flag("date1904"),
            _ => {}
        }
    }

    /// The sheet of a title.
    pub(super) fn sheet(&self, title: &str) -> Option<&SheetOf> {
        self.sheets.iter().find(|s| s.title == title)
    }

    /// The position of a sheet.
    pub(super) fn position(&self, title: &str) -> Option<usize> {
        self.sheets.iter().position(|s| s.title == title)
    }

    /// Its part with more in it: names, caches of pivots and other workbooks, as they are to stand.
    pub(super) fn with(&self, names: &str, caches: &str, others: &str) -> String {
        let mut text = self.text.clone();
        if !others.is_empty() {
            text = after(&text, "</sheets>", &format!("<externalReferences>{others}</externalReferences>"));
        }
        if !names.is_empty() {
            text = if text.contains("</definedNames>") {
                text.replacen("</definedNames>", &format!("{names}</definedNames>"), 1)
            } else {
                let at = if others.is_empty() { "</sheets>" } else { "</externalReferences>" };
                after(&text, at, &format!("<definedNames>{names}</definedNames>"))
            };
        }
        if !caches.is_empty() {
            text = text.replacen("</workbook>", &format!("<pivotCaches>{caches}</pivotCaches></workbook>"), 1);
        }
        text
    }
}

fn after(text: &str, mark: &str, added: &str) -> String {
    text.replacen(mark, &format!("{mark}{added}"), 1)
}

/// The names of people's own that the new workbook does not have: those of the whole workbook, and those of a sheet that
/// is there, too.
pub(super) fn names_to_carry(old: &Book, new: &Book, carried: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::new();
    for name in &old.names {
        let local = name.local_sheet().and_then(|at| old.sheets.get(at)).map(|s| s.title.as_str());
        if (name.local_sheet().is_some() && local.is_none()) || !is_peoples(name, local.is_none_or(carried)) {
            continue;
        }
        let at = local.map(|title| new.position(title));
        if at == Some(None) {
            continue;
        }
        let at = at.flatten();
        let same = |n: &Name| n.local_sheet() == at && n.name().eq_ignore_ascii_case(&name.name());
        if new.names.iter().any(same) {
            continue;
        }
        let mut tag = name.tag.clone();
        tag.name = "definedName".into();
        tag.set("localSheetId", at.map(|n| n.to_string()));
        out.push_str(&format!("{}{}</definedName>", tag.write(false), name.content));
    }
    out
}

/// Of prekick's own sheets, filter and repeated rows are written anew; names of macros and slicers lead nowhere.
fn is_peoples(name: &Name, of_own_sheet: bool) -> bool {
    let title = name.name();
    let made_anew = ["_xlnm._FilterDatabase", "_xlnm.Print_Titles"].iter().any(|n| n.eq_ignore_ascii_case(&title));
    let is_macro = ["function", "vbProcedure", "xlm"].iter().any(|key| name.tag.flag(key));
    (of_own_sheet || !made_anew) && !is_macro && name.content.trim() != "#N/A"
}

/// The list entries of parts that the whole workbook refers to, written for the new one.
pub(super) fn cache_entry(tag: &Tag, id: &str) -> String {
    let cache = tag.get("cacheId").unwrap_or("1");
    format!("<pivotCache cacheId=\"{cache}\" r:id=\"{}\"/>", escape(id))
}
