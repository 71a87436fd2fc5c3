//! A row of a sheet as recipients may see it, by the keys of its columns.

use crate::model::keys::FieldKey;
use crate::model::table::natural_words;
use crate::model::text::one_line;
use crate::model::value::Value;
use crate::steps::outgoing::audience::OutgoingSheet;
use jiff::civil::Date;

/// A row of a sheet, without what is internal.
#[derive(Clone, Copy)]
pub(super) struct SharedRow<'a> {
    pub sheet: &'a OutgoingSheet,
    pub values: &'a [Value],
}

impl<'a> SharedRow<'a> {
    /// The rows of a sheet that are not archived.
    pub fn current(sheet: &'a OutgoingSheet) -> impl Iterator<Item = SharedRow<'a>> {
        let rows = sheet.rows().iter().map(move |(_, values)| SharedRow { sheet, values });
        rows.filter(|row| row.text("archived") != Value::YesNo(true).to_string())
    }

    pub fn value<K: ?Sized>(&self, key: &K) -> &'a Value
    where
        FieldKey: PartialEq<K>,
    {
        self.sheet.sheet().position(key).and_then(|i| self.values.get(i)).unwrap_or(&Value::Empty)
    }

    pub fn text<K: ?Sized>(&self, key: &K) -> String
    where
        FieldKey: PartialEq<K>,
    {
        self.value(key).to_string()
    }

    pub fn day<K: ?Sized>(&self, key: &K) -> Option<Date>
    where
        FieldKey: PartialEq<K>,
    {
        match self.value(key) {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    pub fn names(&self, key: &str) -> Vec<String> {
        match self.value(key) {
            Value::Set(names) => names.clone(),
            Value::Empty => Vec::new(),
            other => vec![other.to_string()],
        }
    }

    /// What people call it, on one line.
    pub fn name(&self) -> String {
        one_line(&natural_words(self.sheet.sheet(), self.values))
    }

    /// Who answers for it; empty where nobody does or the sheet names nobody.
    pub fn owner(&self) -> String {
        self.sheet.sheet().responsible.as_ref().map(|key| self.text(key)).unwrap_or_default()
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        let finals = &self.sheet.sheet().finals;
        !finals.is_empty() && !finals.contains(&self.text("status"))
    }

    /// Whether it is open and what was wanted of it is not there yet.
    pub fn is_waited_for(&self) -> bool {
        self.is_open() && !self.sheet.sheet().due_kept.contains(&self.text("status"))
    }

    /// The day by which it is due; none where nothing is waited for.
    pub fn due(&self) -> Option<Date> {
        let day = self.day(self.sheet.sheet().due.as_ref()?)?;
        self.is_waited_for().then_some(day)
    }

    /// A line for each of these columns that is filled.
    pub fn details(&self, columns: &[(&str, &str)]) -> String {
        let lines = columns.iter().map(|(key, title)| (self.text(*key), title)).filter(|(text, _)| !text.is_empty());
        lines.map(|(text, title)| format!("{title}: {text}")).collect::<Vec<_>>().join("\n")
    }
}
