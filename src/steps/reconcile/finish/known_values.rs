//! Values that follow from what came back: who answered, on which day, and the status that an answer gives. They are filled in
//! where nobody filled them in; people may change them like any other value.

use super::records_by_id::RecordsById;
use crate::model::change_reason::ChangeReason;
use crate::model::keys::RecordKey;
use crate::model::memory::Subject;
use crate::model::report::Change;
use crate::model::state::{Master, Record};
use crate::model::template::{Column, Fill, FillValue, Sheet};
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::resolving::OpenBySubject;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Fills in what is known of this run's changes, and says so among them. What is asked is left to whoever decides it.
pub fn fill_in(
    context: &Context<'_>,
    master: &mut Master,
    files: &[Incoming],
    asked: &OpenBySubject,
    changes: &mut Vec<Change>,
) {
    let news: Vec<Change> = changes.iter().filter(|change| came_back(change)).cloned().collect();
    let mut records = RecordsById::default();
    for change in &news {
        let Some(known) = Known::of(context, master, files, change, &mut records) else { continue };
        for (column, value) in known.values(master, asked, change) {
            let Some(slot) = known.slot(master, column) else { continue };
            let from = std::mem::replace(slot, value.clone());
            changes.push(Change {
                field: Some(known.sheet.columns.get(column).map(|c| c.key.clone()).unwrap_or_default()),
                from,
                to: value,
                reason: ChangeReason::FilledIn,
                values: Vec::new(),
                ..change.clone()
            });
        }
    }
}

/// Whether a change is a value or a record of a returned copy.
fn came_back(change: &Change) -> bool {
    let by_copy = matches!(
        change.reason,
        ChangeReason::Merged | ChangeReason::Added | ChangeReason::Decided { .. } | ChangeReason::Policy(_)
    );
    by_copy && !change.removes_a_record() && change.source.file.is_some()
}

/// What is known of a change: where it is, who made it, and when.
struct Known {
    /// The position of the sheet in the master.
    at: usize,
    sheet: Arc<Sheet>,
    record: RecordKey,
    sender: String,
    day: Date,
}

impl Known {
    fn of(
        context: &Context<'_>,
        master: &Master,
        files: &[Incoming],
        change: &Change,
        records: &mut RecordsById,
    ) -> Option<Self> {
        let at = master.sheets.iter().position(|s| s.sheet.title == change.sheet)?;
        let state = master.sheets.get(at)?;
        state.sheet.columns.iter().filter_map(|c| c.fill.as_ref()).find(|fill| concerns(fill, change))?;
        let record = records.key(master, at, &change.record)?;
        let file = files.iter().find(|f| Some(f.file.as_str()) == change.source.file.as_deref())?;
        let contact = &master.memory.sent.get(&file.copy)?.contact;
        let sender = context.people.name_of(contact)?;
        let saved = file.saved_at.as_deref().and_then(|at| day_of(at, &context.zone));
        let day = saved.unwrap_or(context.today).min(context.today);
        Some(Self { at, sheet: Arc::clone(&state.sheet), record, sender, day })
    }

    /// The values to fill in, by column.
    fn values(&self, master: &Master, asked: &OpenBySubject, change: &Change) -> Vec<(usize, Value)> {
        let sheet = &self.sheet;
        let Some(record) = master.sheets.get(self.at).and_then(|s| s.records.get(&self.record)) else {
            return Vec::new();
        };
        let fills = sheet.columns.iter().enumerate().filter_map(|(i, c)| Some((i, c, c.fill.as_ref()?)));
        fills
            .filter(|(_, column, fill)| {
                let subject =
                    Subject { sheet: sheet.key.clone(), record: self.record.clone(), field: column.key.clone() };
                is_due(fill, change, sheet, record) && !asked.contains_key(&subject)
            })
            .filter_map(|(i, column, fill)| Some((i, self.value(column, &fill.value, record.values.get(i)?)?)))
            .collect()
    }

    /// The value that is known for a column; none where a person filled it in.
    fn value(&self, column: &Column, fill: &FillValue, now: &Value) -> Option<Value> {
        match fill {
            FillValue::Sender => now.is_empty().then(|| Value::text(self.sender.clone())),
            FillValue::DayReturned => now.is_empty().then_some(Value::Date(self.day)),
            FillValue::Choice(label) => comes_before(column, now, label).then(|| Value::text(label.clone())),
        }
    }

    fn slot<'m>(&self, master: &'m mut Master, column: usize) -> Option<&'m mut Value> {
        master.sheets.get_mut(self.at)?.records.get_mut(&self.record)?.values.get_mut(column)
    }
}

/// Whether a column may be filled in with a change: its record is new, or it is of the column beside it.
fn concerns(fill: &Fill, change: &Change) -> bool {
    change.field.is_none() || change.field == fill.with
}

/// Whether a column is to be filled in with a change: what it is filled in with is there.
fn is_due(fill: &Fill, change: &Change, sheet: &Sheet, record: &Record) -> bool {
    let is_filled = |with| sheet.position(with).and_then(|i| record.values.get(i)).is_some_and(|v| !v.is_empty());
    concerns(fill, change) && fill.with.as_ref().is_none_or(is_filled)
}

/// Whether a choice stands before the label in the column's list, or none is made.
fn comes_before(column: &Column, now: &Value, label: &str) -> bool {
    let place = |label: &str| column.choices.iter().position(|c| c.label == label);
    now.is_empty() || place(&now.to_string()).zip(place(label)).is_some_and(|(now, then)| now < then)
}

/// The day in a zone of a moment as files state it.
fn day_of(saved_at: &str, zone: &TimeZone) -> Option<Date> {
    let moment: Timestamp = saved_at.parse().ok()?;
    Some(zone.to_datetime(moment).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Choice, Kind};
    use jiff::civil::date;

    #[test]
    fn a_status_only_goes_forward() {
        let choices =
            ["Open", "Asked", "Answered", "Closed"].map(|label| Choice { label: label.into(), synonyms: Vec::new() });
        let column = Column { choices: choices.to_vec(), ..Column::new("status", "Status", Kind::Choice) };
        for (now, goes) in
            [("", true), ("Open", true), ("Asked", true), ("Answered", false), ("Closed", false), ("Odd", false)]
        {
            let now = if now.is_empty() { Value::Empty } else { Value::text(now) };
            assert_eq!(comes_before(&column, &now, "Answered"), goes, "{now}");
        }
    }

    #[test]
    fn a_moment_is_a_day_in_the_projects_zone() {
        for (saved_at, hours, day) in [
            ("2026-11-22T23:30:00Z", 0, Some(date(2026, 11, 22))),
            ("2026-11-22T23:30:00Z", 1, Some(date(2026, 11, 23))),
            ("2026-11-22T01:00:00+02:00", -5, Some(date(2026, 11, 21))),
            ("yesterday", 0, None),
        ] {
            let zone = TimeZone::fixed(jiff::tz::offset(hours));
            assert_eq!(day_of(saved_at, &zone), day, "{saved_at} {hours}");
        }
    }
}
