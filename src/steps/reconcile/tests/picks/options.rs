//! Which options a row offers, under which letters, and what policies and answers add.

use super::*;
use crate::model::memory::AnswerKey;

#[test]
fn the_latest_value_is_the_one_of_the_file_saved_last() {
    for (ada, ben, now) in [
        (Some("2026-11-20T08:00:00Z"), Some("2026-11-21T08:00:00Z"), "On hold"),
        (Some("2026-11-21T08:00:00Z"), Some("2026-11-20T08:00:00Z"), "Closed"),
        (Some("2026-11-21T08:00:00Z"), None, "Old"),
    ] {
        let mut given = asked(pick("Take the latest"));
        // The master holds what both were sent, so that it says nothing of its own.
        hold(&mut given, "Old");
        claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text("On hold"));
        let open = row_of(&mut given);
        open.question.master = Value::text("Old");
        open.question.candidates.push(given_by("ben", 1, "On hold"));
        for (copy, saved_at) in [("raid.ada.1", ada), ("raid.ben.1", ben)] {
            let saved_at = saved_at.map(str::to_owned);
            let file = format!("inbox/{copy}.xlsx");
            given.memory.files.push(HeardFile { copy: copy.into(), file, saved_at, ..HeardFile::default() });
        }
        let out = run(given);
        assert_eq!(status(&out), now, "{ada:?} {ben:?}");
    }
}

#[test]
fn the_filled_in_value_is_taken_over_one_that_was_emptied() {
    let mut given = asked(pick("Take the filled-in one"));
    hold(&mut given, "Old");
    claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::Empty);
    let open = row_of(&mut given);
    open.question.master = Value::text("Old");
    open.question.candidates.push(Candidate { letter: 1, ..candidate(Value::Empty, Action::Set) });
    let out = run(given);
    assert_eq!(status(&out), "Closed");
}

fn answer(by: &str, means: AnswerMeaning) -> (AnswerKey, Answer) {
    let answer = Answer {
        subject: Some(subject("status")),
        by: by.into(),
        text: "as I said".into(),
        remark: String::new(),
        means,
        place: Place::file(format!("inbox/raid.{by}.2.xlsx")),
        over: false,
    };
    (AnswerKey { copy: format!("raid.{by}.2").into(), row_key: "row".into() }, answer)
}

#[test]
fn the_answer_is_taken_where_all_who_answered_mean_one_thing() {
    let closed = || AnswerMeaning::Value(Value::text("Closed"));
    for (answers, now) in [
        (vec![answer("ben", closed())], Some("Closed")),
        (vec![answer("ben", closed()), answer("cleo", closed())], Some("Closed")),
        (vec![answer("ben", closed()), answer("cleo", AnswerMeaning::Nothing)], Some("Closed")),
        (vec![answer("ben", AnswerMeaning::Value(Value::text("Held")))], Some("Held")),
        (vec![answer("ben", closed()), answer("cleo", AnswerMeaning::Value(Value::text("Held")))], None),
        (vec![answer("ben", AnswerMeaning::Unclear(Code::ValueType, "No number.".into()))], None),
    ] {
        let mut given = asked(pick("Take the answer"));
        given.memory.answers.extend(answers.clone());
        let out = run(given);
        match now {
            Some(now) => {
                assert_eq!((status(&out).as_str(), out.master.memory.open.len()), (now, 0), "{answers:?}");
                assert!(out.master.memory.answers.values().all(|a| a.over), "it is answered");
                assert!(out.master.decided[0].options.contains("ben answers “as I said”."), "it is remembered");
            }
            None => {
                assert_eq!(status(&out), "Held", "{answers:?}");
                assert!(codes(&out).contains(&&Code::DecisionInvalid), "{answers:?}");
                assert!(out.master.memory.answers.values().all(|a| !a.over), "they still wait");
            }
        }
    }
}

#[test]
fn an_answer_is_one_more_option_of_its_row() {
    let mut given = asked(pick(""));
    given.memory.answers.extend([answer("ben", AnswerMeaning::Value(Value::text("On hold")))]);
    let out = run(given);
    assert_eq!(status(&out), "Held", "it is applied by a pick alone");
    let options = &row(&out).question.candidates;
    let said: Vec<(u32, String, &str)> =
        options.iter().map(|c| (c.letter, c.value.to_string(), c.contributors[0].by.as_str())).collect();
    assert_eq!(said, [(0, "Closed".into(), "ada"), (1, "On hold".into(), "ben")]);
}

#[test]
fn letters_are_stable_and_that_of_a_withdrawn_candidate_is_not_used_again() {
    let mut given = asked(pick(""));
    let open = row_of(&mut given);
    open.question.candidates.insert(0, given_by("abe", 0, "Withdrawn"));
    open.question.candidates[1].letter = 1;
    open.next_letter = 2;
    claim(&mut given, "raid.aaron.1", "status", ClaimKind::Value, Value::text("On hold"));
    let out = run(given);
    let open = row(&out);
    let letters: Vec<(u32, String)> =
        open.question.candidates.iter().map(|c| (c.letter, c.value.to_string())).collect();
    assert_eq!(letters, [(1, "Closed".into()), (2, "On hold".into())]);
    assert_eq!(open.next_letter, 3);
}

#[test]
fn candidates_stand_in_the_order_of_their_givers_and_equal_ones_once() {
    let mut given = master(Policy::Ask);
    for (copy, value) in
        [("raid.cleo.1", "Closed"), ("raid.ben.1", "On hold"), ("raid.ada.1", "Closed"), ("raid.dan.1", "Held")]
    {
        claim(&mut given, copy, "status", ClaimKind::Value, Value::text(value));
    }
    let out = run(given);
    let options = &row(&out).question.candidates;
    let said: Vec<(String, Vec<&str>)> =
        options.iter().map(|c| (c.value.to_string(), c.contributors.iter().map(|g| g.by.as_str()).collect())).collect();
    assert_eq!(
        said,
        [("Closed".into(), vec!["ada", "cleo"]), ("On hold".into(), vec!["ben"])],
        "the master's is no option"
    );
}

#[test]
fn a_policy_looks_at_the_side_on_which_each_stands() {
    // Nobody of the customer's side said it: the owner's value is none.
    let mut before = master(Policy::Owner);
    column(&mut before, |c| c.owner = Owner::Delivery);
    let mut given = before;
    claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    let out = run(given);
    assert_eq!(status(&out), "Held", "the master's own value is the delivery team's");
    assert_eq!(codes(&out), [&Code::ConflictByPolicy]);
    assert!(said(&out)[0].message.contains("ada says “Closed” (inbox/raid.ada.1.xlsx)"), "{}", said(&out)[0].message);
}

#[test]
fn a_refused_value_is_asked_as_what_is_wrong_with_it_and_beside_another_as_a_clash() {
    for (ben, code) in [(None, Code::ValueChoice), (Some("Open"), Code::ConflictField)] {
        let mut before = master(Policy::Ask);
        hold(&mut before, "Old");
        let mut given = before;
        claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::Unread("Clsoed".into()));
        let issue = ValueIssue::refused(Code::ValueChoice, "No such choice.").near([Value::text("Closed")]);
        given.memory.claims.get_mut(&key("raid.ada.1", "status")).unwrap().issue = Some(issue);
        if let Some(value) = ben {
            claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text(value));
        }
        let out = run(given);
        assert_eq!(status(&out), "Old", "the master keeps its value");
        let open = row(&out);
        assert_eq!(open.code, code);
        let options: Vec<(String, bool)> =
            open.question.candidates.iter().map(|c| (c.value.to_string(), c.refused)).collect();
        let near = [("Clsoed".to_owned(), true), ("Closed".to_owned(), false)];
        assert_eq!(options[..2], near, "the raw text first, the nearest right value next");
    }
}
