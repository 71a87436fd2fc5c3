//! People: which contact a name, an e-mail address or an ID means.

mod in_cells;
mod name_parts;
mod spelled;
#[cfg(test)]
mod tests;

pub use in_cells::{read_persons, resolve_table};
pub use spelled::is_sender_word;

use crate::model::similar_texts::SimilarTexts;
use crate::model::state::SheetState;
use crate::model::table::{Row, Table};
use crate::model::text::fold;
use crate::model::typed::visible;
use crate::model::value::Value;
use crate::steps::values::{bare_email, normalise_id};
use name_parts::{MOST_OFFERED, NameParts};
use spelled::{name_and_address, swapped_name, without_at_sign, without_titles};
use std::collections::{BTreeMap, BTreeSet};

/// The contacts, by everything they are known by.
#[derive(Clone, Debug, Default)]
pub struct People {
    contacts: Vec<Contact>,
    prefix: String,
    by_lookup_key: BTreeMap<String, Vec<usize>>,
    names: SimilarTexts,
    parts: NameParts,
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
    /// No contact for certain.
    Unknown {
        /// The contacts who may be meant, the likeliest first.
        nearest: Vec<String>,
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
        let parts = people.iter().map(|c| c.name.as_str()).collect();
        Self { contacts: people, prefix: contacts.sheet.id_prefix.clone(), by_lookup_key, names, parts }
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

    /// How each contact is written.
    pub fn names(&self) -> impl Iterator<Item = String> {
        (0..self.contacts.len()).map(|at| self.display_name(at))
    }

    /// Whether there is no contact at all.
    pub fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// Finds out who is meant by a name, an e-mail address, an ID, or `Name <address>`.
    pub fn resolve(&self, typed: &str) -> Resolved {
        self.resolve_from(typed, None)
    }

    /// Finds out who is meant by what a contact typed, given by ID: `me` is the one who typed it.
    pub fn resolve_from(&self, typed: &str, sender: Option<&str>) -> Resolved {
        let mut meant = self.meant_by(&visible(typed));
        if is_sender_word(typed) {
            meant.extend(sender.map(|id| self.known_as(&fold(id))).unwrap_or_default());
        }
        let several: Vec<usize> = meant.into_iter().collect();
        match several.as_slice() {
            [one] => Resolved::One(self.display_name(*one)),
            [] => Resolved::Unknown { nearest: self.nearest(typed) },
            _ => Resolved::Ambiguous(several.iter().map(|i| self.distinguishing_text(*i)).collect()),
        }
    }

    /// The contacts who are meant for certain. A name and an address beside each other are to mean one; else both are.
    fn meant_by(&self, typed: &str) -> BTreeSet<usize> {
        let Some((name, address)) = name_and_address(typed) else { return self.called(typed) };
        let by_address: BTreeSet<usize> = self.known_as(&fold(bare_email(address))).iter().copied().collect();
        let by_name = self.called(name);
        let both: BTreeSet<usize> = by_address.intersection(&by_name).copied().collect();
        if both.is_empty() { by_address.union(&by_name).copied().collect() } else { both }
    }

    /// The contacts of one name, address or ID, by the first of its spellings that anybody has.
    fn called(&self, typed: &str) -> BTreeSet<usize> {
        let name = without_at_sign(typed);
        let bare = without_titles(name);
        let spellings = [
            Some(fold(typed)),
            Some(fold(bare_email(typed))),
            normalise_id(typed, &self.prefix).map(|id| fold(&id)),
            Some(fold(name)),
            swapped_name(name).map(|name| fold(&name)),
            bare.as_deref().map(fold),
            bare.as_deref().and_then(swapped_name).map(|name| fold(&name)),
        ];
        let mut found = spellings.into_iter().flatten().map(|key| self.known_as(&key));
        found.find(|contacts| !contacts.is_empty()).unwrap_or_default().iter().copied().collect()
    }

    fn known_as(&self, key: &str) -> &[usize] {
        self.by_lookup_key.get(key).map(Vec::as_slice).unwrap_or_default()
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

    /// Those whose name is shortened to what was typed or stands in it, else those whose name is spelled nearly so.
    fn nearest(&self, typed: &str) -> Vec<String> {
        let mut found = self.parts.fitting(typed);
        if found.is_empty() {
            let (_, names) = self.names.most_similar(typed, |_| true).unwrap_or_default();
            found = names.iter().filter_map(|name| self.known_as(&fold(name)).first().copied()).collect();
        }
        found.into_iter().take(MOST_OFFERED).map(|at| self.display_name(at)).collect()
    }
}

impl Contact {
    fn lookup_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = [&self.name, &self.email, &self.id].map(|w| fold(w)).into();
        keys.extend(swapped_name(&self.name).map(|name| fold(&name)));
        let bare = without_titles(&self.name);
        keys.extend(bare.as_deref().and_then(swapped_name).or(bare.clone()).map(|name| fold(&name)));
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
