//! The records of a sheet that count, and their values by column.

use crate::model::keys::FieldKey;
use crate::model::state::{Record, SheetState};
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::steps::validate::rules::is_archived;
use jiff::civil::Date;

/// The records that are not archived.
pub(super) fn records(state: &SheetState) -> impl Iterator<Item = &Record> {
    state.records.values().filter(|r| !is_archived(&state.sheet, &r.values))
}

/// The records that are not done. A sheet without final statuses has none.
pub(super) fn open_records(state: &SheetState) -> impl Iterator<Item = &Record> {
    records(state).filter(|r| is_open(&state.sheet, r))
}

/// How many records of a sheet are open.
pub fn count_open(state: &SheetState) -> usize {
    open_records(state).count()
}

pub(super) fn is_open(sheet: &Sheet, record: &Record) -> bool {
    !sheet.finals.is_empty() && !sheet.finals.contains(&text(sheet, record, "status"))
}

pub(super) fn value<'a, K: ?Sized>(sheet: &Sheet, record: &'a Record, key: &K) -> &'a Value
where
    FieldKey: PartialEq<K>,
{
    sheet.position(key).and_then(|i| record.values.get(i)).unwrap_or(&Value::Empty)
}

pub(super) fn text<K: ?Sized>(sheet: &Sheet, record: &Record, key: &K) -> String
where
    FieldKey: PartialEq<K>,
{
    value(sheet, record, key).to_string()
}

pub(super) fn day<K: ?Sized>(sheet: &Sheet, record: &Record, key: &K) -> Option<Date>
where
    FieldKey: PartialEq<K>,
{
    match value(sheet, record, key) {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

/// The day by which it should be done; none where that day is kept already.
pub(super) fn due_day(sheet: &Sheet, record: &Record) -> Option<Date> {
    let kept = sheet.due_kept.contains(&text(sheet, record, "status"));
    day(sheet, record, sheet.due.as_ref()?).filter(|_| !kept)
}
