//! What people say with looks, notes and merged cells.

use super::*;
use crate::model::keys::SheetKey;

#[test]
fn a_row_is_struck_out_only_as_a_whole() {
    for (struck, whole) in [([true, true], true), ([true, false], false), ([false, false], false)] {
        let mut found = grid("Risks", &[(0, &TITLES), (1, &["R-001", "Late data", "", "Open"])]);
        for (at, is) in [1, 3].into_iter().zip(struck) {
            found.rows[1].cells.iter_mut().find(|(c, _)| *c == at).unwrap().1.struck = is;
        }
        let read = read(found);
        assert_eq!(read.tables[0].rows[0].struck, whole, "{struck:?}");
        let marks: Vec<&MarkKind> = read.marks.iter().map(|m| &m.kind).collect();
        assert_eq!(marks, if struck[0] && !whole { vec![&MarkKind::StruckCell] } else { vec![] }, "{struck:?}");
    }
}

#[test]
fn colours_of_a_few_rows_are_marks_and_those_of_a_whole_column_are_its_look() {
    for (rows_in_all, filled, marks) in [(9, 1, 1), (9, 2, 2), (9, 3, 0), (10, 3, 3), (9, 9, 0)] {
        let texts: Vec<String> = (1..=rows_in_all).map(|n| format!("Risk {n}")).collect();
        let rows: Vec<[&str; 4]> = texts.iter().map(|t| ["", t.as_str(), "Network", "Open"]).collect();
        let mut all: Vec<(u32, &[&str])> = vec![(0, &TITLES)];
        all.extend((1..).zip(rows.iter().map(|r| &r[..])));
        let mut found = grid("Risks", &all);
        for row in found.rows.iter_mut().skip(1).take(filled) {
            row.cells[2].1.fill = Some(0xFF_FF00);
        }
        assert_eq!(read(found).marks.len(), marks, "{filled} of {rows_in_all}");
    }
}

#[test]
fn hidden_rows_and_columns_and_struck_words_are_marks() {
    let mut found = grid(
        "Risks",
        &[
            (0, &["ID", "Title", "Area", "Status", "Mood"]),
            (1, &["R-001", "Late data", "", "Open", "bad"]),
            (2, &["R-002", "x", "y", ""]),
        ],
    );
    found.hidden_rows = vec![2];
    found.hidden_columns = vec![0, 3, 4];
    found.struck_words = vec![(At::new(1, 1), "data".into()), (At::new(0, 1), "above".into())];
    let read = read(found);
    let marks: Vec<(String, &MarkKind)> = read.marks.iter().map(|m| (m.place.cell.clone().unwrap(), &m.kind)).collect();
    let words = MarkKind::StruckWords("data".into());
    assert_eq!(
        marks,
        [
            ("B3".into(), &MarkKind::HiddenRow),
            ("B2".into(), &words),
            ("D1".into(), &MarkKind::HiddenColumn),
            ("E1".into(), &MarkKind::HiddenColumn),
        ],
        "that the ID is hidden is no mark"
    );
}

#[test]
fn a_cell_merged_downwards_is_read_for_each_row_but_for_what_names_the_record() {
    let mut found = grid(
        "Risks",
        &[
            (0, &TITLES),
            (1, &["R-001", "Late data", "Network", "Open"]),
            (2, &["R-002", "", "", "Closed"]),
            (3, &["R-003", "", "", ""]),
        ],
    );
    found.merged = vec![(At::new(1, 2), At::new(2, 2)), (At::new(1, 1), At::new(2, 1)), (At::new(2, 3), At::new(3, 3))];
    let read = read(found);
    assert_eq!(
        values(&read),
        [["R-001", "Late data", "Network", "Open"], ["R-002", "", "Network", "Closed"], ["R-003", "", "", "Closed"]]
    );
    assert_eq!(read.tables[0].rows[1].silent, [1], "covered, so it is not emptied");
}

#[test]
fn a_cell_merged_to_the_right_says_nothing_for_the_columns_it_covers() {
    let mut found =
        grid("Risks", &[(0, &TITLES), (1, &["R-001", "Late data", "", "Open"]), (2, &["R-002", "Next", "kept", ""])]);
    found.merged = vec![(At::new(1, 1), At::new(1, 2)), (At::new(2, 1), At::new(2, 2))];
    let read = read(found);
    assert_eq!(values(&read), [["R-001", "Late data", "", "Open"], ["R-002", "Next", "kept", ""]]);
    assert_eq!(
        (&read.tables[0].rows[0].silent, &read.tables[0].rows[1].silent),
        (&vec![2], &vec![]),
        "what a program left there counts"
    );
}

#[test]
fn a_note_is_kept_with_the_field_it_stands_on() {
    let mut found = grid("Risks", &[(2, &TITLES), (3, &LATE)]);
    let note = |row, column| Note { at: At::new(row, column), author: Some("Ada".into()), text: "see mail".into() };
    found.notes = vec![note(3, 3), note(2, 3), note(3, 9)];
    let beside: Vec<Option<(SheetKey, u32, usize)>> =
        read(found).notes.into_iter().map(|n| n.field.map(|f| (f.sheet, f.row, f.column))).collect();
    assert_eq!(beside, [Some(("risks".into(), 3, 3)), None, None]);
}
