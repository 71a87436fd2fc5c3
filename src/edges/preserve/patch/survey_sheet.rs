//! Surveys a sheet's part before a patch is written into it: whether everything can be written, and which formats new
//! rows and cells take.

use super::cell_markup::{formula_of, has_value, next_cell, next_row};
use super::ranges::CellRange;
use super::sheet_rows::WrittenRows;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens};
use crate::model::grid::Raw;
use crate::model::place::At;
use crate::model::plain::{NewCell, SheetPatch};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// The types of formulas that fill several cells.
const SEVERAL_CELLS: [&str; 2] = ["array", "dataTable"];

/// What the writing of a patch has to know of a sheet's part.
#[derive(Default)]
pub(super) struct SheetSurvey {
    /// Ids of shared formulas whose first cell, which holds the text, loses it.
    pub(super) broken_formulas: BTreeSet<String>,
    /// The formats of the last row of the data, which new rows take.
    pub(super) last_row: RowFormat,
    /// The formats of whole columns.
    pub(super) columns: Vec<ColumnFormat>,
}

/// The format of cells in some columns, which are counted from 1.
pub(super) struct ColumnFormat {
    /// The columns.
    pub(super) columns: RangeInclusive<usize>,
    /// The number of the cell format.
    pub(super) format: usize,
}

/// The formats of a row.
#[derive(Clone, Default)]
pub(super) struct RowFormat {
    /// The attributes of its tag for its format and height.
    pub(super) row: Vec<(String, String)>,
    /// The number of the cell format by column.
    pub(super) cells: BTreeMap<u16, usize>,
}

/// Surveys a sheet's part for a patch; `rows` are its rows, where they are known, and `cells` all cells that change, the
/// titles among them.
///
/// # Errors
/// Why the patch can't be applied, in words.
pub(super) fn survey_sheet(
    text: &str,
    rows: Option<&WrittenRows<'_>>,
    patch: &SheetPatch,
    cells: &BTreeMap<At, NewCell>,
) -> Result<SheetSurvey, String> {
    let (check, mut found) = (SheetCheck { patch, cells }, SheetSurvey::default());
    let Some(rows) = rows else {
        check.survey(text, 0, &mut found)?;
        return Ok(found);
    };
    check.survey(rows.head, 0, &mut found)?;
    for number in check.rows_of_interest(rows) {
        for row in rows.within(number..number.saturating_add(1)) {
            check.survey(row.text, number.saturating_sub(1), &mut found)?;
        }
    }
    check.survey(rows.tail, 0, &mut found)?;
    Ok(found)
}

/// A patch that a sheet is surveyed for.
struct SheetCheck<'a> {
    patch: &'a SheetPatch,
    cells: &'a BTreeMap<At, NewCell>,
}

impl SheetCheck<'_> {
    /// The rows that may say something about the patch, counted from 1: those with cells that change, the last of the
    /// data, those where others are put, and those with formulas that fill several cells.
    fn rows_of_interest(&self, rows: &WrittenRows<'_>) -> BTreeSet<u32> {
        let mut numbers: BTreeSet<u32> = self.cells.keys().map(|at| at.row + 1).collect();
        let last = self.patch.last + 1;
        numbers.insert(last);
        numbers
            .extend(rows.within(last + 1..last.saturating_add(self.patch.below).saturating_add(1)).map(|r| r.number));
        for kind in SEVERAL_CELLS {
            numbers.extend(rows.with(kind));
        }
        numbers
    }

    /// Surveys a stretch of the part; `before` is the number of the row before it, counted from 1.
    fn survey(&self, text: &str, before: u32, found: &mut SheetSurvey) -> Result<(), String> {
        let mut tokens = Tokens::new(text);
        let (mut row, mut column) = (before, 0_u16);
        let mut of_row = RowFormat::default();
        while let Some(token) = tokens.next() {
            match token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "col" => {
                    found.columns.extend(column_format(&tag));
                }
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "row" => {
                    row = next_row(&tag, row);
                    column = 0;
                    let attributes = ["s", "customFormat", "ht", "customHeight"];
                    let kept = tag.attributes.iter().filter(|(key, _)| attributes.contains(&key.as_str()));
                    of_row = RowFormat { row: kept.cloned().collect(), cells: BTreeMap::new() };
                }
                TokenKind::Start(tag) if tag.local_name() == "c" => {
                    let at = next_cell(&tag, row, &mut column);
                    let inner = tokens.rest_of_element();
                    self.check_cell(at, inner, found)?;
                    of_row.cells.insert(at.column, tag.number("s").unwrap_or(0));
                }
                TokenKind::Empty(tag) if tag.local_name() == "c" => {
                    let at = next_cell(&tag, row, &mut column);
                    of_row.cells.insert(at.column, tag.number("s").unwrap_or(0));
                }
                TokenKind::End(name)
                    if name == "row" && row == self.patch.last + 1 && self.patch.last > self.patch.header =>
                {
                    found.last_row = std::mem::take(&mut of_row);
                }
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "mergeCell" => {
                    self.check_merged(&tag)?
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Refuses what a patch can't do to a cell.
    fn check_cell(&self, at: At, inner: &str, found: &mut SheetSurvey) -> Result<(), String> {
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
        if SEVERAL_CELLS.contains(&kind) {
            let range = tag.get("ref").and_then(CellRange::parse).unwrap_or(CellRange { first: at, last: at });
            let alone = range.first == range.last && kind == "array";
            let kept = |(of, new): &(&At, &NewCell)| **of == at && new.computed;
            if self.cells_in(range).any(|cell| !alone && !kept(&cell)) {
                return Err(format!("a cell belongs to the formula in {at}, which fills several cells"));
            }
        }
        let replaced = new.is_some_and(|c| !c.computed);
        if let (true, "shared", Some(_), Some(shared)) = (replaced, kind, tag.get("ref"), tag.get("si")) {
            found.broken_formulas.insert(shared.to_owned());
        }
        Ok(())
    }

    /// Refuses values in merged cells, of which only the first holds one.
    fn check_merged(&self, tag: &Tag) -> Result<(), String> {
        let Some(range) = tag.get("ref").and_then(CellRange::parse) else { return Ok(()) };
        let hidden = |(at, new): (&At, &NewCell)| *at != range.first && new.raw != Raw::Empty;
        let below = (self.patch.last + 1, self.patch.last + self.patch.below);
        let in_the_way = self.patch.below > 0 && range.overlaps(below, self.patch.columns);
        if in_the_way || self.cells_in(range).any(hidden) {
            return Err(format!("the cells {} are merged", range.write()));
        }
        Ok(())
    }

    /// The cells in a range that change.
    fn cells_in(&self, range: CellRange) -> impl Iterator<Item = (&At, &NewCell)> {
        let first = At::new(range.first.row, 0);
        let last = At::new(range.last.row.max(range.first.row), u16::MAX);
        self.cells.range(first..=last).filter(move |(at, _)| range.contains(**at))
    }
}

fn column_format(tag: &Tag) -> Option<ColumnFormat> {
    Some(ColumnFormat { columns: tag.number("min")?..=tag.number("max")?, format: tag.number("style")? })
}
