//! Starters: the usual rows of most engagements, added to sheets that are still empty.

mod values;

use crate::model::change_reason::ChangeReason;
use crate::model::condition::{EngagementFact, Expr};
use crate::model::engagement::Engagement;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record};
use crate::model::table::{natural_key, natural_words};
use crate::model::template::{Sheet, StarterCell, Template};
use crate::model::value::Value;
use crate::steps::master::read::{expand_matrix, id_for};
use jiff::civil::Date;
use std::sync::Arc;
use values::StarterValues;

/// What was added.
#[derive(Clone, Debug, Default)]
pub struct AddedStarters {
    /// The new records as changes.
    pub changes: Vec<Change>,
    /// Titles of the sheets that got rows, and how many.
    pub filled: Vec<(String, usize)>,
    /// Titles of sheets that had records already.
    pub left: Vec<String>,
}

/// Adds the usual rows of the workbooks in `only` to their empty sheets; of all workbooks, where it is empty. Days are
/// those of a project between its first and its last day, which [`missing_days`] asks for.
pub fn add_starters(
    master: &mut Master,
    templates: &[Template],
    only: &[String],
    engagement: &Engagement,
    today: Date,
) -> AddedStarters {
    let mut out = AddedStarters::default();
    for sheet in sheets_with_starters(templates, only) {
        if !is_empty(master, sheet) {
            out.left.push(sheet.title.clone());
            continue;
        }
        let shaped = Arc::new(expand_matrix(sheet, master));
        for (n, starter) in sheet.starters.iter().enumerate() {
            let values = StarterValues { master, templates, engagement, today }.of(&shaped, starter);
            out.changes.push(add(master, &shaped, n, values, engagement));
        }
        if let Some(state) = master.sheet_mut(&sheet.key) {
            state.sheet = shaped;
        }
        out.filled.push((sheet.title.clone(), sheet.starters.len()));
    }
    out
}

/// The settings without which the rows that would be added have no days: of `start` and `end`, those that are missing.
pub fn missing_days(
    master: &Master,
    templates: &[Template],
    only: &[String],
    engagement: &Engagement,
) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let sheets = sheets_with_starters(templates, only).into_iter().filter(|sheet| is_empty(master, sheet));
    for (_, cell) in sheets.flat_map(|sheet| &sheet.starters).flat_map(|starter| &starter.cells) {
        let StarterCell::Made(expr) = cell else { continue };
        expr.walk(&mut |part| {
            if let Expr::Engagement(fact) = part {
                missing.extend(needed_days(*fact, engagement));
            }
        });
    }
    missing.sort_unstable_by(|a, b| b.cmp(a));
    missing.dedup();
    missing
}

/// The settings that a fact is made of and that are not set.
fn needed_days(fact: EngagementFact, engagement: &Engagement) -> Vec<&'static str> {
    let start = engagement.start.is_none().then_some("start");
    let end = engagement.end.is_none().then_some("end");
    match fact {
        EngagementFact::Start | EngagementFact::WorkStart => start.into_iter().collect(),
        EngagementFact::Kickoff | EngagementFact::LeadDays if engagement.kickoff.is_none() => {
            start.into_iter().collect()
        }
        EngagementFact::End => end.into_iter().collect(),
        EngagementFact::Cutover | EngagementFact::BuildDays => start.into_iter().chain(end).collect(),
        EngagementFact::Kickoff
        | EngagementFact::LeadDays
        | EngagementFact::Name
        | EngagementFact::Customer
        | EngagementFact::Stage
        | EngagementFact::DeliverySide => Vec::new(),
    }
}

/// The sheets that have usual rows. A matrix has a column for each record of another sheet, so the tables come first.
fn sheets_with_starters<'t>(templates: &'t [Template], only: &[String]) -> Vec<&'t Sheet> {
    let wanted = templates.iter().filter(|t| only.is_empty() || only.contains(&t.key)).flat_map(|t| &t.sheets);
    let mut sheets: Vec<&Sheet> = wanted.filter(|s| !s.starters.is_empty()).collect();
    sheets.sort_by_key(|sheet| sheet.across().is_some());
    sheets
}

fn is_empty(master: &Master, sheet: &Sheet) -> bool {
    master.sheet(&sheet.key).is_some_and(|s| s.records.is_empty() && s.loose.is_empty())
}

fn add(master: &mut Master, sheet: &Arc<Sheet>, n: usize, mut values: Vec<Value>, engagement: &Engagement) -> Change {
    let id = id_for(sheet, natural_key(sheet, &values).as_deref(), None, &mut master.memory);
    if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
        *slot = Value::text(id.clone());
    }
    let key = row_key::make(&[&engagement.id, "starter", sheet.key.as_str(), &n.to_string(), &id]);
    let place = Place::sheet(MASTER_FILE, &sheet.title);
    let change = Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: id.clone(),
        field: None,
        from: Value::Empty,
        to: Value::text(natural_words(sheet, &values)),
        reason: ChangeReason::AddedAsStarter,
        by: "master".into(),
        source: place.clone(),
        values: Vec::new(),
    };
    if let Some(state) = master.sheet_mut(&sheet.key) {
        state.records.insert(key.into(), Record { id, values, place: Some(place), ..Record::default() });
    }
    change
}

#[cfg(test)]
mod tests;
