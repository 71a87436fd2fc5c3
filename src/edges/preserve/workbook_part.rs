//! The workbook's own part, `xl/workbook.xml`: which sheet is which part, and what else it lists: defined names, pivot
//! caches, links to other workbooks.

use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, unescape};
use crate::edges::writer::PRINTED_NAME;
use crate::model::grid::Shown;

/// The name of a sheet's print area.
const PRINT_AREA: &str = "_xlnm.Print_Area";
/// How a defined name begins.
const NAME_TAG: &str = "<definedName ";

/// A workbook's own part.
pub(super) struct WorkbookPart {
    /// Its name in the package.
    pub(super) part: String,
    pub(super) text: String,
    /// The sheets in their order.
    pub(super) sheets: Vec<SheetPart>,
    pub(super) names: Vec<DefinedName>,
    /// Pivot caches: the tag that lists them, and their part.
    pub(super) caches: Vec<(Tag, String)>,
    /// How many other workbooks formulas refer to, which they do by number.
    pub(super) external_links: usize,
    pub(super) relations: Vec<Relation>,
    /// Whether it counts days from 1904.
    pub(super) epoch_1904: bool,
    /// Whether it is Strict Open XML, whose namespaces are others.
    pub(super) strict: bool,
}

/// A sheet of a workbook.
pub(super) struct SheetPart {
    pub(super) title: String,
    pub(super) part: String,
    /// The kind of its relation: `worksheet`, `chartsheet`.
    pub(super) kind: String,
    pub(super) shown: Shown,
}

/// A defined name.
#[derive(Clone, Debug)]
pub(super) struct DefinedName {
    pub(super) tag: Tag,
    /// What it stands for, as it is written.
    pub(super) content: String,
}

impl DefinedName {
    pub(super) fn name(&self) -> String {
        self.tag.get("name").map(unescape).unwrap_or_default()
    }

    /// The position of the sheet that it is local to.
    pub(super) fn local_sheet(&self) -> Option<usize> {
        self.tag.number("localSheetId")
    }

    /// Whether this is the area that prekick printed, and a print area is still that one.
    fn is_still(&self, area: &DefinedName) -> bool {
        let range = |name: &DefinedName| name.content.rsplit_once('!').map(|(_, range)| range.to_owned());
        self.local_sheet() == area.local_sheet()
            && self.name().eq_ignore_ascii_case(PRINTED_NAME)
            && area.content.matches('!').count() == 1
            && range(self) == range(area)
    }
}

impl WorkbookPart {
    /// Reads it; none where the package is no workbook or the part is damaged.
    pub(super) fn read(package: &mut EditablePackage<'_>) -> Option<Self> {
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
            external_links: 0,
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
                    book.names.push(DefinedName { tag, content: inner.get(..end).unwrap_or_default().to_owned() });
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
                self.sheets.push(SheetPart {
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
            "externalReference" => self.external_links += 1,
            "workbookPr" => self.epoch_1904 = tag.flag("date1904"),
            _ => {}
        }
    }

    /// The name and the text of a part that the whole workbook shares, by the kind of its relation; empty where there
    /// is none.
    pub(super) fn shared_part(&self, package: &mut EditablePackage<'_>, kind: &str) -> (String, String) {
        let part = self.relations.iter().find(|r| r.kind() == kind).and_then(|r| r.part.clone()).unwrap_or_default();
        let text = package.text(&part).unwrap_or_default();
        (part, text)
    }

    /// The sheet of a title.
    pub(super) fn sheet(&self, title: &str) -> Option<&SheetPart> {
        self.sheets.iter().find(|s| s.title == title)
    }

    /// The position of a sheet among all.
    pub(super) fn position(&self, title: &str) -> Option<usize> {
        self.sheets.iter().position(|s| s.title == title)
    }

    /// The part with more defined names, pivot caches and external references, all as XML.
    pub(super) fn with_added(&self, names: &str, caches: &str, external_references: &str) -> String {
        let mut text = self.text.clone();
        if !external_references.is_empty() {
            text = insert_after(
                &text,
                "</sheets>",
                &format!("<externalReferences>{external_references}</externalReferences>"),
            );
        }
        if !names.is_empty() {
            text = without_replaced_areas(&text, names);
            text = if text.contains("</definedNames>") {
                text.replacen("</definedNames>", &format!("{names}</definedNames>"), 1)
            } else {
                let at = if external_references.is_empty() { "</sheets>" } else { "</externalReferences>" };
                insert_after(&text, at, &format!("<definedNames>{names}</definedNames>"))
            };
        }
        if !caches.is_empty() {
            text = text.replacen("</workbook>", &format!("<pivotCaches>{caches}</pivotCaches></workbook>"), 1);
        }
        text
    }
}

/// The part without the print areas of sheets for which the names to be added have another.
fn without_replaced_areas(text: &str, names: &str) -> String {
    let sheets: Vec<&str> = names.split(NAME_TAG).filter_map(sheet_of_print_area).collect();
    let mut pieces = text.split(NAME_TAG);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if sheet_of_print_area(piece).is_some_and(|sheet| sheets.contains(&sheet)) {
            out.push_str(piece.split_once("</definedName>").map_or("", |(_, after)| after));
        } else {
            out.push_str(NAME_TAG);
            out.push_str(piece);
        }
    }
    out
}

/// The number of the sheet whose print area a defined name is, from the text behind its [`NAME_TAG`].
fn sheet_of_print_area(behind: &str) -> Option<&str> {
    let (tag, _) = behind.split_once('>')?;
    if !tag.to_lowercase().contains(&PRINT_AREA.to_lowercase()) {
        return None;
    }
    tag.split_once("localSheetId=\"")?.1.split('"').next()
}

fn insert_after(text: &str, mark: &str, added: &str) -> String {
    text.replacen(mark, &format!("{mark}{added}"), 1)
}

/// The defined names of people's own that the new workbook lacks, as XML: those of the whole workbook, and those of a
/// sheet that it has as well.
pub(super) fn names_to_add(old: &WorkbookPart, new: &WorkbookPart, carried: &dyn Fn(&str) -> bool) -> String {
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
        let same = |n: &DefinedName| n.local_sheet() == at && n.name().eq_ignore_ascii_case(&name.name());
        if is_print_area(name) && old.names.iter().any(|n| n.is_still(name)) {
            continue;
        }
        if new.names.iter().any(same) && !is_print_area(name) {
            continue;
        }
        let mut tag = name.tag.clone();
        tag.name = "definedName".into();
        tag.set("localSheetId", at.map(|n| n.to_string()));
        out.push_str(&format!("{}{}</definedName>", tag.start_tag(), name.content));
    }
    out
}

fn is_print_area(name: &DefinedName) -> bool {
    name.name().eq_ignore_ascii_case(PRINT_AREA)
}

/// Whether a name is people's own. On prekick's own sheets the filter and the repeated rows are written anew; names of
/// macros and slicers lead nowhere.
fn is_peoples(name: &DefinedName, of_own_sheet: bool) -> bool {
    let title = name.name();
    let made_anew =
        ["_xlnm._FilterDatabase", "_xlnm.Print_Titles", PRINTED_NAME].iter().any(|n| n.eq_ignore_ascii_case(&title));
    let is_macro = ["function", "vbProcedure", "xlm"].iter().any(|key| name.tag.flag(key));
    (of_own_sheet || !made_anew) && !is_macro && name.content.trim() != "#N/A"
}

/// The entry of a pivot cache in the list of the new workbook.
pub(super) fn cache_entry(tag: &Tag, id: &str) -> String {
    let cache = tag.get("cacheId").unwrap_or("1");
    format!("<pivotCache cacheId=\"{cache}\" r:id=\"{}\"/>", escape(id))
}
