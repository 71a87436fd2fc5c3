//! What a recipient may see. [`Outgoing`] is the only thing that a copy is written from, and [`outgoing`] is the only
//! function that makes one: it leaves out internal workbooks, sheets, columns and records, references to them, and every
//! list or value made from them.

mod carried;
mod own_records;
mod questions;
#[cfg(test)]
mod tests;
mod translate;

pub use questions::{About, AskedOf, RecipientQuestion, question_key, record_label};

use crate::model::keys::{FieldKey, RecordKey, SheetKey};
use crate::model::language::Translations;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Column, Computed, Kind, Sheet, Template, Visibility};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::validate::rules::formula::is_live;
use std::collections::{BTreeMap, BTreeSet};

/// A workbook's data as one recipient may see it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    workbook: String,
    title: String,
    purpose: String,
    version: u32,
    sheets: Vec<OutgoingSheet>,
    people: Vec<String>,
    references: BTreeMap<SheetKey, Vec<String>>,
    /// The template, for its words in other languages.
    words: Translations,
    /// The language it is in, where not English.
    language: Option<String>,
    /// What is open and can be asked of the recipient.
    questions: Vec<RecipientQuestion>,
    /// The sheet on which it is asked.
    question_sheet: Option<Sheet>,
}

/// A sheet as the recipient may see it.
#[derive(Clone, Debug)]
pub struct OutgoingSheet {
    sheet: Sheet,
    rows: Vec<(RecordKey, Vec<Value>)>,
}

impl Outgoing {
    /// Key of the workbook.
    pub fn workbook(&self) -> &str {
        &self.workbook
    }
    /// Title of the workbook.
    pub fn title(&self) -> &str {
        &self.title
    }
    /// What the workbook is for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }
    /// Version of its template.
    pub fn version(&self) -> u32 {
        self.version
    }
    /// The sheets.
    pub fn sheets(&self) -> &[OutgoingSheet] {
        &self.sheets
    }
    /// The letters of the language it is in, where that is not English.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }
    /// Names of the contacts that the recipient may see.
    pub fn people(&self) -> &[String] {
        &self.people
    }
    /// IDs of the records of a sheet that the recipient may see.
    pub fn references(&self, sheet: &SheetKey) -> Vec<String> {
        self.references.get(sheet).cloned().unwrap_or_default()
    }
}

impl OutgoingSheet {
    /// The sheet with the columns that the recipient may see.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }
    /// Row key and values of each record.
    pub fn rows(&self) -> &[(RecordKey, Vec<Value>)] {
        &self.rows
    }
}

/// What a recipient may see of a workbook; `None` where it is internal. A `blank` one has no records.
pub fn outgoing(master: &Master, template: &Template, blank: bool) -> Option<Outgoing> {
    if template.audience == Visibility::Internal {
        return None;
    }
    let view = AudienceView::new(master);
    let sheets: Vec<OutgoingSheet> = template
        .sheets
        .iter()
        .filter(|s| s.visibility == Visibility::Shared)
        .filter_map(|s| master.sheet(&s.key))
        .map(|state| view.sheet(state, blank))
        .collect();
    if sheets.is_empty() {
        return None;
    }
    Some(Outgoing {
        workbook: template.key.clone(),
        title: template.title.clone(),
        purpose: template.purpose.clone(),
        version: template.version,
        sheets,
        people: view.people,
        references: view.shared,
        words: template.words.clone(),
        language: None,
        questions: Vec::new(),
        question_sheet: None,
    })
}

struct AudienceView {
    /// Names of visible contacts.
    people: Vec<String>,
    hidden_people: BTreeSet<String>,
    /// IDs of visible records, by sheet key.
    shared: BTreeMap<SheetKey, Vec<String>>,
    visible_ids: BTreeSet<String>,
}

impl AudienceView {
    fn new(master: &Master) -> Self {
        let mut view = Self {
            people: Vec::new(),
            hidden_people: BTreeSet::new(),
            shared: BTreeMap::new(),
            visible_ids: BTreeSet::new(),
        };
        for state in &master.sheets {
            let whole = state.sheet.visibility == Visibility::Shared;
            let id_shown = state.sheet.column("id").is_some_and(|c| c.visibility == Visibility::Shared);
            let ids: Vec<String> =
                state.records.values().filter(|r| whole && is_shared(state, r)).map(|r| r.id.clone()).collect();
            if whole && id_shown {
                view.visible_ids.extend(ids.iter().cloned());
                view.shared.insert(state.sheet.key.clone(), ids);
            }
        }
        if let Some(contacts) = master.sheet("contacts") {
            view.collect_people(contacts);
        }
        view
    }

    fn collect_people(&mut self, contacts: &SheetState) {
        let Some(name) = contacts.sheet.position("name") else { return };
        let whole = contacts.sheet.visibility == Visibility::Shared;
        let mut hidden: Vec<String> = Vec::new();
        for record in contacts.records.values() {
            let full_name = record.values.get(name).map(ToString::to_string).unwrap_or_default();
            if full_name.is_empty() {
                continue;
            }
            if whole && is_shared(contacts, record) {
                self.people.push(full_name)
            } else {
                hidden.push(fold(&full_name))
            }
        }
        let seen: BTreeSet<String> = self.people.iter().map(|p| fold(p)).collect();
        self.hidden_people = hidden.into_iter().filter(|h| !seen.contains(h)).collect();
    }

    fn sheet(&self, state: &SheetState, blank: bool) -> OutgoingSheet {
        let shown: Vec<usize> = (0..state.sheet.columns.len())
            .filter(|i| state.sheet.columns.get(*i).is_some_and(|c| self.is_shown(&state.sheet, c)))
            .collect();
        let columns: Vec<Column> = shown.iter().filter_map(|i| state.sheet.columns.get(*i).cloned()).collect();
        let mut sheet = Sheet { columns, ..(*state.sheet).clone() };
        sheet.natural_key.retain(|k| sheet.columns.iter().any(|c| c.key == *k));
        // A copy carries a rule only where its recipient sees every field that the rule uses.
        let all_roles = state.sheet.columns.iter().all(|c| c.role().is_none() || self.is_shown(&state.sheet, c));
        sheet.rules.retain(|rule| {
            let letters = rule.conditions().any(|c| !c.letters().is_empty());
            is_live(rule) && (all_roles || !letters) && rule.uses_only(&sheet.columns)
        });
        sheet.starters.clear();
        let records = state.records.iter().filter(|(_, r)| !blank && is_shared(state, r));
        let rows = records
            .map(|(key, record)| {
                let values =
                    shown.iter().map(|i| self.value(state.sheet.columns.get(*i), record.values.get(*i))).collect();
                (key.clone(), values)
            })
            .collect();
        OutgoingSheet { sheet, rows }
    }

    fn is_shown(&self, sheet: &Sheet, column: &Column) -> bool {
        let shared = |key: &FieldKey| sheet.column(key).is_some_and(|c| self.is_shown(sheet, c));
        if column.visibility == Visibility::Internal || column.commercial {
            return false;
        }
        if let Some(role) = column.role() {
            return self.visible_ids.contains(role);
        }
        match &column.computed {
            Some(Computed::Product(of)) => of.iter().all(shared),
            Some(Computed::Band { of, .. }) => shared(of),
            Some(Computed::Formula { expr, .. }) => expr.fields().iter().all(shared),
            Some(Computed::Approval(_)) | None => true,
        }
    }

    /// A value without references to what the recipient may not see.
    fn value(&self, column: Option<&Column>, value: Option<&Value>) -> Value {
        let (Some(column), Some(value)) = (column, value) else { return Value::Empty };
        match column.kind {
            Kind::Person => keep_visible(value, |name| !self.hidden_people.contains(&fold(name))),
            Kind::Reference => keep_visible(value, |id| self.visible_ids.contains(id)),
            Kind::Text
            | Kind::LongText
            | Kind::Integer
            | Kind::Decimal
            | Kind::Money
            | Kind::Percent
            | Kind::Date
            | Kind::Choice
            | Kind::Choices
            | Kind::YesNo
            | Kind::Email
            | Kind::Phone
            | Kind::Link
            | Kind::Computed => value.clone(),
        }
    }
}

fn keep_visible(value: &Value, visible: impl Fn(&str) -> bool) -> Value {
    match value {
        Value::Set(members) => Value::set(members.iter().filter(|m| visible(m)).cloned().collect()),
        Value::Text(t) | Value::Unread(t) if !visible(t) => Value::Empty,
        other => other.clone(),
    }
}

/// Whether a record is shared. An empty cell means yes, except in internal sheets.
pub fn is_shared(state: &SheetState, record: &Record) -> bool {
    let side = state.sheet.position("visibility").and_then(|i| record.values.get(i)).map(|v| fold(&v.to_string()));
    match side.as_deref() {
        Some("internal") => false,
        Some("shared") => true,
        // What can't be read may have been meant as Internal.
        Some(text) if !text.is_empty() => false,
        _ => state.sheet.visibility == Visibility::Shared,
    }
}
