//! The master of a new engagement: every sheet of the templates, empty but for the first contacts.

use crate::model::delivery_side::BUILT_IN_NAME;
use crate::model::keys::SheetKey;
use crate::model::row_key;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Template, Visibility};
use crate::model::value::Value;
use crate::steps::master::read::expand_matrix;
use std::sync::Arc;

/// A contact to be added: values by column key.
pub type NewContact = Vec<(&'static str, Value)>;

/// The master of a new engagement with this id. Contacts who receive anything are sent every shared workbook.
pub fn new_master(templates: &[Template], engagement: &str, contacts: &[NewContact]) -> Master {
    let workbook_titles = templates.iter().map(|t| (t.key.clone(), t.title.clone())).collect();
    let mut master = Master { workbook_titles, ..Master::default() };
    master.memory.engagement = engagement.to_owned();
    for sheet in templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()) {
        master.sheets.push(SheetState::new(Arc::new(sheet.clone())));
    }
    let matrices: Vec<SheetState> = templates
        .iter()
        .flat_map(|t| &t.sheets)
        .filter(|s| s.across().is_some())
        .map(|s| SheetState::new(Arc::new(expand_matrix(s, &master))))
        .collect();
    master.sheets.extend(matrices);
    let order: Vec<&SheetKey> = templates.iter().flat_map(|t| &t.sheets).map(|s| &s.key).collect();
    master.sheets.sort_by_key(|s| order.iter().position(|k| **k == s.sheet.key));
    let shared: Vec<String> =
        templates.iter().filter(|t| t.audience == Visibility::Shared && !t.on_request).map(|t| t.key.clone()).collect();
    if let Some(state) = master.sheet_mut("contacts") {
        for contact in contacts {
            add_contact(state, contact, engagement, &shared.join(", "));
        }
    }
    master
}

/// A lead of the delivery team, from `NAME <EMAIL>`. An `Err` says that the text is not that.
pub fn delivery_lead(text: &str) -> Result<NewContact, String> {
    let mut contact = name_and_email(text)?;
    contact.push(("org", Value::text(BUILT_IN_NAME)));
    contact.push(("role", Value::text("Engagement Manager")));
    contact.push(("is_lead", Value::YesNo(true)));
    contact.push(("steerco", Value::YesNo(false)));
    Ok(contact)
}

/// A project manager of the customer, who receives every shared workbook, from `NAME <EMAIL>`. An `Err` says that the text
/// is not that.
pub fn customer_manager(text: &str, company: &str) -> Result<NewContact, String> {
    let mut contact = name_and_email(text)?;
    contact.push(("org", Value::text("Customer")));
    contact.push(("role", Value::text("Project Manager")));
    contact.push(("receives", Value::text("all")));
    if !company.is_empty() {
        contact.push(("company", Value::text(company)));
    }
    contact.push(("steerco", Value::YesNo(false)));
    Ok(contact)
}

fn name_and_email(text: &str) -> Result<NewContact, String> {
    let wrong = || format!("“{text}” is not NAME <EMAIL>, such as \"Ana Silva <ana@example.com>\"");
    let (name, rest) = text.split_once('<').ok_or_else(wrong)?;
    let email = rest.trim().trim_end_matches('>').trim();
    if name.trim().is_empty() || !email.contains('@') {
        return Err(wrong());
    }
    Ok(vec![("name", Value::text(name.trim())), ("email", Value::text(email))])
}

fn add_contact(state: &mut SheetState, contact: &NewContact, engagement: &str, shared: &str) {
    let mut values = vec![Value::Empty; state.sheet.columns.len()];
    for (key, value) in contact {
        let value = if *key == "receives" { Value::text(shared) } else { value.clone() };
        if let Some(slot) = state.sheet.position(key).and_then(|i| values.get_mut(i)) {
            *slot = value;
        }
    }
    let email = contact.iter().find(|(k, _)| *k == "email").map(|(_, v)| v.to_string()).unwrap_or_default();
    let key = row_key::make(&[engagement, state.sheet.key.as_str(), &email]);
    state.records.insert(key.into(), Record { values, ..Record::default() });
}
