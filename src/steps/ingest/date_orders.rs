//! Whether the day or the month comes first in the dates of a column. It is a fact about the column, not about a cell: one
//! date that can be read in one way only tells it, and so does one that nobody touched and that is what was sent in one way.

use super::context::IngestContext;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Raw, Workbook};
use crate::model::place::{At, Place};
use crate::model::table::{Row, Table, natural_key};
use crate::model::template::{Column, Kind, Sheet};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::steps::values::{self, DateOrder, Reading};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Reads the dates of each column again where its other dates tell in which order their parts stand, and says so once for
/// each column. Where they tell different orders, nothing is read again, and that is said.
pub(super) fn settle_date_orders(
    grid: &Grid,
    workbook: &Workbook,
    table: &mut Table,
    context: IngestContext<'_>,
) -> Vec<Finding> {
    let dates = |c: &Column| c.kind == Kind::Date;
    let columns: Vec<usize> = (0..).zip(&table.sheet.columns).filter(|(_, c)| dates(c)).map(|(i, _)| i).collect();
    let mut columns: Vec<DateColumn> = columns.into_iter().filter_map(|i| DateColumn::of(grid, table, i)).collect();
    columns.retain(|column| !column.dates.is_empty());
    let mut findings = Vec::new();
    if columns.is_empty() {
        return findings;
    }
    let sent = SentRows::of(table, context);
    for mut column in columns {
        column.compare(&table.sheet, &sent);
        let settled = column.order().and_then(|order| column.settle(order, grid, table, context.reading(workbook)));
        let place = Place::cell(&table.file, &table.title, At::new(table.header, column.at));
        findings.extend(settled.into_iter().chain(column.mixed(table)).map(|f| f.at(place.clone())));
    }
    findings
}

/// The rows of what was sent, by the row of the file that came back.
struct SentRows<'a> {
    rows: BTreeMap<u32, &'a Row>,
}

impl<'a> SentRows<'a> {
    fn of(table: &Table, context: IngestContext<'a>) -> Self {
        let Some(sent) = context.sent.and_then(|sent| sent.table(&table.sheet.key)) else {
            return Self { rows: BTreeMap::new() };
        };
        let by_key = unique(sent.rows.iter().filter_map(|r| Some((r.row_key.clone()?, r))));
        let by_id = unique(sent.rows.iter().filter_map(|r| Some((r.id.clone()?, r))));
        let by_words = unique(sent.rows.iter().filter_map(|r| Some((natural_key(&sent.sheet, &r.values)?, r))));
        let of = |row: &Row| {
            let by = |known: &BTreeMap<String, Option<&'a Row>>, key: Option<&str>| *known.get(key?)?;
            by(&by_key, row.row_key.as_deref())
                .or_else(|| by(&by_id, row.id.as_deref()))
                .or_else(|| by(&by_words, row.natural_key(&table.sheet).as_deref()))
        };
        Self { rows: table.rows.iter().filter_map(|row| Some((row.number, of(row)?))).collect() }
    }

    fn day(&self, row: u32, sheet: &Sheet, column: usize) -> Option<Date> {
        let key = &sheet.columns.get(column)?.key;
        let row = self.rows.get(&row)?;
        match row.values.get(column).filter(|_| sheet.position(key) == Some(column))? {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }
}

/// What has each key; none where several have it.
fn unique<'a>(rows: impl Iterator<Item = (String, &'a Row)>) -> BTreeMap<String, Option<&'a Row>> {
    let mut out = BTreeMap::new();
    for (key, row) in rows {
        out.entry(key).and_modify(|other| *other = None).or_insert(Some(row));
    }
    out
}

/// A date in digits of which the order is not certain by its form.
struct DigitDate {
    at: At,
    typed: String,
    days: Vec<(DateOrder, Date)>,
    /// The orders that it may have, by itself and by what was sent.
    orders: Vec<DateOrder>,
    /// Whether it is what was sent.
    untouched: bool,
}

impl DigitDate {
    fn is_open(&self) -> bool {
        self.days.iter().any(|(_, day)| self.days.first().is_some_and(|(_, first)| first != day))
    }

    /// How it tells the order, in words.
    fn evidence(&self) -> String {
        match self.untouched && self.is_open() {
            true => format!("{} in {}, which is then what was sent,", self.typed, self.at),
            false => format!("{} in {}", self.typed, self.at),
        }
    }
}

/// The dates of a column that are typed in digits.
struct DateColumn {
    /// Its position in the sheet, and where it stands in the file.
    position: usize,
    at: u16,
    dates: Vec<DigitDate>,
    /// The first date of Excel.
    date_of_excel: Option<At>,
    /// Whether days are typed in other forms, too, such as with the name of a month.
    other_forms: bool,
}

impl DateColumn {
    fn of(grid: &Grid, table: &Table, position: usize) -> Option<Self> {
        let at = (*table.present.get(position)?)?;
        let mut column = Self { position, at, dates: Vec::new(), date_of_excel: None, other_forms: false };
        for row in &table.rows {
            let at = At::new(row.number, at);
            let Some(cell) = grid.cell(at) else { continue };
            if values::is_date_cell(cell) {
                column.date_of_excel.get_or_insert(at);
            }
            let Some(days) = values::days_by_order(cell).filter(|days| !days.is_empty()) else {
                let is_day = matches!(row.values.get(position), Some(Value::Date(_)));
                column.other_forms |= is_day && matches!(cell.raw, Raw::Text(_));
                continue;
            };
            let orders = days.iter().map(|(order, _)| *order).collect();
            let typed = cell.raw.to_string().trim().to_owned();
            column.dates.push(DigitDate { at, typed, days, orders, untouched: false });
        }
        Some(column)
    }

    /// Narrows the orders of dates that are what was sent.
    fn compare(&mut self, sheet: &Sheet, sent: &SentRows<'_>) {
        for date in &mut self.dates {
            let was = sent.day(date.at.row, sheet, self.position);
            let as_sent: Vec<DateOrder> =
                date.days.iter().filter(|(_, day)| Some(*day) == was).map(|(order, _)| *order).collect();
            if !as_sent.is_empty() {
                date.orders = as_sent;
                date.untouched = true;
            }
        }
    }

    /// The order that all dates have; none where they leave it open, or have different ones. Where days are typed in several
    /// forms, one cell tells nothing about the next, save by what was sent.
    fn order(&self) -> Option<DateOrder> {
        let by_what_was_sent = |date: &DigitDate| date.untouched && date.orders.len() == 1;
        if self.other_forms && !self.dates.iter().any(by_what_was_sent) {
            return None;
        }
        let all = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        let mut left = all.into_iter().filter(|order| self.dates.iter().all(|date| date.orders.contains(order)));
        let (first, second) = (left.next(), left.next());
        first.filter(|_| second.is_none() && !self.dates.is_empty())
    }

    /// Reads the open dates in an order, and says which and why.
    fn settle(&self, order: DateOrder, grid: &Grid, table: &mut Table, reading: Reading<'_>) -> Option<Finding> {
        let column = table.sheet.columns.get(self.position)?.clone();
        let reading = Reading { order: Some(order), ..reading };
        let mut settled: Vec<At> = Vec::new();
        for date in self.dates.iter().filter(|date| date.is_open()) {
            let (Some(cell), Ok(at)) =
                (grid.cell(date.at), table.rows.binary_search_by_key(&date.at.row, |r| r.number))
            else {
                continue;
            };
            let (value, issue) = values::read(cell, &column, &reading);
            let Some(row) = table.rows.get_mut(at).filter(|_| !value.is_unread()) else { continue };
            row.issues.remove(&self.position);
            row.issues.extend(issue.map(|issue| (self.position, issue)));
            if let Some(slot) = row.values.get_mut(self.position) {
                *slot = value;
            }
            settled.push(date.at);
        }
        let tells = |date: &&DigitDate| date.orders == [order];
        let evidence = self.dates.iter().filter(|d| !d.is_open()).find(tells).or_else(|| self.dates.iter().find(tells));
        let evidence = evidence.map_or_else(|| "all of them together".to_owned(), DigitDate::evidence);
        let message = format!(
            "The dates of {} have {}, as {evidence} shows; {} read so.",
            column.title,
            order.words(),
            listed(&settled)
        );
        (!settled.is_empty()).then(|| Finding::new(Code::ValueDateOrder, message).on(&table.sheet).field(&column.key))
    }

    /// Says that the dates are typed in more than one way.
    fn mixed(&self, table: &Table) -> Option<Finding> {
        let column = table.sheet.columns.get(self.position)?;
        let mut ways: BTreeMap<DateOrder, &DigitDate> = BTreeMap::new();
        for date in &self.dates {
            if let [only] = date.orders.as_slice() {
                ways.entry(*only).or_insert(date);
            }
        }
        let mut said: Vec<String> =
            ways.iter().map(|(order, date)| format!("as text with {} ({})", order.words(), date.at)).collect();
        said.extend(self.date_of_excel.filter(|_| !ways.is_empty()).map(|at| format!("as a date of Excel ({at})")));
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let message = format!("The dates of {} are typed in more than one way: {}.", column.title, and_list(&said));
        (said.len() > 1).then(|| Finding::new(Code::ValueDateForms, message).on(&table.sheet).field(&column.key))
    }
}

/// How many cells a message lists.
const LISTED: usize = 5;

fn listed(cells: &[At]) -> String {
    let shown: Vec<String> = cells.iter().take(LISTED).map(ToString::to_string).collect();
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    match cells.len() {
        1 => format!("{}, which may be read in several ways, was", and_list(&shown)),
        n if n <= LISTED => format!("{}, which may be read in several ways, were", and_list(&shown)),
        n => format!("{} and {} others that may be read in several ways were", shown.join(", "), n - LISTED),
    }
}
