//! A workbook as it stands with other values in some of its cells: what nobody changed stays as it is, part by part and
//! byte by byte.

mod cells;
mod form;
mod lists;
mod moving;
mod places;

use super::book::Book;
use super::related::Carrier;
use super::sheet::{Carrying, carried};
use super::strings::Strings;
use super::styles::Styles;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens};
use crate::edges::reader::formulas;
use crate::model::grid::Raw;
use crate::model::place::At;
use crate::model::plain::{NewCell, SheetPatch};
use cells::Patching;
use form::Form;
use lists::{Listing, Table, chain, has_sound_titles, retitled, speaks_of, table, workbook};
use places::Block;
use std::collections::{BTreeMap, BTreeSet};

/// The kind of a sheet's part.
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// How the workbook refers to a sheet.
const SHEET_OF: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

/// A patched workbook.
#[derive(Clone, Debug, Default)]
pub struct Patched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Cells in whose formula's place a value now is, by sheet.
    pub replaced: Vec<(String, At)>,
    /// Cells whose formula stayed, with another result.
    pub kept: Vec<(String, At)>,
    /// Cells that hold the result of a formula that they don't have.
    pub results: Vec<(String, At)>,
}

/// Is a workbook one with macros? `None` where it is none that can be patched.
pub fn has_macros(bytes: &[u8]) -> Option<bool> {
    let mut package = EditablePackage::open(bytes)?;
    let book = Book::of(&mut package)?;
    Some(package.content_type(&book.part)?.to_ascii_lowercase().contains("macroenabled"))
}

/// Writes patches into a workbook, and adds the sheets of another one; a sheet of the title `instead` takes the place of one
/// that is there. Else says why that is not possible.
pub fn patched(master: &[u8], patches: &[SheetPatch], more: Option<&[u8]>, instead: &str) -> Result<Patched, String> {
    let open = |bytes| EditablePackage::open(bytes).ok_or("it is no package that can be taken apart");
    let mut package = open(master)?;
    let book = Book::of(&mut package).ok_or("its list of sheets can't be read")?;
    if book.strict {
        return Err("it is written in the strict form of the format".into());
    }
    if package.names().any(|name| name.starts_with("_xmlsignatures/")) {
        return Err("it is signed".into());
    }
    let mut added = more.map(open).transpose()?;
    let added_book = added.as_mut().map(|p| Book::of(p).ok_or("a new sheet can't be read")).transpose()?;
    let (styles_part, own_styles) = super::shared(&mut package, &book, "styles");
    let of_added = added.as_mut().zip(added_book.as_ref()).map(|(p, b)| super::shared(p, b, "styles").1);
    let unread = "its looks can't be read";
    let mut styles = Styles::new(of_added.as_ref().unwrap_or(&own_styles), &own_styles).ok_or(unread)?;
    let mut work = Work { package: &mut package, book: &book, master, out: Patched::default(), lost: BTreeSet::new() };
    let mut listing = Listing::default();
    for patch in patches.iter().filter(|p| !p.is_empty()) {
        work.sheet(patch, &mut styles, &mut listing)?;
    }
    if let Some((added, of)) = added.as_mut().zip(added_book.as_ref()) {
        work.add(added, of, &mut styles, &mut listing, instead)?;
    }
    work.order_of_computing()?;
    listing.compute = patches.iter().any(|p| !p.is_empty()) && work.computes();
    let text = workbook(&book.text, &listing).ok_or("its list of sheets can't be changed")?;
    let Work { out, .. } = work;
    if text != book.text {
        package.put(&book.part, text);
    }
    if let Some(text) = styles.written() {
        package.put(&styles_part, text);
    }
    let bytes = package.save().ok_or("it can't be put together again")?;
    Ok(Patched { bytes, ..out })
}

/// Why rows can't move.
const MOVES: &str =
    "rows were removed or put in between others, and something speaks of the cells that would move for it";

struct Work<'w, 'p> {
    package: &'w mut EditablePackage<'p>,
    book: &'w Book,
    master: &'w [u8],
    out: Patched,
    /// Cells without a formula any more, by the number of their sheet.
    lost: BTreeSet<(usize, At)>,
}

impl Work<'_, '_> {
    fn sheet<'a>(
        &mut self,
        patch: &'a SheetPatch,
        styles: &mut Styles,
        listing: &mut Listing<'a>,
    ) -> Result<(), String> {
        let title = &patch.title;
        let because = |why: &str| format!("{why} (sheet {title})");
        let of =
            self.book.sheet(title).filter(|s| s.kind == "worksheet").ok_or_else(|| because("it can't be found"))?;
        let text = self.package.text(&of.part).ok_or_else(|| because("it can't be read"))?;
        if self.hangs_on(&of.part, &text, &patch.reused) {
            return Err(because("a comment or link hangs on a row that was removed"));
        }
        let text =
            if patch.moves() { self.moved(title, &of.part, &text, patch).ok_or_else(|| because(MOVES))? } else { text };
        self.tables(&of.part, patch).map_err(|why| because(&why))?;
        let new = |to: &str| NewCell {
            raw: if to.is_empty() { Raw::Empty } else { Raw::Text(to.to_owned()) },
            computed: false,
        };
        let titles = patch.titles.iter().map(|(at, title)| (*at, new(&title.to)));
        let all: BTreeMap<At, NewCell> = titles.chain(patch.cells.clone()).collect();
        let root = crate::edges::ooxml::tokens::root_tag(&text).ok_or_else(|| because("it can't be read"))?;
        let form = Form {
            styles,
            epoch_1904: self.book.epoch_1904,
            own: crate::edges::ooxml::tokens::prefix(&root.name).to_owned(),
        };
        let spelled = if text.contains("\"shared\"") { formulas(self.master, title) } else { BTreeMap::new() };
        let mut patching = Patching { patch, cells: all, form, spelled, formulas: cells::Formulas::default() };
        let text = patching.written(&text).map_err(|why| because(&why))?;
        let number = self.number(title);
        self.lost.extend(patching.formulas.replaced.iter().map(|at| (number, *at)));
        self.out.replaced.extend(patching.formulas.replaced.into_iter().map(|at| (title.clone(), at)));
        self.out.kept.extend(patching.formulas.kept.into_iter().map(|at| (title.clone(), at)));
        self.out.results.extend(patching.formulas.results.into_iter().map(|at| (title.clone(), at)));
        self.package.put(&of.part, text);
        if patch.below > 0 || patch.moves() {
            listing.filters.extend(self.book.position(title).map(|at| (at, patch)));
        }
        Ok(())
    }

    /// Do comments or links hang on any of these rows?
    fn hangs_on(&mut self, part: &str, text: &str, rows: &BTreeSet<u32>) -> bool {
        if rows.is_empty() {
            return false;
        }
        let comments = self.package.relations(part).into_iter().filter(|r| r.kind() == "comments");
        let mut texts: Vec<String> = comments.filter_map(|r| r.part).filter_map(|p| self.package.text(&p)).collect();
        texts.push(text.to_owned());
        texts.iter().any(|text| {
            let mut tokens = Tokens::new(text);
            std::iter::from_fn(|| tokens.next()).any(|token| match token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag)
                    if matches!(tag.local_name(), "comment" | "hyperlink") =>
                {
                    let block = tag.get("ref").and_then(Block::read);
                    block.is_some_and(|b| rows.range(b.first.row..=b.last.row.max(b.first.row)).next().is_some())
                }
                _ => false,
            })
        })
    }

    /// The part with its rows moved, where nothing in the workbook speaks of cells that move.
    fn moved(&mut self, title: &str, part: &str, text: &str, patch: &SheetPatch) -> Option<String> {
        let has_formulas = ["<f>", "<f ", ":f>", ":f ", "<f/"].iter().any(|f| text.contains(f));
        let follows = |r: &Relation| matches!(r.kind(), "printerSettings" | "customProperty");
        if has_formulas || !self.package.relations(part).iter().all(follows) {
            return None;
        }
        let names = self.book.names.iter().filter(|n| !n.name().eq_ignore_ascii_case("_xlnm._FilterDatabase"));
        let speaks = |text: &str| text.to_lowercase().contains(&title.to_lowercase());
        if names.map(|n| crate::edges::ooxml::tokens::unescape(&n.content)).any(|content| speaks(&content)) {
            return None;
        }
        // Formulas, charts and links elsewhere name the sheet, or several sheets of which it may be one.
        let texts = self.texts_without(&[part, &self.book.part, "docProps/app.xml"]);
        let names_it = |text: &String| {
            let text = crate::edges::ooxml::tokens::unescape(text).to_lowercase();
            let title = title.to_lowercase();
            let quoted = title.replace('\'', "''");
            [format!("{title}!"), format!("{quoted}'!"), format!("sheet=\"{title}\"")].iter().any(|n| text.contains(n))
                || text.contains(":'!")
        };
        if texts.iter().any(names_it) {
            return None;
        }
        moving::moved(text, patch)
    }

    /// Tables have their titles in a part of their own, and say how far they reach.
    fn tables(&mut self, part: &str, patch: &SheetPatch) -> Result<(), String> {
        let relations = self.package.relations(part);
        let parts = relations.into_iter().filter(|r| r.kind() == "table").filter_map(|r| r.part);
        let mut found = Vec::new();
        for part in parts {
            let text = self.package.text(&part).ok_or("a table can't be read")?;
            let of = Table::of(&text).ok_or("a table can't be read")?;
            if let Some(why) = of.stands_against(patch) {
                return Err(why.into());
            }
            found.push((part, text, of));
        }
        let tables: Vec<Table> = found.iter().filter_map(|(_, text, _)| Table::of(text)).collect();
        for title in retitled(&tables, patch) {
            if self.texts().iter().any(|text| speaks_of(text, title)) {
                return Err(format!("formulas speak of the table's column {title}, whose title was changed"));
            }
        }
        for (part, text, of) in found {
            if let Some(text) = table(&text, &of, patch) {
                if !has_sound_titles(&text) {
                    return Err("two columns of a table would have one title, or one would have none".into());
                }
                self.package.put(&part, text);
            }
        }
        Ok(())
    }

    /// The texts of all parts that may hold a formula.
    fn texts(&mut self) -> Vec<String> {
        self.texts_without(&[])
    }

    fn texts_without(&mut self, left_out: &[&str]) -> Vec<String> {
        let names: Vec<String> = self.package.names().filter(|n| n.ends_with(".xml")).map(str::to_owned).collect();
        let holds =
            |n: &&String| !n.contains("sharedStrings") && !n.contains("theme") && !left_out.contains(&n.as_str());
        names.iter().filter(holds).filter_map(|n| self.package.text(n)).collect()
    }

    /// Does any sheet hold a formula?
    fn computes(&mut self) -> bool {
        let parts: Vec<String> = self.book.sheets.iter().map(|s| s.part.clone()).collect();
        let any = |text: String| ["<f>", "<f ", ":f>", ":f "].iter().any(|f| text.contains(f));
        parts.iter().any(|part| self.package.text(part).is_some_and(any))
    }

    /// The number under which the workbook keeps a sheet.
    fn number(&self, title: &str) -> usize {
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

    fn order_of_computing(&mut self) -> Result<(), String> {
        let relation = self.book.relations.iter().find(|r| r.kind() == "calcChain");
        let Some(part) = relation.and_then(|r| r.part.clone()).filter(|_| !self.lost.is_empty()) else { return Ok(()) };
        let text = self.package.text(&part).ok_or("its order of computing can't be read")?;
        match chain(&text, &self.lost) {
            Some(text) => self.package.put(&part, text),
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
    fn add(
        &mut self,
        added: &mut EditablePackage<'_>,
        of: &Book,
        styles: &mut Styles,
        listing: &mut Listing<'_>,
        instead: &str,
    ) -> Result<(), String> {
        let strings = Strings::read(&super::shared(added, of, "sharedStrings").1);
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
            let mut carrier = Carrier::new(added, self.package, styles);
            carrier.is_known(&sheet.part, &part);
            // The name is taken before the parts below it look for theirs.
            carrier.new.put(&part, Vec::new());
            let kept = carrier.relations(&sheet.part, &part);
            let text = carrier.old.text(&sheet.part).ok_or_else(unread)?;
            let mut with = Carrying { styles: &mut *carrier.styles, strings: &strings, kept: &kept, metadata: false };
            let text = carried(&text, &mut with).ok_or_else(unread)?;
            self.package.put(&part, text);
            self.package.set_content_type(&part, SHEET);
            if there.is_none() {
                let relation =
                    Relation { id: String::new(), type_uri: SHEET_OF.into(), target: String::new(), part: Some(part) };
                let id = self.package.relate(&self.book.part, relation);
                listing.sheets.push((title.clone(), id));
            }
        }
        Ok(())
    }
}

fn is_titled(tag: &Tag, title: &str) -> bool {
    tag.local_name() == "sheet" && tag.get("name").map(crate::edges::ooxml::tokens::unescape).as_deref() == Some(title)
}
