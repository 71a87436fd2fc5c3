//! Changes of the workbook's own part that follow from patches: new sheets, filtered ranges, and when formulas are
//! computed.

use super::moved_rows::moved_range;
use super::ranges::{CellRange, absolute_name};
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape, local_name, prefix, root_tag};
use crate::model::plain::SheetPatch;

/// Changes of the workbook's own part.
#[derive(Default)]
pub(super) struct WorkbookPartChanges<'a> {
    /// New sheets: the title, and the id of the relation.
    pub(super) sheets: Vec<(String, String)>,
    /// Sheets whose filtered range grows or moves: the position, and the patch.
    pub(super) filters: Vec<(usize, &'a SheetPatch)>,
    /// Whether all formulas are to be computed when the workbook is opened.
    pub(super) compute: bool,
}

/// The part with these changes; `None` where it has no place for them.
pub(super) fn changed_workbook(text: &str, changes: &WorkbookPartChanges<'_>) -> Option<String> {
    let root = root_tag(text)?;
    let own = prefix(&root.name).to_owned();
    let (mut out, mut tokens) = (String::with_capacity(text.len() + 300), Tokens::new(text));
    let (mut ids, mut of_sheets) = (0_usize, own.clone());
    let mut computed = !changes.compute;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "sheets" => {
                of_sheets = prefix(&tag.name).to_owned();
                out.push_str(token.raw);
            }
            TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "sheet" => {
                ids = ids.max(tag.number("sheetId").unwrap_or(0));
                out.push_str(token.raw);
            }
            TokenKind::End(name) if name == "sheets" => {
                for (title, id) in &changes.sheets {
                    ids += 1;
                    out.push_str(&new_sheet(&root, &of_sheets, NewSheet { title, number: ids, relation: id }));
                }
                out.push_str(token.raw);
            }
            TokenKind::Start(tag) if tag.local_name() == "definedName" => {
                out.push_str(token.raw);
                let inner = tokens.rest_of_element();
                out.push_str(&defined_name(&tag, inner, changes));
            }
            TokenKind::Start(mut tag) | TokenKind::Empty(mut tag)
                if tag.local_name() == "calcPr" && changes.compute =>
            {
                let empty = token.raw.ends_with("/>");
                computed = true;
                let before = tag.clone();
                tag.set("fullCalcOnLoad", Some("1".into()));
                out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
            }
            TokenKind::Start(tag) | TokenKind::Empty(tag) if !computed && AFTER_CALC_PR.contains(&tag.local_name()) => {
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

/// A sheet that is added to the list.
struct NewSheet<'s> {
    title: &'s str,
    number: usize,
    relation: &'s str,
}

/// The namespace of relations, in which sheets name their parts.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The element of a sheet. Where the list's own element does not declare the namespace of relations, the sheet does.
fn new_sheet(root: &Tag, own: &str, sheet: NewSheet<'_>) -> String {
    let declared = root.attributes.iter().find(|(key, value)| key.starts_with("xmlns:") && value == RELATIONS);
    let (prefix, declaration) = match declared {
        Some((key, _)) => (local_name(key).to_owned(), String::new()),
        None => ("r".to_owned(), format!(" xmlns:r=\"{RELATIONS}\"")),
    };
    let (title, number, id) = (escape(sheet.title), sheet.number, sheet.relation);
    format!("<{own}sheet{declaration} name=\"{title}\" sheetId=\"{number}\" {prefix}:id=\"{id}\"/>")
}

/// The elements that follow `calcPr`, in schema order.
const AFTER_CALC_PR: [&str; 9] = [
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

/// The content of a defined name. The one under which Excel keeps a filtered range grows and moves with it.
fn defined_name(tag: &Tag, inner: &str, changes: &WorkbookPartChanges<'_>) -> String {
    let is_filter = tag.get("name").is_some_and(|n| n.eq_ignore_ascii_case("_xlnm._FilterDatabase"));
    let patch = changes.filters.iter().find(|(at, _)| tag.number("localSheetId") == Some(*at));
    let grown = || {
        let (_, patch) = patch.filter(|_| is_filter)?;
        let (content, end) = inner.split_at_checked(inner.find("</")?)?;
        let (sheet, range) = content.rsplit_once('!')?;
        let range = moved_range(CellRange::parse(range)?, patch, &patch.row_moves())?.grown(patch);
        Some(format!("{sheet}!{}:{}{end}", absolute_name(range.first), absolute_name(range.last)))
    };
    grown().unwrap_or_else(|| inner.to_owned())
}
