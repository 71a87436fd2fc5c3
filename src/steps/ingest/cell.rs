//! One cell of a row, read by its column's type.

use super::context::IngestContext;
use super::linked_cell::{read_linked, with_unread_address};
use crate::model::grid::{Format, Raw, RawCell, Workbook};
use crate::model::table::Row;
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::steps::values;

/// Reads a cell, and the address that it leads to, into the row: its value for the column at position `i`, and the issue there is with it.
pub(super) fn read_cell(
    (cell, link): (&RawCell, Option<&str>),
    sheet: &Sheet,
    i: usize,
    context: IngestContext<'_>,
    workbook: &Workbook,
    row: &mut Row,
) {
    let Some(column) = sheet.columns.get(i) else { return };
    // The result of a formula of ours is computed anew; some programs save another result than they show.
    if column.computed.is_some() && cell.formula {
        row.silent.push(i);
    }
    let reading = context.reading(workbook);
    let (value, issue) = match link {
        Some(address) => read_linked(cell, address, column, &reading),
        None => {
            let (value, issue) = values::read(cell, column, &reading);
            (value, issue.map(|issue| with_unread_address(issue, cell, column, workbook.format)))
        }
    };
    if column.is_id() {
        row.id = values::normalise_id(&value.to_string(), &sheet.id_prefix);
    }
    if let Some(issue) = issue {
        // A CSV has nothing but text: reading a number or a date from it is no coercion.
        let plain_csv = workbook.format == Format::Csv
            && !issue.refused
            && matches!(cell.raw, Raw::Text(_))
            && is_plain_text(&value, cell);
        if !plain_csv {
            row.issues.insert(i, issue);
        }
    }
    if let Some(slot) = row.values.get_mut(i) {
        *slot = value;
    }
}

/// Whether a CSV spells a value in the way that programs write it, so that reading it is no coercion.
fn is_plain_text(value: &Value, cell: &RawCell) -> bool {
    let typed = cell.raw.to_string();
    match value {
        Value::Number(_) => {
            typed.trim().trim_end_matches('%').chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-')
        }
        Value::Date(d) => typed.trim() == d.to_string(),
        _ => false,
    }
}
