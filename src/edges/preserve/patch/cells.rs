//! Writes a patch into a sheet's part: other values in some of its cells, and rows below its last.

use super::cell_encoder::CellEncoder;
use super::cell_markup::{formula_of, next_cell, next_row};
use super::ranges::{CellRange, grow, grown_ranges};
use super::sheet_rows::WrittenRows;
use super::survey_sheet::{SheetSurvey, survey_sheet};
use crate::edges::ooxml::tokens::{Tag, Token, TokenKind, Tokens, escape};
use crate::model::grid::Raw;
use crate::model::place::At;
use crate::model::plain::{NewCell, SheetPatch};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod laws;

/// What becomes of the formulas of a sheet.
#[derive(Default)]
pub(super) struct FormulaChanges {
    /// Cells whose formula gives way to a value.
    pub(super) replaced: Vec<At>,
    /// Cells that keep their formula and get another result.
    pub(super) kept: Vec<At>,
    /// Cells that get the result of a formula that they don't have.
    pub(super) results: Vec<At>,
}

/// Writes a patch into a sheet's part.
pub(super) struct SheetWriter<'a> {
    pub(super) patch: &'a SheetPatch,
    /// All cells that change, the titles among them.
    pub(super) cells: BTreeMap<At, NewCell>,
    pub(super) encoder: CellEncoder<'a>,
    /// The sheet's formulas, each as if it had been typed into its cell.
    pub(super) formula_texts: BTreeMap<At, String>,
    pub(super) formulas: FormulaChanges,
}

/// A cell of the part.
struct CellMarkup<'t> {
    at: At,
    tag: Tag,
    raw: &'t str,
    /// Its content and end tag; none where it is an empty element.
    inner: Option<&'t str>,
}

impl SheetWriter<'_> {
    /// The part with the patch written into it.
    ///
    /// # Errors
    /// Why it can't be written, in words.
    pub(super) fn write(&mut self, text: &str) -> Result<String, String> {
        let rows = WrittenRows::of(text);
        let found = survey_sheet(text, rows.as_ref(), self.patch, &self.cells)?;
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        match rows {
            Some(rows) => {
                self.write_around(rows.head, false, &mut out)?;
                self.write_among(&rows, &found, &mut out)?;
                self.write_around(rows.tail, true, &mut out)?;
            }
            None => self.write_by_tokens(text, &found, &mut out)?,
        }
        Ok(out)
    }

    /// Writes a part in any form.
    fn write_by_tokens(&mut self, text: &str, found: &SheetSurvey, out: &mut String) -> Result<(), String> {
        let (mut tokens, mut after) = (Tokens::new(text), false);
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(token.raw);
                    self.write_rows(&mut tokens, found, out)?;
                    after = true;
                }
                TokenKind::Empty(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(&tag.start_tag());
                    self.write_new_rows(u32::MAX, &mut 0, found, out)?;
                    out.push_str(&format!("</{}>", tag.name));
                    after = true;
                }
                _ => self.write_other(token, &mut tokens, after, out)?,
            }
        }
        if tokens.broken || !after { Err(damaged()) } else { Ok(()) }
    }

    /// Writes what stands before the rows, or `after` them.
    fn write_around(&self, text: &str, after: bool, out: &mut String) -> Result<(), String> {
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            self.write_other(token, &mut tokens, after, out)?;
        }
        if tokens.broken { Err(damaged()) } else { Ok(()) }
    }

    /// Writes one token before or `after` the rows.
    fn write_other(
        &self,
        token: Token<'_>,
        tokens: &mut Tokens<'_>,
        after: bool,
        out: &mut String,
    ) -> Result<(), String> {
        match token.kind {
            TokenKind::Start(tag) if after && tag.local_name() == "sqref" => {
                let inner = tokens.rest_of_element();
                let (list, end) = inner.split_at_checked(inner.find("</").unwrap_or(0)).ok_or_else(damaged)?;
                out.push_str(&format!("{}{}{end}", token.raw, grown_ranges(list, self.patch)));
            }
            TokenKind::Start(tag) => out.push_str(&self.other_tag(tag, false, token.raw, after)),
            TokenKind::Empty(tag) => out.push_str(&self.other_tag(tag, true, token.raw, after)),
            TokenKind::End(_) | TokenKind::Other => out.push_str(token.raw),
        }
        Ok(())
    }

    /// A tag before or after the cells, with the ranges in it grown.
    fn other_tag(&self, mut tag: Tag, empty: bool, raw: &str, after: bool) -> String {
        let before = tag.clone();
        match tag.local_name() {
            "dimension" if !after => {
                let range = tag.get("ref").and_then(CellRange::parse);
                let all = range.into_iter().flat_map(|b| [b.first, b.last]);
                let filled = self.cells.iter().filter(|(_, c)| c.raw != Raw::Empty).map(|(at, _)| *at);
                let all: Vec<At> = all.chain(filled).collect();
                let rows = || all.iter().map(|at| at.row);
                let columns = || all.iter().map(|at| at.column);
                let corners = (rows().min().zip(columns().min()), rows().max().zip(columns().max()));
                if let (Some((top, left)), Some((bottom, right))) = corners {
                    let range = CellRange { first: At::new(top, left), last: At::new(bottom, right) };
                    tag.set("ref", Some(range.write()));
                }
            }
            "autoFilter" if after => grow(&mut tag, "ref", self.patch),
            "conditionalFormatting" | "dataValidation" if after => grow(&mut tag, "sqref", self.patch),
            _ => {}
        }
        if tag == before { raw.to_owned() } else { tag.write(empty) }
    }

    /// Writes the rows that change into their places among the others.
    fn write_among(&mut self, rows: &WrittenRows<'_>, found: &SheetSurvey, out: &mut String) -> Result<(), String> {
        let mut numbers: BTreeSet<u32> = self.cells.keys().map(|at| at.row + 1).collect();
        if !found.broken_formulas.is_empty() {
            numbers.extend(rows.with("shared"));
        }
        let mut written = 0;
        for number in numbers {
            let next = rows.within(number..u32::MAX).next();
            let at = next.map_or(rows.data.len(), |row| row.from);
            out.push_str(rows.data.get(written..at).unwrap_or_default());
            written = at;
            match next.filter(|row| row.number == number) {
                Some(row) => {
                    let mut tokens = Tokens::new(row.text);
                    let token = tokens.next().ok_or_else(damaged)?;
                    self.write_found_row(token, number, &mut tokens, found, out)?;
                    written += row.text.len();
                }
                None => self.write_new_row(number - 1, found, out)?,
            }
        }
        out.push_str(rows.data.get(written..).unwrap_or_default());
        Ok(())
    }

    /// Writes the rows of the sheet, up to the end of its cells.
    fn write_rows(&mut self, tokens: &mut Tokens<'_>, found: &SheetSurvey, out: &mut String) -> Result<(), String> {
        let (mut row, mut done) = (0_u32, 0_u32);
        while let Some(token) = tokens.next() {
            match &token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "row" => {
                    row = next_row(tag, row);
                    self.write_new_rows(row.saturating_sub(1), &mut done, found, out)?;
                    done = row;
                    self.write_found_row(token, row, tokens, found, out)?;
                }
                TokenKind::End(name) if name == "sheetData" => {
                    self.write_new_rows(u32::MAX, &mut done, found, out)?;
                    out.push_str(token.raw);
                    return Ok(());
                }
                _ => out.push_str(token.raw),
            }
        }
        Err(damaged())
    }

    /// Writes a row of the part, which begins with this token; `number` is counted from 1.
    fn write_found_row(
        &mut self,
        token: Token<'_>,
        number: u32,
        tokens: &mut Tokens<'_>,
        found: &SheetSurvey,
        out: &mut String,
    ) -> Result<(), String> {
        let row = number.saturating_sub(1);
        match token.kind {
            TokenKind::Start(tag) => {
                let inner = tokens.rest_of_element();
                let may_lose = !found.broken_formulas.is_empty() && inner.contains("shared");
                if may_lose || self.has_cells(row) {
                    return self.write_row(tag, row, inner, found, out);
                }
                out.push_str(token.raw);
                out.push_str(inner);
            }
            TokenKind::Empty(tag) if self.has_cells(row) => {
                let end = format!("</{}>", tag.name);
                return self.write_row(tag, row, &end, found, out);
            }
            _ => out.push_str(token.raw),
        }
        Ok(())
    }

    fn has_cells(&self, row: u32) -> bool {
        self.cells.range(At::new(row, 0)..=At::new(row, u16::MAX)).next().is_some()
    }

    /// Writes the rows that the part lacks, up to row `end`, counted from 1; `done` is the last that was written.
    fn write_new_rows(
        &mut self,
        end: u32,
        done: &mut u32,
        found: &SheetSurvey,
        out: &mut String,
    ) -> Result<(), String> {
        let from = At::new(*done, 0);
        let until = At::new(end, 0);
        let rows: BTreeSet<u32> = self.cells.range(from..until).map(|(at, _)| at.row).collect();
        for row in rows {
            self.write_new_row(row, found, out)?;
            *done = row + 1;
        }
        Ok(())
    }

    /// Writes a row that the part lacks.
    fn write_new_row(&mut self, row: u32, found: &SheetSurvey, out: &mut String) -> Result<(), String> {
        let own = &self.encoder.own;
        let mut tag = Tag { name: format!("{own}row"), attributes: vec![("r".into(), (row + 1).to_string())] };
        if self.patch.new_rows.contains(&row) {
            tag.attributes.extend(found.last_row.row.iter().cloned());
        }
        let end = format!("</{own}row>");
        self.write_row(tag, row, &end, found, out)
    }

    /// Writes one row, with its new cells in their places.
    fn write_row(
        &mut self,
        mut tag: Tag,
        row: u32,
        inner: &str,
        found: &SheetSurvey,
        out: &mut String,
    ) -> Result<(), String> {
        let (mut tokens, mut column) = (Tokens::new(inner), 0_u16);
        let mut pending = self.new_cells(row, found);
        // The range of columns with cells is an optional hint, which may no longer be right.
        tag.set("spans", None);
        let row_format = tag.flag("customFormat").then(|| tag.number("s")).flatten();
        out.push_str(&tag.start_tag());
        while let Some(token) = tokens.next() {
            let (tag, inner) = match token.kind {
                TokenKind::Start(tag) if tag.local_name() == "c" => (tag, Some(tokens.rest_of_element())),
                TokenKind::Empty(tag) if tag.local_name() == "c" => (tag, None),
                TokenKind::End(name) if name == "row" => {
                    for (column, new) in std::mem::take(&mut pending) {
                        out.push_str(&self.new_cell(At::new(row, column), &new, row_format, found)?);
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
            let rest = pending.split_off(&at.column);
            for (column, new) in std::mem::replace(&mut pending, rest) {
                out.push_str(&self.new_cell(At::new(row, column), &new, row_format, found)?);
            }
            pending.remove(&at.column);
            out.push_str(&self.cell(CellMarkup { at, tag, raw: token.raw, inner }, found)?);
        }
        if tokens.broken { Err(damaged()) } else { Ok(()) }
    }

    /// The cells to be written into a row: those that change; in a new row also those that the last row of the data has
    /// a format for.
    fn new_cells(&self, row: u32, found: &SheetSurvey) -> BTreeMap<u16, NewCell> {
        let mut out = BTreeMap::new();
        if self.patch.new_rows.contains(&row) {
            out.extend(found.last_row.cells.iter().filter(|(_, s)| **s > 0).map(|(c, _)| (*c, NewCell::default())));
        }
        let cells = self.cells.range(At::new(row, 0)..=At::new(row, u16::MAX));
        out.extend(cells.map(|(at, new)| (at.column, new.clone())));
        out
    }

    fn new_cell(&mut self, at: At, new: &NewCell, row: Option<usize>, found: &SheetSurvey) -> Result<String, String> {
        let mut tag = Tag { name: format!("{}c", self.encoder.own), attributes: vec![("r".into(), at.to_string())] };
        let number = usize::from(at.column) + 1;
        let of_column = found.columns.iter().find(|c| c.columns.contains(&number)).map(|c| c.format);
        let of_last_row =
            found.last_row.cells.get(&at.column).copied().filter(|_| self.patch.new_rows.contains(&at.row));
        let format = of_last_row.or(row).or(of_column).filter(|s| *s > 0);
        tag.set("s", format.map(|s| s.to_string()));
        if new.raw == Raw::Empty && format.is_none() {
            return Ok(String::new());
        }
        self.formulas.results.extend(new.computed.then_some(at));
        self.encoder.write(tag, &new.raw, None).ok_or_else(|| too_long(at))
    }

    /// A cell of the part, with the change that it gets.
    fn cell(&mut self, cell: CellMarkup<'_>, found: &SheetSurvey) -> Result<String, String> {
        let CellMarkup { at, tag, raw, inner } = cell;
        let formula = inner.and_then(formula_of);
        let spelled_out =
            || self.formula_texts.get(&at).map(|f| format!("<{0}f>{1}</{0}f>", self.encoder.own, escape(f)));
        let lost =
            |f: &Tag| f.get("t") == Some("shared") && f.get("si").is_some_and(|si| found.broken_formulas.contains(si));
        let formula = match formula {
            Some((f, _)) if lost(&f) => {
                Some(spelled_out().ok_or_else(|| format!("the formula in {at} can't be read"))?)
            }
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
        self.encoder.write(tag, &new.raw, formula.as_deref()).ok_or_else(|| too_long(at))
    }
}

fn damaged() -> String {
    "its part of the file is damaged".to_owned()
}

fn too_long(at: At) -> String {
    format!("what {at} would hold is longer than a cell can hold")
}
