//! A list of who does what, laid out as a matrix.

use crate::model::finding::Finding;
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::text::fold;
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
    /// What is to be said about it.
    pub(super) findings: Vec<Finding>,
}

/// One entry of the list: row and column in the file, activity, roles, letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Assignment {
    pub(super) row: u32,
    pub(super) from: u16,
    pub(super) activity: String,
    /// None where everyone who is named is left out.
    pub(super) roles: Vec<String>,
    pub(super) letters: String,
}

/// Where a list stands in its sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct ListPlace {
    pub(super) header: u32,
    pub(super) activity: u16,
    /// The columns that the assignments stand in.
    pub(super) used: Vec<u16>,
}

/// The matrix: roles in the order of the list, to the right of everything in the sheet.
pub(super) fn lay_out_matrix(grid: &Grid, place: &ListPlace, assignments: &[Assignment]) -> ListMatrix {
    let ListPlace { header, activity, used } = place;
    let right = grid.rows.iter().flat_map(|r| r.cells.iter().map(|(at, _)| *at)).max().unwrap_or(0);
    let mut roles: Vec<(String, String, u16)> = Vec::new();
    for assignment in assignments {
        for role in &assignment.roles {
            if !roles.iter().any(|(folded, _, _)| *folded == fold(role)) {
                roles.push((fold(role), role.clone(), assignment.from));
            }
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
        for role in &assignment.roles {
            if let (Some(row), Some(at)) = (first.get(&fold(&assignment.activity)), column(role)) {
                let letters = cells.entry((*row, at)).or_default();
                if !letters.contains(&assignment.letters) {
                    letters.push(assignment.letters.clone());
                }
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
            !((number == *header || listed) && used.contains(at))
                && !(listed && !heads.contains(&number) && at == activity)
        });
        if number == *header {
            row.cells.extend(roles.iter().filter_map(|(_, title, _)| Some((column(title)?, text(title.clone())))));
        }
        row.cells.extend(
            cells.iter().filter(|((r, _), _)| *r == number).map(|((_, at), letters)| (*at, text(letters.join(", ")))),
        );
    }
    drop_groups(&mut out, *header, used);
    out.rows.retain(|r: &GridRow| !r.cells.is_empty());
    let made = roles.iter().filter_map(|(_, title, from)| Some((column(title)?, *from))).collect();
    ListMatrix { grid: out, header: *header, made, findings: Vec::new() }
}

/// Removes the group titles: the roles over marks are titles now.
fn drop_groups(grid: &mut Grid, header: u32, used: &[u16]) {
    let Some(above) = grid.rows.iter_mut().find(|r| r.number + 1 == header) else { return };
    above.cells.retain(|(at, _)| !used.contains(at));
}
