//! What recipients answer on the sheet Please answer: a proposal, which a person accepts or not.

use super::super::RunOutcome;
use super::runs::{claim, run_of, status};
use super::{master, subject};
use crate::model::code::Code;
use crate::model::finding::{Action, Finding};
use crate::model::keys::CopyId;
use crate::model::memory::{Answer, AnswerMeaning, ClaimKind, SentCopy, Subject};
use crate::model::policy::Policy;
use crate::model::state::{Master, Pick};
use crate::model::table::{Row, Table};
use crate::model::template::{ANSWERS_SHEET, Column, Kind, Owner, Required, Sheet};
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::ingest::identity::Identity;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::outgoing::audience::question_key;
use std::sync::Arc;

/// The status is disputed, and the row `D-0001` asks about it.
fn asked() -> Master {
    let mut given = master(Policy::Ask);
    claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    run_of(given, Vec::new()).master
}

/// Ada's copy lacks the record, and the row `D-0001` asks whether it goes.
fn removal() -> Master {
    let mut given = master(Policy::Ask);
    claim(&mut given, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
    run_of(given, Vec::new()).master
}

fn key_of(master: &Master, about: &Subject) -> String {
    question_key("e-1", about, &master.memory.open[about])
}

fn questions() -> Sheet {
    let mut sheet = Sheet::new("raid", ANSWERS_SHEET, "Please answer");
    let tool = |key: &str, title: &str| Column { owner: Owner::Tool, ..Column::new(key, title, Kind::Text) };
    let own = |key: &str, title: &str| Column::new(key, title, Kind::Text);
    sheet.columns =
        vec![tool("id", "No."), tool("where", "Entry"), own("answer", "Your answer"), own("remark", "Remark")];
    sheet
}

/// Row key, number, entry, answer and remark.
type Cells<'a> = [&'a str; 5];

fn table(file: &str, rows: &[Cells<'_>]) -> Table {
    let rows = (4..).zip(rows).map(|(number, [key, values @ ..])| Row {
        number,
        row_key: (!key.is_empty()).then(|| (*key).to_owned()),
        values: values.map(Value::text).to_vec(),
        ..Row::default()
    });
    let (rows, present) = (rows.collect(), (0..4).map(Some).collect());
    let sheet = Arc::new(questions());
    Table { sheet, file: file.into(), title: "Please answer".into(), present, header: 3, rows }
}

fn file(by: &str, saved: &str, rows: &[Cells<'_>]) -> Incoming {
    let copy = CopyId::from(format!("raid.{by}.2"));
    let name = format!("inbox/{saved}.xlsx");
    let sent: Vec<Cells<'_>> = rows.iter().map(|[key, id, ..]| [*key, *id, "Late", "", ""]).collect();
    let read = |file: &str, rows: &[Cells<'_>]| IngestedWorkbook {
        tables: vec![table(file, rows)],
        ..IngestedWorkbook::default()
    };
    Incoming {
        identity: Identity { copy: Some(copy.clone()), recipient: Some(by.into()), ..Identity::default() },
        read: read(&name, rows),
        base: Some((format!("outbox/{copy}.xlsx"), read("outbox", &sent))),
        digest: saved.into(),
        file: name,
        copy,
        ..Incoming::default()
    }
}

fn answered(master: Master, by: &str, answer: &str, remark: &str) -> RunOutcome {
    let about = master.memory.open.keys().next().unwrap().clone();
    let key = key_of(&master, &about);
    run_of(master, vec![file(by, "answers", &[[&key, "D-0001", "Late", answer, remark]])])
}

fn answers(outcome: &RunOutcome) -> Vec<&Answer> {
    outcome.master.memory.answers.values().collect()
}

fn said<'o>(outcome: &'o RunOutcome, code: &Code) -> Vec<&'o Finding> {
    outcome.findings.iter().filter(|f| f.code == *code).collect()
}

#[test]
fn an_answer_is_a_proposal_on_the_row_of_its_question() {
    let out = answered(asked(), "ben", "On hold", "see mail");
    assert_eq!(status(&out), "Held", "it is applied by a pick alone");
    let [answer] = answers(&out)[..] else { panic!("{:?}", answers(&out)) };
    assert_eq!((answer.by.as_str(), &answer.means), ("ben", &AnswerMeaning::Value(Value::text("On hold"))));
    let options: Vec<String> =
        out.master.memory.open[&subject("status")].question.candidates.iter().map(|c| c.value.to_string()).collect();
    assert_eq!(options, ["Closed", "On hold"]);
    let told = said(&out, &Code::DecisionAnswered);
    assert_eq!(told[0].message, "D-0001: ben answers “On hold” and remarks “see mail”.");
    let mut next = out.master;
    next.picks = vec![Pick { id: "D-0001".into(), decision: "Take the answer".into(), ..Pick::default() }];
    let out = run_of(next, Vec::new());
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("On hold", 0));
}

#[test]
fn an_answer_means_what_its_column_makes_of_it() {
    let column = |master: &mut Master, change: &dyn Fn(&mut Column)| {
        let mut sheet = (*master.sheets[0].sheet).clone();
        change(&mut sheet.columns[2]);
        master.sheets[0].sheet = Arc::new(sheet);
    };
    type Change = fn(&mut Column);
    let cases: [(Change, &str, Option<Value>); 5] = [
        (|_| {}, "(empty)", Some(Value::Empty)),
        (|c| c.required = Required::Always, "(EMPTY)", None),
        (|c| c.kind = Kind::Integer, "7", Some(Value::Number(7.into()))),
        (|c| c.kind = Kind::Integer, "seven", None),
        (|_| {}, "Closed", Some(Value::text("Closed"))),
    ];
    for (change, text, value) in cases {
        let mut given = asked();
        column(&mut given, &change);
        let out = answered(given, "ben", text, "");
        match value {
            Some(value) => assert_eq!(answers(&out)[0].means, AnswerMeaning::Value(value), "{text}"),
            None => {
                assert!(
                    matches!(answers(&out)[0].means, AnswerMeaning::Unclear(..)),
                    "{text}: {:?}",
                    answers(&out)[0].means
                );
                assert_eq!(said(&out, &Code::DecisionAnswerUnclear).len(), 1, "{text}");
            }
        }
    }
}

#[test]
fn whether_a_record_goes_is_answered_with_yes_or_no() {
    for (text, means) in
        [("Yes", Some(AnswerMeaning::Take(Action::Remove))), ("no", Some(AnswerMeaning::Keep)), ("perhaps", None)]
    {
        let out = answered(removal(), "ada", text, "");
        assert!(out.master.sheets[0].records.len() == 1, "{text}: it stays until somebody picks");
        match means {
            Some(means) => assert_eq!(answers(&out)[0].means, means, "{text}"),
            None => assert!(matches!(answers(&out)[0].means, AnswerMeaning::Unclear(..)), "{text}"),
        }
    }
}

#[test]
fn an_empty_answer_says_nothing_and_a_remark_alone_is_kept() {
    let out = answered(asked(), "ben", "", "");
    assert!(answers(&out).is_empty());
    let out = answered(asked(), "ben", "", "ask me on Monday");
    assert_eq!(
        (answers(&out)[0].means.clone(), answers(&out)[0].remark.as_str()),
        (AnswerMeaning::Nothing, "ask me on Monday")
    );
    assert_eq!(said(&out, &Code::DecisionAnswered)[0].message, "D-0001: ben remarks “ask me on Monday”.");
}

#[test]
fn a_question_is_known_by_its_number_where_its_hidden_key_is_lost() {
    for (number, known) in [("D-0001", true), ("d-1", true), ("D-0002", false), ("", false)] {
        let out = run_of(asked(), vec![file("ben", "answers", &[["", number, "Late", "On hold", ""]])]);
        assert_eq!(answers(&out).len(), usize::from(known), "{number}");
        assert_eq!(said(&out, &Code::RowOutsideTable).len(), usize::from(!known), "{number}: it is said");
    }
}

#[test]
fn of_two_answers_to_one_question_the_first_counts_and_the_other_is_said() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let row = |answer: &'static str| -> Cells<'_> { [&key, "D-0001", "Late", answer, ""] };
    for (rows, counts, told) in [
        (vec![row("On hold"), row("Open")], "On hold", 1),
        (vec![row("On hold"), row("On hold")], "On hold", 0),
        (vec![row(""), row("Open")], "Open", 0),
        (vec![row("Open"), row("")], "Open", 0),
    ] {
        let out = run_of(given.clone(), vec![file("ben", "answers", &rows)]);
        assert_eq!(answers(&out)[0].text, counts);
        assert_eq!(said(&out, &Code::DecisionAnswerUnclear).len(), told);
    }
}

#[test]
fn what_was_decided_before_the_answer_came_is_said_and_changes_nothing() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let mut picked = given;
    picked.picks = vec![Pick { id: "D-0001".into(), decision: "Keep master".into(), ..Pick::default() }];
    let decided = run_of(picked, Vec::new()).master;
    let late = || vec![file("ben", "answers", &[[&key, "D-0001", "Late", "On hold", ""]])];
    let out = run_of(decided, late());
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Held", 0));
    assert_eq!(said(&out, &Code::DecisionAnswerLate).len(), 1);
    assert!(answers(&out)[0].over, "it waits for nothing");
    let again = run_of(out.master, late());
    assert_eq!(said(&again, &Code::DecisionAnswerLate).len(), 1, "as long as its file is there");
}

#[test]
fn a_newer_answer_takes_the_place_of_an_older_one() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let row = |answer: &'static str| -> Cells<'_> { [&key, "D-0001", "Late", answer, ""] };
    let first = run_of(given, vec![file("ben", "a", &[row("On hold")])]).master;
    for (second, left, line) in [("Open", Some("Open"), "answered anew"), ("", None, "withdrawn")] {
        let out = run_of(first.clone(), vec![file("ben", "b", &[row(second)])]);
        assert_eq!(answers(&out).first().map(|a| a.text.as_str()), left);
        let told: Vec<(&str, &str)> =
            out.master.decided.iter().map(|d| (d.result.as_str(), d.options.as_str())).collect();
        assert_eq!(told, [(line, "ben answers “On hold”.")]);
    }
    let same = run_of(first, vec![file("ben", "c", &[row("On hold")])]);
    assert!(same.master.decided.is_empty(), "the same again is nothing new");
}

#[test]
fn an_older_file_takes_no_answer_back() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let saved = |at: &str, name: &str, answer: &'static str| Incoming {
        saved_at: Some(at.into()),
        ..file("ben", name, &[[&key, "D-0001", "Late", answer, ""]])
    };
    let first = run_of(given, vec![saved("2026-11-20T08:00:00Z", "a", "On hold")]).master;
    let out = run_of(first, vec![saved("2026-11-19T08:00:00Z", "b", "Open")]);
    assert_eq!(answers(&out)[0].text, "On hold");
}

#[test]
fn what_was_typed_over_the_question_is_said_and_not_read() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let out = run_of(given, vec![file("ben", "answers", &[[&key, "D-0001", "It was on time", "On hold", ""]])]);
    let told: Vec<&str> = said(&out, &Code::EditNotOwner).into_iter().map(|f| f.message.as_str()).collect();
    assert_eq!(told, ["Entry: “It was on time” was typed over the question; only Your answer is read."]);
    assert_eq!(answers(&out)[0].text, "On hold");
}

#[test]
fn a_row_is_known_by_its_key_whatever_number_stands_in_it() {
    let given = asked();
    let key = key_of(&given, &subject("status"));
    let mut copy = file("ben", "answers", &[[&key, "D-0002", "Late", "On hold", ""]]);
    copy.base.as_mut().unwrap().1.tables[0] =
        table("outbox", &[[&key, "D-0001", "Late", "", ""], ["k2", "D-0002", "Lost", "", ""]]);
    let out = run_of(given, vec![copy]);
    assert!(said(&out, &Code::EditNotOwner).is_empty(), "the question is as it was sent");
    assert_eq!(answers(&out)[0].text, "On hold");
}

#[test]
fn who_answers_again_in_a_copy_that_was_sent_later_means_that() {
    let mut given = asked();
    let key = key_of(&given, &subject("status"));
    for copy in ["raid.ben.2", "raid.ben.3"] {
        given.memory.sent.insert(copy.into(), SentCopy::default());
    }
    let of = |copy: &str, answer: &'static str| Incoming {
        copy: copy.into(),
        ..file("ben", copy, &[[&key, "D-0001", "Late", answer, ""]])
    };
    for (first, second, waits) in [
        (of("raid.ben.2", "On hold"), of("raid.ben.3", "Open"), vec!["Open"]),
        (of("raid.ben.3", "Open"), of("raid.ben.2", "On hold"), vec!["On hold", "Open"]),
    ] {
        let heard = run_of(given.clone(), vec![first]).master;
        let out = run_of(heard, vec![second]);
        let left: Vec<&str> = answers(&out).into_iter().filter(|a| !a.over).map(|a| a.text.as_str()).collect();
        assert_eq!(left, waits);
    }
}
