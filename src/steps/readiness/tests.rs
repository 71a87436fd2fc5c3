//! What makes an item what it is, and what is counted.

use super::baseline_blockers::{BaselineBlockers, left_out_items};
use super::*;
use crate::model::code::Code;
use crate::model::keys::CopyId;
use crate::model::memory::{HeardFile, SentCopy};
use crate::model::place::Place;
use crate::model::readiness::{ItemState, Workload};
use crate::model::severity::Severity;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::template::{Approval, Column, Computed, Kind, Sheet, Starter, StarterCell};
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

fn checklist(status: &str, result: &str, standing: &str) -> SheetState {
    let mut sheet = sheet(
        "checklist",
        &[
            ("item", Kind::Text),
            ("covers", Kind::Text),
            ("status", Kind::Choice),
            ("result", Kind::Choice),
            ("standing", Kind::Computed),
        ],
    );
    sheet.columns[4].computed = Some(Computed::Approval("review".into()));
    state(sheet, &[words(&["Scope", "scope, outcomes ,nowhere", status, result, standing])])
}

/// A master with contacts and so on, to whom copies of the workbook were sent: contact, and whether it came back.
fn sent(mut master: Master, copies: &[(&str, bool)]) -> Master {
    master.sheets.push(list("contacts", 2));
    for (n, (contact, is_back)) in copies.iter().enumerate() {
        let id: CopyId = format!("w.copy-{n}").into();
        let copy = SentCopy { workbook: "w".into(), contact: (*contact).to_owned(), ..SentCopy::default() };
        master.memory.sent.insert(id.clone(), copy);
        master.memory.files.extend(is_back.then(|| HeardFile { copy: id, ..HeardFile::default() }));
    }
    master
}

fn error(sheet: &str) -> Finding {
    let place = Place::sheet(MASTER_FILE, sheet);
    Finding::new(Code::ValueRequired, "Name is empty.").at(place).severity(Severity::Error)
}

#[test]
fn an_item_is_as_far_as_its_sheets_its_status_and_its_approval() {
    for (status, result, standing, scope, outcomes, blocked, expected) in [
        ("", "", "", 0, 0, false, ItemState::NotStarted),
        ("", "", "", 1, 0, false, ItemState::Drafted),
        ("", "", "", 1, 1, true, ItemState::Drafted),
        ("", "", "", 1, 1, false, ItemState::Drafted),
        ("Not started", "", "", 1, 1, false, ItemState::NotStarted),
        ("Drafted", "", "", 1, 1, false, ItemState::Drafted),
        ("Out for review", "", "", 0, 0, false, ItemState::OutForReview),
        ("Aligned", "", "", 0, 0, true, ItemState::Aligned),
        ("Aligned", "Pending", "", 1, 1, false, ItemState::Aligned),
        ("", "Rejected", "", 1, 1, true, ItemState::Drafted),
        ("", "Approved", "Stands", 1, 1, false, ItemState::Approved),
        ("Drafted", "Approved", "", 1, 1, true, ItemState::Approved),
        ("", "Approved with comments", "Stands", 1, 1, true, ItemState::Approved),
        ("Approved", "", "", 1, 1, false, ItemState::Aligned),
        ("Approved", "Approved", "Void", 1, 1, false, ItemState::Drafted),
        ("Aligned", "Approved", "Void", 1, 1, true, ItemState::Aligned),
    ] {
        let sheets = vec![list("scope", scope), list("outcomes", outcomes), checklist(status, result, standing)];
        let master = Master { sheets, ..Master::default() };
        let findings = if blocked { vec![error("outcomes")] } else { vec![error("elsewhere")] };
        let item = readiness(&master, &findings, TODAY).items.remove(0);
        assert_eq!(item.state, expected, "{status:?} {result:?} {standing:?} {scope} {outcomes} {blocked}");
        assert_eq!((item.sheets, item.records), (vec!["scope".into(), "outcomes".into()], scope + outcomes));
        assert_eq!(item.blockers.len(), usize::from(blocked));
    }
}

#[test]
fn nobody_is_aligned_before_everyone_asked_has_answered() {
    for (copies, blocked, expected) in [
        (&[][..], false, ItemState::Drafted),
        (&[("X-000", false)], false, ItemState::OutForReview),
        (&[("X-000", true)], false, ItemState::Aligned),
        (&[("X-000", true)], true, ItemState::Drafted),
        (&[("X-000", true), ("X-001", false)], false, ItemState::OutForReview),
        (&[("X-000", true), ("X-001", true)], false, ItemState::Aligned),
        // Nobody waits for an older copy; a newer one is waited for.
        (&[("X-000", false), ("X-000", true)], false, ItemState::Aligned),
        (&[("X-000", true), ("X-000", false)], false, ItemState::OutForReview),
        // Nor for somebody who is no longer a contact.
        (&[("X-009", false), ("X-000", true)], false, ItemState::Aligned),
        (&[("X-009", false)], false, ItemState::Drafted),
    ] {
        let sheets = vec![list("scope", 1), list("outcomes", 1), checklist("", "", "")];
        let master = sent(Master { sheets, ..Master::default() }, copies);
        let findings = if blocked { vec![error("outcomes")] } else { Vec::new() };
        assert_eq!(readiness(&master, &findings, TODAY).items[0].state, expected, "{copies:?} {blocked}");
    }
}

#[test]
fn an_approval_without_a_name_or_a_day_does_not_stand() {
    for (by, on, expected) in [
        ("", None, ItemState::NotStarted),
        ("Ada", None, ItemState::NotStarted),
        ("", Some(TODAY), ItemState::NotStarted),
        ("Ada", Some(TODAY), ItemState::Approved),
    ] {
        let columns = [("item", Kind::Text), ("result", Kind::Choice), ("by", Kind::Person), ("on", Kind::Date)];
        let mut sheet = sheet("checklist", &columns);
        sheet.approvals = vec![Approval {
            decision: "result".into(),
            approved: vec!["Approved".into()],
            by: "by".into(),
            on: "on".into(),
            ..Approval::default()
        }];
        let mut row = words(&["Scope", "Approved", by]);
        row.push(on.map_or(Value::Empty, Value::Date));
        let master = Master { sheets: vec![state(sheet, &[row])], ..Master::default() };
        assert_eq!(readiness(&master, &[], TODAY).items[0].state, expected, "{by:?} {on:?}");
    }
}

#[test]
fn a_log_may_be_empty_so_far() {
    let mut log = list("outcomes", 0);
    log.sheet = Arc::new(Sheet { log: true, ..(*log.sheet).clone() });
    let master = Master { sheets: vec![list("scope", 1), log, checklist("", "", "")], ..Master::default() };
    assert_eq!(readiness(&sent(master, &[("X-000", true)]), &[], TODAY).items[0].state, ItemState::Aligned);
}

/// An item is named by the template or the checklist; a row may have another title and stand on the same sheets.
#[test]
fn what_blocks_a_baseline_is_grouped_and_items_may_be_left_out() {
    let starter = |item: &str, covers: &str| Starter {
        cells: vec![
            ("item".into(), StarterCell::Typed(item.into())),
            ("covers".into(), StarterCell::Typed(covers.into())),
        ],
    };
    let mut checklist = checklist("", "", "");
    checklist.sheet = Arc::new(Sheet {
        starters: vec![starter("What is in scope", "scope, outcomes, nowhere"), starter("RACI", "raci")],
        ..(*checklist.sheet).clone()
    });
    let master = Master { sheets: vec![list("scope", 0), list("outcomes", 0), checklist], ..Master::default() };
    let findings: Vec<Finding> = (1..=6)
        .map(|n| Finding { sheet: Some("outcomes".into()), record: Some(format!("O-{n}")), ..error("outcomes") })
        .collect();
    let blockers = BaselineBlockers::of(&master, &findings, TODAY, &[]);
    assert_eq!(blockers.count(), 8);
    assert_eq!(
        blockers.lines(),
        [
            "1 item is not on the checklist: RACI",
            "1 item is not started: Scope",
            "outcomes: 6 like “Name is empty.” (O-1, O-2, O-3, O-4 and 2 more)",
        ]
    );
    let said = |item: &str| (item.to_owned(), "later".to_owned());
    let left_out = left_out_items(&master, TODAY, &[said("scope "), said("raci")]).unwrap();
    assert_eq!(left_out.iter().map(|l| l.item.as_str()).collect::<Vec<_>>(), ["Scope", "RACI"]);
    assert_eq!(BaselineBlockers::of(&master, &findings, TODAY, &left_out).count(), 0);
    let unknown = left_out_items(&master, TODAY, &[said("Scop")]).unwrap_err();
    assert_eq!(unknown, "the checklist has no item Scop. Did you mean Scope? Its items are Scope and RACI.");
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
