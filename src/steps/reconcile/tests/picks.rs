//! What people pick for a discrepancy about one field, and what becomes of it.

mod options;

use super::super::RunOutcome;
use super::runs::{claim, codes, is_open, key, results, run_of, run_with, said, status};
use super::*;
use crate::model::finding::Contributor;
use crate::model::keys::FieldKey;
use crate::model::memory::{Answer, AnswerMeaning, HeardFile, WrittenDecision};
use crate::model::place::At;
use crate::model::state::{ListCell, OwnOnList, ShownCell};
use crate::model::template::Required;
use crate::model::value_issue::ValueIssue;

fn given_by(by: &str, letter: u32, value: &str) -> Candidate {
    let contributor = Contributor {
        by: by.into(),
        copy: format!("raid.{by}.1").into(),
        place: Place::file(format!("inbox/raid.{by}.1.xlsx")),
    };
    Candidate { letter, contributors: vec![contributor], ..candidate(Value::text(value), Action::Set) }
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

fn run(master: Master) -> RunOutcome {
    run_of(master, Vec::new())
}

/// The row of the discrepancy, while it is open.
fn row(outcome: &RunOutcome) -> &OpenDiscrepancy {
    &outcome.master.memory.open[&subject("status")]
}

fn row_of(master: &mut Master) -> &mut OpenDiscrepancy {
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
        ("A", "", "Closed", "applied"),
        ("closed", "", "Closed", "applied"),
        ("keep", "", "Held", "the master's value was kept"),
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
    assert_eq!(
        (change.by.as_str(), change.record.as_str(), change.field.as_ref().map(FieldKey::as_str)),
        ("ada", "R-001", Some("status"))
    );
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
        let written = WrittenDecision { decision: String::new(), my_value: my_value.into(), note: "see mail".into() };
        assert_eq!(open.written, Some(written), "{decision}: it is cleared, and the rest stays");
        assert!(open.message.contains(&format!("“{decision}”")), "the row quotes it: {}", open.message);
        assert!(out.master.decided.is_empty() && is_open(&out, "raid.ada.1", "status"), "{decision}");
    }
}

#[test]
fn later_and_an_empty_cell_leave_everything_as_it_is() {
    for (decision, codes_said) in [("", vec![&Code::DecisionInvalid]), ("Later", vec![])] {
        let out = run(asked(Pick { my_value: "Paused".into(), ..pick(decision) }));
        assert_eq!(status(&out), "Held");
        assert_eq!(codes(&out), codes_said, "{decision}: My value alone is no decision, and that is said");
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
fn a_pick_that_never_could_be_carried_out_is_stale_all_the_same_and_gone_afterwards() {
    for decision in ["Take B", "Take the latest", "Use my value", "Yes please", "On hold"] {
        let mut given = asked(pick(decision));
        claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text("On hold"));
        let out = run(given);
        assert_eq!((status(&out).as_str(), codes(&out)), ("Held", vec![&Code::DecisionStale]), "{decision}");
        assert!(row(&out).message.contains(&format!("“{decision}”")), "quoted: {}", row(&out).message);
        assert!(row(&out).written.is_none(), "{decision}: nothing is left that could be taken for a pick of option B");
        assert_eq!(row(&out).not_applied, decision);
    }
}

#[test]
fn a_giver_is_named_by_a_part_of_the_name_that_fits_nobody_else() {
    for (decision, now) in [("take sabine", "Closed"), ("Take Sabine Keller", "Closed"), ("take keller", "Held")] {
        let mut given = asked(pick(decision));
        let open = row_of(&mut given);
        open.question.candidates[0].contributors[0].by = "sabine-keller".into();
        open.question.candidates[0].contributors.push(given_by("tom-keller", 0, "Closed").contributors[0].clone());
        let out = run(given);
        assert_eq!(status(&out), now, "{decision}");
        assert_eq!(codes(&out).is_empty(), now == "Closed", "{decision}");
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
    let own = OwnOnList {
        texts: [(ListCell { id: "D-0098".into(), repeat: 0, title: "Mine".into() }, "call Ben".into())].into(),
        ..OwnOnList::default()
    };
    given.own_on_lists.insert("Discrepancies".into(), own);
    let out = run(given);
    let said: Vec<&str> = said(&out).into_iter().map(|f| f.message.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("D-0098") && said[0].contains("Mine: call Ben"), "{}", said[0]);
    assert!(said[1].contains("D-0099") && said[1].contains("Decision “Take B”, Note “agreed”"), "{}", said[1]);
}

#[test]
fn only_what_people_fill_in_is_read_from_a_row() {
    let cell = |title: &str, text: &str| ShownCell {
        title: title.into(),
        text: text.into(),
        place: Place::cell("master.xlsx", "Discrepancies", At::new(4, 6)),
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
    claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text("On hold"));
    let out = run(given);
    assert!(said(&out)[0].message.contains("gave several of the options"), "{}", said(&out)[0].message);
}

#[test]
fn how_a_discrepancy_ended_is_written_down_once_and_with_what_people_wrote() {
    let mut given = asked(Pick { note: "agreed".into(), ..pick("Take A") });
    let own = OwnOnList {
        texts: [(ListCell { id: "D-0001".into(), repeat: 0, title: "Mine".into() }, "call Ben".into())].into(),
        ..OwnOnList::default()
    };
    given.own_on_lists.insert("Discrepancies".into(), own);
    let out = run(given);
    let [line] = out.master.decided.as_slice() else { panic!("{:?}", out.master.decided) };
    assert_eq!(
        (line.date.as_str(), line.sheet.as_str(), line.record.as_str(), line.field.as_str()),
        ("2026-11-22", "Risks", "R-001", "Status")
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
    // Nor does it the next time, when the cell is empty.
    let quoted = row(&out).message.clone();
    let mut given = out.master;
    given.picks = vec![Pick { id: "D-0001".into(), ..Pick::default() }];
    let out = run(given);
    assert_eq!((status(&out).as_str(), &row(&out).message), ("Held", &quoted));
    let mut given = out.master;
    given.picks = vec![Pick { id: "D-0001".into(), ..pick("Take A") }];
    let out = run(given);
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Closed", 0));
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
