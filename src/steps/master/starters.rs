//! Starters: the usual rows of most engagements, added to sheets that are still empty.

use crate::model::change_reason::ChangeReason;
use crate::model::engagement::Engagement;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record};
use crate::model::table::{natural_key, natural_words};
use crate::model::template::{Column, Sheet, Starter, StarterCell, Template};
use crate::model::text::fold_title;
use crate::model::value::Value;
use crate::steps::master::read::{id_for, prefixes, shape};
use crate::steps::validate::people::People;
use crate::steps::validate::rules::evaluate::evaluate;
use crate::steps::validate::rules::{ExprValue, RuleContext, rule_target};
use crate::steps::values::parse_typed;
use jiff::civil::Date;
use std::sync::Arc;

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

/// Adds the usual rows of the workbooks in `only` to their empty sheets; of all workbooks, where it is empty.
pub fn add_starters(
    master: &mut Master,
    templates: &[Template],
    only: &[String],
    engagement: &Engagement,
    today: Date,
) -> AddedStarters {
    let mut out = AddedStarters::default();
    let wanted = || templates.iter().filter(|t| only.is_empty() || only.contains(&t.key)).flat_map(|t| &t.sheets);
    // A matrix has a column for each record of another sheet, so the tables come first.
    let tables = wanted().filter(|s| s.across().is_none());
    for sheet in tables.chain(wanted().filter(|s| s.across().is_some())).filter(|s| !s.starters.is_empty()) {
        let state = master.sheet(&sheet.key);
        if state.is_none_or(|s| !s.records.is_empty() || !s.loose.is_empty()) {
            out.left.push(sheet.title.clone());
            continue;
        }
        let shaped = Arc::new(shape(sheet, master));
        for (n, starter) in sheet.starters.iter().enumerate() {
            let values = values(&shaped, starter, templates, engagement, today);
            out.changes.push(add(master, &shaped, n, values, engagement));
        }
        if let Some(state) = master.sheet_mut(&sheet.key) {
            state.sheet = shaped;
        }
        out.filled.push((sheet.title.clone(), sheet.starters.len()));
    }
    out
}

fn values(
    sheet: &Sheet,
    starter: &Starter,
    templates: &[Template],
    engagement: &Engagement,
    today: Date,
) -> Vec<Value> {
    let prefixes = prefixes(templates);
    let value = |column: &Column| {
        let role = column.role().map(|_| format!("role:{}", column.title));
        let is_it = |key: &str| match &role {
            Some(role) => fold_title(key) == fold_title(role),
            None => key == column.key,
        };
        match starter.cells.iter().find(|(key, _)| is_it(key)).map(|(_, cell)| cell) {
            None => Value::Empty,
            Some(StarterCell::Typed(text)) => parse_typed(text, column, &prefixes).0,
            Some(StarterCell::Made(expr)) => {
                let people = People::default();
                let world = RuleContext::new(&[], &|_, _| false, &people, today, engagement);
                match evaluate(expr, rule_target(&world, sheet, &[])) {
                    ExprValue::Date(day) => Value::Date(day),
                    ExprValue::Number(n) => Value::Number(n),
                    ExprValue::Text(text) => Value::text(text),
                    ExprValue::Unknown | ExprValue::YesNo(_) | ExprValue::List(_) | ExprValue::Record(..) => {
                        Value::Empty
                    }
                }
            }
        }
    };
    sheet.columns.iter().map(value).collect()
}

fn add(master: &mut Master, sheet: &Arc<Sheet>, n: usize, mut values: Vec<Value>, engagement: &Engagement) -> Change {
    let id = id_for(sheet, natural_key(sheet, &values).as_deref(), None, &mut master.memory);
    if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
        *slot = Value::text(id.clone());
    }
    let key = row_key::make(&[&engagement.id, "starter", &sheet.key, &n.to_string(), &id]);
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
    };
    if let Some(state) = master.sheet_mut(&sheet.key) {
        state.records.insert(key, Record { id, values, place: Some(place), ..Record::default() });
    }
    change
}
