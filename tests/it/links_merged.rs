//! `prekick merge` writes where cells lead: an address behind a text is merged like a value of its own.

use crate::desk::Done;
use crate::merge_in_place::run;
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use rust_xlsxwriter::{Formula, Url, Workbook};
use std::path::Path;

const A: &str = "https://acme.example/a";
const B: &str = "https://acme.example/b?x=1&y=2#top";
const C: &str = "https://acme.example/c";
const OTHER_SHEET: &str = "internal:'Other'!A1";

/// An ID, a text, and the address behind it: none where it is empty, by a formula where it begins with `=`.
type Row<'a> = (&'a str, &'a str, &'a str);

/// A workbook with a table of these rows, with a note above it that leads to `note`.
fn put(folder: &Path, name: &str, rows: &[Row<'_>], note: &str) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Documents").unwrap();
    let mut write = |row: u32, column: u16, text: &str, address: &str| {
        match address {
            "" => sheet.write(row, column, text).unwrap(),
            address if address.starts_with('=') => {
                let formula = format!("=HYPERLINK(\"{}\",\"{text}\")", &address[1..]);
                sheet.write_formula(row, column, Formula::new(formula).set_result(text)).unwrap()
            }
            address => sheet.write_url_with_text(row, column, Url::new(address), text).unwrap(),
        };
    };
    if !note.is_empty() {
        write(0, 0, "All our documents", note);
    }
    for (column, title) in (0..).zip(["ID", "Document", "Owner"]) {
        write(2, column, title, "");
    }
    for (row, (id, text, address)) in (3..).zip(rows) {
        write(row, 0, id, "");
        write(row, 1, text, address);
        write(row, 2, "Ada", "");
    }
    book.add_worksheet().set_name("Other").unwrap().write(0, 0, "id").unwrap();
    book.save(folder.join(name)).unwrap();
}

fn merge(folder: &Path, returned: &[&str], output: &str) -> Done {
    let from = ["merge", "--base", "base.xlsx", "--master", "master.xlsx", "--returned"];
    run(folder, &[&from[..], returned, &["-o", output]].concat())
}

/// The cells of the first sheet that lead anywhere, each with its text.
fn links(folder: &Path, name: &str) -> Vec<String> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let grid = reader::read(&bytes, name, &Limits::default()).unwrap().sheets.remove(0);
    let text = |at| grid.cell(at).map(|cell| cell.raw.to_string()).unwrap_or_default();
    grid.links.iter().map(|link| format!("{} {} {}", link.at, text(link.at), link.address)).collect()
}

fn merged(base: &[Row<'_>], master: &[Row<'_>], returned: &[&[Row<'_>]]) -> (tempfile::TempDir, Done, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    put(path, "base.xlsx", base, "");
    put(path, "master.xlsx", master, "");
    let names: Vec<String> = (0..returned.len()).map(|n| format!("r{n}.xlsx")).collect();
    names.iter().zip(returned).for_each(|(name, rows)| put(path, name, rows, ""));
    let done = merge(path, &names.iter().map(String::as_str).collect::<Vec<_>>(), "out.xlsx");
    let found = links(path, "out.xlsx");
    (folder, done, found)
}

/// §8.51: what one side did with an address is in the merged workbook; what both did differently is asked.
#[test]
fn an_address_that_one_side_set_changed_or_removed_is_written() {
    let plan = "B4 Plan ";
    for (base, master, returned, found, code) in [
        (A, A, vec![B], Some(B), 0),
        ("", "", vec![A], Some(A), 0),
        (A, A, vec![""], None, 0),
        (A, A, vec!["=https://acme.example/c"], Some(C), 0),
        (A, C, vec![A], Some(C), 0),
        (A, "", vec![A], None, 0),
        (A, B, vec![B], Some(B), 0),
        (A, A, vec![B, B], Some(B), 0),
        (A, A, vec![A, OTHER_SHEET], Some("#'Other'!A1"), 0),
        (OTHER_SHEET, OTHER_SHEET, vec![C], Some(C), 0),
        (A, A, vec![B, C], Some(A), 1),
        (A, C, vec![B], Some(C), 1),
        (A, C, vec![""], Some(C), 1),
        // A formula leads where it says: it is said what can't be written.
        ("=https://acme.example/a", "=https://acme.example/a", vec![C], Some(A), 1),
    ] {
        let row = |address| [("1", "Plan", address)];
        let returned: Vec<[Row<'_>; 1]> = returned.into_iter().map(row).collect();
        let copies: Vec<&[Row<'_>]> = returned.iter().map(|rows| &rows[..]).collect();
        let (_folder, done, links) = merged(&row(base), &row(master), &copies);
        let expected: Vec<String> = found.iter().map(|address| format!("{plan}{address}")).collect();
        assert_eq!(links, expected, "{base}, {master}, {returned:?}: {}", done.err);
        assert_eq!(done.code, code, "{base}, {master}, {returned:?}: {}", done.err);
        assert!(code == 0 || done.err.contains("lead"), "{}", done.err);
        assert!(!done.err.contains("Only values"), "{}", done.err);
    }
}

/// A cell whose text is its address leads where it then says.
#[test]
fn a_text_that_shows_its_address_does_not_lead_to_the_one_before() {
    for (text, address, expected) in [(C, C, format!("B4 {C} {C}")), ("none yet", "", String::new())] {
        let (_folder, done, links) = merged(&[("1", A, A)], &[("1", A, A)], &[&[("1", text, address)]]);
        assert_eq!((links.concat(), done.code), (expected, 0), "{}", done.err);
    }
    // A text that comes from a file brings no address along that the master has no more.
    let (_folder, done, links) = merged(&[("1", "Plan", A)], &[("1", "Plan", "")], &[&[("1", "The plan", A)]]);
    assert_eq!((links, done.code), (Vec::new(), 0), "{}", done.err);
    // The text of one side, the address of the other.
    let (_folder, done, links) = merged(&[("1", "Plan", A)], &[("1", "The plan", A)], &[&[("1", "Plan", B)]]);
    assert_eq!((links, done.code), (vec![format!("B4 The plan {B}")], 0), "{}", done.err);
}

#[test]
fn rows_that_come_go_and_move_take_their_addresses_along() {
    let base = [("1", "Plan", A), ("2", "Runbook", B), ("3", "Budget", C)];
    let came = [("1", "Plan", A), ("9", "Risks", OTHER_SHEET), ("2", "Runbook", B), ("3", "Budget", C)];
    let (_folder, done, links) = merged(&base, &base, &[&came]);
    let expected =
        [format!("B4 Plan {A}"), "B5 Risks #'Other'!A1".into(), format!("B6 Runbook {B}"), format!("B7 Budget {C}")];
    assert_eq!((links, done.code), (expected.into(), 0), "{}", done.err);
    assert!(!done.err.contains("at the end"), "{}", done.err);
    let (_folder, done, links) = merged(&base, &base, &[&[base[0], base[2]]]);
    assert_eq!((links, done.code), (vec![format!("B4 Plan {A}"), format!("B5 Budget {C}")], 0), "{}", done.err);
    let (_folder, done, links) = merged(&base, &base, &[&[base[0], ("9", "Other risks", ""), base[2]]]);
    assert_eq!((links, done.code), (vec![format!("B4 Plan {A}"), format!("B6 Budget {C}")], 0), "{}", done.err);
}

#[test]
fn a_row_that_one_file_removed_and_of_which_another_changed_the_address_is_asked_about() {
    let base = [("1", "Plan", A), ("2", "Runbook", A), ("3", "Budget", A)];
    let changed = [base[0], ("2", "Runbook", C), base[2]];
    let (_folder, done, links) = merged(&base, &base, &[&[base[0], base[2]], &changed]);
    assert_eq!((links.len(), done.code), (3, 1), "{}", done.err);
    assert!(done.err.contains("removed") && done.err.contains(&format!("leads to {C}")), "{}", done.err);
}

#[test]
fn an_address_outside_the_table_is_merged_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let rows = [("1", "Plan", "")];
    for (name, note) in [("base.xlsx", A), ("master.xlsx", A), ("r0.xlsx", B), ("r1.xlsx", C)] {
        put(path, name, &rows, note);
    }
    let done = merge(path, &["r0.xlsx"], "out.xlsx").must(0);
    assert_eq!(links(path, "out.xlsx"), [format!("A1 All our documents {B}")], "{}", done.err);
    let done = run(path, &["diff", "base.xlsx", "r0.xlsx"]).must(1);
    assert!(done.out.contains("1 link changed") && done.out.contains("A1"), "{}", done.out);
    let done = merge(path, &["r0.xlsx", "r1.xlsx"], "out.xlsx").must(1);
    assert_eq!(links(path, "out.xlsx"), [format!("A1 All our documents {A}")], "{}", done.err);
}

#[test]
fn what_holds_no_addresses_loses_none_and_says_which_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    put(path, "base.xlsx", &[("1", "Plan", A), ("2", "Runbook", A)], "");
    put(path, "master.xlsx", &[("1", "Plan", A), ("2", "Runbook", A)], "");
    // A CSV says nothing of addresses.
    std::fs::write(path.join("r0.csv"), "ID,Document,Owner\n1,Plan,Ada\n2,Runbook,Jo\n").unwrap();
    let done = merge(path, &["r0.csv"], "out.xlsx").must(0);
    assert_eq!(links(path, "out.xlsx"), [format!("B4 Plan {A}"), format!("B5 Runbook {A}")], "{}", done.err);
    let mut one = Workbook::new();
    let sheet = one.add_worksheet();
    sheet.write(0, 0, "ID").unwrap().write(0, 1, "Document").unwrap().write(1, 0, "1").unwrap();
    sheet.write_url_with_text(1, 1, Url::new(A), "Plan").unwrap();
    one.save(path.join("one.xlsx")).unwrap();
    std::fs::write(path.join("one.csv"), "ID,Document\n1,Plan\n").unwrap();
    let from = ["merge", "--base", "one.csv", "--master", "one.csv", "--returned", "one.xlsx", "-o"];
    let done = run(path, &[&from[..], &["out.csv"]].concat()).must(0);
    assert!(done.err.contains("1 cell leads to an address that is not in what was written"), "{}", done.err);
    let done = run(path, &[&from[..], &["out.xlsx"]].concat()).must(0);
    assert!(!done.err.contains("is not in what was written"), "{}", done.err);
    assert_eq!(links(path, "out.xlsx"), [format!("B2 Plan {A}")], "{}", done.err);
}

/// A workbook whose column *Document* has this title, which leads to this address.
fn titled(folder: &Path, name: &str, (title, address): (&str, &str)) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Documents").unwrap();
    sheet.write(0, 0, "All documents").unwrap();
    sheet.write(2, 0, "ID").unwrap();
    match address {
        "" => sheet.write(2, 1, title).unwrap(),
        address => sheet.write_url_with_text(2, 1, Url::new(address), title).unwrap(),
    };
    for (row, id) in (3..).zip(["1", "2"]) {
        sheet.write(row, 0, id).unwrap().write(row, 1, "Plan").unwrap();
    }
    book.save(folder.join(name)).unwrap();
}

/// §8.51: the title of a column leads somewhere like any other cell; its text is merged by itself.
#[test]
fn an_address_behind_a_title_is_merged_and_compared() {
    let at = |title: &str, address: &str| vec![format!("B3 {title} {address}")];
    for (base, master, returned, found, code) in [
        (("Document", A), ("Document", A), vec![("Document", B)], at("Document", B), 0),
        (("Document", ""), ("Document", ""), vec![("Document", A)], at("Document", A), 0),
        (("Document", A), ("Document", A), vec![("Document", "")], vec![], 0),
        (("Document", A), ("Document", C), vec![("Document", A)], at("Document", C), 0),
        (("Document", A), ("File", A), vec![("Document", B)], at("File", B), 0),
        (("Document", A), ("Document", B), vec![("File", A)], at("File", B), 0),
        (("Document", A), ("Document", A), vec![("File", "")], vec![], 0),
        ((A, A), (A, A), vec![("Document", "")], vec![], 0),
        (("Document", A), ("Document", A), vec![("Document", B), ("Document", C)], at("Document", A), 1),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        titled(path, "base.xlsx", base);
        titled(path, "master.xlsx", master);
        let names: Vec<String> = (0..returned.len()).map(|n| format!("r{n}.xlsx")).collect();
        names.iter().zip(&returned).for_each(|(name, of)| titled(path, name, *of));
        let done = merge(path, &names.iter().map(String::as_str).collect::<Vec<_>>(), "out.xlsx");
        let case = format!("{base:?}, {master:?}, {returned:?}: {}", done.err);
        assert_eq!((links(path, "out.xlsx"), done.code), (found, code), "{case}");
        assert!(!done.err.contains("Only values"), "{case}");
        assert!(code == 0 || done.err.contains("The title of the column Document, the address behind"), "{case}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    titled(path, "base.xlsx", ("Document", A));
    titled(path, "now.xlsx", ("Document", B));
    let done = run(path, &["diff", "base.xlsx", "now.xlsx"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.out.contains(&format!("Title of Document: link {A} → {B} (B3)")), "{}", done.out);
    // A CSV has no addresses: what was behind the title is said.
    titled(path, "master.xlsx", ("Document", A));
    let done = merge(path, &["now.xlsx"], "out.csv");
    assert!(done.err.contains(B), "{}", done.err);
}

/// A column that a file adds brings the address of its title along.
#[test]
fn a_new_column_brings_the_address_of_its_title_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let put = |name: &str, address: &str| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Documents").unwrap();
        sheet.write(0, 0, "ID").unwrap().write(0, 1, "Document").unwrap();
        sheet.write(1, 0, "1").unwrap().write(1, 1, "Plan").unwrap();
        if !address.is_empty() {
            sheet.write_url_with_text(0, 2, Url::new(address), "Owner").unwrap().write(1, 2, "Ada").unwrap();
        }
        book.save(path.join(name)).unwrap();
    };
    for (name, address) in [("base.xlsx", ""), ("master.xlsx", ""), ("r.xlsx", A)] {
        put(name, address);
    }
    let done = merge(path, &["r.xlsx"], "out.xlsx");
    assert_eq!((links(path, "out.xlsx"), done.code), (vec![format!("C1 Owner {A}")], 0), "{}", done.err);
}
