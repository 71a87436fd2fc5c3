//! The tables of the master as found. Each sheet of the templates must have one, or the master can't be read.

use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::keys::FieldKey;
use crate::model::memory::Memory;
use crate::model::sheet_names::{HEADER_ROW, MASTER_FILE};
use crate::model::table::Table;
use crate::model::template::Sheet;
use crate::model::text::fold_title;
use crate::steps::ingest::{IngestedWorkbook, missing_columns};
use crate::steps::validate::people::{People, resolve_table};
use std::sync::Arc;

/// Adds an empty table for a sheet that the templates got after the master was written. A sheet that once had records, or
/// whose title is there, was damaged and is not taken for new; nor is any while the memory is lost.
pub(super) fn add_new_sheet(read: &mut IngestedWorkbook, sheet: &Arc<Sheet>, workbook: &Workbook, memory: &Memory) {
    let there = read.tables.iter().any(|t| t.sheet.key == sheet.key);
    let titled = workbook.sheets.iter().any(|g| fold_title(&g.title) == fold_title(&sheet.title));
    let known = memory.engagement.is_empty() || memory.records.get(&sheet.key).is_some_and(|r| !r.is_empty());
    if there || titled || known {
        return;
    }
    read.tables.push(Table {
        sheet: Arc::clone(sheet),
        file: MASTER_FILE.into(),
        title: sheet.title.clone(),
        present: (0..sheet.columns.len()).map(|i| u16::try_from(i).ok()).collect(),
        header: HEADER_ROW,
        rows: Vec::new(),
    });
}

/// Takes the table of a sheet, with people's names resolved. An `Err` says that it is not there.
pub(super) fn take_table(
    read: &mut IngestedWorkbook,
    sheet: &Sheet,
    people: &People,
    memory: &Memory,
    findings: &mut Vec<Finding>,
) -> Result<Table, String> {
    let Some(i) = read.tables.iter().position(|t| t.sheet.key == sheet.key) else {
        return Err(format!(
            "master.xlsx has no readable sheet {}: its title or its row of column titles is gone. Undo that in Excel, or put the newest file of history/ back as master.xlsx.",
            sheet.title
        ));
    };
    let mut table = read.tables.swap_remove(i);
    resolve_table(&mut table, people, None);
    findings.extend(
        missing_columns(&without_new_roles(&table, memory), None, true)
            .map(|f| f.help("Its values are put back from memory; to get rid of a column, use an own template.")),
    );
    Ok(table)
}

/// The table as if it had the columns of roles that have no letters yet: those of new roles can't be there.
fn without_new_roles(table: &Table, memory: &Memory) -> Table {
    let known = memory.records.get(&table.sheet.key);
    let lettered = |key: &FieldKey| known.is_some_and(|all| all.values().any(|k| k.values.contains_key(key)));
    let mut seen = Table { rows: Vec::new(), ..table.clone() };
    for (column, at) in table.sheet.columns.iter().zip(&mut seen.present) {
        if column.role().is_some() && !lettered(&column.key) {
            *at = at.or(Some(0));
        }
    }
    seen
}
