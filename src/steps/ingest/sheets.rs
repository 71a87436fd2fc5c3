//! Which sheet of a workbook is which of the templates.

use super::context::IngestContext;
use super::header::{Header, locate};
use super::ingested::{IngestedWorkbook, MissingSheet};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, Workbook};
use crate::model::place::Place;
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};
use crate::model::template::{RESERVED_TITLES, Sheet};
use crate::model::text::{fold_title, nearest};
use std::sync::Arc;

/// The sheet of the workbook that is this sheet of the template: by title, else by its hidden keys, else the one that
/// has most of its columns.
pub(super) fn find_sheet(
    workbook: &Workbook,
    sheet: &Arc<Sheet>,
    all: &[Arc<Sheet>],
    taken: &[usize],
) -> Option<(usize, Header)> {
    let free = || workbook.sheets.iter().enumerate().filter(|(i, g)| !taken.contains(i) && !is_own(&g.title));
    let titled = free().find(|(_, g)| is_titled(sheet, &g.title));
    if let Some((i, grid)) = titled
        && let Some(header) = locate(grid, sheet)
    {
        return Some((i, header));
    }
    let is_other = |title: &str| all.iter().any(|s| s.key != sheet.key && is_titled(s, title));
    free()
        .filter(|(_, g)| !is_other(&g.title))
        .filter_map(|(i, g)| locate(g, sheet).map(|h| (i, h)))
        .filter(|(_, h)| h.keyed || h.share(sheet) >= 0.6)
        .max_by(|(i, a), (j, b)| a.keyed.cmp(&b.keyed).then(a.found().cmp(&b.found())).then(j.cmp(i)))
}

/// Whether this is the sheet's title, in any language.
pub fn is_titled(sheet: &Sheet, title: &str) -> bool {
    let title = fold_title(title);
    sheet.folded_titles().sheet.contains(&title)
}

/// Whether a title is one of the program's own sheets.
pub fn is_own(title: &str) -> bool {
    title == LISTS_SHEET
        || title == IDENTITY_SHEET
        || RESERVED_TITLES.iter().any(|r| fold_title(r) == fold_title(title))
}

/// Reports a sheet that was found under another title.
pub(super) fn report_renamed_sheet(grid: &Grid, sheet: &Sheet, file: &str, format: Format, out: &mut IngestedWorkbook) {
    if format == Format::Csv || is_titled(sheet, &grid.title) {
        return;
    }
    let message = format!("The sheet {} was found under the title {}, by its columns.", sheet.title, grid.title);
    out.findings.push(Finding::new(Code::SheetRenamed, message).on(sheet).at(Place::sheet(file, &grid.title)));
}

/// What to report of a sheet that was not found.
pub(super) fn missing_sheet(workbook: &Workbook, sheet: &Sheet, context: IngestContext<'_>) -> MissingSheet {
    let titled = workbook.sheets.iter().find(|g| is_titled(sheet, &g.title));
    let finding = match titled {
        Some(grid) => {
            let message =
                format!("The sheet {} has no row with the column titles, so nothing was read from it.", grid.title);
            Finding::new(Code::SheetNoHeader, message).on(sheet).at(Place::sheet(context.file, &grid.title))
        }
        None => {
            let titles: Vec<&str> = workbook.sheets.iter().map(|g| g.title.as_str()).filter(|t| !is_own(t)).collect();
            let near = nearest(&sheet.title, titles).map(|t| format!(" The nearest title is {t}.")).unwrap_or_default();
            let message = format!("There is no sheet {}; nothing in it counts as removed.{near}", sheet.title);
            Finding::new(Code::SheetMissing, message).on(sheet).at(Place::file(context.file))
        }
    };
    MissingSheet { sheet: sheet.key.clone(), finding }
}
