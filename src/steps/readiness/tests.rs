//! What makes an item what it is, and what is counted.

use super::*;
use crate::model::code::Code;
use crate::model::place::Place;
use crate::model::readiness::{ItemState, Workload};
use crate::model::severity::Severity;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::template::{Column, Computed, Kind, Sheet};
use crate::model::value::Value;
use jiff::civil::date;
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 22);

fn sheet(key: &str, columns: &[(&str, Kind)]) -> Sheet {
    let columns = columns.iter().map(|(k, kind)| Column::new(*k, *k, *kind)).collect();
    Sheet { columns, natural_key: vec!["name".into()], ..Sheet::new("w", key, key) }
}

fn state(sheet: Sheet, rows: &[Vec<Value>]) -> SheetState {
    let mut state = SheetState::new(Arc::new(sheet));
    for (n, values) in rows.iter().enumerate() {
        let record = Record { id: format!("X-{n:03}"), values: values.clone(), ..Record::default() };
        state.records.insert(format!("k{n}").into(), record);
    }
    state
}

fn words(words: &[&str]) -> Vec<Value> {
    words.iter().map(|w| Value::text(*w)).collect()
}

fn list(key: &str, rows: usize) -> SheetState {
    state(sheet(key, &[("name", Kind::Text)]), &vec![words(&["a"]); rows])
}

fn checklist(result: &str, standing: &str) -> SheetState {
    let mut sheet = sheet(
        "checklist",
        &[("item", Kind::Text), ("covers", Kind::Text), ("result", Kind::Choice), ("standing", Kind::Computed)],
    );
    sheet.columns[3].computed = Some(Computed::Approval("review".into()));
    state(sheet, &[words(&["Scope", "scope, outcomes ,nowhere", result, standing])])
}

fn error(sheet: &str) -> Finding {
    let place = Place::sheet(MASTER_FILE, sheet);
    Finding::new(Code::ValueRequired, "Name is empty.").at(place).severity(Severity::Error)
}

#[test]
fn an_item_is_as_far_as_its_sheets_and_its_approval() {
    for (result, standing, scope, outcomes, blocked, expected) in [
        ("", "", 0, 0, false, ItemState::NotStarted),
        ("", "", 1, 0, false, ItemState::InProgress),
        ("", "", 1, 1, true, ItemState::InProgress),
        ("", "", 1, 1, false, ItemState::Aligned),
        ("Pending", "", 1, 1, false, ItemState::Aligned),
        ("Rejected", "", 1, 1, true, ItemState::InProgress),
        ("Approved", "Stands", 1, 1, false, ItemState::Approved),
        ("Approved", "", 1, 1, true, ItemState::Approved),
        ("Approved with comments", "Stands", 1, 1, true, ItemState::Approved),
        ("Approved", "Void", 1, 1, false, ItemState::Aligned),
        ("Approved", "Void", 1, 1, true, ItemState::InProgress),
    ] {
        let sheets = vec![list("scope", scope), list("outcomes", outcomes), checklist(result, standing)];
        let master = Master { sheets, ..Master::default() };
        let findings = if blocked { vec![error("outcomes")] } else { vec![error("elsewhere")] };
        let item = readiness(&master, &findings, TODAY).items.remove(0);
        assert_eq!(item.state, expected, "{result:?} {standing:?} {scope} {outcomes} {blocked}");
        assert_eq!((item.sheets, item.records), (vec!["scope".into(), "outcomes".into()], scope + outcomes));
        assert_eq!(item.blockers.len(), usize::from(blocked));
    }
}

#[test]
fn a_log_may_be_empty_so_far() {
    let mut log = list("outcomes", 0);
    log.sheet = Arc::new(Sheet { log: true, ..(*log.sheet).clone() });
    let master = Master { sheets: vec![list("scope", 1), log, checklist("", "")], ..Master::default() };
    assert_eq!(readiness(&master, &[], TODAY).items[0].state, ItemState::Aligned);
}

#[test]
fn without_a_checklist_each_workbook_is_an_item() {
    let master = Master { sheets: vec![list("scope", 1), list("outcomes", 1)], ..Master::default() };
    let items = readiness(&master, &[], TODAY).items;
    assert_eq!((items.len(), items[0].item.as_str(), items[0].records), (1, "scope and outcomes", 2));
    assert_eq!(readiness(&Master::default(), &[], TODAY), Readiness::default());
}

#[test]
fn open_records_are_counted_by_person_and_age() {
    let columns = [("name", Kind::Text), ("status", Kind::Choice), ("owner", Kind::Person), ("raised", Kind::Date)];
    let mut actions = sheet("actions", &columns);
    actions.finals = vec!["Done".into()];
    actions.responsible = Some("owner".into());
    actions.due = Some("raised".into());
    let row = |status: &str, owner: &str, on: Option<Date>| {
        let mut row = words(&["a", status, owner]);
        row.push(on.map_or(Value::Empty, Value::Date));
        row
    };
    let rows = [
        row("Open", "Ada", Some(date(2026, 11, 15))),
        row("Open", "Ada", Some(date(2026, 11, 14))),
        row("", "Ada", None),
        row("Done", "Ada", Some(date(2026, 1, 1))),
        row("Open", "", Some(date(2026, 10, 1))),
    ];
    let master = Master { sheets: vec![state(actions, &rows)], ..Master::default() };
    let found = readiness(&master, &[], TODAY);
    let load = |owner: &str, open, ages| Workload { owner: owner.into(), open, ages };
    assert_eq!(found.by_owner, [load("Ada", 3, [1, 1, 0, 0]), load("", 1, [0, 0, 0, 1])]);
    let due: Vec<&str> = found.due.iter().map(|d| d.record.as_str()).collect();
    assert_eq!(due, ["X-004", "X-001", "X-000"], "the soonest first, and none that is done");
    assert_eq!(found.items[0].overdue, 3);
}
