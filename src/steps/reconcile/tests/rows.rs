//! Discrepancies about whole records and rows, and what each option does.

use super::super::RunOutcome;
use super::runs::{claim, codes, is_open, key, run_of};
use super::*;
use crate::model::keys::FieldKey;
use crate::model::memory::{KnownRecord, Pending, RecordOrigin};

fn run(master: Master) -> RunOutcome {
    run_of(master, Vec::new())
}

fn results(out: &RunOutcome) -> Vec<&str> {
    out.master.decided.iter().map(|d| d.result.as_str()).collect()
}

fn open(out: &RunOutcome) -> &BTreeMap<Subject, OpenDiscrepancy> {
    &out.master.memory.open
}

fn take(master: &mut Master, decision: &str) {
    master.picks = vec![Pick { id: "D-0001".into(), decision: decision.into(), ..Pick::default() }];
}

/// Ada's copy lacks the record, and the row `D-0001` asks whether it goes.
fn removal(decision: &str) -> Master {
    let mut master = master(Policy::Ask);
    claim(&mut master, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
    let mut master = run(master).master;
    take(&mut master, decision);
    master
}

#[test]
fn a_removed_record_stays_until_somebody_decides() {
    for (decision, stays, ends) in
        [("", true, None), ("Keep master", true, Some("the record was kept")), ("Take A", false, Some("removed"))]
    {
        let out = run(removal(decision));
        assert_eq!(out.master.record(&subject("")).is_some(), stays, "{decision}");
        assert_eq!(results(&out), ends.into_iter().collect::<Vec<_>>(), "{decision}");
        assert_eq!(is_open(&out, "raid.ada.1", ""), ends.is_none(), "{decision}");
        assert_eq!(out.master.memory.records["risks"][RECORD].gone, !stays, "{decision}: its ID is remembered");
        assert_eq!(out.changes.len(), usize::from(!stays), "{decision}");
    }
}

#[test]
fn a_removal_is_listed_with_who_asked_for_it_and_why_it_was_done() {
    let out = run(removal("Take A"));
    let change = &out.changes[0];
    assert_eq!(
        (change.record.as_str(), change.field.as_ref().map(FieldKey::as_str), change.by.as_str()),
        ("R-001", None, "ada")
    );
    assert_eq!((&change.from, &change.to), (&Value::text("Late"), &Value::Empty));
    assert_eq!(change.reason.to_string(), "decided D-0001: Take A");
}

#[test]
fn a_record_struck_out_is_asked_as_that() {
    for (kinds, code) in
        [(vec![ClaimKind::Struck], Code::RowStruckOut), (vec![ClaimKind::Struck, ClaimKind::Removed], Code::RowRemoved)]
    {
        let mut given = master(Policy::Ask);
        for (copy, kind) in ["raid.ada.1", "raid.ben.1"].into_iter().zip(kinds) {
            claim(&mut given, copy, "", kind, Value::YesNo(true));
        }
        assert_eq!(open(&run(given))[&subject("")].code, code);
    }
}

#[test]
fn a_row_that_came_back_leaves_nothing_to_decide() {
    let mut given = removal("");
    claim(&mut given, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(false));
    let out = run(given);
    assert!(open(&out).is_empty() && out.master.record(&subject("")).is_some());
    assert_eq!(results(&out), ["settled: nothing is left to decide"]);
}

#[test]
fn only_an_edit_of_somebody_else_speaks_against_a_removal() {
    for (copy, code) in [
        ("raid.ben.1", Code::ConflictRemovedAndEdited),
        ("raid.ada.1", Code::RowRemoved),
        ("raid.ada.1#12ab", Code::RowRemoved),
    ] {
        let mut given = master(Policy::Ask);
        claim(&mut given, "raid.ada.1", "", ClaimKind::Removed, Value::YesNo(true));
        claim(&mut given, copy, "status", ClaimKind::Value, Value::text("Closed"));
        let out = run(given);
        let asked = &open(&out)[&subject("")];
        assert_eq!(asked.code, code, "{copy}");
        let first = &asked.question.candidates[0].action;
        assert_eq!(
            *first == Action::KeepEdited,
            code == Code::ConflictRemovedAndEdited,
            "A is the record with the edits"
        );
    }
}

/// The delivery team removed the record, and Ada edited it.
fn gone() -> Master {
    let mut master = master(Policy::Ask);
    master.sheets[0].records.shift_remove(RECORD).unwrap();
    let values = [("id", "R-001"), ("title", "Late"), ("status", "Old")];
    let values = values.map(|(k, v)| (k.into(), Value::text(v))).into_iter().collect();
    let origins = vec![RecordOrigin { row_key: "p1".into(), natural_key: "late".into() }];
    let known = KnownRecord { id: "R-001".into(), values, origins, gone: true };
    master.memory.records.entry("risks".into()).or_default().insert(RECORD.into(), known);
    claim(&mut master, "raid.ada.1", "status", ClaimKind::Value, Value::text("Closed"));
    master
}

#[test]
fn an_edit_of_a_record_that_the_team_removed_is_asked() {
    let out = run(gone());
    let asked = &open(&out)[&subject("")];
    assert_eq!(asked.code, Code::ConflictRemovedAndEdited);
    assert!(asked.message.contains("Status “Closed” by ada"), "{}", asked.message);
    let actions: Vec<&Action> = asked.question.candidates.iter().map(|c| &c.action).collect();
    assert_eq!(actions, [&Action::KeepEdited, &Action::Remove]);
    assert!(out.master.sheets[0].records.is_empty(), "until then it stays removed");
}

#[test]
fn a_record_comes_back_under_its_old_id_with_the_edits_or_stays_gone() {
    for (decision, back) in [("Take A", true), ("Take B", false), ("Keep master", false)] {
        let mut given = run(gone()).master;
        take(&mut given, decision);
        let out = run(given);
        let record = out.master.record(&subject("")).cloned();
        assert_eq!(record.is_some(), back, "{decision}");
        assert!(open(&out).is_empty(), "{:?}", open(&out));
        assert!(!is_open(&out, "raid.ada.1", "status"), "the edit is heard");
        assert_eq!(out.master.memory.records["risks"][RECORD].gone, !back);
        if let Some(record) = record {
            assert_eq!(record.values, ["R-001", "Late", "Closed"].map(Value::text));
            assert_eq!((record.id.as_str(), record.origins.len()), ("R-001", 1));
        }
    }
}

fn waiting(code: Code, options: Vec<Action>, fields: &[(&str, &str)], row_key: Option<&str>) -> OpenDiscrepancy {
    let place = Place::file("inbox/raid.ada.1.xlsx");
    let values = fields.iter().map(|(k, v)| ((*k).into(), (Value::text(*v), place.clone()))).collect();
    let pending = Pending {
        copy: "raid.ada.1".into(),
        by: "ada".into(),
        place,
        row_key: row_key.map(ToOwned::to_owned),
        values,
        natural_key: "later".into(),
        message: "What is this row?".into(),
        ..Pending::default()
    };
    let option =
        |(letter, action): (u32, Action)| Candidate { letter, ..candidate(Value::text(format!("{action:?}")), action) };
    let mut open = shown("D-0001", code, candidate(Value::Empty, Action::AddNew));
    open.question.master = Value::Empty;
    open.question.candidates = (0..).zip(options).map(option).collect();
    OpenDiscrepancy { pending: Some(pending), ..open }
}

fn about_row() -> Subject {
    Subject { sheet: "risks".into(), record: "p1~raid.ada.1".into(), field: FieldKey::default() }
}

/// A row of Ada's waits: it may be the record, or a new one.
fn row_that_waits(code: Code, decision: &str) -> Master {
    let mut master = master(Policy::Ask);
    let mut sheet = (*master.sheets[0].sheet).clone();
    sheet.id_prefix = "R-".into();
    master.sheets[0].sheet = Arc::new(sheet);
    master.memory.highest.insert("risks".into(), 1);
    let options = vec![Action::SameAs(RECORD.into()), Action::AddNew];
    let waits = waiting(code, options, &[("title", "Later"), ("status", "Closed")], Some("p1"));
    master.memory.open.insert(about_row(), waits);
    take(&mut master, decision);
    master
}

fn records(out: &RunOutcome) -> Vec<Vec<String>> {
    out.master.sheets[0].records.values().map(|r| r.values.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_row_that_waits_is_asked_until_somebody_decides() {
    let out = run(row_that_waits(Code::RowPossibleDuplicate, ""));
    assert_eq!(open(&out)[&about_row()].message, "What is this row?");
    assert_eq!(records(&out), [["R-001", "Late", "Held"]]);
}

#[test]
fn a_row_entered_twice_is_merged_under_the_name_of_the_master() {
    let out = run(row_that_waits(Code::RowPossibleDuplicate, "Take A"));
    assert_eq!(records(&out), [["R-001", "Late", "Held"]], "what differs is asked like any clash");
    let asked: Vec<&str> = open(&out).keys().map(|s| s.field.as_str()).collect();
    assert_eq!(asked, ["status"], "the name is the master's");
    let origins = &out.master.sheets[0].records[RECORD].origins;
    assert_eq!(
        *origins,
        [RecordOrigin { row_key: "p1".into(), natural_key: "later".into() }],
        "its row key is known from now on"
    );
}

#[test]
fn a_renamed_record_takes_the_values_of_its_row() {
    let out = run(row_that_waits(Code::RowKeyMismatch, "Take A"));
    assert_eq!(records(&out), [["R-001", "Later", "Closed"]]);
    assert!(open(&out).is_empty());
}

#[test]
fn a_row_that_is_a_new_record_is_added_under_the_next_id() {
    for code in [Code::RowPossibleDuplicate, Code::RowKeyMismatch, Code::RowDuplicateKey] {
        let out = run(row_that_waits(code.clone(), "Take B"));
        assert_eq!(records(&out), [["R-001", "Late", "Held"], ["R-002", "Later", "Closed"]], "{code}");
        assert_eq!(results(&out), ["applied"]);
    }
}

#[test]
fn a_row_left_out_goes_to_decisions_with_its_values() {
    let out = run(row_that_waits(Code::RowPossibleDuplicate, "Keep master"));
    assert_eq!(records(&out), [["R-001", "Late", "Held"]]);
    assert_eq!(results(&out), ["left out"]);
    let options = &out.master.decided[0].options;
    assert!(options.ends_with("Title = Later; Status = Closed"), "{options}");
}

#[test]
fn my_value_means_nothing_where_a_row_is_asked_about() {
    let mut given = row_that_waits(Code::RowPossibleDuplicate, "Use my value");
    given.picks[0].my_value = "R-001".into();
    let out = run(given);
    assert_eq!((records(&out).len(), codes(&out)), (1, vec![&Code::DecisionInvalid]));
    assert!(open(&out).contains_key(&about_row()));
}

#[test]
fn the_second_row_of_an_id_becomes_a_record_of_its_own_or_waits() {
    for (decision, loose) in [("Take A", 0), ("Keep master", 1), ("", 1)] {
        let mut given = master(Policy::Ask);
        given.sheets[0].loose.push(["", "Later", "Closed"].map(Value::text).to_vec());
        let second = Subject { sheet: "risks".into(), record: "second:R-001:later".into(), field: FieldKey::default() };
        let waits = waiting(Code::RowDuplicateId, vec![Action::AddNew], &[("title", "Later")], None);
        given.memory.open.insert(second, waits);
        take(&mut given, decision);
        let out = run(given);
        assert_eq!((out.master.sheets[0].loose.len(), open(&out).len()), (loose, loose), "{decision}");
        assert_eq!(records(&out).len(), 2 - loose, "{decision}");
    }
}

#[test]
fn a_second_row_that_was_changed_in_the_master_is_settled() {
    let mut given = master(Policy::Ask);
    let second = Subject { sheet: "risks".into(), record: "second:R-001:later".into(), field: FieldKey::default() };
    given.memory.open.insert(second, waiting(Code::RowDuplicateId, vec![Action::AddNew], &[("title", "Later")], None));
    let out = run(given);
    assert!(open(&out).is_empty());
    assert_eq!(results(&out), ["settled: the row was changed in the master"]);
}

#[test]
fn a_set_stands_in_the_order_of_the_columns_choices() {
    use crate::model::template::{Choice as Label, Merge};
    let mut given = master(Policy::Ask);
    let mut sheet = (*given.sheets[0].sheet).clone();
    sheet.columns[2].kind = Kind::Choices;
    sheet.columns[2].merge = Merge::Set;
    sheet.columns[2].choices = ["R", "A", "C"].map(|l| Label { label: l.into(), synonyms: Vec::new() }).to_vec();
    given.sheets[0].sheet = Arc::new(sheet);
    let set = |members: &[&str]| Value::Set(members.iter().map(|m| (*m).to_owned()).collect());
    given.sheets[0].records[RECORD].values[2] = set(&["C"]);
    claim(&mut given, "raid.ada.1", "status", ClaimKind::Value, set(&["A", "C", "R"]));
    given.memory.claims.get_mut(&key("raid.ada.1", "status")).unwrap().base = set(&["C"]);
    let out = run(given);
    let Some(Value::Set(members)) = out.master.sheets[0].value(&RECORD.into(), "status") else { panic!("no set") };
    assert_eq!(*members, ["R", "A", "C"]);
}
