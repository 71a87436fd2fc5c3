//! The rows of a matrix as people draw it: titles in several rows, and lines that head a section.

use super::plain_titles::{alternatives, plain_title};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::template::{Column, Kind, Sheet};
use std::collections::BTreeSet;

/// How many rows beside the one with the roles may hold titles.
const NEAR: u32 = 2;
/// A longer text, in characters, heads no section.
const LONGEST_SECTION: usize = 100;

/// Where a matrix stands in a sheet of a file: its roles, and where its letters begin.
pub(super) struct MatrixPlace<'a> {
    pub(super) sheet: &'a Sheet,
    /// The row with the roles.
    pub(super) header: u32,
    /// The columns of the roles.
    pub(super) roles: &'a [u16],
    /// Whether a cell holds letters.
    pub(super) reads: &'a dyn Fn(&RawCell) -> bool,
}

/// Sections that became values of a column.
pub(super) struct MadeSections {
    /// The column that was made.
    pub(super) at: u16,
    /// The title of the column.
    pub(super) title: String,
    /// The sections, in their order.
    pub(super) sections: Vec<String>,
}

impl MatrixPlace<'_> {
    /// Brings titles that stand in a row beside the one with the roles into that row. Gives the texts of the other row that
    /// found no place, which name groups of roles.
    pub(super) fn join_titles(&self, grid: &mut Grid) -> Vec<String> {
        let Some(other) = self.title_row(grid) else { return Vec::new() };
        let cells: Vec<(u16, RawCell)> =
            grid.rows.iter().find(|r| r.number == other).map(|r| r.cells.clone()).unwrap_or_default();
        let mut groups = Vec::new();
        for (at, cell) in cells.into_iter().filter(|(_, c)| !c.raw.is_blank()) {
            let Some(header) = grid.rows.iter_mut().find(|r| r.number == self.header) else { break };
            if header.cell(at).is_none_or(|c| c.raw.is_blank()) {
                header.cells.retain(|(column, _)| *column != at);
                header.cells.push((at, cell));
                header.cells.sort_by_key(|(column, _)| *column);
            } else {
                groups.push(cell.raw.to_string());
            }
        }
        grid.rows.retain(|r| r.number != other);
        groups
    }

    /// The row near the one with the roles that titles the column of activities, where that row itself does not.
    fn title_row(&self, grid: &Grid) -> Option<u32> {
        let first_lettered = grid.rows.iter().find(|r| r.number > self.header && self.is_lettered(r))?.number;
        let names = |row: &GridRow| row.cells.iter().any(|(at, c)| !self.roles.contains(at) && self.is_key_title(c));
        if grid.rows.iter().any(|r| r.number == self.header && names(r)) {
            return None;
        }
        let near = |row: &&GridRow| {
            row.number != self.header && row.number.abs_diff(self.header) <= NEAR && row.number < first_lettered
        };
        grid.rows.iter().filter(near).find(|row| names(row)).map(|row| row.number)
    }

    fn is_lettered(&self, row: &GridRow) -> bool {
        self.roles.iter().filter_map(|at| row.cell(*at)).any(|c| !c.raw.is_blank() && (self.reads)(c))
    }

    /// Whether a cell holds a title of the column that names the rows, alone or beside others: `Deliverable / activity`.
    pub(super) fn is_key_title(&self, cell: &RawCell) -> bool {
        let Raw::Text(text) = &cell.raw else { return false };
        let Some(key) = self.sheet.natural_key.first().and_then(|k| self.sheet.column(k)) else { return false };
        let known = titles_of(key);
        known.contains(&plain_title(text)) || alternatives(text).iter().any(|part| known.contains(part))
    }

    /// Lines that head a section become values of the column for it, such as Phase, in a column of its own.
    pub(super) fn name_sections(&self, grid: &mut Grid) -> Option<MadeSections> {
        let column = self.sheet.columns.iter().find(|c| c.kind == Kind::Choice && c.open)?;
        let header = grid.rows.iter().find(|r| r.number == self.header)?;
        let known = titles_of(column);
        if header.cells.iter().any(|(_, c)| known.contains(&plain_title(&c.raw.to_string()))) {
            return None;
        }
        let at = grid.rows.iter().flat_map(|r| &r.cells).map(|(at, _)| *at).max()?.checked_add(1)?;
        let mut sections: Vec<String> = Vec::new();
        let mut lines: Vec<u32> = Vec::new();
        let mut current: Option<(u32, u16, String)> = None;
        let mut heading: Vec<(u32, u16)> = Vec::new();
        for row in grid.rows.iter_mut().filter(|r| r.number > self.header) {
            if let Some((from, text)) = self.section(row) {
                current = Some((row.number, from, text));
                continue;
            }
            let Some((line, from, text)) = current.as_ref().filter(|_| self.is_lettered(row)) else { continue };
            if lines.last() != Some(line) {
                lines.push(*line);
                heading.push((*line, *from));
                sections.push(text.clone());
            }
            row.cells.push((at, RawCell { raw: Raw::Text(text.clone()), ..RawCell::default() }));
        }
        if sections.is_empty() {
            return None;
        }
        for row in grid.rows.iter_mut() {
            let number = row.number;
            row.cells.retain(|(column, _)| !heading.contains(&(number, *column)));
            if number == self.header {
                row.cells.push((at, RawCell { raw: Raw::Text(column.title.clone()), ..RawCell::default() }));
            }
        }
        Some(MadeSections { at, title: column.title.clone(), sections })
    }

    /// The text of a row that heads a section: the only words in it, and no letters of roles.
    fn section(&self, row: &GridRow) -> Option<(u16, String)> {
        let mut worded =
            row.cells.iter().filter(|(_, c)| matches!(&c.raw, Raw::Text(t) if t.chars().any(char::is_alphabetic)));
        let (at, cell) = worded.next().filter(|_| worded.next().is_none())?;
        let text = cell.raw.to_string().trim().to_owned();
        let lettered = self.roles.iter().filter_map(|r| row.cell(*r)).any(|c| !c.raw.is_blank() && (self.reads)(c));
        (!lettered && !(self.reads)(cell) && text.chars().count() <= LONGEST_SECTION).then_some((*at, text))
    }
}

/// The titles of a column in plain form.
fn titles_of(column: &Column) -> BTreeSet<String> {
    let translated = column.words.values().filter_map(|w| w.title.as_ref());
    let all = std::iter::once(&column.title).chain(&column.aliases).chain(&column.also).chain(translated);
    all.map(|t| plain_title(t)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Sheet {
        let mut activity = Column::new("activity", "Activity", Kind::Text);
        activity.aliases = vec!["Deliverable".into()];
        let phase = Column { open: true, ..Column::new("phase", "Phase", Kind::Choice) };
        let mut sheet = Sheet::new("raci", "raci", "RACI");
        (sheet.columns, sheet.natural_key) = (vec![phase, activity], vec!["activity".into()]);
        sheet
    }

    fn drawn(lines: &[&str]) -> Grid {
        let cell = |text: &str| RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
        let row = |(number, line): (u32, &&str)| {
            let cells = (0u16..).zip(line.split('|').map(str::trim)).filter(|(_, t)| !t.is_empty());
            GridRow { number, cells: cells.map(|(at, t)| (at, cell(t))).collect() }
        };
        Grid { rows: (0u32..).zip(lines).map(row).collect(), ..Grid::default() }
    }

    fn texts(grid: &Grid, number: u32) -> Vec<String> {
        let row = grid.rows.iter().find(|r| r.number == number);
        row.into_iter().flat_map(|r| &r.cells).map(|(at, c)| format!("{at} {}", c.raw)).collect()
    }

    fn reads(cell: &RawCell) -> bool {
        ["R", "A", "C", "I"].contains(&cell.raw.to_string().as_str())
    }

    #[test]
    fn titles_below_the_roles_are_titles() {
        let sheet = matrix();
        let place = MatrixPlace { sheet: &sheet, header: 0, roles: &[2, 3], reads: &reads };
        let mut grid = drawn(&[
            " | | Owner | Team",
            "Priority | Deliverable / activity | Scrum roles |",
            " | | Phase 1 |",
            "High | Needs | R | A",
        ]);
        assert_eq!(place.join_titles(&mut grid), ["Scrum roles"]);
        assert_eq!(texts(&grid, 0), ["0 Priority", "1 Deliverable / activity", "2 Owner", "3 Team"]);
        assert_eq!(texts(&grid, 1), [""; 0]);
        let made = place.name_sections(&mut grid).unwrap();
        assert_eq!((made.at, made.sections.as_slice()), (4, ["Phase 1".to_owned()].as_slice()));
        assert_eq!(texts(&grid, 3).last().unwrap(), "4 Phase 1");
        assert_eq!(texts(&grid, 2), [""; 0]);
    }

    #[test]
    fn a_line_before_no_row_heads_no_section_and_a_phase_of_its_own_stays() {
        let sheet = matrix();
        let place = MatrixPlace { sheet: &sheet, header: 0, roles: &[1, 2], reads: &reads };
        let mut grid = drawn(&["Activity | Owner | Team", "Stream | |", "Move | R | A", "The end | |"]);
        let made = place.name_sections(&mut grid).unwrap();
        assert_eq!(made.sections, ["Stream"]);
        assert_eq!(texts(&grid, 3), ["0 The end"], "it is listed");
        let mut grid = drawn(&["Activity | Owner | Team | Phase", "Stream | | |", "Move | R | A | Testing"]);
        assert!(place.name_sections(&mut grid).is_none());
    }
}
