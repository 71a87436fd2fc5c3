//! A sheet of the master as a table, so that the checks of returned tables work on the master too.

use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, MASTER_FILE};
use crate::model::state::SheetState;
use crate::model::table::{Row, Table};
use std::sync::Arc;

/// The records of a sheet as a table of the master as it will be written.
pub fn as_table(state: &SheetState) -> Table {
    let rows = state.records.iter().enumerate().map(|(n, (key, record))| Row {
        number: u32::try_from(n).unwrap_or(u32::MAX).saturating_add(FIRST_ROW),
        row_key: Some(key.to_string()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::Record;
    use crate::model::template::{Column, Kind, Sheet};
    use crate::model::value::Value;

    #[test]
    fn records_stand_below_the_header_in_their_order() {
        let mut sheet = Sheet::new("raid", "risks", "Risks");
        sheet.columns = ["id", "title"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
        let mut state = SheetState::new(Arc::new(sheet));
        for (key, id) in [("k2", "R-002"), ("k1", "R-001")] {
            let values = vec![Value::text(id), Value::text("Late")];
            state.records.insert(key.into(), Record { id: id.into(), values, ..Record::default() });
        }
        let table = as_table(&state);
        let rows: Vec<(u32, &str, &str)> =
            table.rows.iter().map(|r| (r.number, r.row_key.as_deref().unwrap(), r.id.as_deref().unwrap())).collect();
        assert_eq!(rows, [(4, "k2", "R-002"), (5, "k1", "R-001")]);
        assert_eq!(table.place(&table.rows[1], 1).to_string(), "master.xlsx, sheet Risks, cell B6");
    }
}
