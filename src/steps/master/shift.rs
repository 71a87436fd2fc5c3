//! Moving the plan: the days of open records that hang on the project move, those of the past and of what is done stay.

use crate::model::change_reason::ChangeReason;
use crate::model::place::Place;
use crate::model::plan_shift::PlanShift;
use crate::model::report::Change;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{MovesWhen, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::validate::rules::is_archived;
use jiff::civil::Date;

/// MovesWhen every planned day from `from` on, as the columns of the templates say, and returns the changes.
pub fn shift_plan(master: &mut Master, by: PlanShift, from: Date, holidays: &[Date]) -> Vec<Change> {
    let has_baseline = master.memory.baseline.is_some();
    let moves = |how: MovesWhen| match how {
        MovesWhen::No => false,
        MovesWhen::WithProject => true,
        MovesWhen::UntilBaseline => !has_baseline,
    };
    let mut changes = Vec::new();
    for state in &mut master.sheets {
        let SheetState { sheet, records, .. } = state;
        let columns: Vec<usize> =
            sheet.columns.iter().enumerate().filter(|(_, c)| moves(c.moves)).map(|(at, _)| at).collect();
        for record in records.values_mut().filter(|record| is_planned(sheet, record)) {
            for at in &columns {
                changes.extend(shift_cell(sheet, record, *at, &|day| {
                    if day < from { None } else { by.moved(day, holidays) }
                }));
            }
        }
    }
    changes
}

fn shift_cell(sheet: &Sheet, record: &mut Record, at: usize, moved: &dyn Fn(Date) -> Option<Date>) -> Option<Change> {
    let cell = record.values.get_mut(at)?;
    let Value::Date(day) = *cell else { return None };
    let to = Value::Date(moved(day)?);
    *cell = to.clone();
    Some(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: record.id.clone(),
        field: Some(sheet.columns.get(at)?.key.clone()),
        from: Value::Date(day),
        to,
        reason: ChangeReason::MovedWithProject,
        by: "master".into(),
        source: record.place.clone().unwrap_or_else(|| Place::sheet(MASTER_FILE, &sheet.title)),
        values: Vec::new(),
    })
}

/// Whether a record is still ahead: neither archived, nor done, nor answered.
fn is_planned(sheet: &Sheet, record: &Record) -> bool {
    let status = sheet.position("status").and_then(|at| record.values.get(at)).and_then(Value::as_text);
    let mut past = sheet.finals.iter().chain(&sheet.due_kept);
    let is_past = status.is_some_and(|status| past.any(|label| fold(label) == fold(status)));
    !is_past && !is_archived(sheet, &record.values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::memory::Baseline;
    use crate::model::template::{Column, Kind};
    use jiff::civil::date;
    use std::sync::Arc;

    const START: Date = date(2027, 1, 11);

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new("timeline", "milestones", "Timeline");
        sheet.finals = vec!["Complete".into()];
        sheet.due_kept = vec!["Answered".into()];
        let day = |key: &str, moves| Column { moves, ..Column::new(key, key, Kind::Date) };
        sheet.columns = vec![
            Column::new("status", "Status", Kind::Choice),
            day("baseline", MovesWhen::UntilBaseline),
            day("forecast", MovesWhen::WithProject),
            day("actual", MovesWhen::No),
            Column::new("archived", "Archived", Kind::YesNo),
        ];
        sheet
    }

    fn master(rows: &[(&str, Date, bool)]) -> Master {
        let mut state = SheetState::new(Arc::new(sheet()));
        for (n, (status, day, archived)) in rows.iter().enumerate() {
            let day = Value::Date(*day);
            let values = vec![Value::text(*status), day.clone(), day.clone(), day, Value::YesNo(*archived)];
            let id = format!("M-{n}");
            state.records.insert(id.clone().into(), Record { id, values, ..Record::default() });
        }
        Master { sheets: vec![state], ..Master::default() }
    }

    /// What moved: record, field and the day it has now.
    fn moved(master: &mut Master, by: PlanShift) -> Vec<String> {
        let changes = shift_plan(master, by, START, &[]);
        let field = |c: &Change| c.field.as_ref().map(ToString::to_string).unwrap_or_default();
        changes.iter().map(|c| format!("{} {} {}", c.record, field(c), c.to)).collect()
    }

    #[test]
    fn what_is_planned_moves_and_what_is_past_done_or_archived_stays() {
        let before = date(2027, 1, 8);
        for (row, expected) in [
            (("Planned", START, false), vec!["M-0 baseline 2027-02-08", "M-0 forecast 2027-02-08"]),
            (("", START, false), vec!["M-0 baseline 2027-02-08", "M-0 forecast 2027-02-08"]),
            (("Planned", before, false), vec![]),
            (("Complete", START, false), vec![]),
            (("answered", START, false), vec![]),
            (("Planned", START, true), vec![]),
        ] {
            assert_eq!(moved(&mut master(&[row]), PlanShift::Weeks(4)), expected, "{row:?}");
        }
    }

    #[test]
    fn a_baseline_that_is_set_stays() {
        let mut master = master(&[("Planned", START, false)]);
        master.memory.baseline = Some(Baseline::default());
        assert_eq!(moved(&mut master, PlanShift::WorkingDays(3)), ["M-0 forecast 2027-01-14"]);
    }
}
