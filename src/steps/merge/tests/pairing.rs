//! Which rows and columns of two sheets are the same, piece by piece.

use super::super::align::Aligned;
use super::super::book::{additions_book, is_discrepancies, merged_book, title_of_discrepancies};
use super::super::columns::{columns_by_title, renamed_columns};
use super::super::notices::similar_new_rows;
use super::super::rows::{Pairs, SheetPair, identifying_columns, pair_by_content, pair_by_key};
use super::sheet;
use crate::model::code::Code;
use crate::model::finding::{Finding, Question};
use crate::model::plain::PlainSheet;

/// For each row of the base the row of the other, by a key column of the base or by content.
fn paired(key: Option<usize>, base: &str, other: &str) -> Vec<Option<usize>> {
    let (base, other) = (sheet("base.csv", base), sheet("other.csv", other));
    let columns = columns_by_title(&base, &other);
    let sides = SheetPair { base: &base, other: &other, columns: &columns };
    let pairs = key.map_or_else(|| pair_by_content(sides), |key| pair_by_key(sides, &[key]));
    for (row, to) in pairs.other_of.iter().enumerate() {
        assert!(to.is_none_or(|to| pairs.base_of[to] == Some(row)), "each is the other's: {pairs:?}");
    }
    pairs.other_of
}

#[test]
fn rows_of_one_key_are_the_same_whatever_else_changed() {
    let base = "id|Risk\n1|Late\n2|Lost\n3|Cold";
    assert_eq!(paired(Some(0), base, "id|Risk\n3|Warm\n1|Later\n4|New"), [Some(1), None, Some(0)]);
    assert_eq!(paired(Some(0), base, "Risk|id\nWarm|3.0"), [None, None, Some(0)], "3.0 is 3");
}

#[test]
fn rows_that_share_a_key_are_told_by_what_else_they_hold_then_by_their_order() {
    let base = "id|Risk\n1|Late\n1|Lost";
    assert_eq!(paired(Some(0), base, "id|Risk\n1|Lost\n1|New"), [Some(1), Some(0)], "as many on both sides");
    assert_eq!(
        paired(Some(0), base, "id|Risk\n1|Lost\n1|New\n1|Newer"),
        [None, Some(0)],
        "which of two it became is not known"
    );
}

#[test]
fn without_its_key_column_a_file_is_told_by_content() {
    let base = "id|Risk|Status\n1|Late|Open\n2|Lost|Open";
    assert_eq!(paired(Some(0), base, "Risk|Status\nLost|Open\nLate|Open"), [Some(1), Some(0)]);
}

#[test]
fn rows_are_the_same_where_half_of_what_either_holds_is() {
    let base = "Risk|Status|Owner|Note\nLate|Open|Ada|x\nLost|Closed|Ben|y";
    for (row, same) in [
        ("Late|Open|Zoe|z", true),
        ("Late|On hold|Zoe|z", false),
        ("Late|Open||", true),
        ("Late|||", false),
        ("New|On hold|Zoe|z", false),
    ] {
        let other = format!("Risk|Status|Owner|Note\n{row}");
        assert_eq!(paired(None, base, &other), [same.then_some(0), None], "{row}");
    }
}

#[test]
fn a_row_that_may_be_two_is_neither() {
    let base = "Risk|Status|Owner\nLate|Open|Ada\nLate|Open|Ben";
    assert_eq!(paired(None, base, "Risk|Status|Owner\nLate|Open|Zoe"), [None, None]);
    assert_eq!(
        paired(None, base, "Risk|Status|Owner\nLate|Open|Ben\nLate|Open|Zoe"),
        [Some(1), Some(0)],
        "once one of them is known"
    );
}

#[test]
fn equal_rows_are_paired_in_their_order() {
    assert_eq!(paired(None, "Risk\nLate\nLate\nLost", "Risk\nLost\nLate"), [Some(1), None, Some(0)]);
}

#[test]
fn a_column_names_records_where_it_is_titled_so_and_each_row_has_a_value_of_its_own() {
    for (base, other, names) in [
        ("id|Risk\n1|a\n2|b", "id|Risk\n1|x", vec![0]),
        ("Customer ID|Risk\n1|a", "Customer ID|Risk\n1|x", vec![0]),
        ("id|Risk\n1|a\n|b", "id|Risk\n1|x", vec![]),
        ("id|Risk\n1|a\n1|b", "id|Risk\n1|x", vec![]),
        ("id|Risk\n1|a", "id|Risk\n1|x\n1|y", vec![]),
        ("Idea|Risk\n1|a", "Idea|Risk\n1|x", vec![]),
    ] {
        let (base, other) = (sheet("base.csv", base), sheet("other.csv", other));
        let columns = columns_by_title(&base, &other);
        let found = identifying_columns(SheetPair { base: &base, other: &other, columns: &columns });
        assert_eq!(found.into_iter().collect::<Vec<_>>(), names, "{base:?}");
    }
}

#[test]
fn a_column_is_the_same_by_its_title_in_any_case_unless_two_may_be_it() {
    for (base, other, found) in [
        ("id|Status", "Status|id", vec![Some(1), Some(0)]),
        ("id|Status", "ID|STATUS *", vec![Some(0), Some(1)]),
        ("id|Status", "STATUS|status *", vec![None, None]),
        ("id|Status", "id|State", vec![Some(0), None]),
    ] {
        let columns = columns_by_title(&sheet("b", &format!("{base}\n1|2")), &sheet("o", &format!("{other}\n1|2")));
        assert_eq!(columns, found, "{base} and {other}");
    }
}

#[test]
fn a_column_under_another_title_is_known_by_holding_the_same_in_most_rows() {
    for (states, renamed) in [
        (["Open", "Open", "Closed"], vec![(1, 1)]),
        (["Open", "Open", "New"], vec![(1, 1)]),
        (["Open", "Other", "New"], vec![]),
        (["", "", ""], vec![]),
    ] {
        let base = sheet("base.csv", "id|Status\n1|Open\n2|Open\n3|Closed");
        let rows = states.iter().zip(1..).map(|(state, id)| format!("{id}|{state}")).collect::<Vec<_>>().join("\n");
        let other = sheet("other.csv", &format!("id|State\n{rows}"));
        let columns = columns_by_title(&base, &other);
        let sides = SheetPair { base: &base, other: &other, columns: &columns };
        assert_eq!(renamed_columns(sides, &pair_by_key(sides, &[0])), renamed, "{states:?}");
    }
    let base = sheet("base.csv", "id|Status\n1|Open\n2|Open");
    let other = sheet("other.csv", "id|State|Stand\n1|Open|Open\n2|Open|Open");
    let columns = columns_by_title(&base, &other);
    let sides = SheetPair { base: &base, other: &other, columns: &columns };
    assert!(renamed_columns(sides, &pair_by_key(sides, &[0])).is_empty(), "of two that it may be it is neither");
    assert_eq!(Pairs::default().unpaired(), (vec![], vec![]));
}

#[test]
fn new_rows_of_two_files_are_one_where_their_key_or_all_that_they_hold_is_the_same() {
    let base = sheet("base.csv", "id|Risk\n1|Late");
    for (one, two, records) in
        [("9|New", "9|Newer", 2), ("9|New", "8|New", 3), ("|New", "|New", 2), ("|New", "|Newer", 3)]
    {
        let file = |row: &str| sheet("file.csv", &format!("id|Risk\n1|Late\n{row}"));
        let (one, two) = (file(one), file(two));
        let aligned = Aligned::new(&base, &[&one, &two], &["id".to_owned()]);
        assert_eq!(aligned.records, records, "{one:?} {two:?}");
    }
}

/// Without key columns, rows of one number are one where most of what both fill in is the same; else that is said.
#[test]
fn new_rows_of_one_number_are_one_where_they_mostly_agree_and_never_stand_twice_without_a_word() {
    let titles = "id|Task|Owner|Due";
    let base = sheet("base.csv", &format!("{titles}\n1|Plan|Ann|May\n2|Build|Ben|June"));
    for (one, two, records, said) in [
        ("3|Test||July", "3|Test|Cy|July", 3, false),
        ("3|Test||July", "3|Test|Cy|August", 3, false),
        ("3|Test|Cy|July", "3|Test|Cy|August", 3, false),
        ("3|Test|Di|July", "3|Test|Cy|August", 4, true),
        ("3|Check||", "3|Test|Cy|August", 4, true),
        ("3|Test|Cy|July", "4|Check|Di|August", 4, false),
    ] {
        let file = |name: &str, row: &str| sheet(name, &format!("{titles}\n1|Plan|Ann|May\n2|Build|Ben|June\n{row}"));
        let (master, other) = (file("master.csv", one), file("other.csv", two));
        let aligned = Aligned::new(&base, &[&master, &other], &[]);
        assert_eq!(aligned.records, records, "{one:?} {two:?}");
        let findings = similar_new_rows(&aligned);
        assert_eq!(findings.len(), usize::from(said), "{one:?} {two:?}: {findings:#?}");
        assert!(findings.iter().all(|f| f.message.contains("say something else: id 3. They stay")));
    }
}

fn list(title: &str, lines: &str) -> PlainSheet {
    PlainSheet { title: title.into(), ..sheet("master.xlsx", lines) }
}

#[test]
fn what_is_left_to_decide_stands_on_a_sheet_of_a_title_that_nobody_has() {
    let risks = || list("Risks", "id\n1");
    let taken = || list("discrepancies", "id\n1");
    let second = || list("Discrepancies (2)", "id\n1");
    for (sheets, earlier, title) in [
        (vec![risks()], None, "Discrepancies"),
        (vec![risks(), taken()], None, "Discrepancies (2)"),
        (vec![taken(), second()], None, "Discrepancies (3)"),
        (vec![taken()], Some("Discrepancies"), "Discrepancies"),
    ] {
        assert_eq!(title_of_discrepancies(&sheets, earlier), title);
    }
}

#[test]
fn a_list_of_an_earlier_merge_is_ours_until_somebody_adds_to_it() {
    let titles = "ID|Severity|Sheet|Record|Field|What is wrong|In the master|As sent";
    for (title, lines, ours) in [
        ("Discrepancies", format!("{titles}|Option A|Where\nD-0001|error|Risks"), true),
        ("Discrepancies (2)", format!("{titles}|Where\nD-0001|error|Risks"), true),
        ("Risks", format!("{titles}|Where\nD-0001|error|Risks"), false),
        ("Discrepancies", format!("{titles}|Where|Mine\nD-0001|error|Risks||||||x|y"), false),
        ("Discrepancies", format!("{titles}|Where\nD-0001|error|Risks\ncall Ben"), false),
        ("Discrepancies", "ID|Severity\nD-0001|error".to_owned(), false),
    ] {
        assert_eq!(is_discrepancies(&list(title, &lines)), ours, "{title}: {lines}");
    }
}

#[test]
fn a_list_is_written_where_something_is_to_decide_or_was_by_the_earlier_merge() {
    let said = Finding::new(Code::ConflictField, "Something.");
    let asked = Finding { question: Some(Question::default()), ..said.clone() };
    let risks = [list("Risks", "id\n1")];
    for (new, findings, before, titles) in [
        (&risks[..], vec![], false, Some(vec!["Risks"])),
        (&risks[..], vec![said.clone()], false, Some(vec!["Risks"])),
        (&risks[..], vec![said.clone(), asked.clone()], false, Some(vec!["Risks", "Discrepancies"])),
        (&[], vec![asked.clone()], false, Some(vec!["Discrepancies"])),
        (&[], vec![said], false, None),
        (&[], vec![], true, Some(vec!["Discrepancies"])),
    ] {
        let of = |pages: &[crate::model::page::Page]| pages.iter().map(|p| p.title.clone()).collect::<Vec<_>>();
        let book = additions_book(new, &findings, "Discrepancies", before);
        let titles = titles.map(|titles| titles.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(book.map(|book| of(&book.pages)), titles, "{findings:?}");
        if !new.is_empty() {
            assert_eq!(Some(of(&merged_book(new, &findings).pages)), titles, "{findings:?}");
        }
    }
}
