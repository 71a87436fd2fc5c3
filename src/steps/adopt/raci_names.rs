//! The names in a list of who does what: which contact or role each one means, and what a person is asked.

use crate::model::mapping::LEAVE_OUT;
use crate::model::state::SheetState;
use crate::model::text::{fold, nearest, one_line, or_list};
use crate::model::value::Value;
use crate::steps::validate::people::{People, Resolved};
use crate::steps::values::is_no_part;
use std::collections::BTreeMap;

/// What stands where nobody is known yet.
const NOT_YET: [&str; 6] = ["?", "tbd", "t.b.d.", "tbc", "tba", "n.n."];
/// What parts names without doubt.
const PARTS: [char; 5] = [';', '\n', '；', '、', '•'];
/// What parts names, and also stands within one.
const MAY_PART: [&str; 8] = ["/", "&", "+", "|", " and ", " und ", " et ", " y "];
/// How many contacts and roles are listed to choose from.
const MOST_LISTED: usize = 60;

/// Everyone who may be named: the contacts, and the roles that there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    people: People,
    roles: Vec<String>,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameMeaning {
    /// These roles. A contact is the role that is named after them.
    Roles(Vec<String>),
    /// A person said that it is to be left out.
    LeftOut,
    /// A person is to say.
    Asked(NameOffer),
}

/// What is offered for a name that is not certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NameOffer {
    pub(super) is: String,
    pub(super) why: String,
    /// Whether it comes near a contact or a role.
    pub(super) is_near: bool,
}

impl Parties {
    pub(super) fn new(contacts: Option<&SheetState>, roles: Option<&SheetState>) -> Self {
        let titles = roles.map(|state| {
            let at = state.sheet.natural_key.first().and_then(|key| state.sheet.position(key));
            let title = |values: &[Value]| at.and_then(|at| values.get(at)).map(ToString::to_string);
            state.records.values().filter_map(|r| title(&r.values)).filter(|t| !t.is_empty()).collect()
        });
        Self { people: contacts.map(People::from_state).unwrap_or_default(), roles: titles.unwrap_or_default() }
    }

    /// The role of this name or, for a contact's name, the one that is named after the contact.
    pub(super) fn role(&self, name: &str) -> Option<String> {
        let role = self.roles.iter().find(|title| fold(title) == fold(name)).cloned();
        role.or_else(|| self.contact(name))
    }

    /// The contact who is certainly meant.
    pub(super) fn contact(&self, name: &str) -> Option<String> {
        // A number may be a contact's ID, but names nobody in such a list.
        self.people.name_of(name).filter(|_| name.chars().any(char::is_alphabetic))
    }

    /// The names in a cell, each once.
    pub(super) fn names(&self, text: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for part in text.split(PARTS) {
            let commas = part.split([',', '，']).map(one_line).filter(|n| !n.is_empty()).collect();
            for name in self.joined(commas) {
                for name in self.parted(&name) {
                    if !is_no_part(&name) && !name.is_empty() && !out.iter().any(|n| fold(n) == fold(&name)) {
                        out.push(name);
                    }
                }
            }
        }
        out
    }

    /// The names with `Okoye` and `Marta` behind it as one, where together they are a contact and neither is one alone.
    fn joined(&self, names: Vec<String>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in names {
            let both = out.last().map(|last| format!("{last}, {name}"));
            let alone = |name: &String| self.role(name).is_none();
            let both = both.filter(|both| self.role(both).is_some() && alone(&name) && out.last().is_some_and(alone));
            match both {
                Some(both) => _ = out.pop().map(|_| out.push(both)),
                None => out.push(name),
            }
        }
        out
    }

    /// A name in the parts that a stroke or an `and` makes of it, where a part is somebody: there may be a `Research and
    /// Development`.
    fn parted(&self, name: &str) -> Vec<String> {
        if self.role(name).is_some() {
            return vec![name.to_owned()];
        }
        let mut parts = vec![name.to_owned()];
        for sign in MAY_PART {
            parts = parts.iter().flat_map(|part| part.split(sign)).map(one_line).filter(|p| !p.is_empty()).collect();
        }
        let is_somebody = |part: &String| self.role(part).is_some() || self.offer(part).is_near;
        if parts.len() > 1 && parts.iter().any(is_somebody) { parts } else { vec![name.to_owned()] }
    }

    /// What a name means, by what a person said of it, else by the contacts and roles.
    pub(super) fn meaning(&self, name: &str, said: &BTreeMap<String, Option<String>>) -> NameMeaning {
        match said.get(&fold(name)) {
            Some(None) => NameMeaning::LeftOut,
            Some(Some(meant)) => NameMeaning::Roles(self.roles_said(meant)),
            None => match self.role(name) {
                Some(role) => NameMeaning::Roles(vec![role]),
                None => NameMeaning::Asked(self.offer(name)),
            },
        }
    }

    /// The roles that a person named; one that is not known is a new one.
    fn roles_said(&self, meant: &str) -> Vec<String> {
        let names = meant.split(PARTS).map(one_line).filter(|name| !name.is_empty());
        names.map(|name| self.role(&name).unwrap_or(name)).collect()
    }

    fn offer(&self, name: &str) -> NameOffer {
        let near = match self.people.resolve(name) {
            Resolved::One(contact) => vec![contact],
            Resolved::Ambiguous(contacts) | Resolved::Unknown { nearest: contacts } => contacts,
        };
        let own = |why: String, is_near| NameOffer { is: name.to_owned(), why, is_near };
        match near.as_slice() {
            [one] => NameOffer { is: one.clone(), why: "the only contact it fits".into(), is_near: true },
            [_, ..] => own(format!("it may be {}; as it stands, it becomes a role of its own", or_list(&near)), true),
            [] if NOT_YET.contains(&fold(name).as_str()) => {
                NameOffer { is: LEAVE_OUT.into(), why: "it names nobody yet".into(), is_near: false }
            }
            [] => match nearest(name, &self.roles) {
                Some(role) => {
                    NameOffer { is: role.clone(), why: "the role with the nearest spelling".into(), is_near: true }
                }
                None => own("neither a contact nor a role; it becomes a role of its own".into(), false),
            },
        }
    }

    /// All contacts and roles, to choose from; too many are not listed.
    pub(super) fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = self.people.names().collect();
        all.extend(self.roles.iter().cloned());
        all.sort();
        all.dedup();
        all.truncate(MOST_LISTED);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::Record;
    use crate::model::template::{Column, Kind, Sheet};
    use std::sync::Arc;

    fn state(columns: &[&str], key: &str, rows: &[&[&str]]) -> SheetState {
        let mut sheet = Sheet::new("people", "people", "People");
        sheet.columns = columns.iter().map(|c| Column::new(*c, *c, Kind::Text)).collect();
        sheet.natural_key = vec![key.into()];
        let mut state = SheetState::new(Arc::new(sheet));
        for (n, row) in rows.iter().enumerate() {
            let values = row.iter().map(|v| Value::text(*v)).collect();
            state.records.insert(format!("{n}").into(), Record { values, ..Record::default() });
        }
        state
    }

    fn parties() -> Parties {
        let people: [&[&str]; 3] =
            [&["Lena Vogt", "lena@x.example"], &["Marta Okoye", "marta@x.example"], &["Lena Park", "park@x.example"]];
        let contacts = state(&["name", "email"], "name", &people);
        let roles = state(&["title"], "title", &[&["Research and Development"], &["Database Team"]]);
        Parties::new(Some(&contacts), Some(&roles))
    }

    #[test]
    fn a_cell_is_parted_where_its_parts_are_somebody() {
        for (cell, names) in [
            ("Okoye, Marta", &["Okoye, Marta"][..]),
            ("Lena Vogt / Marta Okoye", &["Lena Vogt", "Marta Okoye"]),
            ("Lena Vogt and Marta Okoye", &["Lena Vogt", "Marta Okoye"]),
            ("LV/MO", &["LV", "MO"]),
            ("Okoye, Marta; Vogt, Lena", &["Okoye, Marta", "Vogt, Lena"]),
            ("DBA Team, Security", &["DBA Team", "Security"]),
            ("Research and Development", &["Research and Development"]),
            ("Food & Drink", &["Food & Drink"]),
            ("Testers\nLV", &["Testers", "LV"]),
            ("LV, lv", &["LV"]),
            ("n/a", &[]),
            ("-", &[]),
        ] {
            assert_eq!(parties().names(cell), names, "{cell:?}");
        }
    }

    #[test]
    fn a_name_is_certain_or_asked_with_the_nearest_offered() {
        let said = [("boss".to_owned(), Some("Vogt, Lena; Chair".to_owned())), ("all".to_owned(), None)].into();
        let roles = |names: &[&str]| NameMeaning::Roles(names.iter().map(|n| (*n).to_owned()).collect());
        for (name, meaning) in [
            ("Okoye, Marta", roles(&["Marta Okoye"])),
            ("@lena vogt", roles(&["Lena Vogt"])),
            ("MARTA@x.example", roles(&["Marta Okoye"])),
            ("database team", roles(&["Database Team"])),
            ("Boss", roles(&["Lena Vogt", "Chair"])),
            ("All", NameMeaning::LeftOut),
        ] {
            assert_eq!(parties().meaning(name, &said), meaning, "{name}");
        }
        for (name, offered) in [
            ("Marta", "Marta Okoye"),
            ("MO", "Marta Okoye"),
            ("Lena", "Lena"),
            ("Data base team", "Database Team"),
            ("Auditors", "Auditors"),
            ("TBD", LEAVE_OUT),
        ] {
            let NameMeaning::Asked(offer) = parties().meaning(name, &said) else { panic!("{name} is not asked") };
            assert_eq!(offer.is, offered, "{name}: {}", offer.why);
        }
    }
}
