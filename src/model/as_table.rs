//! A sheet of the master as a table, so that what checks returned tables checks the master too.

use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, MASTER_FILE};
use crate::model::state::SheetState;
use crate::model::table::{Row, Table};
use std::sync::Arc;

/// The records of a sheet as a table of the master as it will be written.
pub fn as_table(state: &SheetState) -> Table {
    let rows = state.records.iter().enumerate().map(|(n, (key, record))| Row {
        number: u32::try_from(n).unwrap_or(u32::MAX).saturating_add(FIRST_ROW),
        row_key: Some(key.clone()),
        id: Some(record.id.clone()),
        values: record.values.clone(),
        issues: record.issues.clone(),
        struck: false,
        silent: Vec::new(),
    });
    Table {
        sheet: Arc::clone(&state.sheet),
        file: MASTER_FILE.into(),
        title: state.sheet.title.clone(),
        present: (0..state.sheet.columns.len()).map(|i| u16::try_from(i).ok()).collect(),
        header: HEADER_ROW,
        rows: rows.collect(),
    }
}
