//! Finds whose values, each valid alone, break a rule together.

use crate::model::code::Area;
use crate::model::condition::Expr;
use crate::model::finding::Finding;
use crate::model::keys::{FieldKey, RecordKey};
use crate::model::memory::{ClaimKind, Subject};
use crate::model::place::Place;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::Rule;
use crate::steps::reconcile::working::claims_about;
use std::collections::BTreeMap;

/// Adds to the findings of rules whose values break them, where they came from several people.
pub fn name_contributors(master: &Master, findings: &mut [Finding]) {
    let mut by_id: BTreeMap<(&str, &str), (&SheetState, &RecordKey)> = BTreeMap::new();
    for state in &master.sheets {
        for (key, record) in &state.records {
            by_id.entry((&state.sheet.title, &record.id)).or_insert((state, key));
        }
    }
    for finding in findings.iter_mut().filter(|f| f.code.is_in(Area::Rule)) {
        let about = finding.sheet.as_deref().zip(finding.record.as_deref());
        if let Some((state, key)) = about.and_then(|about| by_id.get(&about)) {
            name_those_of(master, state, key, finding);
        }
    }
}

fn name_those_of(master: &Master, state: &SheetState, key: &RecordKey, finding: &mut Finding) {
    let rule = state.sheet.rules.iter().find(|r| finding.code == r.code);
    let Some((rule, record)) = rule.zip(state.records.get(key)) else { return };
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, title) in fields(state, record, rule) {
        for (contributor, place) in contributors(master, state, key, &field) {
            by.entry(contributor).or_default().push(format!("{title} ({place})"));
        }
    }
    if by.len() > 1 {
        let said: Vec<String> = by
            .iter()
            .map(|(key, what)| format!("{} gave {}", master.name_of_recipient(key), what.join(", ")))
            .collect();
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
