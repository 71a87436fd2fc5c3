//! What people pick for a discrepancy about one field, and what becomes of it.

use super::super::Outcome;
use super::runs::{claim, codes, is_open, key, results, run_of, run_with, said, status};
use super::*;
use crate::model::finding::Giver;
use crate::model::memory::{Answer, HeardFile, Meaning, Written};
use crate::model::place::At;
use crate::model::state::OwnOnList;
use crate::model::template::Required;
use crate::model::value_issue::ValueIssue;

fn given_by(by: &str, letter: u32, value: &str) -> Candidate {
    let giver =
        Giver { by: by.into(), copy: format!("raid.{by}.1"), place: Place::file(format!("inbox/raid.{by}.1.xlsx")) };
    Candidate { letter, givers: vec![giver], ..candidate(Value::text(value), Action::Set) }
}

/// Ada says Closed, the master holds Held, and the row `D-0001` shows it; `picked` stands in its cells.
fn asked(picked: Pick) -> Master {
    let mut master = master(Policy::Ask);
    claim(&mut master, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    master.memory.open.insert(subject("status"), shown("D-0001", Code::ConflictField, given_by("ada", 0, "Closed")));
    master.picks.push(Pick { id: "D-0001".into(), ..picked });
    master
}

fn pick(decision: &str) -> Pick {
    Pick { decision: decision.into(), ..Pick::default() }
}

fn run(master: Master) -> Outcome {
    run_of(master, Vec::new())
}

/// The row of the discrepancy, while it is open.
fn row(outcome: &Outcome) -> &Open {
    &outcome.master.memory.open[&subject("status")]
}

fn row_of(master: &mut Master) -> &mut Open {
    master.memory.open.get_mut(&subject("status")).unwrap()
}

/// Changes the column of the status.
fn column(master: &mut Master, change: impl FnOnce(&mut Column)) {
    let mut sheet = (*master.sheets[0].sheet).clone();
    change(&mut sheet.columns[2]);
    master.sheets[0].sheet = Arc::new(sheet);
}

fn hold(master: &mut Master, value: &str) {
    master.sheets[0].records[RECORD].values[2] = Value::text(value);
}

#[test]
fn a_pick_that_can_be_carried_out_ends_its_discrepancy() {
    for (decision, my_value, now, result_is) in [
        ("Take A", "", "Closed", "applied"),
        ("take a", "", "Closed", "applied"),
        ("Keep master", "", "Held", "the master's value was kept"),
        ("Use my value", "Paused", "Paused", "applied"),
        ("Use my value", "(empty)", "", "applied"),
        ("Take Ada", "", "Closed", "applied"),
        ("Take the owner's", "", "Closed", "applied"),
    ] {
        let out = run(asked(Pick { my_value: my_value.into(), ..pick(decision) }));
        assert_eq!(status(&out), now, "{decision}");
        assert!(out.master.memory.open.is_empty(), "{decision}");
        assert!(!is_open(&out, "raid.ada.1", "status"), "{decision}: what the row showed is heard");
        assert_eq!(results(&out), [("D-0001", result_is)], "{decision}");
        assert_eq!(out.master.decided[0].decision, decision, "as it was picked");
        assert!(said(&out).is_empty(), "{decision}: {:?}", said(&out));
    }
}

#[test]
fn a_pick_is_listed_as_the_reason_of_the_change() {
    let out = run(asked(pick("Take A")));
    let change = &out.changes[0];
    assert_eq!(change.reason.to_string(), "decided D-0001: Take A");
    assert_eq!((change.by.as_str(), change.record.as_str(), change.field.as_deref()), ("ada", "R-001", Some("status")));
    assert_eq!((&change.from, &change.to), (&Value::text("Held"), &Value::text("Closed")));
    assert_eq!(change.source, Place::file("inbox/raid.ada.1.xlsx"));
}

#[test]
fn a_pick_that_cannot_be_carried_out_is_said_and_still_asked() {
    for (decision, my_value, why) in [
        ("Take C", "", "there is no option C"),
        ("Yes please", "", "is none of the options"),
        ("Use my value", "  ", "My value is empty"),
        ("One by one", "", "nothing to list one by one"),
        ("Take Zoe", "", "zoe gave none of them"),
        ("Take the answer", "", "nobody has answered"),
        ("Take the latest", "", "which of the values was saved last"),
    ] {
        let out = run(asked(Pick { my_value: my_value.into(), note: "see mail".into(), ..pick(decision) }));
        assert_eq!(status(&out), "Held", "{decision}");
        assert_eq!(codes(&out), [&Code::DecisionInvalid], "{decision}");
        assert!(said(&out)[0].message.contains(why), "{decision}: {}", said(&out)[0].message);
        let open = row(&out);
        assert_eq!(open.question.id, "D-0001", "{decision}: it keeps its ID");
        let written = Written { decision: decision.into(), my_value: my_value.into(), note: "see mail".into() };
        assert_eq!(open.written, Some(written), "{decision}: what was written stays");
        assert!(out.master.decided.is_empty() && is_open(&out, "raid.ada.1", "status"), "{decision}");
    }
}

#[test]
fn later_and_an_empty_cell_leave_everything_as_it_is() {
    for decision in ["", "Later"] {
        let out = run(asked(Pick { my_value: "Paused".into(), ..pick(decision) }));
        assert_eq!(status(&out), "Held");
        assert!(said(&out).is_empty());
        let written = row(&out).written.clone().unwrap();
        assert_eq!((written.decision.as_str(), written.my_value.as_str()), (decision, "Paused"));
    }
}

#[test]
fn a_required_field_cannot_be_cleared() {
    let mut given = asked(Pick { my_value: "(empty)".into(), ..pick("Use my value") });
    column(&mut given, |c| c.required = Required::Always);
    let out = run(given);
    assert_eq!((status(&out).as_str(), codes(&out)), ("Held", vec![&Code::DecisionInvalid]));
}

#[test]
fn what_the_column_refuses_cannot_be_taken_or_typed() {
    for decision in ["Take A", "Use my value"] {
        let mut given = asked(Pick { my_value: "seven".into(), ..pick(decision) });
        column(&mut given, |c| c.kind = Kind::Integer);
        let word = given.memory.claims.get_mut(&key("raid.ada.1", "status")).unwrap();
        word.issue = Some(ValueIssue::refused(Code::ValueType, "No number."));
        row_of(&mut given).question.candidates[0].refused = true;
        let out = run(given);
        assert_eq!((status(&out).as_str(), codes(&out)), ("Held", vec![&Code::DecisionInvalid]), "{decision}");
        assert_eq!(row(&out).code, Code::ValueType, "{decision}: asked as what is wrong with it");
    }
}

#[test]
fn a_pick_is_stale_once_another_value_stands_against_it() {
    for (held, ben, applied) in [
        ("Held", None, true),
        ("Held", Some("Closed"), true),
        ("Held", Some("On hold"), false),
        ("Other", None, false),
        ("Other", Some("Closed"), false),
    ] {
        let mut given = asked(Pick { note: "agreed".into(), ..pick("Take A") });
        hold(&mut given, held);
        if let Some(value) = ben {
            claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text(value));
        }
        let out = run(given);
        if applied {
            assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Closed", 0), "{held} {ben:?}");
            assert!(ben.is_none() || !is_open(&out, "raid.ben.1", "status"), "another giver is heard with it");
            continue;
        }
        assert_eq!((status(&out).as_str(), codes(&out)), (held, vec![&Code::DecisionStale]), "{held} {ben:?}");
        let open = row(&out);
        assert!(open.message.contains("“Take A” (“Closed”)"), "the row quotes the pick: {}", open.message);
        let written = open.written.clone().unwrap();
        assert_eq!(
            (written.decision.as_str(), written.note.as_str()),
            ("", "agreed"),
            "the cell is emptied, the note stays"
        );
        assert_eq!(open.question.id, "D-0001");
    }
}

#[test]
fn keeping_the_master_is_stale_once_the_master_changed() {
    let mut given = asked(pick("Keep master"));
    hold(&mut given, "Other");
    let out = run(given);
    assert_eq!(codes(&out), [&Code::DecisionStale]);
    assert!(said(&out)[0].message.contains("(“Held”)"), "what the master held then: {}", said(&out)[0].message);
    assert!(is_open(&out, "raid.ada.1", "status"));
}

#[test]
fn a_quote_of_a_stale_pick_stays_until_there_is_another_pick() {
    let mut given = asked(pick("Take A"));
    hold(&mut given, "Other");
    let out = run(given);
    let quoted = row(&out).message.clone();
    let mut given = out.master;
    given.picks = vec![Pick { id: "D-0001".into(), ..Pick::default() }];
    let out = run(given);
    assert_eq!(row(&out).message, quoted);
    let mut given = out.master;
    given.picks = vec![Pick { id: "D-0001".into(), ..pick("Take A") }];
    let out = run(given);
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Closed", 0), "picked again, it is applied");
}

#[test]
fn what_the_master_holds_by_now_settles_the_pick() {
    let mut given = asked(pick("Use my value"));
    given.picks[0].my_value = "Paused".into();
    hold(&mut given, "Paused");
    let out = run(given);
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Paused", 0));
    assert!(said(&out).is_empty() && out.changes.is_empty(), "nothing is said and nothing changed");
}

#[test]
fn a_candidate_typed_into_the_master_is_the_decision() {
    for (typed, ends) in [("Closed", true), ("Other", false)] {
        let mut given = asked(pick(""));
        hold(&mut given, typed);
        let out = run(given);
        assert_eq!(out.master.memory.open.is_empty(), ends, "{typed}");
        assert_eq!(is_open(&out, "raid.ada.1", "status"), !ends, "{typed}");
        if ends {
            assert_eq!(results(&out), [("D-0001", "typed in the master")]);
        } else {
            assert_eq!(row(&out).question.master, Value::text("Other"), "asked with the new value");
        }
    }
}

#[test]
fn what_came_in_since_the_row_was_shown_is_a_question_of_its_own() {
    let mut given = asked(pick(""));
    given.memory.highest.insert("discrepancies".into(), 7);
    claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text("On hold"));
    hold(&mut given, "Closed");
    let out = run(given);
    assert_eq!(results(&out), [("D-0001", "typed in the master")]);
    let open = row(&out);
    assert_eq!(open.question.id, "D-0008");
    let values: Vec<&Value> = open.question.candidates.iter().map(|c| &c.value).collect();
    assert_eq!(values, [&Value::text("On hold")]);
    assert!(!is_open(&out, "raid.ada.1", "status") && is_open(&out, "raid.ben.1", "status"));
}

#[test]
fn an_id_on_two_rows_settles_nothing() {
    let out = run(asked(Pick { twice: true, ..pick("Take A") }));
    assert_eq!((status(&out).as_str(), codes(&out)), ("Held", vec![&Code::DecisionInvalid]));
    let out = run(asked(Pick { twice: true, ..pick("") }));
    assert!(said(&out).is_empty(), "two rows without a pick are no harm");
}

#[test]
fn what_was_written_beside_an_unknown_id_is_said_again() {
    let wrote = Pick { id: "D-0099".into(), decision: "Take B".into(), note: "agreed".into(), ..Pick::default() };
    let mut given = master(Policy::Ask);
    given.picks = vec![wrote, Pick { id: "D-0098".into(), ..Pick::default() }];
    let own =
        OwnOnList { texts: [(("D-0098".into(), 0, "Mine".into()), "call Ben".into())].into(), ..OwnOnList::default() };
    given.own_on_lists.insert("Discrepancies".into(), own);
    let out = run(given);
    let said: Vec<&str> = said(&out).into_iter().map(|f| f.message.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("D-0098") && said[0].contains("Mine: call Ben"), "{}", said[0]);
    assert!(said[1].contains("D-0099") && said[1].contains("Decision “Take B”, Note “agreed”"), "{}", said[1]);
}

#[test]
fn only_what_people_fill_in_is_read_from_a_row() {
    let cell = |title: &str, text: &str| {
        (title.to_owned(), text.to_owned(), Place::cell("master.xlsx", "Discrepancies", At::new(4, 6)))
    };
    let shown = vec![cell("In the master", "Held"), cell("Option A", "Shut")];
    let out = run(asked(Pick { shown, ..pick("") }));
    let said: Vec<&str> = said(&out).into_iter().map(|f| f.message.as_str()).collect();
    assert!(said.len() == 1 && said[0].starts_with("D-0001, Option A: “Shut” was typed over"), "{said:?}");
}

#[test]
fn a_recipient_who_gave_several_options_names_none() {
    let mut given = asked(pick("Take Ada"));
    row_of(&mut given).question.candidates.push(given_by("ada", 1, "On hold"));
    let out = run(given);
    assert!(said(&out)[0].message.contains("gave several of the options"), "{}", said(&out)[0].message);
}

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

fn answer(by: &str, means: Meaning) -> ((String, String), Answer) {
    let answer = Answer {
        subject: Some(subject("status")),
        by: by.into(),
        text: "as I said".into(),
        remark: String::new(),
        means,
        place: Place::file(format!("inbox/raid.{by}.2.xlsx")),
        over: false,
    };
    ((format!("raid.{by}.2"), "row".into()), answer)
}

#[test]
fn the_answer_is_taken_where_all_who_answered_mean_one_thing() {
    let closed = || Meaning::Value(Value::text("Closed"));
    for (answers, now) in [
        (vec![answer("ben", closed())], Some("Closed")),
        (vec![answer("ben", closed()), answer("cleo", closed())], Some("Closed")),
        (vec![answer("ben", closed()), answer("cleo", Meaning::Nothing)], Some("Closed")),
        (vec![answer("ben", Meaning::Value(Value::text("Held")))], Some("Held")),
        (vec![answer("ben", closed()), answer("cleo", Meaning::Value(Value::text("Held")))], None),
        (vec![answer("ben", Meaning::Unclear(Code::ValueType, "No number.".into()))], None),
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
    given.memory.answers.extend([answer("ben", Meaning::Value(Value::text("On hold")))]);
    let out = run(given);
    assert_eq!(status(&out), "Held", "it is applied by a pick alone");
    let options = &row(&out).question.candidates;
    let said: Vec<(u32, String, &str)> =
        options.iter().map(|c| (c.letter, c.value.to_string(), c.givers[0].by.as_str())).collect();
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
        options.iter().map(|c| (c.value.to_string(), c.givers.iter().map(|g| g.by.as_str()).collect())).collect();
    assert_eq!(
        said,
        [("Closed".into(), vec!["ada", "cleo"]), ("On hold".into(), vec!["ben"])],
        "the master's is no option"
    );
}

#[test]
fn how_a_discrepancy_ended_is_written_down_once_and_with_what_people_wrote() {
    let mut given = asked(Pick { note: "agreed".into(), ..pick("Take A") });
    let own =
        OwnOnList { texts: [(("D-0001".into(), 0, "Mine".into()), "call Ben".into())].into(), ..OwnOnList::default() };
    given.own_on_lists.insert("Discrepancies".into(), own);
    let out = run(given);
    let [line] = out.master.decided.as_slice() else { panic!("{:?}", out.master.decided) };
    assert_eq!(
        (line.date.as_str(), line.sheet.as_str(), line.record.as_str(), line.field.as_str()),
        ("2026-11-22", "Risks", "R-001", "status")
    );
    assert_eq!((line.master.as_str(), line.options.as_str()), ("Held", "A: Closed (ada)"));
    assert_eq!(line.note, "agreed; Mine: call Ben");
}

#[test]
fn a_policy_of_the_settings_decides_no_pick_of_a_person() {
    // The settings would take the owner's; somebody picked what can't be carried out, and is answered first.
    let mut given = asked(pick("Take C"));
    column(&mut given, |c| c.policy = Policy::Owner);
    let out = run(given);
    assert_eq!((status(&out).as_str(), codes(&out)), ("Held", vec![&Code::DecisionInvalid]));
}

#[test]
fn without_a_memory_nothing_is_decided_by_a_policy() {
    for (ask_all, now) in [(false, "Closed"), (true, "Held")] {
        let mut given = master(Policy::Owner);
        claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
        let out = run_with(given, Vec::new(), ask_all);
        assert_eq!((status(&out).as_str(), out.master.memory.open.len()), (now, usize::from(ask_all)));
    }
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
