//! Who has how many open records, and how old these are.

use super::records::{day, open_records, value};
use crate::model::keys::FieldKey;
use crate::model::readiness::Workload;
use crate::model::state::{Master, SheetState};
use crate::model::template::{Kind, Sheet};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The greatest age in days of each band; a last band beyond has no limit.
pub const AGES: [i32; 3] = [7, 14, 30];

/// The date column from which the age of a record is counted: when it was raised or asked, else its first date.
pub fn age_column(sheet: &Sheet) -> Option<&FieldKey> {
    let known = ["date_raised", "asked_on"].into_iter().find_map(|key| sheet.column(key));
    let first = || sheet.columns.iter().find(|c| c.kind == Kind::Date);
    known.or_else(first).map(|c| &c.key)
}

/// The sheets whose open records have an owner, with the column that names the owner.
pub fn owned_sheets(master: &Master) -> impl Iterator<Item = (&SheetState, &FieldKey)> {
    let owned = master.sheets.iter().filter(|s| !s.sheet.finals.is_empty());
    owned.filter_map(|s| Some((s, s.sheet.responsible.as_ref()?)))
}

/// How many open records each person has, the most first.
pub(super) fn workloads(master: &Master, today: Date) -> Vec<Workload> {
    let mut loads: BTreeMap<String, Workload> = BTreeMap::new();
    for (state, key) in owned_sheets(master) {
        for record in open_records(state) {
            let mut owners = value(&state.sheet, record, key).members();
            if owners.is_empty() {
                owners.push(String::new());
            }
            let age = age_column(&state.sheet).and_then(|c| day(&state.sheet, record, c)).map(|d| age_band(d, today));
            for owner in owners {
                let load = loads.entry(owner.clone()).or_insert_with(|| Workload { owner, ..Workload::default() });
                load.open += 1;
                if let Some(count) = age.and_then(|band| load.ages.get_mut(band)) {
                    *count += 1;
                }
            }
        }
    }
    let mut out: Vec<Workload> = loads.into_values().collect();
    out.sort_by_key(|l| std::cmp::Reverse(l.open));
    out
}

/// The position in [`AGES`] of a record's age; one more for older ones.
fn age_band(since: Date, today: Date) -> usize {
    let days = (today - since).get_days();
    AGES.iter().position(|most| days <= *most).unwrap_or(AGES.len())
}
