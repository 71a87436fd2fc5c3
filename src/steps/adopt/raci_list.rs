//! Lists of who does what, turned into matrices: a line for each activity and role, a column of names for each letter, or
//! marks under letters that stand under a role.

use super::find::{FoundColumn, FoundTable, find_tables};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::template::{Choice, Sheet, SheetKind};
use crate::model::text::{fold, fold_title};
use std::collections::{BTreeMap, BTreeSet};

/// A list turned into a matrix.
#[derive(Clone, Debug, Default)]
pub(super) struct ListMatrix {
    /// The sheet with the matrix in the list's place.
    pub(super) grid: Grid,
    /// The header row.
    pub(super) header: u32,
    /// The columns that were made, and the column of the file that each comes from.
    pub(super) made: Vec<(u16, u16)>,
}

/// One entry of the list: row and column in the file, activity, role, letters.
struct Assignment {
    row: u32,
    from: u16,
    activity: String,
    role: String,
    letters: String,
}

/// Turns a sheet that holds such a list; `None` where it holds none.
pub(super) fn turn_into_matrix(grid: &Grid, matrix: &Sheet, roles: &Sheet) -> Option<ListMatrix> {
    let SheetKind::Matrix { letters, .. } = &matrix.kind else { return None };
    let known: BTreeSet<String> = names(matrix, 0).into_iter().chain(names(roles, 0)).collect();
    find_tables(grid, &known).iter().find_map(|table| {
        let header = table.header?;
        let activity = table.columns.iter().find(|c| key_names(matrix).contains(&fold_title(&c.title)))?;
        let list = ListReader { grid, table, letters, activity: activity.at };
        let listed = list.marks().or_else(|| list.columns_of_names()).or_else(|| list.lines(roles))?;
        Some(lay_out_matrix(grid, header, activity.at, &listed.assignments, &listed.columns))
    })
}

fn names(sheet: &Sheet, from: usize) -> Vec<String> {
    sheet
        .columns
        .iter()
        .skip(from)
        .flat_map(|c| std::iter::once(&c.title).chain(&c.aliases))
        .map(|t| fold_title(t))
        .collect()
}

/// The titles of the column that names the records.
fn key_names(sheet: &Sheet) -> Vec<String> {
    let key = sheet.natural_key.first().and_then(|k| sheet.column(k));
    key.into_iter().flat_map(|c| std::iter::once(&c.title).chain(&c.aliases)).map(|t| fold_title(t)).collect()
}

/// Reads a list in each of its three forms.
struct ListReader<'a> {
    grid: &'a Grid,
    table: &'a FoundTable,
    letters: &'a [Choice],
    activity: u16,
}

/// The assignments that a list holds.
struct ListedRoles {
    assignments: Vec<Assignment>,
    /// The columns of the file that they stand in.
    columns: Vec<u16>,
}

impl ListReader<'_> {
    fn letter_of(&self, word: &str) -> Option<&str> {
        let word = fold_title(word);
        let bare = word.split(['(', '-', '–']).next().unwrap_or_default().trim();
        let is = |c: &&Choice| fold(&c.label) == bare || c.synonyms.iter().any(|s| fold(s) == bare);
        self.letters.iter().find(is).map(|c| c.label.as_str())
    }

    /// The activity of a row; in a list of lines it may stand only in the first of them.
    fn activities(&self) -> BTreeMap<u32, String> {
        self.table.values(self.grid, self.activity).map(|(row, cell)| (row, one_line(cell))).collect()
    }

    /// Marks under letters that stand under a role.
    fn marks(&self) -> Option<ListedRoles> {
        let columns: Vec<(&FoundColumn, &str)> = self
            .table
            .columns
            .iter()
            .filter(|c| !c.group.is_empty())
            .filter_map(|c| Some((c, self.letter_of(&c.title)?)))
            .collect();
        let roles: BTreeSet<String> = columns.iter().map(|(c, _)| fold(&c.group)).collect();
        if columns.len() < 4 || roles.is_empty() {
            return None;
        }
        let activities = self.activities();
        let mut assignments = Vec::new();
        for (column, letter) in &columns {
            for (row, cell) in self.table.values(self.grid, column.at) {
                let activity = activities.get(&row)?.clone();
                let text = one_line(cell);
                let mark = ["x", "✓", "✔", "1", "yes", "true", "•", "●"].contains(&fold(&text).as_str())
                    || self.letter_of(&text) == Some(*letter);
                let letters = if mark { (*letter).to_owned() } else { text };
                assignments.push(Assignment { row, from: column.at, activity, role: column.group.clone(), letters });
            }
        }
        Some(ListedRoles { assignments, columns: columns.iter().map(|(c, _)| c.at).collect() })
    }

    /// A column for each letter, with the names of roles in it.
    fn columns_of_names(&self) -> Option<ListedRoles> {
        let columns: Vec<(&FoundColumn, &str)> =
            self.table.columns.iter().filter_map(|c| Some((c, self.letter_of(&c.title)?))).collect();
        if columns.len() < 2 {
            return None;
        }
        let activities = self.activities();
        let mut assignments = Vec::new();
        for (column, letter) in &columns {
            for (row, cell) in self.table.values(self.grid, column.at) {
                let Raw::Text(text) = &cell.raw else { return None };
                let Some(activity) = activities.get(&row) else { continue };
                let names = text
                    .split([',', ';', '\n'])
                    .map(str::trim)
                    .filter(|n| !n.is_empty() && !["-", "–", "n/a"].contains(&fold(n).as_str()));
                assignments.extend(names.map(|role| Assignment {
                    row,
                    from: column.at,
                    activity: activity.clone(),
                    role: role.to_owned(),
                    letters: (*letter).to_owned(),
                }));
            }
        }
        // Columns of marks or letters are no lists of names.
        let named = assignments.iter().filter(|p| p.role.chars().count() > 1).count();
        (named * 10 >= assignments.len() * 8 && !assignments.is_empty())
            .then(|| ListedRoles { assignments, columns: columns.iter().map(|(c, _)| c.at).collect() })
    }

    /// A line for each activity and role.
    fn lines(&self, roles: &Sheet) -> Option<ListedRoles> {
        let role_names = key_names(roles);
        let role =
            self.table.columns.iter().find(|c| c.at != self.activity && role_names.contains(&fold_title(&c.title)))?;
        let is_letters = |at: u16| {
            let values: Vec<String> = self.table.values(self.grid, at).map(|(_, c)| one_line(c)).collect();
            let good = values
                .iter()
                .filter(|v| {
                    v.split([',', '/', ' ', '&', '+'])
                        .filter(|p| !p.is_empty())
                        .all(|p| self.letter_of(p.trim_end_matches('*')).is_some())
                })
                .count();
            values.len() >= 2 && good * 10 >= values.len() * 6
        };
        if is_letters(role.at) {
            return None;
        }
        let letters =
            self.table.columns.iter().find(|c| c.at != role.at && c.at != self.activity && is_letters(c.at))?;
        let activities = self.activities();
        let mut assignments = Vec::new();
        for (row, cell) in self.table.values(self.grid, letters.at) {
            let activity = activities.range(..=row).next_back().map(|(_, a)| a.clone());
            let name = self.table.values(self.grid, role.at).find(|(n, _)| *n == row).map(|(_, c)| one_line(c));
            if let (Some(activity), Some(role)) = (activity, name) {
                assignments.push(Assignment { row, from: letters.at, activity, role, letters: one_line(cell) });
            }
        }
        (!assignments.is_empty()).then(|| ListedRoles { assignments, columns: vec![role.at, letters.at] })
    }
}

fn one_line(cell: &RawCell) -> String {
    cell.raw.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The matrix: roles in the order of the list, to the right of everything in the sheet.
fn lay_out_matrix(grid: &Grid, header: u32, activity: u16, assignments: &[Assignment], used: &[u16]) -> ListMatrix {
    let right = grid.rows.iter().flat_map(|r| r.cells.iter().map(|(at, _)| *at)).max().unwrap_or(0);
    let mut roles: Vec<(String, String, u16)> = Vec::new();
    for assignment in assignments {
        if !roles.iter().any(|(folded, _, _)| *folded == fold(&assignment.role)) {
            roles.push((fold(&assignment.role), assignment.role.clone(), assignment.from));
        }
    }
    let column = |role: &str| -> Option<u16> {
        let n = roles.iter().position(|(folded, _, _)| *folded == fold(role))?;
        right.checked_add(u16::try_from(n).ok()?)?.checked_add(1)
    };
    // The first row of an activity holds all of it.
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    for assignment in assignments {
        let row = first.entry(fold(&assignment.activity)).or_insert(assignment.row);
        *row = (*row).min(assignment.row);
    }
    let mut cells: BTreeMap<(u32, u16), Vec<String>> = BTreeMap::new();
    for assignment in assignments {
        if let (Some(row), Some(at)) = (first.get(&fold(&assignment.activity)), column(&assignment.role)) {
            let letters = cells.entry((*row, at)).or_default();
            if !letters.contains(&assignment.letters) {
                letters.push(assignment.letters.clone());
            }
        }
    }
    let heads: BTreeSet<u32> = first.values().copied().collect();
    let touched: BTreeSet<u32> = assignments.iter().map(|p| p.row).collect();
    let text = |text: String| RawCell { raw: Raw::Text(text), ..RawCell::default() };
    let mut out = grid.clone();
    for row in &mut out.rows {
        let number = row.number;
        let listed = touched.contains(&number);
        row.cells.retain(|(at, _)| {
            !((number == header || listed) && used.contains(at))
                && !(listed && !heads.contains(&number) && *at == activity)
        });
        if number == header {
            row.cells.extend(roles.iter().filter_map(|(_, title, _)| Some((column(title)?, text(title.clone())))));
        }
        row.cells.extend(
            cells.iter().filter(|((r, _), _)| *r == number).map(|((_, at), letters)| (*at, text(letters.join(", ")))),
        );
    }
    drop_groups(&mut out, header, used);
    out.rows.retain(|r: &GridRow| !r.cells.is_empty());
    let made = roles.iter().filter_map(|(_, title, from)| Some((column(title)?, *from))).collect();
    ListMatrix { grid: out, header, made }
}

/// Removes the group titles: the roles over marks are titles now.
fn drop_groups(grid: &mut Grid, header: u32, used: &[u16]) {
    let Some(above) = grid.rows.iter_mut().find(|r| r.number + 1 == header) else { return };
    above.cells.retain(|(at, _)| !used.contains(at));
}
