//! The same text in several rows of one column of one file.

use super::super::RunOutcome;
use super::floods::{claimed, groups, statuses};
use super::runs::{run_of, said};
use super::*;
use crate::model::decision_option::DecisionOption::{KeepMaster, Later, OneByOne, Take, UseMyValue};
use crate::model::finding::Finding;
use crate::model::value_issue::ValueIssue;

/// Who is meant is not certain.
fn dirk(claim: &mut Claim) {
    claim.value = Value::text("Dirk");
    let issue = ValueIssue::noted(Code::ReferenceUnknown, "“Dirk” is no contact.");
    claim.issue = Some(issue.near([Value::text("Dirk Hansen"), Value::text("Dirk Moss")]));
}

/// What the column can't read.
fn some_day(claim: &mut Claim) {
    claim.value = Value::Unread("some day".into());
    claim.issue = Some(ValueIssue::refused(Code::ValueType, "“some day” is no day."));
}

fn run(master: Master) -> RunOutcome {
    run_of(master, Vec::new())
}

fn questions(out: &RunOutcome) -> Vec<&Finding> {
    out.findings.iter().filter(|f| f.question.is_some()).collect()
}

#[test]
fn one_text_in_several_rows_of_a_file_is_one_question() {
    for (master, asked) in [
        (claimed(3, &["ada"], dirk, "status"), 1),
        (claimed(25, &["ada"], dirk, "status"), 1),
        (claimed(3, &["ada"], some_day, "status"), 1),
        (claimed(1, &["ada"], dirk, "status"), 1),
        // Which of two people is right may be another in each row.
        (claimed(3, &["ada"], |_| (), "status"), 3),
        (claimed(3, &["ada", "ben"], dirk, "status"), 3),
    ] {
        let out = run(master);
        assert_eq!(questions(&out).len(), asked, "{:?}", questions(&out));
    }
    let mut two = claimed(4, &["ada"], dirk, "status");
    for claim in two.memory.claims.values_mut().skip(2) {
        claim.value = Value::text("Derek");
    }
    assert_eq!(questions(&run(two)).len(), 2, "another text is another question");
}

#[test]
fn the_question_names_all_rows_and_offers_what_each_of_them_does() {
    let out = run(claimed(3, &["ada"], dirk, "status"));
    let asked = questions(&out)[0];
    let said = "“Dirk” is no contact. The same text stands in 3 rows, decided together: R-000 (now Held); R-001 (now Held); R-002 (now Held).";
    assert!(asked.message.ends_with(said), "{}", asked.message);
    assert_eq!(asked.options, [KeepMaster, Take(0), Take(1), Take(2), UseMyValue, OneByOne, Later]);
    let givers: Vec<usize> = asked.question.iter().flat_map(|q| &q.candidates).map(|c| c.contributors.len()).collect();
    assert_eq!(givers, [3, 3, 3]);
    let refused = run(claimed(3, &["ada"], some_day, "status"));
    assert_eq!(questions(&refused)[0].options, [KeepMaster, UseMyValue, OneByOne, Later]);
}

/// What follows from a pick for three rows.
fn picked(decision: &str, my_value: &str) -> RunOutcome {
    let mut master = run(claimed(3, &["ada"], dirk, "status")).master;
    let pick = Pick { id: "D-0001".into(), decision: decision.into(), my_value: my_value.into(), ..Pick::default() };
    master.picks = vec![pick];
    run(master)
}

#[test]
fn a_decision_holds_for_each_row() {
    for (decision, my_value, now) in [
        ("Take A", "", "Dirk"),
        ("Take B", "", "Dirk Hansen"),
        ("Dirk Moss", "", "Dirk Moss"),
        ("Keep master", "", "Held"),
        ("Use my value", "Ben", "Ben"),
    ] {
        let out = picked(decision, my_value);
        assert_eq!((statuses(&out), questions(&out).len()), (vec![now.to_owned()], 0), "{decision}");
        let ended: Vec<(&str, &str)> =
            out.master.decided.iter().map(|row| (row.id.as_str(), row.decision.as_str())).collect();
        assert_eq!(ended, [("D-0001", decision)], "has one line on Decisions");
        assert!(questions(&run(out.master)).is_empty(), "{decision}: is not asked again");
    }
}

#[test]
fn what_cannot_be_carried_out_is_said_once_and_still_asked() {
    for (decision, why) in [
        ("Take D", "there is no option D"),
        ("Use my value", "My value is empty"),
        ("Take the owner's", "pick One by one first"),
        ("Whoever", "none of the options"),
    ] {
        let out = picked(decision, "");
        assert_eq!(statuses(&out), ["Held"], "{decision}");
        let about: Vec<&str> = said(&out).into_iter().map(|f| f.message.as_str()).collect();
        assert!(about.len() == 1 && about[0].contains(why), "{decision}: {about:?}");
        let open = &groups(&out)[0];
        assert_eq!((open.question.id.as_str(), open.members.len()), ("D-0001", 3), "{decision}");
        assert!(
            open.message.contains(why) && open.written.as_ref().is_none_or(|w| w.decision.is_empty()),
            "{decision}"
        );
    }
}

#[test]
fn a_decision_for_what_changed_since_is_said_once_and_not_applied() {
    let mut master = run(claimed(3, &["ada"], dirk, "status")).master;
    for record in master.sheets[0].records.values_mut() {
        record.values[2] = Value::text("Typed since");
    }
    master.picks = vec![Pick { id: "D-0001".into(), decision: "Take B".into(), ..Pick::default() }];
    let out = run(master);
    assert_eq!(statuses(&out), ["Typed since"]);
    let stale: Vec<&Code> = said(&out).into_iter().map(|f| &f.code).collect();
    assert_eq!(stale, [&Code::DecisionStale]);
    let open = &groups(&out)[0];
    assert!(open.question.id == "D-0001" && open.message.contains("“Take B”"), "{}", open.message);
}

#[test]
fn rows_are_listed_one_by_one_where_somebody_asks_for_it() {
    let out = picked("One by one", "");
    assert_eq!((questions(&out).len(), groups(&out).len()), (3, 0));
    assert_eq!(questions(&run(out.master)).len(), 3, "from then on");
    let mut many = run(claimed(25, &["ada"], dirk, "status")).master;
    many.picks = vec![Pick { id: "D-0001".into(), decision: "One by one".into(), ..Pick::default() }];
    assert_eq!(questions(&run(many)).len(), 25, "also where they are many");
}
