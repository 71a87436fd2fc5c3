//! Ingesting: a workbook as found becomes tables as understood.
//!
//! In: a workbook of raw cells, and the sheets to look for. Out: a table for each sheet that was found, wherever its header
//! row and columns now stand, findings about sheets and columns, and everything that belongs to no table: no cell is lost.
//! It also says whose copy a file is. Ingesting never compares a file with the master and decides nothing.

mod cell;
mod columns;
mod context;
mod csv;
mod date_orders;
mod encoding;
pub mod footprint;
mod header;
pub mod identity;
pub mod incoming;
mod ingested;
mod leftovers;
mod linked_cell;
mod marks;
mod merged;
pub mod packet;
mod rows;
mod scale_columns;
mod sheets;
pub mod signature;
mod slots;
#[cfg(test)]
mod tests;

pub use columns::missing_columns;
pub use context::IngestContext;
pub use encoding::{encoding_finding, written_otherwise};
pub(crate) use header::language_of;
pub use header::{Header, hidden_key, locate};
pub use ingested::{
    FoundMark, FoundNote, IngestedWorkbook, Leftover, LeftoverKind, MarkKind, MissingSheet, NotedField, RoleTitle,
    UnknownColumn,
};
pub use rows::LocatedTable;
pub use sheets::{is_own, is_titled};

use crate::model::grid::{Format, Workbook};
use crate::model::place::At;
use context::cell_place;
use sheets::{find_sheet, missing_sheet, report_renamed_sheet};
use signature::without_feedback;

/// Ingests a workbook: finds each sheet, and reads it.
pub fn ingest(workbook: &Workbook, context: IngestContext<'_>) -> IngestedWorkbook {
    let workbook = &*without_feedback(workbook);
    let (mut out, taken) = find_tables(workbook, context);
    for (i, grid) in workbook.sheets.iter().enumerate() {
        if !taken.contains(&i) {
            leftovers::ingest_other_sheet(grid, context.file, &mut out);
        }
    }
    out
}

/// Ingests the sheets that are looked for, and nothing that stands on others.
pub fn ingest_tables(workbook: &Workbook, context: IngestContext<'_>) -> IngestedWorkbook {
    find_tables(&without_feedback(workbook), context).0
}

/// The tables of the sheets that are looked for, and the positions of the sheets that hold them.
fn find_tables(workbook: &Workbook, context: IngestContext<'_>) -> (IngestedWorkbook, Vec<usize>) {
    let mut out = IngestedWorkbook::default();
    let mut taken: Vec<usize> = Vec::new();
    let is_csv = workbook.format == Format::Csv;
    let only = if is_csv { csv::csv_sheet(workbook, context) } else { None };
    for sheet in context.sheets {
        let found = match &only {
            Some((key, header)) => (*key == sheet.key).then(|| (0, header.clone())),
            None if is_csv => None,
            None => find_sheet(workbook, sheet, context.sheets, &taken),
        };
        match found {
            Some((i, header)) => {
                taken.push(i);
                if let Some(grid) = workbook.sheets.get(i) {
                    report_renamed_sheet(grid, sheet, context.file, workbook.format, &mut out);
                    rows::ingest_table(
                        LocatedTable { at: i, grid, sheet, header: &header },
                        context,
                        workbook,
                        &mut out,
                    );
                }
            }
            None => out.missing.push(missing_sheet(workbook, sheet, context)),
        }
    }
    (out, taken)
}

/// Ingests tables whose places are known.
pub fn ingest_located(
    located: &[LocatedTable<'_>],
    context: IngestContext<'_>,
    workbook: &Workbook,
) -> IngestedWorkbook {
    let mut out = IngestedWorkbook::default();
    for table in located {
        report_renamed_sheet(table.grid, table.sheet, context.file, workbook.format, &mut out);
        rows::ingest_table(*table, context, workbook, &mut out);
    }
    out
}

/// Every cell of a workbook that stands in none of these tables, but for those that are listed elsewhere.
pub fn cells_outside(
    workbook: &Workbook,
    located: &[LocatedTable<'_>],
    file: &str,
    is_listed: &dyn Fn(usize, At) -> bool,
) -> IngestedWorkbook {
    let mut out = IngestedWorkbook::default();
    for (i, grid) in workbook.sheets.iter().enumerate() {
        let here: Vec<&LocatedTable<'_>> = located.iter().filter(|k| k.at == i).collect();
        if here.is_empty() {
            leftovers::ingest_other_sheet(grid, file, &mut out);
            continue;
        }
        let inside = |at: At| here.iter().any(|k| k.grid.cell(at).is_some());
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                let at = At::new(row.number, *column);
                if !inside(at) && !is_listed(i, at) {
                    leftovers::push_leftover(grid, file, at, cell.raw.to_string(), LeftoverKind::Outside, &mut out);
                }
            }
        }
        let noted = |at: At| here.iter().any(|k| k.grid.notes.iter().any(|n| n.at == at));
        for note in grid.notes.iter().filter(|n| !noted(n.at)) {
            let place = cell_place(file, grid, note.at.row, note.at.column);
            out.notes.push(FoundNote { place, field: None, author: note.author.clone(), text: note.text.clone() });
        }
    }
    out
}
