//! What a run that is taken back leaves, and what no undo takes back.

use super::*;
use crate::model::finding::Question;
use crate::model::keys::FieldKey;
use crate::model::memory::{Baseline, HeardComment, HeardFile, KnownRecord, SentCopy, Subject};
use crate::model::state::{ListCell, OwnNote, OwnOnList, RecordField};
use crate::model::template::{Column, Kind, Owner, Sheet};
use std::sync::Arc;

fn master(rows: &[(&str, &str, &str)]) -> Master {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.natural_key = vec!["title".into()];
    sheet.columns = ["id", "title", "status"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
    sheet.columns[0].owner = Owner::Tool;
    let mut state = SheetState::new(Arc::new(sheet));
    for (row, (id, title, status)) in (4..).zip(rows) {
        let values = [id, title, status].map(|t| Value::text(*t)).to_vec();
        let record = Record { id: (*id).into(), values, row: Some(row), ..Record::default() };
        state.records.insert(format!("key-{id}").into(), record);
    }
    Master { sheets: vec![state], ..Master::default() }
}

fn subject(field: &str) -> Subject {
    Subject { sheet: "risks".into(), record: "key-R-001".into(), field: field.into() }
}

fn open(id: &str, decision: &str) -> OpenDiscrepancy {
    let written =
        (!decision.is_empty()).then(|| WrittenDecision { decision: decision.into(), ..WrittenDecision::default() });
    let question = Question { id: id.into(), ..Question::default() };
    let code = Code::ConflictField;
    OpenDiscrepancy {
        code,
        question,
        next_letter: 0,
        pending: None,
        members: Vec::new(),
        message: "Clash.".into(),
        written,
        not_applied: String::new(),
    }
}

fn asking(mut master: Master, id: &str, decision: &str) -> Master {
    master.memory.open.insert(subject("status"), open(id, decision));
    master
}

fn pick(id: &str, decision: &str) -> Pick {
    let place = Place::cell("master.xlsx", "Discrepancies", At::new(5, 9));
    Pick { id: id.into(), decision: decision.into(), place, ..Pick::default() }
}

const LATE: (&str, &str, &str) = ("R-001", "Late", "Open");

#[test]
fn two_masters_differ_in_what_a_run_made_and_not_in_what_was_sent_or_written() {
    type Change = fn(&mut Master);
    let cases: [(&str, Change, bool); 9] = [
        ("nothing", |_| {}, false),
        ("a copy that was sent", |m| drop(m.memory.sent.insert("raid.ada".into(), SentCopy::default())), false),
        (
            "what was written beside a question",
            |m| m.memory.open[&subject("status")].written.clone_into(&mut None),
            false,
        ),
        ("a file that was heard", |m| m.memory.files.push(HeardFile::default()), true),
        (
            "a record",
            |m| {
                drop(
                    m.memory
                        .records
                        .insert("risks".into(), [("k".into(), KnownRecord::default())].into_iter().collect()),
                )
            },
            true,
        ),
        ("a question", |m| drop(m.memory.open.remove(&subject("status"))), true),
        ("a decision", |m| m.decided.push(DecisionRow::default()), true),
        ("a baseline", |m| m.memory.baseline = Some(Baseline::default()), true),
        ("a group seen one by one", |m| m.memory.one_by_one.extend(["g".to_owned()]), true),
    ];
    let before = asking(master(&[LATE]), "D-0001", "Later");
    for (what, change, differ) in cases {
        let mut now = before.clone();
        change(&mut now);
        assert_eq!(differs(&now, &before), differ, "{what}");
    }
    let mut written = before.clone();
    written.memory.open.insert(subject("status"), open("D-0001", "Take A"));
    assert!(!differs(&written, &before), "a pick that was not carried out");
}

#[test]
fn what_was_typed_since_the_last_run_is_listed_with_its_cell() {
    let mut now = asking(asking(master(&[LATE]), "D-0001", ""), "D-0001", "Later");
    let twice = OpenDiscrepancy { code: Code::RowDuplicateId, ..open("", "") };
    now.memory.open.insert(subject("second"), twice);
    now.picks =
        vec![pick("D-0001", "Later"), pick("D-0002", "Take A"), Pick { my_value: "x".into(), ..pick("D-0003", "") }];
    let typed = Change {
        sheet: "Risks".into(),
        record: "R-001".into(),
        field: Some("status".into()),
        to: Value::text("Closed"),
        source: Place::cell("master.xlsx", "Risks", At::new(4, 2)),
        ..Change::default()
    };
    let said: Vec<String> = typed_since(&now, &[typed]).into_iter().map(|(_, said)| said).collect();
    assert_eq!(
        said,
        ["Risks R-001, status: (empty) → “Closed”", "D-0002: Decision “Take A”", "D-0003: My value “x”", "Clash."],
        "what the row said when it was written is not typed since"
    );
    now.picks = vec![pick("D-0001", "")];
    assert_eq!(typed_since(&now, &[])[0].1, "D-0001: emptied");
}

#[test]
fn picks_stay_in_their_rows_and_what_the_next_run_will_carry_out_is_told() {
    for (decision, told) in [("Take A", vec!["D-0001"]), ("Later", vec![]), ("", vec![])] {
        let mut back = asking(master(&[LATE]), "D-0001", "");
        back.picks = vec![Pick { note: "agreed".into(), ..pick("D-0001", decision) }];
        assert_eq!(keep_picks(&mut back), told);
        let written = back.memory.open[&subject("status")].written.clone().unwrap();
        assert_eq!((written.decision.as_str(), written.note.as_str()), (decision, "agreed"));
        assert!(back.picks.is_empty());
    }
}

#[test]
fn counts_and_sent_copies_are_never_lost_by_undo() {
    let (mut now, mut back) = (master(&[LATE]), master(&[LATE]));
    now.memory.run.number = 9;
    now.memory.highest = [("risks".to_owned(), 7), ("discrepancies".to_owned(), 2)].into();
    back.memory.highest = [("risks".to_owned(), 3), ("issues".to_owned(), 5), ("discrepancies".to_owned(), 4)].into();
    now.memory.sent.insert("raid.ada".into(), SentCopy { date: "2026-11-22".into(), ..SentCopy::default() });
    back.memory.sent.insert("raid.ada".into(), SentCopy::default());
    back.memory.sent.insert("raid.ben".into(), SentCopy::default());
    now.memory.slugs.insert("C-001".into(), "ada".into());
    carry_over(&now, &mut back);
    assert_eq!(back.memory.run.number, 9);
    let highest: Vec<(&str, u32)> = back.memory.highest.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert_eq!(highest, [("discrepancies", 4), ("issues", 5), ("risks", 7)], "no ID is given twice");
    assert_eq!((back.memory.sent["raid.ada"].date.as_str(), back.memory.sent.len()), ("2026-11-22", 2));
    assert_eq!(back.memory.slugs["C-001"], "ada");
}

#[test]
fn a_record_that_goes_keeps_its_id_for_when_it_comes_again() {
    let now =
        master(&[LATE, ("R-002", "Staff", ""), ("R-003", "Twin", ""), ("R-004", "twin", ""), ("R-005", "", "Open")]);
    let mut back = master(&[LATE]);
    back.memory.promised.insert(("risks".into(), "earlier".into()), "R-009".into());
    carry_over(&now, &mut back);
    let promised: Vec<(&str, &str)> =
        back.memory.promised.iter().map(|((_, n), id)| (n.as_str(), id.as_str())).collect();
    assert_eq!(
        promised,
        [
            ("earlier", "R-009"),
            ("key-R-005", "R-005"),
            ("staff", "R-002"),
            ("twin\u{1f}key-R-003", "R-003"),
            ("twin\u{1f}key-R-004", "R-004")
        ],
        "by name; of several of one name by key, too; without a name by key"
    );
}

#[test]
fn what_was_written_beside_a_question_stays_but_for_a_pick_that_the_run_refused() {
    for (in_cell, since, before, left) in [
        ("Take B", "", "", "Take B"),
        ("", "Later", "", "Later"),
        ("", "Take C", "Later", "Later"),
        ("", "", "Later", "Later"),
        ("", "Take C", "", ""),
    ] {
        let mut now = asking(master(&[LATE]), "D-0001", since);
        now.picks = vec![pick("D-0001", in_cell)];
        let mut back = asking(master(&[LATE]), "D-0001", before);
        carry_over(&now, &mut back);
        let written = back.memory.open[&subject("status")].written.clone().unwrap_or_default();
        assert_eq!(written.decision, left, "{in_cell:?} {since:?} {before:?}");
    }
    let mut other = asking(master(&[LATE]), "D-0002", "Later");
    carry_over(&asking(master(&[LATE]), "D-0001", "Take A"), &mut other);
    assert_eq!(other.memory.open[&subject("status")].written.clone().unwrap().decision, "Later", "another question");
}

#[test]
fn peoples_own_on_lists_is_added_and_none_is_lost() {
    let own = |title: &str, text: &str| OwnOnList {
        columns: vec![title.into()],
        texts: [(ListCell { id: "D-0001".into(), repeat: 0, title: title.into() }, text.into())].into(),
        ..OwnOnList::default()
    };
    let (mut now, mut back) = (master(&[LATE]), master(&[LATE]));
    now.own_on_lists.insert("Decisions".into(), own("Mine", "now"));
    back.own_on_lists.insert("Decisions".into(), own("Yours", "then"));
    carry_over(&now, &mut back);
    let list = &back.own_on_lists["Decisions"];
    assert_eq!(list.columns, ["Yours", "Mine"]);
    assert_eq!(list.texts.len(), 2);
}

#[test]
fn peoples_own_stays_as_it_is_now_and_that_of_records_that_come_back_comes_with_them() {
    let at = |record: &str| RecordField { record: format!("key-{record}").into(), field: "title".into() };
    let note = |text: &str| OwnNote { author: "Ada".into(), text: text.into() };
    let mut now = master(&[LATE, ("R-002", "Staff", "")]);
    let mut back = master(&[LATE, ("R-003", "Gone", "")]);
    let column = |title: &str, records: &[&str]| {
        (title.to_owned(), records.iter().map(|r| (format!("key-{r}").into(), (*r).to_owned())).collect())
    };
    now.sheets[0].own_columns = vec![column("Mine", &["R-001", "R-002"])];
    back.sheets[0].own_columns = vec![column("Mine", &["R-001", "R-003"]), column("Deleted", &["R-001"])];
    now.sheets[0].notes = [(at("R-001"), note("now")), (at("R-002"), note("goes"))].into();
    back.sheets[0].notes = [(at("R-001"), note("then")), (at("R-003"), note("back"))].into();
    now.sheets[0].fills = [(at("R-001"), 1), (at("R-002"), 2)].into();
    back.sheets[0].fills = [(at("R-001"), 8), (at("R-003"), 9)].into();
    carry_over(&now, &mut back);
    let state = &back.sheets[0];
    assert_eq!(state.own_columns, [column("Mine", &["R-001", "R-003"])], "a column that was deleted stays deleted");
    assert_eq!(state.notes, [(at("R-001"), note("now")), (at("R-003"), note("back"))].into());
    assert_eq!(state.fills, [(at("R-001"), 1), (at("R-003"), 9)].into());
    let said: Vec<String> = lost_by_undo(&now, &back, "history/m.xlsx").into_iter().map(|f| f.message).collect();
    assert_eq!(
        said,
        [
            "R-002 goes with the run that is taken back, and with it column Mine: “R-002”.",
            "R-002 goes with the run that is taken back, and with it the note on title: “goes”.",
        ]
    );
}

#[test]
fn a_comment_that_came_with_a_file_goes_with_it() {
    let at = RecordField { record: "key-R-001".into(), field: "title".into() };
    let (mut now, mut back) = (master(&[LATE]), master(&[LATE]));
    now.memory.comments.insert(HeardComment {
        subject: subject("title"),
        copy: "raid.ada".into(),
        author: String::new(),
        text: "from a file".into(),
    });
    now.sheets[0].notes.insert(at, OwnNote { author: "ada".into(), text: "from a file".into() });
    carry_over(&now, &mut back);
    assert!(back.sheets[0].notes.is_empty());
}

#[test]
fn every_field_and_record_that_is_another_is_listed_back() {
    let now = master(&[("R-001", "Late", "Closed"), ("R-002", "Staff", "")]);
    let back = master(&[LATE, ("R-003", "Gone", "")]);
    let changes = reverting_changes(&now, &back, &ChangeReason::Undo(7), "history/m.xlsx");
    let said: Vec<(&str, Option<&str>, String, String)> = changes
        .iter()
        .map(|c| (c.record.as_str(), c.field.as_ref().map(FieldKey::as_str), c.from.to_string(), c.to.to_string()))
        .collect();
    assert_eq!(
        said,
        [
            ("R-001", Some("status"), "Closed".into(), "Open".into()),
            ("R-002", None, "Staff".into(), String::new()),
            ("R-003", None, String::new(), "Gone".into()),
        ]
    );
    assert!(changes.iter().all(|c| c.reason == ChangeReason::Undo(7)));
    assert_eq!(
        changes[0].source,
        Place::cell("history/m.xlsx", "Risks", At::new(4, 2)),
        "where it stands in that master"
    );
}

#[test]
fn decisions_that_no_longer_hold_are_said_and_those_that_do_are_not() {
    let line = |id: &str| DecisionRow {
        id: id.into(),
        sheet: "Risks".into(),
        record: "R-001".into(),
        decision: "Take A".into(),
        result: "applied".into(),
        ..DecisionRow::default()
    };
    let (mut now, mut back) = (master(&[LATE]), master(&[LATE]));
    now.decided = vec![line("D-0001"), line("D-0002")];
    back.decided = vec![line("D-0001")];
    let said: Vec<String> = lost_by_undo(&now, &back, "history/m.xlsx").into_iter().map(|f| f.message).collect();
    assert_eq!(said, ["D-0002 (Risks, R-001): Decision “Take A”; applied."]);
}

#[test]
fn what_was_written_beside_a_question_that_is_gone_is_said() {
    for (back, said) in [
        (master(&[LATE]), Some("D-0001 is no longer asked; what was written beside it: Decision “Take A”.")),
        (
            asking(master(&[LATE]), "D-0001", ""),
            Some("D-0001 is asked as before; what was written beside it: Decision “Take A”."),
        ),
        (asking(master(&[LATE]), "D-0001", "Take A"), None),
    ] {
        let now = asking(master(&[LATE]), "D-0001", "Take A");
        let found: Vec<String> = lost_by_undo(&now, &back, "history/m.xlsx").into_iter().map(|f| f.message).collect();
        assert_eq!(found, said.map(str::to_owned).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn files_that_only_the_run_heard_count_as_not_heard() {
    let file = |copy: &str, digest: &str, name: &str| HeardFile {
        copy: copy.into(),
        digest: digest.into(),
        file: name.into(),
        ..HeardFile::default()
    };
    let (mut now, mut back) = (master(&[LATE]), master(&[LATE]));
    back.memory.files = vec![file("raid.ada", "1", "inbox/a.xlsx")];
    now.memory.files = vec![
        file("raid.ada", "1", "inbox/a.xlsx"),
        file("raid.ada", "2", "inbox/b.xlsx"),
        file("raid.ben", "1", "inbox/c.xlsx"),
        file("raid.ben", "3", "inbox/b.xlsx"),
    ];
    assert_eq!(files_to_read_again(&now, &back), ["inbox/b.xlsx", "inbox/c.xlsx"]);
}
