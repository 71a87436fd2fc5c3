//! What has to follow the cells of a sheet in other parts: tables, the order of computing, names and the list of sheets.

use super::places::{Block, fast, grown};
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, local_name, prefix, unescape};
use crate::model::place::At;
use crate::model::plain::SheetPatch;
use std::collections::BTreeSet;

/// What a table's part says of itself.
pub(super) struct Table {
    pub(super) block: Block,
    header: bool,
    totals: bool,
}

impl Table {
    pub(super) fn of(text: &str) -> Option<Self> {
        let tag = crate::edges::ooxml::tokens::root_tag(text)?;
        let count = |name: &str, default: usize| tag.number(name).unwrap_or(default) > 0;
        let block = Block::read(tag.get("ref")?)?;
        Some(Self { block, header: count("headerRowCount", 1), totals: count("totalsRowCount", 0) })
    }

    /// The title at a place, if it is one of the table's, by the number of its column.
    fn title(&self, at: At) -> Option<usize> {
        let is_it = self.header && self.block.has(at) && at.row == self.block.first.row;
        is_it.then(|| usize::from(at.column - self.block.first.column))
    }

    /// Why a patch can't be made with this table in the sheet.
    pub(super) fn stands_against(&self, patch: &SheetPatch) -> Option<&'static str> {
        let totals = |at: &At| self.totals && self.block.has(*at) && at.row == self.block.last.row;
        if patch.cells.keys().any(totals) {
            return Some("a table's row of totals would be changed");
        }
        if self.totals && patch.below > 0 && self.block.meets((patch.last, patch.last), patch.columns) {
            return Some("rows would be put below a table's row of totals");
        }
        let below = (patch.last + 1, patch.last + patch.below);
        if patch.below > 0 && self.block.first.row > patch.last && self.block.meets(below, patch.columns) {
            return Some("rows would be put into a table that stands below the data");
        }
        None
    }
}

/// A table's part with its new titles and rows; `None` where it stays.
pub(super) fn table(text: &str, of: &Table, patch: &SheetPatch) -> Option<String> {
    let renamed: Vec<(usize, &str)> =
        patch.titles.iter().filter_map(|(at, title)| Some((of.title(*at)?, title.to.as_str()))).collect();
    let (mut out, mut tokens, mut column) = (String::with_capacity(text.len()), Tokens::new(text), 0_usize);
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) => (tag, false),
            TokenKind::Empty(tag) => (tag, true),
            _ => {
                out.push_str(token.raw);
                continue;
            }
        };
        let before = tag.clone();
        match tag.local_name() {
            "table" | "autoFilter" => grow(&mut tag, "ref", patch),
            "tableColumn" => {
                if let Some((_, title)) = renamed.iter().find(|(n, _)| *n == column) {
                    // A line's end stands as a sign in an attribute.
                    tag.set("name", Some(escape(title).replace('\n', "_x000a_")));
                }
                column += 1;
            }
            _ => {}
        }
        out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
    }
    (!tokens.broken && out != text).then_some(out)
}

/// Has every column of a table a title, and each its own? Excel takes a table of another kind for damaged.
pub(super) fn has_sound_titles(text: &str) -> bool {
    let (mut tokens, mut seen) = (Tokens::new(text), BTreeSet::new());
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
            && tag.local_name() == "tableColumn"
        {
            let title = tag.get("name").map(unescape).unwrap_or_default().to_lowercase();
            if title.trim().is_empty() || !seen.insert(title) {
                return false;
            }
        }
    }
    true
}

/// Sets a list of ranges to what it is with the rows below.
pub(super) fn grow(tag: &mut Tag, name: &str, patch: &SheetPatch) {
    if let Some(list) = tag.get(name).map(|list| grown(list, patch)) {
        tag.set(name, Some(list));
    }
}

/// The titles that a patch changes in tables.
pub(super) fn retitled<'a>(tables: &[Table], patch: &'a SheetPatch) -> Vec<&'a str> {
    let in_table = |at: &At| tables.iter().any(|t| t.title(*at).is_some());
    patch.titles.iter().filter(|(at, _)| in_table(at)).map(|(_, title)| title.from.as_str()).collect()
}

/// Does a part speak of a table's column by this title?
pub(super) fn speaks_of(text: &str, title: &str) -> bool {
    let bare = title.trim();
    let written: String = bare
        .chars()
        .flat_map(|c| matches!(c, '[' | ']' | '#' | '\'' | '@').then_some('\'').into_iter().chain([c]))
        .collect();
    let lower = unescape(text).to_lowercase();
    let written = written.to_lowercase();
    [format!("[{written}]"), format!("[@{written}]"), format!("[{written}:"), format!(":{written}]")]
        .iter()
        .any(|name| lower.contains(name.as_str()))
}

/// The order of computing without cells that have no formula any more; `None` where nothing is left of it.
pub(super) fn chain(text: &str, gone: &BTreeSet<(usize, At)>) -> Option<String> {
    let (mut out, mut tokens) = (String::with_capacity(text.len()), Tokens::new(text));
    let (mut sheet, mut said, mut left) = (0_usize, 0_usize, 0_usize);
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "c" => (tag, false),
            TokenKind::Empty(tag) if tag.local_name() == "c" => (tag, true),
            _ => {
                out.push_str(token.raw);
                continue;
            }
        };
        sheet = tag.number("i").unwrap_or(sheet);
        let at = tag.get("r").and_then(At::parse);
        if at.is_some_and(|at| gone.contains(&(sheet, at))) {
            if !empty {
                tokens.rest_of_element();
            }
            continue;
        }
        left += 1;
        // An entry without a sheet is on the one of the entry before it.
        if tag.number("i").is_none() && said != sheet {
            tag.set("i", Some(sheet.to_string()));
            out.push_str(&tag.write(empty));
        } else {
            out.push_str(token.raw);
        }
        said = sheet;
    }
    (left > 0 && !tokens.broken).then_some(out)
}

/// What the workbook's own part is to say otherwise.
#[derive(Default)]
pub(super) struct Listing<'a> {
    /// New sheets: title and the id of the relation.
    pub(super) sheets: Vec<(String, String)>,
    /// Filtered ranges that grew: the sheet's position and its patch.
    pub(super) filters: Vec<(usize, &'a SheetPatch)>,
    /// Are all formulas to be computed when it is opened?
    pub(super) compute: bool,
}

/// The workbook's own part with it; `None` where it can't be said there.
pub(super) fn workbook(text: &str, listing: &Listing<'_>) -> Option<String> {
    let root = crate::edges::ooxml::tokens::root_tag(text)?;
    let own = prefix(&root.name).to_owned();
    let is_relations = |value: &str| value.ends_with("officeDocument/2006/relationships");
    let relations =
        root.attributes.iter().find(|(_, value)| is_relations(value)).map(|(key, _)| local_name(key).to_owned());
    let (mut out, mut tokens) = (String::with_capacity(text.len() + 300), Tokens::new(text));
    let mut ids = 0_usize;
    let mut computed = !listing.compute;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "sheet" => {
                ids = ids.max(tag.number("sheetId").unwrap_or(0));
                out.push_str(token.raw);
            }
            TokenKind::End(name) if name == "sheets" => {
                for (title, id) in &listing.sheets {
                    ids += 1;
                    let (title, relations) = (escape(title), relations.as_ref()?);
                    out.push_str(&format!("<{own}sheet name=\"{title}\" sheetId=\"{ids}\" {relations}:id=\"{id}\"/>"));
                }
                out.push_str(token.raw);
            }
            TokenKind::Start(tag) if tag.local_name() == "definedName" => {
                out.push_str(token.raw);
                let inner = tokens.rest_of_element();
                out.push_str(&filtered(&tag, inner, listing));
            }
            TokenKind::Start(mut tag) | TokenKind::Empty(mut tag)
                if tag.local_name() == "calcPr" && listing.compute =>
            {
                let empty = token.raw.ends_with("/>");
                computed = true;
                let before = tag.clone();
                tag.set("fullCalcOnLoad", Some("1".into()));
                out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
            }
            TokenKind::Start(tag) | TokenKind::Empty(tag)
                if !computed && AFTER_COMPUTING.contains(&tag.local_name()) =>
            {
                computed = true;
                out.push_str(&format!("<{own}calcPr fullCalcOnLoad=\"1\"/>{}", token.raw));
            }
            TokenKind::End(name) if name == "workbook" && !computed => {
                computed = true;
                out.push_str(&format!("<{own}calcPr fullCalcOnLoad=\"1\"/>{}", token.raw));
            }
            _ => out.push_str(token.raw),
        }
    }
    (!tokens.broken).then_some(out)
}

/// What stands behind the word on computing, in the order that the format prescribes.
const AFTER_COMPUTING: [&str; 9] = [
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// The name under which Excel keeps what is filtered grows with it.
fn filtered(tag: &Tag, inner: &str, listing: &Listing<'_>) -> String {
    let is_filter = tag.get("name").is_some_and(|n| n.eq_ignore_ascii_case("_xlnm._FilterDatabase"));
    let patch = listing.filters.iter().find(|(at, _)| tag.number("localSheetId") == Some(*at));
    let grown = || {
        let (_, patch) = patch.filter(|_| is_filter)?;
        let (content, end) = inner.split_at_checked(inner.find("</")?)?;
        let (sheet, range) = content.rsplit_once('!')?;
        let block = super::moving::block(Block::read(range)?, patch)?.grown(patch);
        Some(format!("{sheet}!{}:{}{end}", fast(block.first), fast(block.last)))
    };
    grown().unwrap_or_else(|| inner.to_owned())
}
