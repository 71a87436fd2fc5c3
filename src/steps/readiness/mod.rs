//! How ready an engagement is for its kickoff, from what the master holds and what there is to say about it.

pub mod baseline;
mod items;
pub mod meetings;

use crate::model::finding::Finding;
use crate::model::page::Role;
use crate::model::readiness::{Due, Load, Readiness, RiskCell, RiskMap, Unstaffed};
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::natural_words;
use crate::model::template::{Computed, Sheet};
use crate::model::value::Value;
use crate::steps::validate::rules::is_archived;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

pub use items::is_of_master;

/// Up to how many days old the records of an age are; the last age has no end.
pub const AGES: [i32; 3] = [7, 14, 30];

/// How ready an engagement is on a day.
pub fn readiness(master: &Master, findings: &[Finding], today: Date) -> Readiness {
    Readiness {
        items: items::items(master, findings, today),
        risk_map: master.sheet("risks").and_then(risk_map),
        by_owner: by_owner(master, today),
        due: due(master),
        meetings: master.sheet("meetings").map(|state| meetings::of(state, today)).unwrap_or_default(),
        unstaffed: master.sheet("resource_requests").map(unstaffed).unwrap_or_default(),
    }
}

/// The records that are in sight.
fn records(state: &SheetState) -> impl Iterator<Item = &Record> {
    state.records.values().filter(|r| !is_archived(&state.sheet, &r.values))
}

/// The records that are not done. A sheet that knows no end has none.
fn open(state: &SheetState) -> impl Iterator<Item = &Record> {
    records(state).filter(|r| is_open(&state.sheet, r))
}

/// How many records of a sheet are open.
pub fn count_open(state: &SheetState) -> usize {
    open(state).count()
}

fn is_open(sheet: &Sheet, record: &Record) -> bool {
    !sheet.finals.is_empty() && !sheet.finals.contains(&text(sheet, record, "status"))
}

fn value<'a>(sheet: &Sheet, record: &'a Record, key: &str) -> &'a Value {
    sheet.position(key).and_then(|i| record.values.get(i)).unwrap_or(&Value::Empty)
}

fn text(sheet: &Sheet, record: &Record, key: &str) -> String {
    value(sheet, record, key).to_string()
}

fn day(sheet: &Sheet, record: &Record, key: &str) -> Option<Date> {
    match value(sheet, record, key) {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

fn due_day(sheet: &Sheet, record: &Record) -> Option<Date> {
    day(sheet, record, sheet.due.as_ref()?)
}

fn due(master: &Master) -> Vec<Due> {
    let one = |state: &SheetState, record: &Record| {
        let sheet = &state.sheet;
        Some(Due {
            sheet: sheet.key.clone(),
            title: sheet.title.clone(),
            record: record.id.clone(),
            name: natural_words(sheet, &record.values),
            owner: sheet.responsible.as_ref().map(|key| text(sheet, record, key)).unwrap_or_default(),
            due: due_day(sheet, record)?,
        })
    };
    let all = master.sheets.iter().flat_map(|state| open(state).map(move |record| (state, record)));
    let mut out: Vec<Due> = all.filter_map(|(state, record)| one(state, record)).collect();
    out.sort_by_key(|d| d.due);
    out
}

/// The column that says since when a record is there: when it was raised or asked, else its first date.
pub fn since_column(sheet: &Sheet) -> Option<&str> {
    let known = ["date_raised", "asked_on"].into_iter().find(|key| sheet.column(key).is_some());
    let first = || sheet.columns.iter().find(|c| c.kind == crate::model::template::Kind::Date);
    known.or_else(|| first().map(|c| c.key.as_str()))
}

/// The sheets whose open records somebody has.
pub fn owned(master: &Master) -> impl Iterator<Item = (&SheetState, &str)> {
    let owned = master.sheets.iter().filter(|s| !s.sheet.finals.is_empty());
    owned.filter_map(|s| Some((s, s.sheet.responsible.as_deref()?)))
}

fn by_owner(master: &Master, today: Date) -> Vec<Load> {
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for (state, key) in owned(master) {
        for record in open(state) {
            let mut owners = value(&state.sheet, record, key).members();
            if owners.is_empty() {
                owners.push(String::new());
            }
            let age = since_column(&state.sheet).and_then(|c| day(&state.sheet, record, c)).map(|d| band(d, today));
            for owner in owners {
                let load = loads.entry(owner.clone()).or_insert_with(|| Load { owner, ..Load::default() });
                load.open += 1;
                if let Some(count) = age.and_then(|band| load.ages.get_mut(band)) {
                    *count += 1;
                }
            }
        }
    }
    let mut out: Vec<Load> = loads.into_values().collect();
    out.sort_by_key(|l| std::cmp::Reverse(l.open));
    out
}

fn band(since: Date, today: Date) -> usize {
    let days = (today - since).get_days();
    AGES.iter().position(|most| days <= *most).unwrap_or(AGES.len())
}

/// The widest scale that still is a map.
const WIDEST: u32 = 7;

fn risk_map(state: &SheetState) -> Option<RiskMap> {
    let sheet = &state.sheet;
    let (low, high) = scale(sheet, "probability")?;
    let (least, most) = scale(sheet, "impact")?;
    let at = |p: u32, i: u32| {
        let is = |record: &Record, key: &str, n: u32| *value(sheet, record, key) == Value::Number(Decimal::from(n));
        let (band, rank) = rating(sheet, p * i).unwrap_or_default();
        let count = open(state).filter(|r| is(r, "probability", p) && is(r, "impact", i)).count();
        RiskCell { impact: i, count, band, rank }
    };
    let line = |p| (p, (least..=most).map(|i| at(p, i)).collect());
    Some(RiskMap { lines: (low..=high).rev().map(line).collect() })
}

fn scale(sheet: &Sheet, key: &str) -> Option<(u32, u32)> {
    let column = sheet.column(key)?;
    let (low, high) = (column.min?.to_u32()?, column.max?.to_u32()?);
    (low <= high && high - low < WIDEST).then_some((low, high))
}

/// The rating of a score, and its place among the ratings.
fn rating(sheet: &Sheet, score: u32) -> Option<(String, (usize, usize))> {
    let bands = sheet.columns.iter().find_map(|c| match &c.computed {
        Some(Computed::Band { of, bands }) if of == "score" => Some(bands),
        _ => None,
    })?;
    let at = bands.iter().rposition(|(from, _)| Decimal::from(score) >= *from)?;
    Some((bands.get(at)?.1.clone(), (at, bands.len())))
}

/// The look of a rating: the greatest is an error, the least is fine.
pub fn look(rank: (usize, usize)) -> Role {
    match rank {
        (_, 0) => Role::Cell,
        (at, of) if at + 1 == of => Role::Error,
        (at, of) if at + 2 >= of && at > 0 => Role::Warning,
        (0, _) => Role::Good,
        _ => Role::Cell,
    }
}

fn unstaffed(state: &SheetState) -> Vec<Unstaffed> {
    let sheet = &state.sheet;
    let staffed = |record: &&Record| ["Assigned", "Cancelled"].contains(&text(sheet, record, "status").as_str());
    let one = |record: &Record| Unstaffed {
        record: record.id.clone(),
        role: text(sheet, record, "role"),
        status: text(sheet, record, "status"),
        quantity: text(sheet, record, "quantity"),
        start: day(sheet, record, "start"),
    };
    let mut out: Vec<Unstaffed> = records(state).filter(|r| !staffed(r)).map(one).collect();
    out.sort_by_key(|u| (u.start.is_none(), u.start));
    out
}

#[cfg(test)]
mod tests;
