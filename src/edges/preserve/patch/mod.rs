//! Writes other values into some cells of a workbook: what nobody changed stays as it is, part by part and byte by
//! byte.
//!
//! A workbook and patches by sheet go in; its new bytes come out with what became of formulas, or why it can't be done.
//! A patch is refused as a whole if anything else in the workbook would have to follow it and can't do so exactly.

mod calc_chain;
mod cell_encoder;
mod cell_markup;
mod cells;
mod hyperlinks;
mod moved_rows;
mod ranges;
mod renumbered_row;
mod sheet_rows;
mod survey_sheet;
mod tables;
mod workbook_changes;

use super::shared_strings::SharedStrings;
use super::sheet_transfer::{SheetTransfer, transferred_sheet};
use super::styles::StyleTransfer;
use super::transfer::PartTransfer;
use super::workbook_part::WorkbookPart;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, prefix, root_tag, unescape};
use crate::edges::reader::formulas;
use crate::model::grid::Raw;
use crate::model::place::At;
use crate::model::plain::{NewCell, SheetPatch};
use cell_encoder::CellEncoder;
use cells::{FormulaChanges, SheetWriter};
use ranges::CellRange;
use std::collections::{BTreeMap, BTreeSet};
use tables::{TablePart, changed_titles, has_valid_titles, patched_table, refers_to_column};
use workbook_changes::{WorkbookPartChanges, changed_workbook};

/// The content type of a sheet's part.
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// The type of the relation from a workbook to a sheet.
const SHEET_RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

/// A patched workbook.
#[derive(Clone, Debug, Default)]
pub struct Patched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Cells whose formula gave way to a value, by sheet.
    pub replaced: Vec<(String, At)>,
    /// Cells that kept their formula and got another result.
    pub kept: Vec<(String, At)>,
    /// Cells that got the result of a formula that they don't have.
    pub results: Vec<(String, At)>,
}

/// Whether a workbook is of the type that may have macros. `None` where it can't be patched at all.
pub fn has_macros(bytes: &[u8]) -> Option<bool> {
    let mut package = EditablePackage::open(bytes)?;
    let book = WorkbookPart::read(&mut package)?;
    Some(package.content_type(&book.part)?.to_ascii_lowercase().contains("macroenabled"))
}

/// Writes patches into a workbook, and adds the sheets of another workbook, `more`. A sheet with the title `instead`
/// takes the place of one that is there. `check` is given the workbook as it is to be and may refuse it.
///
/// # Errors
/// Why that is not possible, in words.
pub fn patch_workbook(
    master: &[u8],
    patches: &[SheetPatch],
    more: Option<&[u8]>,
    instead: &str,
    check: &(dyn Fn(&[u8]) -> Result<(), String> + Sync),
) -> Result<Patched, String> {
    let open = |bytes| EditablePackage::open(bytes).ok_or("it is no package that can be taken apart");
    let mut package = open(master)?;
    let book = WorkbookPart::read(&mut package).ok_or("its list of sheets can't be read")?;
    if book.strict {
        return Err("it is written in the strict form of the format".into());
    }
    if package.names().any(|name| name.starts_with("_xmlsignatures/")) {
        return Err("it is signed".into());
    }
    let mut added = more.map(open).transpose()?;
    let added_book = added.as_mut().map(|p| WorkbookPart::read(p).ok_or("a new sheet can't be read")).transpose()?;
    let (styles_part, own_styles) = book.shared_part(&mut package, "styles");
    let of_added = added.as_mut().zip(added_book.as_ref()).map(|(p, b)| b.shared_part(p, "styles").1);
    let unread = "its looks can't be read";
    let mut styles = StyleTransfer::new(of_added.as_ref().unwrap_or(&own_styles), &own_styles).ok_or(unread)?;
    let mut patcher = WorkbookPatcher {
        package: &mut package,
        book: &book,
        master,
        out: Patched::default(),
        lost_formulas: BTreeSet::new(),
    };
    let mut changes = WorkbookPartChanges::default();
    for patch in patches.iter().filter(|p| !p.is_empty()) {
        patcher.patch_sheet(patch, &mut styles, &mut changes)?;
    }
    if let Some((added, of)) = added.as_mut().zip(added_book.as_ref()) {
        patcher.add_sheets(added, of, &mut styles, &mut changes, instead)?;
    }
    patcher.patch_calc_chain()?;
    changes.compute = patches.iter().any(|p| !p.is_empty()) && patcher.has_formulas();
    let text = changed_workbook(&book.text, &changes).ok_or("its list of sheets can't be changed")?;
    let WorkbookPatcher { out, .. } = patcher;
    if text != book.text {
        package.set_part(&book.part, text);
    }
    if let Some(text) = styles.changed_part() {
        package.set_part(&styles_part, text);
    }
    let bytes = package.save_checked(check)?.ok_or("it can't be put together again")?;
    Ok(Patched { bytes, ..out })
}

/// Why rows can't move, in words.
const CANNOT_MOVE: &str =
    "rows were removed or put in between others, and something speaks of the cells that would move for it";

/// A workbook while patches are written into it.
struct WorkbookPatcher<'w, 'p> {
    package: &'w mut EditablePackage<'p>,
    book: &'w WorkbookPart,
    master: &'w [u8],
    out: Patched,
    /// Cells that lost their formula, with the id of their sheet.
    lost_formulas: BTreeSet<(usize, At)>,
}

impl WorkbookPatcher<'_, '_> {
    /// Writes the patch of one sheet.
    fn patch_sheet<'a>(
        &mut self,
        patch: &'a SheetPatch,
        styles: &mut StyleTransfer,
        changes: &mut WorkbookPartChanges<'a>,
    ) -> Result<(), String> {
        let title = &patch.title;
        let because = |why: &str| format!("{why} (sheet {title})");
        let of =
            self.book.sheet(title).filter(|s| s.kind == "worksheet").ok_or_else(|| because("it can't be found"))?;
        let text = self.package.text(&of.part).ok_or_else(|| because("it can't be read"))?;
        if self.has_comments(&of.part, &patch.reused) {
            return Err(because("a comment hangs on a row that was removed"));
        }
        // Assigned, so that the part as it was isn't held any longer.
        let mut text = text;
        if patch.moves() {
            text = self.moved(title, &of.part, &text, patch).ok_or_else(|| because(CANNOT_MOVE))?;
        }
        self.patch_tables(&of.part, patch).map_err(|why| because(&why))?;
        let new = |to: &str| NewCell {
            raw: if to.is_empty() { Raw::Empty } else { Raw::Text(to.to_owned()) },
            computed: false,
        };
        let titles = patch.titles.iter().map(|(at, title)| (*at, new(&title.to)));
        let all: BTreeMap<At, NewCell> = titles.chain(patch.cells.clone()).collect();
        let root = root_tag(&text).ok_or_else(|| because("it can't be read"))?;
        let encoder = CellEncoder { styles, epoch_1904: self.book.epoch_1904, own: prefix(&root.name).to_owned() };
        let formula_texts = if text.contains("\"shared\"") { formulas(self.master, title) } else { BTreeMap::new() };
        let mut writer = SheetWriter { patch, cells: all, encoder, formula_texts, formulas: FormulaChanges::default() };
        let text = writer.write(&text).map_err(|why| because(&why))?;
        let number = self.sheet_id(title);
        self.lost_formulas.extend(writer.formulas.replaced.iter().map(|at| (number, *at)));
        self.out.replaced.extend(writer.formulas.replaced.into_iter().map(|at| (title.clone(), at)));
        self.out.kept.extend(writer.formulas.kept.into_iter().map(|at| (title.clone(), at)));
        self.out.results.extend(writer.formulas.results.into_iter().map(|at| (title.clone(), at)));
        let text = self.with_links(&of.part, text, &patch.links).ok_or_else(|| because("its links can't be read"))?;
        self.package.set_part(&of.part, text);
        if patch.below > 0 || patch.moves() {
            changes.filters.extend(self.book.position(title).map(|at| (at, patch)));
        }
        Ok(())
    }

    /// Whether comments belong to any of these rows.
    fn has_comments(&mut self, part: &str, rows: &BTreeSet<u32>) -> bool {
        if rows.is_empty() {
            return false;
        }
        let comments = self.package.relations(part).into_iter().filter(|r| r.kind() == "comments");
        let texts: Vec<String> = comments.filter_map(|r| r.part).filter_map(|p| self.package.text(&p)).collect();
        texts.iter().any(|text| {
            let mut tokens = Tokens::new(text);
            std::iter::from_fn(|| tokens.next()).any(|token| match token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "comment" => {
                    let range = tag.get("ref").and_then(CellRange::parse);
                    range.is_some_and(|r| rows.range(r.first.row..=r.last.row.max(r.first.row)).next().is_some())
                }
                _ => false,
            })
        })
    }

    /// The part with its cells leading where they are to lead, and the relations for it.
    fn with_links(&mut self, part: &str, text: String, links: &BTreeMap<At, Option<String>>) -> Option<String> {
        if !text.contains("hyperlink") && links.values().all(Option::is_none) {
            return Some(text);
        }
        let before = self.package.relations(part);
        let mut relations = before.clone();
        let text = hyperlinks::with_links(&text, links, &mut relations)?;
        if relations != before {
            self.package.set_relations(part, &relations);
        }
        Some(text)
    }

    /// The part with its rows moved, where nothing in the workbook refers to cells that move.
    fn moved(&mut self, title: &str, part: &str, text: &str, patch: &SheetPatch) -> Option<String> {
        let has_formulas = ["<f>", "<f ", ":f>", ":f ", "<f/"].iter().any(|f| text.contains(f));
        let is_unaffected = |r: &Relation| matches!(r.kind(), "printerSettings" | "customProperty" | "hyperlink");
        if has_formulas || !self.package.relations(part).iter().all(is_unaffected) {
            return None;
        }
        let names = self.book.names.iter().filter(|n| !n.name().eq_ignore_ascii_case("_xlnm._FilterDatabase"));
        let mentions = |text: &str| text.to_lowercase().contains(&title.to_lowercase());
        if names.map(|n| unescape(&n.content)).any(|content| mentions(&content)) {
            return None;
        }
        // Formulas, charts and links elsewhere may name the sheet, or a span of sheets that includes it.
        let names_it = |text: &str| {
            let text = unescape(text).to_lowercase();
            let title = title.to_lowercase();
            let quoted = title.replace('\'', "''");
            [format!("{title}!"), format!("{quoted}'!"), format!("sheet=\"{title}\"")].iter().any(|n| text.contains(n))
                || text.contains(":'!")
        };
        if self.has_text(&[part, &self.book.part, "docProps/app.xml"], names_it) {
            return None;
        }
        moved_rows::with_moved_rows(text, patch)
    }

    /// Patches the tables of a sheet.
    fn patch_tables(&mut self, part: &str, patch: &SheetPatch) -> Result<(), String> {
        let relations = self.package.relations(part);
        let parts = relations.into_iter().filter(|r| r.kind() == "table").filter_map(|r| r.part);
        let mut found = Vec::new();
        for part in parts {
            let text = self.package.text(&part).ok_or("a table can't be read")?;
            let of = TablePart::read(&text).ok_or("a table can't be read")?;
            if let Some(why) = of.refusal(patch) {
                return Err(why.into());
            }
            found.push((part, text, of));
        }
        let tables: Vec<TablePart> = found.iter().filter_map(|(_, text, _)| TablePart::read(text)).collect();
        for title in changed_titles(&tables, patch) {
            if self.has_text(&[], |text| refers_to_column(text, title)) {
                return Err(format!("formulas speak of the table's column {title}, whose title was changed"));
            }
        }
        for (part, text, of) in found {
            if let Some(text) = patched_table(&text, &of, patch) {
                if !has_valid_titles(&text) {
                    return Err("two columns of a table would have one title, or one would have none".into());
                }
                self.package.set_part(&part, text);
            }
        }
        Ok(())
    }

    /// Whether this is so of any part that may hold a formula.
    fn has_text(&mut self, left_out: &[&str], is_so: impl Fn(&str) -> bool) -> bool {
        let names: Vec<String> = self.package.names().filter(|n| n.ends_with(".xml")).map(str::to_owned).collect();
        let holds =
            |n: &&String| !n.contains("sharedStrings") && !n.contains("theme") && !left_out.contains(&n.as_str());
        names.iter().filter(holds).any(|name| self.package.has_text(name, &is_so))
    }

    /// Whether any sheet has a formula.
    fn has_formulas(&mut self) -> bool {
        let parts: Vec<String> = self.book.sheets.iter().map(|s| s.part.clone()).collect();
        let any = |text: &str| ["<f>", "<f ", ":f>", ":f "].iter().any(|f| text.contains(f));
        parts.iter().any(|part| self.package.has_text(part, any))
    }

    /// The id by which the workbook and the calculation chain know a sheet.
    fn sheet_id(&self, title: &str) -> usize {
        let mut tokens = Tokens::new(&self.book.text);
        while let Some(token) = tokens.next() {
            if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
                && is_titled(&tag, title)
            {
                return tag.number("sheetId").unwrap_or(0);
            }
        }
        0
    }

    /// Takes cells that lost their formulas out of the calculation chain.
    fn patch_calc_chain(&mut self) -> Result<(), String> {
        let relation = self.book.relations.iter().find(|r| r.kind() == "calcChain");
        let Some(part) = relation.and_then(|r| r.part.clone()).filter(|_| !self.lost_formulas.is_empty()) else {
            return Ok(());
        };
        let text = self.package.text(&part).ok_or("its order of computing can't be read")?;
        match calc_chain::without_cells(&text, &self.lost_formulas) {
            Some(text) => self.package.set_part(&part, text),
            None => {
                self.package.remove(&part);
                let mut left = self.package.relations(&self.book.part);
                left.retain(|r| r.kind() != "calcChain");
                self.package.set_relations(&self.book.part, &left);
            }
        }
        Ok(())
    }

    /// Adds the sheets of another workbook.
    fn add_sheets(
        &mut self,
        added: &mut EditablePackage<'_>,
        of: &WorkbookPart,
        styles: &mut StyleTransfer,
        changes: &mut WorkbookPartChanges<'_>,
        instead: &str,
    ) -> Result<(), String> {
        let strings = SharedStrings::read(&of.shared_part(added, "sharedStrings").1);
        for sheet in &of.sheets {
            let title = &sheet.title;
            let there = self.book.sheets.iter().find(|s| s.title.eq_ignore_ascii_case(title));
            let part = match there {
                Some(there) if title == instead && there.kind == "worksheet" => {
                    self.package.remove(&there.part);
                    there.part.clone()
                }
                Some(_) => return Err(format!("it has another sheet {title}")),
                None => self.package.free_name("xl/worksheets/sheet1.xml"),
            };
            let unread = || format!("the new sheet {title} can't be read");
            let mut transfer = PartTransfer::new(added, self.package, styles);
            transfer.set_name(&sheet.part, &part);
            // Takes the name before the parts that it refers to look for theirs.
            transfer.new.set_part(&part, Vec::new());
            let kept = transfer.transfer_relations(&sheet.part, &part);
            let text = transfer.old.text(&sheet.part).ok_or_else(unread)?;
            let mut with =
                SheetTransfer { styles: &mut *transfer.styles, strings: &strings, kept: &kept, metadata: false };
            let text = transferred_sheet(&text, &mut with).ok_or_else(unread)?;
            self.package.set_part(&part, text);
            self.package.set_content_type(&part, SHEET_TYPE);
            if there.is_none() {
                let relation = Relation {
                    id: String::new(),
                    type_uri: SHEET_RELATION.into(),
                    target: String::new(),
                    part: Some(part),
                };
                let id = self.package.add_relation(&self.book.part, relation);
                changes.sheets.push((title.clone(), id));
            }
        }
        Ok(())
    }
}

fn is_titled(tag: &Tag, title: &str) -> bool {
    tag.local_name() == "sheet" && tag.get("name").map(unescape).as_deref() == Some(title)
}
