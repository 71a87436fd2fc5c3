//! Which of the columns that a recipient may see a copy carries: all but the details that nobody has filled in and that are
//! not asked about.

use super::{Outgoing, OutgoingSheet, RecipientQuestion};
use crate::model::keys::FieldKey;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Column, Computed, Sheet, Starter, StarterCell};
use crate::model::text::same_text;
use crate::model::value::Value;
use std::collections::BTreeSet;

impl Outgoing {
    /// Without the details that nobody has filled in and about which nothing is asked.
    #[must_use]
    pub fn without_empty_details(mut self, master: &Master) -> Self {
        for sheet in &mut self.sheets {
            if let Some(state) = master.sheet(&sheet.sheet.key) {
                sheet.drop_empty_details(state, &self.questions);
            }
        }
        self
    }
}

impl OutgoingSheet {
    fn drop_empty_details(&mut self, state: &SheetState, questions: &[RecipientQuestion]) {
        let columns = self.sheet.columns.iter();
        let carried = columns.filter(|c| {
            let asked = questions.iter().any(|q| q.sheet == self.sheet.key && q.field() == Some(&c.key));
            !c.detail || asked || self.is_filled_in(c, state)
        });
        let mut keys: BTreeSet<FieldKey> = carried.map(|c| c.key.clone()).collect();
        // A computed column needs those that it is made of.
        for column in self.sheet.columns.iter().rev().filter(|c| c.computed.is_some()) {
            if keys.contains(&column.key) {
                keys.extend(parts(column));
            }
        }
        let kept: Vec<bool> = self.sheet.columns.iter().map(|c| keys.contains(&c.key)).collect();
        for (_, values) in &mut self.rows {
            let mut kept = kept.iter();
            values.retain(|_| kept.next().is_none_or(|kept| *kept));
        }
        self.sheet.columns.retain(|c| keys.contains(&c.key));
        let Sheet { rules, columns, .. } = &mut self.sheet;
        rules.retain(|rule| rule.uses_only(columns));
    }

    /// Whether somebody typed a value: what prekick works out, fills in on return or put into a usual row says nothing.
    fn is_filled_in(&self, column: &Column, state: &SheetState) -> bool {
        if column.is_tool() || column.fill.is_some() {
            return false;
        }
        let Some(at) = self.sheet.position(&column.key) else { return false };
        self.rows.iter().any(|(key, values)| {
            let value = values.get(at).filter(|value| !value.is_empty());
            let typed = |(value, record): (&Value, &Record)| !is_usual(state, record, column, &value.to_string());
            value.zip(state.records.get(key)).is_some_and(typed)
        })
    }
}

/// Whether a value stands as `prekick starters` put it into a usual row.
fn is_usual(state: &SheetState, record: &Record, column: &Column, value: &str) -> bool {
    let holds = |key: &FieldKey, text: &str| {
        let held = state.sheet.position(key).and_then(|i| record.values.get(i));
        held.is_some_and(|held| same_text(&held.to_string(), text))
    };
    let is_of = |starter: &&Starter| {
        let mut named = state.sheet.natural_key.iter();
        named.all(|key| matches!(cell(starter, key), Some(StarterCell::Typed(text)) if holds(key, text)))
    };
    match state.sheet.starters.iter().find(is_of).and_then(|starter| cell(starter, &column.key)) {
        Some(StarterCell::Typed(text)) => same_text(text, value),
        // What it came to depends on the day on which it was put in.
        Some(StarterCell::Made(_) | StarterCell::Named(_)) => true,
        None => false,
    }
}

fn cell<'s>(starter: &'s Starter, key: &FieldKey) -> Option<&'s StarterCell> {
    starter.cells.iter().find(|(k, _)| k == key).map(|(_, cell)| cell)
}

/// The columns that a computed one is made of.
fn parts(column: &Column) -> Vec<FieldKey> {
    match &column.computed {
        Some(Computed::Product(of)) => of.clone(),
        Some(Computed::Band { of, .. }) => vec![of.clone()],
        Some(Computed::Formula { expr, .. }) => expr.fields(),
        Some(Computed::Approval(_)) | None => Vec::new(),
    }
}
