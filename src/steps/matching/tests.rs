//! Every way in which a row is matched, and every way in which that is refused.

use super::*;
use crate::model::keys::RecordKey;
use crate::model::matching::MatchedBy;
use crate::model::memory::RecordOrigin;
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Kind, Owner, Sheet};
use crate::model::value::Value;
use std::sync::Arc;

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    let id = Column { owner: Owner::Tool, ..Column::new("id", "ID", Kind::Text) };
    sheet.columns = vec![id];
    sheet.columns.extend(["title", "area", "owner", "status"].map(|key| Column::new(key, key, Kind::Text)));
    sheet.natural_key = vec!["title".into()];
    sheet
}

/// A row: row key, ID, title, and what stands in area, owner and status.
type Cells<'a> = (&'a str, &'a str, &'a str, [&'a str; 3]);

fn table(rows: &[Cells<'_>]) -> Table {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let rows = (4..).zip(rows).map(|(number, (key, id, title, rest))| {
        let values = [id, title].into_iter().chain(rest).map(|t| Value::text(*t)).collect();
        Row { number, row_key: some(key), id: some(id), values, ..Row::default() }
    });
    let rows = rows.collect();
    let present = (0..5).map(Some).collect();
    Table { sheet: Arc::new(sheet()), file: "a.xlsx".into(), title: "Risks".into(), present, header: 3, rows }
}

fn entry(id: &str, natural_key: &str) -> IndexedRecord {
    IndexedRecord { id: Some(id.into()), natural_key: Some(natural_key.into()), ..IndexedRecord::default() }
}

/// Three records, as the master knows them.
fn index() -> RecordIndex {
    let words = ["late data", "no budget", "staff leaves"];
    let ids = ["R-001", "R-002", "R-003"];
    let keys = ["k1", "k2", "k3"];
    RecordIndex::new((0..3).map(|i| (keys[i].into(), entry(ids[i], words[i]))))
}

const FIRST: Cells<'_> = ("k1", "R-001", "Late data", ["Network", "Ada", "Open"]);
const SECOND: Cells<'_> = ("k2", "R-002", "No budget", ["Money", "Ben", "Open"]);
const THIRD: Cells<'_> = ("k3", "R-003", "Staff leaves", ["People", "Cleo", "Closed"]);
const NEW: [&str; 3] = ["", "", ""];

/// What a row is, however that was told.
#[derive(Debug, PartialEq)]
enum Is {
    Record(RecordKey, Option<usize>),
    New(Option<String>),
    Mismatch(Vec<RecordKey>),
    Duplicate(Option<RecordKey>),
    Surplus,
}

struct Found {
    rows: Vec<Is>,
    missing: Vec<usize>,
    shuffled: bool,
}

fn found(matched: MatchedTable) -> Found {
    let is = |row| match row {
        MatchedRow::Record { key, base, .. } => Is::Record(key, base),
        MatchedRow::New { key } => Is::New(key),
        MatchedRow::Mismatch { records } => Is::Mismatch(records),
        MatchedRow::Duplicate { record } => Is::Duplicate(record),
        MatchedRow::Surplus => Is::Surplus,
    };
    let rows = matched.rows.into_iter().map(is).collect();
    Found { rows, missing: matched.missing, shuffled: matched.shuffled }
}

fn record(key: &str, base: Option<usize>) -> Is {
    Is::Record(key.into(), base)
}

fn mismatch(records: &[&str]) -> Is {
    Is::Mismatch(records.iter().map(|r| (*r).into()).collect())
}

fn duplicate(of: Option<&str>) -> Is {
    Is::Duplicate(of.map(RecordKey::from))
}

/// What becomes of these rows where the three records were sent.
fn matched(rows: &[Cells<'_>]) -> Found {
    matched_from(&[FIRST, SECOND, THIRD], rows, &index())
}

fn matched_from(base: &[Cells<'_>], rows: &[Cells<'_>], index: &RecordIndex) -> Found {
    found(match_rows(&table(rows), Some(&table(base)), index))
}

fn matched_to(base: &[Cells<'_>], rows: &[Cells<'_>], index: &RecordIndex) -> Vec<Is> {
    matched_from(base, rows, index).rows
}

#[test]
fn an_unchanged_copy_matches_row_by_row_in_any_order() {
    let found = matched(&[THIRD, FIRST, SECOND]);
    assert_eq!(found.rows, [record("k3", Some(2)), record("k1", Some(0)), record("k2", Some(1))]);
    assert!(found.missing.is_empty() && !found.shuffled);
}

#[test]
fn a_row_is_known_by_key_else_by_id_else_by_its_words() {
    for (key, id, title, how) in [
        ("k2", "R-002", "No budget", "all three"),
        ("k2", "", "No budget", "row key and words"),
        ("", "R-002", "No budget", "ID and words"),
        ("", "", "no  BUDGET", "words alone"),
        ("k2", "", "", "row key alone"),
        ("", "R-002", "", "ID alone"),
        ("gone-key", "R-002", "No budget", "a key that nobody knows is passed over"),
    ] {
        let found = matched(&[FIRST, (key, id, title, SECOND.3), THIRD]);
        assert_eq!(found.rows[1], record("k2", Some(1)), "{how}");
        assert!(found.missing.is_empty(), "{how}");
    }
}

#[test]
fn a_row_without_a_base_is_known_by_the_master_alone() {
    let rows = [FIRST, ("", "R-002", "No budget", NEW), ("", "", "Staff leaves", NEW), ("", "", "Else", NEW)];
    let found = found(match_rows(&table(&rows), None, &index()));
    let known = [record("k1", None), record("k2", None), record("k3", None), Is::New(None)];
    assert_eq!(found.rows, known);
    assert!(found.missing.is_empty(), "without what was sent nothing is missing");
}

#[test]
fn a_reworded_title_is_the_same_record() {
    let reworded = matched(&[FIRST, ("k2", "R-002", "No budgets", SECOND.3), THIRD]);
    assert_eq!(reworded.rows[1], record("k2", Some(1)));
    let by_id = matched(&[FIRST, ("", "R-002", "No budgets", SECOND.3), THIRD]);
    assert_eq!(by_id.rows[1], record("k2", Some(1)));
}

#[test]
fn a_record_renamed_throughout_is_the_same_where_most_of_its_cells_stand() {
    for (rest, same) in [
        (["Money", "Ben", "Open"], true),
        (["Money", "Ben", "Closed"], true),
        (["Money", "Zoe", "Closed"], false),
        (["Other", "Zoe", "Closed"], false),
    ] {
        let found = matched(&[FIRST, ("k2", "R-002", "Quite another thing", rest), THIRD]);
        let expected = if same { record("k2", Some(1)) } else { mismatch(&["k2"]) };
        assert_eq!(found.rows[1], expected, "{rest:?}");
    }
}

#[test]
fn a_renamed_row_whose_key_and_id_name_two_records_is_asked() {
    let found = matched(&[FIRST, ("k2", "R-003", "Quite another thing", SECOND.3)]);
    assert_eq!(found.rows[1], mismatch(&["k2"]), "most of its cells stand, and its ID is another record's");
}

#[test]
fn a_key_beside_another_records_words_is_asked_with_both() {
    // Only this one row: the one whose words it has is still in its place.
    let found = matched(&[FIRST, ("k2", "R-002", "Staff leaves", SECOND.3), THIRD]);
    assert_eq!(found.rows, [record("k1", Some(0)), mismatch(&["k2", "k3"]), record("k3", Some(2))]);
    assert!(found.missing.is_empty(), "what is asked about is not missing");
}

#[test]
fn an_id_beside_another_records_words_is_asked_with_both() {
    let found = matched(&[FIRST, ("", "R-002", "Staff leaves", ["", "", ""])]);
    assert_eq!(found.rows[1], mismatch(&["k2", "k3"]));
    assert!(found.missing.is_empty(), "{:?}", found.missing);
}

#[test]
fn an_id_beside_words_that_nobody_has_is_asked() {
    let found = matched(&[FIRST, ("", "R-002", "Quite another thing", ["", "", ""]), THIRD]);
    assert_eq!(found.rows[1], mismatch(&["k2"]));
}

#[test]
fn words_that_two_records_have_name_neither() {
    let mut index = index();
    index.add("k4".into(), entry("R-004", "no budget"));
    let found = matched_to(&[FIRST], &[FIRST, ("", "", "No budget", NEW)], &index);
    assert_eq!(found[1], Is::New(None));
}

#[test]
fn words_of_a_record_that_is_gone_name_a_new_one() {
    let gone = IndexedRecord { gone: true, ..entry("R-002", "no budget") };
    let index = RecordIndex::new([("k1".into(), entry("R-001", "late data")), ("k2".into(), gone)]);
    let found = matched_to(&[FIRST], &[FIRST, ("", "", "No budget", NEW)], &index);
    assert_eq!(found[1], Is::New(None));
    assert_eq!(
        matched_to(&[FIRST], &[("", "R-002", "", NEW)], &index)[0],
        record("k2", None),
        "its ID is still its own"
    );
}

#[test]
fn a_prepared_row_that_was_filled_in_is_new_under_its_own_key() {
    let prepared: Cells<'_> = ("p1", "", "", NEW);
    let found = matched_to(&[FIRST, prepared], &[FIRST, ("p1", "", "Else", NEW)], &index());
    assert_eq!(found[1], Is::New(Some("p1".into())));
    let found = matched_to(&[FIRST, prepared], &[FIRST, prepared], &index());
    assert_eq!(found[1], Is::Surplus, "left empty it says nothing");
}

#[test]
fn a_prepared_row_is_the_record_that_came_from_it_while_its_words_resemble() {
    let origin = RecordOrigin { row_key: "p1".into(), natural_key: "else".into() };
    let came = IndexedRecord { origins: vec![origin], ..entry("R-004", "entirely renamed") };
    let mut index = index();
    index.add("k4".into(), came);
    for (title, expected) in [
        ("Else", record("k4", Some(1))),
        ("Entirely renamed", record("k4", Some(1))),
        ("Quite another thing", mismatch(&["k4"])),
    ] {
        let found = matched_to(&[FIRST, ("p1", "", "", NEW)], &[FIRST, ("p1", "", title, NEW)], &index);
        assert_eq!(found[1], expected, "{title}");
    }
}

#[test]
fn a_record_that_came_back_in_no_row_is_missing() {
    assert_eq!(matched(&[FIRST, THIRD]).missing, [1]);
    assert_eq!(matched(&[]).missing, [0, 1, 2]);
    let prepared: Cells<'_> = ("p1", "", "", NEW);
    let found = matched_from(&[FIRST, prepared], &[FIRST], &index());
    assert!(found.missing.is_empty(), "a row that was sent empty can't be missed");
}

#[test]
fn an_emptied_row_is_still_its_record() {
    let found = matched(&[FIRST, ("k2", "", "", NEW), THIRD]);
    assert_eq!(found.rows[1], record("k2", Some(1)));
}

#[test]
fn of_two_rows_with_one_key_the_changed_one_is_asked() {
    let changed: Cells<'_> = ("k2", "R-002", "Second budget", SECOND.3);
    for rows in [[FIRST, SECOND, changed, THIRD], [FIRST, changed, SECOND, THIRD]] {
        let found = matched(&rows);
        let at = rows.iter().position(|r| *r == changed).unwrap();
        let same = rows.iter().position(|r| *r == SECOND).unwrap();
        assert_eq!(found.rows[at], duplicate(Some("k2")));
        assert_eq!(found.rows[same], record("k2", Some(1)));
    }
}

#[test]
fn a_row_copied_unchanged_says_nothing_of_its_own() {
    let found = matched(&[FIRST, SECOND, SECOND, THIRD]);
    assert_eq!(found.rows[1..3], [record("k2", Some(1)), Is::Surplus]);
}

#[test]
fn of_two_changed_rows_with_one_key_neither_is_taken() {
    let (a, b) = (("k2", "R-002", "No budget", ["x", "y", "z"]), ("k2", "R-002", "No budget", ["u", "v", "w"]));
    let found = matched(&[FIRST, a, b, THIRD]);
    assert_eq!(found.rows[1..3], [duplicate(Some("k2")), duplicate(Some("k2"))]);
    assert!(found.missing.is_empty(), "it is asked about, not missing");
}

#[test]
fn of_two_changed_rows_with_a_records_key_its_name_decides_nothing() {
    let rows =
        [FIRST, ("k2", "R-002", "No budget", ["x", "y", "z"]), ("k2", "R-002", "Second", ["u", "v", "w"]), THIRD];
    assert_eq!(matched(&rows).rows[1..3], [duplicate(Some("k2")), duplicate(Some("k2"))]);
}

#[test]
fn of_rows_filled_down_from_a_prepared_one_the_heard_one_is_its_record() {
    let origin = RecordOrigin { row_key: "p1".into(), natural_key: "else".into() };
    let mut index = index();
    index.add("k4".into(), IndexedRecord { origins: vec![origin], ..entry("R-004", "else") });
    let rows = [FIRST, ("p1", "", "Something new", NEW), ("p1", "", "Else", NEW)];
    let found = matched_to(&[FIRST, ("p1", "", "", NEW)], &rows, &index);
    assert_eq!(found[1..], [duplicate(Some("k4")), record("k4", Some(1))]);
    let unheard =
        matched_to(&[FIRST, ("p1", "", "", NEW)], &[("p1", "", "One", NEW), ("p1", "", "Two", NEW)], &self::index());
    assert_eq!(unheard, [duplicate(None), duplicate(None)]);
}

#[test]
fn of_two_rows_that_name_one_record_the_one_with_its_id_has_it() {
    let (by_id, by_words) =
        (("", "R-002", "No budget", ["Money", "Ben", "Done"]), ("", "", "No budget", ["x", "y", "z"]));
    for rows in [[by_id, by_words], [by_words, by_id]] {
        let found = matched(&rows);
        let at = rows.iter().position(|r| *r == by_id).unwrap();
        assert_eq!(found.rows[at], record("k2", Some(1)));
        assert_eq!(found.rows[1 - at], duplicate(Some("k2")));
    }
}

#[test]
fn keys_left_behind_by_sorting_are_told_and_rows_known_by_their_words() {
    // Titles and all that is seen were sorted; the hidden keys stayed where they were.
    let rows = [
        ("k1", "R-003", "Staff leaves", THIRD.3),
        ("k2", "R-001", "Late data", FIRST.3),
        ("k3", "R-002", "No budget", SECOND.3),
    ];
    let found = matched(&rows);
    assert!(found.shuffled);
    assert_eq!(found.rows, [record("k3", Some(2)), record("k1", Some(0)), record("k2", Some(1))]);
    assert!(found.missing.is_empty());
}

#[test]
fn a_single_row_beside_anothers_key_is_no_shuffle() {
    let found = matched(&[("k1", "R-003", "Staff leaves", THIRD.3), SECOND]);
    assert!(!found.shuffled);
    assert_eq!(found.rows, [mismatch(&["k1", "k3"]), record("k2", Some(1))]);
}

#[test]
fn in_a_shuffled_sheet_a_renamed_row_is_known_by_its_id() {
    let rows = [
        ("k1", "R-002", "No budget", SECOND.3),
        ("k2", "R-001", "Late data", FIRST.3),
        ("k3", "R-003", "Quite another thing", THIRD.3),
    ];
    let found = matched(&rows);
    assert!(found.shuffled);
    assert_eq!(found.rows[2], record("k3", Some(2)), "most of its cells stand");
    let rows = [rows[0], rows[1], ("k3", "R-003", "Quite another thing", ["a", "b", "c"])];
    assert_eq!(matched(&rows).rows[2], mismatch(&["k3"]), "nothing of it stands");
}

#[test]
fn in_a_shuffled_sheet_a_row_without_a_sound_key_is_new_or_the_record_of_its_words() {
    let rows = [
        ("k1", "", "No budget", SECOND.3),
        ("k2", "", "Late data", FIRST.3),
        ("k3", "", "Something new", ["a", "b", "c"]),
        ("p9", "", "Staff leaves", THIRD.3),
    ];
    let found = matched(&rows);
    assert!(found.shuffled);
    assert_eq!(found.rows[2], Is::New(None), "not under the key of another record");
    assert_eq!(found.rows[3], record("k3", Some(2)));
}

#[test]
fn rows_without_anything_typed_say_nothing() {
    let found = matched(&[FIRST, SECOND, THIRD, ("", "", "", NEW), ("gone", "", "", NEW)]);
    assert_eq!(found.rows[3..], [Is::Surplus, Is::Surplus]);
}

#[test]
fn an_index_knows_a_record_by_its_own_key_and_by_those_it_came_from() {
    let origin = |key: &str, words: &str| RecordOrigin { row_key: key.into(), natural_key: words.into() };
    let origins = vec![origin("p1", "late data"), origin("k2", "late data")];
    let mut index = index();
    index.add("k9".into(), IndexedRecord { origins, ..entry("R-009", "data is late") });
    assert_eq!(index.by_row_key("p1"), Some(&"k9".into()));
    assert_eq!(index.by_row_key("k2"), Some(&"k2".into()), "a record's own key comes first");
    assert_eq!((index.by_row_key("p2"), index.by_id("R-999")), (None, None));
    for (row_key, words, heard) in [
        ("p1", "late data", true),
        ("p1", "late  data!", true),
        ("p2", "late data", false),
        ("p2", "data is late", true),
        ("p1", "quite another thing", false),
    ] {
        assert_eq!(index.has_natural_key_under(&"k9".into(), row_key, words), heard, "{row_key} {words}");
    }
    assert!(!index.has_natural_key_under(&"k8".into(), "p1", "late data"));
}

#[test]
fn the_surest_key_that_names_the_record_is_told() {
    for (row, told) in [
        (SECOND, MatchedBy::RowKey),
        (("k2", "", "", SECOND.3), MatchedBy::RowKey),
        (("", "R-002", "No budget", SECOND.3), MatchedBy::Id),
        (("gone-key", "R-002", "No budget", SECOND.3), MatchedBy::Id),
        (("", "", "No budget", SECOND.3), MatchedBy::NaturalKey),
        (("", "R-999", "No budget", SECOND.3), MatchedBy::NaturalKey),
    ] {
        let matched = match_rows(&table(&[FIRST, row, THIRD]), Some(&table(&[FIRST, SECOND, THIRD])), &index());
        assert!(
            matches!(&matched.rows[1], MatchedRow::Record { by, .. } if *by == told),
            "{row:?}: {:?}",
            matched.rows[1]
        );
    }
}
