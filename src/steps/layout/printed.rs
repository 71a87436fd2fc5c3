//! What of a data sheet comes onto paper, and how a matrix is read there.

use super::content::{RoleHolders, SheetContent, column_index, row_index};
use crate::model::page::{CellBlock, CellCaption, Content, Highlight, Page, Role};
use crate::model::place::At;
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW};
use crate::model::template::{Sheet, SheetKind};
use crate::model::value::Value;

/// How many empty rows are printed, for what is typed before the next run.
const SPARE_LINES: usize = 5;

/// Who holds each role of a sheet of roles, from its rows.
pub fn role_holders<'a>(sheet: &Sheet, rows: impl Iterator<Item = &'a [Value]>) -> Vec<RoleHolders> {
    let (Some(id), Some(contact)) = (sheet.position("id"), sheet.position("contact")) else { return Vec::new() };
    let text = |values: &[Value], at: usize| values.get(at).map(ToString::to_string).unwrap_or_default();
    let held = rows.map(|values| RoleHolders { role: text(values, id), names: text(values, contact) });
    held.filter(|held| !held.names.is_empty()).collect()
}

/// The cells that are printed: the records with a few empty rows, as wide as anything is filled in; of a matrix, with all its roles.
pub(super) fn printed_block(content: &SheetContent<'_>, page: &Page) -> CellBlock {
    let spare = SPARE_LINES.min(content.prepared.len());
    let rows = row_index((content.rows.len() + spare).max(1));
    let filled = |column: usize| {
        let at = column_index(column);
        let lines = page.lines.iter().skip(usize::try_from(FIRST_ROW).unwrap_or_default()).take(content.rows.len());
        let mut cells = lines.filter_map(|line| line.cells.iter().find(|(c, _)| *c == at));
        cells.any(|(_, cell)| cell.content != Content::Blank)
    };
    let width = content.sheet.columns.len() + content.own.len();
    let roles = content.sheet.columns.iter().rposition(|c| c.role().is_some());
    // A list that is still empty shows all its titles.
    let last = match (content.rows.is_empty(), roles) {
        (true, _) => width.saturating_sub(1),
        (false, roles) => (0..width).rev().find(|c| filled(*c)).unwrap_or(0).max(roles.unwrap_or(0)),
    };
    CellBlock::new(0, 0, FIRST_ROW + rows - 1, column_index(last))
}

/// How the letters of a matrix look, the one that matters most first: its place among the letters, and the look.
const LETTER_LOOKS: [(usize, Role); 4] = [(1, Role::Title), (0, Role::Good), (2, Role::Warning), (3, Role::Locked)];

/// The letters of a matrix are coloured.
pub(super) fn letter_highlights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let SheetKind::Matrix { letters, .. } = &content.sheet.kind else { return Vec::new() };
    let is_role = |c: &crate::model::template::Column| c.role().is_some();
    let (Some(first), Some(end)) =
        (content.sheet.columns.iter().position(is_role), content.sheet.columns.iter().rposition(is_role))
    else {
        return Vec::new();
    };
    let own = At::new(FIRST_ROW, column_index(first));
    let look = |(at, role): (usize, Role)| {
        let label = letters.get(at)?.label.replace('"', "\"\"");
        Some(Highlight {
            block: CellBlock::new(FIRST_ROW, column_index(first), last, column_index(end)),
            formula: format!("ISNUMBER(SEARCH(\", {label},\",\", \"&{own}&\",\"))"),
            role,
        })
    };
    LETTER_LOOKS.into_iter().filter_map(look).collect()
}

/// Below the title of a role stands who holds it.
pub(super) fn captions(content: &SheetContent<'_>) -> Vec<CellCaption> {
    let columns = content.sheet.columns.iter().enumerate();
    let held = columns.filter_map(|(i, column)| Some((i, column.role()?)));
    let named = held.filter_map(|(i, role)| Some((i, content.holders.iter().find(|held| held.role == role)?)));
    named.map(|(i, held)| CellCaption { at: At::new(HEADER_ROW, column_index(i)), text: held.names.clone() }).collect()
}
