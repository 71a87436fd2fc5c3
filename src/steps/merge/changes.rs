//! What merging and comparing change, as changes of a report. `givers` are the views that a change comes from, the first of
//! them the one whose place it names.

use super::align::Aligned;
use super::naming::{column_title, file_name, record_name, row_place, sheet_title, title_place};
use crate::model::change_reason::ChangeReason;
use crate::model::place::Place;
use crate::model::plain::PlainCell;
use crate::model::report::Change;
use crate::model::value::Value;

pub(super) fn cell_changed(
    aligned: &Aligned<'_>,
    of: usize,
    column: usize,
    from: &Value,
    to: &PlainCell,
    givers: &[usize],
) -> Change {
    let view = givers.first().and_then(|first| aligned.views.get(*first));
    let place = view.and_then(|v| Some(v.sheet.place(v.row(of)?, v.column(column)?))).unwrap_or_default();
    Change {
        record: record_name(aligned, of),
        field: Some(column_title(aligned, column).into()),
        from: from.clone(),
        to: to.value.clone(),
        ..change(aligned, ChangeReason::Merged, givers, place)
    }
}

/// A cell around the table: what it held and what it holds.
pub(super) fn cell_around(
    aligned: &Aligned<'_>,
    (from, to): (&Value, &Value),
    givers: &[usize],
    place: Place,
) -> Change {
    Change { from: from.clone(), to: to.clone(), ..change(aligned, ChangeReason::Merged, givers, place) }
}

pub(super) fn row_added(aligned: &Aligned<'_>, of: usize, givers: &[usize]) -> Change {
    let place = givers.first().map(|v| row_place(aligned, *v, of)).unwrap_or_default();
    let values = givers.first().map(|v| row_values(aligned, *v, of)).unwrap_or_default();
    Change { record: record_name(aligned, of), values, ..change(aligned, ChangeReason::Added, givers, place) }
}

pub(super) fn row_removed(aligned: &Aligned<'_>, of: usize, givers: &[usize]) -> Change {
    let place = row_place(aligned, 0, of);
    let values = row_values(aligned, 0, of);
    Change { record: record_name(aligned, of), values, ..change(aligned, ChangeReason::Removed, givers, place) }
}

/// The filled cells of a record in a view, each under the title that it has there.
fn row_values(aligned: &Aligned<'_>, view: usize, record: usize) -> Vec<(String, Value)> {
    let Some((view, row)) = aligned.views.get(view).and_then(|v| Some((v, v.row(record)?))) else { return Vec::new() };
    let cells = view.sheet.columns.iter().enumerate().map(|(c, column)| (column, &view.sheet.cell(row, c).value));
    cells.filter(|(_, value)| !value.is_empty()).map(|(column, value)| (column.name.clone(), value.clone())).collect()
}

/// The filled cells of a column in a view, each under its record.
pub(super) fn column_values(aligned: &Aligned<'_>, view: usize, column: usize) -> Vec<(String, Value)> {
    let Some(of) = aligned.views.get(view) else { return Vec::new() };
    let cells = (0..aligned.records).filter_map(|record| Some((record, &of.cell(record, column)?.value)));
    let filled = cells.filter(|(_, value)| !value.is_empty());
    filled.map(|(record, value)| (record_name(aligned, record), value.clone())).collect()
}

pub(super) fn column_added(aligned: &Aligned<'_>, column: usize, givers: &[usize]) -> Change {
    let place = givers.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let to = Value::text(column_title(aligned, column));
    Change {
        field: Some(column_title(aligned, column).into()),
        to,
        values: givers.first().map(|v| column_values(aligned, *v, column)).unwrap_or_default(),
        ..change(aligned, ChangeReason::ColumnAdded, givers, place)
    }
}

pub(super) fn column_removed(aligned: &Aligned<'_>, column: usize, givers: &[usize]) -> Change {
    let place = title_place(aligned, 0, column);
    let from = Value::text(column_title(aligned, column));
    Change {
        field: Some(column_title(aligned, column).into()),
        from,
        values: column_values(aligned, 0, column),
        ..change(aligned, ChangeReason::ColumnRemoved, givers, place)
    }
}

pub(super) fn column_renamed(
    aligned: &Aligned<'_>,
    column: usize,
    from: &Value,
    to: &Value,
    given: &[(usize, Value)],
) -> Change {
    let givers: Vec<usize> = given.iter().map(|(v, _)| *v).collect();
    let place = givers.first().map(|v| title_place(aligned, *v, column)).unwrap_or_default();
    let field = Some(column_title(aligned, column).into());
    Change { field, from: from.clone(), to: to.clone(), ..change(aligned, ChangeReason::ColumnRenamed, &givers, place) }
}

fn change(aligned: &Aligned<'_>, reason: ChangeReason, givers: &[usize], source: Place) -> Change {
    let by = givers.iter().map(|v| file_name(aligned, *v)).collect::<Vec<_>>().join(", ");
    Change { sheet: sheet_title(aligned), reason, by, source, ..Change::default() }
}
