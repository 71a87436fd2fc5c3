//! A file that holds several copies, taken apart: each copy as the workbook that it would be by itself.

use super::header::locate;
use super::sheets::{is_own, is_titled};
use crate::model::grid::{Grid, GridRow, Workbook};
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};
use crate::model::template::Sheet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A copy in a packet, as far as it is known by what was sent.
#[derive(Clone, Copy, Debug)]
pub struct PacketShape<'a> {
    /// Its sheets.
    pub sheets: &'a [Arc<Sheet>],
    /// What was sent.
    pub base: Option<&'a Workbook>,
}

/// A workbook for each copy of a packet, with its own sheets and its own questions. What belongs to none goes with the first.
pub fn split_packet(mut packet: Workbook, shapes: &[PacketShape<'_>], answers: Option<&Sheet>) -> Vec<Workbook> {
    let grids = std::mem::take(&mut packet.sheets);
    let mut out = vec![packet; shapes.len()];
    let keys: Vec<BTreeSet<String>> = shapes.iter().map(|shape| question_keys(shape.base, answers)).collect();
    for grid in grids {
        if answers.is_some_and(|sheet| is_titled(sheet, &grid.title)) {
            for (n, part) in out.iter_mut().enumerate() {
                part.sheets.extend(questions_of(&grid, n, &keys));
            }
        } else if grid.title == IDENTITY_SHEET || grid.title == LISTS_SHEET {
            out.iter_mut().for_each(|part| part.sheets.push(grid.clone()));
        } else if is_own(&grid.title) {
            if let Some(first) = out.first_mut() {
                first.sheets.push(as_typed(grid, shapes));
            }
        } else if let Some(part) = out.get_mut(owner(&grid, shapes)) {
            part.sheets.push(grid);
        }
    }
    out
}

/// A page that prekick wrote, such as Read me, with what people typed into it alone: its title and purpose, and what stands on the
/// same page of the copies by themselves, is left out.
fn as_typed(mut grid: Grid, shapes: &[PacketShape<'_>]) -> Grid {
    let pages = shapes.iter().filter_map(|shape| shape.base?.sheets.iter().find(|page| page.title == grid.title));
    let sent: BTreeSet<String> =
        pages.flat_map(|page| &page.rows).flat_map(|row| &row.cells).map(|(_, cell)| cell.raw.to_string()).collect();
    for row in &mut grid.rows {
        let is_head = row.number < 2;
        row.cells.retain(|(column, cell)| !(is_head && *column == 0 || sent.contains(&cell.raw.to_string())));
    }
    grid
}

/// Whose a sheet is: by its title, else by its hidden keys.
fn owner(grid: &Grid, shapes: &[PacketShape<'_>]) -> usize {
    let has = |is: &dyn Fn(&Sheet) -> bool| shapes.iter().position(|shape| shape.sheets.iter().any(|sheet| is(sheet)));
    let by_title = has(&|sheet| is_titled(sheet, &grid.title));
    by_title.or_else(|| has(&|sheet| locate(grid, sheet).is_some_and(|header| header.keyed))).unwrap_or(0)
}

/// The texts in the rows of the questions that a copy was sent with; among them are the keys of the rows.
fn question_keys(base: Option<&Workbook>, answers: Option<&Sheet>) -> BTreeSet<String> {
    let grid =
        answers.zip(base).and_then(|(sheet, base)| base.sheets.iter().find(|grid| is_titled(sheet, &grid.title)));
    let Some((grid, sheet)) = grid.zip(answers) else { return BTreeSet::new() };
    let Some(header) = locate(grid, sheet) else { return BTreeSet::new() };
    let keys = grid.rows.iter().filter(|row| row.number > header.row).filter_map(|row| key_in(row, header.row_key?));
    keys.collect()
}

fn key_in(row: &GridRow, column: u16) -> Option<String> {
    let cell = row.cells.iter().find(|(at, _)| *at == column)?;
    Some(cell.1.raw.to_string().trim().to_owned()).filter(|key| !key.is_empty())
}

/// The sheet of questions with those of one copy; those of no copy go with the first. None where nothing is left.
fn questions_of(grid: &Grid, part: usize, keys: &[BTreeSet<String>]) -> Option<Grid> {
    let whose = |row: &GridRow| {
        let texts: Vec<String> = row.cells.iter().map(|(_, cell)| cell.raw.to_string().trim().to_owned()).collect();
        keys.iter().position(|keys| texts.iter().any(|text| keys.contains(text)))
    };
    let first = grid.rows.iter().position(|row| whose(row).is_some()).unwrap_or(grid.rows.len());
    let is_here = |(n, row): &(usize, &GridRow)| *n < first || whose(row).unwrap_or(0) == part;
    let mut out = grid.clone();
    out.rows = grid.rows.iter().enumerate().filter(is_here).map(|(_, row)| row.clone()).collect();
    (out.rows.len() > first || part == 0).then_some(out)
}
