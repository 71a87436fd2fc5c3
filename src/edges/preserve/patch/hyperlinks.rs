//! Writes where cells of a sheet lead: its element of hyperlinks, and the relations that hold their addresses.

use super::ranges::CellRange;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, prefix, unescape};
use crate::model::place::At;
use std::collections::{BTreeMap, BTreeSet};

/// The type of the relation from a sheet to an address, which also names the attribute that holds its id.
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The elements of a sheet between its cells and its hyperlinks, in the order that the format prescribes.
const BEFORE: [&str; 13] = [
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
];

/// The part with the cells in `links` leading where they say, or nowhere; none where it can't be read.
pub(super) fn with_links(
    text: &str,
    links: &BTreeMap<At, Option<String>>,
    relations: &mut Vec<Relation>,
) -> Option<String> {
    let found = LinksElement::find(text)?;
    let mut writer = LinkWriter { own: prefix(&found.root.name), id: id_attribute(&found.root), links, relations };
    let mut written = BTreeSet::new();
    let mut out = String::new();
    let mut ids = BTreeSet::new();
    let (mut tokens, mut depth) = (Tokens::new(found.inner), 0_u32);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "hyperlink" => {
                tokens.rest_of_element();
                out.push_str(&writer.rewritten(tag, token.raw, &mut written, &mut ids));
            }
            TokenKind::Empty(tag) if tag.local_name() == "hyperlink" => {
                out.push_str(&writer.rewritten(tag, token.raw, &mut written, &mut ids));
            }
            TokenKind::End(_) if depth == 0 => {}
            TokenKind::Start(_) => depth += 1,
            TokenKind::End(_) => depth -= 1,
            TokenKind::Empty(_) | TokenKind::Other => {}
        }
    }
    if tokens.broken {
        return None;
    }
    let new = links.iter().filter(|(at, _)| !written.contains(*at));
    for (at, address) in new.filter_map(|(at, address)| Some((*at, address.as_deref()?))) {
        let tag = Tag { name: format!("{}hyperlink", writer.own), attributes: vec![("ref".into(), at.to_string())] };
        out.push_str(&writer.leading_to(tag, address, &mut ids).empty_tag());
    }
    relations.retain(|r| r.kind() != "hyperlink" || ids.contains(&r.id));
    let whole = match out.as_str() {
        "" => String::new(),
        inner => format!("<{0}hyperlinks>{inner}</{0}hyperlinks>", prefix(&found.root.name)),
    };
    Some(format!("{}{whole}{}", text.get(..found.from)?, text.get(found.to..)?))
}

/// Where the hyperlinks of a part are, or where they go.
struct LinksElement<'t> {
    root: Tag,
    from: usize,
    to: usize,
    /// What is in the element, its end tag included.
    inner: &'t str,
}

impl<'t> LinksElement<'t> {
    fn find(text: &'t str) -> Option<Self> {
        let mut tokens = Tokens::new(text);
        let (mut root, mut place, mut at, mut is_behind) = (None, None, 0, false);
        while let Some(token) = tokens.next() {
            let from = at;
            at += token.raw.len();
            let (tag, inner) = match token.kind {
                TokenKind::Start(tag) if root.is_none() => {
                    root = Some(tag);
                    continue;
                }
                TokenKind::Start(tag) => (tag, tokens.rest_of_element()),
                TokenKind::Empty(tag) => (tag, ""),
                TokenKind::End(_) => {
                    place = place.or(Some(from));
                    continue;
                }
                TokenKind::Other => continue,
            };
            at += inner.len();
            is_behind |= tag.local_name() == "sheetData";
            if is_behind && tag.local_name() == "hyperlinks" {
                return Some(Self { root: root?, from, to: at, inner });
            }
            if is_behind && !BEFORE.contains(&tag.local_name()) {
                place = place.or(Some(from));
            }
        }
        let place = place.filter(|_| is_behind && !tokens.broken)?;
        Some(Self { root: root?, from: place, to: place, inner: "" })
    }
}

/// The attribute that holds the id of a relation, with what declares its prefix where the root does not.
fn id_attribute(root: &Tag) -> (String, bool) {
    let declared = root.attributes.iter().find(|(_, uri)| uri == RELATIONS).map(|(name, _)| name.as_str());
    match declared.and_then(|name| name.strip_prefix("xmlns:")) {
        Some(prefix) => (format!("{prefix}:id"), true),
        None => ("r:id".to_owned(), false),
    }
}

/// Writes hyperlinks and the relations that they need.
struct LinkWriter<'w> {
    own: &'w str,
    id: (String, bool),
    links: &'w BTreeMap<At, Option<String>>,
    relations: &'w mut Vec<Relation>,
}

impl LinkWriter<'_> {
    /// A hyperlink without the cells that lead elsewhere now; with those that it is for alone leading there.
    fn rewritten(&mut self, tag: Tag, raw: &str, written: &mut BTreeSet<At>, ids: &mut BTreeSet<String>) -> String {
        let range = tag.get("ref").and_then(CellRange::parse);
        let within = range.map(|range| (range, cells_in(range, self.links)));
        let Some((range, cells)) = within.filter(|(_, cells)| !cells.is_empty()) else {
            ids.extend(tag.relation_id().map(unescape));
            return if raw.ends_with("/>") { raw.to_owned() } else { tag.empty_tag() };
        };
        if range.first == range.last {
            let address = self.links.get(&range.first).cloned().flatten();
            // Two hyperlinks of one cell become one.
            let address = address.filter(|_| written.insert(range.first));
            return address.map(|address| self.leading_to(tag, &address, ids).empty_tag()).unwrap_or_default();
        }
        let mut left = vec![range];
        for cell in cells {
            left = left.into_iter().flat_map(|range| without_cell(range, cell)).collect();
        }
        let mut out = String::new();
        for range in left {
            let mut part = tag.clone();
            part.attributes.retain(|(name, _)| !name.ends_with(":uid"));
            part.set("ref", Some(range.write()));
            ids.extend(part.relation_id().map(unescape));
            out.push_str(&part.empty_tag());
        }
        out
    }

    /// A hyperlink that leads to an address, in the attributes that say so.
    fn leading_to(&mut self, mut tag: Tag, address: &str, ids: &mut BTreeSet<String>) -> Tag {
        let is_said =
            |name: &str| name == "location" || name == "display" || name.ends_with(":id") || name == "xmlns:r";
        tag.attributes.retain(|(name, _)| !is_said(name));
        let (target, location) = address.split_once('#').map_or((address, None), |(t, l)| (t, Some(l)));
        if !target.is_empty() {
            let id = self.relation_to(target);
            let (name, is_declared) = self.id.clone();
            if !is_declared {
                tag.set("xmlns:r", Some(RELATIONS.to_owned()));
            }
            tag.set(&name, Some(escape(&id)));
            ids.insert(id);
        }
        tag.set("location", location.filter(|l| !l.is_empty()).map(escape));
        tag
    }

    /// The id of the relation to a target.
    fn relation_to(&mut self, target: &str) -> String {
        let same = |r: &&Relation| r.kind() == "hyperlink" && r.part.is_none() && r.target == target;
        if let Some(there) = self.relations.iter().find(same) {
            return there.id.clone();
        }
        let mut n = self.relations.len() + 1;
        while self.relations.iter().any(|r| r.id == format!("rId{n}")) {
            n += 1;
        }
        let id = format!("rId{n}");
        let (type_uri, target) = (RELATION.to_owned(), target.to_owned());
        self.relations.push(Relation { id: id.clone(), type_uri, target, part: None });
        id
    }
}

/// The cells of a range whose hyperlinks are written anew.
fn cells_in(range: CellRange, links: &BTreeMap<At, Option<String>>) -> Vec<At> {
    if range.first.row > range.last.row {
        return Vec::new();
    }
    let rows = links.range(At::new(range.first.row, 0)..=At::new(range.last.row, u16::MAX));
    rows.map(|(at, _)| *at).filter(|at| range.contains(*at)).collect()
}

/// A range without one cell: what is above, left of, right of and below it.
fn without_cell(of: CellRange, cell: At) -> Vec<CellRange> {
    if !of.contains(cell) {
        return vec![of];
    }
    let block = |top: u32, left: u16, bottom: u32, right: u16| CellRange {
        first: At::new(top, left),
        last: At::new(bottom, right),
    };
    let (first, last) = (of.first, of.last);
    let mut out = Vec::new();
    if cell.row > first.row {
        out.push(block(first.row, first.column, cell.row - 1, last.column));
    }
    if cell.column > first.column {
        out.push(block(cell.row, first.column, cell.row, cell.column - 1));
    }
    if cell.column < last.column {
        out.push(block(cell.row, cell.column + 1, cell.row, last.column));
    }
    if cell.row < last.row {
        out.push(block(cell.row + 1, first.column, last.row, last.column));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str =
        "<worksheet xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheetData/>";

    fn relation(id: &str, target: &str) -> Relation {
        Relation { id: id.into(), type_uri: RELATION.into(), target: target.into(), part: None }
    }

    /// What stands behind the cells now, and the relations.
    fn written(behind: &str, links: &[(&str, Option<&str>)], known: &[(&str, &str)]) -> (String, String) {
        let links = links.iter().map(|(at, to)| (At::parse(at).unwrap(), to.map(ToOwned::to_owned))).collect();
        let mut relations: Vec<Relation> = known.iter().map(|(id, target)| relation(id, target)).collect();
        let text = with_links(&format!("{ROOT}{behind}</worksheet>"), &links, &mut relations).unwrap();
        let text = text.strip_prefix(ROOT).and_then(|t| t.strip_suffix("</worksheet>")).unwrap().to_owned();
        (text, relations.iter().map(|r| format!("{}={}", r.id, r.target)).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn hyperlinks_are_made_in_their_place_in_the_order_of_elements() {
        let link = "<hyperlinks><hyperlink ref=\"B2\" r:id=\"rId1\"/></hyperlinks>";
        for (before, after) in [
            ("", ""),
            ("<autoFilter ref=\"A1\"/><dataValidations/>", "<pageMargins/>"),
            ("<conditionalFormatting><cfRule/></conditionalFormatting>", "<tableParts><tablePart/></tableParts>"),
            ("<mergeCells/>", "<extLst/>"),
        ] {
            let (text, relations) = written(&format!("{before}{after}"), &[("B2", Some("https://a.example"))], &[]);
            assert_eq!((text, relations.as_str()), (format!("{before}{link}{after}"), "rId1=https://a.example"));
        }
    }

    #[test]
    fn an_address_changes_moves_in_and_goes() {
        let old = "<hyperlinks><hyperlink ref=\"A2\" r:id=\"x\" tooltip=\"t\" display=\"d\"/><hyperlink ref=\"A3\" r:id=\"y\"/></hyperlinks>";
        let known = [("x", "https://x.example"), ("y", "https://y.example")];
        for (links, inner, relations) in [
            (
                vec![("A2", Some("https://y.example"))],
                "<hyperlink ref=\"A2\" tooltip=\"t\" r:id=\"y\"/><hyperlink ref=\"A3\" r:id=\"y\"/>",
                "y=https://y.example",
            ),
            (
                vec![("A2", None), ("C9", Some("#S!A1"))],
                "<hyperlink ref=\"A3\" r:id=\"y\"/><hyperlink ref=\"C9\" location=\"S!A1\"/>",
                "y=https://y.example",
            ),
            (
                vec![("A3", Some("https://z.example/?a=1&b=2#top"))],
                "<hyperlink ref=\"A2\" r:id=\"x\" tooltip=\"t\" display=\"d\"/><hyperlink ref=\"A3\" r:id=\"rId3\" location=\"top\"/>",
                "x=https://x.example rId3=https://z.example/?a=1&b=2",
            ),
            (vec![("A2", None), ("A3", None)], "", ""),
            (vec![("B7", None)], &old[12..old.len() - 13], "x=https://x.example y=https://y.example"),
        ] {
            let (text, found) = written(&format!("{old}<pageMargins/>"), &links, &known);
            let whole = if inner.is_empty() { String::new() } else { format!("<hyperlinks>{inner}</hyperlinks>") };
            assert_eq!((text, found.as_str()), (format!("{whole}<pageMargins/>"), relations), "{links:?}");
        }
    }

    #[test]
    fn one_cell_of_a_hyperlink_of_several_leads_elsewhere() {
        let old = "<hyperlinks><hyperlink ref=\"A2:C4\" r:id=\"x\" xr:uid=\"{1}\"/></hyperlinks>";
        let (text, relations) = written(old, &[("B3", Some("https://b.example"))], &[("x", "https://x.example")]);
        let part = |range: &str| format!("<hyperlink ref=\"{range}\" r:id=\"x\"/>");
        let parts = ["A2:C2", "A3", "C3", "A4:C4"].map(part).concat();
        let expected = format!("<hyperlinks>{parts}<hyperlink ref=\"B3\" r:id=\"rId2\"/></hyperlinks>");
        assert_eq!((text, relations.as_str()), (expected, "x=https://x.example rId2=https://b.example"));
    }

    #[test]
    fn a_part_with_prefixes_keeps_them_and_declares_what_it_lacks() {
        let links = [(At::new(0, 0), Some("https://a.example".to_owned()))].into();
        let text = "<x:worksheet><x:sheetData/><x:pageMargins/></x:worksheet>";
        let expected = format!(
            "<x:worksheet><x:sheetData/><x:hyperlinks><x:hyperlink ref=\"A1\" xmlns:r=\"{RELATIONS}\" r:id=\"rId1\"/></x:hyperlinks>\
             <x:pageMargins/></x:worksheet>"
        );
        assert_eq!(with_links(text, &links, &mut Vec::new()), Some(expected));
        for torn in ["<worksheet><sheetData>", "<worksheet/>", "<worksheet></worksheet>"] {
            assert_eq!(with_links(torn, &links, &mut Vec::new()), None, "{torn}");
        }
    }
}
