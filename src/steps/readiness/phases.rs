//! The phases of the timeline: from when to when each goes, and how much of it is done.

use super::records::{day, records, text};
use crate::model::readiness::PlanPhase;
use crate::model::state::{Record, SheetState};
use jiff::civil::Date;

/// The phases that have days, in the order of the drop-down.
pub(super) fn plan_phases(state: &SheetState) -> Vec<PlanPhase> {
    let sheet = &state.sheet;
    let choices = sheet.column("phase").map(|c| c.choices.as_slice()).unwrap_or_default();
    let counted: Vec<&Record> = records(state).filter(|r| text(sheet, r, "status") != "Cancelled").collect();
    let phase = |name: &str| {
        let entries: Vec<&&Record> = counted.iter().filter(|r| text(sheet, r, "phase") == name).collect();
        let days: Vec<Date> = entries.iter().flat_map(|r| days_of(state, r)).collect();
        Some(PlanPhase {
            name: name.to_owned(),
            from: days.iter().min().copied()?,
            to: days.iter().max().copied()?,
            entries: entries.len(),
            done: entries.iter().filter(|r| text(sheet, r, "status") == "Complete").count(),
        })
    };
    choices.iter().filter_map(|choice| phase(&choice.label)).collect()
}

/// The days on which an entry begins and ends: as it was, else as it is expected now, else as it was agreed.
fn days_of(state: &SheetState, record: &Record) -> Vec<Date> {
    let first = |keys: &[&str]| keys.iter().find_map(|key| day(&state.sheet, record, *key));
    let begins = first(&["start"]);
    let ends = first(&["actual", "forecast", "end", "baseline"]);
    begins.into_iter().chain(ends).collect()
}
