//! A sheet as understood: records with identity and typed cells.

use crate::model::keys::FieldKey;
use crate::model::place::{At, Place};
use crate::model::template::{Kind, Sheet};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A table or matrix as understood from one file. Cells stand in the order of `sheet.columns`.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it was understood as; a matrix has its role columns.
    pub sheet: Arc<Sheet>,
    /// The file it came from, as findings name it.
    pub file: String,
    /// The sheet's title in that file.
    pub title: String,
    /// Which columns the file has, by position in `sheet.columns`: where each stands.
    pub present: Vec<Option<u16>>,
    /// The header row, counted from 0.
    pub header: u32,
    /// The rows that carry an identity or anything typed.
    pub rows: Vec<Row>,
}

impl Table {
    /// The row with this number.
    pub fn row_numbered(&self, number: u32) -> Option<&Row> {
        match self.rows.binary_search_by_key(&number, |row| row.number) {
            Ok(at) => self.rows.get(at),
            // Rows that were put together from several places need not be in order.
            Err(_) => self.rows.iter().find(|row| row.number == number),
        }
    }

    /// Where a row's field stands in the file; a column that is missing gives the sheet.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        match self.present.get(column).copied().flatten() {
            Some(at) => Place::cell(&self.file, &self.title, At::new(row.number, at)),
            None => Place::sheet(&self.file, &self.title),
        }
    }

    /// Where a row begins in the file: its first present cell.
    pub fn row_place(&self, row: &Row) -> Place {
        let column = row
            .values
            .iter()
            .enumerate()
            .find_map(|(i, v)| if v.is_empty() { None } else { self.present.get(i).copied().flatten() })
            .or_else(|| self.present.iter().flatten().min().copied());
        Place::cell(&self.file, &self.title, At::new(row.number, column.unwrap_or(0)))
    }
}

/// One row as understood.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The row in the file, counted from 0.
    pub number: u32,
    /// The hidden row key, where it has one that is sound.
    pub row_key: Option<String>,
    /// The visible ID as typed, normalised (`r7` is `R-007`), where it has one.
    pub id: Option<String>,
    /// The values, in the order of the sheet's columns. The ID column and computed columns hold what the file has.
    pub values: Vec<Value>,
    /// The issues of its cells on reading, by position of the column in the sheet.
    pub issues: BTreeMap<usize, ValueIssue>,
    /// Whether every filled cell is struck through.
    pub struck: bool,
    /// Columns whose cell proposes nothing: another cell is merged over it, or it still holds our formula.
    pub silent: Vec<usize>,
}

impl Row {
    /// The natural key, folded, `None` where all of it is empty.
    pub fn natural_key(&self, sheet: &Sheet) -> Option<String> {
        natural_key(sheet, &self.values)
    }

    /// Whether anything is typed in it, beside what the program fills in.
    pub fn has_typed_values(&self, sheet: &Sheet) -> bool {
        sheet.columns.iter().zip(&self.values).any(|(c, v)| !c.is_tool() && !v.is_empty())
    }
}

/// The natural key of values in the order of a sheet's columns, folded; `None` where all of it is empty.
pub fn natural_key(sheet: &Sheet, values: &[Value]) -> Option<String> {
    let mut out = String::new();
    for key in &sheet.natural_key {
        let value = sheet.position(key).and_then(|i| values.get(i));
        let part = value.map(|v| crate::model::text::fold(&v.to_string())).unwrap_or_default();
        if !out.is_empty() {
            out.push('\u{1f}');
        }
        out.push_str(&part);
    }
    let empty = out.chars().all(|c| c == '\u{1f}');
    (!empty).then_some(out)
}

/// What people call a record: its natural key in words, as typed. A person whom only an e-mail address tells from others is
/// called by name.
pub fn natural_words(sheet: &Sheet, values: &[Value]) -> String {
    let is_address = |key: &FieldKey| sheet.column(key).is_some_and(|column| column.kind == Kind::Email);
    let name =
        sheet.position("name").filter(|_| !sheet.natural_key.is_empty() && sheet.natural_key.iter().all(is_address));
    let name = name.and_then(|at| values.get(at)).filter(|name| !name.is_empty());
    name.map_or_else(|| natural_key_words(sheet, values), ToString::to_string)
}

/// The natural key in words, as typed.
pub fn natural_key_words(sheet: &Sheet, values: &[Value]) -> String {
    let words: Vec<String> = sheet
        .natural_key
        .iter()
        .filter_map(|key| sheet.position(key).and_then(|i| values.get(i)))
        .filter(|v| !v.is_empty())
        .map(ToString::to_string)
        .collect();
    words.join(", ")
}

/// What a record holds, each value under the title of its column; without empty ones and those that prekick fills in.
pub fn titled_values(sheet: &Sheet, values: &[Value]) -> Vec<(String, Value)> {
    let filled = sheet.columns.iter().zip(values).filter(|(column, value)| !column.is_tool() && !value.is_empty());
    filled.map(|(column, value)| (column.title.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Column, Kind};

    fn sheet(natural: &[&str]) -> Sheet {
        let mut sheet = Sheet::new("raid", "risks", "Risks");
        sheet.columns = ["id", "title", "area"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
        sheet.natural_key = natural.iter().map(|k| (*k).into()).collect();
        sheet
    }

    fn values(texts: [&str; 3]) -> Vec<Value> {
        texts.map(Value::text).to_vec()
    }

    #[test]
    fn natural_keys_are_the_same_in_any_case_and_spacing() {
        let one = natural_key(&sheet(&["title"]), &values(["R-001", "Late  Data", "x"]));
        assert!(one.is_some());
        assert_eq!(one, natural_key(&sheet(&["title"]), &values(["R-002", " late data ", "y"])));
        assert_ne!(one, natural_key(&sheet(&["title"]), &values(["R-001", "Late date", "x"])));
    }

    #[test]
    fn a_natural_key_of_two_columns_tells_them_apart() {
        let both = sheet(&["title", "area"]);
        let of = |title: &str, area: &str| natural_key(&both, &values(["", title, area]));
        assert_ne!(of("ab", "c"), of("a", "bc"));
        assert_ne!(of("a", ""), of("", "a"));
        assert!(of("", "a").is_some(), "one column filled is a key");
        assert_eq!(of("", ""), None);
        assert_eq!(of(" ", "\t"), None);
    }

    #[test]
    fn a_record_is_named_by_what_of_its_natural_key_is_filled() {
        let both = sheet(&["title", "area"]);
        for (title, area, words) in
            [("Late Data", "Network", "Late Data, Network"), ("", "Network", "Network"), ("", "", "")]
        {
            assert_eq!(natural_words(&both, &values(["R-001", title, area])), words);
        }
    }

    #[test]
    fn a_person_known_by_an_address_is_called_by_name() {
        let mut contacts = sheet(&["email"]);
        contacts.columns = vec![Column::new("email", "E-mail", Kind::Email), Column::new("name", "Name", Kind::Text)];
        for (name, called) in [("Ada Park", "Ada Park"), ("", "ada@acme.example")] {
            let held = values(["ada@acme.example", name, ""]);
            assert_eq!(natural_words(&contacts, &held), called);
            assert_eq!(natural_key_words(&contacts, &held), "ada@acme.example");
        }
    }

    #[test]
    fn a_row_begins_at_its_first_filled_cell() {
        let table = Table {
            sheet: Arc::new(sheet(&["title"])),
            file: "inbox/a.xlsx".into(),
            title: "Risks".into(),
            present: vec![Some(4), None, Some(2)],
            header: 3,
            rows: Vec::new(),
        };
        let row = |texts: [&str; 3]| Row { number: 6, values: values(texts), ..Row::default() };
        let at = |column| Place::cell("inbox/a.xlsx", "Risks", At::new(6, column));
        assert_eq!(table.row_place(&row(["R-001", "Late", "x"])), at(4));
        assert_eq!(table.row_place(&row(["", "Late", "x"])), at(2), "the first that the file has");
        assert_eq!(table.row_place(&row(["", "", ""])), at(2), "an empty row at its leftmost column");
        assert_eq!(table.place(&row(["", "", ""]), 0), at(4));
        assert_eq!(table.place(&row(["", "", ""]), 1), Place::sheet("inbox/a.xlsx", "Risks"), "no such column there");
    }
}
