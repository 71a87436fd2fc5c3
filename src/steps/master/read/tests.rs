//! The master as people left it: rows typed by hand, IDs typed over, rows copied, columns and lists of their own.

mod edits;
mod ids;

use super::*;
use crate::model::change_reason::ChangeReason;
use crate::model::grid::{GridRow, Note, Raw, RawCell};
use crate::model::keys::FieldKey;
use crate::model::memory::{HeardFile, KnownRecord, Memory, Subject};
use crate::model::place::At;
use crate::model::row_key;
use crate::model::sheet_names::{ASKED_TITLES, DETAIL_TITLES, PICK_TITLES};
use crate::model::state::{ListCell, OwnNote, RecordField, SheetState};
use crate::model::template::{Column, Kind, Owner, Visibility};
use crate::model::value::Value;

const TITLES: [&str; 5] = ["ID", "Title", "Status", "Total", "Row key"];

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.id_prefix = "R-".into();
    sheet.natural_key = vec!["title".into()];
    let tool = |key: &str, title: &str| Column { owner: Owner::Tool, ..Column::new(key, title, Kind::Text) };
    sheet.columns = vec![
        tool("id", "ID"),
        Column::new("title", "Title", Kind::Text),
        Column::new("status", "Status", Kind::Text),
        tool("total", "Total"),
    ];
    sheet
}

fn template(sheets: Vec<Sheet>) -> Template {
    Template {
        key: "raid".into(),
        title: "RAID log".into(),
        version: 1,
        audience: Visibility::Shared,
        on_request: false,
        purpose: String::new(),
        sheets,
        words: Default::default(),
    }
}

fn cell(text: &str) -> RawCell {
    RawCell { raw: Raw::Text(text.into()), ..RawCell::default() }
}

fn grid(title: &str, first: u32, rows: &[Vec<&str>]) -> Grid {
    let row = |(number, texts): (u32, &Vec<&str>)| GridRow {
        number,
        cells: (0..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(at, t)| (at, cell(t))).collect(),
    };
    Grid { title: title.into(), rows: (first..).zip(rows).map(row).collect(), ..Grid::default() }
}

fn key(n: u32) -> String {
    row_key::make(&["acme", &n.to_string()])
}

/// A memory of R-001 Late and R-002 Money, under the keys 1 and 2.
fn memory() -> Memory {
    let known = |id: &str, title: &str| KnownRecord {
        id: id.into(),
        values: [("title", title), ("status", "Open")].map(|(k, v)| (k.into(), Value::text(v))).into_iter().collect(),
        ..KnownRecord::default()
    };
    let records =
        [(key(1).into(), known("R-001", "Late")), (key(2).into(), known("R-002", "Money"))].into_iter().collect();
    Memory { engagement: "e-1".into(), records: [("risks".into(), records)].into(), ..Memory::default() }
}

fn hidden(memory: &Memory) -> Grid {
    let lines = memory_lines::to_lines(memory);
    grid(IDENTITY_SHEET, 0, &lines.iter().map(|l| vec![l.as_str()]).collect::<Vec<_>>())
}

fn book(memory: &Memory, rows: &[Vec<&str>]) -> Workbook {
    let rows: Vec<Vec<&str>> = std::iter::once(TITLES.to_vec()).chain(rows.iter().cloned()).collect();
    Workbook { sheets: vec![grid("Risks", 3, &rows), hidden(memory)], ..Workbook::default() }
}

type Read = Result<(Master, Vec<Finding>), String>;

fn read_with(workbook: &Workbook, sheets: Vec<Sheet>, given: &[&str]) -> Read {
    let (discrepancies, records) = given.iter().map(|g| (*g).to_owned()).partition(|id: &String| id.starts_with("D-"));
    let given = GivenIds { records, discrepancies };
    read_master(workbook, &[template(sheets)], "e-1", &|_| given.clone(), |fill| fill == 0xEE_EEEE)
}

fn read(rows: &[Vec<&str>]) -> (Master, Vec<Finding>) {
    read_with(&book(&memory(), rows), vec![sheet()], &[]).unwrap()
}

fn records(state: &SheetState) -> Vec<(String, String, String)> {
    state.records.iter().map(|(k, r)| (k.to_string(), r.id.clone(), r.values[1].to_string())).collect()
}

fn ids(master: &Master) -> Vec<(&str, String)> {
    master.sheets[0].records.values().map(|r| (r.id.as_str(), r.values[1].to_string())).collect()
}

fn codes(findings: &[Finding]) -> Vec<&Code> {
    findings.iter().map(|f| &f.code).collect()
}

#[test]
fn a_row_is_its_record_by_key_or_by_id_in_any_order() {
    let (one, two) = (key(1), key(2));
    for rows in [
        vec![vec!["R-001", "Late", "Open", "", &one], vec!["R-002", "Money", "Open", "", &two]],
        vec![vec!["R-001", "Late", "Open"], vec!["R-002", "Money", "Open"]],
        vec![vec!["R-001", "Quite renamed", "Open"], vec!["", "Money", "Open", "", &two]],
    ] {
        let (master, findings) = read(&rows);
        let found = records(&master.sheets[0]);
        assert_eq!((found[0].0.as_str(), found[1].0.as_str()), (one.as_str(), two.as_str()));
        assert_eq!((found[0].1.as_str(), found[1].1.as_str()), ("R-001", "R-002"));
        assert!(findings.is_empty(), "{findings:?}");
    }
}

#[test]
fn a_row_typed_by_hand_gets_the_next_id_and_a_key() {
    let (master, findings) = read(&[vec!["R-001", "Late"], vec!["R-002", "Money"], vec!["", "Staff", "Open"]]);
    assert_eq!(ids(&master)[2], ("R-003", "Staff".into()));
    let (key, record) = master.sheets[0].records.get_index(2).unwrap();
    assert!(row_key::is_valid(key.as_str()));
    assert_eq!((record.values[0].to_string(), record.row), ("R-003".into(), Some(6)));
    assert!(findings.is_empty());
}

#[test]
fn an_id_typed_by_hand_is_kept_where_it_is_free() {
    for (typed, id) in [("R-007", "R-007"), ("r7", "R-007"), ("R-002", "R-003"), ("seven", "R-003")] {
        // R-002 was removed, and its ID is not given again.
        let mut memory = memory();
        memory.records.get_mut("risks").unwrap()[1].gone = true;
        let workbook = book(&memory, &[vec!["R-001", "Late"], vec![typed, "Staff", "Open"]]);
        let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
        assert_eq!(ids(&master)[1], (id, "Staff".into()), "{typed}");
    }
}

#[test]
fn an_id_typed_over_is_put_back_and_said() {
    let one = key(1);
    let (master, findings) = read(&[vec!["R-777", "Late", "Open", "", &one], vec!["R-002", "Money"]]);
    assert_eq!(ids(&master)[0], ("R-001", "Late".into()));
    assert_eq!(codes(&findings), [&Code::EditNotOwner]);
    assert!(findings[0].message.contains("R-777 was typed over the ID R-001"), "{}", findings[0].message);
}

#[test]
fn of_two_rows_with_one_id_the_one_that_says_what_it_said_keeps_it() {
    for rows in [
        vec![vec!["R-001", "Late", "Open"], vec!["R-001", "Copied", "Open"]],
        vec![vec!["R-001", "Copied", "Open"], vec!["R-001", "Late", "Open"]],
    ] {
        let (master, _) = read(&rows);
        assert_eq!(ids(&master), [("R-001", "Late".into())]);
        let loose: Vec<String> = master.sheets[0].loose[0].iter().map(ToString::to_string).collect();
        assert_eq!(loose, ["", "Copied", "Open", ""], "the other stays as typed, without an ID");
        let open: Vec<&Code> = master.memory.open.values().map(|o| &o.code).collect();
        assert_eq!(open, [&Code::RowDuplicateId]);
    }
    let (first, _) = read(&[vec!["R-001", "One", "Open"], vec!["R-001", "Two", "Open"]]);
    assert_eq!(ids(&first), [("R-001", "One".into())], "where neither does, the first");
}

#[test]
fn a_row_that_waits_for_a_decision_stays_without_an_id() {
    let (master, _) = read(&[vec!["R-001", "Late", "Open"], vec!["R-001", "Copied", "Open"]]);
    let mut again = memory();
    again.open = master.memory.open;
    let workbook = book(&again, &[vec!["R-001", "Late", "Open"], vec!["", "Copied", "Open"]]);
    let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
    assert_eq!((ids(&master).len(), master.sheets[0].loose.len()), (1, 1));
}

#[test]
fn values_of_a_column_that_somebody_deleted_are_put_back() {
    let rows = [vec!["ID", "Title", "Row key"], vec!["R-001", "Late"], vec!["R-002", "Money"]];
    let workbook = Workbook { sheets: vec![grid("Risks", 3, &rows), hidden(&memory())], ..Workbook::default() };
    let (master, findings) = read_with(&workbook, vec![sheet()], &[]).unwrap();
    assert_eq!(master.sheets[0].value(&key(1).into(), "status"), Some(&Value::text("Open")));
    assert_eq!(codes(&findings), [&Code::ColumnMissing]);
}

#[test]
fn a_master_of_another_engagement_is_refused() {
    let other = Memory { engagement: "e-2".into(), ..memory() };
    let why = read_with(&book(&other, &[vec!["R-001", "Late"]]), vec![sheet()], &[]).unwrap_err();
    assert!(why.contains("e-2") && why.contains("e-1"), "{why}");
}

#[test]
fn a_lost_or_torn_memory_is_said() {
    let whole = book(&memory(), &[vec!["R-001", "Late"]]);
    let lost = Workbook { sheets: vec![whole.sheets[0].clone()], ..Workbook::default() };
    let mut torn = whole.clone();
    torn.sheets[1].rows[3].cells[0].1 = cell("{\"highest\":");
    for (workbook, said) in [(whole, false), (lost, true), (torn, true)] {
        let (_, findings) = read_with(&workbook, vec![sheet()], &[]).unwrap();
        assert_eq!(codes(&findings).contains(&&Code::FileMemoryLost), said);
    }
}

#[test]
fn a_damaged_sheet_stops_the_run_and_a_new_template_does_not() {
    let mut issues = Sheet { key: "issues".into(), title: "Issues".into(), ..sheet() };
    issues.id_prefix = "I-".into();
    let workbook = book(&memory(), &[vec!["R-001", "Late"]]);
    let (master, _) = read_with(&workbook, vec![sheet(), issues.clone()], &[]).unwrap();
    assert!(master.sheet("issues").unwrap().records.is_empty(), "a sheet of a template that came since");
    let mut had = memory();
    had.records.insert(
        "issues".into(),
        [(key(9).into(), KnownRecord { id: "I-001".into(), ..KnownRecord::default() })].into_iter().collect(),
    );
    let why = read_with(&book(&had, &[vec!["R-001", "Late"]]), vec![sheet(), issues.clone()], &[]).unwrap_err();
    assert!(why.contains("no readable sheet Issues"), "{why}");
    let mut headless = book(&memory(), &[vec!["R-001", "Late"]]);
    headless.sheets.push(grid("Issues", 3, &[vec!["Title"]]));
    assert!(read_with(&headless, vec![sheet(), issues], &[]).is_err(), "its title is there, its header is gone");
}

#[test]
fn what_people_picked_is_read_with_its_place_and_an_id_on_two_rows_is_told() {
    let titles: Vec<&str> =
        ASKED_TITLES.into_iter().chain(["Option A"]).chain(PICK_TITLES).chain(DETAIL_TITLES).chain(["Mine"]).collect();
    let row = |id: &'static str, decision: &'static str, mine: &'static str| {
        let mut row = vec![""; titles.len()];
        (row[0], row[4], row[6], row[7], row[8], row[9], row[14]) =
            (id, "Clash.", "Closed", decision, "x", "agreed", mine);
        row
    };
    let mut workbook = book(&memory(), &[vec!["R-001", "Late"]]);
    let rows = [
        titles.clone(),
        row("D-0001", "Take A", "call Ben"),
        row("D-0002", "", ""),
        row(" D-0001", "", ""),
        row("", "Take A", ""),
    ];
    workbook.sheets.push(grid("Discrepancies", 4, &rows));
    let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
    let picks: Vec<(&str, &str, bool)> =
        master.picks.iter().map(|p| (p.id.as_str(), p.decision.as_str(), p.twice)).collect();
    assert_eq!(picks, [("D-0001", "Take A", true), ("D-0002", "", false), ("D-0001", "", true)]);
    let first = &master.picks[0];
    assert_eq!((first.my_value.as_str(), first.note.as_str()), ("x", "agreed"));
    assert_eq!(first.place, Place::cell("master.xlsx", "Discrepancies", At::new(5, 7)));
    let shown: Vec<&str> = first.shown.iter().map(|cell| cell.title.as_str()).collect();
    assert_eq!(shown, ["What is wrong", "Option A"], "what people fill in is not among what was shown");
    let own = &master.own_on_lists["Discrepancies"];
    assert_eq!(own.columns, ["Mine"]);
    assert_eq!(
        own.texts.iter().collect::<Vec<_>>(),
        [(&ListCell { id: "D-0001".into(), repeat: 0, title: "Mine".into() }, &"call Ben".to_owned())]
    );
}

#[test]
fn decisions_are_read_back_and_empty_rows_are_none() {
    let mut workbook = book(&memory(), &[vec!["R-001", "Late"]]);
    let mut line = vec!["D-0001", "2026-11-22", "Risks", "R-001", "status"];
    line.resize(12, "");
    line[11] = "applied";
    workbook.sheets.push(grid("Decisions", 2, &[DecisionRow::TITLES.to_vec(), line, vec![]]));
    let (memory, decided) = read_memory(&workbook);
    assert_eq!((decided.len(), decided[0].id.as_str(), decided[0].result.as_str()), (1, "D-0001", "applied"));
    assert_eq!(memory.engagement, "e-1");
}

#[test]
fn decisions_of_an_earlier_version_are_read_with_what_stands_beside_them() {
    for (own, columns) in [("Mine", ["Mine"]), ("Workbook", ["Workbook"])] {
        let mut workbook = book(&memory(), &[vec!["R-001", "Late"]]);
        let earlier = |title| if title == "Sheet" { "Workbook" } else { title };
        let mut titles: Vec<&str> = DecisionRow::TITLES.into_iter().map(earlier).collect();
        let mut line = vec!["D-0001", "2026-11-22", "Risks", "R-001", "status"];
        line.resize(12, "");
        if own == "Workbook" {
            titles = DecisionRow::TITLES.to_vec();
        }
        titles.push(own);
        line.push("call Ben");
        let mut decisions = grid("Decisions", 2, &[titles, line]);
        decisions.notes = vec![Note { at: At::new(3, 2), author: None, text: "which?".into() }];
        workbook.sheets.push(decisions);
        let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
        assert_eq!(master.decided[0].sheet, "Risks");
        let beside = &master.own_on_lists["Decisions"];
        assert_eq!((&beside.columns[..], beside.texts.len()), (&columns.map(ToOwned::to_owned)[..], 1));
        let on: Vec<&str> = beside.notes.keys().map(|cell| cell.title.as_str()).collect();
        assert_eq!(on, ["Sheet"], "a note stays on its cell under the new title");
    }
}

#[test]
fn what_is_peoples_own_beside_the_records_is_kept() {
    let one = key(1);
    let mut workbook = book(&memory(), &[]);
    let titles = vec!["ID", "Title", "Status", "Total", "Row key", "Mood"];
    let mut risks = grid(
        "Risks",
        3,
        &[titles, vec!["R-001", "Late", "Open", "", &one, "bad"], vec![], vec!["", "", "", "", "", "sum"]],
    );
    risks.rows[1].cells[1].1.fill = Some(0xFF_0000);
    risks.rows[1].cells[2].1.fill = Some(0xEE_EEEE);
    let note = |column, text: &str| Note { at: At::new(4, column), author: Some("Ada".into()), text: text.into() };
    risks.notes = vec![note(1, "call Ben"), note(2, "prekick: changed")];
    workbook.sheets = vec![risks, grid("Mine", 0, &[vec!["hello"]]), hidden(&memory())];
    let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
    let state = &master.sheets[0];
    assert_eq!(state.own_columns, [("Mood".to_owned(), [(one.clone().into(), "bad".to_owned())].into())]);
    let title = RecordField { record: one.clone().into(), field: "title".into() };
    let note = OwnNote { author: "Ada".into(), text: "call Ben".into() };
    assert_eq!(state.notes, [(title.clone(), note)].into());
    assert_eq!(state.fills, [(title, 0xFF_0000)].into(), "the program's own fills are made anew");
    let around: Vec<String> = state.around.iter().map(|a| a.at.to_string()).collect();
    assert_eq!(around, ["F7"], "a total below");
    let own: Vec<&str> = master.own_sheets.iter().map(|g| g.title.as_str()).collect();
    assert_eq!((own, master.own_after["Mine"].as_str()), (vec!["Mine"], "Risks"));
}

#[test]
fn a_matrix_has_a_column_for_each_role_that_has_a_title() {
    let mut raci = Sheet::new("raid", "raci", "RACI");
    raci.kind = crate::model::template::SheetKind::Matrix { across: "risks".into(), letters: Vec::new() };
    let (master, _) = read(&[vec!["R-001", "Late"], vec!["R-002", "", "Open"]]);
    let columns: Vec<FieldKey> = expand_matrix(&raci, &master).columns.into_iter().map(|c| c.key).collect();
    assert_eq!(columns, ["role:R-001"]);
}

#[test]
fn the_memory_is_read_with_files_and_subjects_that_it_named() {
    let mut memory = memory();
    memory.files.push(HeardFile { copy: "raid.ada".into(), ..HeardFile::default() });
    memory.one_by_one.insert("risks//status".into());
    let (master, _) = read_with(&book(&memory, &[vec!["R-001", "Late"]]), vec![sheet()], &[]).unwrap();
    assert_eq!((master.memory.files.len(), master.memory.one_by_one.len()), (1, 1));
    assert!(!master.memory.open.contains_key(&Subject::default()));
}
