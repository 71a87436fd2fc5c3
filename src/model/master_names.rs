//! The names and titles that a master gives to what is known by a key.

use crate::model::keys::{FieldKey, RecordKey};
use crate::model::memory::KnownRecord;
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, SheetState};
use crate::model::value::Value;
use std::collections::BTreeMap;

impl ShownNames {
    /// As the master now names them.
    pub fn of(master: &Master) -> Self {
        let contacts = master.sheet("contacts");
        let name = |state: &SheetState, id: &str| {
            let record = state.records.values().find(|record| record.id == id)?;
            Some(record.values.get(state.sheet.position("name")?)?.to_string())
        };
        Self { people: people(master, |id| name(contacts?, id)), ..Self::titles_of(master) }
    }

    /// As the master named them when it was last written; somebody may have renamed a contact since.
    pub fn as_last_written(master: &Master) -> Self {
        let known = master.memory.records.get("contacts");
        let name = |id: &str| known?.values().find(|k| k.id == id)?.values.get("name").map(ToString::to_string);
        Self { people: people(master, name), ..Self::titles_of(master) }
    }

    fn titles_of(master: &Master) -> Self {
        let columns = |state: &SheetState| {
            let of_gone = columns_of_gone_roles(master, state);
            let there = state.sheet.columns.iter().map(|c| (c.key.clone(), c.title.clone()));
            (state.sheet.title.clone(), of_gone.into_iter().chain(there).collect())
        };
        Self {
            people: BTreeMap::new(),
            workbooks: master.workbook_titles.clone(),
            columns: master.sheets.iter().map(columns).collect(),
        }
    }
}

/// Every recipient there ever was, with the name that `name` gives for the contact's ID.
fn people<'m>(master: &'m Master, name: impl Fn(&'m str) -> Option<String>) -> BTreeMap<String, String> {
    let slugs = master.memory.slugs.iter();
    let named = slugs.filter_map(|(contact, key)| Some((key.clone(), name(contact).filter(|n| !n.is_empty())?)));
    named.collect()
}

/// Titles of a matrix's columns whose records were removed: what was decided about them still names them.
fn columns_of_gone_roles(master: &Master, state: &SheetState) -> BTreeMap<FieldKey, String> {
    let across = state.sheet.across().and_then(|key| master.sheet(key));
    let title = across.and_then(|across| across.sheet.natural_key.first());
    let known = across.and_then(|across| master.memory.records.get(&across.sheet.key));
    let named = |(_, known): (&RecordKey, &KnownRecord)| {
        Some((FieldKey::from(format!("role:{}", known.id)), known.values.get(title?).map(Value::to_string)?))
    };
    known.into_iter().flatten().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::Record;
    use crate::model::template::{Column, Kind, Sheet};
    use std::sync::Arc;

    fn master() -> Master {
        let mut sheet = Sheet::new("contacts", "contacts", "Contacts");
        sheet.columns = [("id", "ID"), ("name", "Name"), ("is_lead", "Lead")]
            .map(|(key, title)| Column::new(key, title, Kind::Text))
            .to_vec();
        let mut contacts = SheetState::new(Arc::new(sheet));
        let values = vec![Value::text("C-001"), Value::text("Ada Brown"), Value::Empty];
        contacts.records.insert("k1".into(), Record { id: "C-001".into(), values, ..Record::default() });
        let mut master = Master { sheets: vec![contacts], ..Master::default() };
        master.workbook_titles.insert("contacts".into(), "Contacts and stakeholders".into());
        master.memory.slugs.insert("C-001".into(), "ada-park".into());
        let values = [("name".into(), Value::text("Ada Park"))].into_iter().collect();
        let known = KnownRecord { id: "C-001".into(), values, ..KnownRecord::default() };
        master.memory.records.insert("contacts".into(), [("k1".into(), known)].into_iter().collect());
        master
    }

    #[test]
    fn what_is_known_by_a_key_is_called_by_its_name_or_title() {
        let names = ShownNames::of(&master());
        assert_eq!((names.person("ada-park"), names.person("gone")), ("Ada Brown", "gone"));
        assert_eq!(names.people("ada-park, master"), "Ada Brown, Delivery team");
        assert_eq!(names.workbook("contacts"), "Contacts and stakeholders");
        assert_eq!(names.column("Contacts", "is_lead"), "Lead");
        assert_eq!(names.column("Elsewhere", "is_lead"), "is_lead");
    }

    #[test]
    fn somebody_renamed_since_is_known_by_the_name_that_was_written_last() {
        assert_eq!(ShownNames::as_last_written(&master()).person("ada-park"), "Ada Park");
    }
}
