//! Planned days that were put off more often than is good.

use super::records_by_id::RecordsById;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::Subject;
use crate::model::place::{At, Place};
use crate::model::report::Change;
use crate::model::sheet_names::{FIRST_ROW, MASTER_FILE};
use crate::model::state::{Master, SheetState};
use crate::model::table::natural_words;
use crate::model::template::{Column, Kind, MovesWhen, Sheet};
use crate::model::text::count;
use crate::model::value::Value;
use crate::steps::validate::rules::is_archived;

/// Counts what this run put off, and says what was put off more often than `most` times. Fields that are gone are forgotten.
pub fn often_postponed(master: &mut Master, changes: &[Change], most: u32) -> Vec<Finding> {
    let mut records = RecordsById::default();
    let put_off: Vec<Subject> = changes.iter().filter_map(|change| postponed(master, change, &mut records)).collect();
    let Master { sheets, memory, .. } = master;
    for subject in put_off {
        *memory.postponed.entry(subject).or_default() += 1;
    }
    let stands = |subject: &Subject| {
        sheets.iter().any(|s| s.sheet.key == subject.sheet && s.records.contains_key(&subject.record))
    };
    memory.postponed.retain(|subject, _| stands(subject));
    let often = memory.postponed.iter().filter(|(_, times)| **times > most);
    often
        .filter_map(|(subject, times)| said(sheets.iter().find(|s| s.sheet.key == subject.sheet)?, subject, *times))
        .collect()
}

/// The field that a change put off; none where it did something else, or moved with the whole project.
fn postponed(master: &Master, change: &Change, records: &mut RecordsById) -> Option<Subject> {
    let (Value::Date(from), Value::Date(to)) = (&change.from, &change.to) else { return None };
    if to <= from || matches!(change.reason, ChangeReason::MovedWithProject | ChangeReason::Undo(_)) {
        return None;
    }
    let at = master.sheets.iter().position(|s| s.sheet.title == change.sheet)?;
    let sheet = &master.sheets.get(at)?.sheet;
    let column = sheet.column(change.field.as_ref()?)?;
    if !is_planned(sheet, column) {
        return None;
    }
    let record = records.key(master, at, &change.record)?;
    Some(Subject { sheet: sheet.key.clone(), record, field: column.key.clone() })
}

fn is_planned(sheet: &Sheet, column: &Column) -> bool {
    column.kind == Kind::Date && (column.moves != MovesWhen::No || sheet.due.as_ref() == Some(&column.key))
}

fn said(state: &SheetState, subject: &Subject, times: u32) -> Option<Finding> {
    let sheet = &state.sheet;
    let (row, _, record) = state.records.get_full(&subject.record)?;
    let status = sheet.position("status").and_then(|i| record.values.get(i)).map(ToString::to_string);
    let at = sheet.position(&subject.field)?;
    let Value::Date(day) = record.values.get(at)? else { return None };
    if is_archived(sheet, &record.values) || status.is_some_and(|status| sheet.finals.contains(&status)) {
        return None;
    }
    let name = natural_words(sheet, &record.values);
    let title = sheet.columns.get(at).map_or("", |c| c.title.as_str());
    let times = count(usize::try_from(times).ok()?, "time", "times");
    let message = format!("{} ({name}): {title} was put off {times} and is now {day}.", record.id);
    let place = At::new(FIRST_ROW + u32::try_from(row).ok()?, u16::try_from(at).ok()?);
    let finding = Finding::new(Code::ValuePostponed, message).on(sheet).record(Some(&record.id)).field(&subject.field);
    Some(finding.at(Place::cell(MASTER_FILE, &sheet.title, place)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::Record;
    use jiff::civil::date;
    use std::sync::Arc;

    fn master(status: &str) -> Master {
        let mut sheet = Sheet::new("timeline", "milestones", "Timeline");
        sheet.natural_key = vec!["name".into()];
        sheet.finals = vec!["Complete".into()];
        sheet.due = Some("forecast".into());
        sheet.columns = vec![
            Column::new("name", "Milestone", Kind::Text),
            Column::new("forecast", "Forecast", Kind::Date),
            Column::new("actual", "Actual", Kind::Date),
            Column::new("status", "Status", Kind::Choice),
        ];
        let mut state = SheetState::new(Arc::new(sheet));
        let day = Value::Date(date(2027, 3, 5));
        let values = vec![Value::text("Code freeze"), day.clone(), day, Value::text(status)];
        state.records.insert("k1".into(), Record { id: "M-001".into(), values, ..Record::default() });
        Master { sheets: vec![state], ..Master::default() }
    }

    fn change(field: &str, from: i8, to: i8, reason: ChangeReason) -> Change {
        let day = |day| Value::Date(date(2027, 3, day));
        Change {
            sheet: "Timeline".into(),
            record: "M-001".into(),
            field: Some(field.into()),
            from: day(from),
            to: day(to),
            reason,
            ..Change::default()
        }
    }

    #[test]
    fn only_planned_days_that_are_put_off_one_by_one_count() {
        for (change, counts) in [
            (change("forecast", 1, 5, ChangeReason::TypedInMaster), true),
            (change("forecast", 1, 5, ChangeReason::Merged), true),
            (change("forecast", 5, 1, ChangeReason::Merged), false),
            (change("forecast", 1, 5, ChangeReason::MovedWithProject), false),
            (change("forecast", 1, 5, ChangeReason::Undo(2)), false),
            (change("actual", 1, 5, ChangeReason::Merged), false),
        ] {
            let mut master = master("Planned");
            often_postponed(&mut master, std::slice::from_ref(&change), 2);
            assert_eq!(!master.memory.postponed.is_empty(), counts, "{change:?}");
        }
    }

    #[test]
    fn the_third_new_day_is_said_until_it_is_done() {
        let mut timeline = master("Planned");
        let later = |day| [change("forecast", day, day + 1, ChangeReason::Merged)];
        let said = |master: &mut Master, changes: &[Change]| {
            often_postponed(master, changes, 2).into_iter().map(|f| f.message).collect::<Vec<_>>()
        };
        assert_eq!(said(&mut timeline, &later(1)), Vec::<String>::new());
        assert_eq!(said(&mut timeline, &later(2)), Vec::<String>::new());
        let message = "M-001 (Code freeze): Forecast was put off 3 times and is now 2027-03-05.";
        assert_eq!(said(&mut timeline, &later(3)), [message]);
        assert_eq!(said(&mut timeline, &[]), [message], "it stands, and counts once");
        let mut done = Master { memory: timeline.memory.clone(), ..master("Complete") };
        assert_eq!(said(&mut done, &[]), Vec::<String>::new());
        timeline.sheets[0].records.clear();
        assert!(said(&mut timeline, &[]).is_empty() && timeline.memory.postponed.is_empty());
    }
}
