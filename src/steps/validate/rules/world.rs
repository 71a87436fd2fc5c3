//! What a rule may look at: the records of all sheets, the people, the day and the engagement.

use super::evaluate::Val;
use crate::model::condition::Member;
use crate::model::engagement::Engagement;
use crate::model::table::{Row, Table};
use crate::model::template::Sheet;
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::validate::people::People;
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The merged whole, as rules see it. Archived records are left out.
#[derive(Debug)]
pub struct World<'a> {
    sheets: Vec<Records<'a>>,
    people: &'a People,
    /// The date of the run.
    pub today: Date,
    /// The engagement.
    pub engagement: &'a Engagement,
    found: RefCell<BTreeMap<Question, Rc<Index>>>,
}

/// A sheet and the fields by which its records are looked up.
type Question = (String, Vec<String>);

/// The positions of records, by the folded values of those fields.
type Index = BTreeMap<Vec<String>, Vec<usize>>;

#[derive(Debug)]
struct Records<'a> {
    sheet: &'a Sheet,
    rows: Vec<&'a Row>,
}

/// What is judged: a record, by its sheet and values; or a whole sheet, where there are no values.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'j, 'a> {
    /// The rest of the world; a computed column is made without it.
    pub world: Option<&'j World<'a>>,
    /// The sheet.
    pub sheet: &'j Sheet,
    /// The record's values in the order of the sheet's columns.
    pub values: &'j [Value],
}

impl<'a> World<'a> {
    /// The records of these tables that are typed and not archived.
    pub fn new(
        tables: &[&'a Table],
        is_record: &dyn Fn(&Table, &Row) -> bool,
        people: &'a People,
        today: Date,
        engagement: &'a Engagement,
    ) -> Self {
        let records = |table: &&'a Table| {
            let rows = table.rows.iter().filter(|row| is_record(table, row) && !is_archived(&table.sheet, &row.values));
            Records { sheet: &table.sheet, rows: rows.collect() }
        };
        Self { sheets: tables.iter().map(records).collect(), people, today, engagement, found: RefCell::default() }
    }

    /// All records of a sheet.
    pub(super) fn all(&self, key: &str) -> Vec<Val> {
        let Some(at) = self.position(key) else { return Vec::new() };
        let count = self.sheets.get(at).map_or(0, |s| s.rows.len());
        (0..count).map(|row| Val::Record(at, row)).collect()
    }

    /// The sheet and the values of a record.
    pub(super) fn record(&self, sheet: usize, row: usize) -> Option<(&'a Sheet, &'a [Value])> {
        let records = self.sheets.get(sheet)?;
        let row = records.rows.get(row)?;
        Some((records.sheet, row.values.as_slice()))
    }

    /// The records of a sheet whose members are, or hold, these values; what is empty or unknown finds nothing.
    pub(super) fn among(&self, key: &str, members: &[&Member], values: &[Val]) -> Vec<Val> {
        let words: Option<Vec<String>> = values.iter().map(word).collect();
        let (Some(words), Some(at)) = (words, self.position(key)) else { return Vec::new() };
        let index = self.index(key, at, members);
        index.get(&words).into_iter().flatten().map(|row| Val::Record(at, *row)).collect()
    }

    /// The contact of a name, an address or an ID.
    pub(super) fn contact(&self, person: &str) -> Val {
        let crate::steps::validate::people::Resolved::One(handle) = self.people.resolve(person) else {
            return Val::Unknown;
        };
        for field in ["name", "email", "id"] {
            let member = Member::Field(field.into());
            let found = self.among("contacts", &[&member], &[Val::Text(handle.clone())]);
            if let [one] = found.as_slice() {
                return one.clone();
            }
        }
        Val::Unknown
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.sheets.iter().position(|s| s.sheet.key == key)
    }

    fn index(&self, key: &str, at: usize, members: &[&Member]) -> Rc<Index> {
        let question = (key.to_owned(), members.iter().map(|m| format!("{m:?}")).collect());
        if let Some(index) = self.found.borrow().get(&question) {
            return Rc::clone(index);
        }
        let index = Rc::new(self.indexed(at, members));
        self.found.borrow_mut().insert(question, Rc::clone(&index));
        index
    }

    fn indexed(&self, at: usize, members: &[&Member]) -> Index {
        let mut index = Index::new();
        let Some(records) = self.sheets.get(at) else { return index };
        for (n, row) in records.rows.iter().enumerate() {
            let judged = Judged { world: Some(self), sheet: records.sheet, values: &row.values };
            let words: Vec<Vec<String>> = members.iter().map(|m| words(&judged.member(m))).collect();
            for key in combined(&words) {
                index.entry(key).or_default().push(n);
            }
        }
        index
    }
}

/// Is the record out of sight?
pub(crate) fn is_archived(sheet: &Sheet, values: &[Value]) -> bool {
    sheet.position("archived").and_then(|i| values.get(i)) == Some(&Value::YesNo(true))
}

/// What a value is looked up by: texts without case, numbers and dates as such.
fn word(value: &Val) -> Option<String> {
    match value {
        Val::Text(t) if t.trim().is_empty() => None,
        Val::Text(t) => Some(fold(t)),
        Val::Number(_) | Val::Date(_) | Val::YesNo(_) => Some(value.to_string()),
        Val::Unknown | Val::List(_) | Val::Record(..) => None,
    }
}

fn words(value: &Val) -> Vec<String> {
    match value {
        Val::List(all) => all.iter().filter_map(word).collect(),
        one => word(one).into_iter().collect(),
    }
}

/// One key for each way to take a word from each field.
fn combined(words: &[Vec<String>]) -> Vec<Vec<String>> {
    words.iter().fold(vec![Vec::new()], |keys, field| {
        let longer = |key: &Vec<String>| {
            let key = key.clone();
            field.iter().map(move |word| key.iter().cloned().chain([word.clone()]).collect::<Vec<_>>())
        };
        keys.iter().flat_map(longer).collect()
    })
}
