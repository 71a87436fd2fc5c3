//! What a program does to a whole column is nobody's edit.

use super::super::rules::MergeRules;
use super::super::workbooks::{MergedFile, PlainFile, diff_files, merge_files};
use super::{sheet, text};

fn file(name: &str, lines: &str) -> PlainFile {
    PlainFile { name: name.to_owned(), sheets: vec![sheet(name, lines)], ..PlainFile::default() }
}

fn merge(base: &str, master: &str, returned: &str, key: &[&str]) -> MergedFile {
    let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
    let rules = MergeRules { key: &key, accept_removals: false };
    merge_files(&file("base.csv", base), &file("master.csv", master), &[&file("a.csv", returned)], rules)
}

/// A table of one column beside keys.
fn column(cells: &[&str]) -> String {
    (1..).zip(cells).fold("key|v\n".to_owned(), |all, (n, cell)| all + &format!("k{n}|{cell}\n"))
}

#[test]
fn a_column_that_a_program_wrote_otherwise_keeps_the_masters_spelling() {
    for (base, returned, expected) in [
        (["0012", "0034", "56"], ["12", "34", "56"], ["0012", "0034", "56"]),
        (["0012", "0034", "56"], ["12", "35", "56"], ["0012", "35", "56"]),
        (["1.50", "2.25", "-5"], ["1,5", "2,25", "-5"], ["1.50", "2.25", "-5"]),
        (["1.50", "2.25", "-5"], ["1,5", "2,75", "-5"], ["1.50", "2.75", "-5"]),
        (["1234.50", "2.25", "7"], ["1.234,50", "2,25", "8"], ["1234.50", "2.25", "8"]),
        (["1,5", "2,25", "x"], ["1.5", "2.75", "x"], ["1,5", "2,75", "x"]),
        (["2027-01-11", "2027-02-03", ""], ["11.01.2027", "03.02.2027", ""], ["2027-01-11", "2027-02-03", ""]),
        (
            ["2027-01-11", "2027-02-03", ""],
            ["1/11/2027", "2/3/2027", "2/4/2027"],
            ["2027-01-11", "2027-02-03", "2027-02-04"],
        ),
        (["2027-01-11", "2027-02-03", ""], ["11/01/2027", "03/02/2027", ""], ["2027-01-11", "2027-02-03", ""]),
        (
            ["2027-01-11", "2027-02-03", "x"],
            ["2027-01-11 00:00:00", "2027-02-03 00:00:00", "y"],
            ["2027-01-11", "2027-02-03", "y"],
        ),
        (["11.01.2027", "03.02.2027", ""], ["2027-01-11", "2027-02-04", ""], ["11.01.2027", "04.02.2027", ""]),
        (["TRUE", "FALSE", "TRUE"], ["True", "False", "False"], ["TRUE", "FALSE", "FALSE"]),
        (["TRUE", "FALSE", ""], ["WAHR", "FALSCH", ""], ["TRUE", "FALSE", ""]),
        (["1234567890123456789", "5", ""], ["1.23457E+18", "6", ""], ["1234567890123456789", "6", ""]),
        (["TRUE", "FALSE", "TRUE"], ["1", "0", "1"], ["TRUE", "FALSE", "TRUE"]),
        (["TRUE", "FALSE", "TRUE"], ["1", "0", "0"], ["TRUE", "FALSE", "FALSE"]),
        (["true", "false", "true"], ["TRUE", "FALSE", "FALSE"], ["true", "false", "false"]),
        (["1", "0", "1"], ["TRUE", "FALSE", "FALSE"], ["1", "0", "0"]),
        (["12.5", "7", "9"], ["12.50 €", "7.00 €", "9.00 €"], ["12.5", "7", "9"]),
        (["12.5", "7", "1234.25"], ["€12.50", "€8.00", "€1,234.25"], ["12.5", "8", "1234.25"]),
        (["$12.50", "$7.00", "-$9.00"], ["12.5", "7", "-10"], ["$12.50", "$7.00", "-$10"]),
        (["12.3456", "7.891", "9"], ["12.35", "7.89", "9"], ["12.3456", "7.891", "9"]),
        (["12.3456", "7.891", "9"], ["12.35", "7.89", "9.5"], ["12.3456", "7.891", "9.5"]),
        (["12.345", "7.895", "12.35"], ["12.34", "7.9", "12.35"], ["12.345", "7.895", "12.35"]),
        (["12.3456", "7.891", "9"], ["12,35 €", "7,89 €", "9,00 €"], ["12.3456", "7.891", "9"]),
        (["12.3456", "7.891", "9.1"], ["12.35", "7.89", "12.35"], ["12.3456", "7.891", "12.35"]),
    ] {
        let merged = merge(&column(&base), &column(&base), &column(&returned), &["key"]);
        assert_eq!(text(&merged.sheets[0]), column(&expected).trim_end(), "{returned:?}: {:#?}", merged.findings);
        let said: Vec<_> = merged.findings.iter().filter(|f| f.code.as_str() == "value/coerced").collect();
        assert_eq!(said.len(), 1, "{returned:?}: {:#?}", merged.findings);
        assert!(said[0].message.contains("column v of a.csv"), "{}", said[0].message);
    }
}

#[test]
fn an_edit_of_single_cells_is_an_edit() {
    for (base, returned) in [
        (["0012", "0034", "56"], ["12", "0034", "56"]),
        (["1.50", "2.25", "-5"], ["1,5", "2.25", "-5"]),
        (["2027-01-11", "2027-02-03", ""], ["11.01.2027", "2027-02-03", ""]),
        (["TRUE", "FALSE", "TRUE"], ["true", "FALSE", "TRUE"]),
        (["1234567890123456789", "1234567890123456790", ""], ["1.23457E+18", "1234567890123456790", ""]),
        (["TRUE", "FALSE", "TRUE"], ["1", "FALSE", "TRUE"]),
        (["12.5", "7", "9"], ["12.50 €", "7", "9"]),
        (["12 $", "7 $", "9 $"], ["12 €", "7 €", "9 €"]),
        (["12.3456", "7.891", "9"], ["12.35", "7.891", "9"]),
        (["12.3456", "7.8", "9"], ["12.35", "7.8", "9"]),
        (["12.3456", "7.891", "9"], ["13", "8.5", "10"]),
    ] {
        let merged = merge(&column(&base), &column(&base), &column(&returned), &["key"]);
        assert_eq!(text(&merged.sheets[0]), column(&returned).trim_end(), "{:#?}", merged.findings);
    }
}

#[test]
fn keys_that_a_program_wrote_otherwise_are_the_same_keys() {
    let base = "code|name|n\n0012|Ann|1\n0034|Ben|2\n0056|Cy|3";
    let returned = "code|name|n\n12|Ann|1\n34|Ben|5\n56|Cy|3";
    for key in [&["code"][..], &[]] {
        let merged = merge(base, base, returned, key);
        assert_eq!(text(&merged.sheets[0]), "code|name|n\n0012|Ann|1\n0034|Ben|5\n0056|Cy|3", "{:#?}", merged.findings);
    }
}

#[test]
fn keys_of_which_several_became_one_are_told_by_the_rest_of_the_row_or_asked() {
    let base = "id|name\n1234567890123456789|A\n1234567890123456790|B\n1234567890123456791|C";
    for key in [&["id"][..], &[]] {
        let one = merge(base, base, "id|name\n1.23457E+18|A\n1.23457E+18|Bx\n1.23457E+18|C", key);
        assert_eq!(text(&one.sheets[0]), base.replace("|B", "|Bx"), "{:#?}", one.findings);
        assert!(one.findings.iter().all(|f| f.severity != crate::model::severity::Severity::Error));
        let two = merge(base, base, "id|name\n1.23457E+18|A\n1.23457E+18|Bx\n1.23457E+18|Cx", key);
        assert_eq!(text(&two.sheets[0]), base, "{:#?}", two.findings);
        let asked = two.findings.iter().filter(|f| f.severity == crate::model::severity::Severity::Error);
        let said: Vec<&str> = asked.map(|f| f.message.as_str()).collect();
        assert!(said.len() == 2 && said[0].contains("Bx") && said[1].contains("Cx"), "{said:?}");
    }
}

#[test]
fn a_master_that_a_program_wrote_otherwise_stays_as_it_is() {
    let base = "code|d\n0012|2027-01-11\n0034|2027-02-03\n0056|2027-03-04";
    let master = "code|d\n12|11.01.2027\n34|03.02.2027\n56|04.03.2027";
    let merged = merge(base, master, &base.replace("0034|2027-02-03", "0034|"), &["code"]);
    assert_eq!(text(&merged.sheets[0]), master.replace("03.02.2027", ""), "{:#?}", merged.findings);
    let merged = merge(base, master, &base.replace("2027-02-03", "2027-02-28"), &["code"]);
    let expected = master.replace("03.02.2027", "28.02.2027");
    assert_eq!(
        text(&merged.sheets[0]),
        expected,
        "what is new is written as the master writes: {:#?}",
        merged.findings
    );
}

#[test]
fn a_master_that_a_program_rounded_takes_an_edit_with_all_its_digits() {
    let base = column(&["12.3456", "7.891", "9"]);
    let master = column(&["12.35", "7.89", "9"]);
    let merged = merge(&base, &master, &column(&["12.3456", "7.8951", "9"]), &["key"]);
    assert_eq!(text(&merged.sheets[0]), column(&["12.35", "7.8951", "9"]).trim_end(), "{:#?}", merged.findings);
}

#[test]
fn a_new_row_in_a_rounded_column_keeps_its_own_value() {
    let base = column(&["12.3456", "7.891", "9"]);
    for key in [&["key"][..], &[]] {
        let merged = merge(&base, &base, &column(&["12.35", "7.89", "9", "12.35"]), key);
        let expected = column(&["12.3456", "7.891", "9", "12.35"]);
        assert_eq!(text(&merged.sheets[0]), expected.trim_end(), "{:#?}", merged.findings);
    }
}

#[test]
fn an_equal_value_keeps_the_masters_spelling_and_is_said_once_for_its_column() {
    let base = column(&["1.50", "2.25", "3.00"]);
    let merged = merge(&base, &base, &column(&["1.5", "2.25", "3.0"]), &["key"]);
    assert_eq!(text(&merged.sheets[0]), base.trim_end());
    let said: Vec<&str> = merged.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "2 cells in the column v of a.csv say the same in another way of writing, such as “1.5” for “1.50”; the master keeps its own."
        ]
    );
}

#[test]
fn a_comparison_says_it_once_and_lists_the_edits_alone() {
    let base = column(&["0012", "0034", "0056"]);
    let found = diff_files(&file("a.csv", &base), &file("b.csv", &column(&["12", "35", "56"])), &["key".to_owned()]);
    let (_, difference) = &found[0];
    assert_eq!(difference.changes.len(), 1, "{:#?}", difference.changes);
    assert_eq!(difference.findings.len(), 1, "{:#?}", difference.findings);
}
