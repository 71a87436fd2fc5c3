//! What a person decided, and copies that come back afterwards.

use super::super::RunOutcome;
use super::runs::{claim, is_open, key, run_of, said, status};
use super::*;
use crate::model::template::Merge;

/// The master after `decision` about Ada's `Closed` and Ben's `Paused` against its own `Held`.
fn after(decision: &str) -> Master {
    let mut given = master(Policy::Latest);
    for name in ["ada", "ben"] {
        given
            .memory
            .sent
            .insert(format!("raid.{name}.1").into(), SentCopy { recipient: name.into(), ..Default::default() });
    }
    claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    claim(&mut given, "raid.ben.1", "status", ClaimKind::Value, Value::text("Paused"));
    let options = [(0, "ada", "Closed"), (1, "ben", "Paused")].map(|(letter, by, value)| {
        let copy = format!("raid.{by}.1").into();
        let contributor = crate::model::finding::Contributor { by: by.into(), copy, place: Place::default() };
        Candidate { letter, contributors: vec![contributor], ..candidate(Value::text(value), Action::Set) }
    });
    let [first, second] = options;
    let mut open = shown("D-0001", Code::ConflictField, first);
    open.question.candidates.push(second);
    given.memory.open.insert(subject("status"), open);
    given.picks.push(Pick {
        id: "D-0001".into(),
        decision: decision.into(),
        my_value: "Done".into(),
        ..Pick::default()
    });
    let out = run_of(given, Vec::new());
    assert!(out.master.memory.open.is_empty(), "{decision}");
    out.master
}

/// What follows where a copy says `Dropped`, which it compares with `base`.
fn later(mut given: Master, copy: &str, base: &str) -> RunOutcome {
    claim(&mut given, copy, "status", ClaimKind::Value, Value::text("Dropped"));
    given.memory.claims.get_mut(&key(copy, "status")).unwrap().base = Value::text(base);
    run_of(given, Vec::new())
}

#[test]
fn a_copy_that_does_not_know_of_a_decision_is_asked_and_the_decision_is_quoted() {
    for (decision, held) in [("Take A", "Closed"), ("Keep master", "Held"), ("Use my value", "Done")] {
        for copy in ["raid.ada.1", "raid.ben.1"] {
            let out = later(after(decision), copy, held);
            assert_eq!(status(&out), held, "{decision}, {copy}");
            let open = &out.master.memory.open[&subject("status")];
            assert!(
                open.message.contains(&format!("“{held}” was decided on 2026-11-22 (D-0001, “{decision}”)")),
                "{}",
                open.message
            );
            assert!(is_open(&out, copy, "status") && said(&out).is_empty(), "{decision}, {copy}: no policy decides it");
        }
    }
}

#[test]
fn a_copy_that_was_sent_afterwards_and_held_what_was_decided_changes_it() {
    for (base, now) in [("Closed", "Dropped"), ("Held", "Closed")] {
        let mut given = after("Take A");
        given.memory.sent.insert("raid.ada.2".into(), SentCopy { recipient: "ada".into(), ..SentCopy::default() });
        let out = later(given, "raid.ada.2", base);
        assert_eq!(status(&out), now, "it held {base}");
    }
}

#[test]
fn once_it_was_changed_a_decision_protects_nothing() {
    let mut given = after("Take A");
    given.memory.sent.insert("raid.ada.2".into(), SentCopy { recipient: "ada".into(), ..SentCopy::default() });
    let mut changed = later(given, "raid.ada.2", "Closed").master;
    assert!(changed.memory.decided.is_empty());
    // Somebody typed the old value again: that is no decision about a discrepancy.
    changed.sheets[0].records[RECORD].values[2] = Value::text("Closed");
    let out = later(changed, "raid.ben.1", "Closed");
    assert_eq!(status(&out), "Dropped");
}

#[test]
fn a_decision_is_decided_again_by_the_next_pick() {
    let asked = later(after("Take A"), "raid.ben.1", "Closed");
    let mut given = asked.master;
    given.picks.push(Pick {
        id: given.memory.open[&subject("status")].question.id.clone(),
        decision: "Take A".into(),
        ..Pick::default()
    });
    let out = run_of(given, Vec::new());
    assert_eq!((status(&out).as_str(), out.master.memory.open.len()), ("Dropped", 0));
    assert_eq!(out.master.memory.decided[&subject("status")].value, Value::text("Dropped"));
}

#[test]
fn what_was_typed_in_the_master_instead_of_a_pick_is_a_decision_too() {
    let mut given = master(Policy::Ask);
    given.memory.sent.insert("raid.ada.1".into(), SentCopy { recipient: "ada".into(), ..SentCopy::default() });
    claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    let mut typed = run_of(given, Vec::new()).master;
    typed.sheets[0].records[RECORD].values[2] = Value::text("Closed");
    let out = later(run_of(typed, Vec::new()).master, "raid.ada.1", "Closed");
    assert_eq!(status(&out), "Closed");
    assert!(out.master.memory.open[&subject("status")].message.contains("“typed in the master”"));
}

#[test]
fn a_log_takes_a_new_line_whatever_was_decided() {
    let mut given = after("Take A");
    let mut sheet = (*given.sheets[0].sheet).clone();
    sheet.columns[2].merge = Merge::Append;
    given.sheets[0].sheet = Arc::new(sheet);
    let out = later(given, "raid.ben.1", "Closed");
    assert_eq!(status(&out), "Closed\nDropped");
}
