//! Forums: bodies, teams and roles that decide, own or are escalated to, where no single person is named.
//!
//! Their names come from the governance layers and their forums, the meetings, the roles of the RACI, and the project roles and
//! workstreams of the contacts. A steering committee and a core team are known in every project.

mod words;

use super::people::{People, Resolved};
use crate::model::as_table::as_table;
use crate::model::state::Master;
use crate::model::table::Table;
use crate::model::value::Value;
use std::collections::BTreeSet;
use words::{STANDING, hold_digits, name_a_function, parts_of, runs_in, significant};

/// The columns that name forums: key of the sheet, key of the column.
const NAMED_BY: [(&str, &str); 6] = [
    ("layers", "layer"),
    ("layers", "forum"),
    ("meetings", "name"),
    ("roles", "title"),
    ("contacts", "role"),
    ("contacts", "workstream"),
];

/// The forums of a project, by the words of their names that tell them apart.
#[derive(Clone, Debug, Default)]
pub struct Forums {
    names: BTreeSet<Vec<String>>,
}

impl Forums {
    /// The forums that these tables name, and those of every project.
    pub fn of_tables<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Self {
        let mut names: BTreeSet<Vec<String>> = STANDING.iter().map(|name| significant(name)).collect();
        for table in tables {
            let keys = NAMED_BY.iter().filter(|(sheet, _)| table.sheet.key == **sheet).map(|(_, column)| *column);
            let columns: Vec<usize> = keys.filter_map(|key| table.sheet.position(key)).collect();
            let cells = table.rows.iter().flat_map(|row| columns.iter().filter_map(|at| row.values.get(*at)));
            names.extend(cells.filter_map(Value::as_text).map(significant).filter(|words| !words.is_empty()));
        }
        Self { names }
    }

    /// The forums that the master names.
    pub fn of_master(master: &Master) -> Self {
        let sheets = master.sheets.iter().filter(|s| NAMED_BY.iter().any(|(key, _)| s.sheet.key == **key));
        let tables: Vec<Table> = sheets.map(as_table).collect();
        Self::of_tables(&tables)
    }

    /// Whether this is the name of a forum, or the names of several.
    pub fn has(&self, typed: &str) -> bool {
        let is_name = |text: &str| self.names.contains(&significant(text));
        is_name(typed) || all_of(parts_of(typed), is_name)
    }

    /// The persons that a text names who are no contacts, where it may name forums as well: those that the project knows, also in
    /// part of a name or with more words around it, and any function, such as `Domain Owners`. A name that is nearly a contact's
    /// is a person's.
    pub fn unknown_persons(&self, typed: &str, people: &People) -> Vec<String> {
        let whole = typed.trim();
        if self.names.contains(&significant(whole)) || is_contact(whole, people) {
            return Vec::new();
        }
        let parts = parts_of(whole);
        let unknown = parts.into_iter().filter(|part| !self.is_known(part, people) && !is_function(part, people));
        unknown.map(ToOwned::to_owned).collect()
    }

    /// Whether this is a contact, or a forum of the project: by its name, by a part of it, or with more words around it.
    fn is_known(&self, typed: &str, people: &People) -> bool {
        let words = significant(typed);
        is_contact(typed, people) || self.names.iter().any(|name| runs_in(name, &words) || runs_in(&words, name))
    }
}

fn is_contact(typed: &str, people: &People) -> bool {
    matches!(people.resolve(typed), Resolved::One(_))
}

/// Whether this names a function and no person, or says when or where, such as `12 May`.
fn is_function(typed: &str, people: &People) -> bool {
    let is_nobody = matches!(people.resolve(typed), Resolved::Unknown { nearest } if nearest.is_empty());
    is_nobody && (name_a_function(typed) || hold_digits(typed))
}

/// Whether there is any, and all are so.
fn all_of<'t>(parts: Vec<&'t str>, is_so: impl Fn(&'t str) -> bool) -> bool {
    !parts.is_empty() && parts.into_iter().all(is_so)
}

#[cfg(test)]
mod tests;
