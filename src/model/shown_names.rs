//! What people call what is known by a key: recipients by their names, workbooks and columns by their titles. Keys are for
//! programs; no person sees one.

use crate::model::keys::FieldKey;
use crate::model::text::slug;
use std::collections::BTreeMap;

/// What the master itself is called as the giver of a value.
pub const DELIVERY_TEAM: &str = "Delivery team";

/// Separates the keys of several recipients who gave one value.
pub const BETWEEN_RECIPIENTS: &str = ", ";

/// The names and titles of one master. Without any, everything is called by its key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownNames {
    /// By the recipient's key.
    pub(super) people: BTreeMap<String, String>,
    /// By the workbook's key.
    pub(super) workbooks: BTreeMap<String, String>,
    /// By the title of the sheet, then by the key of the column.
    pub(super) columns: BTreeMap<String, BTreeMap<FieldKey, String>>,
}

impl ShownNames {
    /// A recipient's name; who is no contact any more is called by the key.
    pub fn person<'n>(&'n self, key: &'n str) -> &'n str {
        match key {
            "master" if !self.columns.is_empty() => DELIVERY_TEAM,
            _ => self.people.get(key).map_or(key, String::as_str),
        }
    }

    /// The names of several recipients, whose keys stand one behind the other.
    pub fn people(&self, keys: &str) -> String {
        let names: Vec<&str> = keys.split(BETWEEN_RECIPIENTS).map(|key| self.person(key)).collect();
        names.join(BETWEEN_RECIPIENTS)
    }

    /// A workbook's title.
    pub fn workbook<'n>(&'n self, key: &'n str) -> &'n str {
        self.workbooks.get(key).map_or(key, String::as_str)
    }

    /// The title of a column of the sheet with this title.
    pub fn column<'n>(&'n self, sheet: &str, key: &'n str) -> &'n str {
        self.columns.get(sheet).and_then(|columns| columns.get(key)).map_or(key, String::as_str)
    }
}

/// Whether a text names a recipient, by the key or by the name that the key was made from.
pub fn names_recipient(text: &str, key: &str) -> bool {
    text == key || slug(text) == key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_everything_is_called_by_its_key() {
        let none = ShownNames::default();
        assert_eq!(none.people("ada-park, master"), "ada-park, master");
        assert_eq!((none.workbook("raid"), none.column("Risks", "owner")), ("raid", "owner"));
    }

    #[test]
    fn a_recipient_is_named_by_key_or_name() {
        for (text, named) in [("ada-park", true), ("Ada Park", true), ("Ada", false), ("Ben Ruiz", false)] {
            assert_eq!(names_recipient(text, "ada-park"), named, "{text}");
        }
    }
}
