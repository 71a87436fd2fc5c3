//! What is lost with a part of a file counts for nothing.

use super::super::rules::MergeRules;
use super::super::workbooks::{PlainFile, merge_files};
use super::{sheet, text};
use crate::model::delimited::DelimitedText;
use crate::model::plain::PlainSheet;
use crate::model::text_signs::TextSigns;

/// A file as a CSV with `|` between its cells.
fn file(name: &str, csv: &str) -> PlainFile {
    let signs = TextSigns::of(DelimitedText::new(csv, b'|'));
    let sheets = vec![PlainSheet { signs, ..sheet(name, csv) }];
    PlainFile { name: name.to_owned(), sheets, ..PlainFile::default() }
}

fn rows(numbers: impl Iterator<Item = u32>) -> String {
    numbers.fold("id|name|city\n".to_owned(), |all, n| all + &format!("{n}|name{n}|Bonn\n"))
}

struct Case<'c> {
    what: &'c str,
    base: String,
    master: String,
    returned: String,
    expected: String,
    said: Option<&'c str>,
}

#[track_caller]
fn comes_out(case: &Case<'_>, accept_removals: bool) {
    for key in [vec!["id".to_owned()], Vec::new()] {
        let (base, master) = (file("base.csv", &case.base), file("master.csv", &case.master));
        let rules = MergeRules { key: &key, accept_removals };
        let merged = merge_files(&base, &master, &[&file("a.csv", &case.returned)], rules);
        let found = text(&merged.sheets[0]);
        assert_eq!(found, case.expected.trim_end(), "{}, key {key:?}: {:#?}", case.what, merged.findings);
        let said: Vec<String> = merged
            .findings
            .iter()
            .filter(|f| f.code.as_str() == "file/incomplete")
            .map(|f| f.message.clone())
            .collect();
        assert_eq!(said.len(), usize::from(case.said.is_some()), "{}, key {key:?}: {said:?}", case.what);
        assert!(said.iter().all(|s| s.contains(case.said.unwrap_or_default())), "{}: {said:?}", case.what);
    }
}

fn returned(what: &'static str, returned: String, said: &'static str) -> Case<'static> {
    let base = rows(1..=12);
    Case { what, master: base.clone(), expected: base.clone(), base, returned, said: Some(said) }
}

#[test]
fn what_git_left_of_a_clash_is_no_row() {
    let whole = rows(1..=12);
    let clash = "<<<<<<< HEAD\n5|name five|Bonn\n=======\n5|name fünf|Bonn\n>>>>>>> other\n";
    let unsettled = whole.replace("5|name5|Bonn\n", clash).replace("3|name3", "3|name three");
    let case = returned("clash", unsettled, "what git leaves where a merge clashed");
    comes_out(&Case { expected: whole.replace("3|name3", "3|name three"), ..case }, false);
}

#[test]
fn a_file_that_is_cut_off_removes_and_empties_nothing() {
    let whole = rows(1..=12);
    for cut in ["9|name", "9", "9|name9|B", "9|name9|Bonn", "9|", "1"] {
        let end = if cut == "1" { "10|" } else { cut };
        let at = whole.find(end).unwrap() + cut.len();
        comes_out(&returned(cut, whole[..at].to_owned(), "cut off in row"), false);
        comes_out(&returned(cut, whole[..at].to_owned(), "cut off in row"), false);
    }
    comes_out(&returned("within the titles", "id|na".into(), "cut off in row 1"), false);
}

#[test]
fn what_stands_behind_a_quotation_mark_that_nobody_closes_counts_for_nothing() {
    let changed = rows(1..=12).replace("2|name2|Bonn", "2|name2|Ulm").replace("9|name9", "9|\"name9");
    let case = returned("an open quotation mark", changed, "(line 10)");
    comes_out(&Case { expected: rows(1..=12).replace("2|name2|Bonn", "2|name2|Ulm"), ..case }, false);
}

#[test]
fn titles_without_rows_and_most_rows_gone_remove_nothing_unless_it_is_meant() {
    for (what, left, said) in [
        ("no rows", rows(std::iter::empty()), "no rows"),
        ("most gone", rows(3..=6), "8 of the 12 rows"),
        ("last gone", rows(1..=5), "7 of the 12 rows"),
    ] {
        let case = returned(what, left.clone(), said);
        comes_out(&case, false);
        comes_out(&Case { said: None, expected: left, ..case }, true);
    }
}

#[test]
fn fewer_rows_are_removed_as_ever() {
    let base = rows(1..=12);
    for left in [rows(1..=6), rows(7..=12), rows(1..=11)] {
        let case = Case {
            what: "half",
            base: base.clone(),
            master: base.clone(),
            expected: left.clone(),
            returned: left,
            said: None,
        };
        comes_out(&case, false);
    }
    let few = rows(1..=4);
    let case =
        Case { what: "four", base: few.clone(), master: few, expected: rows(1..=1), returned: rows(1..=1), said: None };
    comes_out(&case, false);
}

#[test]
fn a_damaged_master_is_filled_up_from_the_base_and_keeps_what_it_changed() {
    let base = rows(1..=12);
    let master = base.replace("2|name2|Bonn", "2|name2|Ulm");
    let at = master.find("9|name9").unwrap() + 4;
    let case = Case {
        what: "a master that is cut off",
        expected: master.replace("11|name11|Bonn", "11|name11|Jena"),
        master: master[..at].to_owned(),
        returned: base.replace("11|name11|Bonn", "11|name11|Jena"),
        base,
        said: Some("cut off in row 10"),
    };
    comes_out(&case, false);
}

#[test]
fn a_last_line_without_a_line_end_is_whole_where_nothing_is_missing() {
    let base = rows(1..=12);
    let bare = base.trim_end().to_owned();
    let added = format!("{bare}\n13|name13|Ulm");
    for (base, returned, expected) in [
        (base.clone(), bare.clone(), base.clone()),
        (bare.clone(), bare.clone(), base.clone()),
        (base.clone(), added.clone(), added.clone()),
        (bare.clone(), added.clone(), added),
        (
            bare.clone(),
            bare.replace("12|name12|Bonn", "12|name12|Ulm"),
            base.replace("12|name12|Bonn", "12|name12|Ulm"),
        ),
    ] {
        let case = Case { what: "no line end", master: base.clone(), base, returned, expected, said: None };
        comes_out(&case, false);
    }
}

#[test]
fn an_empty_file_is_said_and_removes_nothing() {
    let base = file("base.csv", &rows(1..=3));
    let empty = PlainFile { name: "a.csv".into(), ..PlainFile::default() };
    let merged = merge_files(&base, &base, &[&empty], MergeRules::default());
    assert_eq!(text(&merged.sheets[0]), rows(1..=3).trim_end());
    let codes: Vec<&str> = merged.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["file/incomplete"]);
}
