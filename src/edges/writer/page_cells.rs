//! Which cells a page has beside those of its lines.

use crate::model::page::{Page, PageCell, PageRow, Role};

/// The cell of a page.
pub(super) fn cell_at(page: &Page, row: u32, column: u16) -> Option<&PageCell> {
    let line = page.lines.get(usize::try_from(row).ok()?)?;
    line.cells.iter().find(|(c, _)| *c == column).map(|(_, cell)| cell)
}

/// The columns into which the band of a title reaches beyond the title's own cells.
pub(super) fn title_band(page: &Page, line: &PageRow) -> Vec<u16> {
    if !line.cells.iter().any(|(_, c)| c.role == Role::Title) {
        return Vec::new();
    }
    let taken = |column: u16| line.cells.iter().any(|(c, _)| *c == column);
    let all = (0..).take(page.columns.len());
    all.filter(|c| !taken(*c)).collect()
}
