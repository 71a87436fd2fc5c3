//! Several files of one copy, and which of them is newer.

use super::*;

#[test]
fn a_newer_file_takes_the_place_of_an_older_one_of_its_copy() {
    let first = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let both = [
        ["key-1", "R-001", "Late data", "On hold", "100", "asked"],
        ["key-2", "R-002", "No budget", "Closed", "200", ""],
    ];
    for files in [
        vec![file("ada", "a", &BOTH, &first), file("ada", "b", &BOTH, &both)],
        vec![file("ada", "b", &BOTH, &both), file("ada", "a", &BOTH, &first)],
    ] {
        let out = run_of(master_of(&BOTH), files);
        assert_eq!(
            (value(&out, "key-1", "status").as_str(), value(&out, "key-2", "status").as_str()),
            ("On hold", "Closed")
        );
        let said = out.findings.iter().find(|f| f.code == Code::FileReplaced).unwrap();
        assert_eq!(said.place, Some(Place::file("inbox/a.xlsx")), "{}", said.message);
    }
}

#[test]
fn files_of_one_copy_without_an_order_each_propose() {
    let first = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let other = [["key-1", "R-001", "Late data", "On hold", "100", "asked"], MONEY];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &first), file("ada", "b", &BOTH, &other)]);
    assert_eq!(asked(&out), [(Code::ConflictField, "status")]);
    assert_eq!(out.master.memory.open.values().next().unwrap().question.candidates.len(), 2);
    assert!(!has(&out, &Code::FileReplaced));
    // When they were saved tells the newer one.
    let saved = |at: &str, file: Incoming| Incoming { saved_at: Some(at.into()), ..file };
    let files = vec![
        saved("2026-11-21T08:00:00Z", file("ada", "a", &BOTH, &first)),
        saved("2026-11-20T08:00:00Z", file("ada", "b", &BOTH, &other)),
    ];
    let out = run_of(master_of(&BOTH), files);
    assert_eq!((value(&out, "key-1", "status").as_str(), asked(&out).len()), ("Closed", 0));
}

#[test]
fn a_file_begun_again_from_the_original_takes_nothing_back() {
    let first = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let heard = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &first)]);
    // As sent in the field on which the copy spoke; new in another.
    let again = [LATE, ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    let out = run_of(heard.master, vec![file("ada", "b", &BOTH, &again)]);
    assert_eq!(asked(&out), [(Code::FileOrder, "")]);
    assert_eq!(value(&out, "key-1", "status"), "Closed", "what it said before stands");
    assert_eq!(value(&out, "key-2", "status"), "Closed", "a field never spoken of is merged as ever");
    assert!(!has(&out, &Code::FileReplaced));
}

#[test]
fn a_file_saved_before_the_last_one_heard_is_asked() {
    let saved = |at: &str, file: Incoming| Incoming { saved_at: Some(at.into()), ..file };
    let says = |status: &'static str| [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY];
    for (at, order) in [("2026-11-19T08:00:00Z", true), ("2026-11-21T08:00:00Z", false)] {
        let first = saved("2026-11-20T08:00:00Z", file("ada", "a", &BOTH, &says("Closed")));
        let heard = run_of(master_of(&BOTH), vec![first]);
        let out = run_of(heard.master, vec![saved(at, file("ada", "b", &BOTH, &says("On hold")))]);
        assert_eq!(value(&out, "key-1", "status"), if order { "Closed" } else { "On hold" }, "{at}");
        assert_eq!(asked(&out), if order { vec![(Code::FileOrder, "")] } else { Vec::new() }, "{at}");
    }
}

#[test]
fn what_a_newer_file_withdraws_goes_to_decisions() {
    let says = |status: &'static str| [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY];
    let mut changed = master_of(&BOTH);
    changed.sheets[0].records["key-1"].values[2] = Value::text("Held");
    let open = run_of(changed, vec![file("ada", "a", &BOTH, &says("Closed"))]);
    let out = run_of(open.master, vec![file("ada", "b", &BOTH, &says("On hold"))]);
    let line = out.master.decided.iter().find(|d| d.result == "withdrawn").unwrap();
    assert_eq!((line.id.as_str(), line.options.as_str()), ("D-0001", "Closed (ada)"));
    let question = &out.master.memory.open.values().next().unwrap().question;
    let letters: Vec<(u32, String)> = question.candidates.iter().map(|c| (c.letter, c.value.to_string())).collect();
    assert_eq!(
        (question.id.as_str(), letters),
        ("D-0001", vec![(1, "On hold".to_owned())]),
        "its letter is not used again"
    );
}

#[test]
fn files_that_edit_different_records_are_in_no_order() {
    let first = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let other = [LATE, ["key-2", "R-002", "No budget", "Closed", "200", ""]];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &first), file("ada", "b", &BOTH, &other)]);
    assert_eq!(
        (value(&out, "key-1", "status").as_str(), value(&out, "key-2", "status").as_str()),
        ("Closed", "Closed")
    );
    assert!(!has(&out, &Code::FileReplaced) && asked(&out).is_empty());
}

#[test]
fn a_file_that_says_more_and_was_saved_earlier_is_not_the_newer_one() {
    let saved = |at: &str, file: Incoming| Incoming { saved_at: Some(at.into()), ..file };
    let less = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    let more = [
        ["key-1", "R-001", "Late data", "On hold", "100", "asked"],
        ["key-2", "R-002", "No budget", "Closed", "200", ""],
    ];
    let files = vec![
        saved("2026-11-21T08:00:00Z", file("ada", "a", &BOTH, &less)),
        saved("2026-11-20T08:00:00Z", file("ada", "b", &BOTH, &more)),
    ];
    let out = run_of(master_of(&BOTH), files);
    assert_eq!(asked(&out), [(Code::ConflictField, "status")]);
    assert!(!has(&out, &Code::FileReplaced));
}

#[test]
fn a_file_that_may_be_of_another_recipient_takes_no_place() {
    let sent = [LATE, MONEY, PREPARED];
    let first = [LATE, MONEY, ["row-9", "", "Staff leaves", "Open", "", ""]];
    let second = [
        LATE,
        ["key-2", "R-002", "No budget", "Closed", "200", ""],
        ["row-9", "", "Quite another thing", "New", "", ""],
    ];
    let heard = run_of(master_of(&BOTH), vec![file("ada", "a", &sent, &first)]).master;
    let out = run_of(heard, vec![file("ada", "a", &sent, &first), file("ada", "b", &sent, &second)]);
    assert!(asked(&out).contains(&(Code::RowKeyMismatch, "")), "{:?}", asked(&out));
    assert!(!has(&out, &Code::FileReplaced));
    let same = [LATE, second[1], first[2]];
    let heard = run_of(master_of(&BOTH), vec![file("ada", "a", &sent, &first)]).master;
    let out = run_of(heard, vec![file("ada", "a", &sent, &first), file("ada", "b", &sent, &same)]);
    assert!(has(&out, &Code::FileReplaced), "else it does");
}
