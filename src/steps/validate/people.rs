//! People: which contact a name, an e-mail address or an ID means.

use crate::model::code::Code;
use crate::model::similar_texts::SimilarTexts;
use crate::model::state::SheetState;
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Kind};
use crate::model::text::{and_list, fold};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::values::{bare_email, normalise_id};
use std::collections::BTreeMap;

/// The contacts, by everything they are known by.
#[derive(Clone, Debug, Default)]
pub struct People {
    contacts: Vec<Contact>,
    prefix: String,
    by_lookup_key: BTreeMap<String, Vec<usize>>,
    names: SimilarTexts,
}

#[derive(Clone, Debug, Default)]
struct Contact {
    name: String,
    email: String,
    id: String,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This contact, by name; where two have that name, by e-mail or ID.
    One(String),
    /// One of several, each by what tells them apart.
    Ambiguous(Vec<String>),
    /// No contact.
    Unknown {
        /// The contact whose name resembles what was typed.
        nearest: Option<String>,
    },
}

impl People {
    /// The people of a table of contacts: its columns `name` and `email`, and the rows' IDs.
    pub fn new(contacts: &Table) -> Self {
        let people = contacts.rows.iter().map(|row| contact(contacts, row));
        let people: Vec<Contact> = people.filter(|c| !c.name.is_empty() || !c.email.is_empty()).collect();
        let mut by_lookup_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, contact) in people.iter().enumerate() {
            for word in contact.lookup_keys() {
                by_lookup_key.entry(word).or_default().push(i);
            }
        }
        let names = people.iter().map(|c| c.name.as_str()).collect();
        Self { contacts: people, prefix: contacts.sheet.id_prefix.clone(), by_lookup_key, names }
    }

    /// The people of the master's contacts.
    pub fn from_state(contacts: &SheetState) -> Self {
        Self::new(&crate::model::as_table::as_table(contacts))
    }

    /// The name of the one contact who is meant by an ID, a name or an e-mail address.
    pub fn name_of(&self, word: &str) -> Option<String> {
        match self.resolve(word) {
            Resolved::One(name) => Some(name),
            _ => None,
        }
    }

    /// A value of a person column, with e-mail addresses and IDs replaced by the contact's name.
    pub fn resolve_value(&self, value: Value, column: &Column) -> Value {
        if column.kind != Kind::Person {
            return value;
        }
        resolve_value(&value, self).map_or(value, |(resolved, _)| resolved)
    }

    /// Whether there is no contact at all.
    pub fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// Finds out who is meant by a name, an e-mail address, an ID, or `Name <address>`.
    pub fn resolve(&self, typed: &str) -> Resolved {
        let word = fold(typed);
        let address = fold(bare_email(typed));
        let id = normalise_id(typed, &self.prefix).map(|id| fold(&id));
        let named = typed.split_once('<').map(|(name, _)| fold(name)).unwrap_or_default();
        let words = [Some(word), Some(address), id, Some(named)];
        let found = words.into_iter().flatten().find_map(|w| self.by_lookup_key.get(&w));
        match found.map(Vec::as_slice) {
            Some([one]) => Resolved::One(self.display_name(*one)),
            Some(several) => Resolved::Ambiguous(several.iter().map(|i| self.distinguishing_text(*i)).collect()),
            None => Resolved::Unknown { nearest: self.nearest(typed) },
        }
    }

    /// How a contact is written: by name, unless another contact has that name.
    fn display_name(&self, at: usize) -> String {
        let Some(contact) = self.contacts.get(at) else { return String::new() };
        let alone = self.by_lookup_key.get(&fold(&contact.name)).is_some_and(|same| same.len() == 1);
        if alone { contact.name.clone() } else { contact.distinguishing_text().to_owned() }
    }

    fn distinguishing_text(&self, at: usize) -> String {
        self.contacts.get(at).map(|c| c.distinguishing_text().to_owned()).unwrap_or_default()
    }

    fn nearest(&self, typed: &str) -> Option<String> {
        let (_, names) = self.names.most_similar(typed, |_| true)?;
        let first = self.contacts.iter().position(|c| names.contains(&c.name.as_str()))?;
        Some(self.display_name(first))
    }
}

impl Contact {
    fn lookup_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = [&self.name, &self.email, &self.id].map(|w| fold(w)).into();
        keys.retain(|w| !w.is_empty());
        keys.sort();
        keys.dedup();
        keys
    }

    /// What tells a contact from another of the same name.
    fn distinguishing_text(&self) -> &str {
        [&self.email, &self.id, &self.name].into_iter().find(|w| !w.is_empty()).map(String::as_str).unwrap_or_default()
    }
}

fn contact(contacts: &Table, row: &Row) -> Contact {
    let text = |key: &str| {
        let value = contacts.sheet.position(key).and_then(|i| row.values.get(i));
        value.and_then(Value::as_text).unwrap_or_default().trim().to_owned()
    };
    Contact { name: text("name"), email: text("email"), id: row.id.clone().unwrap_or_default() }
}

/// Writes persons by the contact's name where they were typed by e-mail, ID, or with other capitals, and notes it.
/// Who is unknown or ambiguous stays as typed.
pub fn resolve_table(table: &mut Table, people: &People) {
    let sheet = table.sheet.clone();
    for row in &mut table.rows {
        for (at, column) in sheet.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Person) {
            let Some(value) = row.values.get_mut(at) else { continue };
            let Some((resolved, replaced)) = resolve_value(value, people) else { continue };
            *value = resolved;
            let message = format!("{}: {replaced}.", column.title);
            row.issues.entry(at).or_insert_with(|| ValueIssue::noted(Code::ValueCoerced, message));
        }
    }
}

/// The value with each person by the contact's name, and what was replaced; none if nothing was.
fn resolve_value(value: &Value, people: &People) -> Option<(Value, String)> {
    let typed = match value {
        Value::Text(name) => vec![name.trim().to_owned()],
        Value::Set(names) => names.clone(),
        _ => return None,
    };
    let mut replaced = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for name in typed {
        let resolved = resolved_name(&name, people, &mut replaced);
        if !names.contains(&resolved) {
            names.push(resolved);
        }
    }
    let value = if matches!(value, Value::Set(_)) { Value::set(names) } else { Value::text(names.concat()) };
    (!replaced.is_empty()).then(|| (value, and_list(&replaced)))
}

fn resolved_name(typed: &str, people: &People, replaced: &mut Vec<String>) -> String {
    match people.resolve(typed) {
        Resolved::One(name) if name != typed => {
            replaced.push(format!("{typed:?} is read as the contact {name}"));
            name
        }
        _ => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Column, Sheet, SheetKind, Visibility};
    use std::sync::Arc;

    fn sheet(key: &str, columns: Vec<Column>) -> Arc<Sheet> {
        Arc::new(Sheet {
            workbook: "contacts".into(),
            key: key.into(),
            title: key.into(),
            kind: SheetKind::Table,
            id_prefix: "C-".into(),
            natural_key: vec![],
            visibility: Visibility::Shared,
            prepared_rows: 0,
            help: String::new(),
            columns,
            ..Sheet::new("", "", "")
        })
    }

    fn table(sheet: Arc<Sheet>, rows: Vec<Row>) -> Table {
        Table { sheet, file: "master.xlsx".into(), title: "T".into(), present: vec![], header: 0, rows }
    }

    fn people() -> People {
        let columns = vec![
            Column::new("id", "ID", Kind::Text),
            Column::new("name", "Name", Kind::Text),
            Column::new("email", "E-mail", Kind::Email),
        ];
        let contacts = [
            ("C-001", "Ada Park", "ada@acme.example"),
            ("C-002", "Søren Li", "soren@acme.example"),
            ("C-003", "Ben Cole", "ben@acme.example"),
            ("C-004", "Ben Cole", ""),
        ];
        let rows = contacts.map(|(id, name, email)| Row {
            id: Some(id.into()),
            values: [id, name, email].map(Value::text).into(),
            ..Row::default()
        });
        People::new(&table(sheet("contacts", columns), rows.into()))
    }

    #[test]
    fn a_contact_is_known_by_name_mail_and_id() {
        let one = |name: &str| Resolved::One(name.into());
        let unknown = |nearest: Option<&str>| Resolved::Unknown { nearest: nearest.map(Into::into) };
        for (typed, who) in [
            ("Ada Park", one("Ada Park")),
            ("  ada  PARK ", one("Ada Park")),
            ("ADA@acme.example", one("Ada Park")),
            ("mailto:ada@acme.example", one("Ada Park")),
            ("Ada P. <ada@acme.example>", one("Ada Park")),
            ("Ada Park <ada@home.example>", one("Ada Park")),
            ("c1", one("Ada Park")),
            ("C-002", one("Søren Li")),
            ("ben@acme.example", one("ben@acme.example")),
            ("C-004", one("C-004")),
            ("Ben Cole", Resolved::Ambiguous(vec!["ben@acme.example".into(), "C-004".into()])),
            ("Park, Ada", unknown(Some("Ada Park"))),
            ("Ada Prak", unknown(Some("Ada Park"))),
            ("Migration team", unknown(None)),
            ("TBD", unknown(None)),
        ] {
            assert_eq!(people().resolve(typed), who, "{typed:?}");
        }
    }

    #[test]
    fn synonyms_become_names_and_nothing_else_changes() {
        let many = Column { many: true, ..Column::new("team", "Team", Kind::Person) };
        let columns = vec![Column::new("owner", "Owner", Kind::Person), many, Column::new("note", "Note", Kind::Text)];
        let set = |names: &[&str]| Value::set(names.iter().map(|n| (*n).to_owned()).collect());
        for (owner, team, owner_now, team_now, issues) in [
            ("c1", set(&["ada@acme.example", "Ada Park", "X Y"]), "Ada Park", set(&["Ada Park", "X Y"]), 2),
            ("Ada Park ", set(&["Søren Li"]), "Ada Park", set(&["Søren Li"]), 0),
            ("Ben Cole", Value::Empty, "Ben Cole", Value::Empty, 0),
            ("ben@acme.example", Value::Empty, "ben@acme.example", Value::Empty, 0),
            ("Ada Prak", Value::Unread("?".into()), "Ada Prak", Value::Unread("?".into()), 0),
        ] {
            let row = Row { values: vec![Value::text(owner), team, Value::text("c1")], ..Row::default() };
            let mut table = table(sheet("risks", columns.clone()), vec![row]);
            resolve_table(&mut table, &people());
            let row = &table.rows[0];
            assert_eq!(row.values, [Value::text(owner_now), team_now, Value::text("c1")], "{owner}");
            assert_eq!(row.issues.len(), issues, "{owner}");
            assert!(
                row.issues
                    .values()
                    .all(|d| d.code == Code::ValueCoerced && !d.refused && d.message.contains("Ada Park"))
            );
        }
    }
}
