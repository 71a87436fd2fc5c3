//! Whole runs over returned copies of one sheet: what a copy proposes, and what of it is taken.

mod cells;
mod laws;
mod new_rows;
mod several_files;

use super::super::RunOutcome;
use super::runs::run_of;
use super::*;
use crate::model::keys::CopyId;
use crate::model::memory::KnownRecord;
use crate::model::place::At;
use crate::model::report::FileStatus;
use crate::model::table::{Row, Table};
use crate::model::template::{Merge, Required};
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::ingest::identity::Identity;
use crate::steps::ingest::incoming::Incoming;

/// A row of the sheet: row key, ID, title, status, cost and log.
type Cells<'a> = [&'a str; 6];

const LATE: Cells<'_> = ["key-1", "R-001", "Late data", "Open", "100", "asked"];
const MONEY: Cells<'_> = ["key-2", "R-002", "No budget", "Open", "200", ""];
const PREPARED: Cells<'_> = ["row-9", "", "", "", "", ""];

/// Title must be filled in, the cost is the delivery team's, and the log only grows.
fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.id_prefix = "R-".into();
    sheet.natural_key = vec!["title".into()];
    let column = |key: &str, title: &str| Column::new(key, title, Kind::Text);
    sheet.columns = vec![
        Column { owner: Owner::Tool, ..column("id", "ID") },
        Column { required: Required::Always, ..column("title", "Title") },
        column("status", "Status"),
        Column { owner: Owner::Delivery, ..column("cost", "Cost") },
        Column { merge: Merge::Append, kind: Kind::LongText, ..column("log", "Log") },
    ];
    sheet
}

fn master_of(rows: &[Cells<'_>]) -> Master {
    let mut state = SheetState::new(Arc::new(sheet()));
    let mut master = Master::default();
    for [key, id, rest @ ..] in rows {
        let values = std::iter::once(id).chain(rest).map(|t| Value::text(*t)).collect();
        state.records.insert((*key).into(), Record { id: (*id).into(), values, ..Record::default() });
    }
    master.sheets.push(state);
    crate::steps::master::read::remember_records(&mut master);
    master.memory.highest.insert("risks".into(), 2);
    master
}

fn table(file: &str, rows: &[Cells<'_>]) -> Table {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let rows = (4..).zip(rows).map(|(number, [key, id, rest @ ..])| {
        let values = std::iter::once(id).chain(rest).map(|t| Value::text(*t)).collect();
        Row { number, row_key: some(key), id: some(id), values, ..Row::default() }
    });
    let (rows, present) = (rows.collect(), (0..5).map(Some).collect());
    Table { sheet: Arc::new(sheet()), file: file.into(), title: "Risks".into(), present, header: 3, rows }
}

/// A file of a recipient's copy: `saved` is the name of the file and stands for what it holds.
fn file(by: &str, saved: &str, sent: &[Cells<'_>], rows: &[Cells<'_>]) -> Incoming {
    let copy = CopyId::from(format!("raid.{by}.2026-11-10"));
    let name = format!("inbox/{saved}.xlsx");
    let read = |file: &str, rows: &[Cells<'_>]| IngestedWorkbook {
        tables: vec![table(file, rows)],
        ..IngestedWorkbook::default()
    };
    Incoming {
        identity: Identity { copy: Some(copy.clone()), recipient: Some(by.into()), ..Identity::default() },
        read: read(&name, rows),
        base: Some((format!("outbox/{copy}.xlsx"), read("outbox", sent))),
        digest: saved.into(),
        file: name,
        copy,
        ..Incoming::default()
    }
}

fn records(outcome: &RunOutcome) -> Vec<Vec<String>> {
    outcome.master.sheets[0].records.values().map(|r| r.values.iter().map(ToString::to_string).collect()).collect()
}

fn value(outcome: &RunOutcome, record: &str, field: &str) -> String {
    outcome.master.sheets[0].value(&record.into(), field).unwrap().to_string()
}

fn asked(outcome: &RunOutcome) -> Vec<(Code, &str)> {
    outcome.master.memory.open.iter().map(|(s, o)| (o.code.clone(), s.field.as_str())).collect()
}

fn has(outcome: &RunOutcome, code: &Code) -> bool {
    outcome.findings.iter().any(|f| f.code == *code)
}

const BOTH: [Cells<'_>; 2] = [LATE, MONEY];

#[test]
fn an_unchanged_copy_changes_nothing() {
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &BOTH)]);
    assert!(out.changes.is_empty() && asked(&out).is_empty(), "{:?}", out.findings);
    let source = &out.sources[0];
    assert_eq!((source.status, source.rows, source.changed_cells), (FileStatus::Unchanged, 2, 0));
}

#[test]
fn an_edit_that_nobody_disputes_is_applied_and_listed_with_its_cell() {
    let rows = [LATE, ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(value(&out, "key-2", "status"), "Closed");
    let [change] = out.changes.as_slice() else { panic!("{:?}", out.changes) };
    assert_eq!((change.record.as_str(), change.by.as_str()), ("R-002", "ada"));
    assert_eq!(change.source, Place::cell("inbox/a.xlsx", "Risks", At::new(5, 2)));
    assert_eq!((out.sources[0].status, out.sources[0].changed_cells), (FileStatus::Merged, 1));
}

#[test]
fn a_claim_counts_once() {
    let rows = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let mut out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(value(&out, "key-1", "status"), "Closed");
    // The delivery team opens it again; the same file, saved anew or not, says nothing new.
    out.master.sheets[0].records["key-1"].values[2] = Value::text("Reopened");
    let again = run_of(out.master.clone(), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!((value(&again, "key-1", "status").as_str(), asked(&again).len()), ("Reopened", 0));
    assert_eq!((again.sources[0].status, again.sources[0].changed_cells), (FileStatus::Unchanged, 0));
    let more = [rows[0], ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    let newer = run_of(out.master, vec![file("ada", "b", &BOTH, &more)]);
    assert_eq!(
        (value(&newer, "key-1", "status").as_str(), value(&newer, "key-2", "status").as_str()),
        ("Reopened", "Closed")
    );
    assert!(asked(&newer).is_empty());
}

#[test]
fn an_open_claim_stands_while_its_file_is_away() {
    let rows = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let mut changed = master_of(&BOTH);
    changed.sheets[0].records["key-1"].values[2] = Value::text("Held");
    let out = run_of(changed, vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(asked(&out), [(Code::ConflictField, "status")]);
    let later = run_of(out.master.clone(), Vec::new());
    assert_eq!(later.master.memory.open, out.master.memory.open, "same ID, same candidates");
    assert!(has(&later, &Code::FileNone));
}

#[test]
fn two_copies_that_disagree_are_asked_and_the_master_keeps_its_value() {
    let says = |status: &'static str| [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY];
    for files in [
        vec![file("ada", "a", &BOTH, &says("Closed")), file("ben", "b", &BOTH, &says("On hold"))],
        vec![file("ben", "b", &BOTH, &says("On hold")), file("ada", "a", &BOTH, &says("Closed"))],
    ] {
        let out = run_of(master_of(&BOTH), files);
        assert_eq!(value(&out, "key-1", "status"), "Open");
        let question = &out.master.memory.open.values().next().unwrap().question;
        let said: Vec<(String, &str)> =
            question.candidates.iter().map(|c| (c.value.to_string(), c.contributors[0].by.as_str())).collect();
        assert_eq!(said, [("Closed".into(), "ada"), ("On hold".into(), "ben")]);
        assert_eq!((&question.sent, &question.master), (&Value::text("Open"), &Value::text("Open")));
    }
    let out = run_of(
        master_of(&BOTH),
        vec![file("ada", "a", &BOTH, &says("Closed")), file("ben", "b", &BOTH, &says("Closed"))],
    );
    assert_eq!((value(&out, "key-1", "status").as_str(), asked(&out).len()), ("Closed", 0));
    assert_eq!(out.changes[0].by, "ada, ben");
}

#[test]
fn those_who_agree_are_named_once_each_beside_what_they_say() {
    let says = |status: &'static str| [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY];
    let files = vec![
        file("ada", "a", &BOTH, &says("Closed")),
        file("ben", "b", &BOTH, &says("Closed")),
        file("cem", "c", &BOTH, &says("On hold")),
        Incoming { copy: "raid.ada.2026-11-12".into(), ..file("ada", "later", &BOTH, &says("Closed")) },
    ];
    let out = run_of(master_of(&BOTH), files);
    let message = &out.master.memory.open.values().next().unwrap().message;
    assert!(message.contains(": ada and ben say “Closed”; cem says “On hold”"), "{message}");
}

#[test]
fn proposals_that_read_alike_are_told_apart() {
    let says = |title: &'static str| [["key-1", "R-001", title, "Open", "100", "asked"], MONEY];
    let files = vec![
        file("ada", "a", &BOTH, &says("In\u{a0}May")),
        file("ben", "b", &BOTH, &says("In May")),
        file("cem", "c", &BOTH, &says("In May")),
    ];
    let out = run_of(master_of(&BOTH), files);
    let message = &out.master.memory.open.values().next().unwrap().message;
    assert!(message.contains(": ada says “In\\u{a0}May”; ben and cem say “In May”"), "{message}");
}

#[test]
fn a_clean_cell_beside_a_clash_is_applied_all_the_same() {
    let rows = [["key-1", "R-001", "Late data!", "Closed", "100", "asked"], MONEY];
    let mut changed = master_of(&BOTH);
    changed.sheets[0].records["key-1"].values[2] = Value::text("Held");
    let out = run_of(changed, vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(
        (value(&out, "key-1", "title").as_str(), value(&out, "key-1", "status").as_str()),
        ("Late data!", "Held")
    );
    assert_eq!(asked(&out), [(Code::ConflictField, "status")]);
}

#[test]
fn a_row_that_is_gone_or_emptied_is_a_removal_and_asked() {
    let emptied = ["key-2", "R-002", "", "", "200", ""];
    for (rows, how) in [(vec![LATE], "deleted"), (vec![LATE, emptied], "emptied")] {
        let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
        assert_eq!(asked(&out), [(Code::RowRemoved, "")], "{how}");
        assert_eq!(records(&out).len(), 2, "{how}: it stays");
        assert_eq!(value(&out, "key-2", "status"), "Open", "{how}: no field is emptied");
    }
}

#[test]
fn a_copy_without_a_base_removes_nothing_and_every_difference_is_asked() {
    let mut copy = file(
        "ada",
        "a",
        &[],
        &[["key-1", "R-001", "Late data", "Closed", "100", ""], ["", "", "Quite new", "Open", "", ""]],
    );
    copy.base = None;
    let out = run_of(master_of(&BOTH), vec![copy]);
    assert_eq!(asked(&out), [(Code::ConflictField, "status")], "no removal, and an empty cell says nothing");
    assert_eq!(records(&out)[2], ["R-003", "Quite new", "Open", "", ""], "additions are taken");
    assert!(!has(&out, &Code::EditNotOwner), "its own ID was typed over by nobody");
}

#[test]
fn a_required_field_that_was_emptied_is_asked_and_another_is_emptied() {
    let rows = [["key-1", "R-001", "", "Open", "100", "asked"], ["key-2", "R-002", "No budget", "", "200", ""]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(asked(&out), [(Code::ValueRequired, "title")]);
    assert_eq!((value(&out, "key-1", "title").as_str(), value(&out, "key-2", "status").as_str()), ("Late data", ""));
}

#[test]
fn a_column_of_the_other_side_is_not_changed_but_asked() {
    let rows = [["key-1", "R-001", "Late data", "Open", "999", "asked"], MONEY];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(value(&out, "key-1", "cost"), "100");
    assert_eq!(asked(&out), [(Code::EditNotOwner, "cost")]);
}

#[test]
fn what_was_typed_over_an_id_is_said_and_not_taken() {
    let rows = [["key-1", "R-777", "Late data", "Open", "100", "asked"], MONEY];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(value(&out, "key-1", "id"), "R-001");
    assert!(asked(&out).is_empty() && has(&out, &Code::EditNotOwner), "{:?}", out.findings);
}

#[test]
fn a_log_gains_new_lines_and_an_edited_one_stays() {
    let rows = [["key-1", "R-001", "Late data", "Open", "100", "asked twice\nanswered"], MONEY];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &rows)]);
    assert_eq!(value(&out, "key-1", "log"), "asked\nasked twice\nanswered");
    let said = out.findings.iter().find(|f| f.code == Code::ValueCoerced).unwrap();
    assert!(said.message.contains("“asked” was edited or deleted"), "{}", said.message);
}

#[test]
fn a_column_emptied_in_most_of_its_rows_is_one_question() {
    let key = |n: usize| format!("key-{n}");
    let texts: Vec<[String; 3]> =
        (1..=6).map(|n| [key(n), format!("R-00{n}"), format!("Title {n}{n}{n}{n}")]).collect();
    let rows = |status: &dyn Fn(usize) -> &'static str| -> Vec<Cells<'_>> {
        texts.iter().enumerate().map(|(n, [k, id, title])| [k, id, title, status(n), "100", ""]).collect()
    };
    let sent = rows(&|_| "Open");
    for (emptied, code) in [(6, Some(Code::ColumnMissing)), (5, Some(Code::ColumnMissing)), (4, None)] {
        let out =
            run_of(master_of(&sent), vec![file("ada", "a", &sent, &rows(&|n| if n < emptied { "" } else { "Open" }))]);
        let shown: Vec<&OpenDiscrepancy> =
            out.master.memory.open.values().filter(|o| !o.question.id.is_empty()).collect();
        assert_eq!(shown.len(), usize::from(code.is_some()), "{emptied} of 6");
        assert_eq!(shown.first().map(|o| o.code.clone()), code);
        let now = if code.is_some() { "Open" } else { "" };
        assert_eq!(value(&out, "key-1", "status"), now, "{emptied} of 6");
    }
}

#[test]
fn a_record_that_the_team_removed_stays_gone_where_no_copy_changed_it() {
    let mut before = master_of(&BOTH);
    before.sheets[0].records.shift_remove("key-2");
    before.memory.records.get_mut("risks").unwrap()["key-2"].gone = true;
    let out = run_of(before.clone(), vec![file("ada", "a", &BOTH, &BOTH)]);
    assert_eq!((records(&out).len(), asked(&out).len()), (1, 0));
    let edited = [LATE, ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    let out = run_of(before.clone(), vec![file("ada", "a", &BOTH, &edited)]);
    assert_eq!(asked(&out), [(Code::ConflictRemovedAndEdited, "")]);
    // Entered again under the same name, the edit belongs there.
    let values = ["R-003", "No budget", "Open", "200", ""].map(Value::text).to_vec();
    before.sheets[0].records.insert("key-3".into(), Record { id: "R-003".into(), values, ..Record::default() });
    before
        .memory
        .records
        .get_mut("risks")
        .unwrap()
        .insert("key-3".into(), KnownRecord { id: "R-003".into(), ..KnownRecord::default() });
    let out = run_of(before, vec![file("ada", "a", &BOTH, &edited)]);
    assert_eq!((value(&out, "key-3", "status").as_str(), asked(&out).len()), ("Closed", 0));
    assert!(out.findings.iter().any(|f| f.code == Code::RowKeyMismatch && f.message.contains("R-003")));
}

#[test]
fn an_older_copy_does_not_undo_a_newer_removal() {
    let edited = [LATE, ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    for (bens_day, code) in [("2026-11-01", Code::RowRemoved), ("2026-11-20", Code::ConflictRemovedAndEdited)] {
        let mut before = master_of(&BOTH);
        for (by, day) in [("ada", "2026-11-10"), ("ben", bens_day)] {
            before
                .memory
                .sent
                .insert(format!("raid.{by}.2026-11-10").into(), SentCopy { date: day.into(), ..SentCopy::default() });
        }
        let out = run_of(before, vec![file("ada", "a", &BOTH, &[LATE]), file("ben", "b", &BOTH, &edited)]);
        assert_eq!(asked(&out), [(code, "")], "{bens_day}");
        assert_eq!(value(&out, "key-2", "status"), "Closed", "the edit is taken all the same");
    }
}

#[test]
fn a_copy_that_is_not_back_in_time_is_said_once_for_its_recipient() {
    let sent = |recipient: &str, day: &str| SentCopy {
        workbook: "raid".into(),
        recipient: recipient.into(),
        date: day.into(),
        ..SentCopy::default()
    };
    // Wanted back after seven days; today is the 22nd.
    for (copies, heard, late) in [
        (
            vec![("raid.ada.1", "ada", "2026-11-14")],
            None,
            vec!["ada has not sent back raid.ada.1, wanted by 2026-11-21."],
        ),
        (vec![("raid.ada.1", "ada", "2026-11-15")], None, vec![]),
        (vec![("raid.ada.1", "ada", "2026-11-01"), ("raid.ada.2", "ada", "2026-11-20")], None, vec![]),
        (
            vec![("raid.ada.1", "ada", "2026-11-01"), ("raid.ada.2", "ada", "2026-11-02")],
            Some(("raid.ada.1", "2026-11-03")),
            vec![],
        ),
        // One that came back before the newer one was sent does not answer for it.
        (
            vec![("raid.ada.1", "ada", "2026-11-01"), ("raid.ada.2", "ada", "2026-11-02")],
            Some(("raid.ada.1", "2026-11-01")),
            vec!["ada has not sent back raid.ada.2, wanted by 2026-11-09."],
        ),
        (
            vec![("raid.ada.1", "ada", "2026-11-02"), ("raid.ada.2", "ada", "2026-11-01")],
            Some(("raid.ada.2", "2026-11-03")),
            vec![],
        ),
    ] {
        let mut before = master_of(&BOTH);
        before.memory.sent.extend(copies.iter().map(|(copy, by, day)| ((*copy).into(), sent(by, day))));
        before.memory.files.extend(heard.map(|(copy, date)| crate::model::memory::HeardFile {
            copy: copy.into(),
            date: date.into(),
            ..Default::default()
        }));
        let out = run_of(before, Vec::new());
        let said: Vec<&str> =
            out.findings.iter().filter(|f| f.code == Code::FileOverdue).map(|f| f.message.as_str()).collect();
        assert_eq!(said, late, "{copies:?}");
    }
}
