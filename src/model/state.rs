//! The master as understood: the agreed records, its memory, the decisions that people made in it, and what they added
//! for themselves.

use crate::model::decision_row::DecisionRow;
use crate::model::delivery_side::DeliverySide;
use crate::model::grid::Raw;
use crate::model::keys::{FieldKey, RecordKey, SheetKey};
use crate::model::memory::{Memory, RecordOrigin, Subject};
use crate::model::place::{At, Place};
use crate::model::start_setting::StartSetting;
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The agreed state.
#[derive(Clone, Debug, Default)]
pub struct Master {
    /// One per template sheet, in the order of the templates.
    pub sheets: Vec<SheetState>,
    /// The titles of the workbooks, by their keys.
    pub workbook_titles: BTreeMap<String, String>,
    /// What it remembers.
    pub memory: Memory,
    /// What people picked on the Discrepancies sheet, by discrepancy ID, in the order of its rows.
    pub picks: Vec<Pick>,
    /// The rows of the Decisions sheet, in their order.
    pub decided: Vec<DecisionRow>,
    /// What people added to the lists Discrepancies and Decisions, by title of the list.
    pub own_on_lists: BTreeMap<String, OwnOnList>,
    /// User-owned sheets.
    pub own_sheets: Vec<crate::model::grid::Grid>,
    /// The title of the sheet before each of them, by title; the first sheet of all has none.
    pub own_after: BTreeMap<String, String>,
    /// Widths, heights and filters that people set, by the key of a data sheet or the title of another.
    pub shapes: BTreeMap<String, crate::model::shape::Shape>,
    /// The side that delivers, by the settings.
    pub delivery: DeliverySide,
    /// What people typed on the sheet Start here and no setting could take yet.
    pub waiting_settings: BTreeMap<StartSetting, Raw>,
    /// What of the file it was read from is preserved as it is written, and what can't be.
    pub preserved: crate::model::preserved_parts::PreservedParts,
}

impl Master {
    /// The state of a sheet.
    pub fn sheet<K: ?Sized>(&self, key: &K) -> Option<&SheetState>
    where
        SheetKey: PartialEq<K>,
    {
        self.sheets.iter().find(|s| s.sheet.key == *key)
    }

    /// The state of a sheet, to change it.
    pub fn sheet_mut<K: ?Sized>(&mut self, key: &K) -> Option<&mut SheetState>
    where
        SheetKey: PartialEq<K>,
    {
        self.sheets.iter_mut().find(|s| s.sheet.key == *key)
    }

    /// What people call a recipient: the contact's name; the key of one who is no contact.
    pub fn name_of_recipient(&self, key: &str) -> String {
        let contact = self.memory.slugs.iter().find(|(_, slug)| *slug == key).map(|(contact, _)| contact);
        let contacts = contact.zip(self.sheet("contacts"));
        let name = contacts.and_then(|(id, contacts)| {
            let record = contacts.records.values().find(|record| record.id == *id)?;
            record.values.get(contacts.sheet.position("name")?).map(ToString::to_string)
        });
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| key.to_owned())
    }

    /// What people call the field that a subject is about: the title of its column.
    pub fn title_of_field<'m>(&'m self, subject: &'m Subject) -> &'m str {
        self.sheet(&subject.sheet).map_or(subject.field.as_str(), |state| state.title_of(&subject.field))
    }

    /// The ID by which people know the record that a subject is about, also of one that is gone.
    pub fn id_of<'m>(&'m self, subject: &'m Subject) -> &'m str {
        let known = || self.memory.records.get(&subject.sheet)?.get(&subject.record).map(|known| known.id.as_str());
        let id = self.record(subject).map(|record| record.id.as_str()).filter(|id| !id.is_empty()).or_else(known);
        id.unwrap_or(subject.record.as_str())
    }

    /// The record that a subject is about.
    pub fn record(&self, subject: &Subject) -> Option<&Record> {
        self.sheet(&subject.sheet)?.records.get(&subject.record)
    }
}

/// The state of one sheet.
#[derive(Clone, Debug)]
pub struct SheetState {
    /// The sheet; a matrix has its role columns.
    pub sheet: Arc<Sheet>,
    /// Records by record key, in the master's order.
    pub records: IndexMap<RecordKey, Record>,
    /// Rows that stay as typed, without ID and row key, until a person decides.
    pub loose: Vec<Vec<Value>>,
    /// User-owned columns: title, and text by record key.
    pub own_columns: Vec<(String, BTreeMap<RecordKey, String>)>,
    /// Cells of those columns that hold more than text, by title and record key.
    pub own_cells: BTreeMap<(String, RecordKey), OwnCell>,
    /// User-owned cells outside the table.
    pub around: Vec<OutsideCell>,
    /// Where columns stand in the master as read: the column, and its key, or its title where it is user-owned.
    pub layout: Vec<(u16, String)>,
    /// Notes that people wrote on fields.
    pub notes: BTreeMap<RecordField, OwnNote>,
    /// Fills that people gave fields, `RRGGBB`.
    pub fills: BTreeMap<RecordField, u32>,
    /// Hyperlinks that people gave fields, each with the text that it stands behind.
    pub links: BTreeMap<RecordField, OwnLink>,
}

impl SheetState {
    /// A sheet without records.
    pub fn new(sheet: Arc<Sheet>) -> Self {
        Self {
            sheet,
            records: IndexMap::new(),
            loose: Vec::new(),
            own_columns: Vec::new(),
            own_cells: BTreeMap::new(),
            around: Vec::new(),
            layout: Vec::new(),
            notes: BTreeMap::new(),
            fills: BTreeMap::new(),
            links: BTreeMap::new(),
        }
    }

    /// What people call a field: the title of its column; a key that no column has stays as it is.
    pub fn title_of<'s>(&'s self, field: &'s FieldKey) -> &'s str {
        self.sheet.columns.iter().find(|c| c.key == *field).map_or(field.as_str(), |c| c.title.as_str())
    }

    /// The value of a record's field.
    pub fn value<K: ?Sized>(&self, record: &RecordKey, field: &K) -> Option<&Value>
    where
        FieldKey: PartialEq<K>,
    {
        self.records.get(record)?.values.get(self.sheet.position(field)?)
    }
}

/// A field of a record of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordField {
    /// The record's key.
    pub record: RecordKey,
    /// The column's key.
    pub field: FieldKey,
}

/// A hyperlink that a person set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLink {
    /// The text of its cell.
    pub text: String,
    /// Where it leads.
    pub address: String,
}

/// A note that a person wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnNote {
    /// Who wrote it; empty where the file doesn't say.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// A cell outside the table of its sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutsideCell {
    /// Where it stands, or is to stand.
    pub at: At,
    /// What it holds.
    pub cell: OwnCell,
}

/// A user-owned cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnCell {
    /// What it holds, or what its formula gave.
    pub raw: Raw,
    /// Its formula without `=`, and the row for which it is written, from 0.
    pub formula: Option<(u32, String)>,
    /// The fill that it was given.
    pub fill: Option<u32>,
}

/// A record of the master.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its visible ID.
    pub id: String,
    /// Its values, in the order of the sheet's columns.
    pub values: Vec<Value>,
    /// What the columns refused of what was typed in the master, by position of the column in the sheet.
    pub issues: BTreeMap<usize, ValueIssue>,
    /// The row keys that it came from.
    pub origins: Vec<RecordOrigin>,
    /// Where it stands in the master as read, where it does.
    pub place: Option<Place>,
    /// Its row in the master as read, from 0.
    pub row: Option<u32>,
}

/// What people added to a list that prekick writes: columns, notes and fills.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnOnList {
    /// Titles of people's columns, in their order.
    pub columns: Vec<String>,
    /// What stands in these columns.
    pub texts: BTreeMap<ListCell, String>,
    /// Notes on cells.
    pub notes: BTreeMap<ListCell, OwnNote>,
    /// Fills that people gave cells.
    pub fills: BTreeMap<ListCell, u32>,
}

/// A cell of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListCell {
    /// The ID of its row.
    pub id: String,
    /// How many rows above have the same ID.
    pub repeat: usize,
    /// The title of its column.
    pub title: String,
}

/// What a person picked for a discrepancy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pick {
    /// The discrepancy's ID.
    pub id: String,
    /// The text of the Decision cell.
    pub decision: String,
    /// The text of the My value cell.
    pub my_value: String,
    /// The text of the Note cell.
    pub note: String,
    /// Where the Decision cell stands.
    pub place: Place,
    /// Whether the ID stands on another row as well.
    pub twice: bool,
    /// What stands in the columns that prekick fills in.
    pub shown: Vec<ShownCell>,
}

/// A cell of a row that prekick fills in, as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownCell {
    /// The title of its column.
    pub title: String,
    /// What it holds now.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Column, Kind};

    #[test]
    fn a_record_is_found_by_its_subject_and_a_value_by_its_column() {
        let mut sheet = Sheet::new("raid", "risks", "Risks");
        sheet.columns = ["id", "title"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
        let mut state = SheetState::new(Arc::new(sheet));
        let values = vec![Value::text("R-001"), Value::text("Late")];
        state.records.insert("k1".into(), Record { id: "R-001".into(), values, ..Record::default() });
        assert_eq!(state.value(&"k1".into(), "title"), Some(&Value::text("Late")));
        assert_eq!((state.value(&"k2".into(), "title"), state.value(&"k1".into(), "owner")), (None, None));
        let master = Master { sheets: vec![state], ..Master::default() };
        let subject = |sheet: &str, record: &str| Subject {
            sheet: sheet.into(),
            record: record.into(),
            field: FieldKey::default(),
        };
        for (sheet, record, found) in [("risks", "k1", true), ("risks", "R-001", false), ("issues", "k1", false)] {
            assert_eq!(master.record(&subject(sheet, record)).is_some(), found, "{sheet} {record}");
        }
    }
}
