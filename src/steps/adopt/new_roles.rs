//! Roles that a list or a matrix names and the master does not have yet.

use crate::model::change_reason::ChangeReason;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::state::{Master, Record};
use crate::model::template::{Kind, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::master::read::next_id;
use std::sync::Arc;

/// A role to be added.
pub(super) struct NewRole<'a> {
    pub(super) title: &'a str,
    /// The contact who holds it, where it is named after one.
    pub(super) holder: Option<&'a str>,
    /// Who names it.
    pub(super) by: &'a str,
    pub(super) place: Place,
}

/// Adds a role to the across-sheet, unless a record there has its name.
pub(super) fn add_role(matrix: &Sheet, role: NewRole<'_>, master: &mut Master, engagement: &str) -> Option<Change> {
    let NewRole { title, holder, by, place } = role;
    let Master { sheets, memory, .. } = master;
    let state = sheets.iter_mut().find(|s| Some(&s.sheet.key) == matrix.across())?;
    let sheet = Arc::clone(&state.sheet);
    let name = sheet.natural_key.first().and_then(|k| sheet.position(k))?;
    let called = |r: &Record| r.values.get(name).is_some_and(|v| fold(&v.to_string()) == fold(title));
    if state.records.values().any(called) {
        return None;
    }
    let id = next_id(&sheet, memory);
    let held = sheet.columns.iter().position(|c| c.kind == Kind::Person);
    let values = sheet.columns.iter().enumerate().map(|(i, column)| match holder {
        _ if column.is_id() => Value::text(id.clone()),
        _ if i == name => Value::text(title),
        Some(holder) if Some(i) == held && column.many => Value::set(vec![holder.to_owned()]),
        Some(holder) if Some(i) == held => Value::text(holder),
        _ => Value::Empty,
    });
    let record = Record { id: id.clone(), values: values.collect(), ..Record::default() };
    state.records.insert(row_key::make(&[engagement, sheet.key.as_str(), &id]).into(), record);
    Some(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: id,
        field: None,
        from: Value::Empty,
        to: Value::text(title),
        reason: ChangeReason::Added,
        by: by.to_owned(),
        source: place,
        values: Vec::new(),
    })
}
