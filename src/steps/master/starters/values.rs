//! What the cells of a usual row hold in one engagement.

use crate::model::as_table::as_table;
use crate::model::engagement::Engagement;
use crate::model::state::Master;
use crate::model::table::{Table, natural_words};
use crate::model::template::{Column, Sheet, Starter, StarterCell, Template};
use crate::model::text::{fold, fold_title};
use crate::model::value::Value;
use crate::model::working_days::{working_day_from, working_day_until};
use crate::steps::master::read::id_prefixes;
use crate::steps::validate::people::People;
use crate::steps::validate::rules::evaluate::evaluate;
use crate::steps::validate::rules::{ExprValue, RuleContext, rule_target};
use crate::steps::values::parse_typed;
use jiff::civil::Date;

/// What the values of usual rows are made from.
pub(super) struct StarterValues<'a> {
    pub(super) master: &'a Master,
    pub(super) templates: &'a [Template],
    pub(super) engagement: &'a Engagement,
    pub(super) today: Date,
}

impl StarterValues<'_> {
    /// The values of a row, in the order of the sheet's columns.
    pub(super) fn of(&self, sheet: &Sheet, starter: &Starter) -> Vec<Value> {
        sheet.columns.iter().map(|column| self.value(sheet, starter, column)).collect()
    }

    fn value(&self, sheet: &Sheet, starter: &Starter, column: &Column) -> Value {
        let role = column.role().map(|_| format!("role:{}", column.title));
        let is_it = |key: &str| match &role {
            Some(role) => fold_title(key) == fold_title(role),
            None => column.key == key,
        };
        match starter.cells.iter().find(|(key, _)| is_it(key.as_str())).map(|(_, cell)| cell) {
            None => Value::Empty,
            Some(StarterCell::Typed(text)) => self.typed(text, column),
            Some(StarterCell::Named(names)) => self.typed(&self.ids_of(names, column).join(", "), column),
            Some(StarterCell::Made(expr)) => {
                let contacts: Vec<Table> = self.master.sheet("contacts").map(as_table).into_iter().collect();
                let tables: Vec<&Table> = contacts.iter().collect();
                let people = People::default();
                let context = RuleContext::new(&tables, &|_, _| true, &people, self.today, self.engagement);
                self.made(evaluate(expr, rule_target(&context, sheet, &[])), column)
            }
        }
    }

    fn typed(&self, text: &str, column: &Column) -> Value {
        parse_typed(text, column, &id_prefixes(self.templates)).0
    }

    fn made(&self, value: ExprValue, column: &Column) -> Value {
        match value {
            ExprValue::Date(day) => Value::Date(self.working_day(day)),
            ExprValue::Number(n) => Value::Number(n),
            ExprValue::Text(text) => Value::text(text),
            ExprValue::List(all) => {
                let mut texts = all.into_iter().filter_map(|one| match one {
                    ExprValue::Text(text) => Some(text),
                    _ => None,
                });
                if column.many { Value::set(texts.collect()) } else { texts.next().map_or(Value::Empty, Value::text) }
            }
            ExprValue::Unknown | ExprValue::YesNo(_) | ExprValue::Record(..) => Value::Empty,
        }
    }

    /// The working day that a planned day falls on: the one before a weekend or a holiday. That lies neither before today nor before the
    /// project begins, unless the planned day does.
    fn working_day(&self, day: Date) -> Date {
        let bounds = self.engagement.start.into_iter().chain([self.today]);
        let holidays = &self.engagement.calendar.holidays;
        let first = bounds.filter(|bound| *bound <= day).map(|bound| working_day_from(bound, holidays));
        first.fold(working_day_until(day, holidays), Date::max)
    }

    /// The IDs of the records that are called so, on the sheets that the column refers to.
    fn ids_of(&self, names: &[String], column: &Column) -> Vec<String> {
        let sheets: Vec<_> = column.references.iter().filter_map(|key| self.master.sheet(key)).collect();
        let id = |name: &String| {
            let mut records = sheets.iter().flat_map(|s| s.records.values().map(move |record| (&s.sheet, record)));
            let found = records.find(|(sheet, record)| fold(&natural_words(sheet, &record.values)) == fold(name));
            found.map(|(_, record)| record.id.clone())
        };
        names.iter().filter_map(id).collect()
    }
}
