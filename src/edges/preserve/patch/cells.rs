//! The part of a sheet with other values in some of its cells, and with rows put below its last.

use super::form::Form;
use super::lists::grow;
use super::places::{Block, grown};
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens, escape};
use crate::model::grid::Raw;
use crate::model::place::At;
use crate::model::plain::{NewCell, SheetPatch};
use std::collections::{BTreeMap, BTreeSet};

/// What became of the formulas of a sheet.
#[derive(Default)]
pub(super) struct Formulas {
    /// Cells in whose formula's place a value now is.
    pub(super) replaced: Vec<At>,
    /// Cells whose formula stayed, with another result.
    pub(super) kept: Vec<At>,
    /// Cells that hold the result of a formula that they don't have.
    pub(super) results: Vec<At>,
}

/// What a look over the part finds, before anything is written.
#[derive(Default)]
struct Found {
    /// Formulas that many cells share and whose first cell loses it.
    broken: BTreeSet<String>,
    /// Looks of cells below the titles, of the last row that has any.
    like: Like,
    /// Looks of whole columns.
    columns: Vec<(usize, usize, usize)>,
}

/// How a row looks.
#[derive(Clone, Default)]
struct Like {
    row: Vec<(String, String)>,
    cells: BTreeMap<u16, usize>,
}

/// Writes a patch into a sheet's part.
pub(super) struct Patching<'a> {
    pub(super) patch: &'a SheetPatch,
    /// All cells that change, the titles among them.
    pub(super) cells: BTreeMap<At, NewCell>,
    pub(super) form: Form<'a>,
    /// The sheet's formulas, each as if it had been typed into its cell.
    pub(super) spelled: BTreeMap<At, String>,
    pub(super) formulas: Formulas,
}

/// Why a patch can't be made, in words.
type Refused = String;

/// One cell as it stands.
struct Cell<'t> {
    at: At,
    tag: Tag,
    raw: &'t str,
    /// What stands in it, its end tag included; none where it is one tag.
    inner: Option<&'t str>,
}

impl Patching<'_> {
    /// The part as it is to be.
    pub(super) fn written(&mut self, text: &str) -> Result<String, Refused> {
        let found = self.look(text)?;
        let damaged = || "its part of the file is damaged".to_owned();
        let (mut out, mut tokens) = (String::with_capacity(text.len() + text.len() / 8), Tokens::new(text));
        let mut after = false;
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(token.raw);
                    self.rows(&mut tokens, &found, &mut out)?;
                    after = true;
                }
                TokenKind::Empty(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(&tag.write(false));
                    self.new_rows(u32::MAX, &mut 0, &found, &mut out)?;
                    out.push_str(&format!("</{}>", tag.name));
                    after = true;
                }
                TokenKind::Start(tag) if after && tag.local_name() == "sqref" => {
                    let inner = tokens.rest_of_element();
                    let (list, end) = inner.split_at_checked(inner.find("</").unwrap_or(0)).ok_or_else(damaged)?;
                    out.push_str(&format!("{}{}{end}", token.raw, grown(list, self.patch)));
                }
                TokenKind::Start(tag) => out.push_str(&self.around(tag, false, token.raw, after)),
                TokenKind::Empty(tag) => out.push_str(&self.around(tag, true, token.raw, after)),
                TokenKind::End(_) | TokenKind::Other => out.push_str(token.raw),
            }
        }
        if tokens.broken || !after { Err(damaged()) } else { Ok(out) }
    }

    /// What stands before and after the cells and speaks of them.
    fn around(&self, mut tag: Tag, empty: bool, raw: &str, after: bool) -> String {
        let before = tag.clone();
        match tag.local_name() {
            "dimension" if !after => {
                let block = tag.get("ref").and_then(Block::read);
                let all = block.into_iter().flat_map(|b| [b.first, b.last]);
                let filled = self.cells.iter().filter(|(_, c)| c.raw != Raw::Empty).map(|(at, _)| *at);
                let all: Vec<At> = all.chain(filled).collect();
                let rows = || all.iter().map(|at| at.row);
                let columns = || all.iter().map(|at| at.column);
                let corners = (rows().min().zip(columns().min()), rows().max().zip(columns().max()));
                if let (Some((top, left)), Some((bottom, right))) = corners {
                    let block = Block { first: At::new(top, left), last: At::new(bottom, right) };
                    tag.set("ref", Some(block.write()));
                }
            }
            "autoFilter" if after => grow(&mut tag, "ref", self.patch),
            "conditionalFormatting" | "dataValidation" if after => grow(&mut tag, "sqref", self.patch),
            _ => {}
        }
        if tag == before { raw.to_owned() } else { tag.write(empty) }
    }

    /// Looks whether everything can be written, and at what it has to look like.
    fn look(&self, text: &str) -> Result<Found, Refused> {
        let (mut tokens, mut found) = (Tokens::new(text), Found::default());
        let (mut row, mut column) = (0_u32, 0_u16);
        let mut of_row = Like::default();
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "col" => {
                    let number = |name: &str| tag.number(name);
                    found.columns.extend(
                        number("min").zip(number("max")).zip(number("style")).map(|((a, b), style)| (a, b, style)),
                    );
                }
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "row" => {
                    row = next_row(&tag, row);
                    column = 0;
                    let looks = ["s", "customFormat", "ht", "customHeight"];
                    let looks = tag.attributes.iter().filter(|(key, _)| looks.contains(&key.as_str()));
                    of_row = Like { row: looks.cloned().collect(), cells: BTreeMap::new() };
                }
                TokenKind::Start(tag) if tag.local_name() == "c" => {
                    let at = next_cell(&tag, row, &mut column);
                    let inner = tokens.rest_of_element();
                    self.look_at(at, inner, &mut found)?;
                    of_row.cells.insert(at.column, tag.number("s").unwrap_or(0));
                }
                TokenKind::Empty(tag) if tag.local_name() == "c" => {
                    let at = next_cell(&tag, row, &mut column);
                    of_row.cells.insert(at.column, tag.number("s").unwrap_or(0));
                }
                TokenKind::End(name)
                    if name == "row" && row == self.patch.last + 1 && self.patch.last > self.patch.header =>
                {
                    found.like = std::mem::take(&mut of_row);
                }
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "mergeCell" => {
                    self.look_at_merged(&tag)?
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn look_at(&self, at: At, inner: &str, found: &mut Found) -> Result<(), Refused> {
        let new = self.cells.get(&at);
        let below = self.patch.below > 0 && at.row > self.patch.last;
        let is_new_row = below && at.row <= self.patch.last + self.patch.below;
        let Some((tag, _)) = formula_of(inner) else {
            let taken = is_new_row && has_value(inner);
            return if taken { Err(format!("{at} stands where a row would be put")) } else { Ok(()) };
        };
        if is_new_row {
            return Err(format!("a formula stands in {at}, where a row would be put"));
        }
        let kind = tag.get("t").unwrap_or_default();
        if matches!(kind, "array" | "dataTable") {
            let block = tag.get("ref").and_then(Block::read).unwrap_or(Block { first: at, last: at });
            let alone = block.first == block.last && kind == "array";
            let kept = |(of, new): (&At, &NewCell)| *of == at && new.computed;
            if self.cells.iter().any(|cell| block.has(*cell.0) && !alone && !kept(cell)) {
                return Err(format!("a cell belongs to the formula in {at}, which fills several cells"));
            }
        }
        let replaced = new.is_some_and(|c| !c.computed);
        if let (true, "shared", Some(_), Some(shared)) = (replaced, kind, tag.get("ref"), tag.get("si")) {
            found.broken.insert(shared.to_owned());
        }
        Ok(())
    }

    /// Of merged cells only the first holds anything.
    fn look_at_merged(&self, tag: &Tag) -> Result<(), Refused> {
        let Some(block) = tag.get("ref").and_then(Block::read) else { return Ok(()) };
        let hidden = |(at, new): (&At, &NewCell)| block.has(*at) && *at != block.first && new.raw != Raw::Empty;
        let below = (self.patch.last + 1, self.patch.last + self.patch.below);
        let in_the_way = self.patch.below > 0 && block.meets(below, self.patch.columns);
        if in_the_way || self.cells.iter().any(hidden) {
            return Err(format!("the cells {} are merged", block.write()));
        }
        Ok(())
    }

    /// The rows of the sheet, up to the end of its cells.
    fn rows(&mut self, tokens: &mut Tokens<'_>, found: &Found, out: &mut String) -> Result<(), Refused> {
        let (mut row, mut done) = (0_u32, 0_u32);
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "row" => {
                    row = next_row(&tag, row);
                    self.new_rows(row.saturating_sub(1), &mut done, found, out)?;
                    let inner = tokens.rest_of_element();
                    done = row;
                    let loses = !found.broken.is_empty() && inner.contains("shared");
                    if loses || self.has_cells(row - 1) {
                        self.row(tag, row - 1, inner, found, out)?;
                    } else {
                        out.push_str(token.raw);
                        out.push_str(inner);
                    }
                }
                TokenKind::Empty(tag) if tag.local_name() == "row" => {
                    row = next_row(&tag, row);
                    self.new_rows(row.saturating_sub(1), &mut done, found, out)?;
                    done = row;
                    if self.has_cells(row - 1) {
                        let end = format!("</{}>", tag.name);
                        self.row(tag, row - 1, &end, found, out)?;
                    } else {
                        out.push_str(token.raw);
                    }
                }
                TokenKind::End(name) if name == "sheetData" => {
                    self.new_rows(u32::MAX, &mut done, found, out)?;
                    out.push_str(token.raw);
                    return Ok(());
                }
                _ => out.push_str(token.raw),
            }
        }
        Err("its part of the file is damaged".into())
    }

    fn has_cells(&self, row: u32) -> bool {
        self.cells.range(At::new(row, 0)..=At::new(row, u16::MAX)).next().is_some()
    }

    /// Rows that are not there yet, up to a row that is, counted from 1; `done` is the last that is there.
    fn new_rows(&mut self, end: u32, done: &mut u32, found: &Found, out: &mut String) -> Result<(), Refused> {
        let from = At::new(*done, 0);
        let until = At::new(end, 0);
        let rows: BTreeSet<u32> = self.cells.range(from..until).map(|(at, _)| at.row).collect();
        for row in rows {
            let own = &self.form.own;
            let mut tag = Tag { name: format!("{own}row"), attributes: vec![("r".into(), (row + 1).to_string())] };
            if self.patch.new_rows.contains(&row) {
                tag.attributes.extend(found.like.row.iter().cloned());
            }
            let end = format!("</{own}row>");
            self.row(tag, row, &end, found, out)?;
            *done = row + 1;
        }
        Ok(())
    }

    /// One row, with its new cells in their places.
    fn row(&mut self, mut tag: Tag, row: u32, inner: &str, found: &Found, out: &mut String) -> Result<(), Refused> {
        let (mut tokens, mut column) = (Tokens::new(inner), 0_u16);
        let mut waiting = self.waiting(row, found);
        // How far the cells of a row reach is a hint that may be left out.
        tag.set("spans", None);
        let row_look = tag.flag("customFormat").then(|| tag.number("s")).flatten();
        out.push_str(&tag.write(false));
        while let Some(token) = tokens.next() {
            let (tag, inner) = match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "c" => (tag, Some(tokens.rest_of_element())),
                TokenKind::Empty(tag) if tag.local_name() == "c" => (tag, None),
                TokenKind::End(name) if name == "row" => {
                    for (column, new) in std::mem::take(&mut waiting) {
                        out.push_str(&self.new_cell(At::new(row, column), &new, row_look, found)?);
                    }
                    out.push_str(token.raw);
                    continue;
                }
                _ => {
                    out.push_str(token.raw);
                    continue;
                }
            };
            let at = next_cell(&tag, row + 1, &mut column);
            let rest = waiting.split_off(&at.column);
            for (column, new) in std::mem::replace(&mut waiting, rest) {
                out.push_str(&self.new_cell(At::new(row, column), &new, row_look, found)?);
            }
            waiting.remove(&at.column);
            out.push_str(&self.cell(Cell { at, tag, raw: token.raw, inner }, found)?);
        }
        if tokens.broken { Err("its part of the file is damaged".into()) } else { Ok(()) }
    }

    /// The cells that are to be in a row: those that change; in a row that is put below, all that the last row has.
    fn waiting(&self, row: u32, found: &Found) -> BTreeMap<u16, NewCell> {
        let mut out = BTreeMap::new();
        if self.patch.new_rows.contains(&row) {
            out.extend(found.like.cells.iter().filter(|(_, s)| **s > 0).map(|(c, _)| (*c, NewCell::default())));
        }
        let cells = self.cells.range(At::new(row, 0)..=At::new(row, u16::MAX));
        out.extend(cells.map(|(at, new)| (at.column, new.clone())));
        out
    }

    fn new_cell(&mut self, at: At, new: &NewCell, row: Option<usize>, found: &Found) -> Result<String, Refused> {
        let mut tag = Tag { name: format!("{}c", self.form.own), attributes: vec![("r".into(), at.to_string())] };
        let number = usize::from(at.column) + 1;
        let of_column = found.columns.iter().find(|(a, b, _)| (*a..=*b).contains(&number)).map(|(_, _, s)| *s);
        let like = found.like.cells.get(&at.column).copied().filter(|_| self.patch.new_rows.contains(&at.row));
        let look = like.or(row).or(of_column).filter(|s| *s > 0);
        tag.set("s", look.map(|s| s.to_string()));
        if new.raw == Raw::Empty && look.is_none() {
            return Ok(String::new());
        }
        self.formulas.results.extend(new.computed.then_some(at));
        self.form.write(tag, &new.raw, None).ok_or_else(|| too_long(at))
    }

    /// A cell that is there.
    fn cell(&mut self, cell: Cell<'_>, found: &Found) -> Result<String, Refused> {
        let Cell { at, tag, raw, inner } = cell;
        let formula = inner.and_then(formula_of);
        let spelled = || self.spelled.get(&at).map(|f| format!("<{0}f>{1}</{0}f>", self.form.own, escape(f)));
        let lost = |f: &Tag| f.get("t") == Some("shared") && f.get("si").is_some_and(|si| found.broken.contains(si));
        let formula = match formula {
            Some((f, _)) if lost(&f) => Some(spelled().ok_or_else(|| format!("the formula in {at} can't be read"))?),
            Some((_, whole)) => Some(whole.to_owned()),
            None => None,
        };
        let Some(new) = self.cells.get(&at).cloned() else {
            let (Some(formula), Some(inner)) = (formula, inner) else {
                return Ok(format!("{raw}{}", inner.unwrap_or_default()));
            };
            let whole = formula_of(inner).map(|(_, whole)| whole).unwrap_or_default();
            return Ok(format!("{raw}{}", inner.replacen(whole, &formula, 1)));
        };
        let formula = match formula {
            Some(formula) if new.computed => {
                self.formulas.kept.push(at);
                Some(formula)
            }
            Some(_) => {
                self.formulas.replaced.push(at);
                None
            }
            None => {
                self.formulas.results.extend(new.computed.then_some(at));
                None
            }
        };
        self.form.write(tag, &new.raw, formula.as_deref()).ok_or_else(|| too_long(at))
    }
}

fn too_long(at: At) -> Refused {
    format!("what {at} would hold is longer than a cell can hold")
}

/// The number of a row, counted from 1; where it is not said, it is the next.
fn next_row(tag: &Tag, before: u32) -> u32 {
    let said = tag.get("r").and_then(|r| r.trim().parse().ok()).filter(|r| *r > 0);
    said.unwrap_or_else(|| before.saturating_add(1))
}

/// The place of a cell in a row, which is counted from 1; where it is not said, it is the next.
fn next_cell(tag: &Tag, row: u32, column: &mut u16) -> At {
    let said = tag.get("r").and_then(At::parse);
    let at = At::new(row.saturating_sub(1), said.map_or(*column, |at| at.column));
    *column = at.column.saturating_add(1);
    at
}

/// The tag of a cell's formula, and the whole of it as it stands.
fn formula_of(inner: &str) -> Option<(Tag, &str)> {
    let (mut tokens, mut from) = (Tokens::new(inner), 0_usize);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "f" => {
                let end = from + token.raw.len() + tokens.rest_of_element().len();
                return Some((tag, inner.get(from..end)?));
            }
            TokenKind::Empty(tag) if tag.local_name() == "f" => return Some((tag, token.raw)),
            TokenKind::Start(_) => from += tokens.rest_of_element().len(),
            _ => {}
        }
        from += token.raw.len();
    }
    None
}

fn has_value(inner: &str) -> bool {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) = token.kind
            && matches!(tag.local_name(), "v" | "is")
        {
            return tokens.next().is_some_and(|p| !matches!(p.kind, TokenKind::End(_)));
        }
    }
    false
}
