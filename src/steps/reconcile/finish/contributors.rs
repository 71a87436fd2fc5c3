//! Finds whose values, each valid alone, break a rule together.

use crate::model::condition::Expr;
use crate::model::finding::Finding;
use crate::model::keys::{FieldKey, RecordKey};
use crate::model::memory::{ClaimKind, Subject};
use crate::model::place::Place;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::Rule;
use crate::steps::reconcile::working::claims_about;
use std::collections::BTreeMap;

/// Adds to a rule's finding whose values break it, where they came from several people.
pub fn name_contributors(master: &Master, finding: &mut Finding) {
    let state = master.sheets.iter().find(|s| Some(&s.sheet.title) == finding.sheet.as_ref());
    let Some(state) = state else { return };
    let Some(rule) = state.sheet.rules.iter().find(|r| finding.code == r.code) else { return };
    let Some((key, record)) = state.records.iter().find(|(_, r)| Some(&r.id) == finding.record.as_ref()) else {
        return;
    };
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, title) in fields(state, record, rule) {
        for (contributor, place) in contributors(master, state, key, &field) {
            by.entry(contributor).or_default().push(format!("{title} ({place})"));
        }
    }
    if by.len() > 1 {
        let said: Vec<String> =
            by.iter().map(|(contributor, what)| format!("{contributor} gave {}", what.join(", "))).collect();
        finding.message.push_str(&format!(" It came about together: {}.", said.join("; ")));
    }
}

/// The fields that a rule looks at, with their titles. Of its letters, the cells that hold them.
fn fields(state: &SheetState, record: &Record, rule: &Rule) -> Vec<(FieldKey, String)> {
    let keys: Vec<FieldKey> = rule.conditions().flat_map(Expr::fields).collect();
    let letters: Vec<String> = rule.conditions().flat_map(Expr::letters).collect();
    let columns = state.sheet.columns.iter().zip(&record.values);
    let concerned = columns.filter(|(column, value)| match column.role() {
        Some(_) => value.members().iter().any(|m| letters.contains(m)),
        None => keys.contains(&column.key),
    });
    concerned.map(|(column, _)| (column.key.clone(), column.title.clone())).collect()
}

/// Who gave the value that a field of the master holds, and where.
fn contributors(master: &Master, state: &SheetState, record: &RecordKey, field: &FieldKey) -> Vec<(String, Place)> {
    let subject = Subject { sheet: state.sheet.key.clone(), record: record.clone(), field: field.clone() };
    let now = state.value(record, field);
    claims_about(master, &subject)
        .filter(|(_, w)| !w.open && w.kind == ClaimKind::Value && Some(&w.value) == now)
        .map(|(_, w)| (w.by.clone(), w.place.clone()))
        .collect()
}
