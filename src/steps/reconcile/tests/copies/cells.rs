//! What a cell of a copy proposes, by whose column it is and what stood there; and the comments that hang on it.

use super::*;
use crate::model::template::Visibility;
use crate::steps::ingest::{FoundNote, NotedField};

/// A copy of Ada's, the customer's, and the master, with another column for the status.
fn with_status(change: impl Fn(&mut Column), rows: &[Cells<'_>]) -> RunOutcome {
    let mut sheet = sheet();
    change(&mut sheet.columns[2]);
    let sheet = Arc::new(sheet);
    let mut master = master_of(&BOTH);
    master.sheets[0].sheet = Arc::clone(&sheet);
    let mut copy = file("ada", "a", &BOTH, rows);
    copy.read.tables[0].sheet = Arc::clone(&sheet);
    copy.base.as_mut().unwrap().1.tables[0].sheet = sheet;
    run_of(master, vec![copy])
}

#[test]
fn a_side_changes_its_own_columns_and_those_of_either() {
    let rows = [["key-1", "R-001", "Late data", "Closed", "100", "asked"], MONEY];
    for (owner, visibility, now, code) in [
        (Owner::Either, Visibility::Shared, "Closed", None),
        (Owner::Customer, Visibility::Shared, "Closed", None),
        (Owner::Delivery, Visibility::Shared, "Open", Some(Code::EditNotOwner)),
        (Owner::Either, Visibility::Internal, "Open", Some(Code::EditNotOwner)),
    ] {
        let out = with_status(|c| (c.owner, c.visibility) = (owner, visibility), &rows);
        assert_eq!(value(&out, "key-1", "status"), now, "{owner:?} {visibility:?}");
        assert_eq!(
            asked(&out),
            code.map(|c| (c, "status")).into_iter().collect::<Vec<_>>(),
            "{owner:?} {visibility:?}"
        );
    }
}

#[test]
fn a_text_that_a_program_cut_off_or_made_a_number_of_proposes_nothing() {
    let long = "x".repeat(33_000);
    for (sent, returned, code) in
        [(long.as_str(), &long[..32_767], Code::ValueTruncated), ("007", "7", Code::ValueCoerced)]
    {
        let of = |status| [["key-1", "R-001", "Late data", status, "100", "asked"], MONEY];
        let out = run_of(master_of(&of(sent)), vec![file("ada", "a", &of(sent), &of(returned))]);
        assert!(has(&out, &code) && asked(&out).is_empty() && out.changes.is_empty(), "{code}");
        assert_eq!(value(&out, "key-1", "status"), sent, "{code}: the master keeps it whole");
    }
    let shorter = [["key-1", "R-001", "Late data", "Op", "100", "asked"], MONEY];
    let out = run_of(master_of(&BOTH), vec![file("ada", "a", &BOTH, &shorter)]);
    assert_eq!(value(&out, "key-1", "status"), "Op", "what somebody shortened is an edit");
}

#[test]
fn a_cell_that_another_was_merged_over_is_not_emptied() {
    let rows = [["key-1", "R-001", "Late data", "", "100", "asked"], MONEY];
    for (silent, now) in [(vec![2], "Open"), (vec![], "")] {
        let mut copy = file("ada", "a", &BOTH, &rows);
        copy.read.tables[0].rows[0].silent = silent;
        assert_eq!(value(&run_of(master_of(&BOTH), vec![copy]), "key-1", "status"), now);
    }
}

#[test]
fn a_required_column_that_was_emptied_cannot_be_taken_empty() {
    let texts: Vec<[String; 2]> = (1..=6).map(|n| [format!("key-{n}"), format!("R-00{n}")]).collect();
    let rows = |title: &'static str| -> Vec<Cells<'_>> {
        texts.iter().map(|[key, id]| [key, id, title, "Open", "100", ""]).collect()
    };
    let out = run_of(master_of(&rows("Late")), vec![file("ada", "a", &rows("Late"), &rows(""))]);
    let group = out.master.memory.open.values().find(|o| !o.question.id.is_empty()).unwrap();
    assert_eq!((group.code.clone(), group.question.candidates[0].refused), (Code::ColumnMissing, true));
}

fn note(author: &str, text: &str) -> FoundNote {
    let field = NotedField { sheet: "risks".into(), row: 4, column: 2 };
    let author = Some(author.to_owned()).filter(|a| !a.is_empty());
    let place = Place::cell("inbox/a.xlsx", "Risks", At::new(4, 2));
    FoundNote { place, field: Some(field), author, text: text.into() }
}

fn commented(saved: &str, notes: Vec<FoundNote>) -> Vec<Incoming> {
    let mut copy = file("ada", saved, &BOTH, &BOTH);
    copy.read.notes = notes;
    vec![copy]
}

fn notes(outcome: &RunOutcome) -> Vec<String> {
    outcome.master.sheets[0].notes.values().map(|n| n.text.clone()).collect()
}

#[test]
fn comments_of_a_copy_become_notes_of_the_master_once() {
    let both = || vec![note("Ada", "see mail"), note("", "call me")];
    let out = run_of(master_of(&BOTH), commented("a", both()));
    assert_eq!(notes(&out), ["Ada (a.xlsx): see mail\nada (a.xlsx): call me"], "each in a line, with who wrote it");
    let said = out.findings.iter().filter(|f| f.code == Code::CommentCell).count();
    assert_eq!((said, out.sources[0].status), (2, FileStatus::Unchanged), "and each is said");
    let mut deleted = out.master;
    deleted.sheets[0].notes.clear();
    let again = run_of(deleted.clone(), commented("a", both()));
    assert!(notes(&again).is_empty(), "people may delete it there");
    let more = run_of(deleted, commented("b", vec![note("Ada", "see mail"), note("Ada", "one more")]));
    assert_eq!(notes(&more), ["Ada (b.xlsx): one more"]);
}
