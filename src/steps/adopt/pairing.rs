//! Which sheet of a file is which sheet of the templates, by its title and its columns.

use super::regions::TableRegion;
use super::titles::is_about;
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::FieldKey;
use crate::model::template::Sheet;
use crate::steps::ingest::{Header, is_own, is_titled, locate};
use crate::steps::values::read_matrix_letters;
use std::sync::Arc;

/// The matrices of a file, whose roles the master has; at the positions of `lists` stand matrices that were made.
pub(super) fn matrices(workbook: &Workbook, sheets: &[Arc<Sheet>], lists: &[usize]) -> Vec<TableRegion> {
    let matrices: Vec<Arc<Sheet>> = sheets.iter().filter(|s| s.across().is_some()).cloned().collect();
    let pairs = pair(workbook, &matrices, lists);
    let region = |(at, sheet): (usize, Arc<Sheet>)| {
        let grid = workbook.sheets.get(at)?.clone();
        let header = locate(&grid, &sheet)?;
        Some(TableRegion { at, grid, sheet, header })
    };
    pairs.into_iter().filter_map(region).collect()
}

/// Which sheet of the file is which of the template's: the surest pairs first, each sheet once.
fn pair(workbook: &Workbook, sheets: &[Arc<Sheet>], lists: &[usize]) -> Vec<(usize, Arc<Sheet>)> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (i, grid) in workbook.sheets.iter().enumerate().filter(|(_, g)| !is_own(&g.title)) {
        for (j, sheet) in sheets.iter().enumerate() {
            if let Some(header) = locate(grid, sheet)
                && (lists.contains(&i) || is_likely(&header, sheet, grid))
            {
                all.push((sheet_rank(&header, sheet, &grid.title), i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in all {
        if !pairs.iter().any(|(a, b)| *a == i || *b == j) {
            pairs.push((i, j));
        }
    }
    pairs.sort_by_key(|(_, j)| *j);
    pairs.into_iter().filter_map(|(i, j)| Some((i, Arc::clone(sheets.get(j)?)))).collect()
}

/// Whether a sheet of the file is this matrix: it has the column that names its rows, and letters below at least two roles.
/// A list of tasks with an owner is none.
fn is_likely(header: &Header, sheet: &Sheet, grid: &Grid) -> bool {
    let has = |key: &FieldKey| sheet.position(key).and_then(|i| header.columns.get(i)).is_some_and(Option::is_some);
    let lettered = |at: u16| {
        let below = grid.rows.iter().filter(|r| r.number > header.row).filter_map(|r| r.cell(at));
        below.filter(|c| !c.raw.is_blank()).any(|c| !read_matrix_letters(&c.raw.to_string(), sheet).is_unread())
    };
    let roles = sheet.columns.iter().zip(&header.columns).filter(|(c, _)| c.role().is_some());
    let lettered = roles.filter_map(|(_, at)| *at).filter(|at| lettered(*at)).count();
    header.keyed || (lettered >= 2 && sheet.natural_key.iter().all(has))
}

/// How well a sheet of the file fits; only the order of ranks means anything.
fn sheet_rank(header: &Header, sheet: &Sheet, title: &str) -> f64 {
    let keyed = if header.keyed { 1000.0 } else { 0.0 };
    let same = if is_titled(sheet, title) { 100.0 } else { 0.0 };
    let about = if is_about(title, sheet) { 20.0 } else { 0.0 };
    keyed + same + about + header.share(sheet) * 10.0 + f64::from(u32::try_from(header.found()).unwrap_or(0))
}
