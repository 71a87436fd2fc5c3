//! What a rule may look at: a record and its sheet, and around it the records of all sheets, the people, the day and the
//! engagement.

use super::expr_value::ExprValue;
use crate::model::condition::{EngagementFact, ExprType, Member};
use crate::model::delivery_side::DeliverySide;
use crate::model::engagement::Engagement;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Sheet};
use crate::model::text::fold;
use crate::model::thresholds::Threshold;
use crate::model::value::Value;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::{People, Resolved};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The merged whole, as rules see it. Archived records are left out.
#[derive(Debug)]
pub struct RuleContext<'a> {
    sheets: Vec<SheetRecords<'a>>,
    people: &'a People,
    forums: Forums,
    /// The date of the run.
    pub today: Date,
    /// The engagement.
    pub engagement: &'a Engagement,
    indexes: RefCell<BTreeMap<LookupKey, Rc<LookupIndex>>>,
}

/// A sheet and the fields by which its records are looked up.
type LookupKey = (SheetKey, Vec<String>);

/// The positions of records, by the folded values of those fields.
type LookupIndex = BTreeMap<Vec<String>, Vec<usize>>;

#[derive(Debug)]
struct SheetRecords<'a> {
    sheet: &'a Sheet,
    rows: Vec<&'a Row>,
}

/// What a rule is checked on: a record, by its sheet and values; or a whole sheet, where there are no values.
#[derive(Clone, Copy, Debug)]
pub struct RuleTarget<'j, 'a> {
    /// What stands around it; a computed column is evaluated without.
    pub context: Option<&'j RuleContext<'a>>,
    /// The sheet.
    pub sheet: &'j Sheet,
    /// The record's values in the order of the sheet's columns.
    pub values: &'j [Value],
}

impl<'a> RuleContext<'a> {
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
            SheetRecords { sheet: &table.sheet, rows: rows.collect() }
        };
        let forums = Forums::of_tables(tables.iter().copied());
        let sheets = tables.iter().map(records).collect();
        Self { sheets, people, forums, today, engagement, indexes: RefCell::default() }
    }

    /// All records of a sheet.
    pub(super) fn all_records(&self, key: &SheetKey) -> Vec<ExprValue> {
        let Some(at) = self.position(key) else { return Vec::new() };
        let count = self.sheets.get(at).map_or(0, |s| s.rows.len());
        (0..count).map(|row| ExprValue::Record(at, row)).collect()
    }

    /// The sheet and the values of a record.
    pub(super) fn record(&self, sheet: usize, row: usize) -> Option<(&'a Sheet, &'a [Value])> {
        let records = self.sheets.get(sheet)?;
        let row = records.rows.get(row)?;
        Some((records.sheet, row.values.as_slice()))
    }

    /// The records of a sheet whose members are, or hold, these values; what is empty or unknown finds nothing.
    pub(super) fn records_where(&self, key: &SheetKey, members: &[&Member], values: &[ExprValue]) -> Vec<ExprValue> {
        let words: Option<Vec<String>> = values.iter().map(lookup_word).collect();
        let (Some(words), Some(at)) = (words, self.position(key)) else { return Vec::new() };
        let index = self.index(key, at, members);
        index.get(&words).into_iter().flatten().map(|row| ExprValue::Record(at, *row)).collect()
    }

    /// The contact of a name, an address or an ID.
    pub(super) fn contact(&self, person: &str) -> ExprValue {
        let Resolved::One(handle) = self.people.resolve(person) else {
            return ExprValue::Unknown;
        };
        for field in ["name", "email", "id"] {
            let member = Member::Field(field.into());
            let found = self.records_where(&"contacts".into(), &[&member], &[ExprValue::Text(handle.clone())]);
            if let [one] = found.as_slice() {
                return one.clone();
            }
        }
        ExprValue::Unknown
    }

    /// Whom a text names who is neither a contact nor a forum, a team or a role.
    pub(super) fn unknown_persons(&self, typed: &str) -> ExprValue {
        ExprValue::List(self.forums.unknown_persons(typed, self.people).into_iter().map(ExprValue::Text).collect())
    }

    fn position(&self, key: &SheetKey) -> Option<usize> {
        self.sheets.iter().position(|s| s.sheet.key == *key)
    }

    fn index(&self, key: &SheetKey, at: usize, members: &[&Member]) -> Rc<LookupIndex> {
        let lookup = (key.clone(), members.iter().map(|m| format!("{m:?}")).collect());
        if let Some(index) = self.indexes.borrow().get(&lookup) {
            return Rc::clone(index);
        }
        let index = Rc::new(self.build_index(at, members));
        self.indexes.borrow_mut().insert(lookup, Rc::clone(&index));
        index
    }

    fn build_index(&self, at: usize, members: &[&Member]) -> LookupIndex {
        let mut index = LookupIndex::new();
        let Some(records) = self.sheets.get(at) else { return index };
        for (n, row) in records.rows.iter().enumerate() {
            let target = RuleTarget { context: Some(self), sheet: records.sheet, values: &row.values };
            let words: Vec<Vec<String>> = members.iter().map(|m| lookup_words(&target.member(m))).collect();
            for key in combinations(&words) {
                index.entry(key).or_default().push(n);
            }
        }
        index
    }
}

impl RuleTarget<'_, '_> {
    /// What can be asked of a record.
    pub(super) fn member(&self, member: &Member) -> ExprValue {
        match member {
            Member::Field(key) => self.field(key),
            Member::Holders(letter) => self.holders(letter),
            Member::Open => self.open(),
            // Worked out where conditions are evaluated.
            Member::Term(_) => ExprValue::Unknown,
        }
    }

    pub(super) fn field<K: ?Sized>(&self, key: &K) -> ExprValue
    where
        FieldKey: PartialEq<K>,
    {
        let Some(at) = self.sheet.position(key) else { return ExprValue::Unknown };
        let (Some(column), Some(value)) = (self.sheet.columns.get(at), self.values.get(at)) else {
            return ExprValue::Unknown;
        };
        read_cell(column, value)
    }

    /// The IDs of the roles that hold a letter. Where a cell could not be read, the letter may be in it.
    pub(super) fn holders(&self, letter: &str) -> ExprValue {
        let mut out = Vec::new();
        let mut roles = self.sheet.columns.iter().zip(self.values).filter_map(|(c, v)| Some((c.role()?, v))).peekable();
        // Where there are no roles yet, nothing is known of who holds what.
        if roles.peek().is_none() {
            return ExprValue::Unknown;
        }
        for (role, value) in roles {
            if value.is_unread() {
                return ExprValue::Unknown;
            }
            if value.members().iter().any(|m| m == letter) {
                out.push(ExprValue::Text(role.to_owned()));
            }
        }
        ExprValue::List(out)
    }

    pub(super) fn open(&self) -> ExprValue {
        match self.field("status") {
            ExprValue::Text(status) => ExprValue::YesNo(!self.sheet.finals.iter().any(|f| fold(f) == fold(&status))),
            _ => ExprValue::Unknown,
        }
    }

    pub(super) fn fact(&self, fact: EngagementFact) -> ExprValue {
        let Some(context) = self.context else { return ExprValue::Unknown };
        let day = |day: Option<Date>| day.map_or(ExprValue::Unknown, ExprValue::Date);
        let days = |n: Option<i32>| n.map_or(ExprValue::Unknown, |n| ExprValue::Number(n.into()));
        let engagement = context.engagement;
        match fact {
            EngagementFact::Start => day(engagement.start),
            EngagementFact::End => day(engagement.end),
            EngagementFact::Kickoff => day(engagement.kickoff_day()),
            EngagementFact::WorkStart => day(engagement.work_start()),
            EngagementFact::Cutover => day(engagement.proposed_cutover()),
            EngagementFact::BuildDays => days(engagement.build_days()),
            EngagementFact::LeadDays => days(engagement.lead_days(context.today)),
            EngagementFact::Name => ExprValue::Text(engagement.name.clone()),
            EngagementFact::Customer => ExprValue::Text(engagement.customer.clone()),
            EngagementFact::Stage => ExprValue::Text(engagement.stage.word().to_owned()),
            EngagementFact::DeliverySide => ExprValue::Text(engagement.delivery.name.clone()),
        }
    }

    pub(super) fn setting(&self, name: &str) -> ExprValue {
        let days = self.context.and_then(|context| context.engagement.calendar.days(name));
        if let Some(days) = days {
            return ExprValue::List(days.into_iter().map(ExprValue::Date).collect());
        }
        if name == DeliverySide::ACTS {
            let acts = self.context.map(|context| context.engagement.delivery.acts());
            return acts
                .map_or(ExprValue::Unknown, |acts| ExprValue::List(acts.into_iter().map(ExprValue::Text).collect()));
        }
        match self.context.and_then(|w| w.engagement.thresholds.get(name)) {
            Some(Threshold::Number(n)) => ExprValue::Number(n),
            Some(Threshold::YesNo(b)) => ExprValue::YesNo(b),
            Some(Threshold::Words(words)) => ExprValue::List(words.into_iter().map(ExprValue::Text).collect()),
            None => ExprValue::Unknown,
        }
    }
}

/// A value as a condition sees it: an empty text is a text, an empty number or date is unknown.
fn read_cell(column: &Column, value: &Value) -> ExprValue {
    match (value, column.value_type()) {
        (Value::Unread(_), _) | (Value::Empty, ExprType::Number | ExprType::Date) => ExprValue::Unknown,
        (Value::Number(n), _) => ExprValue::Number(*n),
        (Value::Date(d), _) => ExprValue::Date(*d),
        (value, ExprType::List(_)) => ExprValue::List(value.members().into_iter().map(ExprValue::Text).collect()),
        (other, _) => ExprValue::Text(other.to_string()),
    }
}

/// Whether the record is archived, so that it is out of sight.
pub(crate) fn is_archived(sheet: &Sheet, values: &[Value]) -> bool {
    sheet.position("archived").and_then(|i| values.get(i)) == Some(&Value::YesNo(true))
}

/// The lookup key of a value: texts folded, numbers and dates as they are displayed; none for what is empty or unknown.
fn lookup_word(value: &ExprValue) -> Option<String> {
    match value {
        ExprValue::Text(t) if t.trim().is_empty() => None,
        ExprValue::Text(t) => Some(fold(t)),
        ExprValue::Number(_) | ExprValue::Date(_) | ExprValue::YesNo(_) => Some(value.to_string()),
        ExprValue::Unknown | ExprValue::List(_) | ExprValue::Record(..) => None,
    }
}

fn lookup_words(value: &ExprValue) -> Vec<String> {
    match value {
        ExprValue::List(all) => all.iter().filter_map(lookup_word).collect(),
        one => lookup_word(one).into_iter().collect(),
    }
}

/// One key for each combination of one word per field.
fn combinations(words: &[Vec<String>]) -> Vec<Vec<String>> {
    words.iter().fold(vec![Vec::new()], |keys, field| {
        let longer = |key: &Vec<String>| {
            let key = key.clone();
            field.iter().map(move |word| key.iter().cloned().chain([word.clone()]).collect::<Vec<_>>())
        };
        keys.iter().flat_map(longer).collect()
    })
}
